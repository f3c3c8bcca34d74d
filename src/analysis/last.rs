//! How long each step took the last time it was done.

use super::summary::Summary;
use crate::drill::ids::{ProcedureId, StepId};
use crate::drill::time::{Span, WallTime};
use std::collections::BTreeMap;

/// Each step's last time, from whichever earlier session had it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LastTimes(BTreeMap<StepId, Span>);

impl LastTimes {
    /// Collects the times of the sessions of a procedure that began before `before`, of whatever environment. The
    /// summaries may come in any order; whether they are samples is for the caller to sort out.
    pub fn of<'a>(
        procedure: &ProcedureId,
        before: WallTime,
        summaries: impl IntoIterator<Item = &'a Summary>,
    ) -> Self {
        let counts = |it: &&Summary| it.procedure == *procedure && it.started_us < before;
        let mut earlier: Vec<&Summary> = summaries.into_iter().filter(counts).collect();
        earlier.sort_by_key(|it| it.started_us);
        let times = earlier.into_iter().flat_map(|it| &it.segments_ms);
        Self(times.map(|(step, ms)| (step.clone(), Span::from_millis(*ms))).collect())
    }

    /// Whether no step was ever done before.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the last time of a step.
    pub fn of_step(&self, step: &StepId) -> Option<Span> {
        self.0.get(step).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{BEGINNING, Rehearsal, procedure};

    fn held(day: i64, steps: &[(&str, i64)], change: impl FnOnce(&mut Summary)) -> Summary {
        let drill = Rehearsal::new(procedure());
        let mut summary = Summary::of(&drill.session, &drill.now).unwrap();
        summary.started_us = BEGINNING + Span::from_secs(day * 86_400);
        summary.segments_ms = steps.iter().map(|(id, ms)| (StepId::from(*id), *ms)).collect();
        change(&mut summary);
        summary
    }

    #[test]
    fn each_step_has_the_time_of_the_latest_earlier_session_that_did_it() {
        let summaries = [
            held(3, &[("a", 30)], |_| {}),
            held(1, &[("a", 10), ("b", 11)], |_| {}),
            held(2, &[("c", 20)], |it| it.procedure = "client-reports".into()),
            held(5, &[("b", 50)], |_| {}),
        ];
        let last = LastTimes::of(&"data-gather".into(), BEGINNING + Span::from_secs(5 * 86_400), &summaries);
        let ms = |id: &str| last.of_step(&id.into()).map(Span::millis);
        assert_eq!((ms("a"), ms("b"), ms("c")), (Some(30), Some(11), None));
    }
}
