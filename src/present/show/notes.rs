//! Notes and actions as JSON has them.

use super::values::at;
use crate::drill::ids::{EventId, PersonName, StepId};
use crate::drill::note::Tag;
use crate::drill::notebook::Note;
use crate::drill::session::Session;
use chrono::NaiveDate;
use serde::Serialize;

/// One of `notes`, in the order of the log; those taken back are included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent facts of a note")]
pub struct NoteDocument {
    /// The event that wrote it.
    pub id: EventId,
    /// The step that it is on; `null` for the session.
    pub step: Option<StepId>,
    /// What it says now, as typed.
    pub text: String,
    /// `note`, `surprise`, `question`, `action`, `decision` or `outside`.
    pub tag: &'static str,
    /// Who wrote it.
    pub author: PersonName,
    /// When what it tells of happened.
    pub happened_at: String,
    /// When it was written.
    pub written_at: String,
    /// Whether it was dated back on purpose.
    pub late: bool,
    /// Whether it was written when the drill was over.
    pub after: bool,
    /// Whether it said something else before.
    pub edited: bool,
    /// Whether it was taken back.
    pub retracted: bool,
}

/// One of `actions`: the notes with the sign `>` that were not taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ActionDocument {
    /// The event that wrote it.
    pub id: EventId,
    /// What has to be done.
    pub text: String,
    /// Who does it.
    pub who: Option<PersonName>,
    /// By when: `2026-06-05`.
    pub due: Option<NaiveDate>,
    /// Whether it was closed.
    pub done: bool,
}

pub(super) fn notes(session: &Session) -> Vec<NoteDocument> {
    session.notebook().iter().map(note).collect()
}

fn note(note: &Note) -> NoteDocument {
    NoteDocument {
        id: note.id(),
        step: note.entry().step.clone(),
        text: note.entry().text.clone(),
        tag: note.entry().tag.word(),
        author: note.event.actor.clone(),
        happened_at: at(&note.event.moment()),
        written_at: at(&note.event.written),
        late: note.event.late,
        after: note.after,
        edited: !note.amended.is_empty(),
        retracted: note.retracted.is_some(),
    }
}

pub(super) fn actions(session: &Session) -> Vec<ActionDocument> {
    let actions =
        session.notebook().iter().filter(|it| it.entry().tag == Tag::Action && it.retracted.is_none());
    let action = |note: &Note| ActionDocument {
        id: note.id(),
        text: note.entry().text.clone(),
        who: note.entry().who.clone(),
        due: note.entry().due,
        done: note.closed.is_some(),
    };
    actions.map(action).collect()
}
