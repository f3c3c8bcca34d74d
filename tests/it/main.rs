//! The one integration-test binary: linked once, so that it builds fast.

mod architecture;
mod source;
