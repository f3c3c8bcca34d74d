//! Reads a TOML text key by key and collects everything that is wrong with it, each with its place.
//!
//! A reader never stops at the first problem: what is wrong is noted and answered with an empty value, and
//! [`read_text`] gives the result only when nothing was noted.

use super::code::Code;
use super::nearest::nearest;
use super::problem::{Place, Problem, shortened};
use std::cell::RefCell;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

/// How many problems are collected; a file with more of them is not a file of this kind.
const MOST_PROBLEMS: usize = 200;
/// A broken text of at most this many bytes is searched for more than its first syntax error.
const RECOVERABLE_BYTES: usize = 128 * 1024;

/// A value, and the byte offset at which it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Offset in the text.
    pub offset: usize,
}

/// What was found wrong in one text so far.
pub struct Problems<'t> {
    text: &'t str,
    found: RefCell<Vec<Problem>>,
    /// Values that are no TOML: what is wrong with them was said.
    broken: Vec<Range<usize>>,
}

impl Problems<'_> {
    /// Notes at the offset that a value cannot stand there.
    pub fn add(&self, offset: usize, message: impl Into<String>, hint: impl Into<Option<String>>) {
        self.add_as(Code::InvalidValue, offset, message, hint);
    }

    /// Notes a problem of some kind at the offset.
    pub fn add_as(
        &self,
        code: Code,
        offset: usize,
        message: impl Into<String>,
        hint: impl Into<Option<String>>,
    ) {
        if self.is_full() || self.broken.iter().any(|span| span.contains(&offset)) {
            return;
        }
        let place = self.place(offset);
        let problem = Problem { code, place, message: message.into(), hint: hint.into() };
        self.found.borrow_mut().push(problem);
    }

    /// Whether no further problem will be noted, so that looking for hints is in vain.
    pub fn is_full(&self) -> bool {
        self.found.borrow().len() >= MOST_PROBLEMS
    }

    /// Returns the place of the offset.
    pub fn place(&self, offset: usize) -> Place {
        Place::of(self.text, offset)
    }

    fn add_syntax(&self, error: &Error) {
        let offset = error.span().map_or(0, |span| span.start);
        self.add_as(Code::NotToml, offset, format!("this is not TOML: {}", error.message()), None);
    }

    fn into_list(self) -> Vec<Problem> {
        let full = self.is_full();
        let mut found = self.found.into_inner();
        found.sort_by_key(|problem| problem.place);
        if let Some(last) = found.last_mut().filter(|_| full) {
            last.hint =
                Some(format!("the first {MOST_PROBLEMS} problems are listed; mend them and look again"));
        }
        found
    }
}

/// Returns the bytes as text, or as much of them as can be shown and where they stop being UTF-8.
pub fn decode(bytes: Vec<u8>) -> Result<String, (String, Problem)> {
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let byte = error.as_bytes()[good];
        let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
        let problem = Problem {
            code: Code::NotUtf8,
            place: Place::of(&text, good),
            message: format!("the byte 0x{byte:02x} is not UTF-8"),
            hint: Some("save the file in UTF-8".to_owned()),
        };
        (text, problem)
    })
}

