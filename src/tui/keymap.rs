//! Which key does what: the defaults of the action table, changed by the configuration file.

use super::action::{Action, Scope};
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::fmt;

/// One key with its modifiers, as a person writes it: `Space`, `Ctrl-r`, `G`, `F5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Chord {
    code: KeyCode,
    modifiers: KeyModifiers,
}

/// Names of keys that are no single character.
const NAMED: &[(&str, KeyCode)] = &[
    ("Space", KeyCode::Char(' ')),
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("BackTab", KeyCode::BackTab),
    ("Backspace", KeyCode::Backspace),
    ("Delete", KeyCode::Delete),
    ("Insert", KeyCode::Insert),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PageUp", KeyCode::PageUp),
    ("PageDown", KeyCode::PageDown),
];

impl Chord {
    /// Reads the chord of a key event; Shift is part of the character where there is one.
    pub fn of(key: KeyEvent) -> Self {
        let kept = KeyModifiers::CONTROL | KeyModifiers::ALT;
        Self { code: key.code, modifiers: key.modifiers & kept }
    }

    /// Reads what a person wrote; `None` where it names no key.
    pub fn parse(text: &str) -> Option<Self> {
        let mut modifiers = KeyModifiers::NONE;
        let mut rest = text;
        loop {
            let (modifier, tail) = match rest.split_once('-') {
                Some(("Ctrl", tail)) if !tail.is_empty() => (KeyModifiers::CONTROL, tail),
                Some(("Alt", tail)) if !tail.is_empty() => (KeyModifiers::ALT, tail),
                _ => break,
            };
            modifiers |= modifier;
            rest = tail;
        }
        Some(Self { code: code(rest)?, modifiers })
    }
}

fn code(text: &str) -> Option<KeyCode> {
    if let Some((_, code)) = NAMED.iter().find(|(name, _)| *name == text) {
        return Some(*code);
    }
    if let Some(number) = text.strip_prefix('F').and_then(|number| number.parse().ok()) {
        return (1..=12).contains(&number).then_some(KeyCode::F(number));
    }
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) if !c.is_control() && c != ' ' => Some(KeyCode::Char(c)),
        _ => None,
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.modifiers.contains(KeyModifiers::CONTROL) {
            f.write_str("Ctrl-")?;
        }
        if self.modifiers.contains(KeyModifiers::ALT) {
            f.write_str("Alt-")?;
        }
        match (NAMED.iter().find(|(_, code)| *code == self.code), self.code) {
            (Some((name, _)), _) => f.write_str(name),
            (None, KeyCode::F(number)) => write!(f, "F{number}"),
            (None, KeyCode::Char(c)) => write!(f, "{c}"),
            (None, other) => write!(f, "{other:?}"),
        }
    }
}

/// Which key does what.
#[derive(Debug, Clone)]
pub struct Keymap {
    bindings: Vec<(Chord, Action)>,
}

/// A binding that cannot stand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyProblem {
    /// There is no such action.
    #[error("there is no action {0:?}; the keys are listed by ? and in the README")]
    UnknownAction(String),
    /// The text names no key.
    #[error("{0:?} names no key; write Space, Enter, Ctrl-r, F5 or a single character")]
    UnknownKey(String),
    /// Two actions of one screen want the same key.
    #[error("{key} is on {} already; give one of the two another key", .other.name())]
    Clash {
        /// The key.
        key: String,
        /// The action that has it.
        other: Action,
    },
}

impl Default for Keymap {
    fn default() -> Self {
        let bindings = Action::ALL.iter().flat_map(|action| {
            action.default_keys().iter().filter_map(|key| Some((Chord::parse(key)?, *action)))
        });
        Self { bindings: bindings.collect() }
    }
}

impl Keymap {
    /// Puts an action on other keys, in place of those that it was on.
    pub fn rebind(&mut self, action: &str, keys: &[String]) -> Result<(), KeyProblem> {
        let action = Action::parse(action).ok_or_else(|| KeyProblem::UnknownAction(action.to_owned()))?;
        self.bindings.retain(|(_, bound)| *bound != action);
        for key in keys {
            let chord = Chord::parse(key).ok_or_else(|| KeyProblem::UnknownKey(key.clone()))?;
            if let Some(other) = self.clash(chord, action) {
                return Err(KeyProblem::Clash { key: key.clone(), other });
            }
            self.bindings.push((chord, action));
        }
        Ok(())
    }

    fn clash(&self, chord: Chord, action: Action) -> Option<Action> {
        let together =
            |other: Action| Scope::ALL.iter().any(|scope| action.applies(*scope) && other.applies(*scope));
        self.bindings.iter().find(|(key, other)| *key == chord && together(*other)).map(|(_, other)| *other)
    }

    /// Returns what a key does in a scope.
    pub fn action(&self, key: KeyEvent, scope: Scope) -> Option<Action> {
        let chord = Chord::of(key);
        let mut bound = self.bindings.iter().filter(|(it, action)| *it == chord && action.applies(scope));
        bound.next().map(|(_, action)| *action)
    }

    /// Returns the keys of an action, as a person writes them.
    pub fn keys(&self, action: Action) -> Vec<String> {
        self.bindings.iter().filter(|(_, it)| *it == action).map(|(chord, _)| chord.to_string()).collect()
    }

    /// Returns the first key of an action; empty where it has none.
    pub fn key(&self, action: Action) -> String {
        self.keys(action).into_iter().next().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_key_reads_and_none_clash() {
        let mut seen: Vec<(Chord, Action)> = Vec::new();
        for action in Action::ALL {
            for key in action.default_keys() {
                let chord =
                    Chord::parse(key).unwrap_or_else(|| panic!("{key} of {} is no key", action.name()));
                assert_eq!(chord.to_string(), *key);
                let map = Keymap { bindings: seen.clone() };
                assert_eq!(map.clash(chord, *action), None, "{key} of {}", action.name());
                seen.push((chord, *action));
            }
        }
    }

    #[test]
    fn a_rebound_action_leaves_its_old_key_and_names_a_clash() {
        let mut map = Keymap::default();
        map.rebind("undo", &["Ctrl-x".to_owned(), "U".to_owned()]).unwrap();
        assert_eq!(map.keys(Action::Undo), ["Ctrl-x", "U"]);
        assert_eq!(map.action(KeyEvent::from(KeyCode::Char('u')), Scope::Drill), None);
        let clash = map.rebind("undo", &["Space".to_owned()]);
        assert_eq!(clash, Err(KeyProblem::Clash { key: "Space".to_owned(), other: Action::Advance }));
        assert_eq!(map.rebind("fly", &[]), Err(KeyProblem::UnknownAction("fly".to_owned())));
        let unknown = map.rebind("undo", &["Hyper-x".to_owned()]);
        assert_eq!(unknown, Err(KeyProblem::UnknownKey("Hyper-x".to_owned())));
    }

    #[test]
    fn a_hyphen_is_a_key_too() {
        assert_eq!(Chord::parse("-").map(|chord| chord.to_string()), Some("-".to_owned()));
        assert_eq!(Chord::parse("Ctrl--").map(|chord| chord.to_string()), Some("Ctrl--".to_owned()));
    }
}
