//! The redlines of a drill, each with what differs: which of them go into the procedure's file.
//!
//! ```text
//! ╭ 3 redlines for the file ─────────────────────────╮
//! │ ▸[x] 1. amended 7 Restore the database           │
//! │      Mara, 14:31                                 │
//! │      expect: 12m → 20m                           │
//! │  [ ] 2. dropped 3 Drop the old tables            │
//! │      Mara, 14:40: there were none                │
//! │                                                  │
//! │ Enter writes 1 of 2, Space picks, a all, Esc …   │
//! ╰──────────────────────────────────────────────────╯
//! ```

use crate::drill::ids::EventId;
use crate::drill::session::Session;
use crate::present::cells;
use crate::present::format;
use crate::present::shipping::{Row, rows};
use crate::present::tone::{Tone, Toned};
use crate::tui::effect::Effect;
use crate::tui::overlays::Overlay;
use crate::tui::widgets::{popup, question};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

/// Picks redlines and writes them.
#[derive(Debug, Default)]
pub struct Shipping {
    /// Which of them is selected.
    at: usize,
    /// Those that are to stay out; at first none.
    left: Vec<EventId>,
    /// Whether the file is being looked at: what comes of it takes the place of the list.
    looking: bool,
}

/// Opens the list where there is anything to be written.
pub fn ship(session: &Session) -> Effect {
    match (session.redlines().iter().len(), session.redlines().open().next()) {
        (_, Some(_)) => Overlay::from(Shipping::default()).into(),
        (0, None) => Effect::Say("no redlines: the procedure is as its file has it".to_owned(), Tone::Warned),
        (_, None) => Effect::Say("all redlines are in the file already".to_owned(), Tone::Warned),
    }
}

impl Shipping {
    fn open(session: &Session, world: &World) -> Vec<Row> {
        rows(session, world.look.charset).into_iter().filter(|row| !row.written).collect()
    }

    fn picked(&self, rows: &[Row]) -> Vec<EventId> {
        rows.iter().map(|row| row.id).filter(|id| !self.left.contains(id)).collect()
    }

    /// Answers a key.
    pub fn key(&mut self, key: KeyEvent, world: &World) -> Vec<Effect> {
        let Some(session) = world.session() else { return vec![Effect::Pop] };
        let rows = Self::open(session, world);
        let last = rows.len().saturating_sub(1);
        match key.code {
            KeyCode::Esc => return vec![Effect::Pop],
            _ if self.looking => {}
            KeyCode::Char('j') | KeyCode::Down => self.at = (self.at + 1).min(last),
            KeyCode::Char('k') | KeyCode::Up => self.at = self.at.saturating_sub(1),
            KeyCode::Char('g') | KeyCode::Home => self.at = 0,
            KeyCode::Char('G') | KeyCode::End => self.at = last,
            KeyCode::Char(' ') => {
                let Some(row) = rows.get(self.at) else { return Vec::new() };
                match self.left.iter().position(|id| *id == row.id) {
                    Some(at) => drop(self.left.remove(at)),
                    None => self.left.push(row.id),
                }
            }
            KeyCode::Char('a') if self.left.is_empty() => self.left = rows.iter().map(|row| row.id).collect(),
            KeyCode::Char('a') => self.left.clear(),
            KeyCode::Enter => {
                let picked = self.picked(&rows);
                self.looking = !picked.is_empty();
                return vec![if self.looking { Effect::Ship(picked) } else { Effect::Pop }];
            }
            _ => {}
        }
        Vec::new()
    }

    /// Pasted text picks nothing.
    pub fn paste(&mut self, _: &str, _: &World) -> Vec<Effect> {
        Vec::new()
    }

    /// Draws itself; what is selected is in sight.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        let open = Self::open(world.session()?, world);
        let width = popup::inner_width(area);
        let (mut lines, mut selected) = (Vec::new(), 0..0);
        for (at, row) in open.iter().enumerate() {
            let from = lines.len();
            lines.extend(self.lines(row, at == self.at, width, world));
            if at == self.at {
                selected = from..lines.len();
            }
        }
        let room = usize::from(area.height.saturating_sub(4)).max(1);
        let first = selected.end.saturating_sub(room).min(selected.start);
        let shown: Vec<Vec<Toned>> = lines.into_iter().skip(first).take(room).collect();
        let (picked, many) = (self.picked(&open).len(), open.len());
        let title = format!("{} for the file", format::count(many, "redline"));
        let keys = match picked {
            _ if self.looking => "looking at the file; Esc leaves it as it is".to_owned(),
            0 => "Enter or Esc leaves them for later. Space picks, a all".to_owned(),
            picked => format!("Enter writes {picked} of {many}. Space picks, a all or none. Esc: later"),
        };
        question::draw(area, buf, world, (&title, Tone::Accent), &shown, &keys);
        None
    }

    fn lines(&self, row: &Row, selected: bool, width: usize, world: &World) -> Vec<Vec<Toned>> {
        let marker = if selected { world.look.sign("▸", ">") } else { " " };
        let (sign, tone) =
            if self.left.contains(&row.id) { ("[ ] ", Tone::Muted) } else { ("[x] ", Tone::Done) };
        let title = cells::fit(&format!("{}. {}", row.number, row.title), width.saturating_sub(5));
        let plain = if selected { Tone::Strong } else { Tone::Plain };
        let head = vec![Toned::new(marker, Tone::Accent), Toned::new(sign, tone), Toned::new(title, plain)];
        let below = [Toned::new(row.aside.clone(), Tone::Muted)].into_iter().chain(row.lines.iter().cloned());
        let below = below.flat_map(|line| {
            let lines = cells::wrap(&line.text, width.saturating_sub(5)).into_iter();
            lines.map(move |text| vec![Toned::new("     ", Tone::Plain), Toned::new(text, line.tone)])
        });
        [head].into_iter().chain(below).collect()
    }
}
