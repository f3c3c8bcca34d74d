//! `exclude` and `include`: whether a session counts in baselines, statistics and trends.

use super::saved;
use crate::cli::failure::Failure;
use crate::cli::shell::Shell;
use crate::drill::command::Command;
use clap::Args;

/// Arguments of `exclude` and of `include`.
#[derive(Debug, Args)]
pub struct ExcludeArgs {
    /// Which session
    session: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    why: String,
    /// Print the saved events as JSON, one a line
    #[arg(long)]
    json: bool,
}

/// Leaves a session out.
pub fn exclude(shell: &Shell, args: ExcludeArgs) -> Result<(), Failure> {
    ask(shell, &args.session, Command::Exclude { why: args.why }, args.json)
}

/// Lets it count again.
pub fn include(shell: &Shell, args: ExcludeArgs) -> Result<(), Failure> {
    ask(shell, &args.session, Command::Include { why: args.why }, args.json)
}

fn ask(shell: &Shell, session: &str, command: Command, json: bool) -> Result<(), Failure> {
    let mut store = shell.store_for_change()?;
    let id = shell.session(&store, Some(session))?;
    saved::ask_now(shell, &mut store, &id, command, json)
}
