//! Asks why, with the moment of the key that asked.
//!
//! ```text
//! ╭ fail 7 Restore the database · 14:32:07 ─────────╮
//! │ why  the dump is older than the schema          │
//! │                                                 │
//! │ Enter saves, also without a reason   │
//! ╰─────────────────────────────────────────────────╯
//! ```

use super::{Overlay, about};
use crate::drill::command::Command;
use crate::drill::time::Moment;
use crate::present::tone::Tone;
use crate::tui::effect::{Ask, Effect};
use crate::tui::widgets::form::{Form, FormReply};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;

/// Builds the command once the reason is known.
type WithReason = fn(target: &str, why: String) -> Command;

/// Builds what is laid over the screen once the reason is known.
type Before = fn(target: &str, why: String, world: &World) -> Overlay;

/// What the reason is for.
#[derive(Debug, Clone, Copy)]
enum Then {
    Ask(WithReason),
    Open(Before),
}

/// Asks for the reason of one command.
#[derive(Debug)]
pub struct Reason {
    form: Form,
    moment: Moment,
    target: String,
    then: Then,
    needed: bool,
}

impl Reason {
    /// Asks why, for a command about `target` (the id of a step, or nothing); `needed` refuses an empty answer.
    pub fn new(title: &str, target: &str, build: WithReason, needed: bool, world: &World) -> Self {
        Self::of(title, target, Then::Ask(build), needed, world)
    }

    /// Asks why, before another overlay asks more; an empty answer is refused.
    pub fn before(title: &str, target: &str, then: Before, world: &World) -> Self {
        Self::of(title, target, Then::Open(then), true, world)
    }

    fn of(title: &str, target: &str, then: Then, needed: bool, world: &World) -> Self {
        let form = Form::new(about::now(title, world)).text("why", "");
        Self { form, moment: world.now.clone(), target: target.to_owned(), then, needed }
    }

    /// Answers a key.
    pub fn key(&mut self, key: KeyEvent, world: &World) -> Vec<Effect> {
        match self.form.key(key) {
            FormReply::Stay => Vec::new(),
            FormReply::Cancel => vec![Effect::Pop],
            FormReply::Submit => {
                let why = self.form.value(0);
                if self.needed && why.trim().is_empty() {
                    return vec![Effect::Say("a reason is needed here".to_owned(), Tone::Warned)];
                }
                let then = match self.then {
                    Then::Ask(build) => Ask::since(build(&self.target, why), &self.moment),
                    Then::Open(build) => build(&self.target, why, world).into(),
                };
                vec![Effect::Pop, then]
            }
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str, _: &World) -> Vec<Effect> {
        self.form.paste(text);
        Vec::new()
    }

    /// Draws itself.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        let hint = if self.needed {
            "Enter saves, Esc leaves everything as it is"
        } else {
            "Enter saves, also without a reason; Esc leaves everything as it is"
        };
        self.form.draw(area, buf, world, &[], hint)
    }
}
