//! One loop for a screen: requests go in and show at once, news comes out.

mod driving;
mod errands;
mod shipping;

use super::ahead::Ahead;
use super::board::Board;
use super::comparison::{Sessions, Standings};
use super::decision;
use super::desk::{self, Loaded, Order};
use super::error::EngineError;
use super::history::{History, Owing};
use super::identity::Asking;
use super::lists::Lists;
use super::live::Live;
use super::machine::Machine;
use super::pen::Slips;
use super::pulse::Pulse;
use super::redlines::Preview;
use super::saving::Saving;
use crate::analysis::baseline::Kind;
use crate::analysis::forecast::Forecast;
use crate::analysis::proof::Matrix;
use crate::analysis::version::Version;
use crate::drill::command::Request;
use crate::drill::event::Door;
use crate::drill::ids::{EventId, PersonName, ProcedureId, SessionId};
use crate::drill::refusal::Refusal;
use crate::drill::time::Moment;
use crate::library::Places;
use crate::platform::bell::BellWatch;
use crate::platform::clock::{Clock, Reading};
use crate::platform::lock::DriverLock;
use crate::platform::paths::Paths;
use crate::store::Store;
use crate::store::thread::{Append, StoreHandle, StoreNews, Ticket, Unsaved, spawn};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// How often to look for what no bell told of, and at the clocks.
const NET: Duration = Duration::from_secs(2);

/// What an engine works with.
pub struct Setup {
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Where things are kept.
    pub paths: Paths,
    /// Where procedures are.
    pub places: Places,
    /// Who sits here.
    pub me: PersonName,
    /// What a session is measured against at first.
    pub against: Kind,
    /// What carries out scripts and probes.
    pub machine: Box<dyn Machine>,
}

/// What a face shows first. It is read before the store goes to its thread: the first frame waits for it anyway.
#[derive(Debug)]
pub enum First {
    /// Nothing that is stored.
    Nothing,
    /// The lists of home; [`Happening::Lists`] follows.
    Lists,
    /// A session; [`Happening::Opened`] follows.
    Session(SessionId),
    /// Sessions side by side, loaded already; [`Happening::Compared`] follows.
    Comparison(Box<Sessions>),
}

/// Something that a face wants to know.
#[derive(Debug)]
pub enum Happening {
    /// The session, what is known of earlier ones, or whether it is saved, looks different now.
    Board,
    /// Decided again upon what others did, a request was turned down.
    TurnedDown(Refusal),
    /// A session is open now.
    Opened(SessionId),
    /// Before a session begins, somebody has to say what its new steps were: [`Engine::begin`] goes on.
    Asked(Box<Asking>),
    /// What was said cannot be written into the procedure's file, for this reason. No session began.
    Unwritten(Box<Order>, String),
    /// The lists of home were read.
    Lists,
    /// Sessions were loaded that are to be laid side by side; [`Happening::Placed`] follows.
    Compared(Box<Sessions>),
    /// It is known where they stand among all sessions of their procedure.
    Placed(Standings),
    /// What the procedure's file will say with redlines in it; nothing is written yet.
    Previewed(Result<Box<Preview>, EngineError>),
    /// The file says it.
    Shipped(Box<Preview>),
    /// A script printed something: [`Engine::live`] has it.
    Output(EventId),
    /// Something went wrong that a person should hear of.
    Trouble(String),
}

/// What reaches the loop from other threads.
enum Inbound {
    Store(Box<StoreNews<Refusal>>),
    Rang,
    Machine(Box<driving::Told>),
    Answer(Answer),
    Hung(BellWatch),
    Trouble(String),
}

/// What a job on the store's thread answers; each job answers once.
enum Answer {
    Opened(SessionId, Result<Box<(Loaded, History)>, EngineError>),
    Owed(SessionId, Result<Vec<Owing>, EngineError>),
    Counted(SessionId, Result<Version, EngineError>),
    Started(Result<SessionId, EngineError>),
    Asked(Box<Asking>),
    Unwritten(Box<Order>, String),
    Listed(Result<Lists, EngineError>),
    Renewed(Result<Option<u32>, EngineError>),
    Compared(Result<Box<Sessions>, EngineError>),
    Placed(Result<Standings, EngineError>),
    Proven(ProcedureId, Box<Result<Matrix, EngineError>>),
    Previewed(Result<Box<Preview>, EngineError>),
    Written(SessionId, Result<(Box<Preview>, Moment), EngineError>),
    Kept,
}

