//! Everything that was written down.

use super::checklist::Stamp;
use super::event::Event;
use super::fact::Fact;
use super::ids::{EventId, PersonName};
use super::note::{Entry, Tag};
use super::time::Moment;
use std::collections::HashMap;
use std::sync::Arc;

/// A note with its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The event that wrote it.
    pub id: EventId,
    /// What it says now.
    pub entry: Arc<Entry>,
    /// What it said before each amendment, oldest first.
    pub before: Vec<Arc<Entry>>,
    /// Who wrote it.
    pub author: PersonName,
    /// When what it tells of happened.
    pub happened: Moment,
    /// When it was written.
    pub written: Moment,
    /// Whether it was back-dated.
    pub late: bool,
    /// Whether it was written when the drill was over already.
    pub after: bool,
    /// Why it was taken back.
    pub retracted: Option<String>,
    /// What became of it, where it is an action.
    pub closed: Option<(Stamp, String)>,
}

impl Note {
    /// Whether it is something that still has to be done.
    pub fn is_open_action(&self) -> bool {
        self.entry.tag == Tag::Action && self.retracted.is_none() && self.closed.is_none()
    }
}

/// All notes of a session, in the order of the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notebook {
    notes: Vec<Note>,
    by_id: HashMap<EventId, usize>,
}

impl Notebook {
    /// Iterates over all notes, those taken back included.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Note> + ExactSizeIterator {
        self.notes.iter()
    }

    /// Finds a note by the event that wrote it.
    pub fn find(&self, id: EventId) -> Option<&Note> {
        self.by_id.get(&id).map(|at| &self.notes[*at])
    }

    /// Takes in one event; `after` says whether the drill was over before it. What was taken back or closed first
    /// stays as it was then.
    pub fn apply(&mut self, event: &Event, after: bool) {
        match &event.fact {
            Fact::NoteWritten(entry) => {
                self.by_id.insert(event.id, self.notes.len());
                self.notes.push(Note {
                    id: event.id,
                    entry: Arc::clone(entry),
                    before: Vec::new(),
                    author: event.actor.clone(),
                    happened: event.moment(),
                    written: event.written.clone(),
                    late: event.late,
                    after,
                    retracted: None,
                    closed: None,
                });
            }
            Fact::NoteAmended { note, entry } => self.change(*note, |it| {
                it.before.push(std::mem::replace(&mut it.entry, Arc::clone(entry)));
            }),
            Fact::NoteRetracted { note, why } => self.change(*note, |it| {
                it.retracted.get_or_insert_with(|| why.clone());
            }),
            Fact::ActionClosed { note, why } => self.change(*note, |it| {
                it.closed.get_or_insert_with(|| (Stamp::of(event), why.clone()));
            }),
            _ => {}
        }
    }

    fn change(&mut self, id: EventId, change: impl FnOnce(&mut Note)) {
        if let Some(at) = self.by_id.get(&id) {
            change(&mut self.notes[*at]);
        }
    }
}
