//! `doctor`: how the store, its files and the procedures are. It changes nothing.

use crate::cli::exit;
use crate::cli::failure::Failure;
use crate::cli::out;
use crate::cli::shell::Shell;
use crate::library::{self, Entry, Origin};
use crate::present::cells;
use crate::present::table::aligned;
use crate::store::checkup::{Checkup, FileFound, check_up};
use crate::store::{Access, Store};
use clap::Args;
use serde::Serialize;
use std::path::Path;

/// Arguments of `doctor`.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What was found, as `--json` has it.
#[derive(Debug, Serialize)]
struct Findings {
    version: &'static str,
    sqlite: &'static str,
    store: String,
    exists: bool,
    journal: Option<String>,
    schema: Option<i32>,
    sessions: usize,
    events: usize,
    damage: Vec<String>,
    broken: Vec<String>,
    files: Vec<FileFindings>,
    procedures: Vec<ProcedureFindings>,
}

#[derive(Debug, Serialize)]
struct FileFindings {
    path: String,
    bytes: u64,
    mode: String,
    open_to_others: bool,
}

#[derive(Debug, Serialize)]
struct ProcedureFindings {
    id: String,
    origin: &'static str,
    title: Option<String>,
    error: Option<String>,
}

/// Looks at everything. The answer is no where a log does not verify; damage of the file is code 4.
pub fn doctor(shell: &Shell, args: &DoctorArgs) -> Result<(), Failure> {
    let path = shell.paths()?.store;
    let checkup = check_up(&path);
    let broken = if checkup.damage.is_empty() { broken(&path)? } else { Vec::new() };
    let procedures = library::catalogue(&shell.places()?);
    let findings = Findings::of(&path, checkup, broken, &procedures);
    if args.json {
        out::print_json(&findings)?;
    } else {
        out::print_lines(&findings.lines(shell))?;
    }
    match (findings.damage.is_empty(), findings.broken.is_empty()) {
        (true, true) => Ok(()),
        (true, false) => Err(Failure::Said(exit::NO)),
        (false, _) => Err(Failure::Said(exit::STORE)),
    }
}

/// Returns the sessions whose hash chains do not hold.
fn broken(path: &Path) -> Result<Vec<String>, Failure> {
    let store = Store::open(path, Access::Read)?.store;
    let mut broken = Vec::new();
    for session in store.session_ids()? {
        if let Some(place) = store.verify(&session)?.broken {
            broken.push(format!("{session}, event {} of writer {}: {}", place.seq, place.writer, place.what));
        }
    }
    Ok(broken)
}

impl Findings {
    fn of(path: &Path, checkup: Checkup, broken: Vec<String>, procedures: &[Entry]) -> Self {
        let file = |it: &FileFound| FileFindings {
            path: it.path.to_string_lossy().into_owned(),
            bytes: it.bytes,
            mode: format!("{:04o}", it.mode),
            open_to_others: it.is_open_to_others(),
        };
        let procedure = |it: &Entry| ProcedureFindings {
            id: it.id.to_string(),
            origin: match it.origin {
                Origin::Project => "project",
                Origin::User => "user",
                Origin::BuiltIn => "built in",
            },
            title: it.title.clone().ok(),
            error: it.title.clone().err(),
        };
        Self {
            version: env!("CARGO_PKG_VERSION"),
            sqlite: checkup.sqlite,
            store: path.to_string_lossy().into_owned(),
            exists: path.symlink_metadata().is_ok(),
            journal: checkup.journal,
            schema: checkup.schema,
            sessions: checkup.readable.len(),
            events: checkup.readable.values().sum(),
            damage: checkup.damage,
            broken,
            files: checkup.files.iter().map(file).collect(),
            procedures: procedures.iter().map(procedure).collect(),
        }
    }

    fn lines(&self, shell: &Shell) -> Vec<String> {
        let safe = |text: &str| cells::label(text, usize::MAX, shell.charset());
        let row = |name: &str, value: String| vec![name.to_owned(), value];
        let mut rows = vec![
            row("firedrill", self.version.to_owned()),
            row("SQLite", self.sqlite.to_owned()),
            row("store", safe(&self.store)),
        ];
        if self.exists {
            rows.push(row("journal", self.journal.clone().unwrap_or_else(|| "unknown".to_owned())));
            rows.push(row("schema", self.schema.map_or_else(|| "unknown".to_owned(), |it| it.to_string())));
            rows.push(row("health", self.health()));
        } else {
            rows.push(row("health", "not made yet; the first session makes it".to_owned()));
        }
        rows.extend(self.damage.iter().map(|it| row("damage", safe(it))));
        rows.extend(self.broken.iter().map(|it| row("broken", safe(it))));
        if !self.damage.is_empty() {
            rows.push(row("advice", ADVICE.to_owned()));
        }
        for file in &self.files {
            let open = if file.open_to_others { ", open to others" } else { "" };
            rows.push(row(
                "file",
                format!("{} {} bytes, mode {}{open}", safe(&file.path), file.bytes, file.mode),
            ));
        }
        for it in &self.procedures {
            let told = match (&it.title, &it.error) {
                (_, Some(error)) => format!("ERROR {}", safe(error)),
                (title, None) => safe(title.as_deref().unwrap_or_default()),
            };
            rows.push(row("procedure", format!("{} ({}): {told}", safe(&it.id), it.origin)));
        }
        aligned(&rows, &[])
    }

    fn health(&self) -> String {
        let left = format!("{} sessions, {} events", self.sessions, self.events);
        match (self.damage.is_empty(), self.broken.is_empty()) {
            (true, true) => format!("ok, {left}"),
            (true, false) => format!("whole, but its log was changed: {left}"),
            (false, _) => format!("DAMAGED; what can still be read: {left}"),
        }
    }
}

/// What to do about damage; nothing does it by itself.
const ADVICE: &str = "copy the store and the files beside it away before anything else; `sqlite3 COPY .recover` \
                      reads what is left; go on with another store (--store PATH)";
