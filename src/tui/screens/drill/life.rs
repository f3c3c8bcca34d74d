//! Where the drill turns from restoring to verifying, and from there to cleaning up.

use crate::drill::checklist::Progress;
use crate::drill::ids::StepId;
use crate::drill::next::Move;
use crate::drill::procedure::Anchor;
use crate::drill::session::{Session, Stage};

/// The next move. The step that ends the restoring is finished alone: then somebody looks whether the service is back.
pub fn next_move(session: &Session, selected: Option<&StepId>) -> Move {
    match session.next_move(selected) {
        Move::Advance { finish, start: Some(_) }
            if session.verifications().is_empty() && is_restored(session, Some(&finish)) =>
        {
            Move::Advance { finish, start: None }
        }
        other => other,
    }
}

/// Whether everything before the clean-up is settled; or would be, if `finished` were.
pub fn is_restored(session: &Session, finished: Option<&StepId>) -> bool {
    let finished = finished.and_then(|step| session.checklist().position(step));
    let restoring = session.checklist().iter().enumerate().take(session.procedure().cleanup_from());
    let over = |(at, it): (usize, &Progress)| finished == Some(at) || it.satisfies();
    let ends_it = finished.is_none_or(|at| at < session.procedure().cleanup_from());
    session.stage() == Stage::Running && ends_it && restoring.len() > 0 && restoring.into_iter().all(over)
}

/// Whether the next key asks who saw that the service is back: everything before the clean-up is settled, nothing
/// runs, and nothing says so yet.
pub fn asks_who_verified(session: &Session) -> bool {
    session.anchor(Anchor::Verified).is_none()
        && is_restored(session, None)
        && session.checklist().running().next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};
    use crate::drill::command::Command;
    use crate::drill::procedure::Procedure;

    /// `c` is the clean-up.
    fn plan() -> Procedure {
        let mut plan = procedure();
        plan.phases.push("Clean up".into());
        (plan.steps[2].phase, plan.steps[2].marks) = (1, Some(Anchor::CleanedUp));
        plan
    }

    #[test]
    fn the_last_restoring_step_is_finished_alone() {
        let drill = Rehearsal::new(plan()).declare().start("a");
        let start = |drill: &Rehearsal| match next_move(&drill.session, None) {
            Move::Advance { start, .. } => start,
            _ => None,
        };
        assert_eq!(start(&drill), Some("b".into()));
        let drill = drill.done("a").start("b");
        assert_eq!(start(&drill), None);
        let look = |passed| Command::Verify { by: "Vic".into(), how: "as seen".into(), passed };
        assert_eq!(start(&drill.does(look(true))), Some("c".into()));
    }

    #[test]
    fn once_all_is_restored_the_key_asks_who_saw_it() {
        let drill = Rehearsal::new(plan()).declare().start("a").done("a");
        assert!(!asks_who_verified(&drill.session));
        let drill = drill.skip("b");
        assert!(asks_who_verified(&drill.session));
        let drill = drill.verify();
        assert!(!asks_who_verified(&drill.session));
        assert_eq!(next_move(&drill.session, None), Move::Start("c".into()));
    }
}
