//! What is done on the store's thread for a face: each errand answers once.

use super::{Answer, Engine, Inbound};
use crate::analysis::baseline::Kind;
use crate::drill::command::{Command, Request};
use crate::drill::event::Door;
use crate::drill::ids::{PersonName, ProcedureId, SessionId, StepId};
use crate::drill::session::Stage;
use crate::drill::time::Moment;
use crate::engine::comparison::Sessions;
use crate::engine::desk::{self, Order};
use crate::engine::error::EngineError;
use crate::engine::history::{self, History};
use crate::engine::identity::{self, Asking};
use crate::engine::kept_draft::KeptDraft;
use crate::engine::lists::Lists;
use crate::engine::origin;
use crate::engine::proof;
use crate::engine::renewal;
use crate::library::Places;
use crate::platform::folders::{make_private_folder, write_private_file};
use crate::platform::paths::Paths;
use crate::store::Store;

/// How many sessions are folded for the proof on home: the store's thread has other things to do. `firedrill proof` takes
/// all of them.
const PROVING: u32 = 100;

impl Engine {
    /// Brings summaries up to date that an older version wrote, behind everything else.
    pub fn renew(&mut self, offset: u32) {
        self.post(move |store| Answer::Renewed(renewal::renew(store, offset)));
    }

    /// Closes an action that an earlier session left open.
    pub fn close_action(&mut self, session: SessionId, request: Request) {
        let sender = self.sender.clone();
        if let Some(owed) = &mut self.history.owed {
            owed.retain(|(it, action)| {
                *it != session
                    || !matches!(&request.command, Command::CloseAction { note, .. } if *note == action.id)
            });
        }
        self.store.run(move |store| {
            if let Err(error) = desk::ask(store, &session, &[request]) {
                drop(sender.send(Inbound::Trouble(format!("the action is still open: {error}"))));
            }
        });
    }

    /// Begins a session; [`Happening::Opened`](super::Happening::Opened) follows. Where its procedure has steps that may
    /// be old ones, none begins, and [`Happening::Asked`](super::Happening::Asked) follows.
    pub fn start(&mut self, order: Order, at: &Moment) {
        let (at, me, paths) = (at.clone(), self.setup.me.clone(), self.setup.paths.clone());
        self.post(move |store| {
            // No drill waits for a history that cannot be read.
            let questions = identity::ask(store, &order.procedure).unwrap_or_default();
            if !questions.is_empty() {
                return Answer::Asked(Box::new(Asking { order, questions }));
            }
            begin(store, &paths, &order, (&at, &me))
        });
    }

    /// Begins a session once it stands in its procedure's file what steps were;
    /// [`Happening::Opened`](super::Happening::Opened) follows, or [`Happening::Unwritten`](super::Happening::Unwritten).
    pub fn begin(&mut self, mut order: Order, was: Vec<(StepId, Vec<StepId>)>, at: &Moment) {
        let (at, me, paths) = (at.clone(), self.setup.me.clone(), self.setup.paths.clone());
        self.post(move |store| match identity::write(&paths, &order.procedure, &was, (at.wall, &me)) {
            Ok(procedure) => {
                order.procedure = procedure;
                begin(store, &paths, &order, (&at, &me))
            }
            Err(EngineError::Library(why)) => Answer::Unwritten(Box::new(order), why.line()),
            Err(why) => Answer::Unwritten(Box::new(order), why.to_string()),
        });
    }

    /// Loads a session; [`Happening::Opened`](super::Happening::Opened) follows.
    pub fn open_session(&mut self, id: SessionId) {
        let against = self.setup.against.clone();
        self.post(move |store| read_session(store, id, &against));
    }

    /// Loads sessions to lay them side by side; [`Happening::Compared`](super::Happening::Compared) follows.
    pub fn compare(&mut self, ids: Vec<SessionId>) {
        self.post(move |store| Answer::Compared(Sessions::load(store, &ids).map(Box::new)));
    }

    /// Reads the lists of home again; [`Happening::Lists`](super::Happening::Lists) follows.
    pub fn list(&mut self) {
        let places = self.setup.places.clone();
        self.post(move |store| read_lists(store, &places));
    }

