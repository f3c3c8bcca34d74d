//! The plan: phases of steps, objectives, environments. Read from a file by others; unchanging here.

use super::automation::Level;
use super::ids::{ComponentId, DependencyId, EnvironmentName, ProcedureId, StepId};
use super::time::Span;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// A whole procedure, as one version of its file says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Procedure {
    /// Permanent id.
    pub id: ProcedureId,
    /// What it restores, in a line.
    pub title: String,
    /// What is supposed to have happened; read out at the briefing.
    pub scenario: String,
    /// Recovery time objective, unless the environment has its own.
    pub rto: Option<Objective>,
    /// Recovery point objective, unless the environment has its own.
    pub rpo: Option<Objective>,
    /// The anchors between which the recovery clock runs.
    pub clock: (Anchor, Anchor),
    /// Where it can be held, in the order of the file.
    pub environments: Vec<Environment>,
    /// The parts of the service.
    pub components: Vec<Component>,
    /// What the restore needs from others.
    pub dependencies: Vec<Dependency>,
    /// What watches the service.
    pub probes: Vec<Probe>,
    /// Files that belong to its content besides those that its commands name: paths relative to its folder, in whose last
    /// part a `*` stands for any text.
    pub also: Vec<String>,
    /// The phases; a step names its phase by index.
    pub phases: Vec<Phase>,
    /// Every step, in the order of the file.
    pub steps: Vec<Step>,
    /// What the steps are called on a whiteboard, in their order; empty where they are counted from 1.
    pub numbers: Vec<Number>,
}

/// What a step is called on a whiteboard: 7, and what was put in below it while the drill went on 7a.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Number {
    /// The number in the file.
    pub of: u32,
    /// The letter behind it, counted from 1; 0 for none.
    pub letter: u32,
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut letters = String::new();
        let mut rest = self.letter;
        while rest > 0 {
            letters.insert(0, char::from_u32(u32::from('a') + (rest - 1) % 26).unwrap_or('?'));
            rest = (rest - 1) / 26;
        }
        f.pad(&format!("{}{letters}", self.of))
    }
}

/// A named stretch of steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phase {
    /// What people call it.
    pub title: String,
    /// Markdown: what holds for all of its steps; empty where the file says nothing.
    pub text: String,
}

/// An objective: a length, and how the file writes it (`4h`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objective {
    /// As written; what screens show.
    pub text: String,
    /// The length it means.
    pub span: Span,
}

/// A place where a session can be held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// Its name.
    pub name: EnvironmentName,
    /// A protected environment is guarded: always marked, and destructive steps want its name typed.
    pub protected: bool,
    /// Its own recovery time objective.
    pub rto: Option<Objective>,
    /// Its own recovery point objective.
    pub rpo: Option<Objective>,
    /// Environment variables for commands and scripts.
    pub vars: BTreeMap<String, String>,
}

/// A part of the service that comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// Its id.
    pub id: ComponentId,
    /// What people call it.
    pub title: String,
    /// How much of the service it is, against the other components; 1 where nothing is said.
    pub weight: u32,
}

/// Something of others that the restore hangs on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// Its id.
    pub id: DependencyId,
    /// What people call it.
    pub title: String,
    /// Whether another company runs it.
    pub third_party: bool,
    /// What to do when it is down as well.
    pub alternative: Option<String>,
}

/// Something that watches the service during a drill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub title: Option<String>,
    /// What is asked.
    pub target: ProbeTarget,
    /// Time between two questions.
    pub every: Span,
    /// How long an answer may take; see [`Probe::patience`].
    pub timeout: Option<Span>,
    /// What a good answer is; see [`Probe::status`].
    pub expected: Option<Expected>,
    /// The anchors that it sets: `outage` by its first bad answer, `verified` by its first good one behind that.
    pub sets: Vec<Anchor>,
    /// The dependency whose health it tells.
    pub dependency: Option<DependencyId>,
    /// Names of variables whose values must not be shown.
    pub secrets: Vec<String>,
}

/// What a good answer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// An HTTP status from the first to the last.
    Status(u16, u16),
    /// A text that the command prints, besides exit 0.
    Output(String),
}

