//! A step as a form has it: which of its keys can be filled in, how their values are typed, and how they are read.

use super::cells;
use super::safe::Charset;
use crate::drill::ids::StepId;
use crate::drill::note::Tag;
use crate::drill::notebook::Note;
use crate::drill::procedure::{Anchor, Procedure, Step};
use crate::drill::redline::{Key, Value};
use crate::drill::session::Session;
use std::collections::BTreeMap;

/// What is typed for a step that waits for no other one.
const FREELY: &str = "-";

/// How many known names are told.
const TOLD: usize = 6;

/// How a key is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A line of text.
    Line,
    /// A text of several lines.
    Lines,
    /// Yes or no.
    Flag,
    /// Names, with commas between them.
    Names,
    /// One of the anchors, or none.
    Anchor,
    /// A small table: its parts, a line of text each.
    Parts(&'static [&'static str]),
}

/// The keys of the form, in its order: what is seldom comes last.
pub const KEYS: [Key; 20] = [
    Key::Title,
    Key::Text,
    Key::Command,
    Key::Run,
    Key::Check,
    Key::Expect,
    Key::Timeout,
    Key::Automatic,
    Key::Destructive,
    Key::Interactive,
    Key::TwoPerson,
    Key::Needs,
    Key::After,
    Key::Restores,
    Key::RecoveryPoint,
    Key::Secrets,
    Key::Marks,
    Key::Identity,
    Key::Preview,
    Key::Was,
];

/// One entry of the form: a key, or a part of one.
pub type Row = (Key, Option<&'static str>);

/// Iterates over the entries of the form, in its order.
pub fn rows() -> impl Iterator<Item = Row> {
    KEYS.into_iter().flat_map(|key| {
        let parts = match kind(key) {
            Kind::Parts(parts) => parts,
            _ => &[],
        };
        let whole = parts.is_empty().then_some((key, None));
        whole.into_iter().chain(parts.iter().map(move |part| (key, Some(*part))))
    })
}

/// The words of a choice between yes and no.
pub const FLAG: [&str; 2] = ["no", "yes"];

/// What stands for no anchor.
const NO_ANCHOR: &str = "none";

/// Returns how a key is filled in.
pub const fn kind(key: Key) -> Kind {
    match key {
        Key::Text | Key::Command => Kind::Lines,
        Key::Automatic | Key::Destructive | Key::Interactive | Key::TwoPerson => Kind::Flag,
        Key::Needs | Key::After | Key::Restores | Key::Secrets | Key::Was => Kind::Names,
        Key::Marks => Kind::Anchor,
        Key::Identity => Kind::Parts(&["run", "equals"]),
        Key::Preview => Kind::Parts(&["run", "count"]),
        _ => Kind::Line,
    }
}

/// Returns the words that an anchor is chosen from.
pub fn anchors() -> Vec<String> {
    [NO_ANCHOR].into_iter().chain(Anchor::ALL.map(Anchor::word)).map(str::to_owned).collect()
}

/// Writes the value of an entry as it is typed.
pub fn typed(step: &Step, (key, part): Row) -> String {
    match step.value(key) {
        None if kind(key) == Kind::Flag => FLAG[0].to_owned(),
        None if kind(key) == Kind::Anchor => NO_ANCHOR.to_owned(),
        None => String::new(),
        Some(Value::Table(table)) => part.and_then(|part| table.get(part)).cloned().unwrap_or_default(),
        Some(Value::Flag(flag)) => FLAG[usize::from(flag)].to_owned(),
        Some(Value::Text(text)) => text,
        Some(Value::List(list)) if list.is_empty() => FREELY.to_owned(),
        Some(Value::List(list)) => list.join(", "),
    }
}

/// Reads what was typed for a key, in each of its entries; steps may be named by their numbers. Whether it fits, the
/// step knows.
pub fn read(procedure: &Procedure, key: Key, entries: &[String]) -> Option<Value> {
    let typed = entries.first()?;
    let trimmed = typed.trim();
    match kind(key) {
        Kind::Parts(parts) => {
            let filled = parts.iter().zip(entries).filter(|(_, typed)| !typed.trim().is_empty());
            let table: BTreeMap<_, _> =
                filled.map(|(part, typed)| ((*part).to_owned(), typed.trim().to_owned())).collect();
            (!table.is_empty()).then_some(Value::Table(table))
        }
        Kind::Flag => (trimmed == FLAG[1]).then_some(Value::Flag(true)),
        Kind::Anchor if trimmed == NO_ANCHOR => None,
        _ if trimmed.is_empty() => None,
        Kind::Lines => Some(Value::Text(typed.clone())),
        Kind::Line | Kind::Anchor => Some(Value::Text(trimmed.to_owned())),
        Kind::Names if trimmed == FREELY => Some(Value::List(Vec::new())),
        Kind::Names => {
            let names = trimmed.split(',').map(str::trim).filter(|name| !name.is_empty());
            let resolved = |name: &str| match key {
                Key::After => by_number(procedure, name).unwrap_or(name).to_owned(),
                _ => name.to_owned(),
            };
            Some(Value::List(names.map(resolved).collect()))
        }
    }
}

/// Finds the step that has a number, where no step has it for an id.
fn by_number<'a>(procedure: &'a Procedure, name: &str) -> Option<&'a str> {
    let id = StepId::from(name);
    if procedure.step(&id).is_some() {
        return None;
    }
    let at = (0..procedure.steps.len()).find(|at| procedure.number_at(*at).to_string() == name)?;
    Some(procedure.steps[at].id.as_str())
}

