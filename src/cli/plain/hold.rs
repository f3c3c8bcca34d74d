//! The loop of `--plain`: lines in, plain lines out, news of other processes as they come.

use super::input::{self, Typed};
use super::line::{self, Said};
use super::next;
use crate::analysis::baseline::Kind;
use crate::cli::commands::deed::{Stamp, find_step};
use crate::cli::failure::Failure;
use crate::cli::out;
use crate::cli::screens;
use crate::cli::shell::Shell;
use crate::drill::command::{Command, Request};
use crate::drill::event::{Door, Event};
use crate::drill::fact::{Fact, Role};
use crate::drill::ids::{EventId, PersonName, SessionId, StepId};
use crate::drill::session::{Session, Stage};
use crate::drill::time::Moment;
use crate::engine::board::Board;
use crate::engine::saving::Saving;
use crate::engine::{Engine, EngineError, First, Happening};
use crate::present::pace;
use crate::present::saved::Saved;
use crate::present::show;
use crate::present::telling::telling;
use crate::store::Store;
use std::collections::HashSet;
use std::io::{self, IsTerminal};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::Receiver;

/// Holds a session in plain lines until the input ends, somebody quits, or the session is over.
pub fn hold(
    shell: &Shell,
    store: Store,
    id: &SessionId,
    (role, against): (Option<Role>, Kind),
) -> Result<(), Failure> {
    let mut plain = Plain {
        shell,
        engine: screens::engine(shell, store, First::Session(id.clone()), against)?,
        me: shell.me(),
        told: HashSet::new(),
        asked: None,
        saving: Saving::Saved,
        json: false,
    };
    let ended = screens::runtime()?.block_on(plain.run(role));
    let left = screens::leave(shell, plain.engine, Some(id));
    ended.and(left)
}

struct Plain<'a> {
    shell: &'a Shell,
    engine: Engine,
    me: PersonName,
    /// The events that were printed.
    told: HashSet<EventId>,
    /// When the last request was made, to know its events by.
    asked: Option<Moment>,
    /// What was last said about the disk.
    saving: Saving,
    /// Whether the last command wanted its saved lines as JSON.
    json: bool,
}

/// What ends a session of plain lines from outside.
struct Signals([Signal; 3]);

impl Signals {
    fn listen() -> io::Result<Self> {
        Ok(Self([
            signal(SignalKind::interrupt())?,
            signal(SignalKind::terminate())?,
            signal(SignalKind::hangup())?,
        ]))
    }

    async fn recv(&mut self) {
        let [interrupt, terminate, hang_up] = &mut self.0;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hang_up.recv() => {}
        }
    }
}

/// What a line wants.
enum Wanted {
    /// Something of the session.
    Requests(Vec<Request>),
    /// To see this.
    Text(String),
}

/// Whether to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    GoOn,
    Leave,
}

