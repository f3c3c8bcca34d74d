//! What a drill is measured against while it goes on.

use super::past::{Earlier, Members, Past, Work, by_work};
use super::recent::recent_median;
use crate::drill::ids::{EnvironmentName, SessionId};
use crate::drill::procedure::Procedure;
use crate::drill::time::Span;
use std::collections::BTreeMap;

/// Which baseline is meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Kind {
    /// The latest earlier session; where none came to its end, the last time of each work.
    #[default]
    Last,
    /// The earlier session with the shortest recovery time.
    Best,
    /// The fastest time of each work.
    BestSegments,
    /// The median time of each work; recent sessions weigh more.
    Median,
    /// The recovery time objective, spread over the steps.
    Objective,
    /// A chosen session.
    Session(SessionId),
}

impl Kind {
    /// The kinds that need no choice, in the order in which a key goes through them.
    pub const CYCLE: [Self; 5] = [Self::Last, Self::Best, Self::BestSegments, Self::Median, Self::Objective];

    /// Returns the word used on screens and on the command line; a session's is its id.
    pub fn word(&self) -> &str {
        match self {
            Self::Last => "last",
            Self::Best => "best",
            Self::BestSegments => "best-segments",
            Self::Median => "median",
            Self::Objective => "objective",
            Self::Session(id) => id.as_str(),
        }
    }

    /// Reads the word; `None` for what must be a session.
    pub fn parse(word: &str) -> Option<Self> {
        Self::CYCLE.into_iter().find(|kind| kind.word() == word)
    }
}

/// What a baseline says about one work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Which steps of the current procedure it is; of several, the last one carries it.
    pub members: Members,
    /// How long it should take.
    pub took: Span,
    /// Its share of the clock's time.
    pub share: Span,
    /// When it ended on the clock, where the baseline is one session.
    pub split: Option<Span>,
}

/// Where a baseline comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// The one session that it is.
    pub session: Option<SessionId>,
    /// The environment of all its sessions; `None` where they come from several.
    pub environment: Option<EnvironmentName>,
    /// On how many sessions it rests.
    pub sessions: usize,
    /// Whether all of them are like the current session.
    pub like: bool,
}

/// What a drill is measured against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    /// Which one it is.
    pub kind: Kind,
    /// Where it comes from.
    pub basis: Basis,
    /// What it says about each work, in the order of the steps.
    pub marks: Vec<Mark>,
    /// The recovery time that it stands for. Of the best segments this is their sum, which no session has reached.
    pub total: Option<Span>,
}

/// The current session, as far as its baselines depend on it.
#[derive(Debug, Clone, Copy)]
pub struct Current<'a> {
    /// Its plan.
    pub procedure: &'a Procedure,
    /// Where it is held.
    pub environment: &'a EnvironmentName,
    /// Its recovery time objective.
    pub rto: Option<Span>,
}

impl Baseline {
    /// Works a baseline out. Sessions of the same environment are taken, else of any; those that are unlike, were given
    /// up or left out have no totals for others, but what was finished in a drill that was given up still counts for
    /// its step. `None` where there is nothing to go by.
    pub fn of(kind: &Kind, past: &Past, current: Current<'_>) -> Option<Self> {
        match kind {
            Kind::Last => match past.whole(current.environment).last() {
                Some(it) => one(kind, it),
                None => several(kind, past, current, &|times| times.last().copied()),
            },
            Kind::Best => {
                one(kind, past.whole(current.environment).into_iter().min_by_key(|it| it.summary.total())?)
            }
            Kind::Session(id) => one(kind, past.sessions.iter().find(|it| it.summary.session == *id)?),
            Kind::BestSegments => several(kind, past, current, &|times| times.iter().copied().min()),
            Kind::Median => several(kind, past, current, &|times| recent_median(times.iter().copied())),
            Kind::Objective => objective(past, current),
        }
    }

    /// Returns what it says about the work that a step ends.
    pub fn mark(&self, step: usize) -> Option<&Mark> {
        self.marks.iter().find(|mark| mark.members.last() == Some(&step))
    }

