//! What lies over a screen, by keys: each overlay asks for what it was opened for, and dates it with its key.

use crate::rehearsal::{action, entry, finished, running};
use crate::stage::Stage;
use firedrill::drill::automation::{Achieved, Level as Rung};
use firedrill::drill::checklist::StepState;
use firedrill::drill::command::Command;
use firedrill::drill::fact::{HoldCause, Role};
use firedrill::drill::ids::StepId;
use firedrill::drill::note::Tag;
use firedrill::drill::procedure::Anchor;
use firedrill::drill::session::Stage as Life;
use firedrill::drill::time::Span;
use firedrill::tui::effect::Ask;
use firedrill::tui::overlays::anchor_form::AnchorForm;
use firedrill::tui::overlays::clock_card::ClockCard;
use firedrill::tui::overlays::confirm::Confirm;
use firedrill::tui::overlays::debrief::Debrief;
use firedrill::tui::overlays::hold::Hold;
use firedrill::tui::overlays::level::Level;
use firedrill::tui::overlays::notes::Notes;
use firedrill::tui::overlays::people::People;
use firedrill::tui::overlays::recovery_point::RecoveryPoint;
use firedrill::tui::overlays::search::Search;
use firedrill::tui::overlays::times::Times;
use firedrill::tui::overlays::unsaved::Unsaved;
use firedrill::tui::overlays::verify::Verify;
use firedrill::tui::screens::Screen;
use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind};

const DATABASE: &str = "restore-database";
const CLUSTER: &str = "create-cluster";
const TABLES: &str = "drop-old-tables";

fn state(stage: &Stage, step: &str) -> Option<StepState> {
    stage.session().checklist().progress(&StepId::from(step)).map(|progress| progress.state)
}

/// A drill in production whose next step destroys something, with the guard over the screen.
fn guarded() -> Stage {
    let mut stage = running("production");
    stage.asks(Command::CompleteStep { step: DATABASE.into() });
    let start = Command::StartStep { step: TABLES.into(), why: None };
    stage.lay(|it| Confirm::destructive(TABLES.into(), it, start).into());
    stage
}

#[test]
fn a_hold_begins_with_the_key_that_opened_it() {
    let mut stage = running("test");
    stage.asks(Command::ResumeStep { step: DATABASE.into() });
    let opened = stage.now();
    stage.lay(|it| Hold::new(DATABASE.into(), it).into());
    stage.wait(20);
    stage.press("Right Tab");
    stage.write("they are at lunch");
    stage.press("Enter");
    let hold = stage.session().holds().of(&DATABASE.into()).unwrap();
    assert_eq!(hold.cause, HoldCause::Dependency("network-team".into()));
    assert_eq!((hold.text.as_str(), &hold.from.moment), ("they are at lunch", &opened));
}

#[test]
fn times_are_corrected_with_both_neighbours_in_sight() {
    let mut stage = running("test");
    let before = stage.session().checklist().progress(&CLUSTER.into()).unwrap().attempts[0].clone();
    stage.lay(|it| Times::new(CLUSTER.into(), it).into());
    assert!(
        stage.shows("after:  2 Restore the database from the last backup began"),
        "{}",
        stage.frame((120, 40))
    );
    stage.press("Tab");
    for _ in 0..8 {
        stage.press("Backspace");
    }
    stage.write("-3m");
    assert!(stage.shows("overlaps 2 Restore the database"), "{}", stage.frame((120, 40)));
    stage.press("Tab");
    stage.write("forgot to press");
    stage.press("Enter");
    let after = &stage.session().checklist().progress(&CLUSTER.into()).unwrap().attempts[0];
    assert_eq!(after.started, before.started);
    assert!(after.end().unwrap().wall > before.end().unwrap().wall);
    assert_eq!(stage.session().checklist().corrections[0].why, "forgot to press");
}

#[test]
fn times_of_a_step_that_nobody_began_are_not_asked_for() {
    let mut stage = running("test");
    stage.lay(|it| Times::new(TABLES.into(), it).into());
    assert!(stage.shows("nobody has begun this step yet"));
    stage.press("Enter");
    assert!(stage.faces.app.overlays.is_empty());
}

