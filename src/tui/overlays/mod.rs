//! What lies over a screen: each takes keys until it is left with Esc or done with Enter.

pub mod ago;
pub mod help;
pub mod note;
mod overlay;
pub mod palette;
pub mod reason;

pub use overlay::Overlay;
