//! The bell: a file beside the store that is touched after every commit, for other processes to watch.

use super::modes;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Returns the bell of a store: `<store>-bell`.
pub fn bell_of(store: &Path) -> PathBuf {
    modes::beside(store, "-bell")
}

/// Makes sure that there is a bell to watch. Not having one is no fault: whoever listens also looks now and then.
pub(super) fn hang(store: &Path) {
    if let Ok(mut bell) = modes::create_private(&bell_of(store)) {
        _ = bell.write_all(b"\n");
    }
}

/// Rings: writes the same byte again, which costs no room on a full disk.
pub(super) fn ring(store: &Path) {
    let write = |path: PathBuf| -> io::Result<()> {
        OpenOptions::new().write(true).mode(0o600).open(path)?.write_all(b"\n")
    };
    if write(bell_of(store)).is_err() {
        hang(store);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::time::SystemTime;

    #[test]
    fn ringing_touches_the_bell_and_hangs_it_where_it_is_missing() {
        let home = tempfile::tempdir().unwrap();
        let store = home.path().join("store");
        ring(&store);
        let bell = bell_of(&store);
        fs::File::options().write(true).open(&bell).unwrap().set_modified(SystemTime::UNIX_EPOCH).unwrap();
        ring(&store);
        let metadata = fs::metadata(&bell).unwrap();
        assert!(metadata.modified().unwrap() > SystemTime::UNIX_EPOCH);
        assert_eq!(metadata.len(), 1);
    }
}
