//! The faces over a temporary store, driven by keys with a clock that is set by hand.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a stage that cannot be set up is a failed test"
)]

use crate::machine::Workshop;
use firedrill::drill::command::{Command, Request};
use firedrill::drill::event::Door;
use firedrill::drill::fact::Role;
use firedrill::drill::ids::{EnvironmentName, PersonName, SessionId};
use firedrill::drill::script::{Outcome, Output};
use firedrill::drill::session::Session;
use firedrill::drill::time::{Moment, Span, WallTime};
use firedrill::engine::desk::Order;
use firedrill::engine::{Engine, First, Setup};
use firedrill::library::{self, Places};
use firedrill::platform::clock::Clock as _;
use firedrill::platform::manual_clock::ManualClock;
use firedrill::platform::paths::Paths;
use firedrill::present::safe::Charset;
use firedrill::store::{Access, Store};
use firedrill::tui::app::{App, Settings};
use firedrill::tui::effect::Effect;
use firedrill::tui::faces::Faces;
use firedrill::tui::keymap::Keymap;
use firedrill::tui::look::Look;
use firedrill::tui::overlays::Overlay;
use firedrill::tui::screens::home::Home;
use firedrill::tui::world::World;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use ratatui::style::{Color, Modifier};
use std::fmt::Write as _;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use tempfile::TempDir;

/// 2026-05-28T11:54:55Z.
pub const BEGINNING: WallTime = WallTime::from_micros(1_779_969_295_000_000);

/// The three sizes that every screen is drawn at.
pub const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

/// The time from one key to the next: a person types.
const KEYSTROKE: Span = Span::from_millis(200);

/// A procedure that has everything that a screen may show.
pub const PROCEDURE: &str = include_str!("stage.toml");

/// One person at one terminal.
pub struct Stage {
    pub faces: Faces,
    pub clock: Arc<ManualClock>,
    /// What only a terminal could have done: `Quit`, `Copy`, `Suspend`, `Mouse`.
    pub outside: Vec<Effect>,
    folder: Rc<TempDir>,
    /// What runs scripts, as the test says.
    pub workshop: Workshop,
}

impl Stage {
    /// Sits Mara down at home, with the procedure of [`PROCEDURE`] in the project's folder.
    pub fn new() -> Self {
        Self::with(PROCEDURE)
    }

    /// Sits Mara down at home, with another procedure of that id.
    pub fn with(procedure: &str) -> Self {
        let folder = TempDir::new().unwrap();
        std::fs::create_dir(folder.path().join("procedures")).unwrap();
        std::fs::write(folder.path().join("procedures/data-gather.toml"), procedure).unwrap();
        Self::sit_down(Rc::new(folder), Arc::new(ManualClock::new(BEGINNING)), "Mara")
    }

    /// Sits somebody else down at another terminal of the same machine.
    pub fn beside(&self, name: &str) -> Self {
        Self::sit_down(Rc::clone(&self.folder), Arc::clone(&self.clock), name)
    }

    /// Leaves, and sits Mara down where the store is a copy, as on another machine.
    pub fn elsewhere(self) -> Self {
        let Self { faces, clock, folder, .. } = self;
        // The copy has everything only once the store is closed.
        assert!(faces.engine.close().is_empty());
        let [store, copy] = ["firedrill.db", "copy.db"].map(|name| folder.path().join(name));
        std::fs::copy(&store, &copy).unwrap();
        std::fs::rename(copy, store).unwrap();
        Self::sit_down(folder, clock, "Mara")
    }

    fn sit_down(folder: Rc<TempDir>, clock: Arc<ManualClock>, name: &str) -> Self {
        let me = PersonName::from(name);
        let workshop = Workshop::default();
        let setup = Setup {
            machine: Box::new(workshop.clone()),
            against: firedrill::analysis::baseline::Kind::default(),
            clock: Arc::clone(&clock) as _,
            paths: paths(folder.path()),
            places: Places {
                project: folder.path().join("procedures"),
                user: folder.path().join("user-procedures"),
                link_local: false,
            },
            me: me.clone(),
        };
        let settings = Settings { me, keymap: Keymap::default(), look: Look::new(Charset::Unicode, true) };
        let store = Store::open(&setup.paths.store, Access::Write).unwrap().store;
        let engine = Engine::open(setup, store, First::Lists).unwrap();
        let faces = Faces::new(engine, App::new(Home::default().into()), settings);
        let mut stage = Self { faces, clock, outside: Vec::new(), folder, workshop };
        stage.settle();
        stage
    }

    /// Begins a session of the procedure with scripts, guards and probes; its outage is declared.
    pub fn scripts(environment: &str) -> Self {
        let mut stage = Self::with(include_str!("scripts.toml"));
        stage.start(environment);
        stage.wait(60);
        stage.asks(Command::Declare);
        stage.open(stage.session_id(), None);
        stage
    }

