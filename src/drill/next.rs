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
