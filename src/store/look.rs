//! The look before anything is written: is this file a store, is it whole, and how can it be read?

use super::error::{At, StoreError, extended_code};
use super::{modes, schema};
use rusqlite::{Connection, ErrorCode, OpenFlags, ffi};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// A store up to this size is checked page by page whenever it is opened for writing; a larger one by `doctor`, and
/// where it is read.
const CHECKED_BYTES: u64 = 4 << 20;

/// What the look found.
pub(super) struct Looked {
    /// Reads the store and writes nothing.
    pub connection: Connection,
    /// The schema version.
    pub version: i32,
    /// Whether other processes are kept apart from this reader; not on a read-only medium.
    pub shared: bool,
}

/// Looks at a file that exists. What is no store, or no whole one, is `Damaged`.
pub(super) fn look(path: &Path, thorough: bool) -> Result<Looked, StoreError> {
    let metadata = std::fs::metadata(path).map_err(|error| StoreError::io(path, "look at", error))?;
    if !metadata.is_file() {
        return Err(StoreError::damaged(path, "it is not a file"));
    }
    if metadata.len() == 0 {
        return Err(StoreError::damaged(path, "it is empty (0 bytes)"));
    }
    rustix::fs::access(path, rustix::fs::Access::READ_OK)
        .map_err(|error| StoreError::io(path, "read", error.into()))?;
    let (connection, shared) = open_somehow(path).at(path)?;
    let version = examine(&connection, path, thorough && metadata.len() <= CHECKED_BYTES)?;
    Ok(Looked { connection, version, shared })
}

/// Within one read transaction, so that no checkpoint of another process can move pages between the steps.
fn examine(connection: &Connection, path: &Path, every_page: bool) -> Result<i32, StoreError> {
    let snapshot = connection.unchecked_transaction().at(path)?;
    let id: i32 = snapshot.query_row("pragma application_id", [], |row| row.get(0)).at(path)?;
    if id != schema::APPLICATION_ID {
        return Err(StoreError::damaged(
            path,
            format!("it belongs to another program (application id {id})"),
        ));
    }
    let missing = missing_pages(&snapshot, path)?;
    if missing > 0 {
        return Err(StoreError::damaged(path, format!("it was cut short: {missing} pages are missing")));
    }
    let version = schema::version(&snapshot).at(path)?;
    if version < 1 {
        return Err(StoreError::damaged(path, "it has no tables"));
    }
    if every_page && let Some(fault) = first_fault(&snapshot, "pragma quick_check(1)").at(path)? {
        return Err(StoreError::damaged(path, fault));
    }
    Ok(version)
}

/// Runs one of SQLite's checks; `None` where all is well.
pub(super) fn first_fault(connection: &Connection, check: &str) -> rusqlite::Result<Option<String>> {
    let fault: String = connection.query_row(check, [], |row| row.get(0))?;
    Ok((fault != "ok").then(|| fault.lines().take(3).collect::<Vec<_>>().join(" ")))
}

/// Opens for reading: as one of many; else, where no shared memory can be had (a read-only medium, a network), without
/// locks; else, where there is nothing but the file itself, as if it could never change.
fn open_somehow(path: &Path) -> rusqlite::Result<(Connection, bool)> {
    let error = match probe(Connection::open_with_flags(path, flags(OpenFlags::SQLITE_OPEN_READ_ONLY)), "") {
        Ok(connection) => return Ok((connection, true)),
        Err(error) => error,
    };
    if extended_code(&error) == ffi::SQLITE_READONLY_ROLLBACK {
        // A crash left a transaction to be taken back, which only a writer can do.
        let connection = Connection::open_with_flags(path, flags(OpenFlags::SQLITE_OPEN_READ_WRITE));
        return probe(connection, "pragma query_only = on").map(|connection| (connection, true));
    }
    if !lacks_shared_memory(&error) {
        return Err(error);
    }
    let uri = flags(OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI);
    let alone = Connection::open_with_flags(uri_of(path, "mode=ro&vfs=unix-none"), uri);
    probe(alone, "pragma locking_mode = exclusive")
        .or_else(|_| probe(Connection::open_with_flags(uri_of(path, "immutable=1"), uri), ""))
        .map(|connection| (connection, false))
        .map_err(|_| error)
}

/// Whether write-ahead logging failed for want of memory that all processes share, or of its files.
pub(super) fn lacks_shared_memory(error: &rusqlite::Error) -> bool {
    let shared_memory = [
        ffi::SQLITE_IOERR_SHMMAP,
        ffi::SQLITE_IOERR_SHMOPEN,
        ffi::SQLITE_IOERR_SHMLOCK,
        ffi::SQLITE_IOERR_SHMSIZE,
        ffi::SQLITE_READONLY_CANTINIT,
        ffi::SQLITE_READONLY_RECOVERY,
        ffi::SQLITE_READONLY_DIRECTORY,
    ];
    error.sqlite_error_code() == Some(ErrorCode::CannotOpen)
        || error.sqlite_error_code() == Some(ErrorCode::FileLockingProtocolFailed)
        || shared_memory.contains(&extended_code(error))
}

