//! Asks what comes of a step whose script went wrong.
//!
//! ```text
//! ╭ 7 Restore the database: what comes of it? ──────╮
//! │ 7 failed: exit 1                                │
//! │                                                 │
//! │ r  run its script again                         │
//! │ b  it was done by hand                          │
//! │ x  it failed                                    │
//! ╰─────────────────────────────────────────────────╯
//! ```

use crate::drill::checklist::Progress;
use crate::drill::ids::StepId;
use crate::present::deeds::titled;
use crate::present::tone::{Tone, Toned};
use crate::present::wrong;
use crate::tui::action::{Action, Scope};
use crate::tui::effect::Effect;
use crate::tui::widgets::question;
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

/// Asks about one step.
#[derive(Debug)]
pub struct WentWrong {
    step: StepId,
}

/// What can be done, in the order of the list.
const DEEDS: [(Action, &str); 4] = [
    (Action::RunScript, "run its script again"),
    (Action::CheckStep, "check the result"),
    (Action::DoneByHand, "it was done by hand: its automation is broken"),
    (Action::FailStep, "it failed"),
];

impl WentWrong {
    /// Asks about a step whose script went wrong.
    pub fn new(step: StepId) -> Self {
        Self { step }
    }

    fn offers(&self, action: Action, world: &World) -> bool {
        let step = world.session().and_then(|session| session.step(&self.step));
        action != Action::CheckStep || step.is_some_and(|(step, progress)| wrong::can_check(step, progress))
    }

    /// Answers a key: that of a deed does it.
    pub fn key(&mut self, key: KeyEvent, world: &World) -> Vec<Effect> {
        if key.code == KeyCode::Esc {
            return vec![Effect::Pop];
        }
        let action = world.keymap.action(key, Scope::Drill);
        match action.filter(|action| DEEDS.iter().any(|(it, _)| it == action) && self.offers(*action, world))
        {
            Some(action) => vec![Effect::Pop, Effect::Select(self.step.clone()), Effect::Act(action)],
            None => Vec::new(),
        }
    }

    /// Pasted text answers nothing.
    pub fn paste(&mut self, _: &str, _: &World) -> Vec<Effect> {
        Vec::new()
    }

    /// Draws itself.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        let (session, charset) = (world.session()?, world.look.charset);
        let title = format!("{}: what comes of it?", titled(session, &self.step, charset));
        let open = session.checklist().progress(&self.step).is_some_and(Progress::needs_a_word);
        if !open {
            let rows = vec![vec![Toned::new("that was said meanwhile", Tone::Plain)]];
            question::draw(area, buf, world, (&title, Tone::Accent), &rows, "Esc goes on");
            return None;
        }
        let mut rows =
            vec![vec![Toned::new(wrong::what(session, &self.step, charset), Tone::Failed)], vec![]];
        let deeds = DEEDS.iter().filter(|(action, _)| self.offers(*action, world));
        rows.extend(deeds.map(|(action, text)| {
            let key = world.keymap.key(*action);
            vec![Toned::new(format!("{key}  "), Tone::Accent), Toned::new(*text, Tone::Plain)]
        }));
        question::draw(area, buf, world, (&title, Tone::Failed), &rows, "Esc leaves it open");
        None
    }
}
