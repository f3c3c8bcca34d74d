//! Why a procedure could not be had.

use super::import::page::MAX_PAGE_BYTES;
use super::parse::MAX_BYTES;
use crate::present::problem::{Problem, report, shortened, visible};
use std::io;
use std::path::{Path, PathBuf};

/// Why a procedure could not be had; each text is whole, says what to do, and is safe to print.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// No procedure has this id.
    #[error("{}", not_found(id, places, hint))]
    NotFound {
        /// What was looked for.
        id: String,
        /// Where, in this order.
        places: Vec<String>,
        /// What may have been meant.
        hint: String,
    },
    /// The file could not be read.
    #[error("{} cannot be read: {source}. Check the path, or name a procedure by its id.", shown(path))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A built-in procedure could not be unpacked.
    #[error(
        "{} cannot be written: {source}. A built-in procedure is unpacked there; see to it that it can be.",
        shown(path)
    )]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is larger than a procedure may be.
    #[error(
        "{} is larger than a procedure may be ({MAX_BYTES} bytes). Split it into several procedures.",
        shown(path)
    )]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// A procedure whose files are asked for has none.
    #[error("the procedure {id} was not read from a file, so it has no files that could be trusted")]
    NotOnDisk {
        /// Its id.
        id: String,
    },
    /// A file that belongs to a procedure's content could not be read.
    #[error(
        "{} belongs to the procedure, but cannot be read: {source}. Nothing of the procedure runs until it can.",
        shown(path)
    )]
    ContentUnreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A link leads out of the procedure's folder, where no trust reaches.
    #[error(
        "{} is a link that leads out of the procedure's folder, to {}; put the file itself there.",
        shown(path),
        visible(target)
    )]
    LinkOut {
        /// The link.
        path: PathBuf,
        /// Where it points.
        target: String,
    },
    /// Something that belongs to a procedure's content is no file.
    #[error("{} belongs to the procedure, but is {what}, no file.", shown(path))]
    NoFile {
        /// What is named.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// `also` names what is not there.
    #[error("`also` names {}, and there is no such file in the procedure's folder.", visible(entry))]
    AlsoMissing {
        /// The entry.
        entry: String,
    },
    /// A procedure's content is more than is looked at before each start.
    #[error("{} is too much to be looked at before each start: {limit}.", shown(path))]
    TooMuch {
        /// Where it became too much.
        path: PathBuf,
        /// What was passed, and what to do.
        limit: &'static str,
    },
    /// The procedure's file changed between two looks.
    #[error("{} changed while it was read. Try again.", shown(path))]
    Changing {
        /// The file.
        path: PathBuf,
    },
    /// The book of what is trusted cannot be read or written.
    #[error("{}, which keeps what is trusted on this machine, cannot be {what}: {source}.", shown(path))]
    Book {
        /// The file.
        path: PathBuf,
        /// `read` or `written`.
        what: &'static str,
        /// Why.
        source: io::Error,
    },
    /// The book of what is trusted makes no sense.
    #[error(
        "{}, which keeps what is trusted on this machine, is {why}. It was left as it is: move it away, and trust \
         your procedures anew.",
        shown(path)
    )]
    BrokenBook {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The page is larger than one that is taken in.
    #[error(
        "{} is larger than a page may be ({MAX_PAGE_BYTES} bytes). Split it, and import each part.",
        shown(path)
    )]
    PageTooLarge {
        /// The file.
        path: PathBuf,
    },
    /// Nothing of the page is a step.
    #[error(
        "There are no steps in {}, so no file was written. Steps are found in task lists (`- [ ] Stop it`), \
         numbered lists, numbered headings, headings with commands under them, tables with a column of steps, \
         and bullets under headings like \"Recovery\".",
        shown(path)
    )]
    NoSteps {
        /// The file.
        path: PathBuf,
    },
    /// The page is more than a procedure may be.
    #[error("{} is too much for one procedure: {what}. Split it, and import each part.", shown(path))]
    TooMuchForProcedure {
        /// The file.
        path: PathBuf,
        /// What was passed.
        what: String,
    },
    /// Redlines cannot be written into a step that is written in braces.
    #[error(
        "line {line} writes `{}` in braces, and redlines are written into steps that stand under a header of their own: \
         write it as [[phase.step]], a line for each key",
        visible(what)
    )]
    InBraces {
        /// The step, or the phase.
        what: String,
        /// The line, from 1.
        line: usize,
    },
    /// A step that would have to move or go is interrupted by something else.
    #[error(
        "the step {} is interrupted by another table in line {line}: put its own tables together",
        visible(step)
    )]
    Interrupted {
        /// The step.
        step: String,
        /// Where the other table begins, from 1.
        line: usize,
    },
    /// With the redlines, the file would be no procedure.
    #[error("with these redlines the file would be no procedure: {why}")]
    BadRedline {
        /// What would be wrong.
        why: String,
    },
    /// The text would not mean what it was meant to; a fault of this program.
    #[error(
        "the redlines could not be written so that the file says exactly what they say, and so nothing was written. \
         Change the file by hand; `firedrill redlines` lists what is to be changed"
    )]
    NotFaithful,
    /// The file is no procedure.
    #[error("{}", report(&path.to_string_lossy(), text, problems).trim_end())]
    Invalid {
        /// The file, as problems name it.
        path: PathBuf,
        /// What it says.
        text: String,
        /// Everything that is wrong with it.
        problems: Vec<Problem>,
    },
}

impl LibraryError {
    /// Returns the error in one line without the file's name, for a list that names it.
    pub fn line(&self) -> String {
        let Self::Invalid { problems, .. } = self else { return self.to_string() };
        let Some(first) = problems.first() else { return self.to_string() };
        let message = visible(&first.message);
        let more = match problems.len() - 1 {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        format!("line {}, column {}: {message}{more}", first.place.line, first.place.column)
    }
}

fn shown(path: &Path) -> String {
    visible(&path.to_string_lossy()).into_owned()
}

fn not_found(id: &str, places: &[String], hint: &str) -> String {
    let id = shortened(id);
    visible(&format!("There is no procedure `{id}`; looked in {}. {hint}", places.join(", "))).into_owned()
}
