//! Redlines, by keys alone.

#![expect(clippy::unwrap_used, reason = "what is not there is a failed test")]

use crate::stage::Stage;
use firedrill::drill::checklist::StepState;
use firedrill::drill::command::Command;
use firedrill::drill::ids::StepId;
use firedrill::drill::note::{Entry, Tag};
use firedrill::drill::procedure::Step;
use firedrill::drill::redline::{Key, Value};
use firedrill::drill::script::{Guard, Role};
use firedrill::drill::time::Span;
use std::os::unix::fs::PermissionsExt;

const CREATE: &str = "create-cluster";
const RESTORE: &str = "restore-database";

fn state(stage: &Stage, step: &str) -> StepState {
    stage.session().checklist().progress(&step.into()).map(|it| it.state).unwrap_or_default()
}

fn step<'a>(stage: &'a Stage, id: &str) -> &'a Step {
    stage.session().step(&id.into()).unwrap().0
}

/// The steps in their order, each as it is numbered.
fn numbers(stage: &Stage) -> Vec<String> {
    let procedure = stage.session().procedure();
    (0..procedure.steps.len()).map(|at| procedure.number_at(at).to_string()).collect()
}

fn redlines(stage: &Stage) -> usize {
    stage.session().redlines().iter().len()
}

/// Empties the entry in focus and types something else.
fn rewrite(stage: &mut Stage, text: &str) {
    stage.press("Home Ctrl-k");
    stage.write(text);
}

#[track_caller]
fn shows(stage: &Stage, words: &str) {
    assert!(stage.shows(words), "{words}\n{}", stage.frame((120, 40)));
}

fn note(stage: &mut Stage, step: Option<&str>, tag: Tag, text: &str) {
    let entry = Entry { step: step.map(Into::into), tag, text: text.into(), who: None, due: None };
    stage.asks(Command::WriteNote { entry });
}

#[test]
fn a_title_and_enter_put_a_step_in_and_it_runs() {
    let mut stage = Stage::drill("test");
    stage.press("Space");
    stage.wait(60);
    let pressed = stage.now().wall;
    stage.press("i");
    stage.wait(20);
    stage.write("Order a second key");
    shows(&stage, "1a, improvised; it begins at once");
    stage.press("Enter");
    assert_eq!(numbers(&stage), ["1", "1a", "2", "3", "4", "5", "6"]);
    assert_eq!(state(&stage, "order-a-second-key"), StepState::Running);
    let (_, progress) = stage.session().step(&"order-a-second-key".into()).unwrap();
    let began = progress.attempts[0].started.moment.wall;
    assert!(began - pressed < Span::from_secs(1), "it began with the key");
    shows(&stage, "1a Order a second key");
    shows(&stage, "(improvised)");
    shows(&stage, "steps  0/7");
    stage.wait(1);
    stage.press("Space");
    assert_eq!(state(&stage, "order-a-second-key"), StepState::Done, "it is the selected one");
}

#[test]
fn what_was_put_in_is_taken_back_and_done_again() {
    let mut stage = Stage::drill("test");
    stage.press("i Enter");
    shows(&stage, "a title is needed: what is to be done?");
    stage.write("Call Ann");
    stage.press("Enter");
    shows(&stage, "u undo: 1a inserted");
    stage.press("u");
    assert_eq!((numbers(&stage).len(), redlines(&stage)), (6, 0));
    stage.press("Ctrl-r");
    assert_eq!(state(&stage, "call-ann"), StepState::Running);
    stage.press("g i");
    stage.write("Call Ann");
    stage.press("Enter");
    assert_eq!(state(&stage, "call-ann-2"), StepState::Running, "two may be called the same");
}

#[test]
fn the_form_shows_what_was_and_saves_only_what_was_changed() {
    let mut stage = Stage::drill("test");
    stage.press("j e");
    shows(&stage, "amend 2 Restore the database from the last backup");
    rewrite(&mut stage, "Restore from the mirror");
    shows(&stage, "was Restore the database from the last backup");
    shows(&stage, "Enter saves 1 change");
    stage.press("Tab");
    shows(&stage, "Enter breaks the line, Ctrl-s saves 1 change");
    stage.write("Ask Ann first.");
    stage.press("Enter Tab Tab");
    rewrite(&mut stage, "sh restore-db.sh --mirror");
    stage.press("Ctrl-s");
    let step = step(&stage, RESTORE);
    assert_eq!(step.title, "Restore from the mirror");
    assert!(step.text.starts_with("Ask Ann first.\nTake the newest dump"), "{}", step.text);
    assert_eq!(step.run.as_deref(), Some("sh restore-db.sh --mirror"));
    shows(&stage, "amended 11:56 Mara: title, text, run");
    shows(&stage, "u undo: 2 amended");
    stage.press("u");
    assert_eq!(redlines(&stage), 0);
    shows(&stage, "Restore the database from the last backup");
    stage.press("Ctrl-r");
    assert_eq!(redlines(&stage), 1);
}

