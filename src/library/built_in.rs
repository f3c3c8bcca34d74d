//! Procedures that come with the program, with their scripts.

use super::error::LibraryError;
use super::parse::parse;
use super::read::{Loaded, digest};
use std::path::PathBuf;

/// A procedure that comes with the program.
#[derive(Debug, PartialEq, Eq)]
pub struct BuiltIn {
    /// Its id.
    pub id: &'static str,
    /// Its file.
    pub text: &'static str,
    /// Its scripts: paths within its folder, and what they say.
    pub scripts: &'static [(&'static str, &'static str)],
}

/// All of them, sorted by id.
pub static BUILT_IN: [BuiltIn; 0] = [];

impl BuiltIn {
    /// Reads the procedure as it was built in; no file is needed.
    pub fn load(&self) -> Result<Loaded, LibraryError> {
        let text = self.text.to_owned();
        match parse(&text) {
            Ok(procedure) => Ok(Loaded { procedure, digest: digest(&text), text, path: None }),
            Err(problems) => Err(LibraryError::Invalid { path: PathBuf::from(self.id), text, problems }),
        }
    }
}
