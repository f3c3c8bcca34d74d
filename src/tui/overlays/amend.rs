//! Lets a step read differently: all that a form can hold of it. What is changed shows what it was.
//!
//! ```text
//! ╭ amend 7 Restore the database · 14:32:07 ─────────────────────╮
//! │ title        Restore the database                            │
//! │ text         Take the newest dump that passed its check.     │
//! │ run          sh restore-db.sh --mirror                       │
//! │              was sh restore-db.sh                            │
//! │ identity     sh whoami.sh                                    │
//! │   equals     $PROJECT                                       ↓│
//! │                                                              │
//! │ does the step; it is shown and confirmed once before it runs │
//! │                                                              │
//! │ Tab goes on, Enter saves 1 change, Esc leaves                │
//! ╰──────────────────────────────────────────────────────────────╯
//! ```

use super::about;
use crate::drill::command::{Command, Request};
use crate::drill::event::Door;
use crate::drill::procedure::{Procedure, Step};
use crate::drill::redline::Key;
use crate::drill::session::Session;
use crate::engine::pen::{Changes, Wrong, check};
use crate::present::cells;
use crate::present::pen::{self, Kind, Row};
use crate::present::tone::Tone;
use crate::tui::effect::{Ask, Effect};
use crate::tui::widgets::form::{Form, FormReply};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

/// The most lines of a text that are shown.
const LINES: u16 = 6;

/// Amends one step.
#[derive(Debug)]
pub struct Amend {
    form: Form,
    /// The step as it was when the form was opened; what others change meanwhile is not taken back by it.
    before: Step,
    /// What will not do, at its entry.
    wrong: Option<(usize, String)>,
    /// Whether it is asked if the changes are thrown away.
    leaving: bool,
}

impl Amend {
    /// Opens the form with the step as it reads now.
    pub fn new(step: &Step, world: &World) -> Self {
        let form = Form::new(about::step("amend", &step.id, world)).wide();
        let form = pen::rows().fold(form, |form, row| entry(form, step, row));
        Self { form, before: step.clone(), wrong: None, leaving: false }
    }

