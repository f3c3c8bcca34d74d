//! What frames are drawn on: writes as few bytes as bring the terminal from one frame to the next.
//!
//! A screen that ticks is sent over slow lines for hours, and a key waits for each byte and each call to the system.
//! So the size is asked for when it may have changed and not with every frame, a frame without changes writes nothing,
//! and short ways of the cursor are told in few bytes.

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell as Square;
use ratatui::crossterm::terminal;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};
use std::io::{self, Write};

/// The most columns that the cursor is sent back one by one.
const BACK: u16 = 3;

/// The weights that a cell may have, with the numbers that turn them on.
const WEIGHTS: [(Modifier, u8); 9] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::RAPID_BLINK, 6),
    (Modifier::REVERSED, 7),
    (Modifier::HIDDEN, 8),
    (Modifier::CROSSED_OUT, 9),
];

/// A terminal, and what is known of it.
#[derive(Debug)]
pub struct Paper<W: Write> {
    out: W,
    size: Size,
    /// Whether the cursor is hidden, as far as that is known.
    hidden: Option<bool>,
}

/// The largest area that is drawn: more than any screen shows. A window of 65535×65535, which anybody may claim to have,
/// would take hundreds of gigabytes; the rest of a larger window stays empty.
const LARGEST: Size = Size { width: 1_000, height: 500 };

fn within_reason(width: u16, height: u16) -> Size {
    Size { width: width.min(LARGEST.width), height: height.min(LARGEST.height) }
}

/// How cells are written.
type Ink = (Color, Color, Modifier);

/// What nothing was asked of.
const PLAIN: Ink = (Color::Reset, Color::Reset, Modifier::empty());

impl<W: Write> Paper<W> {
    /// Draws into `out` at the size of the terminal.
    pub fn new(out: W) -> io::Result<Self> {
        let mut paper = Self { out, size: Size::ZERO, hidden: None };
        paper.look_again()?;
        Ok(paper)
    }

    /// Asks for the size again, and forgets about the cursor: the size changed, or somebody else had the terminal.
    pub fn look_again(&mut self) -> io::Result<()> {
        let (width, height) = terminal::size()?;
        (self.size, self.hidden) = (within_reason(width, height), None);
        Ok(())
    }

    /// Moves the cursor to a place from where it is, if that is known for certain.
    fn go(&mut self, from: Option<Position>, to: Position) -> io::Result<()> {
        match from {
            Some(from) if from == to => Ok(()),
            Some(from) if from.y == to.y && from.x < to.x => self.by(to.x - from.x, 'C'),
            Some(from) if from.y < to.y && to.x <= from.x && from.x - to.x <= BACK => {
                self.by(to.y - from.y, 'B')?;
                (to.x..from.x).try_for_each(|_| self.out.write_all(b"\x08"))
            }
            _ => write!(self.out, "\x1b[{};{}H", u32::from(to.y) + 1, u32::from(to.x) + 1),
        }
    }

    fn by(&mut self, cells: u16, way: char) -> io::Result<()> {
        if cells == 1 { write!(self.out, "\x1b[{way}") } else { write!(self.out, "\x1b[{cells}{way}") }
    }

    fn dip(&mut self, (fore, back, weight): Ink) -> io::Result<()> {
        self.out.write_all(b"\x1b[0")?;
        for (_, number) in WEIGHTS.iter().filter(|(it, _)| weight.contains(*it)) {
            write!(self.out, ";{number}")?;
        }
        self.colour(fore, 30)?;
        self.colour(back, 40)?;
        self.out.write_all(b"m")
    }

    /// Writes a colour as ECMA-48 numbers it: `base` is 30 for what is written and 40 for what is behind it.
    fn colour(&mut self, colour: Color, base: u8) -> io::Result<()> {
        let number = match colour {
            Color::Reset => return Ok(()),
            Color::Black => base,
            Color::Red => base + 1,
            Color::Green => base + 2,
            Color::Yellow => base + 3,
            Color::Blue => base + 4,
            Color::Magenta => base + 5,
            Color::Cyan => base + 6,
            Color::Gray => base + 7,
            Color::DarkGray => base + 60,
            Color::LightRed => base + 61,
            Color::LightGreen => base + 62,
            Color::LightYellow => base + 63,
            Color::LightBlue => base + 64,
            Color::LightMagenta => base + 65,
            Color::LightCyan => base + 66,
            Color::White => base + 67,
            Color::Indexed(index) => return write!(self.out, ";{};5;{index}", base + 8),
            Color::Rgb(r, g, b) => return write!(self.out, ";{};2;{r};{g};{b}", base + 8),
        };
        write!(self.out, ";{number}")
    }
}

impl<W: Write> Backend for Paper<W> {
    type Error = io::Error;

