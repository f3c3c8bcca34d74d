//! What an amendment of a step says: a key of the file, its value before, and its value now.

use super::duration::{parse_duration, write_duration};
use super::ids::StepId;
use super::procedure::{Anchor, Identity, Preview, Step};
use super::time::Span;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A key of a step in the procedure file; the id is permanent, and none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the field of a step that has its name")]
pub enum Key {
    Title,
    Text,
    Command,
    Run,
    Check,
    Automatic,
    Interactive,
    Timeout,
    Expect,
    After,
    Restores,
    Needs,
    RecoveryPoint,
    Secrets,
    Destructive,
    Identity,
    Preview,
    TwoPerson,
    Marks,
    Was,
}

impl Key {
    /// Every key, in the order in which files have them.
    pub const ALL: [Self; 20] = [
        Self::Title,
        Self::Text,
        Self::Command,
        Self::Run,
        Self::Check,
        Self::Automatic,
        Self::Interactive,
        Self::Timeout,
        Self::Expect,
        Self::After,
        Self::Restores,
        Self::Needs,
        Self::RecoveryPoint,
        Self::Secrets,
        Self::Destructive,
        Self::Identity,
        Self::Preview,
        Self::TwoPerson,
        Self::Marks,
        Self::Was,
    ];

    /// Returns the key as files have it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Text => "text",
            Self::Command => "command",
            Self::Run => "run",
            Self::Check => "check",
            Self::Automatic => "automatic",
            Self::Interactive => "interactive",
            Self::Timeout => "timeout",
            Self::Expect => "expect",
            Self::After => "after",
            Self::Restores => "restores",
            Self::Needs => "needs",
            Self::RecoveryPoint => "recovery_point",
            Self::Secrets => "secrets",
            Self::Destructive => "destructive",
            Self::Identity => "identity",
            Self::Preview => "preview",
            Self::TwoPerson => "two_person",
            Self::Marks => "marks",
            Self::Was => "was",
        }
    }

    /// Reads the key; `None` for any other text.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.word() == word)
    }

    /// Whether its value is a list of ids that the procedure has: nothing in it is a text of somebody's own.
    pub const fn names_what_is_there(self) -> bool {
        matches!(self, Self::After | Self::Restores | Self::Needs)
    }

    /// Whether its value is run as a command.
    pub const fn runs(self) -> bool {
        matches!(self, Self::Run | Self::Check | Self::RecoveryPoint | Self::Identity | Self::Preview)
    }
}

/// The value of a key, as the file would have it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// True or false.
    Flag(bool),
    /// A text; a length of time, an anchor and a range are texts too.
    Text(String),
    /// A list of texts.
    List(Vec<String>),
    /// A small table of texts: what asks before something is destroyed.
    Table(BTreeMap<String, String>),
}

impl Value {
    /// Returns every text in it.
    pub fn texts_mut(&mut self) -> Vec<&mut String> {
        match self {
            Self::Flag(_) => Vec::new(),
            Self::Text(text) => vec![text],
            Self::List(list) => list.iter_mut().collect(),
            Self::Table(table) => table.values_mut().collect(),
        }
    }
}

/// One key that reads differently now; `None` where the file does not have it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Change {
    /// Which.
    pub key: Key,
    /// Its value before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Value>,
    /// Its value now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<Value>,
}

/// Where a step stands: in a phase, below another step of that phase, or at its head.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The phase, counted from 0 in the order of the file.
    pub phase: usize,
    /// The step above it; `None` at the head of the phase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<StepId>,
}

/// Why a value does not fit its key, as a sentence for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` {why}", .key.word())]
pub struct Unfit {
    /// Which key.
    pub key: Key,
    /// What is wrong.
    pub why: String,
}