#[test]
fn what_does_not_fit_is_told_at_its_field_and_nothing_is_lost() {
    let mut stage = Stage::drill("test");
    stage.press("e");
    rewrite(&mut stage, "Create the cluster anew");
    for (tabs, typed, why) in [
        (5, "15", "`expect` is no length: the number 15 has no unit"),
        (6, "ne", "there is no dependency `ne`"),
        (2, "datbase", "there is no component `datbase`: did you mean"),
    ] {
        stage.press(&"Tab ".repeat(tabs));
        rewrite(&mut stage, typed);
        stage.press("Enter");
        shows(&stage, why);
        assert_eq!(redlines(&stage), 0);
        stage.press("Home Ctrl-k");
    }
    stage.press("Up Up");
    assert!(!stage.shows("did you mean"), "what was said goes once something else is done");
    stage.press("Enter");
    assert_eq!(step(&stage, CREATE).title, "Create the cluster anew");
    assert!(step(&stage, CREATE).needs.is_empty());
}

#[test]
fn a_script_outside_of_the_folder_is_refused_at_its_field() {
    let mut stage = Stage::drill("test");
    stage.press("e Tab Tab Tab");
    stage.write("/bin/rm -rf x");
    stage.press("Enter");
    shows(&stage, "`run` of a step starts with a word that is an");
    assert_eq!(redlines(&stage), 0);
}

#[test]
fn names_are_completed_and_choices_are_turned() {
    let mut stage = Stage::drill("test");
    stage.press("e Down");
    stage.press(&"Tab ".repeat(7));
    stage.press("Space");
    stage.press(&"Tab ".repeat(3));
    stage.write(", obj");
    shows(&stage, "dependencies. Right: object-storage");
    stage.press("Right Tab Tab Right Enter");
    let create = step(&stage, CREATE);
    let ids: Vec<&str> = create.needs.iter().map(firedrill::drill::ids::DependencyId::as_str).collect();
    assert_eq!(ids, ["network-team", "object-storage"]);
    assert!(create.destructive && create.restores == ["database".into()]);
}

#[test]
fn what_asks_before_something_is_destroyed_is_filled_in_part_by_part() {
    let mut stage = Stage::drill("test");
    stage.press("e BackTab");
    stage.write("make-cluster, old-cluster");
    stage.press("BackTab");
    stage.write("3...5");
    shows(&stage, "how many lines that may be: 3..5");
    stage.press("Enter");
    shows(&stage, "`preview` needs `run` and `count`");
    stage.write("sh what-goes.sh");
    stage.press("Enter");
    shows(&stage, "`preview` needs a `count` like `3..5`");
    rewrite(&mut stage, "3..5");
    stage.press("BackTab BackTab");
    stage.write("$PROJECT");
    stage.press("BackTab");
    stage.write("../whoami.sh");
    shows(&stage, "Enter saves 3 changes");
    stage.press("Enter");
    shows(&stage, "leaves");
    assert_eq!(redlines(&stage), 0);
    rewrite(&mut stage, "sh whoami.sh");
    stage.press("Enter");
    let create = step(&stage, CREATE);
    let (identity, preview) = (create.identity.as_ref().unwrap(), create.preview.as_ref().unwrap());
    assert_eq!((identity.run.as_str(), identity.equals.as_str()), ("sh whoami.sh", "$PROJECT"));
    assert_eq!((preview.run.as_str(), preview.count), ("sh what-goes.sh", (3, 5)));
    assert_eq!(create.was, ["make-cluster".into(), "old-cluster".into()]);
    stage.press("e BackTab BackTab");
    rewrite(&mut stage, "");
    stage.press("BackTab");
    rewrite(&mut stage, "");
    shows(&stage, "was sh what-goes.sh");
    stage.press("Esc");
    shows(&stage, "throw 1 change away: preview?");
    stage.press("n Enter");
    assert!(step(&stage, CREATE).preview.is_none(), "without its parts it is taken away");
}

