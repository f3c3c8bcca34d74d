//! The JSON of `compare`: exact milliseconds.

use super::scene::Scene;
use super::steps::titles;
use super::unlike::Unlike;
use crate::analysis::comparison::{Against, Cell, Column, Held, Row};
use crate::analysis::scope::{Clock, Scope};
use crate::analysis::summary::Summary;
use crate::drill::checklist::StepState;
use crate::drill::ids::{EnvironmentName, SessionId, StepId};
use crate::drill::procedure::Anchor;
use crate::drill::session::Session;
use crate::drill::time::Span;
use crate::present::bridge::parts_ms;
use crate::present::sessions::SessionDocument;
use crate::present::show::InOrder;
use serde::Serialize;

/// A comparison as `compare --json` prints it. Keys stand in this order and are never removed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    /// The version of this form: 1.
    pub format: u32,
    /// The session that the deltas are taken against, or `median`, `objective` or `best-segments`.
    pub baseline: String,
    /// What the baseline took on the clock.
    pub baseline_ms: Option<i64>,
    /// The clock that all totals are on; `null` where each session has its own.
    pub clock: Option<ClockDocument>,
    /// The widest clock that all share, where their own are unlike.
    pub shared_clock: Option<ClockDocument>,
    /// The sessions, in the order in which they were named.
    pub sessions: Vec<ComparedDocument>,
    /// Every work, in the order of the last session's procedure.
    pub rows: Vec<RowDocument>,
    /// Why the total changed, from the baseline to each other session that has one; from the first, where the baseline
    /// is no session.
    pub bridges: Vec<BridgeDocument>,
    /// What makes sessions unlike the others.
    pub unlike: Vec<UnlikeDocument>,
}

/// The two anchors of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ClockDocument {
    /// The anchor at which it starts.
    pub from: &'static str,
    /// The anchor at which it stops.
    pub to: &'static str,
}

/// One of `sessions`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparedDocument {
    /// As in `sessions --json`; `null` where the event that opened it has not arrived.
    #[serde(flatten)]
    pub session: Option<SessionDocument>,
    /// Which drill of the procedure it is, counted from 1.
    pub number: Option<u64>,
    /// Whether its owner had not driven one before.
    pub first_time_owner: Option<bool>,
    /// What its figures hold for.
    pub scope: Option<ScopeDocument>,
    /// Its time on the clock, where it can stand beside others.
    pub total_ms: Option<i64>,
    /// That less the baseline's.
    pub delta_ms: Option<i64>,
    /// How much of it people worked.
    pub hands_ms: i64,
    /// How much of it lay between steps.
    pub between_ms: i64,
    /// What parallel work saved; zero or less.
    pub in_parallel_ms: i64,
}

/// What the figures of a session hold for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScopeDocument {
    /// Its recovery clock.
    pub clock: ClockDocument,
    /// How each anchor is known: `real`, `simulated`, `assumed` or `missing`.
    pub anchors: InOrder<&'static str>,
    /// Where it was held.
    pub environment: EnvironmentName,
    /// The steps that were skipped.
    pub skipped: Vec<StepId>,
    /// The steps that were put in while the drill went on.
    pub improvised: Vec<StepId>,
}

/// One of `rows`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowDocument {
    /// `matched`, `split`, `merged`, `new` or `dropped`, from the baseline to the session farthest from it.
    pub kind: &'static str,
    /// Every id that its steps have or had, those of the last session first.
    pub ids: Vec<StepId>,
    /// The title in the last session that knows it; several joined with ` + `.
    pub title: String,
    /// Its phase there.
    pub phase: Option<String>,
    /// One for each session.
    pub cells: Vec<CellDocument>,
}

