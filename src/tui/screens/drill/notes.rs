//! The notes on the selected step and on the session, newest last.
//!
//! ```text
//! ├ notes ───────────────────────────────────┤
//! │ 14:21 ! dump was in the old bucket   Ann │
//! ╰──────────────────────────────────────────╯
//! ```

use crate::drill::session::Session;
use crate::present::note_list::{Which, newest};
use crate::present::tone::{Tone, Toned};
use crate::tui::widgets::head;
use crate::tui::widgets::{note_rows, panel};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::layout::{Margin, Rect};

/// Draws the notes in a frame of their own.
pub fn draw_boxed(
    place: Rect,
    buf: &mut Buffer,
    world: &World,
    session: &Session,
    which: Which,
    newer: usize,
) {
    let inner = panel::draw(place, buf, world.look, &title(newer), head::edge(session));
    draw_bare(inner, buf, world, session, which, newer);
}

/// Draws the notes as the lower part of the frame above them: their title stands on the line that divides it.
pub fn draw_joined(
    place: Rect,
    buf: &mut Buffer,
    world: &World,
    session: &Session,
    which: Which,
    newer: usize,
) {
    // The lower edge of the frame above is the line.
    let place = Rect { y: place.y.saturating_sub(1), height: place.height + 1, ..place };
    let inner = place.inner(Margin { horizontal: 2, vertical: 1 });
    panel::draw(place, buf, world.look, &Toned::default(), head::edge(session));
    panel::divide(place, place.y, buf, world.look, &title(newer), head::edge(session));
    draw_bare(inner, buf, world, session, which, newer);
}

/// Draws the notes alone.
pub fn draw_bare(
    place: Rect,
    buf: &mut Buffer,
    world: &World,
    session: &Session,
    which: Which,
    newer: usize,
) {
    let rows = newest(session, which, newer, world.look.charset);
    note_rows::draw(place, buf, world.look, rows, matches!(which, Which::All));
}

fn title(newer: usize) -> Toned {
    match newer {
        0 => Toned::new("notes", Tone::Strong),
        newer => Toned::new(format!("notes: {newer} newer below"), Tone::Warned),
    }
}
