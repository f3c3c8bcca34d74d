//! `actions`: what still has to be done.

use super::saved;
use crate::cli::failure::Failure;
use crate::cli::out;
use crate::cli::shell::Shell;
use crate::drill::command::Command;
use crate::drill::ids::EventId;
use crate::engine::lists::{samples_count, summaries};
use crate::present::actions::{documents, text};
use crate::store::{Access, SummaryQuery};
use clap::Args;

/// Arguments of `actions`.
#[derive(Debug, Args)]
pub struct ActionsArgs {
    /// Close this action instead: the id at the end of its line
    #[arg(long, value_name = "ID", value_parser = parse_action)]
    close: Option<EventId>,
    /// What became of it
    #[arg(long, value_name = "TEXT", requires = "close", default_value = "", hide_default_value = true)]
    why: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Lists the open actions of all sessions, or closes one.
pub fn actions(shell: &Shell, args: ActionsArgs) -> Result<(), Failure> {
    if let Some(note) = args.close {
        return close(shell, note, args.why, args.json);
    }
    let store = shell.store(Access::Read)?;
    let sample = Some(samples_count(&store)?);
    let query = SummaryQuery { with_open_actions: true, sample, ..SummaryQuery::default() };
    let found = summaries(&store, &query)?;
    if args.json {
        return out::print_json(&documents(&found));
    }
    out::print_lines(&text(&found, &shell.now(), shell.charset()))
}

fn close(shell: &Shell, note: EventId, why: String, json: bool) -> Result<(), Failure> {
    let mut store = shell.store_for_change()?;
    let Some(session) = store.session_of(note)? else {
        return Err(Failure::Refused(format!("there is no action {note}; `firedrill actions` lists them")));
    };
    saved::ask_now(shell, &mut store, &session, Command::CloseAction { note, why }, json)
}

fn parse_action(text: &str) -> Result<EventId, String> {
    EventId::parse(text).ok_or_else(|| "`firedrill actions` ends each line with the action's id".to_owned())
}
