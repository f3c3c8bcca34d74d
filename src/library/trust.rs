//! The book of what is trusted on this machine: one JSON file, for its owner alone.
//!
//! The last entry for a procedure's id, folder and file is what counts; earlier ones stay for a while, to find the folder
//! of a session that was held with an earlier version.

use super::built_in::BUILT_IN;
use super::error::LibraryError;
use super::manifest::{Change, Content, Manifest};
use super::read::digest;
use crate::drill::ids::{Digest, PersonName, ProcedureId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// The form of the file.
const FORMAT: u32 = 1;
/// The largest file, in bytes.
const LARGEST: u64 = 16 << 20;
/// The entries that are kept of one procedure in one place.
const KEPT: usize = 8;

/// What is trusted, as it was when the book was opened or changed.
#[derive(Debug)]
pub struct Book {
    path: PathBuf,
    entries: Vec<Entry>,
}

/// One procedure, as somebody trusted it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its id.
    pub id: ProcedureId,
    /// What it was made of.
    pub manifest: Manifest,
    /// When, in RFC 3339.
    pub when: String,
    /// Who said so.
    pub by: PersonName,
}

/// How a procedure stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is what was trusted.
    Trusted,
    /// Nobody ever trusted it here.
    Never,
    /// It is not any more what was trusted; the changes are at least one.
    Changed(Vec<Change>),
}

#[derive(Debug, Serialize, Deserialize)]
struct Written {
    format: u32,
    trusted: Vec<Entry>,
}

impl Entry {
    /// Returns the procedure's file.
    pub fn file(&self) -> PathBuf {
        self.manifest.folder.join(&self.manifest.file)
    }

    fn is_at(&self, id: &ProcedureId, manifest: &Manifest) -> bool {
        self.id == *id && self.manifest.folder == manifest.folder && self.manifest.file == manifest.file
    }
}

impl Book {
    /// Reads the book; where there is none, nothing is trusted. *Errors*: it cannot be read, makes no sense, or others
    /// may write it.
    pub fn open(path: &Path) -> Result<Self, LibraryError> {
        Ok(Self { path: path.to_owned(), entries: read(path)? })
    }

    /// Returns everything that counts, the longest trusted first.
    pub fn entries(&self) -> Vec<&Entry> {
        let counts = |(at, entry): (usize, &Entry)| {
            !self.entries[at + 1..].iter().any(|later| later.is_at(&entry.id, &entry.manifest))
        };
        self.entries.iter().enumerate().filter(|it| counts(*it)).map(|(_, entry)| entry).collect()
    }

    /// Compares the procedure with the last entry for it; where this file has none, with the last for its id in this
    /// folder, and else in any other.
    pub fn standing(&self, id: &ProcedureId, manifest: &Manifest) -> Standing {
        let last =
            |fits: &dyn Fn(&Entry) -> bool| self.entries.iter().rev().find(|it| it.id == *id && fits(it));
        let before = last(&|it| it.is_at(id, manifest))
            .or_else(|| last(&|it| it.manifest.folder == manifest.folder))
            .or_else(|| last(&|_| true));
        let Some(before) = before else { return Standing::Never };
        let changes = manifest.difference(&before.manifest);
        if changes.is_empty() { Standing::Trusted } else { Standing::Changed(changes) }
    }

    /// Finds where this version of a procedure was trusted, the last time first; also where it is not the last entry
    /// any more.
    pub fn find(&self, procedure: &Digest) -> Vec<&Entry> {
        self.entries.iter().rev().filter(|entry| entry.manifest.procedure == *procedure).collect()
    }

    /// Writes down that the procedure is trusted as the manifest says, and returns once that is safe on the disk.
    pub fn trust(&mut self, entry: &Entry) -> Result<(), LibraryError> {
        self.change(|entries| {
            let is_here = |it: &Entry| it.is_at(&entry.id, &entry.manifest);
            let here = entries.iter().filter(|it| is_here(it)).count();
            let mut surplus = (here + 1).saturating_sub(KEPT);
            entries.retain(|it| {
                let goes = surplus > 0 && is_here(it);
                surplus -= usize::from(goes);
                !goes
            });
            entries.push(entry.clone());
        })
    }

    /// Takes back every trust that fits, and returns how many entries that were.
    pub fn forget(&mut self, fits: impl Fn(&Entry) -> bool) -> Result<usize, LibraryError> {
        let mut forgotten = 0;
        self.change(|entries| {
            let before = entries.len();
            entries.retain(|entry| !fits(entry));
            forgotten = before - entries.len();
        })?;
        Ok(forgotten)
    }

