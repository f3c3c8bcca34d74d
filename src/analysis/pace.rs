//! Whether a drill is ahead of its baseline, step by step and as a whole.

use super::baseline::{Baseline, Mark};
use super::minutes::attribute;
use super::past::Past;
use super::splits::{segment, split};
use super::summary::StepTimes;
use crate::drill::automation::Achieved;
use crate::drill::checklist::{Progress, StepState};
use crate::drill::session::Session;
use crate::drill::time::{Moment, Span};

/// What a drill is measured by: what earlier sessions say, and the baseline that was chosen of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Measure {
    /// The earlier sessions.
    pub past: Past,
    /// What the drill is measured against; `None` where nothing can serve.
    pub baseline: Option<Baseline>,
}

/// How one step stands against the baseline. Of a work of several steps the last one carries it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StepPace {
    /// What the baseline took.
    pub baseline: Option<Span>,
    /// Took less baseline: of a done step; of a running one only once it is behind.
    pub delta: Option<Span>,
    /// What is left of the baseline's time, while the step runs and is not behind.
    pub left: Option<Span>,
    /// Whether it was done faster than in any earlier session.
    pub best: bool,
}

impl StepPace {
    /// Reads how the step at a place of the procedure stands.
    pub fn of(session: &Session, place: usize, measure: &Measure, now: &Moment) -> Self {
        let mark = measure.baseline.as_ref().and_then(|it| it.mark(place));
        let alone = [place];
        let members = mark.map_or(alone.as_slice(), |it| it.members.as_slice());
        let took = took(session, members, now);
        let state = |at: usize| session.checklist().at(at).map(|it| it.state);
        let done = |at: &usize| state(*at) == Some(StepState::Done);
        let all_done = members.iter().all(done);
        let others_done = members.iter().filter(|at| **at != place).all(done);
        let running = state(place) == Some(StepState::Running) && others_done;
        let over = took.zip(mark).map(|(took, mark): (Span, &Mark)| took - mark.took);
        Self {
            baseline: mark.map(|it| it.took),
            delta: over.filter(|over| all_done || (running && *over > Span::ZERO)),
            left: over.filter(|over| running && *over <= Span::ZERO).map(|over| -over),
            best: all_done && took.zip(measure.past.fastest(members)).is_some_and(|(took, best)| took < best),
        }
    }
}

fn took(session: &Session, members: &[usize], now: &Moment) -> Option<Span> {
    let progress = members.iter().filter_map(|at| session.checklist().at(*at));
    progress.filter_map(|it| segment(session, it, now)).map(|it| it.span).reduce(|sum, next| sum + next)
}

/// Returns how far the drill is behind its baseline; ahead where it is negative.
///
/// It compares the clock at which the work that is over was over, here and there; while a step runs for so long that
/// the baseline had it done as well, what that makes us late. Once the clock has stopped it is the difference of the
/// totals. `None` as long as nothing can be said.
pub fn behind(session: &Session, baseline: &Baseline, now: &Moment) -> Option<Span> {
    let clock = session.clock(now);
    clock.from.as_ref()?;
    if clock.to.is_some() {
        return Some(clock.elapsed.span - baseline.total?);
    }
    let cleanup = session.procedure().cleanup_from();
    let progress = |at: usize| session.checklist().at(at).filter(|_| at < cleanup);
    let over = |at: usize| progress(at).is_some_and(Progress::satisfies);
    let ended = (0..cleanup).filter(|at| over(*at)).filter_map(|at| split(session, progress(at)?));
    let ours = ended.map(|it| it.span).max();
    let is = |at: usize, state| progress(at).is_some_and(|it| it.state == state);
    let done = |at: usize| is(at, StepState::Done);
    let settled = ours.zip(baseline.reached(over, done)).map(|(ours, theirs)| ours - theirs);
    let under_way = |at: usize| over(at) || is(at, StepState::Running);
    let late = baseline.reached(under_way, |at| done(at) || is(at, StepState::Running));
    let late = late.map(|theirs| clock.elapsed.span - theirs);
    match (settled, late.filter(|it| *it > Span::ZERO)) {
        (Some(settled), Some(late)) => Some(settled.max(late)),
        (settled, late) => settled.or(late),
    }
}

/// Returns which part of the minutes of the first session that can stand beside this one belongs to steps that are
/// automated now, from 0 to 1: a step of 40 minutes that was scripted down to seconds counts for its 40 minutes. The
/// first session is measured by itself. `None` where it spent no time in steps.
pub fn automation_of_first(session: &Session, past: &Past, now: &Moment) -> Option<f64> {
    let steps = &session.procedure().steps;
    let automated = |at: &usize| {
        let progress = session.checklist().at(*at).filter(|it| it.state == StepState::Done);
        progress
            .zip(steps.get(*at))
            .and_then(|(it, step)| it.achieved(step))
            .is_some_and(Achieved::is_automated)
    };
    let (automated, all) = if let Some(first) = past.first() {
        let works = first.works.iter().filter(|it| it.members.iter().all(automated));
        (works.map(|it| it.share).sum(), first.summary.steps.values().map(StepTimes::share).sum())
    } else {
        let minutes = attribute(session, now);
        let share = |at: usize| minutes.steps[at].total();
        let all = 0..minutes.steps.len();
        (all.clone().filter(automated).map(share).sum::<Span>(), all.map(share).sum::<Span>())
    };
    (all > Span::ZERO).then(|| ratio(automated, all))
}

