//! The briefing: the clock stands at zero until somebody declares the outage.
//!
//! ```text
//! ▌PRODUCTION▐ PROTECTED Restore the data gather system · drill 4        saved ✓  14:32:07 +02:00
//!
//! BRIEFING · the clock stands at 0:00:00 · RTO 2h
//!
//! SCENARIO                                    STILL TO DO FROM EARLIER DRILLS
//! ▸ The back end has been deleted.              > Ann: rename the bucket
//!
//! WHAT COUNTS                                 WHAT THE RESTORE HANGS ON
//!   RTO  2h  from declared → verified           Cloud object storage  third party
//!
//!                                             STEPS
//!                                               ·   1 Create the cluster        documented
//!
//! Space declare the outage   p people   N note   q leave   ? help
//! ```

use super::Status;
use super::drill::{Drill, keys};
use super::pen;
use super::review::Review;
use crate::drill::checklist::StepState;
use crate::drill::command::Command;
use crate::drill::ids::StepId;
use crate::drill::session::Stage;
use crate::present::briefing;
use crate::present::cells;
use crate::present::deeds::number;
use crate::present::headline::headline;
use crate::present::page::{Section, Target};
use crate::present::tone::{Tone, Toned};
use crate::tui::action::{Action, Scope};
use crate::tui::effect::{Ask, Effect};
use crate::tui::overlays::Overlay;
use crate::tui::overlays::anchor_form::AnchorForm;
use crate::tui::overlays::note::Note;
use crate::tui::overlays::people::People;
use crate::tui::overlays::reason::Reason;
use crate::tui::overlays::search::Search;
use crate::tui::overlays::settle_note::SettleNote;
use crate::tui::overlays::unsaved;
use crate::tui::screens::Screen;
use crate::tui::widgets::frame::{self, Hint};
use crate::tui::widgets::line;
use crate::tui::widgets::page::{self, Cursor};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyEvent, MouseEvent};
use ratatui::layout::Rect;

/// The briefing of a session.
#[derive(Debug, Default)]
pub struct Briefing {
    cursor: Cursor,
}

impl Briefing {
    /// Returns which actions make sense here.
    pub fn scope(&self) -> Scope {
        Scope::Briefing
    }

    /// Takes no key as text.
    pub fn type_key(&mut self, _: KeyEvent, _: &World) -> Option<Vec<Effect>> {
        None
    }

    fn sections(&self, world: &World) -> Vec<Section> {
        let widths = self.cursor.widths();
        let told = |session| {
            briefing::sections(
                session,
                (world.history.actions(), world.history.version),
                world.now,
                widths,
                world.look.charset,
            )
        };
        world.session().map(told).unwrap_or_default()
    }

    /// Carries out an action.
    pub fn act(&mut self, action: Action, world: &World) -> Vec<Effect> {
        if self.cursor.act(action, &self.sections(world)) {
            return Vec::new();
        }
        if pen::amends(action) || action == Action::ReopenStep {
            return self.amend(action, world);
        }
        match action {
            Action::Advance => vec![Ask::now(Command::Declare)],
            Action::Search => vec![Overlay::from(Search::new(world)).into()],
            Action::Undo => vec![Ask::now(Command::Undo)],
            Action::Redo => vec![Ask::now(Command::Redo)],
            Action::NoteOnSession => vec![Overlay::from(Note::on(None, world)).into()],
            Action::SetAnchor => vec![Overlay::from(AnchorForm::new(world)).into()],
            Action::People => vec![Overlay::from(People::new(world)).into()],
            Action::CloseAction => vec![self.close_action(world)],
            Action::Abort => {
                let build = |_: &str, why| Command::Abort { why };
                vec![Overlay::from(Reason::new("give the drill up", "", build, true, world)).into()]
            }
            Action::Leave => unsaved::leave(world),
            _ => Vec::new(),
        }
    }

    /// Selects a step.
    pub fn select(&mut self, step: &StepId, world: &World) {
        self.cursor.select(&self.sections(world), &Target::Step(step.clone()));
    }

