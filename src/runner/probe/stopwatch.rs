//! How long a question took, and when the next one is due.

use std::time::{Duration, Instant};

/// A clock that stands still while the machine sleeps: what was due meanwhile is not made up for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(
        clippy::disallowed_methods,
        reason = "intervals are waited for here, by the clock that waiting goes by; no moment of a drill comes from it"
    )]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }

    /// Returns what is left of so long; `None` where nothing is.
    pub fn left(self, of: Duration) -> Option<Duration> {
        of.checked_sub(self.elapsed()).filter(|left| !left.is_zero())
    }
}
