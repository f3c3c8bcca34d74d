//! Whether a procedure may start anything on this machine: what it is made of now, against what was trusted.
//!
//! Everything is read anew at each call, so that it can be asked again right before each start.

use super::error::EngineError;
use crate::drill::ids::{Digest, PersonName, ProcedureId};
use crate::drill::time::WallTime;
use crate::library::built_in::BUILT_IN;
use crate::library::trust::{Entry, is_built_in};
use crate::library::{self, Book, Change, LibraryError, Loaded, Manifest, Standing};
use crate::platform::paths::Paths;
use crate::present::format::rfc3339_millis;
use crate::present::problem::visible;
use crate::present::quoting;
use std::path::{Path, PathBuf};

/// A procedure on the disk, and how it stands.
#[derive(Debug)]
pub struct Look {
    /// The procedure; read from the folder into which it was unpacked, where it is built in.
    pub loaded: Loaded,
    /// What it is made of.
    pub manifest: Manifest,
    /// Whether that is what was trusted.
    pub standing: Standing,
    /// Whether it comes with the program, and is trusted with it.
    pub built_in: bool,
}

/// A procedure that may start its scripts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trusted {
    /// The folder in which they are started.
    pub folder: PathBuf,
    /// What was found there.
    pub manifest: Manifest,
}

/// Why nothing of a procedure may be started; each text is whole and says what to do.
#[derive(Debug, thiserror::Error)]
pub enum Untrusted {
    /// Nobody trusted it here.
    #[error(
        "Nothing of this procedure runs on this machine before it is trusted: firedrill trust {procedure}"
    )]
    Never {
        /// How the procedure is named.
        procedure: String,
    },
    /// It is not what was trusted.
    #[error(
        "Nothing of this procedure runs until it is trusted again, for it is not what was trusted: {}. Look at it \
         with: firedrill trust {procedure}",
        list(changes)
    )]
    Changed {
        /// How the procedure is named.
        procedure: String,
        /// What changed.
        changes: Vec<Change>,
    },
    /// The file holds another version than the session is held with.
    #[error(
        "{procedure} does not say any more what this session was started with, so nothing of it runs in this session: \
         put the file back as it was, or start a session with the new one."
    )]
    OtherVersion {
        /// The file.
        procedure: String,
    },
    /// It is not what was trusted on the command line.
    #[error("Nothing of this procedure runs: {given} was to be trusted, and it is {found}.")]
    OtherDigest {
        /// What was given.
        given: String,
        /// What it is.
        found: String,
    },
    /// It cannot be found out what it is made of.
    #[error("Nothing of this procedure runs, for it cannot be found out whether it is trusted: {0}")]
    Unreadable(#[from] LibraryError),
}

fn list(changes: &[Change]) -> String {
    const MOST: usize = 5;
    let mut list: Vec<String> = changes.iter().take(MOST).map(ToString::to_string).collect();
    if changes.len() > MOST {
        list.push(format!("and {} more", changes.len() - MOST));
    }
    list.join("; ")
}

/// Looks at a procedure. One that is built in is unpacked first.
pub fn look(paths: &Paths, loaded: &Loaded) -> Result<Look, EngineError> {
    Ok(looked(paths, loaded)?)
}

fn looked(paths: &Paths, loaded: &Loaded) -> Result<Look, LibraryError> {
    let loaded = on_disk(paths, loaded)?;
    let manifest = Manifest::read(&loaded)?;
    let built_in = is_built_in(&manifest);
    let standing = if built_in {
        Standing::Trusted
    } else {
        Book::open(&paths.trusted)?.standing(&loaded.procedure.id, &manifest)
    };
    Ok(Look { loaded, manifest, standing, built_in })
}

/// Returns the procedure as it lies on the disk.
pub(super) fn on_disk(paths: &Paths, loaded: &Loaded) -> Result<Loaded, LibraryError> {
    let built_in = BUILT_IN.iter().find(|it| it.id == loaded.procedure.id.as_str());
    match built_in {
        Some(built_in) if loaded.path.is_none() => library::read(&built_in.unpack(&paths.unpacked)?),
        _ => Ok(loaded.clone()),
    }
}

/// Writes down that the procedure is trusted as it was looked at.
pub fn trust(paths: &Paths, look: &Look, when: WallTime, by: &PersonName) -> Result<(), EngineError> {
    let (id, manifest) = (look.loaded.procedure.id.clone(), look.manifest.clone());
    let entry = Entry { id, manifest, when: rfc3339_millis(when), by: by.clone() };
    Ok(Book::open(&paths.trusted)?.trust(&entry)?)
}

