//! What lies over a screen, by keys.

use crate::stage::{SIZES, Stage};
use firedrill::drill::fact::Role;
use ratatui::crossterm::event::Event;

#[test]
fn a_session_opens_in_its_briefing() {
    let mut stage = Stage::brief("test");
    stage.wait(60);
    assert_eq!(stage.session().opening().unwrap().environment.as_str(), "test");
    assert!(stage.shows("Briefing"));
    stage.press("q");
    assert!(stage.has_quit());
}

#[test]
fn who_joins_at_another_terminal_is_known_there() {
    let stage = Stage::brief("test");
    let mut other = stage.beside("Ann");
    other.open(stage.session_id(), Some(Role::Scribe));
    assert!(other.session().people().here(Role::Scribe).any(|name| name.as_str() == "Ann"));
}

#[test]
fn the_palette_takes_text_in_every_way_that_it_may_come() {
    let mut stage = Stage::brief("test");
    stage.press(":");
    stage.write("he");
    stage.burst("l");
    stage.paste("p");
    stage.arrives(&Event::FocusGained);
    stage.press("Enter");
    for size in SIZES {
        assert!(stage.styled(size).contains("j k scroll"), "{}", stage.styled(size));
    }
    stage.plain();
    assert!(stage.styled(SIZES[0]).contains("+ keys"));
}
