//! The report as exact values: the JSON of `report`, and what its CSV is made of.
//!
//! All keys of `show --json` first, then one more, `report`. Times are RFC 3339 in UTC, places on the clock and lengths
//! whole milliseconds (the clock starts at 0), unknown is `null`, and keys are never removed.

use super::deltas::{self, Delta};
use super::record;
use super::subject::{BEFORE, HERE, Subject};
use crate::analysis::comparison::Column;
use crate::analysis::curve;
use crate::analysis::lanes::{self, Standstill, Try};
use crate::analysis::watch::{Seen, Watch};
use crate::drill::checklist::StepState;
use crate::drill::event::Event;
use crate::drill::ids::{ComponentId, EnvironmentName, EventId, PersonName, SessionId, StepId};
use crate::drill::time::Span;
use crate::present::bridge::parts_ms;
use crate::present::format::rfc3339_millis;
use crate::present::show;
use crate::present::show::InOrder;
use serde::Serialize;

/// The report of a session as JSON has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    /// The session, as `show --json` prints it.
    #[serde(flatten)]
    pub show: show::Document,
    /// What only the report has.
    pub report: ReportDocument,
}

/// `report`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportDocument {
    /// When the report was made.
    pub made_at: String,
    /// Whether the outage was only played.
    pub simulated: bool,
    /// Why the session is left out of statistics; `null` where it counts.
    pub excluded: Option<ExcludedDocument>,
    /// The drill on the clock.
    pub timeline: TimelineDocument,
    /// How much of the service was back when.
    pub curve: CurveDocument,
    /// The session that this one is held against; `null` where there is none.
    pub previous: Option<PreviousDocument>,
    /// Every step beside the session before, in the order of `steps`; empty without one.
    pub deltas: Vec<DeltaDocument>,
    /// What only the session before did.
    pub dropped: Vec<DroppedDocument>,
    /// Why the total changed since; `null` where either session has none.
    pub bridge: Option<BridgeDocument>,
    /// The events that were told late.
    pub late: Vec<LateDocument>,
    /// The events that were taken back.
    pub taken_back: Vec<EventId>,
}

/// `report.excluded`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExcludedDocument {
    /// Why.
    pub why: String,
    /// Who said so.
    pub by: PersonName,
    /// When.
    pub at: String,
}

/// `report.timeline`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimelineDocument {
    /// When the clock started, or the session as long as it has not; `null` where none of its events has arrived.
    pub zero_at: Option<String>,
    /// Where the work begins.
    pub from_ms: i64,
    /// Where it ends.
    pub until_ms: i64,
    /// One for each step, in the order of `steps`.
    pub lanes: Vec<LaneDocument>,
    /// Every anchor that is known.
    pub anchors: Vec<StakeDocument>,
    /// What each probe saw, in the order of `probes`.
    pub probes: Vec<WatchDocument>,
}

/// A probe on the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WatchDocument {
    /// Which.
    pub probe: String,
    /// Stretches in which it saw the same, oldest first.
    pub seen: Vec<SeenDocument>,
}

/// A stretch in which a probe saw the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeenDocument {
    /// Where it began.
    pub from_ms: i64,
    /// Where it ended.
    pub to_ms: i64,
    /// Whether what it asks for was there.
    pub up: bool,
}

/// A step on the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LaneDocument {
    /// Which step.
    pub step: StepId,
    /// Its attempts, oldest first.
    pub attempts: Vec<AttemptDocument>,
    /// Its holds, oldest first.
    pub holds: Vec<StandstillDocument>,
    /// Where it was skipped without an attempt.
    pub skipped_at_ms: Option<i64>,
}

/// One attempt on the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AttemptDocument {
    /// Where it began.
    pub from_ms: i64,
    /// Where it ended, or how far it is.
    pub to_ms: i64,
    /// `done`, `failed`, `skipped` or `running`.
    pub end: &'static str,
    /// Whether its length was taken from wall clocks across a reboot.
    pub estimated: bool,
}

