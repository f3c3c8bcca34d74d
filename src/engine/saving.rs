//! Whether what was decided is on the disk.

/// The state of the queue to the disk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Saving {
    /// Everything is on the disk.
    #[default]
    Saved,
    /// So many events are on their way.
    Writing(usize),
    /// The disk takes nothing at the moment; the events are kept, in order, and tried again.
    Stuck {
        /// What the disk says.
        reason: String,
        /// How many events wait.
        waiting: usize,
    },
    /// Nothing can be saved any more.
    Lost {
        /// What happened to the store.
        reason: String,
        /// How many events wait.
        waiting: usize,
    },
}
