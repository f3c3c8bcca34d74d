//! Scripts and guards, by keys alone.

use crate::stage::Stage;
use firedrill::drill::automation::Achieved;
use firedrill::drill::checklist::StepState;
use firedrill::drill::command::Command;
use firedrill::drill::script::{Guard, Outcome, Role};
use firedrill::tui::overlays::guard::Guarded;
use ratatui::crossterm::event::{Event, KeyCode, KeyEvent};

const RESTORE: &str = "restore-database";
const DROP: &str = "drop-old";

fn asked(stage: &Stage) -> Vec<(&str, Role)> {
    let scripts = stage.session().scripts().iter();
    scripts.map(|script| (script.asked.step.as_str(), script.asked.role)).collect()
}

fn state(stage: &Stage, step: &str) -> StepState {
    stage.session().checklist().progress(&step.into()).map(|progress| progress.state).unwrap_or_default()
}

/// The script of the first step runs.
fn running() -> Stage {
    let mut stage = Stage::scripts("test");
    stage.press("r");
    stage.launches();
    stage.wait(42);
    stage
}

/// The script of the first step failed.
fn failed() -> Stage {
    let mut stage = running();
    stage.ends(Outcome::Exited { code: 1 }, "no dump\n");
    stage
}

/// Ready for what destroys.
fn ready(environment: &str) -> Stage {
    let mut stage = Stage::scripts(environment);
    stage.asks(Command::SkipStep { step: RESTORE.into(), why: "played".into() });
    stage.press("g j");
    stage
}

fn passes(stage: &mut Stage, printed: &str) {
    stage.press("Enter");
    stage.launches();
    stage.ends(Outcome::Exited { code: 0 }, printed);
    stage.wait(1);
}

#[test]
fn a_key_runs_the_script_and_the_check_finishes_the_step() {
    let mut stage = Stage::scripts("test");
    assert!(stage.shows("r runs scripts/restore-db.sh · v checks"), "{}", stage.frame((120, 40)));
    assert!(stage.shows("r run "));
    stage.press("r");
    stage.launches();
    assert_eq!((asked(&stage), state(&stage, RESTORE)), (vec![(RESTORE, Role::Run)], StepState::Running));
    stage.wait(42);
    assert!(stage.shows("running 0:42 of 30m"));
    stage.ends(Outcome::Exited { code: 0 }, "done\n");
    assert!(stage.shows("exit 0 in 0:42"));
    stage.ends(Outcome::Exited { code: 0 }, "412 rows\n");
    assert_eq!(state(&stage, RESTORE), StepState::Done);
}

#[test]
fn while_a_script_runs_other_keys_say_so_and_the_same_key_asks_to_cancel() {
    let mut stage = running();
    for key in ["x", "s", "Space", "Enter", "v", "b"] {
        stage.wait(1);
        stage.press(key);
        assert!(stage.shows("the script of 1 is at work: r cancels it"), "{key}\n{}", stage.frame((120, 40)));
    }
    stage.press("r");
    assert!(stage.shows("cancel the script of 1?"));
    stage.press("Esc");
    assert!(!stage.session().scripts().iter().last().unwrap().cancelled);
    stage.press("r Enter");
    assert!(stage.session().scripts().iter().last().unwrap().cancelled);
    stage.press("r");
    assert!(stage.shows("the script of 1 is being ended"));
}

#[test]
fn what_failed_asks_instead_of_ticking() {
    let mut stage = failed();
    assert!(stage.shows("1 failed: exit 1 — r again · b done by hand · x fail"));
    for key in ["Space", "Enter"] {
        stage.wait(1);
        stage.press(key);
        assert!(stage.shows("what comes of it?"), "{key}");
        stage.press("Esc");
        assert_eq!(state(&stage, RESTORE), StepState::Running);
    }
    stage.press("Enter b");
    assert_eq!(state(&stage, RESTORE), StepState::Done);
    let (step, progress) = stage.session().step(&RESTORE.into()).unwrap();
    assert_eq!(progress.achieved(step), Some(Achieved::BROKEN));
    assert!(stage.shows("broken"));
}

#[test]
fn what_failed_runs_again_or_fails() {
    let mut stage = failed();
    stage.press("Enter r");
    assert_eq!(asked(&stage), [(RESTORE, Role::Run), (RESTORE, Role::Run)]);
    stage.ends(Outcome::Killed { signal: 11 }, "");
    assert!(stage.shows("1 failed: killed by SIGSEGV"));
    stage.press("Enter x");
    stage.write("no good dump");
    stage.press("Enter");
    assert_eq!(state(&stage, RESTORE), StepState::Failed);
    assert!(!stage.shows("r again"));
}