impl Step {
    /// Returns the value of a key; `None` where the file would not have it.
    pub fn value(&self, key: Key) -> Option<Value> {
        let text = |it: &Option<String>| it.clone().map(Value::Text);
        let flag = |it: bool| it.then_some(Value::Flag(true));
        let list = |it: Vec<String>| (!it.is_empty()).then_some(Value::List(it));
        match key {
            Key::Title => Some(Value::Text(self.title.clone())),
            Key::Text => (!self.text.is_empty()).then(|| Value::Text(self.text.clone())),
            Key::Command => text(&self.command),
            Key::Run => text(&self.run),
            Key::Check => text(&self.check),
            Key::Automatic => flag(self.automatic),
            Key::Interactive => flag(self.interactive),
            Key::Timeout => self.timeout.map(|it| Value::Text(write_duration(it))),
            Key::Expect => self.expect.map(|it| Value::Text(write_duration(it))),
            // An empty list is not nothing: the step starts freely.
            Key::After => (!self.follows).then(|| Value::List(words(&self.after))),
            Key::Restores => list(words(&self.restores)),
            Key::Needs => list(words(&self.needs)),
            Key::RecoveryPoint => text(&self.recovery_point),
            Key::Secrets => list(self.secrets.clone()),
            Key::Destructive => flag(self.destructive),
            Key::Identity => {
                self.identity.as_ref().map(|it| table([("run", &it.run), ("equals", &it.equals)]))
            }
            Key::Preview => self.preview.as_ref().map(|it| {
                let (least, most) = it.count;
                table([("run", &it.run), ("count", &format!("{least}..{most}"))])
            }),
            Key::TwoPerson => flag(self.two_person),
            Key::Marks => self.marks.map(|it| Value::Text(it.word().to_owned())),
            Key::Was => list(words(&self.was)),
        }
    }

    /// Gives a key another value, or takes it away.
    pub fn set(&mut self, key: Key, value: Option<&Value>) -> Result<(), Unfit> {
        let unfit = |why: &str| Unfit { key, why: why.to_owned() };
        let text = || match value {
            None => Ok(None),
            Some(Value::Text(text)) if text.trim().is_empty() => Err(unfit("is empty")),
            Some(Value::Text(text)) => Ok(Some(text.clone())),
            Some(_) => Err(unfit("must be text")),
        };
        let flag = || match value {
            None => Ok(false),
            Some(Value::Flag(flag)) => Ok(*flag),
            Some(_) => Err(unfit("must be true or false")),
        };
        let list = || match value {
            None => Ok(Vec::new()),
            Some(Value::List(list)) => Ok(list.clone()),
            Some(_) => Err(unfit("must be a list of texts")),
        };
        let span = || {
            let read = |text: String| {
                parse_duration(&text).map_err(|error| unfit(&format!("is no length: {error}")))
            };
            match text()?.map(read).transpose()? {
                Some(Span::ZERO) => Err(unfit("must be more than no time")),
                span => Ok(span),
            }
        };
        match key {
            Key::Title => match text()?.as_deref().map(str::trim) {
                None => return Err(unfit("is needed")),
                Some(title) if title.contains(['\n', '\r']) => return Err(unfit("must be one line")),
                Some(title) => title.clone_into(&mut self.title),
            },
            Key::Text => self.text = text()?.unwrap_or_default(),
            Key::Command => self.command = text()?,
            Key::Run => self.run = text()?,
            Key::Check => self.check = text()?,
            Key::Automatic => self.automatic = flag()?,
            Key::Interactive => self.interactive = flag()?,
            Key::Timeout => self.timeout = span()?,
            Key::Expect => self.expect = span()?,
            Key::After => {
                self.follows = value.is_none();
                self.after = ids(&list()?);
            }
            Key::Restores => self.restores = list()?.iter().map(|it| it.as_str().into()).collect(),
            Key::Needs => self.needs = list()?.iter().map(|it| it.as_str().into()).collect(),
            Key::RecoveryPoint => self.recovery_point = text()?,
            Key::Secrets => self.secrets = list()?,
            Key::Destructive => self.destructive = flag()?,
            Key::Identity => {
                self.identity = pair(key, value, "equals")?.map(|(run, equals)| Identity { run, equals });
            }
            Key::Preview => {
                let read = |(run, count): (String, String)| {
                    let count = range(&count).ok_or_else(|| unfit("needs a `count` like `3..5`"))?;
                    Ok(Preview { run, count })
                };
                self.preview = pair(key, value, "count")?.map(read).transpose()?;
            }
            Key::TwoPerson => self.two_person = flag()?,
            Key::Marks => {
                let read = |text: String| Anchor::parse(&text).ok_or_else(|| unfit("names no anchor"));
                self.marks = text()?.map(read).transpose()?;
            }
            Key::Was => self.was = ids(&list()?),
        }
        Ok(())
    }

    /// Returns what makes this step from that one.
    pub fn changes_from(&self, before: &Self) -> Vec<Change> {
        let change = |key| Change { key, old: before.value(key), new: self.value(key) };
        Key::ALL.into_iter().map(change).filter(|change| change.old != change.new).collect()
    }
}

/// Reads a range of counts: `3`, or the least and the most, `3..5`.
pub fn range(text: &str) -> Option<(u64, u64)> {
    let number = |text: &str| text.bytes().all(|it| it.is_ascii_digit()).then(|| text.parse().ok())?;
    let (least, most) = text.split_once("..").unwrap_or((text, text));
    Some((number(least)?, number(most)?)).filter(|(least, most)| least <= most)
}

