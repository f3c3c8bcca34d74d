//! The session as a screen sees it: what is saved, and what was decided and waits for the disk.

use crate::drill::event::Event;
use crate::drill::ids::{SessionId, WriterId};
use crate::drill::session::Session;
use crate::store::thread::Ticket;
use crate::store::{Committed, Draft, Heads};

/// A session with its unsaved events.
#[derive(Debug)]
pub struct Board {
    id: SessionId,
    saved: Session,
    heads: Heads,
    pending: Vec<(Ticket, Event)>,
    /// With the pending events; `None` where there are none, so that a long session is there once.
    shown: Option<Session>,
}

impl Board {
    /// Sets up the board of a session as it was loaded.
    pub fn new(id: SessionId, saved: Session, heads: Heads) -> Self {
        Self { id, shown: None, saved, heads, pending: Vec::new() }
    }

    /// Returns the session's id.
    pub fn id(&self) -> &SessionId {
        &self.id
    }

    /// Returns the session as it stands, unsaved events included.
    pub fn session(&self) -> &Session {
        self.shown.as_ref().unwrap_or(&self.saved)
    }

    /// Returns the events that are not saved yet, in order.
    pub fn pending(&self) -> impl ExactSizeIterator<Item = &Event> {
        self.pending.iter().map(|(_, event)| event)
    }

    /// Returns the heads of what is saved.
    pub fn heads(&self) -> &Heads {
        &self.heads
    }

    /// Returns the newest append that is still on its way.
    pub fn last_ticket(&self) -> Option<Ticket> {
        self.pending.last().map(|(ticket, _)| *ticket)
    }

    /// Shows drafts at once as pending.
    pub fn pend(&mut self, ticket: Ticket, drafts: &[Draft]) {
        let shown = self.shown.get_or_insert_with(|| self.saved.clone());
        for draft in drafts {
            let event = provisional(shown, &self.id, draft);
            self.pending.push((ticket, event.clone()));
            shown.add(event);
        }
    }

    /// Takes in that an append is on the disk, with what others wrote before it.
    pub fn commit(&mut self, ticket: Ticket, committed: Committed) {
        self.heads = committed.heads;
        for event in committed.news.into_iter().chain(committed.events) {
            self.saved.add(event);
        }
        self.pending.retain(|(it, _)| *it != ticket);
        self.show_again();
    }

    /// Takes an append back that was turned down.
    pub fn withdraw(&mut self, ticket: Ticket) {
        self.pending.retain(|(it, _)| *it != ticket);
        self.show_again();
    }

    /// Takes in what others wrote; false where nothing of it was new.
    pub fn news(&mut self, events: Vec<Event>, heads: Heads) -> bool {
        let before = self.saved.log().len();
        for event in events {
            self.saved.add(event);
        }
        self.heads = heads;
        let news = self.saved.log().len() != before;
        if news {
            self.show_again();
        }
        news
    }

    /// Stored events have another place in the log than the pending ones that they were, so what is shown is put
    /// together again; the events are shared, so this copies little.
    fn show_again(&mut self) {
        if self.pending.is_empty() {
            self.shown = None;
            return;
        }
        let shown = self.shown.insert(self.saved.clone());
        for (_, event) in &self.pending {
            shown.add(event.clone());
        }
    }
}

/// Makes the event that a draft is until the store has given it its place: behind all others.
pub fn provisional(session: &Session, id: &SessionId, draft: &Draft) -> Event {
    let last = session.log().last();
    Event {
        hlc: last.map_or(0, |event| event.hlc + 1).max(draft.written.wall.micros()),
        writer: last.map_or_else(|| WriterId::from("pending"), |event| event.writer.clone()),
        seq: last.map_or(1, |event| event.seq + 1),
        id: draft.id,
        session: id.clone(),
        written: draft.written.clone(),
        happened: draft.happened,
        actor: draft.actor.clone(),
        door: draft.door,
        late: draft.late,
        deed: draft.deed,
        fact: draft.fact.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{decision, desk};
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};
    use crate::drill::command::{Command, Request};
    use crate::drill::event::Door;
    use crate::drill::note::{Entry, Tag};

    #[test]
    fn a_session_is_there_twice_only_while_something_is_not_saved() {
        let session = Rehearsal::new(procedure()).session;
        let (written, events) = (session.log().last().unwrap().written.clone(), session.log().len());
        let mut board = Board::new("s".into(), session, Heads::default());
        assert!(board.shown.is_none());
        let entry = Entry { step: None, tag: Tag::Plain, text: "x".to_owned(), who: None, due: None };
        let request =
            Request::now(Command::WriteNote { entry }, written.clone(), "Mara".into(), Door::Screen);
        let drafts =
            decision::draft(board.session(), &request, &mut desk::event_ids(&written).unwrap()).unwrap();
        board.pend(Ticket(1), &drafts);
        assert_eq!((board.session().log().len(), board.saved.log().len()), (events + 1, events));
        board.withdraw(Ticket(1));
        assert_eq!((board.session().log().len(), board.shown.is_none()), (events, true));
    }
}