fn probe(connection: rusqlite::Result<Connection>, first: &str) -> rusqlite::Result<Connection> {
    let connection = connection?;
    connection.execute_batch(first)?;
    connection.busy_timeout(super::open::PATIENCE)?;
    connection.query_row("select count(*) from sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}

/// One thread owns a connection: SQLite needs no mutex of its own.
pub(super) fn flags(kind: OpenFlags) -> OpenFlags {
    kind | OpenFlags::SQLITE_OPEN_NO_MUTEX
}

fn uri_of(path: &Path, query: &str) -> String {
    let mut uri = String::from("file:");
    for byte in path.as_os_str().as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                uri.push(char::from(*byte));
            }
            _ => _ = write!(uri, "%{byte:02X}"),
        }
    }
    uri + "?" + query
}

/// Returns how many pages are neither in the file nor in its write-ahead log. SQLite itself notices that only where
/// there is no such log.
fn missing_pages(snapshot: &Connection, path: &Path) -> Result<u64, StoreError> {
    let number = |pragma| snapshot.query_row(pragma, [], |row| row.get::<_, u32>(0)).at(path);
    let (page_size, pages) = (number("pragma page_size")?, number("pragma page_count")?);
    let length = std::fs::metadata(path).map_err(|error| StoreError::io(path, "look at", error))?.len();
    let whole = length / u64::from(page_size.max(1));
    if whole >= u64::from(pages) {
        return Ok(0);
    }
    let logged = logged_pages(&modes::beside(path, "-wal"))
        .map_err(|error| StoreError::io(path, "look at the write-ahead log of", error))?;
    let lost = (1..=pages).filter(|page| u64::from(*page) > whole && !logged.contains(page));
    Ok(u64::try_from(lost.count()).unwrap_or(u64::MAX))
}

/// Reads the numbers of the pages in a write-ahead log (<https://www.sqlite.org/fileformat.html#walformat>).
fn logged_pages(wal: &Path) -> io::Result<BTreeSet<u32>> {
    let mut pages = BTreeSet::new();
    let file = match File::open(wal) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(pages),
        file => file?,
    };
    let mut wal = BufReader::new(file);
    let mut header = [0; 32];
    let mut frame = [0; 24];
    if wal.read_exact(&mut header).is_err() {
        return Ok(pages);
    }
    let page_size = i64::from(big_endian(&header[8..12]));
    while wal.read_exact(&mut frame).is_ok() {
        if frame[8..16] == header[16..24] {
            pages.insert(big_endian(&frame[..4]));
        }
        wal.seek_relative(page_size)?;
    }
    Ok(pages)
}

