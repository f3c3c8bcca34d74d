//! Reading sessions: their events, their heads, the texts that they name.

use super::error::{At, StoreError};
use super::heads::Heads;
use super::open::Store;
use super::row::{COLUMNS, Row, Shared, read_seq, seq_to_sql};
use crate::drill::event::Event;
use crate::drill::ids::{Digest, EventId, SessionId, WriterId};
use rusqlite::{Connection, OptionalExtension, Params, named_params, params};

/// From how many events on a session is long.
const LONG: usize = 1_000;

/// The last event of one writer in one session.
pub(super) struct Last {
    pub writer: WriterId,
    pub seq: u64,
    pub hlc: i64,
    pub hash: Digest,
}

impl Store {
    /// Returns all events of a session, in its order; none where there is no such session.
    pub fn load(&self, session: &SessionId) -> Result<Vec<Event>, StoreError> {
        self.heed(events(&self.connection, session).at(&self.path))
    }

    /// Returns the events that came after `seen`, in their order, and the heads now. Cheap where there are none.
    pub fn news(&self, session: &SessionId, seen: &Heads) -> Result<(Vec<Event>, Heads), StoreError> {
        let read = || {
            let snapshot = self.connection.unchecked_transaction()?;
            let heads = heads(&lasts(&snapshot, session)?);
            Ok((since(&snapshot, session, seen, &heads)?, heads))
        };
        self.heed(read().at(&self.path))
    }

    /// Returns the text of that digest.
    pub fn document(&self, digest: &Digest) -> Result<Option<String>, StoreError> {
        self.heed(document(&self.connection, digest).at(&self.path))
    }

    /// Returns the session that the event belongs to.
    pub fn session_of(&self, event: EventId) -> Result<Option<SessionId>, StoreError> {
        let row = row_of_event(&self.connection, &event.to_string()).at(&self.path)?;
        Ok(row.map(|row| row.session_id))
    }

    /// Returns the ids of all sessions, in the order of the ids.
    pub fn session_ids(&self) -> Result<Vec<SessionId>, StoreError> {
        self.sessions_with_prefix("")
    }

    /// Returns the ids that begin with `prefix`, in their order.
    pub fn sessions_with_prefix(&self, prefix: &str) -> Result<Vec<SessionId>, StoreError> {
        // One step down the index for each session, not for each event.
        let read = || {
            self.connection
                .prepare_cached(
                    "with recursive found(id) as (
                         select min(session_id) from event where session_id >= ?1
                         union all
                         select (select min(session_id) from event where session_id > found.id)
                         from found where substr(found.id, 1, length(?1)) = ?1
                     ) select id from found where substr(id, 1, length(?1)) = ?1",
                )?
                .query_map([prefix], |row| row.get::<_, String>(0).map(SessionId::new))?
                .collect::<rusqlite::Result<_>>()
        };
        self.heed(read().at(&self.path))
    }
}

/// Returns the last event of each writer of a session, by one step down the index for each.
pub(super) fn lasts(connection: &Connection, session: &SessionId) -> rusqlite::Result<Vec<Last>> {
    connection
        .prepare_cached(
            "with recursive writer(id) as (
                 select min(writer_id) from event where session_id = ?1
                 union all
                 select (select min(writer_id) from event where session_id = ?1 and writer_id > writer.id)
                 from writer where writer.id is not null
             )
             select event.writer_id, event.seq, event.hlc, event.hash from writer join event
                 on event.session_id = ?1 and event.writer_id = writer.id
                 and event.seq = (select max(seq) from event where session_id = ?1 and writer_id = writer.id)",
        )?
        .query_map([session.as_str()], |row| {
            Ok(Last {
                writer: WriterId::new(row.get::<_, String>(0)?),
                seq: read_seq(row, 1)?,
                hlc: row.get(2)?,
                hash: Digest::new(row.get::<_, String>(3)?),
            })
        })?
        .collect()
}

/// Returns what somebody has seen who has seen these last events.
pub(super) fn heads(lasts: &[Last]) -> Heads {
    let mut heads = Heads::default();
    for last in lasts {
        heads.advance(&last.writer, last.seq);
    }
    heads
}

