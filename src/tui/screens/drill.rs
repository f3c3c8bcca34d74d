//! The drill: checklist, stopwatch, the step to do, notes; and its wall view.

mod advance;
mod clock;
pub(super) mod footer;
pub(super) mod keys;
mod layout;
mod life;
mod notes;
mod objectives;
mod output;
mod scripts;
mod selection;
pub(super) mod sight;
mod step;
mod steps;
mod wall;

use super::Status;
use super::briefing::Briefing;
use super::review::Review;
use crate::drill::event::{Door, Event};
use crate::drill::fact::Fact;
use crate::drill::ids::StepId;
use crate::drill::session::{Session, Stage};
use crate::drill::time::Moment;
use crate::present::probes;
use crate::tui::action::{Action, Scope};
use crate::tui::effect::Effect;
use crate::tui::overlays::verify::Verify;
use crate::tui::widgets::{head, line};
use crate::tui::world::World;
use advance::Advance;
use layout::{Extras, Layout};
use output::Output;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyEvent, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Rect;
use selection::Selection;
use std::cell::Cell;
use step::{Page, View as StepView};
use steps::{List, Window};

/// The rows of output that one notch of the wheel scrolls by.
const ROWS_OF_WHEEL: isize = 3;

/// How the drill is looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum View {
    /// Everything, at a desk.
    #[default]
    Desk,
    /// The little that is read from five metres.
    Wall,
}

/// The drill.
#[derive(Debug, Default)]
pub struct Drill {
    view: View,
    selection: Selection,
    advance: Advance,
    /// The first line of the step's text that is shown.
    text_from: usize,
    /// Whether the step's text is read although a script of it printed something.
    reading: bool,
    /// What the selected step's script printed.
    output: Output,
    /// How many newer notes are out of sight.
    newer_notes: usize,
    /// Whether everything before the clean-up was settled when this was last looked at.
    restored: Option<bool>,
    /// The step that was put in here last.
    improvised: Option<StepId>,
    /// When the last key came, whatever it was.
    last_key: Option<Moment>,
    /// What was drawn last, so that lists stay where they are and clicks find their row.
    window: Cell<Window>,
    page: Cell<Page>,
}

impl Drill {
    /// Returns which actions make sense here.
    pub fn scope(&self) -> Scope {
        Scope::Drill
    }

    /// Takes no text; only notices that somebody is there.
    pub fn type_key(&mut self, _: KeyEvent, world: &World) -> Option<Vec<Effect>> {
        self.last_key = Some(world.now.clone());
        None
    }

    /// Carries out an action.
    pub fn act(&mut self, action: Action, world: &World) -> Vec<Effect> {
        let Some(session) = world.session() else {
            return if action == Action::Leave { vec![Effect::Quit] } else { Vec::new() };
        };
        let page = isize::try_from(self.window.get().rows().max(2) - 1).unwrap_or(1);
        match action {
            Action::SelectNext => self.move_by(1, session),
            Action::SelectPrevious => self.move_by(-1, session),
            Action::PageDown if self.page.get().output => self.output.turn(1),
            Action::PageUp if self.page.get().output => self.output.turn(-1),
            Action::FollowOutput if self.page.get().output => self.output.follow(),
            Action::FollowOutput => return keys::cannot("no output of a script is in sight here"),
            Action::PageDown => self.move_by(page, session),
            Action::PageUp => self.move_by(-page, session),
            Action::SelectFirst => self.move_by(isize::MIN, session),
            Action::SelectLast => self.move_by(isize::MAX, session),
            Action::ScrollText => self.read_on(),
            Action::OlderNotes => self.turn_notes(1, session),
            Action::NewerNotes => self.turn_notes(-1, session),
            Action::WallView => self.view = if self.view == View::Wall { View::Desk } else { View::Wall },
            Action::Advance => {
                let selected = self.selection.step(session).cloned();
                return self.advance.press(selected.as_ref(), session, world);
            }
            Action::MoveDown | Action::MoveUp => {
                self.selection.hold_on(session);
                return keys::act(action, self.selection.step(session), session, world);
            }
            Action::RunScript | Action::CheckStep => {
                self.reading = false;
                return keys::act(action, self.selection.step(session), session, world);
            }
            _ => return keys::act(action, self.selection.step(session), session, world),
        }
        Vec::new()
    }

