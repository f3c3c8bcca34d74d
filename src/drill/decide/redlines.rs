//! How the procedure may be amended while the drill goes on.

use crate::drill::checklist::StepState;
use crate::drill::fact::Fact;
use crate::drill::ids::{Digest, EventId, StepId, is_plain_id};
use crate::drill::procedure::{Procedure, Step};
use crate::drill::redline::{Key, Place, Unfit, Value};
use crate::drill::redlines::{IMPROVISED, Redline, changes_what_runs};
use crate::drill::refusal::Refusal;
use crate::drill::session::{Session, Stage};

type Facts = Result<Vec<Fact>, Refusal>;

fn find<'a>(session: &'a Session, id: &StepId) -> Result<(&'a Step, StepState), Refusal> {
    let (step, progress) = session.step(id).ok_or_else(|| Refusal::NoSuchStep(id.clone()))?;
    // A step that was at work elsewhere when it was dropped here has another state, and is dropped all the same.
    if progress.state == StepState::Dropped || session.redlines().dropped(id).is_some() {
        return Err(Refusal::Dropped(id.clone()));
    }
    Ok((step, progress.state))
}

pub(super) fn amend(
    session: &Session,
    id: &StepId,
    changes: &[(Key, Option<Value>)],
    why: Option<&str>,
) -> Facts {
    let (step, _) = find(session, id)?;
    let mut amended = step.clone();
    for (key, value) in changes {
        amended.set(*key, value.as_ref())?;
    }
    fits(session, &amended)?;
    let changes = amended.changes_from(step);
    if changes.is_empty() {
        return Err(Refusal::NothingToAmend(id.clone()));
    }
    if changes_what_runs(&changes) && session.scripts().running_of(id).is_some() {
        return Err(Refusal::ScriptRunning(id.clone()));
    }
    let why = why.filter(|why| !why.trim().is_empty()).map(str::to_owned);
    let amended = Fact::StepAmended { step: id.clone(), changes, why };
    no_circle(session, Key::After, std::slice::from_ref(&amended))?;
    Ok(vec![amended])
}

/// Whether what a step names is there.
fn fits(session: &Session, step: &Step) -> Result<(), Refusal> {
    let procedure = session.procedure();
    let unfit = |key, why: String| Err(Unfit { key, why }.into());
    if step.automatic && (step.run.is_none() || step.check.is_none()) {
        return unfit(Key::Automatic, "needs `run` and `check`".to_owned());
    }
    let is_there = |id: &StepId| find(session, id).is_ok();
    if let Some(missing) = step.after.iter().filter(|_| !step.follows).find(|id| !is_there(id)) {
        return unfit(Key::After, format!("names {missing}, and the procedure has no such step"));
    }
    if step.after.contains(&step.id) {
        return unfit(Key::After, "would let the step wait for itself".to_owned());
    }
    let component = |id| procedure.components.iter().any(|it| it.id == id);
    if let Some(missing) = step.restores.iter().find(|id| !component((*id).clone())) {
        return unfit(Key::Restores, format!("names {missing}, and the procedure has no such component"));
    }
    if let Some(missing) = step.needs.iter().find(|id| procedure.dependency(id).is_none()) {
        return unfit(Key::Needs, format!("names {missing}, and the procedure has no such dependency"));
    }
    if let Some(bad) = step.was.iter().find(|id| !is_plain_id(id.as_str())) {
        return unfit(Key::Was, format!("names {bad}, which cannot be an id"));
    }
    Ok(())
}

fn no_circle(session: &Session, key: Key, facts: &[Fact]) -> Result<(), Refusal> {
    let after = session.foreseen(facts);
    if after.has_circle() && !session.procedure().has_circle() {
        let why = "would let steps wait for each other in a circle".to_owned();
        return Err(Unfit { key, why }.into());
    }
    Ok(())
}

/// What is taken back, done again or had back leaves every step some time at which it can begin. Otherwise the last
/// amendment that stands in the way is named.
pub(super) fn stays_in_order(session: &Session, fact: &Fact) -> Result<(), Refusal> {
    let fits = |facts: &[Fact]| session.foreseen(facts).is_in_order();
    if fits(std::slice::from_ref(fact)) || !session.procedure().is_in_order() {
        return Ok(());
    }
    let own = |id: EventId| matches!(fact, Fact::Undone { events } if events.contains(&id));
    let later: Vec<&Redline> = session.redlines().iter().rev().filter(|it| !own(it.id)).collect();
    let in_the_way = |it: &&&Redline| fits(&[fact.clone(), Fact::Undone { events: vec![it.id] }]);
    // Several may stand in the way together: then the last of them has to go first.
    let named = later.iter().find(in_the_way).or(later.first());
    named.map_or(Ok(()), |it| {
        Err(Refusal::NeverBegins { step: it.what.step().clone(), by: it.stamp.by.clone() })
    })
}

