//! Takes the time of the newest datum in the restored system, and shows at once what was lost.

use super::about;
use crate::drill::command::Command;
use crate::drill::time::Moment;
use crate::present::objectives;
use crate::present::tone::Tone;
use crate::tui::effect::{Ask, Effect};
use crate::tui::widgets::form::{Form, FormReply};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;

/// Asks for the recovery point.
#[derive(Debug)]
pub struct RecoveryPoint {
    form: Form,
    moment: Moment,
}

impl RecoveryPoint {
    /// Asks for the time of the newest datum, and where it was read.
    pub fn new(world: &World) -> Self {
        let form =
            Form::new(about::now("recovery point", world)).text("newest datum", "").text("read from", "");
        Self { form, moment: world.now.clone() }
    }

    /// Answers a key.
    pub fn key(&mut self, key: KeyEvent, _: &World) -> Vec<Effect> {
        let source = self.form.value(1);
        match (self.form.key(key), about::time(&self.form.value(0), &self.moment)) {
            (FormReply::Stay, _) => Vec::new(),
            (FormReply::Cancel, _) => vec![Effect::Pop],
            (FormReply::Submit, Err(why)) => vec![Effect::Say(why.to_string(), Tone::Warned)],
            (FormReply::Submit, Ok(_)) if source.trim().is_empty() => {
                self.form.focus_on(1);
                vec![Effect::Say(
                    "say where that time was read: a table, a query, a file".to_owned(),
                    Tone::Warned,
                )]
            }
            (FormReply::Submit, Ok(newest)) => {
                let command = Command::SetRecoveryPoint { newest, source };
                vec![Effect::Pop, Ask::since(command, &self.moment)]
            }
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str, _: &World) -> Vec<Effect> {
        self.form.paste(text);
        Vec::new()
    }

    /// Draws itself, with what was lost against the objective.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        let session = world.session()?;
        let told = match about::time(&self.form.value(0), &self.moment) {
            Ok(newest) => {
                let told = objectives::lost(session, newest, self.moment.utc_offset_s, world.look.charset);
                (told.text, told.tone)
            }
            Err(_) if self.form.value(0).is_empty() => {
                ("the newest record, file or row that is back, by its own time".to_owned(), Tone::Plain)
            }
            Err(why) => (why.to_string(), Tone::Warned),
        };
        let keys = "14:05, -3h or 2026-05-12T14:05:00+02:00; Enter saves, Esc leaves";
        self.form.draw(area, buf, world, &[told], keys)
    }
}
