//! One plain line per event, for `--plain`, screen readers and logs.

use super::cells;
use super::environment::environment;
use super::finding::finding;
use super::format;
use super::holding;
use super::notes;
use super::safe::Charset;
use super::sign::dot;
use crate::drill::checklist::StepState;
use crate::drill::event::Event;
use crate::drill::fact::Fact;
use crate::drill::ids::{EventId, StepId};
use crate::drill::note::Entry;
use crate::drill::session::{FindingKind, Session, Stage};

/// Tells an event of a session: `14:32:07 +01:00 7 done Restore the database · Mara`.
///
/// The time is when it happened; an event that was told late says when it was written as well. Of an erased event
/// only what was kept is told.
pub fn telling(session: &Session, event: &Event, charset: Charset) -> String {
    let erased = session.verdicts().effective(event);
    let event = erased.as_ref().unwrap_or(event);
    let teller = Teller { session, charset };
    let offset = event.written.utc_offset_s;
    let late = if event.late {
        format!(" (late, written {})", format::wall_clock(event.written.wall, offset))
    } else {
        String::new()
    };
    format!(
        "{} {}{}{}{late}",
        format::wall(event.happened, offset),
        teller.tell(event),
        dot(charset),
        teller.safe(event.actor.as_str())
    )
}

struct Teller<'a> {
    session: &'a Session,
    charset: Charset,
}

