//! The one integration-test binary: linked once, so that it builds fast.

mod architecture;
mod overlays;
mod practice;
mod source;
mod stage;
