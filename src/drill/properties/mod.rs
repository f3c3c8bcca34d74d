//! What holds for every log and every request, however strange.

mod arbitrary;
mod clocks;
mod deciding;
mod folding;
mod summary;
