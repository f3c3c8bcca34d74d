//! Everything that can be done, found by typing a part of its name.

use crate::present::cells;
use crate::present::tone::Tone;
use crate::tui::action::{Action, Scope};
use crate::tui::effect::Effect;
use crate::tui::widgets::field::Field;
use crate::tui::widgets::popup;
use crate::tui::world::World;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

/// The palette of one screen.
#[derive(Debug)]
pub struct Palette {
    scope: Scope,
    typed: Field,
    selected: usize,
}

impl Palette {
    /// Lists what can be done on a screen.
    pub fn new(scope: Scope) -> Self {
        Self { scope, typed: Field::default(), selected: 0 }
    }

    fn found(&self) -> Vec<Action> {
        let here = Action::ALL.iter().copied().filter(|action| action.applies(self.scope));
        let texts =
            here.map(|action| Entry { text: format!("{} {}", action.label(), action.name()), action });
        let mut matcher = Matcher::new(Config::DEFAULT);
        let pattern = Pattern::parse(&self.typed.text(), CaseMatching::Ignore, Normalization::Smart);
        pattern.match_list(texts, &mut matcher).into_iter().map(|(entry, _)| entry.action).collect()
    }

    /// Answers a key.
    pub fn key(&mut self, key: KeyEvent, _: &World) -> Vec<Effect> {
        match key.code {
            KeyCode::Esc => return vec![Effect::Pop],
            KeyCode::Enter => {
                let action = self.found().get(self.selected).copied();
                return [Effect::Pop].into_iter().chain(action.map(Effect::Act)).collect();
            }
            KeyCode::Down => self.selected = (self.selected + 1).min(self.found().len().saturating_sub(1)),
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
        Vec::new()
    }

    /// Draws itself.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        let found = self.found();
        let look = world.look;
        let inner = popup::draw(area, buf, look, "do", 14);
        buf.set_string(inner.x, inner.y, ":", look.style(Tone::Accent));
        let line = Rect { x: inner.x + 2, width: inner.width.saturating_sub(2), height: 1, ..inner };
        let cursor = self.typed.draw(line, buf, look.style(Tone::Plain), look.charset);
        let rows = usize::from(inner.height.saturating_sub(2));
        let first = (self.selected + 1).saturating_sub(rows);
        for (y, (at, action)) in (inner.y + 2..inner.bottom()).zip(found.iter().enumerate().skip(first)) {
            let (sign, tone) =
                if at == self.selected { (look.sign("▸", ">"), Tone::Accent) } else { (" ", Tone::Plain) };
            let keys = world.keymap.keys(*action).join(" ");
            let room = usize::from(inner.width.saturating_sub(2)).saturating_sub(cells::width(&keys) + 1);
            let text = format!("{sign} {}", cells::fit(action.label(), room));
            buf.set_stringn(inner.x, y, text, usize::from(inner.width), look.style(tone));
            let x = inner.right().saturating_sub(u16::try_from(cells::width(&keys)).unwrap_or(0));
            buf.set_stringn(x, y, keys, usize::from(inner.width), look.style(Tone::Muted));
        }
        Some(cursor)
    }
}

/// An action with the text that is searched.
struct Entry {
    text: String,
    action: Action,
}

impl AsRef<str> for Entry {
    fn as_ref(&self) -> &str {
        &self.text
    }
}
