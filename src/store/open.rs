//! A store that is open, and how one gets there.

use super::error::{At, StoreError, extended_code};
use super::writer::FileId;
use super::{bell, create, look, medium, modes, schema, scrub, writer};
use crate::drill::ids::WriterId;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, ffi};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long SQLite waits for another process before it says "busy".
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// The oldest SQLite without a known fault that matters here.
const OLDEST_SQLITE: i32 = 3_051_003;

/// What the store is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Reading and writing; what is missing is made.
    Write,
    /// Reading alone; nothing is made, and a store that is not there is an empty one.
    Read,
}

/// A store, and what there is to say about it.
#[derive(Debug)]
pub struct Opened {
    /// The store.
    pub store: Store,
    /// Sentences that the user should see once.
    pub notices: Vec<String>,
}

/// An open store. One thread owns it; other processes may have the same file open.
#[derive(Debug)]
pub struct Store {
    pub(super) path: PathBuf,
    pub(super) connection: Connection,
    /// The file that was opened; `None` where there is none.
    pub(super) file: Option<FileId>,
    /// Why nothing can be written; `None` where it can.
    pub(super) read_only: Option<String>,
}

impl Store {
    /// Opens the store at `path`. It looks first, without writing: a file that is no store or no whole one is
    /// [`StoreError::Damaged`] and is left as it is. A store of a newer firedrill is opened for reading, whatever was
    /// asked, and a notice says so.
    pub fn open(path: &Path, access: Access) -> Result<Opened, StoreError> {
        if rusqlite::version_number() < OLDEST_SQLITE {
            return Err(StoreError::OldSqlite { found: rusqlite::version() });
        }
        match (path.symlink_metadata(), access) {
            (Err(error), Access::Read) if error.kind() == io::ErrorKind::NotFound => return nothing(path),
            (Err(error), Access::Write) if error.kind() == io::ErrorKind::NotFound => create::create(path)?,
            (found, _) => _ = found.map_err(|error| StoreError::io(path, "look at", error))?,
        }
        let looked = look::look(path, access == Access::Write)?;
        if looked.version > schema::newest(&schema::STEPS) {
            let why = format!("it was written by a newer firedrill (schema {})", looked.version);
            let notice = format!("The store {} is read-only: {why}.", path.display());
            return opened(path, looked.connection, Some(why), vec![notice]);
        }
        match access {
            Access::Read => {
                let mut notices = Vec::new();
                if !looked.shared {
                    notices.push(format!(
                        "The store {} is read as it is now: its folder cannot be written to.",
                        path.display()
                    ));
                }
                let why = "it was opened for reading".to_owned();
                opened(path, looked.connection, Some(why), notices)
            }
            Access::Write => open_for_writing(path, looked),
        }
    }

    /// Returns the path that the store was opened at.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns why nothing can be written; `None` where it can.
    pub fn read_only(&self) -> Option<&str> {
        self.read_only.as_deref()
    }

    /// Returns the writer that this store is: events of any other one came from elsewhere. `None` where it has not written
    /// yet.
    pub fn writer(&self) -> Result<Option<WriterId>, StoreError> {
        let file = FileId::of(&self.path).map_err(|source| StoreError::io(&self.path, "look at", source))?;
        self.heed(writer::known(&self.connection, &file).at(&self.path))
    }

    /// Returns a number that changes when another connection has committed something.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        self.heed(self.connection.query_row("pragma data_version", [], |row| row.get(0)).at(&self.path))
    }

    /// Sets how long to wait for another process before saying "busy".
    pub fn wait_at_most(&self, patience: Duration) -> Result<(), StoreError> {
        self.connection.busy_timeout(patience).at(&self.path)
    }

    /// Checks every page and every index. `None` where all is well; else the first fault, in SQLite's words.
    pub fn integrity(&self) -> Result<Option<String>, StoreError> {
        let fault = look::first_fault(&self.connection, "pragma integrity_check(1)").at(&self.path);
        match self.heed(fault) {
            Err(StoreError::Damaged { what, .. }) => Ok(Some(what)),
            fault => fault,
        }
    }

    /// Makes sure that what is written now lands in the file that bears the name, and stays there.
    pub(super) fn require_writable(&self) -> Result<&FileId, StoreError> {
        let read_only = |why: &str| StoreError::ReadOnly { path: self.path.clone(), why: why.to_owned() };
        if let Some(why) = &self.read_only {
            return Err(read_only(why));
        }
        let file = self.file.as_ref().ok_or_else(|| read_only("it is not in a file"))?;
        match FileId::of(&self.path) {
            Ok(now) if now == *file => Ok(file),
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(StoreError::io(&self.path, "find", error))
            }
            _ => Err(StoreError::Gone { path: self.path.clone() }),
        }
    }

    /// Takes note of damage that came to light: closing then tidies nothing up, so that the file stays as it is.
    pub(super) fn heed<T>(&self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(StoreError::Damaged { .. }) = result {
            _ = self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
        }
        result
    }
}

