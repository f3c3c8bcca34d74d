//! What a careful reader would find in a procedure that reads well as a file: steps nobody reaches, components nobody
//! restores, clocks nothing stops, estimates beyond the objective, guards that are missing or cannot pass.
//!
//! Knows the procedure alone: neither its file nor what lies beside it. Every look takes time in proportion to the
//! procedure's size.

mod clock;
mod finding;
mod guards;
mod judge;
mod longest;
mod order;
mod verbs;

pub use finding::{Finding, Spot, What};
pub use judge::judge;
