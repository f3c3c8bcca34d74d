//! What every command gets from the shell it was typed into: flags, variables, clock, and the way to both outputs.

use super::arguments::Globals;
use super::failure::Failure;
use super::out;
use crate::config;
use crate::drill::event::Door;
use crate::drill::ids::{PersonName, SessionId};
use crate::drill::time::Moment;
use crate::engine::local::Local;
use crate::engine::{EngineError, which};
use crate::library::Places;
use crate::platform::clock::{Clock, SystemClock};
use crate::platform::paths::{Paths, UserFolders};
use crate::platform::person::person_name;
use crate::platform::terminal::{Obstacle, Streams, Terminal};
use crate::platform::variables::Variables;
use crate::present::safe::Charset;
use crate::runner::secrets::Secrets;
use crate::store::{Access, Store};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where the project keeps its procedures.
const PROJECT: &str = "procedures";
/// The settings file, in its folder.
const SETTINGS: &str = "config.toml";

/// The surroundings of one command.
pub struct Shell {
    globals: Globals,
    variables: Variables,
    clock: Arc<SystemClock>,
    charset: Charset,
}

impl Shell {
    /// Looks around once.
    pub fn new(globals: Globals) -> Self {
        let variables = Variables::of_process();
        let charset = charset(globals.ascii, &variables);
        Self { globals, variables, clock: Arc::new(SystemClock::new()), charset }
    }

    /// Returns which characters the tool may add.
    pub const fn charset(&self) -> Charset {
        self.charset
    }

    /// Whether nothing may be asked of a person.
    pub const fn no_input(&self) -> bool {
        self.globals.no_input
    }

    /// Returns the clock.
    pub fn clock(&self) -> Arc<SystemClock> {
        Arc::clone(&self.clock)
    }

    /// Reads the clock.
    pub fn now(&self) -> Moment {
        self.clock.read().moment
    }

    /// Returns what runs scripts: this program keeps them.
    pub fn machine(&self) -> Result<Local, Failure> {
        let program = std::env::current_exe().map_err(|error| {
            Failure::Store(format!("the program does not know where it is itself: {error}"))
        })?;
        let link_local = self.places()?.link_local;
        Ok(Local::new(program, self.variables.texts(), self.paths()?, link_local))
    }

    /// Returns through what a request comes in: a script's step is in its environment.
    pub fn door(&self) -> Door {
        if self.variables.var("FIREDRILL_STEP").is_some() { Door::Script } else { Door::Shell }
    }

    /// Returns the secrets that a script works with, where this is called from inside of one.
    pub fn secrets(&self) -> Secrets {
        let names = self.variables.var("FIREDRILL_SECRETS").map(|it| it.to_string_lossy().into_owned());
        let own = self.variables.texts();
        let names = names.unwrap_or_default();
        let values =
            names.split_whitespace().filter_map(|name| Some((name.to_owned(), own.get(name)?.clone())));
        // One that is too short to be hidden let no script start.
        Secrets::new(values).unwrap_or_default()
    }

    /// Finds all places.
    pub fn paths(&self) -> Result<Paths, Failure> {
        let store = self.globals.store.as_deref();
        Ok(Paths::resolve(store, &self.variables, UserFolders::of_platform().as_ref())?)
    }

    /// Returns where procedures are looked for.
    pub fn places(&self) -> Result<Places, Failure> {
        let paths = self.paths()?;
        // A broken settings file allows nothing; it is told of where it is read for its own sake.
        let link_local = config::read(&paths.config.join(SETTINGS)).is_ok_and(|it| it.link_local);
        Ok(Places { project: PathBuf::from(PROJECT), user: paths.procedures, link_local })
    }

    /// Returns the settings file.
    pub fn settings_file(&self) -> Result<PathBuf, Failure> {
        Ok(self.paths()?.config.join(SETTINGS))
    }

    /// Returns what the terminal is good for.
    pub fn terminal(&self) -> Terminal {
        Terminal::judge(Streams::of_process(), &self.variables)
    }

