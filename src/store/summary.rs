//! One row for each session, for lists. Made by the engine, thrown away and rebuilt at will.

use super::error::{At, StoreError};
use super::open::Store;
use super::read;
use crate::drill::event::Event;
use crate::drill::ids::{Digest, EnvironmentName, ProcedureId, SessionId};
use crate::drill::time::WallTime;
use rusqlite::types::Value;
use rusqlite::{Connection, Transaction, TransactionBehavior, named_params, params_from_iter};

/// A session as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SummaryRow {
    /// Which session.
    pub session: SessionId,
    /// Of which procedure.
    pub procedure: ProcedureId,
    /// Where.
    pub environment: EnvironmentName,
    /// Its state, in a word of the engine's.
    pub state: String,
    /// When it was started.
    pub started: WallTime,
    /// When it ended; `None` while it is open.
    pub ended: Option<WallTime>,
    /// How many of its actions are not closed.
    pub open_actions: u32,
    /// Whether it was made up to show the tool.
    pub sample: bool,
    /// Everything else, in JSON; the store does not read it.
    pub body: String,
}

/// Which sessions a list wants; the default is all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SummaryQuery {
    /// Of this procedure alone.
    pub procedure: Option<ProcedureId>,
    /// Of this environment alone.
    pub environment: Option<EnvironmentName>,
    /// In one of these states; none named is any.
    pub states: Vec<String>,
    /// Samples alone, or all but samples.
    pub sample: Option<bool>,
    /// Those alone that have open actions.
    pub with_open_actions: bool,
    /// At most so many.
    pub limit: Option<u32>,
    /// Without the first so many.
    pub offset: u32,
}

const COLUMNS: &str =
    "session_id, procedure, environment, state, started_us, ended_us, open_actions, sample, body";

/// Makes the summary of a session from its events; the last argument finds the texts that they name. `None` leaves the
/// session out of the lists.
pub type Summarise<'a> =
    &'a mut dyn FnMut(&SessionId, &[Event], &dyn Fn(&Digest) -> Option<String>) -> Option<SummaryRow>;

impl Store {
    /// Returns the sessions that the query asks for, the newest first.
    pub fn summaries(&self, query: &SummaryQuery) -> Result<Vec<SummaryRow>, StoreError> {
        select(&self.connection, query).at(&self.path)
    }

    /// Puts a summary in the place of the one before it.
    pub fn save_summary(&mut self, row: &SummaryRow) -> Result<(), StoreError> {
        self.require_writable()?;
        save(&self.connection, row).at(&self.path)
    }

    /// Throws all summaries away and makes them anew, in one transaction.
    pub fn rebuild_summaries(&mut self, summarise: Summarise<'_>) -> Result<(), StoreError> {
        let sessions = self.session_ids()?;
        self.rebuild(&sessions, true, summarise)
    }

    /// Makes the summaries of some sessions anew, after an import.
    pub fn rebuild_summaries_of(
        &mut self,
        sessions: &[SessionId],
        summarise: Summarise<'_>,
    ) -> Result<(), StoreError> {
        self.rebuild(sessions, false, summarise)
    }

    fn rebuild(
        &mut self,
        sessions: &[SessionId],
        all: bool,
        summarise: Summarise<'_>,
    ) -> Result<(), StoreError> {
        self.require_writable()?;
        let mut rebuild = || {
            let transaction = Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)?;
            if all {
                transaction.execute("delete from summary", [])?;
            }
            for session in sessions {
                transaction.execute("delete from summary where session_id = ?1", [session.as_str()])?;
                let events = read::events(&transaction, session)?;
                let document = |digest: &Digest| read::document(&transaction, digest).ok().flatten();
                if let Some(row) = summarise(session, &events, &document) {
                    save(&transaction, &row)?;
                }
            }
            transaction.commit()
        };
        rebuild().at(&self.path)
    }
}

/// Puts a summary in the place of the one before it.
pub(super) fn save(connection: &Connection, row: &SummaryRow) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(&format!(
        "insert into summary ({COLUMNS}) values \
             (:session, :procedure, :environment, :state, :started, :ended, :open_actions, :sample, :body)
         on conflict (session_id) do update set procedure = :procedure, environment = :environment, state = :state,
             started_us = :started, ended_us = :ended, open_actions = :open_actions, sample = :sample, body = :body"
    ))?;
    statement.execute(named_params! {
        ":session": row.session.as_str(),
        ":procedure": row.procedure.as_str(),
        ":environment": row.environment.as_str(),
        ":state": row.state,
        ":started": row.started.micros(),
        ":ended": row.ended.map(WallTime::micros),
        ":open_actions": row.open_actions,
        ":sample": row.sample,
        ":body": row.body,
    })?;
    Ok(())
}

fn select(connection: &Connection, query: &SummaryQuery) -> rusqlite::Result<Vec<SummaryRow>> {
    let mut parameters: Vec<Value> = Vec::new();
    let mut conditions = vec!["true".to_owned()];
    let mut text = |text: &str| {
        parameters.push(Value::Text(text.to_owned()));
        format!("?{}", parameters.len())
    };
    if let Some(procedure) = &query.procedure {
        conditions.push(format!("procedure = {}", text(procedure.as_str())));
    }
    if let Some(environment) = &query.environment {
        conditions.push(format!("environment = {}", text(environment.as_str())));
    }
    if !query.states.is_empty() {
        let states: Vec<String> = query.states.iter().map(|state| text(state)).collect();
        conditions.push(format!("state in ({})", states.join(", ")));
    }
    if let Some(sample) = query.sample {
        conditions.push(format!("sample = {}", u8::from(sample)));
    }
    if query.with_open_actions {
        conditions.push("open_actions > 0".to_owned());
    }
    let limit = query.limit.map_or(-1, i64::from);
    connection
        .prepare_cached(&format!(
            "select {COLUMNS} from summary where {} \
             order by started_us desc, session_id limit {limit} offset {}",
            conditions.join(" and "),
            query.offset
        ))?
        .query_map(params_from_iter(parameters), read_row)?
        .collect()
}

fn read_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<SummaryRow> {
    let text = |column: usize| row.get::<_, String>(column);
    Ok(SummaryRow {
        session: SessionId::new(text(0)?),
        procedure: ProcedureId::new(text(1)?),
        environment: EnvironmentName::new(text(2)?),
        state: text(3)?,
        started: WallTime::from_micros(row.get(4)?),
        ended: row.get::<_, Option<i64>>(5)?.map(WallTime::from_micros),
        open_actions: row.get(6)?,
        sample: row.get(7)?,
        body: text(8)?,
    })
}
