//! Asks before leaving while scripts run here: they end with the screen.

use super::unsaved;
use crate::drill::command::Command;
use crate::drill::scripts::Script;
use crate::present::deeds::number;
use crate::present::script;
use crate::present::tone::{Tone, Toned};
use crate::tui::effect::{Ask, Effect};
use crate::tui::widgets::question;
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

/// Lists the scripts that would be ended.
#[derive(Debug, Default)]
pub struct Leaving;

/// Iterates over the scripts that run here: those of the session that one drives.
pub fn here<'a>(world: &World<'a>) -> impl Iterator<Item = &'a Script> {
    let session = world.session().filter(|_| world.drives());
    session.into_iter().flat_map(|session| session.scripts().running())
}

impl Leaving {
    /// Answers a key.
    pub fn key(&mut self, key: KeyEvent, world: &World) -> Vec<Effect> {
        match key.code {
            KeyCode::Esc => vec![Effect::Pop],
            KeyCode::Enter => {
                let goes_on = here(world).filter(|script| !script.cancelled);
                let cancel =
                    goes_on.map(|script| Ask::now(Command::CancelScript { step: script.asked.step.clone() }));
                // What is not saved is asked about as ever; the script's end is not yet among it.
                let leave = unsaved::ask(world);
                [Effect::Pop].into_iter().chain(cancel).chain(leave).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Pasted text does not leave.
    pub fn paste(&mut self, _: &str, _: &World) -> Vec<Effect> {
        Vec::new()
    }

    /// Draws itself.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        let session = world.session()?;
        let mut rows: Vec<Vec<Toned>> = here(world)
            .map(|it| {
                let number = format!("{}  ", number(session, &it.asked.step));
                let state = script::state(session, it, world.now, world.look.charset);
                let named = script::named(it, world.look.charset);
                vec![
                    Toned::new(number, Tone::Plain),
                    Toned::new(format!("{}  ", state.text), state.tone),
                    Toned::new(named, Tone::Strong),
                ]
            })
            .collect();
        if rows.is_empty() {
            rows.push(vec![Toned::new("nothing runs here any more", Tone::Plain)]);
        } else {
            let told = "Leaving ends it, and all that it started; the drill and its clock go on.";
            rows.extend([vec![], vec![Toned::new(told, Tone::Warned)]]);
        }
        question::draw(
            area,
            buf,
            world,
            ("scripts run here", Tone::Warned),
            &rows,
            "Enter leaves, Esc stays",
        );
        None
    }
}
