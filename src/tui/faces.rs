//! What the faces do, without the terminal: effects carried out, what the engine tells taken in, frames drawn.

use super::action::Action;
use super::app::{App, Settings};
use super::effect::{Ask, Effect, ProcedureRef, StartOrder};
use super::overlays::{Overlay, file_merge::FileMerge, identity::Identity, unwritten::Unwritten};
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
use super::world::World;
use crate::drill::command::{Command, Request};
use crate::drill::event::Door;
use crate::drill::fact::Role;
use crate::drill::ids::{SessionId, StepId};
use crate::drill::session::Stage;
use crate::drill::time::{MICROS, Moment};
use crate::engine::board::Board;
use crate::engine::desk::Order;
use crate::engine::pen::Edited;
use crate::engine::redlines::Preview;
use crate::engine::{Engine, EngineError, Happening};
use crate::library::{self, Found};
use crate::present::cells;
use crate::present::pace;
use crate::present::shipping;
use crate::present::tone::Tone;
use ratatui::Terminal;
use ratatui::crossterm::event::Event;
use ratatui::layout::Position;
use std::time::Duration;

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
    pub(super) fn next_beat(&self, now: &Moment) -> Option<Duration> {
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
