//! A page with a line that is selected, in one column or in two.
//!
//! ```text
//! SCENARIO                                OPEN ACTIONS
//! ▸ The back end has been deleted.          Ann: rename the bucket
//!                                           Ben: ask for a second key
//! OBJECTIVES
//!   RTO  4h                                                        ↓
//! ```

use super::line;
use crate::present::cells;
use crate::present::page::{Line, Section, Sight, Target};
use crate::present::tone::Tone;
use crate::tui::action::Action;
use crate::tui::look::Look;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};
use std::cell::Cell;

/// From this width on a page stands in two columns.
const WIDE: u16 = 110;

/// What a sign and the space behind it take before each line.
const MARGIN: u16 = 2;

/// Which line of a page is selected: counted over all lines, headings left out.
#[derive(Debug, Clone, Default)]
pub struct Cursor {
    at: usize,
    /// What the selection stays on while the lines move around it.
    held: Option<Target>,
    /// How the page was seen last: keys and clicks go by what a person sees.
    seen: Cell<Seen>,
}

/// Where a page was drawn.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    area: Rect,
    /// How many sections stand on the left where there are two columns; nothing where there is but one.
    split: Option<usize>,
}

impl Seen {
    /// Returns each column: its place, its sections, and how many lines come before them.
    fn columns(self, sections: &[Section]) -> [(Rect, &[Section], usize); 2] {
        let (left, right) = match self.split {
            Some(_) => columns(self.area),
            None => (self.area, Rect::default()),
        };
        let split = self.split.filter(|_| !right.is_empty()).unwrap_or(sections.len());
        let (first, second) = sections.split_at(split.min(sections.len()));
        [(left, first, 0), (right, second, first.iter().map(|section| section.lines.len()).sum())]
    }
}

impl Cursor {
    /// Takes in how wide the page is that is about to be drawn.
    pub fn look_at(&self, width: usize) {
        let Seen { area, split } = self.seen.get();
        let width = u16::try_from(width).unwrap_or(u16::MAX);
        self.seen.set(Seen { area: Rect { width, ..area }, split });
    }

    /// Returns the widths that the lines of the left and of the right column may have, as they were seen last.
    pub fn widths(&self) -> (usize, usize) {
        let width = self.seen.get().area.width;
        widths(if width == 0 { 80 } else { width })
    }

    /// Returns the width that the lines of a single column may have.
    pub fn width(&self) -> usize {
        let width = self.seen.get().area.width;
        usize::from(if width == 0 { 80 } else { width }.saturating_sub(MARGIN))
    }

    /// Returns the part of a long page that has to have its words.
    pub fn sight(&self) -> Sight {
        Sight::around(self.at)
    }

