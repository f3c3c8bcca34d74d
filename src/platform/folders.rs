//! Folders and files that nobody else on the machine can read: 0700 and 0600, whatever the umask says.

use super::error::PlatformError;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

/// The mode of what nobody else may read.
const PRIVATE: u32 = 0o600;
/// The mode of what others may read as far as the umask allows.
const SHARED: u32 = 0o666;

/// Makes a folder and those above it that are missing, 0700. What is there already keeps its mode: it may be shared on
/// purpose.
pub fn make_private_folder(path: &Path) -> Result<(), PlatformError> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(|cause| PlatformError::Folder { path: path.to_owned(), cause })
}

/// Opens a file for reading and writing, made 0600 where it is missing; its content stays.
pub fn open_private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)
}

/// Writes a whole file, 0600, in one step: a reader, or a crash of this process, finds the old content or the new.
/// It is not forced to the disk.
pub fn write_private_file(path: &Path, content: &[u8]) -> Result<(), PlatformError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let draft = path.with_file_name(format!(".{name}.{}", std::process::id()));
    let written = write_new(&draft, content, PRIVATE).and_then(|()| fs::rename(&draft, path));
    written.map_err(|cause| {
        // Best effort: the error that is told of is the first one.
        let _ = fs::remove_file(&draft);
        PlatformError::File { path: path.to_owned(), cause }
    })
}

/// Writes a whole new file, 0600, in one step, and answers whether it did: a file that is there already, even one that came
/// while this was written, is left as it is. It is not forced to the disk.
pub fn write_new_private_file(path: &Path, content: &[u8]) -> Result<bool, PlatformError> {
    write_new_whole(path, content, PRIVATE)
}

/// Writes a whole new file as [`write_new_private_file`] does, but one that others may read as far as the umask allows.
pub fn write_new_file(path: &Path, content: &[u8]) -> Result<bool, PlatformError> {
    write_new_whole(path, content, SHARED)
}

fn write_new_whole(path: &Path, content: &[u8], mode: u32) -> Result<bool, PlatformError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let draft = path.with_file_name(format!(".{name}.{}", std::process::id()));
    // A link, other than a rename, never takes the place of another file.
    let written = write_new(&draft, content, mode).and_then(|()| match fs::hard_link(&draft, path) {
        Ok(()) => Ok(true),
        Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        // Some file systems know no links; there the moment between a look and a rename is all that is left.
        Err(_) if path.symlink_metadata().is_ok() => Ok(false),
        Err(_) => fs::rename(&draft, path).map(|()| true),
    });
    // Best effort: the error that is told of is the first one.
    let _ = fs::remove_file(&draft);
    written.map_err(|cause| PlatformError::File { path: path.to_owned(), cause })
}

/// Puts another content in the place of a file, in one step: a reader finds the old one or the new. The file keeps its
/// mode; where the path is a link, what it leads to is written. It is forced to the disk.
pub fn replace_file(path: &Path, content: &[u8]) -> Result<(), PlatformError> {
    let failed = |cause| PlatformError::File { path: path.to_owned(), cause };
    let target = path.canonicalize().map_err(failed)?;
    let mode = fs::metadata(&target).map_err(failed)?.permissions();
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let draft = target.with_file_name(format!(".{name}.{}", std::process::id()));
    let written = write_new(&draft, content, 0o600)
        .and_then(|()| fs::set_permissions(&draft, mode))
        .and_then(|()| File::open(&draft)?.sync_all())
        .and_then(|()| fs::rename(&draft, &target));
    written.map_err(|cause| {
        // Best effort: the error that is told of is the first one.
        let _ = fs::remove_file(&draft);
        failed(cause)
    })
}

fn write_new(path: &Path, content: &[u8], mode: u32) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(cause),
        _ => {}
    }
    OpenOptions::new().write(true).create_new(true).mode(mode).open(path)?.write_all(content)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn folders_are_private_and_may_be_there_already() {
        let root = tempfile::tempdir().unwrap();
        let deep = root.path().join("a/b");
        make_private_folder(&deep).unwrap();
        make_private_folder(&deep).unwrap();
        assert_eq!((mode(&deep), mode(&root.path().join("a"))), (0o700, 0o700));
    }

    #[test]
    fn a_folder_of_others_keeps_its_mode() {
        let root = tempfile::tempdir().unwrap();
        fs::set_permissions(root.path(), fs::Permissions::from_mode(0o755)).unwrap();
        make_private_folder(root.path()).unwrap();
        assert_eq!(mode(root.path()), 0o755);
    }

    #[test]
    fn a_file_that_is_replaced_keeps_its_mode_and_a_link_stays_one() {
        let root = tempfile::tempdir().unwrap();
        let (file, link) = (root.path().join("file"), root.path().join("link"));
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o664)).unwrap();
        std::os::unix::fs::symlink("file", &link).unwrap();
        replace_file(&link, b"new").unwrap();
        assert_eq!((fs::read(&file).unwrap(), mode(&file)), (b"new".to_vec(), 0o664));
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 2);
        assert!(replace_file(&root.path().join("missing"), b"").is_err());
    }

    #[test]
    fn a_file_in_the_way_of_a_folder_is_named() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("file");
        fs::write(&file, "").unwrap();
        let error = make_private_folder(&file.join("sub")).unwrap_err().to_string();
        assert!(error.contains("file/sub cannot be made"), "{error}");
    }

    #[test]
    fn a_file_is_replaced_whole_and_private() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("draft");
        fs::write(&file, "old and longer").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        write_private_file(&file, b"new").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert_eq!(mode(&file), 0o600);
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_new_file_takes_no_others_place() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("report.html");
        assert!(write_new_private_file(&file, b"first").unwrap());
        assert!(!write_new_private_file(&file, b"second").unwrap());
        assert_eq!((fs::read(&file).unwrap(), mode(&file)), (b"first".to_vec(), 0o600));
        let dangling = root.path().join("link");
        std::os::unix::fs::symlink(root.path().join("nowhere"), &dangling).unwrap();
        assert!(!write_new_private_file(&dangling, b"x").unwrap());
        assert!(write_new_private_file(&root.path().join("no/folder"), b"x").is_err());
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 2, "no draft is left behind");
    }

    #[test]
    fn opening_keeps_the_content() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("lock");
        drop(open_private_file(&file).unwrap());
        assert_eq!(mode(&file), 0o600);
        fs::write(&file, "kept").unwrap();
        drop(open_private_file(&file).unwrap());
        assert_eq!(fs::read(&file).unwrap(), b"kept");
    }

    #[test]
    fn a_failed_write_leaves_nothing_behind() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("folder");
        fs::create_dir(&folder).unwrap();
        assert!(matches!(write_private_file(&folder, b"x"), Err(PlatformError::File { .. })));
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
    }
}
