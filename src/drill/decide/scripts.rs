//! What may be run, and what follows from how it ended.

use super::steps;
use crate::drill::checklist::{Progress, StepState};
use crate::drill::command::Request;
use crate::drill::expand::expand;
use crate::drill::fact::Fact;
use crate::drill::ids::{Digest, EventId, PersonName, StepId};
use crate::drill::procedure::Step;
use crate::drill::redlines::amended_commands;
use crate::drill::refusal::Refusal;
use crate::drill::script::{Asked, Ended, Guard, GuardAnswer, Outcome, Output, Role};
use crate::drill::scripts::Script;
use crate::drill::session::{Session, Stage};
use crate::drill::time::WallTime;

type Facts = Result<Vec<Fact>, Refusal>;

fn find<'a>(session: &'a Session, step: &StepId) -> Result<(&'a Step, &'a Progress), Refusal> {
    session.step(step).ok_or_else(|| Refusal::NoSuchStep(step.clone()))
}

pub(super) fn run(
    session: &Session,
    request: &Request,
    id: &StepId,
    role: Role,
    automatic: bool,
    why: Option<&str>,
) -> Facts {
    let (step, progress) = find(session, id)?;
    if session.scripts().running_of(id).is_some() {
        return Err(Refusal::ScriptRunning(id.clone()));
    }
    let mut facts = match (role, progress.state) {
        (Role::Run, StepState::Pending | StepState::Failed) => steps::start(session, request, id, why)?,
        (Role::Run, settled @ (StepState::Done | StepState::Skipped)) => {
            return Err(Refusal::AlreadySettled(id.clone(), settled));
        }
        (Role::Check | Role::RecoveryPoint, StepState::Pending | StepState::Skipped | StepState::Failed) => {
            return Err(Refusal::NotRunning(id.clone()));
        }
        _ => Vec::new(),
    };
    let asked = ask(step, role, automatic)?;
    let guard = session.next_guard(step, !automatic);
    // A look destroys nothing; but nothing runs unseen that was not in the file.
    if let Some(guard) = guard.filter(|guard| role == Role::Run || *guard == Guard::Amendment) {
        // What begins by itself lets its guards run by themselves, one after the other.
        return match guard.role().filter(|_| automatic) {
            Some(role) => Ok(vec![ask(step, role, true)?]),
            None => Err(Refusal::Guarded { step: id.clone(), guard }),
        };
    }
    facts.push(asked);
    Ok(facts)
}

/// Asks for a script of a step.
fn ask(step: &Step, role: Role, automatic: bool) -> Result<Fact, Refusal> {
    let command = command(step, role).ok_or_else(|| Refusal::NoScript { step: step.id.clone(), role })?;
    Ok(Fact::ScriptStarted(Asked { step: step.id.clone(), role, command: command.to_owned(), automatic }))
}

fn command(step: &Step, role: Role) -> Option<&str> {
    match role {
        Role::Run => step.run.as_deref(),
        Role::Check => step.check.as_deref(),
        Role::RecoveryPoint => step.recovery_point.as_deref(),
        Role::Identity => step.identity.as_ref().map(|it| it.run.as_str()),
        Role::Preview => step.preview.as_ref().map(|it| it.run.as_str()),
    }
}

fn running(session: &Session, script: EventId) -> Result<&Script, Refusal> {
    let found = session.scripts().find(script).filter(|script| script.is_running());
    found.ok_or(Refusal::NoSuchScript(script))
}

pub(super) fn launch(session: &Session, script: EventId, pid: u32, started: u64) -> Facts {
    let step = running(session, script)?.asked.step.clone();
    Ok(vec![Fact::ScriptLaunched { script, step, pid, started }])
}

pub(super) fn cancel(session: &Session, step: &StepId) -> Facts {
    find(session, step)?;
    let script = session.scripts().running_of(step).ok_or_else(|| Refusal::NoScriptRunning(step.clone()))?;
    Ok(vec![Fact::ScriptCancelled { script: script.id, step: step.clone() }])
}

pub(super) fn end(
    session: &Session,
    request: &Request,
    id: EventId,
    (outcome, output, files): (&Outcome, &Output, Option<&Digest>),
) -> Facts {
    let script = running(session, id)?;
    let (step, progress) = find(session, &script.asked.step)?;
    let ended = Ended {
        script: id,
        step: step.id.clone(),
        role: script.asked.role,
        outcome: outcome.clone(),
        output: output.clone(),
        files: files.cloned(),
    };
    let mut facts = Vec::new();
    match script.asked.role {
        Role::Identity => facts.push(identity(session, step, outcome, output)?),
        Role::Preview => facts.push(preview(step, outcome, output)?),
        Role::RecoveryPoint if outcome.is_success() => {
            let newest = newest(output).filter(|newest| *newest <= request.written.wall);
            facts.extend(newest.map(|newest_us| Fact::RecoveryPointSet {
                newest_us,
                source: script.asked.command.clone(),
                step: Some(step.id.clone()),
            }));
        }
        _ => {}
    }
    if outcome.is_success() && is_at_it(session, script, progress) {
        facts.extend(next(session, script, step));
    }
    facts.insert(0, Fact::ScriptEnded(Box::new(ended)));
    Ok(facts)
}

/// Whether the attempt that a script belongs to still goes on.
fn is_at_it(session: &Session, script: &Script, progress: &Progress) -> bool {
    session.stage() == Stage::Running
        && progress.state == StepState::Running
        && progress.attempts.len() == script.attempt
}

