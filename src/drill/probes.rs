//! What the probes of a session saw, as it changed.

use super::event::Event;
use super::fact::Fact;
use super::time::Moment;
use std::collections::HashMap;

/// What a probe saw from one moment on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// From when on.
    pub moment: Moment,
    /// Whether what it asks for was there.
    pub up: bool,
    /// What it saw.
    pub reading: String,
}

/// Everything that probes saw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Probes(HashMap<String, Vec<Sighting>>);

impl Probes {
    /// Returns what a probe saw, oldest first; nothing where it never looked.
    pub fn of(&self, probe: &str) -> &[Sighting] {
        self.0.get(probe).map_or(&[], Vec::as_slice)
    }

    /// Returns what it saw last; `None` where it never looked.
    pub fn last(&self, probe: &str) -> Option<&Sighting> {
        self.of(probe).last()
    }

    /// Whether nothing was seen at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes in one event.
    pub fn apply(&mut self, event: &Event) {
        if let Fact::ProbeChanged { probe, up, reading } = &event.fact {
            let sighting = Sighting { moment: event.moment(), up: *up, reading: reading.clone() };
            self.0.entry(probe.clone()).or_default().push(sighting);
        }
    }
}
