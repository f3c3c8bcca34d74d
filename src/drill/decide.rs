//! Session + request → facts, or a refusal. The one place where it is decided what may happen.

use super::command::{Command, Request};
use super::event::Door;
use super::fact::Fact;
use super::ids::EventId;
use super::procedure::Anchor;
use super::refusal::Refusal;
use super::session::{Session, Stage};
use super::time::WallTime;

mod life;
mod notes;
mod people;
mod redlines;
mod scripts;
mod steps;
mod undo;

#[cfg(test)]
mod tests;

/// A fact to be written, with when it happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What happens.
    pub fact: Fact,
    /// When.
    pub happened: WallTime,
    /// Whether it was told late on purpose.
    pub late: bool,
}

/// Decides what a request does to a session.
///
/// # Errors
/// The named reason for which it does nothing.
pub fn decide(session: &Session, request: &Request) -> Result<Vec<Decision>, Refusal> {
    if request.happened > request.written.wall {
        return Err(Refusal::InTheFuture);
    }
    life::needed(request.actor.as_str(), "name")?;
    check_stage(session, &request.command)?;
    check_owner(session, request)?;
    let told = |fact| Decision { fact, happened: request.happened, late: request.late };
    let mut decisions: Vec<Decision> = facts(session, request)?.into_iter().map(told).collect();
    if let [Decision { fact: Fact::StepStarted { .. }, .. }, done] = decisions.as_mut_slice() {
        // A step that never started: the time that was told is its start, and it ends now.
        (done.happened, done.late) = (request.written.wall, false);
    }
    Ok(decisions)
}

fn facts(session: &Session, request: &Request) -> Result<Vec<Fact>, Refusal> {
    let one = |fact| Ok(vec![fact]);
    match &request.command {
        Command::Declare => one(Fact::OutageDeclared {}),
        Command::StartStep { step, why } => steps::start(session, request, step, why.as_deref()),
        Command::CompleteStep { step } => steps::complete(session, request, step),
        Command::Advance { finish, start } => steps::advance(session, request, finish, start.as_ref()),
        Command::FailStep { step, why } => steps::fail(session, request, step, why),
        Command::SkipStep { step, why } => steps::skip(session, request, step, why),
        Command::ReopenStep { step, why } => steps::reopen(session, step, why),
        Command::HoldStep { step, cause, text } => steps::hold(session, request, step, cause, text),
        Command::ResumeStep { step } => steps::resume(session, request, step),
        Command::CorrectTimes { step, attempt, started, ended, why } => {
            steps::correct(session, request, step, *attempt, (*started, *ended), why)
        }
        Command::SetLevel { step, level, why } => steps::set_level(session, step, *level, why),
        Command::SetAnchor { anchor, simulated, why } => {
            one(Fact::AnchorSet { anchor: *anchor, simulated: *simulated, why: why.clone() })
        }
        Command::SetRecoveryPoint { newest, source } => life::recovery_point(request, *newest, source),
        Command::RunScript { step, role, automatic, why } => {
            scripts::run(session, request, step, *role, *automatic, why.as_deref())
        }
        Command::LaunchScript { script, pid, started } => scripts::launch(session, *script, *pid, *started),
        Command::CancelScript { step } => scripts::cancel(session, step),
        Command::EndScript { script, outcome, output, files } => {
            scripts::end(session, request, *script, (outcome, output, files.as_ref()))
        }
        Command::AnswerGuard { step, guard, answer } => {
            scripts::answer(session, request, step, *guard, answer)
        }
        Command::ReportProbe { probe, up, reading } => scripts::probe(session, probe, *up, reading),
        Command::Verify { by, how, passed } => life::verify(by, how, *passed),
        Command::WriteNote { entry } => notes::write(session, entry),
        Command::AmendNote { note, entry } => notes::amend(session, *note, entry),
        Command::RetractNote { note, why } => notes::retract(session, *note, why),
        Command::CloseAction { note, why } => notes::close(session, *note, why),
        Command::HandOver { to, why } => people::hand_over(session, to, why),
        Command::Join { name, role } => people::join(session, name, *role),
        Command::Leave { name } => people::leave(session, name),
        Command::AmendStep { step, changes, why } => redlines::amend(session, step, changes, why.as_deref()),
        Command::InsertStep { step, title, place, was, start } => {
            redlines::insert(session, step, title, place, was, *start)
        }
        Command::MoveStep { step, to } => redlines::move_step(session, step, to),
        Command::DropStep { step, why } => redlines::drop_step(session, step, why),
        Command::MergeStep { step, into } => redlines::merge(session, step, into),
        Command::ShipRedlines { redlines, from, into } => redlines::ship(session, redlines, from, into),
        Command::Undo => undo::undo(session, request),
        Command::Redo => undo::redo(session, request),
        Command::Finish => life::finish(session),
        Command::Seal { next_owner } => one(Fact::SessionSealed { next_owner: next_owner.clone() }),
        Command::Abort { why } => life::abort(why),
        Command::Reopen { why } => life::reopen(session, why),
        Command::Exclude { why } => life::exclude(session, why),
        Command::Include { why } => life::include(session, why),
        Command::Redact { event, why } => redact(session, *event, why),
        Command::ReportJump { by } => one(Fact::ClockJumped { by_us: *by }),
        Command::ReportSleep { length } => one(Fact::MachineSlept { for_us: *length }),
    }
}