    /// Changes what the file says now: other processes may have written to it since it was opened.
    fn change(&mut self, change: impl FnOnce(&mut Vec<Entry>)) -> Result<(), LibraryError> {
        let failed = |source| LibraryError::Book { path: self.path.clone(), what: "written", source };
        let _lock = lock(&self.path).map_err(failed)?;
        self.entries = read(&self.path)?;
        let before = self.entries.clone();
        change(&mut self.entries);
        if self.entries == before {
            return Ok(());
        }
        write(&self.path, &self.entries).map_err(failed)
    }
}

/// Whether the manifest is, file by file, that of a procedure that comes with the program, wherever it lies: what is
/// trusted is the content.
pub fn is_built_in(manifest: &Manifest) -> bool {
    BUILT_IN.iter().any(|it| {
        let content = |(path, text): &(&str, &str)| ((*path).to_owned(), Content::File(digest(text)));
        let files: BTreeMap<String, Content> = it.scripts.iter().map(content).collect();
        manifest.procedure == digest(it.text) && manifest.files == files
    })
}

fn read(path: &Path) -> Result<Vec<Entry>, LibraryError> {
    let failed = |source| LibraryError::Book { path: path.to_owned(), what: "read", source };
    let broken = |why: String| LibraryError::BrokenBook { path: path.to_owned(), why };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(failed(cause)),
    };
    if others_may_write(&file).map_err(failed)? {
        return Err(broken("open to others for writing, so anyone could have trusted anything".to_owned()));
    }
    let mut text = String::new();
    let read = file.take(LARGEST + 1).read_to_string(&mut text).map_err(failed)?;
    if read as u64 > LARGEST {
        return Err(broken(format!("larger than {LARGEST} bytes")));
    }
    let written: Written =
        serde_json::from_str(&text).map_err(|cause| broken(format!("damaged ({cause})")))?;
    if written.format != FORMAT {
        return Err(broken(format!("of another version ({})", written.format)));
    }
    Ok(written.trusted)
}

#[cfg(unix)]
fn others_may_write(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(file.metadata()?.permissions().mode() & 0o022 != 0)
}

#[cfg(not(unix))]
fn others_may_write(_: &File) -> io::Result<bool> {
    Ok(false)
}

/// Waits for the lock beside the book. Its file stays: removing it would let two processes lock two files of one name.
fn lock(book: &Path) -> io::Result<File> {
    if let Some(folder) = book.parent() {
        super::built_in::private_folders().create(folder)?;
    }
    let mut options = super::built_in::private_file(0o600);
    let file = options.truncate(false).open(beside(book, ".lock"))?;
    file.lock()?;
    Ok(file)
}