/// What a probe asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProbeTarget {
    /// A shell command.
    Run(String),
    /// A URL.
    Http(String),
    /// `host:port`.
    Tcp(String),
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent switches of the file format")]
pub struct Step {
    /// Permanent id.
    pub id: StepId,
    /// What to do, in a line that starts with a verb.
    pub title: String,
    /// Index into [`Procedure::phases`].
    pub phase: usize,
    /// Markdown: what to do, what to look at, what can go wrong.
    pub text: String,
    /// An exact command to copy; never run by the tool.
    pub command: Option<String>,
    /// A shell command that does it.
    pub run: Option<String>,
    /// A shell command that exits 0 when the result is right.
    pub check: Option<String>,
    /// Whether it starts by itself.
    pub automatic: bool,
    /// Whether its script needs the terminal.
    pub interactive: bool,
    /// How long its script may take.
    pub timeout: Option<Span>,
    /// The written estimate.
    pub expect: Option<Span>,
    /// The steps that must be done or skipped first.
    pub after: Vec<StepId>,
    /// Whether the file does not say so: it comes after the step before it.
    pub follows: bool,
    /// The components that it helps to bring back.
    pub restores: Vec<ComponentId>,
    /// The dependencies without which it cannot be done.
    pub needs: Vec<DependencyId>,
    /// A command that prints the newest moment in the restored data.
    pub recovery_point: Option<String>,
    /// Names of variables whose values must not be shown.
    pub secrets: Vec<String>,
    /// Whether it destroys something.
    pub destructive: bool,
    /// A command whose output must equal a value before the step may touch anything.
    pub identity: Option<Identity>,
    /// A command that counts what would be touched.
    pub preview: Option<Preview>,
    /// Whether a second person must agree.
    pub two_person: bool,
    /// The anchor that finishing it sets.
    pub marks: Option<Anchor>,
    /// Ids that it had before it was renamed or merged.
    pub was: Vec<StepId>,
}

/// See [`Step::identity`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The command.
    pub run: String,
    /// What it must print.
    pub equals: String,
}

/// See [`Step::preview`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The command.
    pub run: String,
    /// The smallest and the largest count that is right.
    pub count: (u64, u64),
}

/// A named moment that clocks run between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Anchor {
    /// The service was lost.
    Outage,
    /// Somebody noticed.
    Detected,
    /// The drill began.
    Declared,
    /// All parts were back.
    Restored,
    /// Somebody said so from the user's side.
    Verified,
    /// Nothing of the drill was left behind.
    CleanedUp,
}

impl Anchor {
    /// All anchors, in the order in which they usually happen.
    pub const ALL: [Self; 6] =
        [Self::Outage, Self::Detected, Self::Declared, Self::Restored, Self::Verified, Self::CleanedUp];

    /// Returns the word used in files, on screens and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Outage => "outage",
            Self::Detected => "detected",
            Self::Declared => "declared",
            Self::Restored => "restored",
            Self::Verified => "verified",
            Self::CleanedUp => "cleaned-up",
        }
    }

    /// Reads the word; `None` for any other text.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|anchor| anchor.word() == word)
    }
}

impl Probe {
    /// How long an answer may take where the file does not say and the interval is longer.
    const PATIENCE: Span = Span::from_secs(5);
    /// The statuses that are good where the file does not say. Redirects are not followed, and are good: whatever sent
    /// one was up.
    const STATUS: (u16, u16) = (200, 399);

    /// Returns what people call it: its title, else its id.
    pub fn name(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.id)
    }

    /// Returns how long an answer may take: what the file says, else the interval, but at most 5 s.
    pub fn patience(&self) -> Span {
        self.timeout.unwrap_or(self.every.min(Self::PATIENCE))
    }

    /// Returns the first and the last HTTP status that is good: what the file says, else 200 to 399.
    pub fn status(&self) -> (u16, u16) {
        match self.expected {
            Some(Expected::Status(least, most)) => (least, most),
            _ => Self::STATUS,
        }
    }
}

impl From<&str> for Phase {
    /// Makes a phase with nothing but a title.
    fn from(title: &str) -> Self {
        Self { title: title.to_owned(), text: String::new() }
    }
}

impl Environment {
    /// Makes an unguarded environment with nothing but a name.
    pub fn new(name: EnvironmentName) -> Self {
        Self { name, protected: false, rto: None, rpo: None, vars: BTreeMap::new() }
    }
}

impl Step {
    /// Makes a step of the first phase with nothing but what every step must have; it starts freely.
    pub fn new(id: StepId, title: String) -> Self {
        Self {
            id,
            title,
            phase: 0,
            text: String::new(),
            command: None,
            run: None,
            check: None,
            automatic: false,
            interactive: false,
            timeout: None,
            expect: None,
            after: Vec::new(),
            follows: false,
            restores: Vec::new(),
            needs: Vec::new(),
            recovery_point: None,
            secrets: Vec::new(),
            destructive: false,
            identity: None,
            preview: None,
            two_person: false,
            marks: None,
            was: Vec::new(),
        }
    }

    /// Returns how far the file plans to automate the step (DESIGN of levels: neither text nor command is manual,
    /// either is documented, `run` is scripted, with `check` checked, with `automatic` automatic).
    pub fn planned(&self) -> Level {
        match (&self.run, &self.check) {
            (Some(_), Some(_)) if self.automatic => Level::Automatic,
            (Some(_), Some(_)) => Level::Checked,
            (Some(_), None) => Level::Scripted,
            _ if self.command.is_some() || !self.text.trim().is_empty() => Level::Documented,
            _ => Level::Manual,
        }
    }
}

