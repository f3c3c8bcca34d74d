//! Pieces of ink that several screens share.

pub mod bar;
pub mod digits;
pub mod field;
pub mod form;
pub mod frame;
pub mod head;
pub mod kept;
pub mod line;
pub mod note_rows;
pub mod page;
pub mod panel;
pub mod popup;
pub mod question;
