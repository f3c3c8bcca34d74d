//! Is the log still what was written? Recomputes every digest and every hash of a session.

use super::chain;
use super::error::{At, StoreError};
use super::open::Store;
use super::read;
use super::row::Row;
use crate::drill::fact::Fact;
use crate::drill::ids::{Digest, SessionId, WriterId};
use rusqlite::Connection;

/// What a check of one session found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// How many events there are.
    pub events: usize,
    /// How many of them have been erased; their hashes hold all the same.
    pub redacted: usize,
    /// Where each writer's chain ends. Who keeps these notices a chain that was cut off later.
    pub heads: Vec<Head>,
    /// The first place that does not hold.
    pub broken: Option<Broken>,
}

/// The end of one writer's chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The writer.
    pub writer: WriterId,
    /// Its last sequence number.
    pub seq: u64,
    /// The hash of that event.
    pub hash: Digest,
}

/// A place that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// In whose chain.
    pub writer: WriterId,
    /// At which sequence number.
    pub seq: u64,
    /// What is wrong there.
    pub what: String,
}

impl Store {
    /// Recomputes the chains of a session, and the digests of the texts that it names.
    pub fn verify(&self, session: &SessionId) -> Result<Verification, StoreError> {
        let snapshot = self.connection.unchecked_transaction().at(&self.path)?;
        let rows = self.heed(read::chains(&snapshot, session).at(&self.path))?;
        let mut verification = Verification {
            events: rows.len(),
            redacted: rows.iter().filter(|row| row.body.is_none()).count(),
            heads: Vec::new(),
            broken: None,
        };
        for chain in rows.chunk_by(|a, b| a.writer_id == b.writer_id) {
            let mut before = None;
            for row in chain {
                let fault = match fault(row, before) {
                    None => fault_of_document(&snapshot, row).at(&self.path)?,
                    fault => fault,
                };
                if let Some(what) = fault {
                    let broken = Broken { writer: row.writer_id.clone(), seq: row.seq, what };
                    verification.broken.get_or_insert(broken);
                }
                before = Some(row);
            }
            verification.heads.extend(before.map(|row| Head {
                writer: row.writer_id.clone(),
                seq: row.seq,
                hash: row.hash.clone(),
            }));
        }
        Ok(verification)
    }
}

/// Returns what keeps a row from being the next link after `before`; at the start of a chain there is none before.
pub(super) fn fault(row: &Row, before: Option<&Row>) -> Option<String> {
    let (expected, prev_hash) = before.map_or((1, chain::genesis()), |row| (row.seq + 1, row.hash.clone()));
    if row.seq != expected {
        return Some(format!("event {expected} is missing"));
    }
    if row.prev_hash != prev_hash {
        return Some("it does not follow from the event before it".to_owned());
    }
    if before.is_some_and(|before| before.hlc >= row.hlc) {
        return Some("it is not later than the event before it".to_owned());
    }
    match (&row.salt, &row.body) {
        (Some(salt), Some(body)) if chain::body_digest(salt, body) != row.body_digest => {
            return Some("its body was changed".to_owned());
        }
        (Some(_), None) | (None, Some(_)) => return Some("its body was erased by half".to_owned()),
        _ => {}
    }
    (chain::hash(row) != row.hash).then(|| "it was changed".to_owned())
}

fn fault_of_document(connection: &Connection, row: &Row) -> rusqlite::Result<Option<String>> {
    let Some(digest) = document_of(row) else {
        return Ok(None);
    };
    let text = read::document(connection, &digest)?;
    Ok(match text {
        None => Some("the procedure text that it names is missing".to_owned()),
        Some(text) if chain::digest(&text) != digest => {
            Some("the procedure text that it names was changed".to_owned())
        }
        Some(_) => None,
    })
}

/// Returns the digest of the text that an event names.
pub(super) fn document_of(row: &Row) -> Option<Digest> {
    if !matches!(row.kind.as_str(), "session_started" | "event_redacted") {
        return None;
    }
    let mut fact = Fact::decode(&row.kind, row.version, row.body.as_deref());
    while let Fact::EventRedacted { kept, .. } = fact {
        fact = *kept;
    }
    match fact {
        Fact::SessionStarted(opening) => Some(opening.document),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{self, decided, note};
    use super::super::{Decided, Heads};
    use super::*;
    use crate::drill::event::Event;
    use std::convert::Infallible;
    use tempfile::TempDir;

    fn three_notes(home: &TempDir) -> Store {
        let mut store = fixtures::open(home);
        let notes = decided([note(1, "one"), note(2, "two"), note(3, "three")]);
        let never = &mut |_: &[Event]| -> Result<Decided, Infallible> { unreachable!("nobody else wrote") };
        store.append(&fixtures::session(), &Heads::default(), notes, never).unwrap();
        store
    }

    #[test]
    fn an_untouched_session_holds() {
        let home = tempfile::tempdir().unwrap();
        let verification = three_notes(&home).verify(&fixtures::session()).unwrap();
        assert_eq!((verification.events, verification.redacted, verification.broken), (3, 0, None));
        assert_eq!(verification.heads.len(), 1);
        assert_eq!(verification.heads[0].seq, 3);
    }

    #[test]
    fn every_kind_of_change_is_found_where_it_is() {
        let changes = [
            ("update event set body = replace(body, 'two', 'six') where seq = 2", 2, "body was changed"),
            ("update event set actor = 'Eve' where seq = 2", 2, "it was changed"),
            ("update event set happened_us = 0 where seq = 3", 3, "it was changed"),
            ("update event set body = null where seq = 1", 1, "erased by half"),
            ("update event set hash = prev_hash where seq = 3", 3, "it was changed"),
            ("delete from event where seq = 2", 3, "event 2 is missing"),
            ("delete from event where seq = 1", 2, "event 1 is missing"),
            ("update event set prev_hash = hash where seq = 2", 2, "does not follow"),
        ];
        for (change, seq, named) in changes {
            let home = tempfile::tempdir().unwrap();
            let store = three_notes(&home);
            store.connection.execute_batch(change).unwrap();
            let broken = store.verify(&fixtures::session()).unwrap().broken.expect(change);
            assert_eq!(broken.seq, seq, "{change}: {}", broken.what);
            assert!(broken.what.contains(named), "{change}: {}", broken.what);
        }
    }

    #[test]
    fn a_changed_procedure_text_is_found() {
        let home = tempfile::tempdir().unwrap();
        let mut store = fixtures::open(&home);
        let text = "id = 'x'";
        let mut opening = decided([fixtures::opening(1, &chain::digest(text))]);
        opening.document = Some((chain::digest(text), text.to_owned()));
        let never = &mut |_: &[Event]| -> Result<Decided, Infallible> { unreachable!("nobody else wrote") };
        store.append(&fixtures::session(), &Heads::default(), opening, never).unwrap();
        assert_eq!(store.verify(&fixtures::session()).unwrap().broken, None);
        store.connection.execute_batch("update document set text = 'id = ''y'''").unwrap();
        let broken = store.verify(&fixtures::session()).unwrap().broken.unwrap();
        assert!(broken.what.contains("text that it names was changed"), "{}", broken.what);
        store.connection.execute_batch("delete from document").unwrap();
        let broken = store.verify(&fixtures::session()).unwrap().broken.unwrap();
        assert!(broken.what.contains("is missing"), "{}", broken.what);
    }
}
