//! Floor 6: speaks to the shell. Parses the command line, hands each command to its file, and turns every outcome into
//! words and an exit code. Standard output is for data alone; everything else goes to standard error.

mod arguments;
mod commands;
mod escaping;
pub mod exit;
mod failure;
mod headless;
mod main;
mod out;
mod plain;
mod screens;
mod settings;
mod shell;

pub use arguments::Cli;
pub use main::main;
