//! Puts a step in below another one: a title and Enter, and it runs.
//!
//! ```text
//! ╭ insert below 7 Restore the database · 14:32:07 ─╮
//! │ title  Order a second key                       │
//! │                                                 │
//! │ 7a, improvised; it begins at once               │
//! ╰─────────────────────────────────────────────────╯
//! ```

use super::about;
use crate::drill::command::Command;
use crate::drill::ids::StepId;
use crate::drill::redline::Place;
use crate::drill::session::{Session, Stage};
use crate::drill::slug::new_id;
use crate::drill::time::Moment;
use crate::present::tone::Tone;
use crate::tui::effect::{Ask, Effect};
use crate::tui::widgets::form::{Form, FormReply};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;

/// Puts a step in.
#[derive(Debug)]
pub struct Insert {
    form: Form,
    below: StepId,
    moment: Moment,
}

impl Insert {
    /// Asks for the title of a step below another one.
    pub fn new(below: StepId, world: &World) -> Self {
        let form = Form::new(about::step("insert below", &below, world)).text("title", "");
        Self { form, below, moment: world.now.clone() }
    }

    fn command(&self, session: &Session) -> Option<Command> {
        let procedure = session.procedure();
        let title = self.form.value(0).trim().to_owned();
        let phase = procedure.step(&self.below)?.phase;
        Some(Command::InsertStep {
            step: new_id(&title, procedure),
            title,
            place: Place { phase, below: Some(self.below.clone()) },
            was: Vec::new(),
            start: true,
        })
    }

    /// Answers a key.
    pub fn key(&mut self, key: KeyEvent, world: &World) -> Vec<Effect> {
        let reply = self.form.key(key);
        let command = world.session().and_then(|session| self.command(session));
        match (reply, command) {
            (FormReply::Stay, _) => Vec::new(),
            (FormReply::Cancel, _) | (FormReply::Submit, None) => vec![Effect::Pop],
            (FormReply::Submit, Some(_)) if self.form.value(0).trim().is_empty() => {
                vec![Effect::Say("a title is needed: what is to be done?".to_owned(), Tone::Warned)]
            }
            (FormReply::Submit, Some(command)) => vec![Effect::Pop, Ask::since(command, &self.moment)],
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str, _: &World) -> Vec<Effect> {
        self.form.paste(text);
        Vec::new()
    }

    /// Draws itself, with what the step will be called.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        let session = world.session()?;
        let number = session.procedure().number_below(&self.below);
        let number = number.map(|number| format!("{number}, ")).unwrap_or_default();
        let (begins, enter) = if session.stage() == Stage::Running {
            ("; it begins at once", "Enter inserts and starts it, Esc leaves everything as it is")
        } else {
            (
                "; it does not begin: the drill does not run",
                "Enter inserts it, Esc leaves everything as it is",
            )
        };
        let below = [(format!("{number}improvised{begins}"), Tone::Accent)];
        self.form.draw(area, buf, world, &below, enter)
    }
}
