//! Which ids a step has had, over all versions of its procedure that are known.

use crate::drill::ids::StepId;
use crate::drill::procedure::{Procedure, Step};
use std::collections::{HashMap, HashSet};

/// What every step says that it was, in any version.
#[derive(Debug, Default)]
pub(super) struct Kin<'p> {
    was: HashMap<&'p StepId, HashSet<&'p StepId>>,
}

impl<'p> Kin<'p> {
    /// Takes in the versions.
    pub fn of(versions: impl Iterator<Item = &'p Procedure>) -> Self {
        let mut kin = Self::default();
        for step in versions.flat_map(|it| &it.steps).filter(|step| !step.was.is_empty()) {
            kin.was.entry(&step.id).or_default().extend(&step.was);
        }
        kin
    }

    /// Finds the work of a step in an earlier version: the step of its id, else all that it was, nearest first; `places`
    /// says where ids stand in that version.
    pub fn places(&self, step: &'p Step, places: &HashMap<&StepId, usize>) -> Vec<usize> {
        if let Some(place) = places.get(&step.id) {
            return vec![*place];
        }
        let (mut seen, mut found) = (HashSet::from([&step.id]), Vec::new());
        let mut ahead: Vec<&StepId> = step.was.iter().collect();
        while let Some(id) = ahead.pop() {
            if !seen.insert(id) {
                continue;
            }
            match places.get(id) {
                Some(place) => found.push(*place),
                None => ahead.extend(self.was.get(id).into_iter().flatten()),
            }
        }
        found.sort_unstable();
        found
    }
}
