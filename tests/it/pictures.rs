//! The pictures of the README: real frames of two drills of a shipped procedure, the second of them in production.

#![expect(clippy::unwrap_used, reason = "a picture that cannot be drawn is a failed test")]

use crate::stage::Stage;
use crate::team;
use firedrill::drill::command::{Command, Request};
use firedrill::drill::event::Door;
use firedrill::drill::fact::{HoldCause, Role};
use firedrill::drill::ids::StepId;
use firedrill::drill::next::Move;
use firedrill::drill::note::{Entry, Tag};
use firedrill::drill::time::Span;
use firedrill::tui::picture::svg;

/// The size of every picture but the wall's.
const SIZE: (u16, u16) = (120, 40);

/// Returns every picture with its name.
pub fn all() -> Vec<(&'static str, String)> {
    let mut mara = Stage::with(include_str!("../../procedures/data-gather.toml"));
    mara.start("test");
    hold_to_the_end(&mut mara);
    let review = draw(&mara, SIZE);
    mara.wait(2 * 24 * 3_600);
    mara.start("production");
    mara.wait(95);
    let briefing = draw(&mara, SIZE);
    hold_half_way(&mut mara);
    let drill = draw(&mara, SIZE);
    mara.press("w");
    let wall = draw(&mara, (80, 24));
    let mut ann = mara.beside("Ann");
    let home = draw(&ann, SIZE);
    ann.open(mara.session_id(), Some(Role::Scribe));
    ann.write("? who holds the key of the second region");
    let scribe = draw(&ann, SIZE);
    let mut team = team::four();
    team.press("Tab Space j Space j Space j Space C");
    // The step that changed most, with what was written on it.
    team.press(&"j ".repeat(15));
    vec![
        ("briefing", briefing),
        ("comparison", draw(&team, SIZE)),
        ("drill", drill),
        ("home", home),
        ("review", review),
        ("scribe", scribe),
        ("wall", wall),
    ]
}

/// Draws what is on the screen; the random id of the session is told as `0123456789`.
fn draw(stage: &Stage, size: (u16, u16)) -> String {
    let drawn = svg(&stage.buffer(size));
    match stage.faces.engine.board() {
        Some(board) => drawn.replace(board.id().as_str(), "0123456789"),
        None => drawn,
    }
}

/// Asks something of the session, as the key for it would.
fn ask(stage: &mut Stage, command: Command) {
    let request = Request::now(command, stage.now(), stage.faces.settings.me.clone(), Door::Screen);
    stage.faces.engine.ask(request).unwrap();
    stage.settle();
}

fn note(stage: &mut Stage, step: &str, tag: Tag, text: &str) {
    let entry = Entry { step: Some(StepId::from(step)), tag, text: text.to_owned(), who: None, due: None };
    ask(stage, Command::WriteNote { entry });
}

/// How long a step takes: not just what was expected, and not the same in each drill.
fn pace(stage: &Stage, step: &StepId, percent: i64) -> i64 {
    let expected = stage.session().procedure().step(step).and_then(|step| step.expect);
    expected.unwrap_or(Span::from_secs(150)).secs() * percent / 100 + 7
}

/// Starts whatever comes next; false when nothing does.
fn start_next(stage: &mut Stage) -> bool {
    match stage.session().next_move(None) {
        Move::Start(step) | Move::StartOnPurpose(step) => {
            ask(stage, Command::StartStep { step, why: None });
            true
        }
        _ => false,
    }
}

/// Finishes the running step after its time.
fn finish(stage: &mut Stage, percent: i64) -> StepId {
    let running = stage.session().checklist().running().next().unwrap();
    let step = stage.session().procedure().steps[running].id.clone();
    stage.wait(pace(stage, &step, percent));
    ask(stage, Command::CompleteStep { step: step.clone() });
    step
}

fn hold_to_the_end(stage: &mut Stage) {
    stage.wait(200);
    ask(stage, Command::Declare);
    while start_next(stage) {
        let step = finish(stage, 130);
        match step.as_str() {
            "choose-backup" => note(stage, "choose-backup", Tag::Surprise, "the dump was in the old bucket"),
            "get-backup-key" => note(stage, "get-backup-key", Tag::Question, "who else may open the safe?"),
            "find-newest-row" => {
                let newest = stage.now().wall - Span::from_secs(5 * 3_600);
                let source = "newest row of insights.events".to_owned();
                ask(stage, Command::SetRecoveryPoint { newest, source });
            }
            "verify-fresh-data" => {
                let how = "opened yesterday's report, and today's has new rows".to_owned();
                ask(stage, Command::Verify { by: "Jo".into(), how, passed: true });
            }
            _ => {}
        }
    }
    let entry = Entry {
        step: None,
        tag: Tag::Action,
        text: "rename the bucket".to_owned(),
        who: Some("Ann".into()),
        due: chrono::NaiveDate::from_ymd_opt(2026, 6, 5),
    };
    ask(stage, Command::WriteNote { entry });
    ask(stage, Command::Finish);
    ask(stage, Command::Seal { next_owner: Some("Mara".into()) });
    // The review is what the screen shows of it.
    let id = stage.session_id();
    stage.open(id, None);
}

fn hold_half_way(stage: &mut Stage) {
    ask(stage, Command::Join { name: "Ann".into(), role: Role::Scribe });
    ask(stage, Command::Declare);
    let mut done = 0;
    while done < 9 && start_next(stage) {
        finish(stage, 60);
        done += 1;
    }
    start_next(stage);
    let ready = stage.session().next_ready(None).unwrap();
    let second = stage.session().procedure().steps[ready].id.clone();
    ask(stage, Command::StartStep { step: second.clone(), why: None });
    stage.wait(64);
    note(stage, second.as_str(), Tag::Surprise, "the newest dump is in the old bucket");
    let (step, text) = (second.clone(), "ticket 4711".to_owned());
    ask(stage, Command::HoldStep { step, cause: HoldCause::Approval, text });
    stage.wait(41);
    note(stage, second.as_str(), Tag::Outside, "told the clients: figures again by 18:00");
    stage.wait(42);
}
