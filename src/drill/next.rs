//! What one key does next: the move that the screen offers and names before anybody presses it.

use super::checklist::StepState;
use super::ids::StepId;
use super::session::{Session, Stage};

/// The next move of the drill owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Move {
    /// End the briefing.
    Declare,
    /// Finish a running step, and start the next one where there is one that may start by the way.
    Advance {
        /// Which to finish.
        finish: StepId,
        /// Which to start; never a destructive one.
        start: Option<StepId>,
    },
    /// Start the next ready step.
    Start(StepId),
    /// The next ready step destroys something: it has to be started on purpose.
    StartOnPurpose(StepId),
    /// A script of the running step is at work.
    Wait(StepId),
    /// The script of the running step failed, or nobody saw how it ended: it is to be said what comes of that.
    Ask(StepId),
    /// Several steps run: one has to be chosen.
    Choose(Vec<StepId>),
    /// Nothing runs and nothing is ready: something failed, or waits for a step that did.
    Stuck,
    /// All steps are done or skipped.
    AllSettled,
    /// The drill is over.
    Over,
}

impl Session {
    /// Returns the next move; `selected` breaks the tie where several steps run.
    pub fn next_move(&self, selected: Option<&StepId>) -> Move {
        match self.stage() {
            Stage::Briefing => return Move::Declare,
            Stage::Running => {}
            Stage::Finished | Stage::Sealed | Stage::Aborted => return Move::Over,
        }
        let running: Vec<usize> = self.checklist().running().collect();
        let chosen = running.iter().find(|at| selected == Some(self.id_at(**at)));
        match (chosen, running.as_slice()) {
            (Some(at), _) | (None, [at]) => self.advance_from(*at),
            (None, []) => self.start_something(),
            (None, several) => Move::Choose(several.iter().map(|at| self.id_at(*at).clone()).collect()),
        }
    }

    /// Returns the first step that may start once the step at `finished` is done: behind it if possible.
    pub fn next_ready(&self, finished: Option<usize>) -> Option<usize> {
        let ready = |at: &usize| {
            self.checklist().at(*at).is_some_and(|it| it.state == StepState::Pending)
                && self.checklist().is_ready_once(*at, finished)
        };
        let count = self.procedure().steps.len();
        let behind = finished.map_or(0, |at| at + 1);
        (behind..count).chain(0..behind.min(count)).find(ready)
    }

    fn advance_from(&self, finish: usize) -> Move {
        let id = self.id_at(finish);
        if self.scripts().running_of(id).is_some() {
            return Move::Wait(id.clone());
        }
        if self.checklist().at(finish).is_some_and(super::checklist::Progress::needs_a_word) {
            return Move::Ask(id.clone());
        }
        let next = self.next_ready(Some(finish)).filter(|at| !self.procedure().steps[*at].destructive);
        Move::Advance { finish: self.id_at(finish).clone(), start: next.map(|at| self.id_at(at).clone()) }
    }

    fn start_something(&self) -> Move {
        match self.next_ready(None) {
            Some(at) if self.procedure().steps[at].destructive => {
                Move::StartOnPurpose(self.id_at(at).clone())
            }
            Some(at) => Move::Start(self.id_at(at).clone()),
            None if self.checklist().iter().all(super::checklist::Progress::satisfies) => Move::AllSettled,
            None => Move::Stuck,
        }
    }

    fn id_at(&self, position: usize) -> &StepId {
        &self.procedure().steps[position].id
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::command::Command;
    use crate::drill::stage::{Drill, ask, plan};

    fn advance(finish: &str, start: Option<&str>) -> Move {
        Move::Advance { finish: finish.into(), start: start.map(StepId::from) }
    }

    #[test]
    fn the_briefing_is_ended_first_and_nothing_follows_the_end() {
        assert_eq!(Drill::of(plan()).session.next_move(None), Move::Declare);
        assert_eq!(Drill::declared().does(Command::Finish).session.next_move(None), Move::Over);
    }

    #[test]
    fn a_step_is_started_then_finished_with_the_next_one() {
        let drill = Drill::declared();
        assert_eq!(drill.session.next_move(None), Move::Start("a".into()));
        assert_eq!(drill.does(ask::start("a")).session.next_move(None), advance("a", Some("b")));
    }

    #[test]
    fn the_next_one_lies_behind_and_only_then_before() {
        let drill = Drill::declared().does(ask::start("a")).does(ask::done("a")).does(ask::start("b"));
        assert_eq!(drill.session.next_move(None), advance("b", Some("c")));
        let drill = drill.does(ask::done("b")).does(ask::start("c"));
        let drill = drill.does(ask::reopen("b"));
        assert_eq!(drill.session.next_move(None), advance("c", Some("b")));
        let free = [("x", "y"), ("y", "z"), ("z", "x")];
        let mut procedure = plan();
        procedure.steps = free.map(|(id, _)| crate::drill::stage::step(id, &[])).to_vec();
        let drill = Drill::of(procedure).does(Command::Declare);
        for (id, next) in free {
            let drill = drill.clone().does(ask::start(id));
            assert_eq!(drill.session.next_move(None), advance(id, Some(next)));
        }
    }

    #[test]
    fn of_several_that_run_the_selected_one_counts() {
        let drill =
            Drill::declared().does(ask::start("a")).does(ask::advance("a", "b")).does(ask::start("c"));
        assert_eq!(drill.session.next_move(None), Move::Choose(vec!["b".into(), "c".into()]));
        assert_eq!(drill.session.next_move(Some(&"c".into())), advance("c", None));
        assert_eq!(drill.session.next_move(Some(&"a".into())), Move::Choose(vec!["b".into(), "c".into()]));
    }

    #[test]
    fn what_destroys_is_started_on_purpose() {
        let drill = Drill::declared().does(ask::start_unready("e", "so"));
        assert_eq!(
            drill.session.next_move(None),
            advance("e", None),
            "it does not jump back over what comes next"
        );
        let skipped = ["a", "b", "c", "d"].into_iter().fold(drill, |drill, step| drill.does(ask::skip(step)));
        assert_eq!(skipped.session.next_move(None), advance("e", None));
        let drill = skipped.does(ask::done("e"));
        assert_eq!(drill.session.next_move(None), Move::StartOnPurpose("f".into()));
        let drill = drill.does(ask::start("f")).does(ask::done("f"));
        assert_eq!(drill.session.next_move(None), Move::AllSettled);
    }

    #[test]
    fn what_failed_leaves_nothing() {
        let drill = Drill::declared().does(ask::start("a")).does(ask::fail("a"));
        assert_eq!(drill.session.next_move(None), Move::Stuck);
    }
}
