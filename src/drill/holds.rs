//! What held steps up, from when to when.

use super::checklist::Stamp;
use super::event::Event;
use super::fact::{Fact, HoldCause};
use super::ids::StepId;
use super::time::Moment;
use super::timeline::Timeline;
use std::collections::HashMap;

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
    open: HashMap<StepId, usize>,
}

impl Holds {
    /// Iterates over all holds.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Hold> {
        self.all.iter()
    }

    /// Returns the hold that a step is on.
    pub fn of(&self, step: &StepId) -> Option<&Hold> {
        self.open.get(step).map(|at| &self.all[*at])
    }

    /// Takes in one event. `running` says whether its step was running before it. A hold that would end before it
    /// began, because the end of its step was dated back, takes no time at all.
    pub fn apply(&mut self, event: &Event, running: bool, timeline: &Timeline) {
        match &event.fact {
            Fact::StepHeld { step, cause, text } if running && self.of(step).is_none() => {
                self.open.insert(step.clone(), self.all.len());
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
                if let Some(at) = self.open.remove(step) {
                    let (hold, end) = (&mut self.all[at], event.moment());
                    let backwards = timeline.between(&hold.from.moment, &end).span.is_negative();
                    hold.to = Some(if backwards { hold.from.moment.clone() } else { end });
                }
            }
            _ => {}
        }
    }
}
