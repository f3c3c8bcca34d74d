//! Dates the next action back: `5m`, and it happened five minutes ago.

use crate::drill::duration::parse_duration;
use crate::drill::time::Span;
use crate::present::tone::Tone;
use crate::tui::effect::Effect;
use crate::tui::widgets::form::{Form, FormReply};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;

/// Asks how long ago the next action happened.
#[derive(Debug)]
pub struct Ago {
    form: Form,
}

impl Default for Ago {
    fn default() -> Self {
        Self { form: Form::new("how long ago the next action happened").text("ago", "") }
    }
}

impl Ago {
    /// Answers a key.
    pub fn key(&mut self, key: KeyEvent, _: &World) -> Vec<Effect> {
        match (self.form.key(key), self.span()) {
            (FormReply::Stay, _) => Vec::new(),
            (FormReply::Cancel, _) => vec![Effect::Ago(None), Effect::Pop],
            (FormReply::Submit, Ok(span)) => vec![Effect::Ago(Some(span)), Effect::Pop],
            (FormReply::Submit, Err(why)) => vec![Effect::Say(why, Tone::Warned)],
        }
    }

    fn span(&self) -> Result<Span, String> {
        parse_duration(self.form.value(0).trim().trim_start_matches('-')).map_err(|why| why.to_string())
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str, _: &World) -> Vec<Effect> {
        self.form.paste(text);
        Vec::new()
    }

    /// Draws itself, with the time that comes out.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        let below = match self.span() {
            Ok(span) => {
                let at = crate::present::format::wall(world.now.wall - span, world.now.utc_offset_s);
                (format!("the next action will be dated {at}, and marked as late"), Tone::Warned)
            }
            Err(_) => ("the next action will be dated back by so much".to_owned(), Tone::Plain),
        };
        self.form.draw(area, buf, world, &[below], "5m, 1h30m, 90s; Enter takes it, Esc: no back-dating")
    }
}
