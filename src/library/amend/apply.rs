//! Redlines into a text, and the proof that it then says what they say.

use super::rewrite::rewrite;
use crate::drill::ids::{EventId, StepId};
use crate::drill::procedure::{Procedure, Step};
use crate::drill::redline::{Key, Value};
use crate::drill::redlines::Redlines;
use crate::drill::taking_in::{TakenIn, alike};
use crate::library::error::LibraryError;
use crate::library::parse::parse_allowing;
use crate::present::problem::Problem;
use std::collections::HashSet;

/// A text with redlines in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amended {
    /// The text; the same as before, where nothing was to be written.
    pub text: String,
    /// What became of each redline.
    pub taken: TakenIn,
}

/// Writes chosen redlines of a session into the text of its procedure file, as it is now: all that can be taken in.
/// Nothing else in the text changes, to the byte.
pub fn apply(text: &str, redlines: &Redlines, chosen: &[EventId]) -> Result<Amended, LibraryError> {
    let file = read(text)?;
    let taken = TakenIn::new(&file, redlines, chosen);
    let amended = written(text, &file, &taken.plan, &taken.moved, &taken.procedure())?;
    Ok(Amended { text: amended, taken })
}

/// Writes values of steps into the text of a procedure file.
pub fn amend(text: &str, changes: &[(StepId, Key, Option<Value>)]) -> Result<String, LibraryError> {
    let file = read(text)?;
    let mut plan = file.clone();
    for (id, key, value) in changes {
        let step = plan.steps.iter_mut().find(|step| step.id == *id);
        let step = step.ok_or_else(|| bad(format!("there is no step {id}")))?;
        step.set(*key, value.as_ref()).map_err(|unfit| bad(unfit.to_string()))?;
    }
    let expected = plan.clone();
    written(text, &file, &plan, &HashSet::new(), &expected)
}

fn written(
    text: &str,
    file: &Procedure,
    plan: &Procedure,
    moved: &HashSet<StepId>,
    expected: &Procedure,
) -> Result<String, LibraryError> {
    if plan == file {
        return Ok(text.to_owned());
    }
    let amended = rewrite(text, file, plan, moved)?;
    if is_same(&read(&amended)?, expected) { Ok(amended) } else { Err(LibraryError::NotFaithful) }
}

fn read(text: &str) -> Result<Procedure, LibraryError> {
    let first = |problems: Vec<Problem>| {
        problems.first().map_or_else(String::new, |it| {
            format!("line {}, column {}: {}", it.place.line, it.place.column, it.message)
        })
    };
    // Who wrote the file was allowed to, and redlines change no probes.
    parse_allowing(text, true).map_err(|problems| bad(first(problems)))
}

fn bad(why: String) -> LibraryError {
    LibraryError::BadRedline { why }
}

/// Whether two procedures are the same but for the ends of lines within texts.
fn is_same(one: &Procedure, other: &Procedure) -> bool {
    let bare = |it: &Procedure| Procedure { steps: Vec::new(), ..it.clone() };
    let same = |(one, other): (&Step, &Step)| {
        let values =
            Key::ALL.into_iter().all(|key| alike(one.value(key).as_ref(), other.value(key).as_ref()));
        values && one.id == other.id && one.phase == other.phase && one.after == other.after
    };
    bare(one) == bare(other)
        && one.steps.len() == other.steps.len()
        && one.steps.iter().zip(&other.steps).all(same)
}