impl Plain<'_> {
    async fn run(&mut self, role: Option<Role>) -> Result<(), Failure> {
        let broken =
            |error: io::Error| Failure::Store(format!("the machine gives no way to wait for input: {error}"));
        let mut signals = Signals::listen().map_err(broken)?;
        self.open().await?;
        self.join(role).await?;
        let mut typed = input::listen(self.shell.clock()).map_err(broken)?;
        self.offer();
        tokio::select! {
            ended = self.converse(&mut typed) => ended,
            () = signals.recv() => Err(Failure::Interrupted),
        }
    }

    /// Waits for the session, and tells how it stands.
    async fn open(&mut self) -> Result<(), Failure> {
        loop {
            match self.engine.next().await {
                Happening::Opened(_) => break,
                Happening::Trouble(said) => return Err(Failure::Store(said)),
                Happening::Board
                | Happening::Lists
                | Happening::Output(_)
                | Happening::Compared(_)
                | Happening::Asked(_)
                | Happening::Unwritten(..)
                | Happening::Placed(_)
                | Happening::Previewed(_)
                | Happening::Shipped(_)
                | Happening::TurnedDown(_) => {}
            }
        }
        for notice in self.engine.take_notices() {
            self.shell.tell(&notice);
        }
        if let Some(board) = self.engine.board() {
            self.told.extend(board.session().log().iter().map(|event| event.id));
            let scenario = out::block(&board.session().procedure().scenario, "", self.shell.charset());
            let told = show::text(board.session(), &self.shell.now(), self.shell.charset());
            out::print(&format!("{told}\n{scenario}"))?;
        }
        Ok(())
    }

    async fn join(&mut self, role: Option<Role>) -> Result<(), Failure> {
        let Some(role) = role else { return Ok(()) };
        let here = |board: &Board| board.session().people().here(role).any(|it| *it == self.me);
        if self.engine.board().is_some_and(here) {
            return Ok(());
        }
        let command = Command::Join { name: self.me.clone(), role };
        let now = self.shell.now();
        let request = Request::now(command, now, self.me.clone(), Door::Shell);
        self.ask(vec![request]).await
    }

    async fn converse(&mut self, typed: &mut Receiver<Typed>) -> Result<(), Failure> {
        loop {
            tokio::select! {
                line = typed.recv() => match line {
                    None => return Ok(()),
                    Some(line) => {
                        if self.answer(line).await? == After::Leave {
                            return Ok(());
                        }
                        self.offer();
                    }
                },
                happening = self.engine.next() => self.happened(happening)?,
            }
        }
    }

    /// Does what a line says.
    async fn answer(&mut self, Typed { line, at }: Typed) -> Result<After, Failure> {
        let said = match line.map(|line| line::parse(&line)) {
            Ok(None) => return Ok(After::GoOn),
            Ok(Some(Ok(Said::Quit))) => return Ok(After::Leave),
            Ok(Some(Ok(said))) => Ok(said),
            Ok(Some(Err(error))) => Err(error.render().to_string()),
            Err(why) => Err(why.to_owned()),
        };
        let stamp = Stamp {
            actor: self.me.clone(),
            written: at,
            door: self.shell.door(),
            secrets: self.shell.secrets(),
        };
        match said.and_then(|said| self.requests(&said, &stamp)) {
            Ok(Wanted::Requests(requests)) => self.ask(requests).await?,
            Ok(Wanted::Text(text)) => out::print(&text)?,
            Err(why) => self.shell.tell(why.trim_end()),
        }
        let over = |board: &Board| matches!(board.session().stage(), Stage::Sealed | Stage::Aborted);
        Ok(if self.engine.board().is_none_or(over) { After::Leave } else { After::GoOn })
    }

    /// Returns what a command wants; or why it cannot be had.
    fn requests(&mut self, said: &Said, stamp: &Stamp) -> Result<Wanted, String> {
        let Some(board) = self.engine.board() else { return Ok(Wanted::Requests(Vec::new())) };
        let (session, charset) = (board.session(), self.shell.charset());
        let words = |failure: Failure| failure.to_string();
        match said {
            Said::Quit => Ok(Wanted::Requests(Vec::new())),
            Said::Show { step: None } => Ok(Wanted::Text(show::text(session, &self.shell.now(), charset))),
            Said::Show { step: Some(step) } => {
                let step = find_step(session, step).map_err(words)?;
                Ok(Wanted::Text(self.instructions(session, &step)))
            }
            Said::Next => {
                let command = next::command(session, charset)?;
                Ok(Wanted::Requests(vec![stamp.request(command, None).map_err(words)?]))
            }
            Said::Deed(deed) if deed.which().session.is_some() => {
                Err(format!("this is session {}; leave --session out", board.id()))
            }
            Said::Deed(deed) => {
                self.json = deed.which().json;
                Ok(Wanted::Requests(deed.requests(session, stamp).map_err(words)?))
            }
        }
    }

    /// Asks, and waits for the disk as long as it takes anything.
    async fn ask(&mut self, requests: Vec<Request>) -> Result<(), Failure> {
        for request in requests {
            self.asked = Some(request.written.clone());
            match self.engine.ask(request) {
                Ok(()) => {}
                Err(EngineError::Refused(refusal)) => {
                    self.shell.tell(&refusal.to_string());
                    break;
                }
                Err(error) => return Err(error.into()),
            }
        }
        while !screens::all_saved(self.engine.board())
            && !matches!(self.engine.saving(), Saving::Stuck { .. } | Saving::Lost { .. })
        {
            let happening = self.engine.next().await;
            self.happened(happening)?;
        }
        Ok(())
    }

    fn happened(&mut self, happening: Happening) -> Result<(), Failure> {
        match happening {
            Happening::TurnedDown(refusal) => self.shell.tell(&format!("somebody was quicker: {refusal}")),
            Happening::Trouble(said) => self.shell.tell(&said),
            Happening::Board
            | Happening::Opened(_)
            | Happening::Lists
            | Happening::Output(_)
            | Happening::Compared(_)
            | Happening::Asked(_)
            | Happening::Unwritten(..)
            | Happening::Placed(_)
            | Happening::Previewed(_)
            | Happening::Shipped(_) => {}
        }
        if let Some(order) = self.engine.take_interactive() {
            self.engine.decline(&order);
        }
        for notice in self.engine.take_notices() {
            self.shell.tell(&notice);
        }
        self.say_whether_saved();
        self.print_news()
    }

    /// Says when the disk stops taking anything, and when it does again.
    fn say_whether_saved(&mut self) {
        let saving = match self.engine.saving() {
            Saving::Writing(_) => Saving::Saved,
            other => other.clone(),
        };
        if saving == self.saving {
            return;
        }
        match &saving {
            Saving::Stuck { reason, waiting } | Saving::Lost { reason, waiting } => {
                self.shell.tell(&format!("NOT SAVED, {waiting} waiting: {reason}"));
            }
            Saving::Saved | Saving::Writing(_) => self.shell.tell("Everything is saved again."),
        }
        self.saving = saving;
    }

    /// Prints what is on the disk and was not told yet: a plain line, and for one's own the line that says saved.
    fn print_news(&mut self) -> Result<(), Failure> {
        let Some(board) = self.engine.board() else { return Ok(()) };
        let pending: HashSet<EventId> = board.pending().map(|event| event.id).collect();
        let session = board.session();
        let mut text = String::new();
        for event in session.log().iter() {
            if pending.contains(&event.id) || !self.told.insert(event.id) {
                continue;
            }
            text += &telling(session, event, self.shell.charset());
            text.push('\n');
            if self.asked.as_ref() == Some(&event.written) {
                text += &self.saved_line(session, event);
            }
            if let Fact::StepStarted { step, .. } = &event.fact {
                text += &self.instructions(session, step);
            }
        }
        out::print(&text)
    }

    fn saved_line(&self, session: &Session, event: &Event) -> String {
        let saved = Saved::of(event);
        let json = || crate::present::json::line(&saved).unwrap_or_default();
        let opening = session.opening().filter(|_| !self.json);
        opening.map_or_else(json, |opening| saved.line(opening, self.shell.charset())) + "\n"
    }

    /// Returns what a step says to do, indented.
    fn instructions(&self, session: &Session, step: &StepId) -> String {
        let Some(step) = session.procedure().step(step) else { return String::new() };
        let command = step.command.as_ref().map(|command| format!("$ {command}"));
        let told = [Some(step.text.trim_end().to_owned()), command].into_iter().flatten();
        let told: Vec<String> = told.filter(|text| !text.is_empty()).collect();
        let told = told.join("\n");
        out::block(&told, "    ", self.shell.charset())
    }

    /// Says what comes next to a person; a pipe knows.
    fn offer(&self) {
        if io::stdin().is_terminal()
            && let Some(board) = self.engine.board()
        {
            let (session, charset) = (board.session(), self.shell.charset());
            let measure = &self.engine.history().measure;
            if let Some(standing) = pace::standing(session, measure, &self.shell.now(), charset) {
                self.shell.tell(&standing.text);
            }
            self.shell.tell(&next::offer(session, charset));
        }
    }
}
