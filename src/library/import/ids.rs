//! Ids made of titles.

use std::collections::HashMap;

/// The longest id that is made, in characters; a number may follow.
const LONGEST: usize = 48;

/// The ids that were given so far.
#[derive(Debug, Default)]
pub(super) struct Ids {
    given: HashMap<String, usize>,
}

impl Ids {
    /// Returns an id for the title that no other has: its words, with a number where another had them first.
    pub fn of(&mut self, title: &str) -> String {
        let base = slug(title).unwrap_or_else(|| "step".to_owned());
        let mut number = self.given.get(&base).copied().unwrap_or(0) + 1;
        let mut id = if number == 1 { base.clone() } else { format!("{base}-{number}") };
        // `restore-2` may be the title of another step.
        while number > 1 && self.given.contains_key(&id) {
            number += 1;
            id = format!("{base}-{number}");
        }
        self.given.insert(base, number);
        self.given.entry(id.clone()).or_insert(1);
        id
    }

    /// Notes an id that is taken.
    pub fn take(&mut self, id: &str) {
        self.given.entry(id.to_owned()).or_insert(1);
    }
}

/// Returns the words of a title as an id; `None` where it has none that an id may have.
pub(super) fn slug(title: &str) -> Option<String> {
    let mut id = String::new();
    for word in title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if !id.is_empty() && id.len() + 1 + word.len() > LONGEST {
            break;
        }
        if !id.is_empty() {
            id.push('-');
        }
        id.extend(word.chars().take(LONGEST).map(|c| c.to_ascii_lowercase()));
    }
    (!id.is_empty()).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::ids::is_plain_id;

    #[test]
    fn ids_are_plain_and_differ() {
        let mut ids = Ids::default();
        ids.take("look");
        let titles = [
            "Restore it",
            "Restore-it!",
            "Restore it 2",
            "Restore it",
            "日本",
            "日本",
            &"x".repeat(99),
            "Look",
        ];
        let given: Vec<String> = titles.into_iter().map(|title| ids.of(title)).collect();
        assert_eq!(given[..4], ["restore-it", "restore-it-2", "restore-it-2-2", "restore-it-3"]);
        assert_eq!((given[4].as_str(), given[5].as_str(), given[7].as_str()), ("step", "step-2", "look-2"));
        assert!(given.iter().all(|id| is_plain_id(id)), "{given:?}");
    }
}
