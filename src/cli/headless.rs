//! `run --headless`: a drill that holds itself as far as its steps are automatic, one plain line per event.

use super::commands::run::Unattended as Wanted;
use super::exit;
use super::failure::Failure;
use super::out;
use super::screens;
use super::shell::Shell;
use crate::analysis::baseline::Kind;
use crate::analysis::metrics;
use crate::drill::command::{Command, Request};
use crate::drill::event::Door;
use crate::drill::ids::{EventId, SessionId};
use crate::drill::session::Session;
use crate::drill::unattended::{Unattended, unattended};
use crate::engine::local::Given;
use crate::engine::{Engine, First, Happening};
use crate::platform::folders::write_private_file;
use crate::present::deeds::titled;
use crate::present::headline::headline;
use crate::present::telling::telling;
use crate::report::junit;
use crate::store::Store;
use std::collections::HashSet;
use std::future::pending;
use std::path::PathBuf;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};

/// How long a probe may take to see the service back, once everything is restored.
const PATIENCE: Duration = Duration::from_mins(1);

/// How a drill ended.
enum End {
    /// Every step is done.
    Done,
    /// A step did not work.
    Failed(String),
    /// A person has to go on.
    Person(String),
    /// Somebody ended the session from elsewhere.
    Over,
    /// A signal came.
    Interrupted,
}

/// Holds a session by itself; the exit code says how it went.
pub fn hold(
    shell: &Shell,
    store: Store,
    id: &SessionId,
    file: Option<PathBuf>,
    wanted: &Wanted,
) -> Result<(), Failure> {
    let given = file.zip(wanted.trust.clone()).map(|(file, digest)| Given { file, digest });
    let first = First::Session(id.clone());
    let engine = screens::engine_trusting(shell, store, first, Kind::default(), given)?;
    let mut drill = Headless { shell, engine, told: HashSet::new() };
    let end = screens::runtime()?.block_on(drill.run());
    let session = drill.engine.board().map(|board| board.session().clone());
    let unsaved = drill.engine.close();
    let (end, Some(session)) = (end?, session) else {
        return Err(Failure::Store(format!("session {id} could not be opened")));
    };
    for lost in &unsaved {
        shell.tell(&lost.reason);
    }
    let missed = if wanted.enforce { missed(&session, shell) } else { Vec::new() };
    if let Some(file) = &wanted.junit {
        write_private_file(file, junit::write(&session, &shell.now(), &missed).as_bytes())?;
    }
    if !unsaved.is_empty() {
        return Err(Failure::Said(exit::STORE));
    }
    conclude(shell, id, &session, end, &missed)
}

fn conclude(
    shell: &Shell,
    id: &SessionId,
    session: &Session,
    end: End,
    missed: &[String],
) -> Result<(), Failure> {
    match end {
        End::Done | End::Over => shell.tell(&headline(session, &shell.now(), shell.charset()).text),
        End::Failed(why) => {
            shell.tell(&format!("The drill failed: {why}"));
            return Err(Failure::Said(exit::NO));
        }
        End::Person(why) => {
            shell.tell(&format!("A person is needed: {why}. `firedrill resume {id}` goes on with it."));
            return Err(Failure::Said(exit::PERSON));
        }
        End::Interrupted => {
            shell.tell(&format!("Session {id} goes on; `firedrill resume {id}` opens it again."));
            return Err(Failure::Interrupted);
        }
    }
    for objective in missed {
        shell.tell(objective);
    }
    if missed.is_empty() { Ok(()) } else { Err(Failure::Said(exit::NO)) }
}

/// Says which objectives were missed, or cannot be shown to have been met.
fn missed(session: &Session, shell: &Shell) -> Vec<String> {
    let (time, point) = (metrics::recovery_time(session, &shell.now()), metrics::recovery_point(session));
    let judge = |name: &str, objective: Option<&str>, met: Option<bool>| match (objective, met) {
        (None, _) | (_, Some(true)) => None,
        (Some(objective), Some(false)) => Some(format!("{name} {objective} was missed")),
        (Some(objective), None) => Some(format!("{name} {objective} cannot be shown to have been met")),
    };
    let rto = judge("RTO", session.rto().map(|it| it.text.as_str()), time.met());
    let rpo = judge("RPO", session.rpo().map(|it| it.text.as_str()), point.met());
    [rto, rpo].into_iter().flatten().collect()
}

