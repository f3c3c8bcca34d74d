//! What the keys of a step's scripts lead to. A key that cannot work now says why.

use super::keys::{cannot, is_guarded, is_ready, open};
use crate::drill::checklist::{Progress, StepState};
use crate::drill::command::Command;
use crate::drill::ids::StepId;
use crate::drill::procedure::Step;
use crate::drill::script::{Guard, Role};
use crate::drill::session::Session;
use crate::present::deeds::{at_work, number, titled};
use crate::present::wrong::{self, Keys};
use crate::tui::action::Action;
use crate::tui::effect::{Ask, Effect};
use crate::tui::overlays::Overlay;
use crate::tui::overlays::cancel::Cancel;
use crate::tui::overlays::guard::Guarded;
use crate::tui::overlays::reason::Reason;
use crate::tui::world::World;

/// Runs the step's script; where one runs, asks whether to cancel it.
pub fn run(step: &Step, progress: &Progress, session: &Session, world: &World) -> Vec<Effect> {
    let (id, n) = (&step.id, number(session, &step.id));
    if let Some(script) = session.scripts().running_of(id) {
        return if script.cancelled {
            cannot(format!("the script of {n} is being ended"))
        } else {
            open(Cancel::new(script.id))
        };
    }
    if step.run.is_none() {
        return cannot(format!("{n} has no script: the procedure's `run` is empty"));
    }
    let open_step = matches!(progress.state, StepState::Pending | StepState::Failed);
    match progress.state {
        StepState::Done | StepState::Skipped | StepState::Dropped => {
            let reopen = world.keymap.key(Action::ReopenStep);
            cannot(format!("{n} is {}; {reopen} reopens it", progress.state.word()))
        }
        _ if !open_step || is_ready(id, session) => run_now(step, session, world),
        _ if is_guarded(step, session) => {
            cannot(format!("{n} destroys, so it never starts out of turn here"))
        }
        _ => out_of_turn(step, session, world),
    }
}

/// Asks why before a step runs out of turn.
fn out_of_turn(step: &Step, session: &Session, world: &World) -> Vec<Effect> {
    let title = format!("run {} out of turn", titled(session, &step.id, world.look.charset));
    if asks(step, session) {
        let then = |id: &str, why, world: &World| Overlay::from(Guarded::run(id.into(), Some(why), world));
        return open(Reason::before(&title, step.id.as_str(), then, world));
    }
    let build = |id: &str, why| run_command(id.into(), Role::Run, Some(why));
    open(Reason::new(&title, step.id.as_str(), build, true, world))
}

/// Whether a guard asks before the script of a step: it destroys, or its commands were amended.
fn asks(step: &Step, session: &Session) -> bool {
    step.destructive || session.next_guard(step, true).is_some()
}

/// Runs what is ready, through the guards.
fn run_now(step: &Step, session: &Session, world: &World) -> Vec<Effect> {
    if asks(step, session) {
        return open(Guarded::run(step.id.clone(), None, world));
    }
    vec![Ask::now(run_command(step.id.clone(), Role::Run, None))]
}

/// Asks for a script of a step.
pub fn run_command(step: StepId, role: Role, why: Option<String>) -> Command {
    Command::RunScript { step, role, automatic: false, why }
}

/// Checks the result of a step, or takes the recovery point where it has no check.
pub fn check(step: &Step, progress: &Progress, session: &Session, world: &World) -> Vec<Effect> {
    let n = number(session, &step.id);
    if session.scripts().running_of(&step.id).is_some() {
        return busy(session, &step.id, world);
    }
    let role = match (&step.check, &step.recovery_point) {
        (Some(_), _) => Role::Check,
        (None, Some(_)) => Role::RecoveryPoint,
        (None, None) => return cannot(format!("{n} has no check: the procedure's `check` is empty")),
    };
    match progress.state {
        StepState::Running | StepState::Done if session.next_guard(step, true) == Some(Guard::Amendment) => {
            open(Guarded::check(step.id.clone(), role, world))
        }
        StepState::Running | StepState::Done => vec![Ask::now(run_command(step.id.clone(), role, None))],
        state => cannot(format!("{n} is {}: only what runs or is done can be checked", state.word())),
    }
}

/// Finishes a step by hand whose script went wrong.
pub fn by_hand(step: &Step, progress: &Progress, session: &Session, world: &World) -> Vec<Effect> {
    let n = number(session, &step.id);
    if session.scripts().running_of(&step.id).is_some() {
        return busy(session, &step.id, world);
    }
    if progress.needs_a_word() {
        return vec![Ask::now(Command::CompleteStep { step: step.id.clone() })];
    }
    let finish = world.keymap.key(Action::ToggleStep);
    cannot(match progress.state {
        StepState::Running => format!("no script of {n} went wrong: {finish} finishes it"),
        state => format!("{n} is {}: only after its script went wrong is it done by hand", state.word()),
    })
}

/// Says that a script is at work, and how to end it.
pub fn busy(session: &Session, step: &StepId, world: &World) -> Vec<Effect> {
    let key = world.keymap.key(Action::RunScript);
    cannot(format!("{}: {key} cancels it", at_work(session, step)))
}

/// Returns the keys that the strip about what went wrong names.
pub fn keys_of_strip(world: &World) -> Keys {
    let key = |action| world.keymap.key(action);
    Keys {
        run: key(Action::RunScript),
        check: key(Action::CheckStep),
        by_hand: key(Action::DoneByHand),
        fail: key(Action::FailStep),
    }
}

/// Whether there is something to say in the strip.
pub fn has_strip(session: &Session, selected: Option<&StepId>) -> bool {
    wrong::step(session, selected).is_some()
}
