//! What earlier sessions of a procedure left for this one: last times, open actions, and how many there were.
//!
//! It comes in two parts: what the first frame cannot do without, and what takes longer the more drills were held.

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
    /// How long each step took last.
    pub last: LastTimes,
    /// What all of them left together; `None` until it was read.
    pub past: Option<Past>,
}

/// What all earlier sessions of a procedure left, however many they are.
#[derive(Debug, Clone)]
pub struct Past {
    /// How many sessions of the procedure began before this one.
    pub earlier: u64,
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
    /// Reads the last times alone, from the sessions of a procedure that began before `before`.
    pub fn read(store: &Store, procedure: &ProcedureId, before: WallTime) -> Result<Self, EngineError> {
        let mut recent = summaries(store, &SummaryQuery { limit: Some(RECENT), ..of(procedure) })?;
        recent.retain(|it: &Summary| it.started_us < before);
        Ok(Self { last: LastTimes::of(procedure, before, &recent), past: None })
    }

    /// Returns how many sessions of the procedure began before this one; `None` until that was read.
    pub fn earlier(&self) -> Option<u64> {
        self.past.as_ref().map(|past| past.earlier)
    }

    /// Returns the actions that are still open, newest session first; none until they were read.
    pub fn actions(&self) -> &[(SessionId, OpenAction)] {
        self.past.as_ref().map(|past| past.actions.as_slice()).unwrap_or_default()
    }
}

impl Past {
    /// Reads what the sessions of a procedure that began before `before` left.
    pub fn read(store: &Store, procedure: &ProcedureId, before: WallTime) -> Result<Self, EngineError> {
        let owing = store.summaries(&SummaryQuery { with_open_actions: true, ..of(procedure) })?;
        let actions = owing.iter().filter(|row| row.started < before).flat_map(|row| {
            let owed = serde_json::from_str::<Owed>(&row.body).map(|it| it.actions).unwrap_or_default();
            owed.into_iter().map(|action| (row.session.clone(), action))
        });
        Ok(Self { earlier: store.count_before(procedure, before)?, actions: actions.collect() })
    }
}

/// All sessions of a procedure that were really held.
fn of(procedure: &ProcedureId) -> SummaryQuery {
    SummaryQuery { procedure: Some(procedure.clone()), sample: Some(false), ..SummaryQuery::default() }
}
