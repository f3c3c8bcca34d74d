//! Floor 4: joins everything. [`desk`] serves one request straight to the disk; [`Engine`] serves a screen that must
//! never wait for it.

pub mod board;
pub mod comparison;
mod decision;
pub mod desk;
mod engine_loop;
pub mod error;
pub mod history;
pub mod lists;
mod pulse;
pub mod saving;
pub mod which;

pub use engine_loop::{Engine, First, Happening, Setup};
pub use error::EngineError;
