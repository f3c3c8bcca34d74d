//! Pieces of ink that several screens share.

pub mod field;
pub mod form;
pub mod frame;
pub mod line;
pub mod page;
pub mod popup;
