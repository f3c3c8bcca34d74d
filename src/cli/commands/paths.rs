//! `paths`: where everything is kept.

use crate::cli::failure::Failure;
use crate::cli::out;
use crate::cli::shell::Shell;
use crate::present::cells;
use crate::present::table::aligned;
use clap::Args;
use serde::Serialize;

/// Arguments of `paths`.
#[derive(Debug, Args)]
pub struct PathsArgs {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Places {
    store: String,
    sample: String,
    settings: String,
    procedures: Vec<String>,
    unpacked: String,
    trusted: String,
    state: String,
}

/// Names the store, the settings and the folders of procedures; makes none of them.
pub fn paths(shell: &Shell, args: &PathsArgs) -> Result<(), Failure> {
    let (paths, places) = (shell.paths()?, shell.places()?);
    let text = |path: &std::path::Path| path.to_string_lossy().into_owned();
    let found = Places {
        store: text(&paths.store),
        sample: text(&paths.sample),
        settings: text(&shell.settings_file()?),
        procedures: vec![text(&places.project), text(&places.user)],
        unpacked: text(&paths.unpacked),
        trusted: text(&paths.trusted),
        state: text(&paths.state),
    };
    if args.json {
        return out::print_json(&found);
    }
    let row = |name: &str, path: &str| vec![name.to_owned(), cells::label(path, usize::MAX, shell.charset())];
    let rows = [
        row("store", &found.store),
        row("sample", &found.sample),
        row("settings", &found.settings),
        row("procedures", &found.procedures[0]),
        row("", &found.procedures[1]),
        row("unpacked", &found.unpacked),
        row("trusted", &found.trusted),
        row("state", &found.state),
    ];
    out::print_lines(&aligned(&rows, &[]))
}
