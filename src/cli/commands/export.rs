//! `export`: a session as JSON lines, for auditors, other stores and other programs.

use crate::cli::escaping::Escaping;
use crate::cli::failure::Failure;
use crate::cli::out;
use crate::cli::shell::Shell;
use crate::store::Access;
use clap::Args;
use std::io::{self, BufWriter};

/// Arguments of `export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Which session
    session: String,
}

/// Writes a session to standard output: its procedure's text first, then every event with every column.
pub fn export(shell: &Shell, args: &ExportArgs) -> Result<(), Failure> {
    let store = shell.store(Access::Read)?;
    let id = shell.session(&store, Some(&args.session))?;
    out::keep_private(io::stdout());
    store.export(&id, &mut BufWriter::new(Escaping::new(io::stdout().lock())))?;
    Ok(())
}
