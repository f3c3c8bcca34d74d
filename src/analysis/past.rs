//! What earlier sessions of a procedure say about each work of the current one.

use super::alignment::{Named, align, named};
use super::recent::recent_median;
use super::scope::Scope;
use super::summary::{StepTimes, Summary};
use crate::drill::automation::Achieved;
use crate::drill::ids::EnvironmentName;
use crate::drill::procedure::Procedure;
use crate::drill::time::{Span, WallTime};
use std::collections::BTreeMap;

/// The steps of the current procedure that are one work, by their places; several where a step was split since.
pub type Members = Vec<usize>;

/// What one earlier session says about one work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// Which steps of the current procedure it is.
    pub members: Members,
    /// How long it took: all its steps then, all attempts.
    pub took: Span,
    /// When its last step ended on the clock.
    pub split: Option<Span>,
    /// Its share of the clock's time.
    pub share: Span,
    /// The lowest automation level that its steps achieved.
    pub level: Option<Achieved>,
}

/// One earlier session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// The session in brief.
    pub summary: Summary,
    /// Whether its figures can stand for those of the current one.
    pub like: bool,
    /// What it says about the works of the current procedure that it finished.
    pub works: Vec<Work>,
}

/// The earlier sessions of a procedure that count, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Past {
    /// The sessions.
    pub sessions: Vec<Earlier>,
}

/// The current session, as far as the past is measured by it.
#[derive(Debug, Clone, Copy)]
pub struct Present<'a> {
    /// Its plan.
    pub procedure: &'a Procedure,
    /// What its figures hold for.
    pub scope: &'a Scope,
    /// When it began.
    pub started: WallTime,
}

impl Earlier {
    /// Returns how long the work of exactly these steps took.
    fn time(&self, members: &[usize]) -> Option<Span> {
        self.works.iter().find(|it| it.members == members).map(|it| it.took)
    }
}

impl Past {
    /// Collects the sessions that began before the current one, in any order. Left out are those of other procedures,
    /// those that somebody left out, and samples, unless the current session is one itself: then the real ones are.
    pub fn of(present: Present<'_>, summaries: impl IntoIterator<Item = Summary>) -> Self {
        let counts = |it: &Summary| {
            it.procedure == present.procedure.id
                && it.started_us < present.started
                && it.sample == present.scope.sample
                && it.excluded.is_none()
        };
        let plan = named(&present.procedure.steps);
        let earlier = |summary: Summary| Earlier {
            like: summary.scope.as_ref().is_some_and(|it| it.is_like(present.scope)),
            works: works(&summary.steps, &plan),
            summary,
        };
        let mut sessions: Vec<Earlier> = summaries.into_iter().filter(counts).map(earlier).collect();
        sessions.sort_by_key(|it| it.summary.started_us);
        Self { sessions }
    }

    /// Returns the sessions of an environment that pass; where there are none, those of any environment, and `false`.
    pub fn nearest(
        &self,
        environment: &EnvironmentName,
        passes: impl Fn(&Earlier) -> bool,
    ) -> (Vec<&Earlier>, bool) {
        let passing: Vec<&Earlier> = self.sessions.iter().filter(|it| passes(it)).collect();
        let here: Vec<&Earlier> =
            passing.iter().copied().filter(|it| it.summary.environment == *environment).collect();
        if here.is_empty() { (passing, false) } else { (here, true) }
    }

    /// Returns the sessions whose totals can stand for others, oldest first: of an environment, else of any.
    pub fn whole(&self, environment: &EnvironmentName) -> Vec<&Earlier> {
        self.nearest(environment, |it| it.like && it.summary.total().is_some()).0
    }

    /// Returns the shortest time in which any earlier session did the work of exactly these steps.
    pub fn fastest(&self, members: &[usize]) -> Option<Span> {
        self.sessions.iter().filter_map(|it| it.time(members)).min()
    }

    /// Returns how long these steps took the last time: in an environment, where they were done there, else in any.
    pub fn last_time(&self, environment: &EnvironmentName, members: &[usize]) -> Option<Span> {
        self.times(environment, members).last().copied()
    }