impl Procedure {
    /// Makes a procedure without steps for one environment; its clock is the usual one.
    pub fn new(id: ProcedureId, title: String, environment: Environment) -> Self {
        Self {
            id,
            title,
            scenario: String::new(),
            rto: None,
            rpo: None,
            clock: (Anchor::Declared, Anchor::Verified),
            environments: vec![environment],
            components: Vec::new(),
            dependencies: Vec::new(),
            probes: Vec::new(),
            also: Vec::new(),
            phases: Vec::new(),
            steps: Vec::new(),
            numbers: Vec::new(),
        }
    }

    /// Finds a step by id.
    pub fn step(&self, id: &StepId) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == *id)
    }

    /// Returns the step's number on the screen.
    pub fn number(&self, id: &StepId) -> Option<Number> {
        self.steps.iter().position(|step| step.id == *id).map(|at| self.number_at(at))
    }

    /// Returns the number on the screen of the step at an index.
    pub fn number_at(&self, at: usize) -> Number {
        let counted = || Number { of: u32::try_from(at + 1).unwrap_or(u32::MAX), letter: 0 };
        self.numbers.get(at).copied().unwrap_or_else(counted)
    }

    /// Finds a step by its id or by its number on the screen.
    pub fn find(&self, id_or_number: &str) -> Option<&Step> {
        let by_id = self.steps.iter().find(|step| step.id.as_str() == id_or_number);
        let numbered = || (0..self.steps.len()).find(|at| self.number_at(*at).to_string() == id_or_number);
        by_id.or_else(|| self.steps.get(numbered()?))
    }

    /// Finds an environment by name.
    pub fn environment(&self, name: &EnvironmentName) -> Option<&Environment> {
        self.environments.iter().find(|environment| environment.name == *name)
    }

    /// Finds a dependency by id.
    pub fn dependency(&self, id: &DependencyId) -> Option<&Dependency> {
        self.dependencies.iter().find(|dependency| dependency.id == *id)
    }

    /// Returns the recovery time objective that holds in the environment.
    pub fn rto(&self, environment: &EnvironmentName) -> Option<&Objective> {
        self.environment(environment).and_then(|it| it.rto.as_ref()).or(self.rto.as_ref())
    }

    /// Returns the recovery point objective that holds in the environment.
    pub fn rpo(&self, environment: &EnvironmentName) -> Option<&Objective> {
        self.environment(environment).and_then(|it| it.rpo.as_ref()).or(self.rpo.as_ref())
    }

    /// Returns the index of the first clean-up step: the one behind the step that marks `verified`, else the first of
    /// the phase in which `cleaned-up` is marked (that step itself, where the procedure begins with
    /// its phase), else none (the count of steps).
    pub fn cleanup_from(&self) -> usize {
        let marks = |anchor| self.steps.iter().position(|step| step.marks == Some(anchor));
        if let Some(verified) = marks(Anchor::Verified) {
            return verified + 1;
        }
        let Some(last) = marks(Anchor::CleanedUp) else { return self.steps.len() };
        let phase = self.steps[last].phase;
        let first = self.steps.iter().position(|step| step.phase == phase);
        first.filter(|first| *first > 0).unwrap_or(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::stage::plan;

    fn without(anchor: Anchor) -> Procedure {
        let mut procedure = plan();
        procedure.steps.iter_mut().filter(|it| it.marks == Some(anchor)).for_each(|it| it.marks = None);
        procedure
    }

    #[test]
    fn clean_up_begins_behind_what_verifies() {
        assert_eq!(plan().cleanup_from(), 5);
    }

    #[test]
    fn clean_up_begins_with_its_phase() {
        let mut procedure = without(Anchor::Verified);
        procedure.steps[4].phase = 1;
        assert_eq!(procedure.cleanup_from(), 4);
        procedure.steps.iter_mut().for_each(|step| step.phase = 0);
        assert_eq!(procedure.cleanup_from(), 5, "one phase is not all clean-up");
    }

    #[test]
    fn without_an_anchor_nothing_is_clean_up() {
        let mut procedure = without(Anchor::Verified);
        procedure.steps.pop();
        assert_eq!(procedure.cleanup_from(), 5);
    }

    #[test]
    fn levels_are_planned_by_what_is_written() {
        let mut step = plan().steps.remove(0);
        let mut planned = vec![step.planned()];
        step.command = Some("pg_restore".to_owned());
        planned.push(step.planned());
        step.run = Some("restore.sh".to_owned());
        planned.push(step.planned());
        step.automatic = true;
        assert_eq!(step.planned(), Level::Scripted, "automatic needs a check");
        step.automatic = false;
        step.check = Some("count.sh".to_owned());
        planned.push(step.planned());
        step.automatic = true;
        planned.push(step.planned());
        assert_eq!(planned, Level::ALL);
    }

    #[test]
    fn a_step_is_found_by_id_or_number() {
        let procedure = plan();
        let found = |text| procedure.find(text).map(|step| step.id.as_str());
        assert_eq!(
            [found("b"), found("2"), found("0"), found("7"), found("z")],
            [Some("b"), Some("b"), None, None, None]
        );
        assert_eq!(procedure.number(&"b".into()).unwrap().to_string(), "2");
    }
}
