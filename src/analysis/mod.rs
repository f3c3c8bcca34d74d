//! Floor 1: what the numbers mean. Pure; reads sessions, knows no words and no files.
//!
//! Knows how the time of a drill was spent, how long its steps took, and whether it met its objectives. Lengths that
//! have to add up are whole milliseconds.

pub mod alignment;
pub mod baseline;
pub mod bridge;
pub mod check;
pub mod comparison;
pub mod curve;
pub mod forecast;
pub mod identity;
pub mod lanes;
pub mod metrics;
pub mod minutes;
pub mod outlook;
pub mod pace;
pub mod past;
pub mod proof;
pub mod recent;
#[cfg(test)]
pub(crate) mod rehearsal;
pub mod scope;
pub mod splits;
pub mod summary;
pub mod trend;
pub mod version;
pub mod watch;