/// One hold on the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StandstillDocument {
    /// Where it began.
    pub from_ms: i64,
    /// Where it ended, or how far it is.
    pub to_ms: i64,
    /// `dependency`, `approval` or `deciding`.
    pub cause: &'static str,
}

/// An anchor on the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StakeDocument {
    /// Which.
    pub anchor: &'static str,
    /// Where.
    pub at_ms: i64,
    /// `real`, `simulated` or `assumed`.
    pub known: &'static str,
}

/// `report.curve`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CurveDocument {
    /// The weights of all components together.
    pub total_weight: u64,
    /// Every change; before the first nothing was back.
    pub points: Vec<PointDocument>,
}

/// From here on so much is back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PointDocument {
    /// Where on the clock.
    pub at_ms: i64,
    /// The weights of what is back together.
    pub weight: u64,
    /// What came back here.
    pub back: Vec<ComponentId>,
    /// What a reopened step took away here.
    pub lost: Vec<ComponentId>,
}

/// `report.previous`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PreviousDocument {
    /// Its id.
    pub id: SessionId,
    /// Where it was held.
    pub environment: Option<EnvironmentName>,
    /// When it began.
    pub started_at: Option<String>,
    /// Its recovery time.
    pub actual_ms: Option<i64>,
    /// How much longer this session took; negative where it was faster.
    pub delta_ms: Option<i64>,
}

/// A step beside the session before. Of work that was split since, the figures stand at its first step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeltaDocument {
    /// Which step.
    pub step: StepId,
    /// What the work took before.
    pub previous_ms: Option<i64>,
    /// How much longer it takes now; negative where it is faster.
    pub delta_ms: Option<i64>,
    /// Whether the session before did not know it.
    pub new: bool,
    /// The other steps that are the same work as before.
    pub with: Vec<StepId>,
}

/// A step that only the session before has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DroppedDocument {
    /// Which step.
    pub step: StepId,
    /// What it took; `null` where it was one of several that were merged.
    pub previous_ms: Option<i64>,
}

/// `report.bridge`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BridgeDocument {
    /// The session before.
    pub from: SessionId,
    /// This session.
    pub to: Option<SessionId>,
    /// How much longer this one took: the sum of the parts.
    pub total_ms: i64,
    /// What made it change.
    pub parts: InOrder<i64>,
}

/// One of `report.late`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LateDocument {
    /// Which event.
    pub event: EventId,
    /// Its kind.
    pub kind: String,
    /// Its step.
    pub step: Option<StepId>,
    /// When it happened.
    pub happened_at: String,
    /// When it was written.
    pub written_at: String,
    /// Who wrote it.
    pub by: PersonName,
}

impl Document {
    /// Puts a session into the form of `report --format json`.
    pub fn of(subject: &Subject<'_>) -> Self {
        let (session, at) = (subject.session, rfc3339_millis);
        let plan = session.procedure();
        let excluded = session.excluded().map(|(why, stamp)| ExcludedDocument {
            why: why.clone(),
            by: stamp.by.clone(),
            at: at(stamp.moment.wall),
        });
        let late = |event: &Event| LateDocument {
            event: event.id,
            kind: session.verdicts().fact(event).kind(),
            step: session.verdicts().fact(event).step().cloned(),
            happened_at: at(event.happened),
            written_at: at(event.written.wall),
            by: event.actor.clone(),
        };
        let deltas = deltas::deltas(subject);
        let report = ReportDocument {
            made_at: at(subject.now.wall),
            simulated: subject.is_played(),
            excluded,
            timeline: timeline(subject),
            curve: curve(subject),
            previous: previous(subject),
            deltas: plan.steps.iter().zip(&deltas).map(|(step, it)| delta(subject, &step.id, it)).collect(),
            dropped: dropped(subject),
            bridge: bridge(subject),
            late: record::late(subject).map(late).collect(),
            taken_back: session
                .log()
                .iter()
                .map(|it| it.id)
                .filter(|id| session.verdicts().is_undone(*id))
                .collect(),
        };
        Self { show: show::Document::of(session, subject.past, subject.now, subject.kept), report }
    }
}

