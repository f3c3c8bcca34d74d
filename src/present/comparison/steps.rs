//! The steps of all sessions, in phases, and what makes them add up to the totals.

use super::scene::Scene;
use super::sheet::{Cell, Figures, Kind, Row};
use super::totals::{star, total};
use crate::analysis::comparison::{Cell as Work, Row as Works};
use crate::analysis::scope::is_read;
use crate::drill::checklist::StepState;
use crate::drill::procedure::Step;
use crate::drill::time::Span;
use crate::present::adding::adding_up;
use crate::present::format;
use crate::present::level_bar::{WIDTH, level_bar};
use crate::present::sign::arrow;
use crate::present::tone::{Tone, Toned};
use std::ops::Range;

/// What each column shows: the time on the clock of each work, then what lay between them and what was done in parallel.
/// In full seconds that add up to the total.
struct Shown(Vec<Vec<Span>>);

impl Shown {
    fn of(scene: &Scene) -> Self {
        let column = |(at, column): (usize, &crate::analysis::comparison::Column)| {
            let minutes = &column.metrics.minutes;
            let works = scene.comparison.rows.iter();
            let works = works.map(|row| row.cells[at].as_ref().map_or(Span::ZERO, |it| it.on_clock));
            adding_up(&works.chain([minutes.between, minutes.in_parallel()]).collect::<Vec<_>>())
        };
        Self(scene.comparison.columns.iter().enumerate().map(column).collect())
    }

    /// Returns how much longer the later of two columns took over one of its entries.
    fn change(&self, entry: usize, (from, to): (usize, usize)) -> Option<Span> {
        Some(*self.0.get(to)?.get(entry)? - *self.0.get(from)?.get(entry)?)
    }
}

/// Adds the steps; returns where they stand, without what is no step.
pub(super) fn rows(scene: &Scene, rows: &mut Vec<Row>) -> Range<usize> {
    let shown = Shown::of(scene);
    let (outside, inside): (Vec<usize>, Vec<usize>) =
        (0..scene.comparison.rows.len()).partition(|at| is_outside(scene, &scene.comparison.rows[*at]));
    let first = rows.len();
    let mut heading: Option<(String, usize)> = None;
    for at in inside {
        let works = &scene.comparison.rows[at];
        let phase = phase(scene, works);
        if heading.as_ref().is_none_or(|(title, _)| *title != phase) {
            let mut row = Row::new(Kind::Phase, Toned::new(phase.clone(), Tone::Muted), Figures::None);
            row.opens = Some(true);
            heading = Some((phase, rows.len()));
            rows.push(row);
        }
        let mut row = step(scene, at, &shown);
        row.under = heading.as_ref().map(|(_, at)| *at);
        rows.push(row);
    }
    for at in first..rows.len() {
        if rows[at].kind == Kind::Phase {
            sum_up(scene, rows, at, &shown);
        }
    }
    let steps = first..rows.len();
    sums(scene, rows, &shown);
    if !outside.is_empty() {
        rows.extend([Row::air(), Row::heading("OUTSIDE OF THE CLOCK")]);
        rows.extend(outside.into_iter().map(|at| aside(scene, at)));
    }
    steps
}

/// Gives a phase what it shows when it is folded: the times of its steps together.
fn sum_up(scene: &Scene, rows: &mut [Row], phase: usize, shown: &Shown) {
    let works: Vec<usize> =
        rows.iter().filter(|it| it.under == Some(phase)).filter_map(|it| it.work).collect();
    let sum = |column: &Vec<Span>| works.iter().filter_map(|at| column.get(*at)).copied().sum::<Span>();
    let cells = shown.0.iter().map(|column| Cell::figure(scene.own(format::step(sum(column))), Tone::Plain));
    rows[phase].figures = Figures::Cells(cells.collect());
    let (from, to) = scene.ends();
    let delta = shown.0.get(to).zip(shown.0.get(from)).map(|(to, from)| sum(to) - sum(from));
    rows[phase].delta = delta.filter(|_| scene.adds_up());
}

/// Adds what is no step but belongs to the sum, and the sum. What no session has is left out.
fn sums(scene: &Scene, rows: &mut Vec<Row>, shown: &Shown) {
    let works = scene.comparison.rows.len();
    for (label, entry) in [("between steps", works), ("in parallel", works + 1)] {
        if shown.0.iter().all(|it| it[entry] == Span::ZERO) {
            continue;
        }
        let cells = scene.columns().map(|(at, _, column)| match shown.0[at][entry] {
            Span::ZERO if column.has_total => Cell::figure(format::step(Span::ZERO), Tone::Muted),
            span if column.has_total => Cell::figure(scene.own(format::step(span)), Tone::Plain),
            _ => Cell::nothing(scene),
        });
        let mut row = Row::new(Kind::Sum, Toned::new(label, Tone::Muted), Figures::Cells(cells.collect()));
        row.delta = shown.change(entry, scene.ends()).filter(|_| scene.adds_up());
        rows.push(row);
    }
    let cells = scene.columns().map(|(_, _, column)| match total(column) {
        Some(text) => Cell::figure(text, Tone::Strong),
        None => Cell::nothing(scene),
    });
    let label = scene.comparison.clock.map_or_else(|| "recovery time".to_owned(), |it| scene.clock(it));
    let mut row = Row::new(Kind::Sum, Toned::new(label, Tone::Strong), Figures::Cells(cells.collect()));
    let (from, to) = scene.ends();
    row.delta = scene.total(to).zip(scene.total(from)).map(|(to, from)| to - from);
    rows.push(row);
}

