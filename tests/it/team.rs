//! Four drills of a shipped procedure, which a team held one after the other: in test twice, in staging with a played
//! outage, in production. Each is faster than the one before, and between the second and the third the procedure changed.

#![expect(clippy::unwrap_used, reason = "drills that cannot be held are a failed test")]

use crate::stage::Stage;
use firedrill::drill::automation::{Achieved, Level};
use firedrill::drill::command::{Command, Request};
use firedrill::drill::event::Door;
use firedrill::drill::fact::HoldCause;
use firedrill::drill::ids::{PersonName, StepId};
use firedrill::drill::next::Move;
use firedrill::drill::note::{Entry, Tag};
use firedrill::drill::time::Span;
use firedrill::engine::desk::Order;
use firedrill::library;

const PROCEDURE: &str = include_str!("../../procedures/data-gather.toml");

const DAY: i64 = 24 * 3_600;

/// One of the drills.
struct Drill {
    environment: &'static str,
    owner: &'static str,
    simulated: bool,
    /// How long a step takes, in per cent of what is expected.
    pace: i64,
    /// What is automated, and how far.
    levels: &'static [(&'static str, Level)],
    /// Whether what can be done side by side is.
    parallel: bool,
}

const DRILLS: [Drill; 4] = [
    Drill {
        environment: "test",
        owner: "Ana",
        simulated: false,
        pace: 74,
        levels: &[("load-dump", Level::Manual), ("mount-bucket", Level::Manual)],
        parallel: false,
    },
    Drill {
        environment: "test",
        owner: "Ben",
        simulated: false,
        pace: 62,
        levels: &[("create-cluster", Level::Scripted), ("mount-bucket", Level::Manual)],
        parallel: false,
    },
    Drill {
        environment: "staging",
        owner: "Chi",
        simulated: true,
        pace: 48,
        levels: &[
            ("create-cluster", Level::Scripted),
            ("create-database-server", Level::Scripted),
            ("fetch-dump", Level::Scripted),
            ("restore-database", Level::Scripted),
        ],
        parallel: true,
    },
    Drill {
        environment: "production",
        owner: "Dee",
        simulated: false,
        pace: 45,
        levels: &[
            ("create-cluster", Level::Checked),
            ("create-database-server", Level::Checked),
            ("fetch-dump", Level::Scripted),
            ("restore-database", Level::Checked),
            ("count-rows", Level::Automatic),
            ("find-newest-row", Level::Automatic),
            ("restore-raw-pages", Level::Scripted),
            ("remove-half-deleted", Level::Scripted),
            ("start-api", Level::Scripted),
        ],
        parallel: true,
    },
];

/// What was written: on which step, by whom.
const NOTES: [(&str, &str, &str); 4] = [
    ("load-dump", "Ana", "the dump was in the old bucket, which nobody had written down"),
    ("load-dump", "Ben", "the indexes took longer than the rows"),
    ("restore-database", "Chi", "the script wants more memory than the test cluster has"),
    ("restore-database", "Dee", "went by itself"),
];

/// The procedure as it was before the third drill: the database is restored under another id, the bucket is mounted by
/// hand, and nobody looks for the newest row.
fn before() -> String {
    let (head, rest) = PROCEDURE.split_once("[[phase.step]]\nid = \"find-newest-row\"").unwrap();
    let (_, tail) = rest.split_once("[[phase.step]]").unwrap();
    let mount = "title = \"Restore data\"\n\n[[phase.step]]\nid = \"mount-bucket\"\ntitle = \"Mount the bucket by hand\"\nexpect = \"14m\"\n";
    format!("{head}[[phase.step]]{tail}")
        .replace(", \"find-newest-row\"", "")
        .replace("restore-database", "load-dump")
        .replace("Restore the database from the dump", "Load the dump")
        .replace("was = [\"load-dump\"]\n", "")
        .replacen("title = \"Restore data\"\n", mount, 1)
}

