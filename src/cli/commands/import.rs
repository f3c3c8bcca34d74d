//! `import-session`: takes in what `export` wrote.

use crate::cli::failure::Failure;
use crate::cli::out;
use crate::cli::shell::Shell;
use crate::engine::desk;
use crate::present::cells;
use crate::store::Access;
use clap::Args;
use serde::Serialize;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::PathBuf;

/// Arguments of `import-session`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The file; `-` is standard input
    file: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What an import brought, as `--json` has it.
#[derive(Debug, Serialize)]
struct Brought {
    sessions: Vec<String>,
    new_events: usize,
    new_documents: usize,
    erased: usize,
}

/// Takes sessions in: all lines or none, each chain and each digest checked.
pub fn import(shell: &Shell, args: &ImportArgs) -> Result<(), Failure> {
    let mut lines: Box<dyn BufRead> =
        if args.file.as_os_str() == "-" {
            Box::new(io::stdin().lock())
        } else {
            let opened = File::open(&args.file);
            Box::new(BufReader::new(opened.map_err(|error| {
                Failure::Store(format!("{} cannot be read: {error}", args.file.display()))
            })?))
        };
    let mut store = shell.store(Access::Write)?;
    let imported = desk::import(&mut store, &mut lines, &shell.now())?;
    if let Some(notice) = &imported.notice {
        shell.tell(notice);
    }
    let sessions: Vec<String> = imported.sessions.iter().map(ToString::to_string).collect();
    if args.json {
        let (new_events, new_documents) = (imported.new_events, imported.new_documents);
        return out::print_json(&Brought { sessions, new_events, new_documents, erased: imported.erased });
    }
    if sessions.is_empty() {
        shell.tell("There was no session in it.");
    }
    let safe = |id: &String| format!("imported {}", cells::label(id, usize::MAX, shell.charset()));
    out::print_lines(&sessions.iter().map(safe).collect::<Vec<_>>())?;
    shell
        .tell(&format!("{} new events, {} new procedure texts", imported.new_events, imported.new_documents));
    Ok(())
}
