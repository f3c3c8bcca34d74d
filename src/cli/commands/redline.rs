//! `amend`, `insert`, `move`, `drop`, `merge`: the procedure corrected while the drill goes on.

use super::deed::{Told, find_step};
use crate::cli::failure::Failure;
use crate::drill::command::Command;
use crate::drill::redline::{Key, Place, Value};
use crate::drill::session::Session;
use crate::drill::slug::new_id;
use crate::present::nearest::nearest;
use clap::Args;
use std::collections::BTreeMap;

/// Arguments of `amend`.
#[derive(Debug, Args)]
pub struct AmendArgs {
    /// The step: an id or a number
    step: String,
    /// A key as the file has it: title, text, run, check, expect, needs…
    #[arg(value_name = "KEY", value_parser = parse_key)]
    key: Key,
    /// Its new value: true or false, a list with commas, `{ run = "…", equals = "…" }`, or a text
    #[arg(allow_hyphen_values = true, required_unless_present = "unset")]
    value: Option<String>,
    /// Take the key away
    #[arg(long, conflicts_with = "value")]
    unset: bool,
    /// Why
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
    #[command(flatten)]
    told: Told,
}

/// Arguments of `insert`.
#[derive(Debug, Args)]
pub struct InsertArgs {
    /// What to do, in a line that starts with a verb
    title: String,
    /// The step below which it stands: an id or a number
    #[arg(long, value_name = "STEP")]
    below: String,
    /// Its id; without it, one is made of the title
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// The step that it is split off from; may be given more than once
    #[arg(long, value_name = "STEP")]
    was: Vec<String>,
    /// Begin it at once
    #[arg(long)]
    start: bool,
    #[command(flatten)]
    told: Told,
}

/// Arguments of `move`.
#[derive(Debug, Args)]
pub struct MoveArgs {
    /// The step: an id or a number
    step: String,
    /// The step below which it stands from now on
    #[arg(long, value_name = "STEP")]
    below: String,
    #[command(flatten)]
    told: Told,
}

/// Arguments of `drop`.
#[derive(Debug, Args)]
pub struct DropArgs {
    /// The step: an id or a number
    step: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    why: String,
    #[command(flatten)]
    told: Told,
}

/// Arguments of `merge`.
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// The step: an id or a number
    step: String,
    /// The step that it becomes a part of
    #[arg(long, value_name = "STEP")]
    into: String,
    #[command(flatten)]
    told: Told,
}

impl AmendArgs {
    /// Returns when, and in which session.
    pub const fn told(&self) -> &Told {
        &self.told
    }

    /// Returns what is asked of the session.
    pub fn command(&self, session: &Session) -> Result<Command, Failure> {
        let value = self.value.as_deref().map(|text| value(self.key, text)).transpose()?;
        let step = find_step(session, &self.step)?;
        Ok(Command::AmendStep { step, changes: vec![(self.key, value)], why: self.why.clone() })
    }
}

impl InsertArgs {
    /// Returns when, and in which session.
    pub const fn told(&self) -> &Told {
        &self.told
    }

    /// Returns what is asked of the session.
    pub fn command(&self, session: &Session) -> Result<Command, Failure> {
        let step = match &self.id {
            Some(id) => id.as_str().into(),
            None => new_id(&self.title, session.procedure()),
        };
        let was = self.was.iter().map(|it| find_step(session, it)).collect::<Result<_, _>>()?;
        let place = below(session, &self.below)?;
        Ok(Command::InsertStep { step, title: self.title.clone(), place, was, start: self.start })
    }
}

impl MoveArgs {
    /// Returns when, and in which session.
    pub const fn told(&self) -> &Told {
        &self.told
    }

    /// Returns what is asked of the session.
    pub fn command(&self, session: &Session) -> Result<Command, Failure> {
        Ok(Command::MoveStep { step: find_step(session, &self.step)?, to: below(session, &self.below)? })
    }
}

impl DropArgs {
    /// Returns when, and in which session.
    pub const fn told(&self) -> &Told {
        &self.told
    }

    /// Returns what is asked of the session.
    pub fn command(&self, session: &Session) -> Result<Command, Failure> {
        Ok(Command::DropStep { step: find_step(session, &self.step)?, why: self.why.clone() })
    }
}

impl MergeArgs {
    /// Returns when, and in which session.
    pub const fn told(&self) -> &Told {
        &self.told
    }

    /// Returns what is asked of the session.
    pub fn command(&self, session: &Session) -> Result<Command, Failure> {
        let (step, into) = (find_step(session, &self.step)?, find_step(session, &self.into)?);
        Ok(Command::MergeStep { step, into })
    }
}

fn below(session: &Session, wanted: &str) -> Result<Place, Failure> {
    let id = find_step(session, wanted)?;
    let phase = session.procedure().step(&id).map_or(0, |step| step.phase);
    Ok(Place { phase, below: Some(id) })
}

fn parse_key(word: &str) -> Result<Key, String> {
    Key::parse(word).ok_or_else(|| {
        let words = Key::ALL.map(Key::word);
        let hint = nearest(word, words).map(|it| format!("; did you mean `{it}`?")).unwrap_or_default();
        format!("a step has no such key that could be amended: it is one of {}{hint}", words.join(", "))
    })
}

/// Reads what is typed for a key.
fn value(key: Key, text: &str) -> Result<Value, Failure> {
    let wrong = |what: &str| Failure::Usage(format!("`{}` must be {what}", key.word()));
    Ok(match key {
        Key::Automatic | Key::Interactive | Key::Destructive | Key::TwoPerson => {
            Value::Flag(text.parse().map_err(|_| wrong("true or false"))?)
        }
        Key::After | Key::Restores | Key::Needs | Key::Secrets | Key::Was => {
            let items = text.split(',').map(str::trim).filter(|it| !it.is_empty());
            Value::List(items.map(str::to_owned).collect())
        }
        Key::Identity | Key::Preview => {
            let other = if key == Key::Identity { "equals" } else { "count" };
            let wanted = format!("a table: {{ run = \"…\", {other} = \"…\" }}");
            let read: Option<toml::Table> = toml::from_str(&format!("it = {text}\n")).ok();
            let table = read.as_ref().and_then(|it| it.get("it")?.as_table());
            let text = |it: &toml::Value| it.as_str().map_or_else(|| it.to_string(), str::to_owned);
            let pairs = table.ok_or_else(|| wrong(&wanted))?.iter();
            Value::Table(pairs.map(|(key, it)| (key.clone(), text(it))).collect::<BTreeMap<_, _>>())
        }
        _ => Value::Text(text.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_read_as_its_key_wants_it() {
        let list = |items: &[&str]| Value::List(items.iter().map(|it| (*it).to_owned()).collect());
        let table = [("run".to_owned(), "w".to_owned()), ("count".to_owned(), "3".to_owned())];
        for (key, text, read) in [
            (Key::Title, "Load it, then look", Value::Text("Load it, then look".to_owned())),
            (Key::Automatic, "true", Value::Flag(true)),
            (Key::Needs, "a, b", list(&["a", "b"])),
            (Key::After, "", list(&[])),
            (Key::Preview, "{ run = \"w\", count = 3 }", Value::Table(table.into())),
        ] {
            assert_eq!(value(key, text).unwrap(), read);
        }
        assert!(value(Key::Automatic, "yes").unwrap_err().to_string().contains("true or false"));
        assert!(value(Key::Identity, "who").unwrap_err().to_string().contains("equals"));
        assert!(parse_key("titel").unwrap_err().ends_with("did you mean `title`?"));
    }
}