/// Returns the events between two heads.
pub(super) fn since(
    connection: &Connection,
    session: &SessionId,
    seen: &Heads,
    now: &Heads,
) -> rusqlite::Result<Vec<Event>> {
    let mut news = Vec::new();
    for (writer, last) in now.iter().filter(|(writer, last)| *last > seen.last(writer)) {
        let behind = "where session_id = ?1 and writer_id = ?2 and seq > ?3 and seq <= ?4";
        let bounds = (seq_to_sql(seen.last(writer)), seq_to_sql(last));
        let bounds = params![session.as_str(), writer.as_str(), bounds.0, bounds.1];
        news.extend(events_of(connection, behind, bounds)?);
    }
    Ok(in_order(news))
}

/// Returns all events of a session, in its order.
pub(super) fn events(connection: &Connection, session: &SessionId) -> rusqlite::Result<Vec<Event>> {
    let events = events_of(connection, "where session_id = ?1", [session.as_str()])?;
    if events.len() > LONG {
        // The pages of a long session are read once, and fill all the room that SQLite keeps for pages.
        connection.execute_batch("pragma shrink_memory")?;
    }
    Ok(in_order(events))
}

/// Returns all rows of a session, chain by chain.
pub(super) fn chains(connection: &Connection, session: &SessionId) -> rusqlite::Result<Vec<Row>> {
    rows(connection, "where session_id = ?1 order by writer_id, seq", [session.as_str()])
}

/// Returns the row of that event id, in whatever session it is.
pub(super) fn row_of_event(connection: &Connection, event: &str) -> rusqlite::Result<Option<Row>> {
    rows(connection, "where event_id = ?1", [event]).map(|mut rows| rows.pop())
}

/// Returns the row at that place of that chain.
pub(super) fn row_at(
    connection: &Connection,
    session: &SessionId,
    writer: &WriterId,
    seq: u64,
) -> rusqlite::Result<Option<Row>> {
    let place = params![session.as_str(), writer.as_str(), seq_to_sql(seq)];
    rows(connection, "where session_id = ?1 and writer_id = ?2 and seq = ?3", place)
        .map(|mut rows| rows.pop())
}

/// Returns the rows of one kind in a session.
pub(super) fn of_kind(
    connection: &Connection,
    session: &SessionId,
    kind: &str,
) -> rusqlite::Result<Vec<Row>> {
    rows(connection, "where session_id = ?1 and kind = ?2", [session.as_str(), kind])
}

/// Returns the text of that digest.
pub(super) fn document(connection: &Connection, digest: &Digest) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("select text from document where sha256 = ?1")?
        .query_row([digest.as_str()], |row| row.get(0))
        .optional()
}

/// Keeps a text under its digest, once. Returns whether it was new.
pub(super) fn keep_document(connection: &Connection, digest: &Digest, text: &str) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("insert or ignore into document (sha256, text) values (:sha256, :text)")?
        .execute(named_params! { ":sha256": digest.as_str(), ":text": text })
        .map(|new| new > 0)
}

fn rows(connection: &Connection, behind: &str, parameters: impl Params) -> rusqlite::Result<Vec<Row>> {
    connection
        .prepare_cached(&format!("select {COLUMNS} from event {behind}"))?
        .query_map(parameters, Row::read)?
        .collect()
}

/// Makes each row an event at once: the rows of a long session together would take more memory than its events.
fn events_of(connection: &Connection, behind: &str, parameters: impl Params) -> rusqlite::Result<Vec<Event>> {
    let mut shared = Shared::default();
    connection
        .prepare_cached(&format!("select {COLUMNS} from event {behind}"))?
        .query_map(parameters, |row| Ok(shared.event(Row::read(row)?)))?
        .collect()
}

/// The order of a session: hybrid clock, writer, sequence.
fn in_order(mut events: Vec<Event>) -> Vec<Event> {
    events.sort_unstable_by(|a, b| (a.hlc, &a.writer, a.seq).cmp(&(b.hlc, &b.writer, b.seq)));
    events
}