    /// Returns the entries whose value is not what it was.
    fn changed(&self) -> impl Iterator<Item = (usize, Row)> + '_ {
        let changed = |(at, row): &(usize, Row)| self.form.value(*at) != pen::typed(&self.before, *row);
        pen::rows().enumerate().filter(changed)
    }

    /// Returns the keys whose value is not what it was.
    fn changed_keys(&self) -> Vec<Key> {
        let mut keys: Vec<Key> = self.changed().map(|(_, (key, _))| key).collect();
        keys.dedup();
        keys
    }

    /// Returns what stands in the entries of a key.
    fn entries(&self, key: Key) -> Vec<String> {
        let of_key = pen::rows().enumerate().filter(|(_, row)| row.0 == key);
        of_key.map(|(at, _)| self.form.value(at)).collect()
    }

    fn changes(&self, procedure: &Procedure) -> Changes {
        let read = |key| (key, pen::read(procedure, key, &self.entries(key)));
        let changed = self.changed_keys().into_iter().map(read);
        changed.filter(|(key, value)| *value != self.before.value(*key)).collect()
    }

    /// Answers a key.
    pub fn key(&mut self, key: KeyEvent, world: &World) -> Vec<Effect> {
        let Some(session) = world.session() else { return vec![Effect::Pop] };
        if self.leaving {
            self.leaving = false;
            return if key.code == KeyCode::Char('y') { vec![Effect::Pop] } else { Vec::new() };
        }
        if key.code == KeyCode::Right && self.complete(session.procedure()) {
            self.tell(world);
            return Vec::new();
        }
        match self.form.key(key) {
            FormReply::Stay => {
                self.wrong = None;
                self.tell(world);
                Vec::new()
            }
            FormReply::Cancel if self.changed().next().is_none() => vec![Effect::Pop],
            FormReply::Cancel => {
                self.leaving = true;
                Vec::new()
            }
            FormReply::Submit => self.submit(session, world),
        }
    }

    /// Goes on with the name that is typed at the end of a list; whether there was one.
    fn complete(&mut self, procedure: &Procedure) -> bool {
        let at = self.form.focus();
        let row = pen::rows().nth(at).filter(|(key, _)| pen::kind(*key) == Kind::Names);
        let Some((key, _)) = row else { return false };
        if !self.form.is_at_end() {
            return false;
        }
        let completed = pen::completed(procedure, &self.before.id, key, &self.form.value(at));
        completed.map(|text| self.form.fill(at, &text)).is_some()
    }

    fn submit(&mut self, session: &Session, world: &World) -> Vec<Effect> {
        let changes = self.changes(session.procedure());
        if changes.is_empty() {
            return vec![Effect::Pop, Effect::Say("nothing was changed".to_owned(), Tone::Plain)];
        }
        if let Some(key) = self.changed_by_others(session, &changes) {
            let why = "somebody changed it meanwhile: Enter again puts yours in its place".to_owned();
            return self.refuse(Wrong { key: Some(key), why }, world);
        }
        let command = Command::AmendStep { step: self.before.id.clone(), changes, why: None };
        let request = Request::now(command.clone(), world.now.clone(), world.me.clone(), Door::Screen);
        match check(session, &request) {
            Ok(()) => vec![Effect::Pop, Ask::now(command)],
            Err(wrong) => self.refuse(wrong, world),
        }
    }

    /// Returns the first key that somebody else changed since the form was opened; it is known from then on.
    fn changed_by_others(&mut self, session: &Session, changes: &Changes) -> Option<Key> {
        let (now, _) = session.step(&self.before.id)?;
        let other = |key: &Key| now.value(*key) != self.before.value(*key);
        let key = changes.iter().map(|(key, _)| *key).find(other)?;
        // A value of a step fits a step.
        self.before.set(key, now.value(key).as_ref()).ok()?;
        Some(key)
    }

    /// Says what will not do at its entry, where the form has that.
    fn refuse(&mut self, Wrong { key, why }: Wrong, world: &World) -> Vec<Effect> {
        let said = match key.and_then(|key| self.entry_of(key, &why)) {
            Some(at) => {
                self.form.focus_on(at);
                self.wrong = Some((at, why));
                Vec::new()
            }
            None => vec![Effect::Say(why, Tone::Warned)],
        };
        self.tell(world);
        said
    }

    /// Finds the entry of a key that something is said about: the part that is missing, or is named.
    fn entry_of(&self, key: Key, why: &str) -> Option<usize> {
        let entries: Vec<(usize, Row)> = pen::rows().enumerate().filter(|(_, row)| row.0 == key).collect();
        let part = |fits: &dyn Fn(usize, &str) -> bool| {
            entries.iter().find(|(at, (_, part))| part.is_some_and(|part| fits(*at, part)))
        };
        let missing = || part(&|at, _| self.form.value(at).trim().is_empty());
        let named = || part(&|_, part| why.contains(&format!("`{part}`")));
        missing().or_else(named).or(entries.first()).map(|(at, _)| *at)
    }

    /// Says at each entry what it was, and what will not do.
    fn tell(&mut self, world: &World) {
        let (charset, width) = (world.look.charset, 50);
        let changed: Vec<usize> = self.changed().map(|(at, _)| at).collect();
        for (at, row) in pen::rows().enumerate() {
            let mut notes = Vec::new();
            if changed.contains(&at) {
                notes.push((pen::was(&self.before, row, charset), Tone::Muted));
            }
            if let Some((_, why)) = self.wrong.as_ref().filter(|(wrong, _)| *wrong == at) {
                let why = cells::wrap(&cells::shown(why, charset), width).into_iter();
                notes.extend(why.map(|line| (line, Tone::Failed)));
            }
            self.form.note(at, notes);
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str, world: &World) -> Vec<Effect> {
        self.form.paste(text);
        self.wrong = None;
        self.tell(world);
        Vec::new()
    }

    /// Draws itself, with what can be typed where one is.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) -> Option<(u16, u16)> {
        let procedure = world.session()?.procedure();
        let at = self.form.focus();
        let keys = self.changed_keys();
        let count = keys.len();
        let changes = if count == 1 { "1 change".to_owned() } else { format!("{count} changes") };
        if self.leaving {
            let keys: Vec<&str> = keys.into_iter().map(Key::word).collect();
            let ask = (format!("throw {changes} away: {}?", keys.join(", ")), Tone::Warned);
            return self.form.draw(area, buf, world, &[ask], "y throws away, any other key goes on");
        }
        let row = pen::rows().nth(at)?;
        let hint = pen::hint(procedure, &self.before.id, row, &self.form.value(at), world.look.charset);
        let saves = if count == 0 { "saves".to_owned() } else { format!("saves {changes}") };
        let keys = if self.form.breaks_lines() {
            format!("Tab goes on, Enter breaks the line, Ctrl-s {saves}, Esc leaves")
        } else {
            format!("Tab goes on, Enter {saves}, Esc leaves")
        };
        self.form.draw(area, buf, world, &[(hint, Tone::Plain)], &keys)
    }
}

/// Adds an entry with what the step has there.
fn entry(form: Form, step: &Step, row: Row) -> Form {
    let (label, typed) = (label(row), pen::typed(step, row));
    let choice = |form: Form, options: Vec<String>| {
        let chosen = options.iter().position(|it| *it == typed).unwrap_or_default();
        form.choice(label, options, chosen)
    };
    match pen::kind(row.0) {
        Kind::Lines => form.lines(label, &typed, LINES),
        // A command of several lines is not to lose one.
        Kind::Line | Kind::Parts(_) if typed.contains('\n') => form.lines(label, &typed, LINES),
        Kind::Line | Kind::Parts(_) | Kind::Names => form.text(label, &typed),
        Kind::Flag => choice(form, pen::FLAG.map(str::to_owned).to_vec()),
        Kind::Anchor => choice(form, pen::anchors()),
    }
}

fn label((key, part): Row) -> &'static str {
    match (key, part) {
        (Key::RecoveryPoint, _) => "recovery point",
        (Key::TwoPerson, _) => "two people",
        (Key::Identity, Some("equals")) => "  equals",
        (Key::Preview, Some("count")) => "  count",
        (other, _) => other.word(),
    }
}
