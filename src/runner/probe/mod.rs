//! Probes: a few questions, asked again and again beside the drill, of whose answers only the changes are told.

mod answer;
mod asker;
#[cfg(feature = "http-probes")]
mod http;
mod names;
mod question;
mod schedule;
mod stopwatch;
mod tcp;
#[cfg(test)]
mod tests;
mod watch;

pub use question::{Ask, CommandQuestion, Question, Reading, Target};
pub use watch::{Watch, watch};
