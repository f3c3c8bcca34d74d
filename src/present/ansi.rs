//! The raw output of a script, taken apart into lines of inked text.
//!
//! Colour and weight are kept; a carriage return, a backspace, a tab and the erasing of a line do what they do within
//! their line. All other sequences (moves of the cursor, titles, links, the clipboard, device strings) do nothing, and none
//! reaches beyond its line. What is left goes through [`safe`].

use super::ink::Ink;
use super::safe::{self, Charset};
use unicode_width::UnicodeWidthChar;
use vte::{Params, Parser, Perform};

/// The most columns that a line may have.
const WIDEST: usize = 64 * 1024;

/// The byte that begins a sequence.
const ESCAPE: u8 = 0x1b;

/// The columns between two tab stops.
const TAB: usize = 8;

/// The bytes that are handed on at once: of invalid UTF-8 the parser looks again at all of them for each wrong byte.
const PIECE: usize = 256;

/// Text in one ink, safe to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The text.
    pub text: String,
    /// Its looks.
    pub ink: Ink,
}

/// One line of output.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// Its pieces, from left to right.
    pub spans: Vec<Span>,
    /// The byte of the output that it begins with.
    pub at: u64,
}

/// Reads the newest lines of output, `most` at the most; `from` is the place of its first byte in all of the output. An end
/// without a line break is a line too.
pub fn lines(output: &[u8], from: u64, most: usize, charset: Charset) -> Vec<Line> {
    let body = output.strip_suffix(b"\n").unwrap_or(output);
    if output.is_empty() || most == 0 {
        return Vec::new();
    }
    let mut starts: Vec<usize> = memrchr_lines(body).take(most).collect();
    starts.reverse();
    let (mut pen, mut parser) = (Pen::default(), Parser::new());
    let mut lines = Vec::with_capacity(starts.len());
    for (number, start) in starts.iter().enumerate() {
        let end = starts.get(number + 1).map_or(body.len(), |next| next - 1);
        let open = number + 1 == starts.len() && body.len() == output.len();
        let line = &body[*start..end];
        pen.read(&mut parser, line, open);
        if line.contains(&ESCAPE) {
            // A sequence that never ends takes no more than its line away.
            parser = Parser::new();
        }
        lines.push(Line { spans: pen.finish(charset), at: from + *start as u64 });
    }
    lines
}

/// The places at which lines begin, the last one first.
fn memrchr_lines(body: &[u8]) -> impl Iterator<Item = usize> {
    let breaks = body.iter().enumerate().rev().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
    breaks.chain([0])
}

/// One place of a line.
#[derive(Debug, Clone)]
struct Cell {
    /// `None` is the right half of a wide character.
    letter: Option<char>,
    marks: String,
    ink: Ink,
}

impl Cell {
    const fn new(letter: Option<char>, ink: Ink) -> Self {
        Self { letter, marks: String::new(), ink }
    }

    fn blank() -> Self {
        Self::new(Some(' '), Ink::default())
    }
}

/// Writes one line after the other; only the ink goes on from line to line.
#[derive(Debug, Default)]
struct Pen {
    cells: Vec<Cell>,
    column: usize,
    ink: Ink,
}

impl Pen {
    /// Reads one line; `open` where its end may still be on its way.
    fn read(&mut self, parser: &mut Parser, line: &[u8], open: bool) {
        for piece in line.chunks(PIECE) {
            parser.advance(self, piece);
        }
        if !open {
            // Shows the half of a character that nothing follows.
            parser.advance(self, b"\r");
        }
    }

    fn put(&mut self, letter: char) {
        let width = letter.width().unwrap_or(1);
        if width == 0 {
            return self.mark(letter);
        }
        if self.column + width > WIDEST {
            return;
        }
        self.reach(self.column);
        for at in 0..width {
            self.replace(self.column + at, (at == 0).then_some(letter));
        }
        self.column += width;
    }

