//! How a secret may be spelled: as it is, escaped, quoted, percent-encoded, in base64 or in hexadecimal digits, and any
//! mix of the ways of escaping. Not a list of spellings but a walk along the text: the list would be endless.

/// What the units of a pattern are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Script {
    /// Characters, each of which may be escaped in one of many ways.
    Text,
    /// Base64 digits of either alphabet, with line breaks anywhere.
    Base64,
    /// Hexadecimal digits, with line breaks anywhere.
    Hex,
}

/// A run of units to be found.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pattern {
    pub script: Script,
    pub units: Vec<char>,
}

/// What stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// The pattern, so many bytes long.
    Whole(usize),
    /// What could become the pattern, if more comes.
    Beginning,
    /// Something else.
    Nothing,
}

impl Pattern {
    /// Every pattern by which a text is to be found.
    pub fn all_of(text: &str) -> Vec<Self> {
        let hex = text.bytes().flat_map(|byte| format!("{byte:02x}").into_bytes()).map(char::from).collect();
        let mut all = vec![
            Self { script: Script::Text, units: text.chars().collect() },
            Self { script: Script::Hex, units: hex },
        ];
        all.extend(
            (0..3).map(|shift| Self { script: Script::Base64, units: base64(text.as_bytes(), shift) }),
        );
        all
    }

    /// The pairs of bytes with which the pattern can begin.
    pub fn beginnings(&self) -> Vec<[u8; 2]> {
        let mut pairs = Vec::new();
        let (Some(first), Some(second)) = (self.units.first(), self.units.get(1)) else { return pairs };
        spell(self.script, *first, true, &mut |one| match one {
            [a, b, ..] => pairs.push([*a, *b]),
            [a] => spell(self.script, *second, false, &mut |two| {
                pairs.extend(two.first().map(|b| [*a, *b]));
            }),
            [] => {}
        });
        pairs
    }

    /// Compares what `text` begins with to the pattern. `ends` is scratch space.
    pub fn compare(&self, text: &[u8], ends: &mut Ends) -> Found {
        let mut is_beginning = false;
        ends.now.clear();
        ends.now.push(0);
        for (nth, unit) in self.units.iter().enumerate() {
            ends.next.clear();
            for at in &ends.now {
                let rest = &text[*at..];
                spell(self.script, *unit, nth == 0, &mut |spelling| {
                    if rest.starts_with(spelling) {
                        let end = at + spelling.len();
                        if !ends.next.contains(&end) {
                            ends.next.push(end);
                        }
                    } else if spelling.starts_with(rest) {
                        is_beginning = true;
                    }
                });
            }
            std::mem::swap(&mut ends.now, &mut ends.next);
            if ends.now.is_empty() {
                return if is_beginning { Found::Beginning } else { Found::Nothing };
            }
        }
        match ends.now.iter().max() {
            // A longer way to spell it may be under way.
            _ if is_beginning => Found::Beginning,
            Some(end) => Found::Whole(*end),
            None => Found::Nothing,
        }
    }

    /// Compares as [`Self::compare`] does, knowing that no more comes.
    pub fn compare_last(&self, text: &[u8], ends: &mut Ends) -> Found {
        match self.compare(text, ends) {
            Found::Beginning => match ends.now.iter().max() {
                Some(end) => Found::Whole(*end),
                None => Found::Nothing,
            },
            found => found,
        }
    }
}

/// Where the spellings that were followed so far end.
#[derive(Default)]
pub(super) struct Ends {
    now: Vec<usize>,
    next: Vec<usize>,
}

/// The base64 digits of `bytes` behind `shift` others that do not depend on what stands before and behind (RFC 4648).
fn base64(bytes: &[u8], shift: usize) -> Vec<char> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bit = |at: usize| usize::from(bytes[at / 8 - shift] >> (7 - at % 8) & 1);
    let first = (shift * 8).div_ceil(6);
    let end = (shift + bytes.len()) * 8 / 6;
    (first..end)
        .map(|digit| (digit * 6..digit * 6 + 6).fold(0, |value, at| value << 1 | bit(at)))
        .map(|value| char::from(DIGITS[value]))
        .collect()
}

/// Calls `tell` with each spelling of a unit; none is empty.
fn spell(script: Script, unit: char, is_first: bool, tell: &mut dyn FnMut(&[u8])) {
    match script {
        Script::Text => spell_character(unit, tell),
        Script::Base64 => digit(is_first, tell, &|tell| match unit {
            '+' => ["+", "-", "%2B", "%2b"].iter().for_each(|it| tell(it.as_bytes())),
            '/' => ["/", "_", "%2F", "%2f", "\\/"].iter().for_each(|it| tell(it.as_bytes())),
            _ => tell(&[ascii(unit)]),
        }),
        Script::Hex => digit(is_first, tell, &|tell| {
            tell(&[ascii(unit)]);
            if unit.is_ascii_lowercase() {
                tell(&[ascii(unit.to_ascii_uppercase())]);
            }
        }),
    }
}

