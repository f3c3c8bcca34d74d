//! Floor 2: finished words and tones, no ink. Pure; every face prints what stands here, so that they cannot disagree.
//!
//! Knows the drill and what its numbers mean; must not know terminals, colours, widgets, clocks or files.

<<<<<<< HEAD
pub mod ascii;
=======
pub mod actions;
>>>>>>> tuihome
pub mod cells;
pub mod checklist;
pub mod deeds;
pub mod environment;
pub mod finding;
pub mod format;
pub mod header;
pub mod headline;
pub mod jotting;
<<<<<<< HEAD
pub mod markdown;
pub mod nearest;
pub mod notes;
pub mod objectives;
=======
pub mod json;
pub mod nearest;
pub mod notes;
pub mod objectives;
pub mod people;
>>>>>>> tuihome
pub mod problem;
pub mod safe;
pub mod saved;
pub mod saving;
pub mod section;
pub mod sessions;
pub mod show;
pub mod sign;
<<<<<<< HEAD
pub mod standing;
pub mod step_panel;
pub mod stopwatch;
=======
pub mod table;
>>>>>>> tuihome
pub mod telling;
pub mod tone;
pub mod wall;
