//! What the keys of the drill lead to, for one selected step. A key that cannot work now says why.

use super::scripts;
use crate::drill::checklist::{Progress, StepState};
use crate::drill::command::Command;
use crate::drill::ids::StepId;
use crate::drill::procedure::Step;
use crate::drill::session::Session;
use crate::present::deeds::{number, titled};
use crate::present::tone::Tone;
use crate::tui::action::Action;
use crate::tui::effect::{Ask, Effect};
use crate::tui::overlays::Overlay;
use crate::tui::overlays::ago::Ago;
use crate::tui::overlays::anchor_form::AnchorForm;
use crate::tui::overlays::clock_card::ClockCard;
use crate::tui::overlays::confirm::Confirm;
use crate::tui::overlays::debrief::Debrief;
use crate::tui::overlays::guard::Guarded;
use crate::tui::overlays::hold::Hold;
use crate::tui::overlays::level::Level;
use crate::tui::overlays::note::Note;
use crate::tui::overlays::notes::Notes;
use crate::tui::overlays::people::People;
use crate::tui::overlays::reason::Reason;
use crate::tui::overlays::recovery_point::RecoveryPoint;
use crate::tui::overlays::search::Search;
use crate::tui::overlays::shipping::ship;
use crate::tui::overlays::times::Times;
use crate::tui::overlays::unsaved;
use crate::tui::overlays::verify::Verify;
use crate::tui::overlays::went_wrong::WentWrong;
use crate::tui::screens::pen;
use crate::tui::world::World;

type Effects = Vec<Effect>;

/// Lays an overlay over the screen.
pub fn open(overlay: impl Into<Overlay>) -> Effects {
    vec![overlay.into().into()]
}

/// Says why a key does nothing.
pub fn cannot(why: impl Into<String>) -> Effects {
    vec![Effect::Say(why.into(), Tone::Warned)]
}

/// Says who drives, and how to take over.
pub fn not_driving(session: &Session, world: &World) -> Effects {
    let key = world.keymap.key(Action::People);
    match session.people().owner() {
        Some(owner) => {
            let owner = crate::present::cells::shown(owner.as_str(), world.look.charset);
            cannot(format!("{owner} drives this drill; {key} takes over"))
        }
        None => cannot(format!("nobody drives this drill; {key} takes over")),
    }
}

/// Whether a key is the owner's alone.
pub const fn drives(action: Action) -> bool {
    matches!(
        action,
        Action::Advance
            | Action::ToggleStep
            | Action::FailStep
            | Action::SkipStep
            | Action::ReopenStep
            | Action::RunScript
            | Action::CheckStep
            | Action::DoneByHand
            | Action::HoldStep
            | Action::CorrectTimes
            | Action::SetLevel
            | Action::Verify
            | Action::SetAnchor
            | Action::SetRecoveryPoint
            | Action::Finish
            | Action::Abort
    )
}

/// Carries out an action that looks the same from every screen of a drill that goes on.
pub fn act(action: Action, selected: Option<&StepId>, session: &Session, world: &World) -> Effects {
    if drives(action) && !world.drives() {
        return not_driving(session, world);
    }
    match action {
        Action::Ago if world.ago.is_some() => vec![Effect::Ago(None)],
        Action::Ago => open(Ago::default()),
        Action::NextBaseline => vec![Effect::NextBaseline],
        Action::Undo => vec![Ask::now(Command::Undo)],
        Action::Redo => vec![Ask::now(Command::Redo)],
        Action::NoteOnSession => open(Note::on(None, world)),
        Action::EditNotes if session.notebook().iter().len() == 0 => {
            cannot(format!("there is no note yet; {} writes one", world.keymap.key(Action::NoteOnStep)))
        }
        Action::EditNotes => open(Notes::new(world)),
        Action::Verify => open(Verify::new(world, None)),
        Action::SetAnchor => open(AnchorForm::new(world)),
        Action::SetRecoveryPoint => open(RecoveryPoint::new(world)),
        Action::ExplainClock => open(ClockCard::new(world)),
        Action::People => open(People::new(world)),
        Action::ShipRedlines => vec![ship(session)],
        Action::Search => open(Search::new(world)),
        Action::Finish => open(Debrief::new(world)),
        Action::Abort => abort(world),
        Action::Leave => unsaved::leave(world),
        _ => match selected.and_then(|id| session.step(id)) {
            Some((step, _)) if pen::amends(action) => pen::act(action, &step.id, session, world),
            Some((step, progress)) => on_step(action, step, progress, session, world),
            None => cannot("the procedure of this session has no steps here"),
        },
    }
}

fn abort(world: &World) -> Effects {
    let build = |_: &str, why| Command::Abort { why };
    open(Reason::new("give the drill up", "", build, true, world))
}