struct Headless<'a> {
    shell: &'a Shell,
    engine: Engine,
    told: HashSet<EventId>,
}

impl Headless<'_> {
    async fn run(&mut self) -> Result<End, Failure> {
        let listen = |kind| {
            signal(kind).map_err(|error| Failure::Store(format!("the machine hears no signals: {error}")))
        };
        let (mut interrupt, mut terminate) =
            (listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?);
        let mut hang_up = listen(SignalKind::hangup())?;
        loop {
            let waits = match self.step().await? {
                Ok(waits) => waits,
                Err(end) => return Ok(end),
            };
            let patience = async { if waits { tokio::time::sleep(PATIENCE).await } else { pending().await } };
            tokio::select! {
                happening = self.engine.next() => self.happened(happening)?,
                () = patience => {
                    self.finish(None).await?;
                    return Ok(End::Failed("no probe saw the service come back".to_owned()));
                }
                _ = interrupt.recv() => return Ok(End::Interrupted),
                _ = terminate.recv() => return Ok(End::Interrupted),
                _ = hang_up.recv() => return Ok(End::Interrupted),
            }
        }
    }

    fn happened(&mut self, happening: Happening) -> Result<(), Failure> {
        if let Happening::Trouble(said) = happening {
            return Err(Failure::Store(said));
        }
        for notice in self.engine.take_notices() {
            self.shell.tell(&notice);
        }
        self.tell()
    }

    /// Prints the events that are saved and were not printed yet.
    fn tell(&mut self) -> Result<(), Failure> {
        let Some(board) = self.engine.board() else { return Ok(()) };
        if !screens::all_saved(Some(board)) {
            return Ok(());
        }
        let session = board.session();
        let new = session.log().iter().filter(|event| !self.told.contains(&event.id));
        let lines: Vec<(EventId, String)> =
            new.map(|event| (event.id, telling(session, event, self.shell.charset()))).collect();
        for (id, line) in lines {
            self.told.insert(id);
            out::print(&format!("{line}\n"))?;
        }
        Ok(())
    }

    /// Takes the next step of its own; `true` waits for a probe.
    async fn step(&mut self) -> Result<Result<bool, End>, Failure> {
        let Some(board) = self.engine.board().filter(|board| screens::all_saved(Some(board))) else {
            return Ok(Ok(false));
        };
        let session = board.session();
        let named = |step: &crate::drill::ids::StepId| titled(session, step, self.shell.charset());
        Ok(match unattended(session) {
            Unattended::GoesOn => match self.engine.untrusted() {
                Some(why) => Err(End::Person(why)),
                None => Ok(false),
            },
            Unattended::AwaitsProbe => Ok(true),
            Unattended::Over => Err(End::Over),
            Unattended::Failed { step, why } => {
                let said = format!("{}: {why}", named(&step));
                self.finish(Some(Command::FailStep { step, why })).await?;
                Err(End::Failed(said))
            }
            Unattended::NeedsPerson { step, why } => Err(End::Person(
                step.map_or_else(|| why.to_owned(), |step| format!("{}: {why}", named(&step))),
            )),
            Unattended::Done => {
                self.finish(None).await?;
                Err(End::Done)
            }
        })
    }

    /// Ends the session, and waits until that is on the disk.
    async fn finish(&mut self, first: Option<Command>) -> Result<(), Failure> {
        let running = |command: &Command| match command {
            Command::FailStep { step, .. } => self
                .engine
                .board()
                .and_then(|board| board.session().checklist().progress(step))
                .is_some_and(|progress| progress.running().is_some()),
            _ => true,
        };
        let first = first.filter(running);
        for command in first.into_iter().chain([Command::Finish, Command::Seal { next_owner: None }]) {
            let request = Request::now(command, self.shell.now(), self.shell.me(), Door::Shell);
            self.engine.ask(request)?;
        }
        while !screens::all_saved(self.engine.board()) {
            let happening = self.engine.next().await;
            self.happened(happening)?;
        }
        self.tell()
    }
}