/// Reads a text whose top level may have these `keys`; `what` names it in messages (`a procedure`).
///
/// Returns what `read` made of it, or every problem in the order of the text. A syntax error inside a value on one
/// line leaves the rest of the text readable, so its problems are given too; any other stands alone, since nobody
/// knows what the text behind it means.
pub fn read_text<T>(
    text: &str,
    what: &str,
    keys: &[&str],
    read: impl FnOnce(Section<'_>) -> T,
) -> Result<T, Vec<Problem>> {
    match read_whole(text, what, keys, read) {
        (Some(value), problems) if problems.is_empty() => Ok(value),
        (_, problems) => Err(problems),
    }
}

/// Reads a text as [`read_text`] does, and returns what `read` made of it also where there are problems: what is wrong
/// is empty in it. `None` where the text has no structure.
pub fn read_whole<T>(
    text: &str,
    what: &str,
    keys: &[&str],
    read: impl FnOnce(Section<'_>) -> T,
) -> (Option<T>, Vec<Problem>) {
    let mut problems = Problems { text, found: RefCell::default(), broken: Vec::new() };
    let root = match DeTable::parse(text) {
        Ok(root) => root,
        Err(error) if text.len() > RECOVERABLE_BYTES => {
            problems.add_syntax(&error);
            return (None, problems.into_list());
        }
        Err(_) => {
            let (root, errors) = DeTable::parse_recoverable(text);
            for error in &errors {
                problems.add_syntax(error);
            }
            let broken: Option<Vec<_>> =
                errors.iter().map(|error| scalar_around(root.get_ref(), error.span()?.start, text)).collect();
            match broken {
                Some(broken) => problems.broken = broken,
                None => return (None, problems.into_list()),
            }
            root
        }
    };
    let section = Section { what, table: root.get_ref(), offset: 0, problems: &problems };
    section.refuse_unknown(keys);
    let value = read(section);
    (Some(value), problems.into_list())
}

/// Returns the span of the value on one line that the offset lies in.
fn scalar_around(table: &DeTable<'_>, offset: usize, text: &str) -> Option<Range<usize>> {
    table.iter().find_map(|(_, value)| scalar_in(value, offset, text))
}

fn scalar_in(value: &Spanned<DeValue<'_>>, offset: usize, text: &str) -> Option<Range<usize>> {
    match value.get_ref() {
        DeValue::Table(table) => scalar_around(table, offset, text),
        DeValue::Array(array) => array.iter().find_map(|item| scalar_in(item, offset, text)),
        _ => {
            let span = value.span();
            let around = span.start <= offset && offset <= span.end;
            (around && !text[span.clone()].contains('\n')).then_some(span)
        }
    }
}

/// One table of the text.
#[derive(Clone, Copy)]
pub struct Section<'a> {
    /// What it is, for messages: `a step`.
    pub what: &'a str,
    /// Where it starts.
    pub offset: usize,
    /// Where problems go.
    pub problems: &'a Problems<'a>,
    table: &'a DeTable<'a>,
}

impl<'a> Section<'a> {
    fn refuse_unknown(&self, keys: &[&str]) {
        for (key, _) in self.table {
            if self.problems.is_full() {
                return;
            }
            let word = key.get_ref().as_ref();
            if keys.contains(&word) {
                continue;
            }
            let hint = nearest(word, keys.iter().copied()).map_or_else(
                || format!("known here: {}", keys.join(", ")),
                |name| format!("did you mean `{name}`?"),
            );
            self.problems.add_as(
                Code::UnknownKey,
                key.span().start,
                format!("unknown key `{}` in {}", shortened(word), self.what),
                hint,
            );
        }
    }

    /// Returns the table as it was written, with the place of everything in it.
    pub fn toml(&self) -> &'a DeTable<'a> {
        self.table
    }

    /// Returns whether the key stands in the table.
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Notes that the table lacks the key.
    pub fn miss(&self, key: &str, hint: impl Into<Option<String>>) {
        let code = if key == "id" { Code::MissingId } else { Code::MissingKey };
        self.problems.add_as(code, self.offset, format!("{} needs `{key}`", self.what), hint);
    }

    fn wrong(&self, key: &str, wanted: &str, value: &Spanned<DeValue<'_>>) {
        let found = match value.get_ref() {
            DeValue::String(_) => "text",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a number with a point",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        let (offset, what, key) = (value.span().start, self.what, shortened(key));
        let message = format!("`{key}` of {what} must be {wanted}; this is {found}");
        self.problems.add_as(Code::WrongType, offset, message, None);
    }

    fn read<T>(
        &self,
        key: &str,
        wanted: &str,
        read: impl FnOnce(&'a DeValue<'a>) -> Option<T>,
    ) -> Option<At<T>> {
        let value = self.table.get(key)?;
        let Some(read) = read(value.get_ref()) else {
            self.wrong(key, wanted, value);
            return None;
        };
        Some(At { value: read, offset: value.span().start })
    }

    /// Reads a text.
    pub fn text(&self, key: &str) -> Option<At<&'a str>> {
        self.read(key, "text in quotes", DeValue::as_str)
    }

    /// Reads `true` or `false`.
    pub fn flag(&self, key: &str) -> Option<At<bool>> {
        self.read(key, "true or false", DeValue::as_bool)
    }

    /// Reads a whole number between the two.
    pub fn whole(&self, key: &str, least: u32, most: u32) -> Option<At<u32>> {
        self.read(key, &format!("a whole number from {least} to {most}"), |value| {
            let digits = value.as_integer()?;
            u32::from_str_radix(digits.as_str(), digits.radix()).ok().filter(|it| (least..=most).contains(it))
        })
    }

    /// Reads a list of texts; items of another kind are noted and left out.
    pub fn texts(&self, key: &str) -> Option<At<Vec<At<&'a str>>>> {
        let wanted = "a list of texts: [\"…\", \"…\"]";
        let list = self.read(key, wanted, DeValue::as_array)?;
        let text = |item: &'a Spanned<DeValue<'a>>| {
            let text = item.get_ref().as_str();
            if text.is_none() {
                self.wrong(key, wanted, item);
            }
            Some(At { value: text?, offset: item.span().start })
        };
        Some(At { value: list.value.iter().filter_map(text).collect(), offset: list.offset })
    }

    /// Reads a text, or a list of texts.
    pub fn one_or_more(&self, key: &str) -> Option<At<Vec<At<&'a str>>>> {
        if self.table.get(key).is_some_and(|value| value.get_ref().is_array()) {
            return self.texts(key);
        }
        let text = self.read(key, "text in quotes, or a list of texts", DeValue::as_str)?;
        Some(At { value: vec![text], offset: text.offset })
    }

    /// Reads a text; a whole number will do for one.
    pub fn text_or_whole(&self, key: &str) -> Option<At<&'a str>> {
        self.read(key, "text in quotes, or a whole number", |value| {
            value.as_str().or_else(|| value.as_integer().map(toml::de::DeInteger::as_str))
        })
    }

    /// Reads a table that may have these `keys`.
    pub fn table(&self, key: &str, what: &'a str, keys: &[&str]) -> Option<Section<'a>> {
        self.open_table(key, what).inspect(|section| section.refuse_unknown(keys))
    }

    /// Reads a table whose keys are names that the file gives.
    pub fn open_table(&self, key: &str, what: &'a str) -> Option<Section<'a>> {
        let found = self.read(key, "a table", DeValue::as_table)?;
        Some(Section { what, table: found.value, offset: found.offset, problems: self.problems })
    }

    /// Reads a list of tables that may have these `keys`: `[[key]]`.
    pub fn tables(&self, key: &str, what: &'a str, keys: &[&str]) -> Vec<Section<'a>> {
        let wanted = "a list of tables, each under its `[[…]]`";
        let Some(list) = self.read(key, wanted, DeValue::as_array) else { return Vec::new() };
        let section = |item: &'a Spanned<DeValue<'a>>| {
            let Some(table) = item.get_ref().as_table() else {
                self.wrong(key, wanted, item);
                return None;
            };
            let section = Section { what, table, offset: item.span().start, problems: self.problems };
            section.refuse_unknown(keys);
            Some(section)
        };
        list.value.iter().filter_map(section).collect()
    }

    /// Returns the table's keys in the order of the text.
    pub fn keys(&self) -> Vec<At<&'a str>> {
        let at = |key: &'a Spanned<std::borrow::Cow<'a, str>>| At {
            value: key.get_ref().as_ref(),
            offset: key.span().start,
        };
        let mut keys: Vec<_> = self.table.keys().map(at).collect();
        keys.sort_by_key(|key| key.offset);
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads `a` as text and `b` as a flag; returns what is wrong as `line:column message`.
    fn wrong(text: &str) -> Vec<String> {
        let read = |section: Section<'_>| {
            section.text("a");
            section.flag("b");
        };
        let problems = read_text(text, "a test", &["a", "b", "c"], read).err().unwrap_or_default();
        problems.iter().map(|it| format!("{}:{} {}", it.place.line, it.place.column, it.message)).collect()
    }

    #[test]
    fn problems_come_in_the_order_of_the_text() {
        let wrong = wrong("z = 1\nb = 1\na = 1\nd = 1\n");
        let places: Vec<&str> = wrong.iter().map(|it| &it[..3]).collect();
        assert_eq!(places, ["1:1", "2:5", "3:5", "4:1"], "{wrong:?}");
    }

    #[test]
    fn a_value_that_is_no_toml_does_not_hide_the_other_problems() {
        let wrong = wrong("a = Restore\nb = 1\nc = 01\n");
        assert_eq!(wrong.len(), 3, "{wrong:?}");
        assert!(wrong[0].starts_with("1:5 this is not TOML: string values must be quoted"), "{wrong:?}");
        assert!(wrong[1].starts_with("2:5 `b` of a test"), "{wrong:?}");
        assert!(wrong[2].starts_with("3:5 this is not TOML"), "{wrong:?}");
    }

    #[test]
    fn a_value_that_is_no_toml_is_named_once() {
        assert_eq!(wrong("b = yes\n").len(), 1, "not also as text where true or false belongs");
    }

    #[test]
    fn a_broken_structure_stands_alone_since_what_follows_may_mean_anything() {
        for text in
            ["b = 1\n[[c\nz = 1\n", "b = 1\nc = [1,\nz = 1\n", "b = 1\nc = \"\"\"\nz = 1\n", "b = 1\nb = 1\n"]
        {
            let wrong = wrong(text);
            assert!(wrong.iter().all(|it| it.contains("this is not TOML")), "{wrong:?}");
            assert!(!wrong.is_empty(), "{text}");
        }
    }

    #[test]
    fn endless_problems_are_cut_and_it_is_said() {
        let text: String =
            (0..1_000).flat_map(|n| ["k".to_owned(), n.to_string(), " = 1\n".to_owned()]).collect();
        let found = read_text(&text, "a test", &[], |_| ()).unwrap_err();
        assert_eq!(found.len(), MOST_PROBLEMS);
        assert!(found.last().unwrap().hint.as_ref().unwrap().contains("the first 200 problems"));
    }

    #[test]
    fn keys_come_in_the_order_of_the_text() {
        let read =
            |section: Section<'_>| section.keys().iter().map(|key| key.value.to_owned()).collect::<Vec<_>>();
        assert_eq!(read_text("z = 1\na = 1\n", "a test", &["a", "z"], read).unwrap(), ["z", "a"]);
    }
}
