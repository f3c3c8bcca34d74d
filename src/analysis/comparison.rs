//! Sessions of one procedure side by side: each work's time in each session, and what makes the sessions unlike.

use super::alignment::{Change, Group, align, named};
use super::baseline::part;
use super::bridge::{Bridge, Cost};
use super::metrics::{Measured, Metrics};
use super::minutes::{Minutes, attribute_on};
use super::recent::recent_median;
use super::scope::{Clock, Difference, Scope, is_read, shared_clock, usual};
use super::splits::segment;
use crate::drill::automation::Achieved;
use crate::drill::checklist::{Progress, StepState};
use crate::drill::ids::SessionId;
use crate::drill::procedure::Step;
use crate::drill::session::{Session, Stage};
use crate::drill::time::{Elapsed, Moment, Span};

/// A session that is to be compared.
#[derive(Debug, Clone)]
pub struct Held<'a> {
    /// Its id.
    pub id: &'a SessionId,
    /// The session.
    pub session: &'a Session,
    /// Where it stands among all sessions of its procedure; `None` as long as nobody has looked.
    pub place: Option<Place>,
}

/// Where a session stands among all sessions of its procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// How many sessions of the procedure began before it.
    pub earlier: u64,
    /// Whether its owner had not driven a drill of the procedure before.
    pub first_time: bool,
}

/// One session, as a column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its figures, on the clock of the comparison.
    pub metrics: Metrics,
    /// What they hold for; `None` where the event that opened the session has not arrived, or its plan cannot be read.
    pub scope: Option<Scope>,
    /// In what it is unlike the usual session.
    pub differences: Vec<Difference>,
    /// Whether it has a total that can stand beside others: it is not given up, not left out, its clock has stopped, and
    /// its plan says which clock that is.
    pub has_total: bool,
    /// Whether its total may stand for others as well: it is like the usual session.
    pub counts: bool,
}

/// One work in one session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The places of its steps in the session's procedure.
    pub places: Vec<usize>,
    /// How far it came; of several steps, the least far.
    pub state: StepState,
    /// The automation level achieved; of several steps the lowest, `broken` where one broke.
    pub achieved: Option<Achieved>,
    /// The time spent in it, all steps and attempts together.
    pub segment: Option<Elapsed>,
    /// How much of the clock's time it took, whatever else ran beside it.
    pub on_clock: Span,
    /// Its share of the clock's time.
    pub minutes: Minutes,
    /// Its segment less the baseline's; where both were finished.
    pub delta: Option<Span>,
    /// Whether no other session did it faster.
    pub best: bool,
}

/// One work in all sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What became of it from the baseline to the last session (to the first, where the baseline is the last); of what
    /// only sessions between them know, `New`.
    pub change: Change,
    /// Each session's cell; `None` where the session does not know the work.
    pub cells: Vec<Option<Cell>>,
}

/// What the deltas are taken against.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Against {
    /// The first session that was named.
    #[default]
    First,
    /// The last one.
    Last,
    /// The one with the shortest recovery time among those that are like each other.
    Best,
    /// The one at this place.
    Column(usize),
    /// The fastest time of each work.
    BestSegments,
    /// The median time of each work; those named later weigh more.
    Median,
    /// The last session's recovery time objective, spread over the works by their medians.
    Objective,
}

/// Sessions of one procedure side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The sessions, in the order in which they were named.
    pub columns: Vec<Column>,
    /// Every work, in the order of the last session's procedure.
    pub rows: Vec<Row>,
    /// The column that is the baseline; `None` where the deltas are taken against times of several sessions.
    pub baseline: Option<usize>,
    /// The total that the baseline stands for.
    pub baseline_total: Option<Span>,
    /// The widest clock that all share, where the recovery clocks are unlike.
    pub shared: Option<Clock>,
    /// The clock that was asked for instead of each session's recovery clock.
    pub clock: Option<Clock>,
}

