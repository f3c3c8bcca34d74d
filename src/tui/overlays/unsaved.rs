//! Asks before leaving with events that are not on the disk.

use super::leaving::{self, Leaving};
use crate::engine::saving::Saving;
use crate::present::telling::telling;
use crate::present::tone::{Tone, Toned};
use crate::present::{cells, sign};
use crate::tui::effect::Effect;
use crate::tui::overlays::Overlay;
use crate::tui::widgets::field::Field;
use crate::tui::widgets::{line, popup};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

/// What has to be typed to leave all the same.
const WORD: &str = "leave";

/// Lists what is not saved.
#[derive(Debug, Default)]
pub struct Unsaved {
    typed: Field,
}

/// Leaves, or asks first where scripts run here, or something is not saved.
pub fn leave(world: &World) -> Vec<Effect> {
    if leaving::here(world).next().is_some() {
        return vec![Overlay::from(Leaving).into()];
    }
    ask(world)
}

/// Leaves, or asks first where something is not saved.
pub fn ask(world: &World) -> Vec<Effect> {
    if pending(world) == 0 { vec![Effect::Quit] } else { vec![Overlay::from(Unsaved::new(world)).into()] }
}

fn pending(world: &World) -> usize {
    world.board.map_or(0, |board| board.pending().len())
}

impl Unsaved {
    /// Asks about the open session.
    pub fn new(_: &World) -> Self {
        Self::default()
    }

    /// Answers a key.
    pub fn key(&mut self, key: KeyEvent, world: &World) -> Vec<Effect> {
        match key.code {
            KeyCode::Esc => vec![Effect::Pop],
            KeyCode::Enter if pending(world) == 0 || self.typed.text().trim() == WORD => vec![Effect::Quit],
            KeyCode::Enter => vec![Effect::Say(format!("type {WORD} to leave all the same"), Tone::Warned)],
            _ => {
                self.typed.key(key);
                Vec::new()
            }
        }
    }

    /// Pasted text does not leave.
    pub fn paste(&mut self, _: &str, _: &World) -> Vec<Effect> {
        Vec::new()
    }

    /// Draws itself.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        let (look, count) = (world.look, pending(world));
        if count == 0 {
            let inner = popup::draw(area, buf, look, "everything is saved now", 1);
            line::draw(inner, buf, look, &[Toned::new("Enter leaves, Esc stays", Tone::Plain)]);
            return None;
        }
        let width = popup::inner_width(area);
        let above = cells::wrap(&why(world), width);
        let events = listed(world, usize::from(area.height).saturating_sub(above.len() + 8).clamp(1, 10));
        let inner = popup::draw(area, buf, look, "not saved", above.len() + events.len() + 4);
        let above = above.into_iter().map(|text| Toned::new(text, Tone::Warned));
        let rows = above.chain([Toned::default()]).chain(events).chain([Toned::default()]);
        let ask = Toned::new(format!("Esc stays. To lose them, type {WORD} and press Enter:"), Tone::Plain);
        let mut y = inner.y;
        for row in rows.chain([ask]) {
            line::draw(Rect { y, height: 1, ..inner }.intersection(inner), buf, look, &[row]);
            y += 1;
        }
        let entry = Rect { y: y.min(inner.bottom().saturating_sub(1)), height: 1, ..inner };
        Some(self.typed.draw(entry, buf, look.style(Tone::Accent), look.charset))
    }
}

fn why(world: &World) -> String {
    let count = pending(world);
    let events = if count == 1 { "1 event is".to_owned() } else { format!("{count} events are") };
    let reason = match world.saving {
        Saving::Saved | Saving::Writing(_) => "the disk has not answered yet".to_owned(),
        Saving::Stuck { reason, .. } | Saving::Lost { reason, .. } => {
            cells::shown(reason, world.look.charset)
        }
    };
    format!("{events} not saved: {reason}")
}

/// The first so many of the events, and how many more there are.
fn listed(world: &World, most: usize) -> Vec<Toned> {
    let Some(board) = world.board else { return Vec::new() };
    let charset = world.look.charset;
    let lines = board.pending().take(most).map(|event| {
        let sign = sign::dot(charset).trim();
        Toned::new(format!("{sign} {}", telling(board.session(), event, charset)), Tone::Plain)
    });
    let more = board.pending().len().saturating_sub(most);
    let more = (more > 0).then(|| Toned::new(format!("  and {more} more"), Tone::Muted));
    lines.chain(more).collect()
}
