//! What home shows: procedures, sessions to go on with, sessions of the past.

use super::decision;
use super::error::EngineError;
use crate::analysis::summary::Summary;
use crate::library::{self, Entry, Places};
use crate::store::{Store, SummaryQuery};

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

/// Reads summaries; those that another version wrote differently are left out.
pub fn summaries(store: &Store, query: &SummaryQuery) -> Result<Vec<Summary>, EngineError> {
    Ok(store.summaries(query)?.iter().filter_map(decision::summary).collect())
}
