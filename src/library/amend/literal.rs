//! Values as a file writes them.

use crate::drill::redline::Value;
use std::fmt::Write as _;

/// Writes a value; `old` is the text of the one that it takes the place of, whose quotes are kept where they can be.
pub(super) fn value(value: &Value, old: Option<&str>, eol: &str, by_lines: bool) -> String {
    match value {
        Value::Flag(flag) => flag.to_string(),
        Value::Text(text) => string(text, old, eol, by_lines),
        Value::List(list) => match old.filter(|it| it.contains('\n')) {
            Some(old) => long_list(list, old, eol),
            None => short_list(list),
        },
        Value::Table(table) => {
            let order = ["run", "equals", "count"];
            let pairs = order.iter().filter_map(|key| table.get_key_value(*key));
            let pairs: Vec<String> =
                pairs.map(|(key, text)| format!("{key} = {}", one_line(text, None))).collect();
            format!("{{ {} }}", pairs.join(", "))
        }
    }
}

/// Writes a text; one of several lines as it is read, where `by_lines` says so.
pub(super) fn string(text: &str, old: Option<&str>, eol: &str, by_lines: bool) -> String {
    // In a file of CRLF lines every line of a text ends with CRLF, and in others with LF alone.
    let lines = text.replace("\r\n", "\n");
    let plain = if eol == "\r\n" { &lines } else { text };
    if !by_lines || !lines.contains('\n') || plain.contains('\r') && eol == "\r\n" {
        return one_line(text, old);
    }
    let literal = old.is_some_and(|it| it.starts_with("'''"));
    if literal && !plain.contains("'''") && !plain.ends_with('\'') && plain.chars().all(is_plain) {
        return format!("'''{eol}{}'''", plain.replace('\n', eol));
    }
    let mut out = format!("\"\"\"{eol}");
    let mut quotes = 0;
    let mut rest = plain.chars().peekable();
    while let Some(c) = rest.next() {
        quotes = if c == '"' { quotes + 1 } else { 0 };
        match c {
            '\n' => out.push_str(eol),
            // Three of them would end it, and so would one at its end.
            '"' if quotes == 3 || rest.peek().is_none() => {
                out.push_str("\\\"");
                quotes = 0;
            }
            '"' => out.push('"'),
            c => escape(&mut out, c),
        }
    }
    out + "\"\"\""
}

fn one_line(text: &str, old: Option<&str>) -> String {
    let was_literal = old.is_some_and(|it| it.starts_with('\''));
    let was_basic = old.is_some_and(|it| it.starts_with('"') && it.contains('\\'));
    let literal = was_literal || (!was_basic && text.contains(['"', '\\']));
    if literal && !text.contains('\'') && text.chars().all(|c| is_plain(c) && c != '\n') {
        return format!("'{text}'");
    }
    let mut out = "\"".to_owned();
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            c => escape(&mut out, c),
        }
    }
    out + "\""
}

/// Whether a character may stand in a literal string.
fn is_plain(c: char) -> bool {
    matches!(c, '\t' | '\n') || !c.is_control()
}

fn escape(out: &mut String, c: char) {
    match c {
        '\\' => out.push_str("\\\\"),
        '\r' => out.push_str("\\r"),
        c if is_plain(c) => out.push(c),
        c => {
            let _ = write!(out, "\\u{:04X}", u32::from(c));
        }
    }
}

fn short_list(list: &[String]) -> String {
    let items: Vec<String> = list.iter().map(|it| one_line(it, None)).collect();
    format!("[{}]", items.join(", "))
}

/// Writes a list that takes several lines: a line that has one item keeps it, comments and all.
fn long_list(list: &[String], old: &str, eol: &str) -> String {
    let mut lines = old.split_inclusive('\n');
    let (Some(open), Some(close)) = (lines.next(), lines.next_back()) else { return short_list(list) };
    let inner: Vec<&str> = lines.collect();
    let items: Vec<Option<String>> = inner.iter().map(|line| item(line)).collect();
    let is_comment = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    let regular = inner.iter().zip(&items).all(|(line, item)| item.is_some() || is_comment(line));
    let bracketed = open.trim_start_matches('[').trim();
    if !regular || !(bracketed.is_empty() || bracketed.starts_with('#')) || close.trim() != "]" {
        return short_list(list);
    }
    let indent = inner.iter().zip(&items).find(|(_, item)| item.is_some());
    let indent = indent.map_or("    ", |(line, _)| &line[..line.len() - line.trim_start().len()]);
    let mut out = open.to_owned();
    let mut left: Vec<&String> = list.iter().collect();
    let kept: Vec<&String> = items.iter().flatten().filter(|it| list.contains(it)).collect();
    let in_order = kept.iter().copied().eq(list.iter().filter(|it| kept.contains(it)));
    if !in_order {
        return short_list(list);
    }
    for (line, item) in inner.iter().zip(&items) {
        let Some(item) = item else {
            out.push_str(line);
            continue;
        };
        // What comes before it in the new list was put in there.
        if let Some(at) = left.iter().position(|it| *it == item) {
            let before: Vec<&String> = left.drain(..=at).collect();
            for it in &before[..at] {
                push_item(&mut out, indent, it, eol);
            }
            out.push_str(&with_comma(line));
        }
    }
    for it in left {
        push_item(&mut out, indent, it, eol);
    }
    out + close
}