/// Writes the book in one step, safe on the disk: a reader, or a power cut, finds the old content or the new.
fn write(path: &Path, entries: &[Entry]) -> io::Result<()> {
    let written = Written { format: FORMAT, trusted: entries.to_vec() };
    let text = serde_json::to_vec_pretty(&written)?;
    let draft = beside(path, ".new");
    // Only who holds the lock writes; what lies there is of one who died.
    match fs::remove_file(&draft) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(cause),
        _ => {}
    }
    let mut file: File = super::built_in::private_file(0o600).create_new(true).open(&draft)?;
    let done = file.write_all(&text).and_then(|()| file.sync_all()).and_then(|()| fs::rename(&draft, path));
    if done.is_err() {
        // Best effort: the error that is told of is the first one.
        _ = fs::remove_file(&draft);
    }
    done?;
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::super::surroundings::Surroundings;
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    fn entry(it: &Surroundings) -> Entry {
        let (when, by) = ("2026-05-12T13:32:07Z".to_owned(), PersonName::from("Mara"));
        Entry { id: "wiki".into(), manifest: it.manifest().unwrap(), when, by }
    }

    fn scripted() -> Surroundings {
        let it = Surroundings::new("", "sh a.sh");
        it.put("a.sh", "exit 0\n");
        it
    }

    fn standing(book: &Path, it: &Surroundings) -> Standing {
        Book::open(book).unwrap().standing(&"wiki".into(), &it.manifest().unwrap())
    }

    #[test]
    fn what_was_trusted_is_trusted_until_it_changes() {
        let it = scripted();
        let path = it.around().join("data/trusted.json");
        assert_eq!(standing(&path, &it), Standing::Never);
        Book::open(&path).unwrap().trust(&entry(&it)).unwrap();
        assert_eq!(standing(&path, &it), Standing::Trusted);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        it.put("a.sh", "exit 1\n");
        assert_eq!(standing(&path, &it), Standing::Changed(vec![Change::Changed("a.sh".to_owned())]));
        Book::open(&path).unwrap().trust(&entry(&it)).unwrap();
        assert_eq!(standing(&path, &it), Standing::Trusted);
        it.put("a.sh", "exit 0\n");
        assert!(matches!(standing(&path, &it), Standing::Changed(_)), "the last entry counts");
        let names = fs::read_dir(path.parent().unwrap()).unwrap();
        let mut names: Vec<_> = names.map(|it| it.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["trusted.json", "trusted.json.lock"], "no draft is left behind");
    }

    #[test]
    fn a_moved_folder_and_a_renamed_file_are_changes() {
        let it = scripted();
        let path = it.around().join("trusted.json");
        Book::open(&path).unwrap().trust(&entry(&it)).unwrap();
        let moved = scripted();
        let changes = standing(&path, &moved);
        assert_eq!(
            changes,
            Standing::Changed(vec![Change::Moved { from: it.path("."), to: moved.path(".") }])
        );
        fs::rename(it.path("wiki.toml"), it.path("other.toml")).unwrap();
        let renamed = Manifest::read(&super::super::read(&it.path("other.toml")).unwrap()).unwrap();
        let changes = Book::open(&path).unwrap().standing(&"wiki".into(), &renamed);
        let (from, to) = ("wiki.toml".to_owned(), "other.toml".to_owned());
        assert_eq!(changes, Standing::Changed(vec![Change::Renamed { from, to }]));
    }

    #[test]
    fn an_earlier_version_is_found_but_does_not_count() {
        let it = scripted();
        let path = it.around().join("trusted.json");
        let mut book = Book::open(&path).unwrap();
        let first = entry(&it);
        book.trust(&first).unwrap();
        for number in 0..20 {
            it.procedure("", &format!("sh a.sh {number}"));
            book.trust(&entry(&it)).unwrap();
        }
        let book = Book::open(&path).unwrap();
        assert_eq!(book.entries(), [&entry(&it)]);
        assert_eq!(book.find(&entry(&it).manifest.procedure).len(), 1);
        assert_eq!(book.find(&first.manifest.procedure).len(), 0, "only {KEPT} are kept");
        assert_eq!(book.entries.len(), KEPT);
    }

    #[test]
    fn what_was_forgotten_was_never_trusted() {
        let it = scripted();
        let path = it.around().join("trusted.json");
        let mut book = Book::open(&path).unwrap();
        book.trust(&entry(&it)).unwrap();
        assert_eq!(book.forget(|entry| entry.file() == it.path("wiki.toml")).unwrap(), 1);
        assert_eq!(book.forget(|_| true).unwrap(), 0);
        assert_eq!(standing(&path, &it), Standing::Never);
    }

    #[test]
    fn many_at_once_lose_nothing() {
        let it = scripted();
        let path = it.around().join("trusted.json");
        let entry = entry(&it);
        std::thread::scope(|scope| {
            for number in 0..16 {
                let (path, entry) = (&path, &entry);
                scope.spawn(move || {
                    let id = ProcedureId::new(format!("wiki-{number}"));
                    Book::open(path).unwrap().trust(&Entry { id, ..entry.clone() }).unwrap();
                });
            }
        });
        assert_eq!(Book::open(&path).unwrap().entries().len(), 16);
    }

    #[test]
    fn a_broken_book_is_named_and_left_as_it_is() {
        let it = scripted();
        let path = it.around().join("trusted.json");
        let mut book = Book::open(&path).unwrap();
        for text in ["", "{", "{\"format\": 2, \"trusted\": []}", "\u{1b}"] {
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
            let error = book.trust(&entry(&it)).unwrap_err().to_string();
            assert!(
                error.contains("trusted.json, which keeps") && error.contains("left as it is"),
                "{error}"
            );
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
            assert!(Book::open(&path).is_err());
        }
        fs::write(&path, "{\"format\": 1, \"trusted\": []}").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o622)).unwrap();
        assert!(Book::open(&path).unwrap_err().to_string().contains("open to others for writing"));
    }

    #[test]
    fn what_is_built_in_is_known_file_by_file_where_it_is_unpacked() {
        let folder = tempfile::tempdir().unwrap();
        let manifest = |file: &Path| Manifest::read(&super::super::read(file).unwrap()).unwrap();
        for built_in in &BUILT_IN {
            let file = built_in.unpack(folder.path()).unwrap();
            assert!(is_built_in(&manifest(&file)), "{}", built_in.id);
        }
        let file = BUILT_IN[0].unpack(folder.path()).unwrap();
        let script = file.with_file_name("scripts/practice/lose.sh");
        let text = fs::read_to_string(&script).unwrap();
        fs::write(&script, format!("{text}\n")).unwrap();
        assert!(!is_built_in(&manifest(&file)));
        BUILT_IN[0].unpack(folder.path()).unwrap();
        fs::rename(&script, script.with_extension("bak")).unwrap();
        std::os::unix::fs::symlink("lose.bak", &script).unwrap();
        assert!(!is_built_in(&manifest(&file)), "a link is no file");
        BUILT_IN[0].unpack(folder.path()).unwrap();
        assert!(is_built_in(&manifest(&file)), "and is mended");
    }
}
