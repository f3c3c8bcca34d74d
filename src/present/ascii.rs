//! The few signs of the tool's own that have no place of their own, in plain ASCII where that is asked for.

use super::safe::Charset;
use std::borrow::Cow;

/// Returns the ASCII twin of a sign that the tool itself draws; `None` for any other character.
pub const fn twin(sign: char) -> Option<char> {
    Some(match sign {
        '…' => '~',
        '·' | '−' | '–' | '—' | '╌' => '-',
        '→' | '›' => '>',
        '×' => 'x',
        '✓' | '┿' => '+',
        '━' => '=',
        '┊' => '|',
        '★' => '*',
        '⚠' => '!',
        _ => return None,
    })
}

/// Replaces the tool's own signs where the charset wants ASCII. For words without foreign text.
pub fn signs(words: &str, charset: Charset) -> Cow<'_, str> {
    if charset == Charset::Unicode || words.is_ascii() {
        return Cow::Borrowed(words);
    }
    Cow::Owned(words.chars().map(|sign| twin(sign).unwrap_or(sign)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_signs_change_and_only_where_asked() {
        assert_eq!(signs("−1:52 … é", Charset::Ascii), "-1:52 ~ é");
        assert_eq!(signs("−1:52", Charset::Unicode), "−1:52");
    }
}
