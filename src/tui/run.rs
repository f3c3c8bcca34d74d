//! The loop: input, news, beats and signals in; effects carried out; a frame drawn when something on it changed.

use super::action::Action;
use super::app::{App, Settings};
use super::effect::{Ask, Effect, ProcedureRef, StartOrder};
use super::input::{Input, Inputs};
use super::last_resort;
use super::overlays::{Overlay, file_merge::FileMerge, identity::Identity, unwritten::Unwritten};
use super::paper::Paper;
use super::screens::{
    Screen,
    briefing::Briefing,
    comparison::{Begin, Comparing},
    drill::Drill,
    home::Home,
    review::Review,
    scribe::Scribe,
    start::Start,
};
use super::terminal::FullScreen;
use super::world::World;
use crate::drill::command::{Command, Request};
use crate::drill::event::Door;
use crate::drill::fact::Role;
use crate::drill::ids::{SessionId, StepId};
use crate::drill::session::Stage;
use crate::drill::time::{MICROS, Moment};
use crate::engine::board::Board;
use crate::engine::desk::Order;
use crate::engine::machine;
use crate::engine::pen::Edited;
use crate::engine::redlines::Preview;
use crate::engine::{Engine, EngineError, Happening};
use crate::library::{self, Found};
use crate::platform::terminal::has_job_control;
use crate::present::cells;
use crate::present::pace;
use crate::present::shipping;
use crate::present::tone::Tone;
use ratatui::Terminal;
use ratatui::crossterm::clipboard::CopyToClipboard;
use ratatui::crossterm::event::Event;
use ratatui::crossterm::execute;
use ratatui::layout::Position;
use rustix::io::Errno;
use rustix::process::{Signal, kill_current_process_group};
use std::io::{self, BufWriter, Stdout, stdout};
use std::mem::ManuallyDrop;
use std::time::Duration;
use tokio::signal::unix::{self, SignalKind, signal};
use tokio::time::Instant;

/// How long the first frame waits for what was asked for on the command line, rather than show what stands in for it.
const FIRST_FRAME: Duration = Duration::from_millis(100);

/// For so long after a key no frame is drawn for what a script prints alone: whoever types comes first, and the frame that
/// answers a key shows the newest output anyway.
const AFTER_KEY: Duration = Duration::from_millis(50);

/// Room for the bytes of a whole frame, so that a terminal gets each in one piece.
const FRAME: usize = 64 * 1024;

/// What frames are drawn into.
type Screenful = Terminal<Paper<BufWriter<Stdout>>>;

/// Why the loop ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Somebody left.
    Left,
    /// The terminal is gone, or a signal asked.
    Asked,
}

/// What the faces hold together: everything but the terminal, so that tests drive the same thing.
pub struct Faces {
    /// The session and the disk.
    pub engine: Engine,
    /// Screens and overlays.
    pub app: App,
    /// What stays the same.
    pub settings: Settings,
    /// As what to enter the session that opens next.
    pub role: Option<Role>,
    /// How to begin the comparison that opens next, where the command line said so.
    pub comparison: Option<Begin>,
}

impl Faces {
    /// Sets the faces up; nothing is shown yet.
    pub fn new(engine: Engine, app: App, settings: Settings) -> Self {
        Self { engine, app, settings, role: None, comparison: None }
    }

    /// Opens a session as soon as the loop runs.
    pub fn open(&mut self, session: SessionId, role: Option<Role>) {
        self.role = role;
        self.engine.open_session(session);
    }

    /// Answers what came from the terminal; returns what only the terminal can do.
    pub fn input(&mut self, event: &Event, at: &Moment) -> Vec<Effect> {
        let world = World::of(&self.app, &self.engine, &self.settings, at);
        let effects = self.app.input(event, &world);
        effects.into_iter().filter_map(|effect| self.carry_out(effect, at)).collect()
    }

