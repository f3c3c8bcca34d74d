//! One event with all its columns, as it is stored and as it is exported.

use super::chain;
use crate::drill::event::{Door, Event};
use crate::drill::fact::Fact;
use crate::drill::ids::{BootId, Digest, EventId, PersonName, SessionId, StepId, WriterId};
use crate::drill::time::{Moment, Span, WallTime};
use rusqlite::types::Type;
use rusqlite::{Connection, named_params};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::hash::Hash;

/// Every column of the table `event`, under its own name: also the form of a line in an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    pub session_id: SessionId,
    pub writer_id: WriterId,
    pub seq: u64,
    pub event_id: EventId,
    pub kind: String,
    pub version: u32,
    pub hlc: i64,
    pub wall_us: i64,
    pub boot_id: BootId,
    pub boottime_us: i64,
    pub utc_offset_s: i32,
    pub happened_us: i64,
    pub actor: PersonName,
    pub door: String,
    pub salt: Option<String>,
    pub body: Option<String>,
    pub body_digest: Digest,
    pub prev_hash: Digest,
    pub hash: Digest,
}

/// The names that come again from event to event, each kept once.
#[derive(Default)]
pub(super) struct Shared {
    writers: HashSet<WriterId>,
    sessions: HashSet<SessionId>,
    boots: HashSet<BootId>,
    people: HashSet<PersonName>,
    steps: HashSet<StepId>,
}

impl Shared {
    /// Returns the event of a row; it shares its names with those before it.
    pub fn event(&mut self, row: Row) -> Event {
        let mut event = Row {
            writer_id: share(&mut self.writers, row.writer_id),
            session_id: share(&mut self.sessions, row.session_id),
            boot_id: share(&mut self.boots, row.boot_id),
            actor: share(&mut self.people, row.actor),
            ..row
        }
        .into_event();
        if let Fact::NoteWritten(entry) = &mut event.fact {
            entry.step = entry.step.take().map(|step| share(&mut self.steps, step));
        }
        event
    }
}

fn share<T: Eq + Hash + Clone>(kept: &mut HashSet<T>, name: T) -> T {
    if let Some(known) = kept.get(&name) {
        return known.clone();
    }
    kept.insert(name.clone());
    name
}

/// The columns in the order in which [`Row::read`] wants them.
pub(super) const COLUMNS: &str = "session_id, writer_id, seq, event_id, kind, version, hlc, wall_us, boot_id, \
    boottime_us, utc_offset_s, happened_us, actor, door, salt, body, body_digest, prev_hash, hash";

impl Row {
    /// Puts an event into its stored form, as the next link of its chain.
    pub fn seal(event: &Event, salt: String, prev_hash: Digest) -> Self {
        let (kind, version, body) = event.encode();
        let mut row = Self {
            session_id: event.session.clone(),
            writer_id: event.writer.clone(),
            seq: event.seq,
            event_id: event.id,
            kind,
            version,
            hlc: event.hlc,
            wall_us: event.written.wall.micros(),
            boot_id: event.written.boot.clone(),
            boottime_us: event.written.boottime.micros(),
            utc_offset_s: event.written.utc_offset_s,
            happened_us: event.happened.micros(),
            actor: event.actor.clone(),
            door: event.door.word().to_owned(),
            body_digest: chain::body_digest(&salt, &body),
            salt: Some(salt),
            body: Some(body),
            hash: chain::genesis(),
            prev_hash,
        };
        row.hash = chain::hash(&row);
        row
    }

    /// Returns the event.
    pub fn into_event(self) -> Event {
        let event = Event {
            hlc: self.hlc,
            writer: self.writer_id,
            seq: self.seq,
            id: self.event_id,
            session: self.session_id,
            written: Moment {
                wall: WallTime::from_micros(self.wall_us),
                boottime: Span::from_micros(self.boottime_us),
                boot: self.boot_id,
                utc_offset_s: self.utc_offset_s,
            },
            happened: WallTime::from_micros(self.happened_us),
            actor: self.actor,
            door: Door::parse(&self.door),
            late: false,
            deed: self.event_id,
            fact: Fact::SessionFinished {},
        };
        event.with_body(&self.kind, self.version, self.body.as_deref())
    }

