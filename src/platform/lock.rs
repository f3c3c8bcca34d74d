//! Who drives: one process at a time, elected by a file lock that the system takes back when the process dies.

use super::error::PlatformError;
use super::folders::{make_private_folder, open_private_file};
use std::fs::{File, TryLockError};
use std::path::Path;

/// The right to carry out a session's effects; given back when dropped, or when the process ends in any way.
#[derive(Debug)]
pub struct DriverLock {
    _file: File,
}

impl DriverLock {
    /// Takes the lock of this file, which is made where it is missing, with its folder; `None` while another holds it.
    ///
    /// The file stays when the lock is given back: removing it would let two processes lock two files of one name.
    pub fn try_take(path: &Path) -> Result<Option<Self>, PlatformError> {
        if let Some(folder) = path.parent() {
            make_private_folder(folder)?;
        }
        let failed = |cause| PlatformError::Lock { path: path.to_owned(), cause };
        let file = open_private_file(path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(cause)) => Err(failed(cause)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holds_it_until_it_lets_go() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("run/01z0zajkmt.driver");
        let first = DriverLock::try_take(&path).unwrap();
        assert!(first.is_some());
        assert!(DriverLock::try_take(&path).unwrap().is_none());
        drop(first);
        assert!(DriverLock::try_take(&path).unwrap().is_some());
    }

    #[test]
    fn sessions_have_locks_of_their_own() {
        let root = tempfile::tempdir().unwrap();
        let one = DriverLock::try_take(&root.path().join("one")).unwrap();
        let two = DriverLock::try_take(&root.path().join("two")).unwrap();
        assert!(one.is_some() && two.is_some());
    }

    #[test]
    fn a_place_that_cannot_be_locked_is_named() {
        let root = tempfile::tempdir().unwrap();
        let error = DriverLock::try_take(root.path()).unwrap_err().to_string();
        assert!(error.contains("cannot be locked"), "{error}");
    }
}
