//! Home, start form, briefing and review, by keys.

use crate::rehearsal::{finished, running};
use crate::stage::Stage;
use firedrill::drill::command::Command;
use firedrill::drill::session::Stage as Life;
use firedrill::engine::Happening;
use firedrill::tui::effect::Effect;
use firedrill::tui::overlays::clock_card::ClockCard;
use firedrill::tui::screens::Screen;

#[test]
fn a_drill_is_begun_from_home_with_the_keys_alone() {
    let mut stage = Stage::new();
    stage.press("Enter Right Tab Tab");
    assert!(stage.shows("PRODUCTION is protected"));
    assert!(stage.shows("RTO 2h, RPO 24h"));
    stage.write("Jo, Li ,");
    stage.press("Tab Right Enter");
    let opening = stage.session().opening().unwrap().clone();
    assert_eq!((opening.environment.as_str(), opening.protected), ("production", true));
    assert_eq!((opening.owner.as_str(), opening.simulated), ("Mara", true));
    assert_eq!(opening.shadows, ["Jo".into(), "Li".into()]);
    assert!(matches!(stage.faces.app.screen, Screen::Briefing(_)));
    assert_eq!(stage.session().stage(), Life::Briefing);
}

#[test]
fn a_start_without_an_owner_is_asked_for_one() {
    let mut stage = Stage::new();
    stage.press("Enter Tab");
    for _ in 0.."Mara".len() {
        stage.press("Backspace");
    }
    stage.press("Enter");
    assert!(stage.shows("somebody has to drive"));
    stage.press("Esc");
    assert!(matches!(stage.faces.app.screen, Screen::Home(_)));
}

#[test]
fn whoever_the_last_debrief_named_is_offered_as_the_owner() {
    let mut stage = finished("test");
    stage.asks(Command::Seal { next_owner: Some("Dee".into()) });
    stage.go_home();
    stage.press("Enter");
    assert!(stage.shows("owner        Dee"), "{}", stage.frame((120, 40)));
    stage.press("Enter");
    assert_eq!(stage.session().people().owner().unwrap().as_str(), "Dee");
}

#[test]
fn space_declares_and_the_drill_begins_here_and_at_the_other_terminal() {
    let mut stage = Stage::brief("test");
    let mut other = stage.beside("Jo");
    other.open(stage.session_id(), None);
    assert!(matches!(other.faces.app.screen, Screen::Briefing(_)));
    other.press("Space");
    assert!(other.shows("Mara drives this drill"));
    stage.press("Space");
    assert_eq!(stage.session().stage(), Life::Running);
    assert!(matches!(stage.faces.app.screen, Screen::Drill(_)));
    other.open(stage.session_id(), None);
    assert!(matches!(other.faces.app.screen, Screen::Drill(_)));
}

#[test]
fn an_action_of_an_earlier_session_is_closed_in_the_briefing() {
    let mut stage = finished("test");
    let earlier = stage.session_id();
    stage.wait(60);
    stage.start("production");
    assert!(stage.shows("Ann: rename the bucket"));
    stage.press("c");
    assert!(stage.shows("select an action that an earlier drill left open"));
    stage.press("Tab Tab Tab c");
    stage.write("it is called backups now");
    stage.press("Enter");
    assert!(stage.shows("nothing is left open"), "{}", stage.frame((120, 40)));
    stage.open(earlier, None);
    let closed = stage.session().notebook().iter().find_map(|note| note.closed.clone()).unwrap();
    assert_eq!(closed.1, "it is called backups now");
}

#[test]
fn what_earlier_drills_owe_follows_behind_the_first_frame() {
    let mut stage = finished("test");
    stage.wait(60);
    stage.start("production");
    let session = stage.session_id();
    stage.go_home();
    stage.faces.open(session, None);
    let mut known = Vec::new();
    stage.faces.engine.settle(|engine, happening| {
        let past = engine.history();
        known.push((matches!(happening, Happening::Opened(_)), past.earlier, past.actions().len()));
    });
    // The version is counted behind that.
    assert_eq!(known, [(true, 1, 0), (false, 1, 1), (false, 1, 1)]);
}

#[test]
fn a_drill_that_is_a_briefing_again_tells_what_earlier_drills_owe() {
    let mut stage = finished("test");
    stage.wait(60);
    stage.start("production");
    stage.asks(Command::Declare);
    stage.open(stage.session_id(), None);
    assert!(stage.shows("Restore the data gather system · drill 2"), "{}", stage.frame((120, 40)));
    assert!(stage.faces.engine.history().owed.is_none(), "no drill asks for that");
    stage.asks(Command::Undo);
    assert!(stage.shows("Ann: rename the bucket"), "{}", stage.frame((120, 40)));
}

