//! Floor 3: the log on disk. The only room that names SQL.
//!
//! It knows how events are kept so that nothing that was called saved is lost: one SQLite file, a hash chain for each
//! writer of each session, one transaction for each decision. It does not know what an event means: facts go in and
//! come out as they are, summaries are bodies of JSON that the engine makes, and whether something may happen is asked
//! of the caller, inside the transaction.
//!
//! Unix only: it speaks of modes, device and inode.

pub mod append;
pub mod bell;
pub mod chain;
pub mod checkup;
mod create;
mod discard;
pub mod error;
pub mod export;
#[cfg(test)]
mod fixtures;
pub mod heads;
pub mod import;
mod look;
mod medium;
mod modes;
pub mod open;
pub mod read;
mod row;
mod schema;
mod scrub;
pub mod summary;
pub mod thread;
pub mod verify;
mod writer;

pub use append::{AppendError, Committed, Decided, Draft};
pub use error::StoreError;
pub use heads::Heads;
pub use open::{Access, Opened, Store};
pub use summary::{SummaryQuery, SummaryRow};
