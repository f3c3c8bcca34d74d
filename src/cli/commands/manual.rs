//! `man` and `completions`: made from the command line itself.

use crate::cli::arguments::Cli;
use crate::cli::failure::Failure;
use crate::cli::out;
use clap::{Args, Command, CommandFactory};
use clap_complete::Shell as ShellKind;
use clap_mangen::Man;
use std::io;

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// Whose
    shell: ShellKind,
}

/// Prints the completions of a shell.
pub fn completions(args: &CompletionsArgs) -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "firedrill", &mut text);
    out::print(&String::from_utf8_lossy(&text))
}

/// Prints the manual: the page of the program, then one of each command.
pub fn man() -> Result<(), Failure> {
    let mut root = Cli::command();
    root.build();
    let mut text = Vec::new();
    pages(&root, &mut text)
        .map_err(|error| Failure::Store(format!("the manual cannot be written: {error}")))?;
    out::print(&String::from_utf8_lossy(&text))
}

fn pages(command: &Command, out: &mut Vec<u8>) -> io::Result<()> {
    let name = command.get_bin_name().unwrap_or(command.get_name()).to_owned();
    let page = command.clone().display_name(name.replace(' ', "-")).disable_help_subcommand(true);
    Man::new(page).render(out)?;
    let commands = command.get_subcommands().filter(|it| it.get_name() != "help" && !it.is_hide_set());
    commands.into_iter().try_for_each(|it| pages(it, out))
}
