//! Whether the estimates can meet the objectives at all.

use super::finding::{Finding, Spot, What};
use super::order::Order;
use crate::drill::ids::EnvironmentName;
use crate::drill::procedure::{Anchor, Objective, Procedure};
use crate::drill::time::Span;

/// What is reached earliest when, if every step takes what its estimate says and as many hands help as can.
struct Plan<'p, 'o> {
    procedure: &'p Procedure,
    order: &'o Order,
    /// When each step ends, from the beginning of the drill.
    ends: Vec<Span>,
    /// Which step each had to wait for.
    waits: Vec<Option<usize>>,
}

/// Finds the objectives that the estimates exceed along the longest path from the clock's beginning to its end. Steps
/// without an estimate count for nothing, so that a finding is never too much.
pub(super) fn longest<'p>(procedure: &'p Procedure, order: &Order) -> Vec<Finding<'p>> {
    let plan = Plan::of(procedure, order);
    let Some(last) = plan.end_of_clock() else { return Vec::new() };
    let begins = plan.beginning_of_clock();
    let sum = plan.ends[last] - begins;
    let path: Vec<_> = plan.path_to(last, begins).into_iter().map(|at| &procedure.steps[at].id).collect();
    let exceeded = |rto: &&Objective| sum > rto.span;
    let finding = |(environment, rto, environments)| {
        let what = What::TooLong { environments, rto, sum, path: path.clone() };
        Finding { spot: Spot::Rto(environment), what }
    };
    let own = procedure.environments.iter().filter_map(|it| {
        let rto = it.rto.as_ref().filter(exceeded)?;
        Some((Some(&it.name), rto, vec![&it.name]))
    });
    let all = procedure.rto.as_ref().filter(exceeded).and_then(|rto| {
        let without = procedure.environments.iter().filter(|it| it.rto.is_none());
        let names: Vec<&EnvironmentName> = without.map(|it| &it.name).collect();
        (!names.is_empty()).then_some((None, rto, names))
    });
    all.into_iter().chain(own).map(finding).collect()
}

impl<'p, 'o> Plan<'p, 'o> {
    fn of(procedure: &'p Procedure, order: &'o Order) -> Self {
        let mut ends = vec![Span::ZERO; procedure.steps.len()];
        let mut waits = vec![None; procedure.steps.len()];
        for &at in &order.sequence {
            waits[at] = order.after[at].iter().copied().max_by_key(|before| ends[*before]);
            let begins = waits[at].map_or(Span::ZERO, |before| ends[before]);
            ends[at] = begins + procedure.steps[at].expect.unwrap_or(Span::ZERO);
        }
        Self { procedure, order, ends, waits }
    }

    /// The step with whose end the clock ends.
    fn end_of_clock(&self) -> Option<usize> {
        let steps = &self.procedure.steps;
        let latest = |places: &mut dyn Iterator<Item = usize>| places.max_by_key(|at| self.ends[*at]);
        let end = self.procedure.clock.1;
        let mut marking = (0..steps.len()).filter(|at| steps[*at].marks == Some(end));
        if let Some(marked) = latest(&mut marking) {
            return Some(marked);
        }
        let cleanup = self.procedure.cleanup_from();
        match end {
            Anchor::Restored => latest(&mut (0..steps.len()).filter(|at| !steps[*at].restores.is_empty())),
            Anchor::Verified => latest(&mut (0..cleanup)),
            Anchor::CleanedUp => latest(&mut (0..steps.len())),
            Anchor::Outage | Anchor::Detected | Anchor::Declared => None,
        }
    }

    /// When the clock begins: with the end of a step that marks it, else with the drill.
    fn beginning_of_clock(&self) -> Span {
        let marked = self.order.sequence.iter().filter(|at| {
            let step = &self.procedure.steps[**at];
            step.marks == Some(self.procedure.clock.0)
        });
        marked.map(|at| self.ends[*at]).max().unwrap_or(Span::ZERO)
    }

