//! Floor 3: child processes and probes. It knows how a script is started, watched and ended, and nothing of drills
//! but the words for that.

pub mod probe;
