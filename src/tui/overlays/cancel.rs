//! Asks once before a script is cancelled.
//!
//! ```text
//! ╭ cancel the script of 7? ────────────────────────╮
//! │ $ scripts/restore-db.sh                         │
//! │ it has run 0:42                                 │
//! │                                                 │
//! │ Enter cancels it, Esc lets it run               │
//! ╰─────────────────────────────────────────────────╯
//! ```

use crate::drill::command::Command;
use crate::drill::ids::EventId;
use crate::drill::scripts::Script;
use crate::present::deeds::number;
use crate::present::tone::{Tone, Toned};
use crate::present::{format, script};
use crate::tui::effect::{Ask, Effect};
use crate::tui::widgets::question;
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

/// Asks whether to end one script.
#[derive(Debug)]
pub struct Cancel {
    script: EventId,
}

impl Cancel {
    /// Asks about a running script.
    pub fn new(script: EventId) -> Self {
        Self { script }
    }

    fn running<'a>(&self, world: &World<'a>) -> Option<&'a Script> {
        world.session()?.scripts().find(self.script).filter(|script| script.is_running())
    }

    /// Answers a key.
    pub fn key(&mut self, key: KeyEvent, world: &World) -> Vec<Effect> {
        match (key.code, self.running(world)) {
            (KeyCode::Esc, _) | (KeyCode::Enter, None) => vec![Effect::Pop],
            (KeyCode::Enter, Some(script)) => {
                let step = script.asked.step.clone();
                vec![Effect::Pop, Ask::now(Command::CancelScript { step })]
            }
            _ => Vec::new(),
        }
    }

    /// Pasted text answers nothing.
    pub fn paste(&mut self, _: &str, _: &World) -> Vec<Effect> {
        Vec::new()
    }

    /// Draws itself.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        let session = world.session()?;
        let Some(script) = self.running(world) else {
            let rows = vec![vec![Toned::new("it has ended by itself", Tone::Plain)]];
            question::draw(area, buf, world, ("the script", Tone::Accent), &rows, "Enter goes on");
            return None;
        };
        let title = format!("cancel the script of {}?", number(session, &script.asked.step));
        let length = format::step(script::length(session, script, world.now));
        let rows = vec![
            vec![Toned::new(script::named(script, world.look.charset), Tone::Strong)],
            vec![Toned::new(
                format!("it has run {length}; it and all that it started are ended"),
                Tone::Plain,
            )],
        ];
        question::draw(area, buf, world, (&title, Tone::Accent), &rows, "Enter cancels it, Esc lets it run");
        None
    }
}