#[test]
fn an_unknown_outcome_can_be_checked() {
    let mut stage = running();
    stage.ends(Outcome::Unknown {}, "");
    assert!(stage.shows("1 was running when firedrill ended, outcome unknown"));
    stage.press("v");
    assert_eq!(asked(&stage).last(), Some(&(RESTORE, Role::Check)));
}

#[test]
fn a_script_key_that_cannot_work_says_why() {
    let mut stage = Stage::scripts("test");
    for (keys, why) in [
        ("b", "1 is pending: only after its script went wrong is it done by hand"),
        ("v", "1 is pending: only what runs or is done can be checked"),
        ("f", "no output of a script is in sight here"),
        ("G r", "4 has no script: the procedure's `run` is empty"),
        ("v", "4 has no check: the procedure's `check` is empty"),
    ] {
        stage.press(keys);
        assert!(stage.shows(why), "{keys}:\n{}", stage.frame((120, 40)));
    }
    stage.press("g Enter b");
    assert!(stage.shows("no script of 1 went wrong: Enter finishes it"));
    let mut jo = stage.beside("Jo");
    jo.open(stage.session_id(), None);
    for key in ["r", "v", "b"] {
        jo.press(key);
        assert!(jo.shows("Mara drives this drill; p takes over"), "{key}");
    }
}

#[test]
fn all_guards_are_passed_one_after_the_other() {
    let mut stage = ready("production");
    stage.press("r Enter");
    stage.launches();
    assert!(stage.shows("running 0:00"), "{}", stage.frame((120, 40)));
    stage.ends(Outcome::Exited { code: 0 }, "db-1\n");
    stage.wait(1);
    passes(&mut stage, "4\n");
    assert!(stage.shows("DB = shop-production") && stage.shows("DB_PASSWORD = (hidden)"));
    assert!(!stage.shows("hunter"), "{}", stage.frame((120, 40)));
    stage.press("Enter");
    stage.write("prod");
    stage.press("Enter");
    assert!(stage.shows("prod is not the name of this environment"));
    stage.write("production");
    stage.press("Enter");
    stage.write("MARA");
    stage.press("Enter");
    assert!(stage.shows("MARA is you"));
    assert_eq!(state(&stage, DROP), StepState::Pending);
    stage.write("Jo");
    stage.press("Enter");
    assert_eq!((asked(&stage).last(), state(&stage, DROP)), (Some(&(DROP, Role::Run)), StepState::Running));
    let answers: Vec<_> = stage.session().guards().iter().map(|(it, _)| (it.guard, it.passed)).collect();
    let expected = [
        (Guard::Identity, true),
        (Guard::Preview, true),
        (Guard::Confirmation, true),
        (Guard::Name, false),
        (Guard::Name, true),
        (Guard::Second, false),
        (Guard::Second, true),
    ];
    assert_eq!(answers, expected);
    assert!(!stage.shows("destroys something"));
}

#[test]
fn a_guard_that_refuses_never_lets_through() {
    let mut stage = ready("test");
    stage.press("r");
    passes(&mut stage, "db-7\n");
    assert!(stage.shows("must print db-test") && stage.shows("REFUSED: it is db-7"));
    passes(&mut stage, "db-test\n");
    passes(&mut stage, "6\n");
    assert!(stage.shows("must count 3 to 5") && stage.shows("REFUSED: it is 6"));
    stage.write("yes");
    stage.press("Esc");
    assert!(asked(&stage).iter().all(|(_, role)| *role != Role::Run));
}

#[test]
fn what_is_pasted_held_or_hurried_passes_no_guard() {
    let mut stage = ready("production");
    stage.press("r");
    passes(&mut stage, "db-1\n");
    passes(&mut stage, "4\n");
    stage.press("Enter Enter");
    stage.paste("production");
    stage.press("Enter");
    assert!(stage.shows("nothing was typed"));
    stage.burst("production\n");
    assert!(stage.shows("too fast for fingers"));
    let passed = |stage: &Stage| stage.session().guards().answer(&DROP.into(), Guard::Name).cloned();
    assert_eq!(passed(&stage), None);
}

#[test]
fn an_enter_that_follows_too_fast_confirms_nothing() {
    let mut stage = ready("test");
    stage.press("r");
    passes(&mut stage, "db-test\n");
    stage.press("Enter");
    stage.launches();
    stage.ends(Outcome::Exited { code: 0 }, "4\n");
    stage.press("Enter");
    assert!(stage.shows("right behind the key before"), "{}", stage.frame((120, 40)));
    assert!(stage.session().guards().answer(&DROP.into(), Guard::Confirmation).is_none());
}

#[test]
fn what_destroys_by_hand_goes_through_its_guards_too() {
    let mut stage = ready("test");
    stage.press("j Enter");
    stage.wait(1);
    passes(&mut stage, "db-test\n");
    assert_eq!(state(&stage, "drop-by-hand"), StepState::Pending);
    stage.press("Enter");
    assert_eq!(state(&stage, "drop-by-hand"), StepState::Running);
}