/// The store that is not there: readable, and empty.
fn nothing(path: &Path) -> Result<Opened, StoreError> {
    let connection = Connection::open_in_memory().at(path)?;
    schema::migrate(&connection, path, &schema::STEPS)?;
    let read_only = Some("it does not exist yet".to_owned());
    let store = Store { path: path.to_owned(), connection, file: None, read_only };
    Ok(Opened { store, notices: Vec::new() })
}

fn open_for_writing(path: &Path, looked: look::Looked) -> Result<Opened, StoreError> {
    let mut notices = modes::repair(path);
    let connection = connect(path)?;
    if connection.is_readonly("main").at(path)? || (!looked.shared && !can_write_beside(path)) {
        let why = "the file or its folder is read-only".to_owned();
        return Err(StoreError::ReadOnly { path: path.to_owned(), why });
    }
    drop(looked);
    let connection = settle_journal(connection, path, &mut notices)?;
    if let Some(backup) = schema::migrate(&connection, path, &schema::STEPS)? {
        notices.push(format!(
            "The store was brought up to date; as it was before, it lies in {}.",
            backup.display()
        ));
    }
    bell::hang(path);
    scrub::finish_an_interrupted_one(&connection, path, &mut notices)?;
    opened(path, connection, None, notices)
}

fn opened(
    path: &Path,
    connection: Connection,
    read_only: Option<String>,
    notices: Vec<String>,
) -> Result<Opened, StoreError> {
    tune(&connection).at(path)?;
    let file = FileId::of(path).map_err(|error| StoreError::io(path, "find", error))?;
    let store = Store { path: path.to_owned(), connection, file: Some(file), read_only };
    Ok(Opened { store, notices })
}

/// Little memory, no mapped file (a disk that fails under a map kills the process), no trust in the file's contents.
fn tune(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(32);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.execute_batch(
        "pragma cache_size = -2000; pragma mmap_size = 0; pragma temp_store = memory;
         pragma trusted_schema = off; pragma cell_size_check = on;",
    )
}

fn connect(path: &Path) -> Result<Connection, StoreError> {
    let connection =
        Connection::open_with_flags(path, look::flags(OpenFlags::SQLITE_OPEN_READ_WRITE)).at(path)?;
    connection.busy_timeout(PATIENCE).at(path)?;
    // A short log: it is what takes room where there is little, and what the next opening reads first.
    connection
        .execute_batch(
            "pragma secure_delete = on; pragma wal_autocheckpoint = 32; pragma journal_size_limit = 262144",
        )
        .at(path)?;
    Ok(connection)
}

/// Whether the folder takes new files, as SQLite needs.
fn can_write_beside(path: &Path) -> bool {
    rustix::fs::access(modes::folder(path), rustix::fs::Access::WRITE_OK).is_ok()
}

/// Write-ahead logging with every commit on the disk; where that cannot be had, a rollback journal whose deletion, which
/// is the commit there, is on the disk too.
fn settle_journal(
    connection: Connection,
    path: &Path,
    notices: &mut Vec<String>,
) -> Result<Connection, StoreError> {
    let Some(why) = log_ahead(&connection, path)? else {
        return Ok(connection);
    };
    drop(connection);
    let connection = connect(path)?;
    // Alone, SQLite needs no shared memory to leave write-ahead logging.
    connection.execute_batch("pragma locking_mode = exclusive").at(path)?;
    set_journal(&connection, "delete").at(path)?;
    connection
        .execute_batch(
            "pragma locking_mode = normal; pragma synchronous = extra; select count(*) from sqlite_schema",
        )
        .at(path)?;
    notices.push(format!(
        "The store {} is written the slow and safe way (a rollback journal): {why}.",
        path.display()
    ));
    Ok(connection)
}