/// Returns what follows a script that did its work: its check, then the recovery point, and where a check agreed with
/// what a script did, the step is done.
fn next(session: &Session, script: &Script, step: &Step) -> Option<Fact> {
    let automatic = script.asked.automatic;
    let earlier =
        |role| session.scripts().last(&step.id, role, script.attempt).is_some_and(Script::succeeded);
    let measure = || ask(step, Role::RecoveryPoint, automatic).ok();
    let done = || {
        let ran = earlier(Role::Run) && step.check.is_some();
        ran.then(|| Fact::StepCompleted { step: step.id.clone() })
    };
    match script.asked.role {
        Role::Run => ask(step, Role::Check, automatic).ok().or_else(measure),
        Role::Check => measure().or_else(done),
        Role::RecoveryPoint if earlier(Role::Check) => done(),
        _ => None,
    }
}

/// Reads the newest moment that a command printed: the last line that is an RFC 3339 time.
fn newest(output: &Output) -> Option<WallTime> {
    let mut lines = output.tail.lines().rev().chain(output.head.lines().rev());
    let time = |line: &str| chrono::DateTime::parse_from_rfc3339(line.trim()).ok();
    lines.find_map(time).map(|time| WallTime::from_micros(time.timestamp_micros()))
}

fn identity(session: &Session, step: &Step, outcome: &Outcome, output: &Output) -> Result<Fact, Refusal> {
    let no_guard = || Refusal::NoSuchGuard { step: step.id.clone(), guard: Guard::Identity };
    let identity = step.identity.as_ref().ok_or_else(no_guard)?;
    let environment = session.opening().and_then(|it| session.procedure().environment(&it.environment));
    let wanted = environment.map(|it| expand(&identity.equals, &it.vars));
    let wanted = wanted.and_then(Result::ok);
    // The log keeps the name of a secret, not its value.
    let is_secret = step.secrets.iter().any(|name| identity.equals.contains(name.as_str()));
    let expected = wanted.clone().filter(|_| !is_secret).unwrap_or_else(|| identity.equals.clone());
    let printed = printed(outcome, output);
    Ok(Fact::GuardAnswered(Box::new(GuardAnswer {
        step: step.id.clone(),
        guard: Guard::Identity,
        question: format!("`{}` must print {expected}", identity.run),
        passed: outcome.is_success() && wanted.is_some_and(|wanted| !wanted.is_empty() && wanted == printed),
        answer: printed,
    })))
}

fn preview(step: &Step, outcome: &Outcome, output: &Output) -> Result<Fact, Refusal> {
    let no_guard = || Refusal::NoSuchGuard { step: step.id.clone(), guard: Guard::Preview };
    let preview = step.preview.as_ref().ok_or_else(no_guard)?;
    let (least, most) = preview.count;
    let printed = printed(outcome, output);
    let lines = output.head.lines().filter(|line| !line.trim().is_empty()).count() as u64;
    // A number is the count; anything else is a list, a line for each.
    let count = Some(printed.parse::<u64>().unwrap_or(lines)).filter(|_| output.dropped == 0);
    Ok(Fact::GuardAnswered(Box::new(GuardAnswer {
        step: step.id.clone(),
        guard: Guard::Preview,
        question: format!("`{}` must count {least} to {most}", preview.run),
        passed: outcome.is_success() && count.is_some_and(|count| (least..=most).contains(&count)),
        answer: printed,
    })))
}

/// Returns what a guard's command printed, or how it ended where it printed nothing.
fn printed(outcome: &Outcome, output: &Output) -> String {
    match output.head.trim() {
        "" => outcome.say(),
        printed => printed.to_owned(),
    }
}

pub(super) fn answer(session: &Session, request: &Request, id: &StepId, guard: Guard, answer: &str) -> Facts {
    let (step, _) = find(session, id)?;
    let asked = session.guards_of(step, true).contains(&guard) && guard.role().is_none();
    if !asked {
        return Err(Refusal::NoSuchGuard { step: id.clone(), guard });
    }
    if let Some(first) = session.next_guard(step, true).filter(|next| *next < guard) {
        return Err(Refusal::Guarded { step: id.clone(), guard: first });
    }
    let answer = answer.trim();
    let environment = session.opening().map(|it| it.environment.as_str()).unwrap_or_default();
    let (question, passed) = match guard {
        Guard::Name => (
            format!("the name of the environment, to do {} in {environment}", step.id),
            answer == environment,
        ),
        Guard::Second => {
            let second = PersonName::new(answer);
            let other =
                !answer.is_empty() && second.as_str().to_lowercase() != request.actor.as_str().to_lowercase();
            (format!("the name of a second person who agrees to {}", step.id), other)
        }
        Guard::Amendment => {
            let base = session.shared_base();
            let amended = amended_commands(&base, step).map(|(key, it)| format!("{}: {it}", key.word()));
            let commands: Vec<String> = amended.collect();
            (format!("may this run, which was amended: {}", commands.join(" · ")), answer == "yes")
        }
        Guard::Confirmation | Guard::Identity | Guard::Preview => {
            let command = step.run.as_deref().or(step.command.as_deref()).unwrap_or(&step.title);
            (format!("is this the right command: {command}"), answer == "yes")
        }
    };
    let (step, answer) = (id.clone(), answer.to_owned());
    Ok(vec![Fact::GuardAnswered(Box::new(GuardAnswer { step, guard, question, answer, passed }))])
}

pub(super) fn probe(session: &Session, probe: &str, up: bool, reading: &str) -> Facts {
    if !session.procedure().probes.iter().any(|it| it.id == probe) {
        return Err(Refusal::NoSuchProbe(probe.to_owned()));
    }
    if session.probes().last(probe).is_some_and(|last| last.up == up) {
        return Ok(Vec::new());
    }
    Ok(vec![Fact::ProbeChanged { probe: probe.to_owned(), up, reading: reading.to_owned() }])
}
