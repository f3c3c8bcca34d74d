//! Summaries that an older version wrote are made anew, a few at a time: whoever saves something in between waits for no
//! more than that.

use super::error::EngineError;
use super::{decision, desk};
use crate::analysis::summary::{FORM, Summary};
use crate::drill::ids::SessionId;
use crate::drill::session::Session;
use crate::drill::time::Moment;
use crate::store::{Store, SummaryQuery};

/// How many summaries are looked at, at once.
const AT_ONCE: u32 = 100;

/// Makes the summaries behind the first `offset` anew that need it; returns where to go on, and `None` once all are as
/// they are written today.
pub fn renew(store: &mut Store, offset: u32) -> Result<Option<u32>, EngineError> {
    if store.read_only().is_some() || store.summary_form()? >= FORM {
        return Ok(None);
    }
    let rows = store.summaries(&SummaryQuery { limit: Some(AT_ONCE), offset, ..SummaryQuery::default() })?;
    for row in &rows {
        if decision::summary(row).is_some_and(|it| it.form >= FORM) {
            continue;
        }
        // One that cannot be loaded stays as it is: what is wrong with it is told where it is opened.
        if let Some((session, last)) = loaded(store, &row.session)
            && let Some(renewed) = decision::row(&session, &last)
        {
            store.save_summary(&renewed)?;
        }
    }
    if rows.len() < AT_ONCE as usize {
        store.set_summary_form(FORM)?;
        return Ok(None);
    }
    Ok(Some(offset + AT_ONCE))
}

/// Makes the summary of a session anew, as of the last event that was written; `None` where it cannot be loaded.
pub fn anew(store: &Store, id: &SessionId) -> Option<Summary> {
    let (session, last) = loaded(store, id)?;
    Summary::of(&session, &last)
}

fn loaded(store: &Store, id: &SessionId) -> Option<(Session, Moment)> {
    let session = desk::load(store, id).ok()?.session;
    let last = session.log().last()?.written.clone();
    Some((session, last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::lists::summaries;
    use crate::engine::sample;
    use crate::store::Access;

    #[test]
    fn what_an_older_version_wrote_is_made_anew_once() {
        let home = tempfile::tempdir().unwrap();
        let mut store = Store::open(&home.path().join("drills.db"), Access::Write).unwrap().store;
        sample::fill(&mut store).unwrap();
        let before = summaries(&store, &SummaryQuery::default()).unwrap();
        for row in store.summaries(&SummaryQuery::default()).unwrap() {
            let mut body: serde_json::Value = serde_json::from_str(&row.body).unwrap();
            for key in ["form", "steps", "scope", "between_ms"] {
                body.as_object_mut().unwrap().remove(key);
            }
            store.save_summary(&crate::store::SummaryRow { body: body.to_string(), ..row }).unwrap();
        }
        assert!(summaries(&store, &SummaryQuery::default()).unwrap().iter().all(|it| it.steps.is_empty()));
        assert_eq!(renew(&mut store, 0).unwrap(), None);
        assert_eq!(summaries(&store, &SummaryQuery::default()).unwrap(), before);
        assert_eq!(store.summary_form().unwrap(), FORM);
    }
}
