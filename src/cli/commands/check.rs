//! `check`: everything that is wrong with procedure files, at once.

use crate::cli::exit;
use crate::cli::failure::Failure;
use crate::cli::out;
use crate::cli::shell::Shell;
use crate::library::{self, LibraryError, Loaded};
use crate::present::cells;
use crate::present::problem::Problem;
use crate::present::sign::dot;
use clap::Args;
use serde::Serialize;

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Paths, or ids of procedures that are found by id
    #[arg(required = true, value_name = "PROCEDURE")]
    procedures: Vec<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// One checked file, as `--json` has it.
#[derive(Debug, Serialize)]
struct Checked<'a> {
    procedure: &'a str,
    ok: bool,
    id: Option<String>,
    title: Option<String>,
    steps: Option<usize>,
    problems: Vec<Found>,
}

#[derive(Debug, Serialize)]
struct Found {
    line: Option<usize>,
    column: Option<usize>,
    message: String,
    hint: Option<String>,
}

/// Checks every procedure that was named; the answer is no where one has an error.
pub fn check(shell: &Shell, args: &CheckArgs) -> Result<(), Failure> {
    let places = shell.places()?;
    let mut checked = Vec::new();
    let mut worst = exit::FINE;
    for name in &args.procedures {
        let loaded = library::find(name, &places).and_then(|found| found.load(&places));
        if !args.json {
            match &loaded {
                Ok(loaded) => out::print(&summary(shell, name, loaded))?,
                Err(error @ LibraryError::Invalid { .. }) => out::print(&format!("{error}\n"))?,
                Err(error) => shell.tell(&format!("firedrill: {error}")),
            }
        }
        checked.push(document(name, &loaded));
        worst = worst.max(match loaded {
            Ok(_) => exit::FINE,
            Err(LibraryError::Invalid { .. }) => exit::NO,
            Err(error) => Failure::from(error).code(),
        });
    }
    if args.json {
        out::print_json(&checked)?;
    }
    if worst == exit::FINE { Ok(()) } else { Err(Failure::Said(worst)) }
}

/// `procedures/data-gather.toml: fine · data-gather · 18 steps · test, staging, production`.
fn summary(shell: &Shell, name: &str, loaded: &Loaded) -> String {
    let safe = |text: &str| cells::label(text, usize::MAX, shell.charset());
    let procedure = &loaded.procedure;
    let environments: Vec<String> = procedure.environments.iter().map(|it| safe(it.name.as_str())).collect();
    let parts = [
        format!("{}: fine", safe(name)),
        safe(procedure.id.as_str()),
        format!("{} steps", procedure.steps.len()),
        environments.join(", "),
    ];
    parts.join(dot(shell.charset())) + "\n"
}

fn document<'a>(name: &'a str, loaded: &Result<Loaded, LibraryError>) -> Checked<'a> {
    let problems = match loaded {
        Ok(_) => Vec::new(),
        Err(LibraryError::Invalid { problems, .. }) => problems.iter().map(Found::of).collect(),
        Err(error) => vec![Found { line: None, column: None, message: error.to_string(), hint: None }],
    };
    let procedure = loaded.as_ref().ok().map(|it| &it.procedure);
    Checked {
        procedure: name,
        ok: procedure.is_some(),
        id: procedure.map(|it| it.id.to_string()),
        title: procedure.map(|it| it.title.clone()),
        steps: procedure.map(|it| it.steps.len()),
        problems,
    }
}

impl Found {
    fn of(problem: &Problem) -> Self {
        Self {
            line: Some(problem.place.line),
            column: Some(problem.place.column),
            message: problem.message.clone(),
            hint: problem.hint.clone(),
        }
    }
}