#[test]
fn a_briefing_is_given_up_with_a_reason() {
    let mut stage = Stage::brief("test");
    stage.press(":");
    stage.write("abort");
    stage.press("Enter Enter");
    assert!(stage.shows("a reason is needed here"));
    stage.write("wrong procedure");
    stage.press("Enter");
    assert_eq!(stage.session().stage(), Life::Aborted);
    assert!(matches!(stage.faces.app.screen, Screen::Review(_)));
    stage.press("Esc");
    assert!(stage.shows("aborted"));
}

#[test]
fn home_leads_to_open_and_to_past_sessions_and_searches_them() {
    let mut stage = finished("production");
    let past = stage.session_id();
    stage.wait(60);
    stage.start("test");
    let open = stage.session_id();
    stage.go_home();
    stage.press("Enter");
    assert_eq!(stage.session_id(), open);
    stage.go_home();
    stage.press("/");
    stage.write("met");
    stage.press("Enter Enter");
    assert_eq!(stage.session_id(), past);
    assert!(matches!(stage.faces.app.screen, Screen::Review(_)));
    stage.press("Esc /");
    stage.write("nothing like this");
    assert!(stage.shows("nothing is called that"));
    stage.press("Esc");
    assert!(stage.shows("HOLD A DRILL"));
    stage.press("q");
    assert!(stage.has_quit());
}

#[test]
fn a_broken_procedure_says_what_is_wrong() {
    let mut stage = Stage::new();
    std::fs::write(stage.folder().join("procedures/half.toml"), "id = \"half\"\n").unwrap();
    stage.go_home();
    stage.press("j Enter");
    assert!(matches!(stage.faces.app.screen, Screen::Home(_)));
    assert!(stage.frame((120, 40)).contains("half.toml") || stage.shows("needs `environment`"));
}

#[test]
fn a_review_closes_actions_and_is_opened_again_with_a_reason() {
    let mut stage = finished("test");
    stage.press("Tab Tab Tab c");
    stage.write("renamed");
    stage.press("Enter");
    assert!(stage.shows("done: renamed"), "{}", stage.frame((120, 40)));
    stage.asks(Command::Seal { next_owner: None });
    stage.press("F");
    assert!(stage.shows("the session is sealed; reopen it first"));
    stage.press(":");
    stage.write("reopen-s");
    stage.press("Enter");
    stage.write("one check was forgotten");
    stage.press("Enter");
    assert_eq!(stage.session().stage(), Life::Running);
    assert!(matches!(stage.faces.app.screen, Screen::Drill(_)));
}

#[test]
fn a_review_finds_a_step_and_copies_its_command() {
    let mut stage = finished("test");
    stage.press("y");
    assert!(stage.shows("select a step that has a command"));
    stage.press("/");
    stage.write("database");
    stage.press("Enter y");
    let copied =
        stage.outside.iter().any(|it| matches!(it, Effect::Copy(text) if text == "sh restore-db.sh"));
    assert!(copied);
}

#[test]
fn nothing_on_a_review_moves_by_itself() {
    let mut stage = finished("test");
    let before = stage.frame((120, 40));
    stage.wait(3_600);
    assert_eq!(stage.frame((120, 40)), before);
}

#[test]
fn an_environment_is_in_sight_on_every_screen_of_a_session_at_any_size() {
    let mut stages = [Stage::brief("production"), running("production"), finished("production")];
    for stage in &mut stages {
        for size in [(40, 12), (80, 24), (120, 40), (200, 60)] {
            assert!(stage.frame(size).contains("PRODUCTION"), "{}", stage.frame(size));
            stage.lay(|it| ClockCard::new(it).into());
            assert!(stage.frame(size).contains("PRODUCTION"), "{}", stage.frame(size));
            stage.press("Esc");
        }
    }
}

#[test]
fn hostile_text_is_shown_harmlessly_on_every_screen() {
    let hostile = "\u{1b}[2Jevil\u{202e}\u{200b}\r\n\u{9b}31m";
    let mut stage = running("test");
    stage.asks(Command::HandOver { to: hostile.into(), why: hostile.into() });
    stage.press("N");
    stage.paste(hostile);
    stage.press("Enter");
    let harmless = |stage: &Stage| {
        let bad = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202e}' | '\u{200b}');
        assert!(!stage.frame((120, 40)).contains(bad), "{:?}", stage.frame((120, 40)));
    };
    harmless(&stage);
    stage.faces.app.settle_screen(firedrill::tui::screens::review::Review::default().into());
    harmless(&stage);
    stage.go_home();
    harmless(&stage);
}
