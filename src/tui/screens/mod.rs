//! What fills the terminal.

pub mod briefing;
pub mod comparison;
pub mod drill;
pub mod home;
pub(super) mod pen;
pub mod review;
mod screen;
pub mod scribe;
pub mod start;

pub use screen::{Screen, Status, too_small};
