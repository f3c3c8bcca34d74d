//! Home: sessions to go on with, procedures to hold, sessions of the past.
//!
//! ```text
//! firedrill                                                     14:32:07 +02:00
//!
//! GO ON WITH
//!   environment  procedure                       owner   began             steps
//! ▸ PRODUCTION   Restore the data gather system  Mara    2026-05-28 13:54  6/14
//!
//! HOLD A DRILL
//!   Restore the data gather system               data-gather        project
//!
//! RESTORE TIME · Restore the data gather system
//! test  RTO 4h                                                   automated
//! 12 May  Ana           2:07:41   ━━━━━━━━━━━━━━━               ┊      10%
//!
//! PROOF  ■ proven  □ changed since  · never done
//! test        ■■■■■■□■■■■■·■■■■■  17 of 18 · 1 changed · oldest 2026-05-12
//!
//! Enter open   / search   Tab next part   q quit   ? help
//! ```

use super::Status;
use crate::drill::ids::{ProcedureId, SessionId};
use crate::library::{Entry, Origin};
use crate::present::home;
use crate::present::page::{Line, Section, Target};
use crate::present::proof;
use crate::present::safe::Charset;
use crate::present::tone::{Tone, Toned};
use crate::present::trend;
use crate::tui::action::{Action, Scope};
use crate::tui::effect::Effect;
use crate::tui::widgets::field::Field;
use crate::tui::widgets::frame::{self, Hint};
use crate::tui::widgets::kept::Kept;
use crate::tui::widgets::line;
use crate::tui::widgets::page::{self, Cursor};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, MouseEvent};
use ratatui::layout::Rect;
use std::rc::Rc;

/// From this height on the restore times have a bar each.
const ROOMY: u16 = 28;

/// The headings of what stands at the foot.
const TREND: &str = "RESTORE TIME";
const PROOF: &str = "PROOF";

/// What stands before a line of a list.
const MARGIN: u16 = 2;

/// The fewest rows that the lists keep.
const FEWEST: u16 = 10;

/// The cells of a mark before a session.
const MARK: usize = 2;

/// What is said where a session that is over has to be selected.
const NOT_PAST: &str = "select a session that is over, below LOOK BACK AT";

/// The lists of home.
#[derive(Debug, Default)]
pub struct Home {
    cursor: Cursor,
    /// What rows must contain; `true` while it is being typed.
    search: Option<(Box<Field>, bool)>,
    /// Sessions that are to be compared.
    marked: Vec<SessionId>,
    kept: Kept<usize>,
}

impl Home {
    /// Returns which actions make sense here.
    pub fn scope(&self) -> Scope {
        Scope::Home
    }

    /// Takes keys into the search while it is being typed: Enter keeps what is found, Esc shows all again.
    pub fn type_key(&mut self, key: KeyEvent, _: &World) -> Option<Vec<Effect>> {
        match (&mut self.search, key.code) {
            (Some(_), KeyCode::Esc) => self.search = None,
            (Some((_, typing @ true)), KeyCode::Enter) => *typing = false,
            (Some((_, true)), KeyCode::Up | KeyCode::Down) => return None,
            (Some((field, true)), _) => {
                field.key(key);
                self.cursor = Cursor::default();
            }
            _ => return None,
        }
        self.kept.forget();
        Some(Vec::new())
    }

    fn sections(&self, world: &World) -> Rc<[Section]> {
        self.kept.or_make(self.cursor.width(), || self.make(world))
    }

    fn make(&self, world: &World) -> Vec<Section> {
        let (width, charset) = (self.cursor.width(), world.look.charset);
        let lists = world.lists;
        let open = lists.open.iter().map(|it| home::open(it, width, charset));
        let procedures = lists.procedures.iter().enumerate();
        let procedures = procedures.map(|(at, entry)| procedure(at, entry, width, charset));
        // Where nothing is marked no column is kept for it.
        let marks = if self.marked.is_empty() { 0 } else { MARK };
        let past = lists.past.iter().map(|it| {
            let row = home::past(it, width.saturating_sub(marks), charset);
            let mark = if self.marked.contains(&it.session) { world.look.sign("● ", "* ") } else { "  " };
            if marks > 0 { row.behind(Toned::new(mark, Tone::Accent)) } else { row }
        });
        let never = lists.read && lists.past.is_empty() && self.search.is_none();
        let never =
            never.then(|| Line::new("no drill was held yet: Enter prepares the selected one", Tone::Muted));
        let found = |lines: Vec<Line>| match &self.search {
            Some((field, _)) => lines.into_iter().filter(|line| contains(line, &field.text())).collect(),
            None => lines,
        };
        let sections = [
            Section::new("go on with", found(open.collect())).captioned(home::open_caption(width)),
            Section::new("hold a drill", found(procedures.collect())),
            Section::new("look back at", found(past.collect())).captioned(
                home::past_caption(width.saturating_sub(marks))
                    .behind(Toned::new(" ".repeat(marks), Tone::Plain)),
            ),
            Section::new("", never.into_iter().collect()),
        ];
        sections.into_iter().filter(|section| !section.lines.is_empty()).collect()
    }