    /// Returns what the selected line stands for.
    pub fn target<'a>(&self, sections: &'a [Section]) -> Option<&'a Target> {
        sections.iter().flat_map(|section| &section.lines).nth(self.at)?.target.as_ref()
    }

    /// Selects the first line that stands for the target.
    pub fn select(&mut self, sections: &[Section], target: &Target) {
        let mut lines = sections.iter().flat_map(|section| &section.lines);
        self.at = lines.position(|line| line.target.as_ref() == Some(target)).unwrap_or(self.at);
    }

    /// Stays on the selected target wherever its line goes, until something else is selected.
    pub fn hold_on(&mut self, sections: &[Section]) {
        self.held = self.target(sections).cloned();
    }

    /// Goes to where the target is now that is held on to.
    pub fn follow(&mut self, sections: &[Section]) {
        if let Some(held) = self.held.take() {
            self.select(sections, &held);
            self.held = Some(held);
        }
    }

    /// Moves as an action says; whether it was one that moves.
    pub fn act(&mut self, action: Action, sections: &[Section]) -> bool {
        let last = sections.iter().map(|section| section.lines.len()).sum::<usize>().saturating_sub(1);
        let page = usize::from(self.seen.get().area.height.max(4)) - 2;
        self.at = match action {
            Action::SelectNext => self.at + 1,
            Action::SelectPrevious => self.at.saturating_sub(1),
            Action::SelectFirst => 0,
            Action::SelectLast => last,
            Action::PageDown => self.at + page,
            Action::PageUp => self.at.saturating_sub(page),
            Action::NextPart | Action::ScrollText => self.next_section(sections),
            _ => return false,
        }
        .min(last);
        self.held = None;
        true
    }

    /// Moves as a key says, where no keymap is asked; whether it was one that moves.
    pub fn key(&mut self, key: KeyEvent, sections: &[Section]) -> bool {
        let action = match key.code {
            KeyCode::Down | KeyCode::Char('j') => Action::SelectNext,
            KeyCode::Up | KeyCode::Char('k') => Action::SelectPrevious,
            KeyCode::Home | KeyCode::Char('g') => Action::SelectFirst,
            KeyCode::End | KeyCode::Char('G') => Action::SelectLast,
            KeyCode::PageDown => Action::PageDown,
            KeyCode::PageUp => Action::PageUp,
            _ => return false,
        };
        self.act(action, sections)
    }

    /// Answers the mouse: the wheel moves, a click selects the line that it is on.
    pub fn mouse(&mut self, mouse: MouseEvent, sections: &[Section]) {
        match mouse.kind {
            MouseEventKind::ScrollDown => _ = self.act(Action::SelectNext, sections),
            MouseEventKind::ScrollUp => _ = self.act(Action::SelectPrevious, sections),
            MouseEventKind::Down(MouseButton::Left) => {
                let point = Position::new(mouse.column, mouse.row);
                self.at = self.line_at(point, sections).unwrap_or(self.at);
                self.held = None;
            }
            _ => {}
        }
    }

    fn line_at(&self, point: Position, sections: &[Section]) -> Option<usize> {
        let columns = self.seen.get().columns(sections);
        let (place, sections, before) = columns.into_iter().find(|(place, ..)| place.contains(point))?;
        let rows = rows(sections, before);
        let first = first_in_sight(place, &rows, self.at);
        match rows.get(first + usize::from(point.y - place.y))? {
            Row::Line(at, _) => Some(*at),
            Row::Heading(_) | Row::Caption(_) | Row::Blank => None,
        }
    }

    /// The first line of the next section that has any; behind the last one the first of all.
    fn next_section(&self, sections: &[Section]) -> usize {
        let starts = sections.iter().scan(0, |next, section| {
            let start = *next;
            *next += section.lines.len();
            Some((start, section.lines.len()))
        });
        starts
            .filter(|(_, lines)| *lines > 0)
            .map(|(start, _)| start)
            .find(|start| *start > self.at)
            .unwrap_or(0)
    }
}

/// The widths of lines in the left and in the right column.
fn widths(width: u16) -> (usize, usize) {
    let (left, right) = columns(Rect::new(0, 0, width, 1));
    let inner = |place: Rect| usize::from(place.width.saturating_sub(MARGIN));
    (inner(left), inner(if right.is_empty() { left } else { right }))
}

/// Splits a wide place into two columns; a narrow one is a single column.
fn columns(area: Rect) -> (Rect, Rect) {
    if area.width < WIDE {
        return (area, Rect { width: 0, ..area });
    }
    let left = area.width / 2 - 1;
    let x = area.x + left + 2;
    (Rect { width: left, ..area }, Rect { x, width: area.right() - x, ..area })
}

/// Returns how many rows a page takes in one column.
pub fn height(sections: &[Section]) -> usize {
    rows(sections, 0).len()
}

