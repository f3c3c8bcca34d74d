//! The table of a comparison: all rows and all columns, of whatever width the face may be.

use super::answer::answer;
use super::scene::Scene;
use super::{bridge, differed, steps, totals, unlike};
use crate::analysis::scope::Clock;
use crate::drill::time::Span;
use crate::present::cells::width;
use crate::present::environment::environment;
use crate::present::format;
use crate::present::sign;
use crate::present::tone::{Tone, Toned};
use std::ops::Range;

/// A comparison in finished words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The procedure's title, and how many sessions there are.
    pub title: String,
    /// The answer in a sentence.
    pub answer: Toned,
    /// What makes the sessions unlike; nothing where they are alike.
    pub unlike: Vec<Toned>,
    /// What the deltas are taken against, and on which clock the totals are.
    pub basis: String,
    /// The widest clock that all share, where their own are unlike and it is not the one that is shown.
    pub shared: Option<Clock>,
    /// The heads of the columns.
    pub heads: Vec<Head>,
    /// The head of the deltas: `Δ 1 → 4`; empty where there is none.
    pub delta: String,
    /// Every row, those that are folded away too.
    pub rows: Vec<Row>,
    /// The rows that can be sorted by their deltas.
    pub steps: Range<usize>,
    /// How wide the widest of everything is; measured once.
    pub(super) widest: Widest,
}

/// The cells that the widest takes of each sort.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Widest {
    pub label: usize,
    pub figure: usize,
    /// What is said behind a figure.
    pub behind: usize,
    /// Words across a column, heads among them.
    pub words: usize,
}

/// The head of a column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// Number and environment: `4 PRODUCTION`; marked where the session is unlike the others.
    pub name: Vec<Toned>,
    /// When, and whose: `28 May Dee`.
    pub held: Toned,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A figure of the sessions as a whole.
    Total,
    /// Nothing but air.
    Air,
    /// A heading that stands for nothing.
    Heading,
    /// A phase, which opens to its steps.
    Phase,
    /// A step, or what it was split into.
    Step,
    /// What is no step but belongs to the sum, and the sum.
    Sum,
    /// A part of the bridge, or a step behind it.
    Bridge,
    /// Something in which the sessions differed.
    Fact,
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it is.
    pub kind: Kind,
    /// What it is about.
    pub label: Toned,
    /// `new`, `dropped`, `split` or `merged`, where the work is not just the same.
    pub tag: &'static str,
    /// How much longer the later of the two sessions took that the answer is about.
    pub delta: Option<Span>,
    /// What stands in the columns.
    pub figures: Figures,
    /// Of a work, how much longer each session took than the baseline.
    pub deltas: Vec<Option<Span>>,
    /// The work that it is about, by its place in the comparison.
    pub work: Option<usize>,
    /// The row that has to be open for this one to be seen.
    pub under: Option<usize>,
    /// Whether it can be opened, and whether it is from the start.
    pub opens: Option<bool>,
}

/// What stands in the columns of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Figures {
    /// Nothing.
    None,
    /// A cell for each session.
    Cells(Vec<Cell>),
    /// One figure for all of them, and its size among those of its kind, from 0 to 1,000.
    One(Toned, u16),
}

/// A cell of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// A figure, which stands right, and what is to be said of it, which stands left of nothing but air.
    Figure(Toned, Vec<Toned>),
    /// Words across the column.
    Words(Toned),
}

impl Cell {
    /// What is not known, or does not apply.
    pub(super) fn nothing(scene: &Scene) -> Self {
        Self::Figure(Toned::new(scene.sign("—", "-"), Tone::Muted), Vec::new())
    }

    /// A figure with nothing to be said of it.
    pub(super) fn figure(text: impl Into<String>, tone: Tone) -> Self {
        Self::Figure(Toned::new(text, tone), Vec::new())
    }
}

impl Row {
    /// Makes a row that stands alone and cannot be opened.
    pub(super) fn new(kind: Kind, label: Toned, figures: Figures) -> Self {
        Self {
            kind,
            label,
            tag: "",
            delta: None,
            figures,
            deltas: Vec::new(),
            work: None,
            under: None,
            opens: None,
        }
    }

    pub(super) fn air() -> Self {
        Self::new(Kind::Air, Toned::default(), Figures::None)
    }

    pub(super) fn heading(text: impl Into<String>) -> Self {
        Self::new(Kind::Heading, Toned::new(text, Tone::Strong), Figures::None)
    }

    /// Returns how many cells stand before the label, where others can be opened: for a sign, or for nothing.
    pub(super) const fn margin(&self) -> usize {
        if matches!(self.kind, Kind::Phase | Kind::Fact | Kind::Bridge) { 2 } else { 0 }
    }

