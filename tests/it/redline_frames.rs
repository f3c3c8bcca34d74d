//! What redlines look like.

use crate::stage::{SIZES, Stage};
use firedrill::drill::command::Command;
use firedrill::drill::redline::{Key, Value};

fn pictures(stage: &mut Stage, name: &str) {
    for size in SIZES {
        insta::assert_snapshot!(format!("{name}-{}x{}", size.0, size.1), stage.styled(size));
    }
    stage.plain();
    insta::assert_snapshot!(format!("{name}-ascii"), stage.styled(SIZES[0]));
}

/// One step runs; the next one is selected.
fn selected() -> Stage {
    let mut stage = Stage::drill("test");
    stage.press("Space");
    stage.wait(250);
    stage.press("j");
    stage
}

#[test]
fn the_form() {
    let mut stage = selected();
    stage.press("e");
    stage.press(&"Tab ".repeat(3));
    stage.press("Home Ctrl-k");
    stage.write("sh restore-db.sh --mirror");
    stage.press("Tab Tab Home Ctrl-k");
    stage.write("15");
    stage.press("Enter");
    pictures(&mut stage, "redline-form");
}

#[test]
fn the_end_of_the_form() {
    let mut stage = selected();
    stage.press(&format!("e {}", "BackTab ".repeat(4)));
    stage.write("$PROJECT");
    stage.press("Enter BackTab Right BackTab BackTab BackTab");
    stage.write(", g");
    insta::assert_snapshot!("redline-form-end", stage.styled(SIZES[0]));
    stage.press(&"Tab ".repeat(5));
    stage.press("Enter");
    insta::assert_snapshot!("redline-form-parts", stage.styled(SIZES[0]));
}

#[test]
fn changes_about_to_be_thrown_away() {
    let mut stage = selected();
    stage.press("e");
    stage.write("!");
    stage.press("Esc");
    insta::assert_snapshot!("redline-form-leaving", stage.styled(SIZES[0]));
}

#[test]
fn the_insert_line() {
    let mut stage = selected();
    stage.press("i");
    stage.write("Order a second key");
    pictures(&mut stage, "redline-insert");
}

#[test]
fn the_list() {
    let mut stage = selected();
    stage.press("k i");
    stage.write("Order a second key");
    stage.press("Enter");
    stage.wait(95);
    let why = "they went with the back end".to_owned();
    stage.asks(Command::DropStep { step: "drop-old-tables".into(), why });
    let changes = vec![(Key::Run, Some(Value::Text("sh restore-db.sh --mirror".into())))];
    stage.asks(Command::AmendStep { step: "restore-database".into(), changes, why: None });
    stage.press("j j j K K k");
    pictures(&mut stage, "redline-list");
}

#[test]
fn a_merge_is_asked_about() {
    let mut stage = selected();
    stage.press("j &");
    insta::assert_snapshot!("redline-merge", stage.styled(SIZES[0]));
}

#[test]
fn the_guard_of_an_amended_command() {
    let mut stage = Stage::scripts("test");
    let command = "scripts/restore-db.sh --from $DB --mirror".to_owned();
    let changes = vec![(Key::Run, Some(Value::Text(command)))];
    stage.asks(Command::AmendStep { step: "restore-database".into(), changes, why: None });
    stage.press("r");
    pictures(&mut stage, "redline-guard");
}

#[test]
fn the_debrief() {
    let mut stage = selected();
    stage.asks(Command::DropStep { step: "drop-old-tables".into(), why: "not there".into() });
    stage.asks(Command::Finish);
    stage.press("F");
    insta::assert_snapshot!("redline-debrief", stage.styled(SIZES[0]));
}

#[test]
fn the_redlines_that_go_into_the_file() {
    let mut stage = selected();
    let why = "they went with the back end".to_owned();
    stage.asks(Command::DropStep { step: "drop-old-tables".into(), why });
    let text = |text: &str| Some(Value::Text(text.into()));
    let changes = vec![(Key::Run, text("sh restore-db.sh --mirror")), (Key::Expect, text("20m"))];
    stage.asks(Command::AmendStep { step: "restore-database".into(), changes, why: None });
    stage.press("F Enter j Space");
    // On the widest one the box cuts a random id.
    for size in &SIZES[..2] {
        insta::assert_snapshot!(format!("redline-shipping-{}x{}", size.0, size.1), stage.styled(*size));
    }
    stage.plain();
    insta::assert_snapshot!("redline-shipping-ascii", stage.styled(SIZES[0]));
}

#[test]
fn the_redlines_beside_a_file_that_others_changed() {
    let mut stage = selected();
    let text = |text: &str| Some(Value::Text(text.into()));
    let changes = vec![(Key::Run, text("sh restore-db.sh --mirror")), (Key::Expect, text("20m"))];
    stage.asks(Command::AmendStep { step: "restore-database".into(), changes, why: None });
    let changes = vec![(Key::Title, text("Create the new cluster"))];
    stage.asks(Command::AmendStep { step: "create-cluster".into(), changes, why: None });
    let file = stage.folder().join("procedures/data-gather.toml");
    let now =
        std::fs::read_to_string(&file).unwrap().replacen("Create the cluster", "Create a bigger cluster", 1);
    std::fs::write(&file, now).unwrap();
    stage.press("W Enter");
    pictures(&mut stage, "redline-file-merge");
}