impl Comparison {
    /// Lays sessions side by side at one moment; on `clock`, or each on its own recovery clock.
    pub fn of(held: &[Held<'_>], against: Against, clock: Option<Clock>, now: &Moment) -> Self {
        let mut columns: Vec<Column> = held.iter().map(|it| column(it.session, clock, now)).collect();
        judge(&mut columns, clock);
        let plans: Vec<_> = held.iter().map(|it| named(&it.session.procedure().steps)).collect();
        let baseline = baseline(&columns, against);
        let ends = (baseline.unwrap_or(0), far_end(baseline, columns.len()));
        let row = |group: &Group| {
            let cells = held.iter().zip(&columns).zip(&group.places);
            let cells = cells.map(|((it, column), places)| cell(it.session, &column.metrics, places, now));
            let change = group.change(ends.0, ends.1).unwrap_or(Change::New);
            Row { change, cells: cells.collect() }
        };
        let mut rows: Vec<Row> = align(&plans).iter().map(row).collect();
        let usable: Vec<bool> = held.iter().map(|it| it.session.excluded().is_none()).collect();
        let objective = columns.last().and_then(|it| it.metrics.recovery_time.objective);
        let medians = rows.iter().filter_map(|row| row.median(&usable, |it| Some(it.minutes.total())));
        let scale = objective.zip((against == Against::Objective).then(|| medians.sum()));
        for row in &mut rows {
            row.settle(baseline, against, &usable, scale);
        }
        let scopes: Vec<&Scope> = columns.iter().filter_map(|it| it.scope.as_ref()).collect();
        let on_clock = |it: &Column| {
            it.differences.iter().any(|it| matches!(it, Difference::Clock(_) | Difference::Anchor(..)))
        };
        let shared = if columns.iter().any(on_clock) { shared_clock(&scopes) } else { None };
        let baseline_total = baseline_total(&columns, &rows, baseline, against);
        Self { columns, rows, baseline, baseline_total, shared, clock }
    }

    /// Returns how much longer a session took than the baseline; `None` where one of them has no total.
    pub fn delta(&self, column: usize) -> Option<Span> {
        let it = self.columns.get(column).filter(|it| it.has_total)?;
        Some(it.total()? - self.baseline_total?)
    }

    /// Returns the column to which the bridge leads: the last one, or the first where that one is the baseline.
    pub fn far_end(&self) -> usize {
        far_end(self.baseline, self.columns.len())
    }

    /// Builds the bridge between two columns.
    pub fn bridge(&self, from: usize, to: usize) -> Bridge {
        let cost = |row: &Row, at: usize| {
            let cell = row.cells.get(at)?.as_ref()?;
            Some(Cost { minutes: cell.minutes, achieved: cell.achieved })
        };
        let between = |at: usize| self.columns.get(at).map_or(Span::ZERO, |it| it.metrics.minutes.between);
        let costs = self.rows.iter().map(|row| (cost(row, from), cost(row, to)));
        Bridge::build(costs, (between(from), between(to)))
    }
}

impl Column {
    /// Returns the time on the clock, once it has stopped.
    pub fn total(&self) -> Option<Span> {
        self.metrics.recovery_time.actual.map(|it| it.span)
    }
}

impl Cell {
    /// Returns how long the work took, where it was finished: what was broken off is no measure.
    pub fn finished_in(&self) -> Option<Span> {
        self.segment.filter(|_| self.state == StepState::Done).map(|it| it.span)
    }
}

impl Row {
    /// Returns the median of what the usable sessions finished; those named later weigh more.
    fn median(&self, usable: &[bool], value: impl Fn(&Cell) -> Option<Span>) -> Option<Span> {
        let cells = self.cells.iter().zip(usable).filter(|(_, usable)| **usable);
        let finished = cells.filter_map(|(cell, _)| cell.as_ref()).filter(|it| it.finished_in().is_some());
        recent_median(finished.filter_map(value))
    }