/// Which commands make sense at which stage of a session's life.
fn check_stage(session: &Session, command: &Command) -> Result<(), Refusal> {
    let stage = session.stage();
    match command {
        Command::Redact { .. }
        | Command::CloseAction { .. }
        | Command::Reopen { .. }
        | Command::Exclude { .. }
        | Command::Include { .. }
        // How a script ended is written down whenever that is.
        | Command::LaunchScript { .. }
        | Command::EndScript { .. }
        | Command::CancelScript { .. }
        // Whenever the pen is put to the file.
        | Command::ShipRedlines { .. } => Ok(()),
        Command::Declare if stage == Stage::Running => Err(Refusal::AlreadyDeclared),
        Command::Declare if stage == Stage::Briefing => Ok(()),
        Command::Seal { .. } => match stage {
            Stage::Finished => Ok(()),
            Stage::Briefing | Stage::Running => Err(Refusal::StillOpen),
            over => Err(Refusal::SessionOver(over)),
        },
        // The debrief is there to write down what nobody had time for.
        Command::WriteNote { .. }
        | Command::AmendNote { .. }
        | Command::RetractNote { .. }
        | Command::SetLevel { .. }
        | Command::SetRecoveryPoint { .. }
        | Command::SetAnchor { .. }
        | Command::CorrectTimes { .. }
        | Command::Verify { .. }
        | Command::HandOver { .. }
        | Command::Join { .. }
        | Command::Leave { .. }
        | Command::AmendStep { .. }
        | Command::InsertStep { .. }
        | Command::MoveStep { .. }
        | Command::DropStep { .. }
        | Command::MergeStep { .. }
        | Command::Undo
        | Command::Redo
            if stage == Stage::Finished =>
        {
            Ok(())
        }
        _ if !stage.is_open() => Err(Refusal::SessionOver(stage)),
        Command::SetAnchor { anchor, .. } if stage == Stage::Briefing => match anchor {
            Anchor::Outage | Anchor::Detected => Ok(()),
            other => Err(Refusal::AnchorTooEarly(*other)),
        },
        command if stage == Stage::Briefing && steps_or_ends(command) => Err(Refusal::NotDeclared),
        _ => Ok(()),
    }
}

/// A step that is to be had back was dropped, in the briefing: none was begun yet.
fn steps_or_ends(command: &Command) -> bool {
    let others = matches!(command, Command::Declare | Command::Abort { .. } | Command::ReopenStep { .. });
    drives(command) && !amends(command) && !others
}

/// Whether a command amends the procedure.
fn amends(command: &Command) -> bool {
    matches!(
        command,
        Command::AmendStep { .. }
            | Command::InsertStep { .. }
            | Command::MoveStep { .. }
            | Command::DropStep { .. }
            | Command::MergeStep { .. }
    )
}

/// Whether a command drives the drill: such keys are the owner's.
fn drives(command: &Command) -> bool {
    amends(command)
        || matches!(
            command,
            Command::Declare
                | Command::StartStep { .. }
                | Command::CompleteStep { .. }
                | Command::Advance { .. }
                | Command::FailStep { .. }
                | Command::SkipStep { .. }
                | Command::ReopenStep { .. }
                | Command::HoldStep { .. }
                | Command::ResumeStep { .. }
                | Command::CorrectTimes { .. }
                | Command::SetLevel { .. }
                | Command::SetAnchor { .. }
                | Command::SetRecoveryPoint { .. }
                | Command::RunScript { .. }
                | Command::CancelScript { .. }
                | Command::AnswerGuard { .. }
                | Command::Verify { .. }
                | Command::Finish
                | Command::Seal { .. }
                | Command::Abort { .. }
        )
}

/// A screen that only joined writes notes; the shell may do everything, and the log says who.
fn check_owner(session: &Session, request: &Request) -> Result<(), Refusal> {
    if drives(&request.command) { must_drive(session, request) } else { Ok(()) }
}

fn must_drive(session: &Session, request: &Request) -> Result<(), Refusal> {
    match session.people().owner() {
        Some(owner) if request.door == Door::Screen && *owner != request.actor => {
            Err(Refusal::NotTheOwner { owner: owner.clone() })
        }
        _ => Ok(()),
    }
}

fn redact(session: &Session, id: EventId, why: &str) -> Result<Vec<Fact>, Refusal> {
    let event = session.log().find(id).ok_or(Refusal::NoSuchEvent(id))?;
    if session.verdicts().is_erased(id) {
        return Err(Refusal::AlreadyRedacted(id));
    }
    let kept = event.fact.without_text();
    if kept == event.fact {
        return Err(Refusal::NothingToRedact(id));
    }
    let (deed, late) = (event.deed, event.late);
    Ok(vec![Fact::EventRedacted { event: id, kept: Box::new(kept), deed, late, why: why.to_owned() }])
}
