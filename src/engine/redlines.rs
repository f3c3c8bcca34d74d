//! The redlines of a session and the file that takes them in: looked at first, written then.

use super::desk::{self, Answer};
use super::error::EngineError;
use super::origin;
use crate::drill::command::{Command, Request};
use crate::drill::ids::{Digest, EventId, SessionId, StepId};
use crate::drill::redline::{Key, Value};
use crate::drill::redlines::{Amendment, Redlines};
use crate::drill::session::Session;
use crate::library::amend::{self, Amended};
use crate::library::error::LibraryError;
use crate::library::{self, Book, Found, Places};
use crate::platform::folders::replace_file;
use crate::platform::paths::Paths;
use crate::store::Store;
use std::path::{Path, PathBuf};

/// What a file will say; nothing is written yet.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The file.
    pub path: PathBuf,
    /// What it says now.
    pub before: String,
    /// Which version that is.
    pub from: Digest,
    /// What it will say, and what becomes of each redline.
    pub amended: Amended,
}

impl Preview {
    /// Returns which version the file will be.
    pub fn into(&self) -> Digest {
        library::read::digest(&self.amended.text)
    }

    /// Returns the file's name without its folder, for where there is little room.
    pub fn file_name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Whether the file says something else than the session began with, or wrote into it.
    pub fn has_changed(&self, session: &Session) -> bool {
        let written = session.redlines().shipped().iter().any(|it| it.into == self.from);
        !written && session.opening().is_some_and(|it| it.document != self.from)
    }

    /// Whether somebody should look at it before it is written: what others wrote meanwhile is in it, or a redline stays
    /// out.
    pub fn is_merge(&self, session: &Session) -> bool {
        self.has_changed(session) || self.amended.taken.clashes().next().is_some()
    }

    /// Returns the redlines that are in the file afterwards and of which the log does not say so yet.
    pub fn inside(&self, redlines: &Redlines) -> Vec<EventId> {
        let open: Vec<EventId> = redlines.open().map(|it| it.id).collect();
        self.amended.taken.inside().filter(|id| open.contains(id)).collect()
    }

    /// Returns what is to be asked of the session once the file is written; `None` where it has nothing to say.
    pub fn command(&self, redlines: &Redlines) -> Option<Command> {
        let redlines = self.inside(redlines);
        let (from, into) = (self.from.clone(), self.into());
        (!redlines.is_empty()).then_some(Command::ShipRedlines { redlines, from, into })
    }
}

/// Finds the file of a session's procedure: the one that it began with, else the one that its id means today, else the
/// one that was trusted when it said what the session began with.
pub fn file_of(
    (id, session): (&SessionId, &Session),
    places: &Places,
    paths: &Paths,
) -> Result<PathBuf, EngineError> {
    let began = origin::recall(paths, id);
    let id = session.procedure().id.clone();
    match (library::find(id.as_str(), places), began) {
        // The same file, as it is named from here.
        (Ok(Found::File(path)), Some(began)) if path.canonicalize().is_ok_and(|it| it == began) => Ok(path),
        (_, Some(began)) => Ok(began),
        (Ok(Found::File(path)), None) => Ok(path),
        (Ok(Found::BuiltIn(built_in)), None) => Err(EngineError::BuiltIn {
            procedure: id,
            folder: built_in.file_in(&paths.unpacked).with_file_name(""),
            project: places.project.clone(),
        }),
        (Err(_), None) => {
            let book = Book::open(&paths.trusted)?;
            let document = session.opening().map(|it| &it.document);
            let trusted = document.and_then(|document| book.find(document).first().map(|it| it.file()));
            trusted.ok_or(EngineError::NoFile(id))
        }
    }
}

/// Looks at what a file will say with some redlines in it; those that belong together come together.
pub fn preview(session: &Session, path: &Path, chosen: &[EventId]) -> Result<Preview, EngineError> {
    let loaded = library::read_allowing(path, true)?;
    let (wanted, is) = (&session.procedure().id, &loaded.procedure.id);
    if wanted != is {
        let (path, wanted, is) = (path.to_owned(), wanted.clone(), is.clone());
        return Err(EngineError::OtherFile { path, wanted, is });
    }
    let redlines = session.redlines();
    let amended = amend::apply(&loaded.text, redlines, &whole(redlines, chosen))?;
    Ok(Preview { path: path.to_owned(), before: loaded.text, from: loaded.digest, amended })
}

