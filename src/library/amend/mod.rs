//! Writes redlines into the text of a procedure file, and leaves every other byte of it as it is.

mod apply;
mod keys;
mod layout;
mod literal;
mod rewrite;
#[cfg(test)]
mod tests;

pub use apply::{Amended, amend, apply};
