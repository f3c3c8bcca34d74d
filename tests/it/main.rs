//! The one integration-test binary: linked once, so that it builds fast.

mod architecture;
mod cli;
mod drill_frames;
mod drill_keys;
mod overlays;
mod practice;
#[cfg(test)]
mod scenarios;
mod source;
mod stage;