    /// Makes sure that a screen can be shown; `instead` says what would work.
    pub fn need_screen(&self, instead: &str) -> Result<Terminal, Failure> {
        let terminal = self.terminal();
        let why = match terminal.obstacle {
            None if self.no_input() => "--no-input forbids a screen, which waits for keys",
            None => return Ok(terminal),
            Some(Obstacle::StdinIsNoTerminal) => "standard input is no terminal, so no keys can be read",
            Some(Obstacle::StdoutIsNoTerminal) => "standard output is no terminal, so no screen can be shown",
            Some(Obstacle::DumbTerminal) => "this terminal cannot show a screen (TERM is dumb or not set)",
        };
        Err(Failure::Usage(format!("{why}; {instead}")))
    }

    /// Returns who types: `--name`, `FIREDRILL_NAME`, the settings file, the login name. Recording must not fail for a
    /// broken settings file: it is told of, and passed over.
    pub fn me(&self) -> PersonName {
        if let Some(name) = self.globals.name.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
            return PersonName::from(name);
        }
        let named =
            self.variables.var("FIREDRILL_NAME").is_some_and(|it| !it.to_string_lossy().trim().is_empty());
        if !named && let Ok(file) = self.settings_file() {
            match config::read(&file) {
                Ok(config) => {
                    if let Some(name) = config.name {
                        return PersonName::new(name.trim());
                    }
                }
                Err(error) => self.tell(&error.to_string()),
            }
        }
        person_name(&self.variables)
    }

    /// Returns the store that was named on the command line.
    pub fn named_store(&self) -> Option<&Path> {
        self.globals.store.as_deref()
    }

    /// Opens the store, and says what there is to say about it.
    pub fn store(&self, access: Access) -> Result<Store, Failure> {
        self.store_at(&self.paths()?.store, access)
    }

    /// Opens the store at a path, and says what there is to say about it.
    pub fn store_at(&self, path: &Path, access: Access) -> Result<Store, Failure> {
        let opened = Store::open(path, access)?;
        for notice in &opened.notices {
            self.tell(notice);
        }
        Ok(opened.store)
    }

    /// Opens the store to change a session that is there: where there is no store, none is made for it.
    pub fn store_for_change(&self) -> Result<Store, Failure> {
        let missing = self.paths()?.store.symlink_metadata().is_err();
        self.store(if missing { Access::Read } else { Access::Write })
    }

    /// Finds the session that is meant; without a name, the open one.
    pub fn session(&self, store: &Store, named: Option<&str>) -> Result<SessionId, EngineError> {
        let of_script = self.variables.var("FIREDRILL_SESSION").map(|it| it.to_string_lossy().into_owned());
        match named.or(of_script.as_deref()) {
            Some(wanted) => which::named(store, wanted),
            None => which::open(store, self.now().wall),
        }
    }

    /// Says something to the person, not to the pipe. Where nobody can hear it there is nothing more to do.
    pub fn tell(&self, message: &str) {
        _ = io::stderr().lock().write_all(out::block(message, "", self.charset).as_bytes());
    }
}

/// ASCII where it was asked for, or where the locale names another character set than UTF-8. A locale that is not set
/// says nothing.
fn charset(ascii: bool, variables: &Variables) -> Charset {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| variables.var(name));
    let utf8 = locale.is_none_or(|locale| {
        let locale = locale.to_string_lossy().to_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    });
    if ascii || !utf8 { Charset::Ascii } else { Charset::Unicode }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locale_decides_the_characters_unless_it_says_nothing() {
        let judge = |pairs: [(&str, &str); 2]| charset(false, &Variables::from(pairs));
        assert_eq!(judge([("LANG", ""), ("LC_ALL", "")]), Charset::Unicode);
        assert_eq!(judge([("LANG", "de_DE.UTF-8"), ("LC_ALL", "")]), Charset::Unicode);
        assert_eq!(judge([("LANG", "de_DE.UTF-8"), ("LC_ALL", "C")]), Charset::Ascii);
        assert_eq!(judge([("LANG", "C.utf8"), ("LC_ALL", "")]), Charset::Unicode);
        assert_eq!(charset(true, &Variables::default()), Charset::Ascii);
    }
}
