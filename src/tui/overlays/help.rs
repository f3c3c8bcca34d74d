//! The keys, from the action table.

use crate::present::cells;
use crate::present::tone::Tone;
use crate::tui::action::{Action, Scope};
use crate::tui::effect::Effect;
use crate::tui::widgets::popup;
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

/// The keys, scrolled so far.
#[derive(Debug)]
pub struct Help {
    here: Scope,
    first: usize,
}

/// The lines of the help, first those of where one is: keys and what they do; without keys a heading.
fn lines(here: Scope, world: &World) -> Vec<(String, &'static str)> {
    let mut lines = Vec::new();
    let elsewhere = Scope::ALL.into_iter().filter(|it| ![here, Scope::Everywhere].contains(it));
    for scope in [here, Scope::Everywhere].into_iter().chain(elsewhere) {
        lines.push((String::new(), scope.title()));
        for action in Action::ALL.iter().filter(|action| action.scopes().contains(&scope)) {
            let keys = world.keymap.keys(*action).join(" ");
            lines.push((if keys.is_empty() { format!(": {}", action.name()) } else { keys }, action.label()));
        }
    }
    lines
}

impl Help {
    /// Opens it where its reader is.
    pub const fn at(here: Scope) -> Self {
        Self { here, first: 0 }
    }

    /// Answers a key: scrolls, or leaves.
    pub fn key(&mut self, key: KeyEvent, world: &World) -> Vec<Effect> {
        let last = lines(self.here, world).len().saturating_sub(1);
        match key.code {
            KeyCode::Down | KeyCode::Char('j') => self.first = (self.first + 1).min(last),
            KeyCode::Up | KeyCode::Char('k') => self.first = self.first.saturating_sub(1),
            KeyCode::PageDown | KeyCode::Char(' ') => self.first = (self.first + 10).min(last),
            KeyCode::PageUp => self.first = self.first.saturating_sub(10),
            _ => return vec![Effect::Pop],
        }
        Vec::new()
    }

    /// Pasted text means nothing here.
    pub fn paste(&mut self, _: &str, _: &World) -> Vec<Effect> {
        Vec::new()
    }

    /// Draws itself.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        let lines = lines(self.here, world);
        let inner = popup::draw(area, buf, world.look, "keys: j k scroll, any other key leaves", lines.len());
        for (y, (keys, label)) in (inner.y..inner.bottom()).zip(lines.iter().skip(self.first)) {
            if keys.is_empty() {
                buf.set_stringn(
                    inner.x,
                    y,
                    label.to_uppercase(),
                    usize::from(inner.width),
                    world.look.style(Tone::Strong),
                );
                continue;
            }
            buf.set_stringn(inner.x + 2, y, cells::fit(keys, 18), 18, world.look.style(Tone::Accent));
            let room = usize::from(inner.width.saturating_sub(22));
            buf.set_stringn(inner.x + 22, y, cells::fit(label, room), room, world.look.style(Tone::Plain));
        }
        None
    }
}
