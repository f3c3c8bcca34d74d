//! What may happen to notes and actions.

use super::life::needed;
use crate::drill::fact::Fact;
use crate::drill::ids::EventId;
use crate::drill::note::Entry;
use crate::drill::notebook::Note;
use crate::drill::refusal::Refusal;
use crate::drill::session::Session;

type Facts = Result<Vec<Fact>, Refusal>;

fn check(session: &Session, entry: &Entry) -> Result<(), Refusal> {
    needed(&entry.text, "text")?;
    match &entry.step {
        Some(step) if session.checklist().position(step).is_none() => Err(Refusal::NoSuchStep(step.clone())),
        _ => Ok(()),
    }
}

fn note(session: &Session, id: EventId) -> Result<&Note, Refusal> {
    let note = session.notebook().find(id).ok_or(Refusal::NoSuchNote(id))?;
    if note.retracted.is_some() { Err(Refusal::NoteRetracted(id)) } else { Ok(note) }
}

pub(super) fn write(session: &Session, entry: &Entry) -> Facts {
    check(session, entry)?;
    Ok(vec![Fact::NoteWritten(entry.clone())])
}

pub(super) fn amend(session: &Session, id: EventId, entry: &Entry) -> Facts {
    note(session, id)?;
    check(session, entry)?;
    Ok(vec![Fact::NoteAmended { note: id, entry: Box::new(entry.clone()) }])
}

pub(super) fn retract(session: &Session, id: EventId, why: &str) -> Facts {
    note(session, id)?;
    Ok(vec![Fact::NoteRetracted { note: id, why: why.to_owned() }])
}

pub(super) fn close(session: &Session, id: EventId, why: &str) -> Facts {
    if !note(session, id)?.is_open_action() {
        return Err(Refusal::NotAnOpenAction(id));
    }
    Ok(vec![Fact::ActionClosed { note: id, why: why.to_owned() }])
}
