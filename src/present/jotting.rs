//! How a typed line was understood, in a line.

use super::format;
use super::safe::{self, Charset};
use super::sign::dot;
use crate::drill::ids::StepId;
use crate::drill::procedure::Procedure;
use crate::drill::reading::Reading;
use crate::drill::time::Moment;

/// Returns `7 Restore the database`, or `the session`.
pub fn place(procedure: &Procedure, step: Option<&StepId>, charset: Charset) -> String {
    let Some(step) = step else { return "the session".to_owned() };
    match (procedure.number(step), procedure.step(step)) {
        (Some(number), Some(it)) => format!("{number} {}", safe::line(&it.title, charset)),
        _ => safe::line(step.as_str(), charset).into_owned(),
    }
}

/// Returns `14:31:20 +01:00 · 7 Restore the database · action for Ann by 2026-05-29`.
pub fn understood(procedure: &Procedure, reading: &Reading, at: &Moment, charset: Charset) -> String {
    let step = reading.entry.step.as_ref();
    [happened(reading, at), place(procedure, step, charset), sort(reading, charset)].join(dot(charset))
}

/// The same with what it was taken for in front, where room is short and place and time stand elsewhere.
pub fn taken_for(procedure: &Procedure, reading: &Reading, at: &Moment, charset: Charset) -> String {
    let step = reading.entry.step.as_ref();
    [sort(reading, charset), happened(reading, at), place(procedure, step, charset)].join(dot(charset))
}

fn happened(reading: &Reading, at: &Moment) -> String {
    let late = if reading.told.is_some() { " late" } else { "" };
    format!("{}{late}", format::wall(reading.told.unwrap_or(at.wall), at.utc_offset_s))
}

fn sort(reading: &Reading, charset: Charset) -> String {
    let entry = &reading.entry;
    let who = entry.who.as_ref().map(|who| format!(" for {}", safe::line(who.as_str(), charset)));
    let due = entry.due.map(|due| format!(" by {due}"));
    [entry.tag.word().to_owned(), who.unwrap_or_default(), due.unwrap_or_default()].concat()
}
