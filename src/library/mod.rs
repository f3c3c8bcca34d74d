//! Floor 3: procedure files. Reads them with line and column in every error, finds them, and holds those that are
//! built in. Knows `drill` and `present`; the folders it looks in are handed to it.

pub mod built_in;
mod command;
pub mod error;
pub mod find;
mod links;
pub mod parse;
mod probe;
pub mod read;
mod service;
mod step;
mod value;

pub use built_in::BuiltIn;
pub use error::LibraryError;
pub use find::{Entry, Found, Origin, Places, catalogue, find};
pub use parse::{parse, parse_allowing};
pub use read::{Loaded, read, read_allowing};