impl Teller<'_> {
    fn tell(&self, event: &Event) -> String {
        match &event.fact {
            Fact::NoteWritten(entry) => self.entry("", entry),
            Fact::NoteAmended { entry, .. } => self.entry("changed ", entry),
            Fact::NoteRetracted { note, why } => self.about_note("took back", *note, why),
            Fact::ActionClosed { note, why } => self.about_note("closed", *note, why),
            Fact::Undone { events } => self.about("undone", events),
            Fact::Redone { events } => self.about("redone", events),
            Fact::EventRedacted { event, why, .. } => format!("redacted {event}{}", self.reason(why)),
            fact => match (self.step(fact), self.people(fact)) {
                (Some(told), _) | (None, Some(told)) => told,
                (None, None) if fact.step().is_some() => self.script(fact),
                (None, None) => self.session(fact, event.written.utc_offset_s),
            },
        }
    }

    /// What happened to a step: `7 done Restore the database`.
    fn step(&self, fact: &Fact) -> Option<String> {
        let (did, why) = match fact {
            Fact::StepStarted { why, .. } => ("started".to_owned(), why.as_deref().unwrap_or_default()),
            Fact::StepCompleted { .. } => (StepState::Done.word().to_owned(), ""),
            Fact::StepFailed { why, .. } => (StepState::Failed.word().to_owned(), why.as_str()),
            Fact::StepSkipped { why, .. } => (StepState::Skipped.word().to_owned(), why.as_str()),
            Fact::StepReopened { why, .. } => ("reopened".to_owned(), why.as_str()),
            Fact::StepHeld { cause, text, .. } => {
                let cause = holding::cause(self.session, cause, self.charset);
                (format!("held ({cause})"), text.as_str())
            }
            Fact::StepResumed { .. } => ("resumed".to_owned(), ""),
            Fact::TimesCorrected { why, .. } => ("corrected".to_owned(), why.as_str()),
            Fact::LevelSet { level, why, .. } => (level.word().to_owned(), why.as_str()),
            Fact::StepAmended { changes, why, .. } => {
                let keys: Vec<&str> = changes.iter().map(|change| change.key.word()).collect();
                (format!("amended ({})", keys.join(", ")), why.as_deref().unwrap_or_default())
            }
            Fact::StepInserted { .. } => ("improvised".to_owned(), ""),
            Fact::StepMoved { .. } => ("moved".to_owned(), ""),
            Fact::StepDropped { why, .. } => (StepState::Dropped.word().to_owned(), why.as_str()),
            _ => return None,
        };
        let step = fact.step()?;
        let (number, title) = match (self.session.procedure().number(step), self.session.step(step)) {
            (Some(number), Some((step, _))) => (number.to_string(), step.title.as_str()),
            _ => (self.safe(step.as_str()), ""),
        };
        Some(format!("{number} {did} {}{}", self.safe(title), self.reason(why)).trim_end().to_owned())
    }

    /// What was run for a step, and what its guards asked: `7 check: exit 1`.
    fn script(&self, fact: &Fact) -> String {
        let number = fact.step().map(|step| self.number(step)).unwrap_or_default();
        let role =
            |id: &EventId| self.session.scripts().find(*id).map_or("script", |it| it.asked.role.word());
        let told = match fact {
            Fact::ScriptStarted(asked) => {
                let by_itself = if asked.automatic { " by itself" } else { "" };
                format!("{} started{by_itself}{}", asked.role.word(), self.reason(&asked.command))
            }
            Fact::ScriptLaunched { script, pid, .. } => format!("{} runs as process {pid}", role(script)),
            Fact::ScriptCancelled { script, .. } => format!("{} is to end", role(script)),
            Fact::ScriptEnded(ended) => {
                format!("{}{}", ended.role.word(), self.reason(&ended.outcome.say()))
            }
            Fact::GuardAnswered(answer) => {
                let passed = if answer.passed { "passed" } else { "refused" };
                let (question, answer_) = (self.safe(&answer.question), self.safe(&answer.answer));
                format!("{} {passed}: {question}: {answer_}", answer.guard.word())
            }
            other => format!("unknown event {}", self.safe(&other.kind())),
        };
        format!("{number} {told}")
    }

    /// Who came, went or took over.
    fn people(&self, fact: &Fact) -> Option<String> {
        Some(match fact {
            Fact::OwnerChanged { to, why } => {
                format!("{} drives{}", self.safe(to.as_str()), self.reason(why))
            }
            Fact::PersonJoined { name, role } => {
                format!("{} joined as {}", self.safe(name.as_str()), role.word())
            }
            Fact::PersonLeft { name } => format!("{} left", self.safe(name.as_str())),
            Fact::ServiceVerified { by, how } => {
                format!("verified by {}{}", self.safe(by.as_str()), self.reason(how))
            }
            Fact::VerificationFailed { by, how } => {
                format!("not verified by {}{}", self.safe(by.as_str()), self.reason(how))
            }
            _ => return None,
        })
    }

    /// What happened to the session as a whole, its anchors and its clocks.
    fn session(&self, fact: &Fact, utc_offset_s: i32) -> String {
        match fact {
            Fact::SessionStarted(opening) => {
                let place = environment(&opening.environment, opening.protected, self.charset).text;
                format!("{}: {} in {place}", Stage::Briefing.word(), self.safe(&opening.title))
            }
            Fact::OutageDeclared {} => "declared".to_owned(),
            Fact::AnchorSet { anchor, simulated, why } => {
                let played = if *simulated { ", simulated" } else { "" };
                format!("{} set{played}{}", anchor.word(), self.reason(why))
            }
            Fact::RecoveryPointSet { newest_us, source, step } => {
                let newest = format::date_time(*newest_us, utc_offset_s);
                let by = step.as_ref().map(|step| format!(", read by {}", self.number(step)));
                format!("newest datum {newest}{}{}", by.unwrap_or_default(), self.reason(source))
            }
            Fact::ProbeChanged { probe, up, reading } => {
                let state = if *up { "up" } else { "down" };
                format!("probe {} {state}{}", self.safe(probe), self.reason(reading))
            }
            Fact::SessionFinished {} => Stage::Finished.word().to_owned(),
            Fact::SessionSealed { next_owner: Some(name) } => {
                format!("sealed, {} drives next", self.safe(name.as_str()))
            }
            Fact::SessionSealed { next_owner: None } => "sealed".to_owned(),
            Fact::SessionAborted { why } => format!("{}{}", Stage::Aborted.word(), self.reason(why)),
            Fact::SessionReopened { why } => format!("session reopened{}", self.reason(why)),
            Fact::SessionExcluded { why } => format!("left out of statistics{}", self.reason(why)),
            Fact::SessionIncluded { why } => format!("counts in statistics again{}", self.reason(why)),
            Fact::ClockJumped { by_us } => finding(FindingKind::ClockJumped(*by_us)),
            Fact::MachineSlept { for_us } => finding(FindingKind::MachineSlept(*for_us)),
            other => format!("unknown event {}", self.safe(&other.kind())),
        }
    }

    fn entry(&self, change: &str, entry: &Entry) -> String {
        let step = entry.step.as_ref().map(|step| format!(" on {}", self.number(step))).unwrap_or_default();
        format!("{change}{}{step}: {}", entry.tag.word(), notes::text(entry, self.charset))
    }

    fn about_note(&self, did: &str, note: EventId, why: &str) -> String {
        let told = self.session.notebook().find(note).map(|note| self.entry("", note.entry()));
        format!("{did} {}{}", told.unwrap_or_else(|| note.to_string()), self.reason(why))
    }

    fn about(&self, did: &str, events: &[EventId]) -> String {
        let told = |event: Event| match &event.fact {
            // A strange log may let two of them speak of each other.
            Fact::Undone { .. } | Fact::Redone { .. } => event.id.to_string(),
            _ => self.tell(&event),
        };
        let events = events.iter().filter_map(|id| self.session.event(*id));
        format!("{did}: {}", events.map(told).collect::<Vec<_>>().join(", "))
    }

    fn number(&self, step: &StepId) -> String {
        let number = self.session.procedure().number(step);
        number.map_or_else(|| self.safe(step.as_str()), |number| number.to_string())
    }

    fn reason(&self, why: &str) -> String {
        if why.is_empty() { String::new() } else { format!(": {}", self.safe(why)) }
    }

    fn safe(&self, text: &str) -> String {
        cells::shown(text, self.charset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, event_id, procedure};
    use crate::drill::automation::{Achieved, Level};
    use crate::drill::command::Command;
    use crate::drill::fact::{HoldCause, Role};
    use crate::drill::note::Tag;
    use crate::drill::procedure::Anchor;
    use crate::drill::time::Span;

    /// Tells everything after the opening and the declaration.
    fn told(drill: &Rehearsal) -> Vec<String> {
        let events = drill.session.log().iter().skip(2);
        events.map(|event| telling(&drill.session, event, Charset::Unicode)).collect()
    }

    fn drill() -> Rehearsal {
        Rehearsal::in_environment(procedure(), "production", |_| {}).declare()
    }

    fn entry(tag: Tag, text: &str) -> Entry {
        Entry { step: None, tag, text: text.into(), who: None, due: None }
    }

    #[test]
    fn the_briefing_and_its_end() {
        let drill = drill();
        let events = drill.session.log().iter();
        let told: Vec<_> = events.map(|event| telling(&drill.session, event, Charset::Ascii)).collect();
        let expected = [
            "13:54:55 +02:00 briefing: Restore the data gather system in PRODUCTION - Mara",
            "13:54:55 +02:00 declared - Mara",
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn steps_are_told_by_number_and_title() {
        let level = Achieved::Level(Level::Scripted);
        let drill = drill()
            .start("a")
            .at(10)
            .hold("a", HoldCause::Dependency("storage".into()))
            .resume("a")
            .at(72)
            .done("a")
            .does(Command::SetLevel { step: "a".into(), level, why: "new script".into() })
            .start("b")
            .fail("b")
            .skip("c")
            .tells_of(60, Command::ReopenStep { step: "a".into(), why: "\x1b[2J".into() });
        let expected = [
            "13:54:55 +02:00 1 started Create the cluster · Mara",
            "13:55:05 +02:00 1 held (waiting for Cloud object storage) Create the cluster · Mara",
            "13:55:05 +02:00 1 resumed Create the cluster · Mara",
            "13:56:07 +02:00 1 done Create the cluster · Mara",
            "13:56:07 +02:00 1 scripted Create the cluster: new script · Mara",
            "13:56:07 +02:00 2 started Restore the database · Mara",
            "13:56:07 +02:00 2 failed Restore the database: no space left · Mara",
            "13:56:07 +02:00 3 skipped Count the rows: not needed · Mara",
            "13:55:55 +02:00 1 reopened Create the cluster: ␛[2J · Mara (late, written 13:56:07)",
        ];
        assert_eq!(told(&drill), expected);
    }

    #[test]
    fn notes_and_actions_are_told_with_their_sort() {
        let surprise = Entry { step: Some("b".into()), ..entry(Tag::Surprise, "dump was in the old bucket") };
        let due = chrono::NaiveDate::from_ymd_opt(2026, 6, 5);
        let action = Entry { who: Some("Ann".into()), due, ..entry(Tag::Action, "rename the bucket") };
        let drill = drill()
            .does(Command::WriteNote { entry: surprise })
            .does(Command::WriteNote { entry: action })
            .does(Command::AmendNote { note: event_id(3), entry: entry(Tag::Plain, "a\nb") })
            .does(Command::RetractNote { note: event_id(3), why: String::new() })
            .does(Command::CloseAction { note: event_id(4), why: "renamed".into() });
        let expected = [
            "surprise on 2: dump was in the old bucket",
            "action: Ann: rename the bucket by 2026-06-05",
            "changed note: a⏎b",
            "took back note: a⏎b",
            "closed action: Ann: rename the bucket by 2026-06-05: renamed",
        ];
        let expected = expected.map(|told| format!("13:54:55 +02:00 {told} · Mara"));
        assert_eq!(told(&drill), expected);
    }

    #[test]
    fn people_anchors_and_ends_are_told() {
        let newest = drill().now.wall - Span::from_secs(3_600);
        let drill = drill()
            .does(Command::SetAnchor { anchor: Anchor::Outage, simulated: true, why: "as played".into() })
            .does(Command::SetRecoveryPoint { newest, source: "orders".into() })
            .does(Command::Join { name: "Ann".into(), role: Role::Scribe })
            .does(Command::Leave { name: "Ann".into() })
            .does(Command::ReportJump { by: Span::from_secs(60) })
            .does(Command::ReportSleep { length: Span::from_secs(3_600) })
            .verify()
            .finish()
            .does(Command::Seal { next_owner: Some("Eve".into()) })
            .does(Command::Reopen { why: "more to say".into() })
            .does(Command::Abort { why: "fire".into() });
        let expected = [
            "outage set, simulated: as played",
            "newest datum 2026-05-28 12:54:55 +02:00: orders",
            "Ann joined as scribe",
            "Ann left",
            "the wall clock was set by +0:01:00",
            "the machine slept 1:00:00",
            "verified by Vic: clients read",
            "finished",
            "sealed, Eve drives next",
            "session reopened: more to say",
            "aborted: fire",
        ];
        let expected = expected.map(|told| format!("13:54:55 +02:00 {told} · Mara"));
        assert_eq!(told(&drill), expected);
    }

    #[test]
    fn what_was_undone_is_told_and_what_was_erased_is_not() {
        let drill = drill()
            .start("a")
            .does(Command::Undo)
            .does(Command::Redo)
            .does(Command::WriteNote { entry: entry(Tag::Plain, "password is hunter2") })
            .does(Command::Redact { event: event_id(6), why: "pasted".into() });
        let id = event_id(6);
        let expected = [
            "1 started Create the cluster".to_owned(),
            "undone: 1 started Create the cluster".to_owned(),
            "redone: 1 started Create the cluster".to_owned(),
            "note: [redacted]".to_owned(),
            format!("redacted {id}: pasted"),
        ];
        let expected = expected.map(|told| format!("13:54:55 +02:00 {told} · Mara"));
        assert_eq!(told(&drill), expected);
    }

    #[test]
    fn two_undos_of_each_other_and_unknown_kinds_are_told() {
        let mut drill = drill().start("a").does(Command::Undo);
        let mut strange = drill.session.log().last().unwrap().clone();
        (strange.seq, strange.hlc, strange.id) = (9, strange.hlc + 9, event_id(9));
        strange.fact = Fact::Undone { events: vec![event_id(9)] };
        drill.session.add(strange.clone());
        let unknown = Fact::Unknown { kind: "x\x07".into(), version: 9, body: None };
        drill.session.add(crate::drill::event::Event {
            seq: 10,
            hlc: strange.hlc + 1,
            id: event_id(10),
            fact: unknown,
            ..strange
        });
        let told = told(&drill);
        assert_eq!(told[2], format!("13:54:55 +02:00 undone: {} · Mara", event_id(9)));
        assert_eq!(told[3], "13:54:55 +02:00 unknown event x␇ · Mara");
    }
}
