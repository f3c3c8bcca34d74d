//! Floor 3: the machine underneath: its clocks, folders, locks, chance and people.
//!
//! Knows the operating system; must not know its neighbours (store, library, config) nor anything that is shown. The
//! only room that reads a clock. Built for Unix: Linux, macOS and the BSDs.

pub mod bell;
pub mod clock;
pub mod entropy;
pub mod error;
pub mod folders;
pub mod lock;
pub mod manual_clock;
pub mod paths;
pub mod person;
pub mod terminal;
pub mod variables;