/// Returns what can be named in a key, in the order of the procedure.
fn known<'a>(procedure: &'a Procedure, step: &'a StepId, key: Key) -> Vec<&'a str> {
    match key {
        Key::After => {
            procedure.steps.iter().map(|it| it.id.as_str()).filter(|id| *id != step.as_str()).collect()
        }
        Key::Restores => procedure.components.iter().map(|it| it.id.as_str()).collect(),
        Key::Needs => procedure.dependencies.iter().map(|it| it.id.as_str()).collect(),
        _ => Vec::new(),
    }
}

/// Returns the names that could go on from the last one that was typed, and that do not stand there already.
fn candidates<'a>(procedure: &'a Procedure, step: &'a StepId, key: Key, typed: &str) -> Vec<&'a str> {
    let mut names: Vec<&str> = typed.split(',').map(str::trim).collect();
    let last = names.pop().unwrap_or_default();
    let fits = |name: &&str| name.starts_with(last) && *name != last && !names.contains(name);
    known(procedure, step, key).into_iter().filter(fits).collect()
}

/// Completes the last name that was typed; `None` where nothing goes on from it.
pub fn completed(procedure: &Procedure, step: &StepId, key: Key, typed: &str) -> Option<String> {
    let name = candidates(procedure, step, key, typed).first().copied()?;
    let before = typed.rsplit_once(',').map(|(before, _)| format!("{}, ", before.trim_end()));
    Some(before.unwrap_or_default() + name)
}

/// Says what can be typed into an entry.
pub fn hint(procedure: &Procedure, step: &StepId, (key, part): Row, typed: &str, charset: Charset) -> String {
    let what = match key {
        Key::Title => "what is to be done; begin with a verb",
        Key::Text => "what to do, what to look at, what can go wrong (Markdown)",
        Key::Command => "to copy; never run",
        Key::Run => "does the step; it is shown and confirmed once before it runs",
        Key::Check => "exit 0: the result is right",
        Key::Expect => "how long it should take: 90s, 15m, 1h30m",
        Key::Timeout => "how long its script may take: 30m",
        Key::Automatic => "begins by itself when its turn comes; needs run and check",
        Key::Destructive => "destroys something: starts on purpose only",
        Key::Interactive => "its script has the terminal",
        Key::TwoPerson => "somebody else has to agree first",
        Key::RecoveryPoint => "prints the time of the newest datum",
        Key::Secrets => "environment variables whose values are hidden",
        Key::Marks => "its end sets this anchor",
        Key::Needs => "dependencies",
        Key::After => "empty: the step above; -: starts freely; else ids or numbers",
        Key::Restores => "components",
        Key::Identity if part == Some("equals") => {
            "what that has to print: a text, or $NAME of the environment"
        }
        Key::Identity => "prints where one is, before anything is destroyed",
        Key::Preview if part == Some("count") => "how many lines that may be: 3..5",
        Key::Preview => "prints what would be destroyed, a line for each",
        Key::Was => "ids that it had before: their history is its own",
    };
    let names = candidates(procedure, step, key, typed);
    if names.is_empty() {
        return what.to_owned();
    }
    let told: Vec<String> = names.iter().take(TOLD).map(|name| cells::shown(name, charset)).collect();
    let more = if names.len() > TOLD { ", …" } else { "" };
    format!("{what}. Right: {}{more}", told.join(", "))
}

/// Writes a value as what it was before, in one line.
pub fn was(step: &Step, row: Row, charset: Charset) -> String {
    let typed = typed(step, row);
    let lines = typed.trim_end().lines().count();
    let first = typed.trim().lines().next().unwrap_or_default();
    match lines {
        0 => "was empty".to_owned(),
        1 => format!("was {}", cells::shown(first, charset)),
        lines => format!("was {lines} lines: {}", cells::shown(first, charset)),
    }
}

/// Returns the last surprise or question on a step that its text does not say yet.
pub fn note_to_take<'a>(session: &'a Session, step: &StepId) -> Option<&'a Note> {
    let (plan, _) = session.step(step)?;
    let fits = |note: &&Note| {
        let entry = note.entry();
        entry.step.as_ref() == Some(step)
            && matches!(entry.tag, Tag::Surprise | Tag::Question)
            && note.retracted.is_none()
            && !says(plan, &entry.text)
    };
    session.notebook().iter().rev().find(fits)
}

