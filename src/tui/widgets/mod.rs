//! Pieces of ink that several screens share.

pub mod bar;
pub mod digits;
pub mod field;
pub mod form;
pub mod line;
pub mod note_rows;
pub mod panel;
pub mod popup;
