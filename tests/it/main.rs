//! Tests that look at firedrill from outside.

#[cfg(test)]
mod scenarios;
