//! One machine with its clocks, and the few lines of an engine: decide, write, fold.

use super::read::Asked;
use firedrill::drill::automation::Achieved;
use firedrill::drill::command::{Command, Request};
use firedrill::drill::decide::{Decision, decide};
use firedrill::drill::event::{Door, Event};
use firedrill::drill::fact::{Fact, HoldCause, Opening, Role};
use firedrill::drill::ids::{BootId, EventId, PersonName};
use firedrill::drill::note::{Entry, Tag};
use firedrill::drill::procedure::{Anchor, Procedure};
use firedrill::drill::session::Session;
use firedrill::drill::time::{Moment, Span, WallTime};
use std::sync::Arc;

/// The wall time at which every session begins, in seconds since 1970.
const START: i64 = 1_700_000_000;

/// A machine that holds a drill.
pub struct Machine {
    pub session: Session,
    pub events: Vec<Event>,
    boot: BootId,
    booted_at: i64,
    wall_wrong_by: i64,
}

impl Machine {
    /// Opens the briefing at second 0.
    pub fn new(procedure: Arc<Procedure>, opening: Opening) -> Self {
        let (session, boot) = (Session::new(procedure), BootId::from("boot-1"));
        let mut machine = Self { session, events: Vec::new(), boot, booted_at: -100, wall_wrong_by: 0 };
        let now = machine.at(0);
        let request = Request::now(Command::Declare, now, opening.owner.clone(), Door::Screen);
        let (fact, happened) = (Fact::SessionStarted(opening.into()), request.happened);
        machine.write(&request, vec![Decision { fact, happened, late: false }]);
        machine
    }

    /// Returns what the clocks say so many seconds after the session began.
    pub fn at(&self, s: i64) -> Moment {
        let (boottime, boot) = (Span::from_secs(s - self.booted_at), self.boot.clone());
        Moment { wall: self.wall(s), boottime, boot, utc_offset_s: 3_600 }
    }

    fn wall(&self, s: i64) -> WallTime {
        WallTime::from_micros((START + s + self.wall_wrong_by) * 1_000_000)
    }

    /// Does what is asked; returns what went otherwise than expected.
    pub fn take(&mut self, asked: &Asked) -> Option<String> {
        if let Some(boot) = &asked.boot {
            (self.boot, self.booted_at) = (BootId::new(boot), asked.at - 5);
        }
        self.wall_wrong_by = asked.wall_wrong_by.unwrap_or(self.wall_wrong_by);
        if asked.ask.is_empty() {
            return None;
        }
        let actor = PersonName::new(asked.by.as_deref().unwrap_or("Mara"));
        let door = asked.door.as_deref().map_or(Door::Screen, Door::parse);
        let request = Request::now(self.command(asked), self.at(asked.at), actor, door);
        let request = match asked.happened {
            Some(happened) => request.at(self.wall(happened)),
            None => request,
        };
        let place = format!("at {}, `{}`", asked.at, asked.ask);
        match (decide(&self.session, &request), &asked.refused) {
            (Ok(decisions), None) => {
                self.write(&request, decisions);
                None
            }
            (Ok(_), Some(_)) => Some(format!("{place} was allowed")),
            (Err(refusal), Some(said)) if refusal.to_string() == *said => None,
            (Err(refusal), _) => Some(format!("{place} was refused: {refusal}")),
        }
    }

    fn write(&mut self, request: &Request, decisions: Vec<Decision>) {
        let deed = self.next_id();
        for Decision { fact, happened, late } in decisions {
            let last = self.events.last().map_or(0, |event| event.hlc + 1);
            let event = Event {
                hlc: request.written.wall.micros().max(last),
                writer: "writer".into(),
                seq: self.events.len() as u64 + 1,
                id: self.next_id(),
                session: "s".into(),
                written: request.written.clone(),
                happened,
                actor: request.actor.clone(),
                door: request.door,
                late,
                deed,
                fact,
            };
            self.session.add(event.clone());
            self.events.push(event);
        }
    }

