//! `reopen`: a session that is over goes on.

use super::saved;
use crate::cli::failure::Failure;
use crate::cli::shell::Shell;
use crate::drill::command::Command;
use clap::Args;

/// Arguments of `reopen`.
#[derive(Debug, Args)]
pub struct ReopenArgs {
    /// Which session
    session: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    why: String,
    /// Print the saved events as JSON, one a line
    #[arg(long)]
    json: bool,
}

/// Opens a session again.
pub fn reopen(shell: &Shell, args: ReopenArgs) -> Result<(), Failure> {
    let mut store = shell.store_for_change()?;
    let id = shell.session(&store, Some(&args.session))?;
    saved::ask_now(shell, &mut store, &id, Command::Reopen { why: args.why }, args.json)
}