/// Whether the text of a step says that already.
pub fn says(step: &Step, text: &str) -> bool {
    text.trim().is_empty() || step.text.contains(text.trim())
}

/// Returns the text of a step with another paragraph behind it.
pub fn with_paragraph(step: &Step, paragraph: &str) -> Value {
    let before = step.text.trim_end();
    let gap = if before.is_empty() { "" } else { "\n\n" };
    Value::Text(format!("{before}{gap}{}\n", paragraph.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, component, procedure};
    use crate::drill::command::Command;
    use crate::drill::note::Entry;
    use crate::drill::procedure::{Identity, Preview};
    use crate::drill::time::Span;

    fn plan() -> Procedure {
        let mut plan = procedure();
        plan.components = vec![component("database", 3), component("reports", 1)];
        plan
    }

    #[test]
    fn what_is_typed_is_what_is_read() {
        let plan = plan();
        let mut step = plan.steps[1].clone();
        (step.automatic, step.marks, step.follows) = (true, Some(Anchor::Restored), false);
        step.after = vec!["a".into(), "c".into()];
        step.expect = Some(Span::from_secs(900));
        step.command = Some("one\ntwo\n".into());
        step.identity = Some(Identity { run: "whoami.sh".into(), equals: "$PROJECT".into() });
        step.preview = Some(Preview { run: "what-goes.sh".into(), count: (3, 5) });
        step.was = vec!["load".into(), "fix".into()];
        for step in [&step, &plan.steps[0]] {
            for key in Key::ALL {
                let entries: Vec<String> =
                    rows().filter(|row| row.0 == key).map(|row| typed(step, row)).collect();
                assert_eq!(read(&plan, key, &entries), step.value(key), "{key:?}");
            }
        }
        let as_typed = |key| typed(&step, (key, None));
        assert_eq!(as_typed(Key::After), "a, c");
        assert_eq!((as_typed(Key::Automatic), as_typed(Key::Marks)), ("yes".into(), "restored".into()));
        assert_eq!((as_typed(Key::Expect), as_typed(Key::Run)), ("15m".into(), String::new()));
    }

    #[test]
    fn steps_are_named_by_id_or_number_and_none_by_a_dash() {
        let list = |names: &[&str]| Some(Value::List(names.iter().map(|it| (*it).to_owned()).collect()));
        let read = |procedure: &Procedure, key, typed: &str| read(procedure, key, &[typed.to_owned()]);
        assert_eq!(read(&plan(), Key::After, " 1, c ,"), list(&["a", "c"]));
        assert_eq!(read(&plan(), Key::After, "-"), list(&[]));
        assert_eq!(read(&plan(), Key::After, " "), None);
        assert_eq!(read(&plan(), Key::Secrets, "1"), list(&["1"]));
    }

    #[test]
    fn names_are_completed_one_by_one() {
        let (plan, step) = (plan(), "a".into());
        let complete = |typed| completed(&plan, &step, Key::Restores, typed);
        assert_eq!(complete("").as_deref(), Some("database"));
        assert_eq!(complete("database,re").as_deref(), Some("database, reports"));
        assert_eq!(complete("database, reports"), None);
        assert_eq!(complete("x"), None);
        let hint = |key, typed| hint(&plan, &step, (key, None), typed, Charset::Unicode);
        assert_eq!(hint(Key::Restores, "r"), "components. Right: reports");
        assert_eq!(hint(Key::After, "b"), "empty: the step above; -: starts freely; else ids or numbers");
    }

    #[test]
    fn what_was_is_told_in_a_line() {
        let mut step = plan().steps.remove(0);
        step.text = "Take the newest.\nNever another one.\n".into();
        let was = |key| was(&step, (key, None), Charset::Unicode);
        assert_eq!(was(Key::Text), "was 2 lines: Take the newest.");
        assert_eq!((was(Key::Run), was(Key::Automatic)), ("was empty".into(), "was no".into()));
    }

    #[test]
    fn the_last_surprise_or_question_becomes_a_paragraph() {
        let write = |tag, text: &str| {
            let entry = Entry { step: Some("a".into()), tag, text: text.into(), who: None, due: None };
            Command::WriteNote { entry }
        };
        let drill = Rehearsal::new(plan())
            .declare()
            .does(write(Tag::Question, "which zone?"))
            .does(write(Tag::Surprise, "the quota was used up"))
            .does(write(Tag::Plain, "as usual"));
        let taken =
            |drill: &Rehearsal| note_to_take(&drill.session, &"a".into()).map(|it| it.entry().text.clone());
        assert_eq!(taken(&drill).as_deref(), Some("the quota was used up"));
        let text = with_paragraph(drill.session.step(&"a".into()).unwrap().0, "the quota was used up\n");
        assert_eq!(text, Value::Text("Do it.\n\nthe quota was used up\n".into()));
        let drill = drill.amends("a", Key::Text, text);
        assert_eq!(taken(&drill).as_deref(), Some("which zone?"));
        assert_eq!(note_to_take(&drill.session, &"b".into()), None);
    }
}
