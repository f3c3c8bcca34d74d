//! Whole pages in, whole procedures out.

mod judged;
mod properties;
mod shapes;
mod told;