    /// Puts a mark on the character before; what has no shape is a character of its own.
    fn mark(&mut self, mark: char) {
        let before = self.column.checked_sub(1).map(|at| {
            if self.cells.get(at).is_some_and(|cell| cell.letter.is_none()) {
                at.saturating_sub(1)
            } else {
                at
            }
        });
        if let Some(cell) = before.and_then(|at| self.cells.get_mut(at)) {
            cell.marks.push(mark);
        } else {
            self.reach(self.column);
            self.replace(self.column, Some(mark));
            self.column += 1;
        }
    }

    /// Fills up to a column with blanks.
    fn reach(&mut self, column: usize) {
        if self.cells.len() < column {
            self.cells.resize(column, Cell::blank());
        }
    }

    /// Writes a place; of a wide character that loses one half the other becomes a blank.
    fn replace(&mut self, at: usize, letter: Option<char>) {
        let cell = Cell::new(letter, self.ink);
        if at == self.cells.len() {
            return self.cells.push(cell);
        }
        let was_half = self.cells[at].letter.is_none();
        self.cells[at] = cell;
        if was_half && letter.is_some() && at > 0 {
            self.cells[at - 1].letter = Some(' ');
        }
        if let Some(behind) = self.cells.get_mut(at + 1).filter(|cell| cell.letter.is_none()) {
            *behind = Cell::blank();
        }
    }

    /// Erases the rest of the line, or all of it. Whoever erases all of it writes it anew: staying where it was, the pen
    /// would fill the line with blanks over and over.
    fn erase(&mut self, what: u16) {
        match what {
            0 => self.cells.truncate(self.column),
            2 => (self.cells, self.column) = (Vec::new(), 0),
            _ => {}
        }
    }

    /// Returns the line and makes ready for the next one.
    fn finish(&mut self, charset: Charset) -> Vec<Span> {
        let mut spans: Vec<(String, Ink)> = Vec::new();
        for cell in self.cells.drain(..) {
            let Some(letter) = cell.letter else { continue };
            let ink = cell.ink.readable();
            match spans.last_mut() {
                Some((text, last)) if *last == ink => text.push(letter),
                _ => spans.push((letter.to_string(), ink)),
            }
            if let Some((text, _)) = spans.last_mut() {
                text.push_str(&cell.marks);
            }
        }
        self.column = 0;
        let safe = |(text, ink): (String, Ink)| Span { text: safe::line(&text, charset).into_owned(), ink };
        spans.into_iter().map(safe).collect()
    }
}

impl Perform for Pen {
    fn print(&mut self, letter: char) {
        self.put(letter);
    }

    fn execute(&mut self, byte: u8) {
        match byte {
            b'\r' => self.column = 0,
            b'\t' => {
                self.column = ((self.column / TAB + 1) * TAB).min(WIDEST);
                self.reach(self.column);
            }
            0x08 => self.column = self.column.saturating_sub(1),
            control => self.put(char::from(control)),
        }
    }

