//! A folder with a procedure and its scripts, for tests.

use super::manifest::{Change, Manifest};
use super::{LibraryError, read};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder `p` in a place of its own, with a procedure `wiki.toml` in it.
pub(super) struct Surroundings {
    place: TempDir,
}

impl Surroundings {
    /// A procedure with one step that runs the command; `top` stands at the top level of its file.
    pub fn new(top: &str, run: &str) -> Self {
        let it = Self { place: tempfile::tempdir().unwrap() };
        it.procedure(top, run);
        it
    }

    pub fn procedure(&self, top: &str, run: &str) {
        let text = format!(
            "id = \"wiki\"\ntitle = \"Wiki\"\n{top}\n[environment.test]\n[[phase]]\ntitle = \"P\"\n\
             [[phase.step]]\nid = \"a\"\ntitle = \"A\"\nrun = '''{run}'''\n"
        );
        self.put("wiki.toml", &text);
    }

    /// The place around the folder, without links.
    pub fn around(&self) -> PathBuf {
        self.place.path().canonicalize().unwrap()
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.around().join("p").join(path)
    }

    pub fn put(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn link(&self, path: &str, target: impl AsRef<Path>) {
        fs::remove_file(self.path(path)).ok();
        symlink(target, self.path(path)).unwrap();
    }

    pub fn manifest(&self) -> Result<Manifest, LibraryError> {
        Manifest::read(&read(&self.path("wiki.toml")).unwrap())
    }

    /// The paths of all files and links.
    #[track_caller]
    pub fn files(&self) -> Vec<String> {
        self.manifest().unwrap().files.into_keys().collect()
    }

    /// What this deed changes.
    #[track_caller]
    pub fn changed_by(&self, deed: impl FnOnce(&Self)) -> Vec<Change> {
        let before = self.manifest().unwrap();
        deed(self);
        self.manifest().unwrap().difference(&before)
    }
}
