//! Sessions side by side on the screen: as it is drawn, and by keys.

use crate::frames::{look_in_colour, look_without_colour};
use crate::rehearsal::{finished, running};
use crate::stage::Stage;
use crate::team::four;
use firedrill::drill::command::Command;
use firedrill::drill::note::{Entry, Tag};
use firedrill::tui::screens::Screen;

/// Marks all four, the newest first, and lays them side by side.
const MARK: &str = "Tab Space j Space j Space j Space C";

fn compared() -> Stage {
    let mut stage = four();
    stage.press(MARK);
    stage
}

/// Compares frames in colour and without; the keys lead from home to what is looked at.
fn look_at(name: &str, home: fn() -> Stage, keys: &str) {
    let (mut colour, mut plain) = (home(), home());
    plain.plain();
    colour.press(keys);
    plain.press(keys);
    assert!(is_compared(&colour) && is_compared(&plain));
    look_in_colour(name, &colour);
    look_without_colour(name, &plain);
}

fn is_compared(stage: &Stage) -> bool {
    matches!(stage.faces.app.screen, Screen::Comparing(_))
}

/// The lines of a frame that hold the words.
fn line(stage: &Stage, size: (u16, u16), words: &str) -> String {
    let frame = stage.frame(size);
    let found = frame.lines().find(|line| line.contains(words));
    found.unwrap_or_else(|| panic!("{words} is not on\n{frame}")).to_owned()
}

#[test]
fn four_drills() {
    look_at("comparison", four, MARK);
}

#[test]
fn four_drills_sorted_and_why_it_changed() {
    look_at("comparison_bridge", four, &format!("{MARK} S Tab Tab Enter"));
}

/// A drill that was given up after one that was held to its end.
fn given_up() -> Stage {
    let mut stage = finished("production");
    stage.asks(Command::Seal { next_owner: None });
    stage.wait(3_600);
    stage.start("test");
    stage.asks(Command::Declare);
    stage.wait(60);
    stage.asks(Command::StartStep { step: "create-cluster".into(), why: None });
    stage.wait(90);
    stage.asks(Command::Abort { why: "the real outage began".into() });
    stage.go_home();
    stage
}

#[test]
fn an_aborted_drill_beside_one_that_was_held_to_its_end() {
    look_at("comparison_aborted", given_up, "Tab Space j Space C");
}

#[test]
fn where_no_step_was_done_in_both_there_is_nothing_to_sort_by() {
    let mut stage = given_up();
    stage.press("Tab Space j Space C");
    assert!(!stage.frame((120, 40)).contains("sort by"));
    stage.press("S");
    assert!(stage.shows("there is no difference to sort by"), "{}", stage.frame((120, 40)));
}

#[test]
fn marked_sessions_are_compared_the_oldest_first_and_marks_can_be_taken_away() {
    let mut stage = four();
    stage.press("C");
    assert!(stage.shows("select a session that is over"));
    stage.press("Tab Space j Space");
    assert_eq!(stage.frame((120, 40)).matches('●').count(), 2);
    stage.press("Space");
    assert_eq!(stage.frame((120, 40)).matches('●').count(), 1);
    stage.press("j Space C");
    assert!(stage.shows("2 test") && stage.shows("4 PRODUCTION") && !stage.shows("3 staging"));
    let heads = line(&stage, (120, 40), "4 PRODUCTION");
    assert!(heads.find("2 test") < heads.find("4 PRODUCTION"), "{heads}");
    stage.press("Esc");
    assert!(matches!(stage.faces.app.screen, Screen::Home(_)));
}

#[test]
fn the_selected_session_is_compared_with_the_one_before_that_is_like_it() {
    let mut stage = four();
    // The second was held in the same environment as the first, the fourth in one of its own.
    stage.press("Tab j j C");
    assert!(stage.shows("1 test") && stage.shows("2 test"));
    stage.press("q Tab C");
    assert!(stage.shows("2 test") && stage.shows("4 PRODUCTION"), "{}", stage.frame((120, 40)));
    stage.press("q Tab j j j C");
    assert!(stage.shows("no session of this procedure ended before"));
}

#[test]
fn a_review_leads_to_the_comparison_and_back() {
    let mut stage = four();
    stage.press("Tab Enter");
    let production = stage.session_id();
    for back in ["Esc", "q"] {
        stage.press("C");
        assert!(is_compared(&stage) && stage.shows("4 PRODUCTION"));
        stage.press(back);
        assert!(matches!(stage.faces.app.screen, Screen::Review(_)));
        assert_eq!(stage.session_id(), production);
    }
}

#[test]
fn columns_scroll_below_heads_and_beside_steps_that_stay() {
    let mut stage = compared();
    let small = (80, 24);
    assert!(line(&stage, small, "1 test").contains("2 test"));
    assert!(line(&stage, small, "1–2 of 4 ›").contains("1 test"));
    stage.press("l");
    assert!(line(&stage, small, "‹ 2–3 of 4 ›").contains("3 staging ⚠"));
    stage.press("Right Right Right");
    assert!(line(&stage, small, "‹ 3–4 of 4").contains("4 PRODUCTION"));
    stage.press("h");
    assert!(line(&stage, small, "‹ 2–3 of 4 ›").contains("2 test"));
    stage.press("G");
    let frame = stage.frame(small);
    assert!(
        frame.contains("faster than drill 1") && frame.contains("2 test") && frame.contains("$PROJECT"),
        "{frame}"
    );
    assert!(!frame.contains("recovery time / RTO"), "the figures scroll: {frame}");
}

