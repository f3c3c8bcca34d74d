//! The report of a session in each format.

mod charts;
mod page;
mod paper;
mod rows;

pub use page::html;
pub use paper::markdown;
pub use rows::csv;

#[cfg(test)]
mod tests;
