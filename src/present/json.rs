//! JSON that may be printed on a terminal.

use super::safe::is_hidden;
use serde::Serialize;

/// Writes a value on many lines, for people as well.
pub fn pretty(value: &impl Serialize) -> serde_json::Result<String> {
    serde_json::to_string_pretty(value).map(escaped)
}

/// Writes a value on one line.
pub fn line(value: &impl Serialize) -> serde_json::Result<String> {
    serde_json::to_string(value).map(escaped)
}

/// Returns the same JSON with everything escaped that could move the cursor, hide or turn text. JSON escapes C0 itself,
/// and the rest can only stand inside of strings, where an escape means the same text.
pub fn escaped(json: String) -> String {
    let hidden = |c: char| c != '\n' && is_hidden(c);
    if !json.contains(hidden) {
        return json;
    }
    let mut out = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        if hidden(c) {
            let units =
                c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect::<Vec<_>>();
            out.push_str(&units.concat());
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hidden_characters_are_escaped_and_mean_the_same() {
        let json = line(&"\u{9b}31m\u{202e}\u{e0041}\x1b\n日").unwrap();
        assert_eq!(json, r#""\u009b31m\u202e\udb40\udc41\u001b\n日""#);
    }

    proptest! {
        #[test]
        fn any_text_reads_back_and_shows_nothing_hidden(text in any::<String>()) {
            let json = pretty(&[&text]).unwrap();
            prop_assert!(!json.contains(|c| c != '\n' && is_hidden(c)));
            prop_assert_eq!(serde_json::from_str::<Vec<String>>(&json).unwrap(), [text]);
        }
    }
}