    /// Returns what its clock read when these steps were over; what it does not know of counts for nothing. Of one session
    /// that is the end of the last of those that were `done`: when it came to one that is only left out today says
    /// nothing of how far we are. A sum of times is less by what is left out.
    pub fn reached(&self, over: impl Fn(usize) -> bool, done: impl Fn(usize) -> bool) -> Option<Span> {
        let reached = || self.marks.iter().filter(|mark| mark.members.iter().all(|step| over(*step)));
        let ended = reached().filter(|mark| mark.members.iter().any(|step| done(*step)));
        let by_split = ended.map(|mark| mark.split).collect::<Option<Vec<_>>>();
        match by_split {
            Some(splits) if self.basis.session.is_some() => splits.into_iter().max(),
            _ => reached().map(|mark| mark.share).reduce(|sum, next| sum + next),
        }
    }
}

fn one(kind: &Kind, it: &Earlier) -> Option<Baseline> {
    let mark = |work: &Work| Mark {
        members: work.members.clone(),
        took: work.took,
        share: work.share,
        split: work.split,
    };
    let mut marks: Vec<Mark> = it.works.iter().map(mark).collect();
    marks.sort_by(|one, other| one.members.cmp(&other.members));
    (!marks.is_empty()).then(|| Baseline {
        kind: kind.clone(),
        basis: Basis {
            session: Some(it.summary.session.clone()),
            environment: Some(it.summary.environment.clone()),
            sessions: 1,
            like: it.like,
        },
        marks,
        total: it.summary.total(),
    })
}

/// Puts a baseline together from the times of several sessions, each of which gives what it finished.
fn several(
    kind: &Kind,
    past: &Past,
    current: Current<'_>,
    choose: &dyn Fn(&[Span]) -> Option<Span>,
) -> Option<Baseline> {
    let (sessions, _) = past.nearest(current.environment, |it| it.like && !it.works.is_empty());
    let marks = chosen(&sessions, choose);
    let totals: Vec<Span> = sessions.iter().filter_map(|it| it.summary.total()).collect();
    let total = match kind {
        Kind::BestSegments => (!totals.is_empty()).then(|| least(&sessions)),
        _ => choose(&totals),
    };
    (!marks.is_empty()).then(|| Baseline { kind: kind.clone(), basis: basis(&sessions), marks, total })
}

fn chosen(sessions: &[&Earlier], choose: &dyn Fn(&[Span]) -> Option<Span>) -> Vec<Mark> {
    let mark = |(members, works): (Members, Vec<&Work>)| {
        let of = |value: fn(&Work) -> Span| choose(&works.iter().map(|it| value(it)).collect::<Vec<_>>());
        Some(Mark { members, took: of(|it| it.took)?, share: of(|it| it.share)?, split: None })
    };
    by_work(sessions.iter().copied()).into_iter().filter_map(mark).collect()
}

/// The sum of the least shares of the clock's time, of those works that every whole session did: since the shares of
/// one session add up to no more than its total, no session was faster.
fn least(sessions: &[&Earlier]) -> Span {
    let whole: Vec<&Earlier> = sessions.iter().copied().filter(|it| it.summary.total().is_some()).collect();
    let everywhere = by_work(whole.iter().copied()).into_values().filter(|works| works.len() == whole.len());
    everywhere.filter_map(|works| works.into_iter().map(|it| it.share).min()).sum()
}

fn basis(sessions: &[&Earlier]) -> Basis {
    let first = sessions.first().map(|it| &it.summary.environment);
    let one = sessions.iter().all(|it| Some(&it.summary.environment) == first);
    Basis {
        session: None,
        environment: first.filter(|_| one).cloned(),
        sessions: sessions.len(),
        like: sessions.iter().all(|it| it.like),
    }
}

