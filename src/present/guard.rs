//! The guards of a destructive step in words: which there are, what each asked, and the command with its variables.

use super::cells;
use super::safe::{self, Charset};
use super::tone::{Tone, Toned};
use crate::drill::expand::expand;
use crate::drill::procedure::{Environment, Step};
use crate::drill::redline::{Key, Value};
use crate::drill::redlines::amended_commands;
use crate::drill::script::{Guard, GuardAnswer};
use crate::drill::session::Session;
use std::collections::BTreeMap;

/// The most cells that an answer takes in the list.
const ANSWER: usize = 40;

/// What stands in for the value of a secret.
pub(super) const HIDDEN: &str = "(hidden)";

/// Lists the guards of a step, each with whether it is passed, asks now, or comes later.
pub fn list(session: &Session, step: &Step, now: Option<Guard>, charset: Charset) -> Vec<Vec<Toned>> {
    let rows = session.guards_of(step, true).into_iter().map(|guard| {
        let answer = session.guards().answer(&step.id, guard).filter(|answer| answer.passed);
        let passed = answer.is_some();
        let (sign, word, tone) = match (passed, now == Some(guard), charset) {
            (true, _, Charset::Unicode) => ("✓", "passed", Tone::Done),
            (true, _, Charset::Ascii) => ("+", "passed", Tone::Done),
            (false, true, Charset::Unicode) => ("▸", "now", Tone::Accent),
            (false, true, Charset::Ascii) => (">", "now", Tone::Accent),
            (false, false, Charset::Unicode) => ("·", "to come", Tone::Muted),
            (false, false, Charset::Ascii) => (".", "to come", Tone::Muted),
        };
        let plain = if passed || now == Some(guard) { Tone::Plain } else { Tone::Muted };
        let told = match answer {
            Some(answer) => format!("{}: {}", guard.word(), cells::label(&answer.answer, ANSWER, charset)),
            None => about(guard).to_owned(),
        };
        vec![Toned::new(format!("{sign} {word:<9}"), tone), Toned::new(told, plain)]
    });
    rows.collect()
}

/// Says what a guard is about.
const fn about(guard: Guard) -> &'static str {
    match guard {
        Guard::Amendment => "amendment: may this run, which is not in the file?",
        Guard::Identity => "identity: is this the right host, account or cluster?",
        Guard::Preview => "preview: how much would be touched?",
        Guard::Confirmation => "confirmation: is this the right command?",
        Guard::Name => "name: the environment's name, typed",
        Guard::Second => "second person: somebody else agrees",
    }
}

/// Writes a question and its answer, and whether that was right.
pub fn answer(answer: &GuardAnswer, charset: Charset) -> Vec<Toned> {
    let question = cells::shown(&answer.question, charset);
    let said = cells::shown(answer.answer.trim_end(), charset);
    let (word, tone) = if answer.passed { ("passed", Tone::Done) } else { ("REFUSED", Tone::Failed) };
    vec![Toned::new(question, Tone::Plain), Toned::new(format!("{word}: it is {said}"), tone)]
}

/// Writes the commands of a step that were amended while the drill went on, each with what the file has.
pub fn amended(session: &Session, step: &Step, charset: Charset) -> Vec<Vec<Toned>> {
    let base = session.shared_base();
    let commands = amended_commands(&base, step).flat_map(|(key, command)| {
        let head = vec![Toned::new(format!("{} was amended:", key.word()), Tone::Warned)];
        let before = base.step(&step.id).and_then(|step| command_of(step, key));
        let before = before.map(|it| format!("was $ {}", cells::shown(&it, charset)));
        let before = before.unwrap_or_else(|| "the file has none".to_owned());
        let now = command_words(command, charset).into_iter();
        std::iter::once(head).chain(now).chain([vec![Toned::new(before, Tone::Muted)]])
    });
    commands.collect()
}

/// The command that a key of a step has.
fn command_of(step: &Step, key: Key) -> Option<String> {
    match step.value(key)? {
        Value::Text(command) => Some(command),
        Value::Table(mut table) => table.remove("run"),
        Value::Flag(_) | Value::List(_) => None,
    }
}

/// Writes what a guard will ask by a command, and what has to come out: `hostname` must print db-test.
pub fn question(session: &Session, step: &Step, guard: Guard, charset: Charset) -> String {
    let environment = session.opening().and_then(|it| session.procedure().environment(&it.environment));
    let told = match (guard, &step.identity, &step.preview) {
        (Guard::Identity, Some(identity), _) => {
            let expected = environment.and_then(|it| expand(&identity.equals, &hidden(step, it)).ok());
            let expected = expected.as_deref().unwrap_or(&identity.equals);
            format!("`{}` must print {expected}", identity.run)
        }
        (Guard::Preview, _, Some(preview)) => {
            let (least, most) = preview.count;
            format!("`{}` must count {least} to {most}", preview.run)
        }
        _ => about(guard).to_owned(),
    };
    cells::shown(&told, charset)
}

/// The variables of an environment without the values of a step's secrets.
fn hidden(step: &Step, environment: &Environment) -> BTreeMap<String, String> {
    let value = |name: &String, value: &String| {
        if step.secrets.contains(name) { HIDDEN.to_owned() } else { value.clone() }
    };
    environment.vars.iter().map(|(name, it)| (name.clone(), value(name, it))).collect()
}

/// The command that a person is asked about: the step's script, else what is to be typed, else its title.
pub fn command(step: &Step) -> &str {
    step.run.as_deref().or(step.command.as_deref()).unwrap_or(&step.title)
}

