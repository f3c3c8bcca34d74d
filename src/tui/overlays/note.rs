//! A note being written or changed. It happened when its first character was typed.
//!
//! ```text
//! ╭ note on 7 Restore the database ─────────────────╮
//! │ note  ! dump was in the old bucket              │
//! │                                                 │
//! │ 14:31:20 · 7 Restore the database · surprise    │
//! ╰─────────────────────────────────────────────────╯
//! ```

use crate::drill::command::Command;
use crate::drill::grammar;
use crate::drill::ids::{EventId, StepId};
use crate::drill::notebook;
use crate::drill::reading::{Reading, ReadingError, read};
use crate::drill::time::Moment;
use crate::present::jotting;
use crate::present::tone::Tone;
use crate::tui::effect::{Ask, Effect};
use crate::tui::widgets::form::{Form, FormReply};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;

/// A note being written or changed.
#[derive(Debug)]
pub struct Note {
    form: Form,
    landing: Option<StepId>,
    began: Option<Moment>,
    amends: Option<EventId>,
}

impl Note {
    /// Writes a note on a step, or on the session.
    pub fn on(landing: Option<StepId>, world: &World) -> Self {
        let title = match (&landing, world.session()) {
            (Some(id), Some(session)) => {
                format!("note on {}", jotting::place(session.procedure(), Some(id), world.look.charset))
            }
            _ => "note on the session".to_owned(),
        };
        Self { form: Form::new(title).text("note", ""), landing, began: None, amends: None }
    }

    /// Changes a note; the original stays in the log.
    pub fn amend(note: &notebook::Note) -> Self {
        let form = Form::new("change the note; what it said stays in the log");
        let form = form.text("note", &grammar::typed(note.entry()));
        Self { form, landing: note.entry().step.clone(), began: None, amends: Some(note.id()) }
    }

    fn reading(&self, world: &World) -> Option<Result<Reading, ReadingError>> {
        let procedure = world.session()?.procedure();
        let now = self.began.as_ref().unwrap_or(world.now).wall;
        Some(read(&self.form.value(0), procedure, self.landing.as_ref(), now, &chrono::Local))
    }

    /// Answers a key.
    pub fn key(&mut self, key: KeyEvent, world: &World) -> Vec<Effect> {
        match self.form.key(key) {
            FormReply::Stay => {
                self.began.get_or_insert_with(|| world.now.clone());
                Vec::new()
            }
            FormReply::Cancel => vec![Effect::Pop],
            FormReply::Submit => match self.reading(world) {
                Some(Ok(reading)) => vec![Effect::Pop, self.ask(reading)],
                Some(Err(why)) => vec![Effect::Say(why.to_string(), Tone::Warned)],
                None => vec![Effect::Pop],
            },
        }
    }

    fn ask(&self, Reading { entry, told }: Reading) -> Effect {
        let command = match self.amends {
            Some(note) => Command::AmendNote { note, entry },
            None => Command::WriteNote { entry },
        };
        Effect::Ask(Ask { command, since: self.began.clone(), told })
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str, world: &World) -> Vec<Effect> {
        self.began.get_or_insert_with(|| world.now.clone());
        self.form.paste(text);
        Vec::new()
    }

    /// Draws itself, with how the line was understood.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        let procedure = world.session()?.procedure();
        let below = match self.reading(world)? {
            Ok(reading) => {
                let at = self.began.as_ref().unwrap_or(world.now);
                (jotting::understood(procedure, &reading, at, world.look.charset), Tone::Accent)
            }
            Err(ReadingError::Empty) => ("it happens with its first character".to_owned(), Tone::Plain),
            Err(why) => (why.to_string(), Tone::Warned),
        };
        let keys = "! surprise  ? question  > action  # decision  ~ outside  -3m 14:05 @step";
        self.form.draw(area, buf, world, &[below], keys)
    }
}
