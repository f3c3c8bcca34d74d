//! `redact`: the text of an event goes, that it happened stays.

use super::saved;
use crate::cli::failure::Failure;
use crate::cli::shell::Shell;
use crate::drill::command::Command;
use crate::drill::ids::EventId;
use clap::Args;

/// Arguments of `redact`.
#[derive(Debug, Args)]
pub struct RedactArgs {
    /// The event: the id that its saved line named; `show --json` and `export` have it too
    #[arg(value_name = "EVENT", value_parser = parse_event)]
    event: EventId,
    /// Why
    #[arg(long, value_name = "TEXT")]
    why: String,
    /// Print the saved events as JSON, one a line
    #[arg(long)]
    json: bool,
}

/// Erases the text of an event, in whichever session it is.
pub fn redact(shell: &Shell, args: RedactArgs) -> Result<(), Failure> {
    let mut store = shell.store_for_change()?;
    let Some(session) = store.session_of(args.event)? else {
        let unknown =
            format!("no session has an event {}; `firedrill show SESSION --json` names them", args.event);
        return Err(Failure::Refused(unknown));
    };
    saved::ask_now(
        shell,
        &mut store,
        &session,
        Command::Redact { event: args.event, why: args.why },
        args.json,
    )
}

fn parse_event(text: &str) -> Result<EventId, String> {
    EventId::parse(text)
        .ok_or_else(|| "an event id looks like 0199f4b2-6c1e-7cc3-98c4-dc0c0c07398f".to_owned())
}
