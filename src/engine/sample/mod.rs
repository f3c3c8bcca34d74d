//! A family of sessions for someone who has none yet: how one team brought a restore from over two hours to forty
//! minutes. They are scripts of what was asked and when, and are held like any other session, only that the clock is set
//! by hand and that every one is marked as a sample.
//!
//! `versions` are the texts of the procedure that was rewritten in between, `script` reads the files in `drills/`,
//! `ask` reads what is asked in one of their lines, and `family` holds them all.

mod ask;
mod family;
mod script;
mod versions;

pub use family::{FAMILY, Held, fill};
