//! The way in from the shell and the way out to it: parse, build, go.

use super::arguments::Cli;
use super::failure::Failure;
use super::shell::Shell;
use super::{commands, exit, out};
use crate::present::safe::Charset;
use crate::runner::attended::keep_here;
use crate::runner::keeper::{KEEP, KEEP_HERE, keep};
use clap::Parser;
use clap::error::ErrorKind;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

/// Reads the command line, does what it says, and answers with the exit code.
pub fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    match arguments.next() {
        Some(first) if first == KEEP => return ExitCode::from(keep(arguments)),
        Some(first) if first == KEEP_HERE => return ExitCode::from(keep_here(arguments)),
        _ => {}
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return ExitCode::from(parse_error(&error)),
    };
    let shell = Shell::new(cli.globals);
    let outcome = match cli.command {
        Some(command) => commands::carry_out(&shell, command),
        None => commands::home(&shell),
    };
    let Err(failure) = outcome else { return ExitCode::from(exit::FINE) };
    if !matches!(failure, Failure::Said(_) | Failure::Interrupted | Failure::NobodyListens) {
        shell.tell(&format!("firedrill: {failure}"));
    }
    ExitCode::from(failure.code())
}

/// Prints what clap has to say. Only its own words may be coloured: a message quotes what was typed.
fn parse_error(error: &clap::Error) -> u8 {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let help = error.render();
        let colour =
            io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|it| it.is_empty());
        let text = if colour { help.ansi().to_string() } else { help.to_string() };
        _ = io::stdout().lock().write_all(text.as_bytes());
        return exit::FINE;
    }
    let message = error.render().to_string();
    let text = out::block(&message, "", Charset::Unicode);
    _ = io::stderr().lock().write_all(text.as_bytes());
    exit::USAGE
}
