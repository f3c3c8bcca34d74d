//! What should be started or stopped now, as data: the driver carries it out, once what it follows from is saved.

use super::checklist::StepState;
use super::ids::{EventId, StepId};
use super::script::Role;
use super::session::{Session, Stage};

/// Something for the driver to do. The same effect is named again until the log says that it was done.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Start the script that an event asked for.
    StartScript(EventId),
    /// End it, and everything that it started.
    StopScript(EventId),
    /// The turn of an automatic step came: ask for its script.
    RunStep(StepId),
}

/// Says what should be started or stopped in a session as it stands.
pub fn react(session: &Session) -> Vec<Effect> {
    let goes_on = session.stage().is_open();
    let scripts = session.scripts().running().map(|script| {
        if script.cancelled || !goes_on {
            Effect::StopScript(script.id)
        } else {
            Effect::StartScript(script.id)
        }
    });
    let turns = session.automatic_turns().map(Effect::RunStep);
    scripts.chain(turns).collect()
}

impl Session {
    /// Iterates over the automatic steps whose turn has come: all steps before are done or skipped, nobody tried
    /// before, and no guard asks a person.
    pub fn automatic_turns(&self) -> impl Iterator<Item = StepId> {
        let running = self.stage() == Stage::Running;
        let steps = self.procedure().steps.iter().enumerate().filter(move |_| running);
        steps.filter(|(at, _)| self.is_turn(*at)).map(|(_, step)| step.id.clone())
    }

    fn is_turn(&self, at: usize) -> bool {
        let (Some(step), Some(progress)) = (self.procedure().steps.get(at), self.checklist().at(at)) else {
            return false;
        };
        let untried = match progress.state {
            StepState::Pending => progress.attempts.is_empty() && self.checklist().is_ready(at),
            StepState::Running => {
                progress.attempts.len() == 1 && self.scripts().last(&step.id, Role::Run, 1).is_none()
            }
            _ => false,
        };
        let quiet = || self.scripts().running_of(&step.id).is_none();
        // A guard that refused is not asked again by itself.
        let refused = || {
            let answer = |guard| self.guards().answer(&step.id, guard);
            self.guards_of(step, false).into_iter().filter_map(answer).any(|answer| !answer.passed)
        };
        let by_itself = || self.guards_of(step, false).into_iter().all(|guard| guard.role().is_some());
        let waits = || at >= self.procedure().cleanup_from() && self.awaits_probe();
        // What wants the terminal does not take it from under somebody's hands.
        step.automatic
            && !step.interactive
            && !waits()
            && step.run.is_some()
            && untried
            && quiet()
            && !refused()
            && by_itself()
    }
}
