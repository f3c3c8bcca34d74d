//! What is known of a drill that goes on, as its forecast wants it.

use super::forecast::{Forecast, Outlook, Sample, Situation, StepOutlook, forecast};
use super::past::{Earlier, Past};
use super::splits::segment;
use crate::drill::checklist::{Progress, StepState};
use crate::drill::ids::{EnvironmentName, SessionId, StepId};
use crate::drill::procedure::Step;
use crate::drill::session::Session;
use crate::drill::time::{Moment, Span};

/// How many times a step must have been done before its record counts more than its estimate.
const ENOUGH: usize = 3;

/// Forecasts the end of a drill from its past; `None` while its clock does not run, once nothing is left to do before
/// the clean-up, and where a step is left of which nothing is known.
pub fn look_ahead(session: &Session, past: &Past, now: &Moment) -> Option<Forecast> {
    forecast(&situation(session, past, now)?)
}

fn situation(session: &Session, past: &Past, now: &Moment) -> Option<Situation> {
    let (opening, clock) = (session.opening()?, session.clock(now));
    let start = clock.from.as_ref().filter(|_| clock.running)?;
    let cleanup = session.procedure().cleanup_from();
    let on_clock = |moment: &Moment| session.timeline().between(&start.moment, moment).span;
    let plan = session.procedure().steps.iter().zip(session.checklist().iter()).take(cleanup);
    let step = |(at, (step, progress)): (usize, (&Step, &Progress))| {
        let known = |id: &StepId| session.checklist().position(id).filter(|it| *it < cleanup);
        StepOutlook {
            after: step.after.iter().filter_map(known).collect(),
            outlook: outlook(session, progress, now, &on_clock),
            samples: samples(past, &opening.environment, at),
            expect: step.expect,
        }
    };
    let mut steps: Vec<StepOutlook> = plan.enumerate().map(step).collect();
    estimate_improvised(session, &mut steps);
    let left = steps.iter().any(|it| !matches!(it.outlook, Outlook::Settled { .. }));
    left.then(|| Situation {
        steps,
        gaps: gaps(past, &opening.environment),
        now: clock.elapsed.span,
        objective: session.rto().map(|it| it.span),
        seed: session.log().last().map_or(0, |event| seed(&event.session)),
    })
}

/// Of an improvised step nothing is known. It is taken to be as long as the step in the middle of the others: a
/// forecast that is gone whenever somebody puts a step in helps nobody.
fn estimate_improvised(session: &Session, steps: &mut [StepOutlook]) {
    let known = |it: &StepOutlook| it.samples.last().map(|sample| sample.took).or(it.expect);
    let mut lengths: Vec<Span> = steps.iter().filter_map(known).collect();
    lengths.sort();
    let middle = lengths.get(lengths.len() / 2).copied();
    for (outlook, step) in steps.iter_mut().zip(&session.procedure().steps) {
        if session.redlines().is_improvised(&step.id) {
            outlook.expect = outlook.expect.or(middle);
        }
    }
}

fn outlook(
    session: &Session,
    progress: &Progress,
    now: &Moment,
    on_clock: &dyn Fn(&Moment) -> Span,
) -> Outlook {
    match (progress.state, progress.running(), &progress.settled) {
        (StepState::Done | StepState::Skipped | StepState::Dropped, _, Some(settled)) => {
            Outlook::Settled { end: on_clock(&settled.moment) }
        }
        (StepState::Running, Some(attempt), _) => Outlook::Running {
            since: on_clock(&attempt.started.moment),
            spent: segment(session, progress, now).map(|it| it.span).unwrap_or_default(),
        },
        _ => Outlook::Open,
    }
}

/// Collects how long a step took: in the same environment where that happened often enough, else anywhere; nothing
/// where it was done too seldom. What earlier drills did as one step is spread evenly over those that it became.
fn samples(past: &Past, environment: &EnvironmentName, step: usize) -> Vec<Sample> {
    let of = |sessions: &mut dyn Iterator<Item = (usize, &Earlier)>| -> Vec<Sample> {
        let took = |it: &Earlier| {
            let work = it.works.iter().find(|work| work.members.contains(&step))?;
            let parts = i64::try_from(work.members.len()).ok()?;
            Some(Span::from_micros(work.took.micros() / parts))
        };
        sessions.filter_map(|(drill, it)| Some(Sample { drill, took: took(it)? })).collect()
    };
    enough(past, environment, of)
}

/// Collects how long nobody was on a step, for each step that was done.
fn gaps(past: &Past, environment: &EnvironmentName) -> Vec<Sample> {
    let of = |sessions: &mut dyn Iterator<Item = (usize, &Earlier)>| -> Vec<Sample> {
        let gap = |(drill, it): (usize, &Earlier)| {
            let done = i64::from(it.summary.counts.done);
            let between = Span::from_millis(it.summary.between_ms).micros().checked_div(done)?;
            Some(Sample { drill, took: Span::from_micros(between) })
        };
        sessions.filter_map(gap).collect()
    };
    enough(past, environment, of)
}

fn enough(
    past: &Past,
    environment: &EnvironmentName,
    of: impl Fn(&mut dyn Iterator<Item = (usize, &Earlier)>) -> Vec<Sample>,
) -> Vec<Sample> {
    let all = || past.sessions.iter().enumerate();
    let here = of(&mut all().filter(|(_, it)| it.summary.environment == *environment));
    if here.len() >= ENOUGH {
        return here;
    }
    let anywhere = of(&mut all());
    if anywhere.len() >= ENOUGH { anywhere } else { Vec::new() }
}