#[test]
fn a_level_is_chosen_by_its_first_letter() {
    let mut stage = running("test");
    stage.lay(|it| Level::new(DATABASE.into(), it).into());
    stage.press("b Tab");
    stage.write("exit 3");
    stage.press("Enter");
    let progress = stage.session().checklist().progress(&DATABASE.into()).unwrap();
    assert_eq!((progress.level, progress.reason.as_deref()), (Some(Achieved::BROKEN), Some("exit 3")));
    stage.lay(|it| Level::new(DATABASE.into(), it).into());
    stage.press("s Enter");
    let progress = stage.session().checklist().progress(&DATABASE.into()).unwrap();
    assert_eq!(progress.level, Some(Achieved::Level(Rung::Scripted)));
}

#[test]
fn an_anchor_is_set_back_and_says_that_it_was_played() {
    let mut stage = Stage::brief("test");
    stage.wait(600);
    stage.press("A Tab");
    stage.write("-5m");
    stage.press("Tab Right Tab");
    stage.write("the pager");
    stage.press("Enter");
    let mark = stage.session().anchor(Anchor::Outage).unwrap();
    assert!(mark.simulated && mark.late);
    assert_eq!(mark.why, "the pager");
    assert!((stage.now().wall - mark.moment.wall - Span::from_secs(300)).secs() < 10);
}

#[test]
fn an_anchor_in_the_future_is_refused_and_the_form_stays() {
    let mut stage = running("test");
    stage.lay(|it| AnchorForm::new(it).into());
    stage.press("Tab");
    stage.write("2126-05-12T14:05:00+02:00");
    stage.press("Enter");
    assert!(stage.shows("this time lies in the future"));
    assert_eq!(stage.faces.app.overlays.len(), 1);
}

#[test]
fn a_recovery_point_needs_its_source_and_shows_what_was_lost() {
    let mut stage = running("test");
    stage.lay(|it| RecoveryPoint::new(it).into());
    stage.write("-26h");
    assert!(stage.shows("25h45m lost, RPO 24h missed"), "{}", stage.frame((120, 40)));
    stage.press("Enter");
    assert!(stage.session().recovery_points().is_empty());
    stage.write("max(time)");
    stage.press("Enter");
    assert_eq!(stage.session().recovery_points()[0].source, "max(time)");
}

#[test]
fn a_service_that_is_not_back_keeps_the_clock_going_and_one_that_is_stops_it() {
    let mut stage = running("test");
    let ended = stage.now();
    stage.wait(30);
    stage.lay(|it| Verify::new(it, Some(ended.clone())).into());
    stage.press("Enter");
    assert!(stage.session().verifications().is_empty(), "an Enter too many verified");
    stage.write("empty reports");
    stage.press("Up Up Right Enter");
    assert!(stage.session().clock(&stage.now()).running);
    assert!(!stage.session().verifications()[0].passed);
    stage.lay(|it| Verify::new(it, Some(ended.clone())).into());
    stage.write("reports show today");
    stage.press("Enter");
    let face = stage.session().clock(&stage.now());
    assert!(!face.running);
    assert_eq!(face.to.unwrap().moment, ended);
    assert_eq!(stage.session().verifications()[1].by.as_str(), "Vic");
}

#[test]
fn the_drill_is_handed_over_and_taken_over() {
    let mut stage = running("test");
    stage.lay(|it| People::new(it).into());
    stage.press("j h");
    stage.write("shift ends");
    stage.press("Enter");
    assert_eq!(stage.session().people().owner().unwrap().as_str(), "Jo");
    stage.press("o Enter");
    assert!(stage.shows("a reason is needed to take over"));
    stage.write("Jo was called away");
    stage.press("Enter");
    assert_eq!(stage.session().people().owner().unwrap().as_str(), "Mara");
    assert!(stage.shows("Jo was called away"));
}

#[test]
fn people_come_and_go() {
    let mut stage = running("test");
    stage.lay(|it| People::new(it).into());
    stage.press("a");
    stage.write("Ann");
    stage.press("Tab Right Enter");
    assert!(stage.session().people().here(Role::Scribe).any(|it| it.as_str() == "Ann"));
    stage.press("G x");
    assert_eq!(stage.session().people().here(Role::Scribe).count(), 0);
    stage.press("Esc");
    assert!(stage.faces.app.overlays.is_empty());
}

