//! The moments that clocks run between, and how each is known.

use super::checklist::Stamp;
use super::event::Event;
use super::fact::Fact;
use super::ids::{PersonName, StepId};
use super::procedure::{Anchor, Probe};
use super::time::Moment;
use std::collections::BTreeMap;

/// How a moment of an anchor is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A person said so.
    Hand,
    /// A step that marks it was finished.
    Step,
    /// A probe saw it.
    Probe,
    /// Nobody said so; it follows from the steps.
    Assumed,
}

impl Source {
    /// Returns the word used on screens and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Hand => "hand",
            Self::Step => "step",
            Self::Probe => "probe",
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
    /// Somebody set it on purpose.
    Hand { stamp: Stamp, simulated: bool, why: String },
    /// Somebody looked, and the service was back.
    Seen { stamp: Stamp, by: PersonName, how: String },
    /// A probe saw it.
    Probe { stamp: Stamp, probe: String },
    /// A step that marks it was finished.
    Step(StepId),
}

/// Everything that set anchors, the latest of each last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Anchors {
    set: BTreeMap<Anchor, Vec<Setting>>,
    briefed: Option<Stamp>,
}

impl Anchors {
    /// Takes in one event. `marks` is what finishing its step sets.
    pub fn apply(&mut self, event: &Event, marks: Option<Anchor>) {
        match &event.fact {
            Fact::OutageDeclared {} => {
                self.briefed.get_or_insert_with(|| Stamp::of(event));
            }
            Fact::AnchorSet { anchor, simulated, why } => {
                let (stamp, simulated, why) = (Stamp::of(event), *simulated, why.clone());
                self.push(*anchor, Setting::Hand { stamp, simulated, why });
            }
            Fact::ServiceVerified { by, how } => {
                let (stamp, by, how) = (Stamp::of(event), by.clone(), how.clone());
                self.push(Anchor::Verified, Setting::Seen { stamp, by, how });
            }
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

    /// A probe saw the service go away: that is the outage, the first time, and the service is not back yet.
    pub(super) fn see_lost(&mut self, event: &Event, probe: &Probe) {
        if probe.sets.contains(&Anchor::Outage) && !self.saw(Anchor::Outage) {
            self.push_seen(Anchor::Outage, event, probe);
        }
        if probe.sets.contains(&Anchor::Verified)
            && let Some(settings) = self.set.get_mut(&Anchor::Verified)
        {
            settings.retain(|it| !matches!(it, Setting::Probe { probe: by, .. } if *by == probe.id));
        }
    }

    /// A probe saw the service come back.
    pub(super) fn see_back(&mut self, event: &Event, probe: &Probe) {
        if probe.sets.contains(&Anchor::Verified) && !self.saw(Anchor::Verified) {
            self.push_seen(Anchor::Verified, event, probe);
        }
    }

    fn push_seen(&mut self, anchor: Anchor, event: &Event, probe: &Probe) {
        self.push(anchor, Setting::Probe { stamp: Stamp::of(event), probe: probe.id.clone() });
    }

    fn saw(&self, anchor: Anchor) -> bool {
        self.settings(anchor).iter().any(|it| matches!(it, Setting::Probe { .. }))
    }

    /// Whether anything set an anchor.
    pub(super) fn knows(&self, anchor: Anchor) -> bool {
        !self.settings(anchor).is_empty()
    }

    fn settings(&self, anchor: Anchor) -> &[Setting] {
        self.set.get(&anchor).map_or(&[], Vec::as_slice)
    }

    fn push(&mut self, anchor: Anchor, setting: Setting) {
        self.set.entry(anchor).or_default().push(setting);
    }

    /// Returns who ended the briefing, and when.
    pub fn briefed(&self) -> Option<&Stamp> {
        self.briefed.as_ref()
    }

    /// Returns what an anchor was set to, by hand or by a step; `end_of` tells when a step ended.
    ///
    /// The last hand counts above all, then what a probe saw, whatever was claimed. Otherwise the service is back from
    /// when it was first seen to be: neither a step that is ticked afterwards nor a second look moves what the clock
    /// stopped at. Of several steps the last one counts.
    pub fn set(&self, anchor: Anchor, end_of: impl Fn(&StepId) -> Option<Stamp>) -> Option<Mark> {
        let settings = self.set.get(&anchor)?;
        let hand = settings.iter().rfind(|it| matches!(it, Setting::Hand { .. }));
        let seen = || settings.iter().find(|it| matches!(it, Setting::Probe { .. }));
        let counts = hand.or_else(seen).or_else(|| match settings.first()? {
            first @ Setting::Seen { .. } => Some(first),
            _ => settings.iter().rfind(|it| matches!(it, Setting::Step(_))),
        })?;
        let (stamp, by, source, simulated, why) = match counts {
            Setting::Hand { stamp, simulated, why } => {
                (stamp.clone(), stamp.by.clone(), Source::Hand, *simulated, why.clone())
            }
            Setting::Probe { stamp, probe } => {
                (stamp.clone(), stamp.by.clone(), Source::Probe, false, probe.clone())
            }
            Setting::Seen { stamp, by, how } => (stamp.clone(), by.clone(), Source::Hand, false, how.clone()),
            Setting::Step(step) => {
                let stamp = end_of(step)?;
                (stamp.clone(), stamp.by, Source::Step, false, step.to_string())
            }
        };
        Some(Mark { moment: stamp.moment, source, simulated, by: Some(by), late: stamp.late, why })
    }
}
