//! Steps with new ids, asked about when a drill is begun from home: by keys, and what it looks like.

#![expect(clippy::unwrap_used, reason = "what is not there is a failed test")]

use crate::frames::{look_in_colour, look_without_colour};
use crate::stage::Stage;
use firedrill::analysis::identity::Origin;
use firedrill::drill::command::Command;
use firedrill::engine::Happening;
use firedrill::engine::desk::Order;
use firedrill::library;
use firedrill::tui::overlays::unwritten::Unwritten;
use firedrill::tui::screens::Screen;
use std::path::PathBuf;

const BEFORE: &str = r#"
id = "data-gather"
title = "Restore the data gather system"
[environment.test]
[[phase]]
title = "Restore"
[[phase.step]]
id = "stop"
title = "Stop the gatherers"
[[phase.step]]
id = "fetch"
title = "Fetch and check the dump"
command = "fetch-dump.sh\ncheck-dump.sh"
[[phase.step]]
id = "load"
title = "Load the dump"
command = "pg_restore dump"
[[phase.step]]
id = "index"
title = "Build the indexes"
command = "reindexdb"
"#;

/// The same, rewritten: one step renamed, one split, two merged.
const AFTER: &str = r#"
id = "data-gather"
title = "Restore the data gather system"
[environment.test]
[[phase]]
title = "Restore"
[[phase.step]]
id = "stop-gatherers"
title = "Stop all gatherers"
[[phase.step]]
id = "fetch-dump"
title = "Fetch the dump"
command = "fetch-dump.sh"
[[phase.step]]
id = "check-dump"
title = "Check the dump"
command = "check-dump.sh"
[[phase.step]]
id = "load-dump"
title = "Load it and build the indexes"
command = "pg_restore dump\nreindexdb"
"#;

/// A drill was held; then the file was rewritten, and its start form is on the screen.
fn form(before: &str, after: &str) -> Stage {
    let mut stage = Stage::with(before);
    stage.start("test");
    stage.asks(Command::Abort { why: "fire alarm".into() });
    std::fs::write(file(&stage), after).unwrap();
    stage.go_home();
    stage.wait(60);
    stage.press("Enter");
    stage
}

/// The same, and whoever sits there is being asked.
fn asked() -> Stage {
    let mut stage = form(BEFORE, AFTER);
    begin(&mut stage);
    stage
}

fn begin(stage: &mut Stage) {
    stage.press("Enter");
    stage.wait(1);
}

fn file(stage: &Stage) -> PathBuf {
    stage.folder().join("procedures/data-gather.toml")
}

fn text(stage: &Stage) -> String {
    std::fs::read_to_string(file(stage)).unwrap()
}

/// What the step of the open session was.
fn was(stage: &Stage, step: &str) -> Vec<String> {
    let step = stage.session().procedure().step(&step.into()).unwrap();
    step.was.iter().map(ToString::to_string).collect()
}

fn nothing_begun(stage: &Stage) -> bool {
    stage.faces.engine.board().is_none() && matches!(stage.faces.app.screen, Screen::Start(_))
}

#[track_caller]
fn shows(stage: &Stage, words: &str) {
    assert!(stage.shows(words), "{words}\n{}", stage.frame((120, 40)));
}

#[test]
fn a_drill_from_home_asks_first_and_begins_with_the_answers() {
    let mut stage = asked();
    shows(&stage, "a step with a new id, 1 of 4");
    shows(&stage, "New in the file: `stop-gatherers` Stop all gatherers");
    shows(&stage, "It may have been: `stop` Stop the gatherers");
    shows(&stage, "▸ r renamed");
    assert!(nothing_begun(&stage));
    stage.press("r");
    shows(&stage, "2 of 4");
    shows(&stage, "▸ s split");
    stage.press("Enter");
    shows(&stage, "3 of 4");
    stage.press("n");
    shows(&stage, "▸ m merged   it is `load` and `index` in one");
    assert!(nothing_begun(&stage) && text(&stage) == AFTER, "the last one is not answered yet");
    stage.press("m");
    assert!(matches!(stage.faces.app.screen, Screen::Briefing(_)));
    assert_eq!(was(&stage, "stop-gatherers"), ["stop"]);
    assert_eq!(was(&stage, "fetch-dump"), ["fetch"]);
    assert_eq!(was(&stage, "check-dump"), [""; 0]);
    assert_eq!(was(&stage, "load-dump"), ["load", "index"]);
    let written = library::read(&file(&stage)).unwrap();
    assert_eq!(stage.session().opening().unwrap().document, written.digest, "the file has the same");
    stage.asks(Command::Abort { why: "fire alarm".into() });
    stage.go_home();
    stage.press("Enter Enter");
    assert!(matches!(stage.faces.app.screen, Screen::Briefing(_)), "it is asked once");
}

#[test]
fn esc_goes_back_to_the_form_and_nothing_begins() {
    let mut stage = asked();
    stage.press("r Esc");
    assert!(stage.faces.app.overlays.is_empty() && nothing_begun(&stage));
    assert_eq!(text(&stage), AFTER);
    shows(&stage, "Enter begin");
    begin(&mut stage);
    shows(&stage, "1 of 4");
}

#[test]
fn steps_that_are_all_new_leave_the_file_alone() {
    let mut stage = asked();
    stage.press("n n n n");
    assert!(matches!(stage.faces.app.screen, Screen::Briefing(_)));
    assert_eq!(text(&stage), AFTER);
    assert_eq!(was(&stage, "load-dump"), [""; 0]);
}

