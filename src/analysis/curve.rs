//! How much of the service was back at which time on the clock.

use super::lanes::origin;
use crate::drill::checklist::{Checklist, Progress, StepState};
use crate::drill::event::Event;
use crate::drill::fact::Fact;
use crate::drill::ids::ComponentId;
use crate::drill::session::Session;
use crate::drill::time::{Moment, Span};
use std::collections::BTreeMap;

/// From here on so much is back, until the next point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// Where on the clock.
    pub at: Span,
    /// The weights of what is back together.
    pub weight: u64,
    /// What came back here, in the order of the procedure.
    pub back: Vec<ComponentId>,
    /// What was taken away here, because a step was opened again.
    pub lost: Vec<ComponentId>,
}

/// The service as it came back. Before the first point nothing was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Curve {
    /// Every change, in the order of the clock, each at a time of its own.
    pub points: Vec<Point>,
    /// The weights of all components together.
    pub total: u64,
}

/// The stretches in which a step stood as done, in places on the clock; the last one may have no end.
type Done = Vec<(Span, Option<Span>)>;

impl Curve {
    /// Follows the components through a session: one is back while all steps that restore it are done. Times that were
    /// put right count as they were put right; opening a step again takes away what hung on it, until it is done again.
    /// What was back before the clock started was back when it started.
    pub fn of(session: &Session) -> Self {
        let components = &session.procedure().components;
        let mut curve =
            Self { points: Vec::new(), total: components.iter().map(|it| u64::from(it.weight)).sum() };
        let Some(start) = origin(session) else { return curve };
        let done = stretches(session, &start);
        let mut changes: BTreeMap<Span, Vec<(usize, bool)>> = BTreeMap::new();
        for (at, component) in components.iter().enumerate() {
            let restores = |step: &usize| session.procedure().steps[*step].restores.contains(&component.id);
            let steps: Vec<&Done> = (0..done.len()).filter(restores).map(|step| &done[step]).collect();
            for (time, is_back) in together(&steps) {
                changes.entry(time).or_default().push((at, is_back));
            }
        }
        let mut weight = 0_u64;
        for (at, changes) in changes {
            let named = |back: bool| {
                let those = changes.iter().filter(move |(_, is_back)| *is_back == back);
                those.map(|(at, _)| components[*at].id.clone()).collect::<Vec<_>>()
            };
            for (component, is_back) in &changes {
                let own = u64::from(components[*component].weight);
                weight = if *is_back { weight + own } else { weight.saturating_sub(own) };
            }
            curve.points.push(Point { at, weight, back: named(true), lost: named(false) });
        }
        curve
    }

    /// Returns how much is back in the end.
    pub fn last(&self) -> u64 {
        self.points.last().map_or(0, |it| it.weight)
    }
}

/// Reads off the attempts when each step was done, and off the log when it was opened again.
fn stretches(session: &Session, start: &Moment) -> Vec<Done> {
    let place = |moment: &Moment| session.timeline().between(start, moment).span.max(Span::ZERO);
    let reopened = reopenings(session);
    let of_step = |(step, progress): (usize, &Progress)| {
        let attempts = progress.attempts.iter().enumerate();
        let done = attempts.filter_map(|(attempt, it)| match &it.ended {
            Some((stamp, StepState::Done)) => {
                let from = place(&stamp.moment);
                Some((from, reopened.get(&(step, attempt)).map(|moment| place(moment).max(from))))
            }
            _ => None,
        });
        done.collect()
    };
    session.checklist().iter().enumerate().map(of_step).collect()
}

/// Finds when the done attempts of steps were opened again, by step and attempt: the checklist keeps only where a step
/// stands, so the log is gone through once more.
fn reopenings(session: &Session) -> BTreeMap<(usize, usize), Moment> {
    let mut replay = Checklist::new(session.procedure());
    let mut found = BTreeMap::new();
    let mut take = |event: &Event| {
        if let Fact::StepReopened { step, .. } = &event.fact
            && let Some(at) = replay.position(step)
            && let Some(it) = replay.at(at).filter(|it| it.state == StepState::Done)
            && let Some(attempt) = it.attempts.len().checked_sub(1)
        {
            found.insert((at, attempt), event.moment());
        }
        replay.apply(event);
    };
    for event in session.log().iter().filter(|event| !session.verdicts().is_undone(event.id)) {
        match session.verdicts().effective(event) {
            Some(effective) => take(&effective),
            None => take(event),
        }
    }
    found
}

