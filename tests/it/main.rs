//! The one integration-test binary: linked once, so that it builds fast.

mod architecture;
mod cli;
mod overlays;
mod practice;
#[cfg(test)]
mod scenarios;
mod source;
mod stage;