    /// Takes the deltas against the baseline, and marks the best time. Works that were not finished, and sessions that
    /// are left out, are no measure for others.
    fn settle(
        &mut self,
        baseline: Option<usize>,
        against: Against,
        usable: &[bool],
        scale: Option<(Span, Span)>,
    ) {
        let done = |(cell, usable): (&Option<Cell>, &bool)| cell.as_ref().filter(|_| *usable)?.finished_in();
        let times: Vec<Option<Span>> = self.cells.iter().zip(usable).map(done).collect();
        let best = times.iter().flatten().min().copied();
        let compared = times.iter().flatten().count() > 1;
        let reference = match (baseline, against) {
            (Some(at), _) => self.cells[at].as_ref().and_then(Cell::finished_in),
            (None, Against::Median) => self.median(usable, Cell::finished_in),
            (None, Against::Objective) => scale
                .and_then(|(objective, all)| part(objective, self.median(usable, Cell::finished_in)?, all)),
            (None, _) => best,
        };
        for (at, cell) in self.cells.iter_mut().enumerate() {
            let Some(cell) = cell else { continue };
            cell.best = compared && times[at].is_some() && times[at] == best;
            let measured = cell.finished_in().zip(reference).filter(|_| baseline != Some(at));
            cell.delta = measured.map(|(took, reference)| took - reference);
        }
    }
}

fn column(session: &Session, clock: Option<Clock>, now: &Moment) -> Column {
    let mut metrics = Metrics::of(session, now);
    if let Some((from, to)) = clock {
        let face = session.between(from, to, now);
        let stopped = face.from.is_some() && face.to.is_some();
        metrics.recovery_time = Measured { objective: None, actual: stopped.then_some(face.elapsed) };
        metrics.minutes = attribute_on(session, &face);
    }
    let is_read = is_read(session);
    let counts = is_read && session.stage() != Stage::Aborted && session.excluded().is_none();
    let has_total = counts && metrics.recovery_time.actual.is_some();
    Column { metrics, scope: Scope::of(session), differences: Vec::new(), has_total, counts: has_total }
}

/// Finds out which sessions are unlike the others. On a clock that was chosen because all share it, clocks are alike.
fn judge(columns: &mut [Column], clock: Option<Clock>) {
    let scopes: Vec<Scope> = columns.iter().filter_map(|it| it.scope.clone()).collect();
    let Some(usual) = usual(scopes.iter()) else { return };
    for column in columns {
        let mut differences = column.scope.as_ref().map(|it| it.differs(usual)).unwrap_or_default();
        if clock.is_some() {
            differences.retain(|it| !matches!(it, Difference::Clock(_) | Difference::Anchor(..)));
        }
        column.counts = column.has_total && differences.is_empty();
        column.differences = differences;
    }
}

fn baseline(columns: &[Column], against: Against) -> Option<usize> {
    let last = columns.len().checked_sub(1)?;
    match against {
        Against::First => Some(0),
        Against::Last => Some(last),
        Against::Column(at) => Some(at.min(last)),
        Against::Best => {
            let counting = columns.iter().enumerate().filter(|(_, it)| it.counts);
            counting.min_by_key(|(_, it)| it.total()).map(|(at, _)| at).or(Some(0))
        }
        Against::BestSegments | Against::Median | Against::Objective => None,
    }
}

fn far_end(baseline: Option<usize>, columns: usize) -> usize {
    let last = columns.saturating_sub(1);
    if baseline == Some(last) { 0 } else { last }
}

/// The sum of best times is what the fastest shares of the clock would add up to, without anything between them: no
/// session can have been faster.
fn baseline_total(
    columns: &[Column],
    rows: &[Row],
    baseline: Option<usize>,
    against: Against,
) -> Option<Span> {
    if let Some(at) = baseline {
        return columns.get(at).filter(|it| it.has_total)?.total();
    }
    if against == Against::Median {
        return recent_median(columns.iter().filter(|it| it.counts).filter_map(Column::total));
    }
    if against == Against::Objective {
        return columns.last()?.metrics.recovery_time.objective;
    }
    let last = columns.len().checked_sub(1)?;
    let current = rows.iter().filter(|row| row.cells[last].is_some());
    let shares = current.map(|row| {
        let counting = row.cells.iter().zip(columns).filter(|(_, column)| column.counts);
        let done = counting.filter_map(|(cell, _)| cell.as_ref()).filter(|it| it.state == StepState::Done);
        done.map(|it| it.minutes.total()).min()
    });
    Some(shares.flatten().sum())
}

fn cell(session: &Session, metrics: &Metrics, places: &[usize], now: &Moment) -> Option<Cell> {
    let steps: Vec<(&Step, &Progress)> = places
        .iter()
        .filter_map(|at| Some((session.procedure().steps.get(*at)?, session.checklist().at(*at)?)))
        .collect();
    let state = steps.iter().map(|(_, progress)| progress.state).min_by_key(|state| farness(*state))?;
    let add = |sum: Elapsed, next: Elapsed| Elapsed {
        span: sum.span + next.span,
        estimated: sum.estimated || next.estimated,
    };
    let minutes = places.iter().filter_map(|at| metrics.minutes.steps.get(*at));
    Some(Cell {
        places: places.to_vec(),
        state,
        achieved: steps.iter().filter_map(|(step, it)| it.achieved(step)).min_by_key(|it| it.rung()),
        segment: steps.iter().filter_map(|(_, it)| segment(session, it, now)).reduce(add),
        on_clock: places.iter().filter_map(|at| metrics.minutes.on_clock.get(*at)).copied().sum(),
        minutes: minutes.fold(Minutes::default(), |sum, next| sum.plus(next)),
        delta: None,
        best: false,
    })
}

/// How far a state is from nothing; of a group, the least far one names it, but a skipped part does not hide a done one.
const fn farness(state: StepState) -> u8 {
    match state {
        StepState::Running => 0,
        StepState::Failed => 1,
        StepState::Pending => 2,
        StepState::Done => 3,
        StepState::Skipped => 4,
        StepState::Dropped => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::bridge::Part;
    use crate::analysis::rehearsal::{Rehearsal, procedure, step};
    use crate::drill::automation::Level;
    use crate::drill::command::Command;
    use crate::drill::fact::HoldCause;
    use crate::drill::procedure::Procedure;

    /// `a` 0–600 by hand, `b` 650–1250 (100 of it waiting), verified at 1300.
    fn first() -> Rehearsal {
        let mut plan = procedure();
        plan.steps.pop();
        Rehearsal::new(plan)
            .declare()
            .start("a")
            .at(600)
            .done("a")
            .at(650)
            .start("b")
            .at(700)
            .hold("b", HoldCause::Approval)
            .at(800)
            .resume("b")
            .at(1_250)
            .done("b")
            .at(1_300)
            .verify()
    }

    /// `a` scripted 0–60; `b` split into `b1` 60–260 and `b2` 60–160 in parallel; `c` new 260–300; verified at 310.
    fn second() -> Rehearsal {
        let was_b = |id: &str| Step { was: vec!["b".into()], ..step(id, "Restore half", &["a"]) };
        let steps =
            vec![step("a", "Create the cluster", &[]), was_b("b1"), was_b("b2"), step("c", "Count", &[])];
        let level = Command::SetLevel {
            step: "a".into(),
            level: Achieved::Level(Level::Scripted),
            why: "seen".into(),
        };
        Rehearsal::new(Procedure { steps, ..procedure() })
            .declare()
            .start("a")
            .at(60)
            .done("a")
            .does(level)
            .start("b1")
            .start("b2")
            .at(160)
            .done("b2")
            .at(260)
            .done("b1")
            .start("c")
            .at(300)
            .done("c")
            .at(310)
            .verify()
    }

    fn compared(drills: &[&Rehearsal], against: Against) -> Comparison {
        let id = SessionId::from("01z0zajkmt");
        let held: Vec<Held> =
            drills.iter().map(|it| Held { id: &id, session: &it.session, place: None }).collect();
        Comparison::of(&held, against, None, &drills[0].now)
    }

    fn seconds(row: &Row) -> Vec<Option<i64>> {
        row.cells.iter().map(|cell| cell.as_ref()?.segment.map(|it| it.span.secs())).collect()
    }

    #[test]
    fn works_stand_side_by_side_and_a_split_one_is_a_sum() {
        let it = compared(&[&first(), &second()], Against::First);
        let rows: Vec<_> = it.rows.iter().map(|row| (row.change, seconds(row))).collect();
        assert_eq!(
            rows,
            [
                (Change::Matched, vec![Some(600), Some(60)]),
                (Change::Split, vec![Some(600), Some(300)]),
                (Change::New, vec![None, Some(40)]),
            ]
        );
        let deltas = |at: usize| it.rows.iter().map(|row| row.cells[at].as_ref()?.delta).collect::<Vec<_>>();
        let secs = |s: i64| Some(Span::from_secs(s));
        assert_eq!(deltas(1), [secs(-540), secs(-300), None]);
        assert_eq!(deltas(0), [None, None, None]);
        let best =
            |at: usize| it.rows.iter().map(move |row| row.cells[at].as_ref().is_some_and(|it| it.best));
        assert_eq!(best(1).collect::<Vec<_>>(), [true, true, false]);
        assert_eq!(it.delta(1), secs(310 - 1_300));
    }

    #[test]
    fn the_rows_add_up_to_the_total() {
        let it = compared(&[&first(), &second()], Against::First);
        for (at, column) in it.columns.iter().enumerate() {
            let rows: Span = it.rows.iter().filter_map(|row| Some(row.cells[at].as_ref()?.on_clock)).sum();
            let minutes = &column.metrics.minutes;
            assert_eq!(Some(rows + minutes.between + minutes.in_parallel()), column.total());
        }
        assert_eq!(it.columns[1].metrics.minutes.in_parallel().secs(), -100);
    }

    #[test]
    fn the_bridge_leads_from_one_total_to_the_other() {
        let it = compared(&[&first(), &second()], Against::First);
        let bridge = it.bridge(0, 1);
        assert_eq!(Some(bridge.total()), it.delta(1));
        let parts = Part::ALL.map(|part| bridge.part(part).secs());
        // a: 600 → 60 automated. b: hands 500 → 200, waiting 100 → 0. c: 40 new. Between: 100 → 10.
        assert_eq!(parts, [-540, -300, 0, -100, 0, 0, 40, -90]);
        let back = compared(&[&second(), &first()], Against::First).bridge(0, 1);
        assert_eq!((back.part(Part::Dropped).secs(), back.total()), (-40, -bridge.total()));
    }

    #[test]
    fn against_each_baseline() {
        let (one, two) = (first(), second());
        let total = |against| compared(&[&one, &two], against).baseline_total.map(Span::secs);
        assert_eq!(total(Against::Last), Some(310));
        assert_eq!(total(Against::Best), Some(310));
        assert_eq!(total(Against::Column(0)), Some(1_300));
        assert_eq!(total(Against::Median), Some(310));
        // 60 of a, 200 of b1 and b2 together, 40 of c.
        assert_eq!(total(Against::BestSegments), Some(300));
        let median = compared(&[&one, &two], Against::Median);
        assert_eq!(median.rows[0].cells[1].as_ref().unwrap().delta, Some(Span::ZERO));
        // Medians 60, 200 and 40 of the clock's time; an hour spread by them gives a 720 seconds.
        let objective = compared(&[&one, &two], Against::Objective);
        assert_eq!(objective.baseline_total.map(Span::secs), Some(3_600));
        let delta = |at: usize| objective.rows[0].cells[at].as_ref().unwrap().delta.map(Span::secs);
        assert_eq!((delta(0), delta(1)), (Some(600 - 720), Some(60 - 720)));
    }

    #[test]
    fn what_was_given_up_or_left_out_has_no_total_but_its_steps_stay() {
        let stopped = first().does(Command::Abort { why: "fire".into() });
        let out = first().does(Command::Exclude { why: "practice".into() });
        let it = compared(&[&first(), &stopped, &out], Against::First);
        assert_eq!(it.columns.iter().map(|it| it.has_total).collect::<Vec<_>>(), [true, false, false]);
        assert_eq!((it.delta(1), it.delta(2)), (None, None));
        assert_eq!(it.rows[0].cells[1].as_ref().unwrap().delta, Some(Span::ZERO));
    }

    #[test]
    fn what_was_broken_off_is_no_measure() {
        let stopped = Rehearsal::new(procedure()).declare().start("a").at(90);
        let stopped = stopped.does(Command::Abort { why: "fire".into() });
        for drills in [[&first(), &stopped], [&stopped, &first()]] {
            let it = compared(&drills, Against::First);
            assert_eq!(it.rows[0].cells[1].as_ref().unwrap().delta, None);
        }
    }

    #[test]
    fn unlike_sessions_are_named_and_offered_a_clock_that_they_share() {
        use crate::drill::procedure::Anchor;
        let mut plan = procedure();
        plan.clock = (Anchor::Outage, Anchor::Verified);
        let other = Rehearsal::new(plan).at(300).declare().at(900).verify();
        let one = first();
        let it = compared(&[&other, &one, &one], Against::First);
        assert_eq!(it.columns[0].differences, [Difference::Clock((Anchor::Outage, Anchor::Verified))]);
        assert_eq!(it.columns.iter().map(|it| it.counts).collect::<Vec<_>>(), [false, true, true]);
        let declared = (Anchor::Declared, Anchor::Verified);
        assert_eq!(it.shared, Some(declared));
        let id = SessionId::from("x");
        let held = [&other, &one].map(|it| Held { id: &id, session: &it.session, place: None });
        let it = Comparison::of(&held, Against::First, Some(declared), &one.now);
        assert_eq!(it.columns[0].total().map(Span::secs), Some(600));
        assert!(it.columns.iter().all(|it| it.counts && it.metrics.recovery_time.objective.is_none()));
    }
}
