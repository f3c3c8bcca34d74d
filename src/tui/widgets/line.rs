//! A row of finished words, each in its tone.

use crate::present::cells;
use crate::present::tone::Toned;
use crate::tui::look::Look;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Draws the words one behind the other into the first row of the place, cut where it ends; returns the column behind
/// them.
pub fn draw(place: Rect, buf: &mut Buffer, look: &Look, words: &[Toned]) -> u16 {
    let mut x = place.x;
    if place.is_empty() {
        return x;
    }
    for Toned { text, tone } in words {
        let room = usize::from(place.right().saturating_sub(x));
        let style = look.style(*tone);
        x = if text.len() <= room && is_simple(text) {
            draw_simple(x, place.y, buf, text, style)
        } else {
            buf.set_stringn(x, place.y, cells::fit(text, room), room, style).0
        };
    }
    x
}

/// Whether each byte of the text is a character of one cell: most texts are, and need not be taken apart to be drawn.
fn is_simple(text: &str) -> bool {
    text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic())
}

fn draw_simple(x: u16, y: u16, buf: &mut Buffer, text: &str, style: Style) -> u16 {
    let mut at = x;
    for (x, c) in (x..buf.area.right()).zip(text.chars()) {
        buf[(x, y)].set_char(c).set_style(style);
        at = x + 1;
    }
    at
}

/// Draws the words so that they end where the place ends, as far as they fit.
pub fn draw_right(place: Rect, buf: &mut Buffer, look: &Look, words: &[Toned]) -> u16 {
    let width: usize = words.iter().map(|it| cells::width(&it.text)).sum();
    let width = u16::try_from(width).unwrap_or(u16::MAX).min(place.width);
    let at = Rect { x: place.right() - width, width, ..place };
    draw(at, buf, look, words);
    at.x
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::safe::Charset;
    use crate::present::tone::Tone;

    #[test]
    fn a_simple_text_is_drawn_as_any_other() {
        let look = Look::new(Charset::Unicode, true);
        let area = Rect::new(0, 0, 12, 2);
        for text in ["", "a", "free text", "twelve cells", "more than twelve", "café", "日本"] {
            for at in [0, 4, 11] {
                let place = Rect { x: at, y: 1, width: 12 - at, height: 1 };
                let (mut drawn, mut expected) = (Buffer::empty(area), Buffer::empty(area));
                let room = usize::from(place.width);
                let behind = draw(place, &mut drawn, &look, &[Toned::new(text, Tone::Warned)]);
                let style = look.style(Tone::Warned);
                let (x, _) = expected.set_stringn(at, 1, cells::fit(text, room), room, style);
                assert_eq!((behind, &drawn), (x, &expected), "{text} at {at}");
            }
        }
    }
}
