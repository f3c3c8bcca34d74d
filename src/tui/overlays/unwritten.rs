//! Says that the file does not tell what steps were, and asks whether the drill begins all the same.
//!
//! ```text
//! ╭ nothing is written ──────────────────────────────────────────╮
//! │ What steps were before is not in the file, and no drill has …│
//! │ procedures/shop.toml changed while it was read. Try again.   │
//! │                                                              │
//! │ Begun without it, a drill compares these steps with nothing. │
//! │ From the form, Enter reads the file again and asks once more.│
//! │                                                              │
//! │ Enter begins without it, Esc goes back to the form           │
//! ╰──────────────────────────────────────────────────────────────╯
//! ```

use super::fingers::Typed;
use crate::drill::time::Moment;
use crate::engine::desk::Order;
use crate::present::cells;
use crate::present::identity::unwritten;
use crate::present::tone::{Tone, Toned};
use crate::tui::effect::Effect;
use crate::tui::widgets::{popup, question};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

/// Asks whether a session begins without what could not be written.
#[derive(Debug)]
pub struct Unwritten {
    order: Box<Order>,
    why: String,
    fingers: Typed,
}

impl Unwritten {
    /// Asks behind the last answer, which may have been an Enter.
    pub fn new(order: Box<Order>, why: String, now: &Moment) -> Self {
        Self { order, why, fingers: Typed::behind(KeyCode::Enter, now) }
    }

    /// Answers a key.
    pub fn key(&mut self, key: KeyEvent, world: &World) -> Vec<Effect> {
        match key.code {
            KeyCode::Esc => vec![Effect::Pop],
            KeyCode::Enter if self.fingers.enters(key, world) => {
                vec![Effect::Pop, Effect::Begin { order: self.order.clone(), was: Vec::new() }]
            }
            _ => Vec::new(),
        }
    }

    /// Pasted text begins nothing.
    pub fn paste(&mut self, _: &str, _: &World) -> Vec<Effect> {
        Vec::new()
    }

    /// Draws itself.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        let width = popup::inner_width(area);
        let said = self.fingers.said().map(|said| Toned::new(said, Tone::Warned));
        let told = unwritten(&self.why, world.look.charset).into_iter().chain(said);
        let rows: Vec<Vec<Toned>> = told
            .flat_map(|it| {
                cells::wrap(&it.text, width).into_iter().map(move |line| vec![Toned::new(line, it.tone)])
            })
            .collect();
        let keys = "Enter begins without it, Esc goes back to the form";
        question::draw(area, buf, world, ("nothing is written", Tone::Failed), &rows, keys);
        None
    }
}