    /// Carries out an action.
    pub fn act(&mut self, action: Action, world: &World) -> Vec<Effect> {
        let sections = self.sections(world);
        if self.cursor.act(action, &sections) {
            return Vec::new();
        }
        match (action, self.cursor.target(&sections)) {
            (Action::Open, Some(Target::Session(session))) => {
                vec![Effect::Open { session: session.clone(), role: None }]
            }
            (Action::Open, Some(Target::Procedure(at))) => {
                world.lists.procedures.get(*at).map(hold).into_iter().collect()
            }
            (Action::Search, _) => {
                self.search = Some((Box::default(), true));
                self.kept.forget();
                Vec::new()
            }
            (Action::MarkSession, target) => {
                let target = target.cloned();
                self.mark(target.as_ref(), world)
            }
            (Action::Compare, target) => vec![self.compare(target, world)],
            (Action::Leave, _) => vec![Effect::Quit],
            _ => Vec::new(),
        }
    }

    /// Marks a past session, or takes its mark away.
    fn mark(&mut self, target: Option<&Target>, world: &World) -> Vec<Effect> {
        let Some(session) = past(target, world) else { return vec![say(NOT_PAST)] };
        match self.marked.iter().position(|it| it == session) {
            Some(at) => drop(self.marked.remove(at)),
            None => self.marked.push(session.clone()),
        }
        self.kept.forget();
        Vec::new()
    }

    /// Compares the marked sessions, the oldest first; without marks the selected one with the one before it.
    fn compare(&self, target: Option<&Target>, world: &World) -> Effect {
        let past_ones = world.lists.past.iter().rev().map(|it| &it.session);
        let marked: Vec<SessionId> = past_ones.filter(|it| self.marked.contains(it)).cloned().collect();
        match (marked.is_empty(), past(target, world)) {
            (false, _) => Effect::Compare(marked),
            (true, Some(session)) => Effect::Compare(vec![session.clone()]),
            (true, None) => say(NOT_PAST),
        }
    }

    /// Takes pasted text into the search.
    pub fn paste(&mut self, text: &str, _: &World) -> Vec<Effect> {
        if let Some((field, true)) = &mut self.search {
            field.paste(text);
            self.kept.forget();
        }
        Vec::new()
    }

    /// Answers the mouse: the wheel moves, a click selects.
    pub fn click(&mut self, mouse: MouseEvent, world: &World) -> Vec<Effect> {
        self.cursor.mouse(mouse, &self.sections(world));
        Vec::new()
    }

    /// Shows the lists as they are.
    pub fn changed(&mut self, _: &World) -> Vec<Effect> {
        self.kept.forget();
        Vec::new()
    }

