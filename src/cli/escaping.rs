//! JSON lines on their way to where a terminal may be.

use crate::present::json::escaped;
use std::io::{self, Write};

/// Passes JSON lines on in the form that is safe on a terminal.
#[derive(Debug)]
pub struct Escaping<W> {
    out: W,
    /// The bytes of a line that is not over.
    line: Vec<u8>,
}

impl<W: Write> Escaping<W> {
    /// Writes to `out`, line by line.
    pub const fn new(out: W) -> Self {
        Self { out, line: Vec::new() }
    }
}

impl<W: Write> Write for Escaping<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(part);
            if part.ends_with(b"\n") {
                let line = String::from_utf8_lossy(&self.line).into_owned();
                self.line.clear();
                self.out.write_all(escaped(line).as_bytes())?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_mean_the_same_and_hide_nothing() {
        let text = "\u{9b}31m\u{202e}é";
        let json = serde_json::to_string(text).unwrap() + "\n";
        let mut escaping = Escaping::new(Vec::new());
        for byte in json.as_bytes() {
            escaping.write_all(&[*byte]).unwrap();
        }
        let out = String::from_utf8(escaping.out).unwrap();
        assert_eq!(out, "\"\\u009b31m\\u202eé\"\n");
        assert_eq!(serde_json::from_str::<String>(&out).unwrap(), text);
    }
}
