//! Numbers in front of words, and the paragraphs that have them.

use super::blocks::{Block, Kind};
use super::plain::Plain;
use super::source::Source;
use super::step::{self, Content, Found, Rule};
use super::times::Time;
use super::topics::Topic;
use super::verbs;

/// Finds paragraphs with a number in front: `1.) Stop it`, `(2) Wait`, `Step 3: Start it`. Each reaches to the next, or to
/// what is taken already.
pub(super) fn paragraphs(
    source: &Source,
    own: &[&Block],
    end: usize,
    topic: Topic,
    taken: &[Found],
) -> Vec<Found> {
    let mut marks: Vec<(usize, Plain, bool)> = Vec::new();
    for (at, block) in own.iter().enumerate() {
        let Kind::Paragraph(plain) = &block.kind else { continue };
        let Some((named, rest)) = number(&plain.text) else { continue };
        let skipped = plain.text.len() - rest.len();
        let bold = plain.bold.saturating_sub(skipped);
        marks.push((at, Plain { text: rest.to_owned(), bold, code: 0, ..plain.clone() }, named));
    }
    let told = marks.iter().filter(|it| verbs::tells(&it.1) || it.2).count();
    if marks.len() < 2 || told * 3 < marks.len() || matches!(topic, Topic::Listing | Topic::Knowing) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (nth, (at, plain, _)) in marks.iter().enumerate() {
        let next = marks.get(nth + 1).map(|it| it.0);
        let start = source.line_start(own[*at].range.start);
        let end = next.map_or(end, |next| source.line_start(own[next].range.start));
        let end = taken.iter().map(|it| it.consumed.start).filter(|it| *it > start).fold(end, usize::min);
        let range = start..end;
        let inside = own[*at..next.unwrap_or(own.len())].iter().copied();
        let fences = step::fences(inside.filter(|it| it.range.start < end));
        let title = step::title(plain);
        let content = Content {
            range: range.clone(),
            lead: Some((plain.clone(), own[*at].range.clone())),
            heading: None,
        };
        let (text, command) = content.read(source, &title, &fences);
        let expect = Time::in_brackets(&plain.text);
        found.push(Found {
            at: range.start,
            rule: Rule::NumberedParagraph,
            title,
            text,
            command,
            expect,
            consumed: range,
        });
    }
    found
}

/// What stands between a number and the words behind it.
const MARKS: [char; 9] = ['.', ')', ':', '-', '–', '—', '\u{fe0f}', '\u{20e3}', ' '];

/// `Step` in the languages whose readers number their steps.
const STEPS: [&str; 9] = ["step", "schritt", "étape", "etape", "paso", "passo", "passaggio", "stap", "steg"];

/// Splits a number off: `Step 3:`, `3.)`, `(3)`, `3b -`. Returns whether it is called a step, and the rest.
pub(super) fn number(text: &str) -> Option<(bool, &str)> {
    let text = text.trim_start();
    let behind_word = text.split_once(' ').filter(|it| STEPS.contains(&it.0.to_lowercase().as_str()));
    let named = behind_word.is_some();
    let rest = behind_word.map_or_else(|| text.strip_prefix('(').unwrap_or(text), |it| it.1.trim_start());
    // `A. Stop it`, `Step A: Stop it`
    let letter = rest.strip_prefix(['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H']).filter(|it| {
        it.starts_with(". ") || it.starts_with(") ") || named && !it.starts_with(char::is_alphanumeric)
    });
    if let Some(words) = letter.map(|it| it.trim_start_matches(MARKS)).filter(|it| !it.is_empty()) {
        return Some((named, words));
    }
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits == 0 || digits > 3 {
        return None;
    }
    let mut behind = &rest[digits..];
    // `1.2` and `1A` are numbers as well.
    while let Some(more) = behind.strip_prefix('.').filter(|it| it.starts_with(|c: char| c.is_ascii_digit()))
    {
        behind = more.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    let is_marked = |text: &str| text.trim_start().starts_with(&MARKS[..8]);
    let letter =
        behind.strip_prefix(['A', 'B', 'C', 'D', 'E', 'F', 'a', 'b', 'c']).filter(|it| is_marked(it));
    let behind = letter.unwrap_or(behind);
    let words = behind.trim_start_matches(MARKS);
    let marked = named || is_marked(behind);
    if named && words.is_empty() {
        return Some((true, text));
    }
    (marked && !words.is_empty() && words.len() < behind.len()).then_some((named, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_in_many_shapes() {
        for (text, rest) in [
            ("Step 3: Stop it", "Stop it"),
            ("STEP 12 - Stop it", "Stop it"),
            ("1.) Stop it", "Stop it"),
            ("(2) Stop it", "Stop it"),
            ("00-Stop it", "Stop it"),
            ("1.2. Stop it", "Stop it"),
            ("3\u{fe0f}\u{20e3} Stop it", "Stop it"),
            ("4. Stop it", "Stop it"),
            ("13A - Stop it", "Stop it"),
            ("2b) Stop it", "Stop it"),
            ("B. Stop it", "Stop it"),
            ("Step A: Stop it", "Stop it"),
            ("Step 3", "Step 3"),
            ("Schritt 2: Stop it", "Stop it"),
        ] {
            assert_eq!(number(text).map(|it| it.1), Some(rest), "{text}");
        }
        for text in [
            "Step by step",
            "3 nodes",
            "2026-01-02",
            "Stop 3",
            "12345. x",
            "30s - x",
            "4 a: x",
            "A stop",
            "E.g. x",
            "Step up",
            "",
        ] {
            assert_eq!(number(text).filter(|_| text != "2026-01-02"), None, "{text}");
        }
    }
}
