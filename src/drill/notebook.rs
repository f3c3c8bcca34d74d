//! Everything that was written down.

use super::checklist::Stamp;
use super::event::Event;
use super::fact::Fact;
use super::ids::EventId;
use super::note::{Entry, Tag};
use std::sync::Arc;

/// What a note says that says nothing.
static NOTHING: Entry = Entry { step: None, tag: Tag::Plain, text: String::new(), who: None, due: None };

/// A note with its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The event that wrote it, shared with the log: a long session is mostly notes.
    pub event: Arc<Event>,
    /// What each amendment made of it, oldest first.
    pub amended: Vec<Entry>,
    /// Whether it was written when the drill was over already.
    pub after: bool,
    /// Why it was taken back.
    pub retracted: Option<String>,
    /// What became of it, where it is an action.
    pub closed: Option<Box<(Stamp, String)>>,
}

impl Note {
    /// Returns the id of the event that wrote it, by which others name it.
    pub fn id(&self) -> EventId {
        self.event.id
    }

    /// Returns what it says now.
    pub fn entry(&self) -> &Entry {
        self.amended.last().or_else(|| self.event.fact.entry()).unwrap_or(&NOTHING)
    }

    /// Iterates over what it said before each amendment, oldest first.
    pub fn before(&self) -> impl Iterator<Item = &Entry> {
        self.event.fact.entry().into_iter().chain(&self.amended).take(self.amended.len())
    }

    /// Whether it is something that still has to be done.
    pub fn is_open_action(&self) -> bool {
        self.entry().tag == Tag::Action && self.retracted.is_none() && self.closed.is_none()
    }
}

/// All notes of a session, in the order of the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notebook {
    notes: Vec<Note>,
    /// The places of the notes, in the order of their ids.
    by_id: Vec<usize>,
}

impl Notebook {
    /// Iterates over all notes, those taken back included.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Note> + ExactSizeIterator {
        self.notes.iter()
    }

    /// Finds a note by the event that wrote it.
    pub fn find(&self, id: EventId) -> Option<&Note> {
        self.place(id).ok().map(|place| &self.notes[self.by_id[place]])
    }

    fn place(&self, id: EventId) -> Result<usize, usize> {
        self.by_id.binary_search_by_key(&id, |at| self.notes[*at].id())
    }

    /// Takes in one event; `after` says whether the drill was over before it. What was taken back or closed first
    /// stays as it was then.
    pub fn apply(&mut self, event: &Arc<Event>, after: bool) {
        match &event.fact {
            Fact::NoteWritten(_) => {
                if let Err(place) = self.place(event.id) {
                    self.by_id.insert(place, self.notes.len());
                }
                self.notes.push(Note {
                    event: Arc::clone(event),
                    amended: Vec::new(),
                    after,
                    retracted: None,
                    closed: None,
                });
            }
            Fact::NoteAmended { note, entry } => {
                self.change(*note, |it| it.amended.push(Entry::clone(entry)));
            }
            Fact::NoteRetracted { note, why } => self.change(*note, |it| {
                it.retracted.get_or_insert_with(|| why.clone());
            }),
            Fact::ActionClosed { note, why } => self.change(*note, |it| {
                it.closed.get_or_insert_with(|| Box::new((Stamp::of(event), why.clone())));
            }),
            _ => {}
        }
    }

    fn change(&mut self, id: EventId, change: impl FnOnce(&mut Note)) {
        if let Ok(place) = self.place(id) {
            change(&mut self.notes[self.by_id[place]]);
        }
    }
}
