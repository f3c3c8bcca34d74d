//! `--plain`: numbered lines instead of a screen, for screen readers, dumb terminals and pipes.

mod hold;
mod input;
mod line;
mod next;
mod words;

pub use hold::hold;