/// Returns when all steps began to be done, and when that ended, in turn. Never for no steps at all.
fn together(steps: &[&Done]) -> Vec<(Span, bool)> {
    let mut edges: BTreeMap<Span, i64> = BTreeMap::new();
    for (from, to) in steps.iter().flat_map(|done| done.iter()) {
        *edges.entry(*from).or_default() += 1;
        if let Some(to) = to {
            *edges.entry(*to).or_default() -= 1;
        }
    }
    let all = i64::try_from(steps.len()).unwrap_or(i64::MAX);
    let (mut count, mut is_back) = (0, false);
    let mut changes = Vec::new();
    for (at, change) in edges {
        count += change;
        if (count >= all) != is_back {
            is_back = !is_back;
            changes.push((at, is_back));
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::metrics::restored;
    use crate::analysis::rehearsal::{BEGINNING, Rehearsal, component, procedure, whole_drill};
    use crate::drill::command::Command;
    use crate::drill::procedure::Procedure;

    /// `a` restores the database, `b` the database and the reports; `c` nothing. The clock starts at 10.
    fn plan() -> Procedure {
        let mut plan = procedure();
        plan.components = vec![component("database", 3), component("reports", 1), component("unused", 1)];
        plan.steps[0].restores = vec!["database".into()];
        plan.steps[1].restores = vec!["database".into(), "reports".into()];
        plan
    }

    fn reopen(step: &str) -> Command {
        Command::ReopenStep { step: step.into(), why: "wrong bucket".into() }
    }

    fn points(drill: &Rehearsal) -> Vec<(i64, u64)> {
        Curve::of(&drill.session).points.iter().map(|it| (it.at.secs(), it.weight)).collect()
    }

    #[test]
    fn a_component_is_back_when_all_that_restores_it_is_done() {
        let drill = Rehearsal::new(plan()).at(10).declare().start("a").at(40).done("a");
        assert_eq!(points(&drill), []);
        let drill = drill.start("b").at(100).done("b").start("c").at(110).done("c");
        let curve = Curve::of(&drill.session);
        assert_eq!(points(&drill), [(90, 4)]);
        assert_eq!(curve.points[0].back, ["database".into(), "reports".into()]);
        assert_eq!((curve.total, curve.last()), (5, 4), "what no step restores never comes back");
    }

    #[test]
    fn opening_a_step_again_takes_away_what_hung_on_it() {
        let drill = Rehearsal::new(plan())
            .at(10)
            .declare()
            .start("b")
            .at(20)
            .done("b")
            .start("a")
            .at(30)
            .done("a")
            .at(50)
            .does(reopen("a"))
            .at(60)
            .start("a")
            .at(70)
            .fail("a")
            .start("a")
            .at(90)
            .done("a");
        assert_eq!(points(&drill), [(10, 1), (20, 4), (40, 1), (80, 4)]);
        let curve = Curve::of(&drill.session);
        assert_eq!(curve.points[2].lost, ["database".into()]);
    }

    #[test]
    fn a_reopening_that_was_taken_back_took_nothing_away() {
        let drill = Rehearsal::new(plan()).declare().start("b").at(20).done("b").at(30).does(reopen("b"));
        assert_eq!(points(&drill), [(20, 1), (30, 0)]);
        assert_eq!(points(&drill.does(Command::Undo)), [(20, 1)]);
    }

    #[test]
    fn a_corrected_end_counts_as_it_was_corrected() {
        let second = |s| BEGINNING + Span::from_secs(s);
        let correct = Command::CorrectTimes {
            step: "b".into(),
            attempt: 1,
            started: second(5),
            ended: Some(second(12)),
            why: "forgot to press".into(),
        };
        let drill = Rehearsal::new(plan()).declare().at(5).start("b").at(60).done("b").does(correct);
        assert_eq!(points(&drill), [(12, 1)]);
    }

    #[test]
    fn a_skipped_step_brings_nothing_back() {
        let drill = Rehearsal::new(plan()).declare().start("a").at(9).done("a").skip("b");
        assert_eq!(points(&drill), []);
    }

    #[test]
    fn in_the_end_it_says_what_the_figures_say() {
        for drill in [whole_drill(), Rehearsal::new(plan())] {
            assert_eq!(Curve::of(&drill.session).last(), restored(&drill.session).weight);
        }
    }
}
