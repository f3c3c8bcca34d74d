//! What the machine can refuse.

use std::io;
use std::path::PathBuf;

/// Why the machine did not do what was asked of it.
#[derive(Debug, thiserror::Error)]
pub enum PlatformError {
    /// Neither a home nor the variables that stand in for it.
    #[error("your home folder cannot be found: set HOME, or name the store with --store or FIREDRILL_STORE")]
    NoHome,
    /// A folder could not be made.
    #[error("the folder {} cannot be made: {cause}. Make it yourself, or choose another place", path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// A file could not be written.
    #[error("the file {} cannot be written: {cause}. Free or unlock the place, or choose another", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// A lock could neither be had nor be found taken.
    #[error("the file {} cannot be locked: {cause}. Keep the store on a local disk", path.display())]
    Lock {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The system would not tell of changes.
    #[error("the folder {} cannot be watched: {cause}. What others write shows only a little later", path.display())]
    Watch {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: notify::Error,
    },
    /// The system would start no thread.
    #[error("the system starts no more threads: {0}. End something else, and try again")]
    Thread(io::Error),
    /// The system gave no random bytes.
    #[error("the system gives no random numbers: {0}. Without them no id can be made")]
    Entropy(getrandom::Error),
}
