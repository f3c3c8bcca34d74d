//! What later events say about earlier ones: which were taken back, and which were erased.

use super::event::Event;
use super::fact::Fact;
use super::ids::EventId;
use super::log::Log;
use std::collections::{HashMap, HashSet};

/// What a log says about its own events.
#[derive(Debug, Clone, Default)]
pub struct Verdicts {
    undone: HashSet<EventId>,
    erased: HashMap<EventId, Erased>,
}

/// What is left of an erased event.
#[derive(Debug, Clone)]
struct Erased {
    kept: Fact,
    deed: EventId,
    late: bool,
}

impl Verdicts {
    /// Reads the whole log.
    pub fn read(log: &Log) -> Self {
        let mut verdicts = Self::default();
        for event in log.iter() {
            verdicts.erase(&event.fact);
        }
        let mut undone = HashSet::new();
        for event in log.iter() {
            turn(&mut undone, verdicts.fact(event));
        }
        Self { undone, ..verdicts }
    }

    /// Returns what would be taken back with some more facts.
    pub(super) fn with(&self, facts: &[Fact]) -> Self {
        let mut verdicts = self.clone();
        for fact in facts {
            turn(&mut verdicts.undone, fact);
        }
        verdicts
    }

    /// An erasure that was erased itself, because of its reason, still holds.
    fn erase(&mut self, fact: &Fact) {
        if let Fact::EventRedacted { event, kept, deed, late, .. } = fact {
            self.erase(kept);
            self.erased.insert(*event, Erased { kept: (**kept).clone(), deed: *deed, late: *late });
        }
    }

    /// Whether a fact speaks about other events, so that they have to be read again.
    pub fn concerns(fact: &Fact) -> bool {
        matches!(fact, Fact::Undone { .. } | Fact::Redone { .. } | Fact::EventRedacted { .. })
    }

    /// Whether the event was taken back.
    pub fn is_undone(&self, id: EventId) -> bool {
        self.undone.contains(&id)
    }

    /// Whether the text of the event was erased.
    pub fn is_erased(&self, id: EventId) -> bool {
        self.erased.contains_key(&id)
    }

    /// Returns the event as it counts, where it was erased: without its text. What was kept of it counts only where
    /// the event itself can no longer be read, so that an erasure cannot change what happened.
    pub fn effective(&self, event: &Event) -> Option<Event> {
        let erased = self.erased.get(&event.id)?;
        if let Fact::Unknown { .. } = event.fact {
            let Erased { kept, deed, late } = erased.clone();
            return Some(Event { late, deed, fact: kept, ..event.clone() });
        }
        Some(Event { fact: event.fact.without_text(), ..event.clone() })
    }

    /// Returns what the event did, erased or not. Its texts may be those from before an erasure.
    pub fn fact<'a>(&'a self, event: &'a Event) -> &'a Fact {
        self.in_place_of(event).map_or(&event.fact, |erased| &erased.kept)
    }

    /// Returns the deed that the event is part of, erased or not.
    pub fn deed(&self, event: &Event) -> EventId {
        self.in_place_of(event).map_or(event.deed, |erased| erased.deed)
    }

    fn in_place_of(&self, event: &Event) -> Option<&Erased> {
        self.erased.get(&event.id).filter(|_| matches!(event.fact, Fact::Unknown { .. }))
    }

    /// Returns how many events were erased.
    pub fn erased(&self) -> usize {
        self.erased.len()
    }
}

/// Takes in what a fact takes back, or does again.
fn turn(undone: &mut HashSet<EventId>, fact: &Fact) {
    match fact {
        Fact::Undone { events } => undone.extend(events),
        Fact::Redone { events } => undone.retain(|id| !events.contains(id)),
        _ => {}
    }
}
