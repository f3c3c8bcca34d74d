//! Floor 6: speaks to the shell.

use std::process::ExitCode;

/// Reads the command line, does what it says, and answers with the exit code.
pub fn main() -> ExitCode {
    ExitCode::SUCCESS
}
