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
