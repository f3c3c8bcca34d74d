//! Floor 6: speaks to the shell.

mod main;

pub use main::main;
