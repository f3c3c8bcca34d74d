//! A page to read and to choose from: headings, and under them lines of finished words.

use super::cells;
use super::tone::{Tone, Toned};
use crate::drill::ids::{EventId, PersonName, SessionId, StepId};

/// A part of a page, under one heading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// Its heading; none where it is empty.
    pub title: String,
    /// What stands between the heading and the lines, and cannot be selected: the names of columns.
    pub caption: Option<Line>,
    /// What stands under it.
    pub lines: Vec<Line>,
}

/// One line of a page; each fits a row of the width that the page was made for, or is cut.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// Its words, one behind the other.
    pub words: Vec<Toned>,
    /// What is chosen with it.
    pub target: Option<Target>,
}

/// What a line stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The procedure at that place of the catalogue.
    Procedure(usize),
    /// A session.
    Session(SessionId),
    /// A step of the open session.
    Step(StepId),
    /// A note of the open session.
    Note(EventId),
    /// An action that an earlier session left open.
    Left(SessionId, EventId),
    /// Somebody who takes part.
    Person(PersonName),
}

impl Section {
    /// Makes a part of a page.
    pub fn new(title: impl Into<String>, lines: Vec<Line>) -> Self {
        Self { title: title.into(), caption: None, lines }
    }

    /// Names the columns of its lines.
    #[must_use]
    pub fn captioned(self, caption: Line) -> Self {
        Self { caption: Some(caption), ..self }
    }
}

impl Line {
    /// Makes a line in one tone.
    pub fn new(text: impl Into<String>, tone: Tone) -> Self {
        Self { words: vec![Toned::new(text, tone)], target: None }
    }

    /// Makes a line of several tones.
    pub fn of(words: Vec<Toned>) -> Self {
        Self { words, target: None }
    }

    /// Puts a word before all others.
    #[must_use]
    pub fn behind(mut self, word: Toned) -> Self {
        self.words.insert(0, word);
        self
    }

    /// Makes a line that something is chosen with.
    #[must_use]
    pub fn to(self, target: Target) -> Self {
        Self { target: Some(target), ..self }
    }
}

/// Wraps a safe text to lines of the width.
pub fn paragraph(text: &str, width: usize, tone: Tone) -> Vec<Line> {
    cells::wrap(text, width).into_iter().map(|line| Line::new(line, tone)).collect()
}

/// Wraps a text behind a lead, so that every further line begins where the text does.
pub fn hanging(lead: Toned, text: &str, tone: Tone, width: usize) -> Vec<Line> {
    let indent = cells::width(&lead.text);
    let mut wrapped = cells::wrap(text, width.saturating_sub(indent)).into_iter();
    let first = Line::of(vec![lead, Toned::new(wrapped.next().unwrap_or_default(), tone)]);
    let rest = wrapped.map(|line| Line::new(format!("{}{line}", " ".repeat(indent)), tone));
    [first].into_iter().chain(rest).collect()
}

/// Lays names and what they are out in two columns; `width` is the whole.
pub fn pairs(rows: Vec<(String, Toned)>, width: usize) -> Vec<Line> {
    let widest = rows.iter().map(|(name, _)| cells::width(name)).max().unwrap_or_default();
    let names = widest.min(width / 2);
    let line = |(name, value): (String, Toned)| {
        Line::of(vec![Toned::new(padded(&name, names + 2), Tone::Muted), value])
    };
    rows.into_iter().map(line).collect()
}

/// Cuts or fills a text to just so many cells; where it is cut, a space stays behind it.
pub fn padded(text: &str, cells: usize) -> String {
    let fitted =
        if cells::width(text) < cells { text.to_owned() } else { cells::fit(text, cells.saturating_sub(1)) };
    let gap = " ".repeat(cells - cells::width(&fitted).min(cells));
    fitted + &gap
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_above_each_other() {
        let rows =
            vec![("RTO".to_owned(), Toned::new("4h", Tone::Plain)), ("owner".to_owned(), Toned::default())];
        let lines = pairs(rows, 40);
        assert_eq!(lines[0].words[0].text, "RTO    ");
        assert_eq!(lines[1].words[0].text, "owner  ");
    }

    #[test]
    fn a_wrapped_text_hangs_behind_its_lead() {
        let lines = hanging(Toned::new("14:21 ", Tone::Muted), "the newest dump", Tone::Plain, 16);
        let texts: Vec<_> = lines
            .iter()
            .map(|line| line.words.iter().map(|it| it.text.as_str()).collect::<String>())
            .collect();
        assert_eq!(texts, ["14:21 the newest", "      dump"]);
    }

    #[test]
    fn a_padded_text_has_just_its_width() {
        assert_eq!(padded("abc", 5), "abc  ");
        assert_eq!(padded("abcdef", 5), "abc… ");
        assert_eq!(padded("abcde", 5), "abc… ");
        assert_eq!(padded("日本語", 4), "日… ");
        assert_eq!(padded("ab", 0), "");
    }
}