fn big_endian(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{self, decided, note};
    use super::super::{Access, Decided, Heads, Store};
    use super::*;
    use crate::drill::event::Event;
    use std::convert::Infallible;
    use std::fs;
    use std::path::PathBuf;
    use tempfile::TempDir;

    /// A closed store of some 60 pages.
    fn filled(home: &TempDir) -> PathBuf {
        let mut store = fixtures::open(home);
        fill(&mut store, 0, 100);
        fixtures::path(home)
    }

    fn fill(store: &mut Store, from: u64, count: u64) {
        let notes = (from..from + count).map(|n| note(n, &format!("{n} {}", "long ".repeat(200))));
        let notes = Decided { drafts: notes.collect(), ..Decided::default() };
        let mut again = |_: &[Event]| Ok::<_, Infallible>(notes.clone());
        store.append(&fixtures::session(), &Heads::default(), notes.clone(), &mut again).unwrap();
    }

    /// Opens both ways, expects the damage to be named, and the bytes to be as they were.
    fn is_left_as_it_is(path: &Path, named: &str) {
        let bytes = fs::read(path).unwrap();
        for access in [Access::Write, Access::Read] {
            let error = Store::open(path, access).map(|_| ()).unwrap_err();
            assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
            assert!(error.to_string().contains(named), "{error}");
            assert!(!error.is_retryable());
            assert!(fs::read(path).unwrap() == bytes, "changed by {access:?}");
        }
    }

    #[test]
    fn an_empty_file_is_damaged() {
        let home = tempfile::tempdir().unwrap();
        let path = fixtures::path(&home);
        fs::write(&path, "").unwrap();
        is_left_as_it_is(&path, "0 bytes");
    }

    #[test]
    fn a_folder_is_no_store() {
        let home = tempfile::tempdir().unwrap();
        let error = Store::open(home.path(), Access::Read).map(|_| ()).unwrap_err();
        assert!(error.to_string().contains("not a file"), "{error}");
    }

    #[test]
    fn a_megabyte_of_noise_is_damaged() {
        let home = tempfile::tempdir().unwrap();
        let path = fixtures::path(&home);
        let mut noise = vec![0; 1 << 20];
        getrandom::fill(&mut noise).unwrap();
        fs::write(&path, noise).unwrap();
        is_left_as_it_is(&path, "not an SQLite file");
    }

    #[test]
    fn the_database_of_another_program_is_not_ours() {
        let home = tempfile::tempdir().unwrap();
        let path = fixtures::path(&home);
        let other = Connection::open(&path).unwrap();
        other.execute_batch("pragma application_id = 7; create table t (x)").unwrap();
        drop(other);
        is_left_as_it_is(&path, "another program");
    }

    #[test]
    fn a_truncated_file_is_damaged() {
        let home = tempfile::tempdir().unwrap();
        let path = filled(&home);
        let length = fs::metadata(&path).unwrap().len();
        for keep in [length - 4096, length / 2, 5000, 100] {
            fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(keep).unwrap();
            is_left_as_it_is(&path, "");
        }
    }

    #[test]
    fn four_kilobytes_overwritten_in_the_middle_are_found() {
        let home = tempfile::tempdir().unwrap();
        let path = filled(&home);
        let whole = fs::read(&path).unwrap();
        let mut noise = vec![0; 4096];
        for place in (4096..whole.len() - 4096).step_by(8192) {
            getrandom::fill(&mut noise).unwrap();
            let mut bytes = whole.clone();
            bytes[place..place + 4096].copy_from_slice(&noise);
            fs::write(&path, &bytes).unwrap();
            let error = Store::open(&path, Access::Write).map(|_| ()).unwrap_err();
            assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
            assert!(fs::read(&path).unwrap() == bytes);
        }
    }

    /// Copies a filled store as a crash leaves it, with its write-ahead log.
    fn crashed(home: &TempDir) -> PathBuf {
        let mut store = fixtures::open(home);
        for n in 1_000..1_003 {
            fill(&mut store, n, 1);
        }
        let copy = home.path().join("crashed");
        for suffix in ["", "-wal"] {
            fs::copy(modes::beside(&fixtures::path(home), suffix), modes::beside(&copy, suffix)).unwrap();
        }
        assert!(fs::metadata(modes::beside(&copy, "-wal")).unwrap().len() > 4096);
        copy
    }

    #[test]
    fn damage_that_only_reading_finds_stops_all_writing_and_leaves_the_file_as_it_is() {
        let home = tempfile::tempdir().unwrap();
        drop(filled(&home));
        let store = fixtures::open(&home);
        let bloat = "insert into document values ('x', hex(zeroblob(2500000)))";
        store.connection.execute_batch(bloat).unwrap();
        let leaf = "select pageno from dbstat where name = 'event' and pagetype = 'leaf' order by path";
        let page: u16 = store.connection.query_row(leaf, [], |row| row.get(0)).unwrap();
        drop(store);
        let path = crashed(&home);
        let mut bytes = fs::read(&path).unwrap();
        assert!(bytes.len() as u64 > CHECKED_BYTES);
        bytes[usize::from(page - 1) * 4096..usize::from(page) * 4096].fill(0xA5);
        fs::write(&path, &bytes).unwrap();
        let wal = fs::read(modes::beside(&path, "-wal")).unwrap();
        let mut store = fixtures::reopen(&path);
        assert!(matches!(store.load(&fixtures::session()), Err(StoreError::Damaged { .. })));
        assert!(store.integrity().unwrap().is_some());
        let more = decided([note(2_000, "more")]);
        for named in ["damaged", "cannot be written"] {
            let mut again = |_: &[Event]| Ok::<_, Infallible>(more.clone());
            let refused = store.append(&fixtures::session(), &Heads::default(), more.clone(), &mut again);
            assert!(refused.unwrap_err().to_string().contains(named));
        }
        drop(store);
        assert!(fs::read(&path).unwrap() == bytes);
        assert!(fs::read(modes::beside(&path, "-wal")).unwrap() == wal);
    }

    #[test]
    fn a_file_truncated_below_its_write_ahead_log_is_damaged() {
        let home = tempfile::tempdir().unwrap();
        drop(filled(&home));
        let path = crashed(&home);
        let wal = fs::read(modes::beside(&path, "-wal")).unwrap();
        let length = fs::metadata(&path).unwrap().len();
        fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(length / 2).unwrap();
        is_left_as_it_is(&path, "cut short");
        assert!(fs::read(modes::beside(&path, "-wal")).unwrap() == wal);
    }

    #[test]
    fn a_truncated_write_ahead_log_is_read_up_to_its_last_commit_and_left_as_it_is() {
        let home = tempfile::tempdir().unwrap();
        drop(filled(&home));
        let path = crashed(&home);
        let wal = modes::beside(&path, "-wal");
        let length = fs::metadata(&wal).unwrap().len();
        let mut last = usize::MAX;
        for keep in [length, length - 100, length / 2, 31, 0] {
            fs::OpenOptions::new().write(true).open(&wal).unwrap().set_len(keep).unwrap();
            let bytes = (fs::read(&path).unwrap(), fs::read(&wal).unwrap());
            let events = Store::open(&path, Access::Read).unwrap().store.load(&fixtures::session()).unwrap();
            assert!((100..=last).contains(&events.len()), "{} events", events.len());
            last = events.len();
            assert!((fs::read(&path).unwrap(), fs::read(&wal).unwrap()) == bytes);
        }
        assert_eq!(last, 100);
        assert_eq!(fixtures::reopen(&path).verify(&fixtures::session()).unwrap().broken, None);
    }
}
