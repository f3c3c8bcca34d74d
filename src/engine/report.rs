//! The session that a report holds another against.

use super::desk::{self, Loaded};
use super::error::EngineError;
use super::lists::summaries;
use crate::analysis::scope::Scope;
use crate::analysis::summary::Summary;
use crate::drill::ids::SessionId;
use crate::drill::session::{Session, Stage};
use crate::store::{Store, SummaryQuery};

/// How many earlier sessions of an environment are looked at: each has to be folded before it is known whether it is
/// of the same kind.
const LOOKED_AT: usize = 20;

/// Finds the latest earlier session of the same procedure that has a recovery time, is not left out, and is like this
/// one; in the same environment, else in any. `None` where there is none.
pub fn predecessor(store: &Store, session: &Session) -> Result<Option<(SessionId, Loaded)>, EngineError> {
    let (Some(opening), Some(started)) = (session.opening(), session.started()) else { return Ok(None) };
    let Some(scope) = Scope::of(session) else { return Ok(None) };
    let of_it = SummaryQuery {
        procedure: Some(opening.procedure.clone()),
        ended: Some(true),
        sample: Some(opening.sample),
        ..SummaryQuery::default()
    };
    let finished = |it: &Summary| matches!(it.stage, Stage::Finished | Stage::Sealed) && it.rta_ms.is_some();
    let mut earlier = summaries(store, &of_it)?;
    earlier.retain(|it| it.started_us < started.wall && finished(it));
    earlier.sort_by_key(|it| std::cmp::Reverse(it.started_us));
    let (here, elsewhere): (Vec<_>, Vec<_>) =
        earlier.into_iter().partition(|it| it.environment == opening.environment);
    for it in here.into_iter().take(LOOKED_AT).chain(elsewhere.into_iter().take(LOOKED_AT)) {
        let loaded = desk::load(store, &it.session)?;
        let like = Scope::of(&loaded.session).is_some_and(|it| it.is_like(&scope));
        if like && loaded.session.excluded().is_none() {
            return Ok(Some((it.session, loaded)));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::command::{Command, Request};
    use crate::drill::event::Door;
    use crate::drill::ids::{BootId, PersonName};
    use crate::drill::time::{Moment, Span, WallTime};
    use crate::engine::desk::Order;
    use crate::library;
    use crate::store::Access;
    use tempfile::TempDir;

    struct Shelf {
        _folder: TempDir,
        store: Store,
    }

    impl Shelf {
        fn new() -> Self {
            let folder = TempDir::new().unwrap();
            let store = Store::open(&folder.path().join("store.db"), Access::Write).unwrap().store;
            Self { _folder: folder, store }
        }

        /// Holds a drill on a day: declared, verified a minute later, finished; `last` is asked for in the end.
        fn held(&mut self, day: i64, environment: &str, simulated: bool, last: Option<Command>) -> SessionId {
            let text = "id = \"p\"\ntitle = \"P\"\n[environment.test]\n[environment.production]\n\
                [[phase]]\ntitle = \"All\"\n[[phase.step]]\nid = \"a\"\ntitle = \"Do it\"\n";
            let procedure = library::parse::parse(text).unwrap();
            let order = Order {
                procedure: library::Loaded {
                    path: None,
                    digest: "0f1e2d".into(),
                    text: text.to_owned(),
                    procedure,
                },
                environment: environment.into(),
                owner: "Mara".into(),
                shadows: Vec::new(),
                simulated,
                declare: true,
            };
            let now = Moment {
                wall: WallTime::from_micros(1_779_969_295_000_000) + Span::from_secs(day * 86_400),
                boottime: Span::from_secs(day * 86_400),
                boot: BootId::from("boot-1"),
                utc_offset_s: 0,
            };
            let me = PersonName::from("Mara");
            let (id, _) = desk::start(&mut self.store, &order, &now, &me, Door::Shell).unwrap();
            let verify = Command::Verify { by: "Vic".into(), how: "clients read".into(), passed: true };
            let later = now.shifted(Span::from_secs(60));
            let commands = [Some(verify), Some(Command::Finish), last].into_iter().flatten();
            for command in commands {
                let request = Request::now(command, later.clone(), me.clone(), Door::Shell);
                desk::ask(&mut self.store, &id, &[request]).unwrap();
            }
            id
        }

        fn before(&self, id: &SessionId) -> Option<SessionId> {
            let session = desk::load(&self.store, id).unwrap().session;
            predecessor(&self.store, &session).unwrap().map(|(id, _)| id)
        }
    }

    #[test]
    fn the_latest_earlier_one_in_the_same_environment_else_in_any() {
        let mut shelf = Shelf::new();
        let first = shelf.held(1, "test", false, None);
        let second = shelf.held(2, "test", false, None);
        let production = shelf.held(3, "production", false, None);
        let third = shelf.held(4, "test", false, None);
        assert_eq!(shelf.before(&third), Some(second.clone()));
        assert_eq!(shelf.before(&second), Some(first.clone()));
        assert_eq!(shelf.before(&production), Some(second));
        assert_eq!(shelf.before(&first), None);
    }

    #[test]
    fn one_that_is_left_out_or_unlike_is_passed_over() {
        let mut shelf = Shelf::new();
        let first = shelf.held(1, "test", false, None);
        shelf.held(2, "test", false, Some(Command::Exclude { why: "practice".into() }));
        let played = shelf.held(3, "test", true, None);
        let last = shelf.held(4, "test", false, None);
        assert_eq!(shelf.before(&last), Some(first));
        assert_eq!(shelf.before(&played), None);
    }
}
