//! The scribe: a line that is always open. Everything typed is text; the team's notes scroll above, the clock stays in
//! sight.
//!
//! ```text
//! ▌TEST▐  Restore the data gather system · drill 4                  saved ✓  14:32:07 +01:00
//! ██████    ████   ██████   RTO 4h   3:22:48 left
//! declared 13:54:55 → verified
//!
//! 14:21 ! @7 dump was in the old bucket                                                  Ann
//! 14:25   @7 restore begins                                                               Jo
//!
//! 14:31:20 · 7 Restore the database › it asks for a key that nobody has
//! note · 14:31:20 +01:00 · 7 Restore the database
//! Enter saves   Tab where it lands   Up last note   Esc commands   F1 help
//! ```

use super::Status;
use super::drill::{footer, keys, sight};
use super::review::Review;
use crate::drill::command::Command;
use crate::drill::grammar;
use crate::drill::ids::{EventId, StepId};
use crate::drill::reading::{Reading, ReadingError, read};
use crate::drill::session::{Session, Stage};
use crate::drill::time::Moment;
use crate::engine::kept_draft::KeptDraft;
use crate::present::cells;
use crate::present::jotting::taken_for;
use crate::present::landing::{Landing, prompt};
use crate::present::note_list::newest;
use crate::present::tone::{Tone, Toned};
use crate::tui::action::{Action, Scope};
use crate::tui::effect::{Ask, Effect};
use crate::tui::overlays::help::Help;
use crate::tui::widgets::field::Field;
use crate::tui::widgets::{line, note_rows};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseEvent, MouseEventKind};
use ratatui::layout::Rect;

/// The rows below the notes: the open line, how it is understood, what was said, the keys.
const BELOW: u16 = 4;

/// The open note line of the scribe.
#[derive(Debug, Default)]
pub struct Scribe {
    field: Field,
    landing: Landing,
    /// When the first character was typed, and the step that it landed on then.
    began: Option<(Moment, Option<StepId>)>,
    /// The note that is being changed, with its step.
    amends: Option<(EventId, Option<StepId>)>,
    /// How many newer notes are out of sight.
    newer_notes: usize,
}

impl Scribe {
    /// Goes on with a half-written note that a crash left. It still happened when it was begun.
    pub fn going_on(kept: KeptDraft, now: &Moment) -> Self {
        let began = kept.began.map(|(wall, step)| (now.at_wall(wall), step));
        Self { field: Field::new(&kept.text), began, ..Self::default() }
    }

    /// Returns which actions make sense here.
    pub fn scope(&self) -> Scope {
        Scope::Drill
    }

    /// Takes every key: nearly all are text.
    pub fn type_key(&mut self, key: KeyEvent, world: &World) -> Option<Vec<Effect>> {
        let session = world.session()?;
        let plain = key.modifiers.is_empty();
        Some(match key.code {
            KeyCode::Enter if plain => self.save(session, world),
            KeyCode::Esc => self.escape(),
            KeyCode::Tab => {
                self.landing = self.landing.next();
                let Some((_, step)) = &mut self.began else { return Some(Vec::new()) };
                *step = self.landing.step(session);
                if self.amends.is_some() { Vec::new() } else { self.keep(self.field.text()) }
            }
            KeyCode::Up if self.field.is_empty() => self.edit_last(session, world),
            KeyCode::PageUp => self.scroll(10, session),
            KeyCode::PageDown => self.scroll(-10, session),
            KeyCode::F(1) => keys::open(Help::at(Scope::Drill)),
            KeyCode::Char(_) if is_command(key, world) => return None,
            _ => self.edit(session, world, |field| _ = field.key(key)),
        })
    }