    /// The steps with an estimate that the last one had to wait for, and itself, as far as they end on the clock.
    fn path_to(&self, last: usize, begins: Span) -> Vec<usize> {
        let back = std::iter::successors(Some(last), |at| self.waits[*at]);
        let on_clock = back.take_while(|at| self.ends[*at] > begins);
        let mut path: Vec<usize> = on_clock.filter(|at| self.procedure.steps[*at].expect.is_some()).collect();
        path.reverse();
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::procedure::Environment;
    use crate::drill::stage::plan;

    fn minutes(minutes: i64) -> Span {
        Span::from_secs(60 * minutes)
    }

    fn objective(span: Span) -> Objective {
        Objective { text: "so".to_owned(), span }
    }

    /// The plan with an objective of so many minutes: a 10, b 20, c 30, d 5, e 15, f 60.
    fn estimated(rto: i64) -> Procedure {
        let mut procedure = plan();
        procedure.rto = Some(objective(minutes(rto)));
        for (step, expect) in procedure.steps.iter_mut().zip([10, 20, 30, 5, 15, 60]) {
            step.expect = Some(minutes(expect));
        }
        procedure
    }

    /// The sum in minutes and the path of each finding.
    fn found(procedure: &Procedure) -> Vec<(i64, String, String)> {
        let told = |it: Finding<'_>| match it.what {
            What::TooLong { environments, sum, path, .. } => {
                let path: Vec<&str> = path.iter().map(|id| id.as_str()).collect();
                let names: Vec<&str> = environments.iter().map(|name| name.as_str()).collect();
                (sum.secs() / 60, path.join(" "), names.join(" "))
            }
            other => panic!("{other:?}"),
        };
        longest(procedure, &Order::of(procedure)).into_iter().map(told).collect()
    }

    fn one(sum: i64, path: &str) -> Vec<(i64, String, String)> {
        vec![(sum, path.to_owned(), "test".to_owned())]
    }

    #[test]
    fn the_longest_of_two_branches_counts_and_the_clean_up_does_not() {
        assert_eq!(found(&estimated(60)), [], "just in time");
        assert_eq!(found(&estimated(59)), one(60, "a c d e"));
    }

    #[test]
    fn the_clock_says_what_counts() {
        let mut procedure = estimated(1);
        procedure.clock = (Anchor::Declared, Anchor::Restored);
        assert_eq!(found(&procedure), one(45, "a c d"));
        procedure.clock = (Anchor::Restored, Anchor::CleanedUp);
        assert_eq!(found(&procedure), one(75, "e f"));
        procedure.clock = (Anchor::Declared, Anchor::CleanedUp);
        assert_eq!(found(&procedure), one(120, "a c d e f"));
    }

    #[test]
    fn without_marks_the_assumed_end_counts() {
        let mut procedure = estimated(1);
        procedure.steps.iter_mut().for_each(|step| step.marks = None);
        procedure.clock = (Anchor::Declared, Anchor::Restored);
        assert_eq!(found(&procedure), one(45, "a c d"));
        procedure.clock = (Anchor::Declared, Anchor::Verified);
        assert_eq!(found(&procedure), one(120, "a c d e f"), "nothing is clean-up now");
    }

    #[test]
    fn every_environment_is_held_to_its_own_objective() {
        let mut procedure = estimated(90);
        let own = |name: &str, rto| Environment { rto: Some(rto), ..Environment::new(name.into()) };
        procedure.environments.push(own("production", objective(minutes(30))));
        procedure.environments.push(own("staging", objective(minutes(60))));
        assert_eq!(found(&procedure), [(60, "a c d e".to_owned(), "production".to_owned())]);
    }

    #[test]
    fn steps_without_an_estimate_count_for_nothing() {
        let mut procedure = estimated(29);
        procedure.steps[2].expect = None;
        assert_eq!(found(&procedure), one(50, "a b d e"));
        procedure.steps.iter_mut().for_each(|step| step.expect = None);
        assert_eq!(found(&procedure), []);
    }
}
