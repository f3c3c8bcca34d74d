//! The output of a script: its newest rows while it runs, or those that somebody scrolled to.

use crate::drill::ids::EventId;
use crate::drill::scripts::Script;
use crate::present::cells;
use crate::present::printout::{self, Place, Row};
use crate::present::safe::Charset;
use crate::present::tone::{Tone, Toned};
use crate::tui::action::Action;
use crate::tui::widgets::line;
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::cell::RefCell;

/// Which part of which output is looked at.
#[derive(Debug, Default)]
pub struct Output {
    /// The row at the top; `None` follows the end.
    top: Option<(EventId, Place)>,
    /// What was laid out last: output is taken apart only when there is more of it.
    drawn: RefCell<Option<Drawn>>,
}

#[derive(Debug)]
struct Drawn {
    of: Of,
    rows: Vec<Row>,
    place: Rect,
    first: usize,
}

/// What rows were made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Of {
    script: EventId,
    version: Version,
    width: u16,
    charset: Charset,
}

/// Which state of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    /// It runs elsewhere, or printed nothing yet.
    Nothing,
    /// So much was added to it.
    Live(u64),
    /// It is what was kept.
    Kept,
}

impl Output {
    /// Follows the end again.
    pub fn follow(&mut self) {
        self.top = None;
    }

    /// Moves by so many pages.
    pub fn turn(&mut self, pages: isize) {
        let rows = self.drawn.borrow().as_ref().map_or(1, |drawn| drawn.place.height.max(2) - 1);
        self.scroll(pages.saturating_mul(isize::try_from(rows).unwrap_or(1)));
    }

    /// Moves by so many rows; behind its end it is followed again.
    pub fn scroll(&mut self, by: isize) {
        let Some(Drawn { of, rows, place, first }) = self.drawn.get_mut() else { return };
        let last = rows.len().saturating_sub(usize::from(place.height));
        // The next key may come before the next frame.
        *first = first.saturating_add_signed(by).min(last);
        self.top = rows.get(*first).filter(|_| *first < last).map(|row| (of.script, row.place));
    }

    /// Whether the output was drawn there.
    pub fn is_at(&self, column: u16, row: u16) -> bool {
        let drawn = self.drawn.borrow();
        drawn.as_ref().is_some_and(|drawn| drawn.place.contains(Position::new(column, row)))
    }

    /// Forgets what was drawn: it is out of sight.
    pub fn hide(&self) {
        self.drawn.take();
    }

    /// Draws the rows in sight.
    pub fn draw(&self, place: Rect, buf: &mut Buffer, world: &World, script: &Script) {
        let mut drawn = self.drawn.borrow_mut();
        let version = match (script.ended(), world.live.of(script.id)) {
            (Some(_), _) => Version::Kept,
            (None, Some(printed)) => Version::Live(printed.version),
            (None, None) => Version::Nothing,
        };
        let of = Of { script: script.id, version, width: place.width, charset: world.look.charset };
        let rows = match drawn.take() {
            Some(before) if before.of == of => before.rows,
            _ => rows(world, script, usize::from(place.width)),
        };
        let height = usize::from(place.height);
        let last = rows.len().saturating_sub(height);
        let first = match self.top {
            Some((id, top)) if id == script.id => rows.partition_point(|row| row.place < top).min(last),
            _ => last,
        };
        for (y, row) in (place.y..place.bottom()).zip(&rows[first..]) {
            draw_row(Rect { y, height: 1, ..place }, buf, world, row);
        }
        if first < last && !place.is_empty() {
            let key = world.keymap.key(Action::FollowOutput);
            let told = format!(" {} {key}", world.look.sign("↓", "v"));
            let bottom = Rect { y: place.bottom() - 1, height: 1, ..place };
            line::draw_right(bottom, buf, world.look, &[Toned::new(told, Tone::Warned)]);
        }
        *drawn = Some(Drawn { of, rows, place, first });
    }
}

fn rows(world: &World, script: &Script, width: usize) -> Vec<Row> {
    let charset = world.look.charset;
    match (script.ended(), world.live.of(script.id)) {
        (Some(ended), _) => printout::kept(&ended.output, width, charset),
        (None, Some(printed)) => printout::newest(&printed.text, printed.skipped, width, charset),
        (None, None) => {
            let here = script.stamp.by == *world.me;
            let by = cells::shown(script.stamp.by.as_str(), charset);
            let told = if here {
                "nothing printed yet".to_owned()
            } else {
                format!("{by} sees its output; here it comes when it ends")
            };
            cells::wrap(&told, width).into_iter().enumerate().map(|(at, text)| remark(at, text)).collect()
        }
    }
}

fn remark(at: usize, text: String) -> Row {
    Row { place: (0, at), spans: Vec::new(), remark: Some(Toned::new(text, Tone::Muted)) }
}

fn draw_row(place: Rect, buf: &mut Buffer, world: &World, row: &Row) {
    if let Some(remark) = &row.remark {
        line::draw(place, buf, world.look, std::slice::from_ref(remark));
    }
    let mut x = place.x;
    for span in &row.spans {
        let room = usize::from(place.right().saturating_sub(x));
        x = buf.set_stringn(x, place.y, &span.text, room, world.look.ink(span.ink)).0;
    }
}
