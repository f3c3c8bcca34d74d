//! Whole pages in, whole procedures out.

mod foreign;
mod judged;
mod properties;
mod shapes;
mod told;
