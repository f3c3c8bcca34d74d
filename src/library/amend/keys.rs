//! What has to be changed in the text so that the keys of a step say something else.

use super::layout::{Entry, Form, Layout, Unit};
use super::literal;
use crate::drill::procedure::Step;
use crate::drill::redline::{Key, Value};
use crate::drill::taking_in::alike;
use crate::library::error::LibraryError;
use crate::library::step::STEP;
use std::collections::BTreeMap;
use std::ops::Range;

/// A part of the text, and what takes its place.
#[derive(Debug, Clone)]
pub(super) struct Edit {
    pub range: Range<usize>,
    pub text: String,
}

/// How the keys of a step are written: what stands before each, and what between it and its value.
struct Style<'t> {
    indent: &'t str,
    /// How wide a key is with the spaces behind it, where they are lined up.
    column: usize,
    gap: &'t str,
    equals: &'t str,
}

/// Notes what makes one step of the other.
pub(super) fn edits(
    layout: &Layout<'_>,
    unit: &Unit,
    (old, new): (&Step, &Step),
    eol: &str,
    edits: &mut Vec<Edit>,
) -> Result<(), LibraryError> {
    for key in Key::ALL {
        let (before, after) = (old.value(key), new.value(key));
        if alike(before.as_ref(), after.as_ref()) {
            continue;
        }
        let by_lines = !unit.inline && in_lines(key, eol);
        match (unit.entry(key.word()), &after) {
            (Some(entry), Some(after)) => change(layout, entry, (before, after), (eol, by_lines), edits),
            (Some(_), None) | (None, Some(_)) if unit.inline => return Err(in_braces(layout, unit)),
            (Some(entry), None) => remove(layout, entry, edits),
            (None, Some(after)) => {
                let (at, style) = behind(layout, unit, key);
                edits.push(Edit { range: at..at, text: line(&style, key, after, eol) });
            }
            (None, None) => {}
        }
    }
    Ok(())
}

/// Says that a step or a phase cannot be rewritten.
pub(super) fn in_braces(layout: &Layout<'_>, unit: &Unit) -> LibraryError {
    LibraryError::InBraces { what: unit.id.clone(), line: layout.line(unit.header) }
}

/// Whether a text of several lines may be written as it is read: a shell takes no carriage returns.
fn in_lines(key: Key, eol: &str) -> bool {
    eol == "\n" || !(key.runs() || key == Key::Command)
}

fn change(
    layout: &Layout<'_>,
    entry: &Entry,
    (before, after): (Option<Value>, &Value),
    (eol, by_lines): (&str, bool),
    edits: &mut Vec<Edit>,
) {
    let within = match &entry.form {
        Form::Plain { value, within, .. } if within.is_empty() => {
            let old = &layout.text[value.clone()];
            let text = literal::value(after, Some(old), eol, by_lines);
            edits.push(Edit { range: value.clone(), text });
            return;
        }
        Form::Plain { within, .. } | Form::Dotted { within, .. } | Form::Table { within } => within,
    };
    let Value::Table(after) = after else { return };
    let before = match before {
        Some(Value::Table(before)) => before,
        _ => BTreeMap::new(),
    };
    for (inner, span) in within {
        let Some(new) = after.get(inner).filter(|new| before.get(inner) != Some(new)) else { continue };
        let old = &layout.text[span.clone()];
        edits.push(Edit { range: span.clone(), text: literal::string(new, Some(old), eol, false) });
    }
}

fn remove(layout: &Layout<'_>, entry: &Entry, edits: &mut Vec<Edit>) {
    let gone = |range: Range<usize>| Edit { range, text: String::new() };
    match &entry.form {
        Form::Plain { .. } => edits.push(gone(entry.lines.clone())),
        Form::Dotted { lines, .. } => edits.extend(lines.iter().cloned().map(gone)),
        Form::Table { .. } => {
            edits.push(gone(layout.blank_above(entry.lines.start)..entry.lines.end));
        }
    }
}

/// Finds the place of a key that a step does not have: behind the last one that files have before it.
fn behind<'t>(layout: &Layout<'t>, unit: &Unit, key: Key) -> (usize, Style<'t>) {
    let before = STEP.iter().take_while(|it| **it != key.word());
    let inside = |it: &&Entry| !matches!(it.form, Form::Table { .. });
    let found = before.filter_map(|it| unit.entry(it)).filter(inside).max_by_key(|it| it.lines.end);
    match found {
        Some(entry) => (entry.lines.end, style(layout, unit, entry)),
        None => (layout.line_end(unit.head.end), Style::usual()),
    }
}

impl Style<'_> {
    const fn usual() -> Self {
        Self { indent: "", column: 0, gap: " ", equals: "= " }
    }
}

fn style<'t>(layout: &Layout<'t>, unit: &Unit, entry: &Entry) -> Style<'t> {
    let Form::Plain { key, value, .. } = &entry.form else { return Style::usual() };
    let text = layout.text;
    let between = &text[key.end..value.start];
    let (gap, equals) = between.split_at(between.find('=').unwrap_or(0));
    let column = column(layout, unit).unwrap_or_default();
    Style { indent: &text[layout.line_start(key.start)..key.start], column, gap, equals }
}

/// Returns how wide the keys of a step are with the spaces behind them, where they are lined up.
fn column(layout: &Layout<'_>, unit: &Unit) -> Option<usize> {
    let mut widths = Vec::new();
    let mut keys = Vec::new();
    for entry in &unit.keys {
        let Form::Plain { key, value, .. } = &entry.form else { continue };
        keys.push(key.len());
        widths.push(key.len() + layout.text[key.end..value.start].find('=')?);
    }
    let first = *widths.first()?;
    let differ = keys.iter().any(|it| *it != keys[0]);
    (differ && widths.iter().all(|it| *it == first)).then_some(first)
}

fn line(style: &Style<'_>, key: Key, value: &Value, eol: &str) -> String {
    let written = literal::value(value, None, eol, in_lines(key, eol));
    keyed(style, key.word(), &written, eol)
}

fn keyed(style: &Style<'_>, key: &str, written: &str, eol: &str) -> String {
    let Style { indent, column, gap, equals } = style;
    let gap =
        if *column > 0 { " ".repeat(column.saturating_sub(key.len()).max(1)) } else { (*gap).to_owned() };
    format!("{indent}{key}{gap}{equals}{written}{eol}")
}

/// Writes a whole new step in the manner of another one.
pub(super) fn block(layout: &Layout<'_>, like: &Unit, step: &Step, eol: &str) -> String {
    let style = like.entry("title").map_or_else(Style::usual, |entry| style(layout, like, entry));
    let indent = &layout.text[layout.line_start(like.header)..like.header];
    let id = literal::string(step.id.as_str(), None, eol, false);
    let mut text = format!("{indent}{}{eol}", &layout.text[like.head.clone()]);
    text.push_str(&keyed(&style, "id", &id, eol));
    for key in Key::ALL {
        if let Some(value) = step.value(key) {
            text.push_str(&line(&style, key, &value, eol));
        }
    }
    text
}

/// Puts edits into a text; `None` where they get into each other's way.
pub(super) fn put(text: &str, mut edits: Vec<Edit>, within: Range<usize>) -> Option<String> {
    edits.sort_by_key(|it| (it.range.start, it.range.end));
    let mut out = String::with_capacity(within.len());
    let mut at = within.start;
    for edit in edits {
        out.push_str(text.get(at..edit.range.start)?);
        out.push_str(&edit.text);
        at = edit.range.end;
    }
    out.push_str(text.get(at..within.end)?);
    Some(out)
}
