//! Whatever is asked gets an answer, and what is allowed does what it says.

use super::arbitrary::{command, command_of_the_pen, config, events, request};
use super::summary;
use crate::drill::checklist::StepState;
use crate::drill::command::{Command, Request};
use crate::drill::decide::decide;
use crate::drill::event::{Door, Event};
use crate::drill::fact::Role;
use crate::drill::ids::StepId;
use crate::drill::log::Deed;
use crate::drill::redline::{Key, Value};
use crate::drill::session::{Session, Stage};
use crate::drill::stage::{Drill, chain, id, moment, plan};
use proptest::collection::vec;
use proptest::prelude::*;
use std::sync::Arc;

/// Takes in what is decided behind all that is there; `None` where it was refused.
fn take(session: &Session, request: &Request) -> Option<Session> {
    let decisions = decide(session, request).ok()?;
    assert!(!decisions.is_empty(), "allowed, and nothing to write: {request:?}");
    let mut session = session.clone();
    let (deed, first) = (session.log().len() as u64 + 1_000, session.log().last().map_or(0, |it| it.hlc) + 1);
    for (n, decision) in (0..).zip(decisions) {
        session.add(Event {
            hlc: first + n,
            writer: "w9".into(),
            seq: deed,
            id: id(deed + n.unsigned_abs()),
            session: "s".into(),
            written: request.written.clone(),
            happened: decision.happened,
            actor: request.actor.clone(),
            door: request.door,
            late: decision.late,
            deed: id(deed),
            fact: decision.fact,
        });
    }
    Some(session)
}

/// Whether a step reads as it was told to last.
fn reads(session: &Session, step: &StepId, changes: &[(Key, Option<Value>)]) -> bool {
    let (step, _) = session.step(step).unwrap();
    let last = |key: Key| changes.iter().rev().find(|(it, _)| *it == key).map(|(_, value)| value);
    changes.iter().all(|(key, _)| last(*key).is_none_or(|value| step.value(*key) == *value))
}

/// Whether the session says after a command what the command asked for.
fn is_kept(request: &Request, before: &Session, after: &Session) -> bool {
    let state = |step: &StepId| after.checklist().progress(step).map(|it| it.state);
    let is_undone = |deed: Option<Deed>, undone| {
        deed.is_some_and(|deed| deed.events.iter().all(|id| after.verdicts().is_undone(*id) == undone))
    };
    match &request.command {
        Command::Declare => after.stage() == Stage::Running,
        Command::StartStep { step, .. } => state(step) == Some(StepState::Running),
        Command::CompleteStep { step } | Command::Advance { finish: step, .. } => {
            state(step) == Some(StepState::Done)
        }
        Command::FailStep { step, .. } => state(step) == Some(StepState::Failed),
        Command::SkipStep { step, .. } => state(step) == Some(StepState::Skipped),
        Command::ReopenStep { step, .. } => state(step) == Some(StepState::Pending),
        Command::HoldStep { step, cause, .. } => after.holds().of(step).is_some_and(|it| it.cause == *cause),
        Command::ResumeStep { step } => {
            after.holds().of(step).is_none() && state(step) == Some(StepState::Running)
        }
        Command::CorrectTimes { step, attempt, started, ended, .. } => {
            let attempt = &after.step(step).unwrap().1.attempts[*attempt as usize - 1];
            attempt.started.moment.wall == *started && attempt.end().map(|it| it.wall) == *ended
        }
        Command::SetLevel { step, level, .. } => after.step(step).unwrap().1.level == Some(*level),
        Command::SetAnchor { anchor, .. } => {
            after.anchor(*anchor).is_some_and(|mark| mark.moment.wall == request.happened)
        }
        Command::SetRecoveryPoint { newest, .. } => {
            after.recovery_points().last().is_some_and(|it| it.newest == *newest)
        }
        Command::RunScript { step, .. } => after.scripts().running_of(step).is_some(),
        Command::LaunchScript { script, pid, .. } => {
            after.scripts().find(*script).and_then(|it| it.launched.as_ref()).is_some_and(|it| it.pid == *pid)
        }
        Command::CancelScript { step } => after.scripts().running_of(step).is_some_and(|it| it.cancelled),
        Command::EndScript { script, outcome, .. } => {
            after.scripts().find(*script).and_then(|it| it.ended()).is_some_and(|it| it.outcome == *outcome)
        }
        Command::AnswerGuard { .. } => after.guards().iter().len() == before.guards().iter().len() + 1,
        Command::ReportProbe { probe, up, .. } => after.probes().last(probe).is_some_and(|it| it.up == *up),
        Command::Verify { passed, .. } => after.verifications().last().is_some_and(|it| it.passed == *passed),
        Command::WriteNote { .. } => after.notebook().iter().len() == before.notebook().iter().len() + 1,
        Command::AmendNote { note, entry } => after.notebook().find(*note).unwrap().entry() == entry,
        Command::RetractNote { note, .. } => after.notebook().find(*note).unwrap().retracted.is_some(),
        Command::CloseAction { note, .. } => after.notebook().find(*note).unwrap().closed.is_some(),
        Command::HandOver { to, .. } => after.people().owner() == Some(to),
        Command::Join { name, role } => after.people().here(*role).any(|it| it == name),
        Command::Leave { name } => {
            Role::JOINING.iter().all(|role| after.people().here(*role).all(|it| it != name))
        }
        Command::AmendStep { step, changes, .. } => reads(after, step, changes),
        Command::InsertStep { step, .. } => {
            after.redlines().is_improvised(step) && after.step(step).is_some()
        }
        Command::MoveStep { step, to } => {
            after.procedure().place(step).is_some_and(|it| it.phase == to.phase)
        }
        Command::DropStep { step, .. } | Command::MergeStep { step, .. } => {
            state(step) == Some(StepState::Dropped) && after.redlines().dropped(step).is_some()
        }
        Command::ShipRedlines { .. } => {
            after.redlines().shipped().len() == before.redlines().shipped().len() + 1
        }
        Command::Undo => is_undone(before.last_deed(&request.actor), true),
        Command::Redo => is_undone(before.last_undone(&request.actor), false),
        Command::Finish => after.stage() == Stage::Finished,
        Command::Seal { .. } => after.stage() == Stage::Sealed,
        Command::Abort { .. } => after.stage() == Stage::Aborted,
        Command::Reopen { .. } => after.stage().is_open(),
        Command::Exclude { .. } => after.excluded().is_some(),
        Command::Include { .. } => after.excluded().is_none(),
        Command::Redact { event, .. } => after.verdicts().is_erased(*event),
        Command::ReportJump { .. } | Command::ReportSleep { .. } => {
            after.findings().len() > before.findings().len()
        }
    }
}

