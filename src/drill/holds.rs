//! What held steps up, from when to when.

use super::checklist::Stamp;
use super::event::Event;
use super::fact::{Fact, HoldCause};
use super::ids::StepId;
use super::time::Moment;

/// One stretch in which a running step stood still.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Which step.
    pub step: StepId,
    /// What it waited for.
    pub cause: HoldCause,
    /// In words.
    pub text: String,
    /// When it began.
    pub from: Stamp,
    /// When it ended; `None` while it lasts.
    pub to: Option<Moment>,
}

/// All holds of a session, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holds {
    all: Vec<Hold>,
}

impl Holds {
    /// Iterates over all holds.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Hold> {
        self.all.iter()
    }

    /// Returns the hold that a step is on.
    pub fn of(&self, step: &StepId) -> Option<&Hold> {
        self.all.iter().rev().find(|hold| hold.to.is_none() && hold.step == *step)
    }

    /// Takes in one event. `running` says whether its step was running before it.
    pub fn apply(&mut self, event: &Event, running: bool) {
        match &event.fact {
            Fact::StepHeld { step, cause, text } if running && self.of(step).is_none() => {
                self.all.push(Hold {
                    step: step.clone(),
                    cause: cause.clone(),
                    text: text.clone(),
                    from: Stamp::of(event),
                    to: None,
                });
            }
            Fact::StepResumed { step }
            | Fact::StepCompleted { step }
            | Fact::StepFailed { step, .. }
            | Fact::StepSkipped { step, .. } => {
                let open = self.all.iter_mut().find(|hold| hold.to.is_none() && hold.step == *step);
                if let Some(hold) = open {
                    hold.to = Some(event.moment());
                }
            }
            _ => {}
        }
    }
}
