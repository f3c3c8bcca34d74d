//! Files that nobody else may read: the store and everything beside it is 0600, folders made for it 0700.

use super::error::StoreError;
use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

const PRIVATE_FILE: u32 = 0o600;
const PRIVATE_FOLDER: u32 = 0o700;
pub(super) const OTHERS: u32 = 0o077;

/// What may lie beside a store.
pub(super) const SUFFIXES: [&str; 5] = ["", "-wal", "-shm", "-journal", "-bell"];

/// Returns the path of a file that lies beside the store and begins with its name.
pub(super) fn beside(store: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(store);
    name.push(suffix);
    PathBuf::from(name)
}

/// Makes a new, empty file, 0600 whatever the umask says.
pub(super) fn create_private(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().write(true).create_new(true).mode(PRIVATE_FILE).open(path)?;
    file.set_permissions(Permissions::from_mode(PRIVATE_FILE))?;
    Ok(file)
}

/// Makes sure that a file's content, or the names in a folder, survive a power cut.
///
/// Never for a store that may be open in this process: closing any handle of it would drop SQLite's locks (see
/// "POSIX Advisory Locks" in <https://www.sqlite.org/howtocorrupt.html>).
pub(super) fn sync(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Returns the folder that a file lies in.
pub(super) fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Makes the folder and those above it that are missing, 0700, and sees to it that all of their names survive a power
/// cut, up to the first that existed.
pub(super) fn make_folders(path: &Path) -> Result<(), StoreError> {
    if path.is_dir() {
        return Ok(());
    }
    let above = folder(path);
    if above != path {
        make_folders(above)?;
    }
    match DirBuilder::new().mode(PRIVATE_FOLDER).create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => return Ok(()),
        made => made.map_err(|error| StoreError::io(path, "create the folder", error))?,
    }
    fs::set_permissions(path, Permissions::from_mode(PRIVATE_FOLDER))
        .and_then(|()| sync(path))
        .and_then(|()| sync(above))
        .map_err(|error| StoreError::io(path, "save the folder", error))
}

/// Takes the rights of group and others from the store and from what lies beside it. Returns a sentence for each file
/// on which they were found.
pub(super) fn repair(store: &Path) -> Vec<String> {
    SUFFIXES.iter().filter_map(|suffix| repair_one(&beside(store, suffix))).collect()
}

fn repair_one(path: &Path) -> Option<String> {
    let metadata = fs::metadata(path).ok()?;
    let mode = metadata.mode() & 0o777;
    if mode & OTHERS == 0 || !metadata.is_file() {
        return None;
    }
    let shown = path.display();
    Some(match fs::set_permissions(path, Permissions::from_mode(PRIVATE_FILE)) {
        Ok(()) => format!("{shown} could be read by others (mode {mode:03o}); it is 600 now."),
        Err(error) => format!(
            "{shown} can be read by others (mode {mode:03o}), and that could not be changed: {error}."
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o777
    }

    #[test]
    fn new_folders_are_private_and_old_ones_stay_as_they_are() {
        let home = tempfile::tempdir().unwrap();
        fs::set_permissions(home.path(), Permissions::from_mode(0o755)).unwrap();
        let inner = home.path().join("a/b/c");
        make_folders(&inner).unwrap();
        assert_eq!((mode(&inner), mode(inner.parent().unwrap()), mode(home.path())), (0o700, 0o700, 0o755));
    }

    #[test]
    fn a_folder_cannot_be_made_inside_a_file() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let error = make_folders(&file.path().join("a")).unwrap_err();
        assert!(error.to_string().contains("create the folder"), "{error}");
    }

    #[test]
    fn rights_of_others_are_taken_from_all_that_lies_beside_a_store() {
        let home = tempfile::tempdir().unwrap();
        let store = home.path().join("s");
        for (suffix, mode) in [("", 0o666), ("-wal", 0o640), ("-shm", 0o600)] {
            fs::write(beside(&store, suffix), "").unwrap();
            fs::set_permissions(beside(&store, suffix), Permissions::from_mode(mode)).unwrap();
        }
        let notices = repair(&store);
        assert_eq!(notices.len(), 2, "{notices:?}");
        assert!(notices[0].contains("666"));
        assert!(SUFFIXES[..3].iter().all(|suffix| mode(&beside(&store, suffix)) == 0o600));
        assert!(repair(&store).is_empty());
    }
}
