//! One row for each session, for lists. Made by the engine, thrown away and rebuilt at will.

use super::error::{At, StoreError};
use super::open::Store;
use super::read;
use crate::drill::event::Event;
use crate::drill::ids::{Digest, EnvironmentName, ProcedureId, SessionId};
use crate::drill::time::WallTime;
use rusqlite::{
    Connection, OptionalExtension, Transaction, TransactionBehavior, named_params, params_from_iter,
};

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
    /// Those alone that have ended, or those alone that go on.
    pub ended: Option<bool>,
    /// Samples alone, or all but samples.
    pub sample: Option<bool>,
    /// Those alone that began before.
    pub before: Option<WallTime>,
    /// Those alone that have open actions.
    pub with_open_actions: bool,
    /// The oldest first, not the newest.
    pub oldest_first: bool,
    /// At most so many.
    pub limit: Option<u32>,
    /// Without the first so many.
    pub offset: u32,
}

/// Where the file says in which form its summaries are.
const FORM_KEY: &str = "summary-form";

const COLUMNS: &str =
    "session_id, procedure, environment, state, started_us, ended_us, open_actions, sample, body";

/// Makes the summary of a session from its events; the last argument finds the texts that they name. `None` leaves the
/// session out of the lists.
pub type Summarise<'a> =
    &'a mut dyn FnMut(&SessionId, &[Event], &dyn Fn(&Digest) -> Option<String>) -> Option<SummaryRow>;

impl Store {
    /// Returns the sessions that the query asks for, the newest first.
    pub fn summaries(&self, query: &SummaryQuery) -> Result<Vec<SummaryRow>, StoreError> {
        self.heed(select(&self.connection, query).at(&self.path))
    }

    /// Returns how many sessions the query asks for; it counts no further than its limit, so that many take no longer
    /// than that.
    pub fn count(&self, query: &SummaryQuery) -> Result<u32, StoreError> {
        let (conditions, parameters) = conditions(query);
        let limit = query.limit.map_or(-1, i64::from);
        let sql = format!("select count(*) from (select 1 from summary where {conditions} limit {limit})");
        let count = self
            .connection
            .prepare_cached(&sql)
            .and_then(|mut statement| statement.query_row(params_from_iter(parameters), |row| row.get(0)));
        self.heed(count.at(&self.path))
    }

    /// Puts a summary in the place of the one before it.
    pub fn save_summary(&mut self, row: &SummaryRow) -> Result<(), StoreError> {
        self.require_writable()?;
        self.heed(save(&self.connection, row).at(&self.path))
    }

    /// Returns the form in which all summaries are known to be written; 0 where nobody said so.
    pub fn summary_form(&self) -> Result<u32, StoreError> {
        let sql = "select value from meta where key = ?1";
        let found = self.connection.query_row(sql, [FORM_KEY], |row| row.get::<_, String>(0)).optional();
        Ok(found.at(&self.path)?.and_then(|form| form.parse().ok()).unwrap_or_default())
    }

