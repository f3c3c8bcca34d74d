//! Big digits that fill the room there is: three columns and five rows of strokes, stretched.
//!
//! ```text
//! ██████   ██████ ██████
//! ██  ██ █     ██     ██
//! ██  ██   ██████     ██
//! ██  ██ █     ██     ██
//! ██████   ██████     ██
//! ```

use crate::present::safe::Charset;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// The strokes of each character: five rows, of which the first, the third and the last are bars, and the others stems;
/// three bits each, left to right.
const GLYPHS: [(char, [u8; 5]); 14] = [
    ('0', [7, 5, 5, 5, 7]),
    ('1', [6, 2, 2, 2, 7]),
    ('2', [7, 1, 7, 4, 7]),
    ('3', [7, 1, 7, 1, 7]),
    ('4', [5, 5, 7, 1, 1]),
    ('5', [7, 4, 7, 1, 7]),
    ('6', [7, 4, 7, 5, 7]),
    ('7', [7, 1, 1, 1, 1]),
    ('8', [7, 5, 7, 5, 7]),
    ('9', [7, 5, 7, 1, 7]),
    ('/', [1, 1, 2, 4, 4]),
    ('+', [0, 2, 7, 2, 0]),
    ('-', [0, 0, 7, 0, 0]),
    (' ', [0; 5]),
];

/// The fewest rows of which a digit can be made.
pub const LOWEST: u16 = 5;

fn strokes(c: char) -> Option<[u8; 5]> {
    match c {
        '−' => strokes('-'),
        _ => GLYPHS.iter().find(|(glyph, _)| *glyph == c).map(|(_, rows)| *rows),
    }
}

/// How large the digits are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Cells of a digit from left to right.
    width: u16,
    /// Rows.
    pub height: u16,
}

impl Size {
    /// Returns the largest size at which the text fits into the room; `None` where not even the smallest does.
    pub fn fitting(text: &str, width: u16, height: u16) -> Option<Self> {
        let widest = height.saturating_mul(6) / 5;
        let fits = |size: &Self| size.width_of(text) <= width;
        let narrowed = (4..=widest).rev().map(|width| Self { width, height }).find(fits)?;
        // What is much higher than it is wide reads badly.
        let height = height.min(narrowed.width.saturating_mul(5) / 4 + 1).max(LOWEST);
        (narrowed.height >= LOWEST).then_some(Self { height, ..narrowed })
    }

    /// Returns how many cells the text takes.
    pub fn width_of(self, text: &str) -> u16 {
        let cells = text.chars().map(|c| u32::from(self.of(c)) + u32::from(self.gap())).sum::<u32>();
        u16::try_from(cells).unwrap_or(u16::MAX).saturating_sub(self.gap())
    }

    fn of(self, c: char) -> u16 {
        match c {
            ':' | ' ' => self.stem(),
            _ => self.width,
        }
    }

    fn stem(self) -> u16 {
        (self.width / 3).max(1)
    }

    fn gap(self) -> u16 {
        (self.width / 6).max(1)
    }

    /// The heights of the five rows.
    fn rows(self) -> [u16; 5] {
        let bar = ((self.height + 1) / 7).max(1);
        let rest = self.height.saturating_sub(3 * bar);
        [bar, rest / 2, bar, rest - rest / 2, bar]
    }
}

/// Draws the text, its left upper corner at that of the place.
pub fn draw(place: Rect, buf: &mut Buffer, text: &str, size: Size, style: Style, charset: Charset) {
    let ink = match charset {
        Charset::Unicode => "█",
        Charset::Ascii => "#",
    };
    let mut x = place.x;
    for c in text.chars() {
        let width = size.of(c);
        for cell in cells(c, size) {
            let (x, y) = (x.saturating_add(cell.0), place.y.saturating_add(cell.1));
            if x < place.right()
                && y < place.bottom()
                && let Some(cell) = buf.cell_mut((x, y))
            {
                cell.set_symbol(ink).set_style(style);
            }
        }
        x = x.saturating_add(width + size.gap());
    }
}

/// The inked cells of a character, from its left upper corner.
fn cells(c: char, size: Size) -> Vec<(u16, u16)> {
    if c == ':' {
        return colon(size);
    }
    let stem = size.stem();
    let columns = [0..stem, stem..size.width - stem, size.width - stem..size.width];
    let mut cells = Vec::new();
    let mut top = 0;
    for (bits, height) in strokes(c).unwrap_or_default().into_iter().zip(size.rows()) {
        for (at, column) in columns.iter().enumerate() {
            if bits & (4 >> at) != 0 {
                cells.extend((top..top + height).flat_map(|y| column.clone().map(move |x| (x, y))));
            }
        }
        top += height;
    }
    cells
}

/// Two dots, each in the middle of its half.
fn colon(size: Size) -> Vec<(u16, u16)> {
    let [bar, upper, _, lower, _] = size.rows();
    let dot = bar.max(1);
    let tops = [bar + upper.saturating_sub(dot) / 2, 2 * bar + upper + lower.saturating_sub(dot) / 2];
    let dots =
        tops.into_iter().flat_map(|top| (top..top + dot).flat_map(|y| (0..size.stem()).map(move |x| (x, y))));
    dots.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str, width: u16, height: u16) -> Vec<String> {
        let size = Size::fitting(text, width, height).unwrap();
        let area = Rect::new(0, 0, size.width_of(text), size.height);
        let mut buf = Buffer::empty(area);
        draw(area, &mut buf, text, size, Style::default(), Charset::Ascii);
        let rows = buf.content.chunks(usize::from(area.width));
        rows.map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect()).collect()
    }

    #[test]
    fn five_rows() {
        let expected = [
            "######    ###### ####  ",
            "##  ## ##     ##   ##  ",
            "##  ##    ######   ##  ",
            "##  ## ##     ##   ##  ",
            "######    ###### ######",
        ];
        assert_eq!(drawn("0:31", 40, 5), expected);
    }

    #[test]
    fn digits_grow_with_the_room_and_keep_their_shape() {
        let nine = Size::fitting("0:37:12", 80, 9).unwrap();
        assert_eq!((nine.height, nine.width_of("0:37:12")), (9, 62));
        assert_eq!(drawn("7", 80, 9).len(), 9);
        let flat = Size::fitting("0:37:12", 40, 50).unwrap();
        assert!(flat.height <= 10, "{flat:?}");
    }

    #[test]
    fn where_there_is_no_room_there_is_no_size() {
        assert_eq!(Size::fitting("0:37:12", 20, 9), None);
        assert_eq!(Size::fitting("0:37:12", 80, 2), None);
    }
}