    /// Carries out what concerns the session and the disk; returns what is left for the terminal.
    pub fn carry_out(&mut self, effect: Effect, at: &Moment) -> Option<Effect> {
        match effect {
            Effect::Ask(ask) => match self.ask(ask, at) {
                Ok(()) => {}
                Err(EngineError::Refused(refusal)) => self.app.refused(refusal.to_string(), Tone::Warned),
                Err(error) => self.app.refused(error.to_string(), Tone::Failed),
            },
            Effect::CloseAction { session, note, why } => {
                let request = self.request(Command::CloseAction { note, why }, at);
                self.engine.close_action(session, request);
            }
            Effect::Home => {
                self.engine.leave_session();
                self.engine.list();
                self.app.settle_screen(Home::default().into());
            }
            Effect::NextBaseline => self.next_baseline(),
            Effect::Prepare(procedure) => self.prepare(&procedure),
            Effect::Start(order) => self.start(*order, at),
            Effect::Begin { order, was } => self.engine.begin(*order, was, at),
            Effect::Open { session, role } => self.open(session, role),
            Effect::Compare(sessions) => self.engine.compare(sessions),
            Effect::Ship(redlines) => self.engine.preview_redlines(redlines),
            Effect::Write(preview) => self.engine.ship_redlines(preview, at),
            Effect::KeepDraft(draft) => self.engine.keep_draft(draft),
            other => return Some(other),
        }
        None
    }

    /// Writes what was looked at, or has it seen first where it is a merge. Where the list of redlines was left meanwhile,
    /// nothing is written.
    fn previewed(&mut self, preview: Result<Box<Preview>, EngineError>, now: &Moment) {
        let waits = self.app.overlays.pop_if(|it| matches!(**it, Overlay::Shipping(_))).is_some();
        let Some(session) = self.engine.board().map(Board::session).filter(|_| waits) else { return };
        match preview {
            Ok(preview) if preview.is_merge(session) => {
                self.app.overlays.push(Box::new(FileMerge::new(preview).into()));
            }
            Ok(preview) => self.engine.ship_redlines(preview, now),
            Err(error) => self.app.say(error.to_string(), Tone::Failed),
        }
    }

    /// Says what became of redlines.
    fn shipped(&mut self, preview: &Preview) {
        let Some(session) = self.engine.board().map(Board::session) else { return };
        let taken = &preview.amended.taken;
        // What others changed was seen before.
        let charset = self.settings.look.charset;
        let (said, tone) = shipping::outcome(session, taken, &preview.file_name(), false, charset).line();
        self.app.say(said, tone);
    }

    fn request(&self, command: Command, at: &Moment) -> Request {
        Request::now(command, at.clone(), self.settings.me.clone(), Door::Screen)
    }

    fn ask(&mut self, Ask { command, since, told }: Ask, at: &Moment) -> Result<(), EngineError> {
        let mut request = self.request(command, at);
        if let Some(since) = since {
            request.happened = since.wall.min(at.wall);
        }
        if let Some(told) = told {
            request = request.at(told);
        }
        self.engine.ask(request)?;
        self.app.accepted();
        self.changed(at);
        Ok(())
    }

    /// Has a step edited by the user, who has the terminal meanwhile, and asks for what came of it.
    pub fn edit(&mut self, step: &StepId) {
        let edited = self.engine.edit_step(step);
        let at = self.engine.read_clock().moment;
        let wrong = match edited {
            Edited::Unchanged => return self.app.say("nothing was changed", Tone::Plain),
            Edited::Wrong(why) => Some(why),
            Edited::Changed(changes) => {
                let command = Command::AmendStep { step: step.clone(), changes, why: None };
                let asked = self.ask(Ask { command, since: None, told: None }, &at);
                asked.err().map(|error| error.to_string())
            }
        };
        let Some(why) = wrong else { return self.engine.forget_slip(step) };
        let why = cells::shown(&why, self.settings.look.charset);
        let key = self.settings.keymap.key(Action::EditStep);
        self.app.say(format!("not taken ({key} opens it again): {why}"), Tone::Warned);
    }

    fn next_baseline(&mut self) {
        let found = self.engine.next_baseline();
        let Some(board) = self.engine.board() else { return };
        let measure = &self.engine.history().measure;
        let said = pace::basis(board.session(), measure, self.settings.look.charset);
        self.app.say(said, if found { Tone::Accent } else { Tone::Warned });
    }

    fn prepare(&mut self, procedure: &str) {
        match library::find(procedure, self.engine.places())
            .and_then(|found| found.load(self.engine.places()))
        {
            Ok(loaded) => {
                self.engine.list();
                self.app.settle_screen(Start::new(&loaded, &self.settings.me).into());
            }
            Err(error) => self.app.say(error.line(), Tone::Failed),
        }
    }

