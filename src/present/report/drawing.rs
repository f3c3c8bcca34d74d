//! The drawings: the clock as an axis, the steps on it, and how much of the service was back.

use super::block::{
    Axis, Block, Curve, Gantt, Kind, Lane, Level, Place, Row, Stake, Stretch, Stroke, Table, Tick,
};
use super::life;
use super::probes;
use super::subject::Subject;
use crate::analysis::curve::{self, Point};
use crate::analysis::lanes::{self, Try};
use crate::analysis::splits::segment;
use crate::drill::checklist::StepState;
use crate::drill::ids::ComponentId;
use crate::drill::time::Span;
use crate::present::checklist::{phase_title, took};
use crate::present::format;
use crate::present::sign::{Sign, dot};
use crate::present::tone::{Tone, Toned};

/// Lengths that divide a clock well, in seconds.
const STEPS: [i64; 16] =
    [1, 5, 10, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400, 604_800];

/// The most marks on an axis; more run into each other on a phone.
const MOST_TICKS: i64 = 5;

/// How far apart two letters have to be, so that neither covers the other on a phone.
const LETTER: u32 = 500;

/// Draws the steps on the clock, and above them what the probes saw; `None` where there is neither.
pub(super) fn gantt(subject: &Subject<'_>) -> Option<Block> {
    let mut phases: Vec<(usize, Vec<Lane>)> = Vec::new();
    let mut used = Vec::new();
    for (at, lane) in subject.lanes.lanes.iter().enumerate() {
        let Some(drawn) = self::lane(subject, at, lane) else { continue };
        used.extend(drawn.strokes.iter().map(|(stroke, _)| *stroke));
        let phase = subject.session.procedure().steps.get(at).map_or(0, |step| step.phase);
        match phases.last_mut().filter(|(last, _)| *last == phase) {
            Some((_, lanes)) => lanes.push(drawn),
            None => phases.push((phase, vec![drawn])),
        }
    }
    let titled = |(phase, lanes)| (phase_title(subject.session, phase, subject.charset), lanes);
    let watched = probes::lanes(subject);
    used.extend(watched.iter().flat_map(|lane| lane.strokes.iter().map(|(stroke, _)| *stroke)));
    let watched = (!watched.is_empty()).then(|| ("PROBES".to_owned(), watched));
    let phases: Vec<_> = watched.into_iter().chain(phases.into_iter().map(titled)).collect();
    let legend = Stroke::ALL.into_iter().filter(|it| used.contains(it)).collect();
    (!phases.is_empty()).then(|| Block::Gantt(Gantt { axis: axis(subject), phases, legend }))
}

fn lane(subject: &Subject<'_>, at: usize, lane: &lanes::Lane) -> Option<Lane> {
    let (step, progress) = (subject.session.procedure().steps.get(at)?, subject.session.checklist().at(at)?);
    if lane.tries.is_empty() && lane.left_out.is_none() {
        return None;
    }
    let stretch = |from, to| Stretch { from: place(subject, from), to: place(subject, to) };
    let tries = lane.tries.iter().map(|it| (stroke(it.end), stretch(it.from, it.to)));
    let holds = lane.holds.iter().map(|it| (Stroke::Held, stretch(it.from, it.to)));
    let sign = Sign::of(subject.session, &step.id, progress.state);
    let took = segment(subject.session, progress, subject.now).map(took).unwrap_or_default();
    let attempts = match lane.tries.len() {
        0 | 1 => String::new(),
        several => format!(", {several} attempts"),
    };
    let attempt = |it: &Try| {
        let (from, to) = (format::clock(it.from), format::clock(it.to));
        format!("{from} to {to} {}", stroke(it.end).word())
    };
    let told = lane.tries.iter().map(attempt);
    let told = told.chain(lane.left_out.map(|at| format!("skipped at {}", format::clock(at))));
    Some(Lane {
        words: format!("{}: {}", subject.step(at), told.collect::<Vec<_>>().join("; ")),
        number: Some(subject.session.procedure().number_at(at)),
        title: subject.safe(&step.title),
        sign: Toned::new(sign.text(subject.charset), sign.tone()),
        value: took + &attempts,
        strokes: tries.chain(holds).collect(),
        left_out: lane.left_out.map(|at| place(subject, at)),
    })
}

fn stroke(end: Option<StepState>) -> Stroke {
    match end {
        Some(StepState::Done) => Stroke::Done,
        Some(StepState::Skipped) => Stroke::Skipped,
        None => Stroke::Running,
        Some(_) => Stroke::Failed,
    }
}

