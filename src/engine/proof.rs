//! What the sessions of a store prove of a procedure as it is now.

use super::desk::procedure_of;
use super::error::EngineError;
use super::lists::samples_count;
use super::trust::on_disk;
use crate::analysis::proof::{Held, Matrix};
use crate::drill::event::Event;
use crate::drill::fact::Fact;
use crate::drill::ids::{Digest, SessionId};
use crate::drill::procedure::{Procedure, Step};
use crate::drill::session::Session;
use crate::library::Loaded;
use crate::library::manifest::step_files;
use crate::platform::paths::Paths;
use crate::store::{Store, SummaryQuery};
use std::cell::LazyCell;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

/// Reads what the newest sessions of a procedure prove of it, all of them without a `limit`. Samples count where there is
/// nothing else in the store; what is left out does not count.
pub fn read(
    store: &Store,
    paths: &Paths,
    loaded: &Loaded,
    limit: Option<u32>,
) -> Result<Matrix, EngineError> {
    let query = SummaryQuery {
        procedure: Some(loaded.procedure.id.clone()),
        sample: Some(samples_count(store)?),
        limit,
        ..SummaryQuery::default()
    };
    let mut versions = HashMap::new();
    let rows = store.summaries(&query)?;
    let held = rows.iter().filter_map(|row| held(store, &row.session, &mut versions));
    let held: Vec<Held> = held.collect();
    // Looked for only where a session says what the files were: a built-in procedure is unpacked for it.
    let folder = LazyCell::new(|| folder(paths, loaded));
    let files = |step: &Step| step_files(folder.as_deref()?, &loaded.procedure, step).ok()?;
    Ok(Matrix::of(&loaded.procedure, &held, files))
}

/// Reads one session; one that cannot be read proves nothing, and is named where it is opened.
fn held(store: &Store, id: &SessionId, versions: &mut HashMap<Digest, Arc<Procedure>>) -> Option<Held> {
    let events = store.load(id).ok()?;
    let version = events.iter().find_map(|event: &Event| match &event.fact {
        Fact::SessionStarted(opening) => Some(opening.document.clone()),
        _ => None,
    })?;
    let procedure = if let Some(known) = versions.get(&version) {
        Arc::clone(known)
    } else {
        let (procedure, _) = procedure_of(&events, |digest| store.document(digest)).ok()?;
        Arc::clone(versions.entry(version).or_insert_with(|| Arc::new(procedure)))
    };
    Held::of(&Session::fold(procedure, events))
}