#[test]
fn changes_are_not_thrown_away_unasked() {
    let mut stage = Stage::drill("test");
    stage.press("e Esc");
    assert!(stage.faces.app.overlays.is_empty());
    stage.press("e");
    stage.write("!");
    stage.press("Esc");
    shows(&stage, "throw 1 change away: title?");
    stage.press("n");
    shows(&stage, "Enter saves 1 change");
    stage.press("Esc Esc");
    assert_eq!(stage.faces.app.overlays.len(), 1, "Esc twice throws nothing away");
    stage.press("Esc y");
    assert!(stage.faces.app.overlays.is_empty());
    assert_eq!(redlines(&stage), 0);
    stage.press("e Enter");
    shows(&stage, "nothing was changed");
}

#[test]
fn what_others_changed_meanwhile_is_not_overwritten_unasked() {
    let mut stage = Stage::drill("test");
    stage.press("e");
    rewrite(&mut stage, "Create it anew");
    let title = Value::Text("Create two".into());
    let changes = vec![(Key::Title, Some(title))];
    stage.asks(Command::AmendStep { step: CREATE.into(), changes, why: None });
    stage.press("Enter");
    shows(&stage, "somebody changed it meanwhile");
    shows(&stage, "was Create two");
    assert_eq!(step(&stage, CREATE).title, "Create two");
    stage.press("Enter");
    assert_eq!(step(&stage, CREATE).title, "Create it anew");
}

#[test]
fn an_amended_command_is_confirmed_once_before_it_runs() {
    let mut stage = Stage::scripts("test");
    stage.press("e Tab Tab Tab");
    rewrite(&mut stage, "scripts/restore-db.sh --mirror");
    stage.press("Enter r");
    shows(&stage, "was amended");
    shows(&stage, "scripts/restore-db.sh --mirror");
    assert_eq!(stage.session().scripts().iter().len(), 0);
    stage.press("Enter");
    let asked: Vec<_> = stage.session().scripts().iter().map(|it| it.asked.clone()).collect();
    assert_eq!((asked.len(), asked[0].role), (1, Role::Run));
    assert_eq!(asked[0].command, "scripts/restore-db.sh --mirror");
    assert!(stage.session().guards().iter().any(|(it, _)| it.guard == Guard::Amendment && it.passed));
}

#[test]
fn the_editor_opens_a_private_file_and_what_was_changed_counts() {
    let mut stage = Stage::drill("test");
    let folder = stage.folder().join("state/pen");
    let seen = folder.clone();
    stage.workshop.edits(move |text| {
        let file = std::fs::read_dir(&seen).unwrap().next().unwrap().unwrap().path();
        assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(text.contains("\nrun = \"sh restore-db.sh\"\n"), "{text}");
        Ok(text.replace("sh restore-db.sh", "sh restore-db.sh --mirror").replace("15m", "20m"))
    });
    stage.press("j E");
    shows(&stage, "amended 11:55 Mara: command, run, expect");
    assert_eq!(step(&stage, RESTORE).run.as_deref(), Some("sh restore-db.sh --mirror"));
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "nothing is left behind");
    stage.press("u");
    assert_eq!(step(&stage, RESTORE).run.as_deref(), Some("sh restore-db.sh"));
    stage.workshop.edits(|text| Ok(text.to_owned()));
    stage.press("E");
    shows(&stage, "nothing was changed");
}

#[test]
fn what_is_wrong_in_the_editor_has_its_line_and_is_kept() {
    let mut stage = Stage::drill("test");
    stage.workshop.edits(|text| Ok(text.replace("expect = \"15m\"", "expect = \"15\"\ntitel = \"x\"")));
    stage.press("j E");
    shows(&stage, "not taken (E opens it again): line 16, the first of 2: `15` is no duration");
    assert_eq!(redlines(&stage), 0);
    stage.workshop.edits(|text| {
        assert!(text.contains("expect = \"15\"\ntitel"), "{text}");
        Ok(text.replace("\"15\"\ntitel = \"x\"", "\"25m\""))
    });
    stage.press("E");
    assert_eq!(step(&stage, RESTORE).expect, Some(Span::from_secs(1_500)));
}

#[test]
fn what_the_session_refuses_is_kept_in_the_editor_too() {
    let mut stage = Stage::drill("test");
    stage
        .workshop
        .edits(|text| Ok(text.replace("after = [\"create-cluster\"]", "after = [\"check-reports\"]")));
    stage.press("j E");
    shows(&stage, "wait for each other in a circle");
    shows(&stage, "E opens it again");
    stage.workshop.edits(|text| Ok(text.replace("check-reports", "create-cluster")));
    stage.press("E");
    shows(&stage, "nothing was changed");
}