/// Whether no session did any of it on its clock: it was done before the clock started, or after it stopped. Of what
/// nobody did, its place in the procedure tells.
fn is_outside(scene: &Scene, works: &Works) -> bool {
    let mut cells = works.cells.iter().flatten().filter(|it| it.segment.is_some()).peekable();
    if cells.peek().is_some() {
        return cells
            .all(|it| it.on_clock == Span::ZERO && it.segment.is_some_and(|it| it.span > Span::ZERO));
    }
    let known =
        scene.held.iter().zip(&works.cells).rev().find_map(|(held, cell)| Some((held, cell.as_ref()?)));
    known.is_some_and(|(held, cell)| {
        cell.places.iter().all(|at| *at >= held.session.procedure().cleanup_from())
    })
}

fn phase(scene: &Scene, works: &Works) -> String {
    titles(scene, works).1.map(|title| scene.shown(&title).to_uppercase()).unwrap_or_default()
}

fn step(scene: &Scene, at: usize, shown: &Shown) -> Row {
    let works = &scene.comparison.rows[at];
    let cells = works.cells.iter().enumerate().map(|(column, work)| match work {
        Some(work) => cell(scene, work, shown.0[column][at], scene.held[column].session.stage().is_open()),
        None => Cell::nothing(scene),
    });
    let mut row = Row::new(Kind::Step, label(scene, works), Figures::Cells(cells.collect()));
    row.tag = tag(scene, works);
    let (from, to) = scene.ends();
    let work = |column: usize| works.cells.get(column).and_then(Option::as_ref);
    let begun = |column: usize| work(column).is_some_and(|it| it.segment.is_some());
    let done = |column: usize| work(column).is_some_and(|it| it.state == StepState::Done);
    // What a session that has no total did not come to costs it nothing, and saves it nothing.
    let told = if scene.adds_up() { begun(from) || begun(to) } else { done(from) && done(to) };
    row.delta = shown.change(at, (from, to)).filter(|_| told);
    row.deltas = deltas(scene, works, |column| shown.0[column][at]);
    row.work = Some(at);
    row
}

/// How much longer each session took than the baseline, by what is shown of both.
fn deltas(scene: &Scene, works: &Works, shown: impl Fn(usize) -> Span) -> Vec<Option<Span>> {
    let delta = |(column, cell): (usize, &Option<Work>)| {
        let exact = cell.as_ref()?.delta?;
        let base = scene.comparison.baseline.filter(|at| works.cells[*at].is_some());
        Some(base.map_or(exact, |base| shown(column) - shown(base)))
    };
    works.cells.iter().enumerate().map(delta).collect()
}

/// A step that is in no sum: with the time that it took all the same.
fn aside(scene: &Scene, at: usize) -> Row {
    let works = &scene.comparison.rows[at];
    let cells = works.cells.iter().map(|work| match work {
        Some(work) => match work.segment {
            Some(took) => Cell::figure(format::step(took.span), Tone::Muted),
            None => Cell::figure(word(scene, work.state), Tone::Muted),
        },
        None => Cell::nothing(scene),
    });
    let told = label(scene, works);
    let mut row = Row::new(Kind::Step, Toned::new(told.text, Tone::Muted), Figures::Cells(cells.collect()));
    let took =
        |column: usize| works.cells[column].as_ref().and_then(|it| it.segment).map(|it| it.span.secs());
    row.deltas = deltas(scene, works, |column| Span::from_secs(took(column).unwrap_or_default()));
    row.work = Some(at);
    row
}

fn cell(scene: &Scene, work: &Work, time: Span, goes_on: bool) -> Cell {
    let estimated = work.segment.is_some_and(|it| it.estimated);
    let figure = match (work.state, work.segment) {
        (state @ (StepState::Skipped | StepState::Pending), took)
            if took.is_none_or(|it| it.span == Span::ZERO) =>
        {
            Toned::new(word(scene, state), Tone::Muted)
        }
        // It took its time, but not the clock's.
        (_, Some(took)) if time == Span::ZERO && work.on_clock == Span::ZERO && took.span > Span::ZERO => {
            Toned::new(format!("({})", format::step(took.span)), Tone::Muted)
        }
        (state, _) => {
            let tone = match state {
                StepState::Failed => Tone::Failed,
                StepState::Running => Tone::Strong,
                _ => Tone::Plain,
            };
            Toned::new(format!("{}{}", if estimated { "~" } else { "" }, format::step(time)), tone)
        }
    };
    let bar = match (work.achieved, work.state) {
        (_, StepState::Failed) => Some(Toned::new("failed", Tone::Failed)),
        (Some(achieved), _) => Some(level_bar(achieved, scene.charset)),
        (None, StepState::Running) if goes_on => Some(Toned::new("runs", Tone::Strong)),
        (None, StepState::Running) => Some(Toned::new("open", Tone::Warned)),
        (None, _) => None,
    };
    let star = work.best.then(|| star(scene));
    let air = (bar.is_none() && star.is_some()).then(|| Toned::new(" ".repeat(WIDTH), Tone::Plain));
    Cell::Figure(figure, bar.into_iter().chain(air).chain(star).collect())
}

