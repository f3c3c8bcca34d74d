//! What earlier sessions of a procedure left for this one: what to measure it by, open actions, and how many there were.
//!
//! Nothing of it may take longer the more drills were held: it is read before the first frame of a session. What is
//! still owed may be much, and only a briefing asks for it, behind its first frame.

use super::error::EngineError;
use super::lists::summaries;
use super::renewal;
use crate::analysis::baseline::{Baseline, Current, Kind};
use crate::analysis::pace::Measure;
use crate::analysis::past::{Past, Present};
use crate::analysis::scope::Scope;
use crate::analysis::summary::{FORM, OpenAction, Summary};
use crate::analysis::version::{Version, Written};
use crate::drill::ids::{Digest, SessionId};
use crate::drill::session::Session;
use crate::store::{Store, SummaryQuery, SummaryRow};
use serde::Deserialize;

/// How many earlier sessions are looked at. Older ones have little to say of how a procedure goes today.
const RECENT: u32 = 20;

/// What earlier sessions of a procedure left.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// How many sessions of the procedure began before this one, as far as they were counted: see [`COUNTED`].
    pub earlier: u32,
    /// What the session is measured by.
    pub measure: Measure,
    /// Which version of the procedure it has; `None` until that was counted.
    pub version: Option<Version>,
    /// Actions that are still open, newest session first; `None` until they were read.
    pub owed: Option<Vec<Owing>>,
}

/// An action that is still open, and the session that left it.
pub type Owing = (SessionId, OpenAction);

/// The part of a summary that says which text was held, and what was written.
#[derive(Deserialize)]
struct Held {
    #[serde(default)]
    form: u32,
    #[serde(default)]
    document: Option<Digest>,
    #[serde(default)]
    written: Vec<Written>,
}

/// How far earlier sessions are counted.
pub const COUNTED: u32 = 1_000;

/// The part of a summary that says what is owed; there may be many, and the rest is not wanted.
#[derive(Deserialize)]
struct Owed {
    #[serde(default)]
    actions: Vec<OpenAction>,
}

impl History {
    /// Reads what a session is measured by, and how many came before it.
    pub fn read(store: &Store, session: &Session, against: &Kind) -> Result<Self, EngineError> {
        let Some(before) = before(session) else { return Ok(Self::default()) };
        let recent = summaries(store, &SummaryQuery { limit: Some(RECENT), ..before.clone() })?;
        let mut recent: Vec<Summary> = recent.into_iter().map(|it| fresh(store, it)).collect();
        if let Kind::Session(chosen) = against
            && recent.iter().all(|it| it.session != *chosen)
        {
            recent.extend(renewal::anew(store, chosen));
        }
        let measure = Measure { past: past(session, recent), baseline: None };
        let earlier = store.count(&SummaryQuery { limit: Some(COUNTED), ..before })?;
        let mut history = Self { earlier, measure, version: None, owed: None };
        if !history.measure_against(against, session) {
            history.measure_against(&Kind::default(), session);
        }
        Ok(history)
    }

    /// Says that the session is not measured against what was asked for, and why; `None` where it is. The usual baseline
    /// is nothing that anybody asks for.
    pub fn unmet(&self, asked: &Kind) -> Option<String> {
        if *asked == Kind::default() || self.measure.baseline.as_ref().is_some_and(|it| it.kind == *asked) {
            return None;
        }
        Some(match asked {
            Kind::Session(id) => format!(
                "session {id} cannot be the baseline: it is left out, of another kind, or finished no step of this one"
            ),
            kind => format!("there is nothing yet that could be the baseline `{}`", kind.word()),
        })
    }

    /// Reads the first sessions of the procedure as well, for what is measured by them.
    pub fn reach_back(&mut self, store: &Store, session: &Session) -> Result<(), EngineError> {
        let Some(before) = before(session) else { return Ok(()) };
        let oldest = SummaryQuery { oldest_first: true, limit: Some(RECENT), ..before };
        let known = std::mem::take(&mut self.measure.past).sessions.into_iter().map(|it| it.summary);
        let mut all: Vec<Summary> = known.collect();
        for it in summaries(store, &oldest)? {
            if all.iter().all(|known| known.session != it.session) {
                all.push(fresh(store, it));
            }
        }
        self.measure.past = past(session, all);
        Ok(())
    }

    /// Reads what the sessions that a query is about still owe.
    pub fn read_owed(store: &Store, before: &SummaryQuery) -> Result<Vec<Owing>, EngineError> {
        let owing = store.summaries(&SummaryQuery { with_open_actions: true, ..before.clone() })?;
        let actions = owing.iter().flat_map(|row| {
            let owed = serde_json::from_str::<Owed>(&row.body).map(|it| it.actions).unwrap_or_default();
            owed.into_iter().map(|action| (row.session.clone(), action))
        });
        Ok(actions.collect())
    }

    /// Counts which version of its procedure a session has.
    pub fn read_version(store: &Store, session: &Session) -> Result<Option<Version>, EngineError> {
        let (Some(opening), Some(before)) = (session.opening(), before(session)) else { return Ok(None) };
        Self::count_versions(store, &before, &opening.document).map(Some)
    }