/// One of `cells`; all but the session is `null` where the session does not know the work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CellDocument {
    /// Which session.
    pub session: SessionId,
    /// `pending`, `running`, `done`, `failed` or `skipped`.
    pub state: Option<&'static str>,
    /// The level achieved, `broken` where one broke.
    pub achieved: Option<&'static str>,
    /// Whether one of its steps was put in while the drill went on.
    pub improvised: Option<bool>,
    /// The time spent in it, all attempts together.
    pub segment_ms: Option<i64>,
    /// How much of the clock's time it ran, whatever ran beside it.
    pub on_clock_ms: Option<i64>,
    /// Its share of the clock's time.
    pub attributed_ms: Option<i64>,
    /// Its segment less the baseline's, where both were finished.
    pub delta_ms: Option<i64>,
    /// Whether no other session did it faster.
    pub best: Option<bool>,
}

/// One of `bridges`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BridgeDocument {
    /// From which session.
    pub from: SessionId,
    /// To which.
    pub to: SessionId,
    /// How much longer that took.
    pub total_ms: i64,
    /// The parts, which add up to it.
    pub parts: InOrder<i64>,
}

/// One of `unlike`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnlikeDocument {
    /// The sessions that it holds for.
    pub sessions: Vec<SessionId>,
    /// The reason: `has a simulated outage`.
    pub reason: String,
}

impl Document {
    /// Puts a comparison into the form of `compare --json`.
    pub fn of(scene: &Scene) -> Self {
        let it = scene.comparison;
        let baseline = match (it.baseline, scene.against) {
            (Some(at), _) => scene.held[at].id.to_string(),
            (None, Against::Median) => "median".to_owned(),
            (None, Against::Objective) => "objective".to_owned(),
            (None, _) => "best-segments".to_owned(),
        };
        let unlike = |it: Unlike| UnlikeDocument {
            sessions: it.columns.iter().map(|at| scene.held[*at].id.clone()).collect(),
            reason: it.reason,
        };
        Self {
            format: 1,
            baseline,
            baseline_ms: it.baseline_total.map(Span::millis),
            clock: it.clock.map(ClockDocument::of),
            shared_clock: it.shared.map(ClockDocument::of),
            sessions: scene.columns().map(|it| compared(scene, it)).collect(),
            rows: it.rows.iter().map(|row| work(scene, row)).collect(),
            bridges: bridges(scene),
            unlike: Unlike::all(scene).into_iter().map(unlike).collect(),
        }
    }
}

impl ClockDocument {
    fn of((from, to): Clock) -> Self {
        Self { from: from.word(), to: to.word() }
    }
}

fn compared(scene: &Scene, (at, session, column): (usize, &Session, &Column)) -> ComparedDocument {
    let (place, minutes) = (scene.held[at].place, &column.metrics.minutes);
    ComparedDocument {
        session: Summary::of(session, scene.now).map(|it| {
            let it = Summary { session: scene.held[at].id.clone(), ..it };
            SessionDocument::of(&it)
        }),
        number: place.map(|it| it.earlier + 1),
        first_time_owner: place.map(|it| it.first_time),
        scope: column.scope.as_ref().map(|it| scope(it, session)),
        total_ms: column.total().filter(|_| column.has_total).map(Span::millis),
        delta_ms: scene.comparison.delta(at).map(Span::millis),
        hands_ms: minutes.session.hands.millis(),
        between_ms: minutes.between.millis(),
        in_parallel_ms: minutes.in_parallel().millis(),
    }
}

fn scope(scope: &Scope, session: &Session) -> ScopeDocument {
    let steps = session.procedure().steps.iter().zip(session.checklist().iter());
    let improvised =
        session.procedure().steps.iter().filter(|step| session.redlines().is_improvised(&step.id));
    let skipped = steps.filter(|(_, it)| it.state == StepState::Skipped);
    ScopeDocument {
        clock: ClockDocument::of(scope.clock),
        anchors: InOrder(Anchor::ALL.map(|it| (it.word(), scope.known(it).word())).into()),
        environment: scope.environment.clone(),
        skipped: skipped.map(|(step, _)| step.id.clone()).collect(),
        improvised: improvised.map(|step| step.id.clone()).collect(),
    }
}

