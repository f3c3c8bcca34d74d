//! Four drills of a team, for tests: they get faster, the procedure changes between the second and the third.

use super::{Scene, Sheet};
use crate::analysis::comparison::{Against, Comparison, Held, Place};
use crate::analysis::rehearsal::{BEGINNING, Rehearsal, component, procedure, step};
use crate::analysis::scope::Clock;
use crate::drill::automation::{Achieved, Level};
use crate::drill::command::Command;
use crate::drill::fact::HoldCause;
use crate::drill::ids::SessionId;
use crate::drill::note::{Entry, Tag};
use crate::drill::procedure::{Anchor, Procedure, Step};
use crate::drill::time::Span;
use crate::present::safe::Charset;

/// Sessions that are compared in tests.
pub(crate) struct Team {
    pub drills: Vec<Rehearsal>,
    pub against: Against,
    pub clock: Option<Clock>,
    pub charset: Charset,
    /// Whether anybody looked where the sessions stand among all of their procedure.
    pub placed: bool,
}

impl Team {
    pub fn of(drills: impl Into<Vec<Rehearsal>>) -> Self {
        let drills = drills.into();
        Self { drills, against: Against::First, clock: None, charset: Charset::Unicode, placed: true }
    }

    pub fn look<T>(&self, look: impl FnOnce(&Scene) -> T) -> T {
        let ids: Vec<SessionId> =
            (1..=self.drills.len()).map(|n| SessionId::new(format!("session-{n}"))).collect();
        let held = self.drills.iter().zip(&ids).zip(0..).map(|((it, id), earlier)| {
            let place = Place { earlier, first_time: earlier % 3 == 0 };
            Held { id, session: &it.session, place: self.placed.then_some(place) }
        });
        let held: Vec<Held> = held.collect();
        let now = &self.drills[0].now;
        let comparison = Comparison::of(&held, self.against, self.clock, now);
        let (against, charset) = (self.against, self.charset);
        look(&Scene { held: &held, comparison: &comparison, against, now, charset })
    }

    pub fn sheet(&self) -> Sheet {
        self.look(Sheet::of)
    }
}

fn first_plan() -> Procedure {
    let mut plan = procedure();
    plan.rto = plan.rto.map(|it| crate::drill::procedure::Objective {
        text: "4h".into(),
        span: it.span + it.span + it.span + it.span,
    });
    plan.environments.push(crate::drill::procedure::Environment::new("staging".into()));
    for environment in &mut plan.environments {
        environment.rto = environment
            .rto
            .take()
            .map(|_| crate::drill::procedure::Objective { text: "2h".into(), span: Span::from_secs(7_200) });
        environment.vars.insert("PROJECT".into(), format!("acme-{}", environment.name));
        environment.vars.insert("TOKEN".into(), format!("hunter2-{}", environment.name));
    }
    plan.phases = vec!["Prepare".into(), "Restore".into(), "Clean up".into()];
    plan.components = vec![component("database", 3), component("gatherers", 1)];
    let phase = |phase, step| Step { phase, ..step };
    plan.steps = vec![
        step("create-cluster", "Create the cluster", &[]),
        Step { secrets: vec!["TOKEN".into()], ..step("restore-secrets", "Restore secrets", &[]) },
        phase(1, Step { restores: vec!["database".into()], ..step("load-dump", "Load the dump", &[]) }),
        phase(1, step("mount-by-hand", "Mount the bucket by hand", &[])),
        phase(
            1,
            Step {
                restores: vec!["gatherers".into()],
                ..step("start-gatherers", "Start the gatherers", &[])
            },
        ),
        phase(2, Step { marks: Some(Anchor::CleanedUp), ..step("remove-copies", "Remove the copies", &[]) }),
    ];
    plan
}

fn second_plan() -> Procedure {
    let mut plan = first_plan();
    let renamed = Step {
        was: vec!["load-dump".into()],
        title: "Restore the database".into(),
        id: "restore-database".into(),
        ..plan.steps[2].clone()
    };
    plan.steps[2] = renamed;
    plan.steps[3] = Step { phase: 1, ..step("count-rows", "Count the rows", &[]) };
    plan
}

