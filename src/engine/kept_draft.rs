//! A half-written note that outlives a crash, in a file beside the settings.

use crate::drill::ids::StepId;
use crate::drill::time::WallTime;
use serde::{Deserialize, Serialize};

/// A half-written note: what it says so far, when it was begun, and where it lands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptDraft {
    /// What was typed.
    pub text: String,
    /// When its first character was typed, and the step that it landed on then; `None` where nobody knows any more.
    pub began: Option<(WallTime, Option<StepId>)>,
}

/// The file.
#[derive(Debug, Serialize, Deserialize)]
struct File {
    began_us: i64,
    step: Option<StepId>,
    text: String,
}

impl KeptDraft {
    /// Writes it as it lies in its file.
    pub(super) fn to_file(&self) -> String {
        let Some((began, step)) = &self.began else { return self.text.clone() };
        let file = File { began_us: began.micros(), step: step.clone(), text: self.text.clone() };
        serde_json::to_string(&file).unwrap_or_else(|_| self.text.clone())
    }

    /// Reads a file; one that holds nothing but words, as earlier versions wrote it, is the text alone.
    pub(super) fn from_file(content: String) -> Self {
        match serde_json::from_str::<File>(&content) {
            Ok(File { began_us, step, text }) => {
                Self { text, began: Some((WallTime::from_micros(began_us), step)) }
            }
            Err(_) => Self { text: content, began: None },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_read_again_with_its_moment_and_its_step() {
        for step in [Some(StepId::from("restore")), None] {
            let draft = KeptDraft {
                text: "! \"lost\"\nand found".to_owned(),
                began: Some((WallTime::from_micros(7), step)),
            };
            assert_eq!(KeptDraft::from_file(draft.to_file()), draft);
        }
    }

    #[test]
    fn a_file_of_nothing_but_words_is_the_text() {
        for words in ["half a note", "{\"text\": 1}"] {
            let kept = KeptDraft::from_file(words.to_owned());
            assert_eq!(kept, KeptDraft { text: words.to_owned(), began: None });
            assert_eq!(kept.to_file(), words);
        }
    }
}
