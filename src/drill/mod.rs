//! Floor 0: what a drill is. Pure; everything above may import it, it imports nothing of ours.

pub mod automation;
pub mod due;
pub mod duration;
pub mod event;
pub mod fact;
pub mod grammar;
pub mod ids;
pub mod note;
pub mod procedure;
pub mod time;
pub mod timeline;
pub mod when;
