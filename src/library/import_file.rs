//! From the path of a runbook to a procedure.

use super::error::LibraryError;
use super::import::page::MAX_PAGE_BYTES;
use super::import::{Imported, NotImported, import};
use super::parse::{MAX_BYTES, MAX_STEPS};
use super::read::bounded;
use crate::present::section::decode;
use std::path::Path;

/// A page that was read and became a procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The procedure.
    pub imported: Imported,
    /// The name of the file.
    pub name: String,
}

/// Reads a runbook; at most a little over 4 MiB of it, whatever its size.
pub fn read_page(path: &Path) -> Result<Page, LibraryError> {
    let path_of = || path.to_owned();
    let unreadable = |source| LibraryError::Unreadable { path: path_of(), source };
    let bytes = bounded(path, MAX_PAGE_BYTES).map_err(unreadable)?;
    let bytes = bytes.ok_or_else(|| LibraryError::PageTooLarge { path: path_of() })?;
    let invalid = |text, problems| LibraryError::Invalid { path: path_of(), text, problems };
    let text = decode(bytes).map_err(|(text, problem)| invalid(text, vec![problem]))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let imported = import(&text, &name).map_err(|why| match why {
        NotImported::NoSteps => LibraryError::NoSteps { path: path_of() },
        NotImported::TooManySteps(steps) => {
            let what = format!("its {steps} steps are more than the {MAX_STEPS} that a procedure may have");
            LibraryError::TooMuchForProcedure { path: path_of(), what }
        }
        NotImported::TooLarge(bytes) => {
            let what = format!("the file would have {bytes} bytes, and {MAX_BYTES} are the most");
            LibraryError::TooMuchForProcedure { path: path_of(), what }
        }
        NotImported::Broken(text, problems) => invalid(text, problems),
    })?;
    Ok(Page { imported, name })
}