#[test]
fn without_an_editor_it_says_what_to_set() {
    let mut stage = Stage::drill("test");
    stage.workshop.edits(|_| Err("no editor is named: set VISUAL or EDITOR".to_owned()));
    stage.press("E");
    shows(&stage, "no editor is named: set VISUAL or EDITOR");
    assert_eq!(redlines(&stage), 0);
}

#[test]
fn a_step_moves_and_the_selection_goes_with_it() {
    let mut stage = Stage::drill("test");
    stage.press("j j J");
    assert_eq!(numbers(&stage), ["1", "2", "4", "3", "5", "6"]);
    shows(&stage, "▸·  3 Drop the old tables (moved)");
    stage.press("K K");
    assert_eq!(numbers(&stage), ["1", "3", "2", "4", "5", "6"]);
    shows(&stage, "▸·  3 Drop the old tables");
    shows(&stage, "u undo: 3 moved");
    stage.press("u u u");
    assert_eq!(numbers(&stage), ["1", "2", "3", "4", "5", "6"]);
    stage.press("g K");
    shows(&stage, "1 is the first step already");
    stage.press("G J");
    shows(&stage, "6 is the last step already");
}

#[test]
fn a_step_is_dropped_with_a_reason_and_had_back() {
    let mut stage = Stage::drill("test");
    stage.press("j j D Enter");
    shows(&stage, "a reason is needed here");
    stage.write("they went with the back end");
    stage.press("Enter");
    assert_eq!(state(&stage, "drop-old-tables"), StepState::Dropped);
    shows(&stage, "steps  0/5");
    shows(&stage, "⌫  3 Drop the old tables (dropped: they went with");
    shows(&stage, "dropped 11:55 Mara: they went with the ");
    for key in ["e", "E", "J", "D", "&"] {
        stage.press(key);
        shows(&stage, "3 was dropped; o has it back");
    }
    stage.press("u");
    assert_eq!(state(&stage, "drop-old-tables"), StepState::Pending);
    stage.press("Ctrl-r o Enter");
    assert_eq!(state(&stage, "drop-old-tables"), StepState::Pending);
    stage.press("g Enter D");
    shows(&stage, "1 is running: what runs cannot be dropped");
    stage.wait(1);
    stage.press("Space k D");
    shows(&stage, "1 is done: what was done cannot be dropped");
}

#[test]
fn a_step_becomes_a_part_of_the_one_above() {
    let mut stage = Stage::drill("test");
    stage.press("g &");
    shows(&stage, "no step stands above 1");
    stage.press("j j &");
    shows(&stage, "merge 3 Drop the old tables into 2?");
    shows(&stage, "takes its text, destructive in,");
    shows(&stage, "and loses expect");
    stage.press("Esc");
    assert_eq!(redlines(&stage), 0);
    stage.press("& Enter");
    assert_eq!(state(&stage, "drop-old-tables"), StepState::Dropped);
    let merged = step(&stage, RESTORE);
    assert!(merged.destructive && merged.text.ends_with("They would be gathered twice."));
    assert_eq!(merged.was, ["drop-old-tables".into()]);
    shows(&stage, "u undo: 3 merged into 2");
    shows(&stage, "▸·  2 Restore the database");
    stage.press("u");
    assert_eq!((state(&stage, "drop-old-tables"), redlines(&stage)), (StepState::Pending, 0));
    stage.asks(Command::SkipStep { step: RESTORE.into(), why: "played".into() });
    stage.press("g j j &");
    shows(&stage, "2 is skipped already: nothing can become a part of it");
}

#[test]
fn the_last_surprise_becomes_a_paragraph_with_one_key() {
    let mut stage = Stage::drill("test");
    stage.press("+");
    shows(&stage, "1 has no ? or ! note that its text does not say");
    note(&mut stage, Some(CREATE), Tag::Question, "which zone?");
    note(&mut stage, Some(CREATE), Tag::Surprise, "the quota was used up");
    shows(&stage, "+ 11:55 ! to text");
    stage.press("+");
    shows(&stage, "11:55 ! of Mara is in the text of 1 now");
    let text = &step(&stage, CREATE).text;
    assert!(text.ends_with("about five minutes.\n\nthe quota was used up\n"), "{text}");
    shows(&stage, "amended 11:55 Mara: text (note of Mara");
    shows(&stage, "+ 11:55 ? to text");
    stage.press("+ + u u");
    assert_eq!(redlines(&stage), 0);
}

