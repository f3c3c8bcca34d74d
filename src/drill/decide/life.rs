//! What may happen to the session as a whole.

use crate::drill::command::Request;
use crate::drill::fact::Fact;
use crate::drill::ids::PersonName;
use crate::drill::refusal::Refusal;
use crate::drill::session::Session;
use crate::drill::time::WallTime;

type Facts = Result<Vec<Fact>, Refusal>;

/// Passes a text on that must say something.
pub(super) fn needed(text: &str, what: &'static str) -> Result<String, Refusal> {
    if text.trim().is_empty() { Err(Refusal::Missing(what)) } else { Ok(text.to_owned()) }
}

pub(super) fn recovery_point(request: &Request, newest: WallTime, source: &str) -> Facts {
    if newest > request.written.wall {
        return Err(Refusal::InTheFuture);
    }
    let source = needed(source, "source (where the time was read)")?;
    Ok(vec![Fact::RecoveryPointSet { newest_us: newest, source, step: None }])
}

pub(super) fn verify(by: &PersonName, how: &str, passed: bool) -> Facts {
    let by = PersonName::new(needed(by.as_str(), "name (who looked)")?);
    let how = how.to_owned();
    Ok(vec![if passed { Fact::ServiceVerified { by, how } } else { Fact::VerificationFailed { by, how } }])
}

pub(super) fn finish(session: &Session) -> Facts {
    match session.scripts().running().next() {
        Some(script) => Err(Refusal::ScriptRunning(script.asked.step.clone())),
        None => Ok(vec![Fact::SessionFinished {}]),
    }
}

pub(super) fn abort(why: &str) -> Facts {
    Ok(vec![Fact::SessionAborted { why: needed(why, "reason")? }])
}

pub(super) fn reopen(session: &Session, why: &str) -> Facts {
    if session.stage().is_open() {
        return Err(Refusal::StillOpen);
    }
    Ok(vec![Fact::SessionReopened { why: needed(why, "reason")? }])
}

pub(super) fn exclude(session: &Session, why: &str) -> Facts {
    if session.excluded().is_some() {
        return Err(Refusal::AlreadyExcluded);
    }
    Ok(vec![Fact::SessionExcluded { why: needed(why, "reason")? }])
}

pub(super) fn include(session: &Session, why: &str) -> Facts {
    if session.excluded().is_none() {
        return Err(Refusal::NotExcluded);
    }
    Ok(vec![Fact::SessionIncluded { why: needed(why, "reason")? }])
}
