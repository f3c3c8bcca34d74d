//! What the words of a comparison are made from.

use crate::analysis::comparison::{Against, Column, Comparison, Held};
use crate::analysis::scope::Clock;
use crate::drill::session::Session;
use crate::drill::time::{Moment, Span};
use crate::present::ascii;
use crate::present::cells;
use crate::present::format;
use crate::present::safe::Charset;
use crate::present::sign::arrow;

/// The most cells that a name, a title or a reason gets; it stands in a line with others.
const LONGEST: usize = 80;

/// A comparison with the sessions that it was made from, at one moment.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// The sessions, in the order of the columns.
    pub held: &'a [Held<'a>],
    /// What was found out about them.
    pub comparison: &'a Comparison,
    /// What the deltas are taken against.
    pub against: Against,
    /// When.
    pub now: &'a Moment,
    /// Which characters the tool may add.
    pub charset: Charset,
}

impl<'a> Scene<'a> {
    /// Returns each session with its place, its name for it and its figures.
    pub(super) fn columns(&self) -> impl Iterator<Item = (usize, &'a Session, &'a Column)> + use<'a> {
        self.held
            .iter()
            .zip(&self.comparison.columns)
            .enumerate()
            .map(|(at, (held, it))| (at, held.session, it))
    }

    /// Returns the two columns that the answer, the bridge and every Δ are about: the baseline and the one farthest from
    /// it (the first and the last, where the baseline is no session), in their order.
    pub(super) fn ends(&self) -> (usize, usize) {
        let (from, to) = (self.comparison.baseline.unwrap_or(0), self.comparison.far_end());
        (from.min(to), from.max(to))
    }

    /// Whether the Δs of the rows are parts of a Δ of totals: both sessions that they are about have one.
    pub(super) fn adds_up(&self) -> bool {
        let (from, to) = self.ends();
        self.total(from).is_some() && self.total(to).is_some()
    }

    /// Names a session in a sentence: `drill 4`; by its day as long as its number is not known.
    pub(super) fn called(&self, at: usize) -> String {
        match self.held.get(at).and_then(|it| it.place) {
            Some(place) => format!("drill {}", place.earlier + 1),
            None => format!("the drill of {}", self.day(at)),
        }
    }

    /// Names a session where there is little room: `4`.
    pub(super) fn short(&self, at: usize) -> String {
        match self.held.get(at).and_then(|it| it.place) {
            Some(place) => (place.earlier + 1).to_string(),
            None => self.day(at),
        }
    }

    /// Names two sessions, the second behind the first: `1 → 4`.
    pub(super) fn between(&self, from: usize, to: usize) -> String {
        format!("{}{}{}", self.short(from), arrow(self.charset), self.short(to))
    }

    /// Names what the deltas are taken against.
    pub(super) fn reference(&self) -> String {
        match (self.comparison.baseline, self.against) {
            (Some(at), _) => self.called(at),
            (None, Against::Median) => "the median".to_owned(),
            (None, Against::Objective) => "the RTO".to_owned(),
            (None, _) => "the best segments".to_owned(),
        }
    }

    /// Returns the day on which a session began.
    pub(super) fn day(&self, at: usize) -> String {
        let started = self.held.get(at).and_then(|it| it.session.started());
        started.map(|it| format::day(it.wall, it.utc_offset_s)).unwrap_or_default()
    }

    /// Returns the total of a column in full seconds, where it has one that can stand beside others.
    pub(super) fn total(&self, at: usize) -> Option<Span> {
        let column = self.comparison.columns.get(at).filter(|it| it.has_total)?;
        Some(Span::from_secs(column.total()?.secs()))
    }

    /// Returns how much longer a session took than the baseline: the difference of what is shown of both.
    pub(super) fn delta(&self, at: usize) -> Option<Span> {
        Some(self.total(at)? - Span::from_secs(self.comparison.baseline_total?.secs()))
    }

    /// Names a clock: `declared → verified`.
    pub(super) fn clock(&self, (from, to): Clock) -> String {
        format!("{}{}{}", from.word(), arrow(self.charset), to.word())
    }

    /// Makes foreign text safe.
    pub(super) fn shown(&self, text: &str) -> String {
        cells::label(text, LONGEST, self.charset)
    }

    /// Puts the tool's own signs into the charset.
    pub(super) fn own(&self, words: impl AsRef<str>) -> String {
        ascii::signs(words.as_ref(), self.charset).into_owned()
    }

    /// Picks between a sign and its ASCII twin.
    pub(super) const fn sign(&self, unicode: &'static str, ascii: &'static str) -> &'static str {
        match self.charset {
            Charset::Unicode => unicode,
            Charset::Ascii => ascii,
        }
    }
}
