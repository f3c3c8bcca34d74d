//! The ordered facts of a session.

use super::event::Event;
use super::fact::Fact;
use super::ids::{EventId, PersonName};
use super::verdicts::Verdicts;
use std::sync::Arc;

/// The events of one session in their order, each once.
#[derive(Debug, Clone, Default)]
pub struct Log {
    events: Vec<Arc<Event>>,
    /// The same events in the order of their ids.
    by_id: Vec<Arc<Event>>,
}

/// Where a new event found its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placed {
    /// Behind all others.
    Last,
    /// Before others, or instead of one, so that what was folded has to be folded again.
    Between,
    /// It was there already.
    Known,
}

impl Log {
    /// Puts an event into its place. Of two events with one id the smaller one counts, whichever came first.
    pub fn insert(&mut self, event: Event) -> Placed {
        let event = Arc::new(event);
        let known = self.place_by_id(event.id);
        match known {
            Ok(at) if self.by_id[at] <= event => return Placed::Known,
            Ok(at) => {
                let known = std::mem::replace(&mut self.by_id[at], Arc::clone(&event));
                self.events.remove(self.place(&known));
            }
            Err(at) => self.by_id.insert(at, Arc::clone(&event)),
        }
        let index = self.place(&event);
        let last = known.is_err() && index == self.events.len();
        self.events.insert(index, event);
        if last { Placed::Last } else { Placed::Between }
    }

    fn place(&self, event: &Event) -> usize {
        self.events.partition_point(|it| **it < *event)
    }

    fn place_by_id(&self, id: EventId) -> Result<usize, usize> {
        self.by_id.binary_search_by_key(&id, |it| it.id)
    }

    /// Iterates over the events in their order, as they are shared with what is folded from them.
    pub(super) fn shared(&self) -> impl DoubleEndedIterator<Item = &Arc<Event>> {
        self.events.iter()
    }

