//! Procedures that come with the program, with their scripts.

use super::error::LibraryError;
use super::parse::parse;
use super::read::{Loaded, digest};
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// A procedure that comes with the program.
#[derive(Debug, PartialEq, Eq)]
pub struct BuiltIn {
    /// Its id.
    pub id: &'static str,
    /// Its title, as its file says: lists need not read the file for it.
    pub title: &'static str,
    /// Its file.
    pub text: &'static str,
    /// Its scripts: paths within its folder, and what they say.
    pub scripts: &'static [(&'static str, &'static str)],
}

/// Takes the procedures and their scripts from `procedures/`.
macro_rules! built_in {
    ($($id:literal, $title:literal: [$($script:literal),*],)*) => {
        [$(BuiltIn {
            id: $id,
            title: $title,
            text: include_str!(concat!("../../procedures/", $id, ".toml")),
            scripts: &[$(($script, include_str!(concat!("../../procedures/", $script)))),*],
        }),*]
    };
}

/// All of them, the one to begin with first.
pub static BUILT_IN: [BuiltIn; 5] = built_in! {
    "practice-restore", "Practise on a little ledger": [
        "scripts/practice/back-up.sh",
        "scripts/practice/check-backup.sh",
        "scripts/practice/check-newest.sh",
        "scripts/practice/check-rows.sh",
        "scripts/practice/clean-up.sh",
        "scripts/practice/has-sound-backup.sh",
        "scripts/practice/is-clean.sh",
        "scripts/practice/is-lost.sh",
        "scripts/practice/is-reachable.sh",
        "scripts/practice/is-ready.sh",
        "scripts/practice/is-writing.sh",
        "scripts/practice/ledger.sh",
        "scripts/practice/list-backups.sh",
        "scripts/practice/lose.sh",
        "scripts/practice/newest.sh",
        "scripts/practice/restore.sh",
        "scripts/practice/shell.sh",
        "scripts/practice/start-writer.sh",
        "scripts/practice/start.sh",
        "scripts/practice/what-goes.sh",
        "scripts/practice/whoami.sh",
        "scripts/practice/writer.sh"
    ],
    "client-reports", "Restore client reports and dashboards": [],
    "data-gather", "Restore the data gather system": [],
    "etcd-quorum-loss", "Restore etcd after the loss of its quorum": [],
    "postgres-restore", "Recover PostgreSQL to a point in time": [
        "scripts/postgres/are-set.sh",
        "scripts/postgres/are-stopped.sh",
        "scripts/postgres/back-up.sh",
        "scripts/postgres/check-backup.sh",
        "scripts/postgres/check-base.sh",
        "scripts/postgres/check-newest.sh",
        "scripts/postgres/check-target.sh",
        "scripts/postgres/choose-base.sh",
        "scripts/postgres/choose-target.sh",
        "scripts/postgres/clean-up.sh",
        "scripts/postgres/clients-write.sh",
        "scripts/postgres/compare-rows.sh",
        "scripts/postgres/configure.sh",
        "scripts/postgres/count.sh",
        "scripts/postgres/drop-table.sh",
        "scripts/postgres/enable-archiving.sh",
        "scripts/postgres/is-archiving.sh",
        "scripts/postgres/is-at-target.sh",
        "scripts/postgres/is-clean.sh",
        "scripts/postgres/is-configured.sh",
        "scripts/postgres/is-damaged.sh",
        "scripts/postgres/is-promoted.sh",
        "scripts/postgres/is-removed.sh",
        "scripts/postgres/is-rescued.sh",
        "scripts/postgres/is-set-aside.sh",
        "scripts/postgres/is-stopped.sh",
        "scripts/postgres/is-unpacked.sh",
        "scripts/postgres/is-used.sh",
        "scripts/postgres/make-cluster.sh",
        "scripts/postgres/newest.sh",
        "scripts/postgres/playground.sh",
        "scripts/postgres/position.sh",
        "scripts/postgres/promote.sh",
        "scripts/postgres/remove-damaged.sh",
        "scripts/postgres/rescue-wal.sh",
        "scripts/postgres/set-aside.sh",
        "scripts/postgres/set-variables.sh",
        "scripts/postgres/start-clients.sh",
        "scripts/postgres/start-recovery.sh",
        "scripts/postgres/stop-clients.sh",
        "scripts/postgres/stop-server.sh",
        "scripts/postgres/unpack.sh",
        "scripts/postgres/use.sh",
        "scripts/postgres/what-drops.sh",
        "scripts/postgres/what-goes.sh",
        "scripts/postgres/whoami.sh"
    ],
};

