//! Floor 5: speaks to the terminal. Keys become effects, effects go to the engine, its board becomes frames.
//!
//! ```text
//! run: input ─→ app (screen, overlays) ─→ effects ─→ faces ─→ engine
//!                       ↑                                       │
//!                       └──────────── world (one look) ─────────┘
//! ```

pub mod action;
pub mod app;
pub mod effect;
pub mod faces;
mod input;
pub mod keymap;
pub mod last_resort;
pub mod look;
pub mod overlays;
pub mod paper;
pub mod picture;
pub mod run;
pub mod screens;
pub mod terminal;
pub mod widgets;
pub mod world;
