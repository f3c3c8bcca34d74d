//! What may happen to a step.

use super::redlines::stays_in_order;
use crate::drill::automation::Achieved;
use crate::drill::checklist::{Attempt, Progress, StepState};
use crate::drill::command::Request;
use crate::drill::event::Door;
use crate::drill::fact::{Fact, HoldCause};
use crate::drill::ids::StepId;
use crate::drill::refusal::Refusal;
use crate::drill::session::Session;
use crate::drill::time::{Moment, WallTime};

type Facts = Result<Vec<Fact>, Refusal>;

fn place<'a>(session: &'a Session, step: &StepId) -> Result<(usize, &'a Progress), Refusal> {
    let checklist = session.checklist();
    let position = checklist.position(step);
    position.and_then(|at| Some((at, checklist.at(at)?))).ok_or_else(|| Refusal::NoSuchStep(step.clone()))
}

fn running<'a>(session: &'a Session, request: &Request, step: &StepId) -> Result<&'a Progress, Refusal> {
    let (_, progress) = place(session, step)?;
    match (progress.state, progress.running()) {
        (_, Some(attempt)) => {
            if is_before(session, &happened(request), &attempt.started.moment) {
                return Err(Refusal::EndsBeforeStart(step.clone()));
            }
            Ok(progress)
        }
        (StepState::Pending | StepState::Running, None) => Err(Refusal::NotRunning(step.clone())),
        (settled, None) => Err(Refusal::AlreadySettled(step.clone(), settled)),
    }
}

fn happened(request: &Request) -> Moment {
    request.written.at_wall(request.happened)
}

fn is_before(session: &Session, one: &Moment, other: &Moment) -> bool {
    session.timeline().between(other, one).span.is_negative()
}

pub(super) fn start(session: &Session, request: &Request, step: &StepId, why: Option<&str>) -> Facts {
    let (position, progress) = place(session, step)?;
    match progress.state {
        StepState::Running => return Err(Refusal::AlreadyRunning(step.clone())),
        StepState::Done | StepState::Skipped => {
            return Err(Refusal::AlreadySettled(step.clone(), progress.state));
        }
        StepState::Dropped => return Err(Refusal::Dropped(step.clone())),
        StepState::Pending | StepState::Failed => {}
    }
    let why = why.filter(|why| !why.trim().is_empty());
    if !session.checklist().is_ready(position) && why.is_none() {
        let after = &session.procedure().steps[position].after;
        let open = |id: &&StepId| session.checklist().progress(id).is_some_and(|it| !it.satisfies());
        let waits_for = after.iter().find(open).unwrap_or(step).clone();
        return Err(Refusal::NotReady { step: step.clone(), waits_for });
    }
    let before = progress.attempts.last().and_then(Attempt::end);
    if before.is_some_and(|end| is_before(session, &happened(request), end)) {
        return Err(Refusal::AttemptsOverlap(step.clone()));
    }
    Ok(vec![Fact::StepStarted { step: step.clone(), why: why.map(str::to_owned) }])
}

/// A step is not over while its script is at work; the script itself may say so.
fn quiet(session: &Session, request: &Request, step: &StepId) -> Result<(), Refusal> {
    let at_work = request.door != Door::Script && session.scripts().running_of(step).is_some();
    if at_work { Err(Refusal::ScriptRunning(step.clone())) } else { Ok(()) }
}

pub(super) fn complete(session: &Session, request: &Request, step: &StepId) -> Facts {
    let (position, progress) = place(session, step)?;
    let completed = Fact::StepCompleted { step: step.clone() };
    if request.late && matches!(progress.state, StepState::Pending | StepState::Failed) {
        let unready = (!session.checklist().is_ready(position)).then_some("entered when it was done");
        return Ok([start(session, request, step, unready)?, vec![completed]].concat());
    }
    running(session, request, step)?;
    quiet(session, request, step)?;
    Ok(vec![completed])
}

pub(super) fn advance(session: &Session, request: &Request, finish: &StepId, next: Option<&StepId>) -> Facts {
    let progress = running(session, request, finish)?;
    quiet(session, request, finish)?;
    // What went wrong between the look and the key is not ticked by the way.
    if progress.needs_a_word() {
        return Err(Refusal::ScriptFailed(finish.clone()));
    }
    let (finished, _) = place(session, finish)?;
    let mut facts = vec![Fact::StepCompleted { step: finish.clone() }];
    if let Some(next) = next {
        let (position, progress) = place(session, next)?;
        let destructive = session.procedure().steps[position].destructive;
        let open = progress.state == StepState::Pending && !destructive;
        // Somebody else may have taken it in the meantime: then finishing is all that is left to do. And what
        // destroys is never started by the way.
        if open && session.checklist().is_ready_once(position, Some(finished)) {
            facts.push(Fact::StepStarted { step: next.clone(), why: None });
        }
    }
    Ok(facts)
}

