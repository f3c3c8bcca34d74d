//! The tables, and how an older store becomes a newer one.

use super::error::{At, StoreError};
use super::modes;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// Says in the file's header that it is a firedrill store: `FDrl`.
pub(super) const APPLICATION_ID: i32 = 0x4644_726C;

/// What makes each version out of the one before; the first makes version 1 out of nothing. Entries are never edited,
/// only added.
pub(super) const STEPS: [&str; 1] = ["
    create table meta (key text primary key, value text not null) strict, without rowid;

    create table event (
        session_id text not null,
        writer_id text not null,
        seq integer not null check (seq > 0),
        event_id text not null unique,
        kind text not null,
        version integer not null,
        hlc integer not null,
        wall_us integer not null,
        boot_id text not null,
        boottime_us integer not null,
        utc_offset_s integer not null,
        happened_us integer not null,
        actor text not null,
        door text not null,
        salt text,
        body text,
        body_digest text not null,
        prev_hash text not null,
        hash text not null,
        primary key (session_id, writer_id, seq)
    ) strict;

    create table document (sha256 text primary key, text text not null) strict;

    create table summary (
        session_id text primary key,
        procedure text not null,
        environment text not null,
        state text not null,
        started_us integer not null,
        ended_us integer,
        open_actions integer not null,
        sample integer not null,
        body text not null
    ) strict;
    -- Everything that a list can ask for, so that leaving out rows reads no rows; and what the screens ask for at
    -- every start, so that it costs as much after ten thousand sessions as after ten.
    create index summary_newest on summary
        (started_us desc, session_id, procedure, environment, sample, open_actions);
    create index summary_open on summary (started_us desc, session_id) where ended_us is null;
    create index summary_procedure on summary (procedure, sample, started_us desc, session_id);
    create index summary_owing on summary (procedure, sample, started_us desc, session_id)
        where open_actions > 0;
"];

/// The version that `steps` lead to.
pub(super) fn newest(steps: &[&str]) -> i32 {
    i32::try_from(steps.len()).unwrap_or(i32::MAX)
}

/// Returns the file's schema version.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<i32> {
    connection.query_row("pragma user_version", [], |row| row.get(0))
}

/// Brings the schema up to date, in one transaction: it is the old one or the new one, never between. Before that, a
/// copy of an older store is laid beside it, and its path returned.
pub(super) fn migrate(
    connection: &Connection,
    path: &Path,
    steps: &[&str],
) -> Result<Option<PathBuf>, StoreError> {
    let found = version(connection).at(path)?;
    if found >= newest(steps) {
        return Ok(None);
    }
    let backup = if found > 0 { Some(back_up(connection, path, found)?) } else { None };
    step_up(connection, steps).at(path)?;
    Ok(backup)
}

fn step_up(connection: &Connection, steps: &[&str]) -> rusqlite::Result<()> {
    let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
    let found = usize::try_from(version(&transaction)?).unwrap_or_default();
    for step in steps.iter().skip(found) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", newest(steps).max(version(&transaction)?))?;
    transaction.commit()
}

/// Copies the store to `<store>-before-v<next>`, whole or not at all.
fn back_up(connection: &Connection, path: &Path, found: i32) -> Result<PathBuf, StoreError> {
    let backup = modes::beside(path, &format!("-before-v{}", found + 1));
    let draft = modes::beside(path, &format!("-before-v{}-{}", found + 1, std::process::id()));
    modes::create_private(&draft).map_err(|error| StoreError::io(&draft, "create", error))?;
    let copied = connection
        .execute("vacuum into ?1", [ToSqlOutput::Borrowed(ValueRef::Text(draft.as_os_str().as_bytes()))])
        .at(path)
        .and_then(|_| modes::sync(&draft).map_err(|error| StoreError::io(&draft, "save", error)))
        .and_then(|()| {
            std::fs::rename(&draft, &backup).map_err(|error| StoreError::io(&backup, "create", error))
        });
    if copied.is_err() {
        _ = std::fs::remove_file(&draft);
    }
    copied.map(|()| backup)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures;
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_migration_leaves_a_copy_of_what_was_before() {
        let home = tempfile::tempdir().unwrap();
        let path = fixtures::path(&home);
        let store = fixtures::open(&home);
        assert_eq!(migrate(&store.connection, &path, &STEPS).unwrap(), None, "there is nothing to do");
        let steps = [STEPS[0], "alter table summary add column mood text"];
        let backup = migrate(&store.connection, &path, &steps).unwrap().unwrap();
        assert_eq!(version(&store.connection).unwrap(), 2);
        store.connection.execute_batch("select mood from summary").unwrap();
        let copy = Connection::open(&backup).unwrap();
        assert_eq!(version(&copy).unwrap(), 1);
        assert!(copy.execute_batch("select mood from summary").is_err());
        assert_eq!(std::fs::metadata(&backup).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_migration_that_fails_leaves_the_old_schema() {
        let home = tempfile::tempdir().unwrap();
        let store = fixtures::open(&home);
        let steps = [STEPS[0], "alter table summary add column mood text; select nonsense"];
        migrate(&store.connection, &fixtures::path(&home), &steps).unwrap_err();
        assert_eq!(version(&store.connection).unwrap(), 1);
        assert!(store.connection.execute_batch("select mood from summary").is_err());
    }
}