fn work(scene: &Scene, row: &Row) -> RowDocument {
    let mut ids: Vec<StepId> = Vec::new();
    for (held, cell) in scene.held.iter().zip(&row.cells).rev() {
        let places = cell.as_ref().map(|it| it.places.as_slice()).unwrap_or_default();
        for step in places.iter().filter_map(|at| held.session.procedure().steps.get(*at)) {
            if !ids.contains(&step.id) {
                ids.push(step.id.clone());
            }
        }
    }
    let (title, phase) = titles(scene, row);
    let cells = scene.held.iter().zip(&row.cells).map(|(held, cell)| document(held, cell.as_ref()));
    RowDocument { kind: row.change.word(), ids, title, phase, cells: cells.collect() }
}

fn document(held: &Held<'_>, cell: Option<&Cell>) -> CellDocument {
    let improvised = |at: &usize| {
        let step = held.session.procedure().steps.get(*at);
        step.is_some_and(|step| held.session.redlines().is_improvised(&step.id))
    };
    CellDocument {
        session: held.id.clone(),
        improvised: cell.map(|it| it.places.iter().any(improvised)),
        state: cell.map(|it| it.state.word()),
        achieved: cell.and_then(|it| it.achieved).map(crate::drill::automation::Achieved::word),
        segment_ms: cell.and_then(|it| it.segment).map(|it| it.span.millis()),
        on_clock_ms: cell.map(|it| it.on_clock.millis()),
        attributed_ms: cell.map(|it| it.minutes.total().millis()),
        delta_ms: cell.and_then(|it| it.delta).map(Span::millis),
        best: cell.map(|it| it.best),
    }
}

fn bridges(scene: &Scene) -> Vec<BridgeDocument> {
    let from = scene.comparison.baseline.unwrap_or(0);
    let has_total = |at: usize| scene.comparison.columns.get(at).is_some_and(|it| it.has_total);
    let others = (0..scene.held.len()).filter(|at| *at != from && has_total(from) && has_total(*at));
    let bridge = |to: usize| {
        let bridge = scene.comparison.bridge(from, to);
        BridgeDocument {
            from: scene.held[from].id.clone(),
            to: scene.held[to].id.clone(),
            total_ms: bridge.total().millis(),
            parts: parts_ms(&bridge),
        }
    };
    others.map(bridge).collect()
}

#[cfg(test)]
mod tests {
    use super::super::team::four;
    use super::*;
    use crate::present::json;

    #[test]
    fn four_drills_in_exact_milliseconds() {
        insta::assert_snapshot!("four_json", json::pretty(&four().look(Document::of)).unwrap());
    }

    #[test]
    fn rows_and_bridges_add_up_exactly() {
        let it = four().look(Document::of);
        for (at, session) in it.sessions.iter().enumerate() {
            let rows: i64 = it.rows.iter().filter_map(|row| row.cells[at].on_clock_ms).sum();
            assert_eq!(Some(rows + session.between_ms + session.in_parallel_ms), session.total_ms);
            let shares: i64 = it.rows.iter().filter_map(|row| row.cells[at].attributed_ms).sum();
            assert_eq!(Some(shares + session.between_ms), session.total_ms);
        }
        assert_eq!(it.bridges.len(), 3);
        for bridge in &it.bridges {
            assert_eq!(bridge.parts.0.iter().map(|(_, ms)| ms).sum::<i64>(), bridge.total_ms);
        }
        assert_eq!(it.bridges[2].total_ms, 2_412_100 - 7_661_600);
    }

    #[test]
    fn a_baseline_of_several_sessions_is_named() {
        let mut team = four();
        team.against = Against::Median;
        let it = team.look(Document::of);
        assert_eq!((it.baseline.as_str(), it.bridges[0].from.as_str()), ("median", "session-1"));
    }
}
