//! A word that is typed by fingers: key by key, neither pasted nor by a key that is held down.

use crate::drill::time::{Moment, Span};
use crate::tui::world::World;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// Two keys within less were not pressed by a person: a paste that the terminal does not mark as one.
const BURST: Span = Span::from_millis(10);

/// The same key again within less is one that is held down.
const HELD: Span = Span::from_millis(60);

/// As long as this a key that is held down waits before it repeats, or a little longer.
const DELAY: Span = Span::from_millis(700);

/// A word being typed.
#[derive(Debug)]
pub struct Typed {
    text: String,
    last: (Moment, KeyCode),
    said: Option<String>,
}

/// What a key did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stroke {
    /// It was taken, refused, or means nothing.
    Stay,
    /// The word is complete.
    Enter,
}

impl Typed {
    /// Begins with nothing, right behind the key that led here.
    pub fn behind(code: KeyCode, now: &Moment) -> Self {
        Self { text: String::new(), last: (now.clone(), code), said: None }
    }

    /// Returns what was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns why the last key did not count.
    pub fn said(&self) -> Option<&str> {
        self.said.as_deref()
    }

    /// Begins again, and says why.
    pub fn again(&mut self, why: impl Into<String>) {
        self.text.clear();
        self.said = Some(why.into());
    }

    /// Takes a key into a word of at most `most` bytes.
    pub fn key(&mut self, key: KeyEvent, world: &World, most: usize) -> Stroke {
        if !self.counts(key, world) {
            return Stroke::Stay;
        }
        match key.code {
            KeyCode::Enter => return Stroke::Enter,
            KeyCode::Backspace => drop(self.text.pop()),
            KeyCode::Char(c)
                if !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT)
                    && self.text.len() < most =>
            {
                self.text.push(c);
            }
            _ => {}
        }
        Stroke::Stay
    }

    /// Whether a finger pressed the key, as far as its time tells.
    pub fn counts(&mut self, key: KeyEvent, world: &World) -> bool {
        let (moment, code) = std::mem::replace(&mut self.last, (world.now.clone(), key.code));
        let (since, same) = (world.now.boottime - moment.boottime, code == key.code);
        self.said = None;
        if since < BURST {
            self.again("that came too fast for fingers: type it key by key");
            return false;
        }
        let held = key.kind == KeyEventKind::Repeat || (same && since < HELD);
        if held && key.code != KeyCode::Backspace {
            self.again("a key that is held down does not count: type it key by key");
            return false;
        }
        true
    }

    /// Whether Enter was pressed for this question alone: neither held down nor right behind another Enter.
    pub fn enters(&mut self, key: KeyEvent, world: &World) -> bool {
        let quick = self.last.1 == KeyCode::Enter && world.now.boottime - self.last.0.boottime < DELAY;
        if !self.counts(key, world) || key.code != KeyCode::Enter {
            return false;
        }
        if quick {
            self.said = Some("that came right behind the key before: read, then press Enter".to_owned());
        }
        !quick
    }
}
