//! From the shell into the full screen and back.

use super::exit;
use super::failure::Failure;
use super::settings;
use super::shell::Shell;
use crate::drill::fact::Role;
use crate::drill::ids::SessionId;
use crate::drill::session::Session;
use crate::drill::time::Moment;
use crate::engine::board::{Board, provisional};
use crate::engine::{Engine, Setup};
use crate::platform::terminal::Terminal;
use crate::present::headline::headline;
use crate::present::telling::telling;
use crate::store::thread::Unsaved;
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::run::{Ended, Faces, run};
use crate::tui::screens::home::Home;

/// Shows home.
pub fn home(shell: &Shell, terminal: Terminal) -> Result<(), Failure> {
    show(shell, terminal, |faces, now| drop(faces.carry_out(Effect::Home, now)))
}

/// Shows the start form of a procedure.
pub fn form(shell: &Shell, terminal: Terminal, procedure: String) -> Result<(), Failure> {
    show(shell, terminal, |faces, now| drop(faces.carry_out(Effect::Prepare(procedure), now)))
}

/// Shows a session.
pub fn session(shell: &Shell, terminal: Terminal, id: SessionId, role: Option<Role>) -> Result<(), Failure> {
    show(shell, terminal, |faces, _| faces.open(id, role))
}

/// Opens the engine that screens and `--plain` stand on.
pub fn engine(shell: &Shell) -> Result<Engine, Failure> {
    let setup =
        Setup { clock: shell.clock(), paths: shell.paths()?, places: shell.places()?, me: shell.me() };
    Ok(Engine::open(setup)?)
}

/// Makes the runtime that waits for keys, news and signals.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Store(format!("the machine gives no way to wait for input: {error}")))
}

fn show(shell: &Shell, terminal: Terminal, begin: impl FnOnce(&mut Faces, &Moment)) -> Result<(), Failure> {
    let (settings, mouse) = settings::read(shell, terminal)?;
    let mut app = App::new(Home::default().into());
    app.mouse = mouse;
    let mut faces = Faces::new(engine(shell)?, app, settings);
    begin(&mut faces, &shell.now());
    let ended = runtime()?.block_on(run(&mut faces));
    leave(shell, faces.engine)?;
    match ended {
        Ok(Ended::Left) => Ok(()),
        Ok(Ended::Asked) => Err(Failure::Interrupted),
        Err(error) => Err(Failure::Store(format!("the terminal cannot be used: {error}"))),
    }
}

/// Saves what can be saved, and says what could not be, and how to go on.
pub fn leave(shell: &Shell, engine: Engine) -> Result<(), Failure> {
    let open = engine.board().map(|board| (board.id().clone(), board.session().clone()));
    let unsaved = engine.close();
    let Some((id, session)) = open else { return Ok(()) };
    shell.tell(&farewell(shell, &id, &session));
    if unsaved.is_empty() {
        return Ok(());
    }
    for line in unsaved.iter().flat_map(|it| told(shell, &session, it)) {
        shell.tell(&line);
    }
    Err(Failure::Said(exit::STORE))
}

fn farewell(shell: &Shell, id: &SessionId, session: &Session) -> String {
    if session.stage().is_open() {
        format!("Session {id} goes on; `firedrill resume {id}` opens it again.")
    } else {
        headline(session, &shell.now(), shell.charset()).text
    }
}

fn told(shell: &Shell, session: &Session, unsaved: &Unsaved) -> Vec<String> {
    let told = |draft| telling(session, &provisional(session, &unsaved.session, draft), shell.charset());
    let lines = unsaved.decided.drafts.iter().map(|draft| format!("NOT SAVED: {}", told(draft)));
    lines.chain([format!("It could not be saved: {}", unsaved.reason)]).collect()
}

/// Whether everything that was decided is on the disk.
pub fn all_saved(board: Option<&Board>) -> bool {
    board.is_none_or(|board| board.pending().len() == 0)
}
