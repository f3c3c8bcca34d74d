//! The machine that firedrill runs on: real processes, and what is trusted here.

use super::machine::{Machine, News, Order, Reading, Tell, TellReading};
use super::trust::check_session;
use crate::drill::expand::{MissingVariable, expand};
use crate::drill::ids::{Digest, EventId};
use crate::drill::procedure::{Expected, Probe, ProbeTarget, Procedure, Step};
use crate::drill::script::{Outcome, Output};
use crate::drill::time::Span;
use crate::library::manifest::step_files;
use crate::platform::paths::Paths;
use crate::runner::job::{self, GRACE, Job, Running};
use crate::runner::probe::{self, Ask, CommandQuestion, Question, Target, Watch};
use crate::runner::secrets::{Secrets, SecretsError};
use crate::runner::surroundings::surroundings;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

/// The variable that tells an editor which file it is to open.
const SLIP: &str = "FIREDRILL_STEP_FILE";

/// Runs scripts on this machine.
#[derive(Debug)]
pub struct Local {
    /// The program that keeps scripts: this one.
    program: PathBuf,
    /// Our own environment variables.
    own: BTreeMap<String, String>,
    paths: Paths,
    given: Option<Given>,
    /// Whether probes may ask link-local addresses.
    unguarded: bool,
    running: HashMap<EventId, Running>,
    /// Where scripts were last allowed to run.
    folder: Option<PathBuf>,
    watch: Option<Watch>,
}

/// What was trusted on the command line.
#[derive(Debug)]
pub struct Given {
    /// The procedure's file.
    pub file: PathBuf,
    /// The digest of everything that belongs to it: `sha256:…`.
    pub digest: String,
}

impl Local {
    /// Runs scripts with `program` as their keeper and `own` as our own environment; what is trusted is told by `paths`.
    pub fn new(program: PathBuf, own: BTreeMap<String, String>, paths: Paths, unguarded: bool) -> Self {
        Self {
            program,
            own,
            paths,
            given: None,
            unguarded,
            running: HashMap::new(),
            folder: None,
            watch: None,
        }
    }

    /// Trusts one content besides, for as long as this runs.
    #[must_use]
    pub fn trusting(self, given: Option<Given>) -> Self {
        Self { given, ..self }
    }