#[expect(clippy::cast_precision_loss, reason = "a share of minutes needs no more than 52 bits")]
fn ratio(part: Span, whole: Span) -> f64 {
    part.millis() as f64 / whole.millis().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::super::past::tests::{chain, drill, held, past};
    use super::*;
    use crate::analysis::baseline::{Current, Kind};
    use crate::analysis::rehearsal::{Rehearsal, step};
    use crate::drill::automation::Level;
    use crate::drill::command::Command;
    use crate::drill::procedure::{Procedure, Step};

    /// Against a drill of 10 + 100, 10 + 50, 10 + 30 seconds, verified at 220.
    fn against(current: &Rehearsal) -> Measure {
        let past = past(current, [held(1, &drill(&chain(), "test", &[100, 50, 30]))]);
        let environment = "test".into();
        let by = Current { procedure: current.session.procedure(), environment: &environment, rto: None };
        let baseline = Baseline::of(&Kind::Last, &past, by);
        Measure { past, baseline }
    }

    fn pace(drill: &Rehearsal, place: usize) -> StepPace {
        StepPace::of(&drill.session, place, &against(drill), &drill.now)
    }

    fn secs(s: i64) -> Span {
        Span::from_secs(s)
    }

    fn begun() -> Rehearsal {
        Rehearsal::new(chain()).declare().at(20).start("a")
    }

    #[test]
    fn a_running_step_shows_what_is_left_and_a_delta_only_once_it_is_behind() {
        let waiting = StepPace { baseline: Some(secs(50)), ..StepPace::default() };
        assert_eq!(pace(&begun().at(60), 1), waiting);
        assert_eq!(
            pace(&begun().at(60), 0),
            StepPace { baseline: Some(secs(100)), left: Some(secs(60)), ..waiting }
        );
        assert_eq!(pace(&begun().at(120), 0).left, Some(secs(0)));
        let behind = StepPace { baseline: Some(secs(100)), delta: Some(secs(1)), ..StepPace::default() };
        assert_eq!(pace(&begun().at(121), 0), behind);
    }

    #[test]
    fn a_done_step_has_a_delta_and_may_be_the_best() {
        let faster = pace(&begun().at(119).done("a"), 0);
        assert_eq!((faster.delta, faster.best), (Some(secs(-1)), true));
        let even = pace(&begun().at(120).done("a"), 0);
        assert_eq!((even.delta, even.best), (Some(secs(0)), false));
        assert_eq!(pace(&begun().at(119).fail("a"), 0).delta, None);
    }

    #[test]
    fn the_halves_of_a_split_step_are_measured_together_at_the_last() {
        let half =
            |id: &str, after: &str| Step { was: vec!["a".into()], ..step(id, "Create half", &[after]) };
        let mut plan = chain();
        plan.steps.splice(0..1, [half("a1", ""), half("a2", "a1")]);
        let drill = Rehearsal::new(plan).declare().start("a1").at(40).done("a1");
        assert_eq!(pace(&drill, 0), StepPace::default());
        let drill = drill.start("a2").at(50);
        assert_eq!(pace(&drill, 1).left, Some(secs(50)));
        assert_eq!(pace(&drill.at(70).done("a2"), 1).delta, Some(secs(-30)));
    }

    fn late(drill: &Rehearsal) -> Option<i64> {
        behind(&drill.session, against(drill).baseline.as_ref()?, &drill.now).map(Span::secs)
    }

    #[test]
    fn a_drill_is_ahead_by_the_clock_at_which_the_same_was_over() {
        assert_eq!(late(&Rehearsal::new(chain())), None);
        assert_eq!(late(&begun().at(60)), None, "nothing is over yet");
        assert_eq!(late(&begun().at(112)), Some(2), "there it was over at 110");
        let drill = begun().at(90).done("a");
        assert_eq!(late(&drill), Some(-20));
        let drill = drill.at(95).start("b");
        assert_eq!(late(&drill), Some(-20));
        let drill = drill.at(200);
        assert_eq!(late(&drill), Some(30), "there b was over at 170");
        assert_eq!(late(&drill.done("b").skip("c").at(205).verify().at(999)), Some(-15), "205 against 220");
    }

    #[test]
    fn a_step_that_is_skipped_before_its_turn_brings_nobody_where_it_stood() {
        let drill = begun().at(90).done("a").skip("c");
        assert_eq!(late(&drill), Some(-20), "what lay before c is still to be done");
        let median = |drill: &Rehearsal| {
            let environment = "test".into();
            let by = Current { procedure: drill.session.procedure(), environment: &environment, rto: None };
            let baseline = Baseline::of(&Kind::Median, &against(drill).past, by)?;
            behind(&drill.session, &baseline, &drill.now).map(Span::secs)
        };
        assert_eq!(median(&drill), Some(-40), "90 against 100 + 30");
        assert_eq!(late(&drill.start("b").at(150).done("b")), Some(-20));
        let middle = begun().at(90).done("a").skip("b").start("c").at(110).done("c");
        assert_eq!(late(&middle), Some(-100), "110 against 210");
    }

    #[test]
    fn automation_is_weighed_by_what_it_took_at_first() {
        let scripted = |drill: Rehearsal, step: &str| {
            let level = Achieved::Level(Level::Scripted);
            drill.does(Command::SetLevel { step: step.into(), level, why: "seen".into() })
        };
        let of = |drill: &Rehearsal, past: &Past| automation_of_first(&drill.session, past, &drill.now);
        let drill = scripted(begun().at(32).done("a"), "a");
        let Measure { past, .. } = against(&drill);
        assert_eq!(of(&drill, &past), Some(100.0 / 180.0));
        assert_eq!(of(&drill, &Past::default()), Some(1.0));
        let first = scripted(drill.start("b").at(68).done("b"), "b");
        assert_eq!(of(&first, &past), Some(150.0 / 180.0));
        assert_eq!(of(&Rehearsal::new(Procedure { steps: vec![], ..chain() }), &Past::default()), None);
    }
}