    /// Reads what is proven of a procedure, once for as long as the lists of home stay as they are;
    /// [`Happening::Lists`](super::Happening::Lists) follows.
    pub fn prove(&mut self, procedure: &ProcedureId) {
        let named = self.lists.procedures.iter().find(|it| it.id == *procedure && it.title.is_ok());
        let Some(found) = named.map(|it| it.found.clone()) else { return };
        if self.lists.proofs.contains_key(procedure) {
            return;
        }
        self.lists.proofs.insert(procedure.clone(), None);
        let (places, paths) = (self.setup.places.clone(), self.setup.paths.clone());
        let procedure = procedure.clone();
        self.post(move |store| {
            let loaded = found.load(&places).map_err(EngineError::from);
            let matrix = loaded.and_then(|it| proof::read(store, &paths, &it, Some(PROVING)));
            Answer::Proven(procedure, Box::new(matrix))
        });
    }

    /// Keeps a half-written note through a crash; one without text is forgotten.
    pub fn keep_draft(&mut self, draft: KeptDraft) {
        let Some(path) = self.draft_path() else { return };
        self.post(move |_| {
            // The note itself is still on the screen: when its copy cannot be kept there is nothing to say.
            if draft.text.is_empty() {
                _ = std::fs::remove_file(&path);
            } else {
                _ = path.parent().map(make_private_folder);
                _ = write_private_file(&path, draft.to_file().as_bytes());
            }
            Answer::Kept
        });
    }

    /// Returns the half-written note that a crash left.
    pub fn kept_draft(&self) -> Option<KeptDraft> {
        std::fs::read_to_string(self.draft_path()?).ok().map(KeptDraft::from_file)
    }

    fn draft_path(&self) -> Option<std::path::PathBuf> {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let session = self.board.as_ref()?.id();
        let name: String = session
            .as_str()
            .chars()
            .chain(['-'])
            .chain(self.setup.me.as_str().chars().take(40))
            .map(plain)
            .collect();
        Some(self.setup.paths.state.join(format!("{name}.draft")))
    }

    pub(super) fn post(&mut self, job: impl FnOnce(&mut Store) -> Answer + Send + 'static) {
        let sender = self.sender.clone();
        self.underway += 1;
        self.store.run(move |store| drop(sender.send(Inbound::Answer(job(store)))));
    }

    /// Has the store count which version of its procedure the open session has.
    pub(super) fn ask_which_version(&mut self) {
        let Some(board) = &self.board else { return };
        let session = board.session();
        let (Some(before), Some(opening)) = (history::before(session), session.opening()) else { return };
        let (id, text) = (board.id().clone(), opening.document.clone());
        self.post(move |store| Answer::Counted(id, History::count_versions(store, &before, &text)));
    }

    /// Has the store tell a briefing what earlier sessions still owe; a drill can become a briefing again.
    pub(super) fn ask_what_is_owed(&mut self) {
        let Some(board) = &self.board else { return };
        let session = board.session();
        if session.stage() != Stage::Briefing || self.history.owed.is_some() {
            return;
        }
        if let Some(before) = history::before(session) {
            let id = board.id().clone();
            // Asked for once: until the answer comes there are none.
            self.history.owed = Some(Vec::new());
            self.post(move |store| Answer::Owed(id, History::read_owed(store, &before)));
        }
    }
}

fn begin(store: &mut Store, paths: &Paths, order: &Order, (at, me): (&Moment, &PersonName)) -> Answer {
    let started = desk::start(store, order, at, me, Door::Screen).map(|(id, _)| id);
    if let Ok(id) = &started {
        origin::remember(paths, id, &order.procedure);
    }
    Answer::Started(started)
}

/// Reads a session with what it is measured by.
pub(super) fn read_session(store: &Store, id: SessionId, against: &Kind) -> Answer {
    let opened = desk::load(store, &id).and_then(|loaded| {
        let history = History::read(store, &loaded.session, against)?;
        Ok((loaded, history))
    });
    Answer::Opened(id, opened.map(Box::new))
}

/// Reads the lists of home.
pub(super) fn read_lists(store: &Store, places: &Places) -> Answer {
    Answer::Listed(Lists::read(store, places))
}
