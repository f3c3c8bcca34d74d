//! The `firedrill` binary: hands the process to [`firedrill::cli`] and returns its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    firedrill::cli::main()
}