fn push_item(out: &mut String, indent: &str, item: &str, eol: &str) {
    let _ = write!(out, "{indent}{},{eol}", one_line(item, None));
}

/// Reads a line that has one item, and nothing else but a comma and a comment.
fn item(line: &str) -> Option<String> {
    let (text, _) = split_item(line)?;
    let parsed: toml::Table = toml::from_str(&format!("x = {}", text.trim())).ok()?;
    parsed.get("x")?.as_str().map(str::to_owned)
}

/// Splits a line behind its string.
fn split_item(line: &str) -> Option<(&str, &str)> {
    let start = line.len() - line.trim_start().len();
    let quote = line[start..].chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let mut escaped = false;
    let end = line[start + 1..].find(|c| {
        let ends = c == quote && !escaped;
        escaped = quote == '"' && c == '\\' && !escaped;
        ends
    })?;
    let (text, rest) = line.split_at(start + 1 + end + 1);
    let behind = rest.trim_start().trim_start_matches(',').trim_start();
    (behind.is_empty() || behind.starts_with('#')).then_some((text, rest))
}

fn with_comma(line: &str) -> String {
    match split_item(line) {
        Some((text, rest)) if !rest.trim_start().starts_with(',') => format!("{text},{rest}"),
        _ => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(written: &str) -> Value {
        let table: toml::Table = toml::from_str(&format!("x = {written}\n")).unwrap();
        match &table["x"] {
            toml::Value::String(text) => Value::Text(text.clone()),
            toml::Value::Array(list) => {
                Value::List(list.iter().map(|it| it.as_str().unwrap().to_owned()).collect())
            }
            other => panic!("{other}"),
        }
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn quotes_are_kept_where_they_can_be() {
        for (new, old, written) in [
            ("a", None, "\"a\""),
            ("a \"b\"", None, "'a \"b\"'"),
            ("a \"b\"", Some("\"x \\\"\""), "\"a \\\"b\\\"\""),
            ("b", Some("'a'"), "'b'"),
            ("it's", Some("'a'"), "\"it's\""),
            ("a\nb\n", None, "\"\"\"\na\nb\n\"\"\""),
            ("a\\\nb", Some("'''\nx\ny'''"), "'''\na\\\nb'''"),
            ("\"\"\"\n\"", None, "\"\"\"\n\"\"\\\"\n\\\"\"\"\""),
        ] {
            assert_eq!(value(&text(new), old, "\n", true), written);
            assert_eq!(read(written), text(new));
        }
    }

    #[test]
    fn a_list_of_many_lines_keeps_its_comments() {
        let old = "[ # who\n  \"a\", # the first\n  # later\n  \"b\"\n]";
        let list = |items: &[&str]| Value::List(items.iter().map(|it| (*it).to_owned()).collect());
        for (items, written) in [
            (list(&["a", "b", "c"]), "[ # who\n  \"a\", # the first\n  # later\n  \"b\",\n  \"c\",\n]"),
            (list(&["x", "b"]), "[ # who\n  # later\n  \"x\",\n  \"b\",\n]"),
            (list(&["b", "a"]), "[\"b\", \"a\"]"),
        ] {
            assert_eq!(value(&items, Some(old), "\n", true), written);
            assert_eq!(read(written), items);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn whatever_is_written_is_read_back(
            new in "[a'\"\\\\\n\r\t\u{1}\u{7f}é🦀 #]{0,12}",
            old in proptest::option::of(proptest::sample::select(vec!["'a'", "\"\\\\\"", "'''\n'''", "\"\"\"a\nb\"\"\""])),
            by_lines: bool,
        ) {
            let written = value(&text(&new), old, "\n", by_lines);
            prop_assert_eq!(read(&written), text(&new), "{}", written);
            let written = value(&text(&new), old, "\r\n", by_lines);
            let Value::Text(back) = read(&written) else { panic!("no text") };
            let plain = |it: &str| it.replace("\r\n", "\n");
            prop_assert_eq!(plain(&back), plain(&new), "{}", written);
        }
    }
}
