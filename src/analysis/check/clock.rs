//! Whether the recovery clock begins and ends at something.

use super::finding::{Finding, Spot, What};
use crate::drill::procedure::{Anchor, Procedure};

/// Finds ends of the recovery clock that nothing in the procedure ever sets. What a session assumes by itself counts as
/// set: the end of the briefing, the last restoring step, the last step before the clean-up, the last of the clean-up.
/// Only an assumed outage is worth a word, since it hides the time before anybody noticed.
pub(super) fn clock(procedure: &Procedure) -> Vec<Finding<'_>> {
    let never = |ends, anchor| match anchor {
        _ if is_set(procedure, anchor) => None,
        Anchor::Outage if is_set(procedure, Anchor::Detected) => None,
        Anchor::Outage => Some(What::OutageAssumed),
        Anchor::Declared | Anchor::Verified => None,
        Anchor::Restored if procedure.steps.iter().any(|step| !step.restores.is_empty()) => None,
        Anchor::CleanedUp if procedure.cleanup_from() < procedure.steps.len() => None,
        Anchor::Detected | Anchor::Restored | Anchor::CleanedUp => Some(What::NeverSet { anchor, ends }),
    };
    let (from, to) = procedure.clock;
    let found = [never(false, from), never(true, to)];
    found.into_iter().flatten().map(|what| Finding { spot: Spot::Clock, what }).collect()
}

/// Whether a step or a probe sets the anchor.
fn is_set(procedure: &Procedure, anchor: Anchor) -> bool {
    procedure.steps.iter().any(|step| step.marks == Some(anchor))
        || procedure.probes.iter().any(|probe| probe.sets.contains(&anchor))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::stage::plan;

    fn found(from: Anchor, to: Anchor, change: impl FnOnce(&mut Procedure)) -> Vec<What<'static>> {
        let mut procedure = plan();
        procedure.clock = (from, to);
        change(&mut procedure);
        // The procedure is the test's alone; none of these borrows from it.
        let owned = |what| match what {
            What::OutageAssumed => What::OutageAssumed,
            What::NeverSet { anchor, ends } => What::NeverSet { anchor, ends },
            other => panic!("{other:?}"),
        };
        clock(&procedure).into_iter().map(|it| owned(it.what)).collect()
    }

    #[test]
    fn what_a_session_assumes_is_set() {
        let bare = |it: &mut Procedure| it.steps.iter_mut().for_each(|step| step.marks = None);
        assert_eq!(found(Anchor::Declared, Anchor::Verified, bare), []);
        assert_eq!(found(Anchor::Declared, Anchor::Restored, bare), [], "two steps restore");
        assert_eq!(found(Anchor::Declared, Anchor::CleanedUp, |_| {}), []);
    }

    #[test]
    fn a_clock_without_an_end_is_found() {
        let never = |anchor, ends| What::NeverSet { anchor, ends };
        let bare = |it: &mut Procedure| {
            it.steps.iter_mut().for_each(|step| {
                step.marks = None;
                step.restores.clear();
            });
        };
        assert_eq!(found(Anchor::Declared, Anchor::Restored, bare), [never(Anchor::Restored, true)]);
        assert_eq!(found(Anchor::Declared, Anchor::CleanedUp, bare), [never(Anchor::CleanedUp, true)]);
        assert_eq!(found(Anchor::Detected, Anchor::Verified, |_| {}), [never(Anchor::Detected, false)]);
        let marked = |it: &mut Procedure| it.steps[0].marks = Some(Anchor::Detected);
        assert_eq!(found(Anchor::Detected, Anchor::Verified, marked), []);
    }

    #[test]
    fn an_outage_that_nothing_sets_is_assumed() {
        assert_eq!(found(Anchor::Outage, Anchor::Verified, |_| {}), [What::OutageAssumed]);
        for anchor in [Anchor::Outage, Anchor::Detected] {
            let marked = |it: &mut Procedure| it.steps[0].marks = Some(anchor);
            assert_eq!(found(Anchor::Outage, Anchor::Verified, marked), []);
        }
    }
}