    /// Returns how long these steps usually take, in an environment, where they were done there, else in any: the median,
    /// in which recent sessions weigh more.
    pub fn usual(&self, environment: &EnvironmentName, members: &[usize]) -> Option<Span> {
        recent_median(self.times(environment, members))
    }

    fn times(&self, environment: &EnvironmentName, members: &[usize]) -> Vec<Span> {
        let (sessions, _) = self.nearest(environment, |it| it.time(members).is_some());
        sessions.into_iter().filter_map(|it| it.time(members)).collect()
    }

    /// Returns the first session whose figures can stand beside those of the current one.
    pub fn first(&self) -> Option<&Earlier> {
        self.sessions.iter().find(|it| it.like && it.summary.total().is_some())
    }
}

/// Collects what several sessions say about each work, in their order. A step that some of them know alone is told of
/// alone; what knows it only as a part of something else is left out then.
pub fn by_work<'a>(sessions: impl IntoIterator<Item = &'a Earlier>) -> BTreeMap<Members, Vec<&'a Work>> {
    let mut all: BTreeMap<Members, Vec<&Work>> = BTreeMap::new();
    for work in sessions.into_iter().flat_map(|it| &it.works) {
        all.entry(work.members.clone()).or_default().push(work);
    }
    let mut keys: Vec<Members> = all.keys().cloned().collect();
    keys.sort_by_key(Vec::len);
    let mut taken: Vec<usize> = Vec::new();
    for members in keys {
        if members.iter().any(|it| taken.contains(it)) {
            all.remove(&members);
        } else {
            taken.extend(members);
        }
    }
    all
}