    /// Iterates over the events in their order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Event> + ExactSizeIterator {
        self.events.iter().map(Arc::as_ref)
    }

    /// Iterates over the events that come behind one of the log; over none where the log has no such event.
    pub fn after(&self, id: EventId) -> impl Iterator<Item = &Event> {
        let from = self.find(id).map_or(self.events.len(), |event| self.place(event) + 1);
        self.events[from..].iter().map(Arc::as_ref)
    }

    /// Returns the last event.
    pub fn last(&self) -> Option<&Event> {
        self.events.last().map(Arc::as_ref)
    }

    /// Finds an event by id.
    pub fn find(&self, id: EventId) -> Option<&Event> {
        self.place_by_id(id).ok().map(|at| self.by_id[at].as_ref())
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

impl FromIterator<Event> for Log {
    /// Sorts once, which is quicker than inserting event by event when they come in another order than the log's.
    fn from_iter<I: IntoIterator<Item = Event>>(events: I) -> Self {
        let mut by_id: Vec<Arc<Event>> = events.into_iter().map(Arc::new).collect();
        by_id.sort_unstable_by(|a, b| a.id.cmp(&b.id).then_with(|| a.cmp(b)));
        by_id.dedup_by_key(|event| event.id);
        // Made in the place of the list of whole events, it would keep all their room.
        by_id.shrink_to_fit();
        let mut events = by_id.clone();
        events.sort_unstable();
        Self { events, by_id }
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
        let stands = |event: &&Event| is_undoable(verdicts.fact(event)) && !verdicts.is_undone(event.id);
        let last = self.iter().rev().filter(own).find(stands)?;
        self.deed(last, verdicts)
    }

    /// Returns what `actor` last took back and could do again: only while nothing else of theirs was done since.
    pub fn last_undone(&self, actor: &PersonName, verdicts: &Verdicts) -> Option<Deed> {
        let mut taken_back: Vec<EventId> = Vec::new();
        for event in self.iter().filter(|event| event.actor == *actor) {
            match verdicts.fact(event) {
                Fact::Undone { events } => taken_back.extend(events.first()),
                Fact::Redone { events } => taken_back.retain(|id| events.first() != Some(id)),
                fact if is_undoable(fact) => taken_back.clear(),
                _ => {}
            }
        }
        let last = self.find(*taken_back.last()?)?;
        if verdicts.is_undone(last.id) { self.deed(last, verdicts) } else { None }
    }

    /// Returns the deed of which `one` is a part, with those of its events that stand as `one` does.
    fn deed(&self, one: &Event, verdicts: &Verdicts) -> Option<Deed> {
        let (id, undone) = (verdicts.deed(one), verdicts.is_undone(one.id));
        let part = |event: &&Event| {
            verdicts.deed(event) == id
                && event.actor == one.actor
                && verdicts.is_undone(event.id) == undone
                && is_undoable(verdicts.fact(event))
        };
        let events: Vec<&Event> = self.iter().filter(part).collect();
        let first = *events.first()?;
        Some(Deed {
            actor: one.actor.clone(),
            fact: verdicts.effective(first).map_or_else(|| first.fact.clone(), |event| event.fact),
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
            | Fact::SessionExcluded { .. }
            | Fact::SessionIncluded { .. }
            | Fact::Undone { .. }
            | Fact::Redone { .. }
            | Fact::EventRedacted { .. }
            | Fact::ClockJumped { .. }
            | Fact::MachineSlept { .. }
            | Fact::PersonJoined { .. }
            | Fact::PersonLeft { .. }
            | Fact::ScriptStarted(_)
            | Fact::ScriptLaunched { .. }
            | Fact::ScriptCancelled { .. }
            | Fact::ScriptEnded(_)
            | Fact::GuardAnswered(_)
            | Fact::ProbeChanged { .. }
            | Fact::Unknown { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::command::Command;
    use crate::drill::examples::erasure;
    use crate::drill::stage::{Drill, ask, entry, id};
    use crate::drill::time::WallTime;

    fn event(n: u64, hlc: i64) -> Event {
        Event {
            hlc,
            id: id(n),
            ..Drill::declared().event(Fact::SessionFinished {}, WallTime::default(), false)
        }
    }

    fn places(log: &Log) -> Vec<i64> {
        log.iter().map(|event| event.hlc).collect()
    }

    #[test]
    fn an_event_finds_its_place_once() {
        let mut log = Log::default();
        let placed = [event(1, 10), event(2, 30), event(3, 20), event(2, 30)].map(|it| log.insert(it));
        assert_eq!(placed, [Placed::Last, Placed::Last, Placed::Between, Placed::Known]);
        assert_eq!(places(&log), [10, 20, 30]);
        assert_eq!(log.after(id(1)).map(|it| it.hlc).collect::<Vec<_>>(), [20, 30]);
        assert_eq!(log.after(id(9)).count(), 0);
    }

    #[test]
    fn of_two_with_one_id_the_smaller_counts_whichever_came_first() {
        for (first, second) in [(10, 20), (20, 10)] {
            let mut log = Log::default();
            assert_eq!(log.insert(event(1, first)), Placed::Last);
            assert_ne!(log.insert(event(1, second)), Placed::Last, "what was folded has to go");
            assert_eq!((places(&log), log.find(id(1)).unwrap().hlc), (vec![10], 10));
            let log: Log = [event(1, first), event(1, second)].into_iter().collect();
            assert_eq!((places(&log), log.find(id(1)).unwrap().hlc), (vec![10], 10));
        }
    }

    #[test]
    fn a_deed_is_what_is_left_of_it_and_ones_own() {
        let drill = Drill::declared().does(ask::start("a")).does(ask::advance("a", "b"));
        let [.., done, started] = drill.events.as_slice() else { panic!() };
        let (done, started) = (done.id, started.id);
        let mut foreign =
            drill.clone().by("Dee").event(Fact::NoteWritten(entry("x")), WallTime::default(), false);
        foreign.deed = done;
        let mut forged = drill.clone();
        forged.take(foreign);
        assert_eq!(forged.session.last_deed(&"Mara".into()).unwrap().events, [done, started]);
        let half = drill.writes(Fact::Undone { events: vec![started] });
        assert_eq!(half.session.last_deed(&"Mara".into()).unwrap().events, [done]);
    }

    #[test]
    fn an_undo_that_comes_erased_still_takes_back() {
        let drill = Drill::declared().does(ask::start("a"));
        let start = drill.last();
        let mut undo = drill.event(Fact::Undone { events: vec![start] }, drill.now.wall, false);
        (undo.id, undo.hlc) = (id(50), undo.hlc + 50);
        let mut drill = drill.writes(erasure(undo.id, undo.fact.clone(), undo.id, false));
        drill.take(undo.with_body("undone", 1, None));
        assert!(drill.session.checklist().at(0).unwrap().attempts.is_empty());
        assert!(!drill.does(Command::Redo).session.verdicts().is_undone(start));
    }
}
