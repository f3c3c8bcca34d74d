//! `join` and `resume`: an open session on another terminal, or again.

use super::deed::unknown;
use crate::cli::failure::Failure;
use crate::cli::shell::Shell;
use crate::cli::{plain, screens};
use crate::drill::fact::Role;
use crate::drill::ids::SessionId;
use crate::engine::{EngineError, which};
use clap::Args;

const INSTEAD: &str = "use --plain for numbered lines";

/// Arguments of `join`.
#[derive(Debug, Args)]
pub struct JoinArgs {
    /// Which session; otherwise the one open session
    session: Option<String>,
    /// As what: shadow, scribe, facilitator or verifier
    #[arg(long = "as", value_name = "ROLE", value_parser = parse_role)]
    role: Option<Role>,
    #[command(flatten)]
    how: How,
}

/// Arguments of `resume`.
#[derive(Debug, Args)]
pub struct ResumeArgs {
    /// Which session; otherwise the one open session, however long it has been idle
    session: Option<String>,
    #[command(flatten)]
    how: How,
}

/// How to show it.
#[derive(Debug, Args)]
struct How {
    /// What to measure it against: last, best, best-segments, median, objective, or a session
    #[arg(long, value_name = "BASELINE", default_value = "last")]
    against: String,
    /// Numbered lines instead of a screen: reads commands from standard input
    #[arg(long)]
    plain: bool,
}

/// Opens a session beside others.
pub fn join(shell: &Shell, args: &JoinArgs) -> Result<(), Failure> {
    open(shell, args.session.as_deref(), args.role, &args.how, Err)
}

/// Opens a session again. Whoever resumes knows that it has been idle.
pub fn resume(shell: &Shell, args: &ResumeArgs) -> Result<(), Failure> {
    open(shell, args.session.as_deref(), None, &args.how, |error| match error {
        EngineError::Idle { session, .. } => Ok(session),
        other => Err(other),
    })
}

fn open(
    shell: &Shell,
    session: Option<&str>,
    role: Option<Role>,
    how: &How,
    idle: impl Fn(EngineError) -> Result<SessionId, EngineError>,
) -> Result<(), Failure> {
    let terminal = if how.plain { None } else { Some(shell.need_screen(INSTEAD)?) };
    let store = shell.store_for_change()?;
    let id = shell.session(&store, session).or_else(idle)?;
    let against = which::baseline(&store, &how.against)?;
    match terminal {
        Some(terminal) => screens::session(shell, terminal, store, id, (role, against)),
        None => plain::hold(shell, store, &id, (role, against)),
    }
}

fn parse_role(text: &str) -> Result<Role, String> {
    let known = Role::JOINING.map(Role::word);
    match Role::JOINING.into_iter().find(|role| role.word() == text) {
        Some(role) => Ok(role),
        None if text == Role::Owner.word() => {
            Err("a drill has one owner: `firedrill handover NAME` lets another person drive".to_owned())
        }
        None => Err(unknown("role", &known, text)),
    }
}
