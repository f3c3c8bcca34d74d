//! From a parsed command to the file that does it.

use super::{
    actions, check, compare, deed, doctor, exclude, export, import, join, manual, paths, proof, redact,
    redlines, reopen, report, run, runbook, sample, sessions, show, trust, verify,
};
use crate::cli::arguments::Command;
use crate::cli::failure::Failure;
use crate::cli::screens;
use crate::cli::shell::Shell;

/// Does what a command says.
pub fn carry_out(shell: &Shell, command: Command) -> Result<(), Failure> {
    match command {
        Command::Run(args) => run::run(shell, args),
        Command::Join(args) => join::join(shell, &args),
        Command::Resume(args) => join::resume(shell, &args),
        Command::Deed(deed) => deed::carry_out(shell, &deed),
        Command::Reopen(args) => reopen::reopen(shell, args),
        Command::Exclude(args) => exclude::exclude(shell, args),
        Command::Include(args) => exclude::include(shell, args),
        Command::Sessions(args) => sessions::sessions(shell, args),
        Command::Show(args) => show::show(shell, &args),
        Command::Compare(args) => compare::compare(shell, &args),
        Command::Redlines(args) => redlines::redlines(shell, &args),
        Command::Report(args) => report::report(shell, &args),
        Command::Actions(args) => actions::actions(shell, args),
        Command::Sample(args) => sample::sample(shell, &args),
        Command::Import(args) => runbook::import(shell, &args),
        Command::ExportProcedure(args) => runbook::export(shell, &args),
        Command::Check(args) => check::check(shell, &args),
        Command::Proof(args) => proof::proof(shell, &args),
        Command::Trust(args) => trust::trust(shell, &args),
        Command::Export(args) => export::export(shell, &args),
        Command::ImportSession(args) => import::import(shell, &args),
        Command::Redact(args) => redact::redact(shell, args),
        Command::Verify(args) => verify::verify(shell, &args),
        Command::Doctor(args) => doctor::doctor(shell, &args),
        Command::Paths(args) => paths::paths(shell, &args),
        Command::Completions(args) => manual::completions(&args),
        Command::Man => manual::man(),
    }
}

/// Shows home.
pub fn home(shell: &Shell) -> Result<(), Failure> {
    let terminal = shell.need_screen(
        "name a command instead: `firedrill --help` lists them, `firedrill sessions` the sessions",
    )?;
    screens::home(shell, terminal)
}