    /// Selects a step.
    pub fn select(&mut self, step: &StepId, world: &World) {
        if let Some(session) = world.session()
            && let Some(at) = session.checklist().position(step)
        {
            self.selection.select(at, session);
            self.turn_pages_back();
        }
    }

    fn move_by(&mut self, by: isize, session: &Session) {
        self.selection.move_by(by, session);
        self.turn_pages_back();
    }

    fn turn_pages_back(&mut self) {
        (self.text_from, self.newer_notes, self.reading) = (0, 0, false);
        self.output.follow();
    }

    /// Reads on in the step's text; behind its end it begins again, or the output of its script comes back.
    fn read_on(&mut self) {
        let page = self.page.get();
        self.reading = page.output || (self.reading && page.more);
        let further = self.text_from + page.rows.saturating_sub(1).max(1);
        self.text_from = if page.more && !page.output { further } else { 0 };
    }

    fn turn_notes(&mut self, by: isize, session: &Session) {
        let all = session.notebook().iter().len();
        self.newer_notes = self.newer_notes.saturating_add_signed(by).min(all.saturating_sub(1));
    }

    /// Takes pasted text: here it means nothing, and above all no keys.
    pub fn paste(&mut self, _: &str, _: &World) -> Vec<Effect> {
        Vec::new()
    }