/// Tells every spelling of something.
type Spellings<'a> = &'a dyn Fn(&mut dyn FnMut(&[u8]));

/// A digit, or a line break and a digit.
fn digit(is_first: bool, tell: &mut dyn FnMut(&[u8]), spellings: Spellings<'_>) {
    let breaks: &[&str] = if is_first { &[""] } else { &["", "\n", "\r\n", "\\n", "\\r\\n"] };
    for line_break in breaks {
        spellings(&mut |it| {
            let mut both = Short::default();
            both.add(line_break.as_bytes());
            both.add(it);
            tell(both.bytes());
        });
    }
}

fn ascii(unit: char) -> u8 {
    u8::try_from(unit).unwrap_or(b'?')
}

fn spell_character(unit: char, tell: &mut dyn FnMut(&[u8])) {
    let mut utf8 = [0; 4];
    let utf8 = unit.encode_utf8(&mut utf8).as_bytes();
    tell(utf8);
    for digits in [UPPER, LOWER] {
        let mut percent = Short::default();
        for byte in utf8 {
            percent.add(&[b'%', digits[usize::from(byte >> 4)], digits[usize::from(byte & 15)]]);
        }
        tell(percent.bytes());
        let mut units = [0; 2];
        let mut escaped = Short::default();
        for unit in unit.encode_utf16(&mut units) {
            escaped.add(b"\\u");
            for shift in [12, 8, 4, 0] {
                escaped.add(&[digits[usize::from(*unit >> shift & 15)]]);
            }
        }
        tell(escaped.bytes());
    }
    if unit == ' ' || unit.is_ascii_punctuation() {
        tell(&[b'\\', ascii(unit)]);
    }
    for it in named(unit) {
        tell(it.as_bytes());
    }
}

const UPPER: &[u8; 16] = b"0123456789ABCDEF";
const LOWER: &[u8; 16] = b"0123456789abcdef";

/// The spellings that only one character has: in a form, in JSON, C and the shell, in HTML.
const fn named(unit: char) -> &'static [&'static str] {
    match unit {
        ' ' => &["+"],
        '\n' => &["\r\n", "%0D%0A", "%0d%0a", "\\n", "\\r\\n"],
        '\r' => &["\\r"],
        '\t' => &["\\t"],
        '\u{8}' => &["\\b"],
        '\u{c}' => &["\\f"],
        '\'' => &["'\\''", "'\"'\"'", "&#39;", "&apos;"],
        '"' => &["&quot;", "&#34;"],
        '&' => &["&amp;"],
        '<' => &["&lt;"],
        '>' => &["&gt;"],
        _ => &[],
    }
}

/// A few bytes on the stack.
#[derive(Default)]
struct Short {
    bytes: [u8; 16],
    length: usize,
}

impl Short {
    /// The longest is an escaped line break before `%2F`, or twice `\u1234`: both fit.
    fn add(&mut self, more: &[u8]) {
        for byte in more {
            if let Some(place) = self.bytes.get_mut(self.length) {
                *place = *byte;
                self.length += 1;
            }
        }
    }

    fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_without_what_depends_on_the_neighbours() {
        let text = |shift| base64(b"horse", shift).into_iter().collect::<String>();
        // `printf horse | base64`, `printf xhorse | base64`, `printf xxhorse | base64`
        assert!("aG9yc2U=".starts_with(&text(0)) && text(0).len() == 6);
        assert!("eGhvcnNl".ends_with(&text(1)) && text(1).len() == 6);
        assert!("eHhob3JzZQ==".contains(&text(2)) && text(2).len() == 6);
    }

    #[test]
    fn a_pattern_is_compared_as_far_as_the_text_goes() {
        let pattern = Pattern { script: Script::Text, units: "a b'c".chars().collect() };
        let compare = |text: &str| pattern.compare(text.as_bytes(), &mut Ends::default());
        assert_eq!(compare("a b'c more"), Found::Whole(5));
        assert_eq!(compare("%61+b'\\''c"), Found::Whole(10));
        assert_eq!(compare("a\\u0020b"), Found::Beginning);
        assert_eq!(compare("a%2"), Found::Beginning);
        assert_eq!(compare(""), Found::Beginning);
        assert_eq!(compare("a%2x"), Found::Nothing);
    }

    #[test]
    fn a_pattern_begins_only_with_its_beginnings() {
        for pattern in Pattern::all_of("a+\u{e9}/\"x") {
            let mut counted = 0;
            for pair in 0..=u16::MAX {
                let pair = pair.to_be_bytes();
                let is_one = pattern.compare(&pair, &mut Ends::default()) != Found::Nothing;
                let is_told = pattern.beginnings().contains(&pair);
                assert!(!is_one || is_told, "{pair:?}");
                counted += u32::from(is_one);
            }
            assert!(counted > 0);
        }
    }
}
