//! The moments that clocks run between, and how each is known.

use super::checklist::Stamp;
use super::event::Event;
use super::fact::Fact;
use super::ids::{PersonName, StepId};
use super::procedure::Anchor;
use super::time::Moment;
use std::collections::BTreeMap;

/// How a moment of an anchor is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A person said so.
    Hand,
    /// A step that marks it was finished.
    Step,
    /// Nobody said so; it follows from the steps.
    Assumed,
}

impl Source {
    /// Returns the word used on screens and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Hand => "hand",
            Self::Step => "step",
            Self::Assumed => "assumed",
        }
    }
}

/// An anchor's moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// When it was.
    pub moment: Moment,
    /// How that is known.
    pub source: Source,
    /// Whether it was only played.
    pub simulated: bool,
    /// Who said so.
    pub by: Option<PersonName>,
    /// Whether it was entered or corrected later.
    pub late: bool,
    /// Why, or how it is known.
    pub why: String,
}

/// What set an anchor; a step's end is looked up when it is asked for, since it can be corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Setting {
    Hand { stamp: Stamp, simulated: bool, why: String },
    Step(StepId),
}

/// Everything that set anchors, the latest of each last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Anchors {
    set: BTreeMap<Anchor, Vec<Setting>>,
}

impl Anchors {
    /// Takes in one event. `marks` is what finishing its step sets.
    pub fn apply(&mut self, event: &Event, marks: Option<Anchor>, declared_by_step: bool) {
        let by_hand =
            |simulated, why: &str| Setting::Hand { stamp: Stamp::of(event), simulated, why: why.to_owned() };
        match &event.fact {
            Fact::OutageDeclared {} if !declared_by_step => self.push(Anchor::Declared, by_hand(false, "")),
            Fact::AnchorSet { anchor, simulated, why } => self.push(*anchor, by_hand(*simulated, why)),
            Fact::ServiceVerified { how, .. } => self.push(Anchor::Verified, by_hand(false, how)),
            Fact::VerificationFailed { .. } => {
                self.set.remove(&Anchor::Verified);
            }
            Fact::StepCompleted { step } => {
                if let Some(anchor) = marks {
                    self.push(anchor, Setting::Step(step.clone()));
                }
            }
            Fact::StepReopened { step, .. } => {
                let withdrawn = Setting::Step(step.clone());
                self.set.values_mut().for_each(|settings| settings.retain(|it| *it != withdrawn));
            }
            _ => {}
        }
    }

    fn push(&mut self, anchor: Anchor, setting: Setting) {
        self.set.entry(anchor).or_default().push(setting);
    }

    /// Returns what was set last, by hand or by a step; `end_of` tells when a step ended.
    pub fn set(&self, anchor: Anchor, end_of: impl Fn(&StepId) -> Option<Stamp>) -> Option<Mark> {
        self.set.get(&anchor)?.iter().rev().find_map(|setting| match setting {
            Setting::Hand { stamp, simulated, why } => Some(Mark {
                moment: stamp.moment.clone(),
                source: Source::Hand,
                simulated: *simulated,
                by: Some(stamp.by.clone()),
                late: stamp.late,
                why: why.clone(),
            }),
            Setting::Step(step) => end_of(step).map(|stamp| Mark {
                moment: stamp.moment,
                source: Source::Step,
                simulated: false,
                by: Some(stamp.by),
                late: stamp.late,
                why: step.to_string(),
            }),
        })
    }
}
