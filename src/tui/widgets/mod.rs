//! Pieces of ink that several screens share.

pub mod field;
pub mod form;
pub mod popup;
