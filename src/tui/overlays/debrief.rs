//! Ends the drill, and then its debrief: surprises, questions, actions, the next owner.
//!
//! ```text
//! ╭ end the drill? ─────────────────╮    ╭ debrief ────────────────────────╮
//! │ 5 Check the reports: not begun  │    │ SURPRISES                       │
//! │                                 │ →  │ ▸ 14:21 ! dump in old bucket    │
//! │ Enter ends it, Esc goes on      │    │ ACTIONS                         │
//! ╰─────────────────────────────────╯    │   14:30 > Ann: rename it        │
//!                                        │ action      Ben: second key     │
//!                                        │ next owner  Dee                 │
//!                                        ╰─────────────────────────────────╯
//! ```

use crate::drill::command::Command;
use crate::drill::fact::Role;
use crate::drill::grammar;
use crate::drill::ids::PersonName;
use crate::drill::note::Tag;
use crate::drill::reading::read;
use crate::drill::session::{Session, Stage};
use crate::engine::board::Board;
use crate::present::page::Section;
use crate::present::tone::{Tone, Toned};
use crate::present::{cells, closing, debrief};
use crate::tui::effect::{Ask, Effect};
use crate::tui::overlays::Overlay;
use crate::tui::overlays::shipping::Shipping;
use crate::tui::widgets::form::{Form, FormReply};
use crate::tui::widgets::page::{self, Cursor};
use crate::tui::widgets::{line, popup};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

/// The entries of the form.
const ACTION: usize = 0;
const NEXT_OWNER: usize = 1;

/// Ends the drill and its debrief.
#[derive(Debug)]
pub struct Debrief {
    form: Form,
    cursor: Cursor,
}

impl Debrief {
    /// Asks whether a drill that goes on is over; of one that is over, holds the debrief.
    pub fn new(_: &World) -> Self {
        Self { form: Form::new("").text("action", "").text("next owner", ""), cursor: Cursor::default() }
    }

    fn sections(&self, session: &Session, world: &World) -> Vec<Section> {
        // There is no session without a board.
        let Some(id) = world.board.map(Board::id) else { return Vec::new() };
        debrief::sections(session, id, self.cursor.width(), world.look.charset)
    }

    /// Answers a key.
    pub fn key(&mut self, key: KeyEvent, world: &World) -> Vec<Effect> {
        let Some(session) = world.session() else { return vec![Effect::Pop] };
        match (session.stage(), key.code) {
            (_, KeyCode::Esc) | (Stage::Briefing | Stage::Sealed | Stage::Aborted, _) => vec![Effect::Pop],
            (Stage::Running, KeyCode::Enter) => {
                let ship =
                    session.redlines().open().next().map(|_| Overlay::from(Shipping::default()).into());
                [Ask::now(Command::Finish)].into_iter().chain(ship).collect()
            }
            (Stage::Running, _) => Vec::new(),
            (Stage::Finished, KeyCode::PageDown | KeyCode::PageUp) => {
                let sections = self.sections(session, world);
                self.cursor.key(key, &sections);
                Vec::new()
            }
            (Stage::Finished, _) => match self.form.key(key) {
                FormReply::Submit => self.enter(world),
                FormReply::Stay | FormReply::Cancel => Vec::new(),
            },
        }
    }

    /// Enter adds the action that was typed; else it goes on to the next owner, and from there it seals.
    fn enter(&mut self, world: &World) -> Vec<Effect> {
        let typed = self.form.value(ACTION);
        if !typed.trim().is_empty() {
            return self.add(&typed, world);
        }
        if self.form.focus() == ACTION {
            self.form.focus_on(NEXT_OWNER);
            return Vec::new();
        }
        let named = self.form.value(NEXT_OWNER);
        let next_owner = (!named.trim().is_empty()).then(|| PersonName::new(named.trim()));
        vec![Effect::Pop, Ask::now(Command::Seal { next_owner })]
    }

    /// Writes what was typed down: an action, unless its sign says otherwise.
    fn add(&mut self, typed: &str, world: &World) -> Vec<Effect> {
        let Some(session) = world.session() else { return Vec::new() };
        let plain = grammar::parse(typed).tag == Tag::Plain;
        let line = if plain { format!("> {typed}") } else { typed.to_owned() };
        match read(&line, session.procedure(), None, world.now.wall, &chrono::Local) {
            Ok(reading) => {
                self.form.fill(ACTION, "");
                let (command, told) = (Command::WriteNote { entry: reading.entry }, reading.told);
                vec![Effect::Ask(Ask { command, since: None, told })]
            }
            Err(why) => vec![Effect::Say(why.to_string(), Tone::Warned)],
        }
    }

