//! A text entry whose content is shown harmlessly, whatever was pasted into it.

use crate::present::cells;
use crate::present::safe::{self, Charset};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{Event, KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui_textarea::{CursorMove, DataCursor, Input, TextArea};

/// The longest text that a field takes, in bytes.
const LONGEST: usize = 64 * 1024;

/// A text entry: the editing of [`TextArea`], drawn by us.
#[derive(Debug, Clone, Default)]
pub struct Field {
    area: TextArea<'static>,
}

impl Field {
    /// Makes a field that holds `text`, with the cursor behind it.
    pub fn new(text: &str) -> Self {
        let mut area = TextArea::new(text.split('\n').map(str::to_owned).collect());
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        Self { area }
    }

    /// Returns what stands in it.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Returns how many lines it has.
    pub fn lines(&self) -> usize {
        self.area.lines().len()
    }

    /// Returns the line that the cursor is in, from 0.
    pub fn line(&self) -> usize {
        let DataCursor(row, _) = self.area.cursor();
        row
    }

    /// Whether the cursor stands behind everything.
    pub fn is_at_end(&self) -> bool {
        let DataCursor(row, column) = self.area.cursor();
        let last = self.area.lines().last().map_or(0, |line| line.chars().count());
        row + 1 == self.area.lines().len() && column == last
    }

    /// Puts the cursor before everything.
    pub fn to_start(&mut self) {
        self.area.move_cursor(CursorMove::Top);
        self.area.move_cursor(CursorMove::Head);
    }

    /// Whether nothing stands in it.
    pub fn is_empty(&self) -> bool {
        self.area.is_empty()
    }

    /// Takes a key; whether it was one for a text entry. Enter breaks the line only with Alt.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        match key.code {
            KeyCode::Enter if key.modifiers.is_empty() => false,
            KeyCode::Enter => {
                self.area.insert_newline();
                true
            }
            KeyCode::Esc | KeyCode::Tab | KeyCode::BackTab | KeyCode::F(_) => false,
            KeyCode::Char(_) if self.text_len() >= LONGEST => true,
            _ => {
                self.area.input(Input::from(Event::Key(key)));
                true
            }
        }
    }

    /// Takes pasted text, line breaks included; what is beyond the limit is left out.
    pub fn paste(&mut self, text: &str) {
        let room = LONGEST.saturating_sub(self.text_len());
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let end = text.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= room).last();
        self.area.insert_str(&text[..end.unwrap_or(0)]);
    }

    fn text_len(&self) -> usize {
        self.area.lines().iter().map(|line| line.len() + 1).sum()
    }

    /// Draws the part around the cursor, as many lines as the area has; returns where the cursor stands.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, style: Style, charset: Charset) -> (u16, u16) {
        let DataCursor(row, column) = self.area.cursor();
        let mut cursor = (area.x, area.y);
        let first = row.saturating_sub(usize::from(area.height.saturating_sub(1)));
        let lines = self.area.lines().iter().enumerate().skip(first);
        for (y, (at, line)) in (area.y..area.bottom()).zip(lines) {
            let split = line.char_indices().nth(column).map_or(line.len(), |(index, _)| index);
            // Of the line with the cursor the end before it is seen, of any other one its beginning.
            let (before, after) = line.split_at(if at == row { split } else { 0 });
            let room = usize::from(area.width.saturating_sub(1));
            let before = tail(&safe::line(before, charset), room);
            let used = cells::width(&before);
            let shown = format!("{before}{}", cells::fit(&safe::line(after, charset), room - used));
            buf.set_stringn(area.x, y, shown, usize::from(area.width), style);
            if at == row {
                cursor = (area.x + u16::try_from(used).unwrap_or(area.width), y);
            }
        }
        cursor
    }
}

/// The last `width` cells of a text: what one sees left of the cursor.
fn tail(text: &str, width: usize) -> String {
    let mut kept = text;
    while cells::width(kept) > width {
        let step = kept.chars().next().map_or(1, char::len_utf8);
        // Long lines lose a screenful at a time, so that the work stays bounded.
        let ahead = kept.len().saturating_sub(width.max(1) * 8);
        let cut = (step.max(ahead)..=kept.len()).find(|at| kept.is_char_boundary(*at)).unwrap_or(kept.len());
        kept = &kept[cut..];
    }
    kept.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(field: &Field, width: u16) -> (String, (u16, u16)) {
        let area = Rect::new(0, 0, width, 1);
        let mut buf = Buffer::empty(area);
        let cursor = field.draw(area, &mut buf, Style::default(), Charset::Unicode);
        (buf.content.iter().map(ratatui::buffer::Cell::symbol).collect(), cursor)
    }

    #[test]
    fn a_long_line_shows_its_end_where_the_cursor_is() {
        let field = Field::new("the newest dump");
        assert_eq!(shown(&field, 8), ("st dump ".to_owned(), (7, 0)));
    }

    #[test]
    fn a_long_line_without_the_cursor_shows_its_beginning() {
        let mut field = Field::new("the newest dump\nand the log");
        field.to_start();
        let area = Rect::new(0, 0, 8, 2);
        let mut buf = Buffer::empty(area);
        field.draw(area, &mut buf, Style::default(), Charset::Unicode);
        let row = |y| (0..8).map(|x| buf[(x, y)].symbol()).collect::<String>();
        assert_eq!((row(0), row(1)), ("the ne… ".to_owned(), "and th… ".to_owned()));
    }

    #[test]
    fn pasted_control_characters_are_stored_and_shown_harmlessly() {
        let mut field = Field::default();
        field.paste("a\u{1b}[2Jb\r\nc");
        assert_eq!(field.text(), "a\u{1b}[2Jb\nc");
        assert!(!shown(&field, 20).0.contains('\u{1b}'));
    }

    #[test]
    fn what_is_beyond_the_limit_is_left_out() {
        let mut field = Field::default();
        field.paste(&"é".repeat(LONGEST));
        assert!(field.text().len() <= LONGEST);
        field.key(KeyEvent::from(KeyCode::Char('x')));
        assert!(field.text().len() <= LONGEST + 1);
    }
}