    fn selected<'a>(&self, sections: &'a [Section]) -> Option<&'a StepId> {
        match self.cursor.target(sections) {
            Some(Target::Step(step)) => Some(step),
            _ => None,
        }
    }

    /// Amends the selected step: what is wrong with it is best put right before it is needed.
    fn amend(&mut self, action: Action, world: &World) -> Vec<Effect> {
        let sections = self.sections(world);
        self.cursor.hold_on(&sections);
        match (self.selected(&sections), world.session()) {
            (Some(step), Some(session)) if action == Action::ReopenStep => {
                keys::act(action, Some(step), session, world)
            }
            (Some(step), Some(session)) => pen::act(action, step, session, world),
            _ => {
                let part = world.keymap.key(Action::NextPart);
                keys::cannot(format!("select a step first: they stand at the end, {part} goes there"))
            }
        }
    }

    fn close_action(&self, world: &World) -> Effect {
        match self.cursor.target(&self.sections(world)) {
            Some(Target::Left(session, note)) => {
                Overlay::from(SettleNote::close_left(session.clone(), *note, world)).into()
            }
            _ => Effect::Say("select an action that an earlier drill left open".to_owned(), Tone::Warned),
        }
    }

    /// Pasted text means nothing here.
    pub fn paste(&mut self, _: &str, _: &World) -> Vec<Effect> {
        Vec::new()
    }

    /// Answers the mouse: the wheel moves, a click selects.
    pub fn click(&mut self, mouse: MouseEvent, world: &World) -> Vec<Effect> {
        self.cursor.mouse(mouse, &self.sections(world));
        Vec::new()
    }

    /// Goes on to the drill as soon as the outage is declared, here or at another terminal.
    pub fn changed(&mut self, world: &World) -> Vec<Effect> {
        let next: Screen = match world.session().map(crate::drill::session::Session::stage) {
            None | Some(Stage::Briefing) => {
                self.cursor.follow(&self.sections(world));
                return Vec::new();
            }
            Some(Stage::Running) => Drill::default().into(),
            Some(Stage::Finished | Stage::Sealed | Stage::Aborted) => Review::default().into(),
        };
        vec![Effect::Go(Box::new(next))]
    }

    /// Draws itself.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World, status: Status) -> Option<(u16, u16)> {
        let declare = if world.drives() { "declare the outage" } else { "" };
        let mut hints = vec![
            Hint::new(Action::People, "people", world),
            Hint::new(Action::NoteOnSession, "note", world),
            Hint::new(Action::SetAnchor, "outage time", world),
            Hint::new(Action::Leave, "leave", world),
            Hint::new(Action::Help, "help", world),
        ];
        if !world.history.actions().is_empty() {
            hints.insert(3, Hint::new(Action::CloseAction, "close action", world));
        }
        let sections = self.sections(world);
        if let Some(step) = self.selected(&sections).filter(|_| world.drives()) {
            hints.splice(0..0, amending(step, world));
        }
        if !declare.is_empty() {
            hints.insert(0, Hint::new(Action::Advance, declare, world));
        }
        let body = frame::draw(area, buf, world, status, (&hints, true));
        let session = world.session()?;
        let told = headline(session, world.now, world.look.charset);
        let body = guard(body, buf, world);
        let place = frame::answer(body, buf, world, &Toned::new(told.text, Tone::Strong));
        self.cursor.look_at(usize::from(place.width));
        page::draw(place, buf, world.look, (&self.sections(world), briefing::LEFT), &self.cursor);
        None
    }
}

/// What can be done to the selected step.
fn amending(step: &StepId, world: &World) -> Vec<Hint> {
    let Some((session, (_, progress))) = world.session().and_then(|it| Some((it, it.step(step)?))) else {
        return Vec::new();
    };
    let n = number(session, step);
    if progress.state == StepState::Dropped {
        return vec![Hint::new(Action::ReopenStep, format!("have {n} back"), world)];
    }
    vec![
        Hint::new(Action::AmendStep, format!("amend {n}"), world),
        Hint::new(Action::InsertStep, "insert", world),
        Hint::new(Action::MoveDown, "down", world),
        Hint::new(Action::MoveUp, "up", world),
        Hint::new(Action::DropStep, "drop", world),
    ]
}

/// Says across the screen that a protected environment is no rehearsal room; returns the room below.
fn guard(body: Rect, buf: &mut Buffer, world: &World) -> Rect {
    let Some(opening) = world.session().and_then(|it| it.opening()).filter(|it| it.protected) else {
        return body;
    };
    let name = cells::label(opening.environment.as_str(), 24, world.look.charset).to_uppercase();
    let words = format!(" {name} is protected: what is done here is done for real");
    let width = usize::from(body.width);
    let bar = Toned::new(format!("{words:<width$}"), Tone::Protected);
    line::draw(Rect { height: body.height.min(1), ..body }, buf, world.look, &[bar]);
    let used = 1 + u16::from(body.height > 12);
    Rect { y: body.y + used, height: body.height.saturating_sub(used), ..body }
}