    /// Counts which version of a procedure a text is, behind the sessions that a query is about.
    pub fn count_versions(
        store: &Store,
        before: &SummaryQuery,
        text: &Digest,
    ) -> Result<Version, EngineError> {
        let rows = store.summaries(&SummaryQuery { limit: Some(COUNTED), ..before.clone() })?;
        let held = |row: &SummaryRow| match serde_json::from_str::<Held>(&row.body) {
            Ok(Held { form, document: Some(document), written }) if form >= FORM => Some((document, written)),
            _ => renewal::anew(store, &row.session).and_then(|it| Some((it.document?, it.written))),
        };
        let held: Vec<(Digest, Vec<Written>)> = rows.iter().filter_map(held).collect();
        let earlier = held.iter().map(|(document, written)| (document, written.as_slice()));
        Ok(Version::of(text, earlier))
    }

    /// Returns the actions that are still open, newest session first; none until they were read.
    pub fn actions(&self) -> &[Owing] {
        self.owed.as_deref().unwrap_or_default()
    }

    /// Measures the session against another baseline; false where there is nothing to go by, and nothing changes then.
    pub fn measure_against(&mut self, kind: &Kind, session: &Session) -> bool {
        let Some(opening) = session.opening() else { return false };
        let current = Current {
            procedure: session.procedure(),
            environment: &opening.environment,
            rto: session.rto().map(|it| it.span),
        };
        let baseline = Baseline::of(kind, &self.measure.past, current);
        let found = baseline.is_some();
        if found {
            self.measure.baseline = baseline;
        }
        found
    }
}

/// Asks for the sessions that came before one: of its procedure, of its kind. Samples come before samples, and what was
/// really held before what was really held.
pub fn before(session: &Session) -> Option<SummaryQuery> {
    let (opening, started) = (session.opening()?, session.started()?);
    Some(SummaryQuery {
        procedure: Some(opening.procedure.clone()),
        sample: Some(opening.sample),
        before: Some(started.wall),
        ..SummaryQuery::default()
    })
}

fn past(session: &Session, summaries: Vec<Summary>) -> Past {
    let (Some(scope), Some(started)) = (Scope::of(session), session.started()) else {
        return Past::default();
    };
    let present = Present { procedure: session.procedure(), scope: &scope, started: started.wall };
    Past::of(present, summaries)
}

/// Makes a summary anew that an older version wrote, so that what it did not know is not missed.
fn fresh(store: &Store, summary: Summary) -> Summary {
    if summary.form >= FORM { summary } else { renewal::anew(store, &summary.session).unwrap_or(summary) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::command::{Command, Request};
    use crate::drill::event::Door;
    use crate::drill::time::Span;
    use crate::engine::desk;
    use crate::engine::sample;
    use crate::store::Access;

    #[test]
    fn a_baseline_that_was_asked_for_and_cannot_serve_is_not_passed_over_in_silence() {
        let home = tempfile::tempdir().unwrap();
        let mut store = Store::open(&home.path().join("drills.db"), Access::Write).unwrap().store;
        sample::fill(&mut store).unwrap();
        let held: Vec<SessionId> =
            store.summaries(&SummaryQuery::default()).unwrap().into_iter().map(|it| it.session).collect();
        let (newest, earlier, oldest) = (&held[0], &held[1], &held[6]);
        let unmet = |store: &Store, of: &SessionId, asked: &Kind| {
            let session = desk::load(store, of).unwrap().session;
            History::read(store, &session, asked).unwrap().unmet(asked)
        };
        let asked = Kind::Session(earlier.clone());
        assert_eq!(unmet(&store, newest, &asked), None);
        assert_eq!(unmet(&store, oldest, &Kind::Last), None);
        assert!(unmet(&store, oldest, &Kind::Best).unwrap().ends_with("`best`"));
        let now = desk::load(&store, earlier).unwrap().session.log().last().unwrap().written.clone();
        let exclude = Command::Exclude { why: "network".into() };
        let exclude = Request::now(exclude, now, "Mara".into(), Door::Shell);
        desk::ask(&mut store, earlier, &[exclude]).unwrap();
        assert!(unmet(&store, newest, &asked).unwrap().contains(earlier.as_str()));
    }
    #[test]
    fn the_first_session_is_reached_however_many_came_since() {
        let home = tempfile::tempdir().unwrap();
        let mut store = Store::open(&home.path().join("drills.db"), Access::Write).unwrap().store;
        sample::fill(&mut store).unwrap();
        let rows = store.summaries(&SummaryQuery::default()).unwrap();
        for n in 0..40 {
            let mut it: Summary = serde_json::from_str(&rows[1].body).unwrap();
            it.session = SessionId::new(format!("later{n}"));
            it.started_us = rows[1].started + Span::from_secs(n);
            let (session, started) = (it.session.clone(), it.started_us);
            let body = serde_json::to_string(&it).unwrap();
            store.save_summary(&SummaryRow { session, started, body, ..rows[1].clone() }).unwrap();
        }
        let session = desk::load(&store, &rows[0].session).unwrap().session;
        let mut history = History::read(&store, &session, &Kind::Last).unwrap();
        let first = |history: &History| history.measure.past.first().map(|it| it.summary.session.clone());
        assert_ne!(first(&history).as_ref(), Some(&rows[6].session));
        history.reach_back(&store, &session).unwrap();
        assert_eq!(first(&history).as_ref(), Some(&rows[6].session));
    }
}