fn check_place(procedure: &Procedure, place: &Place) -> Result<(), Refusal> {
    let below = place.below.as_ref();
    let there = below.is_none_or(|id| procedure.step(id).is_some_and(|step| step.phase == place.phase));
    match below {
        _ if place.phase < procedure.phases.len() && there => Ok(()),
        Some(id) => Err(Refusal::NoSuchStep(id.clone())),
        None => Err(Refusal::NoSuchPlace),
    }
}

pub(super) fn insert(
    session: &Session,
    id: &StepId,
    title: &str,
    place: &Place,
    was: &[StepId],
    start: bool,
) -> Facts {
    let procedure = session.procedure();
    if procedure.step(id).is_some() || !is_plain_id(id.as_str()) {
        return Err(Refusal::BadId(id.clone()));
    }
    check_place(procedure, place)?;
    let mut step = Step { was: was.to_vec(), ..Step::new(id.clone(), String::new()) };
    step.set(Key::Title, Some(&Value::Text(title.to_owned())))?;
    fits(session, &step)?;
    let (title, place, was) = (step.title, place.clone(), was.to_vec());
    let mut facts = vec![Fact::StepInserted { step: id.clone(), title, place, was }];
    if start && session.stage() == Stage::Running {
        let foreseen = session.foreseen(&facts);
        let waits = |id: &StepId| session.checklist().progress(id).is_some_and(|it| !it.satisfies());
        let unready = foreseen.step(id).is_some_and(|step| step.after.iter().any(waits));
        facts.push(Fact::StepStarted { step: id.clone(), why: unready.then(|| IMPROVISED.to_owned()) });
    }
    Ok(facts)
}

pub(super) fn move_step(session: &Session, id: &StepId, to: &Place) -> Facts {
    find(session, id)?;
    let procedure = session.procedure();
    check_place(procedure, to)?;
    let from = procedure.place(id).ok_or_else(|| Refusal::NoSuchStep(id.clone()))?;
    if from == *to || to.below.as_ref() == Some(id) {
        return Err(Refusal::NothingToAmend(id.clone()));
    }
    let moved = Fact::StepMoved { step: id.clone(), from, to: to.clone() };
    no_circle(session, Key::After, std::slice::from_ref(&moved))?;
    Ok(vec![moved])
}

/// What was done, or is being done, cannot have been left out.
fn droppable(session: &Session, id: &StepId) -> Result<(), Refusal> {
    match find(session, id)? {
        (_, StepState::Running) => Err(Refusal::AlreadyRunning(id.clone())),
        (_, StepState::Done) => Err(Refusal::AlreadySettled(id.clone(), StepState::Done)),
        _ if session.scripts().running_of(id).is_some() => Err(Refusal::ScriptRunning(id.clone())),
        _ => Ok(()),
    }
}

pub(super) fn drop_step(session: &Session, id: &StepId, why: &str) -> Facts {
    droppable(session, id)?;
    let dropped = Fact::StepDropped { step: id.clone(), why: why.to_owned(), into: None };
    no_circle(session, Key::After, std::slice::from_ref(&dropped))?;
    Ok(vec![dropped])
}

pub(super) fn merge(session: &Session, id: &StepId, into: &StepId) -> Facts {
    droppable(session, id)?;
    let (target, state) = find(session, into)?;
    if matches!(state, StepState::Done | StepState::Skipped) || id == into {
        return Err(Refusal::AlreadySettled(into.clone(), state));
    }
    let (step, _) = find(session, id)?;
    let changes = target.merged_with(step).changes_from(target);
    if changes_what_runs(&changes) && session.scripts().running_of(into).is_some() {
        return Err(Refusal::ScriptRunning(into.clone()));
    }
    let why = format!("merged into {into}");
    let facts = vec![
        Fact::StepAmended { step: into.clone(), changes, why: Some(format!("took {id} in")) },
        Fact::StepDropped { step: id.clone(), why, into: Some(into.clone()) },
    ];
    no_circle(session, Key::After, &facts)?;
    Ok(facts)
}

pub(super) fn ship(session: &Session, redlines: &[EventId], from: &Digest, into: &Digest) -> Facts {
    if let Some(unknown) = redlines.iter().find(|id| session.redlines().find(**id).is_none()) {
        return Err(Refusal::NoSuchEvent(*unknown));
    }
    let (redlines, from, into) = (redlines.to_vec(), from.clone(), into.clone());
    Ok(vec![Fact::RedlinesShipped { redlines, from, into }])
}