    /// Whether there is something to select.
    pub fn is_selectable(&self) -> bool {
        !matches!(self.kind, Kind::Air | Kind::Heading)
    }
}

impl Sheet {
    /// Puts a comparison into words.
    pub fn of(scene: &Scene) -> Self {
        let (from, to) = scene.ends();
        let mut rows = totals::rows(scene);
        rows.push(Row::air());
        let steps = steps::rows(scene, &mut rows);
        bridge::rows(scene, &mut rows);
        differed::rows(scene, &mut rows);
        let count = scene.held.len();
        let title =
            scene.held.last().map(|it| scene.shown(&it.session.procedure().title)).unwrap_or_default();
        let clock = match scene.comparison.clock {
            Some(clock) => scene.clock(clock),
            None => own_clocks(scene),
        };
        let heads: Vec<Head> = (0..count).map(|at| head(scene, at)).collect();
        Self {
            widest: Widest::of(&heads, &rows),
            title: format!("{title}{}{count} sessions", scene.own(" · ")),
            answer: answer(scene),
            unlike: unlike::line(scene),
            basis: scene.own(format!("against {} · {clock}", scene.reference())),
            shared: scene.comparison.shared.filter(|it| scene.comparison.clock != Some(*it)),
            heads,
            delta: if rows.iter().any(|it| it.delta.is_some()) {
                format!("{} {}", scene.sign("Δ", "change"), scene.between(from, to))
            } else {
                String::new()
            },
            rows,
            steps,
        }
    }

    /// Returns which rows are open from the start.
    pub fn opened(&self) -> Vec<bool> {
        self.rows.iter().map(|row| row.opens == Some(true)).collect()
    }

    /// Returns the rows that are in sight, in order; sorted, the steps stand by their deltas instead of in their phases:
    /// what changed the total most comes first.
    pub fn visible(&self, open: &[bool], sorted: bool) -> Vec<usize> {
        let is_open = |at: usize| open.get(at).copied().unwrap_or_default();
        let in_sight = |at: &usize| self.rows[*at].under.is_none_or(is_open);
        if !sorted {
            return (0..self.rows.len()).filter(in_sight).collect();
        }
        let mut steps: Vec<usize> =
            self.steps.clone().filter(|at| self.rows[*at].kind == Kind::Step).collect();
        let slower =
            self.rows[self.steps.clone()].iter().filter_map(|it| it.delta).sum::<Span>() > Span::ZERO;
        steps.sort_by_key(|at| {
            let delta = self.rows[*at].delta.unwrap_or_default();
            if slower { -delta } else { delta }
        });
        let before = (0..self.steps.start).filter(in_sight);
        before.chain(steps).chain((self.steps.end..self.rows.len()).filter(in_sight)).collect()
    }
}

impl Widest {
    fn of(heads: &[Head], rows: &[Row]) -> Self {
        let mut widest =
            Self { words: heads.iter().map(Head::width).max().unwrap_or_default(), ..Self::default() };
        for row in rows {
            let tag = if row.tag.is_empty() { 0 } else { width(row.tag) + 2 };
            widest.label = widest.label.max(width(&row.label.text) + row.margin() + tag);
            let Figures::Cells(cells) = &row.figures else { continue };
            for cell in cells {
                match cell {
                    Cell::Figure(figure, behind) => {
                        widest.figure = widest.figure.max(width(&figure.text));
                        widest.behind = widest.behind.max(behind.iter().map(|it| width(&it.text)).sum());
                    }
                    Cell::Words(words) => widest.words = widest.words.max(width(&words.text)),
                }
            }
        }
        widest
    }
}

impl Head {
    /// Returns how many cells it takes.
    pub fn width(&self) -> usize {
        let name: usize = self.name.iter().map(|it| width(&it.text)).sum();
        name.max(width(&self.held.text))
    }
}

fn head(scene: &Scene, at: usize) -> Head {
    let Some((_, session, column)) = scene.columns().nth(at) else { return Head::default() };
    let number = scene.held[at].place.map(|it| format!("{} ", it.earlier + 1)).unwrap_or_default();
    let place = match session.opening() {
        Some(it) => environment(&it.environment, it.protected, scene.charset),
        None => Toned::new("unknown", Tone::Muted),
    };
    let tone = if place.tone == Tone::Protected { Tone::Protected } else { Tone::Strong };
    let mut name = vec![Toned::new(format!("{number}{}", place.text), tone)];
    if !column.counts {
        name.push(Toned::new(sign::unlike(scene.charset), Tone::Warned));
    }
    let owner = session.people().owner().map(|it| scene.shown(it.as_str())).unwrap_or_default();
    Head { name, held: Toned::new(format!("{} {owner}", scene.day(at)), Tone::Muted) }
}

