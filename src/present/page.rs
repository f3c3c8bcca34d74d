//! A page to read and to choose from: headings, and under them lines of finished words.

use super::cells;
use super::tone::{Tone, Toned};
use crate::drill::ids::{EventId, PersonName, SessionId, StepId};
use std::ops::Range;

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

/// Which lines of a long page have to have their words: those at the top of each section, where a column may begin, and
/// those around the selected one. The words of ten thousand notes take more memory than the notes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sight(Range<usize>);

impl Sight {
    /// More rows than a terminal has.
    const ROWS: usize = 600;

    /// Sees what is around a line, counted over all lines of the page. It is the same for lines that are near each
    /// other.
    pub fn around(line: usize) -> Self {
        let part = line / Self::ROWS;
        Self(part.saturating_sub(1) * Self::ROWS..(part + 2) * Self::ROWS)
    }

    /// Gives the lines of notes their words where they come into sight, and takes them where they go out of it; `told`
    /// lays out all lines of a note.
    pub fn look(&self, sections: &mut [Section], told: impl Fn(EventId) -> Vec<Line>) {
        let mut behind = 0;
        for section in sections {
            let mut at = 0;
            for lines in section.lines.chunk_by_mut(|a, b| a.target == b.target) {
                let mut rows = at..at + lines.len();
                at = rows.end;
                let Some(Target::Note(note)) = lines[0].target else { continue };
                if !rows.any(|at| at < Self::ROWS || self.0.contains(&(behind + at))) {
                    lines.fill_with(|| Line::default().to(Target::Note(note)));
                } else if lines[0].words.is_empty() {
                    lines.iter_mut().zip(told(note)).for_each(|(line, told)| *line = told);
                }
            }
            behind += at;
        }
    }
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

    /// Leaves what is chosen with it alone: it gets its words when it is seen, see [`Sight::look`].
    #[must_use]
    pub fn bare(self) -> Self {
        Self { words: Vec::new(), ..self }
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
    fn a_note_has_its_words_at_the_top_of_its_section_and_around_the_selected_line() {
        let note = |at: usize| EventId::from_random(at as u64, [0; 10]);
        let told =
            |id| ["first", "second"].map(|it| Line::new(it, Tone::Plain).to(Target::Note(id))).to_vec();
        let bare = (0..1_500).flat_map(|at| told(note(at))).map(Line::bare).collect();
        let mut page =
            [Section::new("steps", vec![Line::new("x", Tone::Plain); 9]), Section::new("notes", bare)];
        for selected in [0, 599, 600, 1_199, 1_200, 2_400, 2_999, 0] {
            Sight::around(9 + selected).look(&mut page, told);
            let lines = &page[1].lines;
            let (first, last) = (selected.max(500) - 500, (selected + 500).min(2_999));
            for (at, line) in lines.iter().enumerate() {
                let words = line.words.first().map(|it| it.text.as_str());
                let seen = at < 600 || (first..=last).contains(&at);
                assert!(words.map_or(!seen, |it| it == ["first", "second"][at % 2]), "{selected}: {at}");
                assert_eq!(line.target, Some(Target::Note(note(at / 2))));
            }
            assert!(lines.iter().filter(|line| !line.words.is_empty()).count() <= 2_410);
            assert!(page[0].lines.iter().all(|line| !line.words.is_empty()), "what is no note stays");
        }
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
