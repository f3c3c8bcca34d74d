//! Floor 3: sessions and comparisons as documents for others: Markdown, HTML, CSV, JSON.
//!
//! Everything that was typed or imported is foreign text here: each format has one place that makes it harmless. Knows
//! no store and no terminal; whoever calls it writes the text to where it belongs.

pub mod comparison;
pub mod csv;
pub mod html;
pub mod junit;
pub mod markdown;
pub mod session;
