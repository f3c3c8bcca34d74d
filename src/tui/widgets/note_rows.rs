//! Notes from the bottom up: the newest stands last.
//!
//! ```text
//! 14:21 ! @7 dump was in the old bucket,      Ann
//!         which nobody had written down
//! 14:25   restore begins · late               Jo
//! ```

use crate::present::cells;
use crate::present::notes::NoteRow;
use crate::present::sign::dot;
use crate::present::tone::Tone;
use crate::tui::look::Look;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What stands before the text: time and sign.
const LEAD: u16 = 8;

/// The most cells of a name.
const NAME: usize = 10;

/// Draws rows that come newest first, as many as there is room for; each names its step.
pub fn draw(place: Rect, buf: &mut Buffer, look: &Look, rows: impl Iterator<Item = NoteRow>) {
    if place.width <= LEAD || place.is_empty() {
        return;
    }
    let mut bottom = place.bottom();
    for row in rows {
        if bottom <= place.y {
            return;
        }
        bottom = draw_row(place, bottom, buf, look, &row);
    }
}

/// How many lines rows take that come newest first, as far as `most`.
pub fn height(width: u16, most: u16, look: &Look, rows: impl Iterator<Item = NoteRow>) -> u16 {
    let mut height = 0;
    for row in rows {
        if width <= LEAD || height >= most {
            break;
        }
        height += u16::try_from(lines(width, look, &row).len()).unwrap_or(most).min(most);
    }
    height.min(most)
}

/// The text of a note in lines, with its step before it and its marks behind.
fn lines(width: u16, look: &Look, row: &NoteRow) -> Vec<String> {
    let step = row.step.map(|number| format!("@{number} ")).unwrap_or_default();
    let marks: Vec<String> = row.marks.iter().map(|mark| format!("{}{mark}", dot(look.charset))).collect();
    cells::wrap(&format!("{step}{}{}", row.text, marks.concat()), text_width(width, row))
}

fn text_width(width: u16, row: &NoteRow) -> usize {
    let name = cells::width(&cells::fit(&row.author, NAME)) + 1;
    usize::from(width.saturating_sub(LEAD)).saturating_sub(name).max(8)
}

/// Draws a note whose last line ends above `bottom`; returns where it begins.
fn draw_row(place: Rect, bottom: u16, buf: &mut Buffer, look: &Look, row: &NoteRow) -> u16 {
    let author = cells::fit(&row.author, NAME);
    let name_width = cells::width(&author) + 1;
    let (room, lines) = (text_width(place.width, row), lines(place.width, look, row));
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(bottom - place.y);
    let top = bottom - height;
    for (y, line) in (top..bottom).zip(&lines) {
        buf.set_stringn(place.x + LEAD, y, line, room, look.style(row.tone));
    }
    let time = look.style(Tone::Muted);
    buf.set_stringn(place.x, top, &row.time, 5, time);
    buf.set_stringn(place.x + 6, top, row.sign.to_string(), 1, look.style(Tone::Strong));
    let x = place.right().saturating_sub(u16::try_from(name_width - 1).unwrap_or(0));
    buf.set_stringn(x.max(place.x + LEAD), top, author, usize::from(place.right() - x.max(place.x)), time);
    top
}
