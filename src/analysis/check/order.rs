//! Which steps come after which, as numbers.

use super::finding::{Finding, Spot, What};
use crate::drill::procedure::Procedure;
use std::collections::HashMap;

/// The order of a procedure's steps.
pub(super) struct Order {
    /// What each step comes after.
    pub after: Vec<Vec<usize>>,
    /// The steps, each behind everything that it comes after; steps in circles, and those behind them, are missing.
    pub sequence: Vec<usize>,
}

impl Order {
    /// Sorts the steps.
    pub fn of(procedure: &Procedure) -> Self {
        let mut places = HashMap::new();
        for (at, step) in procedure.steps.iter().enumerate() {
            places.entry(&step.id).or_insert(at);
        }
        let known = |id| places.get(id).copied();
        let after: Vec<Vec<usize>> =
            procedure.steps.iter().map(|step| step.after.iter().filter_map(known).collect()).collect();
        let sequence = peeled(&after, &turned(&after), &vec![true; after.len()]);
        Self { after, sequence }
    }

    /// Finds the steps that come right after a circle without being in one.
    pub fn unreachable<'p>(&self, procedure: &'p Procedure) -> Vec<Finding<'p>> {
        if self.sequence.len() == self.after.len() {
            return Vec::new();
        }
        let mut stuck = vec![true; self.after.len()];
        self.sequence.iter().for_each(|at| stuck[*at] = false);
        let mut in_circle = stuck.clone();
        for at in peeled(&turned(&self.after), &self.after, &stuck) {
            in_circle[at] = false;
        }
        let behind = |at: &usize| self.after[*at].iter().find(|before| in_circle[**before]);
        let outside = || (0..stuck.len()).filter(|at| stuck[*at] && !in_circle[*at]);
        let direct: Vec<(usize, usize)> =
            outside().filter_map(|at| behind(&at).map(|before| (at, *before))).collect();
        let mut further = outside().count() - direct.len();
        let id = |at: usize| &procedure.steps[at].id;
        let finding = |(at, before)| {
            let further = std::mem::take(&mut further);
            Finding {
                spot: Spot::Step(at, "after"),
                what: What::Unreachable { step: id(at), behind: id(before), further },
            }
        };
        direct.into_iter().map(finding).collect()
    }
}

/// Turns the edges round.
fn turned(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut turned = vec![Vec::new(); edges.len()];
    for (from, ends) in edges.iter().enumerate() {
        for to in ends {
            turned[*to].push(from);
        }
    }
    turned
}

/// Takes away, one after the other, what has nothing left before it among those that are `there`; `next` are the same
/// edges turned round.
fn peeled(before: &[Vec<usize>], next: &[Vec<usize>], there: &[bool]) -> Vec<usize> {
    let mut left: Vec<usize> =
        before.iter().map(|before| before.iter().filter(|at| there[**at]).count()).collect();
    let mut sequence: Vec<usize> = (0..before.len()).filter(|at| there[*at] && left[*at] == 0).collect();
    let mut done = 0;
    while let Some(&at) = sequence.get(done) {
        done += 1;
        for to in next[at].iter().filter(|to| there[**to]) {
            left[*to] -= 1;
            if left[*to] == 0 {
                sequence.push(*to);
            }
        }
    }
    sequence
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::stage::{plan, step};

    fn found(procedure: &Procedure) -> Vec<(String, String, usize)> {
        let told = |it: Finding<'_>| match it.what {
            What::Unreachable { step, behind, further } => (step.to_string(), behind.to_string(), further),
            other => panic!("{other:?}"),
        };
        Order::of(procedure).unreachable(procedure).into_iter().map(told).collect()
    }

    #[test]
    fn what_comes_after_a_circle_is_never_reached() {
        let mut procedure = plan();
        procedure.steps = vec![
            step("a", &[]),
            step("b", &["a", "c"]),
            step("c", &["b"]),
            step("d", &["c"]),
            step("e", &["d"]),
            step("f", &["a"]),
        ];
        assert_eq!(found(&procedure), [("d".to_owned(), "c".to_owned(), 1)]);
        procedure.steps[1].after.pop();
        assert_eq!(found(&procedure), []);
    }

    #[test]
    fn a_step_between_two_circles_counts_as_part_of_them() {
        let mut procedure = plan();
        procedure.steps = vec![step("a", &["a"]), step("b", &["a"]), step("c", &["c", "b"])];
        assert_eq!(
            found(&procedure),
            [],
            "both circles are named already, and it is part of why nothing goes on"
        );
    }
}
