//! The session that a report holds another against.

use super::desk::{self, Loaded};
use super::error::EngineError;
use crate::analysis::past::Past;
use crate::drill::ids::SessionId;
use crate::drill::session::Session;
use crate::store::Store;

/// Loads the session before: the latest earlier one whose total can stand beside this one's, in the same environment, else
/// in any. `None` where there is none.
pub fn predecessor(
    store: &Store,
    session: &Session,
    past: &Past,
) -> Result<Option<(SessionId, Loaded)>, EngineError> {
    let Some(opening) = session.opening() else { return Ok(None) };
    let last = past.whole(&opening.environment).last().map(|it| it.summary.session.clone());
    last.map(|id| Ok((id.clone(), desk::load(store, &id)?))).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::baseline::Kind;
    use crate::drill::command::{Command, Request};
    use crate::drill::event::Door;
    use crate::drill::ids::{BootId, PersonName};
    use crate::drill::time::{Moment, Span, WallTime};
    use crate::engine::desk::Order;
    use crate::engine::history::History;
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
                sample: false,
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
            let history = History::read(&self.store, &session, &Kind::Last).unwrap();
            predecessor(&self.store, &session, &history.measure.past).unwrap().map(|(id, _)| id)
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
