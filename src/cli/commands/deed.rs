//! What changes a session: from the command line, and line by line in `--plain`.

use super::note::NoteArgs;
use super::redline::{AmendArgs, DropArgs, InsertArgs, MergeArgs, MoveArgs};
use super::saved;
use super::step::StepDeed;
use crate::cli::failure::Failure;
use crate::cli::shell::Shell;
use crate::drill::automation::Achieved;
use crate::drill::command::{Command, Request};
use crate::drill::event::Door;
use crate::drill::ids::{PersonName, StepId};
use crate::drill::procedure::Anchor;
use crate::drill::session::{Session, Stage};
use crate::drill::time::{Moment, WallTime};
use crate::drill::when::{When, WhenError};
use crate::engine::desk;
use crate::present::nearest::nearest;
use crate::runner::secrets::Secrets;
use clap::{Args, Subcommand};

/// Something done to a session.
#[derive(Debug, Subcommand)]
pub enum Deed {
    /// End the briefing: the outage is declared, and the recovery clock starts
    Declare(Told),
    /// Start, finish, fail, skip, reopen, hold or resume a step
    #[command(subcommand)]
    Step(StepDeed),
    /// Write a note: `[-3m | 14:05] [@step] [! ? > # ~] text`
    ///
    /// A time says when it happened, `@7` or `@restore-database` on which step it lands; without, it lands on the
    /// session. Flags win over what is typed. An action may begin with a name and end with a day: `> Ann: rename the
    /// bucket by Fri`; `firedrill actions` lists it until it is closed.
    Note(NoteArgs),
    /// Set an anchor: a moment that clocks run between
    ///
    /// The recovery clock runs from `declared` to `verified` unless the procedure says otherwise: `firedrill anchor
    /// verified --why "clients read again"` stops it. What a hand sets counts above what steps mark.
    Anchor(AnchorArgs),
    /// Give the time of the newest datum in the restored system
    RecoveryPoint(RecoveryPointArgs),
    /// Set the automation level that a step achieved
    ///
    /// manual: from memory. documented: written down. scripted: a script, started by a person. checked: a command
    /// verifies its result. automatic: starts by itself. broken: its planned automation did not work this time.
    Level(LevelArgs),
    /// Amend a step: from now on it reads like that
    ///
    /// It counts at once, in this drill; `firedrill redlines` writes it into the file. `amend 7 check "pg_isready"`.
    Amend(AmendArgs),
    /// Put a step into the procedure that it does not have
    ///
    /// Below 7 it is 7a, and 8 stays 8.
    Insert(InsertArgs),
    /// Let a step stand elsewhere
    Move(MoveArgs),
    /// Leave a step out of the procedure for good
    Drop(DropArgs),
    /// Make a step a part of another one
    Merge(MergeArgs),
    /// Let another person drive
    Handover(HandoverArgs),
    /// Take your last action back
    ///
    /// The log keeps both. What others built upon stays; put it right by a new entry instead.
    Undo(Which),
    /// Do again what you took back last
    Redo(Which),
    /// End the drill and its debrief: the session is sealed
    ///
    /// Nothing is added to a sealed session any more; `reopen` opens it again, and the log says why.
    Finish(FinishArgs),
    /// Give the drill up
    Abort(AbortArgs),
}

/// Which session is meant, and how to answer.
#[derive(Debug, Clone, Default, Args)]
pub struct Which {
    /// The session, where it is not the one open session
    #[arg(long, value_name = "SESSION")]
    pub session: Option<String>,
    /// Print the saved events as JSON, one a line
    #[arg(long)]
    pub json: bool,
}

/// When it happened, in which session.
#[derive(Debug, Clone, Default, Args)]
pub struct Told {
    /// When it happened, where that was not just now: -3m, 14:05 or RFC 3339
    #[arg(long, value_name = "TIME", value_parser = parse_when, allow_hyphen_values = true)]
    pub at: Option<When>,
    /// In which session.
    #[command(flatten)]
    pub which: Which,
}

