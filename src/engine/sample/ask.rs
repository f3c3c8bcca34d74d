//! What is asked in a line of a sample: a verb, and what it is about.

use super::script::Day;
use crate::drill::automation::Achieved;
use crate::drill::command::Command;
use crate::drill::fact::{HoldCause, Role};
use crate::drill::grammar;
use crate::drill::ids::{DependencyId, PersonName, StepId};
use crate::drill::note::Entry;
use crate::drill::procedure::Anchor;
use crate::drill::time::Span;

/// What a line brings about.
#[derive(Debug, PartialEq, Eq)]
pub enum Deed {
    /// Something is asked of the session.
    Ask(Command),
    /// One of its actions is closed: which, counted from 1, and what became of it.
    Close(usize, String),
    /// Somebody sets the wall clock.
    SetClock(Span),
}

/// Reads what is asked on a day; `None` where that says nothing.
pub fn read(asked: &str, day: Day) -> Option<Deed> {
    let mut words = Words(asked);
    Some(Deed::Ask(match words.next()? {
        "close" => return Some(Deed::Close(words.number()?, words.rest())),
        "set-clock" => return Some(Deed::SetClock(Span::from_secs(words.number()?))),
        "declare" => Command::Declare,
        "start" => Command::StartStep { step: words.step()?, why: Some(words.rest()) },
        "done" => match (words.step()?, words.step()) {
            (step, None) => Command::CompleteStep { step },
            (finish, start) => Command::Advance { finish, start },
        },
        "fail" => Command::FailStep { step: words.step()?, why: words.rest() },
        "skip" => Command::SkipStep { step: words.step()?, why: words.rest() },
        "reopen" => Command::ReopenStep { step: words.step()?, why: words.rest() },
        "hold" => Command::HoldStep { step: words.step()?, cause: cause(words.next()?), text: words.rest() },
        "resume" => Command::ResumeStep { step: words.step()? },
        "correct" => Command::CorrectTimes {
            step: words.step()?,
            attempt: words.number()?,
            started: day.at(words.next()?)?,
            ended: Some(day.at(words.next()?)?),
            why: words.rest(),
        },
        "level" => Command::SetLevel {
            step: words.step()?,
            level: Achieved::parse(words.next()?)?,
            why: words.rest(),
        },
        "anchor" => {
            Command::SetAnchor { anchor: Anchor::parse(words.next()?)?, simulated: false, why: words.rest() }
        }
        "recovery-point" => {
            Command::SetRecoveryPoint { newest: day.at(words.next()?)?, source: words.rest() }
        }
        "verified" => Command::Verify { by: words.name()?, how: words.rest(), passed: true },
        "not-verified" => Command::Verify { by: words.name()?, how: words.rest(), passed: false },
        "note" => Command::WriteNote { entry: entry(&words.rest(), day) },
        "hand-over" => Command::HandOver { to: words.name()?, why: words.rest() },
        "join" => Command::Join { name: words.name()?, role: role(words.next()?)? },
        "leave" => Command::Leave { name: words.name()? },
        "undo" => Command::Undo,
        "finish" => Command::Finish,
        "seal" => Command::Seal { next_owner: words.name() },
        "abort" => Command::Abort { why: words.rest() },
        _ => return None,
    }))
}

/// The words of a line that were not read yet.
struct Words<'a>(&'a str);

impl<'a> Words<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let (word, rest) = self.0.split_once(' ').unwrap_or((self.0, ""));
        self.0 = rest;
        (!word.is_empty()).then_some(word)
    }

    fn step(&mut self) -> Option<StepId> {
        self.next().map(StepId::from)
    }

    fn name(&mut self) -> Option<PersonName> {
        self.next().map(PersonName::from)
    }

    fn number<T: std::str::FromStr>(&mut self) -> Option<T> {
        self.next()?.parse().ok()
    }

    fn rest(self) -> String {
        self.0.to_owned()
    }
}

fn cause(word: &str) -> HoldCause {
    match word {
        "approval" => HoldCause::Approval,
        "deciding" => HoldCause::Deciding,
        dependency => HoldCause::Dependency(DependencyId::from(dependency)),
    }
}

fn role(word: &str) -> Option<Role> {
    Role::JOINING.into_iter().find(|role| role.word() == word)
}

fn entry(text: &str, day: Day) -> Entry {
    let draft = grammar::parse(text);
    Entry {
        step: draft.step.map(StepId::new),
        tag: draft.tag,
        text: draft.text,
        who: draft.who,
        due: draft.due.map(|due| due.date(day.date)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::note::Tag;

    fn day() -> Day {
        Day { date: "2026-05-14".parse().unwrap(), utc_offset_s: 7_200 }
    }

    fn command(asked: &str) -> Command {
        match read(asked, day()) {
            Some(Deed::Ask(command)) => command,
            other => panic!("{asked}: {other:?}"),
        }
    }

    #[test]
    fn a_verb_is_read_with_what_it_is_about() {
        let (a, b) = (StepId::from("a"), StepId::from("b"));
        assert_eq!(command("done a"), Command::CompleteStep { step: a.clone() });
        assert_eq!(command("done a b"), Command::Advance { finish: a.clone(), start: Some(b) });
        let cause = HoldCause::Dependency("cloud".into());
        assert_eq!(
            command("hold a cloud no quota"),
            Command::HoldStep { step: a, cause, text: "no quota".into() }
        );
        assert_eq!(command("seal"), Command::Seal { next_owner: None });
        assert_eq!(read("close 2 renamed", day()), Some(Deed::Close(2, "renamed".into())));
        assert_eq!(read("set-clock -130", day()), Some(Deed::SetClock(Span::from_secs(-130))));
    }

    #[test]
    fn a_note_is_read_as_it_is_typed() {
        let Command::WriteNote { entry } = command("note @a > Ben: rename it by 2026-05-20") else {
            panic!()
        };
        assert_eq!((entry.tag, entry.text.as_str()), (Tag::Action, "rename it"));
        assert_eq!(
            (entry.step, entry.who, entry.due),
            (Some("a".into()), Some("Ben".into()), "2026-05-20".parse().ok())
        );
    }

    #[test]
    fn what_says_nothing_is_not_read() {
        for asked in ["", "fly", "level a soon", "recovery-point noon", "join Jo owner", "close x", "done"] {
            assert_eq!(read(asked, day()), None, "{asked}");
        }
    }
}
