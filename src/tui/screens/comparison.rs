//! Sessions side by side: the answer, what makes them unlike, and the table, which scrolls both ways.
//!
//! ```text
//! Restore the data gather system · 4 sessions                      against drill 1 · declared → verified
//!
//! Production met its RTO with 1:19:48 to spare, 1:27:29 faster than drill 1. Hands 96:10 → 12:30.
//! Unlike: drill 3 has a simulated outage. Drill 4 is Dee's first.
//!
//!   1–2 of 4 ›                       1 test              2 test
//!                                    12 May Ana          14 May Ben
//!   recovery time / RTO              2:07:41 / 4h ✓      1:31:02 / 4h ✓
//! ▸   1 Create the cluster             31:00 ▰▱▱▱          28:10 ▰▱▱▱
//! ─────────────────────────────────────────────────────────────────────────────────────────────
//! 1 Create the cluster
//! 1 test                             2 test
//! 31:00 · documented                 28:10 · −2:50 · documented
//! 14:21 ! no quota left  Ana         no quota again
//!
//! Enter fold   h l columns   S by Δ   B baseline   Esc home   ? help
//! ```

mod draw;

use super::Status;
use super::review::Review;
use crate::analysis::comparison::{Against, Comparison};
use crate::analysis::scope::Clock;
use crate::drill::time::Moment;
use crate::engine::comparison::{Sessions, Standings};
use crate::present::comparison::{Aside, Kind, Scene, Sheet, asides};
use crate::present::safe::Charset;
use crate::present::tone::Tone;
use crate::tui::action::{Action, Scope};
use crate::tui::effect::Effect;
use crate::tui::world::World;
use draw::Drawn;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};
use std::cell::{Cell, RefCell};
use std::ops::Range;

/// The rows that a part has above its first one.
const HEADING: usize = 1;

/// Where leaving the comparison leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Back {
    Home,
    Review,
    Shell,
}

/// How a comparison begins.
#[derive(Debug, Clone, Copy)]
pub struct Begin {
    against: Against,
    clock: Option<Clock>,
    back: Back,
}

impl Begin {
    /// As the command line asked; leaving leads back to the shell.
    pub const fn asked(against: Against, clock: Option<Clock>) -> Self {
        Self { against, clock, back: Back::Shell }
    }

    /// As usual, from home or from the review of a session.
    pub const fn within(review: bool) -> Self {
        let back = if review { Back::Review } else { Back::Home };
        Self { against: Against::First, clock: None, back }
    }
}

/// Sessions side by side. The sheet is made when something about it changes, not when it is looked at.
#[derive(Debug)]
pub struct Comparing {
    sessions: Box<Sessions>,
    against: Against,
    clock: Option<Clock>,
    back: Back,
    now: Moment,
    charset: Charset,
    comparison: Comparison,
    sheet: Box<Sheet>,
    open: Vec<bool>,
    sorted: bool,
    /// The rows that are in sight, and which of them is selected.
    rows: Vec<usize>,
    at: usize,
    /// The first column in sight.
    left: usize,
    seen: Cell<Seen>,
    /// How often the rows were made: those that were drawn before are no more.
    made: u64,
    drawn: RefCell<Option<Box<Drawn>>>,
}

/// Where the table was drawn last: keys and clicks go by what a person sees.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    table: Rect,
    top: usize,
    columns: usize,
}

impl Comparing {
    /// Lays sessions side by side at one moment.
    pub fn new(sessions: Box<Sessions>, begin: Begin, now: &Moment, charset: Charset) -> Self {
        let Begin { against, clock, back } = begin;
        let comparison = sessions.compared(against, clock, now);
        let mut it = Self {
            sessions,
            against,
            clock,
            back,
            now: now.clone(),
            charset,
            comparison,
            sheet: Box::default(),
            open: Vec::new(),
            sorted: false,
            rows: Vec::new(),
            at: 0,
            left: 0,
            seen: Cell::default(),
            made: 0,
            drawn: RefCell::default(),
        };
        it.make();
        // A step, whose notes are read at once.
        let step = |at: &usize| it.sheet.rows[*at].kind == Kind::Step;
        it.at = it.rows.iter().position(step).unwrap_or(0);
        it
    }

    /// Returns which actions make sense here.
    pub fn scope(&self) -> Scope {
        Scope::Comparison
    }

    /// Takes in where the sessions stand among all of their procedure.
    pub fn place(&mut self, standings: &Standings) {
        self.sessions.place(standings);
        self.make();
    }

    /// Compares anew, and keeps what is open and what is selected.
    fn compare(&mut self) {
        self.comparison = self.sessions.compared(self.against, self.clock, &self.now);
        self.make();
    }

