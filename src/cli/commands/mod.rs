//! One file for each command: its arguments, and what it does.

pub mod actions;
mod carry_out;
pub mod check;
pub mod compare;
pub mod deed;
pub mod doctor;
pub mod exclude;
pub mod export;
mod identity;
pub mod import;
pub mod join;
pub mod manual;
pub mod note;
pub mod paths;
pub mod proof;
pub mod redact;
pub mod redline;
pub mod redlines;
pub mod reopen;
pub mod report;
pub mod run;
pub mod runbook;
pub mod sample;
pub mod saved;
pub mod sessions;
pub mod show;
pub mod step;
pub mod trust;
pub mod verify;

pub use carry_out::{carry_out, home};