/// Arguments of `anchor`.
#[derive(Debug, Args)]
pub struct AnchorArgs {
    /// outage, detected, declared, restored, verified or cleaned-up
    #[arg(value_name = "NAME", value_parser = parse_anchor)]
    anchor: Anchor,
    /// It was only played
    #[arg(long)]
    simulated: bool,
    /// How it is known
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    why: String,
    #[command(flatten)]
    told: Told,
}

/// Arguments of `recovery-point`.
#[derive(Debug, Args)]
pub struct RecoveryPointArgs {
    /// The time of the newest datum: -42m, 13:12 or RFC 3339
    #[arg(value_name = "TIME", value_parser = parse_when, allow_hyphen_values = true)]
    newest: When,
    /// Where it was read
    #[arg(long, value_name = "TEXT")]
    source: String,
    #[command(flatten)]
    told: Told,
}

/// Arguments of `level`.
#[derive(Debug, Args)]
pub struct LevelArgs {
    /// The step: an id or a number
    step: String,
    /// manual, documented, scripted, checked, automatic; or broken: its automation did not work
    #[arg(value_parser = parse_level)]
    level: Achieved,
    /// Why
    #[arg(long, value_name = "TEXT")]
    why: String,
    #[command(flatten)]
    told: Told,
}

/// Arguments of `handover`.
#[derive(Debug, Args)]
pub struct HandoverArgs {
    /// Who drives from now on
    #[arg(value_name = "NAME")]
    to: String,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    why: String,
    #[command(flatten)]
    told: Told,
}

/// Arguments of `finish`.
#[derive(Debug, Args)]
pub struct FinishArgs {
    /// Who drives the next drill
    #[arg(long, value_name = "NAME")]
    next_owner: Option<String>,
    #[command(flatten)]
    told: Told,
}

/// Arguments of `abort`.
#[derive(Debug, Args)]
pub struct AbortArgs {
    /// Why
    #[arg(long, value_name = "TEXT")]
    why: String,
    #[command(flatten)]
    told: Told,
}

/// Who asks, and when.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// Who.
    pub actor: PersonName,
    /// The moment at which it was asked.
    pub written: Moment,
    /// Through what it comes in.
    pub door: Door,
    /// What is hidden in what is written.
    pub secrets: Secrets,
}

/// Does one deed, and waits until it is on the disk.
pub fn carry_out(shell: &Shell, deed: &Deed) -> Result<(), Failure> {
    let stamp =
        Stamp { actor: shell.me(), written: shell.now(), door: shell.door(), secrets: shell.secrets() };
    let which = deed.which();
    let mut store = shell.store_for_change()?;
    let id = shell.session(&store, which.session.as_deref())?;
    let loaded = desk::load(&store, &id)?;
    let requests = deed.requests(&loaded.session, &stamp)?;
    let answer = desk::ask_upon(&mut store, &id, loaded, &requests)?;
    saved::print(shell, &answer, which.json)
}

impl Deed {
    /// Returns which session is meant, and how to answer.
    pub fn which(&self) -> &Which {
        match self {
            Self::Undo(which) | Self::Redo(which) => which,
            Self::Step(step) => &step.told().which,
            Self::Note(note) => &note.told.which,
            Self::Amend(args) => &args.told().which,
            Self::Insert(args) => &args.told().which,
            Self::Move(args) => &args.told().which,
            Self::Drop(args) => &args.told().which,
            Self::Merge(args) => &args.told().which,
            Self::Declare(told)
            | Self::Anchor(AnchorArgs { told, .. })
            | Self::RecoveryPoint(RecoveryPointArgs { told, .. })
            | Self::Level(LevelArgs { told, .. })
            | Self::Handover(HandoverArgs { told, .. })
            | Self::Finish(FinishArgs { told, .. })
            | Self::Abort(AbortArgs { told, .. }) => &told.which,
        }
    }

