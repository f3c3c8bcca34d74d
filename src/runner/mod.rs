//! Floor 3: child processes and probes. It knows how a script is started, watched and ended, and nothing of drills but
//! the words for that.
//!
//! A [`job`] is started through a [`keeper`], a small process of its own that outlives us; what it prints is
//! [`secrets`] hidden, [`capture`]d and told; one that wants the terminal is [`attended`]; `preflight` finds what cannot start, [`surroundings`] are what it sees. A
//! [`probe`] looks at the service.

pub mod attended;
pub mod capture;
pub mod job;
pub mod keeper;
mod preflight;
pub mod probe;
pub mod secrets;
mod spelling;
pub mod surroundings;