    fn draw<'a, I: Iterator<Item = (u16, u16, &'a Square)>>(&mut self, content: I) -> io::Result<()> {
        let mut ink = PLAIN;
        // Where the cursor is, and whether every terminal agrees: some draw letters wider than others do.
        let (mut at, mut sure) = (None, true);
        for (x, y, cell) in content {
            let place = Position { x, y };
            if at != Some(place) {
                let from = at.filter(|_| sure);
                self.go(from, place)?;
                sure |= from.is_none();
            }
            let wanted = (cell.fg, cell.bg, cell.modifier);
            if wanted != ink {
                self.dip(wanted)?;
                ink = wanted;
            }
            let symbol = cell.symbol();
            self.out.write_all(symbol.as_bytes())?;
            sure &= symbol.len() == 1;
            // Behind the last column a terminal waits before it goes on to the next line.
            at = Some(Position { x: x + 1, y }).filter(|at| at.x < self.size.width);
        }
        if ink == PLAIN { Ok(()) } else { self.out.write_all(b"\x1b[0m") }
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if self.hidden.replace(true) == Some(true) { Ok(()) } else { self.out.write_all(b"\x1b[?25l") }
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if self.hidden.replace(false) == Some(false) { Ok(()) } else { self.out.write_all(b"\x1b[?25h") }
    }

    /// Never asks the terminal, whose answer may come late or never; nobody here wants to know.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(Position::ORIGIN)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.go(None, position.into())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        self.out.write_all(match region {
            ClearType::All => b"\x1b[2J",
            ClearType::AfterCursor => b"\x1b[0J",
            ClearType::BeforeCursor => b"\x1b[1J",
            ClearType::CurrentLine => b"\x1b[2K",
            ClearType::UntilNewLine => b"\x1b[0K",
        })
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::ZERO })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Style;

    /// What is written for these cells of a terminal of 20 columns.
    fn written(cells: &[(u16, u16, &'static str, Style)]) -> String {
        let mut paper = Paper { out: Vec::new(), size: Size::new(20, 5), hidden: None };
        let cells: Vec<(u16, u16, Square)> = cells
            .iter()
            .map(|(x, y, symbol, style)| (*x, *y, Square::new(symbol).set_style(*style).clone()))
            .collect();
        paper.draw(cells.iter().map(|(x, y, cell)| (*x, *y, cell))).unwrap();
        String::from_utf8(paper.out).unwrap().replace('\x1b', "^")
    }

    fn plain(cells: &[(u16, u16, &'static str)]) -> String {
        written(&cells.iter().map(|(x, y, symbol)| (*x, *y, *symbol, Style::new())).collect::<Vec<_>>())
    }

    #[test]
    fn a_terminal_is_as_large_as_it_says_up_to_a_limit() {
        assert_eq!(within_reason(200, 60), Size::new(200, 60));
        assert_eq!(within_reason(1_001, 2), Size::new(1_000, 2));
        assert_eq!(within_reason(2, u16::MAX), Size::new(2, 500));
    }

    #[test]
    fn a_frame_without_changes_writes_nothing() {
        assert_eq!(plain(&[]), "");
        let mut paper = Paper { out: Vec::new(), size: Size::new(20, 5), hidden: None };
        paper.hide_cursor().unwrap();
        let once = paper.out.len();
        paper.hide_cursor().unwrap();
        assert!(once > 0 && paper.out.len() == once);
        paper.show_cursor().unwrap();
        assert!(paper.out.ends_with(b"\x1b[?25h"));
    }

    #[test]
    fn short_ways_are_told_in_few_bytes() {
        assert_eq!(plain(&[(3, 1, "a"), (4, 1, "b"), (6, 1, "c"), (9, 1, "d")]), "^[2;4Hab^[Cc^[2Cd");
        assert_eq!(plain(&[(3, 1, "1"), (3, 2, "2"), (2, 4, "3")]), "^[2;4H1^[B\x082^[2B\x08\x083");
        assert_eq!(plain(&[(9, 1, "1"), (3, 2, "2"), (8, 3, "3")]), "^[2;10H1^[3;4H2^[4;9H3");
    }

    #[test]
    fn where_terminals_may_disagree_about_a_width_the_place_is_told_in_full() {
        assert_eq!(plain(&[(3, 1, "é"), (4, 1, "a"), (6, 1, "b")]), "^[2;4Héa^[2;7Hb");
        assert_eq!(plain(&[(3, 1, "日"), (5, 1, "b"), (7, 1, "c")]), "^[2;4H日^[2;6Hb^[Cc");
        assert_eq!(
            plain(&[(19, 1, "a"), (19, 2, "b")]),
            "^[2;20Ha^[3;20Hb",
            "at the right edge the cursor waits"
        );
    }

    #[test]
    fn ink_is_changed_where_it_changes_and_put_away() {
        let bold = Style::new().fg(Color::Cyan).add_modifier(Modifier::BOLD);
        let mixed = Style::new().fg(Color::Indexed(208)).bg(Color::LightRed);
        assert_eq!(
            written(&[(0, 0, "a", bold), (1, 0, "b", bold), (2, 0, "c", Style::new()), (3, 0, "d", mixed)]),
            "^[1;1H^[0;1;36mab^[0mc^[0;38;5;208;101md^[0m"
        );
        let far = Style::new().fg(Color::Rgb(1, 2, 3)).add_modifier(Modifier::DIM | Modifier::REVERSED);
        assert_eq!(written(&[(0, 0, "a", far)]), "^[1;1H^[0;2;7;38;2;1;2;3ma^[0m");
    }
}
