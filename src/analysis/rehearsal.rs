//! Sessions for tests, held by sending commands at given seconds.

use crate::drill::command::{Command, Request};
use crate::drill::decide::decide;
use crate::drill::event::{Door, Event};
use crate::drill::fact::{Fact, HoldCause, Opening};
use crate::drill::ids::{BootId, ComponentId, EventId, PersonName, SessionId, StepId, WriterId};
use crate::drill::procedure::{Anchor, Component, Dependency, Environment, Objective, Procedure, Step};
use crate::drill::session::Session;
use crate::drill::time::{Moment, Span, WallTime};
use std::collections::BTreeMap;
use std::sync::Arc;

/// 2026-05-28T11:54:55Z, when every rehearsal begins; the machine's zone is two hours ahead.
pub(crate) const BEGINNING: WallTime = WallTime::from_micros(1_779_969_295_000_000);

/// A session that is being held.
pub(crate) struct Rehearsal {
    pub session: Session,
    pub now: Moment,
    actor: PersonName,
    count: u8,
}

impl Rehearsal {
    /// Opens a session of the procedure in `test`; Mara drives, Jo shadows.
    pub fn new(procedure: Procedure) -> Self {
        Self::in_environment(procedure, "test", |_| {})
    }

    pub fn in_environment(procedure: Procedure, name: &str, change: impl FnOnce(&mut Opening)) -> Self {
        let now = Moment {
            wall: BEGINNING,
            boottime: Span::from_secs(5_000),
            boot: BootId::from("boot-1"),
            utc_offset_s: 7_200,
        };
        let mut opening = Opening {
            procedure: procedure.id.clone(),
            title: procedure.title.clone(),
            document: "0f1e2d".into(),
            environment: name.into(),
            protected: procedure.environment(&name.into()).is_some_and(|it| it.protected),
            owner: "Mara".into(),
            shadows: vec!["Jo".into()],
            simulated: false,
            sample: false,
        };
        change(&mut opening);
        let session = Session::new(Arc::new(procedure));
        let mut rehearsal = Self { session, now, actor: "Mara".into(), count: 0 };
        rehearsal.write(Fact::SessionStarted(opening), BEGINNING, false);
        rehearsal
    }

    /// Goes on to so many seconds after the beginning.
    pub fn at(self, seconds: i64) -> Self {
        self.at_ms(seconds * 1_000)
    }

    pub fn at_ms(mut self, ms: i64) -> Self {
        self.now = self.now.at_wall(BEGINNING + Span::from_millis(ms));
        self
    }

    /// Boots the machine again; the wall clock goes on.
    pub fn reboot(mut self) -> Self {
        self.now.boot = BootId::from("boot-2");
        self.now.boottime = Span::from_secs(7);
        self
    }

    /// Sends a command that must not be refused.
    pub fn does(self, command: Command) -> Self {
        let happened = self.now.wall;
        self.tells(command, happened, false)
    }

    /// Sends a command about what happened so many seconds after the beginning.
    pub fn tells_of(self, seconds: i64, command: Command) -> Self {
        self.tells(command, BEGINNING + Span::from_secs(seconds), true)
    }

    fn tells(mut self, command: Command, happened: WallTime, late: bool) -> Self {
        let (actor, written) = (self.actor.clone(), self.now.clone());
        let request = Request { happened, late, ..Request::now(command, written, actor, Door::Shell) };
        for decision in decide(&self.session, &request).unwrap() {
            self.write(decision.fact, decision.happened, decision.late);
        }
        self
    }

    fn write(&mut self, fact: Fact, happened: WallTime, late: bool) {
        self.count += 1;
        let id = event_id(self.count);
        self.session.add(Event {
            hlc: self.now.wall.micros() + i64::from(self.count),
            writer: WriterId::from("w1"),
            seq: self.count.into(),
            id,
            session: SessionId::from("01z0zajkmt"),
            written: self.now.clone(),
            happened,
            actor: self.actor.clone(),
            door: Door::Shell,
            late,
            deed: id,
            fact,
        });
    }

    pub fn declare(self) -> Self {
        self.does(Command::Declare)
    }

    pub fn start(self, step: &str) -> Self {
        self.does(Command::StartStep { step: step.into(), why: None })
    }

    pub fn done(self, step: &str) -> Self {
        self.does(Command::CompleteStep { step: step.into() })
    }

    pub fn skip(self, step: &str) -> Self {
        self.does(Command::SkipStep { step: step.into(), why: "not needed".into() })
    }

    pub fn fail(self, step: &str) -> Self {
        self.does(Command::FailStep { step: step.into(), why: "no space left".into() })
    }

    pub fn hold(self, step: &str, cause: HoldCause) -> Self {
        self.does(Command::HoldStep { step: step.into(), cause, text: String::new() })
    }

    pub fn resume(self, step: &str) -> Self {
        self.does(Command::ResumeStep { step: step.into() })
    }

    pub fn verify(self) -> Self {
        self.does(Command::Verify { by: "Vic".into(), how: "clients read".into(), passed: true })
    }

    pub fn finish(self) -> Self {
        self.does(Command::Finish)
    }
}

/// Returns the id of the event that was written as number `count` of a rehearsal.
pub(crate) fn event_id(count: u8) -> EventId {
    EventId::from_random(1_779_969_295_000, [count; 10])
}

/// A step that is planned as documented and comes after `after`.
pub(crate) fn step(id: &str, title: &str, after: &[&str]) -> Step {
    Step {
        id: id.into(),
        title: title.into(),
        phase: 0,
        text: "Do it.".into(),
        command: None,
        run: None,
        check: None,
        automatic: false,
        interactive: false,
        timeout: None,
        expect: None,
        after: after.iter().map(|id| StepId::from(*id)).collect(),
        restores: Vec::new(),
        needs: Vec::new(),
        recovery_point: None,
        secrets: Vec::new(),
        destructive: false,
        identity: None,
        preview: None,
        two_person: false,
        marks: None,
        was: Vec::new(),
    }
}

/// Three steps that start freely: `a`, `b`, `c`; RTO 1h, RPO 24h, in production RTO 30m.
pub(crate) fn procedure() -> Procedure {
    let hours = |text: &str, h: i64| Some(Objective { text: text.into(), span: Span::from_secs(h * 3_600) });
    let environment = |name: &str| Environment {
        name: name.into(),
        protected: false,
        rto: None,
        rpo: None,
        vars: BTreeMap::new(),
    };
    let half = Objective { text: "30m".into(), span: Span::from_secs(1_800) };
    Procedure {
        id: "data-gather".into(),
        title: "Restore the data gather system".into(),
        scenario: String::new(),
        rto: hours("1h", 1),
        rpo: hours("24h", 24),
        clock: (Anchor::Declared, Anchor::Verified),
        environments: vec![
            environment("test"),
            Environment { protected: true, rto: Some(half), ..environment("production") },
        ],
        components: Vec::new(),
        dependencies: vec![Dependency {
            id: "storage".into(),
            title: "Cloud object storage".into(),
            third_party: true,
            alternative: None,
        }],
        probes: Vec::new(),
        phases: vec!["Restore".into()],
        steps: vec![
            step("a", "Create the cluster", &[]),
            step("b", "Restore the database", &[]),
            step("c", "Count the rows", &[]),
        ],
    }
}

/// A part of the service with its weight.
pub(crate) fn component(id: &str, weight: u32) -> Component {
    Component { id: ComponentId::from(id), title: id.to_uppercase(), weight }
}
