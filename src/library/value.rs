//! The kinds of value that a procedure file is made of, each read with its own complaint.

use super::command;
use crate::drill::duration::parse_duration;
use crate::drill::ids::is_plain_id;
use crate::drill::procedure::{Anchor, Objective};
use crate::drill::time::Span;
use crate::present::code::Code;
use crate::present::nearest::nearest;
use crate::present::problem::shortened;
use crate::present::section::{At, Problems, Section};
use std::collections::HashMap;

/// Reads an id that must be there; empty where it is missing or bad.
pub(super) fn id<'a>(section: &Section<'a>) -> At<&'a str> {
    let Some(id) = section.text("id") else {
        if !section.has("id") {
            section.miss(
                "id",
                "an id like `restore-database`, which never changes: history hangs on it".to_owned(),
            );
        }
        return At { value: "", offset: section.offset };
    };
    if check_id(section.problems, id, "id") { id } else { At { value: "", ..id } }
}

/// Notes a problem unless the text may be an id.
pub(super) fn check_id(problems: &Problems<'_>, id: At<&str>, what: &str) -> bool {
    let plain = is_plain_id(id.value);
    if !plain {
        let rule = "a-z, 0-9, `-`, `_` and `.`, at most 64 of them, the first a letter or a digit";
        problems.add(id.offset, format!("`{}` cannot be an {what}", shortened(id.value)), rule.to_owned());
    }
    plain
}

/// Reads a title that must be there.
pub(super) fn title(section: &Section<'_>) -> String {
    match section.text("title") {
        Some(title) if title.value.trim().is_empty() => {
            section.problems.add(title.offset, format!("the title of {} is empty", section.what), None);
        }
        Some(title) => return title.value.to_owned(),
        None if section.has("title") => {}
        None => section.miss("title", None),
    }
    String::new()
}

/// Reads a text that may be missing.
pub(super) fn text(section: &Section<'_>, key: &str) -> Option<String> {
    section.text(key).map(|text| text.value.to_owned())
}

/// Reads a length of time above zero.
pub(super) fn span(section: &Section<'_>, key: &str) -> Option<Span> {
    let (text, span) = length(section, key)?;
    if span == Span::ZERO {
        section.problems.add(text.offset, format!("`{key}` must be more than no time"), None);
    }
    Some(span)
}

/// Reads an objective; a recovery point objective may be zero, a recovery time objective may not.
pub(super) fn objective(section: &Section<'_>, key: &str) -> Option<Objective> {
    let span = if key == "rpo" { length(section, key)?.1 } else { span(section, key)? };
    Some(Objective { text: text(section, key)?, span })
}

fn length<'a>(section: &Section<'a>, key: &str) -> Option<(At<&'a str>, Span)> {
    let text = section.text(key)?;
    match parse_duration(text.value) {
        Ok(span) => Some((text, span)),
        Err(why) => {
            let message = format!("`{}` is no duration", shortened(text.value));
            section.problems.add(text.offset, message, why.to_string());
            None
        }
    }
}

/// Reads an anchor.
pub(super) fn anchor(section: &Section<'_>, key: &str) -> Option<Anchor> {
    named_anchor(section.problems, section.text(key)?)
}

/// Reads the name of an anchor.
pub(super) fn named_anchor(problems: &Problems<'_>, word: At<&str>) -> Option<Anchor> {
    let anchor = Anchor::parse(word.value);
    if anchor.is_none() {
        let names = Anchor::ALL.map(Anchor::word);
        let hint = nearest(word.value, names).map_or_else(
            || format!("the anchors are {}", names.join(", ")),
            |name| format!("did you mean `{name}`?"),
        );
        problems.add(word.offset, format!("there is no anchor `{}`", shortened(word.value)), hint);
    }
    anchor
}

/// Reads a command that the tool may run.
pub(super) fn command(section: &Section<'_>, key: &str) -> Option<String> {
    let command = section.text(key)?;
    let complaint = if command.value.trim().is_empty() {
        Some("is empty".to_owned())
    } else if command.value.contains('\0') {
        Some("has a NUL in it, which no shell takes".to_owned())
    } else {
        command::escape(command.value).map(|why| format!("starts with a word that {why}"))
    };
    if let Some(complaint) = complaint {
        let hint =
            "name a script in the procedure's folder (`scripts/restore.sh`) or a program by its name alone";
        section.problems.add(
            command.offset,
            format!("`{key}` of {} {complaint}", section.what),
            hint.to_owned(),
        );
    }
    Some(command.value.to_owned())
}

/// Reads a list of names of environment variables.
pub(super) fn variables(section: &Section<'_>, key: &str) -> Vec<String> {
    let names = section.texts(key).map_or_else(Vec::new, |list| list.value);
    names
        .into_iter()
        .inspect(|name| check_variable(section.problems, *name))
        .map(|name| name.value.to_owned())
        .collect()
}

/// Notes a problem unless the text may name an environment variable.
pub(super) fn check_variable(problems: &Problems<'_>, name: At<&str>) {
    if !command::is_variable(name.value) {
        let message = format!("`{}` cannot name an environment variable", shortened(name.value));
        problems.add(name.offset, message, "letters, digits and `_`, not starting with a digit".to_owned());
    }
}

/// Notes ids that are there already, and where; empty ones are bad already.
pub(super) fn refuse_twice<'a>(problems: &Problems<'_>, what: &str, ids: impl Iterator<Item = At<&'a str>>) {
    let mut first = HashMap::new();
    for id in ids.filter(|id| !id.value.is_empty()) {
        let before = *first.entry(id.value).or_insert(id.offset);
        if before != id.offset && !problems.is_full() {
            let line = problems.place(before).line;
            let message = format!("`{}` is the id of another {what} already, in line {line}", id.value);
            problems.add_as(
                Code::DuplicateId,
                id.offset,
                message,
                format!("give this {what} an id of its own"),
            );
        }
    }
}
