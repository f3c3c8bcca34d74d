//! What can go wrong with a store, in sentences that say what to do next.

use rusqlite::ErrorCode;
use rusqlite::ffi;
use rustix::fs::StatVfsMountFlags;
use std::io;
use std::path::{Path, PathBuf};

/// Why the store did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file is no store, or no longer a whole one. It was left as it is.
    #[error(
        "the store {path} is damaged: {what}; it was left as it is: copy it away, look at it with `firedrill doctor`, \
         and go on with another one (`--store PATH`)"
    )]
    Damaged {
        /// The store.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// The store can be read, and nothing can be written.
    #[error("the store {path} cannot be written: {why}; reading it still works")]
    ReadOnly {
        /// The store.
        path: PathBuf,
        /// Why not.
        why: String,
    },
    /// There is no room left.
    #[error("the store {path} could not be written: the disk is full; make room")]
    Full {
        /// The store.
        path: PathBuf,
    },
    /// The disk takes nothing any more: the system made it read-only, after a fault say.
    #[error("the store {path} could not be written: its file system is read-only; make it writable again")]
    DiskReadOnly {
        /// The store.
        path: PathBuf,
    },
    /// Another process held the store for too long.
    #[error("the store {path} is busy: another process has been writing to it for a long time; try again")]
    Busy {
        /// The store.
        path: PathBuf,
    },
    /// The file that was opened is no longer there under its name.
    #[error(
        "the store {path} was moved, deleted or replaced while it was in use; put it back to go on saving"
    )]
    Gone {
        /// Where it was.
        path: PathBuf,
    },
    /// The operating system said no.
    #[error("could not {doing} {path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was tried, as an imperative.
        doing: &'static str,
        /// Why it did not work.
        source: io::Error,
    },
    /// SQLite said no, for a reason that has no name of its own here.
    #[error("the store {path} could not be used: {source}")]
    Sqlite {
        /// The store.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// This program was linked with an SQLite that has known faults.
    #[error("SQLite {found} is too old: firedrill needs 3.51.3 or newer; build it with the bundled one")]
    OldSqlite {
        /// The version found.
        found: &'static str,
    },
    /// No event of that id is in the session.
    #[error(
        "there is no event {event} in session {session}; `firedrill export` lists every event with its id"
    )]
    NoSuchEvent {
        /// The session.
        session: String,
        /// The event.
        event: String,
    },
    /// An event id that is to be written is in use by another session.
    #[error("the event id {event} is in use already, in another session; nothing was written")]
    EventTaken {
        /// The event.
        event: String,
    },
    /// A line of an export cannot be taken in; nothing of the file was.
    #[error("line {line}: {what}; nothing was imported")]
    Import {
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        what: String,
    },
    /// An export could not be handed over.
    #[error("the export could not be written: {0}")]
    Output(io::Error),
}

impl StoreError {
    /// Whether the same might work later, without anything else being done to the store: disk full, busy, the disk or
    /// the folder out of reach. What is damaged or read-only is not.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Full { .. }
            | Self::DiskReadOnly { .. }
            | Self::Busy { .. }
            | Self::Gone { .. }
            | Self::Io { .. } => true,
            Self::Sqlite { source, .. } => matches!(
                source.sqlite_error_code(),
                Some(
                    ErrorCode::SystemIoFailure
                        | ErrorCode::CannotOpen
                        | ErrorCode::OutOfMemory
                        | ErrorCode::FileLockingProtocolFailed
                        | ErrorCode::SchemaChanged
                )
            ),
            _ => false,
        }
    }

    /// Says why in a few words, where there is one line for everything and the store is known.
    pub fn cause(&self) -> String {
        match self {
            Self::Full { .. } => "the disk is full".to_owned(),
            Self::DiskReadOnly { .. } => "the file system is read-only".to_owned(),
            Self::Busy { .. } => "another process holds the store".to_owned(),
            Self::Gone { .. } => "the store's file was moved or deleted".to_owned(),
            _ => self.to_string(),
        }
    }

    pub(super) fn damaged(path: &Path, what: impl Into<String>) -> Self {
        Self::Damaged { path: path.to_owned(), what: what.into() }
    }

    pub(super) fn io(path: &Path, doing: &'static str, source: io::Error) -> Self {
        if matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
            return Self::Full { path: path.to_owned() };
        }
        Self::Io { path: path.to_owned(), doing, source }
    }
}

/// Names the store in what SQLite said.
pub(super) trait At<T> {
    fn at(self, path: &Path) -> Result<T, StoreError>;
}

impl<T> At<T> for rusqlite::Result<T> {
    fn at(self, path: &Path) -> Result<T, StoreError> {
        self.map_err(|source| from_sqlite(path, source))
    }
}

/// The extended code of an error, or 0.
pub(super) fn extended_code(error: &rusqlite::Error) -> i32 {
    error.sqlite_error().map_or(0, |error| error.extended_code)
}

/// Whether the file system takes nothing, as far as can be told.
fn on_read_only_disk(path: &Path) -> bool {
    rustix::fs::statvfs(path).is_ok_and(|disk| disk.f_flag.contains(StatVfsMountFlags::RDONLY))
}

fn from_sqlite(path: &Path, source: rusqlite::Error) -> StoreError {
    named(path, source, on_read_only_disk)
}

fn named(path: &Path, source: rusqlite::Error, on_read_only_disk: fn(&Path) -> bool) -> StoreError {
    use rusqlite::Error::{FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType};
    let path = path.to_owned();
    if matches!(extended_code(&source), ffi::SQLITE_IOERR_CORRUPTFS | ffi::SQLITE_IOERR_DATA) {
        return StoreError::Damaged { path, what: source.to_string() };
    }
    match extended_code(&source) {
        ffi::SQLITE_IOERR_SHMSIZE => return StoreError::Full { path },
        ffi::SQLITE_READONLY_DBMOVED => return StoreError::Gone { path },
        _ => {}
    }
    if matches!(source, FromSqlConversionFailure(..) | IntegralValueOutOfRange(..) | InvalidColumnType(..)) {
        return StoreError::Damaged { path, what: source.to_string() };
    }
    match source.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt) => StoreError::Damaged { path, what: source.to_string() },
        Some(ErrorCode::NotADatabase) => {
            StoreError::Damaged { path, what: "it is not an SQLite file".to_owned() }
        }
        Some(ErrorCode::DiskFull) => StoreError::Full { path },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy { path },
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            StoreError::ReadOnly { path, why: source.to_string() }
        }
        Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) if on_read_only_disk(&path) => {
            StoreError::DiskReadOnly { path }
        }
        _ => StoreError::Sqlite { path, source },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_that_turned_read_only_is_named_and_tried_again() {
        let fault = || rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_IOERR_WRITE), None);
        let it = named(Path::new("s"), fault(), |_| true);
        assert!(matches!(it, StoreError::DiskReadOnly { .. }) && it.is_retryable(), "{it}");
        assert_eq!(it.cause(), "the file system is read-only");
        let it = named(Path::new("s"), fault(), |_| false);
        assert!(matches!(it, StoreError::Sqlite { .. }) && it.is_retryable(), "{it}");
        let full = rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_FULL), None);
        assert_eq!(named(Path::new("s"), full, |_| true).cause(), "the disk is full");
    }
}
