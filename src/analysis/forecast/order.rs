//! An order in which every step stands behind those that it comes after.

use super::StepOutlook;

/// Returns the places of all steps, each once (Kahn, 1962). Steps on a ring, and those behind one, come last.
pub(super) fn order(steps: &[StepOutlook]) -> Vec<usize> {
    let mut waits_for = vec![0_usize; steps.len()];
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); steps.len()];
    for (at, step) in steps.iter().enumerate() {
        for before in step.after.iter().filter(|it| **it < steps.len()) {
            followers[*before].push(at);
            waits_for[at] += 1;
        }
    }
    let mut order: Vec<usize> = (0..steps.len()).filter(|it| waits_for[*it] == 0).collect();
    let mut next = 0;
    while let Some(at) = order.get(next).copied() {
        next += 1;
        for follower in &followers[at] {
            waits_for[*follower] -= 1;
            if waits_for[*follower] == 0 {
                order.push(*follower);
            }
        }
    }
    order.extend((0..steps.len()).filter(|it| waits_for[*it] > 0));
    order
}

#[cfg(test)]
mod tests {
    use super::super::Outlook;
    use super::*;

    #[track_caller]
    fn check(after: &[&[usize]], expected: &[usize]) {
        let step = |after: &&[usize]| StepOutlook {
            after: after.to_vec(),
            outlook: Outlook::Open,
            samples: vec![],
            expect: None,
        };
        assert_eq!(order(&after.iter().map(step).collect::<Vec<_>>()), expected);
    }

    #[test]
    fn a_step_stands_behind_those_it_comes_after() {
        check(&[&[2], &[0, 2], &[]], &[2, 0, 1]);
        check(&[&[], &[0], &[0], &[1, 2, 1]], &[0, 1, 2, 3]);
    }

    #[test]
    fn rings_and_places_that_do_not_exist_do_no_harm() {
        check(&[&[0]], &[0]);
        check(&[&[1], &[0], &[7, usize::MAX], &[1]], &[2, 0, 1, 3]);
        check(&[], &[]);
    }
}
