//! Markdown shown plainly: paragraphs flow, lists and code keep their shape, and the marks inside of a line stay as they
//! were typed, so that nothing in a command is lost.

use super::cells;
use super::safe::{self, Charset};
use super::tone::{Tone, Toned};
use std::iter::Peekable;

/// Lays Markdown out in lines of at most `cells` cells. Lazy: what is not looked at is not laid out.
pub fn lines(text: &str, cells: usize, charset: Charset) -> impl Iterator<Item = Toned> {
    blocks(text).flat_map(move |block| block.lines(cells, charset))
}

/// A part of the text that is laid out as one.
#[derive(Debug, PartialEq, Eq)]
enum Block {
    /// An empty line.
    Gap,
    /// A heading.
    Heading(String),
    /// A line that keeps its shape.
    Verbatim(String),
    /// Flowing text: what stands before its first line, and what flows behind it.
    Flow { mark: String, text: String },
}

impl Block {
    fn lines(self, width: usize, charset: Charset) -> Vec<Toned> {
        let safe = |text: &str| safe::line(text, charset).into_owned();
        match self {
            Self::Gap => vec![Toned::default()],
            Self::Heading(text) => wrapped(&safe(&text), width, Tone::Strong),
            Self::Verbatim(text) => wrapped(&safe(&text), width, Tone::Plain),
            Self::Flow { mark, text } => {
                let indent = cells::width(&mark);
                if indent * 2 > width {
                    return wrapped(&safe(&format!("{mark}{text}")), width, Tone::Plain);
                }
                let lines = cells::wrap(&safe(&text), width - indent).into_iter().enumerate();
                let lead = |at: usize| if at == 0 { mark.clone() } else { " ".repeat(indent) };
                lines.map(|(at, line)| Toned::new(lead(at) + &line, Tone::Plain)).collect()
            }
        }
    }
}

fn wrapped(text: &str, width: usize, tone: Tone) -> Vec<Toned> {
    cells::wrap(text, width).into_iter().map(|line| Toned::new(line, tone)).collect()
}

/// Cuts the text into blocks, one after the other.
fn blocks(text: &str) -> impl Iterator<Item = Block> {
    let mut lines = text.trim_matches('\n').lines().peekable();
    let mut fenced = false;
    std::iter::from_fn(move || {
        let mut line = lines.next()?;
        while is_fence(line) {
            fenced = !fenced;
            line = lines.next()?;
        }
        if fenced {
            return Some(Block::Verbatim(format!("    {line}")));
        }
        Some(block(line, &mut lines))
    })
}

fn block<'a>(line: &'a str, lines: &mut Peekable<impl Iterator<Item = &'a str>>) -> Block {
    let bare = line.trim();
    if bare.is_empty() {
        return Block::Gap;
    }
    if let Some(title) = heading(bare) {
        return Block::Heading(title.to_owned());
    }
    let outer = line.len() - line.trim_start().len();
    let mark = list_mark(bare);
    if mark == 0 && (outer >= 4 || line.starts_with('\t') || bare.starts_with(['|', '>'])) {
        return Block::Verbatim(line.to_owned());
    }
    let mut text = bare[mark..].trim_start().to_owned();
    while let Some(more) = lines.next_if(|next| continues(next, mark > 0)) {
        text.push(if more.ends_with("  ") || text.ends_with('\\') { '\n' } else { ' ' });
        text.push_str(more.trim());
    }
    Block::Flow { mark: format!("{}{}", " ".repeat(outer), &bare[..mark]), text }
}

/// Whether a line goes on with the paragraph or the item before it.
fn continues(line: &str, in_list: bool) -> bool {
    let bare = line.trim();
    let starts_anew = bare.is_empty()
        || is_fence(line)
        || heading(bare).is_some()
        || list_mark(bare) > 0
        || bare.starts_with(['|', '>']);
    !starts_anew && (in_list || !line.starts_with("    "))
}

fn is_fence(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("```") || line.starts_with("~~~")
}

fn heading(bare: &str) -> Option<&str> {
    let title = bare.trim_start_matches('#');
    (title.len() < bare.len() && title.starts_with(' ')).then(|| title.trim())
}

/// Returns the length of `- `, `* `, `+ `, `1. ` or `1) ` at the start of the line, with the box of a task; 0 without.
fn list_mark(bare: &str) -> usize {
    let digits = bare.len() - bare.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let sign = match (digits, bare[digits..].chars().next()) {
        (0, Some('-' | '*' | '+')) | (1..=3, Some('.' | ')')) => digits + 1,
        _ => return 0,
    };
    if !bare[sign..].starts_with(' ') {
        return 0;
    }
    let item = sign + 1;
    let boxed = ["[ ] ", "[x] ", "[X] "].iter().any(|it| bare[item..].starts_with(it));
    if boxed { item + 4 } else { item }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn laid(text: &str, cells: usize) -> Vec<String> {
        lines(text, cells, Charset::Unicode).map(|line| line.text).collect()
    }

    #[test]
    fn a_paragraph_flows_and_keeps_its_marks() {
        let text = "Take the *newest* dump that\npassed its `check`.\n\nThen go on.\n";
        assert_eq!(laid(text, 24), ["Take the *newest* dump", "that passed its `check`.", "", "Then go on."]);
    }

    #[test]
    fn items_hang_under_their_mark() {
        let text = "- one two\n  three\n- [ ] four\n12. five six seven\n  - in it";
        let expected = ["- one two", "  three", "- [ ] four", "12. five six", "    seven", "  - in it"];
        assert_eq!(laid(text, 12), expected);
    }

    #[test]
    fn code_keeps_its_shape() {
        let text = "Run\n```sh\na  \\\n   b # not a heading\n\n```\nand\n\n    indented  code";
        let expected = ["Run", "    a  \\", "       b # not a heading", "", "and", "", "    indented  code"];
        assert_eq!(laid(text, 40), expected);
    }

    #[test]
    fn headings_are_strong_without_their_signs() {
        let laid: Vec<_> = lines("## Look at\nthis", 40, Charset::Unicode).collect();
        assert_eq!(laid, [Toned::new("Look at", Tone::Strong), Toned::new("this", Tone::Plain)]);
    }

    #[test]
    fn nothing_hostile_comes_through() {
        assert_eq!(laid("a\x1b[2Jb\r\n- \u{202e}c", 40), ["a␛[2Jb", "- ⟨U+202E⟩c"]);
    }

    proptest! {
        #[test]
        fn any_text_fits(text in "[-#>`*. \n\ta-c1日\x1b]{0,60}", cells in 0_usize..20) {
            for line in laid(&text, cells) {
                prop_assert!(cells::width(&line) <= cells.max(1), "{line:?}");
            }
        }
    }
}