#[test]
fn a_note_chosen_from_the_list_becomes_a_paragraph_too() {
    let mut stage = Stage::drill("test");
    note(&mut stage, Some(RESTORE), Tag::Plain, "ask for the new key");
    note(&mut stage, None, Tag::Plain, "on the session");
    stage.press("m +");
    shows(&stage, "this note is on no step");
    stage.press("k +");
    assert!(step(&stage, RESTORE).text.ends_with("\n\nask for the new key\n"));
    stage.press("+");
    shows(&stage, "the text of 2 says that already");
}

#[test]
fn only_the_owner_amends() {
    let stage = Stage::drill("test");
    let mut jo = stage.beside("Jo");
    jo.open(stage.session_id(), None);
    for key in ["e", "E", "i", "J", "K", "D", "&", "+"] {
        jo.press("j");
        jo.press(key);
        shows(&jo, "Mara drives this drill; p takes over");
    }
    note(&mut jo, Some(CREATE), Tag::Surprise, "no quota");
    jo.press("m +");
    shows(&jo, "Mara drives this drill; p takes over");
    assert_eq!(redlines(&jo), 0);
}

/// Selects a step where it is found by its title.
fn find(stage: &mut Stage, title: &str) {
    stage.press("/");
    stage.write(title);
    stage.press("Enter");
}

#[test]
fn in_the_briefing_steps_are_put_right_before_they_are_needed() {
    let mut stage = Stage::brief("test");
    stage.press("e");
    shows(&stage, "select a step first: they stand at the end, Tab goes there");
    find(&mut stage, "Drop the old");
    shows(&stage, "e amend 3   i insert   J down   K up   D drop");
    stage.press("J");
    assert_eq!(numbers(&stage), ["1", "2", "4", "3", "5", "6"]);
    stage.press("K K");
    assert_eq!(numbers(&stage), ["1", "3", "2", "4", "5", "6"], "the selection goes with the step");
    stage.press("u u u e");
    rewrite(&mut stage, "Drop the oldest tables");
    stage.press("Enter i");
    shows(&stage, "3a, improvised; it does not begin");
    stage.write("Tell the clients");
    stage.press("Enter");
    assert_eq!(numbers(&stage), ["1", "2", "3", "3a", "4", "5", "6"]);
    assert_eq!(state(&stage, "tell-the-clients"), StepState::Pending);
    stage.press("D");
    stage.write("they went with the back end");
    stage.press("Enter");
    assert_eq!(state(&stage, "drop-old-tables"), StepState::Dropped);
    shows(&stage, "o have 3 back");
    stage.press("o Enter");
    assert_eq!(state(&stage, "drop-old-tables"), StepState::Pending);
    stage.workshop.edits(|text| Ok(text.replace("oldest", "old and the new")));
    stage.press("E Space");
    shows(&stage, "3 Drop the old and the new tables");
}

#[test]
fn in_the_debrief_a_moved_step_stays_selected() {
    let mut stage = Stage::drill("test");
    stage.asks(Command::Finish);
    find(&mut stage, "Drop the old");
    stage.press("J J J");
    assert_eq!(numbers(&stage), ["1", "2", "4", "5", "3", "6"]);
}

#[test]
fn in_the_debrief_steps_are_amended_and_put_in_but_not_begun() {
    let mut stage = Stage::drill("test");
    stage.asks(Command::Finish);
    stage.press("e");
    shows(&stage, "select a step first");
    let review = |stage: &mut Stage| find(stage, "Start the gath");
    review(&mut stage);
    stage.press("i");
    shows(&stage, "4a, improvised; it does not begin");
    stage.write("Tell the clients");
    stage.press("Enter");
    assert_eq!(state(&stage, "tell-the-clients"), StepState::Pending);
    review(&mut stage);
    stage.press("e End");
    stage.write(" one by one");
    stage.press("Enter F");
    shows(&stage, "REDLINES: 2");
    shows(&stage, "4a Tell the clients: improvised");
    shows(&stage, "4 Start the gatherers one by one: title");
    shows(&stage, "`firedrill redlines ");
    stage.asks(Command::Seal { next_owner: None });
    stage.press("Esc i");
    shows(&stage, "the session is sealed");
}

#[test]
fn what_was_dropped_comes_neither_next_nor_then() {
    let mut stage = Stage::drill("test");
    let why = || "not needed any more".to_owned();
    stage.asks(Command::DropStep { step: RESTORE.into(), why: why() });
    stage.asks(Command::DropStep { step: StepId::from("drop-old-tables"), why: why() });
    stage.press("Space");
    shows(&stage, "Space 1 done → start 4 Start the gatherers");
    stage.press("w");
    let wall = stage.frame((120, 40));
    assert!(wall.contains("NEXT Start the gatherers") && wall.contains("THEN Check the reports"), "{wall}");
}
