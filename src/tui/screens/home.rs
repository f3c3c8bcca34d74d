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
//! Enter open   / search   Tab next part   q quit   ? help
//! ```

use super::Status;
use crate::library::{Entry, Origin};
use crate::present::home;
use crate::present::page::{Line, Section, Target};
use crate::present::safe::Charset;
use crate::present::tone::{Tone, Toned};
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

/// The lists of home.
#[derive(Debug, Default)]
pub struct Home {
    cursor: Cursor,
    /// What rows must contain; `true` while it is being typed.
    search: Option<(Box<Field>, bool)>,
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
        let past = lists.past.iter().map(|it| home::past(it, width, charset));
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
            Section::new("look back at", found(past.collect())).captioned(home::past_caption(width)),
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
            (Action::Leave, _) => vec![Effect::Quit],
            _ => Vec::new(),
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
            Hint::new(Action::Search, "search", world),
            Hint::new(Action::Leave, "quit", world),
            Hint::new(Action::Help, "help", world),
        ];
        let body = frame::draw(area, buf, world, status, (&hints, false));
        let (place, cursor) = self.draw_search(body, buf, world);
        self.cursor.look_at(usize::from(place.width));
        let sections = self.sections(world);
        let whole = Rect { width: place.width, ..place };
        if sections.is_empty() {
            line::draw(place, buf, world.look, &[Toned::new(self.nothing(world), Tone::Muted)]);
        }
        page::draw_single(whole, buf, world.look, &sections, &self.cursor);
        cursor
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
