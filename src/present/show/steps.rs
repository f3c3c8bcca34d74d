//! Steps as JSON has them.

use super::scripts::{self, GuardDocument, ScriptDocument};
use super::values::at;
use crate::analysis::minutes::{Attribution, Minutes};
use crate::analysis::splits::{segment, split};
use crate::drill::automation::Achieved;
use crate::drill::checklist::{Progress, StepState};
use crate::drill::ids::{PersonName, StepId};
use crate::drill::procedure::Step;
use crate::drill::session::Session;
use crate::drill::time::{Moment, Span};
use crate::present::checklist;
use serde::Serialize;

/// One of `steps`, in the order of the procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepDocument {
    /// Its permanent id.
    pub id: StepId,
    /// Its title.
    pub title: String,
    /// The title of its phase.
    pub phase: String,
    /// `pending`, `ready` (it may start now), `running`, `done`, `failed` or `skipped`.
    pub state: &'static str,
    /// The automation level that the procedure plans.
    pub planned: &'static str,
    /// The level achieved, or `broken`; `null` as long as there is none.
    pub achieved: Option<&'static str>,
    /// Comes with redlines.
    pub improvised: bool,
    /// What the step is called on the screen: `7`, `7a`.
    pub number: String,
    /// Who ended it, else who is on it.
    pub by: Option<PersonName>,
    /// Whether one of its times was told late or corrected.
    pub late: bool,
    /// When its first attempt began.
    pub started_at: Option<String>,
    /// When it was done, failed or skipped; `null` while it is open.
    pub ended_at: Option<String>,
    /// From the clock's start to its last end.
    pub split_ms: Option<i64>,
    /// The time spent in it, all attempts together; `null` where nobody began it.
    pub segment_ms: Option<i64>,
    /// Its share of the clock's time; those of all steps and `between_ms` are the clock.
    pub attributed_ms: i64,
    /// What that share was spent on.
    pub minutes: MinutesDocument,
    /// How many attempts there were.
    pub attempts: usize,
    /// The last reason that was given for it: of a failure, a skip, a reopening, an early start or a level.
    pub reason: Option<String>,
    /// What was run for it, in the order in which it was asked for.
    pub scripts: Vec<ScriptDocument>,
    /// What its guards asked, oldest first.
    pub guards: Vec<GuardDocument>,
}

/// Time by kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MinutesDocument {
    /// People worked.
    pub hands_ms: i64,
    /// A script worked.
    pub machine_ms: i64,
    /// Others were waited for.
    pub waiting_ms: i64,
    /// The team made up its mind.
    pub deciding_ms: i64,
    /// No step ran; of the session, not of its steps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub between_ms: Option<i64>,
}

impl MinutesDocument {
    pub(super) fn new(minutes: &Minutes, between: Option<Span>) -> Self {
        Self {
            hands_ms: minutes.hands.millis(),
            machine_ms: minutes.machine.millis(),
            waiting_ms: minutes.waiting.millis(),
            deciding_ms: minutes.deciding.millis(),
            between_ms: between.map(Span::millis),
        }
    }
}

pub(super) fn steps(session: &Session, now: &Moment, minutes: &Attribution) -> Vec<StepDocument> {
    let steps = session.procedure().steps.iter().zip(session.checklist().iter()).zip(&minutes.steps);
    steps
        .enumerate()
        .map(|(at, ((it, progress), share))| step(session, now, at, it, progress, share))
        .collect()
}

fn step(
    session: &Session,
    now: &Moment,
    position: usize,
    step: &Step,
    progress: &Progress,
    share: &Minutes,
) -> StepDocument {
    let started = progress.attempts.first().map(|attempt| &attempt.started);
    let on_it = progress.settled.as_ref().or_else(|| progress.running().map(|attempt| &attempt.started));
    StepDocument {
        id: step.id.clone(),
        title: step.title.clone(),
        phase: session.procedure().phases.get(step.phase).map(|it| it.title.clone()).unwrap_or_default(),
        state: state(session, position, progress),
        planned: step.planned().word(),
        achieved: progress.achieved(step).map(Achieved::word),
        improvised: session.redlines().is_improvised(&step.id),
        number: session.procedure().number_at(position).to_string(),
        by: on_it.map(|stamp| stamp.by.clone()),
        late: checklist::told_late(session, &step.id, progress).is_some(),
        started_at: started.map(|stamp| at(&stamp.moment)),
        ended_at: progress.settled.as_ref().map(|stamp| at(&stamp.moment)),
        split_ms: split(session, progress).map(|it| it.span.millis()),
        segment_ms: segment(session, progress, now).map(|it| it.span.millis()),
        attributed_ms: share.total().millis(),
        minutes: MinutesDocument::new(share, None),
        attempts: progress.attempts.len(),
        reason: progress.reason.clone(),
        scripts: scripts::scripts(session, &step.id),
        guards: scripts::guards(session, &step.id),
    }
}

fn state(session: &Session, position: usize, progress: &Progress) -> &'static str {
    match progress.state {
        StepState::Pending if checklist::may_start(session, position) => "ready",
        state => state.word(),
    }
}
