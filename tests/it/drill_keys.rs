//! The drill, held by keys alone.

use crate::stage::Stage;
use firedrill::drill::checklist::StepState;
use firedrill::drill::command::Command;
use firedrill::drill::fact::{HoldCause, Role};
use firedrill::drill::session::Stage as Life;
use firedrill::tui::effect::{Ask, Effect};
use ratatui::crossterm::event::{
    Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

fn states(stage: &Stage) -> Vec<&'static str> {
    stage.session().checklist().iter().map(|it| it.state.word()).collect()
}

fn copied(stage: &Stage) -> Vec<&str> {
    let texts = stage.outside.iter().filter_map(|effect| match effect {
        Effect::Copy(text) => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

#[test]
fn a_whole_drill_by_one_key_and_a_few_more() {
    let mut stage = Stage::drill("test");
    assert!(stage.shows("Space start 1 Create the cluster"));
    stage.press("Space");
    assert!(stage.shows("Space 1 done → start 2 Restore the database"));
    stage.wait(300);
    stage.press("Space");
    stage.wait(600);
    assert!(stage.shows("Space 2 done · 3, destructive, waits"));
    stage.press("Space");
    stage.wait(1);
    stage.press("Space");
    assert!(stage.shows("3 is destructive: it starts on purpose only"));
    assert!(stage.shows("3 Drop the old tables destroys: select it, and Enter starts it"));
    assert_eq!(states(&stage)[..3], ["done", "done", "pending"]);
    stage.press("Enter");
    assert_eq!(states(&stage)[2], "running");
    stage.wait(60);
    stage.press("Space");
    stage.wait(60);
    stage.press("Space");
    stage.wait(60);
    assert!(stage.shows("Space 5 Check the reports as a client done"));
    stage.press("Space");
    assert!(stage.shows("is the service back?"));
    stage.write("Vic");
    stage.press("Tab");
    stage.write("clients read again");
    stage.press("Enter");
    assert!(stage.shows("VERIFIED 0:18"), "{}", stage.frame((120, 40)));
    stage.wait(30);
    assert!(stage.shows("clean-up 0:00:3"));
    stage.press("Space");
    stage.wait(30);
    stage.press("Space");
    assert_eq!(states(&stage), ["done"; 6]);
    stage.wait(1);
    stage.press("Space Enter");
    assert_eq!(stage.session().stage(), Life::Finished);
    assert!(stage.shows("debrief"));
}

#[test]
fn a_second_press_within_half_a_second_is_none() {
    let mut stage = Stage::drill("test");
    stage.burst("   ");
    assert_eq!(states(&stage)[..2], ["running", "pending"]);
    stage.wait(1);
    stage.press("Space Space");
    assert_eq!(states(&stage)[..2], ["done", "running"], "200 ms lie between two keys here");
    stage.wait(1);
    stage.press("Space");
    assert_eq!(states(&stage)[1], "done");
}

#[test]
fn two_that_run_have_to_be_told_apart() {
    let mut stage = Stage::drill("test");
    stage.press("j Enter");
    stage.write("both at once");
    stage.press("Enter k Enter j j");
    assert_eq!(states(&stage)[..2], ["running", "running"]);
    assert!(stage.shows("1 and 2 run: select one"));
    stage.press("Space");
    assert!(stage.shows("1 and 2 run: select one"));
    stage.press("k");
    assert!(stage.shows("Space 2 done"));
}

#[test]
fn a_step_out_of_turn_wants_a_reason() {
    let mut stage = Stage::drill("test");
    stage.press("j j j Enter");
    assert!(stage.shows("start 4 Start the gatherers out of turn"));
    stage.press("Enter");
    assert_eq!(states(&stage)[3], "pending");
    stage.write("the dump is still on its way");
    stage.press("Enter");
    assert_eq!(states(&stage)[3], "running");
    assert!(stage.shows("reason: the dump is still on its way"));
}

#[test]
fn what_destroys_in_production_wants_its_name() {
    let mut stage = Stage::drill("production");
    stage.asks(Command::SkipStep { step: "create-cluster".into(), why: String::new() });
    stage.asks(Command::SkipStep { step: "restore-database".into(), why: String::new() });
    stage.press("g j j Enter");
    assert_eq!(states(&stage)[2], "pending");
    stage.write("y");
    stage.press("Enter");
    assert_eq!(states(&stage)[2], "pending");
    stage.press("Esc Space");
    assert_eq!(states(&stage)[2], "pending", "nor by the way");
}

#[test]
fn what_destroys_never_starts_out_of_turn_in_production() {
    let mut stage = Stage::drill("production");
    stage.press("j j Enter");
    assert!(stage.shows("never starts out of turn here"));
    stage.press("k j");
    assert!(!stage.shows("Enter start 3"), "no key is offered that does nothing: {}", stage.frame((120, 40)));
}

#[test]
fn a_key_that_cannot_work_says_why() {
    let mut stage = Stage::drill("test");
    for (keys, why) in [
        ("x", "1 is pending: only what runs can fail"),
        ("o", "1 is pending: there is nothing to reopen"),
        ("h", "1 is pending: only what runs can be held"),
        ("t", "1 has no times yet; - dates back what you do next"),
        ("y", "1 has no command to copy"),
        ("m", "there is no note yet; n writes one"),
        ("Ctrl-r", "there is nothing of yours to redo"),
    ] {
        stage.press(keys);
        assert!(stage.shows(why), "{keys}:\n{}", stage.frame((120, 40)));
    }
    stage.press("Space");
    stage.wait(1);
    stage.press("Space k s");
    assert!(stage.shows("1 is done already"));
    stage.press("Enter");
    assert!(stage.shows("1 is done; o reopens it"));
}

#[test]
fn who_joined_is_told_who_drives() {
    let stage = Stage::drill("test");
    let mut jo = stage.beside("Jo");
    jo.open(stage.session_id(), None);
    assert!(jo.shows("p Mara drives: take over"));
    for key in ["Space", "Enter", "x", "s", "a", "V", "A", "P", "F"] {
        jo.press(key);
        assert!(jo.shows("Mara drives this drill; p takes over"), "{key}");
    }
    jo.press("n");
    jo.write("seen from the other desk");
    jo.press("Enter");
    assert_eq!(jo.session().notebook().iter().len(), 1);
    assert_eq!(states(&jo), ["pending"; 6]);
}

#[test]
fn fail_skip_reopen_hold_and_undo() {
    let mut stage = Stage::drill("test");
    stage.press("Space");
    stage.wait(20);
    stage.press("x");
    stage.write("no quota");
    stage.press("Enter");
    assert_eq!(states(&stage)[0], "failed");
    assert!(stage.shows("1 Create the cluster failed: try it again"));
    assert!(stage.shows("u undo: 1 failed"));
    stage.press("u");
    assert_eq!(states(&stage)[0], "running");
    stage.press("Ctrl-r");
    assert_eq!(states(&stage)[0], "failed");
    stage.wait(5);
    stage.press("Enter");
    assert!(stage.shows("attempt 2: running"));
    stage.asks(Command::HoldStep {
        step: "create-cluster".into(),
        cause: HoldCause::Dependency("network-team".into()),
        text: String::new(),
    });
    stage.wait(760);
    assert!(stage.shows("WAITING for Network team 12:4"));
    assert!(stage.shows("h go on"));
    stage.press("h");
    assert!(!stage.shows("WAITING"));
    stage.press("s Enter");
    assert_eq!(states(&stage)[0], "skipped");
    stage.press("k o Enter");
    assert_eq!(states(&stage)[0], "pending");
}

#[test]
fn the_next_deed_can_be_dated_back() {
    let mut stage = Stage::drill("test");
    stage.press("Space");
    stage.wait(600);
    stage.press("-");
    stage.write("5m");
    stage.press("Enter");
    assert!(stage.shows("Space 5m ago: 1 done"));
    stage.press("Space");
    let progress = stage.session().checklist().at(0).unwrap();
    let ended = progress.settled.as_ref().unwrap();
    assert!(ended.late);
    assert_eq!((stage.now().wall - ended.moment.wall).secs(), 300);
    assert!(!stage.shows("5m ago"));
}

#[test]
fn a_step_that_takes_very_long_is_asked_about_until_a_key_comes() {
    let mut stage = Stage::drill("test");
    stage.press("Space");
    stage.wait(1);
    stage.press("Space");
    stage.wait(1_790);
    assert!(!stage.shows("still on"));
    stage.wait(11);
    assert!(stage.shows("still on 2? usual 15:00 · - back-dates"));
    stage.press("k");
    assert!(!stage.shows("still on"));
}

#[test]
fn the_selection_goes_with_the_drill_unless_somebody_moved_away() {
    let mut stage = Stage::drill("test");
    stage.press("Space");
    stage.wait(1);
    stage.press("Space");
    assert!(stage.shows("▸▶  2 Restore the database"));
    stage.press("k");
    assert!(stage.shows("▸✓  1 Create the cluster"));
    stage.wait(1);
    stage.press("Space");
    assert!(stage.shows("▸✓  1 Create the cluster"));
}

#[test]
fn a_command_is_copied_whole() {
    let mut stage = Stage::drill("test");
    stage.press("j y");
    assert_eq!(copied(&stage), ["sh restore-db.sh"]);
    assert!(stage.shows("copied: sh restore-db.sh"));
}

#[test]
fn a_click_selects_and_the_wheel_moves() {
    let mut stage = Stage::drill("test");
    let buffer = stage.frame((120, 40));
    let row = buffer.lines().position(|line| line.contains("4 Start the gatherers")).unwrap();
    let mouse = |kind| {
        let row = u16::try_from(row).unwrap();
        Event::Mouse(MouseEvent { kind, column: 20, row, modifiers: KeyModifiers::NONE })
    };
    stage.arrives(&mouse(MouseEventKind::Down(MouseButton::Left)));
    assert!(stage.shows("▸·  4 Start the gatherers"));
    stage.arrives(&mouse(MouseEventKind::ScrollUp));
    assert!(stage.shows("▸·  3 Drop the old tables"));
}

#[test]
fn every_key_works_in_the_wall_view_too() {
    let mut stage = Stage::drill("test");
    stage.press("w Space");
    assert_eq!(states(&stage)[0], "running");
    assert!(stage.shows("NOW  Create the cluster"));
    stage.press("x");
    stage.write("no quota");
    stage.press("Enter");
    assert_eq!(stage.session().checklist().at(0).unwrap().state, StepState::Failed);
    stage.press("w");
    assert!(stage.shows("steps  0/6"));
}

#[test]
fn a_pasted_text_presses_no_keys() {
    let mut stage = Stage::drill("test");
    stage.paste(" \nsx");
    assert_eq!(states(&stage), ["pending"; 6]);
}

#[test]
fn leaving_leaves_the_session_open() {
    let mut stage = Stage::drill("test");
    stage.press("Esc");
    assert!(!stage.has_quit(), "Esc never quits");
    stage.press("q");
    assert!(stage.has_quit());
    assert_eq!(stage.session().stage(), Life::Running);
}

fn scribe() -> Stage {
    let stage = Stage::drill("test");
    stage.asks_here(Command::StartStep { step: "create-cluster".into(), why: None })
}

impl Stage {
    /// Asks something, and sits the scribe down at another terminal.
    fn asks_here(mut self, command: Command) -> Self {
        self.asks(command);
        let mut ann = self.beside("Ann");
        ann.open(self.session_id(), Some(Role::Scribe));
        ann
    }
}

#[test]
fn the_scribe_types_and_it_is_saved() {
    let mut ann = scribe();
    ann.wait(10);
    ann.write("! quota? :q");
    let typed = ann.now();
    ann.wait(30);
    ann.press("Enter");
    let note = ann.session().notebook().iter().last().unwrap().clone();
    assert_eq!((note.entry().text.as_str(), note.entry().tag.word()), ("quota? :q", "surprise"));
    assert_eq!(note.entry().step, Some("create-cluster".into()));
    assert!(note.event.happened < typed.wall, "it happened when the first character was typed");
    assert!(ann.shows("! @1 quota? :q"));
}

#[test]
fn the_scribe_chooses_where_a_note_lands() {
    let mut ann = scribe();
    assert!(ann.shows("1 Create the cluster ›"));
    ann.press("Tab Tab");
    assert!(ann.shows("the session ›"));
    ann.write("the client called");
    ann.press("Enter");
    assert_eq!(ann.session().notebook().iter().last().unwrap().entry().step, None);
}

#[test]
fn the_scribe_edits_the_last_note_of_their_own() {
    let mut ann = scribe();
    ann.press("Up");
    assert!(ann.shows("there is no note of yours yet"));
    ann.write("the dunp");
    ann.press("Enter Up Backspace Backspace");
    ann.write("mp");
    ann.press("Enter");
    let note = ann.session().notebook().iter().last().unwrap().clone();
    assert_eq!((note.entry().text.as_str(), note.amended.len()), ("the dump", 1));
    assert_eq!(note.entry().step, Some("create-cluster".into()));
}

#[test]
fn a_half_written_note_survives_leaving_and_the_palette() {
    let mut ann = scribe();
    ann.write("half a no");
    ann.press("Esc Esc");
    assert!(ann.shows("› half a no"));
    let (id, mut again) = (ann.session_id(), ann.beside("Ann"));
    drop(ann);
    again.open(id, Some(Role::Scribe));
    assert!(again.shows("› half a no"));
    again.write("te");
    again.press("Enter");
    assert_eq!(again.session().notebook().iter().last().unwrap().entry().text, "half a note");
}

#[test]
fn a_half_written_note_still_happened_when_and_where_it_was_begun() {
    let mut ann = scribe();
    ann.press("Tab Tab");
    let before = ann.now();
    ann.write("half a no");
    let (id, mut again) = (ann.session_id(), ann.beside("Ann"));
    drop(ann);
    again.wait(300);
    again.open(id, Some(Role::Scribe));
    assert!(again.shows("the session › half a no"));
    again.write("te");
    again.press("Enter");
    let note = again.session().notebook().iter().last().unwrap().clone();
    assert_eq!((note.entry().text.as_str(), note.entry().step.clone()), ("half a note", None));
    assert_eq!((note.event.happened - before.wall).secs(), 0);
    assert!((note.event.written.wall - before.wall).secs() >= 300);
}

#[test]
fn the_scribe_cannot_tick() {
    let mut ann = scribe();
    ann.press("Esc");
    ann.write("skip-step");
    ann.press("Enter");
    assert!(ann.shows("Mara drives this drill; p takes over"));
}

#[test]
fn a_note_is_in_sight_whatever_step_is_selected() {
    let mut stage = Stage::drill("test");
    assert!(stage.shows("none yet: n writes one"));
    let mut scribe = stage.beside("Ann");
    scribe.open(stage.session_id(), Some(Role::Scribe));
    scribe.write("@4 three of them wait");
    scribe.press("Enter");
    stage.open(stage.session_id(), None);
    assert!(stage.shows("@4 three of them wait"), "{}", stage.frame((120, 40)));
    stage.press("G");
    assert!(stage.shows("@4 three of them wait"));
}

#[test]
fn leaving_asks_as_long_as_anything_is_not_saved() {
    let mut stage = Stage::drill("test");
    let now = stage.now();
    drop(stage.faces.carry_out(Ask::now(Command::Undo), &now));
    let q = Event::Key(KeyEvent::from(KeyCode::Char('q')));
    assert_eq!(stage.faces.input(&q, &now).len(), 0);
    assert!(stage.shows("not saved"), "{}", stage.frame((120, 40)));
}

#[test]
fn the_bar_of_a_row_whose_turn_has_not_come_can_be_read() {
    use ratatui::style::Modifier;
    let mut stage = Stage::drill("test");
    stage.press("G");
    let buffer = stage.buffer((120, 40));
    let bar: Vec<_> = (10..40)
        .flat_map(|y| (0..60).map(move |x| (x, y)))
        .map(|at| &buffer[at])
        .filter(|cell| cell.modifier.contains(Modifier::REVERSED))
        .collect();
    assert!(!bar.is_empty() && bar.iter().all(|cell| !cell.modifier.contains(Modifier::DIM)));
}
