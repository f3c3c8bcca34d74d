//! Where procedures are: in the project's folder, in the user's, and built in.

use super::built_in::{BUILT_IN, BuiltIn};
use super::error::LibraryError;
use super::read::{Loaded, read};
use crate::drill::ids::ProcedureId;
use crate::present::nearest::nearest;
use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf, is_separator};

/// The folders that are looked in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// The project's: `./procedures`.
    pub project: PathBuf,
    /// The user's.
    pub user: PathBuf,
}

/// Where a procedure comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// [`Places::project`].
    Project,
    /// [`Places::user`].
    User,
    /// The program itself.
    BuiltIn,
}

/// A procedure that was found but not read yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A file.
    File(PathBuf),
    /// A built-in one.
    BuiltIn(&'static BuiltIn),
}

/// A procedure in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id; the file's name without `.toml` where the file is broken.
    pub id: ProcedureId,
    /// Its title, or what is wrong with it in a line.
    pub title: Result<String, String>,
    /// Where it comes from.
    pub origin: Origin,
    /// How to read it.
    pub found: Found,
}

impl Found {
    /// Reads the procedure.
    pub fn load(&self) -> Result<Loaded, LibraryError> {
        match self {
            Self::File(path) => read(path),
            Self::BuiltIn(built_in) => built_in.load(),
        }
    }
}

/// Finds a procedure by path (with a separator in it or `.toml` at its end) or by id; a path is not looked at yet.
///
/// The first place that has the id wins, also when its file is broken: another procedure of the same name is not what
/// was meant.
pub fn find(wanted: &str, places: &Places) -> Result<Found, LibraryError> {
    if is_toml(Path::new(wanted)) || wanted.contains(is_separator) {
        return Ok(Found::File(wanted.into()));
    }
    let entries = catalogue(places);
    if let Some(entry) = entries.iter().find(|entry| entry.id.as_str() == wanted) {
        return Ok(entry.found.clone());
    }
    let ids = || entries.iter().map(|entry| entry.id.as_str());
    let hint = match nearest(wanted, ids()) {
        Some(id) => format!("Did you mean `{id}`?"),
        None => format!("There are {}.", ids().collect::<Vec<_>>().join(", ")),
    };
    let folder = |path: &Path| path.to_string_lossy().into_owned();
    let places = vec![folder(&places.project), folder(&places.user), "the built-in ones".to_owned()];
    Err(LibraryError::NotFound { id: wanted.to_owned(), places, hint })
}

/// Lists all procedures: the project's, the user's and the built-in ones, each sorted by file. An id hides the same id
/// in later places; a broken file is listed with what is wrong.
pub fn catalogue(places: &Places) -> Vec<Entry> {
    let folders = [(&places.project, Origin::Project), (&places.user, Origin::User)];
    let files = folders.into_iter().flat_map(|(folder, origin)| in_folder(folder, origin));
    let built_in = BUILT_IN.iter().map(|it| entry(it.id, Origin::BuiltIn, Found::BuiltIn(it)));
    let mut origins = HashMap::new();
    let mut entries: Vec<Entry> = files.chain(built_in).collect();
    entries.retain(|entry| *origins.entry(entry.id.clone()).or_insert(entry.origin) == entry.origin);
    entries
}

/// Lists the folder; one that is not there has no procedures, one that cannot be read is listed as broken.
fn in_folder(folder: &Path, origin: Origin) -> Vec<Entry> {
    let broken = |error: &io::Error| Entry {
        id: folder.to_string_lossy().as_ref().into(),
        title: Err(format!("the folder cannot be read: {error}")),
        origin,
        found: Found::File(folder.to_owned()),
    };
    let mut paths: Vec<PathBuf> = match fs::read_dir(folder) {
        // Only files: opening a pipe would wait for someone to write into it.
        Ok(files) => {
            files.flatten().map(|file| file.path()).filter(|path| is_toml(path) && path.is_file()).collect()
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return vec![broken(&error)],
    };
    paths.sort();
    let mut first: HashMap<ProcedureId, PathBuf> = HashMap::new();
    let listed = |path: PathBuf| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let entry = entry(&name, origin, Found::File(path.clone()));
        if let Some(other) = first.get(&entry.id) {
            let title = format!("its id `{}` is also that of {}", entry.id, other.display());
            return Entry { id: ProcedureId::new(name), title: Err(title), ..entry };
        }
        first.insert(entry.id.clone(), path);
        entry
    };
    paths.into_iter().map(listed).collect()
}

fn is_toml(path: &Path) -> bool {
    path.extension().is_some_and(|it| it == "toml")
}

fn entry(name: &str, origin: Origin, found: Found) -> Entry {
    let (id, title) = match found.load() {
        Ok(loaded) => (loaded.procedure.id, Ok(loaded.procedure.title)),
        Err(error) => (name.into(), Err(error.line())),
    };
    Entry { id, title, origin, found }
}