    fn start(&mut self, order: StartOrder, at: &Moment) {
        let found = match order.procedure {
            ProcedureRef::File(path) => Ok(Found::File(path)),
            ProcedureRef::BuiltIn(id) => library::find(&id, self.engine.places()),
        };
        match found.and_then(|found| found.load(self.engine.places())) {
            Ok(procedure) => {
                let order = Order {
                    procedure,
                    environment: order.environment,
                    owner: order.owner,
                    shadows: order.shadows,
                    simulated: order.simulated,
                    sample: false,
                    declare: false,
                };
                self.engine.start(order, at);
            }
            Err(error) => self.app.say(error.line(), Tone::Failed),
        }
    }

    /// Takes in what the engine tells.
    pub fn happened(&mut self, happening: Happening, now: &Moment) {
        match happening {
            Happening::Opened(_) => self.enter(now),
            Happening::TurnedDown(refusal) => {
                self.app.say(format!("somebody was quicker: {refusal}"), Tone::Warned);
            }
            Happening::Trouble(said) => self.app.say(said, Tone::Failed),
            Happening::Asked(asking) if self.is_about_to_begin(&asking.order) => {
                self.app.lay(Identity::new(*asking, now));
            }
            Happening::Unwritten(order, why) if self.is_about_to_begin(&order) => {
                self.app.lay(Unwritten::new(order, why, now));
            }
            Happening::Unwritten(_, why) => self.app.say(why, Tone::Failed),
            Happening::Compared(sessions) => {
                let begin = self.comparison.take();
                let begin = begin.unwrap_or_else(|| Begin::within(self.engine.board().is_some()));
                let screen = Comparing::new(sessions, begin, now, self.settings.look.charset);
                self.app.settle_screen(screen.into());
            }
            Happening::Placed(places) => {
                if let Screen::Comparing(screen) = &mut self.app.screen {
                    screen.place(&places);
                }
            }
            Happening::Previewed(preview) => self.previewed(preview, now),
            Happening::Shipped(preview) => self.shipped(&preview),
            // Whoever left the form meanwhile begins nothing, and is asked nothing.
            Happening::Asked(_) | Happening::Board | Happening::Lists | Happening::Output(_) => {}
        }
        if let Some(notice) = self.engine.take_notices().into_iter().next() {
            self.app.say(notice, Tone::Warned);
        }
        self.changed(now);
    }

    /// Whether the form that ordered this session is still on the screen, and nothing lies over it.
    fn is_about_to_begin(&self, order: &Order) -> bool {
        let form = matches!(&self.app.screen, Screen::Start(form) if form.is_of(&order.procedure));
        form && self.app.overlays.is_empty()
    }

    /// Shows the screen that fits the session that was just opened.
    fn enter(&mut self, now: &Moment) {
        let Some(session) = self.engine.board().map(super::super::engine::board::Board::session) else {
            return;
        };
        let stage = session.stage();
        let known = session.people().iter().any(|it| it.name == self.settings.me && it.until.is_none());
        self.app.role = self.role.take();
        let scribe = self.app.role == Some(Role::Scribe);
        if let Some(role) = self.app.role.filter(|role| *role != Role::Owner && !known && stage.is_open()) {
            let command = Command::Join { name: self.settings.me.clone(), role };
            let request = self.request(command, now);
            if let Err(error) = self.engine.ask(request) {
                self.app.say(error.to_string(), Tone::Warned);
            }
        }
        let screen: Screen = match stage {
            Stage::Briefing | Stage::Running if scribe => self
                .engine
                .kept_draft()
                .map_or_else(Scribe::default, |kept| Scribe::going_on(kept, now))
                .into(),
            Stage::Briefing => Briefing::default().into(),
            Stage::Running => Drill::default().into(),
            Stage::Finished | Stage::Sealed | Stage::Aborted => Review::default().into(),
        };
        self.app.settle_screen(screen);
    }

    fn changed(&mut self, now: &Moment) {
        let world = World::of(&self.app, &self.engine, &self.settings, now);
        self.app.changed(&world);
    }

    /// Draws a frame into the terminal.
    pub fn draw<B: ratatui::backend::Backend>(
        &self,
        terminal: &mut Terminal<B>,
        now: &Moment,
    ) -> Result<(), B::Error> {
        terminal.draw(|frame| {
            let world = World::of(&self.app, &self.engine, &self.settings, now);
            let area = frame.area();
            if let Some((x, y)) = self.app.draw(area, frame.buffer_mut(), &world) {
                frame.set_cursor_position(Position::new(x, y));
            }
        })?;
        Ok(())
    }

    /// Asks for what the screen would like to show and was not worth waiting for.
    pub fn behind_the_frame(&mut self, now: &Moment) {
        let Screen::Home(home) = &self.app.screen else { return };
        let world = World::of(&self.app, &self.engine, &self.settings, now);
        if let Some(procedure) = home.held(&world).cloned() {
            self.engine.prove(&procedure);
        }
    }