#[test]
fn a_note_is_changed_and_taken_back_and_what_it_said_is_shown() {
    let mut stage = running("test");
    stage.lay(|it| Notes::new(it).into());
    stage.press("k k Enter");
    stage.write(" at all");
    stage.press("Enter");
    let note = stage.session().notebook().iter().next().unwrap().clone();
    assert!(note.entry().text.ends_with("anywhere at all"), "{}", note.entry().text);
    assert_eq!(note.entry().step, Some(DATABASE.into()));
    assert!(stage.shows("was: the dump"));
    stage.press("g x Enter");
    assert!(stage.shows("a few words are needed here"));
    stage.write("wrong bucket");
    stage.press("Enter");
    let note = stage.session().notebook().iter().next().unwrap().clone();
    assert_eq!(note.retracted.as_deref(), Some("wrong bucket"));
    assert!(stage.shows("taken back: wrong bucket"));
}

#[test]
fn an_action_of_this_session_is_closed_from_its_notes() {
    let mut stage = running("test");
    stage.lay(|it| Notes::new(it).into());
    stage.press("c");
    stage.write("renamed");
    stage.press("Enter");
    assert!(stage.session().notebook().iter().all(|note| !note.is_open_action()));
}

#[test]
fn search_finds_notes_of_the_session_too() {
    let mut stage = running("test");
    stage.lay(|it| Search::new(it).into());
    stage.write("rename");
    stage.press("Enter");
    assert!(stage.shows("notes: Enter changes"));
}

#[test]
fn the_clock_card_scrolls_and_leaves() {
    let mut stage = running("test");
    stage.lay(|it| ClockCard::new(it).into());
    stage.press("j G k");
    assert_eq!(stage.faces.app.overlays.len(), 1);
    stage.press("Esc");
    assert!(stage.faces.app.overlays.is_empty());
}

#[test]
fn a_name_that_is_typed_key_by_key_passes_and_is_written_down() {
    let mut stage = guarded();
    stage.write("productiom");
    stage.press("Backspace");
    stage.write("n");
    stage.press("Enter");
    assert_eq!(state(&stage, TABLES), Some(StepState::Running));
    let note = stage.session().notebook().iter().next_back().unwrap();
    assert_eq!((note.entry().tag, note.entry().step.clone()), (Tag::Decision, Some(TABLES.into())));
    assert!(note.entry().text.contains("typing production"));
}

#[test]
fn nothing_that_a_person_did_not_type_passes() {
    let refused = |what: &str, stage: &Stage| {
        assert_eq!(state(stage, TABLES), Some(StepState::Pending), "{what}");
        assert_eq!(stage.faces.app.overlays.len(), 1, "{what}");
    };
    let mut stage = guarded();
    stage.press("Enter Enter y Enter");
    refused("Enter and y", &stage);
    stage.paste("production");
    assert!(stage.shows("pasted text does not count"));
    stage.press("Enter");
    refused("a paste", &stage);
    stage.burst("production\n");
    assert!(stage.shows("that came too fast for fingers"), "{}", stage.frame((120, 40)));
    refused("a burst", &stage);
    stage.burst("y\nq\nproduction\n");
    stage.press("Enter");
    refused("a burst of many lines", &stage);
    stage.write("PRODUCTION");
    stage.press("Enter");
    assert!(stage.shows("that is not production"));
    refused("other letters", &stage);
    stage.write("productio");
    let held = KeyEvent { kind: KeyEventKind::Repeat, ..KeyEvent::from(KeyCode::Char('n')) };
    stage.key(held);
    assert!(stage.shows("a key that is held down does not count"));
    stage.press("Enter");
    refused("a held key", &stage);
    stage.press("Esc");
    assert!(stage.faces.app.overlays.is_empty());
    assert_eq!(state(&stage, TABLES), Some(StepState::Pending));
}

#[test]
fn a_key_that_the_terminal_repeats_by_itself_starts_the_entry_again() {
    let mut stage = guarded();
    stage.write("productio");
    for _ in 0..3 {
        stage.clock.advance(Span::from_millis(30));
        stage.arrives(&Event::Key(KeyEvent::from(KeyCode::Char('n'))));
    }
    assert!(stage.shows("held down"));
    stage.press("Enter");
    assert_eq!(state(&stage, TABLES), Some(StepState::Pending));
}