/// Spreads the objective over the steps before the clean-up: by the median of what they took of the clock in earlier
/// sessions, by the written estimate where there is none, by the mean of the others where there is neither.
fn objective(past: &Past, current: Current<'_>) -> Option<Baseline> {
    let rto = current.rto.filter(|it| *it > Span::ZERO)?;
    let (sessions, _) = past.nearest(current.environment, |it| it.like && !it.works.is_empty());
    let middle = |times: &[Span]| recent_median(times.iter().copied());
    let known = chosen(&sessions, &middle);
    let steps = current.procedure.steps.iter().take(current.procedure.cleanup_from());
    let mut spread: BTreeMap<Members, Option<Mark>> = BTreeMap::new();
    for (at, step) in steps.enumerate() {
        let by_history = known.iter().find(|mark| mark.members.contains(&at)).cloned();
        let by_estimate =
            || step.expect.map(|it| Mark { members: vec![at], took: it, share: it, split: None });
        let mark = by_history.or_else(by_estimate);
        spread.insert(mark.as_ref().map_or_else(|| vec![at], |it| it.members.clone()), mark);
    }
    let given: Vec<Span> = spread.values().flatten().map(|it| it.share).collect();
    let count = i64::try_from(given.len()).unwrap_or(i64::MAX);
    let mean = given.iter().copied().sum::<Span>().micros().checked_div(count).unwrap_or(1_000_000);
    let mark = |(members, mark): (Members, Option<Mark>)| {
        let mean = Span::from_micros(mean);
        mark.unwrap_or(Mark { members, took: mean, share: mean, split: None })
    };
    let mut marks: Vec<Mark> = spread.into_iter().map(mark).collect();
    let all: Span = marks.iter().map(|it| it.share).sum();
    for mark in &mut marks {
        (mark.took, mark.share) = (part(rto, mark.took, all)?, part(rto, mark.share, all)?);
    }
    (!marks.is_empty()).then(|| Baseline {
        kind: Kind::Objective,
        basis: basis(&sessions),
        marks,
        total: Some(rto),
    })
}

/// Returns `whole` × `share` / `of`; `None` where `of` is nothing.
pub(super) fn part(whole: Span, share: Span, of: Span) -> Option<Span> {
    let part = i128::from(whole.micros()) * i128::from(share.micros());
    let part = part.checked_div(i128::from(of.micros()))?;
    i64::try_from(part).ok().map(Span::from_micros)
}

#[cfg(test)]
mod tests {
    use super::super::past::tests::{chain, drill, held, past};
    use super::*;
    use crate::analysis::rehearsal::Rehearsal;
    use crate::analysis::summary::Summary;
    use proptest::collection::vec;
    use proptest::prelude::*;

    const HOUR: Span = Span::from_secs(3_600);

    fn current<'a>(plan: &'a Procedure, environment: &'static EnvironmentName) -> Current<'a> {
        Current { procedure: plan, environment, rto: Some(HOUR) }
    }

