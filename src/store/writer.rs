//! Who writes: a random id of the store file, which a copy of the file does not inherit.

use super::error::StoreError;
use crate::drill::ids::WriterId;
use rusqlite::{Connection, OptionalExtension, named_params};
use std::fmt::{self, Write as _};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Which file it is, whatever it is called: device and inode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FileId {
    device: u64,
    inode: u64,
}

impl FileId {
    /// Returns the identity of the file that is called `path` now.
    pub fn of(path: &Path) -> io::Result<Self> {
        let metadata = std::fs::metadata(path)?;
        Ok(Self { device: metadata.dev(), inode: metadata.ino() })
    }
}

impl fmt::Display for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.device, self.inode)
    }
}

/// Returns 16 random bytes in hex.
pub(super) fn random_hex(path: &Path) -> Result<String, StoreError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        StoreError::io(path, "draw random bytes for", io::Error::other(error.to_string()))
    })?;
    Ok(bytes.iter().fold(String::with_capacity(32), |mut hex, byte| {
        _ = write!(hex, "{byte:02x}");
        hex
    }))
}

/// Returns the writer that this file is; `None` where it has not written yet, or is the copy of another file.
pub(super) fn known(connection: &Connection, file: &FileId) -> rusqlite::Result<Option<WriterId>> {
    let known = connection
        .prepare_cached(
            "select w.value from meta w, meta f where w.key = 'writer' and f.key = 'writer_file' and f.value = ?1",
        )?
        .query_row([file.to_string()], |row| row.get::<_, String>(0))
        .optional()?;
    Ok(known.map(WriterId::new))
}

/// Returns the writer that this file is, making it `fresh` where it has none, or where it is the copy of another file.
/// To be asked within the transaction that writes, so that two processes cannot make two.
pub(super) fn writer(connection: &Connection, file: &FileId, fresh: &str) -> rusqlite::Result<WriterId> {
    if let Some(writer) = known(connection, file)? {
        return Ok(writer);
    }
    let file = file.to_string();
    connection.execute(
        "insert or replace into meta (key, value) values ('writer', :writer), ('writer_file', :file)",
        named_params! { ":writer": fresh, ":file": file },
    )?;
    Ok(WriterId::from(fresh))
}
