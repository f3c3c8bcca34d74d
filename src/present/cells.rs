//! Text measured in terminal cells: how wide it is, cut to a width, wrapped to a width.
//!
//! Takes text that [`safe`] has been over. A cell is counted as ratatui counts it when it draws: by
//! grapheme, so that nothing moves when a line is cut.

use super::safe::{self, Charset};
use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// What a cut text ends with.
const CUT: &str = "…";

/// The bytes of one line that are looked at; far more than any screen shows of it.
const LONGEST: usize = 16 * 1024;

/// Returns how many cells the text takes.
pub fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.graphemes(true).map(UnicodeWidthStr::width).sum() }
}

/// Cuts the text to at most `cells` cells, ending in `…` where something is missing. A wide character is never split.
pub fn fit(text: &str, cells: usize) -> String {
    let (head, cut) = head(text);
    if !cut && width(head) <= cells {
        return head.to_owned();
    }
    if cells == 0 {
        return String::new();
    }
    format!("{}{CUT}", prefix(head, cells - 1))
}

/// Makes foreign text safe, of any width; of a text longer than 16 KiB only the start, which then ends in `…`.
pub fn shown(text: &str, charset: Charset) -> String {
    label(text, usize::MAX, charset)
}

/// Makes foreign text safe and cuts it to at most `cells` cells in one go, however long it is.
pub fn label(text: &str, cells: usize, charset: Charset) -> String {
    let (head, cut) = head(text);
    let safe = safe::line(head, charset);
    fit(&if cut { Cow::Owned(format!("{safe}{CUT}")) } else { safe }, cells)
}

/// Wraps the text to lines of at most `cells` cells (at least one), between words where it can; what is longer than a
/// line is broken between characters. Line breaks in the text stay; a text without any words is one empty line. Of a
/// paragraph only the first 16 KiB are kept, which then ends in `…`.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let mut wrapped = Vec::new();
    for paragraph in text.split('\n') {
        wrap_paragraph(paragraph, cells.max(1), &mut wrapped);
    }
    wrapped
}

fn wrap_paragraph(paragraph: &str, cells: usize, lines: &mut Vec<String>) {
    let (head, cut) = head(paragraph);
    let mut line = String::new();
    let mut used = 0;
    for word in words(head).chain(cut.then_some(CUT)) {
        let bare = word.trim_start_matches(' ');
        let (spaces, wide) = (word.len() - bare.len(), width(bare));
        let first = line.is_empty();
        if used + spaces + wide <= cells {
            line.push_str(word);
            used += spaces + wide;
            continue;
        }
        if !first {
            lines.push(std::mem::take(&mut line));
        }
        // An indent that would fill the line is given up, as are the spaces at which a line is broken.
        let indent = if first && spaces < cells { spaces } else { 0 };
        line = " ".repeat(indent);
        used = indent;
        break_word(bare, cells, &mut line, &mut used, lines);
    }
    lines.push(line);
}

/// Lays out a word that may be longer than a line, by character.
fn break_word(word: &str, cells: usize, line: &mut String, used: &mut usize, lines: &mut Vec<String>) {
    for grapheme in word.graphemes(true) {
        let wide = grapheme.width();
        let (grapheme, wide) = if wide > cells { (CUT, 1) } else { (grapheme, wide) };
        if *used + wide > cells {
            lines.push(std::mem::take(line));
            *used = 0;
        }
        line.push_str(grapheme);
        *used += wide;
    }
}

/// Splits into words, each with the spaces before it.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.find(|c| c != ' ')?;
        let end = rest[start..].find(' ').map_or(rest.len(), |length| start + length);
        let (word, behind) = rest.split_at(end);
        rest = behind;
        Some(word)
    })
}

/// Returns the longest start of the text that takes at most so many cells.
fn prefix(text: &str, cells: usize) -> &str {
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        used += grapheme.width();
        if used > cells {
            return &text[..at];
        }
    }
    text
}

/// Returns the part of a line that is looked at, and whether anything is left out.
fn head(text: &str) -> (&str, bool) {
    let end = text.floor_char_boundary(LONGEST);
    (&text[..end], end < text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn width_counts_cells_not_characters() {
        assert_eq!(width("abc"), 3);
        assert_eq!(width("日本"), 4);
        assert_eq!(width("e\u{301}"), 1);
    }

    #[test]
    fn fit_cuts_with_an_ellipsis() {
        assert_eq!(fit("Restore", 7), "Restore");
        assert_eq!(fit("Restore", 6), "Resto…");
        assert_eq!(fit("Restore", 1), "…");
        assert_eq!(fit("Restore", 0), "");
        assert_eq!(fit("日本語", 4), "日…");
        assert_eq!(fit("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
    }

    #[test]
    fn a_label_of_a_megabyte_is_cut_before_anything_else() {
        assert_eq!(label(&"\x1b".repeat(1 << 20), 4, Charset::Unicode), "␛␛␛…");
        assert_eq!(label(&"\u{fe0f}".repeat(1 << 20), 4, Charset::Unicode), "…");
        assert_eq!(label("short", 10, Charset::Unicode), "short");
    }

    #[test]
    fn wrap_breaks_between_words() {
        assert_eq!(wrap("take the newest dump", 9), ["take the", "newest", "dump"]);
        assert_eq!(wrap("take  the", 20), ["take  the"]);
        assert_eq!(wrap("", 9), [""]);
        assert_eq!(wrap("a\n\nb", 9), ["a", "", "b"]);
    }

    #[test]
    fn wrap_keeps_an_indent_and_breaks_what_is_too_long() {
        assert_eq!(wrap("    cp a b", 8), ["    cp a", "b"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("  abcdefgh", 4), ["  ab", "cdef", "gh"]);
        assert_eq!(wrap("日本語", 3), ["日", "本", "語"]);
        assert_eq!(wrap("日", 1), ["…"]);
    }

    #[test]
    fn a_paragraph_of_a_megabyte_is_cut_first() {
        let lines = wrap(&"word ".repeat(200_000), 80);
        assert!(lines.len() <= LONGEST / 75);
        assert!(lines.last().unwrap().ends_with(CUT));
    }

    proptest! {
        #[test]
        fn a_fitted_text_fits(text in "\\PC{0,40}", cells in 0_usize..50) {
            let fitted = fit(&text, cells);
            prop_assert!(width(&fitted) <= cells, "{fitted:?}");
            prop_assert_eq!(fit(&fitted, cells), fitted.clone());
        }

        #[test]
        fn a_label_fits(text in any::<String>(), cells in 0_usize..50) {
            prop_assert!(width(&label(&text, cells, Charset::Ascii)) <= cells);
        }

        #[test]
        fn wrapped_lines_fit_and_lose_nothing_but_spaces(text in "[a-zé日 \n]{0,80}", cells in 2_usize..20) {
            let lines = wrap(&text, cells);
            prop_assert!(lines.iter().all(|line| width(line) <= cells), "{lines:?}");
            let letters = |text: &str| text.replace([' ', '\n'], "");
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }

        #[test]
        fn any_text_wraps_to_the_width(text in any::<String>(), cells in 0_usize..20) {
            let safe = safe::line(&text, Charset::Unicode);
            let lines = wrap(&safe, cells);
            prop_assert!(lines.iter().all(|line| width(line) <= cells.max(1)), "{lines:?}");
        }
    }
}
