//! The way in from the shell and the way out to it.

use std::process::ExitCode;

/// Reads the command line, does what it says, and answers with the exit code.
pub fn main() -> ExitCode {
    ExitCode::SUCCESS
}
