//! How a typed line was understood, in a line.

use super::format;
use super::safe::{self, Charset};
use super::sign::dot;
use crate::drill::ids::StepId;
use crate::drill::procedure::Procedure;
use crate::drill::reading::Reading;
use crate::drill::time::Moment;
use std::fmt::Write as _;

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
    let happened = reading.told.unwrap_or(at.wall);
    let mut line = format::wall(happened, at.utc_offset_s);
    if reading.told.is_some() {
        line.push_str(" late");
    }
    let entry = &reading.entry;
    line.push_str(dot(charset));
    line.push_str(&place(procedure, entry.step.as_ref(), charset));
    line.push_str(dot(charset));
    line.push_str(entry.tag.word());
    if let Some(who) = &entry.who {
        line.push_str(" for ");
        line.push_str(&safe::line(who.as_str(), charset));
    }
    if let Some(due) = &entry.due {
        let _ = write!(line, " by {due}");
    }
    line
}
