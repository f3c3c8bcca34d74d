//! The report of a session in finished words, with the numbers that its drawings need; every format draws from here.
//!
//! HTML and Markdown print a [`Report`], part by part; JSON and CSV print a [`Document`](document::Document), which holds
//! the same facts as exact values.

pub mod block;
mod bridge;
mod deltas;
pub mod document;
mod drawing;
mod life;
mod opening;
mod probes;
mod record;
mod scripts;
mod sheet;
mod steps;
mod subject;
mod written;

pub use sheet::{Report, Section};
pub use subject::{Predecessor, Subject};

#[cfg(test)]
mod tests;
