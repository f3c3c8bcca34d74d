//! `doctor`: how everything is. It changes nothing.

use crate::cli::failure::Failure;
use crate::cli::shell::Shell;
use clap::Args;

/// Arguments of `doctor`.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Looks at the store, its files and the procedures.
pub fn doctor(_shell: &Shell, _args: &DoctorArgs) -> Result<(), Failure> {
    Ok(())
}
