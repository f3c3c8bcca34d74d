//! The few shapes that a report is made of. Every text in them is safe to show, and no markup.

use crate::drill::procedure::Number;
use crate::present::tone::Toned;

/// A place on an axis, in hundredths of a per cent of its length: 0 to 10,000.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place(pub u32);

impl Place {
    /// The length of an axis.
    pub const WHOLE: u32 = 10_000;

    /// Returns where `part` of `whole` lies, held to the axis; its start where there is no length at all.
    pub fn of(part: i64, whole: i64) -> Self {
        if whole <= 0 {
            return Self(0);
        }
        let place = i128::from(part.clamp(0, whole)) * i128::from(Self::WHOLE) / i128::from(whole);
        Self(u32::try_from(place).unwrap_or(Self::WHOLE))
    }
}

/// A stretch of an axis.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stretch {
    /// Where it begins.
    pub from: Place,
    /// Where it ends.
    pub to: Place,
}

/// One part of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A sentence that belongs above or below what it is about.
    Remark(Toned),
    /// Names with what they say, each at least one text.
    Pairs(Vec<(String, Vec<Toned>)>),
    /// Rows under heads.
    Table(Table),
    /// Things that were said or done, one after the other.
    Entries(Vec<Entry>),
    /// Lengths beside each other.
    Bars(Vec<Bar>),
    /// Steps on the clock.
    Gantt(Gantt),
    /// How much was back when.
    Curve(Curve),
    /// What was run, step by step.
    Runs(Vec<Runs>),
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words, which are broken into lines.
    Words,
    /// A few words of ours, or a time: never broken.
    Brief,
    /// Figures, which stand right.
    Figure,
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// A heading above rows that belong together.
    Heading(String),
    /// As many texts as there are heads.
    Cells(Vec<Toned>),
}

/// A table; the column at `names` says what its row is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What it shows, for who cannot see it at a glance.
    pub caption: String,
    /// The heads of its columns.
    pub heads: Vec<(&'static str, Kind)>,
    /// Which column names the row.
    pub names: usize,
    /// The rows.
    pub rows: Vec<Row>,
}

impl Table {
    /// Returns the table without the columns in which no row has a text: what is not there yet leaves no gap.
    #[must_use]
    pub fn closed_up(mut self) -> Self {
        let used = |column: usize| {
            self.rows
                .iter()
                .any(|row| matches!(row, Row::Cells(cells) if cells.get(column).is_some_and(|it| !it.text.is_empty())))
        };
        let kept: Vec<bool> = (0..self.heads.len()).map(used).collect();
        let names = kept.iter().take(self.names).filter(|kept| **kept).count();
        let mut heads = kept.iter();
        self.heads.retain(|_| heads.next().copied().unwrap_or(false));
        for row in &mut self.rows {
            if let Row::Cells(cells) = row {
                let mut columns = kept.iter();
                cells.retain(|_| columns.next().copied().unwrap_or(false));
            }
        }
        self.names = names;
        self
    }
}

/// Something that was said or done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub time: String,
    /// What.
    pub text: Toned,
    /// Where, by whom, and what has to be known about it.
    pub about: Vec<String>,
    /// What it was before, and what became of it.
    pub asides: Vec<String>,
}

/// One length, drawn beside its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// What it is.
    pub name: String,
    /// How long, in words.
    pub value: Toned,
    /// Where it lies on the axis that all bars share.
    pub stretch: Stretch,
    /// What is behind it.
    pub behind: String,
    /// Whether it is the sum of the others.
    pub sum: bool,
}

/// A mark on an axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// Where.
    pub at: Place,
    /// What it reads.
    pub text: String,
}

/// An anchor on an axis: a letter there, its words beside the drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stake {
    /// Where.
    pub at: Place,
    /// What stands at the line.
    pub letter: char,
    /// On which row the letter stands, so that two that are close do not cover each other.
    pub row: usize,
    /// What it is, when, and how that is known.
    pub words: String,
}

