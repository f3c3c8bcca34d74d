//! The machine that firedrill runs on: real processes, and what is trusted here.

use super::machine::{Machine, News, Order, Tell, TellReading};
use crate::drill::ids::{Digest, EventId};
use crate::drill::procedure::Probe;
use crate::drill::script::Outcome;
use crate::runner::job::{self, GRACE, Job, Running};
use crate::runner::secrets::{Secrets, SecretsError};
use crate::runner::surroundings::surroundings;
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

/// Runs scripts on this machine.
#[derive(Debug)]
pub struct Local {
    /// The program that keeps scripts: this one.
    program: PathBuf,
    /// Our own environment variables.
    own: BTreeMap<String, String>,
    running: HashMap<EventId, Running>,
}

impl Local {
    /// Runs scripts with `program` as their keeper and `own` as our own environment.
    pub fn new(program: PathBuf, own: BTreeMap<String, String>) -> Self {
        Self { program, own, running: HashMap::new() }
    }

    fn secrets(&self, vars: &BTreeMap<String, String>, names: &[String]) -> Result<Secrets, SecretsError> {
        let value = |name: &String| vars.get(name).or_else(|| self.own.get(name)).cloned();
        Secrets::new(names.iter().filter_map(|name| Some((name.clone(), value(name)?))))
    }

    fn job(&self, order: &Order) -> Result<Job, String> {
        let mut facts = order.facts.clone();
        facts.push(("FIREDRILL".to_owned(), self.program.to_string_lossy().into_owned()));
        Ok(Job {
            command: order.command.clone(),
            folder: order.folder.clone(),
            variables: surroundings(&self.own, &order.vars, &order.secrets, &facts),
            secrets: self.secrets(&order.vars, &order.secrets).map_err(|error| error.to_string())?,
            timeout: order.timeout,
            grace: GRACE,
        })
    }
}

impl Machine for Local {
    fn trusted(&mut self, _document: &Digest) -> Result<PathBuf, String> {
        Err("nothing is trusted yet".to_owned())
    }

    fn start(&mut self, order: Order, mut tell: Tell) {
        match self.job(&order) {
            Ok(job) => {
                let told = move |news| {
                    tell(match news {
                        job::News::Launched { pid, started } => News::Launched { pid, started },
                        job::News::Output { text, skipped } => News::Printed { text, skipped },
                        job::News::Ended { outcome, output } => News::Ended { outcome, output },
                    });
                };
                self.running.insert(order.script, job::start(&self.program, job, Box::new(told)));
            }
            Err(why) => {
                let outcome = Outcome::CouldNotStart { why };
                tell(News::Ended { outcome, output: crate::drill::script::Output::default() });
            }
        }
    }

    fn cancel(&mut self, script: EventId) {
        if let Some(running) = self.running.get_mut(&script) {
            running.cancel();
        }
    }

    fn forget(&mut self, script: EventId) {
        self.running.remove(&script);
    }

    fn run_in_terminal(&mut self, order: &Order) -> Outcome {
        match self.job(order) {
            Ok(job) => job::run_in_terminal(&job),
            Err(why) => Outcome::CouldNotStart { why },
        }
    }

    fn is_alive(&self, pid: u32, started: u64) -> bool {
        job::is_alive(pid, started)
    }

    fn watch(&mut self, _probes: &[Probe], _order: &Order, _tell: TellReading) {}

    fn unwatch(&mut self) {}

    fn hide(&self, vars: &BTreeMap<String, String>, secrets: &[String], text: &str) -> String {
        // Too short to be hidden is too short to be run with, which is said there.
        self.secrets(vars, secrets).map_or_else(|_| text.to_owned(), |secrets| secrets.hide(text))
    }
}