    fn csi_dispatch(&mut self, parameters: &Params, intermediates: &[u8], _: bool, action: char) {
        if !intermediates.is_empty() {
            return;
        }
        let first = parameters.iter().next().and_then(|parts| parts.first().copied()).unwrap_or(0);
        match action {
            'm' => self.ink.take(parameters.iter()),
            'K' => self.erase(first),
            'G' => self.column = usize::from(first.max(1) - 1).min(self.cells.len()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::ink::Colour;
    use proptest::prelude::*;

    fn told(output: &[u8]) -> Vec<String> {
        let text = |line: Line| line.spans.into_iter().map(|span| span.text).collect();
        lines(output, 0, 2_000, Charset::Unicode).into_iter().map(text).collect()
    }

    #[test]
    fn lines_end_at_line_breaks_and_an_open_end_is_one_too() {
        assert_eq!(told(b""), [""; 0]);
        assert_eq!(told(b"\n"), [""]);
        assert_eq!(told(b"a\r\n\nb\n"), ["a", "", "b"]);
        assert_eq!(told(b"a\nb"), ["a", "b"]);
    }

    #[test]
    fn a_progress_bar_shows_its_last_state() {
        assert_eq!(told(b"loading  9%\rloading 64%"), ["loading 64%"]);
        assert_eq!(told(b"loading 100%\rdone\x1b[K\n"), ["done"]);
        assert_eq!(told(b"loading\x1b[2K\x1b[1Gdone"), ["done"]);
        assert_eq!(told(b"abc\x08\x08X"), ["aXc"]);
        assert_eq!(told(b"a\tb\n12345678\tc"), ["a       b", "12345678        c"]);
    }

    #[test]
    fn colours_are_kept_and_go_on_over_lines() {
        let lines = lines(b"\x1b[1;31mred\nstill\x1b[0m plain", 0, 9, Charset::Unicode);
        let red = Ink { front: Some(Colour::Named(1)), bold: true, ..Ink::default() };
        let expected = [vec![("red", red)], vec![("still", red), (" plain", Ink::default())]];
        let found: Vec<Vec<_>> = lines
            .iter()
            .map(|line| line.spans.iter().map(|span| (span.text.as_str(), span.ink)).collect())
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_would_move_rename_or_copy_does_nothing() {
        assert_eq!(told(b"\x1b[2J\x1b[10;10Ha\x1b[?1049hb\x1b[5Ac"), ["abc"]);
        assert_eq!(told(b"\x1b]0;title\x07a\x1b]52;c;aGk=\x1b\\b"), ["ab"]);
        assert_eq!(told(b"\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\"), ["link"]);
        assert_eq!(told(b"\x1bP$qm\x1b\\a\x1bcb\x1b7\x1b(0c"), ["abc"]);
    }

    #[test]
    fn a_sequence_without_an_end_takes_only_its_line_away() {
        assert_eq!(told(b"a\x1b]0;never\nb\x1bPnever\nc\x1b[1\nd"), ["a", "b", "c", "d"]);
    }

    #[test]
    fn what_hides_is_shown() {
        assert_eq!(
            told("a\u{202e}b\u{200b}\0\u{9b}31m\x7f\x07".as_bytes()),
            ["a⟨U+202E⟩b⟨U+200B⟩␀⟨U+009B⟩31m␡␇"]
        );
        assert_eq!(told(b"a\xff\xc3\nb\xe2\x82\n"), ["a\u{fffd}\u{fffd}", "b\u{fffd}"]);
        assert_eq!(told(b"\x1b[8mhidden"), ["hidden"]);
    }

    #[test]
    fn wide_letters_and_marks_are_overwritten_whole() {
        assert_eq!(told("日本\rX".as_bytes()), ["X 本"]);
        assert_eq!(told("日本\r \x1b[1GX".as_bytes()), ["X 本"]);
        assert_eq!(told("e\u{301}x".as_bytes()), ["e\u{301}x"]);
        assert_eq!(told("日\u{301}x".as_bytes()), ["日\u{301}x"]);
    }

    #[test]
    fn only_the_newest_lines_are_read_and_know_where_they_were() {
        let found = lines(b"one\ntwo\nthree\n", 100, 2, Charset::Unicode);
        assert_eq!(found.iter().map(|line| line.at).collect::<Vec<_>>(), [104, 108]);
    }

    #[test]
    fn binary_output_costs_no_more_than_its_size() {
        let noise: Vec<u8> =
            (0..64 * 1024_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let wrong = vec![0xff; 64 * 1024];
        for output in [noise, wrong] {
            let size: usize = told(&output).iter().map(String::len).sum();
            assert!(size <= output.len() * 16, "{size}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_hidden_comes_through(
            output in proptest::collection::vec(prop_oneof![
                any::<u8>(),
                proptest::sample::select(b"\x1b[]P;:m0123456789KG\r\n\t\x08\x07\\ ab\xc3\xa9\xe2\x82\xac\xcc\x81\xe6\x97\xa5\xe6\x97\xa5".to_vec()),
            ], 0..400)
        ) {
            for line in lines(&output, 0, 50, Charset::Ascii) {
                for span in line.spans {
                    prop_assert!(!span.text.contains(safe::is_hidden), "{:?}", span.text);
                }
            }
        }
    }
}
