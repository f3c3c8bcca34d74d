//! What earlier sessions of a procedure left for this one: last times, open actions, and how many there were.
//!
//! Nothing of it may take longer the more drills were held: it is read before the first frame of a session. What is
//! still owed may be much, and only a briefing asks for it, behind its first frame.

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
    /// How many sessions of the procedure began before this one, as far as they were counted: see [`COUNTED`].
    pub earlier: u32,
    /// How long each step took last.
    pub last: LastTimes,
    /// Actions that are still open, newest session first; `None` until they were read.
    pub owed: Option<Vec<Owing>>,
}

/// An action that is still open, and the session that left it.
pub type Owing = (SessionId, OpenAction);

/// How far earlier sessions are counted.
pub const COUNTED: u32 = 1_000;

/// The part of a summary that says what is owed; there may be many, and the rest is not wanted.
#[derive(Deserialize)]
struct Owed {
    #[serde(default)]
    actions: Vec<OpenAction>,
}

impl History {
    /// Reads what the sessions of a procedure that began before `before` left, without what they owe.
    pub fn read(store: &Store, procedure: &ProcedureId, before: WallTime) -> Result<Self, EngineError> {
        let mut recent = summaries(store, &SummaryQuery { limit: Some(RECENT), ..of(procedure) })?;
        recent.retain(|it: &Summary| it.started_us < before);
        Ok(Self {
            earlier: store.count_before(procedure, before, COUNTED)?,
            last: LastTimes::of(procedure, before, &recent),
            owed: None,
        })
    }

    /// Reads what those sessions still owe.
    pub fn read_owed(
        store: &Store,
        procedure: &ProcedureId,
        before: WallTime,
    ) -> Result<Vec<Owing>, EngineError> {
        let owing = store.summaries(&SummaryQuery { with_open_actions: true, ..of(procedure) })?;
        let actions = owing.iter().filter(|row| row.started < before).flat_map(|row| {
            let owed = serde_json::from_str::<Owed>(&row.body).map(|it| it.actions).unwrap_or_default();
            owed.into_iter().map(|action| (row.session.clone(), action))
        });
        Ok(actions.collect())
    }

    /// Returns the actions that are still open, newest session first; none until they were read.
    pub fn actions(&self) -> &[Owing] {
        self.owed.as_deref().unwrap_or_default()
    }
}

/// All sessions of a procedure that were really held.
fn of(procedure: &ProcedureId) -> SummaryQuery {
    SummaryQuery { procedure: Some(procedure.clone()), sample: Some(false), ..SummaryQuery::default() }
}
