//! What the live screens look like.

use crate::stage::{SIZES, Stage};
use firedrill::drill::command::Command;
use firedrill::drill::fact::{HoldCause, Role};
use firedrill::drill::note::{Entry, Tag};
use firedrill::drill::time::Span;
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

fn note(step: Option<&str>, tag: Tag, text: &str) -> Command {
    let entry = Entry { step: step.map(Into::into), tag, text: text.into(), who: None, due: None };
    Command::WriteNote { entry }
}

/// A drill in its middle: one step done, one running, notes.
fn middle(environment: &str) -> Stage {
    let mut stage = Stage::drill(environment);
    stage.press("Space");
    stage.wait(250);
    stage.press("Space");
    stage.wait(60);
    stage.asks(note(
        Some("restore-database"),
        Tag::Surprise,
        "the dump was in the old bucket, which nobody knew",
    ));
    stage.asks(note(None, Tag::Outside, "support was told"));
    let newest = stage.now().wall - Span::from_secs(80 * 60);
    stage.asks(Command::SetRecoveryPoint { newest, source: "orders".into() });
    stage.wait(664);
    stage
}

/// Holds a drill to its end, and another one to its middle: there are last times.
fn second() -> Stage {
    let mut stage = Stage::drill("test");
    for _ in 0..2 {
        stage.press("Space");
        stage.wait(300);
    }
    stage.press("Space");
    stage.asks(Command::Abort { why: "only for its times".into() });
    stage.wait(3_600);
    stage.start("test");
    stage.asks(Command::Declare);
    stage.open(stage.session_id(), None);
    stage.press("Space");
    stage.wait(200);
    stage
}

fn waiting() -> Stage {
    let mut stage = middle("production");
    let cause = HoldCause::Dependency("object-storage".into());
    stage.asks(Command::HoldStep { step: "restore-database".into(), cause, text: String::new() });
    stage.wait(760);
    stage
}

fn overdue() -> Stage {
    let mut stage = middle("test");
    stage.wait(5 * 3_600);
    stage
}

fn verified() -> Stage {
    let mut stage = middle("test");
    for step in ["restore-database", "drop-old-tables", "start-gatherers", "check-reports"] {
        stage.asks(Command::SkipStep { step: step.into(), why: "played".into() });
    }
    stage.asks(Command::Verify { by: "Vic".into(), how: "clients read again".into(), passed: true });
    stage.wait(90);
    stage
}

fn scribe() -> Stage {
    let owner = middle("production");
    let mut ann = owner.beside("Ann");
    ann.open(owner.session_id(), Some(Role::Scribe));
    ann.write("> Ben: order a second key by Fri");
    ann
}

fn pictures(stage: &mut Stage, name: &str) {
    for size in SIZES {
        insta::assert_snapshot!(format!("{name}-{}x{}", size.0, size.1), stage.styled(size));
    }
    stage.plain();
    insta::assert_snapshot!(format!("{name}-ascii"), stage.styled(SIZES[0]));
}

#[test]
fn the_drill() {
    pictures(&mut middle("test"), "drill");
}

#[test]
fn the_drill_in_production_waits() {
    pictures(&mut waiting(), "production");
}

#[test]
fn over_its_objective() {
    insta::assert_snapshot!("overdue", overdue().styled(SIZES[0]));
}

#[test]
fn verified_the_big_clock_stands() {
    insta::assert_snapshot!("verified", verified().styled(SIZES[1]));
}

#[test]
fn the_second_drill_has_last_times() {
    insta::assert_snapshot!("last", second().styled(SIZES[0]));
}

#[test]
fn the_wall() {
    let mut stage = waiting();
    stage.press("w");
    pictures(&mut stage, "wall");
}

#[test]
fn the_scribe() {
    pictures(&mut scribe(), "scribe");
}

#[test]
fn nothing_of_ours_is_outside_of_ascii_where_that_is_asked_for() {
    let makes = [|| middle("test"), waiting, overdue, verified, second, scribe];
    for make in makes {
        let mut stage = make();
        stage.plain();
        let scribe = stage.shows("Enter saves");
        let keys: &[&str] = if scribe { &["", "Esc"] } else { &["", "w", "w n", "Esc ?", "Esc -"] };
        for keys in keys {
            stage.press(keys);
            for size in SIZES {
                let frame = stage.frame(size);
                let odd: Vec<&str> = frame.lines().filter(|line| !line.is_ascii()).collect();
                assert!(odd.is_empty(), "after {keys}: {odd:?}");
            }
        }
    }
}

#[test]
fn without_colour_a_selection_and_a_state_are_still_told() {
    let mut stage = middle("production");
    stage.plain();
    let frame = stage.frame((120, 40));
    for told in ["+  1 Create the cluster", ">>  2 Restore", ".  3 Drop", "[PRODUCTION - PROTECTED]"] {
        assert!(frame.contains(told), "{told}\n{frame}");
    }
}

#[test]
fn hostile_text_moves_nothing() {
    let mut stage = Stage::drill("test");
    let bad = "\u{1b}[2J\u{202e}abc\u{200b}\u{9b}31m\r\n👨\u{200d}👩\u{200d}👧 日本 e\u{301}".repeat(50);
    stage.asks(note(None, Tag::Plain, &bad));
    stage.press("Space x");
    stage.paste(&bad);
    stage.press("Enter");
    for size in [(40, 12), (80, 24), (120, 40), (200, 60)] {
        let frame = stage.frame(size);
        assert!(!frame.contains(['\u{1b}', '\u{202e}', '\u{200b}', '\u{9b}', '\r', '\u{200d}']), "{frame}");
        assert!(frame.contains("␛") || size.1 < 20, "{frame}");
    }
}

/// Draws at a size into nothing; only a panic is looked for.
fn draw(stage: &Stage, width: u16, height: u16) {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    stage.faces.draw(&mut terminal, &stage.now()).unwrap();
}

#[test]
fn no_size_is_too_small_or_too_odd() {
    let mut stages =
        vec![middle("test"), waiting(), overdue(), verified(), second(), scribe(), Stage::drill("test")];
    for round in 0..2 {
        for stage in &stages {
            for (width, height) in
                [(1, 1), (2, 1), (1, 60), (500, 3), (3, 500), (40, 12), (41, 13), (60, 300)]
            {
                draw(stage, width, height);
            }
            let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(40));
            runner
                .run(&(1_u16..260, 1_u16..90), |(width, height)| {
                    draw(stage, width, height);
                    Ok(())
                })
                .unwrap();
        }
        if round == 0 {
            for stage in &mut stages {
                stage.press("w");
            }
        }
    }
}
