//! How far a step is automated.

use serde::{Deserialize, Serialize};

/// The rungs of automation, lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Done from memory.
    Manual,
    /// Written down.
    Documented,
    /// A script, started by a person.
    Scripted,
    /// A command verifies its result.
    Checked,
    /// Starts by itself.
    Automatic,
}

impl Level {
    /// All levels, lowest first.
    pub const ALL: [Self; 5] =
        [Self::Manual, Self::Documented, Self::Scripted, Self::Checked, Self::Automatic];

    /// Returns the word used in files, on screens and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Documented => "documented",
            Self::Scripted => "scripted",
            Self::Checked => "checked",
            Self::Automatic => "automatic",
        }
    }
}

/// What the automation of a step was seen to do in one session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", untagged)]
pub enum Achieved {
    /// The step went as this level says.
    Level(Level),
    /// The planned automation did not work this time.
    Broken(Broken),
}

/// The single word for planned automation that failed; a type of its own so that it is stored as a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Broken {
    /// See [`Achieved::Broken`].
    Broken,
}

impl Achieved {
    /// Planned automation that did not work.
    pub const BROKEN: Self = Self::Broken(Broken::Broken);

    /// Returns the word used in files, on screens and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Level(level) => level.word(),
            Self::Broken(_) => "broken",
        }
    }

    /// Reads the word; `None` for any other text.
    pub fn parse(word: &str) -> Option<Self> {
        if word == "broken" {
            return Some(Self::BROKEN);
        }
        Level::ALL.into_iter().find(|level| level.word() == word).map(Self::Level)
    }

    /// Returns the rung on which the step stands; what broke stands on none, below all others.
    pub const fn rung(self) -> Option<Level> {
        match self {
            Self::Level(level) => Some(level),
            Self::Broken(_) => None,
        }
    }

    /// Whether a machine did the work: `scripted` or above.
    pub fn is_automated(self) -> bool {
        matches!(self, Self::Level(level) if level >= Level::Scripted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for achieved in Level::ALL.map(Achieved::Level).into_iter().chain([Achieved::BROKEN]) {
            assert_eq!(Achieved::parse(achieved.word()), Some(achieved));
            let json = serde_json::to_string(&achieved).unwrap();
            assert_eq!(json, format!("\"{}\"", achieved.word()));
            assert_eq!(serde_json::from_str::<Achieved>(&json).unwrap(), achieved);
        }
        assert_eq!(Achieved::parse("Broken"), None);
    }

    #[test]
    fn a_broken_script_is_not_automation() {
        assert!(Achieved::Level(Level::Scripted).is_automated());
        assert!(!Achieved::Level(Level::Documented).is_automated());
        assert!(!Achieved::BROKEN.is_automated());
    }
}