fn works(steps: &BTreeMap<crate::drill::ids::StepId, StepTimes>, plan: &[Named]) -> Vec<Work> {
    let before: Vec<Named> = steps.keys().map(|id| Named { id: id.clone(), was: Vec::new() }).collect();
    let times: Vec<&StepTimes> = steps.values().collect();
    let work = |mut places: Vec<Vec<usize>>| {
        let (members, before) = (places.pop()?, places.pop()?);
        let of_it: Vec<&StepTimes> = before.iter().map(|at| times[*at]).collect();
        let known = !members.is_empty() && !of_it.is_empty();
        known.then(|| Work {
            members,
            took: of_it.iter().map(|it| it.took()).sum(),
            split: of_it.iter().filter_map(|it| it.split()).max(),
            share: of_it.iter().map(|it| it.share()).sum(),
            level: of_it.iter().filter_map(|it| it.level).min_by_key(|it| it.rung()),
        })
    };
    align(&[before, plan.to_vec()]).into_iter().filter_map(|group| work(group.places)).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure, step};
    use crate::drill::command::Command;
    use crate::drill::procedure::Step;

    /// A drill in which the steps of the plan were done one after the other, each in so many seconds, with ten seconds
    /// before each; verified ten seconds after the last.
    pub fn drill(plan: &Procedure, environment: &str, seconds: &[i64]) -> Rehearsal {
        let mut drill = Rehearsal::in_environment(plan.clone(), environment, |_| {}).declare();
        let mut at = 0;
        for (step, took) in plan.steps.iter().zip(seconds) {
            drill = drill.at(at + 10).start(step.id.as_str()).at(at + 10 + took).done(step.id.as_str());
            at += 10 + took;
        }
        drill.at(at + 10).verify().finish()
    }

    /// Its summary, as if it had been held so many days before the others begin.
    pub fn held(days_before: i64, drill: &Rehearsal) -> Summary {
        let mut summary = Summary::of(&drill.session, &drill.now).unwrap();
        summary.started_us = summary.started_us - Span::from_secs(days_before * 86_400);
        summary
    }

    pub fn past(current: &Rehearsal, summaries: impl IntoIterator<Item = Summary>) -> Past {
        let scope = Scope::of(&current.session).unwrap();
        let started = current.session.started().unwrap().wall;
        Past::of(Present { procedure: current.session.procedure(), scope: &scope, started }, summaries)
    }

    /// `a`, then `b`, then `c`.
    pub fn chain() -> Procedure {
        let mut plan = procedure();
        plan.steps = vec![step("a", "Create", &[]), step("b", "Restore", &["a"]), step("c", "Count", &["b"])];
        plan
    }

    #[test]
    fn the_sessions_that_count_come_oldest_first() {
        let current = Rehearsal::new(chain());
        let of = |days, seconds: &[i64]| held(days, &drill(&chain(), "test", seconds));
        let out = held(3, &drill(&chain(), "test", &[1]).does(Command::Exclude { why: "x".into() }));
        let other = Summary { procedure: "client-reports".into(), ..of(2, &[2]) };
        let sample = Summary { sample: true, ..of(2, &[3]) };
        let aborted = Summary { rta_ms: None, ..of(4, &[4]) };
        let later = of(-1, &[5]);
        let it = past(&current, [of(1, &[6]), out, other, sample, later, aborted, of(9, &[7])]);
        let took: Vec<_> = it.sessions.iter().map(|it| it.works[0].took.secs()).collect();
        assert_eq!(took, [7, 4, 6]);
        assert_eq!(it.fastest(&[0]).map(Span::secs), Some(4));
        let test = "test".into();
        assert_eq!(it.last_time(&test, &[0]).map(Span::secs), Some(6));
        assert_eq!((it.usual(&test, &[0]).map(Span::secs), it.usual(&test, &[2])), (Some(6), None));
        assert_eq!(it.first().map(|it| it.works[0].took.secs()), Some(7));
    }

    #[test]
    fn a_step_took_as_long_as_where_it_is_done_now() {
        let of =
            |days, environment: &str, seconds: &[i64]| held(days, &drill(&chain(), environment, seconds));
        let sessions = [of(3, "staging", &[80]), of(2, "staging", &[90]), of(1, "production", &[50, 7])];
        let it = past(&Rehearsal::new(chain()), sessions);
        let told = |environment: &str, step| {
            let environment = environment.into();
            [it.last_time(&environment, &[step]), it.usual(&environment, &[step])]
                .map(|it| it.map(Span::secs))
        };
        assert_eq!(told("staging", 0)[0], Some(90));
        assert_eq!(told("production", 0), [Some(50), Some(50)]);
        assert_eq!(told("test", 0)[0], Some(50), "it was never done there");
        assert_eq!(told("staging", 1), [Some(7), Some(7)]);
    }

    #[test]
    fn a_step_that_was_split_since_is_one_work_of_two_steps() {
        let mut plan = chain();
        plan.steps[1] = Step { was: vec!["b".into()], ..step("b1", "Restore one", &["a"]) };
        plan.steps.insert(2, Step { was: vec!["b".into()], ..step("b2", "Restore other", &["b1"]) });
        let before = held(2, &drill(&chain(), "test", &[5, 70, 8]));
        let since = held(1, &drill(&plan, "test", &[5, 20, 30, 8]));
        let it = past(&Rehearsal::new(plan), [before, since]);
        let members =
            |at: usize| it.sessions[at].works.iter().map(|it| it.members.clone()).collect::<Vec<_>>();
        assert_eq!(members(0), [vec![0], vec![1, 2], vec![3]]);
        let split = &it.sessions[0].works[1];
        assert_eq!((split.took.secs(), split.share.secs(), split.split.unwrap().secs()), (70, 70, 95));
        assert_eq!(members(1), [vec![0], vec![1], vec![2], vec![3]]);
        let told: Vec<_> = by_work(&it.sessions).into_iter().map(|(it, works)| (it, works.len())).collect();
        assert_eq!(told, [(vec![0], 2), (vec![1], 1), (vec![2], 1), (vec![3], 2)]);
        assert_eq!(by_work(&it.sessions[..1]).keys().cloned().collect::<Vec<_>>(), members(0));
    }

    #[test]
    fn the_same_environment_is_nearer() {
        let of = |days, environment| held(days, &drill(&chain(), environment, &[5, 5, 5]));
        let it = past(&Rehearsal::new(chain()), [of(2, "production"), of(1, "test")]);
        let (here, same) = it.nearest(&"test".into(), |it| it.like);
        assert_eq!((here.len(), same), (1, true));
        let (any, same) = it.nearest(&"staging".into(), |_| true);
        assert_eq!((any.len(), same), (2, false));
    }
}