/// Returns the folder in which the scripts of a procedure lie.
fn folder(paths: &Paths, loaded: &Loaded) -> Option<PathBuf> {
    let path = on_disk(paths, loaded).ok()?.path?;
    path.parent().map(|it| if it.as_os_str().is_empty() { PathBuf::from(".") } else { it.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::proof::Changed;
    use crate::drill::command::{Command, Request};
    use crate::drill::event::Door;
    use crate::drill::ids::BootId;
    use crate::drill::script::{Outcome, Output, Role};
    use crate::drill::time::{Moment, Span, WallTime};
    use crate::engine::desk::{self, Order};
    use crate::engine::sample;
    use crate::library;
    use crate::platform::paths::UserFolders;
    use crate::platform::variables::Variables;
    use crate::store::Access;
    use std::fs;
    use tempfile::TempDir;

    const TEXT: &str = "id = \"p\"\ntitle = \"P\"\n[environment.test]\n[environment.production]\nprotected = true\n\
        [[phase]]\ntitle = \"All\"\n[[phase.step]]\nid = \"a\"\ntitle = \"Do it\"\nrun = \"sh a.sh\"\n\
        [[phase.step]]\nid = \"b\"\ntitle = \"Look\"\n";

    struct Shelf {
        folder: TempDir,
        paths: Paths,
        store: Store,
    }

    impl Shelf {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let under = |name: &str| folder.path().join(name);
            let platform =
                UserFolders { data: under("data"), config: under("config"), state: under("state") };
            let paths = Paths::resolve(None, &Variables::default(), Some(&platform)).unwrap();
            let store = Store::open(&under("store.db"), Access::Write).unwrap().store;
            let it = Self { folder, paths, store };
            it.put("p.toml", TEXT);
            it.put("a.sh", ". ./b.sh\n");
            it.put("b.sh", "exit 0\n");
            it
        }

        fn put(&self, name: &str, text: &str) {
            fs::write(self.folder.path().join(name), text).unwrap();
        }

        fn loaded(&self) -> Loaded {
            library::read(&self.folder.path().join("p.toml")).unwrap()
        }

        /// Holds a drill in production in which the script of `a` runs, and `b` is left alone; then `last` is asked for.
        fn hold(&mut self, last: Option<Command>) {
            let procedure = self.loaded();
            let files = step_files(self.folder.path(), &procedure.procedure, &procedure.procedure.steps[0]);
            let files = files.unwrap();
            assert!(files.is_some());
            let wall = WallTime::from_micros(1_779_969_295_000_000);
            let now =
                Moment { wall, boottime: Span::from_secs(9), boot: BootId::from("boot"), utc_offset_s: 0 };
            let order = Order {
                procedure,
                environment: "production".into(),
                owner: "Ana".into(),
                shadows: Vec::new(),
                simulated: false,
                sample: false,
                declare: true,
            };
            let (id, _) = desk::start(&mut self.store, &order, &now, &"Ana".into(), Door::Shell).unwrap();
            let mut ask = |command| {
                let request = Request::now(command, now.clone(), "Ana".into(), Door::Script);
                desk::ask(&mut self.store, &id, &[request]).unwrap().session
            };
            let run = Command::RunScript { step: "a".into(), role: Role::Run, automatic: false, why: None };
            let script = ask(run).scripts().running().next().unwrap().id;
            let (outcome, output) = (Outcome::Exited { code: 0 }, Output::default());
            ask(Command::EndScript { script, outcome, output, files });
            ask(Command::CompleteStep { step: "a".into() });
            last.map(ask);
        }

        fn changed(&self) -> Option<Vec<Changed>> {
            let matrix = read(&self.store, &self.paths, &self.loaded(), None).unwrap();
            assert!(matrix.rows[1].cells.iter().all(|it| it.last.is_none()));
            matrix.rows[0].cells[1].last.as_ref().map(|it| it.changed.clone())
        }
    }

    #[test]
    fn a_script_that_was_edited_since_makes_its_proof_stale() {
        let mut shelf = Shelf::new();
        assert_eq!(shelf.changed(), None);
        shelf.hold(None);
        assert_eq!(shelf.changed(), Some(vec![]));
        shelf.put("b.sh", "exit 1\n");
        assert_eq!(shelf.changed(), Some(vec![Changed::Script]), "also where only what it names was edited");
        shelf.put("p.toml", &TEXT.replace("Do it", "Do it well"));
        assert_eq!(shelf.changed(), Some(vec![Changed::Text, Changed::Script]));
        shelf.put("p.toml", &TEXT.replace("id = \"a\"", "id = \"z\"\nwas = [\"a\"]"));
        shelf.put("b.sh", "exit 0\n");
        assert_eq!(shelf.changed(), Some(vec![]), "it is the same step");
    }

    #[test]
    fn what_is_left_out_proves_nothing() {
        let mut shelf = Shelf::new();
        shelf.hold(Some(Command::Exclude { why: "a demo".into() }));
        assert_eq!(shelf.changed(), None);
    }

    #[test]
    fn samples_count_among_themselves() {
        let mut shelf = Shelf::new();
        sample::fill(&mut shelf.store).unwrap();
        let built_in = library::built_in::BUILT_IN.iter().find(|it| it.id == "data-gather").unwrap();
        let proven = |shelf: &Shelf| {
            let matrix = read(&shelf.store, &shelf.paths, &built_in.load().unwrap(), None).unwrap();
            (0..3).map(|at| matrix.tally(at).proven).collect::<Vec<_>>()
        };
        assert!(proven(&shelf).iter().all(|it| *it > 0), "{:?}", proven(&shelf));
    }
}
