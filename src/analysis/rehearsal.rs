//! Sessions for tests, held by sending commands at given seconds.

use crate::drill::automation::{Achieved, Level};
use crate::drill::command::{Command, Request};
use crate::drill::decide::decide;
use crate::drill::event::{Door, Event};
use crate::drill::fact::{Fact, HoldCause, Opening, Role};
use crate::drill::ids::{BootId, ComponentId, EventId, PersonName, SessionId, StepId, WriterId};
use crate::drill::note::{Entry, Tag};
use crate::drill::procedure::{
    Component, Dependency, Environment, Identity, Objective, Preview, Probe, ProbeTarget, Procedure, Step,
};
use crate::drill::redline::{Key, Place, Value};
use crate::drill::script::{Guard, Outcome, Output, Role as ScriptRole};
use crate::drill::session::Session;
use crate::drill::time::{Moment, Span, WallTime};
use std::sync::Arc;

/// 2026-05-28T11:54:55Z, when every rehearsal begins; the machine's zone is two hours ahead.
pub(crate) const BEGINNING: WallTime = WallTime::from_micros(1_779_969_295_000_000);

/// A session that is being held.
#[derive(Clone)]
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
        rehearsal.write(Fact::SessionStarted(opening.into()), BEGINNING, false);
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

    /// Returns the id that the next event will have.
    pub fn next_id(&self) -> EventId {
        event_id(self.count + 1)
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

    pub fn drops(self, step: &str) -> Self {
        self.does(Command::DropStep { step: step.into(), why: "not there any more".into() })
    }

    /// Puts a step in below another one, and begins it.
    pub fn improvises(self, step: &str, title: &str, below: &str) -> Self {
        let phase = self.session.procedure().step(&below.into()).unwrap().phase;
        let place = Place { phase, below: Some(below.into()) };
        self.does(Command::InsertStep {
            step: step.into(),
            title: title.into(),
            place,
            was: Vec::new(),
            start: true,
        })
    }

    /// Lets a step read differently.
    pub fn amends(self, step: &str, key: Key, value: Value) -> Self {
        self.does(Command::AmendStep { step: step.into(), changes: vec![(key, Some(value))], why: None })
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

    pub fn sees(self, probe: &str, up: bool) -> Self {
        let reading = if up { "HTTP 200" } else { "HTTP 503" };
        self.does(Command::ReportProbe { probe: probe.into(), up, reading: reading.into() })
    }

    /// Asks for a script; its process runs at once.
    pub fn runs(self, step: &str, role: ScriptRole) -> Self {
        self.does(Command::RunScript { step: step.into(), role, automatic: false, why: None }).launches()
    }

    /// Says that the script that was asked for last runs.
    pub fn launches(self) -> Self {
        let script = self.script();
        self.does(Command::LaunchScript { script, pid: 4_711, started: 1 })
    }

    /// Ends the script that was asked for last.
    pub fn ends(self, outcome: Outcome, printed: &str) -> Self {
        let bytes = printed.len() as u64;
        self.ends_with(outcome, Output { head: printed.to_owned(), bytes, ..Output::default() })
    }

    pub fn ends_with(self, outcome: Outcome, output: Output) -> Self {
        let script = self.script();
        self.does(Command::EndScript { script, outcome, output, files: None })
    }

    fn script(&self) -> EventId {
        self.session.scripts().iter().last().unwrap().id
    }

    fn answers(self, step: &str, guard: Guard, answer: &str) -> Self {
        self.does(Command::AnswerGuard { step: step.into(), guard, answer: answer.into() })
    }
}

/// Returns the id of the event that was written as number `count` of a rehearsal.
pub(crate) fn event_id(count: u8) -> EventId {
    EventId::from_random(1_779_969_295_000, [count; 10])
}

/// A step that is planned as documented and comes after `after`.
pub(crate) fn step(id: &str, title: &str, after: &[&str]) -> Step {
    let after = after.iter().map(|id| StepId::from(*id)).collect();
    Step { text: "Do it.".into(), after, ..Step::new(id.into(), title.into()) }
}

/// Three steps that start freely: `a`, `b`, `c`; RTO 1h, RPO 24h, in production RTO 30m.
pub(crate) fn procedure() -> Procedure {
    let hours = |text: &str, h: i64| Some(Objective { text: text.into(), span: Span::from_secs(h * 3_600) });
    let half = Objective { text: "30m".into(), span: Span::from_secs(1_800) };
    let production = Environment::new("production".into());
    let test = Environment::new("test".into());
    Procedure {
        rto: hours("1h", 1),
        rpo: hours("24h", 24),
        environments: vec![test.clone(), Environment { protected: true, rto: Some(half), ..production }],
        dependencies: vec![Dependency {
            id: "storage".into(),
            title: "Cloud object storage".into(),
            third_party: true,
            alternative: None,
        }],
        phases: vec!["Restore".into()],
        steps: vec![
            step("a", "Create the cluster", &[]),
            step("b", "Restore the database", &[]),
            step("c", "Count the rows", &[]),
        ],
        ..Procedure::new("data-gather".into(), "Restore the data gather system".into(), test)
    }
}

/// A part of the service with its weight.
pub(crate) fn component(id: &str, weight: u32) -> Component {
    Component { id: ComponentId::from(id), title: id.to_uppercase(), weight }
}

/// A whole drill in production with everything that can happen to it, from briefing to sealed.
pub(crate) fn whole_drill() -> Rehearsal {
    let mut plan = procedure();
    plan.phases = vec!["Restore".into(), "Check".into()];
    plan.components = vec![component("database", 3), component("reports", 1)];
    plan.steps.push(Step { phase: 1, ..step("d", "Remove the old bucket", &["c"]) });
    plan.steps[0].restores = vec!["database".into()];
    plan.steps[1].run = Some("scripts/restore-db.sh".into());
    plan.steps[1].restores = vec!["reports".into()];
    plan.steps[2].phase = 1;
    plan.steps[2].after = vec!["a".into(), "b".into()];
    let entry = |tag, text: &str| Entry { step: None, tag, text: text.into(), who: None, due: None };
    let write = |entry| Command::WriteNote { entry };
    let action = Entry {
        who: Some("Ann".into()),
        due: chrono::NaiveDate::from_ymd_opt(2026, 6, 5),
        ..entry(Tag::Action, "rename the bucket")
    };
    let surprise =
        Entry { step: Some("b".into()), ..entry(Tag::Surprise, "dump was\u{202e} in the old bucket") };
    let level = |level| Command::SetLevel { step: "b".into(), level, why: "with the new script".into() };
    let second = |seconds| BEGINNING + Span::from_secs(seconds);
    let drill = Rehearsal::in_environment(plan, "production", |it| it.simulated = true)
        .does(Command::Join { name: "Ann".into(), role: Role::Scribe })
        .at(10)
        .declare()
        .start("a")
        .at(20)
        .start("b")
        .at(100)
        .hold("b", HoldCause::Dependency("storage".into()))
        .at(160)
        .fail("b")
        .does(write(surprise))
        .at(200)
        .does(Command::ReportJump { by: Span::from_secs(-30) })
        .done("a")
        .does(Command::CorrectTimes {
            step: "a".into(),
            attempt: 1,
            started: second(10),
            ended: Some(second(190)),
            why: "forgot to press".into(),
        })
        .start("b")
        .does(Command::HandOver { to: "Dee".into(), why: "shift ends".into() })
        .at(400);
    let typed = drill.next_id();
    let drill = drill
        .does(write(entry(Tag::Plain, "row count: 41")))
        .does(Command::AmendNote { note: typed, entry: entry(Tag::Decision, "row count 42 is right") });
    let taken_back = drill.next_id();
    let drill = drill
        .does(write(entry(Tag::Plain, "hunter2")))
        .does(Command::RetractNote { note: taken_back, why: "a password".into() })
        .does(Command::Redact { event: taken_back, why: "a password".into() })
        .tells_of(350, Command::CompleteStep { step: "b".into() })
        .does(level(Achieved::Level(Level::Scripted)))
        .start("c")
        .at(420)
        .hold("c", HoldCause::Deciding)
        .at(450)
        .resume("c")
        .reboot()
        .at(500)
        .done("c")
        .does(Command::SetRecoveryPoint { newest: second(-2_520), source: "orders".into() })
        .at(510)
        .verify();
    let drill = drill.does(write(action.clone()));
    let twice = drill.next_id();
    drill
        .does(write(Entry { who: None, due: None, ..action }))
        .does(Command::CloseAction { note: twice, why: "said twice".into() })
        .skip("d")
        .at(600)
        .finish()
        .at(660)
        .does(write(entry(Tag::Question, "why so slow?")))
        .does(Command::Seal { next_owner: Some("Eve".into()) })
}

/// The three steps, with a probe that watches the service, `clients`, and one of the dependency, `storage`.
pub(crate) fn watched() -> Procedure {
    let probe = |id: &str, title: Option<&str>, target| Probe {
        id: id.into(),
        title: title.map(str::to_owned),
        target,
        every: Span::from_secs(10),
        timeout: None,
        expected: None,
        sets: Vec::new(),
        dependency: None,
        secrets: Vec::new(),
    };
    let clients = probe("clients", Some("Clients read"), ProbeTarget::Http("http://$HOST/health".into()));
    let storage = probe("storage", None, ProbeTarget::Run("ls bucket".into()));
    Procedure {
        probes: vec![clients, Probe { dependency: Some("storage".into()), ..storage }],
        ..procedure()
    }
}

/// A drill in production that was run by scripts, guarded and watched: step `a` went wrong once, `b` destroys.
pub(crate) fn scripted_drill() -> Rehearsal {
    let mut plan = watched();
    (plan.steps[0].run, plan.steps[0].check) = (Some("scripts/create.sh".into()), Some("count $DB".into()));
    plan.steps[1].run = Some("dropdb $DB".into());
    plan.steps[1].destructive = true;
    plan.steps[1].identity = Some(Identity { run: "hostname".into(), equals: "db-1".into() });
    plan.steps[1].preview = Some(Preview { run: "scripts/count-old.sh".into(), count: (3, 5) });
    plan.steps[1].two_person = true;
    let ok = || Outcome::Exited { code: 0 };
    let failure =
        "loading  9%\rloading 64%\n\x1b[1;31merror:\x1b[0m the dump is too old\u{202e}\n```\n<b>|x\n";
    let long = Output {
        head: "table orders\n".into(),
        tail: "table users\n".into(),
        dropped: 1_234_567,
        bytes: 1_234_592,
        sha256: Some("5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef".into()),
    };
    let drill = Rehearsal::in_environment(plan, "production", |_| {})
        .sees("clients", true)
        .sees("storage", true)
        .at(10)
        .declare()
        .at(20)
        .sees("clients", false)
        .runs("a", ScriptRole::Run)
        .at(62)
        .ends(Outcome::Exited { code: 1 }, failure)
        .runs("a", ScriptRole::Run)
        .at(200)
        .ends_with(ok(), long)
        .launches()
        .at(203)
        .ends(ok(), "");
    let drill = drill.runs("b", ScriptRole::Identity).at(204).ends(ok(), "db-7\n");
    let drill = drill.runs("b", ScriptRole::Identity).at(205).ends(ok(), "db-1\n");
    let drill = drill.runs("b", ScriptRole::Preview).at(206).ends(ok(), "4\n");
    drill
        .answers("b", Guard::Confirmation, "yes")
        .answers("b", Guard::Name, "production")
        .answers("b", Guard::Second, "Jo")
        .runs("b", ScriptRole::Run)
        .at(240)
        .ends(Outcome::Killed { signal: 9 }, "dropping\n")
        .at(300)
        .does(Command::SkipStep { step: "b".into(), why: "too risky".into() })
        .start("c")
        .at(360)
        .done("c")
        .sees("clients", true)
        .at(420)
        .verify()
        .finish()
}