    /// Puts the comparison into words.
    fn make(&mut self) {
        let held = self.sessions.held();
        let sheet = Box::new(Sheet::of(&self.scene(&held)));
        drop(held);
        let before = std::mem::replace(&mut self.sheet, sheet);
        let selected = self.rows.get(self.at).map(|at| before.rows[*at].clone());
        let mut open = self.sheet.opened();
        for (row, open) in self.sheet.rows.iter().zip(&mut open) {
            let known =
                before.rows.iter().position(|it| it.opens.is_some() && it.label.text == row.label.text);
            if let Some(was) = known.and_then(|at| self.open.get(at)) {
                *open = *was && row.opens.is_some();
            }
        }
        self.open = open;
        self.made += 1;
        self.rows = self.sheet.visible(&self.open, self.sorted);
        if let Some(selected) = selected {
            let same = |at: &usize| {
                let row = &self.sheet.rows[*at];
                (row.kind, row.work, &row.label.text) == (selected.kind, selected.work, &selected.label.text)
            };
            let place = self.rows.iter().position(same);
            self.at = place.unwrap_or(self.at).min(self.rows.len().saturating_sub(1));
        }
    }

    /// Shows the rows that are in sight now; the selected row stays selected.
    fn arrange(&mut self) {
        let selected = self.rows.get(self.at).copied();
        self.made += 1;
        self.rows = self.sheet.visible(&self.open, self.sorted);
        let place = self.rows.iter().position(|at| Some(*at) == selected);
        self.at = place.unwrap_or(self.at).min(self.rows.len().saturating_sub(1));
        self.settle();
    }

    /// Keeps off what cannot be selected.
    fn settle(&mut self) {
        if !self.is_selectable(self.at) {
            self.at = self.next(self.at).or_else(|| self.previous(self.at)).unwrap_or(0);
        }
    }

