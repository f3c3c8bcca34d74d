//! What lies over a screen: each takes keys until it is left with Esc or done with Enter.

mod about;
pub mod ago;
pub mod amend;
pub mod anchor_form;
pub mod cancel;
pub mod clock_card;
pub mod confirm;
pub mod debrief;
pub mod file_merge;
pub mod fingers;
pub mod guard;
pub mod help;
pub mod hold;
pub mod identity;
pub mod insert;
pub mod leaving;
pub mod level;
pub mod merge;
pub mod note;
pub mod notes;
mod overlay;
pub mod palette;
pub mod people;
pub mod reason;
pub mod recovery_point;
pub mod search;
pub mod settle_note;
pub mod shipping;
pub mod times;
pub mod unsaved;
pub mod unwritten;
pub mod verify;
pub mod went_wrong;

pub use overlay::Overlay;