/// Names the recovery clock that all sessions have, or says that they differ.
fn own_clocks(scene: &Scene) -> String {
    let mut clocks: Vec<Clock> = scene.held.iter().map(|it| it.session.procedure().clock).collect();
    clocks.dedup();
    match clocks.as_slice() {
        [clock] => scene.clock(*clock),
        _ => "each on its own clock".to_owned(),
    }
}

/// Writes a difference in the tone of what it means.
pub fn delta(span: Span) -> Toned {
    let tone = match span.secs() {
        0 => Tone::Muted,
        secs if secs < 0 => Tone::Ahead,
        _ => Tone::Behind,
    };
    Toned::new(format::delta(span), tone)
}

#[cfg(test)]
mod tests {
    use super::super::team::{Team, four};
    use super::*;

    fn labels(sheet: &Sheet, rows: Vec<usize>) -> Vec<&str> {
        rows.into_iter().map(|at| sheet.rows[at].label.text.trim()).collect()
    }

    #[test]
    fn folded_steps_are_out_of_sight_and_sorted_ones_leave_their_phases() {
        let team = four();
        let sheet = team.sheet();
        let open = sheet.opened();
        let all = sheet.visible(&open, false);
        let phase = sheet.rows.iter().position(|it| it.kind == Kind::Phase).unwrap();
        let mut folded = open.clone();
        folded[phase] = false;
        assert!(sheet.visible(&folded, false).len() < all.len());
        let sorted = sheet.visible(&folded, true);
        let steps: Vec<_> = sorted.iter().filter(|at| sheet.steps.contains(at)).collect();
        let deltas: Vec<_> =
            steps.iter().map(|at| sheet.rows[**at].delta.unwrap_or_default().secs()).collect();
        assert!(deltas.is_sorted() && deltas.len() > 3, "{deltas:?}");
        assert!(sorted.iter().all(|at| sheet.rows[*at].kind != Kind::Phase));
        assert_eq!(labels(&sheet, sheet.visible(&open, false)), labels(&sheet, all));
    }

    #[test]
    fn every_column_adds_up_to_its_total_before_the_eye() {
        let team: Team = four();
        let sheet = team.sheet();
        let seconds = |text: &str| {
            let negative = text.starts_with('−');
            let parts =
                text.trim_start_matches(['−', '+', '~']).split(':').map(|it| it.parse::<i64>().unwrap());
            parts.fold(0, |sum, part| sum * 60 + part) * if negative { -1 } else { 1 }
        };
        for column in 0..4 {
            let figure = |row: &Row| match &row.figures {
                Figures::Cells(cells) => match &cells[column] {
                    Cell::Figure(it, _) if it.text.contains(':') && !it.text.starts_with('(') => {
                        seconds(&it.text)
                    }
                    _ => 0,
                },
                _ => 0,
            };
            let of = |kind| {
                sheet.rows[sheet.steps.start..].iter().filter(move |it| it.kind == kind && it.tag != "total")
            };
            let steps: i64 =
                sheet.rows[sheet.steps.clone()].iter().filter(|it| it.kind == Kind::Step).map(figure).sum();
            let mut sums: Vec<i64> = of(Kind::Sum).map(figure).collect();
            let total = sums.pop().unwrap();
            assert_eq!(steps + sums.iter().sum::<i64>(), total, "column {column}");
            assert_eq!(figure(&sheet.rows[0]), total);
        }
    }

    #[test]
    fn the_bridge_and_the_deltas_add_up_to_the_change_of_the_total() {
        let team = four();
        let sheet = team.sheet();
        let change = Span::from_secs(40 * 60 + 12 - (2 * 3_600 + 7 * 60 + 41));
        let deltas =
            |kind| sheet.rows.iter().filter(move |it: &&Row| it.kind == kind).filter_map(|it| it.delta);
        let sums: Vec<Span> = deltas(Kind::Sum).collect();
        let (total, parts) = sums.split_last().unwrap();
        let steps: Span = sheet.rows[sheet.steps.clone()]
            .iter()
            .filter(|it| it.kind == Kind::Step)
            .filter_map(|it| it.delta)
            .sum();
        assert_eq!((steps + parts.iter().copied().sum::<Span>(), *total), (change, change));
        let bridge: Vec<&Row> = sheet.rows.iter().filter(|it| it.kind == Kind::Bridge).collect();
        let parts: Span = bridge.iter().filter(|it| it.under.is_none()).filter_map(|it| it.delta).sum();
        assert_eq!(parts, change);
        for part in
            sheet.rows.iter().enumerate().filter(|(_, it)| it.kind == Kind::Bridge && it.opens.is_some())
        {
            let behind: Span =
                bridge.iter().filter(|it| it.under == Some(part.0)).filter_map(|it| it.delta).sum();
            assert_eq!(Some(behind), part.1.delta, "{}", part.1.label.text);
        }
    }
}
