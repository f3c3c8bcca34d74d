//! Redlines into texts of many styles.

mod arbitrary;
mod examples;
mod properties;