/// Looks at what the text that the session began with says with all its redlines, whatever became of the file.
pub fn of_session(store: &Store, session: &Session) -> Result<Option<(String, Amended)>, EngineError> {
    let Some(opening) = session.opening() else { return Ok(None) };
    let Some(text) = store.document(&opening.document)? else { return Ok(None) };
    let redlines = session.redlines();
    let all: Vec<EventId> = redlines.iter().map(|it| it.id).collect();
    let amended = amend::apply(&text, redlines, &all)?;
    Ok(Some((text, amended)))
}

/// Returns which version the procedure is with all redlines of the session; `None` where there are none, or where they
/// cannot be written.
pub fn effective_version(store: &Store, session: &Session) -> Option<Digest> {
    if session.redlines().iter().len() == 0 {
        return None;
    }
    let (_, amended) = of_session(store, session).ok()??;
    let whole = amended.taken.clashes().next().is_none();
    whole.then(|| library::read::digest(&amended.text))
}

/// Writes a file as it was looked at, in one step; refuses where it changed since then.
pub fn write(preview: &Preview) -> Result<(), EngineError> {
    if preview.amended.text == preview.before {
        return Ok(());
    }
    let now = library::read_allowing(&preview.path, true)?;
    if now.digest != preview.from {
        return Err(LibraryError::Changing { path: preview.path.clone() }.into());
    }
    Ok(replace_file(&preview.path, preview.amended.text.as_bytes())?)
}

/// Writes a file as it was looked at, and says so in the session; `None` where the log says so already. Where the log
/// cannot be written any more, the file is, and the redlines are found in it the next time.
pub fn ship(
    store: &mut Store,
    id: &SessionId,
    preview: &Preview,
    request: impl FnOnce(Command) -> Request,
) -> Result<Option<Answer>, EngineError> {
    let session = desk::load(store, id)?.session;
    let command = preview.command(session.redlines());
    write(preview)?;
    command.map(|command| desk::ask(store, id, &[request(command)])).transpose()
}

/// Adds the other half of each merger: the step that goes, and the one that takes it in.
pub fn whole(redlines: &Redlines, chosen: &[EventId]) -> Vec<EventId> {
    let mut whole = chosen.to_vec();
    for dropped in redlines.iter() {
        let Amendment::Dropped { step, into: Some(into), .. } = &dropped.what else { continue };
        let mut halves = vec![dropped.id];
        halves.extend(redlines.iter().filter(|it| takes_in(&it.what, step, into)).map(|it| it.id));
        if halves.iter().any(|id| chosen.contains(id)) {
            whole.extend(halves);
        }
    }
    whole.sort_unstable();
    whole.dedup();
    whole
}

/// Whether an amendment is the one by which `into` became what a step was, too.
fn takes_in(what: &Amendment, step: &StepId, into: &StepId) -> bool {
    let Amendment::Amended { step: by, changes, .. } = what else { return false };
    let named = |value: &Option<Value>| matches!(value, Some(Value::List(list)) if list.iter().any(|it| it == step.as_str()));
    by == into && changes.iter().any(|it| it.key == Key::Was && named(&it.new) && !named(&it.old))
}

/// Returns the path of a file as patches name it: from the folder that `git` keeps, else from the current one.
pub fn path_in_patch(file: &Path) -> String {
    let absolute = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    let repository = absolute.ancestors().skip(1).find(|folder| folder.join(".git").exists());
    let from = repository.map(Path::to_owned).or_else(|| Path::new(".").canonicalize().ok());
    let inner = from.and_then(|from| absolute.strip_prefix(from).ok().map(Path::to_owned));
    let shown = inner.unwrap_or_else(|| PathBuf::from(file.file_name().unwrap_or_default()));
    shown.to_string_lossy().into_owned()
}