/// Lists what is trusted on this machine, besides what comes with the program.
pub fn trusted(paths: &Paths) -> Result<Vec<Entry>, EngineError> {
    Ok(Book::open(&paths.trusted)?.entries().into_iter().cloned().collect())
}

/// Takes the trust in a procedure back, named by its id or by its file, and returns whether there was any. The file need
/// not be there any more.
pub fn forget(paths: &Paths, procedure: &str) -> Result<bool, EngineError> {
    let id = ProcedureId::from(procedure);
    let path = Path::new(procedure);
    let folder = path.parent().map(|it| if it.as_os_str().is_empty() { Path::new(".") } else { it });
    let folder = folder.and_then(|it| it.canonicalize().ok().or_else(|| std::path::absolute(it).ok()));
    let file = folder.zip(path.file_name()).map(|(folder, name)| folder.join(name));
    let fits = |entry: &Entry| entry.id == id || file.as_ref() == Some(&entry.file());
    Ok(Book::open(&paths.trusted)?.forget(fits)? > 0)
}

/// Makes sure that the version of a procedure with which a session is held may start its scripts.
///
/// `file` is the procedure's, where the session was started from it here and now; else it is looked for in what was
/// trusted, and then in what is built in. `given` is what was trusted on the command line (`sha256:…`): it stands for the
/// book.
pub fn check_session(
    paths: &Paths,
    procedure: &Digest,
    file: Option<&Path>,
    given: Option<&str>,
) -> Result<Trusted, Untrusted> {
    let mut refused = None;
    for file in candidates(paths, procedure, file)? {
        match check(paths, procedure, &file, given) {
            Ok(trusted) => return Ok(trusted),
            Err(why) => refused = refused.or(Some(why)),
        }
    }
    Err(refused.unwrap_or_else(|| Untrusted::Never { procedure: "PROCEDURE".to_owned() }))
}

/// Returns the files that may hold this version.
fn candidates(paths: &Paths, procedure: &Digest, file: Option<&Path>) -> Result<Vec<PathBuf>, LibraryError> {
    if let Some(file) = file {
        let built_in = BUILT_IN.iter().find(|it| file == it.file_in(&paths.unpacked));
        return Ok(vec![built_in.map_or_else(|| Ok(file.to_owned()), |it| it.unpack(&paths.unpacked))?]);
    }
    let book = Book::open(&paths.trusted)?;
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in book.find(procedure) {
        if !files.contains(&entry.file()) {
            files.push(entry.file());
        }
    }
    let built_in = BUILT_IN.iter().find(|it| library::read::digest(it.text) == *procedure);
    if let Some(built_in) = built_in {
        files.push(built_in.unpack(&paths.unpacked)?);
    }
    Ok(files)
}

fn check(paths: &Paths, procedure: &Digest, file: &Path, given: Option<&str>) -> Result<Trusted, Untrusted> {
    let named = quoted(file);
    let look = looked(paths, &library::read(file)?)?;
    if look.loaded.digest != *procedure {
        return Err(Untrusted::OtherVersion { procedure: named });
    }
    let found = look.manifest.fingerprint();
    match (given, look.standing) {
        (Some(given), _) if given != found => {
            return Err(Untrusted::OtherDigest { given: given.to_owned(), found });
        }
        (Some(_), _) | (None, Standing::Trusted) => {}
        (None, Standing::Never) => return Err(Untrusted::Never { procedure: named }),
        (None, Standing::Changed(changes)) => return Err(Untrusted::Changed { procedure: named, changes }),
    }
    Ok(Trusted { folder: look.manifest.folder.clone(), manifest: look.manifest })
}

