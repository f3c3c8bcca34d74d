//! Review.

use super::Status;
use crate::drill::ids::StepId;
use crate::tui::action::{Action, Scope};
use crate::tui::effect::Effect;
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyEvent, MouseEvent};
use ratatui::layout::Rect;

/// Review.
#[derive(Debug, Default)]
pub struct Review {}

impl Review {
    /// Returns which actions make sense here.
    pub fn scope(&self) -> Scope {
        Scope::Review
    }

    /// Takes a key as text.
    pub fn type_key(&mut self, _: KeyEvent, _: &World) -> Option<Vec<Effect>> {
        None
    }

    /// Carries out an action.
    pub fn act(&mut self, action: Action, _: &World) -> Vec<Effect> {
        match action {
            Action::Leave => vec![Effect::Quit],
            _ => Vec::new(),
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, _: &str, _: &World) -> Vec<Effect> {
        Vec::new()
    }

    /// Answers the mouse.
    pub fn click(&mut self, _: MouseEvent, _: &World) -> Vec<Effect> {
        Vec::new()
    }

    /// Looks at what changed outside.
    pub fn changed(&mut self, _: &World) -> Vec<Effect> {
        Vec::new()
    }

    /// Selects a step.
    pub fn select(&mut self, _: &StepId, _: &World) {}

    /// Draws itself.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, _: &World, _: Status) -> Option<(u16, u16)> {
        buf.set_string(area.x, area.y, "Review", ratatui::style::Style::default());
        None
    }
}
