//! The one key that takes the drill forward.

use super::{keys, life, scripts};
use crate::drill::command::Command;
use crate::drill::ids::StepId;
use crate::drill::next::Move;
use crate::drill::session::Session;
use crate::drill::time::{Moment, Span};
use crate::present::deeds::{next, titled};
use crate::tui::action::Action;
use crate::tui::effect::{Ask, Effect};
use crate::tui::overlays::debrief::Debrief;
use crate::tui::overlays::verify::Verify;
use crate::tui::overlays::went_wrong::WentWrong;
use crate::tui::world::World;

/// Two presses within this time are one: a finger that trembled, or a key that repeats.
const TWICE: Span = Span::from_millis(500);

/// Remembers when the key was pressed last.
#[derive(Debug, Default)]
pub struct Advance {
    last: Option<Moment>,
}

impl Advance {
    /// Does what the footer names, with the steps that it names.
    pub fn press(&mut self, selected: Option<&StepId>, session: &Session, world: &World) -> Vec<Effect> {
        let before = self.last.replace(world.now.clone());
        if before.is_some_and(|before| session.timeline().between(&before, world.now).span < TWICE) {
            return Vec::new();
        }
        if !world.drives() {
            return keys::not_driving(session, world);
        }
        if life::asks_who_verified(session) {
            return keys::open(Verify::new(world, None));
        }
        let move_ = life::next_move(session, selected);
        match &move_ {
            Move::Declare => vec![Ask::now(Command::Declare)],
            Move::Advance { finish, start } => {
                vec![Ask::now(Command::Advance { finish: finish.clone(), start: start.clone() })]
            }
            Move::Start(step) => vec![Ask::now(Command::StartStep { step: step.clone(), why: None })],
            // Where it is guarded, the key leads to the guard.
            Move::StartOnPurpose(step) if selected == Some(step) && is_guarded(session) => {
                match session.step(step) {
                    Some((step, _)) => keys::start(step, session, world),
                    None => Vec::new(),
                }
            }
            Move::AllSettled => keys::open(Debrief::new(world)),
            Move::StartOnPurpose(step) => {
                let (step, key) = (titled(session, step, world.look.charset), Action::ToggleStep);
                keys::cannot(format!("{step} destroys: select it, and {} starts it", world.keymap.key(key)))
            }
            Move::Wait(step) => scripts::busy(session, step, world),
            Move::Ask(step) => keys::open(WentWrong::new(step.clone())),
            Move::Choose(_) | Move::Stuck | Move::Over => {
                keys::cannot(next(session, &move_, false, world.look.charset).text)
            }
        }
    }
}

fn is_guarded(session: &Session) -> bool {
    session.opening().is_some_and(|it| it.protected)
}