    /// Says that the script that was asked for last runs.
    pub fn launches(&mut self) {
        let script = self.session().scripts().iter().last().unwrap().id;
        self.asks(Command::LaunchScript { script, pid: 4_711, started: 1 });
    }

    /// Ends the script that was asked for last.
    pub fn ends(&mut self, outcome: Outcome, printed: &str) {
        let script = self.session().scripts().iter().last().unwrap().id;
        let bytes = printed.len() as u64;
        let output = Output { head: printed.to_owned(), bytes, ..Output::default() };
        self.asks(Command::EndScript { script, outcome, output, files: None });
    }

    /// Begins a session of the procedure; its briefing is on the screen.
    pub fn brief(environment: &str) -> Self {
        let mut stage = Self::new();
        stage.start(environment);
        stage
    }

    /// Begins a session whose outage is declared; the drill is on the screen.
    pub fn drill(environment: &str) -> Self {
        let mut stage = Self::brief(environment);
        stage.wait(60);
        stage.asks(Command::Declare);
        stage.open(stage.session_id(), None);
        stage
    }

    /// Asks something of the session without a key.
    pub fn asks(&mut self, command: Command) {
        let me = self.faces.settings.me.clone();
        self.faces.engine.ask(Request::now(command, self.now(), me, Door::Shell)).unwrap();
        self.settle();
    }

    /// Makes a request without asking it.
    pub fn request(&self, command: Command) -> Request {
        Request::now(command, self.now(), self.faces.settings.me.clone(), Door::Shell)
    }

    /// Begins another session of the procedure; Jo and Li shadow.
    pub fn start(&mut self, environment: &str) {
        let places = self.faces.engine.places();
        let procedure = library::find("data-gather", places).unwrap().load(places).unwrap();
        let order = Order {
            procedure,
            environment: EnvironmentName::from(environment),
            owner: self.faces.settings.me.clone(),
            shadows: vec!["Jo".into(), "Li".into()],
            simulated: false,
            sample: false,
            declare: false,
        };
        let now = self.now();
        self.faces.engine.start(order, &now);
        self.settle();
    }

    /// Opens a session, in a role where one is given.
    pub fn open(&mut self, session: SessionId, role: Option<Role>) {
        self.faces.open(session, role);
        self.settle();
    }

    /// Lays an overlay over the screen, as a key of the screen would.
    pub fn lay(&mut self, overlay: impl FnOnce(&World) -> Overlay) {
        let now = self.now();
        let world = World::of(&self.faces.app, &self.faces.engine, &self.faces.settings, &now);
        self.faces.app.overlays.push(Box::new(overlay(&world)));
    }

    /// Returns the folder of everything that is read and written.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Leaves the session, which goes on, for home.
    pub fn go_home(&mut self) {
        let now = self.now();
        drop(self.faces.carry_out(Effect::Home, &now));
        self.settle();
    }

    /// Draws without colour and in ASCII from now on.
    pub fn plain(&mut self) {
        self.faces.settings.look = Look::new(Charset::Ascii, false);
    }

    pub fn now(&self) -> Moment {
        self.clock.read().moment
    }

    /// Lets time pass.
    pub fn wait(&mut self, seconds: i64) {
        self.clock.advance(Span::from_secs(seconds));
    }

    /// Presses keys as the README writes them, with blanks between: `Enter`, `Ctrl-r`, `j`, `V`.
    pub fn press(&mut self, keys: &str) {
        for key in keys.split(' ').filter(|key| !key.is_empty()) {
            self.key(named(key));
        }
    }

    /// Types a text key by key.
    pub fn write(&mut self, text: &str) {
        for c in text.chars() {
            self.key(KeyEvent::from(KeyCode::Char(c)));
        }
    }

    pub fn key(&mut self, key: KeyEvent) {
        self.clock.advance(KEYSTROKE);
        self.arrives(&Event::Key(key));
    }

    /// Types a text all at once, as a terminal without bracketed paste sends a paste.
    pub fn burst(&mut self, text: &str) {
        for c in text.chars() {
            let code = if c == '\n' { KeyCode::Enter } else { KeyCode::Char(c) };
            self.clock.advance(Span::from_micros(50));
            self.arrives(&Event::Key(KeyEvent::from(code)));
        }
    }

    /// Pastes a text, bracketed.
    pub fn paste(&mut self, text: &str) {
        self.arrives(&Event::Paste(text.to_owned()));
    }

    /// Presses keys faster than the disk answers.
    pub fn hurry(&mut self, keys: &str) {
        for key in keys.split(' ') {
            self.clock.advance(KEYSTROKE);
            self.take(&Event::Key(named(key)));
        }
        self.settle();
    }

    /// Something comes from the terminal; everything that follows from it is done before this returns.
    pub fn arrives(&mut self, event: &Event) {
        self.take(event);
        self.settle();
    }