    /// Returns how long the frame stays true by itself: to the next full second of the recovery clock; `None` while no
    /// clock is on the screen.
    fn next_beat(&self, now: &Moment) -> Option<Duration> {
        let session = self.engine.board()?.session();
        let face = session.clock(now);
        let cleanup = session.cleanup_clock(now);
        if !session.stage().is_open() {
            return None;
        }
        let clock = if face.running { face } else { cleanup };
        let into = clock.elapsed.span.micros().rem_euclid(MICROS);
        Some(Duration::from_micros(u64::try_from(MICROS - into).unwrap_or(1_000_000)))
    }
}

/// The signals that a full-screen program answers.
struct Signals {
    resize: unix::Signal,
    stop: unix::Signal,
    go_on: unix::Signal,
    ends: [unix::Signal; 4],
}

impl Signals {
    fn listen() -> io::Result<Self> {
        Ok(Self {
            resize: signal(SignalKind::window_change())?,
            stop: signal(SignalKind::from_raw(Signal::TSTP.as_raw()))?,
            go_on: signal(SignalKind::from_raw(Signal::CONT.as_raw()))?,
            ends: last_resort::ends()?,
        })
    }
}

/// What woke the loop.
enum Wake {
    Input(Option<Input>),
    Happening(Happening),
    Beat,
    /// What was printed may be drawn now.
    Owed,
    Resize,
    Stop,
    GoOn,
    End,
}

/// Runs the faces in the terminal until somebody leaves, or the terminal does.
pub async fn run(faces: &mut Faces) -> io::Result<Ended> {
    // Before the terminal is taken: a signal in between would end the program without giving it back.
    let mut signals = Signals::listen()?;
    let mut screen = FullScreen::take()?;
    if faces.app.mouse {
        screen.mouse(true)?;
    }
    let paper = Paper::new(BufWriter::with_capacity(FRAME, stdout()))?;
    // Dropped, it would show the cursor, as `screen` does, but panic where the terminal is gone.
    let mut terminal = ManuallyDrop::new(Terminal::new(paper)?);
    match turn(faces, &mut signals, &mut screen, &mut terminal).await {
        Err(error) if is_gone(&error) => Ok(Ended::Asked),
        ended => ended,
    }
}

/// Whether the terminal was closed: told by the system in other words to each who reads and writes.
fn is_gone(error: &io::Error) -> bool {
    let errno = error.raw_os_error().map(Errno::from_raw_os_error);
    matches!(errno, Some(Errno::IO | Errno::PIPE | Errno::NXIO | Errno::BADF))
}

/// The loop itself.
async fn turn(
    faces: &mut Faces,
    signals: &mut Signals,
    screen: &mut FullScreen,
    terminal: &mut Screenful,
) -> io::Result<Ended> {
    let mut inputs = Inputs::listen(faces.engine.clock())?;
    if let Ok(happening) = tokio::time::timeout(FIRST_FRAME, faces.engine.next()).await {
        faces.happened(happening, &faces.engine.read_clock().moment);
    }
    let mut now = faces.engine.read_clock();
    faces.draw(terminal, &now.moment)?;
    faces.behind_the_frame(&now.moment);
    faces.engine.renew(0);
    let [terminate, hang_up, quit, interrupt] = &mut signals.ends;
    let (mut output_from, mut owed) = (Instant::now(), false);
    loop {
        let beat = faces.next_beat(&now.moment);
        let wake = tokio::select! {
            biased;
            input = inputs.events.recv() => Wake::Input(input),
            happening = faces.engine.next() => Wake::Happening(happening),
            () = tokio::time::sleep(beat.unwrap_or(Duration::MAX)), if beat.is_some() => Wake::Beat,
            () = tokio::time::sleep_until(output_from), if owed => Wake::Owed,
            _ = signals.resize.recv() => Wake::Resize,
            _ = signals.stop.recv() => Wake::Stop,
            _ = signals.go_on.recv() => Wake::GoOn,
            _ = terminate.recv() => Wake::End,
            _ = hang_up.recv() => Wake::End,
            _ = quit.recv() => Wake::End,
            _ = interrupt.recv() => Wake::End,
        };
        now = faces.engine.read_clock();
        let mut guest = None;
        match wake {
            Wake::Input(None) | Wake::End => return Ok(Ended::Asked),
            Wake::Input(Some(first)) => {
                match answer(first, &mut inputs, faces, screen, terminal)? {
                    Leaves::No => {}
                    Leaves::ForGood(ended) => return Ok(ended),
                    Leaves::ToEdit(step) => guest = Some(Guest::Editor(step)),
                }
                output_from = Instant::now() + AFTER_KEY;
            }
            Wake::Happening(happening) => {
                let waits = matches!(happening, Happening::Output(_)) && Instant::now() < output_from;
                faces.happened(happening, &now.moment);
                if waits {
                    owed = true;
                    continue;
                }
                guest = faces.engine.take_interactive().map(Guest::Script);
            }
            // Off the path of a key: it may take some milliseconds.
            Wake::Beat => faces.engine.look_ahead(&now.moment),
            Wake::Owed => {}
            Wake::Resize => {
                inputs.resized();
                terminal.backend_mut().look_again()?;
                terminal.autoresize()?;
            }
            Wake::Stop => suspend(faces, screen)?,
            Wake::GoOn => take_up(screen, terminal)?,
        }
        if let Some(guest) = guest {
            // Nobody else reads the keys meanwhile.
            drop(inputs);
            screen.release();
            match guest {
                Guest::Script(order) => faces.engine.hand_over(&order),
                Guest::Editor(step) => faces.edit(&step),
            }
            take_up(screen, terminal)?;
            inputs = Inputs::listen(faces.engine.clock())?;
            // An interrupt was meant for the guest.
            while tokio::time::timeout(Duration::ZERO, interrupt.recv()).await.is_ok() {}
        }
        faces.draw(terminal, &now.moment)?;
        owed = false;
        faces.behind_the_frame(&now.moment);
    }
}

