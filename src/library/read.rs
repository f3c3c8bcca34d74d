//! From a path to a procedure, within bounds.

use super::error::LibraryError;
use super::parse::{MAX_BYTES, parse_allowing};
use crate::drill::ids::Digest;
use crate::drill::procedure::Procedure;
use crate::present::section::decode;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// A procedure, and what it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// The procedure.
    pub procedure: Procedure,
    /// The exact text.
    pub text: String,
    /// SHA-256 of the text.
    pub digest: Digest,
    /// The file; `None` for a built-in procedure.
    pub path: Option<PathBuf>,
}

/// Reads the procedure file; at most a little over 2 MiB of it, whatever its size.
pub fn read(path: &Path) -> Result<Loaded, LibraryError> {
    read_allowing(path, false)
}

/// Reads the procedure file as [`parse_allowing`] does.
pub fn read_allowing(path: &Path, link_local: bool) -> Result<Loaded, LibraryError> {
    let unreadable = |source| LibraryError::Unreadable { path: path.to_owned(), source };
    let bytes = bounded(path, MAX_BYTES)
        .map_err(unreadable)?
        .ok_or_else(|| LibraryError::TooLarge { path: path.to_owned() })?;
    let invalid = |text, problems| LibraryError::Invalid { path: path.to_owned(), text, problems };
    let text = decode(bytes).map_err(|(text, problem)| invalid(text, vec![problem]))?;
    match parse_allowing(&text, link_local) {
        Ok(procedure) => Ok(Loaded { procedure, digest: digest(&text), text, path: Some(path.to_owned()) }),
        Err(problems) => Err(invalid(text, problems)),
    }
}

/// Returns the SHA-256 of a procedure's text, or of any other content.
pub fn digest(content: impl AsRef<[u8]>) -> Digest {
    hex(&Sha256::digest(content))
}

/// Writes a hash in hex.
pub(super) fn hex(hash: &[u8]) -> Digest {
    let mut hex = String::with_capacity(64);
    for byte in hash {
        let _ = write!(hex, "{byte:02x}");
    }
    Digest::new(hex)
}

/// Returns the file's bytes; `None` where there are too many. Only reading tells, because a file may grow meanwhile.
pub(super) fn bounded(path: &Path, most: usize) -> io::Result<Option<Vec<u8>>> {
    let kind = fs::metadata(path)?;
    if !kind.is_file() && !kind.is_dir() {
        // To open a pipe is to wait for someone who writes into it, and a device may never end.
        return Err(io::Error::other("it is a pipe or a device, no file"));
    }
    let mut bytes = Vec::new();
    let read = File::open(path)?.take(most as u64 + 1).read_to_end(&mut bytes)?;
    Ok((read <= most).then_some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALLEST: &str = "id = \"x\"\ntitle = \"X\"\n[environment.test]\n[[phase]]\ntitle = \"P\"\n[[phase.step]]\nid = \"a\"\ntitle = \"A\"\n";

    fn read_bytes(bytes: &[u8]) -> Result<Loaded, LibraryError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.toml");
        fs::write(&path, bytes).unwrap();
        read(&path)
    }

    #[test]
    fn a_file_is_read_with_the_digest_of_its_exact_text() {
        let text = format!("\u{feff}{}", SMALLEST.replace('\n', "\r\n"));
        let loaded = read_bytes(text.as_bytes()).unwrap();
        assert_eq!(loaded.text, text);
        assert_eq!(loaded.procedure.title, "X");
        assert_eq!(
            digest("abc").as_str(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(loaded.digest, digest(&text));
    }

    #[test]
    fn bytes_that_are_no_text_are_named_with_their_place() {
        let error = read_bytes(b"id = \"x\"\ntitle = \"\xff\"\n").unwrap_err().to_string();
        assert!(error.contains("x.toml:2:10: error: the byte 0xff is not UTF-8"), "{error}");
        assert!(error.contains(" 2 | title = \"\u{fffd}\"\n"), "{error}");
    }

    #[test]
    fn a_large_file_is_refused_without_reading_all_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("large.toml");
        File::create(&path).unwrap().set_len(100 << 30).unwrap();
        let error = read(&path).unwrap_err();
        assert!(matches!(error, LibraryError::TooLarge { .. }), "{error}");
        assert!(error.to_string().contains("Split it"));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let folder = tempfile::tempdir().unwrap();
        for path in [folder.path().join("missing\u{1b}.toml"), folder.path().to_owned()] {
            let error = read(&path).unwrap_err().to_string();
            assert!(error.contains("cannot be read") && !error.contains('\u{1b}'), "{error}");
        }
    }

    #[test]
    fn what_may_never_end_is_not_opened() {
        let error = read(Path::new("/dev/zero")).unwrap_err().to_string();
        assert!(error.contains("/dev/zero cannot be read: it is a pipe or a device, no file."), "{error}");
    }
}