    fn take(&mut self, event: &Event) {
        let now = self.now();
        let outside = self.faces.input(event, &now);
        for effect in outside {
            match effect {
                Effect::Edit(step) => self.faces.edit(&step),
                other => self.outside.push(other),
            }
        }
    }

    /// Waits until everything is saved and every list is read.
    pub fn settle(&mut self) {
        loop {
            let mut told = Vec::new();
            let now = self.now();
            self.faces.behind_the_frame(&now);
            self.faces.engine.settle(|_, happening| told.push(happening));
            if told.is_empty() {
                return;
            }
            let now = self.now();
            for happening in told {
                self.faces.happened(happening, &now);
            }
        }
    }

    pub fn session(&self) -> &Session {
        self.faces.engine.board().expect("a session is open").session()
    }

    pub fn session_id(&self) -> SessionId {
        self.faces.engine.board().expect("a session is open").id().clone()
    }

    /// Whether somebody left.
    pub fn has_quit(&self) -> bool {
        self.outside.iter().any(|effect| matches!(effect, Effect::Quit))
    }

    /// Draws a frame.
    pub fn buffer(&self, (width, height): (u16, u16)) -> Buffer {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        self.faces.draw(&mut terminal, &self.now()).unwrap();
        terminal.backend().buffer().clone()
    }

    /// Draws a frame as text; the random id of the session is told as `0123456789`.
    pub fn frame(&self, size: (u16, u16)) -> String {
        let mut text = text(&self.buffer(size));
        if let Some(board) = self.faces.engine.board() {
            text = text.replace(board.id().as_str(), "0123456789");
        }
        text
    }

    /// Draws a frame as text, with a map of its styles below: a letter for each cell that is not plain.
    pub fn styled(&self, size: (u16, u16)) -> String {
        format!("{}\n{}", self.frame(size), styles(&self.buffer(size)))
    }

    /// Whether a frame of the usual size shows the words somewhere.
    pub fn shows(&self, words: &str) -> bool {
        self.frame((120, 40)).contains(words)
    }
}

/// Every place that a test reads and writes, in its own folder.
pub fn paths(folder: &Path) -> Paths {
    Paths {
        sample: folder.join("sample.db"),
        store: folder.join("firedrill.db"),
        config: folder.join("config"),
        state: folder.join("state"),
        procedures: folder.join("user-procedures"),
        unpacked: folder.join("unpacked"),
        trusted: folder.join("trusted.json"),
    }
}

/// Reads a key as the README writes it.
fn named(key: &str) -> KeyEvent {
    if let Some(c) = key.strip_prefix("Ctrl-").and_then(|rest| rest.chars().next()) {
        return KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL);
    }
    let code = match key {
        "Space" => KeyCode::Char(' '),
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "BackTab" => KeyCode::BackTab,
        "Delete" => KeyCode::Delete,
        "Backspace" => KeyCode::Backspace,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "PageUp" => KeyCode::PageUp,
        "PageDown" => KeyCode::PageDown,
        one => match (one.chars().next(), one.chars().count()) {
            (Some(c), 1) => KeyCode::Char(c),
            _ => panic!("{one} names no key"),
        },
    };
    KeyEvent::from(code)
}

/// A frame as text; no line ends in a space.
pub fn text(buffer: &Buffer) -> String {
    let mut text = String::new();
    for row in buffer.content.chunks(usize::from(buffer.area.width.max(1))) {
        let mut line = String::new();
        let mut covered = 0;
        for cell in row {
            if covered == 0 {
                line.push_str(cell.symbol());
                covered = unicode_width::UnicodeWidthStr::width(cell.symbol()).max(1);
            }
            covered -= 1;
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

/// The styles of a frame: a letter for the colour (`*` for none), in capitals where it is bold, `!` where it is
/// reversed, `.` where it is dim. Lines without style are empty.
pub fn styles(buffer: &Buffer) -> String {
    let letter = |cell: &ratatui::buffer::Cell| {
        let weight = cell.modifier;
        let colour = match cell.fg {
            Color::Reset => None,
            Color::Red => Some('r'),
            Color::Green => Some('g'),
            Color::Yellow => Some('y'),
            Color::Cyan => Some('c'),
            Color::Magenta => Some('m'),
            _ => Some('?'),
        };
        match colour {
            _ if weight.contains(Modifier::REVERSED) => '!',
            Some(colour) if weight.contains(Modifier::BOLD) => colour.to_ascii_uppercase(),
            Some(colour) => colour,
            None if weight.contains(Modifier::BOLD) => '*',
            None if weight.contains(Modifier::DIM) => '.',
            None => ' ',
        }
    };
    let mut text = String::new();
    for row in buffer.content.chunks(usize::from(buffer.area.width.max(1))) {
        let line: String = row.iter().map(letter).collect();
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}
