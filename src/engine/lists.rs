//! What home shows: procedures, sessions to go on with, sessions of the past.

use super::error::EngineError;
use super::{decision, renewal};
use crate::analysis::proof::Matrix;
use crate::analysis::summary::Summary;
use crate::drill::ids::ProcedureId;
use crate::library::{self, Entry, Places};
use crate::store::{Store, SummaryQuery};
use std::collections::BTreeMap;

/// The most sessions of the past that are read at once; a screen shows fewer.
const PAST: u32 = 100;

/// The lists of home.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    /// All procedures that can be held.
    pub procedures: Vec<Entry>,
    /// Sessions whose drill goes on, newest first.
    pub open: Vec<Summary>,
    /// Sessions that are over, newest first; those whose debrief is not over too.
    pub past: Vec<Summary>,
    /// Whether they were read yet.
    pub read: bool,
    /// What is proven of the procedures that somebody looked at since; `None` until it was read.
    pub proofs: BTreeMap<ProcedureId, Option<Matrix>>,
}

impl Lists {
    /// Reads everything again.
    pub fn read(store: &Store, places: &Places) -> Result<Self, EngineError> {
        let over = SummaryQuery { ended: Some(true), limit: Some(PAST), ..SummaryQuery::default() };
        Ok(Self {
            procedures: library::catalogue(places),
            open: open(store)?,
            past: summaries(store, &over)?,
            read: true,
            proofs: BTreeMap::new(),
        })
    }
}

/// Reads the sessions whose drill goes on, newest first.
pub fn open(store: &Store) -> Result<Vec<Summary>, EngineError> {
    summaries(store, &SummaryQuery { ended: Some(false), ..SummaryQuery::default() })
}

/// Returns which sessions a question about the whole store means: samples count where there is nothing else. The answer
/// is for [`SummaryQuery::sample`].
pub fn samples_count(store: &Store) -> Result<bool, EngineError> {
    let real = SummaryQuery { sample: Some(false), limit: Some(1), ..SummaryQuery::default() };
    Ok(store.summaries(&real)?.is_empty())
}

/// Whether the store holds samples, and nothing else.
pub fn holds_samples_alone(store: &Store) -> Result<bool, EngineError> {
    let sample = SummaryQuery { sample: Some(true), limit: Some(1), ..SummaryQuery::default() };
    Ok(samples_count(store)? && !store.summaries(&sample)?.is_empty())
}

/// Reads summaries. One that cannot be read, since another version wrote it differently, is made anew from the log: a
/// session is never missing from a list because of that.
pub fn summaries(store: &Store, query: &SummaryQuery) -> Result<Vec<Summary>, EngineError> {
    Ok(store
        .summaries(query)?
        .iter()
        .filter_map(|row| decision::summary(row).or_else(|| renewal::anew(store, &row.session)))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::sample;
    use crate::store::{Access, SummaryRow};

    #[test]
    fn a_session_whose_summary_cannot_be_read_is_listed_all_the_same() {
        let home = tempfile::tempdir().unwrap();
        let mut store = Store::open(&home.path().join("drills.db"), Access::Write).unwrap().store;
        sample::fill(&mut store).unwrap();
        let listed = summaries(&store, &SummaryQuery::default()).unwrap();
        for row in store.summaries(&SummaryQuery::default()).unwrap() {
            store.save_summary(&SummaryRow { body: r#"{"form":9,"steps":[]}"#.to_owned(), ..row }).unwrap();
        }
        assert_eq!(summaries(&store, &SummaryQuery::default()).unwrap(), listed);
    }
}
