//! What every millisecond of the recovery clock was spent on.

use crate::drill::fact::HoldCause;
use crate::drill::script::Outcome;
use crate::drill::session::{ClockFace, Session};
use crate::drill::time::{Moment, Span};
use std::collections::BTreeSet;
use std::ops::AddAssign;

/// What a moment of a running step is spent on. Of several steps that run at once the least kind names the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// People work.
    Hands,
    /// A script works.
    Machine,
    /// The step is on hold: the team makes up its mind.
    Deciding,
    /// The step is on hold: it waits for others.
    Waiting,
}

/// Time by kind, in whole milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Minutes {
    /// People worked.
    pub hands: Span,
    /// A script worked.
    pub machine: Span,
    /// The team made up its mind.
    pub deciding: Span,
    /// Others were waited for.
    pub waiting: Span,
}

impl Minutes {
    /// Returns the time of all kinds together.
    pub fn total(&self) -> Span {
        self.hands + self.machine + self.deciding + self.waiting
    }

    /// Returns both together.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self {
            hands: self.hands + other.hands,
            machine: self.machine + other.machine,
            deciding: self.deciding + other.deciding,
            waiting: self.waiting + other.waiting,
        }
    }

    fn add(&mut self, kind: Kind, ms: i64) {
        let sum = match kind {
            Kind::Hands => &mut self.hands,
            Kind::Machine => &mut self.machine,
            Kind::Deciding => &mut self.deciding,
            Kind::Waiting => &mut self.waiting,
        };
        sum.add_assign(Span::from_millis(ms));
    }
}

/// The recovery clock's time, shared out without a rest.
///
/// Each millisecond goes in equal parts to the steps that run in it, what cannot be divided to the first of them, so
/// that the steps' minutes plus *between* are the clock's total; and so are the session's minutes plus *between*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    /// Each step's share, in the order of the procedure; its total is the time attributed to the step.
    pub steps: Vec<Minutes>,
    /// The session as a whole: a moment is the first of hands, machine, deciding, waiting that any running step is in.
    pub session: Minutes,
    /// How much of the clock's time each step ran, whatever else ran beside it, in the order of the procedure. Together
    /// they are more than `total - between` by what was done in parallel.
    pub on_clock: Vec<Span>,
    /// No step ran.
    pub between: Span,
    /// The clock, in full milliseconds; zero before it starts.
    pub total: Span,
}

impl Attribution {
    /// Returns what parallel work saved: how much less the clock's time is than what the steps took in it, together
    /// with what lay between them. Never above zero.
    pub fn in_parallel(&self) -> Span {
        self.total - self.between - self.on_clock.iter().copied().sum()
    }
}

/// Shares out the time of the recovery clock from its start to its end, or to `now` while it runs.
pub fn attribute(session: &Session, now: &Moment) -> Attribution {
    attribute_on(session, &session.clock(now))
}

/// Shares out the time of any clock of the session.
pub fn attribute_on(session: &Session, clock: &ClockFace) -> Attribution {
    let timeline = session.timeline();
    let start = clock.from.as_ref().map(|mark| timeline.position(&mark.moment)).unwrap_or_default();
    let total = clock.elapsed.span.millis().max(0);
    let offset = |moment: &Moment| (timeline.position(moment) - start).millis().clamp(0, total);
    let until = |moment: Option<&Moment>| moment.map_or(total, offset);
    let mut stretches = Vec::new();
    for (step, progress) in session.checklist().iter().enumerate() {
        stretches.extend(progress.attempts.iter().map(|attempt| Stretch {
            step,
            from: offset(&attempt.started.moment),
            to: until(attempt.ended.as_ref().map(|(stamp, _)| &stamp.moment)),
            kind: Kind::Hands,
        }));
    }
    for hold in session.holds().iter() {
        let Some(step) = session.checklist().position(&hold.step) else { continue };
        let kind = match hold.cause {
            HoldCause::Dependency(_) | HoldCause::Approval => Kind::Waiting,
            HoldCause::Deciding => Kind::Deciding,
        };
        let (from, to) = (offset(&hold.from.moment), until(hold.to.as_ref()));
        stretches.push(Stretch { step, from, to, kind });
    }
    for script in session.scripts().iter() {
        let Some(step) = session.checklist().position(&script.asked.step) else { continue };
        // Of one that nobody saw end it is not known how long it worked.
        if script.ended().is_some_and(|ended| ended.outcome == (Outcome::Unknown {})) {
            continue;
        }
        let (from, to) = (offset(&script.stamp.moment), until(script.ended_at().as_ref()));
        stretches.push(Stretch { step, from, to, kind: Kind::Machine });
    }
    share_out(total, session.checklist().iter().len(), &stretches)
}

