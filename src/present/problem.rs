//! What is wrong in a file that a person wrote: where, what, and what to do; and how that is shown.

use super::cells;
use super::code::{Code, Severity};
use super::safe::{self, Charset};
use std::borrow::Cow;
use std::fmt::Write as _;

/// How many characters of a line are shown on either side of the place.
const AROUND: usize = 48;
/// How many characters of a foreign word are quoted in a message.
const QUOTED: usize = 64;

/// A place in a text, both counted from 1; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line.
    pub line: usize,
    /// Column; one past the last character is the end of the line.
    pub column: usize,
}

impl Place {
    /// Returns the place of the byte at `offset`; an offset inside a character or behind the end is moved forward to
    /// the character's start or to the end. A byte order mark takes up no column.
    pub fn of(text: &str, offset: usize) -> Self {
        let before = &text[..text.floor_char_boundary(offset)];
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let column = before[start..].trim_start_matches('\u{feff}').chars().count() + 1;
        Self { line, column }
    }
}

/// One thing that is wrong in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What kind of thing it is, and how much it matters.
    pub code: Code,
    /// Where.
    pub place: Place,
    /// What; may quote the file as it is, so it is for [`report`], not for a terminal.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Problem {
    /// Returns how much it matters.
    pub const fn severity(&self) -> Severity {
        self.code.severity()
    }
}

/// Returns all problems as text for a terminal: `path:line:column: error: message`, the line with a caret under the
/// place, and the hint. Hostile characters are made visible, long lines are cut around the caret.
pub fn report(path: &str, source: &str, problems: &[Problem]) -> String {
    let lines: Vec<&str> = source.lines().collect();
    let mut out = String::new();
    for Problem { code, place, message, hint } in problems {
        if !out.is_empty() {
            out.push('\n');
        }
        let (path, message) = (visible(path), visible(message));
        let severity = code.severity().word();
        let _ = writeln!(out, "{path}:{}:{}: {severity}: {message}", place.line, place.column);
        if let Some(line) = lines.get(place.line - 1) {
            let (before, after) = around(line.trim_start_matches('\u{feff}'), place.column);
            let number = place.line.to_string();
            let _ = writeln!(out, " {number} | {before}{after}");
            let _ = writeln!(out, " {:1$} | {2:3$}^", "", number.len(), "", cells::width(&before));
        }
        if let Some(hint) = hint {
            let _ = writeln!(out, " hint: {}", visible(hint));
        }
    }
    out
}

/// Returns what is shown of the line before the column and from there on.
fn around(line: &str, column: usize) -> (String, String) {
    let at = line.char_indices().nth(column - 1).map_or(line.len(), |(index, _)| index);
    let (before, after) = line.split_at(at);
    let from = before.char_indices().rev().take(AROUND).last().map_or(at, |(index, _)| index);
    let to = after.char_indices().nth(AROUND).map_or(after.len(), |(index, _)| index);
    let mut shown = (visible(&before[from..]).into_owned(), visible(&after[..to]).into_owned());
    if from > 0 {
        shown.0.insert(0, '…');
    }
    if to < after.len() {
        shown.1.push('…');
    }
    shown
}

/// Returns the text as it may stand in a message: see [`safe::line`].
pub fn visible(text: &str) -> Cow<'_, str> {
    safe::line(text, Charset::Unicode)
}

/// Returns the text, or its start where it is too long to quote.
pub fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(source: &str, line: usize, column: usize) -> String {
        let place = Place { line, column };
        report(
            "p.toml",
            source,
            &[Problem {
                code: Code::InvalidValue,
                place,
                message: "it is wrong".into(),
                hint: Some("mend it".into()),
            }],
        )
    }

    #[test]
    fn a_place_counts_lines_and_characters_from_one() {
        let text = "a = 1\né = 2\n";
        let place = |offset| {
            let Place { line, column } = Place::of(text, offset);
            (line, column)
        };
        assert_eq!(place(0), (1, 1));
        assert_eq!(place(6), (2, 1));
        assert_eq!(place(7), (2, 1), "inside é");
        assert_eq!(place(9), (2, 3));
        assert_eq!(place(999), (3, 1));
        assert_eq!(Place::of("\u{feff}ab", 4), Place { line: 1, column: 2 });
    }

    #[test]
    fn a_problem_shows_its_line_with_a_caret_and_what_to_do() {
        let shown = one("id = \"x\"\ntitel = \"y\"\n", 2, 1);
        assert_eq!(shown, "p.toml:2:1: error: it is wrong\n 2 | titel = \"y\"\n   | ^\n hint: mend it\n");
    }

    #[test]
    fn a_warning_says_that_it_is_one() {
        let place = Place { line: 1, column: 1 };
        let warning = Problem { code: Code::TitleWithoutVerb, place, message: "no verb".into(), hint: None };
        assert!(report("p", "x", &[warning]).starts_with("p:1:1: warning: no verb\n"));
    }

    #[test]
    fn the_caret_stands_under_the_place_behind_wide_characters() {
        let shown = one("a = \"日本\" x", 1, 10);
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(cells::width(lines[1]) - 1, cells::width(lines[2]) - 1);
    }

    #[test]
    fn a_place_at_the_end_of_the_text_is_shown() {
        assert!(one("a = 1\n", 2, 1).starts_with("p.toml:2:1:"));
        assert!(one("", 1, 1).starts_with("p.toml:1:1:"));
        assert!(one("a = [", 1, 6).contains(" 1 | a = [\n   |      ^\n"));
    }

    #[test]
    fn a_long_line_is_cut_around_the_caret() {
        let source = format!("{}!{}", "a".repeat(1_000_000), "b".repeat(1_000_000));
        let shown = one(&source, 1, 1_000_001);
        assert!(shown.contains("a!b"));
        assert!(shown.lines().all(|line| cells::width(line) < 120), "{shown}");
    }

    #[test]
    fn hostile_characters_are_visible_everywhere() {
        let place = Place { line: 1, column: 1 };
        let bad = "\u{1b}[2J\u{202e}\u{200b}\u{9b}\r";
        let shown = report(
            bad,
            bad,
            &[Problem { code: Code::NotToml, place, message: bad.into(), hint: Some(bad.into()) }],
        );
        assert!(!shown.contains(['\u{1b}', '\u{202e}', '\u{200b}', '\u{9b}', '\r']), "{shown}");
        assert_eq!(shown.matches("⟨U+202E⟩").count(), 4);
    }
}
