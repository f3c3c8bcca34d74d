//! `report`: a session as a document for others.

use super::show::kept;
use crate::analysis::baseline::Kind;
use crate::cli::failure::Failure;
use crate::cli::out;
use crate::cli::shell::Shell;
use crate::engine::history::History;
use crate::engine::{desk, report as earlier};
use crate::platform::folders::{write_new_private_file, write_private_file};
use crate::present::cells;
use crate::present::json;
use crate::present::report::document::Document;
use crate::present::report::{Predecessor, Report, Subject};
use crate::present::safe::Charset;
use crate::report::session;
use crate::store::Access;
use clap::{Args, ValueEnum};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

/// Arguments of `report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Which session
    #[arg(default_value = "last")]
    session: String,
    /// The format; without it the ending of FILE says it, else it is html
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Format>,
    /// Write to this file, which only you can read, instead of to standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write over FILE where it is there already
    #[arg(long, requires = "output")]
    force: bool,
}

/// What a report can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One page without scripts, for the screen, a phone and paper
    Html,
    /// GitHub's flavour
    Markdown,
    /// All keys of `show --json`, and `report`
    Json,
    /// A row for each step
    Csv,
}

impl Format {
    /// Reads the format off the ending of a file.
    fn of_file(file: &Path) -> Option<Self> {
        match file.extension()?.to_str()?.to_lowercase().as_str() {
            "html" | "htm" => Some(Self::Html),
            "md" | "markdown" => Some(Self::Markdown),
            "json" => Some(Self::Json),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }
}

/// Writes the report of a session.
pub fn report(shell: &Shell, args: &ReportArgs) -> Result<(), Failure> {
    let file = args.output.as_deref().filter(|file| file.as_os_str() != "-");
    let format = format(args.format, file)?;
    if let Some(file) = file.filter(|file| !args.force && file.symlink_metadata().is_ok()) {
        return Err(exists(file));
    }
    let text = text(shell, &args.session, format)?;
    let Some(file) = file else {
        if format == Format::Html && io::stdout().is_terminal() {
            shell.tell("This is HTML; `-o FILE.html` writes it to a file that a browser opens.");
        }
        out::keep_private(io::stdout());
        return out::print(&text);
    };
    if args.force {
        write_private_file(file, text.as_bytes())?;
    } else if !write_new_private_file(file, text.as_bytes())? {
        return Err(exists(file));
    }
    shell.tell(&format!("wrote {} ({} KiB)", file.display(), text.len().div_ceil(1_024)));
    Ok(())
}

fn format(asked: Option<Format>, file: Option<&Path>) -> Result<Format, Failure> {
    match (asked, file) {
        (Some(format), _) => Ok(format),
        (None, None) => Ok(Format::Html),
        (None, Some(file)) => Format::of_file(file).ok_or_else(|| {
            let message = "its ending names no format: end it in .html, .md, .json or .csv, or give --format";
            Failure::Usage(format!("{}: {message}", file.display()))
        }),
    }
}

fn exists(file: &Path) -> Failure {
    let message = "is there already and was left as it is; --force writes over it";
    Failure::Store(format!("the file {} {message}", file.display()))
}

fn text(shell: &Shell, wanted: &str, format: Format) -> Result<String, Failure> {
    let store = shell.store(Access::Read)?;
    let id = shell.session(&store, Some(wanted))?;
    let loaded = desk::load(&store, &id)?;
    if let Some(notice) = &loaded.notice {
        shell.tell(&cells::shown(notice, shell.charset()));
    }
    let (kept, now) = (kept(&store, &id, &loaded.session)?, shell.now());
    let mut history = History::read(&store, &loaded.session, &Kind::Last)?;
    history.reach_back(&store, &loaded.session)?;
    let previous = earlier::predecessor(&store, &loaded.session, &history.measure.past)?;
    let previous = previous.as_ref().map(|(id, it)| Predecessor { id, session: &it.session });
    // A page says itself that it is UTF-8, whatever the locale of this shell is.
    let charset = if format == Format::Html { Charset::Unicode } else { shell.charset() };
    let subject = Subject::of(&loaded.session, &history.measure.past, previous, &kept, &now, charset);
    Ok(match format {
        Format::Html => session::html(&Report::of(&subject)),
        Format::Markdown => session::markdown(&Report::of(&subject)),
        Format::Csv => session::csv(&Document::of(&subject)),
        Format::Json => {
            json::pretty(&Document::of(&subject)).map_err(|error| out::unwritable(&error))? + "\n"
        }
    })
}
