//! A stage for tests: a small plan, and an engine of a few lines that decides, makes events of what was decided, and
//! folds them. Names of times count seconds from the session's start.

use super::command::{Command, Request};
use super::decide::decide;
use super::event::{Door, Event};
use super::fact::{Fact, HoldCause, Opening};
use super::ids::{BootId, EventId, PersonName, SessionId, StepId, WriterId};
use super::note::{Entry, Tag};
use super::procedure::{Anchor, Dependency, Environment, Procedure, Step};
use super::refusal::Refusal;
use super::session::Session;
use super::time::{Moment, Span, WallTime};
use std::sync::Arc;

/// The wall time of second 0, in seconds since 1970.
pub const START: i64 = 1_700_000_000;

/// Returns the wall time so many seconds after the session's start.
pub fn wall(s: i64) -> WallTime {
    WallTime::from_micros((START + s) * 1_000_000)
}

/// Returns the moment so many seconds after the session's start, in the first boot.
pub fn moment(s: i64) -> Moment {
    Moment {
        wall: wall(s),
        boottime: Span::from_secs(100 + s),
        boot: BootId::from("boot-1"),
        utc_offset_s: 0,
    }
}

/// Makes a step that comes after others.
pub fn step(id: &str, after: &[&str]) -> Step {
    let after = after.iter().map(|id| StepId::from(*id)).collect();
    Step { after, ..Step::new(id.into(), format!("Do {id}")) }
}

/// Returns a plan with two branches: `a`, then `b` and `c` side by side, then `d`, which restores and marks
/// *restored*; `e` marks *verified*, and `f` cleans up, destroys, and marks *cleaned-up*.
pub fn plan() -> Procedure {
    let restoring = |step: Step| Step { restores: vec!["database".into()], ..step };
    let marking = |step: Step, anchor| Step { marks: Some(anchor), ..step };
    let cleaning = Step { phase: 1, destructive: true, ..step("f", &["e"]) };
    Procedure {
        dependencies: vec![Dependency {
            id: "storage".into(),
            title: "Storage".to_owned(),
            third_party: true,
            alternative: None,
        }],
        phases: vec!["Restore".into(), "Clean up".into()],
        steps: vec![
            step("a", &[]),
            restoring(step("b", &["a"])),
            step("c", &["a"]),
            marking(restoring(step("d", &["b", "c"])), Anchor::Restored),
            marking(step("e", &["d"]), Anchor::Verified),
            marking(cleaning, Anchor::CleanedUp),
        ],
        ..Procedure::new("plan".into(), "Restore it".to_owned(), Environment::new("test".into()))
    }
}

/// Returns the plan in one line: every step follows the one before it.
pub fn chain() -> Procedure {
    let mut procedure = plan();
    let mut before: Option<StepId> = None;
    for step in &mut procedure.steps {
        step.follows = true;
        step.after = before.replace(step.id.clone()).into_iter().collect();
    }
    procedure
}

/// Returns how a session of [`plan`] begins.
pub fn opening() -> Opening {
    Opening {
        procedure: "plan".into(),
        title: "Restore it".to_owned(),
        document: "0".into(),
        environment: "test".into(),
        protected: false,
        owner: "Mara".into(),
        shadows: vec!["Jo".into()],
        simulated: false,
        sample: false,
    }
}

/// Returns the n-th event id.
pub fn id(n: u64) -> EventId {
    let [b0, b1, b2, b3, b4, b5, b6, b7] = n.to_be_bytes();
    EventId::from_random(1, [0, 0, b0, b1, b2, b3, b4, b5, b6, b7])
}

/// Returns a plain note on the session.
pub fn entry(text: &str) -> Entry {
    Entry { step: None, tag: Tag::Plain, text: text.to_owned(), who: None, due: None }
}

/// A session on the stage, with who acts and when.
#[derive(Debug, Clone)]
pub struct Drill {
    pub session: Session,
    pub events: Vec<Event>,
    pub now: Moment,
    actor: PersonName,
    door: Door,
    happened: Option<WallTime>,
}

impl Drill {
    /// Opens the briefing of a session that Mara owns.
    pub fn of(procedure: Procedure) -> Self {
        Self::empty(procedure).writes(Fact::SessionStarted(opening().into()))
    }

    /// A session in which nothing happened, not even its start.
    pub fn empty(procedure: Procedure) -> Self {
        Self {
            session: Session::new(Arc::new(procedure)),
            events: Vec::new(),
            now: moment(0),
            actor: "Mara".into(),
            door: Door::Screen,
            happened: None,
        }
    }

    /// A session of [`plan`] that was declared at second 0.
    pub fn declared() -> Self {
        Self::of(plan()).does(Command::Declare)
    }

    /// Goes on at so many seconds after the start.
    pub fn at(self, s: i64) -> Self {
        Self { now: moment(s), ..self }
    }

    /// Goes on at any moment.
    pub fn now(self, now: Moment) -> Self {
        Self { now, ..self }
    }

    /// What follows is asked by somebody, through the same door.
    pub fn by(self, actor: &str) -> Self {
        Self { actor: actor.into(), ..self }
    }

    /// What follows comes through a door.
    pub fn through(self, door: Door) -> Self {
        Self { door, ..self }
    }

