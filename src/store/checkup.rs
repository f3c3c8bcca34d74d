//! A look at everything that belongs to a store, for `doctor`: changes nothing, and goes on where it finds damage.

use super::error::StoreError;
use super::open::{Access, Store};
use super::{look, modes, schema};
use crate::drill::ids::SessionId;
use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// What a look found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkup {
    /// The version of SQLite in this program.
    pub sqlite: &'static str,
    /// The folder, the store and what lies beside it; only what is there.
    pub files: Vec<FileFound>,
    /// How SQLite keeps what is not in the store yet: `wal` or `delete`.
    pub journal: Option<String>,
    /// The schema version.
    pub schema: Option<i32>,
    /// What is wrong with the store, in sentences; none where all is well.
    pub damage: Vec<String>,
    /// What could be read of it: the events of each session. Of a damaged store that is what could be salvaged.
    pub readable: BTreeMap<SessionId, usize>,
}

/// A file, or the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFound {
    /// Where.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its permissions, as `chmod` writes them.
    pub mode: u32,
}

impl FileFound {
    /// Whether others than its owner may read or write it.
    pub const fn is_open_to_others(&self) -> bool {
        self.mode & modes::OTHERS != 0
    }

    fn at(path: PathBuf) -> Option<Self> {
        let metadata = std::fs::metadata(&path).ok()?;
        Some(Self { path, bytes: metadata.len(), mode: metadata.mode() & 0o7777 })
    }
}

/// Looks at the store at `path`; one that is not there is no fault.
pub fn check_up(path: &Path) -> Checkup {
    let beside = modes::SUFFIXES.iter().map(|suffix| modes::beside(path, suffix));
    let places = [modes::folder(path).to_owned()].into_iter().chain(beside);
    let mut found = Checkup {
        sqlite: rusqlite::version(),
        files: places.filter_map(FileFound::at).collect(),
        journal: None,
        schema: None,
        damage: Vec::new(),
        readable: BTreeMap::new(),
    };
    if path.symlink_metadata().is_err() {
        return found;
    }
    found.damage.extend(damage(path).err());
    if let Ok(connection) = open(path) {
        found.journal = connection.query_row("pragma journal_mode", [], |row| row.get(0)).ok();
        found.schema = schema::version(&connection).ok();
        found.readable = readable(&connection);
    }
    found
}

fn damage(path: &Path) -> Result<(), String> {
    let opened = Store::open(path, Access::Read).map_err(|error| match error {
        StoreError::Damaged { what, .. } => what,
        other => other.to_string(),
    })?;
    match opened.store.integrity() {
        Ok(None) => Ok(()),
        Ok(Some(fault)) => Err(fault),
        Err(error) => Err(error.to_string()),
    }
}

/// Opens for reading alone, whatever state the file is in.
fn open(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, look::flags(OpenFlags::SQLITE_OPEN_READ_ONLY))?;
    connection.busy_timeout(super::open::PATIENCE)?;
    Ok(connection)
}

/// Counts the events that can be read whole: from the first on to where the file does not go on, and from the last back.
fn readable(connection: &Connection) -> BTreeMap<SessionId, usize> {
    let mut rows: BTreeMap<i64, SessionId> = BTreeMap::new();
    for order in ["asc", "desc"] {
        let sql = format!(
            "select rowid, session_id, length(body), hash from event not indexed order by rowid {order}"
        );
        let Ok(mut statement) = connection.prepare(&sql) else { break };
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get::<_, String>(1)?));
        let Ok(found) = statement.query_map([], read) else { continue };
        rows.extend(found.map_while(Result::ok).map(|(row, id)| (row, SessionId::new(id))));
    }
    let mut sessions = BTreeMap::new();
    for session in rows.into_values() {
        *sessions.entry(session).or_default() += 1;
    }
    sessions
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{self, decided, note};
    use super::super::{Decided, Heads};
    use super::*;
    use crate::drill::event::Event;
    use std::convert::Infallible;
    use std::fs;

    /// A closed store of `count` events.
    fn filled(home: &tempfile::TempDir, count: u64) -> PathBuf {
        let mut store = fixtures::open(home);
        for n in 0..count {
            let text = format!("{n} {}", "long ".repeat(200));
            let mut again = |_: &[Event]| Ok::<Decided, Infallible>(decided([note(n, &text)]));
            store
                .append(&fixtures::session(), &Heads::default(), decided([note(n, &text)]), &mut again)
                .unwrap();
        }
        drop(store);
        fixtures::path(home)
    }

    #[test]
    fn a_whole_store_is_told_with_its_files() {
        let home = tempfile::tempdir().unwrap();
        let path = filled(&home, 3);
        let found = check_up(&path);
        assert_eq!((found.damage.len(), found.schema, found.journal.as_deref()), (0, Some(1), Some("wal")));
        assert_eq!(found.readable.values().copied().collect::<Vec<_>>(), [3]);
        let store = found.files.iter().find(|it| it.path == path).unwrap();
        assert_eq!((store.mode, store.is_open_to_others()), (0o600, false));
    }

    #[test]
    fn a_store_that_is_not_there_is_no_fault_and_is_not_made() {
        let home = tempfile::tempdir().unwrap();
        let path = fixtures::path(&home);
        let found = check_up(&path);
        assert!(found.damage.is_empty() && found.readable.is_empty() && !path.exists());
    }

    #[test]
    fn damage_is_named_and_what_is_left_is_counted() {
        let home = tempfile::tempdir().unwrap();
        let path = filled(&home, 100);
        let mut bytes = fs::read(&path).unwrap();
        let middle = bytes.len() / 8192 * 4096;
        bytes[middle..middle + 4096].fill(0xA5);
        fs::write(&path, &bytes).unwrap();
        let found = check_up(&path);
        assert_eq!(found.damage.len(), 1);
        let left: usize = found.readable.values().sum();
        assert!((1..100).contains(&left), "{left}");
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }

    #[test]
    fn what_is_no_store_has_nothing_to_salvage() {
        let home = tempfile::tempdir().unwrap();
        let path = fixtures::path(&home);
        fs::write(&path, "no store at all").unwrap();
        let found = check_up(&path);
        assert_eq!((found.damage.len(), found.readable.len()), (1, 0));
    }
}
