//! The recovery clock in words: its digits, what it runs between, and what became of it.

use super::ascii;
use super::clock::recovery;
use super::format;
use super::headline::headline;
use super::safe::Charset;
use super::sign::dot;
use super::tone::{Tone, Toned};
use crate::analysis::metrics::recovery_time;
use crate::drill::procedure::Anchor;
use crate::drill::session::{ClockFace, Session};
use crate::drill::time::Moment;

/// The recovery clock with all that a screen says about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopwatch {
    /// `0:37:12`; `~0:37:12` where a reboot lies in between. In the tone of how it stands.
    pub digits: Toned,
    /// `declared 13:54:55 → verified`.
    pub title: String,
    /// `since declared 13:54:55 +01:00 · stops at verified`.
    pub caption: String,
    /// What the drill came to, once the clock has stopped.
    pub headline: Option<Toned>,
    /// `clean-up 0:03:10`, once the recovery is over.
    pub cleanup: Option<String>,
}

/// Reads the recovery clock.
pub fn stopwatch(session: &Session, now: &Moment, charset: Charset) -> Stopwatch {
    let (view, face) = (recovery(session, now, charset), session.clock(now));
    let estimated = if view.estimated { format!("{}estimated", dot(charset)) } else { String::new() };
    Stopwatch {
        digits: digits(session, &face, now, charset),
        title: format!("{}{estimated}", view.title),
        caption: format!("{}{estimated}", view.caption),
        headline: face.to.is_some().then(|| headline(session, now, charset)),
        cleanup: cleanup(session, now),
    }
}

fn digits(session: &Session, face: &ClockFace, now: &Moment, charset: Charset) -> Toned {
    let about = if face.elapsed.estimated { "~" } else { "" };
    let over = session.rto().is_some_and(|rto| face.elapsed.span > rto.span);
    let tone = match (recovery_time(session, now).actual, over) {
        (_, true) => Tone::Behind,
        (Some(_), false) => Tone::Ahead,
        (None, false) => Tone::Plain,
    };
    Toned::new(format!("{about}{}", ascii::signs(&format::clock(face.elapsed.span), charset)), tone)
}

/// The small clock of the clean-up; `None` before it, and where the procedure has none.
fn cleanup(session: &Session, now: &Moment) -> Option<String> {
    let procedure = session.procedure();
    let cleans = procedure.clock.1 != Anchor::CleanedUp && procedure.cleanup_from() < procedure.steps.len();
    let face = session.cleanup_clock(now);
    face.from.as_ref().filter(|_| cleans)?;
    let about = if face.elapsed.estimated { "~" } else { "" };
    Some(format!("clean-up {about}{}", format::clock(face.elapsed.span)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};

    fn read(drill: &Rehearsal) -> Stopwatch {
        stopwatch(&drill.session, &drill.now, Charset::Unicode)
    }

    #[test]
    fn a_running_clock_says_what_it_runs_between() {
        let told = read(&Rehearsal::new(procedure()).declare().at(2_232));
        assert_eq!(told.digits, Toned::new("0:37:12", Tone::Plain));
        assert_eq!(told.title, "declared 13:54:55 → verified");
        assert_eq!(told.caption, "since declared 13:54:55 +02:00 · stops at verified");
        assert_eq!((told.headline, told.cleanup), (None, None));
    }

    #[test]
    fn over_its_objective_and_across_a_reboot_it_says_so() {
        let told = read(&Rehearsal::new(procedure()).declare().reboot().at(4_000));
        assert_eq!(told.digits, Toned::new("~1:06:40", Tone::Behind));
        assert_eq!(told.title, "declared 13:54:55 → verified · estimated");
    }

    #[test]
    fn a_verified_clock_stands_still_while_the_clean_up_goes_on() {
        let mut plan = procedure();
        plan.steps[1].marks = Some(Anchor::Verified);
        let told = read(&Rehearsal::new(plan).declare().start("b").at(60).done("b").at(85));
        assert_eq!(told.digits, Toned::new("0:01:00", Tone::Ahead));
        assert_eq!(told.title, "declared 13:54:55 → verified 13:55:55");
        assert!(told.headline.unwrap().text.starts_with("VERIFIED 0:01:00"));
        assert_eq!(told.cleanup.as_deref(), Some("clean-up 0:00:25"));
    }

    #[test]
    fn before_its_start_it_says_what_starts_it() {
        let mut plan = procedure();
        plan.steps[0].marks = Some(Anchor::Declared);
        let told = read(&Rehearsal::new(plan).declare().at(9));
        assert_eq!(told.caption, "starts at declared · stops at verified");
        assert_eq!(told.digits.text, "0:00:00");
    }
}