    /// The next command alone is dated back.
    pub fn dated(self, s: i64) -> Self {
        Self { happened: Some(wall(s)), ..self }
    }

    fn request(&self, command: Command) -> Request {
        let request = Request::now(command, self.now.clone(), self.actor.clone(), self.door);
        match self.happened {
            Some(happened) => request.at(happened),
            None => request,
        }
    }

    /// Asks, and tells why not.
    pub fn refusal(&self, command: Command) -> Refusal {
        match decide(&self.session, &self.request(command)) {
            Ok(decisions) => panic!("allowed: {decisions:?}"),
            Err(refusal) => refusal,
        }
    }

    /// Asks, and takes in what is decided.
    pub fn asks(mut self, command: Command) -> Result<Self, Refusal> {
        let decisions = decide(&self.session, &self.request(command))?;
        self.happened = None;
        let deed = id(self.events.len() as u64 + 1);
        for decision in decisions {
            let event = self.event(decision.fact, decision.happened, decision.late);
            self.take(Event { deed, ..event });
        }
        Ok(self)
    }

    /// Asks for what must be allowed.
    pub fn does(self, command: Command) -> Self {
        let asked = command.clone();
        self.asks(command).unwrap_or_else(|refusal| panic!("{asked:?}: {refusal}"))
    }

    /// Writes a fact without asking.
    pub fn writes(mut self, fact: Fact) -> Self {
        let event = self.event(fact, self.now.wall, false);
        self.take(event);
        self
    }

    /// Makes the next event.
    pub fn event(&self, fact: Fact, happened: WallTime, late: bool) -> Event {
        let seq = self.events.len() as u64 + 1;
        let last = self.events.last().map_or(0, |event| event.hlc + 1);
        Event {
            hlc: self.now.wall.micros().max(last),
            writer: WriterId::from("writer-1"),
            seq,
            id: id(seq),
            session: SessionId::from("s"),
            written: self.now.clone(),
            happened,
            actor: self.actor.clone(),
            door: self.door,
            late,
            deed: id(seq),
            fact,
        }
    }

    /// Takes in an event.
    pub fn take(&mut self, event: Event) {
        self.session.add(event.clone());
        self.events.push(event);
    }

    /// Folds all events anew, as if the process had started again.
    pub fn folded(self) -> Self {
        let session = Session::fold(self.session.shared_base(), self.events.clone());
        Self { session, ..self }
    }

    /// Returns the id of the last event.
    pub fn last(&self) -> EventId {
        self.events.last().map_or(id(0), |event| event.id)
    }
}

/// The commands, in short.
pub mod ask {
    use super::{Command, Entry, HoldCause, StepId, WallTime, wall};
    use crate::drill::ids::EventId;

    pub fn start(step: &str) -> Command {
        Command::StartStep { step: step.into(), why: None }
    }

    pub fn start_unready(step: &str, why: &str) -> Command {
        Command::StartStep { step: step.into(), why: Some(why.to_owned()) }
    }

    pub fn done(step: &str) -> Command {
        Command::CompleteStep { step: step.into() }
    }

    pub fn advance(finish: &str, start: &str) -> Command {
        Command::Advance { finish: finish.into(), start: Some(StepId::from(start)) }
    }

    pub fn fail(step: &str) -> Command {
        Command::FailStep { step: step.into(), why: "it broke".to_owned() }
    }

    pub fn skip(step: &str) -> Command {
        Command::SkipStep { step: step.into(), why: "not needed".to_owned() }
    }

    pub fn reopen(step: &str) -> Command {
        Command::ReopenStep { step: step.into(), why: "once more".to_owned() }
    }

    pub fn hold(step: &str, cause: HoldCause) -> Command {
        Command::HoldStep { step: step.into(), cause, text: "waiting".to_owned() }
    }

    pub fn resume(step: &str) -> Command {
        Command::ResumeStep { step: step.into() }
    }

    pub fn times(step: &str, attempt: u32, started: i64, ended: Option<i64>) -> Command {
        let (started, ended): (WallTime, Option<WallTime>) = (wall(started), ended.map(wall));
        Command::CorrectTimes { step: step.into(), attempt, started, ended, why: "wrong".to_owned() }
    }

    pub fn verify(passed: bool) -> Command {
        Command::Verify { by: "Vera".into(), how: "logged in".to_owned(), passed }
    }

    pub fn note(entry: Entry) -> Command {
        Command::WriteNote { entry }
    }

    pub fn amend(note: EventId, entry: Entry) -> Command {
        Command::AmendNote { note, entry }
    }

    pub fn retract(note: EventId) -> Command {
        Command::RetractNote { note, why: "wrong".to_owned() }
    }

    pub fn close(note: EventId) -> Command {
        Command::CloseAction { note, why: "done".to_owned() }
    }

    pub fn hand_over(to: &str) -> Command {
        Command::HandOver { to: to.into(), why: "lunch".to_owned() }
    }

    pub fn abort() -> Command {
        Command::Abort { why: "a real outage".to_owned() }
    }

    pub fn reopen_session() -> Command {
        Command::Reopen { why: "forgot one".to_owned() }
    }

    pub fn seal() -> Command {
        Command::Seal { next_owner: None }
    }

    pub fn redact(event: EventId) -> Command {
        Command::Redact { event, why: "a password".to_owned() }
    }
}
