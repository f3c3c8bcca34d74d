//! All notes of the session: to read, to change, to take back.

use super::note::Note;
use super::settle_note::SettleNote;
use crate::drill::ids::EventId;
use crate::drill::notebook;
use crate::drill::session::Session;
use crate::present::notes;
use crate::present::page::{Section, Target};
use crate::present::tone::Tone;
use crate::tui::effect::Effect;
use crate::tui::overlays::Overlay;
use crate::tui::screens;
use crate::tui::widgets::page::{self, Cursor};
use crate::tui::widgets::popup;
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

/// The list of notes.
#[derive(Debug, Default)]
pub struct Notes {
    cursor: Cursor,
}

impl Notes {
    /// Lists the notes of the open session; the newest is selected.
    pub fn new(world: &World) -> Self {
        let last = world.session().and_then(|session| session.notebook().iter().next_back());
        last.map_or_else(Self::default, |note| Self::at(note.id(), world))
    }

    /// Lists the notes with one of them selected.
    pub fn at(note: EventId, world: &World) -> Self {
        let mut notes = Self::default();
        let sections = notes.sections(world);
        notes.cursor.select(&sections, &Target::Note(note));
        notes
    }

    fn sections(&self, world: &World) -> Vec<Section> {
        let width = self.cursor.width();
        let lines = world.session().map(|session| notes::page(session, width, world.look.charset));
        vec![Section::new("", lines.unwrap_or_default())]
    }

    fn selected<'a>(&self, world: &'a World) -> Option<&'a notebook::Note> {
        match self.cursor.target(&self.sections(world)) {
            Some(Target::Note(id)) => world.session()?.notebook().find(*id),
            _ => None,
        }
    }

    /// Answers a key.
    pub fn key(&mut self, key: KeyEvent, world: &World) -> Vec<Effect> {
        if self.cursor.key(key, &self.sections(world)) {
            return Vec::new();
        }
        let taken_back = || vec![Effect::Say("this note was taken back".to_owned(), Tone::Warned)];
        match (key.code, self.selected(world)) {
            (KeyCode::Enter | KeyCode::Char('x' | 'c' | '+'), Some(note)) if note.retracted.is_some() => {
                taken_back()
            }
            (KeyCode::Enter, Some(note)) => vec![Overlay::from(Note::amend(note)).into()],
            (KeyCode::Char('x'), Some(note)) => {
                vec![Overlay::from(SettleNote::retract(note.id(), world)).into()]
            }
            (KeyCode::Char('+'), Some(note)) => screens::pen::to_text(note, world),
            (KeyCode::Char('c'), Some(note)) if note.is_open_action() => {
                vec![Overlay::from(SettleNote::close(note.id(), world)).into()]
            }
            (KeyCode::Char('c'), Some(_)) => {
                vec![Effect::Say("this note is no open action".to_owned(), Tone::Warned)]
            }
            _ => vec![Effect::Pop],
        }
    }

    /// Pasted text means nothing here.
    pub fn paste(&mut self, _: &str, _: &World) -> Vec<Effect> {
        Vec::new()
    }

    /// Draws itself.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        self.cursor.look_at(popup::inner_width(area));
        let sections = self.sections(world);
        let any = world.session().is_some_and(has_notes);
        let title = if any {
            "notes: Enter changes, x takes back, c closes an action, + to text"
        } else {
            "no notes yet: n writes one on the step, N one on the session"
        };
        let inner = popup::draw(area, buf, world.look, title, page::height(&sections));
        page::draw(inner, buf, world.look, (&sections, 1), &self.cursor);
        None
    }
}

fn has_notes(session: &Session) -> bool {
    session.notebook().iter().len() > 0
}
