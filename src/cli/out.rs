//! Standard output: data alone, already safe to show. Nobody reading it any more is no fault.

use super::failure::Failure;
use crate::present::json;
use crate::present::safe::{self, Charset};
use serde::Serialize;
use std::io::{self, Write};

/// Prints text that has its line feeds.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|error| Failure::of_output(&error))
}

/// Prints lines.
pub fn print_lines(lines: &[String]) -> Result<(), Failure> {
    print(&lines.iter().flat_map(|line| [line, "\n"]).collect::<String>())
}

/// Prints a value as JSON on many lines.
pub fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    print(&(json::pretty(value).map_err(|error| unwritable(&error))? + "\n"))
}

/// Prints a value as JSON on one line.
pub fn print_json_line(value: &impl Serialize) -> Result<(), Failure> {
    print(&(json::line(value).map_err(|error| unwritable(&error))? + "\n"))
}

/// Makes foreign text of several lines safe, each line behind an indent.
pub fn block(text: &str, indent: &str, charset: Charset) -> String {
    let mut block = String::with_capacity(text.len() + 1);
    for line in safe::lines(text, charset) {
        for part in [indent, &line, "\n"] {
            block.push_str(part);
        }
    }
    block
}

/// Says that a value has no JSON.
pub(super) fn unwritable(error: &serde_json::Error) -> Failure {
    Failure::Store(format!("the answer cannot be written as JSON: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_safe_line_by_line() {
        assert_eq!(block("a\n\x1b[2J\r\n", "  ", Charset::Ascii), "  a\n  <1B>[2J\n");
        assert_eq!(block("", "  ", Charset::Ascii), "");
    }
}
