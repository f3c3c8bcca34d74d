//! A typed line as the session understands it: where it lands, when it happened, what it says.

use super::grammar;
use super::ids::StepId;
use super::note::Entry;
use super::procedure::Procedure;
use super::time::{MICROS, WallTime};
use super::when::WhenError;
use chrono::{DateTime, TimeZone};

/// What a typed line was understood as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What will be written.
    pub entry: Entry,
    /// When it happened, where the line says so.
    pub told: Option<WallTime>,
}

/// Why a typed line cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadingError {
    /// There is nothing but signs.
    #[error("there is no text yet")]
    Empty,
    /// `@` names nothing.
    #[error("the procedure has no step {0}; write its number or its id, or \\@ for a plain @")]
    NoSuchStep(String),
    /// The time cannot be.
    #[error(transparent)]
    When(#[from] WhenError),
}

/// Reads a typed line; it lands on `landing` unless it names a step.
pub fn read(
    line: &str,
    procedure: &Procedure,
    landing: Option<&StepId>,
    now: WallTime,
    zone: &impl TimeZone,
) -> Result<Reading, ReadingError> {
    let draft = grammar::parse(line);
    let step = match draft.step {
        Some(named) => Some(procedure.find(&named).ok_or(ReadingError::NoSuchStep(named))?.id.clone()),
        None => landing.cloned(),
    };
    let told = draft.when.map(|when| when.resolve(now, zone)).transpose()?;
    if draft.text.trim().is_empty() {
        return Err(ReadingError::Empty);
    }
    let local =
        DateTime::from_timestamp(now.micros().div_euclid(MICROS), 0).map(|utc| utc.with_timezone(zone));
    let due = draft.due.zip(local).map(|(due, local)| due.date(local.date_naive()));
    Ok(Reading { entry: Entry { step, tag: draft.tag, text: draft.text, who: draft.who, due }, told })
}