    fn scene<'a>(&'a self, held: &'a [crate::analysis::comparison::Held<'a>]) -> Scene<'a> {
        let (comparison, now) = (&self.comparison, &self.now);
        Scene { held, comparison, against: self.against, now, charset: self.charset }
    }

    /// Returns what the sessions in sight say of the selected work; nothing where no work is selected.
    fn asides(&self, columns: Range<usize>, width: usize) -> Vec<Aside> {
        let Some(work) = self.selected().and_then(|at| self.sheet.rows[at].work) else { return Vec::new() };
        let held = self.sessions.held();
        asides(&self.scene(&held), &self.sheet, (work, columns), width)
    }

    fn selected(&self) -> Option<usize> {
        self.rows.get(self.at).copied()
    }

    fn is_selectable(&self, place: usize) -> bool {
        self.rows.get(place).is_some_and(|at| self.sheet.rows[*at].is_selectable())
    }

    fn next(&self, from: usize) -> Option<usize> {
        (from + 1..self.rows.len()).find(|at| self.is_selectable(*at))
    }

    fn previous(&self, from: usize) -> Option<usize> {
        (0..from).rev().find(|at| self.is_selectable(*at))
    }

    /// The first row behind the next gap; behind the last one the first of all.
    fn next_part(&self) -> usize {
        let gap = (self.at..self.rows.len()).find(|at| self.sheet.rows[self.rows[*at]].kind == Kind::Air);
        gap.and_then(|at| self.next(at))
            .or_else(|| (0..self.rows.len()).find(|at| self.is_selectable(*at)))
            .unwrap_or(0)
    }

    /// Moves as an action says; whether it was one that moves.
    fn moves(&mut self, action: Action) -> bool {
        let page = usize::from(self.seen.get().table.height.max(3)) - 1;
        let last = self.rows.len().saturating_sub(1);
        let to = match action {
            Action::SelectNext => self.next(self.at).unwrap_or(self.at),
            Action::SelectPrevious => self.previous(self.at).unwrap_or(self.at),
            Action::SelectFirst => 0,
            Action::SelectLast => last,
            Action::PageDown => (self.at + page).min(last),
            Action::PageUp => self.at.saturating_sub(page),
            Action::NextPart => self.next_part(),
            _ => return false,
        };
        let down = to >= self.at;
        self.at = to;
        if !self.is_selectable(to) {
            let (one, other) = (self.next(to), self.previous(to));
            self.at = if down { one.or(other) } else { other.or(one) }.unwrap_or(to);
        }
        if action == Action::NextPart {
            self.show_from(self.at.saturating_sub(HEADING));
        }
        true
    }

    /// Shows the table from a row on, as far as there is more below it.
    fn show_from(&self, top: usize) {
        self.seen.set(Seen { top, ..self.seen.get() });
    }

    /// Makes room for what was opened below the selected row, as far as that row stays in sight.
    fn show_opened(&self, rows: usize) {
        let Seen { table, top, .. } = self.seen.get();
        let room = usize::from(table.height);
        let last = (self.at + rows + 1).saturating_sub(room);
        self.show_from(top.max(last.min(self.at.saturating_sub(HEADING))));
    }

    /// Takes Esc, which goes back; no other key.
    pub fn type_key(&mut self, key: KeyEvent, _: &World) -> Option<Vec<Effect>> {
        (key.code == KeyCode::Esc).then(|| {
            vec![match self.back {
                Back::Review => Effect::Go(Box::new(Review::default().into())),
                Back::Home | Back::Shell => Effect::Home,
            }]
        })
    }

    /// Carries out an action.
    pub fn act(&mut self, action: Action, _: &World) -> Vec<Effect> {
        if self.moves(action) {
            return Vec::new();
        }
        match action {
            Action::ScrollLeft => self.left = self.left.saturating_sub(1),
            Action::ScrollRight => {
                let most = self.sheet.heads.len().saturating_sub(self.seen.get().columns.max(1));
                self.left = (self.left + 1).min(most);
            }
            Action::Open => return self.toggle(),
            Action::SortByDelta if self.sheet.delta.is_empty() => {
                let said = "there is no difference to sort by: no step was done in both";
                return vec![Effect::Say(said.to_owned(), Tone::Warned)];
            }
            Action::SortByDelta => {
                self.sorted = !self.sorted;
                self.arrange();
            }
            Action::NextBaseline => {
                self.against = next_baseline(self.against);
                self.compare();
            }
            Action::SharedClock => return self.share_clock(),
            Action::Leave => {
                return vec![match self.back {
                    Back::Shell => Effect::Quit,
                    Back::Home => Effect::Home,
                    Back::Review => Effect::Go(Box::new(Review::default().into())),
                }];
            }
            _ => {}
        }
        Vec::new()
    }

    /// Opens what is selected, or folds it.
    fn toggle(&mut self) -> Vec<Effect> {
        let openable = self.selected().filter(|at| self.sheet.rows[*at].opens.is_some());
        let Some(open) = openable.and_then(|at| self.open.get_mut(at)) else {
            let said = "Enter opens phases, why it changed, and what differed";
            return vec![Effect::Say(said.to_owned(), Tone::Warned)];
        };
        *open = !*open;
        let before = self.rows.len();
        self.arrange();
        self.show_opened(self.rows.len().saturating_sub(before));
        Vec::new()
    }

    /// Goes to the clock that all share, and back to each session's own.
    fn share_clock(&mut self) -> Vec<Effect> {
        match (self.clock.take(), self.comparison.shared) {
            (None, None) => {
                let said = "the sessions share their clock already, or no other whose ends somebody set";
                return vec![Effect::Say(said.to_owned(), Tone::Warned)];
            }
            (None, shared) => self.clock = shared,
            (Some(_), _) => {}
        }
        self.compare();
        Vec::new()
    }

    /// Pasted text means nothing here.
    pub fn paste(&mut self, _: &str, _: &World) -> Vec<Effect> {
        Vec::new()
    }

    /// Answers the mouse: the wheel moves, a click selects the row that it is on.
    pub fn click(&mut self, mouse: MouseEvent, _: &World) -> Vec<Effect> {
        match mouse.kind {
            MouseEventKind::ScrollDown => _ = self.moves(Action::SelectNext),
            MouseEventKind::ScrollUp => _ = self.moves(Action::SelectPrevious),
            MouseEventKind::Down(MouseButton::Left) => {
                let Seen { table, top, .. } = self.seen.get();
                if table.contains(Position::new(mouse.column, mouse.row)) {
                    let place = top + usize::from(mouse.row - table.y);
                    self.at = if self.is_selectable(place) { place } else { self.at };
                }
            }
            _ => {}
        }
        Vec::new()
    }

    /// What is compared is over; nothing outside changes it.
    pub fn changed(&mut self, _: &World) -> Vec<Effect> {
        Vec::new()
    }

    /// Draws itself.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World, status: Status) -> Option<(u16, u16)> {
        draw::draw(self, area, buf, world, status);
        None
    }
}

const fn next_baseline(against: Against) -> Against {
    match against {
        Against::First | Against::Column(_) => Against::Last,
        Against::Last => Against::Best,
        Against::Best => Against::Median,
        Against::Median => Against::BestSegments,
        Against::BestSegments => Against::Objective,
        Against::Objective => Against::First,
    }
}
