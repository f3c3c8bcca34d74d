//! Foreign text made harmless: titles, notes, names, script output and file contents may hold anything.
//!
//! What comes out has no character that moves the cursor, turns the writing direction, hides, or joins cells in ways
//! that terminals disagree on. Stored text is never changed by this: it is for showing only.

use std::borrow::Cow;
use unicode_width::UnicodeWidthChar;

/// The characters that the tool itself adds to a screen. The user's own letters stay as they are in both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Charset {
    /// `␛`, `⟨U+202E⟩`, `⏎`.
    #[default]
    Unicode,
    /// `<1B>`, `<U+202E>`, and a space for a line break.
    Ascii,
}

/// Combining marks that a character may carry; Vietnamese and pointed Hebrew need three.
const MOST_MARKS: usize = 4;

/// Makes text safe on a single line: line breaks become `⏎` (a space in ASCII), tabs a space. Plain ASCII is borrowed.
pub fn line(text: &str, charset: Charset) -> Cow<'_, str> {
    let line_break = match charset {
        Charset::Unicode => "⏎",
        Charset::Ascii => " ",
    };
    cleaned(text, charset, line_break, " ")
}

/// Makes text safe line by line; `\n` and `\r\n` separate, a tab becomes four spaces.
pub fn lines(text: &str, charset: Charset) -> impl Iterator<Item = Cow<'_, str>> {
    text.lines().map(move |line| cleaned(line, charset, "", "    "))
}

fn cleaned<'a>(text: &'a str, charset: Charset, line_break: &str, tab: &str) -> Cow<'a, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let mut cleaner = Cleaner { out: String::with_capacity(text.len()), charset, base: None, marks: 0 };
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\r', Some('\n')) => {}
            ('\n', _) => cleaner.push_plain(line_break),
            ('\t', _) => cleaner.push_plain(tab),
            (_, next) => cleaner.push(c, next.copied()),
        }
    }
    cleaner.finish()
}

struct Cleaner {
    out: String,
    charset: Charset,
    /// What a combining mark would land on; `None` at the start, where it would land outside of the text.
    base: Option<char>,
    /// How many marks the base was given, those left out included.
    marks: usize,
}

impl Cleaner {
    fn push(&mut self, c: char, next: Option<char>) {
        let on_picture = self.base.is_some_and(is_picture);
        match c {
            // ratatui 0.30.2 shifts the row behind a U+FE0F, and terminals disagree on the widths of both.
            '\u{FE0E}' | '\u{FE0F}' => {}
            // Joined or toned, an emoji is as wide as the terminal thinks fit; side by side all agree.
            '\u{200D}' if on_picture && next.is_some_and(is_picture) => {}
            '\u{1F3FB}'..='\u{1F3FF}' if on_picture => {}
            // Half as wide they are part of the letter before them; ratatui 0.30.2 counts that so when it writes, and otherwise
            // when it wipes.
            '\u{FF9E}' => self.push_plain("\u{309B}"),
            '\u{FF9F}' => self.push_plain("\u{309C}"),
            _ if is_hidden(c) => self.push_plain(&self.charset.mark(c)),
            _ if c.width() == Some(0) => self.push_mark(c),
            _ => {
                self.close_base();
                self.out.push(c);
                self.base = Some(c);
            }
        }
    }

    fn push_plain(&mut self, text: &str) {
        self.close_base();
        self.out.push_str(text);
        self.base = text.chars().last().or(self.base);
    }

    fn push_mark(&mut self, c: char) {
        match (self.base, self.charset) {
            (None, Charset::Unicode) => self.push_plain("◌"),
            (None, Charset::Ascii) => return self.push_plain(&self.charset.mark(c)),
            (Some(_), _) => {}
        }
        self.marks += 1;
        if self.marks <= MOST_MARKS {
            self.out.push(c);
        }
    }

    /// Says how many marks were left out, and makes ready for the next character.
    fn close_base(&mut self) {
        let left_out = self.marks.saturating_sub(MOST_MARKS);
        if left_out > 0 {
            let (open, close) = self.charset.brackets();
            self.out.extend([open, '+']);
            self.out.push_str(&left_out.to_string());
            self.out.push(close);
        }
        self.marks = 0;
    }

    fn finish(mut self) -> Cow<'static, str> {
        self.close_base();
        Cow::Owned(self.out)
    }
}

impl Charset {
    const fn brackets(self) -> (char, char) {
        match self {
            Self::Unicode => ('⟨', '⟩'),
            Self::Ascii => ('<', '>'),
        }
    }

    /// Returns what stands in for a character that must not reach the terminal.
    fn mark(self, c: char) -> String {
        let code = u32::from(c);
        let (open, close) = self.brackets();
        match self {
            Self::Unicode if c == '\u{7F}' => "␡".to_owned(),
            Self::Unicode if code < 0x20 => char::from_u32(0x2400 + code).unwrap_or('\u{FFFD}').to_string(),
            Self::Ascii if c.is_control() => format!("{open}{code:02X}{close}"),
            _ => format!("{open}U+{code:04X}{close}"),
        }
    }
}

