//! How each step did against the session before: alone, or as part of work that was split or merged since.

use super::subject::{BEFORE, HERE, Subject};
use crate::analysis::alignment::Change;
use crate::analysis::comparison::Cell;
use crate::drill::time::Span;

/// A step of this session beside the session before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Delta {
    /// What the work took before, where it was finished.
    pub previous: Option<Span>,
    /// What it took now, where it was finished.
    pub here: Option<Span>,
    /// Whether the session before did not know it.
    pub new: bool,
    /// The other steps that are the same work as before, by place; the figures are told once, at the first of them.
    pub with: Vec<usize>,
    /// Whether the figures stand at an earlier step of the same work.
    pub told: bool,
}

impl Delta {
    /// Returns how much longer it took now, exactly; negative where it was faster.
    pub fn exact(&self) -> Option<Span> {
        Some(self.here? - self.previous?)
    }

    /// Returns the same between the full seconds that are shown of both.
    pub fn shown(&self) -> Option<Span> {
        Some(Span::from_secs(self.here?.secs() - self.previous?.secs()))
    }
}

/// A step that only the session before has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dropped {
    /// Its place in the earlier procedure.
    pub at: usize,
    /// What it took.
    pub took: Option<Span>,
}

/// Lays every step of this session, in its order, beside the session before. Empty without one.
pub(super) fn deltas(subject: &Subject<'_>) -> Vec<Delta> {
    let Some(comparison) = &subject.comparison else { return Vec::new() };
    let mut deltas = vec![Delta::default(); subject.session.procedure().steps.len()];
    for row in &comparison.rows {
        let Some(here) = &row.cells[HERE] else { continue };
        let before = row.cells[BEFORE].as_ref().and_then(Cell::finished_in);
        for (number, at) in here.places.iter().enumerate() {
            let Some(delta) = deltas.get_mut(*at) else { continue };
            let first = number == 0;
            *delta = Delta {
                previous: before.filter(|_| first),
                here: here.finished_in().filter(|_| first),
                new: row.change == Change::New,
                with: here.places.iter().copied().filter(|it| it != at).collect(),
                told: !first,
            };
        }
    }
    deltas
}

/// Lists what the session before did and this one does not know any more.
pub(super) fn dropped(subject: &Subject<'_>) -> Vec<Dropped> {
    let rows = subject.comparison.iter().flat_map(|it| &it.rows);
    let gone = rows.filter(|row| row.cells[HERE].is_none()).filter_map(|row| row.cells[BEFORE].as_ref());
    let each = gone.flat_map(|cell| {
        let alone = cell.places.len() == 1;
        let took = cell.segment.map(|it| it.span).filter(|_| alone);
        cell.places.iter().map(move |at| Dropped { at: *at, took })
    });
    each.collect()
}
