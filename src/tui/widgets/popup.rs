//! A box over the screen.

use crate::present::cells;
use crate::present::tone::Tone;
use crate::tui::look::Look;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, Clear, Padding, Widget};

/// The width that a popup takes where the screen has it.
const WIDTH: u16 = 76;

/// The width of one for texts and commands, which are longer than answers, where the screen has room beside it.
const WIDE: u16 = 100;

fn width_of(wide: bool, area: Rect) -> u16 {
    let width = if wide && area.width > WIDE + 8 { WIDE } else { WIDTH };
    width.min(area.width.saturating_sub(2))
}

/// Returns how many cells a line inside has.
pub fn inner_width(area: Rect) -> usize {
    inner_width_of(false, area)
}

/// Returns how many cells a line inside of one has that may be a wide one.
pub fn inner_width_of(wide: bool, area: Rect) -> usize {
    usize::from(width_of(wide, area).saturating_sub(4))
}

/// Draws an empty box with room for `rows` lines, centred a little above the middle; returns the room inside.
pub fn draw(area: Rect, buf: &mut Buffer, look: &Look, title: &str, rows: usize) -> Rect {
    draw_of(false, area, buf, look, (title, rows))
}

/// Draws one that may be a wide one.
pub fn draw_of(wide: bool, area: Rect, buf: &mut Buffer, look: &Look, (title, rows): (&str, usize)) -> Rect {
    let width = width_of(wide, area);
    // The first row says in which environment one is: nothing lies over it.
    let header = u16::from(area.height > 3);
    let area = Rect { y: area.y + header, height: area.height - header, ..area };
    let height = u16::try_from(rows + 2).unwrap_or(u16::MAX).clamp(3, area.height);
    let x = area.x + (area.width - width) / 2;
    let y = area.y + (area.height - height) / 3;
    framed(Rect { x, y, width, height }, buf, look, title)
}

/// Draws an empty box in just this place; returns the room inside.
pub fn framed(place: Rect, buf: &mut Buffer, look: &Look, title: &str) -> Rect {
    Clear.render(place, buf);
    let title = cells::fit(title, usize::from(place.width.saturating_sub(4)));
    let block = Block::bordered()
        .border_set(look.borders())
        .border_style(look.style(Tone::Accent))
        .title(format!(" {title} "))
        .padding(Padding::horizontal(1));
    let inner = block.inner(place);
    block.render(place, buf);
    inner
}
