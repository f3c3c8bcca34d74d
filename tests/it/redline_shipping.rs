//! Redlines on their way into the file, by keys alone, and the drill after that.

use crate::stage::Stage;
use firedrill::drill::command::Command;
use firedrill::drill::redline::{Key, Value};

const CREATE: &str = "create-cluster";
const RESTORE: &str = "restore-database";

#[track_caller]
fn shows(stage: &Stage, words: &str) {
    assert!(stage.shows(words), "{words}\n{}", stage.frame((120, 40)));
}

#[test]
fn at_the_end_redlines_are_picked_and_written_into_the_file() {
    let mut stage = Stage::drill("test");
    let file = stage.folder().join("procedures/data-gather.toml");
    let before = std::fs::read_to_string(&file).unwrap();
    let amend = |step: &str, expect: &str| Command::AmendStep {
        step: step.into(),
        changes: vec![(Key::Expect, Some(Value::Text(expect.to_owned())))],
        why: None,
    };
    stage.press("W");
    shows(&stage, "no redlines: the procedure is as its file has it");
    stage.asks(amend(CREATE, "7m"));
    stage.asks(amend(RESTORE, "21m"));
    stage.press("F Enter");
    shows(&stage, "2 redlines for the file");
    shows(&stage, "21m");
    stage.press("j Space");
    shows(&stage, "Enter writes 1 of 2.");
    stage.press("Enter");
    let after = std::fs::read_to_string(&file).unwrap();
    assert!(after.contains("\"7m\"") && !after.contains("21m"), "{after}");
    let differs = before.lines().zip(after.lines()).filter(|(one, two)| one != two).count();
    assert!(differs <= 1 || before.lines().count() != after.lines().count());
    assert_eq!(stage.session().redlines().open().count(), 1);
    stage.press("Esc W");
    shows(&stage, "1 redline for the file");
    stage.press("Enter");
    assert!(std::fs::read_to_string(&file).unwrap().contains("\"21m\""));
    shows(&stage, "1 redline is in");
    stage.press("W");
    shows(&stage, "all redlines are in the file already");
}

#[test]
fn what_the_file_says_otherwise_stays_and_is_told() {
    let mut stage = Stage::drill("test");
    let file = stage.folder().join("procedures/data-gather.toml");
    let title = Value::Text("Create the new cluster".to_owned());
    stage.asks(Command::AmendStep {
        step: CREATE.into(),
        changes: vec![(Key::Title, Some(title))],
        why: None,
    });
    let text = std::fs::read_to_string(&file).unwrap();
    let edited = text.replacen("Create the cluster", "Create a bigger cluster", 1);
    assert_ne!(text, edited);
    std::fs::write(&file, &edited).unwrap();
    stage.press("W Enter");
    shows(&stage, "data-gather.toml was changed since the drill began");
    shows(&stage, "1. is left out: `title` says Create a bigger cluster in the file");
    shows(&stage, "nothing is to be written");
    stage.press("Enter");
    shows(&stage, "stays as it is");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), edited);
    assert_eq!(stage.session().redlines().open().count(), 1);
}

#[test]
fn a_file_that_others_changed_is_seen_before_it_is_written() {
    let mut stage = Stage::drill("test");
    let file = stage.folder().join("procedures/data-gather.toml");
    let changes = vec![(Key::Expect, Some(Value::Text("21m".to_owned())))];
    stage.asks(Command::AmendStep { step: RESTORE.into(), changes, why: None });
    let text = std::fs::read_to_string(&file).unwrap();
    let edited = text.replacen("Create the cluster", "Create a bigger cluster", 1);
    std::fs::write(&file, &edited).unwrap();
    stage.press("W Enter");
    shows(&stage, "+ expect = \"21m\"");
    stage.press("Esc");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), edited);
    assert_eq!(stage.session().redlines().open().count(), 1);
    stage.press("W Enter Enter");
    shows(&stage, "1 redline is in data-gather.toml now");
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written.contains("\"21m\"") && written.contains("Create a bigger cluster"), "{written}");
    assert_eq!(stage.session().redlines().open().count(), 0);
}

#[test]
fn who_leaves_while_the_file_is_looked_at_leaves_it_as_it_is() {
    let mut stage = Stage::drill("test");
    let file = stage.folder().join("procedures/data-gather.toml");
    let before = std::fs::read_to_string(&file).unwrap();
    let changes = vec![(Key::Expect, Some(Value::Text("21m".to_owned())))];
    stage.asks(Command::AmendStep { step: RESTORE.into(), changes, why: None });
    stage.press("W");
    stage.hurry("Enter j Esc n");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), before);
    assert_eq!(stage.session().redlines().open().count(), 1);
    assert!(!stage.shows("1 redline for the file"), "{}", stage.frame((120, 40)));
}

#[test]
fn what_cannot_be_looked_at_is_told_and_the_list_is_left() {
    let mut stage = Stage::drill("test");
    let changes = vec![(Key::Expect, Some(Value::Text("21m".to_owned())))];
    stage.asks(Command::AmendStep { step: RESTORE.into(), changes, why: None });
    std::fs::write(stage.folder().join("procedures/data-gather.toml"), "id = ").unwrap();
    stage.press("W Enter");
    assert!(!stage.shows("1 redline for the file"), "{}", stage.frame((120, 40)));
    shows(&stage, "data-gather.toml");
}

#[test]
fn the_next_drill_says_which_version_it_is_and_what_it_took_in() {
    let mut stage = Stage::drill("test");
    for (step, expect) in [(CREATE, "7m"), (RESTORE, "21m")] {
        let changes = vec![(Key::Expect, Some(Value::Text(expect.to_owned())))];
        stage.asks(Command::AmendStep { step: step.into(), changes, why: None });
    }
    stage.press("W Enter");
    stage.go_home();
    stage.wait(60);
    stage.start("test");
    for size in [(80, 24), (120, 40), (200, 60)] {
        let frame = stage.frame(size);
        assert!(frame.contains("v2 · 2 redlines taken in"), "{frame}");
    }
    stage.press("Space");
    for size in [(120, 40), (200, 60)] {
        let head = stage.frame(size).lines().next().unwrap().to_owned();
        assert!(head.contains("drill 2 · v2 · 2 redlines taken in"), "{head}");
    }
}
