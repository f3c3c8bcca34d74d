//! Writes a text as a TOML string that a person can edit: whatever is in it, it reads back as the same text.

use std::fmt::Write as _;

/// Writes the text in quotes: over several lines where it has several, without escapes where it can be.
pub(super) fn quoted(text: &str) -> String {
    if text.contains('\n') { block(text) } else { line(text) }
}

/// Writes the text in quotes on one line, whatever is in it.
pub(super) fn line(text: &str) -> String {
    let literal = text.contains(['"', '\\']) && !text.contains('\'') && !text.chars().any(must_escape);
    if literal { format!("'{text}'") } else { format!("\"{}\"", escaped(text, &['"', '\\', '\n', '\t'])) }
}

/// Writes a list of texts.
pub(super) fn list<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let texts: Vec<String> = texts.into_iter().map(line).collect();
    format!("[{}]", texts.join(", "))
}

/// Writes a key: bare where it may be.
pub(super) fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if bare { name.to_owned() } else { format!("\"{}\"", escaped(name, &['"', '\\', '\n', '\t'])) }
}

fn block(text: &str) -> String {
    let plain = !text.chars().any(|c| c != '\n' && must_escape(c));
    let literal = text.contains(['\\']) || text.contains("\"\"\"");
    if literal && plain && !text.contains("'''") && !text.ends_with('\'') {
        return format!("'''\n{text}'''");
    }
    // Every third quote in a row is escaped, and the last of all, which would end the string.
    let last = !(text.len() - text.trim_end_matches('"').len()).is_multiple_of(3);
    let text = escaped(text, &['\\']).replace("\"\"\"", "\"\"\\\"");
    match text.strip_suffix('"').filter(|_| last) {
        Some(text) => format!("\"\"\"\n{text}\\\"\"\"\""),
        None => format!("\"\"\"\n{text}\"\"\""),
    }
}

/// Whether no TOML string may hold the character as it is; a line feed may stand in a string of several lines alone.
fn must_escape(c: char) -> bool {
    (c.is_control() && c != '\t') || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}')
}

fn escaped(text: &str, also: &[char]) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' if !also.contains(&'\n') => out.push(c),
            '\n' => out.push_str("\\n"),
            '\t' if also.contains(&'\t') => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '"' | '\\' if also.contains(&c) => out.extend(['\\', c]),
            c if must_escape(c) => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(quoted: &str) -> String {
        let table: toml::Table =
            format!("a = {quoted}\n").parse().unwrap_or_else(|why| panic!("{quoted}: {why}"));
        table["a"].as_str().unwrap().to_owned()
    }

    #[test]
    fn a_text_is_written_as_a_person_would() {
        assert_eq!(quoted("Look."), "\"Look.\"");
        assert_eq!(quoted("say \"x\""), "'say \"x\"'");
        assert_eq!(quoted("a\nb\n"), "\"\"\"\na\nb\n\"\"\"");
        assert_eq!(quoted("a \\\nb\n"), "'''\na \\\nb\n'''");
        assert_eq!(quoted("it's \\"), "\"it's \\\\\"");
        assert_eq!(list(["a", "b"]), "[\"a\", \"b\"]");
        assert_eq!((key("HOST"), key("a.b")), ("HOST".into(), "\"a.b\"".into()));
    }

    #[test]
    fn quotes_at_the_end_and_control_characters_survive() {
        for text in [
            "\"\n\"",
            "\n\"\"\"\"\"",
            "'''\n\"\"\"",
            "\n\"\"\"\"",
            "'\n\\'",
            "a\r\nb",
            "\0\n\u{1b}",
            "\u{feff}x",
            "\u{85}",
            "\t\n\t",
            "\n",
            "",
        ] {
            assert_eq!(read(&quoted(text)), text, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_written_reads_back(text in "[\"'\\\\\n\r\t a\u{0}-\u{20}é\u{2028}]{0,40}", other in any::<String>()) {
            prop_assert_eq!(read(&quoted(&text)), text.clone());
            prop_assert_eq!(read(&line(&text)), text);
            prop_assert_eq!(read(&quoted(&other)), other);
        }
    }
}
