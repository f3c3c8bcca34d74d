//! A session that is over: the answer, and everything that is known about it.
//!
//! ```text
//! ▌PRODUCTION▐ PROTECTED Restore the data gather system · drill 4                       saved ✓
//!
//! VERIFIED 0:40:12 · RTO 2h met, 1:19:48 to spare
//!
//! FIGURES                                     ACTIONS
//! ▸ RTO 2h  met, 1:19:48 to spare               14:30 > Ann: rename the bucket  Mara
//!
//! F debrief   c close action   T clock   Esc home   q quit   ? help
//! ```

use super::Status;
use super::briefing::Briefing;
use super::drill::Drill;
use crate::drill::command::Command;
use crate::drill::ids::StepId;
use crate::drill::notebook;
use crate::drill::refusal::Refusal;
use crate::drill::session::Stage;
use crate::present::headline::headline;
use crate::present::page::{Section, Sight, Target};
use crate::present::review;
use crate::present::tone::Tone;
use crate::tui::action::{Action, Scope};
use crate::tui::effect::Effect;
use crate::tui::overlays::Overlay;
use crate::tui::overlays::clock_card::ClockCard;
use crate::tui::overlays::debrief::Debrief;
use crate::tui::overlays::note::Note;
use crate::tui::overlays::notes::Notes;
use crate::tui::overlays::reason::Reason;
use crate::tui::overlays::search::Search;
use crate::tui::overlays::settle_note::SettleNote;
use crate::tui::overlays::shipping::ship;
use crate::tui::overlays::unsaved;
use crate::tui::screens::Screen;
use crate::tui::screens::pen;
use crate::tui::widgets::frame::{self, Hint};
use crate::tui::widgets::kept::Kept;
use crate::tui::widgets::page::{self, Cursor};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, MouseEvent};
use ratatui::layout::Rect;
use std::rc::Rc;

/// The review of a session.
#[derive(Debug, Default)]
pub struct Review {
    cursor: Cursor,
    kept: Kept<View>,
}

/// For which widths the page was made, and which of its notes have their words.
type View = ((usize, usize), Sight);

impl Review {
    /// Returns which actions make sense here.
    pub fn scope(&self) -> Scope {
        Scope::Review
    }

    /// Takes Esc, which goes back to home; no other key.
    pub fn type_key(&mut self, key: KeyEvent, world: &World) -> Option<Vec<Effect>> {
        if key.code != KeyCode::Esc {
            return None;
        }
        let saved = world.board.is_none_or(|board| board.pending().len() == 0);
        let unsaved = || {
            Effect::Say("not everything is saved yet: wait for it, or leave with q".to_owned(), Tone::Warned)
        };
        Some(vec![if saved { Effect::Home } else { unsaved() }])
    }

    fn sections(&self, world: &World) -> Rc<[Section]> {
        let Some(session) = world.session() else { return Rc::default() };
        let (widths, sight, charset) = (self.cursor.widths(), self.cursor.sight(), world.look.charset);
        let look = |sections: &mut [Section]| review::look(sections, &sight, session, widths.1, charset);
        let turned = |((of, _), mut sections): (View, Rc<[Section]>)| {
            look(Rc::get_mut(&mut sections).filter(|_| of == widths)?);
            Some(sections)
        };
        let make = || {
            let mut sections = review::sections(session, world.now, widths, charset);
            look(&mut sections);
            sections
        };
        self.kept.or_turn((widths, sight.clone()), turned, make)
    }

    /// Selects a step.
    pub fn select(&mut self, step: &StepId, world: &World) {
        let sections = self.sections(world);
        self.cursor.select(&sections, &Target::Step(step.clone()));
    }

