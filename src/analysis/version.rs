//! Which version of a procedure a session has, counted over all that were held before it.

use crate::drill::ids::Digest;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// A version of a procedure, as people count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// How many different texts were held so far, this one included.
    pub number: usize,
    /// How many redlines of earlier sessions made this text.
    pub taken_in: usize,
}

/// Redlines that a session had written into the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// The text that they made.
    pub into: Digest,
    /// How many they were.
    pub redlines: usize,
}

impl Version {
    /// Counts; each earlier session tells its text and what it had written.
    pub fn of<'a>(text: &Digest, earlier: impl IntoIterator<Item = (&'a Digest, &'a [Written])>) -> Self {
        let mut texts = HashSet::from([text]);
        let mut taken_in = 0;
        for (other, written) in earlier {
            texts.insert(other);
            taken_in += written.iter().filter(|it| it.into == *text).map(|it| it.redlines).sum::<usize>();
        }
        Self { number: texts.len(), taken_in }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_texts_are_counted_and_what_made_the_last() {
        let texts: Vec<Digest> = ["1", "1", "2"].map(Digest::from).into();
        let written = [Written { into: "3".into(), redlines: 4 }, Written { into: "2".into(), redlines: 2 }];
        let earlier = || texts.iter().map(|it| (it, &written[..]));
        assert_eq!(Version::of(&"3".into(), earlier()), Version { number: 3, taken_in: 12 });
        assert_eq!(Version::of(&"2".into(), earlier().take(2)), Version { number: 2, taken_in: 4 });
        assert_eq!(Version::of(&"1".into(), earlier().take(0)), Version { number: 1, taken_in: 0 });
    }
}
