//! A row of finished words, each in its tone.

use crate::present::cells;
use crate::present::tone::Toned;
use crate::tui::look::Look;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws the words one behind the other into the first row of the place, cut where it ends; returns the column behind
/// them.
pub fn draw(place: Rect, buf: &mut Buffer, look: &Look, words: &[Toned]) -> u16 {
    let mut x = place.x;
    if place.is_empty() {
        return x;
    }
    for Toned { text, tone } in words {
        let room = usize::from(place.right().saturating_sub(x));
        x = buf.set_stringn(x, place.y, cells::fit(text, room), room, look.style(*tone)).0;
    }
    x
}

/// Draws the words so that they end where the place ends, as far as they fit.
pub fn draw_right(place: Rect, buf: &mut Buffer, look: &Look, words: &[Toned]) -> u16 {
    let width: usize = words.iter().map(|it| cells::width(&it.text)).sum();
    let width = u16::try_from(width).unwrap_or(u16::MAX).min(place.width);
    let at = Rect { x: place.right() - width, width, ..place };
    draw(at, buf, look, words);
    at.x
}
