//! What is not as it should be when a drill is to end.

use super::jotting::place;
use super::safe::Charset;
use super::tone::{Tone, Toned};
use crate::drill::checklist::{Progress, StepState};
use crate::drill::procedure::{Anchor, Step};
use crate::drill::session::Session;

/// Names what was forgotten, and the steps that are not over; nothing where all is well.
pub fn loose_ends(session: &Session, charset: Charset) -> Vec<Toned> {
    let verified = match (session.verifications().last(), session.anchor(Anchor::Verified)) {
        (Some(look), _) if !look.passed => Some("the last check from the user's side failed"),
        (_, None) => Some("nobody said from the user's side that the service is back: V verifies"),
        _ => None,
    };
    let unproven = session.rpo().is_some() && session.recovery_points().is_empty();
    let unproven = unproven.then_some("nobody gave the newest datum that is back: P gives it, for the RPO");
    let forgotten = [verified, unproven].into_iter().flatten().map(|text| Toned::new(text, Tone::Warned));
    let steps = session.procedure().steps.iter().zip(session.checklist().iter());
    let open = steps.filter(|(_, progress)| !progress.satisfies());
    let tell = |(step, progress): (&Step, &Progress)| {
        let (word, tone) = match progress.state {
            StepState::Failed => ("failed", Tone::Failed),
            StepState::Running => ("still running", Tone::Warned),
            _ => ("not begun", Tone::Plain),
        };
        Toned::new(format!("{}: {word}", place(session.procedure(), Some(&step.id), charset)), tone)
    };
    forgotten.chain(open.map(tell)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};
    use crate::drill::command::Command;

    fn told(drill: &Rehearsal) -> Vec<String> {
        loose_ends(&drill.session, Charset::Unicode).into_iter().map(|it| it.text).collect()
    }

    #[test]
    fn open_steps_and_what_was_not_verified_are_named() {
        let drill = Rehearsal::new(procedure()).declare().start("a").start("b").fail("b");
        let expected = [
            "nobody said from the user's side that the service is back: V verifies",
            "nobody gave the newest datum that is back: P gives it, for the RPO",
            "1 Create the cluster: still running",
            "2 Restore the database: failed",
            "3 Count the rows: not begun",
        ];
        assert_eq!(told(&drill), expected);
        let failed = Command::Verify { by: "Vic".into(), how: "errors".into(), passed: false };
        assert_eq!(told(&drill.does(failed))[0], "the last check from the user's side failed");
    }

    #[test]
    fn of_a_whole_drill_nothing_is_said() {
        let drill = Rehearsal::new(procedure()).declare().skip("a").skip("b").start("c").done("c").verify();
        assert_eq!(told(&drill), ["nobody gave the newest datum that is back: P gives it, for the RPO"]);
        let newest = drill.now.wall - crate::drill::time::Span::from_secs(60);
        let drill = drill.does(Command::SetRecoveryPoint { newest, source: "newest row".into() });
        assert_eq!(told(&drill), [""; 0]);
    }
}