/// Turns write-ahead logging on; returns why that cannot be had.
fn log_ahead(connection: &Connection, path: &Path) -> Result<Option<String>, StoreError> {
    if let Some(name) = medium::network_name(path) {
        return Ok(Some(format!("it lies on {name}")));
    }
    // Only a transaction shows whether it works.
    let tried = set_journal(connection, "wal").and_then(|mode| {
        connection.execute_batch("pragma synchronous = full; begin immediate; rollback")?;
        Ok(mode)
    });
    match tried {
        Ok(mode) if mode == "wal" => Ok(None),
        Ok(_) => Ok(Some("its disk has no write-ahead logging".to_owned())),
        Err(error) if is_full(&error) => Err(error).at(path),
        Err(error) if look::lacks_shared_memory(&error) || is_read_only(&error) => {
            Ok(Some(format!("processes cannot share memory there ({error})")))
        }
        Err(error) => Err(error).at(path),
    }
}

fn is_full(error: &rusqlite::Error) -> bool {
    extended_code(error) == ffi::SQLITE_IOERR_SHMSIZE
}

/// The file itself can be written, or this would not have been asked: it is the shared memory that cannot.
fn is_read_only(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::ReadOnly)
}

pub(super) fn set_journal(connection: &Connection, mode: &str) -> rusqlite::Result<String> {
    connection.pragma_update_and_check(None, "journal_mode", mode, |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{self, decided, note};
    use super::super::{AppendError, Decided, Heads};
    use super::*;
    use crate::drill::event::Event;
    use std::convert::Infallible;
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;

    fn never(_: &[Event]) -> Result<Decided, Infallible> {
        unreachable!("nobody else wrote")
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_missing_store_reads_as_an_empty_one_and_is_not_made() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("new/store");
        let Opened { mut store, notices } = Store::open(&path, Access::Read).unwrap();
        assert!(store.session_ids().unwrap().is_empty() && notices.is_empty());
        assert_eq!(store.integrity().unwrap(), None);
        let refused =
            store.append(&fixtures::session(), &Heads::default(), decided([note(1, "one")]), &mut never);
        assert!(matches!(refused, Err(AppendError::Store(StoreError::ReadOnly { .. }))));
        assert!(!home.path().join("new").exists());
    }

    #[test]
    fn a_new_store_is_private_with_all_that_lies_beside_it() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a/b/store");
        let mut store = Store::open(&path, Access::Write).unwrap().store;
        store.append(&fixtures::session(), &Heads::default(), decided([note(1, "one")]), &mut never).unwrap();
        for suffix in ["", "-wal", "-shm", "-bell"] {
            assert_eq!(mode(&modes::beside(&path, suffix)), 0o600, "{suffix}");
        }
        assert_eq!((mode(&home.path().join("a")), mode(&home.path().join("a/b"))), (0o700, 0o700));
        let names = fs::read_dir(home.path().join("a/b")).unwrap().count();
        assert_eq!(names, 4, "nothing else was left behind");
    }

    #[test]
    fn a_store_that_others_could_read_is_closed_to_them_and_so_is_its_log() {
        let home = tempfile::tempdir().unwrap();
        drop(fixtures::open(&home));
        fs::set_permissions(fixtures::path(&home), Permissions::from_mode(0o666)).unwrap();
        let Opened { mut store, notices } = Store::open(&fixtures::path(&home), Access::Write).unwrap();
        assert!(notices[0].contains("mode 666"), "{notices:?}");
        store.append(&fixtures::session(), &Heads::default(), decided([note(1, "one")]), &mut never).unwrap();
        for suffix in ["", "-wal", "-shm"] {
            assert_eq!(mode(&modes::beside(&fixtures::path(&home), suffix)), 0o600, "{suffix}");
        }
    }

    #[test]
    fn a_newer_schema_opens_read_only_and_says_so() {
        let home = tempfile::tempdir().unwrap();
        let mut store = fixtures::open(&home);
        store.append(&fixtures::session(), &Heads::default(), decided([note(1, "one")]), &mut never).unwrap();
        store.connection.pragma_update(None, "user_version", 99).unwrap();
        drop(store);
        let Opened { mut store, notices } = Store::open(&fixtures::path(&home), Access::Write).unwrap();
        assert!(notices[0].contains("newer firedrill"), "{notices:?}");
        assert!(store.read_only().is_some());
        assert_eq!(store.load(&fixtures::session()).unwrap().len(), 1);
        let refused =
            store.append(&fixtures::session(), &Heads::default(), decided([note(2, "two")]), &mut never);
        assert!(
            matches!(&refused, Err(AppendError::Store(error @ StoreError::ReadOnly { .. })) if !error.is_retryable())
        );
    }

    #[test]
    fn commits_are_on_the_disk_and_memory_is_little() {
        let home = tempfile::tempdir().unwrap();
        let store = fixtures::open(&home);
        let pragma = |name: &str| {
            let sql = format!("pragma {name}");
            store.connection.query_row(&sql, [], |row| row.get::<_, i64>(0)).unwrap_or_default()
        };
        assert!(pragma("synchronous") >= 2);
        assert_eq!((pragma("secure_delete"), pragma("cache_size"), pragma("mmap_size")), (1, -2000, 0));
    }

    #[test]
    fn another_processs_commit_shows_in_the_data_version() {
        let home = tempfile::tempdir().unwrap();
        let (store, mut other) = (fixtures::open(&home), fixtures::open(&home));
        let before = store.data_version().unwrap();
        assert_eq!(store.data_version().unwrap(), before);
        other.append(&fixtures::session(), &Heads::default(), decided([note(1, "one")]), &mut never).unwrap();
        assert_ne!(store.data_version().unwrap(), before);
    }

    #[test]
    fn a_store_that_is_held_is_busy_and_worth_another_try() {
        let home = tempfile::tempdir().unwrap();
        let (mut store, other) = (fixtures::open(&home), fixtures::open(&home));
        other.connection.execute_batch("begin immediate").unwrap();
        store.wait_at_most(Duration::ZERO).unwrap();
        let busy =
            store.append(&fixtures::session(), &Heads::default(), decided([note(1, "one")]), &mut never);
        assert!(
            matches!(&busy, Err(AppendError::Store(error @ StoreError::Busy { .. })) if error.is_retryable())
        );
        other.connection.execute_batch("rollback").unwrap();
        store.append(&fixtures::session(), &Heads::default(), decided([note(1, "one")]), &mut never).unwrap();
    }

    #[test]
    fn a_path_through_a_file_is_named() {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("file"), "").unwrap();
        for access in [Access::Read, Access::Write] {
            let error = Store::open(&home.path().join("file/store"), access).map(|_| ()).unwrap_err();
            assert!(error.to_string().contains("file/store"), "{error}");
        }
    }

    #[test]
    fn without_shared_memory_a_rollback_journal_takes_over_and_says_so() {
        let home = tempfile::tempdir().unwrap();
        let path = fixtures::path(&home);
        drop(fixtures::open(&home));
        // A folder in the place of the shared memory: SQLite cannot open it.
        fs::create_dir(modes::beside(&path, "-shm")).unwrap();
        let Opened { mut store, notices } = Store::open(&path, Access::Write).unwrap();
        assert!(notices.iter().any(|notice| notice.contains("rollback journal")), "{notices:?}");
        store.append(&fixtures::session(), &Heads::default(), decided([note(1, "one")]), &mut never).unwrap();
        let mut other = Store::open(&path, Access::Write).unwrap().store;
        let seen = Heads::of(&other.load(&fixtures::session()).unwrap());
        other.append(&fixtures::session(), &seen, decided([note(2, "two")]), &mut never).unwrap();
        assert_eq!(store.load(&fixtures::session()).unwrap().len(), 2);
        let journal: (String, i64) = (
            store.connection.query_row("pragma journal_mode", [], |row| row.get(0)).unwrap(),
            store.connection.query_row("pragma synchronous", [], |row| row.get(0)).unwrap(),
        );
        assert_eq!(journal, ("delete".to_owned(), 3));
    }
}
