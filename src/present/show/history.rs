//! What an auditor asks for: holds, roles, corrected times, and what happened to the clocks.

use super::values::at;
use crate::drill::checklist::Correction;
use crate::drill::fact::HoldCause;
use crate::drill::holds::Hold;
use crate::drill::ids::{DependencyId, PersonName, StepId};
use crate::drill::people::Presence;
use crate::drill::session::{Finding, FindingKind, Session};
use crate::drill::time::Moment;
use serde::Serialize;

/// One of `holds`, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HoldDocument {
    /// The step that stood still.
    pub step: StepId,
    /// `dependency`, `approval` or `deciding`.
    pub cause: &'static str,
    /// The dependency that it waited for, where that is the cause.
    pub dependency: Option<DependencyId>,
    /// The cause in words; may be empty.
    pub text: String,
    /// Who put it on hold.
    pub by: PersonName,
    /// Whether its start was told late.
    pub late: bool,
    /// When it began.
    pub started_at: String,
    /// When it ended; `null` while it lasts.
    pub ended_at: Option<String>,
}

/// One of `verifications`: somebody looked from the user's side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerificationDocument {
    /// Who looked.
    pub by: PersonName,
    /// How, or what was seen; may be empty.
    pub how: String,
    /// Whether the service was back.
    pub passed: bool,
    /// When.
    pub at: String,
    /// Whether it was told late.
    pub late: bool,
}

/// One of `roles`: a person in a role for one stretch, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RoleDocument {
    /// Who.
    pub name: PersonName,
    /// `owner`, `shadow`, `scribe`, `facilitator` or `verifier`.
    pub role: &'static str,
    /// Since when.
    pub since: String,
    /// Until when; `null` for who stayed to the end.
    pub until: Option<String>,
    /// Who said so.
    pub by: PersonName,
    /// Why an owner took over.
    pub why: Option<String>,
}

/// One of `corrections`, in the order of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CorrectionDocument {
    /// The step whose times were wrong.
    pub step: StepId,
    /// Which attempt at it, counted from 1.
    pub attempt: u32,
    /// The times as they were.
    pub before: Times,
    /// The times as they are.
    pub after: Times,
    /// Why.
    pub why: String,
    /// Who corrected them.
    pub by: PersonName,
    /// When they were corrected.
    pub at: String,
}

/// The times of an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Times {
    /// When it began.
    pub started_at: String,
    /// When it ended; `null` while it runs.
    pub ended_at: Option<String>,
}

/// One of `findings`: what happened to the clocks, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingDocument {
    /// `clock-jumped`, `machine-slept` or `rebooted`.
    pub kind: &'static str,
    /// When it was noticed.
    pub at: String,
    /// How far the wall clock moved, or how long the machine slept; `null` for a reboot.
    pub length_ms: Option<i64>,
}

pub(super) fn verifications(session: &Session) -> Vec<VerificationDocument> {
    let looks = session.verifications().iter().map(|it| VerificationDocument {
        by: it.by.clone(),
        how: it.how.clone(),
        passed: it.passed,
        at: at(&it.stamp.moment),
        late: it.stamp.late,
    });
    looks.collect()
}

pub(super) fn holds(session: &Session) -> Vec<HoldDocument> {
    let hold = |hold: &Hold| HoldDocument {
        step: hold.step.clone(),
        cause: hold.cause.word(),
        dependency: match &hold.cause {
            HoldCause::Dependency(id) => Some(id.clone()),
            HoldCause::Approval | HoldCause::Deciding => None,
        },
        text: hold.text.clone(),
        by: hold.from.by.clone(),
        late: hold.from.late,
        started_at: at(&hold.from.moment),
        ended_at: hold.to.as_ref().map(at),
    };
    session.holds().iter().map(hold).collect()
}

pub(super) fn roles(session: &Session) -> Vec<RoleDocument> {
    let role = |presence: &Presence| RoleDocument {
        name: presence.name.clone(),
        role: presence.role.word(),
        since: at(&presence.since.moment),
        until: presence.until.as_ref().map(at),
        by: presence.since.by.clone(),
        why: presence.why.clone(),
    };
    session.people().iter().map(role).collect()
}

pub(super) fn corrections(session: &Session) -> Vec<CorrectionDocument> {
    let correction = |correction: &Correction| CorrectionDocument {
        step: correction.step.clone(),
        attempt: correction.attempt,
        before: times(&correction.before),
        after: times(&correction.after),
        why: correction.why.clone(),
        by: correction.by.by.clone(),
        at: at(&correction.by.moment),
    };
    session.checklist().corrections.iter().map(correction).collect()
}

fn times((started, ended): &(Moment, Option<Moment>)) -> Times {
    Times { started_at: at(started), ended_at: ended.as_ref().map(at) }
}

pub(super) fn findings(session: &Session) -> Vec<FindingDocument> {
    let finding = |finding: &Finding| FindingDocument {
        kind: finding.what.word(),
        at: at(&finding.at),
        length_ms: match finding.what {
            FindingKind::ClockJumped(span) | FindingKind::MachineSlept(span) => Some(span.millis()),
            FindingKind::Rebooted => None,
        },
    };
    session.findings().iter().map(finding).collect()
}
