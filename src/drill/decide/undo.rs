//! What may be taken back, and done again.

use super::must_drive;
use super::redlines::stays_in_order;
use crate::drill::command::Request;
use crate::drill::event::Event;
use crate::drill::fact::Fact;
use crate::drill::ids::StepId;
use crate::drill::log::Deed;
use crate::drill::refusal::Refusal;
use crate::drill::session::{Session, Stage};

type Facts = Result<Vec<Fact>, Refusal>;

pub(super) fn undo(session: &Session, request: &Request) -> Facts {
    let deed = session.last_deed(&request.actor).ok_or(Refusal::NothingToUndo)?;
    check(session, request, &deed)?;
    turned(session, Fact::Undone { events: deed.events })
}

pub(super) fn redo(session: &Session, request: &Request) -> Facts {
    let deed = session.last_undone(&request.actor).ok_or(Refusal::NothingToRedo)?;
    check(session, request, &deed)?;
    turned(session, Fact::Redone { events: deed.events })
}

fn turned(session: &Session, fact: Fact) -> Facts {
    stays_in_order(session, &fact)?;
    Ok(vec![fact])
}

/// To take a deed back is to do such a thing: it needs the right to do it, and the stage in which it is done. And what
/// others built upon stays.
fn check(session: &Session, request: &Request, deed: &Deed) -> Result<(), Refusal> {
    let parts: Vec<&Event> = deed.events.iter().filter_map(|id| session.log().find(*id)).collect();
    let facts = || parts.iter().map(|event| session.verdicts().fact(event));
    if facts().any(drove) {
        must_drive(session, request)?;
    }
    let moves = |fact: &Fact| moved(fact).is_some() || matches!(fact, Fact::OutageDeclared {});
    if session.stage() == Stage::Finished && facts().any(moves) {
        return Err(Refusal::SessionOver(Stage::Finished));
    }
    if let Some(step) = facts().find_map(|fact| started(fact).filter(|step| has_run(session, step))) {
        return Err(Refusal::ScriptRan(step.clone()));
    }
    let later = parts.first().into_iter().flat_map(|first| session.log().after(first.id));
    let mut others = later.filter(|it| it.actor != request.actor && !session.verdicts().is_undone(it.id));
    match others.find(|other| parts.iter().any(|own| builds_on(session, other, own))) {
        Some(other) => Err(Refusal::OthersWentOn { by: other.actor.clone() }),
        None => Ok(()),
    }
}

fn started(fact: &Fact) -> Option<&StepId> {
    match fact {
        Fact::StepStarted { step, .. } => Some(step),
        _ => None,
    }
}

/// Whether a script was run in the last attempt at a step: what it did cannot be taken back.
fn has_run(session: &Session, step: &StepId) -> bool {
    session.checklist().progress(step).is_some_and(|progress| progress.proof.run.is_some())
}

/// Whether `later` would lose its sense, or get another one, if `own` had not happened.
fn builds_on(session: &Session, later: &Event, own: &Event) -> bool {
    let fact = session.verdicts().fact(later);
    match session.verdicts().fact(own) {
        Fact::OutageDeclared {} => moved(fact).is_some(),
        Fact::NoteWritten(_) => match fact {
            Fact::NoteAmended { note, .. }
            | Fact::NoteRetracted { note, .. }
            | Fact::ActionClosed { note, .. } => *note == own.id,
            _ => false,
        },
        own => timed(own).is_some_and(|step| timed(fact) == Some(step)),
    }
}

/// Returns the step that a fact moved from one state to another.
fn moved(fact: &Fact) -> Option<&StepId> {
    match fact {
        Fact::StepStarted { step, .. }
        | Fact::StepCompleted { step }
        | Fact::StepFailed { step, .. }
        | Fact::StepSkipped { step, .. }
        | Fact::StepReopened { step, .. }
        | Fact::StepHeld { step, .. }
        | Fact::StepResumed { step } => Some(step),
        _ => None,
    }
}

/// Returns the step whose times a fact told.
fn timed(fact: &Fact) -> Option<&StepId> {
    match fact {
        Fact::TimesCorrected { step, .. } => Some(step),
        fact => moved(fact),
    }
}

/// Whether a fact came of a command that drives the drill.
fn drove(fact: &Fact) -> bool {
    !matches!(
        fact,
        Fact::NoteWritten(_)
            | Fact::NoteAmended { .. }
            | Fact::NoteRetracted { .. }
            | Fact::ActionClosed { .. }
            | Fact::OwnerChanged { .. }
    )
}