/// Goes through a drill in which people ask for this and that, every second one thing; what is refused is left out.
fn drilled(asked: Vec<(Command, bool)>) -> Drill {
    held(Drill::declared(), asked, |_| ())
}

/// Goes on with a drill in the same way, and looks at it after each thing that was allowed.
fn held(drill: Drill, asked: Vec<(Command, bool)>, mut look: impl FnMut(&Drill)) -> Drill {
    let mut drill = drill.through(Door::Shell);
    for (s, (command, mara)) in (1..).zip(asked) {
        let next = drill.clone().at(s).by(if mara { "Mara" } else { "Dee" });
        if let Ok(next) = next.asks(command) {
            look(&next);
            drill = next;
        }
    }
    drill
}

fn asked() -> impl Strategy<Value = Vec<(Command, bool)>> {
    vec((command(), proptest::bool::weighted(0.7)), 0..40)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_request_to_any_session_is_answered(events in events(), requests in vec(request(), 1..8)) {
        let mut session = Session::fold(Arc::new(plan()), events);
        for request in requests {
            if let Some(after) = take(&session, &request) {
                prop_assert!(is_kept(&request, &session, &after), "{:?}", request);
                session = after;
            }
        }
    }

    #[test]
    fn what_is_allowed_in_a_drill_is_kept(asked in asked(), last in command()) {
        let before = drilled(asked).at(99).by("Mara");
        if let Ok(after) = before.clone().asks(last.clone()) {
            let request = Request::now(last, moment(99), "Mara".into(), Door::Shell);
            prop_assert!(is_kept(&request, &before.session, &after.session), "{:?}", request);
            prop_assert_eq!(summary::all(&after.session), summary::all(&after.clone().folded().session));
        }
    }

    #[test]
    fn however_it_was_amended_every_step_can_begin_some_time(
        asked in vec((command_of_the_pen(), proptest::bool::weighted(0.6)), 0..40),
        in_a_line in any::<bool>(),
    ) {
        let plan = if in_a_line { chain() } else { plan() };
        let drill = held(Drill::of(plan).does(Command::Declare), asked, |drill| {
            let redlines = drill.session.redlines();
            assert!(redlines.procedure().is_in_order(), "{redlines:#?}");
            assert!(redlines.written().is_in_order(), "{redlines:#?}");
        });
        prop_assert_eq!(summary::all(&drill.session), summary::all(&drill.clone().folded().session));
    }

    #[test]
    fn undo_puts_back_what_was(asked in asked(), last in command()) {
        let before = drilled(asked).at(99).by("Mara");
        let Ok(done) = before.clone().asks(last) else { return Ok(()) };
        let deed = done.session.last_deed(&"Mara".into());
        if deed.as_ref().is_some_and(|deed| deed.events.contains(&done.last())) {
            let undone = done.does(Command::Undo);
            prop_assert_eq!(summary::told(&undone.session), summary::told(&before.session));
        }
    }

    #[test]
    fn redo_does_what_undo_took_back(asked in asked()) {
        let before = drilled(asked).at(99).by("Mara");
        if let Ok(undone) = before.clone().asks(Command::Undo) {
            let redone = undone.does(Command::Redo);
            prop_assert_eq!(summary::told(&redone.session), summary::told(&before.session));
            prop_assert_eq!(redone.session.last_deed(&"Mara".into()), before.session.last_deed(&"Mara".into()));
        }
    }

    #[test]
    fn all_can_be_undone_and_redone(asked in asked()) {
        let before = drilled(asked).at(99).by("Mara");
        let (mut drill, mut steps) = (before.clone(), 0);
        while let Ok(next) = drill.clone().asks(Command::Undo) {
            (drill, steps) = (next, steps + 1);
        }
        for _ in 0..steps {
            drill = drill.does(Command::Redo);
        }
        prop_assert_eq!(summary::told(&drill.session), summary::told(&before.session));
    }
}