/// Owns the open session and the way to the disk.
pub struct Engine {
    pub(super) setup: Setup,
    store: StoreHandle<Refusal>,
    sender: UnboundedSender<Inbound>,
    inbox: UnboundedReceiver<Inbound>,
    bell: Option<BellWatch>,
    board: Option<Board>,
    history: History,
    lists: Lists,
    saving: Saving,
    driver: Option<DriverLock>,
    pulse: Pulse,
    tickets: u64,
    underway: usize,
    data_version: Arc<AtomicI64>,
    net: Option<tokio::time::Interval>,
    notices: Vec<String>,
    ahead: Ahead,
    live: Live,
    driving: driving::Driving,
    pub(super) slips: Slips,
}

impl Engine {
    /// Reads what is to be seen first and starts the store's thread; `store` is the one that the setup's paths name.
    pub fn open(setup: Setup, store: Store, first: First) -> Result<Self, EngineError> {
        let (sender, inbox) = unbounded_channel();
        let data_version = Arc::new(AtomicI64::new(store.data_version()?));
        let read = match first {
            First::Nothing => None,
            First::Lists => Some(errands::read_lists(&store, &setup.places)),
            First::Session(id) => Some(errands::read_session(&store, id, &setup.against)),
            First::Comparison(sessions) => Some(Answer::Compared(Ok(sessions))),
        };
        let underway = usize::from(read.is_some());
        drop(read.map(|read| sender.send(Inbound::Answer(read))));
        let tell = sender.clone();
        let store = spawn(store, Box::new(move |news| drop(tell.send(Inbound::Store(Box::new(news))))))
            .map_err(crate::platform::error::PlatformError::Thread)?;
        hang(&store, &setup.paths.store, &sender);
        let pulse = Pulse::new(setup.clock.read());
        Ok(Self {
            setup,
            store,
            sender,
            inbox,
            bell: None,
            board: None,
            history: History::default(),
            lists: Lists::default(),
            saving: Saving::default(),
            driver: None,
            pulse,
            tickets: 0,
            underway,
            data_version,
            net: None,
            notices: Vec::new(),
            ahead: Ahead::default(),
            live: Live::default(),
            driving: driving::Driving::default(),
            slips: Slips::default(),
        })
    }

    /// Returns the open session.
    pub fn board(&self) -> Option<&Board> {
        self.board.as_ref()
    }

    /// Returns what earlier sessions left for the open one.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Looks ahead to the end of the open session, where something happened since that was last done, or time passed.
    pub fn look_ahead(&mut self, now: &Moment) {
        match &self.board {
            Some(board) => self.ahead.look(board.session(), &self.history.measure.past, now),
            None => self.ahead = Ahead::default(),
        }
    }

    /// Returns when the open session is expected to end, as it was last worked out.
    pub fn forecast(&self) -> Option<&Forecast> {
        self.ahead.forecast()
    }

    /// Returns what the scripts that run here have printed.
    pub fn live(&self) -> &Live {
        &self.live
    }

    /// Returns the lists of home, as they were last read.
    pub fn lists(&self) -> &Lists {
        &self.lists
    }

    /// Returns whether everything is saved.
    pub fn saving(&self) -> &Saving {
        &self.saving
    }

    /// Returns the places of procedures.
    pub fn places(&self) -> &Places {
        &self.setup.places
    }

    /// Reads the clocks.
    pub fn read_clock(&self) -> Reading {
        self.setup.clock.read()
    }

