//! A report as CSV: a row for each step, then one for what lay between them, and one for the clock.
//!
//! The first column says what a row is: `step`, `between` or `clock`. The column `attributed_ms` of all steps and of
//! `between` adds up to that of `clock`. Times are RFC 3339 in UTC, lengths whole milliseconds, unknown is empty. Columns
//! are never removed or moved; new ones come last.

use crate::present::report::document::{DeltaDocument, Document};
use crate::present::safe::{self, Charset};
use crate::present::show::{MinutesDocument, StepDocument};
use crate::report::csv::table;

/// The columns.
const HEADER: [&str; 28] = [
    "row",
    "session",
    "procedure",
    "environment",
    "number",
    "step",
    "title",
    "phase",
    "state",
    "planned",
    "achieved",
    "attempts",
    "started_at",
    "ended_at",
    "split_ms",
    "segment_ms",
    "attributed_ms",
    "hands_ms",
    "machine_ms",
    "waiting_ms",
    "deciding_ms",
    "estimated",
    "late",
    "by",
    "reason",
    "previous_session",
    "previous_ms",
    "delta_ms",
];

/// Writes the report as CSV.
pub fn csv(document: &Document) -> String {
    let show = &document.show;
    let whose = [
        show.id.as_ref().map(ToString::to_string).unwrap_or_default(),
        show.procedure.id.to_string(),
        show.environment.as_ref().map(ToString::to_string).unwrap_or_default(),
    ];
    let step = |(at, it): (usize, &StepDocument)| self::step(document, &whose, at, it);
    let minutes = &show.minutes;
    let between = minutes.between_ms.unwrap_or_default();
    let header = HEADER.map(str::to_owned).to_vec();
    let rows = [header].into_iter().chain(show.steps.iter().enumerate().map(step));
    let mut total = blank("clock", &whose);
    set(&mut total, "started_at", optional(document.report.timeline.zero_at.as_ref()));
    set(&mut total, "segment_ms", show.clock.elapsed_ms.to_string());
    set(&mut total, "attributed_ms", show.clock.elapsed_ms.max(0).to_string());
    set(&mut total, "estimated", show.clock.estimated.to_string());
    spent(&mut total, minutes);
    let mut rest = blank("between", &whose);
    set(&mut rest, "attributed_ms", between.to_string());
    if let Some(previous) = &document.report.previous {
        set(&mut total, "previous_session", previous.id.to_string());
        set(&mut total, "previous_ms", optional(previous.actual_ms));
        set(&mut total, "delta_ms", optional(previous.delta_ms));
    }
    let rows = rows.chain([rest, total]);
    table(rows.map(|row| {
        row.into_iter().map(|cell| safe::line(&cell, Charset::Unicode).into_owned()).collect::<Vec<_>>()
    }))
}

fn step(document: &Document, whose: &[String; 3], at: usize, it: &StepDocument) -> Vec<String> {
    let mut row = blank("step", whose);
    let lane = document.report.timeline.lanes.get(at);
    let estimated = lane.is_some_and(|lane| lane.attempts.iter().any(|it| it.estimated));
    let texts = [
        ("number", it.number.clone()),
        ("step", it.id.to_string()),
        ("title", it.title.clone()),
        ("phase", it.phase.clone()),
        ("state", it.state.to_owned()),
        ("planned", it.planned.to_owned()),
        ("achieved", optional(it.achieved)),
        ("attempts", it.attempts.to_string()),
        ("started_at", optional(it.started_at.as_ref())),
        ("ended_at", optional(it.ended_at.as_ref())),
        ("split_ms", optional(it.split_ms)),
        ("segment_ms", optional(it.segment_ms)),
        ("attributed_ms", it.attributed_ms.to_string()),
        ("estimated", estimated.to_string()),
        ("late", it.late.to_string()),
        ("by", optional(it.by.as_ref())),
        ("reason", optional(it.reason.as_ref())),
    ];
    for (column, text) in texts {
        set(&mut row, column, text);
    }
    spent(&mut row, &it.minutes);
    if let Some(delta) = document.report.deltas.get(at) {
        before(&mut row, document, delta);
    }
    row
}

fn before(row: &mut [String], document: &Document, delta: &DeltaDocument) {
    set(row, "previous_session", optional(document.report.previous.as_ref().map(|it| &it.id)));
    set(row, "previous_ms", optional(delta.previous_ms));
    set(row, "delta_ms", optional(delta.delta_ms));
}

fn spent(row: &mut [String], minutes: &MinutesDocument) {
    let kinds = [
        ("hands_ms", minutes.hands_ms),
        ("machine_ms", minutes.machine_ms),
        ("waiting_ms", minutes.waiting_ms),
        ("deciding_ms", minutes.deciding_ms),
    ];
    for (column, ms) in kinds {
        set(row, column, ms.to_string());
    }
}

fn blank(kind: &str, whose: &[String; 3]) -> Vec<String> {
    let mut row = vec![String::new(); HEADER.len()];
    let [session, procedure, environment] = whose.clone();
    let texts = [
        ("row", kind.to_owned()),
        ("session", session),
        ("procedure", procedure),
        ("environment", environment),
    ];
    for (column, text) in texts {
        set(&mut row, column, text);
    }
    row
}

fn set(row: &mut [String], column: &str, text: String) {
    if let Some(cell) = HEADER.iter().position(|it| *it == column).and_then(|at| row.get_mut(at)) {
        *cell = text;
    }
}

fn optional(value: Option<impl ToString>) -> String {
    value.map(|it| it.to_string()).unwrap_or_default()
}
