//! A new store: made whole beside its place, then given its name. Whoever sees the name sees a store.

use super::error::{At, StoreError};
use super::{modes, schema, writer};
use rusqlite::{Connection, OpenFlags};
use std::io;
use std::path::Path;

/// Makes a store at `path`, unless another process is quicker. When it returns, the file and every new folder above it
/// survive a power cut.
pub(super) fn create(path: &Path) -> Result<(), StoreError> {
    let folder = modes::folder(path);
    modes::make_folders(folder)?;
    let draft = modes::beside(path, &format!("-new-{}", writer::random_hex(folder)?));
    let made = fill(&draft, path).and_then(|()| publish(&draft, path));
    for suffix in ["", "-wal", "-shm", "-journal"] {
        _ = std::fs::remove_file(modes::beside(&draft, suffix));
    }
    made?;
    modes::sync(folder).map_err(|error| StoreError::io(folder, "save the folder", error))
}

/// `path` is what errors name: nobody has heard of the draft.
fn fill(draft: &Path, path: &Path) -> Result<(), StoreError> {
    modes::create_private(draft).map_err(|error| StoreError::io(path, "create", error))?;
    let connection = Connection::open_with_flags(draft, OpenFlags::SQLITE_OPEN_READ_WRITE).at(path)?;
    schema::migrate(&connection, path, &schema::STEPS)?;
    // Where write-ahead logging cannot be had, opening finds that out again and says so.
    _ = connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()));
    drop(connection);
    modes::sync(draft).map_err(|error| StoreError::io(path, "save", error))
}

/// A hard link, unlike a rename, never replaces what another process has put there meanwhile.
fn publish(draft: &Path, path: &Path) -> Result<(), StoreError> {
    match std::fs::hard_link(draft, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        // A file system without links.
        Err(_) if !path.exists() => std::fs::rename(draft, path),
        linked => linked,
    }
    .map_err(|error| StoreError::io(path, "create", error))
}
