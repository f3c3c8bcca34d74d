//! When steps ended on the clock, and how long they took.

use crate::drill::checklist::{Attempt, Progress};
use crate::drill::session::Session;
use crate::drill::time::{Elapsed, Moment};

/// Returns the step's split: from the clock's start to its last end.
///
/// `None` before the clock starts, for a step that nobody began, and for one that is open (again).
pub fn split(session: &Session, progress: &Progress) -> Option<Elapsed> {
    let (start, _) = session.procedure().clock;
    let end = progress.settled.as_ref().filter(|_| !progress.attempts.is_empty())?;
    Some(session.timeline().between(&session.anchor(start)?.moment, &end.moment))
}

/// Returns the step's segment: the time spent in it, all attempts together, what was held included.
///
/// An attempt that is going on counts to `now`, or to the end of the drill. `None` for a step that nobody began.
pub fn segment(session: &Session, progress: &Progress, now: &Moment) -> Option<Elapsed> {
    let now = session.ended().unwrap_or(now);
    let length = |attempt: &Attempt| {
        let end = attempt.ended.as_ref().map_or(now, |(stamp, _)| &stamp.moment);
        session.timeline().between(&attempt.started.moment, end)
    };
    progress.attempts.iter().map(length).reduce(|sum, next| Elapsed {
        span: sum.span + next.span,
        estimated: sum.estimated || next.estimated,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};
    use crate::drill::command::Command;
    use crate::drill::time::Span;

    fn both(rehearsal: &Rehearsal, step: usize) -> (Option<i64>, Option<i64>) {
        let session = &rehearsal.session;
        let progress = session.checklist().at(step).unwrap();
        let secs = |elapsed: Elapsed| elapsed.span.secs();
        (split(session, progress).map(secs), segment(session, progress, &rehearsal.now).map(secs))
    }

    #[test]
    fn a_split_is_read_off_the_clock_and_a_segment_off_the_attempts() {
        let drill = Rehearsal::new(procedure()).at(5).declare().at(20).start("a").at(50);
        assert_eq!(both(&drill, 0), (None, Some(30)));
        let drill = drill.fail("a").at(60).start("a").at(75).done("a").at(90);
        assert_eq!(both(&drill, 0), (Some(70), Some(45)));
        assert_eq!(both(&drill, 1), (None, None));
    }

    #[test]
    fn a_step_that_is_open_again_keeps_its_time_but_has_no_split() {
        let reopen = Command::ReopenStep { step: "a".into(), why: "wrong bucket".into() };
        let drill = Rehearsal::new(procedure()).declare().start("a").at(8).done("a").does(reopen).at(60);
        assert_eq!(both(&drill, 0), (None, Some(8)));
    }

    #[test]
    fn a_skipped_step_took_no_time() {
        assert_eq!(both(&Rehearsal::new(procedure()).declare().at(9).skip("b"), 1), (None, None));
    }

    #[test]
    fn a_step_that_still_ran_when_the_drill_ended_took_until_then() {
        let drill = Rehearsal::new(procedure()).declare().start("a").at(8).finish().at(60);
        assert_eq!(both(&drill, 0).1, Some(8));
    }

    #[test]
    fn across_a_reboot_a_segment_is_estimated() {
        let drill = Rehearsal::new(procedure()).declare().start("a").at(30).reboot().at(80).fail("a");
        let drill = drill.start("a").at(90).done("a");
        let progress = drill.session.checklist().at(0).unwrap();
        let expected = Elapsed { span: Span::from_secs(90), estimated: true };
        assert_eq!(segment(&drill.session, progress, &drill.now), Some(expected));
    }
}
