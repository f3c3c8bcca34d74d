//! What earlier sessions of a procedure left for this one: last times, open actions, and how many there were.

use super::error::EngineError;
use super::lists::summaries;
use crate::analysis::last::LastTimes;
use crate::analysis::summary::{OpenAction, Summary};
use crate::drill::ids::{ProcedureId, SessionId};
use crate::drill::time::WallTime;
use crate::store::{Store, SummaryQuery};
use serde::Deserialize;

/// How many earlier sessions are looked at for last times.
const RECENT: u32 = 20;

/// What earlier sessions of a procedure left.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// How many sessions of the procedure began before this one.
    pub earlier: u64,
    /// How long each step took last.
    pub last: LastTimes,
    /// Actions that are still open, newest session first.
    pub actions: Vec<(SessionId, OpenAction)>,
}

/// The part of a summary that says what is owed; there may be many, and the rest is not wanted.
#[derive(Deserialize)]
struct Owed {
    #[serde(default)]
    actions: Vec<OpenAction>,
}

impl History {
    /// Reads what the sessions of a procedure that began before `before` left: samples to a `sample`, real ones to any
    /// other. Where there is none of these yet, as in a store of samples, samples stand in.
    pub fn read(
        store: &Store,
        procedure: &ProcedureId,
        before: WallTime,
        sample: bool,
    ) -> Result<Self, EngineError> {
        let sample = sample || store.count_before(procedure, before, false)? == 0;
        let of_it = SummaryQuery {
            procedure: Some(procedure.clone()),
            sample: Some(sample),
            ..SummaryQuery::default()
        };
        let earlier = |it: &Summary| it.started_us < before;
        let mut recent = summaries(store, &SummaryQuery { limit: Some(RECENT), ..of_it.clone() })?;
        recent.retain(earlier);
        let owing = store.summaries(&SummaryQuery { with_open_actions: true, ..of_it.clone() })?;
        let actions = owing.iter().filter(|row| row.started < before).flat_map(|row| {
            let owed = serde_json::from_str::<Owed>(&row.body).map(|it| it.actions).unwrap_or_default();
            owed.into_iter().map(|action| (row.session.clone(), action))
        });
        Ok(Self {
            earlier: store.count_before(procedure, before, sample)?,
            last: LastTimes::of(procedure, before, &recent),
            actions: actions.collect(),
        })
    }
}
