//! Where things are kept. Only names places; makes nothing.

use super::error::PlatformError;
use super::variables::Variables;
use crate::drill::ids::SessionId;
use directories::BaseDirs;
use std::path::{Path, PathBuf};

/// Our folder in each of the platform's.
const FOLDER: &str = "firedrill";

/// The file of samples.
const SAMPLE: &str = "sample.db";

/// The folders that the platform gives a user for the files of all programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserFolders {
    /// For data.
    pub data: PathBuf,
    /// For settings.
    pub config: PathBuf,
    /// For what may be lost.
    pub state: PathBuf,
}

impl UserFolders {
    /// Asks the platform; `None` where there is no home.
    pub fn of_platform() -> Option<Self> {
        let folders = BaseDirs::new()?;
        let data = folders.data_dir().to_owned();
        let state = folders.state_dir().map_or_else(|| data.clone(), Path::to_owned);
        Some(Self { data, config: folders.config_dir().to_owned(), state })
    }
}

/// Every place that the tool reads and writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// The store file.
    pub store: PathBuf,
    /// The store of samples: beside the usual one, whatever store is named.
    pub sample: PathBuf,
    /// The folder of settings.
    pub config: PathBuf,
    /// The folder of what may be lost: half-written notes, the files that sessions began with.
    pub state: PathBuf,
    /// The folder of the user's own procedures.
    pub procedures: PathBuf,
    /// The folder into which built-in procedures are unpacked.
    pub unpacked: PathBuf,
    /// The file that keeps which procedures are trusted on this machine.
    pub trusted: PathBuf,
}

impl Paths {
    /// Finds all places. The XDG variables count on every platform where they are absolute, as their specification
    /// asks; else the platform's own folders. `store` (`--store`) goes before `FIREDRILL_STORE`, that before the data
    /// folder.
    pub fn resolve(
        store: Option<&Path>,
        variables: &Variables,
        platform: Option<&UserFolders>,
    ) -> Result<Self, PlatformError> {
        let folder = |variable: &str, ours: fn(&UserFolders) -> &PathBuf| {
            let named = variables.var(variable).map(PathBuf::from).filter(|path| path.is_absolute());
            named.or_else(|| platform.map(ours).cloned()).map(|path| path.join(FOLDER))
        };
        let named = store.map(Path::to_owned).or_else(|| variables.var("FIREDRILL_STORE").map(PathBuf::from));
        let data = folder("XDG_DATA_HOME", |folders| &folders.data);
        let config = folder("XDG_CONFIG_HOME", |folders| &folders.config).ok_or(PlatformError::NoHome)?;
        let state = folder("XDG_STATE_HOME", |folders| &folders.state).ok_or(PlatformError::NoHome)?;
        let store = named.or_else(|| data.as_ref().map(|data| data.join("firedrill.db")));
        let store = store.ok_or(PlatformError::NoHome)?;
        let beside = || store.with_file_name(SAMPLE);
        Ok(Self {
            sample: data.as_ref().map_or_else(beside, |data| data.join(SAMPLE)),
            store,
            trusted: data.as_ref().unwrap_or(&state).join("trusted.json"),
            unpacked: data.as_ref().unwrap_or(&state).join("procedures"),
            state,
            procedures: config.join("procedures"),
            config,
        })
    }

    /// Returns the folder beside the store for what has a meaning only while processes live: locks.
    pub fn runtime(&self) -> PathBuf {
        let mut name = self.store.file_name().unwrap_or_default().to_owned();
        name.push(".run");
        self.store.with_file_name(name)
    }

    /// Returns the file whose lock makes a process the driver of the session.
    pub fn driver_lock(&self, session: &SessionId) -> PathBuf {
        // An imported log may call its session anything; no name of it may leave the folder.
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let name: String = session.as_str().chars().take(64).map(plain).collect();
        self.runtime().join(format!("{name}.driver"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn platform() -> UserFolders {
        let under = |folder: &str| Path::new("/home/ann").join(folder);
        UserFolders { data: under("data"), config: under("config"), state: under("state") }
    }

    fn resolve<const N: usize>(pairs: [(&str, &str); N]) -> Paths {
        Paths::resolve(None, &Variables::from(pairs), Some(&platform())).unwrap()
    }

    #[test]
    fn the_platforms_folders_serve_where_nothing_is_named() {
        let paths = resolve([]);
        assert_eq!(paths.store, Path::new("/home/ann/data/firedrill/firedrill.db"));
        assert_eq!(paths.sample, Path::new("/home/ann/data/firedrill/sample.db"));
        assert_eq!(paths.config, Path::new("/home/ann/config/firedrill"));
        assert_eq!(paths.procedures, Path::new("/home/ann/config/firedrill/procedures"));
        assert_eq!(paths.unpacked, Path::new("/home/ann/data/firedrill/procedures"));
        assert_eq!(paths.trusted, Path::new("/home/ann/data/firedrill/trusted.json"));
        assert_eq!(paths.state, Path::new("/home/ann/state/firedrill"));
    }

    #[test]
    fn xdg_variables_count_where_they_are_absolute() {
        let paths = resolve([("XDG_DATA_HOME", "/d"), ("XDG_CONFIG_HOME", "c"), ("XDG_STATE_HOME", "/s")]);
        assert_eq!(paths.store, Path::new("/d/firedrill/firedrill.db"));
        assert_eq!(paths.config, Path::new("/home/ann/config/firedrill"));
        assert_eq!(paths.state, Path::new("/s/firedrill"));
    }

    #[test]
    fn the_store_is_where_it_is_named() {
        let variables = Variables::from([("FIREDRILL_STORE", "/mnt/team.db")]);
        let named = Paths::resolve(None, &variables, Some(&platform())).unwrap();
        assert_eq!(named.store, Path::new("/mnt/team.db"));
        assert_eq!(named.sample, Path::new("/home/ann/data/firedrill/sample.db"));
        assert_eq!(named.runtime(), Path::new("/mnt/team.db.run"));
        let flag = Paths::resolve(Some(Path::new("x.db")), &variables, Some(&platform())).unwrap();
        assert_eq!(flag.runtime(), Path::new("x.db.run"));
    }

    #[test]
    fn without_a_home_the_sentence_says_what_to_set() {
        let error = Paths::resolve(None, &Variables::default(), None).unwrap_err();
        assert!(error.to_string().contains("set HOME"));
    }

    #[test]
    fn a_session_with_a_hostile_id_is_locked_inside_the_folder() {
        let lock = resolve([("FIREDRILL_STORE", "/m/s.db")]).driver_lock(&SessionId::from("../../x"));
        assert_eq!(lock, Path::new("/m/s.db.run/______x.driver"));
    }
}
