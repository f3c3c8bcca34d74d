//! Keeps of an output of any size its head, its tail, its length and its hash.

use crate::drill::ids::Digest;
use crate::drill::script::Output;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// How many bytes of the head, and of the tail, are kept.
const KEPT: usize = 16 * 1024;

/// An output as it comes in; it takes constant room.
#[derive(Debug, Default)]
pub struct Capture {
    head: Vec<u8>,
    tail: Vec<u8>,
    bytes: u64,
    hash: Sha256,
}

impl Capture {
    /// Takes in the next bytes.
    pub fn add(&mut self, chunk: &[u8]) {
        self.bytes += chunk.len() as u64;
        self.hash.update(chunk);
        let (first, rest) = chunk.split_at(chunk.len().min(KEPT - self.head.len()));
        self.head.extend_from_slice(first);
        let rest = &rest[rest.len().saturating_sub(KEPT)..];
        self.tail.extend_from_slice(rest);
        // Cut now and then, not at every chunk.
        if self.tail.len() > 4 * KEPT {
            self.tail.drain(..self.tail.len() - KEPT);
        }
    }

    /// Returns what is kept.
    pub fn finish(mut self) -> Output {
        let behind = self.bytes - self.head.len() as u64;
        if behind <= KEPT as u64 {
            self.head.append(&mut self.tail);
        }
        let tail = &self.tail[self.tail.len().saturating_sub(KEPT)..];
        let mut hex = String::with_capacity(64);
        for byte in self.hash.finalize() {
            // Writing into a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
        }
        Output {
            dropped: self.bytes - (self.head.len() + tail.len()) as u64,
            head: String::from_utf8_lossy(&self.head).into_owned(),
            tail: String::from_utf8_lossy(tail).into_owned(),
            bytes: self.bytes,
            sha256: Some(Digest::new(hex)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn captured(chunks: &[&[u8]]) -> Output {
        let mut capture = Capture::default();
        for chunk in chunks {
            capture.add(chunk);
        }
        capture.finish()
    }

    #[test]
    fn a_short_output_is_kept_whole() {
        let output = captured(&[b"abc", b"", b"def\n"]);
        assert_eq!(
            (output.head.as_str(), output.tail.as_str(), output.dropped, output.bytes),
            ("abcdef\n", "", 0, 7)
        );
        let sha = "ae0666f161fed1a5dde998bbd0e140550d2da0db27db1d0e31e370f2bd366a57";
        assert_eq!(output.sha256, Some(sha.into()));
    }

    #[test]
    fn of_a_long_one_head_and_tail_are_kept_however_it_comes() {
        let long: Vec<u8> = (0..200_000_u32).flat_map(|n| format!("{n}\n").into_bytes()).collect();
        let whole = captured(&[&long]);
        let parts: Vec<&[u8]> = long.chunks(777).collect();
        assert_eq!(captured(&parts), whole);
        assert!(whole.head.starts_with("0\n1\n") && whole.tail.ends_with("199999\n"));
        assert_eq!((whole.head.len(), whole.tail.len()), (KEPT, KEPT));
        assert_eq!(whole.dropped + 2 * KEPT as u64, whole.bytes);
    }

    #[test]
    fn what_just_fits_into_both_is_kept_whole() {
        let just = vec![b'x'; 2 * KEPT];
        let output = captured(&[&just]);
        assert_eq!((output.head.len(), output.tail.len(), output.dropped), (2 * KEPT, 0, 0));
    }
}
