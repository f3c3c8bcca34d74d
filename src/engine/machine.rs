//! What carries out scripts and probes for the driver: real processes, or a test's script.

use crate::drill::ids::{Digest, EventId};
use crate::drill::procedure::{Probe, Procedure, Step};
use crate::drill::script::Outcome;
pub use crate::runner::job::News;
pub use crate::runner::probe::Reading;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A script about to be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The event that asked for it.
    pub script: EventId,
    /// The shell command.
    pub command: String,
    /// The folder in which it runs.
    pub folder: PathBuf,
    /// What the environment and the session tell it, by name: `vars` and `FIREDRILL_…`.
    pub vars: BTreeMap<String, String>,
    /// `FIREDRILL_…`: what the session is and where it stands.
    pub facts: Vec<(String, String)>,
    /// The variables whose values are hidden.
    pub secrets: Vec<String>,
    /// How long it may take.
    pub timeout: Option<Duration>,
}

/// Takes in what is told of a script, on whatever thread.
pub type Tell = Box<dyn FnMut(News) + Send>;

/// Takes in what a probe saw, on whatever thread.
pub type TellReading = Box<dyn Fn(Reading) + Send + Sync>;

/// What carries things out. It tells from threads of its own and never blocks the caller for long.
pub trait Machine {
    /// Returns the folder in which a procedure's scripts run, where this version of it, and every file that it names,
    /// is trusted on this machine as it is now; else the sentence that says why not and what to do.
    fn trusted(&mut self, document: &Digest) -> Result<PathBuf, String>;

    /// Returns SHA-256 over every file that a step's commands name, as they are now in the folder that was last found
    /// trusted; `None` where they name none, or where it is not known.
    fn files_of(&mut self, _procedure: &Procedure, _step: &Step) -> Option<Digest> {
        None
    }

    /// Starts a script.
    fn start(&mut self, order: Order, tell: Tell);

    /// Ends a script and everything that it started, without waiting for that.
    fn cancel(&mut self, script: EventId);

    /// Lets go of a script that ended.
    fn forget(&mut self, script: EventId);

    /// Runs a script in the foreground with the caller's terminal, and waits for its end.
    fn run_in_terminal(&mut self, order: &Order) -> Outcome;

    /// Opens a file in the user's editor, with the caller's terminal, and waits until it is closed.
    ///
    /// # Errors
    /// The sentence that says why it could not be edited, and what to do.
    fn edit(&mut self, file: &Path) -> Result<(), String>;

    /// Whether a process that was started in this boot is still the same and still there.
    fn is_alive(&self, pid: u32, started: u64) -> bool;

    /// Watches the service from now on, in place of what was watched before; every first reading and every change is
    /// told. `order` is what a probe's command runs with.
    fn watch(&mut self, probes: &[Probe], order: &Order, tell: TellReading);

    /// Watches nothing any more.
    fn unwatch(&mut self);

    /// Hides the values of these variables in a text that a person wrote.
    fn hide(&self, vars: &BTreeMap<String, String>, secrets: &[String], text: &str) -> String;
}