fn on_step(action: Action, step: &Step, progress: &Progress, session: &Session, world: &World) -> Effects {
    let (id, state, n) = (&step.id, progress.state, number(session, &step.id));
    let running = state == StepState::Running;
    let at_work = session.scripts().running_of(id).is_some();
    let key = |action| world.keymap.key(action);
    match action {
        Action::NoteOnStep => open(Note::on(Some(id.clone()), world)),
        Action::ToggleStep => toggle(step, progress, session, world),
        Action::RunScript => scripts::run(step, progress, session, world),
        Action::CheckStep => scripts::check(step, progress, session, world),
        Action::DoneByHand => scripts::by_hand(step, progress, session, world),
        Action::FailStep | Action::SkipStep if running && at_work => scripts::busy(session, id, world),
        Action::FailStep if running => {
            reason("fail", id, |id, why| Command::FailStep { step: id.into(), why }, session, world)
        }
        Action::FailStep => cannot(format!("{n} is {}: only what runs can fail", state.word())),
        Action::SkipStep if !progress.satisfies() => {
            reason("skip", id, |id, why| Command::SkipStep { step: id.into(), why }, session, world)
        }
        Action::SkipStep => cannot(format!("{n} is {} already", state.word())),
        Action::ReopenStep if state.is_settled() => {
            reason("reopen", id, |id, why| Command::ReopenStep { step: id.into(), why }, session, world)
        }
        Action::ReopenStep => cannot(format!("{n} is {}: there is nothing to reopen", state.word())),
        Action::HoldStep if session.holds().of(id).is_some() => {
            vec![Ask::now(Command::ResumeStep { step: id.clone() })]
        }
        Action::HoldStep if running => open(Hold::new(id.clone(), world)),
        Action::HoldStep => cannot(format!("{n} is {}: only what runs can be held", state.word())),
        Action::CorrectTimes if progress.attempts.is_empty() => {
            cannot(format!("{n} has no times yet; {} dates back what you do next", key(Action::Ago)))
        }
        Action::CorrectTimes => open(Times::new(id.clone(), world)),
        Action::SetLevel => open(Level::new(id.clone(), world)),
        Action::CopyCommand => copy(step, &n),
        _ => Vec::new(),
    }
}

fn reason(
    deed: &str,
    id: &StepId,
    build: fn(&str, String) -> Command,
    session: &Session,
    world: &World,
) -> Effects {
    let title = format!("{deed} {}", titled(session, id, world.look.charset));
    open(Reason::new(&title, id.as_str(), build, false, world))
}

/// Starts the step, or finishes it where it runs.
fn toggle(step: &Step, progress: &Progress, session: &Session, world: &World) -> Effects {
    let n = number(session, &step.id);
    match progress.state {
        StepState::Running if session.scripts().running_of(&step.id).is_some() => {
            scripts::busy(session, &step.id, world)
        }
        StepState::Running if progress.needs_a_word() => open(WentWrong::new(step.id.clone())),
        StepState::Running => vec![Ask::now(Command::CompleteStep { step: step.id.clone() })],
        StepState::Done | StepState::Skipped | StepState::Dropped => {
            let reopen = world.keymap.key(Action::ReopenStep);
            cannot(format!("{n} is {}; {reopen} reopens it", progress.state.word()))
        }
        StepState::Pending | StepState::Failed => start(step, session, world),
    }
}

/// Starts a step on purpose: one that is not ready wants a reason, one that destroys in a protected environment the
/// environment's name.
pub fn start(step: &Step, session: &Session, world: &World) -> Effects {
    let id = &step.id;
    let guarded = is_guarded(step, session);
    let asks_more = step.identity.is_some() || step.preview.is_some() || step.two_person;
    if is_ready(id, session) && step.destructive && asks_more {
        return open(Guarded::start(id.clone(), world));
    }
    if is_ready(id, session) {
        let start = Command::StartStep { step: id.clone(), why: None };
        return if guarded {
            open(Confirm::destructive(id.clone(), world, start))
        } else {
            vec![Ask::now(start)]
        };
    }
    if guarded {
        let n = number(session, id);
        // What it comes after stands beside it.
        return cannot(format!("{n} destroys, so it never starts out of turn here"));
    }
    let title = format!("start {} out of turn", titled(session, id, world.look.charset));
    let build = |id: &str, why| Command::StartStep { step: id.into(), why: Some(why) };
    open(Reason::new(&title, id.as_str(), build, true, world))
}

/// Whether a step destroys something that matters, and its turn has not come: no key starts it then.
pub fn never_out_of_turn(session: &Session, id: &StepId) -> bool {
    let step = session.procedure().steps.iter().find(|step| step.id == *id);
    step.is_some_and(|step| is_guarded(step, session)) && !is_ready(id, session)
}

/// Whether a step destroys something in a protected environment.
pub fn is_guarded(step: &Step, session: &Session) -> bool {
    step.destructive && session.opening().is_some_and(|it| it.protected)
}

/// Whether everything that a step comes after is over.
pub fn is_ready(id: &StepId, session: &Session) -> bool {
    session.checklist().position(id).is_some_and(|at| session.checklist().is_ready(at))
}

/// Copies the command of a step whole, unless it hides something.
fn copy(step: &Step, number: &str) -> Effects {
    let Some(command) = &step.command else { return cannot(format!("{number} has no command to copy")) };
    let command = command.trim_end();
    let hidden =
        |line: &str| crate::present::safe::line(line, crate::present::safe::Charset::Unicode) != line;
    if command.split('\n').any(|line| hidden(&line.replace('\t', " "))) {
        return cannot(format!(
            "the command of {number} has characters that cannot be seen; nothing was copied"
        ));
    }
    let lines = command.lines().count();
    let said =
        if lines > 1 { format!("copied: {lines} lines of {number}") } else { format!("copied: {command}") };
    vec![Effect::Copy(command.to_owned()), Effect::Say(said, Tone::Done)]
}
