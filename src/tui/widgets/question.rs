//! A question in a box: some rows, and what the keys answer.

use super::{line, popup};
use crate::present::cells;
use crate::present::tone::{Tone, Toned};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws the rows below a title, and the keys in the last line, whatever the height.
pub fn draw(
    area: Rect,
    buf: &mut Buffer,
    world: &World,
    (title, tone): (&str, Tone),
    rows: &[Vec<Toned>],
    keys: &str,
) -> Rect {
    let inner = popup::draw(area, buf, world.look, title, rows.len() + 2);
    if tone != Tone::Accent && inner.y > 0 {
        let room = usize::from(inner.width);
        let title = format!(" {} ", cells::fit(title, room.saturating_sub(2)));
        buf.set_stringn(inner.x.saturating_sub(1), inner.y - 1, title, room, world.look.style(tone));
    }
    let last = inner.bottom().saturating_sub(1);
    for (y, words) in (inner.y..last).zip(rows) {
        line::draw(Rect { y, height: 1, ..inner }, buf, world.look, words);
    }
    let bottom = Rect { y: last, height: inner.height.min(1), ..inner };
    line::draw(bottom, buf, world.look, &[Toned::new(keys, Tone::Muted)]);
    inner
}
