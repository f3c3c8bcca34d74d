//! Guards a destructive step in a protected environment: its name has to be typed, key by key, by a person.
//!
//! ```text
//! ╭ PRODUCTION: this destroys something ────────────────────────╮
//! │ name  produc                                                │
//! │                                                             │
//! │ 4 Drop the old tables                                       │
//! │ Type production and press Enter to start it. Esc leaves.    │
//! ╰─────────────────────────────────────────────────────────────╯
//! ```

use super::fingers::{Stroke, Typed};
use crate::drill::command::Command;
use crate::drill::ids::StepId;
use crate::drill::note::{Entry, Tag};
use crate::present::tone::Tone;
use crate::present::{cells, jotting};
use crate::tui::effect::{Ask, Effect};
use crate::tui::widgets::form::Form;
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

/// Asks for the name of the environment.
#[derive(Debug)]
pub struct Confirm {
    step: StepId,
    wanted: String,
    then: Command,
    typed: Typed,
}

impl Confirm {
    /// Asks before a destructive step is begun by `then`.
    pub fn destructive(step: StepId, world: &World, then: Command) -> Self {
        let opening = world.session().and_then(|session| session.opening());
        let wanted = opening.map(|it| it.environment.as_str().to_owned()).unwrap_or_default();
        Self { step, wanted, then, typed: Typed::behind(KeyCode::Null, world.now) }
    }

    /// Answers a key.
    pub fn key(&mut self, key: KeyEvent, world: &World) -> Vec<Effect> {
        if key.code == KeyCode::Esc {
            return vec![Effect::Pop];
        }
        match self.typed.key(key, world, self.wanted.len() + 16) {
            Stroke::Stay => Vec::new(),
            Stroke::Enter if self.typed.text() == self.wanted && !self.wanted.is_empty() => self.confirmed(),
            Stroke::Enter => self.again(&format!("that is not {}", self.name(world))),
        }
    }

    /// Writes the question and its answer down before what was asked for.
    fn confirmed(&self) -> Vec<Effect> {
        let text = format!("destructive in a protected environment: confirmed by typing {}", self.wanted);
        let entry = Entry { step: Some(self.step.clone()), tag: Tag::Decision, text, who: None, due: None };
        vec![Effect::Pop, Ask::now(Command::WriteNote { entry }), Ask::now(self.then.clone())]
    }

    fn again(&mut self, why: &str) -> Vec<Effect> {
        self.typed.again(why);
        Vec::new()
    }

    fn name(&self, world: &World) -> String {
        cells::shown(&self.wanted, world.look.charset)
    }

    /// Pasted text does not count.
    pub fn paste(&mut self, _: &str, _: &World) -> Vec<Effect> {
        self.again("pasted text does not count: type the name key by key")
    }

    /// Draws itself.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        let name = self.name(world);
        let step = jotting::place(world.session()?.procedure(), Some(&self.step), world.look.charset);
        let form = Form::new(format!("{}: this step destroys something", name.to_uppercase()))
            .text("name", self.typed.text());
        let said = self.typed.said().map(|said| (said.to_owned(), Tone::Warned));
        let below: Vec<_> = [(step, Tone::Strong)].into_iter().chain(said).collect();
        let keys = format!("Type {name} and press Enter. Esc leaves everything as it is.");
        form.draw(area, buf, world, &below, &keys)
    }
}