/// Writes the command with its variables picked out, line by line.
pub fn command_words(command: &str, charset: Charset) -> Vec<Vec<Toned>> {
    let lines = safe::lines(command.trim_end(), charset).enumerate();
    let words = lines.map(|(at, line)| {
        let mut words = vec![Toned::new(if at == 0 { "$ " } else { "  " }, Tone::Strong)];
        words.extend(pieces(&line).into_iter().map(|(text, variable)| {
            Toned::new(text, if variable.is_some() { Tone::Accent } else { Tone::Strong })
        }));
        words
    });
    words.collect()
}

/// Lists the variables with their values: those that the command names, then all others that the script gets. Values of
/// secrets are never shown.
pub fn variables(step: &Step, environment: Option<&Environment>, charset: Charset) -> Vec<Vec<Toned>> {
    let vars = environment.map(|it| &it.vars);
    let mut named: Vec<&str> = Vec::new();
    for name in pieces(command(step)).into_iter().filter_map(|(_, variable)| variable) {
        if !named.contains(&name) {
            named.push(name);
        }
    }
    let others = vars.into_iter().flat_map(|vars| vars.keys()).map(String::as_str);
    let others: Vec<&str> = others.filter(|name| !named.contains(name)).collect();
    let row = |name: &str, tone: Tone| {
        let secret = step.secrets.iter().any(|secret| secret == name);
        let value = match vars.and_then(|vars| vars.get(name)) {
            _ if secret => Toned::new(HIDDEN, Tone::Muted),
            Some(value) => Toned::new(cells::shown(value, charset), tone),
            None => Toned::new("not set by the environment", Tone::Warned),
        };
        vec![Toned::new(format!("{} = ", cells::shown(name, charset)), Tone::Plain), value]
    };
    let named = named.iter().map(|name| row(name, Tone::Accent));
    named.chain(others.iter().map(|name| row(name, Tone::Plain))).collect()
}

/// Takes a command apart into text and variables, each of those with its name.
fn pieces(command: &str) -> Vec<(&str, Option<&str>)> {
    let mut pieces = Vec::new();
    let mut rest = command;
    let mut from = 0;
    while let Some(at) = rest[from..].find('$').map(|at| at + from) {
        let behind = &rest[at + 1..];
        let (name, length) = match behind.strip_prefix('{').and_then(|it| it.split_once('}')) {
            Some((inner, _)) => (&inner[..name_length(inner)], inner.len() + 2),
            None => (&behind[..name_length(behind)], name_length(behind)),
        };
        if name.is_empty() {
            from = at + 1;
            continue;
        }
        let end = at + 1 + length;
        pieces.extend([(&rest[..at], None), (&rest[at..end], Some(name))]);
        (rest, from) = (&rest[end..], 0);
    }
    pieces.push((rest, None));
    pieces.retain(|(text, _)| !text.is_empty());
    pieces
}

/// How many bytes at the start are the name of a variable.
fn name_length(text: &str) -> usize {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return 0;
    }
    text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amended_command_stands_above_what_the_file_has() {
        use crate::analysis::rehearsal::{Rehearsal, procedure};
        let mut plan = procedure();
        plan.steps[0].run = Some("restore.sh".into());
        let text = |text: &str| Value::Text(text.to_owned());
        let drill = Rehearsal::new(plan).declare();
        let drill = drill.amends("a", Key::Run, text("restore.sh --mirror")).amends(
            "a",
            Key::Check,
            text("count.sh"),
        );
        let (step, _) = drill.session.step(&"a".into()).unwrap();
        let rows = amended(&drill.session, step, Charset::Unicode).into_iter();
        let rows: Vec<String> = rows.map(|row| row.into_iter().map(|it| it.text).collect()).collect();
        let expected = [
            "run was amended:",
            "$ restore.sh --mirror",
            "was $ restore.sh",
            "check was amended:",
            "$ count.sh",
            "the file has none",
        ];
        assert_eq!(rows, expected);
    }

    #[test]
    fn variables_are_picked_out() {
        let told = |command| pieces(command).into_iter().map(|(text, name)| (text, name.unwrap_or("")));
        let found: Vec<_> = told("pg_restore -d $DB ${DUMP:-x} $1 $$ \"$DB\"").collect();
        assert_eq!(
            found,
            [
                ("pg_restore -d ", ""),
                ("$DB", "DB"),
                (" ", ""),
                ("${DUMP:-x}", "DUMP"),
                (" $1 $$ \"", ""),
                ("$DB", "DB"),
                ("\"", "")
            ]
        );
        assert_eq!(told("$ ${ ${}").collect::<Vec<_>>(), [("$ ${ ${}", "")]);
    }

    #[test]
    fn values_stand_beside_their_names_and_secrets_do_not() {
        let mut step = Step::new("a".into(), "Drop".into());
        step.run = Some("drop $DB with $PASSWORD at $HOST".into());
        step.secrets = vec!["PASSWORD".into()];
        let mut environment = Environment::new("test".into());
        let vars = [("DB", "shop\x1b-test"), ("PASSWORD", "hunter22"), ("ZONE", "b")];
        environment.vars = vars.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let rows = variables(&step, Some(&environment), Charset::Unicode);
        let told: Vec<(String, Tone)> =
            rows.iter().map(|row| (row.iter().map(|it| it.text.as_str()).collect(), row[1].tone)).collect();
        let expected = [
            ("DB = shop␛-test", Tone::Accent),
            ("PASSWORD = (hidden)", Tone::Muted),
            ("HOST = not set by the environment", Tone::Warned),
            ("ZONE = b", Tone::Plain),
        ];
        assert_eq!(told, expected.map(|(text, tone)| (text.to_owned(), tone)));
    }
}
