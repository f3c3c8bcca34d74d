//! `sessions`: the list of what was held.

use crate::cli::failure::Failure;
use crate::cli::out;
use crate::cli::shell::Shell;
use crate::drill::ids::{EnvironmentName, ProcedureId};
use crate::engine::lists::summaries;
use crate::present::sessions::{SessionDocument, text};
use crate::present::trend;
use crate::store::{Access, SummaryQuery};
use clap::Args;

/// Arguments of `sessions`.
#[derive(Debug, Args)]
pub struct SessionsArgs {
    /// Of this procedure alone
    #[arg(long, value_name = "ID")]
    procedure: Option<String>,
    /// In this environment alone
    #[arg(long, value_name = "ENV")]
    env: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Lists sessions, the newest first.
pub fn sessions(shell: &Shell, args: SessionsArgs) -> Result<(), Failure> {
    let store = shell.store(Access::Read)?;
    let query = SummaryQuery {
        procedure: args.procedure.map(ProcedureId::new),
        environment: args.env.map(EnvironmentName::new),
        ..SummaryQuery::default()
    };
    let found = summaries(&store, &query)?;
    if args.json {
        return out::print_json(&found.iter().map(SessionDocument::of).collect::<Vec<_>>());
    }
    if found.is_empty() {
        shell.tell("There are no such sessions yet; `firedrill run PROCEDURE --env ENV` holds one.");
    }
    let mut lines = text(&found, shell.charset());
    lines.extend(trend::text(&found, shell.charset()));
    out::print_lines(&lines)
}
