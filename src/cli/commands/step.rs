//! `step`: what happens to one step.

use super::deed::{Told, find_step};
use crate::cli::failure::Failure;
use crate::drill::command::Command;
use crate::drill::fact::HoldCause;
use crate::drill::ids::DependencyId;
use crate::drill::session::Session;
use crate::present::nearest::nearest;
use clap::{Args, Subcommand};

/// Something done to a step.
#[derive(Debug, Subcommand)]
pub enum StepDeed {
    /// Begin a step; one whose turn has not come wants a reason
    Start(StepArgs),
    /// Finish a step. It starts nothing else; a step that never started wants --at for its start
    Done(DoneArgs),
    /// Say that a step did not work
    Fail(StepArgs),
    /// Leave a step out
    Skip(StepArgs),
    /// Open a step again that is done, failed or skipped
    Reopen(StepArgs),
    /// Put a running step on hold
    Hold(HoldArgs),
    /// End the hold of a step
    Resume(DoneArgs),
}

/// Arguments of most of them.
#[derive(Debug, Args)]
pub struct StepArgs {
    /// The step: an id or a number
    step: String,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    why: String,
    #[command(flatten)]
    told: Told,
}

/// Arguments of those that need no reason.
#[derive(Debug, Args)]
pub struct DoneArgs {
    /// The step: an id or a number
    step: String,
    #[command(flatten)]
    told: Told,
}

/// Arguments of `step hold`.
#[derive(Debug, Args)]
pub struct HoldArgs {
    /// The step: an id or a number
    step: String,
    /// What it waits for: dependency:ID, approval or deciding
    #[arg(long = "for", value_name = "CAUSE", value_parser = parse_cause)]
    cause: HoldCause,
    /// More about it
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    why: String,
    #[command(flatten)]
    told: Told,
}

impl StepDeed {
    /// Returns when, and in which session.
    pub fn told(&self) -> &Told {
        match self {
            Self::Start(StepArgs { told, .. })
            | Self::Fail(StepArgs { told, .. })
            | Self::Skip(StepArgs { told, .. })
            | Self::Reopen(StepArgs { told, .. })
            | Self::Done(DoneArgs { told, .. })
            | Self::Resume(DoneArgs { told, .. })
            | Self::Hold(HoldArgs { told, .. }) => told,
        }
    }

    /// Returns what is asked of the session.
    pub fn command(&self, session: &Session) -> Result<Command, Failure> {
        let find = |step: &str| find_step(session, step);
        Ok(match self {
            Self::Start(StepArgs { step, why, .. }) => {
                Command::StartStep { step: find(step)?, why: Some(why.clone()).filter(|why| !why.is_empty()) }
            }
            Self::Done(DoneArgs { step, .. }) => Command::CompleteStep { step: find(step)? },
            Self::Fail(StepArgs { step, why, .. }) => {
                Command::FailStep { step: find(step)?, why: why.clone() }
            }
            Self::Skip(StepArgs { step, why, .. }) => {
                Command::SkipStep { step: find(step)?, why: why.clone() }
            }
            Self::Reopen(StepArgs { step, why, .. }) => {
                Command::ReopenStep { step: find(step)?, why: why.clone() }
            }
            Self::Hold(HoldArgs { step, cause, why, .. }) => {
                check_cause(session, cause)?;
                Command::HoldStep { step: find(step)?, cause: cause.clone(), text: why.clone() }
            }
            Self::Resume(DoneArgs { step, .. }) => Command::ResumeStep { step: find(step)? },
        })
    }
}

fn parse_cause(text: &str) -> Result<HoldCause, String> {
    match (text, text.split_once(':')) {
        ("approval", _) => Ok(HoldCause::Approval),
        ("deciding", _) => Ok(HoldCause::Deciding),
        (_, Some(("dependency", id))) if !id.is_empty() => Ok(HoldCause::Dependency(DependencyId::new(id))),
        _ => Err("a step waits for dependency:ID, approval or deciding".to_owned()),
    }
}

/// Names the dependencies there are, where the one that was named is none.
fn check_cause(session: &Session, cause: &HoldCause) -> Result<(), Failure> {
    let HoldCause::Dependency(id) = cause else { return Ok(()) };
    let known: Vec<&str> = session.procedure().dependencies.iter().map(|it| it.id.as_str()).collect();
    if known.contains(&id.as_str()) {
        return Ok(());
    }
    let hint = match (nearest(id.as_str(), known.iter().copied()), known.as_slice()) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, []) => "it names none".to_owned(),
        (None, known) => format!("it names {}", known.join(", ")),
    };
    Err(Failure::Refused(format!("the procedure has no dependency {id}; {hint}")))
}
