//! The one integration-test binary: linked once, so that it builds fast.

mod architecture;
mod cli;
mod comparison;
mod docs;
mod drill_frames;
mod drill_keys;
mod driving;
mod frames;
mod honesty;
mod identity;
mod machine;
mod overlays;
mod performance;
mod pictures;
mod postgres;
mod practice;
mod redline_frames;
mod redline_keys;
mod redline_shipping;
mod rehearsal;
#[cfg(test)]
mod scenarios;
mod screens;
mod script_frames;
mod script_keys;
mod scripts;
mod source;
mod stage;
mod team;
mod world;