    fn test() -> &'static EnvironmentName {
        static TEST: std::sync::LazyLock<EnvironmentName> = std::sync::LazyLock::new(|| "test".into());
        &TEST
    }

    fn of(days: i64, environment: &str, seconds: &[i64]) -> Summary {
        held(days, &drill(&chain(), environment, seconds))
    }

    fn baseline(kind: &Kind, summaries: impl IntoIterator<Item = Summary>) -> Option<Baseline> {
        Baseline::of(kind, &past(&Rehearsal::new(chain()), summaries), current(&chain(), test()))
    }

    fn took(baseline: &Baseline) -> Vec<i64> {
        baseline.marks.iter().map(|it| it.took.secs()).collect()
    }

    fn three() -> [Summary; 3] {
        [of(3, "test", &[100, 50, 30]), of(2, "test", &[60, 70, 20]), of(1, "test", &[80, 60, 40])]
    }

    #[test]
    fn the_last_and_the_best_are_sessions() {
        // Totals: 180, 150 and 180 seconds, and 40 between the steps of each.
        let last = baseline(&Kind::Last, three()).unwrap();
        assert_eq!((took(&last), last.total), (vec![80, 60, 40], Some(Span::from_secs(220))));
        let best = baseline(&Kind::Best, three()).unwrap();
        assert_eq!((took(&best), best.total), (vec![60, 70, 20], Some(Span::from_secs(190))));
        assert_eq!(best.basis.environment.as_ref(), Some(test()));
        assert_eq!(best.marks.iter().map(|it| it.split.unwrap().secs()).collect::<Vec<_>>(), [70, 150, 180]);
    }

    #[test]
    fn the_best_segments_and_the_median_are_of_several() {
        let best = baseline(&Kind::BestSegments, three()).unwrap();
        assert_eq!((took(&best), best.total), (vec![60, 50, 20], Some(Span::from_secs(130))));
        // Weights 0.5625, 0.75, 1: half is 1.156.
        let median = baseline(&Kind::Median, three()).unwrap();
        assert_eq!((took(&median), median.basis.sessions), (vec![80, 60, 30], 3));
        assert_eq!(median.total, Some(Span::from_secs(220)));
    }

    #[test]
    fn another_environment_serves_where_there_is_none_of_the_same() {
        let production = || of(2, "production", &[9, 9, 9]);
        let any = baseline(&Kind::Last, [production()]).unwrap();
        assert_eq!(any.basis.environment, Some("production".into()));
        let same = baseline(&Kind::Last, [of(3, "test", &[8, 8, 8]), production()]).unwrap();
        assert_eq!(same.basis.environment.as_ref(), Some(test()));
        let several = [production(), of(1, "staging", &[7, 7, 7])];
        assert_eq!(baseline(&Kind::Median, several).unwrap().basis.environment, None);
        assert_eq!(baseline(&Kind::Last, []), None);
    }

    #[test]
    fn what_was_given_up_counts_for_its_steps_alone() {
        let aborted = Summary { rta_ms: None, ..of(1, "test", &[10, 10]) };
        let last = baseline(&Kind::Last, [aborted.clone()]).unwrap();
        assert_eq!((took(&last), last.total, last.basis.session), (vec![10, 10], None, None));
        assert_eq!(baseline(&Kind::Best, [aborted.clone()]), None);
        let best = baseline(&Kind::BestSegments, [of(2, "test", &[20, 5, 20]), aborted]).unwrap();
        assert_eq!((took(&best), best.total), (vec![10, 5, 20], Some(Span::from_secs(45))));
    }

    #[test]
    fn unlike_sessions_are_chosen_by_hand_alone() {
        let mut unlike = of(1, "test", &[10, 10, 10]);
        if let Some(scope) = &mut unlike.scope {
            scope.components.insert("database".into(), 3);
        }
        let chosen = Kind::Session(unlike.session.clone());
        for kind in Kind::CYCLE.iter().filter(|it| **it != Kind::Objective) {
            assert_eq!(baseline(kind, [unlike.clone()]), None, "{kind:?}");
        }
        assert!(!baseline(&chosen, [unlike]).unwrap().basis.like);
    }

    #[test]
    fn the_objective_is_spread_by_history_else_by_estimates() {
        // Medians 80, 60 and 30 of an hour.
        let it = baseline(&Kind::Objective, three()).unwrap();
        let expected = [3_600 * 80 / 170, 3_600 * 60 / 170, 3_600 * 30 / 170];
        assert_eq!((took(&it), it.total), (expected.to_vec(), Some(HOUR)));
        let mut plan = chain();
        plan.steps[0].expect = Some(Span::from_secs(600));
        plan.steps[1].expect = Some(Span::from_secs(1_200));
        let none = past(&Rehearsal::new(plan.clone()), []);
        let it = Baseline::of(&Kind::Objective, &none, current(&plan, test())).unwrap();
        // 600 + 1,200, and 900 for the one of which nothing is known.
        assert_eq!(took(&it), [800, 1_600, 1_200]);
        let bare = Baseline::of(&Kind::Objective, &none, current(&chain(), test())).unwrap();
        assert_eq!(took(&bare), [1_200, 1_200, 1_200]);
    }

    #[test]
    fn the_clock_that_a_baseline_had_reached() {
        let last = baseline(&Kind::Last, three()).unwrap();
        assert_eq!(last.reached(|step| step < 2, |_| true), Some(Span::from_secs(160)));
        assert_eq!(last.reached(|_| false, |_| true), None);
        let median = baseline(&Kind::Median, three()).unwrap();
        assert_eq!(median.reached(|step| step < 2, |_| true), Some(Span::from_secs(140)));
    }

    #[test]
    fn words_read_back() {
        for kind in Kind::CYCLE {
            assert_eq!(Kind::parse(kind.word()), Some(kind));
        }
        assert_eq!(Kind::parse("01z0zajkmt"), None);
    }

    proptest! {
        #[test]
        fn the_sum_of_the_best_is_at_most_the_best(drills in vec([1_i64..500, 1..500, 1..500], 1..6)) {
            let summaries: Vec<_> = (1..).zip(&drills).map(|(day, seconds)| of(day, "test", seconds)).collect();
            let total = |kind| baseline(&kind, summaries.clone()).unwrap().total.unwrap();
            prop_assert!(total(Kind::BestSegments) <= total(Kind::Best));
            prop_assert!(total(Kind::Best) <= total(Kind::Last));
        }
    }
}