/// Whether a character has no shape of its own: C0, DEL, C1, and what Unicode calls [default ignorable][1], with line
/// and paragraph separators and the interlinear marks.
///
/// [1]: https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Whether a character may be part of a joined emoji: arrows, symbols, dingbats and the emoji blocks.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::cells::width;
    use proptest::prelude::*;

    fn unicode(text: &str) -> String {
        line(text, Charset::Unicode).into_owned()
    }

    fn ascii(text: &str) -> String {
        line(text, Charset::Ascii).into_owned()
    }

    #[test]
    fn plain_text_is_borrowed() {
        assert!(matches!(line("Restore the database", Charset::Unicode), Cow::Borrowed(_)));
        assert_eq!(unicode("Größe — 日本 ✓"), "Größe — 日本 ✓");
    }

    #[test]
    fn escape_sequences_and_control_characters_are_shown() {
        assert_eq!(unicode("\x1b[2J\r\0\x7f\u{9b}31m"), "␛[2J␍␀␡⟨U+009B⟩31m");
        assert_eq!(ascii("\x1b[2J\r\0\x7f\u{9b}31m"), "<1B>[2J<0D><00><7F><9B>31m");
    }

    #[test]
    fn what_hides_or_turns_text_is_named() {
        assert_eq!(unicode("a\u{202e}b\u{200b}c\u{2028}d"), "a⟨U+202E⟩b⟨U+200B⟩c⟨U+2028⟩d");
        assert_eq!(ascii("\u{e0041}\u{fe01}\u{feff}"), "<U+E0041><U+FE01><U+FEFF>");
        assert_eq!(unicode("pass\u{200d}word"), "pass⟨U+200D⟩word");
    }

    #[test]
    fn line_breaks_and_tabs_have_a_form_on_one_line_and_one_on_many() {
        assert_eq!(unicode("a\r\nb\nc\td"), "a⏎b⏎c d");
        assert_eq!(ascii("a\r\nb\tc"), "a b c");
        let many: Vec<_> = lines("a\r\n\tb\x1b\n", Charset::Unicode).collect();
        assert_eq!(many, ["a", "    b␛"]);
    }

    #[test]
    fn a_flood_of_marks_is_cut_and_counted() {
        let flood = format!("e{}x", "\u{301}".repeat(500));
        assert_eq!(unicode(&flood), format!("e{}⟨+496⟩x", "\u{301}".repeat(4)));
        assert_eq!(ascii(&flood), format!("e{}<+496>x", "\u{301}".repeat(4)));
        assert_eq!(unicode("Việt Nam: e\u{302}\u{301}"), "Việt Nam: e\u{302}\u{301}");
    }

    #[test]
    fn a_mark_without_a_base_cannot_land_on_the_border() {
        assert_eq!(unicode("\u{301}a"), "◌\u{301}a");
        assert_eq!(ascii("\u{301}a"), "<U+0301>a");
    }

    #[test]
    fn emoji_have_widths_that_terminals_agree_on() {
        assert_eq!(unicode("❤\u{fe0f}\u{200d}🔥!"), "❤🔥!");
        assert_eq!(unicode("👨\u{200d}👩\u{200d}👧"), "👨👩👧");
        assert_eq!(width(&unicode("👨\u{200d}👩\u{200d}👧")), 6);
        assert_eq!(unicode("👍\u{1f3fd}"), "👍");
    }

    #[test]
    fn a_sound_mark_takes_its_own_cells() {
        assert_eq!(unicode("ｶ\u{ff9e}ﾊ\u{ff9f}"), "ｶ゛ﾊ゜");
        assert_eq!(width(&unicode("ｶ\u{ff9e}")), 3);
    }

    fn hostile() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            any::<char>(),
            proptest::char::range('\0', '\u{a0}'),
            proptest::sample::select(
                "\u{301}\u{200d}\u{fe0f}\u{1f3fd}👍👩❤🔥🇩🇪\u{1100}\u{1161}\u{600}\u{ff9e}क\u{94d}ष日\r\n\t "
                    .chars()
                    .collect::<Vec<_>>()
            ),
        ];
        proptest::collection::vec(piece, 0..60).prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #[test]
        fn nothing_hidden_comes_through(text in hostile()) {
            for charset in [Charset::Unicode, Charset::Ascii] {
                let safe = line(&text, charset);
                prop_assert!(!safe.contains(is_hidden), "{safe:?}");
                for safe in lines(&text, charset) {
                    prop_assert!(!safe.contains(is_hidden), "{safe:?}");
                }
            }
        }

        #[test]
        fn safe_text_stays_as_it_is(text in hostile()) {
            for charset in [Charset::Unicode, Charset::Ascii] {
                let once = line(&text, charset);
                prop_assert_eq!(line(&once, charset), once.clone());
            }
        }
    }
}
