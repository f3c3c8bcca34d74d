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
use ratatui::layout::{Margin, Rect};
use ratatui::style::Style;

/// Draws the frame; returns the room inside.
pub fn draw(place: Rect, buf: &mut Buffer, look: &Look, title: &Toned, edge: Tone) -> Rect {
    draw_edges(place, buf, look, edge);
    let inner = place.inner(Margin { horizontal: 2, vertical: 1 });
    write_title(Rect { height: 1, ..place }, buf, look, title);
    inner
}

/// Draws the edges cell by cell: a block would go over all that is inside as well.
fn draw_edges(place: Rect, buf: &mut Buffer, look: &Look, edge: Tone) {
    let place = place.intersection(buf.area);
    if place.is_empty() {
        return;
    }
    let (set, style) = (look.borders(), look.style(edge));
    let (right, bottom) = (place.right() - 1, place.bottom() - 1);
    let mut put = |x, y, sign: &str| {
        buf[(x, y)].set_symbol(sign).set_style(style);
    };
    for y in place.y..=bottom {
        put(place.x, y, set.vertical_left);
        put(right, y, set.vertical_right);
    }
    for x in place.x..=right {
        put(x, place.y, set.horizontal_top);
        put(x, bottom, set.horizontal_bottom);
    }
    put(place.x, place.y, set.top_left);
    put(right, place.y, set.top_right);
    put(place.x, bottom, set.bottom_left);
    put(right, bottom, set.bottom_right);
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
    // The title keeps its own tone: it has nothing of the edge's.
    buf.set_stringn(edge.x + 1, edge.y, text, room, Style::reset().patch(look.style(title.tone)));
}
