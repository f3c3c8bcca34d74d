//! From the text of a file to the text that says what the procedure is to be.

use super::keys::{Edit, block, edits, in_braces, put};
use super::layout::{Layout, Unit};
use crate::drill::ids::StepId;
use crate::drill::procedure::{Procedure, Step};
use crate::library::error::LibraryError;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Rewrites a text that says `old` so that it says `plan`; phases that lost all their steps go.
pub(super) fn rewrite(
    text: &str,
    old: &Procedure,
    plan: &Procedure,
    moved: &HashSet<StepId>,
) -> Result<String, LibraryError> {
    let eol = eol(text);
    let ended = text.ends_with('\n');
    let whole = if ended { text.to_owned() } else { format!("{text}{eol}") };
    let layout = Layout::of(&whole).ok_or(LibraryError::NotFaithful)?;
    let mut new = Rewriting::new(&layout, old, plan, moved, eol)?.go()?;
    if !ended {
        new.truncate(new.len() - eol.len());
    }
    Ok(new)
}

/// Returns how the lines of a text end: as its first one does.
pub(super) fn eol(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

struct Rewriting<'a, 't> {
    layout: &'a Layout<'t>,
    old: HashMap<&'a str, &'a Step>,
    new: HashMap<&'a str, &'a Step>,
    plan: &'a Procedure,
    units: HashMap<&'a str, &'a Unit>,
    moved: HashSet<&'a str>,
    eol: &'static str,
    edits: Vec<Edit>,
}

impl<'a, 't> Rewriting<'a, 't> {
    fn new(
        layout: &'a Layout<'t>,
        old: &'a Procedure,
        plan: &'a Procedure,
        moved: &'a HashSet<StepId>,
        eol: &'static str,
    ) -> Result<Self, LibraryError> {
        let by_id = |it: &'a Procedure| it.steps.iter().map(|step| (step.id.as_str(), step)).collect();
        let steps = layout.phases.iter().flat_map(|phase| &phase.steps);
        let units: HashMap<&str, &Unit> = steps.map(|unit| (unit.id.as_str(), unit)).collect();
        let (before, new): (HashMap<&str, &Step>, HashMap<&str, &Step>) = (by_id(old), by_id(plan));
        let known = before.keys().all(|id| units.contains_key(id));
        if layout.phases.len() != plan.phases.len() || units.len() != before.len() || !known {
            return Err(LibraryError::NotFaithful);
        }
        let moved = moved.iter().map(StepId::as_str).filter(|id| before.contains_key(id)).collect();
        Ok(Self { layout, old: before, new, plan, units, moved, eol, edits: Vec::new() })
    }

    fn go(mut self) -> Result<String, LibraryError> {
        for (at, phase) in self.layout.phases.iter().enumerate() {
            for unit in &phase.steps {
                self.step(unit)?;
            }
            let is_in_plan = self.plan.steps.iter().any(|step| step.phase == at);
            if !is_in_plan && !phase.steps.is_empty() {
                self.remove(phase)?;
            }
            self.fill(at, phase)?;
        }
        put(self.layout.text, self.edits, 0..self.layout.text.len()).ok_or(LibraryError::NotFaithful)
    }

    fn stays(&self, id: &str) -> bool {
        self.new.contains_key(id) && !self.moved.contains(id)
    }

    /// Changes a step where it stands, or takes it away.
    fn step(&mut self, unit: &'a Unit) -> Result<(), LibraryError> {
        let id = unit.id.as_str();
        if !self.stays(id) {
            return self.remove(unit);
        }
        let pair = (self.old[id], self.new[id]);
        edits(self.layout, unit, pair, self.eol, &mut self.edits)
    }

    fn remove(&mut self, unit: &Unit) -> Result<(), LibraryError> {
        if unit.inline {
            return Err(in_braces(self.layout, unit));
        }
        if let Some(apart) = unit.apart {
            return Err(LibraryError::Interrupted { step: unit.id.clone(), line: self.layout.line(apart) });
        }
        let range = self.layout.blank_above(unit.whole.start)..unit.whole.end;
        self.edits.push(Edit { range, text: String::new() });
        Ok(())
    }

    /// Puts in what is new in a phase, or comes from elsewhere.
    fn fill(&mut self, at: usize, phase: &'a Unit) -> Result<(), LibraryError> {
        let mut above = phase;
        for step in self.plan.steps.iter().filter(|step| step.phase == at) {
            let id = step.id.as_str();
            if self.stays(id) && self.units.contains_key(id) {
                above = self.units[id];
                continue;
            }
            let in_list = above.entry("step").is_some();
            if above.inline || in_list {
                return Err(in_braces(self.layout, above));
            }
            let block = self.block(step, above)?;
            let gap = if self.spaced(phase, above) { self.eol } else { "" };
            let end = above.whole.end;
            self.edits.push(Edit { range: end..end, text: format!("{gap}{block}") });
        }
        Ok(())
    }

    /// Writes a step that is put in, or has moved with its comments.
    fn block(&self, step: &Step, above: &Unit) -> Result<String, LibraryError> {
        if let Some(unit) = self.units.get(step.id.as_str()) {
            let mut inner = Vec::new();
            edits(self.layout, unit, (self.old[step.id.as_str()], step), self.eol, &mut inner)?;
            let range: Range<usize> = unit.whole.clone();
            return put(self.layout.text, inner, range).ok_or(LibraryError::NotFaithful);
        }
        let usual = || self.layout.phases.iter().flat_map(|it| &it.steps).find(|it| !it.inline);
        let is_step = self.units.contains_key(above.id.as_str());
        let like = Some(above).filter(|_| is_step).or_else(usual);
        let like = like.ok_or_else(|| in_braces(self.layout, above))?;
        Ok(block(self.layout, like, step, self.eol))
    }

    /// Whether a blank line stands between the steps there.
    fn spaced(&self, phase: &Unit, above: &Unit) -> bool {
        let has_blank = |unit: &Unit| self.layout.blank_above(unit.whole.start) < unit.whole.start;
        let at = phase.steps.iter().position(|it| it.header == above.header);
        let next = phase.steps.get(at.map_or(0, |at| at + 1));
        let sibling = next.or_else(|| at.map(|at| &phase.steps[at]));
        let any = || self.layout.phases.iter().flat_map(|it| &it.steps).find(|it| !it.inline);
        sibling.or_else(any).is_none_or(has_blank)
    }
}