#[test]
fn arrows_choose_and_one_enter_answers_one_question() {
    let mut stage = form(BEFORE, AFTER);
    stage.press("Enter Enter");
    shows(&stage, "1 of 4");
    shows(&stage, "that came right behind the key before");
    stage.wait(1);
    stage.press("Up Down Down Down Down");
    shows(&stage, "▸ n new");
    stage.press("k x Ctrl-r");
    shows(&stage, "▸ m merged   it is `stop` and others in one");
    stage.paste("r");
    shows(&stage, "1 of 4");
    stage.press("Enter Enter");
    shows(&stage, "2 of 4");
    stage.burst("nn");
    shows(&stage, "that came too fast for fingers");
    shows(&stage, "2 of 4");
}

#[test]
fn what_cannot_be_written_is_told_and_the_drill_begins_without_it_where_somebody_says_so() {
    let mut stage = asked();
    stage.press("r s s");
    let edited = AFTER.replace("Load it and", "Load everything and");
    std::fs::write(file(&stage), &edited).unwrap();
    stage.press("m");
    shows(&stage, "no drill has begun");
    shows(&stage, "changed while it was read");
    assert!(nothing_begun(&stage) && text(&stage) == edited);
    stage.press("Esc");
    begin(&mut stage);
    shows(&stage, "1 of 4");
    stage.press("r s s");
    std::fs::write(file(&stage), AFTER).unwrap();
    stage.press("m Enter");
    shows(&stage, "that came right behind the key before");
    stage.wait(1);
    stage.press("Enter");
    assert!(matches!(stage.faces.app.screen, Screen::Briefing(_)));
    assert_eq!((was(&stage, "load-dump"), text(&stage)), (Vec::new(), AFTER.to_owned()));
    assert_eq!(stage.session().step(&"load-dump".into()).unwrap().0.title, "Load it and build the indexes");
}

#[test]
fn whoever_left_the_form_is_not_asked() {
    let mut stage = form(BEFORE, AFTER);
    let places = stage.faces.engine.places().clone();
    let procedure = library::find("data-gather", &places).unwrap().load(&places).unwrap();
    stage.press("Esc");
    let now = stage.now();
    stage.faces.engine.start(order(procedure), &now);
    stage.settle();
    assert!(stage.faces.app.overlays.is_empty() && stage.faces.engine.board().is_none());
    assert!(matches!(stage.faces.app.screen, Screen::Home(_)));
}

fn order(procedure: library::Loaded) -> Order {
    Order {
        procedure,
        environment: "test".into(),
        owner: "Mara".into(),
        shadows: Vec::new(),
        simulated: false,
        sample: false,
        declare: false,
    }
}

#[test]
fn the_engine_asks_before_it_begins_and_begins_with_what_was_answered() {
    let mut stage = form(BEFORE, AFTER);
    let read = library::read(&file(&stage)).unwrap();
    let now = stage.now();
    let engine = &mut stage.faces.engine;
    let mut told = Vec::new();
    engine.start(order(read), &now);
    engine.settle(|_, happening| told.push(happening));
    let [Happening::Asked(asking)] = &told[..] else { panic!("{told:?}") };
    let guesses: Vec<Origin> = asking.questions.iter().map(|it| it.guess).collect();
    assert_eq!(guesses, [Origin::Renamed, Origin::Split, Origin::Split, Origin::Merged]);
    assert!(engine.board().is_none());
    let answers = asking.questions.iter().map(|it| (it.step.clone(), it.answer(it.guess))).collect();
    let order = asking.order.clone();
    told.clear();
    engine.begin(order.clone(), answers, &now);
    engine.settle(|_, happening| told.push(happening));
    assert!(matches!(told[0], Happening::Opened(_)), "{told:?}");
    assert_eq!(was(&stage, "load-dump"), ["load", "index"]);
    let engine = &mut stage.faces.engine;
    engine.leave_session();
    told.clear();
    engine.begin(order, vec![("load-dump".into(), vec!["load".into()])], &now);
    engine.settle(|_, happening| told.push(happening));
    assert!(matches!(&told[..], [Happening::Unwritten(..)]), "{told:?}");
    assert!(engine.board().is_none());
}

#[test]
fn a_procedure_that_comes_with_the_program_asks_nothing() {
    let mut stage = form(BEFORE, AFTER);
    let built_in = library::Loaded { path: None, ..library::read(&file(&stage)).unwrap() };
    let now = stage.now();
    stage.faces.engine.start(order(built_in), &now);
    stage.settle();
    assert!(matches!(stage.faces.app.screen, Screen::Briefing(_)));
}

#[test]
fn the_question() {
    let mut stage = asked();
    stage.press("r s s");
    look_in_colour("identity", &stage);
    stage.plain();
    look_without_colour("identity", &stage);
}

#[test]
fn what_came_too_soon_is_told_at_any_size() {
    let mut stage = form(BEFORE, AFTER);
    stage.press("Enter Enter");
    insta::assert_snapshot!("too-soon", stage.styled((80, 24)));
    insta::assert_snapshot!("too-soon-smallest", stage.frame((40, 12)));
}

#[test]
fn what_cannot_be_written() {
    let mut stage = form(BEFORE, AFTER);
    let order = order(library::read(&file(&stage)).unwrap());
    let why = "procedures/data-gather.toml changed while it was read. Try again.".to_owned();
    stage.lay(|it| Unwritten::new(Box::new(order), why, it.now).into());
    look_in_colour("unwritten", &stage);
    stage.plain();
    look_without_colour("unwritten", &stage);
}