fn word(scene: &Scene, state: StepState) -> &'static str {
    match state {
        StepState::Pending => scene.sign("·", "."),
        state => state.word(),
    }
}

/// The steps of a work as one session knows them.
fn steps_of<'a>(
    scene: &'a Scene,
    works: &'a Works,
    column: usize,
) -> impl Iterator<Item = &'a Step> + use<'a> {
    let places =
        works.cells.get(column).and_then(Option::as_ref).map(|it| it.places.as_slice()).unwrap_or_default();
    places.iter().filter_map(move |at| scene.held[column].session.procedure().steps.get(*at))
}

/// Names a work by its number and title in the last session that knows it; behind the ids that it had before, where
/// those were others: `7 load-dump → Restore the database`.
pub(super) fn label(scene: &Scene, works: &Works) -> Toned {
    let knows = |column: &usize| works.cells[*column].is_some();
    let Some(last) = (0..works.cells.len()).rev().find(knows) else { return Toned::default() };
    let first = (0..last).find(knows).unwrap_or(last);
    let joined = |texts: Vec<String>| texts.join(" + ");
    let titles = joined(steps_of(scene, works, last).map(|it| scene.shown(&it.title)).collect());
    let ids = |column| steps_of(scene, works, column).map(|it| it.id.as_str()).collect::<Vec<_>>();
    let before = if ids(first) == ids(last) {
        String::new()
    } else {
        let ids = ids(first).into_iter().map(|it| scene.shown(it)).collect();
        format!("{}{}", joined(ids), arrow(scene.charset))
    };
    // What the last session does not know any more has no number that could be called out today.
    let newest = works.cells.last().and_then(Option::as_ref);
    let number = newest.and_then(|it| it.places.first());
    let procedure = scene.held.last().map(|it| it.session.procedure());
    let number = number.zip(procedure).map(|(at, it)| it.number_at(*at).to_string());
    let number = number.unwrap_or_else(|| scene.sign("–", "-").to_owned());
    Toned::new(format!("{number:>3} {before}{titles}"), Tone::Plain)
}

/// Returns the title of a work and its phase in the last session that knows it, as they were written.
pub(super) fn titles(scene: &Scene, works: &Works) -> (String, Option<String>) {
    let Some(last) = (0..works.cells.len()).rev().find(|at| works.cells[*at].is_some()) else {
        return (String::new(), None);
    };
    let steps: Vec<&Step> = steps_of(scene, works, last).collect();
    let phases = &scene.held[last].session.procedure().phases;
    let phase = steps.first().and_then(|it| phases.get(it.phase)).map(|it| it.title.clone());
    (steps.iter().map(|it| it.title.as_str()).collect::<Vec<_>>().join(" + "), phase)
}

/// Says what became of a work from the one to the other of the two sessions that the answer is about.
fn tag(scene: &Scene, works: &Works) -> &'static str {
    let (from, to) = scene.ends();
    let count =
        |column: usize| works.cells.get(column).and_then(Option::as_ref).map_or(0, |it| it.places.len());
    if [from, to].iter().any(|at| !is_read(scene.held[*at].session)) {
        return "";
    }
    match (count(from), count(to)) {
        (0, 0) => "",
        (0, _) => "new",
        (_, 0) => "dropped",
        (before, after) if before < after => "split",
        (before, after) if before > after => "merged",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::super::team::Team;
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure, step};
    use crate::drill::command::Command;

    #[test]
    fn what_a_drill_that_was_given_up_did_not_come_to_saves_it_nothing() {
        let mut plan = procedure();
        plan.steps = ["a", "b", "c"].map(|it| step(it, it, &[])).to_vec();
        let begun = |seconds: i64| {
            let drill = Rehearsal::new(plan.clone()).declare().start("a").at(seconds).done("a");
            drill.at(seconds + 50).start("b").at(seconds + 250)
        };
        let whole = || begun(600).done("b").start("c").at(990).done("c").verify();
        let given_up = || begun(500).does(Command::Abort { why: "fire".into() });
        let told = |drills: [Rehearsal; 2]| {
            let sheet = Team::of(drills).sheet();
            let rows = sheet.rows.iter().filter(|it| matches!(it.kind, Kind::Phase | Kind::Step | Kind::Sum));
            rows.map(|it| it.delta.map(Span::secs)).collect::<Vec<_>>()
        };
        assert_eq!(told([whole(), given_up()]), [None, Some(-100), None, None, None, None]);
        assert_eq!(told([given_up(), whole()]), [None, Some(100), None, None, None, None]);
        assert_eq!(told([whole(), whole()]), [Some(0); 6]);
    }
}
