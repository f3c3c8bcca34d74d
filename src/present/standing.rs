//! What stands in sight without anybody asking: what the drill waits for, and the gentle question about a step that
//! takes very long.

use super::cells;
use super::format;
use super::holding::cause;
use super::safe::Charset;
use super::sign::dot;
use super::tone::{Tone, Toned};
use crate::analysis::past::Past;
use crate::analysis::splits::segment;
use crate::drill::checklist::Stamp;
use crate::drill::holds::Hold;
use crate::drill::session::Session;
use crate::drill::time::{Moment, Span};

/// Says what has held the drill up for longest: `WAITING for Cloud object storage 12:40 · the clock runs`.
pub fn waiting(session: &Session, now: &Moment, charset: Charset) -> Option<Toned> {
    let running = session.checklist().running();
    let held = |at: usize| session.holds().of(&session.procedure().steps[at].id);
    let holds: Vec<&Hold> = running.filter_map(held).collect();
    let length = |hold: &Hold| session.timeline().between(&hold.from.moment, now);
    let longest = holds.iter().max_by_key(|hold| length(hold).span)?;
    let cause = cause(session, &longest.cause, charset);
    let (word, rest) = cause.split_once(' ').unwrap_or((&cause, ""));
    let what = format!("{} {rest}", word.to_uppercase());
    let what = what.trim_end();
    let about = if length(longest).estimated { "~" } else { "" };
    let mut parts = vec![format!("{what} {about}{}", format::step(length(longest).span))];
    if !longest.text.is_empty() {
        parts.push(cells::shown(&longest.text, charset));
    }
    if holds.len() > 1 {
        parts.push(format!("{} more", holds.len() - 1));
    }
    if session.clock(now).running {
        parts.push("the clock runs".to_owned());
    }
    Some(Toned::new(parts.join(dot(charset)), Tone::Held))
}

/// Asks about a running step that went on for twice its usual time without a key: `still on 7? usual 13:10`. What is
/// on hold is not asked about. `quiet_since` is the last key.
pub fn still_on(
    session: &Session,
    now: &Moment,
    past: &Past,
    quiet_since: Option<&Moment>,
) -> Option<String> {
    let between = |from: &Moment| session.timeline().between(from, now).span;
    let environment = &session.opening()?.environment;
    let slow = |at: usize| {
        let (step, progress) = (&session.procedure().steps[at], session.checklist().at(at)?);
        let Stamp { moment, .. } = &progress.running()?.started;
        let quiet = quiet_since.map_or(between(moment), |key| between(key).min(between(moment)));
        let taken = segment(session, progress, now)?.span.min(quiet);
        // Behind a key nobody is asked: what is usual need not be worked out for its frame.
        if taken <= Span::from_secs(1) {
            return None;
        }
        let usual = past.usual(environment, &[at]).or(step.expect)?;
        let twice = usual + usual;
        let asks = usual > Span::ZERO && taken > twice && session.holds().of(&step.id).is_none();
        asks.then(|| format!("still on {}? usual {}", session.procedure().number_at(at), format::step(usual)))
    };
    session.checklist().running().find_map(slow)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};
    use crate::drill::command::Command;
    use crate::drill::fact::HoldCause;

    fn waits(drill: &Rehearsal) -> Option<String> {
        waiting(&drill.session, &drill.now, Charset::Unicode).map(|it| it.text)
    }

    #[test]
    fn the_longest_hold_is_told_with_its_cause() {
        let storage = || HoldCause::Dependency("storage".into());
        let drill = Rehearsal::new(procedure()).declare().start("a").at(40).hold("a", storage()).at(800);
        assert_eq!(waits(&drill).unwrap(), "WAITING for Cloud object storage 12:40 · the clock runs");
        let both = drill.start("b").hold("b", HoldCause::Approval);
        assert_eq!(waits(&both).unwrap(), "WAITING for Cloud object storage 12:40 · 1 more · the clock runs");
        assert_eq!(waits(&both.resume("a").resume("b")), None);
    }

    #[test]
    fn a_decision_is_told_with_its_words() {
        let text = "which dump?".to_owned();
        let hold = Command::HoldStep { step: "a".into(), cause: HoldCause::Deciding, text };
        let drill = Rehearsal::new(procedure()).declare().start("a").does(hold).at(61);
        assert_eq!(waits(&drill).unwrap(), "DECIDING 1:01 · which dump? · the clock runs");
    }

    #[test]
    fn a_step_that_takes_twice_its_time_in_silence_is_asked_about() {
        let mut plan = procedure();
        plan.steps[0].expect = Some(Span::from_secs(60));
        let drill = Rehearsal::new(plan).declare().start("a").at(119);
        let asks = |drill: &Rehearsal, key: Option<&Moment>| {
            still_on(&drill.session, &drill.now, &Past::default(), key)
        };
        assert_eq!(asks(&drill, None), None);
        let drill = drill.at(121);
        assert_eq!(asks(&drill, None).unwrap(), "still on 1? usual 1:00");
        let key = drill.now.clone();
        let drill = drill.at(240);
        assert_eq!(asks(&drill, Some(&key)), None);
        assert!(asks(&drill.at(242), Some(&key)).is_some());
        let held = Rehearsal::new(procedure()).declare().start("a").hold("a", HoldCause::Approval).at(9_999);
        assert_eq!(asks(&held, None), None);
    }
}