fn words<Id: ToString>(ids: &[Id]) -> Vec<String> {
    ids.iter().map(Id::to_string).collect()
}

fn ids(words: &[String]) -> Vec<StepId> {
    words.iter().map(|it| it.as_str().into()).collect()
}

fn table<const N: usize>(entries: [(&str, &String); N]) -> Value {
    Value::Table(entries.into_iter().map(|(key, value)| (key.to_owned(), value.clone())).collect())
}

/// Reads `run` and one more key, both of which a guard must have.
fn pair(key: Key, value: Option<&Value>, other: &str) -> Result<Option<(String, String)>, Unfit> {
    let needs = || Unfit { key, why: format!("needs `run` and `{other}`") };
    let table = match value {
        None => return Ok(None),
        Some(Value::Table(table)) => table,
        Some(_) => return Err(needs()),
    };
    let text = |name: &str| table.get(name).filter(|it| !it.trim().is_empty()).cloned().ok_or_else(needs);
    Ok(Some((text("run")?, text(other)?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::stage::plan;

    fn full() -> Step {
        let run = || "a.sh".to_owned();
        Step {
            text: "Look.\n".to_owned(),
            command: Some("pg_restore".to_owned()),
            run: Some(run()),
            check: Some(run()),
            automatic: true,
            interactive: true,
            timeout: Some(Span::from_secs(5_400)),
            expect: Some(Span::from_millis(1_500)),
            after: vec!["a".into()],
            restores: vec!["db".into()],
            needs: vec!["storage".into()],
            recovery_point: Some(run()),
            secrets: vec!["TOKEN".to_owned()],
            destructive: true,
            identity: Some(Identity { run: run(), equals: "$HOST".to_owned() }),
            preview: Some(Preview { run: run(), count: (3, 5) }),
            two_person: true,
            marks: Some(Anchor::CleanedUp),
            was: vec!["old".into()],
            ..Step::new("x".into(), "Do x".to_owned())
        }
    }

    #[test]
    fn every_value_is_read_back() {
        for step in plan().steps.into_iter().chain([full()]) {
            let mut again = Step { phase: step.phase, ..Step::new(step.id.clone(), String::new()) };
            for key in Key::ALL {
                again.set(key, step.value(key).as_ref()).unwrap();
                assert_eq!(Key::parse(key.word()), Some(key));
            }
            assert_eq!(again, step);
            let mut bare = step.clone();
            Key::ALL.into_iter().skip(1).for_each(|key| bare.set(key, None).unwrap());
            assert!(bare.follows && !bare.changes_from(&step).is_empty());
        }
    }

    #[test]
    fn values_are_stored_as_the_file_has_them() {
        let changes = full().changes_from(&Step::new("x".into(), "Do x".to_owned()));
        assert_eq!(changes.len(), 19);
        let body = serde_json::to_string(&changes).unwrap();
        assert!(body.contains(r#"{"key":"timeout","new":"1h30m"}"#), "{body}");
        assert!(body.contains(r#"{"key":"preview","new":{"count":"3..5","run":"a.sh"}}"#), "{body}");
        assert!(body.contains(r#"{"key":"after","old":[],"new":["a"]}"#), "{body}");
        assert_eq!(serde_json::from_str::<Vec<Change>>(&body).unwrap(), changes);
    }

    #[test]
    fn what_does_not_fit_is_told() {
        let mut step = full();
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        for (key, value, why) in [
            (Key::Title, None, "`title` is needed"),
            (Key::Title, text(" "), "`title` is empty"),
            (Key::Title, text("a\nb"), "`title` must be one line"),
            (Key::Automatic, text("yes"), "`automatic` must be true or false"),
            (Key::Run, Some(Value::Flag(true)), "`run` must be text"),
            (Key::Needs, text("a"), "`needs` must be a list of texts"),
            (
                Key::Expect,
                text("3"),
                "`expect` is no length: the number 3 has no unit: write 3s, 3m, 3h or 3d",
            ),
            (Key::Marks, text("back"), "`marks` names no anchor"),
            (Key::Identity, text("a"), "`identity` needs `run` and `equals`"),
            (
                Key::Preview,
                Some(table([("run", &"a".to_owned()), ("count", &"5..3".to_owned())])),
                "`preview` needs a `count` like `3..5`",
            ),
        ] {
            assert_eq!(step.set(key, value.as_ref()).unwrap_err().to_string(), why);
        }
        assert_eq!(step, full());
    }
}
