//! What is proven of a procedure: which of its steps was done where, when last, by whom, at which level, and whether it
//! has changed since.
//!
//! Every session that counts is a proof of the steps that were done in it, also one that was given up later. A step is
//! the same work across versions by its id, and by what it says that it was.

mod finding;
mod held;
mod kin;
mod matrix;

pub use finding::{Finding, findings};
pub use held::{Done, Held};
pub use matrix::{Cell, Changed, Last, Matrix, Row, Tally};