    fn next_id(&self) -> EventId {
        let n = u8::try_from(self.events.len() + 1).unwrap();
        EventId::from_random(1, [0, 0, 0, 0, 0, 0, 0, 0, 0, n])
    }

    /// Reads `verb object…`.
    fn command(&self, asked: &Asked) -> Command {
        let words: Vec<&str> = asked.ask.split(' ').collect();
        let (text, word) = (asked.text.clone().unwrap_or_default(), |n: usize| words[n]);
        let event = || self.events[word(1).parse::<usize>().unwrap() - 1].id;
        match word(0) {
            "declare" => Command::Declare,
            "start" => Command::StartStep { step: word(1).into(), why: asked.text.clone() },
            "done" => Command::CompleteStep { step: word(1).into() },
            "advance" => {
                Command::Advance { finish: word(1).into(), start: words.get(2).map(|it| (*it).into()) }
            }
            "fail" => Command::FailStep { step: word(1).into(), why: text },
            "skip" => Command::SkipStep { step: word(1).into(), why: text },
            "reopen" => Command::ReopenStep { step: word(1).into(), why: text },
            "hold" => Command::HoldStep { step: word(1).into(), cause: cause(word(2)), text },
            "resume" => Command::ResumeStep { step: word(1).into() },
            "correct" => Command::CorrectTimes {
                step: word(1).into(),
                attempt: word(2).parse().unwrap(),
                started: self.second(word(3)),
                ended: words.get(4).map(|it| self.second(it)),
                why: text,
            },
            "level" => Command::SetLevel {
                step: word(1).into(),
                level: Achieved::parse(word(2)).unwrap(),
                why: text,
            },
            "anchor" => Command::SetAnchor {
                anchor: Anchor::parse(word(1)).unwrap(),
                simulated: words.contains(&"simulated"),
                why: text,
            },
            "recovery-point" => Command::SetRecoveryPoint { newest: self.second(word(1)), source: text },
            "verified" => Command::Verify { by: word(1).into(), how: text, passed: true },
            "not-verified" => Command::Verify { by: word(1).into(), how: text, passed: false },
            "note" => Command::WriteNote { entry: entry(asked, &words[1..]) },
            "amend" => Command::AmendNote { note: event(), entry: entry(asked, &words[2..]) },
            "retract" => Command::RetractNote { note: event(), why: text },
            "close" => Command::CloseAction { note: event(), why: text },
            "hand-over" => Command::HandOver { to: word(1).into(), why: text },
            "join" => Command::Join { name: word(1).into(), role: role(word(2)) },
            "leave" => Command::Leave { name: word(1).into() },
            "undo" => Command::Undo,
            "redo" => Command::Redo,
            "finish" => Command::Finish,
            "seal" => Command::Seal { next_owner: words.get(1).map(|it| (*it).into()) },
            "abort" => Command::Abort { why: text },
            "reopen-session" => Command::Reopen { why: text },
            "exclude" => Command::Exclude { why: text },
            "include" => Command::Include { why: text },
            "redact" => Command::Redact { event: event(), why: text },
            "jumped" => Command::ReportJump { by: Span::from_secs(word(1).parse().unwrap()) },
            "slept" => Command::ReportSleep { length: Span::from_secs(word(1).parse().unwrap()) },
            other => panic!("no such verb: {other}"),
        }
    }

    fn second(&self, text: &str) -> WallTime {
        self.wall(text.parse().unwrap())
    }
}

fn cause(word: &str) -> HoldCause {
    match word {
        "approval" => HoldCause::Approval,
        "deciding" => HoldCause::Deciding,
        dependency => HoldCause::Dependency(dependency.into()),
    }
}

fn role(word: &str) -> Role {
    Role::JOINING.into_iter().find(|role| role.word() == word).unwrap()
}

fn entry(asked: &Asked, words: &[&str]) -> Entry {
    Entry {
        step: asked.step.as_deref().map(Into::into),
        tag: words.first().map_or(Tag::Plain, |word| Tag::parse(word).unwrap()),
        text: asked.text.clone().unwrap_or_default(),
        who: asked.who.as_deref().map(Into::into),
        due: None,
    }
}
