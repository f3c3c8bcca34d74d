//! Hides the values of secrets in whatever a script prints, however it is cut into pieces.
//!
//! It is a best effort: a script that turns a secret round, or prints every other letter of it, gets it through.

use super::spelling::{Ends, Found, Pattern};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// How many characters a secret must have: anything shorter would be found everywhere.
pub const SHORTEST: usize = 5;

/// Why values cannot be hidden.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretsError {
    /// It would be found everywhere.
    #[error(
        "the value of {name} is too short to be a secret: it needs {SHORTEST} characters, or hiding it would black out \
         half of the output. Choose a longer one, or take {name} off the list of secrets"
    )]
    TooShort {
        /// The variable.
        name: String,
    },
}

/// The values that nobody may see, ready to be looked for. Cheap to clone.
#[derive(Clone, Default)]
pub struct Secrets(Option<Arc<Index>>);

/// Names only.
impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.iter().flat_map(|index| &index.names)).finish()
    }
}

impl Secrets {
    /// Makes them ready: each value, and each line of it that is long enough. The last of two with one name counts.
    ///
    /// # Errors
    ///
    /// A value of less than [`SHORTEST`] characters.
    pub fn new(values: impl IntoIterator<Item = (String, String)>) -> Result<Self, SecretsError> {
        let values: BTreeMap<String, String> = values.into_iter().collect();
        if let Some((name, _)) = values.iter().find(|(_, value)| is_too_short(value)) {
            return Err(SecretsError::TooShort { name: name.clone() });
        }
        Ok(Self((!values.is_empty()).then(|| Arc::new(Index::of(values)))))
    }

    /// Hides them in a whole text.
    pub fn hide(&self, text: &str) -> String {
        let mut hidden = Vec::with_capacity(text.len());
        let mut filter = self.filter();
        filter.feed(text.as_bytes(), &mut |part| hidden.extend_from_slice(part));
        filter.flush(&mut |part| hidden.extend_from_slice(part));
        String::from_utf8_lossy(&hidden).into_owned()
    }

    /// Makes a filter for one stream of bytes.
    pub fn filter(&self) -> Filter {
        Filter { index: self.0.clone(), held: Vec::new(), covered: 0, by: 0, ends: Ends::default() }
    }
}

fn is_too_short(text: &str) -> bool {
    text.trim().chars().count() < SHORTEST
}

/// Every pattern, found by the two bytes with which it can begin.
struct Index {
    names: Vec<String>,
    /// What stands in place of each.
    signs: Vec<Vec<u8>>,
    patterns: Vec<(Pattern, usize)>,
    /// Pairs of bytes and the patterns that can begin with them, sorted.
    beginnings: Vec<(u16, usize)>,
    /// One bit for each pair of bytes.
    pairs: Box<[u64; 1024]>,
    firsts: [bool; 256],
}

impl Index {
    fn of(values: BTreeMap<String, String>) -> Self {
        let (names, values): (Vec<String>, Vec<String>) = values.into_iter().unzip();
        let mut patterns = BTreeMap::new();
        for (nth, value) in values.iter().enumerate() {
            let parts = [value.as_str()].into_iter().chain(value.split(['\n', '\r']));
            for part in parts.flat_map(|part| [part, part.trim()]).filter(|part| !is_too_short(part)) {
                for pattern in Pattern::all_of(part) {
                    patterns.entry(pattern).or_insert(nth);
                }
            }
        }
        let signs = names.iter().map(|name| format!("[hidden {name}]").into_bytes()).collect();
        let mut index = Self {
            names,
            signs,
            patterns: patterns.into_iter().collect(),
            beginnings: Vec::new(),
            pairs: Box::new([0; 1024]),
            firsts: [false; 256],
        };
        index.note_beginnings();
        index
    }

    fn note_beginnings(&mut self) {
        for (nth, (pattern, _)) in self.patterns.iter().enumerate() {
            for pair in pattern.beginnings() {
                let number = u16::from_le_bytes(pair);
                self.beginnings.push((number, nth));
                self.pairs[usize::from(number >> 6)] |= 1 << (number & 63);
                self.firsts[usize::from(pair[0])] = true;
            }
        }
        self.beginnings.sort_unstable();
        self.beginnings.dedup();
    }

