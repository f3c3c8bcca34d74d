//! Steps whose ids are new, laid beside history when a session is about to begin.

use super::desk::Order;
use super::error::EngineError;
use super::{desk, lists, trust};
use crate::analysis::identity::{Question, questions};
use crate::drill::ids::{PersonName, StepId};
use crate::drill::redline::{Key, Value};
use crate::drill::time::WallTime;
use crate::library::error::LibraryError;
use crate::library::{self, Loaded, Standing, amend};
use crate::platform::folders::replace_file;
use crate::platform::paths::Paths;
use crate::store::{Store, SummaryQuery};

/// A session that is about to begin, and what is to be asked before it does.
#[derive(Debug)]
pub struct Asking {
    /// What was ordered.
    pub order: Order,
    /// The questions about the steps of its procedure; never none.
    pub questions: Vec<Question>,
}

/// Asks about the steps of a procedure that its last session did not have; nothing where none was held, or where the
/// procedure has no file to write the answers into.
pub fn ask(store: &Store, loaded: &Loaded) -> Result<Vec<Question>, EngineError> {
    if loaded.path.is_none() {
        return Ok(Vec::new());
    }
    let last = SummaryQuery {
        procedure: Some(loaded.procedure.id.clone()),
        sample: Some(lists::holds_samples_alone(store)?),
        limit: Some(1),
        ..SummaryQuery::default()
    };
    let Some(last) = store.summaries(&last)?.into_iter().next() else { return Ok(Vec::new()) };
    let session = desk::load(store, &last.session)?.session;
    let base = session.shared_base();
    let steps = base.steps.iter().chain(&session.procedure().steps);
    let known: Vec<&StepId> = steps.map(|step| &step.id).collect();
    Ok(questions(&session.redlines().written(), &known, &loaded.procedure))
}

/// Writes what steps were into the procedure's file, and reads it again; where there is nothing to be written, it is only
/// read. Nothing that runs is touched: where the file was trusted, it is.
pub fn write(
    paths: &Paths,
    loaded: &Loaded,
    answers: &[(StepId, Vec<StepId>)],
    (when, by): (WallTime, &PersonName),
) -> Result<Loaded, EngineError> {
    let Some(path) = &loaded.path else {
        return Err(LibraryError::NotOnDisk { id: loaded.procedure.id.to_string() }.into());
    };
    if answers.is_empty() {
        return Ok(library::read_allowing(path, true)?);
    }
    let changes: Vec<_> = answers.iter().map(|(step, was)| change(loaded, step, was)).collect();
    let text = amend::amend(&loaded.text, &changes)?;
    let trusted = trust::look(paths, loaded).is_ok_and(|look| look.standing == Standing::Trusted);
    if library::read_allowing(path, true)?.digest != loaded.digest {
        return Err(LibraryError::Changing { path: path.clone() }.into());
    }
    replace_file(path, text.as_bytes())?;
    let loaded = library::read_allowing(path, true)?;
    if trusted {
        let look = trust::look(paths, &loaded)?;
        trust::trust(paths, &look, when, by)?;
    }
    Ok(loaded)
}

fn change(loaded: &Loaded, step: &StepId, was: &[StepId]) -> (StepId, Key, Option<Value>) {
    let mut all = loaded.procedure.step(step).map(|it| it.was.clone()).unwrap_or_default();
    all.extend(was.iter().cloned());
    let all = all.iter().map(ToString::to_string).collect();
    (step.clone(), Key::Was, Some(Value::List(all)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::event::Door;
    use crate::drill::ids::BootId;
    use crate::drill::time::{Moment, Span};
    use crate::engine::desk::Order;
    use crate::platform::paths::UserFolders;
    use crate::platform::variables::Variables;
    use crate::store::Access;
    use std::path::Path;

    const FILE: &str = "id = \"p\"\ntitle = \"P\"\n[environment.test]\n[[phase]]\ntitle = \"A\"\n\
        [[phase.step]]\nid = \"load\"\ntitle = \"Load the dump\"\nrun = \"ls\" # slow\n";

    fn paths(home: &Path) -> Paths {
        let folder = |name: &str| home.join(name);
        let folders = UserFolders { data: folder("data"), config: folder("config"), state: folder("state") };
        Paths::resolve(None, &Variables::of_process(), Some(&folders)).unwrap()
    }

    #[test]
    fn the_answer_is_written_and_asked_for_once() {
        let home = tempfile::tempdir().unwrap();
        let mut store = Store::open(&home.path().join("drills.db"), Access::Write).unwrap().store;
        let file = home.path().join("p.toml");
        let read = |text: &str| {
            std::fs::write(&file, text).unwrap();
            library::read(&file).unwrap()
        };
        let old = read(FILE);
        assert_eq!(ask(&store, &old).unwrap(), []);
        let (when, by) = (WallTime::from_micros(1_700_000_000_000_000), PersonName::new("Mara"));
        let now = Moment { wall: when, boottime: Span::ZERO, boot: BootId::from("b"), utc_offset_s: 0 };
        let order = Order {
            procedure: old,
            environment: "test".into(),
            owner: by.clone(),
            shadows: Vec::new(),
            simulated: false,
            sample: false,
            declare: true,
        };
        desk::start(&mut store, &order, &now, &by, Door::Shell).unwrap();
        let new = read(&FILE.replace("\"load\"", "\"load-dump\""));
        let asked = ask(&store, &new).unwrap();
        let was = asked[0].answer(asked[0].guess);
        assert_eq!((asked.len(), &was[..]), (1, &["load".into()][..]));
        let nowhere = Loaded { path: None, ..new.clone() };
        assert_eq!(ask(&store, &nowhere).unwrap(), [], "it comes with the program");
        let paths = paths(home.path());
        trust::trust(&paths, &trust::look(&paths, &new).unwrap(), when, &by).unwrap();
        assert_eq!(write(&paths, &new, &[], (when, &by)).unwrap(), new, "all are new");
        let answers = [(asked[0].step.clone(), was)];
        let written = write(&paths, &new, &answers, (when, &by)).unwrap();
        assert_eq!(written.text, format!("{}was = [\"load\"]\n", new.text));
        assert_eq!(ask(&store, &written).unwrap(), []);
        assert_eq!(trust::look(&paths, &written).unwrap().standing, Standing::Trusted);
        assert!(write(&paths, &new, &answers, (when, &by)).is_err(), "somebody else was quicker");
    }
}
