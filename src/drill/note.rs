//! What a note says, and the signs that sort it.

use super::ids::{PersonName, StepId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What a note says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Entry {
    /// The step it lands on; `None` is the session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<StepId>,
    /// What sort of note it is.
    #[serde(default, skip_serializing_if = "Tag::is_plain")]
    pub tag: Tag,
    /// The text, as typed.
    pub text: String,
    /// Who does it, where it is an action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<PersonName>,
    /// By when, where it is an action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
}

/// The sort of a note.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tag {
    /// Just a note.
    #[default]
    Plain,
    /// `!`: nobody expected it.
    Surprise,
    /// `?`: nobody knew.
    Question,
    /// `>`: somebody has to do something.
    Action,
    /// `#`: it was decided.
    Decision,
    /// `~`: it was said to the outside.
    Outside,
}

impl Tag {
    /// Every tag, with the sign that is typed for it.
    pub const SIGNS: [(Self, char); 5] = [
        (Self::Surprise, '!'),
        (Self::Question, '?'),
        (Self::Action, '>'),
        (Self::Decision, '#'),
        (Self::Outside, '~'),
    ];

    /// Whether it is just a note.
    pub fn is_plain(&self) -> bool {
        *self == Self::Plain
    }

    /// Returns the sign, where there is one.
    pub fn sign(self) -> Option<char> {
        Self::SIGNS.iter().find(|(tag, _)| *tag == self).map(|(_, sign)| *sign)
    }

    /// Returns the word used on screens, in JSON and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Plain => "note",
            Self::Surprise => "surprise",
            Self::Question => "question",
            Self::Action => "action",
            Self::Decision => "decision",
            Self::Outside => "outside",
        }
    }

    /// Reads the word; `None` for any other text.
    pub fn parse(word: &str) -> Option<Self> {
        let tags = Self::SIGNS.iter().map(|(tag, _)| *tag).chain([Self::Plain]);
        tags.into_iter().find(|tag| tag.word() == word)
    }
}