    fn may_begin(&self, pair: u16) -> bool {
        self.pairs[usize::from(pair >> 6)] >> (pair & 63) & 1 == 1
    }

    /// What `text` begins with: the longest secret, and whose it is.
    fn look(&self, text: &[u8], is_all: bool, ends: &mut Ends) -> (Found, usize) {
        let [first, second, ..] = *text else {
            let is_beginning = !is_all && text.first().is_some_and(|it| self.firsts[usize::from(*it)]);
            return (if is_beginning { Found::Beginning } else { Found::Nothing }, 0);
        };
        let pair = u16::from_le_bytes([first, second]);
        let from = self.beginnings.partition_point(|(it, _)| *it < pair);
        let mut longest = (Found::Nothing, 0);
        for (_, nth) in self.beginnings[from..].iter().take_while(|(it, _)| *it == pair) {
            let (pattern, name) = &self.patterns[*nth];
            let found = if is_all { pattern.compare_last(text, ends) } else { pattern.compare(text, ends) };
            match (found, longest.0) {
                (Found::Beginning, _) => return (Found::Beginning, 0),
                (Found::Whole(new), Found::Whole(old)) if new <= old => {}
                (Found::Whole(_), _) => longest = (found, *name),
                (Found::Nothing, _) => {}
            }
        }
        longest
    }
}

/// Hides secrets in one stream of bytes. It holds back only what could be the beginning of one.
pub struct Filter {
    index: Option<Arc<Index>>,
    held: Vec<u8>,
    /// How many of the bytes to come belong to a secret that was found already, and to whose.
    covered: usize,
    by: usize,
    ends: Ends,
}

impl Filter {
    /// Takes what came next and passes on what is known to be harmless.
    pub fn feed(&mut self, bytes: &[u8], pass: &mut dyn FnMut(&[u8])) {
        let Some(index) = self.index.clone() else { return pass(bytes) };
        if self.held.is_empty() {
            let done = self.pass_on(&index, bytes, false, pass);
            self.held.extend_from_slice(&bytes[done..]);
        } else {
            let mut all = std::mem::take(&mut self.held);
            all.extend_from_slice(bytes);
            let done = self.pass_on(&index, &all, false, pass);
            all.drain(..done);
            self.held = all;
        }
    }

    /// Passes on what was held back: no more comes.
    pub fn flush(&mut self, pass: &mut dyn FnMut(&[u8])) {
        let Some(index) = self.index.clone() else { return };
        let held = std::mem::take(&mut self.held);
        self.pass_on(&index, &held, true, pass);
    }

    /// Every byte that belongs to any secret is left out, also where two of them overlap. Returns how many bytes are done.
    fn pass_on(&mut self, index: &Index, text: &[u8], is_all: bool, pass: &mut dyn FnMut(&[u8])) -> usize {
        let (mut at, mut plain, mut covered) = (0, self.covered, self.covered);
        while at < text.len() {
            at += harmless(index, &text[at..]);
            if at >= text.len() {
                break;
            }
            match index.look(&text[at..], is_all, &mut self.ends) {
                (Found::Beginning, _) => break,
                (Found::Nothing, _) => {}
                (Found::Whole(length), name) => {
                    let is_new = at >= covered;
                    if is_new {
                        pass(&text[plain..at]);
                    }
                    if is_new || (name != self.by && at + length > covered) {
                        pass(&index.signs[name]);
                        self.by = name;
                    }
                    covered = covered.max(at + length);
                    plain = covered;
                }
            }
            at += 1;
        }
        if plain < at {
            pass(&text[plain..at]);
        }
        self.covered = covered.saturating_sub(at);
        at
    }
}

/// How many bytes from the start no secret can begin with.
fn harmless(index: &Index, text: &[u8]) -> usize {
    let pairs = text.windows(2);
    let found = pairs.into_iter().position(|pair| index.may_begin(u16::from_le_bytes([pair[0], pair[1]])));
    found.unwrap_or(text.len().saturating_sub(1))
}

#[cfg(test)]
mod tests;