    /// Says that all summaries are written in a form.
    pub fn set_summary_form(&mut self, form: u32) -> Result<(), StoreError> {
        self.require_writable()?;
        let sql = "insert into meta values (?1, ?2) on conflict do update set value = excluded.value";
        self.heed(self.connection.execute(sql, (FORM_KEY, form.to_string())).at(&self.path)).map(drop)
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
        self.heed(rebuild().at(&self.path))
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
    let (sql, parameters) = sql(query);
    connection.prepare_cached(&sql)?.query_map(params_from_iter(parameters), read_row)?.collect()
}

/// Puts a query into SQL; what is not a text stands in it literally, so that an index that was made for it is found.
fn conditions(query: &SummaryQuery) -> (String, Vec<String>) {
    let mut conditions = vec!["true"];
    let mut parameters = Vec::new();
    if let Some(procedure) = &query.procedure {
        conditions.push("procedure = ?");
        parameters.push(procedure.to_string());
    }
    if let Some(environment) = &query.environment {
        conditions.push("environment = ?");
        parameters.push(environment.to_string());
    }
    match query.ended {
        Some(true) => conditions.push("ended_us is not null"),
        Some(false) => conditions.push("ended_us is null"),
        None => {}
    }
    match query.sample {
        Some(true) => conditions.push("sample = 1"),
        Some(false) => conditions.push("sample = 0"),
        None => {}
    }
    if let Some(before) = query.before {
        conditions.push("started_us < cast(? as integer)");
        parameters.push(before.micros().to_string());
    }
    if query.with_open_actions {
        conditions.push("open_actions > 0");
    }
    (conditions.join(" and "), parameters)
}

fn sql(query: &SummaryQuery) -> (String, Vec<String>) {
    let (conditions, parameters) = conditions(query);
    let sql = format!(
        "select {COLUMNS} from summary where {conditions} order by started_us {} limit {} offset {}",
        if query.oldest_first { "asc, session_id desc" } else { "desc, session_id" },
        query.limit.map_or(-1, i64::from),
        query.offset
    );
    (sql, parameters)
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

#[cfg(test)]
mod tests {
    use super::super::fixtures::{self, decided, note};
    use super::super::{Decided, Heads};
    use super::*;
    use std::convert::Infallible;
    use tempfile::TempDir;

    /// Ten sessions, `s0` the oldest.
    fn ten(home: &TempDir) -> Store {
        let mut store = fixtures::open(home);
        for n in 0..10 {
            let mut row = fixtures::summary(&format!("s{n}"), n);
            row.procedure = ProcedureId::from(if n % 2 == 0 { "even" } else { "odd" });
            row.environment = EnvironmentName::from(if n < 5 { "test" } else { "production" });
            row.ended = (n < 8).then_some(row.started);
            row.sample = n == 3;
            row.open_actions = u32::from(n == 4);
            store.save_summary(&row).unwrap();
        }
        store
    }

    fn names(store: &Store, query: &SummaryQuery) -> String {
        let rows = store.summaries(query).unwrap();
        rows.iter().map(|row| row.session.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_newest_come_first_and_each_wish_leaves_some_out() {
        let home = tempfile::tempdir().unwrap();
        let store = ten(&home);
        let all = SummaryQuery::default();
        assert_eq!(names(&store, &all), "s9 s8 s7 s6 s5 s4 s3 s2 s1 s0");
        assert_eq!(names(&store, &SummaryQuery { limit: Some(2), offset: 1, ..all.clone() }), "s8 s7");
        assert_eq!(names(&store, &SummaryQuery { offset: 8, ..all.clone() }), "s1 s0");
        let oldest = SummaryQuery { oldest_first: true, limit: Some(2), ..all.clone() };
        assert_eq!(names(&store, &oldest), "s0 s1");
        let even = SummaryQuery { procedure: Some(ProcedureId::from("even")), ..all.clone() };
        assert_eq!(names(&store, &even), "s8 s6 s4 s2 s0");
        let even_test = SummaryQuery { environment: Some(EnvironmentName::from("test")), ..even };
        assert_eq!(names(&store, &even_test), "s4 s2 s0");
        assert_eq!(names(&store, &SummaryQuery { ended: Some(false), ..all.clone() }), "s9 s8");
        let over = SummaryQuery { ended: Some(true), limit: Some(2), ..all.clone() };
        assert_eq!(names(&store, &over), "s7 s6");
        assert_eq!(names(&store, &SummaryQuery { sample: Some(true), ..all.clone() }), "s3");
        assert_eq!(names(&store, &SummaryQuery { with_open_actions: true, ..all.clone() }), "s4");
        let before = SummaryQuery { before: Some(WallTime::from_micros(3)), ..all };
        assert_eq!(names(&store, &before), "s2 s1 s0");
        assert_eq!(store.count(&before).unwrap(), 3);
        assert_eq!(store.count(&SummaryQuery { limit: Some(2), ..before }).unwrap(), 2);
    }

    fn plan(store: &Store, query: &SummaryQuery) -> String {
        let (sql, parameters) = sql(query);
        let mut statement = store.connection.prepare(&format!("explain query plan {sql}")).unwrap();
        let rows =
            statement.query_map(params_from_iter(parameters), |row| row.get::<_, String>("detail")).unwrap();
        rows.map(Result::unwrap).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn every_list_is_read_along_an_index_without_sorting() {
        let home = tempfile::tempdir().unwrap();
        let store = ten(&home);
        let all = SummaryQuery::default();
        assert_eq!(plan(&store, &all), "SCAN summary USING INDEX summary_newest");
        let over = SummaryQuery { ended: Some(true), ..all.clone() };
        assert_eq!(plan(&store, &over), "SCAN summary USING INDEX summary_newest");
        let open = SummaryQuery { ended: Some(false), ..all.clone() };
        assert_eq!(plan(&store, &open), "SCAN summary USING INDEX summary_open");
        let of_one =
            SummaryQuery { procedure: Some(ProcedureId::from("odd")), sample: Some(false), ..all.clone() };
        let along = |index| format!("SEARCH summary USING INDEX {index} (procedure=? AND sample=?)");
        assert_eq!(plan(&store, &of_one), along("summary_procedure"));
        let before = SummaryQuery { before: Some(WallTime::from_micros(3)), ..of_one.clone() };
        assert_eq!(
            plan(&store, &before),
            "SEARCH summary USING INDEX summary_procedure (procedure=? AND sample=? AND started_us<?)"
        );
        assert_eq!(
            plan(&store, &SummaryQuery { oldest_first: true, ..of_one.clone() }),
            along("summary_procedure")
        );
        let owing = SummaryQuery { with_open_actions: true, ..of_one };
        assert_eq!(plan(&store, &owing), along("summary_owing"));
    }

    #[test]
    fn summaries_can_be_thrown_away_and_made_anew_from_events_and_texts() {
        let home = tempfile::tempdir().unwrap();
        let mut store = ten(&home);
        let mut opening = decided([note(1, "one"), note(2, "two")]);
        let digest = super::super::chain::digest("text");
        opening.document = Some((digest.clone(), "text".to_owned()));
        let never = &mut |_: &[Event]| -> Result<Decided, Infallible> { unreachable!("nobody else wrote") };
        store.append(&fixtures::session(), &Heads::default(), opening, never).unwrap();
        let summarise =
            &mut |session: &SessionId, events: &[Event], document: &dyn Fn(&Digest) -> Option<String>| {
                let mut row = fixtures::summary(session.as_str(), 7);
                row.body = format!("{} {}", events.len(), document(&digest).unwrap());
                Some(row)
            };
        store.rebuild_summaries_of(&[fixtures::session()], summarise).unwrap();
        assert_eq!(store.summaries(&SummaryQuery::default()).unwrap().len(), 11);
        store.rebuild_summaries(summarise).unwrap();
        let rows = store.summaries(&SummaryQuery::default()).unwrap();
        assert_eq!((rows.len(), rows[0].body.as_str()), (1, "2 text"));
    }
}
