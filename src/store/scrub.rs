//! After an erasure: rewrites the file, so that the bytes are gone and not only the row.
//!
//! SQLite overwrites what it frees (`secure_delete`), but a page that was split long ago may hold an old copy of a row in
//! its unused part. `vacuum` builds every page anew; the write-ahead log is then emptied. That it is still to be done
//! stands in the store, so that a crash in between does not leave it undone.

use super::error::{At, StoreError};
use crate::drill::ids::{EventId, SessionId};
use rusqlite::Connection;
use std::path::Path;

/// Erases salt and body of an event, within a transaction, and notes that the file has to be rewritten.
pub(super) fn erase(
    connection: &Connection,
    session: &SessionId,
    event: EventId,
    path: &Path,
) -> Result<(), StoreError> {
    let event = event.to_string();
    let erased = connection
        .execute(
            "update event set salt = null, body = null where session_id = ?1 and event_id = ?2",
            [session.as_str(), event.as_str()],
        )
        .at(path)?;
    if erased == 0 {
        return Err(StoreError::NoSuchEvent { session: session.to_string(), event });
    }
    connection.execute("insert or replace into meta (key, value) values ('scrub', 'due')", []).at(path)?;
    Ok(())
}

/// Rewrites the file. `Busy` where another process reads an old state of it all the while.
pub(super) fn scrub(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    connection.execute_batch("vacuum").at(path)?;
    let busy: bool =
        connection.query_row("pragma wal_checkpoint(truncate)", [], |row| row.get(0)).at(path)?;
    if busy {
        return Err(StoreError::Busy { path: path.to_owned() });
    }
    connection.execute("delete from meta where key = 'scrub'", []).at(path)?;
    Ok(())
}

/// Does what a crash, a full disk or another process kept an earlier erasure from doing.
pub(super) fn finish_an_interrupted_one(
    connection: &Connection,
    path: &Path,
    notices: &mut Vec<String>,
) -> Result<(), StoreError> {
    let due: bool = connection
        .query_row("select count(*) from meta where key = 'scrub'", [], |row| row.get(0))
        .at(path)?;
    if due && let Err(error) = scrub(connection, path) {
        notices.push(leftovers(&error));
    }
    Ok(())
}

/// What to say when an erasure is in the log, but its bytes may not be gone yet.
pub(super) fn leftovers(error: &StoreError) -> String {
    format!(
        "The text is erased, but may still be found in unused parts of the file, until it is opened again: {error}."
    )
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{self, decided, note};
    use super::super::{Decided, Heads, Store};
    use super::*;
    use crate::drill::event::Event;
    use std::convert::Infallible;
    use tempfile::TempDir;

    const SECRET: &str = "hunter2-correct-horse";

    fn append(store: &mut Store, decided: &Decided) -> crate::store::Committed {
        let mut again = |_: &[Event]| Ok::<_, Infallible>(decided.clone());
        store.append(&fixtures::session(), &Heads::default(), decided.clone(), &mut again).unwrap()
    }

    /// A store in which a secret stands in a note among others, and in the summary of its session.
    fn with_a_secret(home: &TempDir) -> (Store, EventId) {
        let mut store = fixtures::open(home);
        let notes = (1..60).map(|n| note(n, &"x".repeat(usize::try_from(n * 37 % 900).unwrap())));
        append(&mut store, &Decided { drafts: notes.collect(), ..Decided::default() });
        let mut secret = decided([note(100, &format!("the password is {SECRET}, alas"))]);
        secret.summary = Some(fixtures::summary(fixtures::session().as_str(), 1));
        secret.summary.as_mut().unwrap().body = format!("{{\"note\":\"{SECRET}\"}}");
        let id = append(&mut store, &secret).events[0].id;
        (store, id)
    }

    /// Lets summaries of other sessions come and grow, so that pages are split and rows moved.
    fn churn(store: &Store, seed: u64, count: u64, longest: u64) {
        let mut state = seed;
        let mut random = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from((state >> 33) % below).unwrap()
        };
        store.connection.execute_batch("begin").unwrap();
        for _ in 0..count {
            let mut row = fixtures::summary(&format!("s{}", random(100)), 1);
            row.body = "y".repeat(if random(2) == 0 { random(80) } else { random(longest) });
            crate::store::summary::save(&store.connection, &row).unwrap();
        }
        store.connection.execute_batch("commit").unwrap();
    }

    fn files_with_the_secret(home: &TempDir) -> Vec<String> {
        let holds = |path: &Path| {
            let bytes = std::fs::read(path).unwrap();
            bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes())
        };
        let files = std::fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|path| holds(path)).map(|path| path.display().to_string()).collect()
    }

    fn redaction(id: EventId) -> Decided {
        let mut redaction = decided([note(1_000, "an erasure")]);
        redaction.erase = Some(id);
        redaction.summary = Some(fixtures::summary(fixtures::session().as_str(), 1));
        redaction
    }

    #[test]
    fn after_an_erasure_no_file_holds_the_bytes_and_the_chain_still_holds() {
        let home = tempfile::tempdir().unwrap();
        let (mut store, id) = with_a_secret(&home);
        assert!(!files_with_the_secret(&home).is_empty());
        let before = store.verify(&fixtures::session()).unwrap();
        let committed = append(&mut store, &redaction(id));
        assert_eq!(committed.notice, None);
        assert_eq!(files_with_the_secret(&home), [""; 0]);
        let after = store.verify(&fixtures::session()).unwrap();
        assert_eq!((after.events, after.redacted, after.broken), (before.events + 1, 1, None));
    }

    /// The seeds are such that SQLite 3.54 leaves a copy behind; found by trying.
    #[test]
    fn a_copy_that_a_page_split_left_behind_is_gone_too() {
        for seed in [261, 425] {
            let home = tempfile::tempdir().unwrap();
            churn(&fixtures::open(&home), seed, 40, 80);
            let (mut store, id) = with_a_secret(&home);
            churn(&store, seed + 1, 200, 3_000);
            append(&mut store, &redaction(id));
            assert_eq!(files_with_the_secret(&home), [""; 0]);
        }
    }

    #[test]
    fn what_a_reader_kept_from_being_overwritten_is_said_and_done_at_the_next_opening() {
        let home = tempfile::tempdir().unwrap();
        let (mut store, id) = with_a_secret(&home);
        let reader = fixtures::open(&home);
        reader.connection.execute_batch("begin; select count(*) from event").unwrap();
        store.wait_at_most(std::time::Duration::ZERO).unwrap();
        let committed = append(&mut store, &redaction(id));
        assert!(committed.notice.unwrap().contains("may still be found"));
        assert!(!files_with_the_secret(&home).is_empty());
        drop((store, reader));
        drop(fixtures::open(&home));
        assert_eq!(files_with_the_secret(&home), [""; 0]);
    }
}