    /// Draws itself.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World, status: Status) -> Option<(u16, u16)> {
        let hints = [
            Hint::new(Action::Open, "open", world),
            Hint::new(Action::NextPart, "next part", world),
            Hint::new(Action::MarkSession, "mark", world),
            Hint::new(Action::Compare, "compare", world),
            Hint::new(Action::Search, "search", world),
            Hint::new(Action::Leave, "quit", world),
            Hint::new(Action::Help, "help", world),
        ];
        let body = frame::draw(area, buf, world, status, (&hints, false));
        let (place, cursor) = self.draw_search(body, buf, world);
        self.cursor.look_at(usize::from(place.width));
        let sections = self.sections(world);
        let whole = self.draw_foot(place, buf, world, &sections);
        if sections.is_empty() {
            line::draw(place, buf, world.look, &[Toned::new(self.nothing(world), Tone::Muted)]);
        }
        page::draw_single(whole, buf, world.look, &sections, &self.cursor);
        cursor
    }

    /// Returns the procedure that is selected, or whose session is.
    pub fn held<'w>(&self, world: &World<'w>) -> Option<&'w ProcedureId> {
        self.held_in(&self.sections(world), world)
    }

    fn held_in<'w>(&self, sections: &[Section], world: &World<'w>) -> Option<&'w ProcedureId> {
        let lists = world.lists;
        match self.cursor.target(sections)? {
            Target::Procedure(at) => lists.procedures.get(*at).map(|it| &it.id),
            Target::Session(id) => {
                let mut all = lists.past.iter().chain(&lists.open);
                all.find(|it| it.session == *id).map(|it| &it.procedure)
            }
            _ => None,
        }
    }

    /// Draws how the restore time of the selected procedure went and what is proven of it, at the foot of the page;
    /// returns the room above it.
    fn draw_foot(&self, place: Rect, buf: &mut Buffer, world: &World, sections: &[Section]) -> Rect {
        let (lists, charset) = (world.lists, world.look.charset);
        let Some(held) = self.held_in(sections, world).filter(|_| place.width >= MARGIN) else {
            return place;
        };
        let most = if place.height >= ROOMY { place.height / 3 } else { 3 };
        let size = (usize::from(place.width - MARGIN), usize::from(most));
        let proven = lists.proofs.get(held).and_then(Option::as_ref);
        let mut rest = place;
        if let Some(matrix) = proven {
            // On a small screen the lists matter more: one environment is told.
            let most = if place.height >= ROOMY { size.1 } else { 1 };
            let rows = proof::rows(matrix, (size.0, most), charset);
            let legend = proof::legend(size.0.saturating_sub(PROOF.len()), charset);
            rest = draw_part(rest, buf, world, (PROOF, legend), &rows);
        }
        draw_part(rest, buf, world, (TREND, Vec::new()), &trend::rows(&lists.past, held, size, charset))
    }

    /// Draws the line of the search; returns the room below it, and where the cursor stands.
    fn draw_search(&self, body: Rect, buf: &mut Buffer, world: &World) -> (Rect, Option<(u16, u16)>) {
        let Some((field, typing)) = &self.search else { return (body, None) };
        let look = world.look;
        let row = Rect { height: body.height.min(1), ..body };
        let x = line::draw(row, buf, look, &[Toned::new("/ ", Tone::Accent)]);
        let entry = Rect { x, width: body.right().saturating_sub(x), ..row };
        let cursor = field.draw(entry, buf, look.style(Tone::Plain), look.charset);
        let below = Rect { y: body.y + 2, height: body.height.saturating_sub(2), ..body };
        (below, typing.then_some(cursor))
    }

    fn nothing(&self, world: &World) -> &'static str {
        match (&self.search, world.lists.read) {
            (_, false) => "reading the store",
            (Some(_), true) => "nothing is called that; Esc shows everything again",
            (None, true) => "no procedures: put one into ./procedures, see `firedrill check`",
        }
    }
}

/// Draws rows below a heading at the foot of a place, where enough of it is left for the lists; returns the room above.
fn draw_part(
    place: Rect,
    buf: &mut Buffer,
    world: &World,
    (heading, behind): (&str, Vec<Toned>),
    rows: &[Line],
) -> Rect {
    let height = u16::try_from(rows.len() + 2).unwrap_or(u16::MAX);
    if rows.is_empty() || height.saturating_add(FEWEST) > place.height {
        return place;
    }
    let foot = Rect { y: place.bottom() - height + 1, height: 1, ..place };
    let heading: Vec<Toned> = [Toned::new(heading, Tone::Muted)].into_iter().chain(behind).collect();
    line::draw(foot, buf, world.look, &heading);
    for (y, row) in (foot.y + 1..place.bottom()).zip(rows) {
        let row_place = Rect { y, x: foot.x + MARGIN, width: foot.width - MARGIN, ..foot };
        line::draw(row_place, buf, world.look, &row.words);
    }
    Rect { height: place.height - height, ..place }
}

fn say(words: &str) -> Effect {
    Effect::Say(words.to_owned(), Tone::Warned)
}

/// The session of the past that is selected.
fn past<'a>(target: Option<&'a Target>, world: &World) -> Option<&'a SessionId> {
    match target {
        Some(Target::Session(id)) if world.lists.past.iter().any(|it| it.session == *id) => Some(id),
        _ => None,
    }
}

/// Leads to the start form, or says what is wrong with the file.
fn hold(entry: &Entry) -> Effect {
    match &entry.title {
        Ok(_) => Effect::Prepare(entry.id.to_string()),
        Err(wrong) => Effect::Say(wrong.clone(), Tone::Failed),
    }
}

fn procedure(at: usize, entry: &Entry, width: usize, charset: Charset) -> Line {
    let origin = match entry.origin {
        Origin::Project => "project",
        Origin::User => "yours",
        Origin::BuiltIn => "built in",
    };
    let title = entry.title.as_deref().map_err(String::as_str);
    home::procedure(at, &entry.id, title, origin, (width, charset))
}

/// Whether all words stand somewhere in the line.
fn contains(line: &Line, words: &str) -> bool {
    let text: String = line.words.iter().map(|it| it.text.to_lowercase()).collect();
    words.to_lowercase().split_whitespace().all(|word| text.contains(word))
}