impl BuiltIn {
    /// Reads the procedure as it was built in; no file is needed.
    pub fn load(&self) -> Result<Loaded, LibraryError> {
        let text = self.text.to_owned();
        match parse(&text) {
            Ok(procedure) => Ok(Loaded { procedure, digest: digest(&text), text, path: None }),
            Err(problems) => Err(LibraryError::Invalid { path: PathBuf::from(self.id), text, problems }),
        }
    }

    /// Returns where the procedure's file is once it was unpacked into `folder`.
    pub fn file_in(&self, folder: &Path) -> PathBuf {
        folder.join(self.id).join(format!("{}.toml", self.id))
    }

    /// Writes the procedure and its scripts into a folder of its own in `folder`, for its owner alone, and returns the
    /// procedure's file. What is there already and says the same is left alone; anything else, a link too, is replaced.
    pub fn unpack(&self, folder: &Path) -> Result<PathBuf, LibraryError> {
        let (own, file) = (folder.join(self.id), self.file_in(folder));
        let scripts = self.scripts.iter().map(|(path, text)| (own.join(path), *text, 0o700));
        for (path, text, mode) in scripts.chain([(file.clone(), self.text, 0o600)]) {
            put(&path, text, mode).map_err(|source| LibraryError::Unwritable { path, source })?;
        }
        Ok(file)
    }
}

/// Writes the file, whole or not at all: a script may be read while another process unpacks it.
fn put(path: &Path, text: &str, mode: u32) -> io::Result<()> {
    let is_file = path.symlink_metadata().is_ok_and(|it| it.is_file());
    if is_file && fs::read(path).is_ok_and(|there| there == text.as_bytes()) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        private_folders().create(folder)?;
    }
    let mut new = path.as_os_str().to_owned();
    new.push(format!(".{}", std::process::id()));
    private_file(mode).open(&new)?.write_all(text.as_bytes())?;
    fs::rename(&new, path)
}

pub(super) fn private_folders() -> DirBuilder {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

#[cfg_attr(not(unix), expect(unused_variables, reason = "modes are a matter of Unix"))]
pub(super) fn private_file(mode: u32) -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    options
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn files(folder: &Path) -> BTreeSet<PathBuf> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.flat_map(|path| if path.is_dir() { files(&path) } else { BTreeSet::from([path]) }).collect()
    }

    #[test]
    fn every_shipped_procedure_is_right() {
        for built_in in &BUILT_IN {
            let loaded = built_in.load().unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(loaded.procedure.id.as_str(), built_in.id);
            assert_eq!(loaded.procedure.title, built_in.title);
        }
    }

    #[test]
    fn what_is_built_in_is_what_lies_in_the_folder() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("procedures");
        let mut there = files(&root);
        there.remove(&root.join("README.md"));
        let scripts = BUILT_IN.iter().flat_map(|it| it.scripts).map(|(path, _)| root.join(path));
        let procedures = BUILT_IN.iter().map(|it| root.join(it.id).with_extension("toml"));
        assert_eq!(scripts.chain(procedures).collect::<BTreeSet<_>>(), there);
    }

    #[test]
    fn an_unpacked_procedure_is_its_owners_and_is_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let built_in = &BUILT_IN[0];
        let file = built_in.unpack(&folder.path().join("unpacked")).unwrap();
        let loaded = super::super::read(&file).unwrap();
        assert_eq!(loaded.digest, built_in.load().unwrap().digest);
        assert_eq!(files(file.parent().unwrap()).len(), built_in.scripts.len() + 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            let own = file.parent().unwrap();
            assert_eq!((mode(&file), mode(own), mode(&own.join("scripts"))), (0o600, 0o700, 0o700));
            assert_eq!(mode(&own.join("scripts/practice/restore.sh")), 0o700);
        }
    }

    #[test]
    fn unpacking_again_mends_what_was_changed_and_touches_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let built_in = &BUILT_IN[0];
        let file = built_in.unpack(folder.path()).unwrap();
        fs::write(&file, "changed").unwrap();
        let script = file.parent().unwrap().join("scripts/practice/restore.sh");
        let before = fs::metadata(&script).unwrap().modified().unwrap();
        built_in.unpack(folder.path()).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), built_in.text);
        assert_eq!(fs::metadata(&script).unwrap().modified().unwrap(), before);
        assert_eq!(files(folder.path()).len(), built_in.scripts.len() + 1, "no leavings");
    }
}
