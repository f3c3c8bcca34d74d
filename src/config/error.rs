//! Why the settings could not be had.

use super::file::MAX_BYTES;
use crate::present::problem::{Problem, report, visible};
use std::io;
use std::path::{Path, PathBuf};

/// Why the settings could not be had; each text is whole, says what to do, and is safe to print.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file could not be read.
    #[error(
        "The settings in {} cannot be read: {source}. Mend that, or move the file away to use the defaults.",
        shown(path)
    )]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is larger than settings may be.
    #[error("{} is larger than settings may be ({MAX_BYTES} bytes). Is it the right file?", shown(path))]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// The file says something else than settings.
    #[error("{}", report(&path.to_string_lossy(), text, problems).trim_end())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// What it says.
        text: String,
        /// Everything that is wrong with it.
        problems: Vec<Problem>,
    },
}

fn shown(path: &Path) -> String {
    visible(&path.to_string_lossy()).into_owned()
}
