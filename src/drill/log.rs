//! The ordered facts of a session, and which of them were taken back or erased.

use super::event::Event;
use super::fact::Fact;
use super::ids::{EventId, PersonName};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The events of one session in their order, each once.
#[derive(Debug, Clone, Default)]
pub struct Log {
    events: Vec<Arc<Event>>,
    ids: HashSet<EventId>,
}

/// Where a new event found its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placed {
    /// Behind all others.
    Last,
    /// Before others, so that what was folded has to be folded again.
    Between,
    /// It was there already.
    Known,
}

impl Log {
    /// Puts an event into its place. Of two events with one id the smaller one counts, whichever came first.
    pub fn insert(&mut self, event: Event) -> Placed {
        if !self.ids.insert(event.id) {
            let Some(known) = self.events.iter().position(|it| it.id == event.id) else {
                return Placed::Known;
            };
            if *self.events[known] <= event {
                return Placed::Known;
            }
            self.events.remove(known);
        }
        let index = self.events.partition_point(|it| **it < event);
        let placed = if index == self.events.len() { Placed::Last } else { Placed::Between };
        self.events.insert(index, Arc::new(event));
        placed
    }

    /// Iterates over the events in their order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Event> + ExactSizeIterator {
        self.events.iter().map(Arc::as_ref)
    }

    /// Returns the last event.
    pub fn last(&self) -> Option<&Event> {
        self.events.last().map(Arc::as_ref)
    }

    /// Finds an event by id.
    pub fn find(&self, id: EventId) -> Option<&Event> {
        self.iter().find(|event| event.id == id)
    }

    /// Returns how many events there are.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }
}

/// What later events say about earlier ones.
#[derive(Debug, Clone, Default)]
pub struct Verdicts {
    undone: HashSet<EventId>,
    erased: HashMap<EventId, Erased>,
}

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
            match &event.fact {
                Fact::Undone { events } => verdicts.undone.extend(events),
                Fact::Redone { events } => events.iter().for_each(|id| {
                    verdicts.undone.remove(id);
                }),
                Fact::EventRedacted { event, kept, deed, late, .. } => {
                    let erased = Erased { kept: (**kept).clone(), deed: *deed, late: *late };
                    verdicts.erased.insert(*event, erased);
                }
                _ => {}
            }
        }
        verdicts
    }

    /// Whether a fact speaks about other events, so that they have to be read again.
    pub fn concerns(fact: &Fact) -> bool {
        matches!(fact, Fact::Undone { .. } | Fact::Redone { .. } | Fact::EventRedacted { .. })
    }

    /// Whether the event was taken back.
    pub fn is_undone(&self, id: EventId) -> bool {
        self.undone.contains(&id)
    }

    /// Returns the event as it counts: an erased one with what was kept of it.
    pub fn effective(&self, event: &Event) -> Option<Event> {
        let erased = self.erased.get(&event.id)?;
        Some(Event { fact: erased.kept.clone(), deed: erased.deed, late: erased.late, ..event.clone() })
    }

    /// Returns how many events were erased.
    pub fn erased(&self) -> usize {
        self.erased.len()
    }
}

/// What one command did: the events that are undone together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// Who did it.
    pub actor: PersonName,
    /// Its events, in order.
    pub events: Vec<EventId>,
    /// What its first event says.
    pub fact: Fact,
}

impl Log {
    /// Returns the last thing that `actor` did and that can be taken back.
    pub fn last_deed(&self, actor: &PersonName, verdicts: &Verdicts) -> Option<Deed> {
        let own = |event: &&Event| event.actor == *actor;
        let last = self.iter().rev().filter(own).find(|event| {
            is_undoable(&event.fact)
                && !verdicts.is_undone(event.id)
                && !verdicts.erased.contains_key(&event.id)
        })?;
        self.deed(last.deed, actor)
    }

    /// Returns what `actor` last took back and could do again: only while nothing else was done since.
    pub fn last_undone(&self, actor: &PersonName, verdicts: &Verdicts) -> Option<Deed> {
        for event in self.iter().rev().filter(|event| event.actor == *actor) {
            match &event.fact {
                Fact::Undone { events } => {
                    let first = *events.first()?;
                    if verdicts.is_undone(first) {
                        return self.deed(self.find(first)?.deed, actor);
                    }
                }
                fact if is_undoable(fact) && !verdicts.is_undone(event.id) && !self.redone(event.id) => {
                    return None;
                }
                _ => {}
            }
        }
        None
    }

    fn redone(&self, id: EventId) -> bool {
        self.iter().any(|event| matches!(&event.fact, Fact::Redone { events } if events.contains(&id)))
    }

    fn deed(&self, id: EventId, actor: &PersonName) -> Option<Deed> {
        let events: Vec<&Event> = self.iter().filter(|event| event.deed == id).collect();
        Some(Deed {
            actor: actor.clone(),
            fact: events.first()?.fact.clone(),
            events: events.iter().map(|event| event.id).collect(),
        })
    }
}

/// Whether a fact is something that a person did to the session and may take back. The ends of its life have their
/// own ways back, and what was seen cannot be unseen.
fn is_undoable(fact: &Fact) -> bool {
    !matches!(
        fact,
        Fact::SessionStarted(_)
            | Fact::SessionFinished {}
            | Fact::SessionSealed { .. }
            | Fact::SessionAborted { .. }
            | Fact::SessionReopened { .. }
            | Fact::Undone { .. }
            | Fact::Redone { .. }
            | Fact::EventRedacted { .. }
            | Fact::ClockJumped { .. }
            | Fact::MachineSlept { .. }
            | Fact::PersonJoined { .. }
            | Fact::PersonLeft { .. }
            | Fact::Unknown { .. }
    )
}
