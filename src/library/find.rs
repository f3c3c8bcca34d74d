//! Where procedures are: in the project's folder, in the user's, and built in.

use super::built_in::{BUILT_IN, BuiltIn};
use super::error::LibraryError;
use super::read::{Loaded, read_allowing};
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
    /// Whether probes may ask link-local and metadata addresses; the user's settings say so.
    pub link_local: bool,
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
    /// Reads the procedure as it is allowed in these places.
    pub fn load(&self, places: &Places) -> Result<Loaded, LibraryError> {
        match self {
            Self::File(path) => read_allowing(path, places.link_local),
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
    let files = folders.into_iter().flat_map(|(folder, origin)| in_folder(places, folder, origin));
    let built_in = BUILT_IN.iter().map(built_in);
    let mut origins = HashMap::new();
    let mut entries: Vec<Entry> = files.chain(built_in).collect();
    entries.retain(|entry| *origins.entry(entry.id.clone()).or_insert(entry.origin) == entry.origin);
    entries
}

/// Lists the folder; one that is not there has no procedures, one that cannot be read is listed as broken.
fn in_folder(places: &Places, folder: &Path, origin: Origin) -> Vec<Entry> {
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
        let entry = entry(places, &name, origin, Found::File(path.clone()));
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

/// What is built in is known to be right, and is not read to be listed.
fn built_in(it: &'static BuiltIn) -> Entry {
    let (id, title) = (it.id.into(), Ok(it.title.to_owned()));
    Entry { id, title, origin: Origin::BuiltIn, found: Found::BuiltIn(it) }
}

fn entry(places: &Places, name: &str, origin: Origin, found: Found) -> Entry {
    let (id, title) = match found.load(places) {
        Ok(loaded) => (loaded.procedure.id, Ok(loaded.procedure.title)),
        Err(error) => (name.into(), Err(error.line())),
    };
    Entry { id, title, origin, found }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    struct Home {
        _folder: TempDir,
        places: Places,
    }

    impl Home {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let places = Places {
                project: folder.path().join("procedures"),
                user: folder.path().join("user"),
                link_local: false,
            };
            fs::create_dir(&places.project).unwrap();
            fs::create_dir(&places.user).unwrap();
            Self { _folder: folder, places }
        }

        fn entries(&self) -> Vec<(String, Origin, Result<String, String>)> {
            catalogue(&self.places).into_iter().map(|it| (it.id.to_string(), it.origin, it.title)).collect()
        }
    }

    fn put(folder: &Path, file: &str, id: &str, title: &str) {
        let text = format!(
            "id = \"{id}\"\ntitle = \"{title}\"\n[environment.test]\n[[phase]]\ntitle = \"P\"\n[[phase.step]]\nid = \"a\"\ntitle = \"A\"\n"
        );
        fs::write(folder.join(file), text).unwrap();
    }

    #[test]
    fn the_projects_come_first_then_the_users_then_the_built_in_ones() {
        let home = Home::new();
        put(&home.places.user, "b.toml", "b", "User's b");
        put(&home.places.user, "a.toml", "a", "User's a");
        put(&home.places.project, "a.toml", "a", "Project's a");
        put(&home.places.project, "mine.toml", "data-gather", "My gatherers");
        fs::write(home.places.project.join("notes.txt"), "").unwrap();
        let entries = home.entries();
        let first: Vec<_> =
            entries.iter().take(3).map(|(_, origin, title)| (*origin, title.as_deref().unwrap())).collect();
        let expected =
            [(Origin::Project, "Project's a"), (Origin::Project, "My gatherers"), (Origin::User, "User's b")];
        assert_eq!(first, expected);
        assert_eq!(entries.len(), 3 + BUILT_IN.len() - 1, "one is hidden by the project's");
    }

    #[test]
    fn a_broken_file_is_listed_and_hides_what_it_was_meant_to_be() {
        let home = Home::new();
        fs::write(home.places.project.join("practice-restore.toml"), "id = 3\n").unwrap();
        let entries = home.entries();
        assert_eq!(entries.iter().filter(|entry| entry.0 == "practice-restore").count(), 1);
        let why = entries[0].2.as_ref().unwrap_err();
        assert!(why.starts_with("line 1, column 1: ") && why.ends_with("more)"), "{why}");
        let error =
            find("practice-restore", &home.places).unwrap().load(&home.places).unwrap_err().to_string();
        assert!(error.contains("practice-restore.toml:1:6: error: `id` of a procedure"), "{error}");
    }

    #[test]
    fn who_allows_link_local_addresses_reads_the_probes_that_ask_them() {
        let mut home = Home::new();
        put(&home.places.user, "p.toml", "p", "P");
        let path = home.places.user.join("p.toml");
        let probe = "[[probe]]\nid = \"m\"\nhttp = \"http://169.254.169.254/\"\n";
        fs::write(&path, fs::read_to_string(&path).unwrap() + probe).unwrap();
        let line = home.entries()[0].2.clone().unwrap_err();
        assert!(line.contains("link-local or metadata"), "{line}");
        home.places.link_local = true;
        assert_eq!(home.entries()[0].2.as_deref(), Ok("P"));
        assert!(find("p", &home.places).unwrap().load(&home.places).is_ok());
    }

    #[test]
    fn two_files_of_one_folder_cannot_have_one_id() {
        let home = Home::new();
        put(&home.places.project, "a.toml", "x", "First");
        put(&home.places.project, "b.toml", "x", "Second");
        let entries = home.entries();
        assert_eq!((entries[0].0.as_str(), entries[0].2.as_deref()), ("x", Ok("First")));
        assert_eq!(entries[1].0, "b");
        assert!(entries[1].2.as_ref().unwrap_err().contains("a.toml"));
    }

    #[test]
    fn a_folder_that_is_not_there_is_empty_and_one_that_cannot_be_read_is_listed() {
        let home = Home::new();
        fs::remove_dir(&home.places.project).unwrap();
        assert_eq!(home.entries().len(), BUILT_IN.len());
        fs::write(&home.places.project, "a file").unwrap();
        assert!(home.entries()[0].2.as_ref().unwrap_err().contains("the folder cannot be read"));
    }

    #[test]
    fn a_path_is_taken_as_it_is() {
        let home = Home::new();
        for path in ["x.toml", "./x", "a/b.toml"] {
            assert_eq!(find(path, &home.places).unwrap(), Found::File(path.into()));
        }
    }

    #[test]
    fn an_id_is_found_or_its_nearest_is_named() {
        let home = Home::new();
        assert_eq!(find("data-gather", &home.places).unwrap().load(&home.places).unwrap().path, None);
        let error = find("data-gathr", &home.places).unwrap_err().to_string();
        assert!(
            error.contains("no procedure `data-gathr`") && error.contains("Did you mean `data-gather`?"),
            "{error}"
        );
        assert!(error.contains("user, the built-in ones"), "{error}");
        let error = find("zzz", &home.places).unwrap_err().to_string();
        assert!(error.contains("There are practice-restore, "), "{error}");
    }
}
