//! One step of a procedure as a text of its own, for an editor: written out, and read again.

use super::links::Reference;
use super::step::{Draft, STEP, draft};
use crate::drill::procedure::{Procedure, Step};
use crate::drill::redline::{Key, Value};
use crate::present::problem::Problem;
use crate::present::section::{Section, read_text};
use std::fmt::Write as _;

/// Writes a step as TOML, below comments that say what can be done with it; [`read`] reads it back.
pub fn write(step: &Step) -> String {
    let mut text = String::new();
    let absent: Vec<&str> =
        Key::ALL.into_iter().filter(|key| step.value(*key).is_none()).map(Key::word).collect();
    text.push_str("# Change what you like, save, and close: it counts in the drill at once.\n");
    text.push_str("# Close without a change and nothing happens. The id stays: history hangs on it.\n");
    if !absent.is_empty() {
        let _ = writeln!(text, "# There could also be: {}.", absent.join(", "));
    }
    let _ = writeln!(text, "\nid = {}", quoted(step.id.as_str()));
    for key in Key::ALL {
        if let Some(value) = step.value(key) {
            let _ = writeln!(text, "{} = {}", key.word(), literal(&value));
        }
    }
    text
}

/// Writes a value as a TOML file has it; a text of several lines in a block of its own.
fn literal(value: &Value) -> String {
    match value {
        Value::Flag(flag) => flag.to_string(),
        Value::Text(text) if text.contains('\n') => block(text),
        Value::Text(text) => quoted(text),
        Value::List(list) => format!("[{}]", list.iter().map(|it| quoted(it)).collect::<Vec<_>>().join(", ")),
        Value::Table(table) => {
            let entries = table.iter().map(|(key, value)| format!("{key} = {}", quoted(value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text, false))
}

fn block(text: &str) -> String {
    format!("\"\"\"\n{}\"\"\"", escaped(text, true))
}

/// Escapes what TOML does not take as it is.
fn escaped(text: &str, lines: bool) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            // In a block a quote may stand; two in a row could end it.
            '"' if !lines || out.ends_with('"') => out.push_str("\\\""),
            '\n' if lines => out.push('\n'),
            '\t' if lines => out.push('\t'),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// Reads the text of a step of the procedure, whose names must exist there and whose id must not change.
///
/// # Errors
/// Everything that is wrong with it, in the order of the text.
pub fn read(text: &str, procedure: &Procedure, step: &Step) -> Result<Step, Vec<Problem>> {
    read_text(text, "a step", &STEP, |section| resolved(&section, procedure, step))
}

fn resolved(section: &Section<'_>, procedure: &Procedure, before: &Step) -> Step {
    let problems = section.problems;
    let Draft { mut step, id, after, restores, needs } = draft(section, before.phase);
    if !id.value.is_empty() && id.value != before.id.as_str() {
        let hint = format!("write `{}` again: the history of the step hangs on it", before.id);
        problems.add(id.offset, "the id of a step never changes", hint);
    }
    let steps = procedure.steps.iter().filter(|it| it.id != before.id).map(|it| it.id.as_str());
    let steps = Reference::new("other step", steps);
    let components = Reference::new("component", procedure.components.iter().map(|it| it.id.as_str()));
    let dependencies = Reference::new("dependency", procedure.dependencies.iter().map(|it| it.id.as_str()));
    let after = steps.resolve(problems, &after.unwrap_or_default());
    step.after = after.iter().map(|name| name.value.into()).collect();
    step.restores = components.resolve(problems, &restores).iter().map(|name| name.value.into()).collect();
    step.needs = dependencies.resolve(problems, &needs).iter().map(|name| name.value.into()).collect();
    step
}

/// Finds the key that a line of such a text, counted from 1, belongs to.
pub fn key_at(text: &str, line: usize) -> Option<Key> {
    let key = |line: &str| Key::parse(line.split_once('=')?.0.trim());
    let lines: Vec<&str> = text.lines().take(line).collect();
    lines.into_iter().rev().find_map(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::ids::StepId;
    use crate::drill::procedure::{Anchor, Identity, Preview};
    use crate::drill::time::Span;
    use crate::library::parse;
    use proptest::prelude::*;

    const PROCEDURE: &str = r#"id = "wiki"
title = "Restore the wiki"
[environment.test]
[[component]]
id = "database"
[[dependency]]
id = "storage"
[[phase]]
title = "Restore"
[[phase.step]]
id = "create"
title = "Create the cluster"
[[phase.step]]
id = "load"
title = "Load the dump"
"#;

    fn procedure() -> Procedure {
        parse(PROCEDURE).unwrap()
    }

    fn problems(text: &str) -> Vec<String> {
        let procedure = procedure();
        let found = read(text, &procedure, &procedure.steps[1]).err().unwrap_or_default();
        let shown = |it: &Problem| format!("{}:{} {}", it.place.line, it.place.column, it.message);
        found.iter().map(shown).collect()
    }

    #[test]
    fn a_step_is_written_for_people_and_read_back() {
        let procedure = procedure();
        let mut step = procedure.steps[1].clone();
        step.text = "Take the newest.\nNever \"\"\" restore over rows.\n".into();
        step.run = Some("load.sh \\ $DB".into());
        step.after = vec!["create".into()];
        step.follows = false;
        step.preview = Some(Preview { run: "count.sh".into(), count: (3, 5) });
        step.timeout = Some(Span::from_secs(1_800));
        let text = write(&step);
        let block = "text = \"\"\"\nTake the newest.\nNever \"\\\"\\\" restore over rows.\n\"\"\"\n";
        assert!(text.contains(block), "{text}");
        assert!(text.contains("preview = { count = \"3..5\", run = \"count.sh\" }\n"), "{text}");
        assert_eq!(read(&text, &procedure, &step).unwrap(), step);
    }

    #[test]
    fn what_is_wrong_has_its_place() {
        let step = "id = \"load\"\ntitle = \"Load\"\n";
        assert_eq!(problems(step), [""; 0]);
        assert_eq!(problems(&format!("{step}expect = \"3\"")), ["3:10 `3` is no duration"]);
        assert_eq!(
            problems(&format!("{step}needs = [\"network\"]")),
            ["3:10 there is no dependency `network`"]
        );
        assert_eq!(problems(&format!("{step}after = [\"load\"]")), ["3:10 there is no other step `load`"]);
        assert_eq!(problems(&format!("{step}comand = \"x\"")), ["3:1 unknown key `comand` in a step"]);
        let other = step.replacen("load", "laod", 1);
        assert_eq!(problems(&other), ["1:6 the id of a step never changes"]);
        let broken = problems("id = \"load\"\ntitle = \"");
        assert!(broken[0].starts_with("2:") && broken[0].contains("this is not TOML"), "{broken:?}");
    }

    #[test]
    fn a_line_belongs_to_the_key_above_it() {
        let text = "id = \"x\"\ntitle = \"X\"\nneeds = [\n  \"a\",\n]\nrun = \"r\"\n";
        let keys = [1, 2, 4, 6].map(|line| key_at(text, line));
        assert_eq!(keys, [None, Some(Key::Title), Some(Key::Needs), Some(Key::Run)]);
    }

    fn text() -> impl Strategy<Value = String> {
        "([\"\\\\\n\t a-z=#]|\\PC|[\u{0}-\u{1f}\u{7f}-\u{9f}]){1,30}"
            .prop_filter("not blank", |it| !it.trim().is_empty())
    }

    proptest! {
        #[test]
        fn any_text_is_read_back_as_it_was(title in text(), words in text(), command in text(), name in text()) {
            let procedure = procedure();
            let step = Step {
                text: words,
                command: Some(command),
                marks: Some(Anchor::Restored),
                identity: Some(Identity { run: "hostname".into(), equals: name }),
                after: vec![StepId::from("create")],
                follows: false,
                ..Step::new("load".into(), title)
            };
            prop_assert_eq!(read(&write(&step), &procedure, &step), Ok(step));
        }
    }
}
