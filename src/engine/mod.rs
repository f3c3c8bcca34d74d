//! Floor 4: joins everything. [`desk`] serves one request straight to the disk; [`Engine`] serves a screen that must
//! never wait for it.

mod ahead;
pub mod board;
pub mod comparison;
mod decision;
pub mod desk;
mod engine_loop;
pub mod error;
pub mod history;
pub mod identity;
pub mod kept_draft;
pub mod lists;
pub mod live;
pub mod local;
pub mod machine;
pub mod origin;
pub mod pen;
pub mod proof;
mod pulse;
pub mod redlines;
mod renewal;
pub mod report;
pub mod sample;
pub mod saving;
pub mod trust;
pub mod which;

pub use engine_loop::{Engine, First, Happening, Setup};
pub use error::EngineError;
