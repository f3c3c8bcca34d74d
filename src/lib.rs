//! firedrill: the full-screen terminal companion for disaster-recovery fire drills.
//!
//! # The map
//!
//! ```text
//! 6  cli                                     speaks to the shell
//! 5  tui                                     speaks to the terminal
//! 4  engine                                  joins everything, one loop
//! 3  store  runner  library  config  platform  report    neighbours that do not know each other
//! 2  present                                 finished words and tones, no ink
//! 1  analysis                                what the numbers mean
//! 0  drill                                   what a drill is
//! ```
//!
//! A room imports only from lower floors; never its own floor, never above. `main.rs` imports `cli` alone.
//! Floors 0–2 are pure: no clock, files, processes, terminal, SQL, environment, printing or randomness; ids and
//! moments arrive with the command. `tests/it/architecture.rs` reads the tree and holds every file to this map.

pub mod analysis;
pub mod cli;
pub mod config;
pub mod drill;
pub mod engine;
pub mod library;
pub mod platform;
pub mod present;
pub mod report;
pub mod runner;
pub mod store;
pub mod tui;