    /// Carries out an action.
    pub fn act(&mut self, action: Action, world: &World) -> Vec<Effect> {
        let sections = self.sections(world);
        if self.cursor.act(action, &sections) {
            return Vec::new();
        }
        let stage = world.session().map(crate::drill::session::Session::stage).unwrap_or_default();
        let overlay: Overlay = match action {
            Action::Leave => return unsaved::leave(world),
            Action::CopyCommand => return vec![self.copy(world)],
            Action::ShipRedlines => return world.session().map(ship).into_iter().collect(),
            Action::Compare => {
                return world.board.map(|it| Effect::Compare(vec![it.id().clone()])).into_iter().collect();
            }
            Action::CloseAction => return vec![self.close_action(world)],
            Action::ReopenSession => {
                let build = |_: &str, why| Command::Reopen { why };
                Reason::new("open the session again", "", build, true, world).into()
            }
            action if stage != Stage::Finished && wants_debrief(action) => {
                return vec![Effect::Say(Refusal::SessionOver(stage).to_string(), Tone::Warned)];
            }
            action if pen::amends(action) => return self.amend(action, world),
            Action::Finish => Debrief::new(world).into(),
            Action::NoteOnSession => Note::on(None, world).into(),
            Action::EditNotes => Notes::new(world).into(),
            Action::ExplainClock => ClockCard::new(world).into(),
            Action::Search => Search::new(world).into(),
            _ => return Vec::new(),
        };
        vec![overlay.into()]
    }

    /// Amends the selected step: in the debrief there is time for what nobody had time for.
    fn amend(&mut self, action: Action, world: &World) -> Vec<Effect> {
        self.cursor.hold_on(&self.sections(world));
        match (self.cursor.target(&self.sections(world)), world.session()) {
            (Some(Target::Step(step)), Some(session)) => pen::act(action, step, session, world),
            _ => vec![Effect::Say("select a step first".to_owned(), Tone::Warned)],
        }
    }

    fn close_action(&self, world: &World) -> Effect {
        let open = match self.cursor.target(&self.sections(world)) {
            Some(Target::Note(id)) => world.session().and_then(|it| it.notebook().find(*id)),
            _ => None,
        };
        match open.filter(|note| note.is_open_action()) {
            Some(note) => Overlay::from(SettleNote::close(note.id(), world)).into(),
            None => Effect::Say("select an open action first".to_owned(), Tone::Warned),
        }
    }

    fn copy(&self, world: &World) -> Effect {
        let step = match self.cursor.target(&self.sections(world)) {
            Some(Target::Step(id)) => world.session().and_then(|it| it.procedure().step(id)),
            _ => None,
        };
        match step.and_then(|step| step.command.clone()) {
            Some(command) => Effect::Copy(command),
            None => Effect::Say("select a step that has a command to copy".to_owned(), Tone::Warned),
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

    /// Goes back to the drill once somebody opened the session again.
    pub fn changed(&mut self, world: &World) -> Vec<Effect> {
        self.kept.forget();
        let next: Screen = match world.session().map(crate::drill::session::Session::stage) {
            Some(Stage::Briefing) => Briefing::default().into(),
            Some(Stage::Running) => Drill::default().into(),
            None | Some(Stage::Finished | Stage::Sealed | Stage::Aborted) => {
                self.cursor.follow(&self.sections(world));
                return Vec::new();
            }
        };
        vec![Effect::Go(Box::new(next))]
    }

    /// Draws itself. Nothing on it moves by itself: it says no time of day.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World, status: Status) -> Option<(u16, u16)> {
        let session = world.session()?;
        let mut hints = vec![
            Hint::new(Action::ExplainClock, "clock", world),
            Hint::new(Action::EditNotes, "notes", world),
            Hint::new(Action::Search, "search", world),
            Hint::new(Action::Compare, "compare", world),
            Hint::key("Esc", "home"),
            Hint::new(Action::Leave, "quit", world),
            Hint::new(Action::Help, "help", world),
        ];
        if session.notebook().iter().any(notebook::Note::is_open_action) {
            hints.insert(0, Hint::new(Action::CloseAction, "close action", world));
        }
        if session.stage() == Stage::Finished {
            hints.insert(0, Hint::new(Action::Finish, "debrief and seal", world));
        }
        let body = frame::draw(area, buf, world, status, (&hints, false));
        let told = headline(session, world.now, world.look.charset);
        let place = frame::answer(body, buf, world, &told);
        self.cursor.look_at(usize::from(place.width));
        page::draw(place, buf, world.look, (&self.sections(world), review::LEFT), &self.cursor);
        None
    }
}

/// Whether a key makes sense only as long as the debrief goes on.
const fn wants_debrief(action: Action) -> bool {
    matches!(action, Action::Finish | Action::NoteOnSession) || pen::amends(action)
}