/// A stretch of the clock, in milliseconds from its start, in which a step ran or was on hold.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    step: usize,
    from: i64,
    to: i64,
    /// Hands for an attempt; the kind of what lies over it otherwise, which counts only while the step runs.
    kind: Kind,
}

fn share_out(total: i64, steps: usize, stretches: &[Stretch]) -> Attribution {
    let mut edges = Vec::with_capacity(stretches.len() * 2);
    for stretch in stretches.iter().filter(|it| it.from < it.to) {
        edges.push((stretch.from, 1, stretch));
        edges.push((stretch.to, -1, stretch));
    }
    edges.sort_by_key(|(at, _, _)| *at);
    let mut sweep = Sweep::new(steps);
    for (at, change, stretch) in edges {
        sweep.go_to(at);
        sweep.cross(change, stretch);
    }
    sweep.go_to(total);
    Attribution { total: Span::from_millis(total), ..sweep.told }
}

/// A point that moves along the clock, with what is going on there.
struct Sweep {
    at: i64,
    running: BTreeSet<usize>,
    states: Vec<State>,
    told: Attribution,
}

/// How many stretches of each kind lie over one point of a step: corrected times may overlap.
#[derive(Debug, Clone, Copy, Default)]
struct State([i32; 4]);

impl State {
    fn has(self, kind: Kind) -> bool {
        self.0[kind as usize] > 0
    }

    fn kind(self) -> Kind {
        let over = [Kind::Machine, Kind::Deciding, Kind::Waiting].into_iter().find(|kind| self.has(*kind));
        over.unwrap_or(Kind::Hands)
    }
}

impl Sweep {
    fn new(steps: usize) -> Self {
        let told = Attribution {
            steps: vec![Minutes::default(); steps],
            session: Minutes::default(),
            on_clock: vec![Span::ZERO; steps],
            between: Span::ZERO,
            total: Span::ZERO,
        };
        Self { at: 0, running: BTreeSet::new(), states: vec![State::default(); steps], told }
    }

    fn go_to(&mut self, at: i64) {
        let length = at - std::mem::replace(&mut self.at, at);
        let Some(kind) = self.running.iter().map(|step| self.states[*step].kind()).min() else {
            self.told.between += Span::from_millis(length);
            return;
        };
        self.told.session.add(kind, length);
        let count = i64::try_from(self.running.len()).unwrap_or(i64::MAX);
        let mut rest = length % count;
        for step in &self.running {
            self.told.steps[*step].add(self.states[*step].kind(), length / count + rest);
            self.told.on_clock[*step] += Span::from_millis(length);
            rest = 0;
        }
    }