/// Draws how much of the service was back; `None` where the procedure names no components.
pub(super) fn curve(subject: &Subject<'_>) -> Option<Block> {
    let it = curve::Curve::of(subject.session);
    if it.total == 0 || subject.lanes.until <= subject.lanes.from {
        return None;
    }
    let height = |weight: u64| Place::of(amount(weight), amount(it.total));
    let starts = [(subject.lanes.from, 0)].into_iter().chain(it.points.iter().map(|p| (p.at, p.weight)));
    let starts: Vec<(Span, u64)> = starts.collect();
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([subject.lanes.until]);
    let level = |((from, weight), to): (&(Span, u64), Span)| Level {
        stretch: Stretch { from: place(subject, *from), to: place(subject, to) },
        height: height(*weight),
    };
    let levels = starts.iter().zip(ends).map(level).collect();
    let share = |point: &Point| format::percent(point.weight, it.total).unwrap_or_default();
    let told = it.points.iter().map(|point| format!("{} from {}", share(point), format::clock(point.at)));
    let told =
        [format!("0% from {}", subject.own(format::clock(subject.lanes.from)))].into_iter().chain(told);
    let words = format!("Share of the service that was back: {}", told.collect::<Vec<_>>().join(", "));
    let row = |point: &Point| {
        let lost = point.lost.iter().map(|id| format!("{} lost again", component(subject, id)));
        let changes: Vec<_> = point.back.iter().map(|id| component(subject, id)).chain(lost).collect();
        let tone = if point.lost.is_empty() { Tone::Plain } else { Tone::Warned };
        Row::Cells(vec![
            Toned::new(format::clock(point.at), Tone::Plain),
            Toned::new(changes.join(dot(subject.charset)), tone),
            Toned::new(share(point), Tone::Strong),
        ])
    };
    let table = Table {
        caption: "What came back when".to_owned(),
        heads: vec![("clock", Kind::Figure), ("came back", Kind::Words), ("back in all", Kind::Figure)],
        names: 0,
        rows: it.points.iter().map(row).collect(),
    };
    Some(Block::Curve(Curve { axis: axis(subject), levels, table, words }))
}

/// Names a component with its weight.
fn component(subject: &Subject<'_>, id: &ComponentId) -> String {
    let found = subject.session.procedure().components.iter().find(|it| it.id == *id);
    let (title, weight) = found.map_or((id.as_str(), 0), |it| (it.title.as_str(), it.weight));
    format!("{} (weight {weight})", subject.safe(title))
}

fn amount(weight: u64) -> i64 {
    i64::try_from(weight).unwrap_or(i64::MAX)
}

/// Lays a place of the clock on the axis.
pub(super) fn place(subject: &Subject<'_>, at: Span) -> Place {
    let (from, until) = (subject.lanes.from, subject.lanes.until);
    Place::of((at - from).micros(), (until - from).micros())
}

fn axis(subject: &Subject<'_>) -> Axis {
    let words = |it: &lanes::Stake| {
        let told = life::anchor(subject, it.anchor).text;
        format!("{} {}{}{told}", it.anchor.word(), subject.own(format::clock(it.at)), dot(subject.charset))
    };
    let mut rows: Vec<u32> = Vec::new();
    let mut stake = |(letter, it): (char, &lanes::Stake)| {
        let at = place(subject, it.at);
        let free = rows.iter().position(|last| last + LETTER <= at.0);
        let row = free.unwrap_or(rows.len());
        if free.is_none() {
            rows.push(at.0);
        }
        rows[row] = at.0;
        Stake { at, letter, row, words: words(it) }
    };
    Axis {
        ticks: ticks(subject),
        stakes: ('A'..='Z').zip(&subject.lanes.stakes).map(&mut stake).collect(),
        far_off: subject.lanes.far_off.iter().map(words).collect(),
    }
}

fn ticks(subject: &Subject<'_>) -> Vec<Tick> {
    let (from, until) = (subject.lanes.from.secs(), subject.lanes.until.secs());
    let length = until - from;
    let Some(step) = STEPS.into_iter().find(|step| length / step <= MOST_TICKS) else { return Vec::new() };
    let first = from.div_euclid(step) + i64::from(from.rem_euclid(step) > 0);
    let all = (first..).map(|it| Span::from_secs(it * step)).take_while(|it| it.secs() <= until);
    all.map(|it| Tick { at: place(subject, it), text: subject.own(format::clock(it)) }).collect()
}