#[test]
fn a_destructive_script_out_of_turn_wants_a_reason_first() {
    let mut stage = Stage::scripts("test");
    stage.press("j r");
    assert!(stage.shows("run 2 Drop the old database out of turn"));
    stage.write("the new one stands");
    stage.press("Enter");
    stage.wait(1);
    assert!(stage.shows("destroys something"));
    passes(&mut stage, "db-test\n");
    passes(&mut stage, "4\n");
    stage.press("Enter");
    stage.write("Jo");
    stage.press("Enter");
    assert_eq!(state(&stage, DROP), StepState::Running);
    let reason = stage.session().checklist().progress(&DROP.into()).unwrap().reason.clone();
    assert_eq!(reason.as_deref(), Some("the new one stands"));
    let mut stage = Stage::scripts("production");
    stage.press("j r");
    assert!(stage.shows("never starts out of turn here"));
}

#[test]
fn leaving_asks_while_a_script_runs_here() {
    let mut stage = running();
    stage.press("q");
    assert!(stage.shows("scripts run here") && !stage.has_quit());
    stage.press("Esc");
    assert!(!stage.has_quit());
    stage.press("q Enter");
    assert!(stage.has_quit());
    assert!(stage.session().scripts().iter().last().unwrap().cancelled);
    let mut jo = stage.beside("Jo");
    jo.open(stage.session_id(), None);
    jo.press("q");
    assert!(jo.has_quit(), "it runs elsewhere");
}

#[test]
fn output_is_scrolled_and_followed_and_the_text_can_be_read() {
    let mut stage = running();
    let lines: Vec<String> = (1..=100).map(|line| format!("line {line}\n")).collect();
    stage.ends(Outcome::Exited { code: 1 }, &lines.concat());
    assert!(stage.shows("line 100") && !stage.shows("line 42 "));
    stage.press("PageUp");
    assert!(!stage.shows("line 100"), "{}", stage.frame((120, 40)));
    for _ in 0..20 {
        stage.press("PageUp");
    }
    assert!(stage.shows("line 1 "));
    stage.press("f");
    assert!(stage.shows("line 100"));
    stage.press("Ctrl-u PageDown PageDown");
    assert!(stage.shows("line 100"));
    stage.press("Tab");
    assert!(stage.shows("needs Cloud object storage") && !stage.shows("line 100"));
    stage.press("Tab");
    assert!(stage.shows("line 100"));
}

#[test]
fn another_screen_shows_what_was_kept() {
    let mut stage = running();
    let mut jo = stage.beside("Jo");
    jo.open(stage.session_id(), None);
    assert!(jo.shows("Mara sees its output"), "{}", jo.frame((120, 40)));
    stage.ends(Outcome::Exited { code: 1 }, "no dump\n");
    jo.open(stage.session_id(), None);
    assert!(jo.shows("no dump"));
    let q = Event::Key(KeyEvent::from(KeyCode::Char('q')));
    jo.arrives(&q);
    assert!(jo.has_quit());
}

#[test]
fn the_briefing_shows_no_secret() {
    let mut stage = Stage::with(include_str!("scripts.toml"));
    stage.start("test");
    let frame = stage.frame((200, 60));
    assert!(frame.contains("DB_PASSWORD") && !frame.contains("hunter"), "{frame}");
}

#[test]
fn where_a_guard_cannot_ask_the_name_of_the_environment_is_typed() {
    let stage = ready("test");
    let mut jo = stage.beside("Jo");
    jo.open(stage.session_id(), None);
    // Whoever does not drive is refused, as a procedure that is not trusted is.
    jo.lay(|world| Guarded::start("drop-by-hand".into(), world).into());
    jo.press("Tab");
    assert!(jo.shows("Enter runs this command"), "not before it was asked for");
    jo.wait(1);
    jo.press("Enter");
    assert!(jo.shows("Mara drives this drill") && jo.shows("Tab: start without its commands"));
    jo.press("Tab");
    assert!(jo.shows("Type test and press Enter"), "{}", jo.frame((120, 40)));
}

#[test]
fn the_palette_runs_a_script() {
    let mut stage = Stage::scripts("test");
    stage.press(":");
    stage.write("run-script");
    stage.press("Enter");
    assert_eq!(asked(&stage), [(RESTORE, Role::Run)]);
}

#[test]
fn every_key_works_on_the_wall() {
    let mut stage = failed();
    stage.press("w");
    assert!(stage.shows("1 failed: exit 1 — r again"), "{}", stage.frame((120, 40)));
    stage.press("b");
    assert_eq!(state(&stage, RESTORE), StepState::Done);
}
