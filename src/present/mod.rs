//! Floor 2: finished words, no ink. Pure; knows `drill` and `analysis`, never a terminal, a clock or a file.

pub mod nearest;
pub mod problem;
pub mod section;