/// Holds all four; home is on the screen.
pub fn four() -> Stage {
    let mut stage = Stage::with(&before());
    for (at, drill) in DRILLS.iter().enumerate() {
        if at == 2 {
            std::fs::write(stage.folder().join("procedures/data-gather.toml"), PROCEDURE).unwrap();
        }
        hold(&mut stage, drill);
        stage.wait([2 * DAY, 7 * DAY, 7 * DAY, 3_600][at]);
    }
    stage.faces.settings.me = PersonName::from("Mara");
    stage.go_home();
    stage
}

fn ask(stage: &mut Stage, command: Command) {
    let request = Request::now(command, stage.now(), stage.faces.settings.me.clone(), Door::Screen);
    stage.faces.engine.ask(request).unwrap();
    stage.settle();
}

fn note(stage: &mut Stage, step: &StepId, text: &str) {
    let entry =
        Entry { step: Some(step.clone()), tag: Tag::Surprise, text: text.to_owned(), who: None, due: None };
    ask(stage, Command::WriteNote { entry });
}

fn hold(stage: &mut Stage, drill: &Drill) {
    stage.faces.settings.me = PersonName::from(drill.owner);
    let order = Order {
        procedure: library::find("data-gather", stage.faces.engine.places())
            .unwrap()
            .load(stage.faces.engine.places())
            .unwrap(),
        environment: drill.environment.into(),
        owner: drill.owner.into(),
        shadows: vec!["Jo".into()],
        simulated: drill.simulated,
        sample: false,
        declare: false,
    };
    let now = stage.now();
    stage.faces.engine.start(order, &now);
    stage.settle();
    stage.wait(240);
    ask(stage, Command::Declare);
    while let Move::Start(step) | Move::StartOnPurpose(step) = stage.session().next_move(None) {
        if step.as_str() == "remove-half-deleted" && drill.simulated {
            ask(stage, Command::SkipStep { step, why: "nothing was left".to_owned() });
            continue;
        }
        ask(stage, Command::StartStep { step: step.clone(), why: None });
        let beside = (drill.parallel && step.as_str() == "restore-database")
            .then(|| StepId::from("restore-raw-pages"));
        if let Some(beside) = &beside {
            stage.wait(31);
            ask(stage, Command::StartStep { step: beside.clone(), why: None });
        }
        finish(stage, drill, &step);
        if let Some(beside) = beside {
            finish(stage, drill, &beside);
        }
        stage.wait(7 + drill.pace / 6);
    }
    ask(stage, Command::Finish);
    ask(stage, Command::Seal { next_owner: None });
}

/// Works on a step for its time, and finishes it.
fn finish(stage: &mut Stage, drill: &Drill, step: &StepId) {
    let expected = stage.session().procedure().step(step).and_then(|it| it.expect);
    let level = drill.levels.iter().find(|(id, _)| *id == step.as_str()).map(|(_, level)| *level);
    let pace = if level.is_some_and(|it| it >= Level::Scripted) { drill.pace / 3 } else { drill.pace };
    let took = expected.unwrap_or(Span::from_secs(150)).secs() * pace / 100;
    if step.as_str() == "get-backup-key" && !drill.parallel {
        let text = "security has to agree".to_owned();
        ask(stage, Command::HoldStep { step: step.clone(), cause: HoldCause::Approval, text });
        stage.wait(took + drill.pace * 4);
        ask(stage, Command::ResumeStep { step: step.clone() });
    }
    if let Some((_, _, text)) = NOTES.iter().find(|(on, by, _)| (*on, *by) == (step.as_str(), drill.owner)) {
        note(stage, step, text);
    }
    stage.clock.advance(Span::from_millis(took * 1_000 + 370));
    ask(stage, Command::CompleteStep { step: step.clone() });
    if let Some(level) = level {
        let (level, why) = (Achieved::Level(level), "as seen".to_owned());
        ask(stage, Command::SetLevel { step: step.clone(), level, why });
    }
    if step.as_str() == "count-rows" {
        let newest = stage.now().wall - Span::from_secs(drill.pace * 300);
        ask(stage, Command::SetRecoveryPoint { newest, source: "newest row of insights.events".to_owned() });
    }
}
