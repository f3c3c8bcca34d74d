//! The answer in one sentence: did the drill meet its objective?

use super::cells;
use super::format::clock;
use super::objectives::Standing;
use super::safe::Charset;
use super::sign::dot;
use super::tone::{Tone, Toned};
use crate::analysis::metrics::recovery_time;
use crate::drill::anchors::Source;
use crate::drill::session::{ClockFace, Session, Stage};
use crate::drill::time::{Moment, Span};

/// Says where the session stands against its objective: `VERIFIED 0:40:12 · RTO 2h met, 1:19:48 to spare`.
pub fn headline(session: &Session, now: &Moment, charset: Charset) -> Toned {
    let (face, measured) = (session.clock(now), recovery_time(session, now));
    let mut parts = match (measured.actual, session.stage()) {
        (Some(_), _) => vec![format!("{} {}", goal(session), time(&face))],
        (None, Stage::Briefing) => {
            vec!["BRIEFING".to_owned(), format!("the clock stands at {}", clock(Span::ZERO))]
        }
        (None, Stage::Running) => vec![format!("RUNNING {}", time(&face))],
        (None, Stage::Aborted) => {
            vec![format!("ABORTED after {}{}", time(&face), because(session, charset))]
        }
        (None, Stage::Finished | Stage::Sealed) => vec![
            format!("NOT {}{}", goal(session), seen(session, charset)),
            format!("stopped after {}", time(&face)),
        ],
    };
    let standing = session.rto().map(|rto| (rto, Standing::of(session, rto, &measured, now)));
    parts.extend(standing.map(|(rto, standing)| match standing {
        Standing::Left(_) => format!("RTO {}, {}", rto.text, standing.words()),
        _ => format!("RTO {} {}", rto.text, standing.words()),
    }));
    if measured.actual.is_some() && session.stage() == Stage::Aborted {
        parts.push(format!("then aborted{}", because(session, charset)));
    }
    let tone = match (standing, measured.actual) {
        (Some((_, standing)), _) => standing.tone(),
        (None, Some(_)) => Tone::Done,
        (None, None) if session.stage().is_open() => Tone::Plain,
        (None, None) => Tone::Failed,
    };
    Toned::new(parts.join(dot(charset)), tone)
}

/// What the clock stops at, in capitals.
fn goal(session: &Session) -> String {
    session.procedure().clock.1.word().to_uppercase()
}

/// The time with what has to be known before it is believed.
fn time(face: &ClockFace) -> String {
    let assumed = face.to.as_ref().is_some_and(|it| it.source == Source::Assumed);
    let doubts = [assumed.then_some(Source::Assumed.word()), face.elapsed.estimated.then_some("estimated")];
    let doubts: Vec<_> = doubts.into_iter().flatten().collect();
    let time = clock(face.elapsed.span);
    if doubts.is_empty() { time } else { format!("{time} ({})", doubts.join(", ")) }
}

fn because(session: &Session, charset: Charset) -> String {
    let why = session.end_reason().filter(|why| !why.is_empty());
    why.map(|why| format!(": {}", cells::shown(why, charset))).unwrap_or_default()
}

/// What somebody saw who looked and did not find the service back.
fn seen(session: &Session, charset: Charset) -> String {
    match session.verifications().last() {
        Some(look) if !look.passed && !look.how.is_empty() => {
            format!(": {} ({})", cells::shown(&look.how, charset), cells::shown(look.by.as_str(), charset))
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};
    use crate::drill::command::Command;
    use crate::drill::procedure::Procedure;

    fn says(rehearsal: &Rehearsal) -> (String, Tone) {
        let said = headline(&rehearsal.session, &rehearsal.now, Charset::Unicode);
        (said.text, said.tone)
    }

    fn declared() -> Rehearsal {
        Rehearsal::new(procedure()).declare()
    }

    fn settle(rehearsal: Rehearsal) -> Rehearsal {
        rehearsal.start("a").at(60).done("a").skip("b").skip("c")
    }

    fn look(passed: bool) -> Command {
        Command::Verify { by: "Vic".into(), how: "clients get errors".into(), passed }
    }

    #[test]
    fn verified_in_time() {
        let expected = "VERIFIED 0:40:12 · RTO 1h met, 0:19:48 to spare".to_owned();
        assert_eq!(says(&declared().at_ms(2_412_900).verify()), (expected, Tone::Ahead));
    }

    #[test]
    fn verified_too_late() {
        let expected = "VERIFIED 1:00:30 · RTO 1h missed by 0:00:30".to_owned();
        assert_eq!(says(&declared().at(3_630).verify()), (expected, Tone::Behind));
    }

    #[test]
    fn verified_without_an_objective() {
        let plan = Procedure { rto: None, ..procedure() };
        let drill = Rehearsal::new(plan).declare().at(61);
        assert_eq!(says(&drill), ("RUNNING 0:01:01".to_owned(), Tone::Plain));
        assert_eq!(says(&drill.verify()), ("VERIFIED 0:01:01".to_owned(), Tone::Done));
    }

    #[test]
    fn still_running() {
        let briefing = Rehearsal::new(procedure());
        assert_eq!(says(&briefing).0, "BRIEFING · the clock stands at 0:00:00 · RTO 1h, 1:00:00 left");
        assert_eq!(says(&declared().at(2_232)).0, "RUNNING 0:37:12 · RTO 1h, 0:22:48 left");
        let late = ("RUNNING 1:02:00 · RTO 1h missed by 0:02:00".to_owned(), Tone::Behind);
        assert_eq!(says(&declared().at(3_720)), late);
    }

    #[test]
    fn given_up() {
        let abort = || Command::Abort { why: "fire\x1b[2J".into() };
        let drill = settle(declared()).at(720).does(abort());
        let expected = "ABORTED after 0:12:00: fire␛[2J · RTO 1h not proven".to_owned();
        assert_eq!(says(&drill), (expected, Tone::Failed));
        let drill = declared().at(10).verify().at(20).does(abort());
        assert_eq!(
            says(&drill).0,
            "VERIFIED 0:00:10 · RTO 1h met, 0:59:50 to spare · then aborted: fire␛[2J"
        );
    }

    #[test]
    fn not_verified() {
        let drill = settle(declared()).at(90).does(look(false)).finish();
        let expected = "NOT VERIFIED: clients get errors (Vic) · stopped after 0:01:30 · RTO 1h not proven";
        assert_eq!(says(&drill), (expected.to_owned(), Tone::Failed));
        let nothing_done = declared().at(90).finish();
        assert_eq!(says(&nothing_done).0, "NOT VERIFIED · stopped after 0:01:30 · RTO 1h not proven");
    }

    #[test]
    fn what_is_assumed_or_estimated_is_marked() {
        let drill = settle(declared()).at(90).finish();
        assert_eq!(says(&drill).0, "VERIFIED 0:01:00 (assumed) · RTO 1h met, 0:59:00 to spare");
        let rebooted = declared().at(30).reboot().at(60);
        assert_eq!(says(&rebooted).0, "RUNNING 0:01:00 (estimated) · RTO 1h, 0:59:00 left");
        let both = settle(declared().reboot()).finish();
        assert_eq!(says(&both).0, "VERIFIED 0:01:00 (assumed, estimated) · RTO 1h met, 0:59:00 to spare");
    }

    #[test]
    fn ascii_has_no_other_signs() {
        let said = headline(&declared().session, &declared().now, Charset::Ascii).text;
        assert_eq!(said, "RUNNING 0:00:00 - RTO 1h, 1:00:00 left");
    }
}