/// One row of a column.
enum Row<'a> {
    Heading(&'a str),
    Caption(&'a Line),
    Line(usize, &'a Line),
    Blank,
}

/// Draws a page; the first `split` sections stand on the left where there are two columns.
pub fn draw(
    area: Rect,
    buf: &mut Buffer,
    look: &Look,
    (sections, split): (&[Section], usize),
    cursor: &Cursor,
) {
    draw_seen(Seen { area, split: Some(split) }, buf, look, sections, cursor);
}

/// Draws a page in a single column, however wide the place is.
pub fn draw_single(area: Rect, buf: &mut Buffer, look: &Look, sections: &[Section], cursor: &Cursor) {
    draw_seen(Seen { area, split: None }, buf, look, sections, cursor);
}

fn draw_seen(seen: Seen, buf: &mut Buffer, look: &Look, sections: &[Section], cursor: &Cursor) {
    cursor.seen.set(seen);
    for (place, sections, before) in seen.columns(sections) {
        draw_column(place, buf, look, &rows(sections, before), Some(cursor.at));
    }
}

/// Draws a page that is only read, in a single column.
pub fn draw_text(area: Rect, buf: &mut Buffer, look: &Look, sections: &[Section]) {
    draw_column(area, buf, look, &rows(sections, 0), None);
}

fn rows(sections: &[Section], mut next: usize) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    for section in sections {
        if !rows.is_empty() {
            rows.push(Row::Blank);
        }
        if !section.title.is_empty() {
            rows.push(Row::Heading(&section.title));
        }
        rows.extend(section.caption.as_ref().map(Row::Caption));
        for line in &section.lines {
            rows.push(Row::Line(next, line));
            next += 1;
        }
    }
    rows
}

fn draw_column(place: Rect, buf: &mut Buffer, look: &Look, rows: &[Row], at: Option<usize>) {
    if place.is_empty() {
        return;
    }
    let room = usize::from(place.height);
    let first = first_in_sight(place, rows, at.unwrap_or(0));
    for (y, row) in (place.y..place.bottom()).zip(&rows[first..]) {
        let whole = Rect { y, height: 1, ..place };
        let inner =
            Rect { x: place.x + MARGIN.min(place.width), width: place.width.saturating_sub(MARGIN), ..whole };
        match row {
            Row::Blank => {}
            Row::Heading(title) => {
                let title = cells::fit(&title.to_uppercase(), usize::from(place.width));
                buf.set_stringn(place.x, y, title, usize::from(place.width), look.style(Tone::Strong));
            }
            Row::Caption(words) => {
                line::draw(inner, buf, look, &words.words);
            }
            Row::Line(index, line) => {
                if Some(*index) == at {
                    buf.set_stringn(place.x, y, look.sign("▸", ">"), 1, look.style(Tone::Accent));
                }
                line::draw(inner, buf, look, &line.words);
            }
        }
    }
    // In the cell of air behind the column, which every frame has: nothing that stands there is covered.
    let edge = place.right().min(buf.area.right().saturating_sub(1));
    if first > 0 {
        buf.set_stringn(edge, place.y, look.sign("↑", "^"), 1, look.style(Tone::Muted));
    }
    if first + room < rows.len() {
        buf.set_stringn(edge, place.bottom() - 1, look.sign("↓", "v"), 1, look.style(Tone::Muted));
    }
}

fn first_in_sight(place: Rect, rows: &[Row], at: usize) -> usize {
    let selected = rows.iter().position(|row| matches!(row, Row::Line(index, _) if *index == at));
    first_row(rows.len(), usize::from(place.height), selected.unwrap_or(0))
}

/// The row that is drawn first: the selected one stays near the middle, and no row is wasted at the end.
fn first_row(rows: usize, room: usize, selected: usize) -> usize {
    selected.saturating_sub(room / 2).min(rows.saturating_sub(room))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sections() -> Vec<Section> {
        let lines = |count| vec![Line::new("x", Tone::Plain); count];
        vec![Section::new("A", lines(2)), Section::new("B", Vec::new()), Section::new("C", lines(3))]
    }

    #[test]
    fn the_cursor_goes_over_lines_and_by_sections_and_stays_on_the_page() {
        let (sections, mut cursor) = (sections(), Cursor::default());
        let mut after = |action| {
            cursor.act(action, &sections);
            cursor.at
        };
        assert_eq!(after(Action::SelectPrevious), 0);
        assert_eq!(after(Action::NextPart), 2);
        assert_eq!(after(Action::NextPart), 0);
        assert_eq!(after(Action::SelectLast), 4);
        assert_eq!(after(Action::SelectNext), 4);
        assert_eq!(after(Action::PageUp), 2);
        assert!(!cursor.act(Action::Undo, &sections));
        assert!(!Cursor::default().act(Action::Open, &[]));
    }

    #[test]
    fn a_click_selects_the_line_that_it_is_on_in_either_column() {
        use ratatui::crossterm::event::KeyModifiers;
        let look = Look::new(crate::present::safe::Charset::Unicode, true);
        let (sections, mut cursor) = (sections(), Cursor::default());
        let area = Rect::new(1, 2, 120, 10);
        let click = |cursor: &mut Cursor, column, row| {
            draw(area, &mut Buffer::empty(Rect::new(0, 0, 130, 20)), &look, (&sections, 1), cursor);
            let kind = MouseEventKind::Down(MouseButton::Left);
            cursor.mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }, &sections);
            cursor.at
        };
        assert_eq!(click(&mut cursor, 5, 4), 1, "the second line of A");
        assert_eq!(click(&mut cursor, 5, 2), 1, "a heading is no line");
        assert_eq!(click(&mut cursor, 100, 5), 2, "the first line of C, below the empty B");
        assert_eq!(click(&mut cursor, 0, 3), 2, "beside the page");
    }

    #[test]
    fn the_signs_for_more_cover_nothing() {
        let look = Look::new(crate::present::safe::Charset::Unicode, true);
        let sections = [Section::new("A", vec![Line::new("12345678", Tone::Plain); 9])];
        let mut buf = Buffer::empty(Rect::new(0, 0, 12, 4));
        let mut cursor = Cursor::default();
        cursor.act(Action::SelectLast, &sections);
        cursor.act(Action::SelectPrevious, &sections);
        draw_single(Rect::new(1, 0, 10, 4), &mut buf, &look, &sections, &cursor);
        let row = |y| (0..12).map(|x| buf[(x, y)].symbol()).collect::<String>();
        assert_eq!(row(0), "   12345678↑");
    }

    #[test]
    fn the_selected_row_is_in_sight_and_no_row_is_wasted() {
        for (rows, room, selected) in [(5, 10, 4), (50, 10, 0), (50, 10, 25), (50, 10, 49), (1, 0, 0)] {
            let first = first_row(rows, room, selected);
            assert!(room == 0 || (first..first + room).contains(&selected));
            assert!(first + room <= rows.max(room));
        }
    }

    #[test]
    fn every_row_of_a_long_page_has_its_words_wherever_the_cursor_is() {
        let look = Look::new(crate::present::safe::Charset::Unicode, true);
        let area = Rect::new(0, 0, 40, 100);
        let note = |at| Target::Note(crate::drill::ids::EventId::from_random(at, [0; 10]));
        let lines = (0..3_000).map(|at| Line::default().to(note(at))).collect();
        let mut sections = [Section::new("", lines)];
        for at in [0, 599, 600, 1_500, 2_399, 2_400, 2_999] {
            let cursor = Cursor { at, ..Cursor::default() };
            cursor.sight().look(&mut sections, |_| vec![Line::new("x", Tone::Plain)]);
            let mut buf = Buffer::empty(area);
            draw_single(area, &mut buf, &look, &sections, &cursor);
            assert!((0..area.height).all(|y| buf[(MARGIN, y)].symbol() == "x"), "{at}");
        }
    }

    #[test]
    fn a_page_is_drawn_at_any_size() {
        let look = Look::new(crate::present::safe::Charset::Unicode, true);
        for (width, height) in [(0, 0), (1, 1), (2, 1), (3, 500), (500, 3), (109, 5), (110, 5)] {
            let area = Rect::new(0, 0, width, height);
            draw(area, &mut Buffer::empty(area), &look, (&sections(), 1), &Cursor::default());
        }
    }
}
