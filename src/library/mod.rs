//! Floor 3: procedure files. Reads them with line and column in every error, finds them, and holds those that are
//! built in; knows which files belong to a procedure, and which of them were trusted. Knows `drill` and `present`; the
//! folders it looks in are handed to it.

mod also;
pub mod amend;
pub mod built_in;
pub mod check;
mod command;
pub mod error;
pub mod find;
pub mod import;
pub mod import_file;
mod inside;
mod links;
pub mod manifest;
pub mod parse;
mod probe;
mod quote;
pub mod read;
pub mod render;
mod scripts;
mod service;
mod shell;
pub mod slip;
mod spots;
mod step;
#[cfg(test)]
mod surroundings;
mod survey;
pub mod trust;
mod value;
mod words;

pub use built_in::BuiltIn;
pub use check::{Checked, check};
pub use error::LibraryError;
pub use find::{Entry, Found, Origin, Places, catalogue, find};
pub use import_file::{Page, read_page};
pub use manifest::{Change, Content, Manifest};
pub use parse::{parse, parse_allowing};
pub use read::{Loaded, read, read_allowing};
pub use trust::{Book, Standing};