pub(super) fn fail(session: &Session, request: &Request, step: &StepId, why: &str) -> Facts {
    running(session, request, step)?;
    quiet(session, request, step)?;
    Ok(vec![Fact::StepFailed { step: step.clone(), why: why.to_owned() }])
}

pub(super) fn skip(session: &Session, request: &Request, step: &StepId, why: &str) -> Facts {
    let (_, progress) = place(session, step)?;
    match progress.state {
        StepState::Running => {
            running(session, request, step)?;
            quiet(session, request, step)?;
        }
        StepState::Pending | StepState::Failed => {}
        settled => return Err(Refusal::AlreadySettled(step.clone(), settled)),
    }
    Ok(vec![Fact::StepSkipped { step: step.clone(), why: why.to_owned() }])
}

pub(super) fn reopen(session: &Session, step: &StepId, why: &str) -> Facts {
    let (_, progress) = place(session, step)?;
    match progress.state {
        StepState::Done | StepState::Skipped | StepState::Failed | StepState::Dropped => {
            let reopened = Fact::StepReopened { step: step.clone(), why: why.to_owned() };
            stays_in_order(session, &reopened)?;
            Ok(vec![reopened])
        }
        StepState::Running => Err(Refusal::AlreadyRunning(step.clone())),
        StepState::Pending => Err(Refusal::NotSettled(step.clone())),
    }
}

pub(super) fn hold(
    session: &Session,
    request: &Request,
    step: &StepId,
    cause: &HoldCause,
    text: &str,
) -> Facts {
    running(session, request, step)?;
    if session.holds().of(step).is_some() {
        return Err(Refusal::AlreadyHeld(step.clone()));
    }
    if let HoldCause::Dependency(id) = cause
        && session.procedure().dependency(id).is_none()
    {
        return Err(Refusal::NoSuchDependency(id.to_string()));
    }
    Ok(vec![Fact::StepHeld { step: step.clone(), cause: cause.clone(), text: text.to_owned() }])
}

pub(super) fn resume(session: &Session, request: &Request, step: &StepId) -> Facts {
    running(session, request, step)?;
    let hold = session.holds().of(step).ok_or_else(|| Refusal::NotHeld(step.clone()))?;
    if is_before(session, &happened(request), &hold.from.moment) {
        return Err(Refusal::ResumesBeforeHold(step.clone()));
    }
    Ok(vec![Fact::StepResumed { step: step.clone() }])
}

pub(super) fn correct(
    session: &Session,
    request: &Request,
    step: &StepId,
    attempt: u32,
    (started, ended): (WallTime, Option<WallTime>),
    why: &str,
) -> Facts {
    let (_, progress) = place(session, step)?;
    let index = (attempt as usize).checked_sub(1);
    let tried = index.and_then(|index| Some((index, progress.attempts.get(index)?)));
    let (index, tried) = tried.ok_or_else(|| Refusal::NoSuchAttempt(step.clone()))?;
    if tried.ended.is_some() != ended.is_some() {
        return Err(Refusal::EndMismatch(step.clone()));
    }
    if started > request.written.wall || ended.is_some_and(|ended| ended > request.written.wall) {
        return Err(Refusal::InTheFuture);
    }
    let (start, end) = tried.corrected(&request.written, started, ended);
    if end.as_ref().is_some_and(|end| is_before(session, end, &start)) {
        return Err(Refusal::EndsBeforeStart(step.clone()));
    }
    let before = index.checked_sub(1).and_then(|index| progress.attempts[index].end());
    let after = progress.attempts.get(index + 1).map(|next| &next.started.moment);
    if before.is_some_and(|before| is_before(session, &start, before))
        || after.zip(end.as_ref()).is_some_and(|(after, end)| is_before(session, after, end))
    {
        return Err(Refusal::AttemptsOverlap(step.clone()));
    }
    let why = why.to_owned();
    Ok(vec![Fact::TimesCorrected { step: step.clone(), attempt, started_us: started, ended_us: ended, why }])
}

pub(super) fn set_level(session: &Session, step: &StepId, level: Achieved, why: &str) -> Facts {
    place(session, step)?;
    Ok(vec![Fact::LevelSet { step: step.clone(), level, why: why.to_owned() }])
}
