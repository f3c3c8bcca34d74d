//! Standard output: data alone, already safe to show. Nobody reading it any more is no fault.

use super::failure::Failure;
use crate::present::json;
use crate::present::safe::{self, Charset};
use serde::Serialize;
use std::io::{self, Write};
use std::os::fd::AsFd;

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

/// Takes the rights of others from the new file that the shell made for us: what is handed out holds everything that was written
/// down. A file with something in it was made on purpose, and stays as it is.
pub fn keep_private(out: impl AsFd) {
    let Ok(stat) = rustix::fs::fstat(&out) else { return };
    if rustix::fs::FileType::from_raw_mode(stat.st_mode).is_file() && stat.st_size == 0 {
        // Where the file system keeps no modes there is nothing to take.
        _ = rustix::fs::fchmod(&out, rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR);
    }
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