/// Makes a number of a session's id (FNV-1a, 64 bits).
fn seed(session: &SessionId) -> u64 {
    let fold = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    session.as_str().bytes().fold(0xcbf2_9ce4_8422_2325, fold)
}

#[cfg(test)]
mod tests {
    use super::super::past::tests::{chain, drill, held, past};
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, step};
    use crate::analysis::summary::Summary;
    use crate::drill::procedure::{Anchor, Procedure};

    fn of(days: i64, environment: &str, seconds: i64) -> Summary {
        held(days, &drill(&chain(), environment, &[seconds, 2 * seconds, seconds]))
    }

    fn three(environment: &str) -> Vec<Summary> {
        (1..=3).map(|days| of(days, environment, 100)).collect()
    }

    fn seen(drill: &Rehearsal, summaries: Vec<Summary>) -> Option<Situation> {
        situation(&drill.session, &past(drill, summaries), &drill.now)
    }

    fn begun() -> Rehearsal {
        Rehearsal::new(chain()).at(5).declare().at(15).start("a").at(65)
    }

    #[test]
    fn what_was_dropped_is_over_and_what_was_improvised_is_as_long_as_others() {
        let it = seen(&begun().drops("b").improvises("x", "Order a key", "a"), three("test")).unwrap();
        let last = it.steps.len() - 1;
        assert!(matches!(it.steps[1].outlook, Outlook::Running { .. }));
        assert_eq!((it.steps[1].samples.len(), it.steps[1].expect), (0, Some(Span::from_secs(100))));
        assert!(matches!(it.steps[2].outlook, Outlook::Settled { .. }), "{:?}", it.steps[2].outlook);
        assert_eq!(it.steps[last].after, [0], "it waits for nothing that was dropped");
        let drill = begun().drops("b").improvises("x", "Order a key", "a");
        assert!(look_ahead(&drill.session, &past(&drill, three("test")), &drill.now).is_some());
    }

    #[test]
    fn the_situation_of_a_drill() {
        let it = seen(&begun().done("a").at(80).start("b").at(90), three("test")).unwrap();
        let s = Span::from_secs;
        let outlooks: Vec<Outlook> = it.steps.iter().map(|it| it.outlook).collect();
        let running = Outlook::Running { since: s(75), spent: s(10) };
        assert_eq!(outlooks, [Outlook::Settled { end: s(60) }, running, Outlook::Open]);
        assert_eq!(
            it.steps.iter().map(|it| it.after.clone()).collect::<Vec<_>>(),
            [vec![], vec![0], vec![1]]
        );
        let took = |at: usize| it.steps[at].samples.iter().map(|it| it.took.secs()).collect::<Vec<_>>();
        assert_eq!((took(0), took(1)), (vec![100; 3], vec![200; 3]));
        // Three steps, and four times ten seconds around them.
        assert_eq!(it.gaps.iter().map(|it| it.took.millis()).collect::<Vec<_>>(), [13_333; 3]);
        assert_eq!((it.now, it.objective), (s(85), Some(s(3_600))));
    }

    #[test]
    fn the_same_environment_counts_once_it_was_done_there_three_times() {
        let count = |summaries| seen(&begun(), summaries).unwrap().steps[0].samples.len();
        assert_eq!(count([three("test"), three("production")].concat()), 3);
        assert_eq!(count([vec![of(7, "test", 9)], three("production")].concat()), 4);
        assert_eq!(count(vec![of(1, "test", 9), of(2, "test", 9)]), 0);
    }

    #[test]
    fn a_split_step_shares_the_time_of_what_it_was() {
        let half = |id: &str, after: &str| Step { was: vec!["b".into()], ..step(id, "Restore", &[after]) };
        let mut plan = chain();
        plan.steps.splice(1..2, [half("b1", "a"), half("b2", "b1")]);
        plan.steps[3].after = vec!["b2".into()];
        let it = seen(&Rehearsal::new(plan).declare().start("a"), three("test")).unwrap();
        let took: Vec<i64> = it.steps.iter().map(|it| it.samples[0].took.secs()).collect();
        assert_eq!(took, [100, 100, 100, 100]);
    }

    #[test]
    fn there_is_nothing_to_forecast_before_and_after() {
        assert_eq!(seen(&Rehearsal::new(chain()), three("test")), None);
        let done = begun().done("a").skip("b").start("c").done("c");
        assert_eq!(seen(&done, three("test")), None);
        assert_eq!(seen(&begun().verify(), three("test")), None);
        assert_eq!(look_ahead(&begun().session, &Past::default(), &begun().now), None, "nothing is known");
    }

    #[test]
    fn the_clean_up_is_not_waited_for() {
        let mut plan: Procedure = chain();
        plan.steps[1].marks = Some(Anchor::Verified);
        let drill = Rehearsal::new(plan).declare().start("a");
        assert_eq!(seen(&drill, three("test")).unwrap().steps.len(), 2);
    }

    #[test]
    fn a_drill_like_the_others_is_expected_to_end_like_them() {
        let drill = begun();
        let forecast = look_ahead(&drill.session, &past(&drill, three("test")), &drill.now).unwrap();
        assert_eq!((forecast.drills, forecast.estimates), (3, 0));
        // 10 until a begins, then 400 of steps and the time between them.
        let expected = forecast.expected.secs();
        assert!((400..=480).contains(&expected), "{expected}");
        assert!(forecast.chance.unwrap() > 0.9);
    }

    #[test]
    fn a_seed_belongs_to_its_session() {
        assert_eq!(seed(&"01z0zajkmt".into()), seed(&"01z0zajkmt".into()));
        assert_ne!(seed(&"01z0zajkmt".into()), seed(&"01z0zajkmv".into()));
    }
}