    /// Says what Enter does now: that it seals is said before it is pressed.
    fn enter_does(&self, session: &Session, short: bool, world: &World) -> Toned {
        let typed = !self.form.value(ACTION).trim().is_empty();
        let (text, tone) = match (typed, self.form.focus()) {
            (true, _) => ("Enter writes it down.".to_owned(), Tone::Muted),
            (false, ACTION) if short => ("Enter goes on to the next owner.".to_owned(), Tone::Muted),
            (false, ACTION) => {
                let sorts = "`Ann: rename it by Fri`, `! a surprise`, `? a question`";
                (format!("Write what is to be done: {sorts}. Enter alone goes on."), Tone::Muted)
            }
            (false, _) => (self.seals(session, world), Tone::Warned),
        };
        Toned::new(text + if short { " Esc: later." } else { " Esc leaves the debrief for later." }, tone)
    }

    fn seals(&self, session: &Session, world: &World) -> String {
        let label = |name: &PersonName| cells::shown(name.as_str(), world.look.charset);
        let shadows: Vec<String> = session.people().here(Role::Shadow).map(label).collect();
        match (self.form.value(NEXT_OWNER).trim().is_empty(), shadows.is_empty()) {
            (false, _) => "Enter seals the session.".to_owned(),
            (true, true) => "Enter seals the session with no next owner.".to_owned(),
            (true, false) => {
                format!("Enter seals the session with no next owner (shadows: {}).", shadows.join(", "))
            }
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str, _: &World) -> Vec<Effect> {
        self.form.paste(text);
        Vec::new()
    }

    /// Draws itself.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        let session = world.session()?;
        if session.stage() == Stage::Running {
            ask(session, area, buf, world);
            return None;
        }
        self.cursor.look_at(popup::inner_width(area));
        let sections = self.sections(session, world);
        let told = self.enter_does(session, area.height < 20, world);
        let hints = cells::wrap(&told.text, popup::inner_width(area));
        let hints = hints.into_iter().map(|text| Toned::new(text, told.tone));
        let hints: Vec<Toned> = said(area, world).into_iter().chain(hints).collect();
        let below = 3 + hints.len();
        let inner = popup::draw(area, buf, world.look, "debrief", page::height(&sections) + 1 + below);
        let below = u16::try_from(below).unwrap_or(u16::MAX).min(inner.height);
        let list = Rect { height: inner.height - below, ..inner };
        page::draw(list, buf, world.look, (&sections, sections.len()), &self.cursor);
        let entries = Rect { y: list.bottom(), height: below.min(2), ..inner };
        let cursor = self.form.draw_entries(entries, buf, world.look);
        for (y, hint) in (entries.bottom() + 1..inner.bottom()).zip(hints) {
            line::draw(Rect { y, height: 1, ..inner }, buf, world.look, &[hint]);
        }
        cursor
    }
}

/// What was said of what was entered, in as many rows as it takes.
fn said(area: Rect, world: &World) -> Vec<Toned> {
    let Some((text, tone)) = world.said else { return Vec::new() };
    let text = cells::shown(text, world.look.charset);
    let rows = cells::wrap(&text, popup::inner_width(area));
    rows.into_iter().map(|row| Toned::new(row, *tone)).collect()
}

/// Asks whether the drill is over, and names what is not.
fn ask(session: &Session, area: Rect, buf: &mut Buffer, world: &World) {
    let mut ends = closing::loose_ends(session, world.look.charset);
    let most = usize::from(area.height.saturating_sub(8)).clamp(1, 14);
    if ends.len() > most {
        let more = Toned::new(format!("and {} more", ends.len() + 1 - most), Tone::Muted);
        ends.truncate(most - 1);
        ends.push(more);
    }
    if ends.is_empty() {
        ends.push(Toned::new(
            "all steps are over, the service is verified, nothing is forgotten",
            Tone::Done,
        ));
    }
    ends.extend(said(area, world));
    let inner = popup::draw(area, buf, world.look, "end the drill?", ends.len() + 2);
    let keys = Toned::new("Enter ends it and begins the debrief, Esc goes on", Tone::Muted);
    for (y, row) in (inner.y..inner.bottom()).zip(ends.into_iter().chain([Toned::default(), keys])) {
        line::draw(Rect { y, height: 1, ..inner }, buf, world.look, &[row]);
    }
}
