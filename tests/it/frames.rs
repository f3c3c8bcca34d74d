//! Every screen and overlay as it is drawn: at three sizes with the map of its styles, and once without colour in
//! ASCII; at any size nothing panics.

use crate::rehearsal::{action, finished, running};
use crate::stage::{SIZES, Stage};
use firedrill::drill::command::Command;
use firedrill::tui::overlays::Overlay;
use firedrill::tui::overlays::anchor_form::AnchorForm;
use firedrill::tui::overlays::clock_card::ClockCard;
use firedrill::tui::overlays::confirm::Confirm;
use firedrill::tui::overlays::debrief::Debrief;
use firedrill::tui::overlays::hold::Hold;
use firedrill::tui::overlays::level::Level;
use firedrill::tui::overlays::note::Note;
use firedrill::tui::overlays::notes::Notes;
use firedrill::tui::overlays::people::People;
use firedrill::tui::overlays::reason::Reason;
use firedrill::tui::overlays::recovery_point::RecoveryPoint;
use firedrill::tui::overlays::search::Search;
use firedrill::tui::overlays::times::Times;
use firedrill::tui::overlays::unsaved::Unsaved;
use firedrill::tui::overlays::verify::Verify;
use firedrill::tui::screens::review::Review;
use firedrill::tui::world::World;

/// Compares the frames of what is on the screen with those that were looked at, and draws it at odd sizes.
fn look_at(name: &str, stage: &mut Stage) {
    look_in_colour(name, stage);
    stage.plain();
    look_without_colour(name, stage);
}

pub fn look_in_colour(name: &str, stage: &Stage) {
    for size in SIZES {
        insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), stage.styled(size));
    }
    for size in [(1, 1), (0, 0), (40, 12), (41, 13), (3, 500), (500, 3), (39, 12), (109, 20), (110, 20)] {
        stage.buffer(size);
    }
}

pub fn look_without_colour(name: &str, stage: &Stage) {
    for size in SIZES {
        let frame = stage.frame(size);
        assert!(frame.is_ascii(), "{frame}");
    }
    insta::assert_snapshot!(format!("{name}_plain"), stage.styled(SIZES[0]));
    insta::assert_snapshot!(format!("{name}_smallest"), stage.frame((40, 12)));
}

/// Looks at an overlay with something typed into it.
fn look_at_overlay(name: &str, stage: fn() -> Stage, overlay: fn(&World) -> Overlay, typed: &str) {
    let lay = |stage: &mut Stage| {
        stage.lay(overlay);
        stage.write(typed);
    };
    let (mut colour, mut plain) = (stage(), stage());
    plain.plain();
    lay(&mut colour);
    lay(&mut plain);
    look_in_colour(name, &colour);
    look_without_colour(name, &plain);
}

/// A running drill, seen from the review so that the frames do not depend upon the drill screen.
fn drill() -> Stage {
    let mut stage = running("production");
    stage.faces.app.settle_screen(Review::default().into());
    stage
}

/// A drill that is over.
fn debriefing() -> Stage {
    finished("test")
}

#[test]
fn home() {
    let mut stage = finished("production");
    stage.asks(Command::Seal { next_owner: Some("Jo".into()) });
    stage.wait(3_600);
    stage.start("test");
    stage.asks(Command::Abort { why: "fire alarm".into() });
    stage.wait(60);
    stage.start("test");
    stage.wait(60);
    std::fs::write(stage.folder().join("procedures/half.toml"), "id = \"half\"\n").unwrap();
    stage.go_home();
    look_at("home", &mut stage);
}

#[test]
fn home_with_what_is_proven_of_the_selected_procedure() {
    let mut stage = crate::team::four();
    look_at("home_proof", &mut stage);
}

#[test]
fn home_without_any_session() {
    look_at("home_empty", &mut Stage::new());
}

#[test]
fn start() {
    let mut stage = Stage::new();
    stage.press("Enter Right Tab Tab");
    stage.write("Jo, Li");
    look_at("start", &mut stage);
}

#[test]
fn briefing() {
    let mut stage = finished("test");
    stage.wait(3_600);
    stage.start("production");
    look_at("briefing", &mut stage);
}

#[test]
fn briefing_in_an_environment_that_may_be_broken() {
    look_at("briefing_test", &mut Stage::brief("test"));
}

#[test]
fn review() {
    look_at("review", &mut finished("production"));
}

#[test]
fn review_of_a_drill_that_was_given_up() {
    let mut stage = running("test");
    stage.asks(Command::Abort { why: "the real outage began".into() });
    look_at("review_aborted", &mut stage);
}

#[test]
fn overlays_about_a_step() {
    look_at_overlay("hold", drill, |it| Hold::new("restore-database".into(), it).into(), "");
    look_at_overlay("times", drill, |it| Times::new("create-cluster".into(), it).into(), "");
    look_at_overlay("level", drill, |it| Level::new("restore-database".into(), it).into(), "c");
    let confirm = |it: &World| Confirm::destructive("drop-old-tables".into(), it, Command::Undo).into();
    look_at_overlay("confirm", drill, confirm, "produc");
    look_at_overlay("note", drill, |it| Note::on(Some("restore-database".into()), it).into(), "! old dump");
}

#[test]
fn overlays_about_the_clock() {
    look_at_overlay("anchor_form", drill, |it| AnchorForm::new(it).into(), "");
    look_at_overlay("recovery_point", drill, |it| RecoveryPoint::new(it).into(), "-26h");
    look_at_overlay("verify", drill, |it| Verify::new(it, None).into(), "");
    look_at_overlay("clock_card", debriefing, |it| ClockCard::new(it).into(), "");
}

#[test]
fn overlays_about_the_session() {
    look_at_overlay("people", drill, |it| People::new(it).into(), "");
    look_at_overlay("notes", drill, |it| Notes::new(it).into(), "");
    look_at_overlay("search", drill, |it| Search::new(it).into(), "buck");
    look_at_overlay("end", drill, |it| Debrief::new(it).into(), "");
    look_at_overlay("debrief", debriefing, |it| Debrief::new(it).into(), "Ben: a second key");
    let abort =
        |it: &World| Reason::new("give the drill up", "", |_, why| Command::Abort { why }, true, it).into();
    look_at_overlay("reason", drill, abort, "");
}

#[test]
fn what_is_not_saved() {
    let mut stage = debriefing();
    let now = stage.now();
    let unsaved = firedrill::tui::effect::Ask::now(action("written to no disk"));
    drop(stage.faces.carry_out(unsaved, &now));
    stage.lay(|it| Unsaved::new(it).into());
    look_at("unsaved", &mut stage);
    stage.settle();
    look_at("unsaved_no_more", &mut stage);
}
