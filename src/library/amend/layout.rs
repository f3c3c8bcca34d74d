//! Where everything stands in the text of a procedure: its phases, its steps and their keys, with the comments that
//! belong to each.

use std::ops::Range;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

/// The text, taken apart.
pub(super) struct Layout<'t> {
    pub text: &'t str,
    pub phases: Vec<Unit>,
    /// Where each header of a table stands, in the order of the text.
    headers: Vec<usize>,
    /// Where the line of each value ends, and that of each header.
    ends: Vec<usize>,
}

/// A phase or a step.
pub(super) struct Unit {
    pub id: String,
    /// The offset of its header; where `inline`, of its brace.
    pub header: usize,
    /// The text of its header, with its brackets.
    pub head: Range<usize>,
    /// Whether it is written in braces.
    pub inline: bool,
    /// What is its own: the comments above its header, and everything up to its last key and the comments right below
    /// that. A phase's steps are not in it.
    pub whole: Range<usize>,
    /// Where another table stands between its own.
    pub apart: Option<usize>,
    /// Its keys.
    pub keys: Vec<Entry>,
    /// Its steps, where it is a phase.
    pub steps: Vec<Unit>,
}

/// A key with its value.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub key: String,
    /// The whole lines that it takes.
    pub lines: Range<usize>,
    pub form: Form,
}

/// How a value is written.
#[derive(Debug, Clone)]
pub(super) enum Form {
    /// `key = value`: where the key is, and the value.
    Plain { key: Range<usize>, value: Range<usize>, within: Vec<(String, Range<usize>)> },
    /// `key.inner = value`, each on its line.
    Dotted { within: Vec<(String, Range<usize>)>, lines: Vec<Range<usize>> },
    /// A table of its own: `[phase.step.key]`.
    Table { within: Vec<(String, Range<usize>)> },
}

impl Unit {
    /// Finds a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.keys.iter().find(|it| it.key == key)
    }
}

impl<'t> Layout<'t> {
    /// Takes apart a text whose last line has its end; `None` for one that is no TOML.
    pub fn of(text: &'t str) -> Option<Self> {
        let root = DeTable::parse(text).ok()?;
        let mut layout = Self { text, phases: Vec::new(), headers: Vec::new(), ends: Vec::new() };
        layout.measure(root.get_ref());
        for list in [&mut layout.headers, &mut layout.ends] {
            list.sort_unstable();
            list.dedup();
        }
        let phases = root.get_ref().get("phase").and_then(|it| it.get_ref().as_array());
        layout.phases = phases.map_or_else(Vec::new, |phases| layout.units(phases));
        Some(layout)
    }

    /// Notes where headers and values are.
    fn measure(&mut self, table: &DeTable<'_>) {
        for (_, value) in table {
            self.measure_value(value);
        }
    }

    fn measure_value(&mut self, value: &Spanned<DeValue<'_>>) {
        let span = value.span();
        match value.get_ref() {
            DeValue::Table(table) => {
                if self.starts(&span, "[") {
                    self.headers.push(self.line_start(span.start));
                    self.ends.push(self.line_end(span.end));
                }
                if self.starts(&span, "{") {
                    self.ends.push(self.line_end(span.end));
                } else {
                    self.measure(table);
                }
            }
            DeValue::Array(items) if self.is_of_tables(items) => {
                items.iter().for_each(|item| self.measure_value(item));
            }
            _ => self.ends.push(self.line_end(span.end)),
        }
    }

    /// Whether each item stands under a header of its own.
    fn is_of_tables(&self, items: &DeArray<'_>) -> bool {
        items.iter().next().is_some_and(|it| it.get_ref().is_table() && self.starts(&it.span(), "["))
    }

    fn starts(&self, span: &Range<usize>, with: &str) -> bool {
        self.text[span.clone()].starts_with(with)
    }

    fn units(&self, items: &DeArray<'_>) -> Vec<Unit> {
        items.iter().filter_map(|item| Some(self.unit(item, item.get_ref().as_table()?))).collect()
    }