#[test]
fn the_end_names_what_is_open_and_the_debrief_seals() {
    let mut stage = running("test");
    stage.lay(|it| Debrief::new(it).into());
    assert!(stage.shows("still running") && stage.shows("nobody said from the user's side"));
    stage.press("Enter");
    assert_eq!(stage.session().stage(), Life::Finished);
    assert!(matches!(stage.faces.app.screen, Screen::Review(_)));
    assert!(stage.shows("SURPRISES"), "the debrief goes on over the review");
    stage.write("Ben: ask for a second key by 2126-06-05");
    stage.press("Enter");
    let added = stage.session().notebook().iter().next_back().unwrap();
    assert_eq!((added.entry().tag, added.entry().who.clone()), (Tag::Action, Some("Ben".into())));
    assert!(added.after);
    stage.press("Enter");
    stage.write("Dee");
    assert_eq!(stage.session().stage(), Life::Finished);
    stage.press("Enter");
    assert_eq!(stage.session().stage(), Life::Sealed);
    assert_eq!(stage.session().next_owner().unwrap().as_str(), "Dee");
    assert!(stage.faces.app.overlays.is_empty());
}

#[test]
fn a_debrief_is_left_for_later_and_taken_up_again() {
    let mut stage = finished("test");
    stage.lay(|it| Debrief::new(it).into());
    stage.press("Esc");
    assert_eq!(stage.session().stage(), Life::Finished);
    stage.press("F");
    assert!(stage.shows("QUESTIONS"));
}

#[test]
fn what_is_not_saved_is_listed_and_left_only_by_a_word() {
    let mut stage = running("test");
    let now = stage.now();
    drop(stage.faces.carry_out(Ask::now(action("never saved")), &now));
    stage.lay(|it| Unsaved::new(it).into());
    assert!(stage.shows("1 event is not saved") && stage.shows("never saved"));
    let keys = |stage: &mut Stage, text: &str| {
        let now = stage.now();
        let keys = text.chars().map(KeyCode::Char).chain([KeyCode::Enter]);
        keys.flat_map(|code| stage.faces.input(&Event::Key(KeyEvent::from(code)), &now)).count()
    };
    assert_eq!(keys(&mut stage, ""), 0);
    assert_eq!(keys(&mut stage, "leave"), 1);
    stage.settle();
    assert!(stage.shows("everything is saved now"));
    assert_eq!(keys(&mut stage, ""), 1);
}

#[test]
fn somebody_who_only_joined_is_told_who_drives() {
    let stage = running("test");
    let mut other = stage.beside("Ann");
    other.open(stage.session_id(), Some(Role::Shadow));
    other.lay(|it| Level::new(DATABASE.into(), it).into());
    other.press("m Enter");
    assert!(other.shows("Mara drives this drill"), "{}", other.frame((120, 40)));
    other.asks(Command::WriteNote { entry: entry(None, Tag::Plain, "seen from here") });
    assert_eq!(other.session().notebook().iter().next_back().unwrap().event.actor.as_str(), "Ann");
}

/// The rows of the box that lies over the screen, its frame included.
fn boxed(stage: &Stage, title: &str) -> String {
    let frame = stage.frame((80, 24));
    let rows = frame.lines().skip_while(|row| !row.contains(title));
    let until = rows.clone().position(|row| row.contains('╰')).unwrap_or(usize::MAX);
    rows.take(until).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_is_missing_is_said_inside_the_form() {
    let mut stage = running("test");
    stage.lay(|it| People::new(it).into());
    stage.press("a Enter");
    assert!(boxed(&stage, "somebody came").contains("a name is needed"), "{}", stage.frame((80, 24)));
    assert_eq!(stage.frame((80, 24)).matches("a name is needed").count(), 1, "and nowhere else");
    stage.write("J");
    assert!(!stage.shows("a name is needed"), "until the next key");
}

#[test]
fn a_form_that_is_refused_comes_back_as_it_was_filled_in_and_says_why() {
    let mut stage = running("test");
    stage.lay(|it| RecoveryPoint::new(it).into());
    stage.write("2126-05-12T14:05:00Z");
    stage.press("Tab");
    stage.write("newest row");
    stage.press("Enter");
    let form = boxed(&stage, "recovery point");
    assert!(form.contains("newest row") && form.contains("2126-05-12"), "{}", stage.frame((80, 24)));
    let why = stage.faces.app.status.clone().unwrap().0;
    assert!(form.contains(&why[..20]), "{why}\n{form}");
    stage.press("Esc");
    assert!(stage.faces.app.overlays.is_empty());
}

#[test]
fn what_the_palette_could_not_do_does_not_bring_it_back() {
    let mut stage = Stage::drill("test");
    stage.press(":");
    stage.write("redo it");
    stage.press("Enter");
    assert!(stage.faces.app.overlays.is_empty() && stage.faces.app.status.is_some());
}