    /// Reads a row of a query that selects [`COLUMNS`].
    pub fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        let text = |column: usize| row.get::<_, String>(column);
        let event_id = text(3)?;
        let event_id = EventId::parse(&event_id).ok_or_else(|| {
            let what = format!("`{event_id}` is no event id");
            rusqlite::Error::FromSqlConversionFailure(3, Type::Text, what.into())
        })?;
        Ok(Self {
            session_id: SessionId::new(text(0)?),
            writer_id: WriterId::new(text(1)?),
            seq: read_seq(row, 2)?,
            event_id,
            kind: text(4)?,
            version: row.get(5)?,
            hlc: row.get(6)?,
            wall_us: row.get(7)?,
            boot_id: BootId::new(text(8)?),
            boottime_us: row.get(9)?,
            utc_offset_s: row.get(10)?,
            happened_us: row.get(11)?,
            actor: PersonName::new(text(12)?),
            door: text(13)?,
            salt: row.get(14)?,
            body: row.get(15)?,
            body_digest: Digest::new(text(16)?),
            prev_hash: Digest::new(text(17)?),
            hash: Digest::new(text(18)?),
        })
    }

    /// Writes the row.
    pub fn insert(&self, connection: &Connection) -> rusqlite::Result<()> {
        let mut statement = connection.prepare_cached(&format!(
            "insert into event ({COLUMNS}) values (:session, :writer, :seq, :event, :kind, :version, :hlc, :wall, :boot, \
             :boottime, :offset, :happened, :actor, :door, :salt, :body, :body_digest, :prev_hash, :hash)"
        ))?;
        statement.execute(named_params! {
            ":session": self.session_id.as_str(),
            ":writer": self.writer_id.as_str(),
            ":seq": seq_to_sql(self.seq),
            ":event": self.event_id.to_string(),
            ":kind": self.kind,
            ":version": self.version,
            ":hlc": self.hlc,
            ":wall": self.wall_us,
            ":boot": self.boot_id.as_str(),
            ":boottime": self.boottime_us,
            ":offset": self.utc_offset_s,
            ":happened": self.happened_us,
            ":actor": self.actor.as_str(),
            ":door": self.door,
            ":salt": self.salt,
            ":body": self.body,
            ":body_digest": self.body_digest.as_str(),
            ":prev_hash": self.prev_hash.as_str(),
            ":hash": self.hash.as_str(),
        })?;
        Ok(())
    }
}

/// A sequence number in SQL; beyond what SQL can hold there is nothing.
pub(super) fn seq_to_sql(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

/// Reads a sequence number.
pub(super) fn read_seq(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let seq: i64 = row.get(column)?;
    u64::try_from(seq).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, seq))
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{self, decided, draft};
    use super::super::{Decided, Heads};
    use crate::drill::event::Event;
    use crate::drill::fact::Fact;
    use crate::drill::note::Entry;
    use crate::drill::stage::entry;
    use std::ptr;

    #[test]
    fn the_events_of_a_session_share_the_names_that_come_again() {
        let home = tempfile::tempdir().unwrap();
        let mut store = fixtures::open(&home);
        let mut never = |_: &[Event]| Err::<Decided, &str>("nobody else wrote");
        let on_a_step = |n| {
            let entry = Entry { step: Some("a".into()), ..entry("x") };
            draft(n, Fact::NoteWritten(entry))
        };
        let notes = decided([1, 2, 3].map(on_a_step));
        store.append(&fixtures::session(), &Heads::default(), notes, &mut never).unwrap();
        let events = store.load(&fixtures::session()).unwrap();
        let names = |event: &Event| {
            let (writer, session) = (event.writer.as_str().as_ptr(), event.session.as_str().as_ptr());
            let (boot, actor) = (event.written.boot.as_str().as_ptr(), event.actor.as_str().as_ptr());
            [writer, session, boot, actor, event.fact.step().unwrap().as_str().as_ptr()]
        };
        let first = names(&events[0]);
        assert!(events.iter().all(|event| names(event).iter().zip(first).all(|(a, b)| ptr::eq(*a, b))));
    }
}