fn timeline(subject: &Subject<'_>) -> TimelineDocument {
    let it = &subject.lanes;
    let attempt = |it: &Try| AttemptDocument {
        from_ms: it.from.millis(),
        to_ms: it.to.millis(),
        end: it.end.unwrap_or(StepState::Running).word(),
        estimated: it.estimated,
    };
    let hold = |it: &Standstill| StandstillDocument {
        from_ms: it.from.millis(),
        to_ms: it.to.millis(),
        cause: it.cause.word(),
    };
    let lane = |(step, lane): (&crate::drill::procedure::Step, &lanes::Lane)| LaneDocument {
        step: step.id.clone(),
        attempts: lane.tries.iter().map(attempt).collect(),
        holds: lane.holds.iter().map(hold).collect(),
        skipped_at_ms: lane.left_out.map(Span::millis),
    };
    let stake = |it: &lanes::Stake| StakeDocument {
        anchor: it.anchor.word(),
        at_ms: it.at.millis(),
        known: it.known.word(),
    };
    TimelineDocument {
        zero_at: lanes::origin(subject.session).map(|it| rfc3339_millis(it.wall)),
        from_ms: it.from.millis(),
        until_ms: it.until.millis(),
        lanes: subject.session.procedure().steps.iter().zip(&it.lanes).map(lane).collect(),
        anchors: it.far_off.iter().chain(&it.stakes).map(stake).collect(),
        probes: watched(subject),
    }
}

fn watched(subject: &Subject<'_>) -> Vec<WatchDocument> {
    let seen = |it: Seen| SeenDocument { from_ms: it.from.millis(), to_ms: it.to.millis(), up: it.up };
    let probes = subject.session.procedure().probes.iter().map(|probe| WatchDocument {
        probe: probe.id.clone(),
        seen: Watch::of(subject.session, &probe.id, subject.now).seen.into_iter().map(seen).collect(),
    });
    probes.collect()
}

fn curve(subject: &Subject<'_>) -> CurveDocument {
    let it = curve::Curve::of(subject.session);
    let point = |it: curve::Point| PointDocument {
        at_ms: it.at.millis(),
        weight: it.weight,
        back: it.back,
        lost: it.lost,
    };
    CurveDocument { total_weight: it.total, points: it.points.into_iter().map(point).collect() }
}

fn previous(subject: &Subject<'_>) -> Option<PreviousDocument> {
    let (it, comparison) = (subject.previous?, subject.comparison.as_ref()?);
    Some(PreviousDocument {
        id: it.id.clone(),
        environment: it.session.opening().map(|it| it.environment.clone()),
        started_at: it.session.started().map(|it| rfc3339_millis(it.wall)),
        actual_ms: comparison.columns.get(BEFORE).and_then(Column::total).map(Span::millis),
        delta_ms: comparison.delta(HERE).map(Span::millis),
    })
}

fn delta(subject: &Subject<'_>, step: &StepId, it: &Delta) -> DeltaDocument {
    let id = |at: &usize| subject.session.procedure().steps.get(*at).map(|step| step.id.clone());
    DeltaDocument {
        step: step.clone(),
        previous_ms: it.previous.map(Span::millis),
        delta_ms: it.exact().map(Span::millis),
        new: it.new,
        with: it.with.iter().filter_map(id).collect(),
    }
}

fn dropped(subject: &Subject<'_>) -> Vec<DroppedDocument> {
    let plan = subject.previous.map(|it| it.session.procedure());
    let document = |it: deltas::Dropped| {
        let step = plan?.steps.get(it.at)?.id.clone();
        Some(DroppedDocument { step, previous_ms: it.took.map(Span::millis) })
    };
    deltas::dropped(subject).into_iter().filter_map(document).collect()
}

fn bridge(subject: &Subject<'_>) -> Option<BridgeDocument> {
    subject.totals()?;
    let bridge = subject.comparison.as_ref()?.bridge(BEFORE, HERE);
    Some(BridgeDocument {
        from: subject.previous?.id.clone(),
        to: subject.session.log().last().map(|event| event.session.clone()),
        total_ms: bridge.total().millis(),
        parts: parts_ms(&bridge),
    })
}
