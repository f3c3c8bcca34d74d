//! Which session a person means: an id or its prefix, `last~1`, `data-gather/test~2`, `data-gather/test@best`.

use super::error::EngineError;
use super::lists::{self, summaries};
use crate::analysis::baseline::Kind;
use crate::analysis::summary::Summary;
use crate::drill::ids::{EnvironmentName, ProcedureId, SessionId};
use crate::drill::time::{Span, WallTime};
use crate::store::{Store, SummaryQuery};

/// From when on an open session is not taken for granted any more.
const IDLE: Span = Span::from_secs(12 * 3_600);

/// Finds the session that is meant by the words.
pub fn named(store: &Store, wanted: &str) -> Result<SessionId, EngineError> {
    let missing = || EngineError::NoSuchSession { wanted: wanted.to_owned() };
    if let Some((mut query, best)) = query(wanted) {
        if query.procedure.is_none() {
            query.sample = Some(lists::samples_count(store)?);
        }
        let mut found = summaries(store, &query)?;
        if best {
            found.retain(|it| it.total().is_some());
            found.sort_by_key(Summary::total);
        }
        return found.into_iter().next().map(|it| it.session).ok_or_else(missing);
    }
    let mut found = store.sessions_with_prefix(&wanted.to_lowercase())?;
    match (found.pop(), found.is_empty()) {
        (Some(only), true) => Ok(only),
        (None, _) => Err(missing()),
        (Some(last), false) => {
            found.push(last);
            Err(EngineError::Ambiguous { wanted: wanted.to_owned(), candidates: found })
        }
    }
}

/// Finds the baseline that is meant: a kind, or else a session.
pub fn baseline(store: &Store, wanted: &str) -> Result<Kind, EngineError> {
    Kind::parse(wanted).map_or_else(|| named(store, wanted).map(Kind::Session), Ok)
}

/// Reads `last~1`, `procedure/environment~2` and `procedure/environment@best`: what to ask the lists for, and whether
/// the best is wanted. `None` for what must be an id.
fn query(wanted: &str) -> Option<(SummaryQuery, bool)> {
    let (name, best) = match wanted.strip_suffix("@best") {
        Some(name) => (name, true),
        None => (wanted, false),
    };
    let (name, offset) = match name.split_once('~') {
        Some((name, back)) => (name, back.parse().ok()?),
        None => (name, 0),
    };
    let query = match name.split_once('/') {
        Some((procedure, environment)) => SummaryQuery {
            procedure: Some(ProcedureId::from(procedure)),
            environment: Some(EnvironmentName::from(environment)),
            ..SummaryQuery::default()
        },
        None if name == "last" => SummaryQuery::default(),
        None => return None,
    };
    let limit = (!best).then_some(1);
    Some((SummaryQuery { limit, offset, ..query }, best))
}

/// Finds the session that a command without `--session` means: the one open session, unless it has been idle for long.
/// Samples are not meant where there are others.
pub fn open(store: &Store, now: WallTime) -> Result<SessionId, EngineError> {
    let mut found = lists::open(store)?;
    let samples = lists::samples_count(store)?;
    found.retain(|it| it.sample == samples);
    match found.as_slice() {
        [] => Err(EngineError::NoneOpen),
        [only] => {
            let idle = now - only.last_event_us;
            if idle > IDLE {
                return Err(EngineError::Idle { session: only.session.clone(), hours: idle.secs() / 3_600 });
            }
            Ok(only.session.clone())
        }
        several => {
            Err(EngineError::SeveralOpen { open: several.iter().map(|it| it.session.clone()).collect() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_sessions_are_read() {
        let (last, best) = query("last~2").unwrap();
        assert_eq!((last.offset, last.limit, last.procedure, best), (2, Some(1), None, false));
        let (of, best) = query("data-gather/test@best").unwrap();
        assert_eq!(
            (of.procedure.unwrap().as_str(), of.environment.unwrap().as_str(), best),
            ("data-gather", "test", true)
        );
        assert_eq!(query("last~x"), None);
        assert_eq!(query("01z0"), None);
    }
}
