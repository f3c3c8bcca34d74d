//! The one integration-test binary: linked once, so that it builds fast.

mod architecture;
mod cli;
mod overlays;
mod practice;
mod source;
mod stage;