    /// Returns the clock.
    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.setup.clock)
    }

    /// Takes the sentences that were to be said once.
    pub fn take_notices(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notices)
    }

    /// Asks something of the open session. What is decided shows at once; it is saved behind it.
    pub fn ask(&mut self, mut request: Request) -> Result<(), EngineError> {
        self.may_ask(&request)?;
        self.hide_secrets(&mut request);
        let Some(board) = &mut self.board else { return Err(EngineError::NoneOpen) };
        let mut new_id = desk::event_ids(&request.written)?;
        let drafts = decision::draft(board.session(), &request, &mut new_id)?;
        if drafts.is_empty() {
            return Ok(());
        }
        self.tickets += 1;
        let (ticket, upon) = (Ticket(self.tickets), board.last_ticket());
        board.pend(ticket, &drafts);
        let (session, procedure) = (board.id().clone(), board.session().shared_base());
        let decided = decision::decided(board.session(), drafts, &request.written);
        let id = session.clone();
        self.store.append(Append {
            ticket,
            session,
            seen: board.heads().clone(),
            upon,
            decided,
            decide_again: Box::new(move |events| {
                decision::decide_upon(events, &procedure, &id, std::slice::from_ref(&request), &mut new_id)
            }),
        });
        self.count_pending();
        self.ask_what_is_owed();
        Ok(())
    }

    /// Measures the open session against the next baseline that there is something to go by for; false where there is
    /// none at all. The one that was asked for at the start has its place behind the others.
    pub fn next_baseline(&mut self) -> bool {
        let Some(board) = &self.board else { return false };
        let chosen = Some(&self.setup.against).filter(|it| matches!(it, Kind::Session(_)));
        let cycle: Vec<&Kind> = Kind::CYCLE.iter().chain(chosen).collect();
        let now = self.history.measure.baseline.as_ref().map(|it| &it.kind);
        let at = cycle.iter().position(|kind| Some(*kind) == now).map_or(0, |at| at + 1);
        let next: Vec<Kind> =
            cycle.iter().cycle().skip(at).take(cycle.len()).map(|it| (*it).clone()).collect();
        next.iter().any(|kind| self.history.measure_against(kind, board.session()))
    }

    /// Puts the open session away; it goes on, but what runs here is ended.
    pub fn leave_session(&mut self) {
        self.stop_everything();
        self.board = None;
        self.driver = None;
    }

    /// Saves what can be saved, and returns what cannot.
    pub fn close(mut self) -> Vec<Unsaved> {
        self.stop_everything();
        drop(self.driver);
        self.store.close()
    }

    /// Waits for something that a face wants to know. Safe to cancel.
    pub async fn next(&mut self) -> Happening {
        loop {
            let net = self.net.get_or_insert_with(|| tokio::time::interval(NET));
            let happening = tokio::select! {
                Some(inbound) = self.inbox.recv() => self.take(inbound),
                _ = net.tick() => self.look_around(),
            };
            if let Some(happening) = happening {
                return happening;
            }
        }
    }

    /// Waits, blocking, until nothing is under way any more; what happened goes to `tell`.
    pub fn settle(&mut self, mut tell: impl FnMut(&mut Self, Happening)) {
        loop {
            let waits =
                self.underway > 0 || self.board.as_ref().is_some_and(|board| board.pending().len() > 0);
            let inbound =
                self.inbox.try_recv().ok().or_else(|| if waits { self.inbox.blocking_recv() } else { None });
            let Some(inbound) = inbound else { return };
            if let Some(happening) = self.take(inbound) {
                tell(self, happening);
            }
        }
    }

    fn take(&mut self, inbound: Inbound) -> Option<Happening> {
        match inbound {
            Inbound::Store(news) => self.take_news(*news),
            Inbound::Rang => {
                if let Some(bell) = &self.bell {
                    bell.answer();
                }
                self.refresh()
            }
            Inbound::Hung(bell) => {
                // It may have rung before it came here; what that was about, the first look at the file tells.
                bell.answer();
                self.bell = Some(bell);
                None
            }
            Inbound::Answer(answer) => {
                self.underway -= 1;
                self.take_answer(answer).unwrap_or_else(|error| Some(Happening::Trouble(error.to_string())))
            }
            Inbound::Machine(told) => self.take_told(*told),
            Inbound::Trouble(said) => Some(Happening::Trouble(said)),
        }
    }

    fn take_answer(&mut self, answer: Answer) -> Result<Option<Happening>, EngineError> {
        match answer {
            Answer::Opened(id, opened) => {
                let (loaded, history) = *opened?;
                Ok(Some(self.take_session(id, loaded, history)))
            }
            Answer::Owed(id, owed) => {
                if self.board.as_ref().is_none_or(|board| *board.id() != id) {
                    return Ok(None);
                }
                self.history.owed = Some(owed?);
                Ok(Some(Happening::Board))
            }
            Answer::Counted(id, version) => {
                if self.board.as_ref().is_none_or(|board| *board.id() != id) {
                    return Ok(None);
                }
                self.history.version = Some(version?);
                Ok(Some(Happening::Board))
            }
            Answer::Started(started) => {
                self.open_session(started?);
                Ok(None)
            }
            Answer::Asked(asking) => Ok(Some(Happening::Asked(asking))),
            Answer::Unwritten(order, why) => Ok(Some(Happening::Unwritten(order, why))),
            Answer::Listed(lists) => {
                self.lists = lists?;
                Ok(Some(Happening::Lists))
            }
            Answer::Renewed(next) => {
                // What failed is tried again at the next start; until then it is done in memory where it is needed.
                if let Ok(Some(next)) = next {
                    self.renew(next);
                }
                Ok(None)
            }
            Answer::Compared(sessions) => {
                let mut sessions = sessions?;
                self.notices.append(&mut sessions.notices);
                let inquiry = sessions.inquiry();
                self.post(move |store| Answer::Placed(inquiry.answer(store)));
                Ok(Some(Happening::Compared(sessions)))
            }
            Answer::Placed(places) => Ok(Some(Happening::Placed(places?))),
            Answer::Proven(procedure, matrix) => {
                self.lists.proofs.insert(procedure, Some((*matrix)?));
                Ok(Some(Happening::Lists))
            }
            Answer::Previewed(preview) => Ok(Some(Happening::Previewed(preview))),
            Answer::Written(id, written) => self.take_written(&id, written?),
            Answer::Kept => Ok(None),
        }
    }

    fn take_session(&mut self, id: SessionId, loaded: Loaded, history: History) -> Happening {
        let Loaded { session, heads, notice, writer } = loaded;
        self.notices.extend(notice);
        self.notices.extend(history.unmet(&self.setup.against).filter(|_| session.stage().is_open()));
        self.history = history;
        self.stop_everything();
        self.board = Some(Board::new(id.clone(), session, heads));
        self.driving.writer = writer;
        self.ask_what_is_owed();
        self.ask_which_version();
        self.driver = None;
        self.pulse = Pulse::new(self.setup.clock.read());
        self.drive();
        self.carry_out();
        Happening::Opened(id)
    }

    fn take_news(&mut self, news: StoreNews<Refusal>) -> Option<Happening> {
        let board = self.board.as_mut();
        let happening = match news {
            StoreNews::Saved { ticket, committed } => {
                if let Some(event) = committed.events.last() {
                    self.driving.writer = Some(event.writer.clone());
                }
                self.notices.extend(committed.notice.clone());
                board?.commit(ticket, committed);
                Happening::Board
            }
            StoreNews::Refused { ticket, refusal } => {
                board?.withdraw(ticket);
                Happening::TurnedDown(refusal)
            }
            StoreNews::Failed { unsaved } => {
                let waiting = board.map_or(0, |board| board.pending().len());
                self.saving = Saving::Lost { reason: unsaved.reason.clone(), waiting };
                return Some(Happening::Board);
            }
            StoreNews::Events { session, events, heads } => {
                let board = board.filter(|board| *board.id() == session)?;
                if !board.news(events, heads) {
                    return None;
                }
                Happening::Board
            }
            StoreNews::Unreadable { reason, .. } => return Some(Happening::Trouble(reason.to_string())),
            StoreNews::Stuck { reason, .. } => {
                let waiting = board.map_or(0, |board| board.pending().len());
                self.saving = Saving::Stuck { reason: reason.cause(), waiting };
                return Some(Happening::Board);
            }
            StoreNews::Flowing => {
                self.saving = Saving::Saved;
                Happening::Board
            }
        };
        self.count_pending();
        self.ask_what_is_owed();
        self.carry_out();
        Some(happening)
    }

    fn count_pending(&mut self) {
        let waiting = self.board.as_ref().map_or(0, |board| board.pending().len());
        self.saving = match (std::mem::take(&mut self.saving), waiting) {
            (Saving::Stuck { reason, .. }, 1..) => Saving::Stuck { reason, waiting },
            (Saving::Lost { reason, .. }, _) => Saving::Lost { reason, waiting },
            (_, 0) => Saving::Saved,
            (_, _) => Saving::Writing(waiting),
        };
    }

    /// Asks the store what others wrote.
    fn refresh(&mut self) -> Option<Happening> {
        match &self.board {
            Some(board) => self.store.refresh(board.id().clone(), board.heads().clone()),
            None if self.lists.read && self.underway == 0 => self.list(),
            None => {}
        }
        None
    }

    /// The net under the bell: looks whether the file changed, who drives, and what the clocks did.
    pub fn look_around(&mut self) -> Option<Happening> {
        let (sender, last) = (self.sender.clone(), Arc::clone(&self.data_version));
        self.store.run(move |store| {
            let Ok(version) = store.data_version() else { return };
            if last.swap(version, Ordering::Relaxed) != version {
                drop(sender.send(Inbound::Rang));
            }
        });
        self.drive();
        self.look_again();
        let reading = self.setup.clock.read();
        let reports = self.pulse.beat(&reading);
        if self.driver.is_none() || reports.is_empty() {
            return None;
        }
        for command in reports {
            let request = Request::now(command, reading.moment.clone(), self.setup.me.clone(), Door::Screen);
            if let Err(error) = self.ask(request) {
                return Some(Happening::Trouble(error.to_string()));
            }
        }
        Some(Happening::Board)
    }

    /// Becomes the driver of an open session where nobody else is.
    fn drive(&mut self) {
        let Some(board) = &self.board else { return };
        if self.driver.is_none() && board.session().stage().is_open() {
            self.driver = DriverLock::try_take(&self.setup.paths.driver_lock(board.id())).ok().flatten();
            if self.driver.is_some() {
                self.take_stock();
            }
        }
    }
}

/// Listens to the store's bell from its thread on, which waits for that instead of the first frame.
fn hang(store: &StoreHandle<Refusal>, path: &Path, sender: &UnboundedSender<Inbound>) {
    let (bell, sender, ring) = (crate::store::bell::bell_of(path), sender.clone(), sender.clone());
    store.run(move |_| {
        if let Ok(bell) = BellWatch::listen(&bell, move || drop(ring.send(Inbound::Rang))) {
            drop(sender.send(Inbound::Hung(bell)));
        }
    });
}