    /// Changes the line. The first character says when it happened, and where it lands.
    fn edit(&mut self, session: &Session, world: &World, change: impl FnOnce(&mut Field)) -> Vec<Effect> {
        let before = self.field.text();
        change(&mut self.field);
        let after = self.field.text();
        if after.is_empty() {
            self.began = None;
        } else if self.began.is_none() {
            self.began = Some((world.now.clone(), self.landing.step(session)));
        }
        if before == after || self.amends.is_some() {
            return Vec::new();
        }
        self.keep(after)
    }

    /// Has the line kept as it is now, with when it was begun.
    fn keep(&self, text: String) -> Vec<Effect> {
        let began = self.began.as_ref().map(|(at, step)| (at.wall, step.clone()));
        vec![Effect::KeepDraft(KeptDraft { text, began })]
    }

    /// Leaves the innermost thing: a change of a note, else the line, whose draft stays.
    fn escape(&mut self) -> Vec<Effect> {
        if self.amends.is_some() {
            self.clear();
            return Vec::new();
        }
        vec![Effect::Act(Action::Palette)]
    }

    fn clear(&mut self) {
        (self.field, self.began, self.amends) = (Field::default(), None, None);
    }

    fn edit_last(&mut self, session: &Session, world: &World) -> Vec<Effect> {
        let own =
            |note: &&crate::drill::notebook::Note| note.event.actor == *world.me && note.retracted.is_none();
        let Some(note) = session.notebook().iter().rev().find(own) else {
            return keys::cannot("there is no note of yours yet");
        };
        self.field = Field::new(&grammar::typed(note.entry()));
        self.amends = Some((note.id(), note.entry().step.clone()));
        Vec::new()
    }

    fn scroll(&mut self, by: isize, session: &Session) -> Vec<Effect> {
        let last = session.notebook().iter().len().saturating_sub(1);
        self.newer_notes = self.newer_notes.saturating_add_signed(by).min(last);
        Vec::new()
    }

    /// Returns where the line would land, and when it happened.
    fn lands(&self, session: &Session, world: &World) -> (Moment, Option<StepId>) {
        let now = || (world.now.clone(), self.landing.step(session));
        let (at, step) = self.began.clone().unwrap_or_else(now);
        (at, self.amends.as_ref().map_or(step, |(_, step)| step.clone()))
    }

    fn reading(&self, session: &Session, world: &World) -> Result<Reading, ReadingError> {
        let (at, step) = self.lands(session, world);
        read(&self.field.text(), session.procedure(), step.as_ref(), at.wall, &chrono::Local)
    }

    fn save(&mut self, session: &Session, world: &World) -> Vec<Effect> {
        let Reading { entry, told } = match self.reading(session, world) {
            Ok(reading) => reading,
            Err(ReadingError::Empty) if self.field.is_empty() => return Vec::new(),
            Err(why) => return keys::cannot(why.to_string()),
        };
        let command = match &self.amends {
            Some((note, _)) => Command::AmendNote { note: *note, entry },
            None => Command::WriteNote { entry },
        };
        let since = self.began.take().map(|(at, _)| at);
        let kept = self.amends.is_none();
        self.clear();
        self.newer_notes = 0;
        let saved = Effect::Ask(Ask { command, since, told });
        let forgotten = if kept { self.keep(String::new()) } else { Vec::new() };
        std::iter::once(saved).chain(forgotten).collect()
    }

    /// Carries out an action of the palette.
    pub fn act(&mut self, action: Action, world: &World) -> Vec<Effect> {
        match world.session() {
            Some(session) => keys::act(action, self.landing.step(session).as_ref(), session, world),
            None if action == Action::Leave => vec![Effect::Quit],
            None => Vec::new(),
        }
    }

    /// Takes pasted text into the line.
    pub fn paste(&mut self, text: &str, world: &World) -> Vec<Effect> {
        match world.session() {
            Some(session) => self.edit(session, world, |field| field.paste(text)),
            None => Vec::new(),
        }
    }