/// The axis of the clock.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Axis {
    /// Its marks.
    pub ticks: Vec<Tick>,
    /// The anchors.
    pub stakes: Vec<Stake>,
    /// Anchors that lie too far off to be drawn.
    pub far_off: Vec<String>,
}

/// How a stretch of a lane is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stroke {
    /// An attempt that was finished.
    Done,
    /// One that failed.
    Failed,
    /// One that was broken off, because the step was skipped.
    Skipped,
    /// One that still ran.
    Running,
    /// The step stood still.
    Held,
    /// A probe saw what it asks for.
    Up,
    /// A probe did not see it.
    Down,
}

impl Stroke {
    /// Every stroke, in the order of the legend.
    pub const ALL: [Self; 7] =
        [Self::Up, Self::Down, Self::Done, Self::Failed, Self::Held, Self::Skipped, Self::Running];

    /// Returns what it means.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
            Self::Running => "still running",
            Self::Held => "on hold",
            Self::Up => "up",
            Self::Down => "down",
        }
    }
}

/// A step, or a probe, on the clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    /// The number of the step; `None` of a probe.
    pub number: Option<Number>,
    /// Its title.
    pub title: String,
    /// Its sign: `✓`.
    pub sign: Toned,
    /// What it took, and whatever else has to be known: `4:10, 2 attempts`.
    pub value: String,
    /// What is drawn, holds last.
    pub strokes: Vec<(Stroke, Stretch)>,
    /// Where it was left out without an attempt.
    pub left_out: Option<Place>,
    /// The whole lane in words.
    pub words: String,
}

/// Steps on the clock, by phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gantt {
    /// The clock.
    pub axis: Axis,
    /// The probes under a heading of their own, then the phases with their steps; those that nothing happened to are left
    /// out.
    pub phases: Vec<(String, Vec<Lane>)>,
    /// The strokes that are used.
    pub legend: Vec<Stroke>,
}

/// What was run for one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Runs {
    /// The step.
    pub step: String,
    /// Its scripts, in the order in which they were asked for; at least one.
    pub runs: Vec<Run>,
}

/// One script that was run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// When it was asked for.
    pub time: String,
    /// Its command, with its role where it is not the step's own.
    pub command: String,
    /// How it ended.
    pub state: Toned,
    /// Who asked for it, and how much it printed.
    pub about: Vec<String>,
    /// What was kept of what it printed.
    pub printed: Vec<Printed>,
}

/// A line of what a script printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Printed {
    /// As it was printed, without colours.
    Line(String),
    /// How much was not kept here.
    LeftOut(String),
}

/// A stretch of the clock in which the same share of the service was back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level {
    /// When.
    pub stretch: Stretch,
    /// How much; the whole is all of the service.
    pub height: Place,
}

/// How much of the service was back when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Curve {
    /// The clock.
    pub axis: Axis,
    /// Without a gap from the start of the axis to its end.
    pub levels: Vec<Level>,
    /// Every change in words.
    pub table: Table,
    /// The whole drawing in words.
    pub words: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::tone::Tone;

    #[test]
    fn a_place_is_held_to_the_axis() {
        assert_eq!(Place::of(1, 3), Place(3_333));
        assert_eq!(Place::of(-5, 3), Place(0));
        assert_eq!(Place::of(9, 3), Place(10_000));
        assert_eq!(Place::of(9, 0), Place(0));
        assert_eq!(Place::of(i64::MAX, i64::MAX), Place(10_000));
    }

    #[test]
    fn a_column_without_a_text_is_left_out() {
        let cells = |texts: [&str; 3]| Row::Cells(texts.map(|it| Toned::new(it, Tone::Plain)).to_vec());
        let heads = vec![("a", Kind::Words), ("b", Kind::Figure), ("c", Kind::Words)];
        let rows = vec![cells(["", "1", "x"]), Row::Heading("phase".into()), cells(["", "", "y"])];
        let table = Table { caption: String::new(), heads, names: 2, rows }.closed_up();
        assert_eq!((table.heads.len(), table.heads[0].0, table.names), (2, "b", 1));
        assert!(matches!(&table.rows[2], Row::Cells(cells) if cells.len() == 2 && cells[1].text == "y"));
    }
}
