//! What the keys of redlines lead to, for one selected step: in the drill, and in its debrief.

use super::drill::keys::{cannot, not_driving, open};
use crate::drill::checklist::StepState;
use crate::drill::command::Command;
use crate::drill::ids::StepId;
use crate::drill::notebook::Note;
use crate::drill::procedure::Step;
use crate::drill::redline::Key;
use crate::drill::session::Session;
use crate::present::deeds::{number, titled};
use crate::present::pen;
use crate::present::tone::Tone;
use crate::present::{cells, format};
use crate::tui::action::Action;
use crate::tui::effect::{Ask, Effect};
use crate::tui::overlays::amend::Amend;
use crate::tui::overlays::insert::Insert;
use crate::tui::overlays::merge::Merge;
use crate::tui::overlays::reason::Reason;
use crate::tui::world::World;

type Effects = Vec<Effect>;

/// Whether a key amends the procedure.
pub const fn amends(action: Action) -> bool {
    matches!(
        action,
        Action::AmendStep
            | Action::EditStep
            | Action::InsertStep
            | Action::MoveDown
            | Action::MoveUp
            | Action::DropStep
            | Action::MergeStep
            | Action::TakeNote
    )
}

/// Carries out such a key.
pub fn act(action: Action, step: &StepId, session: &Session, world: &World) -> Effects {
    if !world.drives() {
        return not_driving(session, world);
    }
    let Some((plan, progress)) = session.step(step) else { return Vec::new() };
    let n = number(session, step);
    if progress.state == StepState::Dropped && action != Action::InsertStep {
        let reopen = world.keymap.key(Action::ReopenStep);
        return cannot(format!("{n} was dropped; {reopen} has it back"));
    }
    match action {
        Action::AmendStep => open(Amend::new(plan, world)),
        Action::EditStep => vec![Effect::Edit(step.clone())],
        Action::InsertStep => open(Insert::new(step.clone(), world)),
        Action::MoveDown => shift(step, true, session),
        Action::MoveUp => shift(step, false, session),
        Action::DropStep => drop_step(step, progress.state, session, world),
        Action::MergeStep => merge(step, progress.state, session),
        Action::TakeNote => match pen::note_to_take(session, step) {
            Some(note) => take(note, plan, session, world),
            None => cannot(format!("{n} has no ? or ! note that its text does not say")),
        },
        _ => Vec::new(),
    }
}

fn shift(step: &StepId, down: bool, session: &Session) -> Effects {
    if let Some(to) = session.procedure().place_beside(step, down) {
        return vec![Ask::now(Command::MoveStep { step: step.clone(), to })];
    }
    let end = if down { "last" } else { "first" };
    cannot(format!("{} is the {end} step already", number(session, step)))
}

/// What was done, or is being done, cannot be left out.
fn stays(step: &StepId, state: StepState, deed: &str, session: &Session) -> Option<Effects> {
    let n = number(session, step);
    match state {
        StepState::Running => Some(cannot(format!("{n} is running: what runs cannot be {deed}"))),
        StepState::Done => Some(cannot(format!("{n} is done: what was done cannot be {deed}"))),
        _ => None,
    }
}

fn drop_step(step: &StepId, state: StepState, session: &Session, world: &World) -> Effects {
    stays(step, state, "dropped", session).unwrap_or_else(|| {
        let title = format!("drop {}", titled(session, step, world.look.charset));
        let build = |id: &str, why| Command::DropStep { step: id.into(), why };
        open(Reason::new(&title, step.as_str(), build, true, world))
    })
}

fn merge(step: &StepId, state: StepState, session: &Session) -> Effects {
    if let Some(stays) = stays(step, state, "merged", session) {
        return stays;
    }
    let Some(at) = session.checklist().position(step) else { return Vec::new() };
    let above = session.procedure().steps[..at].iter().rev().find_map(|step| {
        let (_, progress) = session.step(&step.id)?;
        (progress.state != StepState::Dropped).then_some((&step.id, progress.state))
    });
    match above {
        None => cannot(format!("no step stands above {}", number(session, step))),
        Some((into, state @ (StepState::Done | StepState::Skipped))) => {
            let into = number(session, into);
            cannot(format!("{into} is {} already: nothing can become a part of it", state.word()))
        }
        Some((into, _)) => open(Merge::new(step.clone(), into.clone())),
    }
}

/// Takes a note that was chosen from the list into the text of its step.
pub fn to_text(note: &Note, world: &World) -> Effects {
    let Some(session) = world.session() else { return Vec::new() };
    if !world.drives() {
        return not_driving(session, world);
    }
    match note.entry().step.as_ref().and_then(|step| session.step(step)) {
        None => cannot("this note is on no step: there is no text that could take it"),
        Some((step, _)) if pen::says(step, &note.entry().text) => {
            cannot(format!("the text of {} says that already", number(session, &step.id)))
        }
        Some((step, _)) => take(note, step, session, world),
    }
}

/// Takes a note into the text of its step, and says whose it was.
fn take(note: &Note, step: &Step, session: &Session, world: &World) -> Effects {
    let charset = world.look.charset;
    let entry = note.entry();
    let at = format::wall_minute(note.event.happened, note.event.written.utc_offset_s);
    let by = note.event.actor.as_str();
    let changes = vec![(Key::Text, Some(pen::with_paragraph(step, &entry.text)))];
    let why = Some(format!("note of {by} {at}"));
    let sign = entry.tag.sign().unwrap_or(' ');
    let (by, n) = (cells::shown(by, charset), number(session, &step.id));
    let said = format!("{at} {sign} of {by} is in the text of {n} now");
    let amend = Command::AmendStep { step: step.id.clone(), changes, why };
    vec![Effect::Say(said, Tone::Done), Ask::now(amend)]
}
