//! Floor 3: the user's settings file. Knows `present`; which actions, tones and keys there are, it does not know:
//! it gives them as they are written, each with its place, so that who knows them can name what is wrong.

pub mod error;
pub mod file;

pub use error::ConfigError;
pub use file::{Binding, Config, Paint, Written, parse, read};
