//! Redlines and a file that others changed meanwhile: what it will say is seen before it is written.
//!
//! ```text
//! ╭ wiki.toml was changed since the drill began ─────╮
//! │ 2. is left out: `title` says … in the file       │
//! │                                                  │
//! │   title = "Load the dump"                        │
//! │ - expect = "12m"                                 │
//! │ + expect = "20m"                                 │
//! │                                                  │
//! │ Enter writes it, j k scroll, Esc leaves the file │
//! ╰──────────────────────────────────────────────────╯
//! ```

use crate::engine::redlines::Preview;
use crate::present::cells;
use crate::present::shipping::{differing, each};
use crate::present::tone::{Tone, Toned};
use crate::tui::effect::Effect;
use crate::tui::widgets::{popup, question};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

/// Shows what a file will say, and asks whether it is written.
#[derive(Debug)]
pub struct FileMerge {
    preview: Box<Preview>,
    /// The first line that is shown.
    first: usize,
}

impl FileMerge {
    /// Shows what was looked at.
    pub fn new(preview: Box<Preview>) -> Self {
        Self { preview, first: 0 }
    }

    /// Answers a key.
    pub fn key(&mut self, key: KeyEvent, world: &World) -> Vec<Effect> {
        let last = self.lines(usize::MAX, world).len().saturating_sub(1);
        match key.code {
            KeyCode::Esc => return vec![Effect::Pop],
            KeyCode::Enter => return vec![Effect::Pop, Effect::Write(self.preview.clone())],
            KeyCode::Char('j') | KeyCode::Down => self.first = (self.first + 1).min(last),
            KeyCode::Char('k') | KeyCode::Up => self.first = self.first.saturating_sub(1),
            KeyCode::PageDown => self.first = (self.first + 10).min(last),
            KeyCode::PageUp => self.first = self.first.saturating_sub(10),
            _ => {}
        }
        Vec::new()
    }

    /// Pasted text answers nothing.
    pub fn paste(&mut self, _: &str, _: &World) -> Vec<Effect> {
        Vec::new()
    }

    /// What stays out and why, then what differs.
    fn lines(&self, width: usize, world: &World) -> Vec<Toned> {
        let Some(session) = world.session() else { return Vec::new() };
        let (charset, amended) = (world.look.charset, &self.preview.amended);
        let told = each(session, &amended.taken, charset).into_iter();
        let mut lines: Vec<Toned> = told
            .flat_map(|said| cells::wrap(&said, width))
            .map(|line| Toned::new(line, Tone::Warned))
            .collect();
        let differs = differing(&self.preview.before, &amended.text, charset);
        if !lines.is_empty() && !differs.is_empty() {
            lines.push(Toned::new("", Tone::Plain));
        }
        lines.extend(differs);
        lines
    }

    /// Draws itself.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        let session = world.session()?;
        let name = cells::shown(&self.preview.file_name(), world.look.charset);
        let title = if self.preview.has_changed(session) {
            format!("{name} was changed since the drill began")
        } else {
            format!("{name} does not take everything in")
        };
        let lines = self.lines(popup::inner_width(area), world);
        let rows: Vec<Vec<Toned>> = lines.into_iter().skip(self.first).map(|line| vec![line]).collect();
        let keys = if self.preview.amended.text == self.preview.before {
            "nothing is to be written: Enter or Esc. j k scroll"
        } else {
            "Enter writes it, j k scroll, Esc leaves the file as it is"
        };
        question::draw(area, buf, world, (&title, Tone::Warned), &rows, keys);
        None
    }
}
