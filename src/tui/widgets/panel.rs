//! A frame around a part of the screen, with its title in the upper edge.
//!
//! ```text
//! ╭ 7 Restore the database ─────╮
//! │                             │
//! ├ notes ──────────────────────┤
//! │                             │
//! ╰─────────────────────────────╯
//! ```

use crate::present::cells;
use crate::present::tone::{Tone, Toned};
use crate::tui::look::Look;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, Padding, Widget};

/// Draws the frame; returns the room inside.
pub fn draw(place: Rect, buf: &mut Buffer, look: &Look, title: &Toned, edge: Tone) -> Rect {
    let block = Block::bordered()
        .border_set(look.borders())
        .border_style(look.style(edge))
        .padding(Padding::horizontal(1));
    let inner = block.inner(place);
    block.render(place, buf);
    write_title(Rect { height: 1, ..place }, buf, look, title);
    inner
}

/// Draws a line across a frame that begins another part of it.
pub fn divide(place: Rect, row: u16, buf: &mut Buffer, look: &Look, title: &Toned, edge: Tone) {
    if place.width < 2 || row >= place.bottom() {
        return;
    }
    let (left, middle, right) = (look.sign("├", "+"), look.sign("─", "-"), look.sign("┤", "+"));
    let line = [left, &middle.repeat(usize::from(place.width) - 2), right].concat();
    buf.set_stringn(place.x, row, line, usize::from(place.width), look.style(edge));
    write_title(Rect { y: row, height: 1, ..place }, buf, look, title);
}

fn write_title(edge: Rect, buf: &mut Buffer, look: &Look, title: &Toned) {
    let room = usize::from(edge.width.saturating_sub(4));
    if room == 0 || title.text.is_empty() || edge.is_empty() {
        return;
    }
    let text = format!(" {} ", cells::fit(&title.text, room.saturating_sub(2)));
    buf.set_stringn(edge.x + 1, edge.y, text, room, look.style(title.tone));
}
