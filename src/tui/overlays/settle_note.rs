//! Asks why a note is taken back, or what became of an action.

use super::about;
use crate::drill::command::Command;
use crate::drill::ids::{EventId, SessionId};
use crate::drill::time::Moment;
use crate::present::tone::Tone;
use crate::tui::effect::{Ask, Effect};
use crate::tui::widgets::form::{Form, FormReply};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;

/// Settles one note.
#[derive(Debug)]
pub struct SettleNote {
    form: Form,
    moment: Moment,
    note: EventId,
    how: How,
}

/// How a note is settled.
#[derive(Debug, Clone, PartialEq, Eq)]
enum How {
    Retract,
    Close,
    /// An action that an earlier session left open.
    CloseLeft(SessionId),
}

impl SettleNote {
    /// Takes a note of the open session back.
    pub fn retract(note: EventId, world: &World) -> Self {
        Self::new("take the note back; it stays in the log", "why", note, How::Retract, world)
    }

    /// Closes an action of the open session.
    pub fn close(note: EventId, world: &World) -> Self {
        Self::new("close the action", "what became of it", note, How::Close, world)
    }

    /// Closes an action that an earlier session left open.
    pub fn close_left(session: SessionId, note: EventId, world: &World) -> Self {
        Self::new("close the action", "what became of it", note, How::CloseLeft(session), world)
    }

    fn new(title: &str, label: &str, note: EventId, how: How, world: &World) -> Self {
        let form = Form::new(about::now(title, world)).text(label, "");
        Self { form, moment: world.now.clone(), note, how }
    }

    /// Answers a key.
    pub fn key(&mut self, key: KeyEvent, _: &World) -> Vec<Effect> {
        match self.form.key(key) {
            FormReply::Stay => Vec::new(),
            FormReply::Cancel => vec![Effect::Pop],
            FormReply::Submit => {
                let why = self.form.value(0);
                if why.trim().is_empty() {
                    return vec![Effect::Say("a few words are needed here".to_owned(), Tone::Warned)];
                }
                vec![Effect::Pop, self.effect(why)]
            }
        }
    }

    fn effect(&self, why: String) -> Effect {
        let note = self.note;
        match &self.how {
            How::Retract => Ask::since(Command::RetractNote { note, why }, &self.moment),
            How::Close => Ask::since(Command::CloseAction { note, why }, &self.moment),
            How::CloseLeft(session) => Effect::CloseAction { session: session.clone(), note, why },
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str, _: &World) -> Vec<Effect> {
        self.form.paste(text);
        Vec::new()
    }

    /// Draws itself.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        self.form.draw(area, buf, world, &[], "Enter saves, Esc leaves everything as it is")
    }
}
