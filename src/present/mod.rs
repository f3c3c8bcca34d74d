//! Floor 2: finished words and tones, no ink. Pure; every face prints what stands here, so that they cannot disagree.
//!
//! Knows the drill and what its numbers mean; must not know terminals, colours, widgets, clocks or files.

pub mod actions;
pub mod cells;
pub mod checklist;
pub mod clock_card;
pub mod closing;
pub mod debrief;
pub mod dependency;
pub mod environment;
pub mod finding;
pub mod format;
pub mod headline;
pub mod jotting;
pub mod json;
pub mod nearest;
pub mod neighbours;
pub mod notes;
pub mod objectives;
pub mod page;
pub mod people;
pub mod problem;
pub mod safe;
pub mod saved;
pub mod section;
pub mod sessions;
pub mod show;
pub mod sign;
pub mod table;
pub mod telling;
pub mod tone;