    /// Answers the mouse: the wheel scrolls the notes.
    pub fn click(&mut self, mouse: MouseEvent, world: &World) -> Vec<Effect> {
        match (world.session(), mouse.kind) {
            (Some(session), MouseEventKind::ScrollUp) => self.scroll(1, session),
            (Some(session), MouseEventKind::ScrollDown) => self.scroll(-1, session),
            _ => Vec::new(),
        }
    }

    /// Goes to the review once the drill is over; a briefing and a drill are written down from here.
    pub fn changed(&mut self, world: &World) -> Vec<Effect> {
        match world.session().map(Session::stage) {
            Some(Stage::Sealed | Stage::Aborted) => vec![Effect::Go(Box::new(Review::default().into()))],
            _ => Vec::new(),
        }
    }

    /// Draws itself.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World, status: Status) -> Option<(u16, u16)> {
        let session = world.session()?;
        let rest = sight::draw(area, buf, world, session);
        let inset = |place: Rect| Rect {
            x: place.x + place.width.min(1),
            width: place.width.saturating_sub(2),
            ..place
        };
        let notes = inset(Rect { height: rest.height.saturating_sub(BELOW + 1), ..rest });
        let rows = newest(session, self.newer_notes, world.look.charset);
        note_rows::draw(notes, buf, world.look, rows);
        let row = |from_bottom: u16| {
            Rect { y: area.bottom().saturating_sub(from_bottom), height: 1, ..area }.intersection(area)
        };
        let cursor = self.draw_entry(inset(row(BELOW)), buf, world, session);
        line::draw(inset(row(3)), buf, world.look, &[self.understanding(session, world)]);
        footer::draw_status(row(2), buf, world, session, status, None);
        draw_keys(inset(row(1)), buf, world);
        Some(cursor)
    }

    fn draw_entry(&self, place: Rect, buf: &mut Buffer, world: &World, session: &Session) -> (u16, u16) {
        let (at, step) = self.lands(session, world);
        let changes = if self.amends.is_some() { "change: " } else { "" };
        let words = format!("{changes}{}", prompt(session, step.as_ref(), &at, world.look.charset));
        let sign = world.look.sign(" › ", " > ");
        let words = cells::fit(&words, usize::from(place.width / 2)) + sign;
        let x = line::draw(place, buf, world.look, &[Toned::new(words, Tone::Accent)]);
        let entry = Rect { x, width: place.right().saturating_sub(x), ..place };
        self.field.draw(entry, buf, world.look.style(Tone::Plain), world.look.charset)
    }

    /// How the line is understood, or which signs there are.
    fn understanding(&self, session: &Session, world: &World) -> Toned {
        let (at, _) = self.lands(session, world);
        match self.reading(session, world) {
            Ok(reading) => {
                Toned::new(taken_for(session.procedure(), &reading, &at, world.look.charset), Tone::Muted)
            }
            Err(ReadingError::Empty) => {
                let signs = "! surprise  ? question  > action  # decision  ~ outside  -3m  14:05  @step";
                Toned::new(signs, Tone::Muted)
            }
            Err(why) => Toned::new(why.to_string(), Tone::Warned),
        }
    }
}

/// Whether a key with Ctrl or Alt is on an action; without them it is text.
fn is_command(key: KeyEvent, world: &World) -> bool {
    let held = key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    held && world.keymap.action(key, Scope::Drill).is_some()
}

/// What the few keys do that are no text.
fn draw_keys(place: Rect, buf: &mut Buffer, world: &World) {
    let keys = [
        ("Enter", "saves"),
        ("Tab", "where it lands"),
        ("Up", "last note"),
        ("Esc", "commands"),
        ("F1", "help"),
    ];
    let words = keys.into_iter().flat_map(|(key, does)| {
        [Toned::new(key, Tone::Accent), Toned::new(format!(" {does}   "), Tone::Plain)]
    });
    let words: Vec<Toned> = words.collect();
    line::draw(place, buf, world.look, &words);
}