    fn unit(&self, item: &Spanned<DeValue<'_>>, table: &DeTable<'_>) -> Unit {
        let head = item.span();
        let text = |key| table.get(key).and_then(|it| it.get_ref().as_str()).unwrap_or_default().to_owned();
        let steps = table.get("step").and_then(|it| it.get_ref().as_array());
        let inline = !self.starts(&head, "[");
        let keys: Vec<Entry> = table.iter().filter_map(|(key, value)| self.entry(key, value)).collect();
        let own = self.line_start(head.start);
        let first = self.lead(own);
        let last = keys.iter().map(|it| it.lines.end).max().unwrap_or(0).max(self.line_end(head.end));
        let within = self.headers.iter().filter(|it| **it > own && **it < last);
        let tables: Vec<usize> = keys.iter().filter_map(|it| self.header_of(it)).collect();
        Unit {
            id: text("id"),
            header: head.start,
            apart: within.copied().find(|it| !tables.contains(it)),
            head,
            inline,
            whole: first..self.tail(last),
            keys,
            steps: steps.map_or_else(Vec::new, |steps| self.units(steps)),
        }
    }

    fn header_of(&self, entry: &Entry) -> Option<usize> {
        matches!(entry.form, Form::Table { .. }).then(|| {
            let headers = self.headers.iter().copied();
            headers.into_iter().find(|it| *it >= entry.lines.start).unwrap_or(entry.lines.start)
        })
    }

    fn entry(&self, key: &Spanned<std::borrow::Cow<'_, str>>, value: &Spanned<DeValue<'_>>) -> Option<Entry> {
        let name = key.get_ref().to_string();
        let span = value.span();
        let inner = |table: &DeTable<'_>| {
            table.iter().map(|(key, value)| (key.get_ref().to_string(), value.span())).collect::<Vec<_>>()
        };
        let whole = |from: usize, to: usize| self.line_start(from)..self.line_end(to);
        match value.get_ref() {
            DeValue::Array(items) if self.is_of_tables(items) => None,
            DeValue::Table(table) if self.starts(&span, "[") => {
                let within = inner(table);
                let last = within.iter().map(|(_, value)| value.end).max().unwrap_or(span.end);
                let lines = self.lead(self.line_start(span.start))..self.tail(self.line_end(last));
                Some(Entry { key: name, lines, form: Form::Table { within } })
            }
            DeValue::Table(table) if !self.starts(&span, "{") => {
                let within = inner(table);
                let mut lines: Vec<Range<usize>> =
                    table.iter().map(|(key, value)| whole(key.span().start, value.span().end)).collect();
                lines.sort_unstable_by_key(|it| it.start);
                let all = lines.first()?.start..lines.last()?.end;
                Some(Entry { key: name, lines: all, form: Form::Dotted { within, lines } })
            }
            inside => {
                let within = inside.as_table().map(inner).unwrap_or_default();
                let form = Form::Plain { key: key.span(), value: span.clone(), within };
                Some(Entry { key: name, lines: whole(key.span().start, span.end), form })
            }
        }
    }

    /// Returns where the line of an offset starts; a byte order mark is in front of all lines.
    pub fn line_start(&self, offset: usize) -> usize {
        let mark = if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        self.text[..offset].rfind('\n').map_or(mark, |at| at + 1)
    }

    /// Returns where the line of an offset ends, its line feed included.
    pub fn line_end(&self, offset: usize) -> usize {
        self.text[offset..].find('\n').map_or(self.text.len(), |at| offset + at + 1)
    }

    /// Returns the number of the line, from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.text[..offset].matches('\n').count() + 1
    }

    /// Returns the end of the last value or header before an offset: what is behind it is blank, or a comment.
    fn content_before(&self, offset: usize) -> usize {
        let at = self.ends.partition_point(|it| *it <= offset);
        at.checked_sub(1).map_or_else(|| self.line_start(0), |at| self.ends[at])
    }

    /// Returns where the comments begin that stand right above a line.
    fn lead(&self, line: usize) -> usize {
        self.above(line, |text| text.trim_start().starts_with('#'))
    }

    /// Returns where the blank lines begin that stand right above a line.
    pub fn blank_above(&self, line: usize) -> usize {
        self.above(line, |text| text.trim().is_empty())
    }

    fn above(&self, line: usize, is_it: impl Fn(&str) -> bool) -> usize {
        let bound = self.content_before(line);
        let mut first = line;
        while first > bound {
            let above = self.line_start(first - 1);
            if above < bound || !is_it(&self.text[above..first]) {
                break;
            }
            first = above;
        }
        first
    }

    /// Returns where the comments end that stand right below a line; those that stand right above a header are its own.
    fn tail(&self, end: usize) -> usize {
        let mut last = end;
        while last < self.text.len() {
            let next = self.line_end(last);
            let line = self.text[last..next].trim_start();
            if !line.starts_with('#') {
                return if line.trim().is_empty() { last } else { end };
            }
            last = next;
        }
        last
    }
}