    /// Returns what is asked of the session, together: all or none of it is done.
    pub fn requests(&self, session: &Session, stamp: &Stamp) -> Result<Vec<Request>, Failure> {
        let one = |told: &Told, command| Ok(vec![stamp.request(command, told.at)?]);
        match self {
            Self::Declare(told) => one(told, Command::Declare),
            Self::Step(step) => one(step.told(), step.command(session)?),
            Self::Note(note) => note.requests(session, stamp),
            Self::Anchor(AnchorArgs { anchor, simulated, why, told }) => {
                one(told, Command::SetAnchor { anchor: *anchor, simulated: *simulated, why: why.clone() })
            }
            Self::RecoveryPoint(RecoveryPointArgs { newest, source, told }) => {
                let newest = resolve(*newest, stamp.written.wall)?;
                one(told, Command::SetRecoveryPoint { newest, source: source.clone() })
            }
            Self::Level(LevelArgs { step, level, why, told }) => {
                let step = find_step(session, step)?;
                one(told, Command::SetLevel { step, level: *level, why: why.clone() })
            }
            Self::Amend(args) => one(args.told(), args.command(session)?),
            Self::Insert(args) => one(args.told(), args.command(session)?),
            Self::Move(args) => one(args.told(), args.command(session)?),
            Self::Drop(args) => one(args.told(), args.command(session)?),
            Self::Merge(args) => one(args.told(), args.command(session)?),
            Self::Handover(HandoverArgs { to, why, told }) => {
                one(told, Command::HandOver { to: PersonName::new(to), why: why.clone() })
            }
            Self::Undo(_) => one(&Told::default(), Command::Undo),
            Self::Redo(_) => one(&Told::default(), Command::Redo),
            Self::Finish(args) => args.requests(session, stamp),
            Self::Abort(AbortArgs { why, told }) => one(told, Command::Abort { why: why.clone() }),
        }
    }
}

impl FinishArgs {
    /// Where a screen has ended the drill already, only the debrief is left to end.
    fn requests(&self, session: &Session, stamp: &Stamp) -> Result<Vec<Request>, Failure> {
        let next_owner = self.next_owner.as_ref().map(PersonName::new);
        let seal = stamp.request(Command::Seal { next_owner }, None)?;
        if session.stage() == Stage::Finished {
            return Ok(vec![seal]);
        }
        Ok(vec![stamp.request(Command::Finish, self.told.at)?, seal])
    }
}

impl Stamp {
    /// Makes a request of a command.
    pub fn request(&self, mut command: Command, at: Option<When>) -> Result<Request, Failure> {
        for text in command.texts_mut() {
            *text = self.secrets.hide(text);
        }
        let request = Request::now(command, self.written.clone(), self.actor.clone(), self.door);
        Ok(match at {
            Some(when) => request.at(resolve(when, self.written.wall)?),
            None => request,
        })
    }
}

/// Lays a typed time on the calendar of this machine's zone.
pub fn resolve(when: When, now: WallTime) -> Result<WallTime, WhenError> {
    when.resolve(now, &chrono::Local)
}

/// Finds a step by its id or its number; an unknown one comes with what may have been meant.
pub fn find_step(session: &Session, wanted: &str) -> Result<StepId, Failure> {
    let procedure = session.procedure();
    if let Some(step) = procedure.find(wanted) {
        return Ok(step.id.clone());
    }
    let hint = match nearest(wanted, procedure.steps.iter().map(|step| step.id.as_str())) {
        Some(id) => format!("did you mean `{id}`?"),
        None => format!("`firedrill show` lists its {} steps", procedure.steps.len()),
    };
    Err(Failure::Refused(format!("the procedure has no step {wanted}; {hint}")))
}

/// Reads a TIME.
pub fn parse_when(text: &str) -> Result<When, WhenError> {
    When::parse(text)
}

fn parse_anchor(text: &str) -> Result<Anchor, String> {
    Anchor::parse(text).ok_or_else(|| {
        let known = Anchor::ALL.map(Anchor::word);
        unknown("anchor", &known, text)
    })
}

fn parse_level(text: &str) -> Result<Achieved, String> {
    Achieved::parse(text).ok_or_else(|| {
        let known = ["manual", "documented", "scripted", "checked", "automatic", "broken"];
        unknown("level", &known, text)
    })
}

/// Says that there is no such word, and which there are.
pub fn unknown(what: &str, known: &[&str], text: &str) -> String {
    let hint = nearest(text, known.iter().copied()).map(|it| format!("; did you mean `{it}`?"));
    format!("there is no such {what}: it is one of {}{}", known.join(", "), hint.unwrap_or_default())
}
