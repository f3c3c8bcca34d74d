//! What was written down, newest last, wherever it landed: nobody has to look for what the scribe just wrote.
//!
//! ```text
//! ├ notes ───────────────────────────────────┤
//! │ 14:21 ! dump was in the old bucket   Ann │
//! ╰──────────────────────────────────────────╯
//! ```

use crate::drill::session::Session;
use crate::present::note_list::newest;
use crate::present::tone::{Tone, Toned};
use crate::tui::action::Action;
use crate::tui::widgets::{head, line, note_rows, panel};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::layout::{Margin, Rect};

/// Draws the notes in a frame of their own.
pub fn draw_boxed(place: Rect, buf: &mut Buffer, world: &World, session: &Session, newer: usize) {
    let inner = panel::draw(place, buf, world.look, &title(newer), head::edge(session));
    draw_below_title(inner, buf, world, session, newer);
}

/// Draws the notes as the lower part of the frame above them: their title stands on the line that divides it.
pub fn draw_joined(place: Rect, buf: &mut Buffer, world: &World, session: &Session, newer: usize) {
    // The lower edge of the frame above is the line.
    let place = Rect { y: place.y.saturating_sub(1), height: place.height + 1, ..place };
    let inner = place.inner(Margin { horizontal: 2, vertical: 1 });
    panel::draw(place, buf, world.look, &Toned::default(), head::edge(session));
    panel::divide(place, place.y, buf, world.look, &title(newer), head::edge(session));
    draw_below_title(inner, buf, world, session, newer);
}

/// Draws the notes below their title: where there are few, not at the far end of the frame.
fn draw_below_title(inner: Rect, buf: &mut Buffer, world: &World, session: &Session, newer: usize) {
    let rows = newest(session, newer, world.look.charset);
    let height = note_rows::height(inner.width, inner.height, world.look, rows).max(1);
    draw_bare(Rect { height: height.min(inner.height), ..inner }, buf, world, session, newer);
}

/// Draws the notes alone.
pub fn draw_bare(place: Rect, buf: &mut Buffer, world: &World, session: &Session, newer: usize) {
    if session.notebook().iter().len() == 0 {
        let key = world.keymap.key(Action::NoteOnStep);
        let empty = Toned::new(format!("none yet: {key} writes one"), Tone::Muted);
        line::draw(Rect { height: place.height.min(1), ..place }, buf, world.look, &[empty]);
    }
    note_rows::draw(place, buf, world.look, newest(session, newer, world.look.charset));
}

fn title(newer: usize) -> Toned {
    match newer {
        0 => Toned::new("notes", Tone::Strong),
        newer => Toned::new(format!("notes: {newer} newer below"), Tone::Warned),
    }
}
