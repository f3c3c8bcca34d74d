//! `check`: everything that is wrong with procedure files, at once.

use crate::cli::exit;
use crate::cli::failure::Failure;
use crate::cli::out;
use crate::cli::shell::Shell;
use crate::drill::procedure::Procedure;
use crate::library::find::{Found, find};
use crate::library::{self, Checked, LibraryError};
use crate::present::cells;
use crate::present::check::{Row, count};
use crate::present::problem::report;
use crate::present::sign::dot;
use clap::Args;

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Paths, or ids of procedures that are found by id
    #[arg(required = true, value_name = "PROCEDURE")]
    procedures: Vec<String>,
    /// Print JSON: one list of { file, line, column, severity, code, message, hint }
    #[arg(long)]
    json: bool,
}

/// Checks every procedure that was named; the answer is no where one has an error.
pub fn check(shell: &Shell, args: &CheckArgs) -> Result<(), Failure> {
    let places = shell.places()?;
    let mut worst = exit::FINE;
    let mut all = Vec::new();
    for name in &args.procedures {
        match find(name, &places).and_then(|found| Ok((file(name, &found), library::check(&found, &places)?)))
        {
            Ok((file, checked)) => {
                worst = worst.max(if checked.is_fine() { exit::FINE } else { exit::NO });
                if !args.json {
                    out::print(&told(shell, name, &file, &checked))?;
                }
                all.push((file, checked));
            }
            Err(error) => {
                worst = worst.max(refused(shell, error));
            }
        }
    }
    if args.json {
        let rows = all.iter().flat_map(|(file, it)| it.problems.iter().map(|problem| Row::of(file, problem)));
        out::print_json(&rows.collect::<Vec<_>>())?;
    }
    if worst == exit::FINE { Ok(()) } else { Err(Failure::Said(worst)) }
}

/// How problems name the file: as it was named, so that an editor finds it from here.
fn file(name: &str, found: &Found) -> String {
    match found {
        Found::File(path) => path.to_string_lossy().into_owned(),
        Found::BuiltIn(_) => name.to_owned(),
    }
}

/// Says that a file could not be had, and returns the exit code for that.
fn refused(shell: &Shell, error: LibraryError) -> u8 {
    shell.tell(&format!("firedrill: {error}"));
    Failure::from(error).code()
}

/// Every problem in its place, and a line that sums up.
fn told(shell: &Shell, name: &str, file: &str, checked: &Checked) -> String {
    let mut told = report(file, &checked.text, &checked.problems);
    if !told.is_empty() {
        told.push('\n');
    }
    told.push_str(&summary(shell, name, checked));
    told
}

/// `procedures/data-gather.toml: fine · data-gather · 18 steps · test, staging, production`, or
/// `procedures/data-gather.toml: 1 error, 2 warnings`.
fn summary(shell: &Shell, name: &str, checked: &Checked) -> String {
    let safe = |text: &str| cells::label(text, usize::MAX, shell.charset());
    let count = count(&checked.problems);
    let fine = checked.procedure.as_ref().filter(|_| checked.is_fine());
    let Some(Procedure { id, steps, environments, .. }) = fine else {
        return format!("{}: {}\n", safe(name), count.unwrap_or_default());
    };
    let environments: Vec<String> = environments.iter().map(|it| safe(it.name.as_str())).collect();
    let parts = [
        Some(format!("{}: fine", safe(name))),
        Some(safe(id.as_str())),
        Some(format!("{} steps", steps.len())),
        Some(environments.join(", ")),
        count,
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(dot(shell.charset())) + "\n"
}