/// What happens in a drill, in milliseconds since the outage was declared.
pub(crate) enum Deed {
    Start(i64, &'static str),
    Done(i64, &'static str, Level),
    Skip(i64, &'static str),
    Wait(i64, i64, &'static str),
    Note(i64, &'static str, &'static str),
}

fn level(step: &str, level: Level) -> Command {
    Command::SetLevel { step: step.into(), level: Achieved::Level(level), why: "seen".into() }
}

/// Holds a drill whose clock runs for `total` milliseconds.
pub(crate) fn held(
    plan: Procedure,
    (environment, owner, simulated): (&str, &str, bool),
    deeds: &[Deed],
    total: i64,
) -> Rehearsal {
    const BRIEFING: i64 = 300_000;
    let drill = Rehearsal::in_environment(plan, environment, |it| {
        (it.owner, it.simulated) = (owner.into(), simulated);
    });
    let mut drill = drill.at_ms(BRIEFING).declare();
    for deed in deeds {
        drill = match *deed {
            Deed::Start(ms, step) => drill.at_ms(BRIEFING + ms).start(step),
            Deed::Done(ms, step, reached) => drill.at_ms(BRIEFING + ms).done(step).does(level(step, reached)),
            Deed::Skip(ms, step) => drill.at_ms(BRIEFING + ms).skip(step),
            Deed::Wait(from, to, step) => {
                drill.at_ms(BRIEFING + from).hold(step, HoldCause::Approval).at_ms(BRIEFING + to).resume(step)
            }
            Deed::Note(ms, step, text) => {
                let entry = Entry {
                    step: Some(step.into()),
                    tag: Tag::Surprise,
                    text: text.into(),
                    who: None,
                    due: None,
                };
                drill.at_ms(BRIEFING + ms).does(Command::WriteNote { entry })
            }
        };
    }
    let newest = BEGINNING - Span::from_secs(42 * 60);
    let point = Command::SetRecoveryPoint { newest, source: "orders".into() };
    let drill = drill.at_ms(BRIEFING + total).does(point).verify();
    drill
        .at_ms(BRIEFING + total + 60_000)
        .start("remove-copies")
        .at_ms(BRIEFING + total + 300_000)
        .done("remove-copies")
        .finish()
}

/// Test, test, staging with a played outage, production: 2:07:41, 1:31:02, 0:58:13, 0:40:12.
pub(crate) fn four() -> Team {
    use Deed::{Done, Note, Skip, Start, Wait};
    use Level::{Automatic, Checked, Documented, Manual, Scripted};
    let one = [
        Start(400, "create-cluster"),
        Done(1_860_900, "create-cluster", Documented),
        Start(1_900_300, "restore-secrets"),
        Done(2_025_800, "restore-secrets", Documented),
        Start(2_100_000, "load-dump"),
        Wait(2_500_700, 3_820_900, "load-dump"),
        Note(3_900_000, "load-dump", "the dump was in the old bucket, which nobody had written down"),
        Done(5_832_200, "load-dump", Manual),
        Start(5_900_100, "mount-by-hand"),
        Done(6_989_300, "mount-by-hand", Manual),
        Start(7_000_000, "start-gatherers"),
        Done(7_500_600, "start-gatherers", Documented),
    ];
    let two = [
        Start(0, "create-cluster"),
        Done(1_690_500, "create-cluster", Documented),
        Start(1_700_000, "restore-secrets"),
        Done(1_864_600, "restore-secrets", Documented),
        Start(1_900_000, "load-dump"),
        Done(3_900_700, "load-dump", Documented),
        Start(3_950_000, "mount-by-hand"),
        Done(4_850_200, "mount-by-hand", Manual),
        Start(4_900_000, "start-gatherers"),
        Done(5_400_900, "start-gatherers", Documented),
    ];
    let three = [
        Start(0, "create-cluster"),
        Done(362_200, "create-cluster", Scripted),
        Skip(400_000, "restore-secrets"),
        Start(500_300, "restore-database"),
        Done(1_290_900, "restore-database", Scripted),
        Start(1_400_000, "count-rows"),
        Start(1_500_000, "start-gatherers"),
        Done(2_900_500, "start-gatherers", Scripted),
        Done(3_300_300, "count-rows", Documented),
    ];
    let four = [
        Start(0, "create-cluster"),
        Done(250_700, "create-cluster", Checked),
        Start(260_900, "restore-secrets"),
        Done(411_100, "restore-secrets", Documented),
        Start(450_200, "restore-database"),
        Note(700_000, "restore-database", "went by itself"),
        Done(1_174_800, "restore-database", Scripted),
        Start(1_200_000, "start-gatherers"),
        Start(1_300_400, "count-rows"),
        Done(1_900_900, "count-rows", Manual),
        Done(2_200_500, "start-gatherers", Automatic),
    ];
    Team::of([
        held(first_plan(), ("test", "Ana", false), &one, 7_661_600),
        held(first_plan(), ("test", "Ben", false), &two, 5_462_300),
        held(second_plan(), ("staging", "Chi", true), &three, 3_493_900),
        held(second_plan(), ("production", "Dee", false), &four, 2_412_100),
    ])
}

/// Two drills with a title, a phase, an owner, a reason, variables and notes that would move the cursor.
pub(crate) fn hostile() -> Team {
    let evil = "\u{1b}[2J=cmd|'\u{202e}\u{200b}\r\n\u{9b}31m|".to_owned() + &"x".repeat(20_000);
    let drill = || {
        let mut plan = procedure();
        plan.title.clone_from(&evil);
        plan.phases = vec![evil.as_str().into()];
        plan.steps[0].title.clone_from(&evil);
        let drill = Rehearsal::in_environment(plan, "test", |it| it.owner = evil.as_str().into());
        let entry =
            Entry { step: Some("a".into()), tag: Tag::Surprise, text: evil.clone(), who: None, due: None };
        let skip = Command::SkipStep { step: "b".into(), why: evil.clone() };
        drill.declare().start("a").does(Command::WriteNote { entry }).at(60).done("a").does(skip)
    };
    Team::of([drill().verify(), drill().does(Command::Abort { why: evil.clone() })])
}
