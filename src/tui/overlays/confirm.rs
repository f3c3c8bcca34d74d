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

use crate::drill::command::Command;
use crate::drill::ids::StepId;
use crate::drill::note::{Entry, Tag};
use crate::drill::time::{Moment, Span};
use crate::present::tone::Tone;
use crate::present::{cells, jotting};
use crate::tui::effect::{Ask, Effect};
use crate::tui::widgets::form::Form;
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::layout::Rect;

/// Two keys within less were not pressed by a person: a paste that the terminal does not mark as one.
const BURST: Span = Span::from_millis(10);

/// The same key again within less is one that is held down.
const HELD: Span = Span::from_millis(60);

/// Asks for the name of the environment.
#[derive(Debug)]
pub struct Confirm {
    step: StepId,
    wanted: String,
    then: Command,
    typed: String,
    last: (Moment, Option<KeyCode>),
    said: Option<String>,
}

impl Confirm {
    /// Asks before a destructive step is begun by `then`.
    pub fn destructive(step: StepId, world: &World, then: Command) -> Self {
        let opening = world.session().and_then(|session| session.opening());
        let wanted = opening.map(|it| it.environment.as_str().to_owned()).unwrap_or_default();
        Self { step, wanted, then, typed: String::new(), last: (world.now.clone(), None), said: None }
    }

    /// Answers a key.
    pub fn key(&mut self, key: KeyEvent, world: &World) -> Vec<Effect> {
        let (before, code) = std::mem::replace(&mut self.last, (world.now.clone(), Some(key.code)));
        if key.code == KeyCode::Esc {
            return vec![Effect::Pop];
        }
        let since = world.now.boottime - before.boottime;
        let held = key.kind == KeyEventKind::Repeat || (code == Some(key.code) && since < HELD);
        if since < BURST {
            return self.again("that came too fast for fingers: type the name key by key");
        }
        if held && key.code != KeyCode::Backspace {
            return self.again("a key that is held down does not count: type the name key by key");
        }
        self.said = None;
        match key.code {
            KeyCode::Enter if self.typed == self.wanted && !self.wanted.is_empty() => self.confirmed(),
            KeyCode::Enter => self.again(&format!("that is not {}", self.name(world))),
            KeyCode::Backspace => {
                self.typed.pop();
                Vec::new()
            }
            KeyCode::Char(c) if !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => {
                if self.typed.len() < self.wanted.len() + 16 {
                    self.typed.push(c);
                }
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// Writes the question and its answer down before what was asked for.
    fn confirmed(&self) -> Vec<Effect> {
        let text = format!("destructive in a protected environment: confirmed by typing {}", self.wanted);
        let entry = Entry { step: Some(self.step.clone()), tag: Tag::Decision, text, who: None, due: None };
        vec![Effect::Pop, Ask::now(Command::WriteNote { entry }), Ask::now(self.then.clone())]
    }

    fn again(&mut self, why: &str) -> Vec<Effect> {
        self.typed.clear();
        self.said = Some(why.to_owned());
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
            .text("name", &self.typed);
        let said = self.said.clone().map(|said| (said, Tone::Warned));
        let below: Vec<_> = [(step, Tone::Strong)].into_iter().chain(said).collect();
        let keys = format!("Type {name} and press Enter. Esc leaves everything as it is.");
        form.draw(area, buf, world, &below, &keys)
    }
}
