//! Floor 2: finished words and tones, no ink. Pure; every face prints what stands here, so that they cannot disagree.
//!
//! Knows the drill and what its numbers mean; must not know terminals, colours, widgets, clocks or files.

pub mod actions;
pub mod ascii;
pub mod cells;
pub mod checklist;
pub mod clock;
pub mod clock_card;
pub mod closing;
pub mod debrief;
pub mod deeds;
pub mod dependency;
pub mod environment;
pub mod finding;
pub mod format;
pub mod gauges;
pub mod header;
pub mod headline;
pub mod holding;
pub mod jotting;
pub mod json;
pub mod landing;
pub mod markdown;
pub mod nearest;
pub mod neighbours;
pub mod note_list;
pub mod notes;
pub mod objectives;
pub mod page;
pub mod people;
pub mod problem;
pub mod safe;
pub mod saved;
pub mod saving;
pub mod section;
pub mod sessions;
pub mod show;
pub mod sign;
pub mod standing;
pub mod step_panel;
pub mod stopwatch;
pub mod table;
pub mod telling;
pub mod tone;
pub mod wall;
