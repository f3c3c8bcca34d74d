//! `export`: a session as JSON lines, for auditors, other stores and other programs.

use crate::cli::escaping::Escaping;
use crate::cli::failure::Failure;
use crate::cli::shell::Shell;
use crate::store::Access;
use clap::Args;
use std::io::{self, BufWriter};
use std::os::fd::AsFd;

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
    keep_private(io::stdout());
    store.export(&id, &mut BufWriter::new(Escaping::new(io::stdout().lock())))?;
    Ok(())
}

/// Takes the rights of others from the new file that the shell made for us: an export holds everything that was written
/// down. A file with something in it was made on purpose, and stays as it is.
fn keep_private(out: impl AsFd) {
    let Ok(stat) = rustix::fs::fstat(&out) else { return };
    if rustix::fs::FileType::from_raw_mode(stat.st_mode).is_file() && stat.st_size == 0 {
        // Where the file system keeps no modes there is nothing to take.
        _ = rustix::fs::fchmod(&out, rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR);
    }
}