    /// Answers the mouse: a click selects a step, the wheel moves.
    pub fn click(&mut self, mouse: MouseEvent, world: &World) -> Vec<Effect> {
        let Some(session) = world.session() else { return Vec::new() };
        match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => {
                if let Some(at) = self.window.get().step_at(session, mouse.column, mouse.row) {
                    self.selection.select(at, session);
                    self.turn_pages_back();
                }
            }
            MouseEventKind::ScrollDown if self.output.is_at(mouse.column, mouse.row) => {
                self.output.scroll(ROWS_OF_WHEEL);
            }
            MouseEventKind::ScrollUp if self.output.is_at(mouse.column, mouse.row) => {
                self.output.scroll(-ROWS_OF_WHEEL);
            }
            MouseEventKind::ScrollDown => self.move_by(1, session),
            MouseEventKind::ScrollUp => self.move_by(-1, session),
            _ => {}
        }
        Vec::new()
    }

    /// Goes with the drill, and to another screen where its stage has one.
    pub fn changed(&mut self, world: &World) -> Vec<Effect> {
        let Some(session) = world.session() else { return Vec::new() };
        let before = self.selection.clone();
        self.go_to_improvised(session, world);
        self.selection.follow(session);
        if before != self.selection {
            self.turn_pages_back();
        }
        match session.stage() {
            Stage::Briefing => vec![Effect::Go(Box::new(Briefing::default().into()))],
            Stage::Running => self.ask_who_verified(session, world),
            Stage::Finished | Stage::Sealed | Stage::Aborted => {
                vec![Effect::Go(Box::new(Review::default().into()))]
            }
        }
    }

    /// Selects what was put in here and begun, once: that is what goes on now.
    fn go_to_improvised(&mut self, session: &Session, world: &World) {
        let last = session.log().last();
        let here = last.filter(|event| event.actor == *world.me && event.door == Door::Screen);
        let Some(Fact::StepStarted { step, .. }) = here.map(|event| &event.fact) else { return };
        if session.redlines().is_improvised(step)
            && self.improvised.replace(step.clone()).as_ref() != Some(step)
            && let Some(at) = session.checklist().position(step)
        {
            self.selection.select(at, session);
        }
    }

    /// Asks who saw that the service is back, as soon as the owner has settled the last restoring step here.
    fn ask_who_verified(&mut self, session: &Session, world: &World) -> Vec<Effect> {
        let restored = life::is_restored(session, None);
        let before = self.restored.replace(restored);
        let last = session.log().last();
        let here = last.is_some_and(|event| event.actor == *world.me && event.door == Door::Screen);
        if before != Some(false) || !restored || !here || !session.verifications().is_empty() {
            return Vec::new();
        }
        keys::open(Verify::new(world, last.map(Event::moment)))
    }

    /// Draws itself.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World, status: Status) -> Option<(u16, u16)> {
        let session = world.session()?;
        match self.view {
            View::Desk => self.draw_desk(area, buf, world, session, status),
            View::Wall => self.draw_wall(area, buf, world, session, status),
        }
        None
    }

    fn draw_desk(&self, area: Rect, buf: &mut Buffer, world: &World, session: &Session, status: Status) {
        let at = self.selection.position(session).unwrap_or(0);
        let selected = self.selection.step(session);
        let extras = Extras {
            banner: head::banner(world).is_some(),
            probes: probes::has_any(session),
            wrong: scripts::has_strip(session, selected),
        };
        let it = Layout::of(area, extras);
        let view =
            StepView { session, at, from: self.text_from, reading: self.reading, output: &self.output };
        let list = List { session, selected: Some(at), before: self.window.get() };
        head::draw(it.header, buf, world, true);
        head::draw_banner(it.banner, buf, world);
        draw_probes(it.probes, buf, world, session);
        footer::draw_wrong(it.wrong, buf, world, session, selected);
        if it.boxed {
            clock::draw_boxed(it.clock, buf, world, session);
            objectives::draw_boxed(it.objectives, buf, world, session);
            self.window.set(steps::draw_boxed(it.steps, buf, world, &list));
            self.page.set(view.draw_boxed(it.step, buf, world));
            if it.notes.y == it.step.y {
                notes::draw_boxed(it.notes, buf, world, session, self.newer_notes);
            } else {
                notes::draw_joined(it.notes, buf, world, session, self.newer_notes);
            }
        } else {
            clock::draw_bare(it.clock, buf, world, session);
            objectives::draw_bare(it.objectives, buf, world, session);
            draw_caption(it.caption, buf, world, session);
            self.window.set(list.draw(it.steps, buf, world, false));
            self.page.set(view.draw_bare(it.step, buf, world));
            notes::draw_bare(it.notes, buf, world, session, self.newer_notes);
        }
        footer::draw_status(it.status, buf, world, session, status, self.last_key.as_ref());
        footer::draw_keys(it.footer, buf, world, session, selected);
    }

    fn draw_wall(&self, area: Rect, buf: &mut Buffer, world: &World, session: &Session, status: Status) {
        self.page.set(Page::default());
        self.output.hide();
        let row = wall::draw(area, buf, world, session, self.selection.step(session));
        match status {
            Some(_) => footer::draw_status(row, buf, world, session, status, None),
            None => footer::draw_keys(row, buf, world, session, self.selection.step(session)),
        }
    }
}

/// What the probes see, in a line.
fn draw_probes(place: Rect, buf: &mut Buffer, world: &World, session: &Session) {
    let place = Rect { x: place.x + 1.min(place.width), width: place.width.saturating_sub(2), ..place };
    if !place.is_empty() {
        let words = probes::strip(session, world.now, usize::from(place.width), world.look.charset);
        line::draw(place, buf, world.look, &words);
    }
}

/// What the clock runs between at the left, the names of the columns at the right.
fn draw_caption(place: Rect, buf: &mut Buffer, world: &World, session: &Session) {
    let columns = u16::try_from(steps::columns(place.width, world)).unwrap_or(0).min(place.width);
    steps::draw_heads(place, buf, world);
    let left = Rect { width: (place.width - columns).saturating_sub(1), ..place };
    clock::draw_caption(left, buf, world, session);
}
