//! What a script printed, in rows of a width: while it runs the newest, afterwards the head and the tail that were kept.

use super::ansi::{self, Line, Span};
use super::cells;
use super::safe::Charset;
use super::tone::{Tone, Toned};
use crate::drill::script::Output;
use unicode_segmentation::UnicodeSegmentation;

/// The most lines of a running script that are looked at.
const MOST_LINES: usize = 2_000;

/// Where a row stands in all of the output: the byte that its line begins with, and which part of the line it is. It stays
/// when more is printed.
pub type Place = (u64, usize);

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where it stands.
    pub place: Place,
    /// What was printed.
    pub spans: Vec<Span>,
    /// Something that the tool says in between.
    pub remark: Option<Toned>,
}

/// Puts the newest output of a running script into rows; `skipped` bytes before it are not shown.
pub fn newest(text: &[u8], skipped: u64, width: usize, charset: Charset) -> Vec<Row> {
    let mut rows = Vec::new();
    let lines = ansi::lines(text, skipped, MOST_LINES, charset);
    let unseen = lines.first().map_or(skipped, |line| line.at);
    if unseen > 0 {
        rows.push(remark(0, format!("{} bytes not shown", grouped(unseen))));
    }
    wrap(&lines, width, &mut rows);
    rows
}

/// Puts what was kept of the output of a script that ended into rows.
pub fn kept(output: &Output, width: usize, charset: Charset) -> Vec<Row> {
    let mut rows = Vec::new();
    wrap(&ansi::lines(output.head.as_bytes(), 0, usize::MAX, charset), width, &mut rows);
    let head = output.head.len() as u64;
    if output.dropped > 0 {
        rows.push(remark(head, format!("… {} bytes left out …", grouped(output.dropped))));
    }
    let from = head + output.dropped + 1;
    wrap(&ansi::lines(output.tail.as_bytes(), from, usize::MAX, charset), width, &mut rows);
    if rows.is_empty() {
        rows.push(remark(0, "it printed nothing".to_owned()));
    }
    rows
}

fn remark(at: u64, text: String) -> Row {
    Row { place: (at, 0), spans: Vec::new(), remark: Some(Toned::new(text, Tone::Muted)) }
}

/// Writes a count with its thousands apart: `123,456`.
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Breaks lines at the width, between characters: what stands below each other in the output does so here.
fn wrap(lines: &[Line], width: usize, rows: &mut Vec<Row>) {
    for line in lines {
        let mut wrap = Wrap { at: line.at, part: 0, width: width.max(1), used: 0, spans: Vec::new(), rows };
        for span in &line.spans {
            wrap.take(span);
        }
        wrap.close();
    }
}

struct Wrap<'a> {
    at: u64,
    part: usize,
    width: usize,
    used: usize,
    spans: Vec<Span>,
    rows: &'a mut Vec<Row>,
}

impl Wrap<'_> {
    fn take(&mut self, span: &Span) {
        if span.text.is_ascii() {
            return self.take_ascii(span);
        }
        let mut text = String::new();
        for grapheme in span.text.graphemes(true) {
            let wide = cells::width(grapheme);
            if self.used + wide > self.width && self.used > 0 {
                self.push(std::mem::take(&mut text), span);
                self.close();
            }
            text.push_str(grapheme);
            self.used += wide;
        }
        self.push(text, span);
    }

    fn take_ascii(&mut self, span: &Span) {
        let mut rest = span.text.as_str();
        while !rest.is_empty() {
            if self.used >= self.width {
                self.close();
            }
            let (now, later) = rest.split_at(rest.len().min(self.width - self.used));
            self.used += now.len();
            self.push(now.to_owned(), span);
            rest = later;
        }
    }

    fn push(&mut self, text: String, like: &Span) {
        if !text.is_empty() {
            self.spans.push(Span { text, ink: like.ink });
        }
    }

    fn close(&mut self) {
        let spans = std::mem::take(&mut self.spans);
        self.rows.push(Row { place: (self.at, self.part), spans, remark: None });
        (self.used, self.part) = (0, self.part + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(rows: &[Row]) -> Vec<String> {
        let text = |row: &Row| match &row.remark {
            Some(remark) => remark.text.clone(),
            None => row.spans.iter().map(|span| span.text.as_str()).collect(),
        };
        rows.iter().map(text).collect()
    }

    #[test]
    fn the_newest_says_what_is_not_shown_and_long_lines_are_broken() {
        let rows = newest(b"abcdefg\n\nx\x1b[1mbold", 1_234_567, 3, Charset::Unicode);
        assert_eq!(told(&rows), ["1,234,567 bytes not shown", "abc", "def", "g", "", "xbo", "ld"]);
        assert_eq!(rows[3].place, (1_234_567, 2));
        assert_eq!(told(&newest("日本語".as_bytes(), 0, 3, Charset::Unicode)), ["日", "本", "語"]);
        assert_eq!(told(&newest("日".as_bytes(), 0, 1, Charset::Unicode)), ["日"]);
    }

    #[test]
    fn of_very_many_lines_the_newest_are_shown_and_the_others_counted() {
        let rows = newest(&b"x\n".repeat(2_100), 50, 9, Charset::Unicode);
        assert_eq!((rows.len(), told(&rows)[0].as_str()), (2_001, "250 bytes not shown"));
    }

    #[test]
    fn head_and_tail_have_what_was_left_out_between_them() {
        let output = Output {
            head: "begin\n".into(),
            tail: "the end\n".into(),
            dropped: 123_456,
            bytes: 123_470,
            sha256: None,
        };
        let rows = kept(&output, 40, Charset::Unicode);
        assert_eq!(told(&rows), ["begin", "… 123,456 bytes left out …", "the end"]);
        assert!(rows.is_sorted_by_key(|row| row.place));
        assert_eq!(told(&kept(&Output::default(), 40, Charset::Unicode)), ["it printed nothing"]);
    }

    #[test]
    fn a_single_long_line_is_wrapped_once() {
        let rows = newest(&vec![b'x'; 64 * 1024], 0, 40, Charset::Unicode);
        assert_eq!(rows.len(), (64 * 1024_usize).div_ceil(40));
    }
}
