//! Finds steps and notes by typing a part of them.

use super::notes::Notes;
use crate::drill::ids::{EventId, StepId};
use crate::present::notes;
use crate::present::tone::{Tone, Toned};
use crate::present::{cells, jotting};
use crate::tui::effect::Effect;
use crate::tui::overlays::Overlay;
use crate::tui::widgets::field::Field;
use crate::tui::widgets::{line, popup};
use crate::tui::world::World;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

/// How many rows the list of what was found has, at most.
const ROWS: usize = 14;

/// The search of a session.
#[derive(Debug, Default)]
pub struct Search {
    typed: Field,
    selected: usize,
}

/// Something that can be found.
#[derive(Debug, Clone)]
struct Found {
    text: String,
    step: Option<StepId>,
    note: Option<EventId>,
}

impl AsRef<str> for Found {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl Search {
    /// Searches the open session.
    pub fn new(_: &World) -> Self {
        Self::default()
    }

    fn found(&self, world: &World) -> Vec<Found> {
        let Some(session) = world.session() else { return Vec::new() };
        let charset = world.look.charset;
        let steps = session.procedure().steps.iter().map(|step| Found {
            text: jotting::place(session.procedure(), Some(&step.id), charset),
            step: Some(step.id.clone()),
            note: None,
        });
        let notes = session.notebook().iter().map(|note| {
            let row = notes::row(session, note, charset);
            let step = note.entry().step.clone();
            Found { text: format!("{} {} {}", row.time, row.sign, row.text), step, note: Some(note.id()) }
        });
        let mut matcher = Matcher::new(Config::DEFAULT);
        let pattern = Pattern::parse(&self.typed.text(), CaseMatching::Ignore, Normalization::Smart);
        pattern.match_list(steps.chain(notes), &mut matcher).into_iter().map(|(found, _)| found).collect()
    }

    /// Answers a key.
    pub fn key(&mut self, key: KeyEvent, world: &World) -> Vec<Effect> {
        match key.code {
            KeyCode::Esc => return vec![Effect::Pop],
            KeyCode::Enter => {
                let found = self.found(world).into_iter().nth(self.selected);
                let shown = found.and_then(|found| match (found.step, found.note) {
                    (Some(step), _) => Some(Effect::Select(step)),
                    (None, Some(note)) => Some(Overlay::from(Notes::at(note, world)).into()),
                    (None, None) => None,
                });
                return [Effect::Pop].into_iter().chain(shown).collect();
            }
            KeyCode::Down => {
                self.selected = (self.selected + 1).min(self.found(world).len().saturating_sub(1));
            }
            KeyCode::Up => self.selected = self.selected.saturating_sub(1),
            _ => {
                self.typed.key(key);
                self.selected = 0;
            }
        }
        Vec::new()
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str, _: &World) -> Vec<Effect> {
        self.typed.paste(text);
        self.selected = 0;
        Vec::new()
    }

    /// Draws itself.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        let (look, found) = (world.look, self.found(world));
        let inner = popup::draw(area, buf, look, "search steps and notes", ROWS);
        buf.set_stringn(inner.x, inner.y, "/", usize::from(inner.width), look.style(Tone::Accent));
        let entry = Rect { x: inner.x + 2, width: inner.width.saturating_sub(2), height: 1, ..inner };
        let cursor = self.typed.draw(entry, buf, look.style(Tone::Plain), look.charset);
        let rows = usize::from(inner.height.saturating_sub(2));
        let first = (self.selected + 1).saturating_sub(rows);
        let list = Rect { y: inner.y + 2, height: inner.height.saturating_sub(2), ..inner };
        if found.is_empty() {
            line::draw(list, buf, look, &[Toned::new("nothing is called that", Tone::Muted)]);
        }
        for (y, (at, it)) in (list.y..list.bottom()).zip(found.iter().enumerate().skip(first)) {
            let (sign, tone) =
                if at == self.selected { (look.sign("▸", ">"), Tone::Accent) } else { (" ", Tone::Plain) };
            let text = cells::fit(&it.text, usize::from(inner.width.saturating_sub(2)));
            line::draw(
                Rect { y, height: 1, ..list },
                buf,
                look,
                &[Toned::new(format!("{sign} {text}"), tone)],
            );
        }
        Some(cursor)
    }
}