#[test]
fn phases_fold_to_their_sum_and_parts_open_to_their_steps() {
    let mut stage = compared();
    let size = (200, 60);
    stage.press("k");
    assert!(line(&stage, size, "− DECLARE").ends_with("DECLARE"), "{}", line(&stage, size, "− DECLARE"));
    stage.press("Enter");
    assert!(!stage.frame(size).contains("Tell everyone who needs to know"));
    let folded = line(&stage, size, "+ DECLARE");
    assert_eq!(folded.matches(':').count(), 5, "each session and the change: {folded}");
    stage.press("Enter Tab Tab Enter");
    assert!(stage.frame(size).contains("− on steps automated since"));
    assert!(stage.frame(size).contains("load-dump → Restore the database"));
    stage.press("j Enter");
    assert!(stage.frame(size).contains("Enter opens phases"));
}

#[test]
fn a_part_is_shown_from_its_heading_on_and_what_it_opens_to_as_well() {
    let mut stage = compared();
    let small = (80, 24);
    stage.frame(small);
    stage.press("Tab Tab");
    assert!(line(&stage, small, "WHY IT CHANGED").contains("1 → 4"));
    assert!(stage.frame(small).contains("together"), "{}", stage.frame(small));
    stage.press("j j Enter");
    assert!(line(&stage, small, "Get the key of the backups").contains("−12:20"), "{}", stage.frame(small));
}

#[test]
fn sorted_the_step_that_changed_most_comes_first_and_stays_selected() {
    let mut stage = compared();
    let size = (120, 40);
    assert!(!stage.frame(size).contains("Δ 1 → 4"));
    stage.press("S");
    assert!(line(&stage, size, "▸").contains("Tell everyone"), "the selected step stays selected");
    let frame = stage.frame(size);
    assert!(frame.contains("Δ 1 → 4") && !frame.contains("DECLARE"));
    stage.press("g j j j j j j");
    assert!(line(&stage, size, "▸").contains("load-dump → Re"), "{}", stage.frame(size));
    stage.press("S");
    assert!(stage.frame(size).contains("RESTORE DATA"));
}

#[test]
fn the_baseline_goes_round() {
    let mut stage = compared();
    let mut seen = Vec::new();
    for _ in 0..7 {
        let against = line(&stage, (120, 40), "against ");
        seen.push(
            against[against.find("against ").unwrap() + 8..against.find(" · declared").unwrap()].to_owned(),
        );
        stage.press("B");
    }
    let names = ["drill 1", "drill 4", "drill 4", "the median", "the best segments", "the RTO", "drill 1"];
    assert_eq!(seen, names);
}

#[test]
fn a_clock_is_shared_only_where_the_own_ones_are_unlike() {
    let mut stage = compared();
    stage.press("c");
    assert!(stage.shows("the sessions share their clock already"));
    let mut stage = four();
    let file = stage.folder().join("procedures/data-gather.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(
        &file,
        text.replacen("rto = \"4h\"", "rto = \"4h\"\nclock = [\"outage\", \"verified\"]", 1),
    )
    .unwrap();
    stage.wait(86_400);
    stage.start("test");
    stage.asks(Command::Declare);
    stage.wait(600);
    stage.asks(Command::Verify { by: "Jo".into(), how: "looked".into(), passed: true });
    stage.asks(Command::Finish);
    stage.go_home();
    stage.press("Tab Space j Space j Space C");
    let frame = stage.frame((120, 40));
    assert!(
        frame.contains("each on its own clock") && frame.contains("run on the clock declared → verified"),
        "{frame}"
    );
    stage.press("c");
    assert!(stage.shows("took 0:10:00 from declared to verified"), "{}", stage.frame((120, 40)));
    assert!(!stage.shows("RTO"));
    stage.press("c");
    assert!(stage.shows("each on its own clock"));
}

#[test]
fn the_notes_of_the_selected_step_stand_side_by_side() {
    let mut stage = compared();
    stage.press("S g j j j j j j");
    let frame = stage.frame((200, 60));
    assert!(frame.contains("! the dump was in the old bucket"), "{frame}");
    assert!(line(&stage, (200, 60), "! the indexes took longer").contains("! the dump was in"), "{frame}");
    stage.press("g");
    assert!(stage.shows("select a step to read how it went"));
}

#[test]
fn hostile_titles_and_notes_are_shown_harmlessly() {
    let hostile = "\u{1b}[2Jevil\u{202e}\u{200b}\r\n\u{9b}31m";
    let mut stage = running("test");
    stage.asks(Command::HandOver { to: hostile.into(), why: hostile.into() });
    let step = Some("create-cluster".into());
    let entry = Entry { step, tag: Tag::Surprise, text: hostile.into(), who: None, due: None };
    stage.asks(Command::WriteNote { entry });
    stage.asks(Command::Abort { why: hostile.into() });
    stage.wait(60);
    stage.start("test");
    stage.asks(Command::Abort { why: hostile.into() });
    stage.go_home();
    stage.press("Tab Space j Space C Tab");
    assert!(is_compared(&stage));
    for size in [(40, 12), (80, 24), (120, 40), (200, 60)] {
        let frame = stage.frame(size);
        let bad = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202e}' | '\u{200b}');
        assert!(!frame.contains(bad), "{frame:?}");
    }
    assert!(stage.frame((200, 60)).contains("␛[2Jevil"), "{}", stage.frame((200, 60)));
}

#[test]
fn the_keys_begin_with_those_of_where_one_is() {
    let mut stage = compared();
    stage.press("?");
    let frame = stage.frame((100, 40));
    let at = |words: &str| frame.find(words).unwrap_or_else(|| panic!("{words} is not on\n{frame}"));
    assert!(at(" COMPARISON ") < at("sort the steps by their difference"), "{frame}");
    assert!(at("sort the steps by their difference") < at(" EVERYWHERE "), "{frame}");
    assert!(at(" EVERYWHERE ") < at(" HOME "), "{frame}");
}