    /// Returns what a probe asks, with the values of its variables.
    fn question(&self, probe: &Probe, order: &Order) -> Result<Question, MissingVariable> {
        let mut vars = order.vars.clone();
        vars.extend(order.facts.iter().cloned());
        let known = |name: &String| Some((name.clone(), self.own.get(name)?.clone()));
        vars.extend(probe.secrets.iter().filter_map(known));
        let target = match &probe.target {
            ProbeTarget::Run(command) => Target::Command(CommandQuestion {
                probe: probe.id.clone(),
                command: command.clone(),
                expected: match &probe.expected {
                    Some(Expected::Output(text)) => Some(text.clone()),
                    _ => None,
                },
            }),
            ProbeTarget::Http(url) => Target::Http { url: expand(url, &vars)?, expected: probe.status() },
            ProbeTarget::Tcp(address) => Target::Tcp { address: expand(address, &vars)? },
        };
        Ok(Question {
            id: probe.id.clone(),
            target,
            every: duration(probe.every),
            timeout: duration(probe.patience()),
            allow_link_local: self.unguarded,
        })
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
    fn trusted(&mut self, document: &Digest) -> Result<PathBuf, String> {
        let file = self.given.as_ref().map(|given| given.file.as_path());
        let digest = self.given.as_ref().map(|given| given.digest.as_str());
        let trusted = check_session(&self.paths, document, file, digest);
        let folder = trusted.map(|trusted| trusted.folder).map_err(|untrusted| untrusted.to_string())?;
        self.folder = Some(folder.clone());
        Ok(folder)
    }

    fn files_of(&mut self, procedure: &Procedure, step: &Step) -> Option<Digest> {
        step_files(self.folder.as_deref()?, procedure, step).ok()?
    }

    fn start(&mut self, order: Order, mut tell: Tell) {
        match self.job(&order) {
            Ok(job) => {
                self.running.insert(order.script, job::start(&self.program, job, tell));
            }
            Err(why) => {
                let outcome = Outcome::CouldNotStart { why };
                tell(News::Ended { outcome, output: Output::default() });
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
            Ok(job) => job::run_in_terminal(&self.program, &job),
            Err(why) => Outcome::CouldNotStart { why },
        }
    }

    fn edit(&mut self, file: &Path) -> Result<(), String> {
        let named = |name: &&str| self.own.get(*name).is_some_and(|it| !it.trim().is_empty());
        let editor = ["VISUAL", "EDITOR"].into_iter().find(named).and_then(|name| self.own.get(name));
        let Some(editor) = editor else {
            return Err("no editor is named: set VISUAL or EDITOR, as in `export EDITOR=vi`".to_owned());
        };
        let mut variables = self.own.clone();
        variables.insert(SLIP.to_owned(), file.to_string_lossy().into_owned());
        let job = Job {
            // It may have arguments of its own.
            command: format!("{editor} \"${SLIP}\""),
            folder: file.parent().unwrap_or(Path::new("/")).to_owned(),
            variables,
            secrets: Secrets::default(),
            timeout: None,
            grace: GRACE,
        };
        match job::run_in_terminal(&self.program, &job) {
            Outcome::Exited { code: 0 } => Ok(()),
            Outcome::Exited { code } => Err(format!("{editor} ended with exit {code}")),
            Outcome::CouldNotStart { why } => Err(format!("{editor} does not start: {why}")),
            _ => Err(format!("{editor} was ended before it was closed")),
        }
    }

    fn is_alive(&self, pid: u32, started: u64) -> bool {
        job::is_alive(pid, started)
    }

    fn watch(&mut self, probes: &[Probe], order: &Order, tell: TellReading) {
        let fault = |probe: &str, text: String| Reading {
            probe: probe.to_owned(),
            up: false,
            fault: true,
            text,
            asked: Duration::ZERO,
        };
        let mut questions = Vec::new();
        for probe in probes {
            match self.question(probe, order) {
                Ok(question) => questions.push(question),
                Err(missing) => tell(fault(&probe.id, missing.to_string())),
            }
        }
        let job = match self.job(order) {
            Ok(job) => job,
            Err(why) => return probes.iter().for_each(|probe| tell(fault(&probe.id, why.clone()))),
        };
        let tell: Arc<dyn Fn(Reading) + Send + Sync> = Arc::from(tell);
        let (secrets, told) = (job.secrets.clone(), Arc::clone(&tell));
        let pass_on = move |reading: Reading| told(Reading { text: secrets.hide(&reading.text), ..reading });
        match probe::watch(questions, ask(self.program.clone(), job), Box::new(pass_on)) {
            Ok(watch) => self.watch = Some(watch),
            Err(error) => probes.iter().for_each(|probe| tell(fault(&probe.id, error.to_string()))),
        }
    }

    fn unwatch(&mut self) {
        self.watch = None;
    }

    fn hide(&self, vars: &BTreeMap<String, String>, secrets: &[String], text: &str) -> String {
        // Too short to be hidden is too short to be run with, which is said there.
        self.secrets(vars, secrets).map_or_else(|_| text.to_owned(), |secrets| secrets.hide(text))
    }
}

fn duration(span: Span) -> Duration {
    Duration::from_millis(u64::try_from(span.millis()).unwrap_or_default())
}

/// Returns what asks a probe's command, in the surroundings of `like`.
fn ask(program: PathBuf, like: Job) -> Ask {
    Arc::new(move |question: &CommandQuestion, patience: Duration| {
        let job = Job {
            command: question.command.clone(),
            folder: like.folder.clone(),
            variables: like.variables.clone(),
            secrets: like.secrets.clone(),
            timeout: Some(patience),
            // An answer that comes too late is none, however its command ends.
            grace: Duration::from_millis(100),
        };
        let (outcome, output) = run(&program, job);
        let met = question.is_met(&output.head) || question.is_met(&output.tail);
        match (outcome.is_success(), met) {
            (true, true) => (true, outcome.say()),
            (true, false) => (false, "another output than expected".to_owned()),
            (false, _) => (false, outcome.say()),
        }
    })
}

fn run(program: &Path, job: Job) -> (Outcome, Output) {
    let (sender, news) = channel();
    let running = job::start(program, job, Box::new(move |told| drop(sender.send(told))));
    let ended = news.iter().find_map(|news| match news {
        job::News::Ended { outcome, output } => Some((outcome, output)),
        _ => None,
    });
    drop(running);
    ended.unwrap_or((Outcome::Unknown {}, Output::default()))
}