/// Who has the terminal for a while.
enum Guest {
    Script(machine::Order),
    /// The user's editor, with a step.
    Editor(StepId),
}

/// Whether the screen is left.
enum Leaves {
    No,
    ForGood(Ended),
    ToEdit(StepId),
}

/// Answers what came from the terminal, with all that came since.
fn answer(
    first: Input,
    inputs: &mut Inputs,
    faces: &mut Faces,
    screen: &mut FullScreen,
    terminal: &mut Screenful,
) -> io::Result<Leaves> {
    let mut next = Some(first);
    while let Some(input) = next {
        let Input::Event(event, at) = input else { return Ok(Leaves::ForGood(Ended::Asked)) };
        let effects = faces.input(&event, &at.moment);
        match leaves(effects, faces, screen, terminal)? {
            Leaves::No => next = inputs.events.try_recv().ok(),
            leaves => return Ok(leaves),
        }
    }
    Ok(Leaves::No)
}

/// Does what only the terminal can; says whether it is time to go.
fn leaves(
    effects: Vec<Effect>,
    faces: &mut Faces,
    screen: &mut FullScreen,
    terminal: &mut Screenful,
) -> io::Result<Leaves> {
    for effect in effects {
        match effect {
            Effect::Quit => return Ok(Leaves::ForGood(Ended::Left)),
            Effect::Edit(step) => return Ok(Leaves::ToEdit(step)),
            Effect::Copy(text) => execute!(stdout(), CopyToClipboard::to_clipboard_from(text))?,
            Effect::Mouse(on) => {
                screen.mouse(on)?;
                faces.app.mouse = on;
            }
            Effect::Suspend => {
                suspend(faces, screen)?;
                take_up(screen, terminal)?;
            }
            _ => {}
        }
    }
    Ok(Leaves::No)
}

/// Gives the terminal back and stops, as the shell expects of `Ctrl-z`; returns when the shell says to go on. Where there
/// is no shell to say so, nothing stops: as the system has it for other programs.
fn suspend(faces: &mut Faces, screen: &mut FullScreen) -> io::Result<()> {
    if !has_job_control() {
        faces.app.say("no shell could bring this screen back: it goes on", Tone::Warned);
        return Ok(());
    }
    screen.release();
    // All of the job, or the shell would go on waiting for a script that started us.
    Ok(kill_current_process_group(Signal::STOP)?)
}

/// Takes the terminal over again and sees to it that everything is drawn anew.
fn take_up(screen: &mut FullScreen, terminal: &mut Screenful) -> io::Result<()> {
    screen.retake()?;
    terminal.backend_mut().look_again()?;
    // Unlike `clear` this does not ask the terminal where its cursor is, which takes an answer in good time.
    terminal.resize(terminal.size()?.into())
}