    fn cross(&mut self, change: i32, stretch: &Stretch) {
        let state = &mut self.states[stretch.step];
        state.0[stretch.kind as usize] += change;
        if state.has(Kind::Hands) {
            self.running.insert(stretch.step);
        } else {
            self.running.remove(&stretch.step);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};
    use crate::drill::command::Command;
    use proptest::prelude::*;

    fn ms(spans: [Span; 4]) -> [i64; 4] {
        spans.map(Span::millis)
    }

    fn kinds(minutes: &Minutes) -> [i64; 4] {
        ms([minutes.hands, minutes.machine, minutes.deciding, minutes.waiting])
    }

    fn told(rehearsal: &Rehearsal) -> Attribution {
        attribute(&rehearsal.session, &rehearsal.now)
    }

    #[test]
    fn before_the_clock_starts_there_is_nothing_to_share() {
        let told = told(&Rehearsal::new(procedure()).at(60));
        assert_eq!((told.total, told.between, told.session), (Span::ZERO, Span::ZERO, Minutes::default()));
    }

    #[test]
    fn one_step_after_the_other_with_pauses() {
        let told = told(
            &Rehearsal::new(procedure())
                .at(10)
                .declare()
                .at(15)
                .start("a")
                .at(40)
                .done("a")
                .at(43)
                .start("b")
                .at(50),
        );
        assert_eq!(told.steps.iter().map(|it| it.hands.secs()).collect::<Vec<_>>(), [25, 7, 0]);
        assert_eq!((told.between.secs(), told.total.secs(), told.session.hands.secs()), (8, 40, 32));
    }

    #[test]
    fn steps_in_parallel_share_each_moment_and_the_first_takes_what_is_left() {
        // a: 0–10.001 s, b: 4–10.001 s, c: 4–10.001 s; 6,001 ms for three are 2,000 each and 1 for the first.
        let told = told(
            &Rehearsal::new(procedure())
                .declare()
                .start("a")
                .at(4)
                .start("b")
                .start("c")
                .at_ms(10_001)
                .verify(),
        );
        assert_eq!(
            told.steps.iter().map(|it| it.total().millis()).collect::<Vec<_>>(),
            [6_001, 2_000, 2_000]
        );
        assert_eq!(kinds(&told.session), [10_001, 0, 0, 0]);
        assert_eq!(told.on_clock.iter().map(|it| it.millis()).collect::<Vec<_>>(), [10_001, 6_001, 6_001]);
        assert_eq!(told.in_parallel().millis(), -12_002);
    }

    #[test]
    fn a_hold_counts_for_its_step_but_hands_elsewhere_name_the_moment() {
        let storage = || HoldCause::Dependency("storage".into());
        let told = told(
            &Rehearsal::new(procedure())
                .declare()
                .start("a")
                .at(10)
                .hold("a", storage())
                .at(20)
                .start("b")
                .at(26)
                .hold("b", HoldCause::Deciding)
                .at(30)
                .resume("a")
                .at(33),
        );
        // 0–10 a works; 10–20 a waits; 20–26 a waits, b works; 26–30 a waits, b decides; 30–33 a works, b decides.
        assert_eq!(kinds(&told.steps[0]), [11_500, 0, 0, 15_000]);
        assert_eq!(kinds(&told.steps[1]), [3_000, 0, 3_500, 0]);
        assert_eq!(kinds(&told.session), [19_000, 0, 4_000, 10_000]);
    }

    #[test]
    fn the_clock_cuts_off_what_lies_outside_of_it() {
        let told = told(
            &Rehearsal::new(procedure())
                .at(100)
                .declare()
                .tells_of(90, Command::StartStep { step: "a".into(), why: None })
                .at(130)
                .verify()
                .at(200)
                .done("a"),
        );
        assert_eq!((told.steps[0].total().secs(), told.total.secs()), (30, 30));
    }

    #[test]
    fn across_a_reboot_the_minutes_still_add_up() {
        let told = told(
            &Rehearsal::new(procedure())
                .declare()
                .start("a")
                .at(60)
                .reboot()
                .at(100)
                .done("a")
                .at(110)
                .verify(),
        );
        assert_eq!((told.steps[0].total().secs(), told.between.secs(), told.total.secs()), (100, 10, 110));
    }

    fn stretch() -> impl Strategy<Value = Stretch> {
        let kind = prop_oneof![3 => Just(Kind::Hands), 1 => Just(Kind::Deciding), 1 => Just(Kind::Waiting)];
        (0_usize..6, 0_i64..=500, 0_i64..=500, kind).prop_map(|(step, from, to, kind)| Stretch {
            step,
            from,
            to,
            kind,
        })
    }

    proptest! {
        #[test]
        fn every_millisecond_is_attributed_once(stretches in proptest::collection::vec(stretch(), 0..40)) {
            let told = share_out(500, 6, &stretches);
            let steps: Span = told.steps.iter().map(Minutes::total).sum();
            prop_assert_eq!((steps + told.between).millis(), 500);
            prop_assert_eq!((told.session.total() + told.between).millis(), 500);
            prop_assert!(told.in_parallel() <= Span::ZERO);
        }
    }
}
