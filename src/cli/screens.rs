//! From the shell into the full screen and back.

use super::exit;
use super::failure::Failure;
use super::settings;
use super::shell::Shell;
use crate::analysis::baseline::Kind;
use crate::drill::fact::Role;
use crate::drill::ids::SessionId;
use crate::drill::session::Session;
use crate::drill::time::Moment;
use crate::engine::board::{Board, provisional};
use crate::engine::comparison::Sessions;
use crate::engine::local::Given;
use crate::engine::{Engine, First, Setup};
use crate::platform::terminal::Terminal;
use crate::present::headline::headline;
use crate::present::telling::telling;
use crate::store::thread::Unsaved;
use crate::store::{Access, Store};
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::faces::Faces;
use crate::tui::last_resort;
use crate::tui::run::{Ended, run};
use crate::tui::screens::comparison::Begin;
use crate::tui::screens::home::Home;
use std::collections::BTreeSet;

/// Shows home.
pub fn home(shell: &Shell, terminal: Terminal) -> Result<(), Failure> {
    let store = shell.store(Access::Write)?;
    show(shell, terminal, store, First::Lists, Kind::default(), |_, _| ())
}

/// Shows the start form of a procedure.
pub fn form(shell: &Shell, terminal: Terminal, procedure: String, against: Kind) -> Result<(), Failure> {
    let store = shell.store(Access::Write)?;
    show(shell, terminal, store, First::Nothing, against, |faces, now| {
        drop(faces.carry_out(Effect::Prepare(procedure), now));
    })
}

/// Shows a session.
pub fn session(
    shell: &Shell,
    terminal: Terminal,
    store: Store,
    id: SessionId,
    (role, against): (Option<Role>, Kind),
) -> Result<(), Failure> {
    show(shell, terminal, store, First::Session(id), against, |faces, _| faces.role = role)
}

/// Shows sessions side by side.
pub fn comparison(
    shell: &Shell,
    terminal: Terminal,
    store: Store,
    sessions: Sessions,
    begin: Begin,
) -> Result<(), Failure> {
    let first = First::Comparison(Box::new(sessions));
    show(shell, terminal, store, first, Kind::default(), |faces, _| {
        faces.comparison = Some(begin);
    })
}

/// Opens the engine that screens and `--plain` stand on.
pub fn engine(shell: &Shell, store: Store, first: First, against: Kind) -> Result<Engine, Failure> {
    engine_trusting(shell, store, first, against, None)
}

/// The same, where one content was trusted on the command line.
pub fn engine_trusting(
    shell: &Shell,
    store: Store,
    first: First,
    against: Kind,
    given: Option<Given>,
) -> Result<Engine, Failure> {
    let setup = Setup {
        clock: shell.clock(),
        paths: shell.paths()?,
        places: shell.places()?,
        me: shell.me(),
        against,
        machine: Box::new(shell.machine()?.trusting(given)),
    };
    Ok(Engine::open(setup, store, first)?)
}

/// Makes the runtime that waits for keys, news and signals.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Store(format!("the machine gives no way to wait for input: {error}")))
}

fn show(
    shell: &Shell,
    terminal: Terminal,
    store: Store,
    first: First,
    against: Kind,
    begin: impl FnOnce(&mut Faces, &Moment),
) -> Result<(), Failure> {
    let (settings, mouse) = settings::read(shell, terminal)?;
    let mut app = App::new(Home::default().into());
    app.mouse = mouse;
    let id = if let First::Session(id) = &first { Some(id.clone()) } else { None };
    let mut faces = Faces::new(engine(shell, store, first, against)?, app, settings);
    begin(&mut faces, &shell.now());
    let ended = match last_resort::watch(exit::INTERRUPTED) {
        Ok(()) => runtime()?.block_on(run(&mut faces)),
        Err(error) => Err(error),
    };
    leave(shell, faces.engine, id.as_ref())?;
    match ended {
        Ok(Ended::Left) => Ok(()),
        Ok(Ended::Asked) => Err(Failure::Interrupted),
        Err(error) => Err(Failure::Store(format!("the terminal cannot be used: {error}"))),
    }
}

/// Saves what can be saved, and says what could not be, and how to go on. `id` is the session that was asked for, which
/// may not be open yet.
pub fn leave(shell: &Shell, engine: Engine, id: Option<&SessionId>) -> Result<(), Failure> {
    let open = engine.board().map(|board| (board.id().clone(), board.session().clone()));
    let unsaved = engine.close();
    let Some((id, session)) = open else {
        if let Some(id) = id {
            shell.tell(&go_on(id));
        }
        return Ok(());
    };
    shell.tell(&farewell(shell, &id, &session));
    if unsaved.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = unsaved.iter().flat_map(|it| told(shell, &session, it)).collect();
    let reasons: BTreeSet<&str> = unsaved.iter().map(|it| it.reason.as_str()).collect();
    for line in lines.iter().map(String::as_str).chain(reasons) {
        shell.tell(line);
    }
    Err(Failure::Said(exit::STORE))
}

fn farewell(shell: &Shell, id: &SessionId, session: &Session) -> String {
    if session.stage().is_open() { go_on(id) } else { headline(session, &shell.now(), shell.charset()).text }
}

fn go_on(id: &SessionId) -> String {
    format!("Session {id} goes on; `firedrill resume {id}` opens it again.")
}

fn told(shell: &Shell, session: &Session, unsaved: &Unsaved) -> Vec<String> {
    let told = |draft| telling(session, &provisional(session, &unsaved.session, draft), shell.charset());
    unsaved.decided.drafts.iter().map(|draft| format!("NOT SAVED: {}", told(draft))).collect()
}

/// Whether everything that was decided is on the disk.
pub fn all_saved(board: Option<&Board>) -> bool {
    board.is_none_or(|board| board.pending().len() == 0)
}
