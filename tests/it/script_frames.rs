//! What scripts, guards and probes look like.

use crate::stage::{SIZES, Stage};
use firedrill::drill::command::Command;
use firedrill::drill::script::{Outcome, Role};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

fn sees(stage: &mut Stage, probe: &str, up: bool) {
    stage.asks(Command::ReportProbe { probe: probe.into(), up, reading: "looked".into() });
}

fn running() -> Stage {
    let mut stage = Stage::scripts("test");
    sees(&mut stage, "clients", true);
    sees(&mut stage, "storage", true);
    stage.wait(100);
    sees(&mut stage, "clients", false);
    stage.press("r");
    stage.launches();
    stage.wait(42);
    stage
}

fn failed() -> Stage {
    let mut stage = running();
    stage.ends(
        Outcome::Exited { code: 1 },
        "loading  9%\rloading 64%\n\x1b[1;31merror:\x1b[0m the dump \x1b[32mshop.dump\x1b[0m is older than the schema\x1b]0;owned\x07\n\x1b[2Jgiven up\u{202e}\n",
    );
    stage
}

fn unknown() -> Stage {
    let mut stage = running();
    stage.ends(Outcome::Unknown {}, "");
    stage
}

/// Ready for what destroys.
fn guarded(environment: &str) -> Stage {
    let mut stage = Stage::scripts(environment);
    stage.asks(Command::SkipStep { step: "restore-database".into(), why: "played".into() });
    stage.press("g j r");
    stage.wait(1);
    stage
}

fn answered(mut stage: Stage, outputs: &[&str]) -> Stage {
    for output in outputs {
        stage.press("Enter");
        stage.launches();
        stage.wait(2);
        stage.ends(Outcome::Exited { code: 0 }, output);
    }
    stage
}

fn confirmed() -> Stage {
    let mut stage = answered(guarded("production"), &["db-1\n", "4\n"]);
    stage.press("Enter");
    stage.wait(1);
    stage
}

fn named() -> Stage {
    let mut stage = confirmed();
    stage.write("production");
    stage.press("Enter");
    stage.write("mara");
    stage.press("Enter");
    stage
}

fn identifying() -> Stage {
    let mut stage = guarded("production");
    stage.press("Enter");
    stage.launches();
    stage.wait(2);
    stage
}

fn refused() -> Stage {
    answered(guarded("production"), &["db-7\n"])
}

fn confirming() -> Stage {
    answered(guarded("production"), &["db-1\n", "4\n"])
}

fn cancelling() -> Stage {
    let mut stage = running();
    stage.press("r");
    stage
}

fn asking() -> Stage {
    let mut stage = failed();
    stage.press("Space");
    stage
}

fn leaving() -> Stage {
    let mut stage = running();
    stage.press("q");
    stage
}

fn briefing() -> Stage {
    let mut stage = Stage::with(include_str!("scripts.toml"));
    stage.start("test");
    sees(&mut stage, "storage", false);
    stage.wait(42);
    stage
}

fn wall() -> Stage {
    let mut stage = failed();
    stage.press("w");
    stage
}

/// Over: what ran went wrong once, the service was back after a while, and what destroys was left out.
fn reviewed() -> Stage {
    let mut stage = failed();
    stage.press("r");
    stage.launches();
    stage.wait(138);
    stage.ends(Outcome::Exited { code: 0 }, "loaded\n");
    stage.launches();
    stage.wait(3);
    stage.ends(Outcome::Exited { code: 0 }, "42\n");
    sees(&mut stage, "clients", true);
    stage.wait(20);
    for (role, printed) in [(Role::Identity, "db-7\n"), (Role::Identity, "db-test\n"), (Role::Preview, "4\n")]
    {
        let step = "drop-old".into();
        stage.asks(Command::RunScript { step, role, automatic: false, why: None });
        stage.launches();
        stage.ends(Outcome::Exited { code: 0 }, printed);
    }
    for step in ["drop-old", "drop-by-hand", "tell-clients"] {
        stage.asks(Command::SkipStep { step: step.into(), why: "played".into() });
    }
    stage.asks(Command::Verify { by: "Vic".into(), how: "orders come in".into(), passed: true });
    stage.asks(Command::Finish);
    stage.wait(10);
    stage
}

fn pictures(stage: &mut Stage, name: &str) {
    for size in SIZES {
        insta::assert_snapshot!(format!("{name}-{}x{}", size.0, size.1), stage.styled(size));
    }
    stage.plain();
    insta::assert_snapshot!(format!("{name}-ascii"), stage.styled(SIZES[0]));
}

#[test]
fn a_script_runs() {
    pictures(&mut running(), "script-running");
}

#[test]
fn a_script_failed() {
    pictures(&mut failed(), "script-failed");
}

#[test]
fn nobody_saw_how_a_script_ended() {
    pictures(&mut unknown(), "script-unknown");
}

#[test]
fn the_guards_one_after_the_other() {
    pictures(&mut guarded("production"), "guard-identity");
    pictures(&mut refused(), "guard-refused");
    pictures(&mut confirming(), "guard-confirmation");
    pictures(&mut named(), "guard-second");
    for (name, stage) in [("guard-running", identifying()), ("guard-name", confirmed())] {
        insta::assert_snapshot!(name, stage.styled(SIZES[0]));
    }
    insta::assert_snapshot!("guard-test", guarded("test").styled(SIZES[0]));
}

#[test]
fn what_is_asked_about_a_script() {
    pictures(&mut cancelling(), "script-cancel");
    pictures(&mut asking(), "script-asks");
    insta::assert_snapshot!("script-leaving", leaving().styled(SIZES[0]));
}

#[test]
fn a_dependency_is_down_before_the_drill_begins() {
    pictures(&mut briefing(), "briefing-down");
}

#[test]
fn the_wall_tells_what_went_wrong_and_who_is_cut_off() {
    pictures(&mut wall(), "wall-failed");
}

#[test]
fn what_was_run_asked_and_seen_stands_in_the_review() {
    pictures(&mut reviewed(), "review");
}

#[test]
fn no_size_is_too_small() {
    let makes = [
        running,
        failed,
        unknown,
        identifying,
        refused,
        confirming,
        named,
        cancelling,
        asking,
        leaving,
        reviewed,
    ];
    for make in makes {
        let stage = make();
        for (width, height) in [(1, 1), (2, 1), (500, 3), (3, 500), (40, 12), (41, 13), (60, 300)] {
            let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
            stage.faces.draw(&mut terminal, &stage.now()).unwrap();
        }
    }
}

#[test]
fn nothing_of_ours_is_outside_of_ascii_where_that_is_asked_for() {
    for make in
        [running, unknown, refused, confirming, named, cancelling, asking, leaving, briefing, wall, reviewed]
    {
        let mut stage = make();
        stage.plain();
        for size in SIZES {
            let frame = stage.frame(size);
            let odd: Vec<&str> = frame.lines().filter(|line| !line.is_ascii()).collect();
            assert!(odd.is_empty(), "{odd:?}");
        }
    }
}
