//! Whole pages in, whole procedures out.

mod properties;
mod shapes;
mod told;