/// Writes a path so that it can be typed into a shell.
fn quoted(path: &Path) -> String {
    visible(&quoting::quoted(&path.to_string_lossy())).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::paths::UserFolders;
    use crate::platform::variables::Variables;
    use std::fs;
    use tempfile::TempDir;

    struct Home {
        folder: TempDir,
        paths: Paths,
    }

    impl Home {
        /// A home with `p/wiki.toml`, which runs `a.sh`.
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let under = |name: &str| folder.path().join(name);
            let platform =
                UserFolders { data: under("data"), config: under("config"), state: under("state") };
            let paths = Paths::resolve(None, &Variables::default(), Some(&platform)).unwrap();
            let it = Self { folder, paths };
            fs::create_dir(it.folder.path().join("p")).unwrap();
            it.put("wiki.toml", &text("sh a.sh"));
            it.put("a.sh", "exit 0\n");
            it
        }

        fn file(&self) -> PathBuf {
            self.folder.path().join("p/wiki.toml")
        }

        fn put(&self, name: &str, text: &str) {
            fs::write(self.file().with_file_name(name), text).unwrap();
        }

        fn look(&self) -> Look {
            look(&self.paths, &library::read(&self.file()).unwrap()).unwrap()
        }

        fn trust(&self) {
            trust(&self.paths, &self.look(), WallTime::from_micros(0), &PersonName::from("Mara")).unwrap();
        }

        fn check(&self, procedure: &Digest) -> Result<Trusted, String> {
            check_session(&self.paths, procedure, None, None).map_err(|why| why.to_string())
        }
    }

    fn text(run: &str) -> String {
        format!(
            "id = \"wiki\"\ntitle = \"Wiki\"\n[environment.test]\n[[phase]]\ntitle = \"P\"\n\
             [[phase.step]]\nid = \"a\"\ntitle = \"A\"\nrun = \"{run}\"\n"
        )
    }

    #[test]
    fn a_session_starts_scripts_only_while_its_version_is_trusted() {
        let home = Home::new();
        let digest = home.look().loaded.digest;
        let named = check_session(&home.paths, &digest, Some(&home.file()), None).unwrap_err().to_string();
        assert!(named.contains("before it is trusted: firedrill trust /"), "{named}");
        assert!(home.check(&digest).unwrap_err().contains("before it is trusted"));
        home.trust();
        let trusted = home.check(&digest).unwrap();
        assert_eq!(trusted.folder, home.file().parent().unwrap().canonicalize().unwrap());
        home.put("a.sh", "exit 1\n");
        let changed = home.check(&digest).unwrap_err();
        assert!(changed.contains("not what was trusted: a.sh changed. Look at it with"), "{changed}");
        home.trust();
        assert!(home.check(&digest).is_ok());
        fs::remove_file(home.file().with_file_name("a.sh")).unwrap();
        assert!(home.check(&digest).unwrap_err().contains("a.sh is gone"));
    }

    #[test]
    fn a_session_of_another_version_does_not_run_the_new_one() {
        let home = Home::new();
        home.trust();
        let first = home.look().loaded.digest;
        home.put("wiki.toml", &text("sh a.sh -f"));
        assert!(home.check(&first).unwrap_err().contains("does not say any more"));
        home.trust();
        assert!(home.check(&first).unwrap_err().contains("does not say any more"));
        assert!(home.check(&home.look().loaded.digest).is_ok());
        fs::remove_file(home.file()).unwrap();
        assert!(home.check(&first).unwrap_err().contains("wiki.toml cannot be read"));
    }

    #[test]
    fn what_is_given_stands_for_the_book_and_must_be_what_is_found() {
        let home = Home::new();
        let Look { manifest, loaded, .. } = home.look();
        let check = |given: &str| check_session(&home.paths, &loaded.digest, Some(&home.file()), Some(given));
        assert_eq!(check(&manifest.fingerprint()).unwrap().manifest, manifest);
        for wrong in ["", "sha256:00", manifest.digest().as_str()] {
            let why = check(wrong).unwrap_err();
            assert!(matches!(&why, Untrusted::OtherDigest { .. }), "{why}");
        }
        home.trust();
        assert!(check("sha256:00").is_err(), "also where the book would do");
    }

    #[test]
    fn what_is_built_in_is_trusted_and_mended() {
        let home = Home::new();
        let built_in = &BUILT_IN[0];
        let seen = look(&home.paths, &built_in.load().unwrap()).unwrap();
        assert!(seen.built_in && seen.standing == Standing::Trusted);
        let script = seen.manifest.folder.join(built_in.scripts[0].0);
        for file in [None, Some(built_in.file_in(&home.paths.unpacked))] {
            fs::write(&script, "rm -rf /\n").unwrap();
            let trusted = check_session(&home.paths, &seen.loaded.digest, file.as_deref(), None).unwrap();
            assert_eq!(trusted.manifest, seen.manifest);
            assert_eq!(fs::read_to_string(&script).unwrap(), built_in.scripts[0].1);
        }
    }

    #[test]
    fn trust_is_taken_back_by_id_or_by_file_also_when_that_is_gone() {
        let home = Home::new();
        for name in ["wiki", home.file().to_str().unwrap()] {
            home.trust();
            assert_eq!(trusted(&home.paths).unwrap().len(), 1);
            assert!(forget(&home.paths, name).unwrap());
            assert!(!forget(&home.paths, name).unwrap());
            assert_eq!(home.look().standing, Standing::Never);
        }
        home.trust();
        fs::remove_file(home.file()).unwrap();
        assert!(forget(&home.paths, home.file().to_str().unwrap()).unwrap());
    }
}
