//! `proof`: what is proven of a procedure, by step and environment.

use crate::cli::failure::Failure;
use crate::cli::out;
use crate::cli::shell::Shell;
use crate::drill::ids::EnvironmentName;
use crate::engine::EngineError;
use crate::engine::proof;
use crate::library;
use crate::present::proof::{Document, text};
use crate::store::Access;
use clap::Args;

/// Arguments of `proof`.
#[derive(Debug, Args)]
pub struct ProofArgs {
    /// A path, or the id of a procedure that is found by id
    #[arg(value_name = "PROCEDURE")]
    procedure: String,
    /// In this environment alone
    #[arg(long, value_name = "ENV")]
    env: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Prints the matrix of steps and environments, and what stands out in it.
pub fn proof(shell: &Shell, args: &ProofArgs) -> Result<(), Failure> {
    let places = shell.places()?;
    let loaded = library::find(&args.procedure, &places).and_then(|found| found.load(&places))?;
    let environment = args.env.as_deref().map(EnvironmentName::from);
    if let Some(wanted) = environment.as_ref().filter(|it| loaded.procedure.environment(it).is_none()) {
        let known: Vec<&str> = loaded.procedure.environments.iter().map(|it| it.name.as_str()).collect();
        return Err(Failure::from(EngineError::NoSuchEnvironment {
            procedure: loaded.procedure.id.to_string(),
            wanted: wanted.to_string(),
            known: known.join(", "),
        }));
    }
    let store = shell.store(Access::Read)?;
    let mut matrix = proof::read(&store, &shell.paths()?, &loaded, None)?;
    if let Some(environment) = &environment {
        matrix = matrix.only(environment);
    }
    if args.json {
        return out::print_json(&Document::of(&loaded.procedure, &matrix));
    }
    out::print_lines(&text(&loaded.procedure, &matrix, shell.charset()))
}
