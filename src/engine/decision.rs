//! From a request to what the store is asked to write.

use super::board::provisional;
use crate::analysis::summary::Summary;
use crate::drill::command::Request;
use crate::drill::decide::{Decision, decide};
use crate::drill::event::Event;
use crate::drill::fact::Fact;
use crate::drill::ids::{EventId, SessionId};
use crate::drill::procedure::Procedure;
use crate::drill::refusal::Refusal;
use crate::drill::session::Session;
use crate::drill::time::Moment;
use crate::store::{Decided, Draft, SummaryRow};
use std::sync::Arc;

/// Decides a request and gives its facts ids; `new_id` makes one.
pub fn draft(
    session: &Session,
    request: &Request,
    new_id: &mut dyn FnMut() -> EventId,
) -> Result<Vec<Draft>, Refusal> {
    Ok(drafts(decide(session, request)?, request, new_id))
}

/// Gives the facts of one deed their ids.
pub fn drafts(
    decisions: Vec<Decision>,
    request: &Request,
    new_id: &mut dyn FnMut() -> EventId,
) -> Vec<Draft> {
    let mut deed = None;
    let draft = |Decision { fact, happened, late }| {
        let id = new_id();
        Draft {
            id,
            written: request.written.clone(),
            happened,
            actor: request.actor.clone(),
            door: request.door,
            late,
            deed: *deed.get_or_insert(id),
            fact,
        }
    };
    decisions.into_iter().map(draft).collect()
}

/// Makes what is written: the drafts, and the session as lists show it afterwards. `after` has the drafts in it.
pub fn decided(after: &Session, drafts: Vec<Draft>, now: &Moment) -> Decided {
    let erase = drafts.iter().find_map(|draft| match &draft.fact {
        Fact::EventRedacted { event, .. } => Some(*event),
        _ => None,
    });
    Decided { drafts, summary: row(after, now), document: None, erase }
}

/// Decides upon the events as they are stored, inside the store's transaction: one request after the other, all or none.
pub fn decide_upon(
    events: &[Event],
    procedure: &Arc<Procedure>,
    id: &SessionId,
    requests: &[Request],
    new_id: &mut dyn FnMut() -> EventId,
) -> Result<Decided, Refusal> {
    let Some(last) = requests.last() else { return Ok(Decided::default()) };
    let mut session = Session::fold(Arc::clone(procedure), events.iter().cloned());
    let mut all = Vec::new();
    for request in requests {
        let drafts = draft(&session, request, new_id)?;
        for draft in &drafts {
            session.add(provisional(&session, id, draft));
        }
        all.extend(drafts);
    }
    Ok(decided(&session, all, &last.written))
}

/// Sums a session up for the store's lists.
pub fn row(session: &Session, now: &Moment) -> Option<SummaryRow> {
    let summary = Summary::of(session, now)?;
    Some(SummaryRow {
        body: serde_json::to_string(&summary).unwrap_or_default(),
        session: summary.session,
        procedure: summary.procedure,
        environment: summary.environment,
        state: summary.stage.word().to_owned(),
        started: summary.started_us,
        ended: summary.ended_us,
        open_actions: u32::try_from(summary.actions.len()).unwrap_or(u32::MAX),
        sample: summary.sample,
    })
}

/// Reads a summary back; `None` for one that an incompatible version wrote.
pub fn summary(row: &SummaryRow) -> Option<Summary> {
    serde_json::from_str(&row.body).ok()
}
