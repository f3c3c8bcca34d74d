//! The drill as it went, step by step, on the recovery clock: who ran beside whom, what stood still, and when.

use super::scope::Known;
use crate::drill::checklist::{Attempt, StepState};
use crate::drill::fact::HoldCause;
use crate::drill::procedure::Anchor;
use crate::drill::session::Session;
use crate::drill::time::{Moment, Span};

/// One attempt at a step. Places are lengths from the start of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Try {
    /// Where it began.
    pub from: Span,
    /// Where it ended; never before it began.
    pub to: Span,
    /// How it ended; `None` where it still ran.
    pub end: Option<StepState>,
    /// Whether its length was taken from wall clocks across a reboot.
    pub estimated: bool,
}

/// A stretch in which a step stood still.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standstill {
    /// Where it began.
    pub from: Span,
    /// Where it ended.
    pub to: Span,
    /// What was waited for.
    pub cause: HoldCause,
}

/// What happened to one step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lane {
    /// Every attempt, oldest first.
    pub tries: Vec<Try>,
    /// Every hold, oldest first.
    pub holds: Vec<Standstill>,
    /// Where it was left out without an attempt.
    pub left_out: Option<Span>,
}

/// An anchor on the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stake {
    /// Which.
    pub anchor: Anchor,
    /// Where.
    pub at: Span,
    /// How it is known.
    pub known: Known,
}

/// All steps side by side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lanes {
    /// The first place that is of interest; the clock starts at zero.
    pub from: Span,
    /// The last one.
    pub until: Span,
    /// One for each step, in the order of the procedure.
    pub lanes: Vec<Lane>,
    /// The anchors between `from` and `until`, in the order of the clock.
    pub stakes: Vec<Stake>,
    /// The anchors that lie so far off that all else would shrink to nothing.
    pub far_off: Vec<Stake>,
}

/// Returns what lengths are counted from: the start of the recovery clock, or of the session as long as there is none.
pub fn origin(session: &Session) -> Option<Moment> {
    let (start, _) = session.procedure().clock;
    session.anchor(start).map(|mark| mark.moment).or_else(|| session.started().cloned())
}

impl Lanes {
    /// Lays a session out; what still goes on lasts until `now`, or to the end of the drill.
    pub fn of(session: &Session, now: &Moment) -> Self {
        let Some(start) = origin(session) else { return Self::default() };
        let place = |moment: &Moment| session.timeline().between(&start, moment).span;
        let now = session.ended().unwrap_or(now);
        let mut all: Vec<Lane> = Vec::with_capacity(session.checklist().iter().len());
        for progress in session.checklist().iter() {
            let attempt = |it: &Attempt| {
                let end = it.end().unwrap_or(now);
                let from = place(&it.started.moment);
                Try {
                    from,
                    to: place(end).max(from),
                    end: it.ended.as_ref().map(|(_, state)| *state),
                    estimated: session.timeline().between(&it.started.moment, end).estimated,
                }
            };
            let tries: Vec<Try> = progress.attempts.iter().map(attempt).collect();
            let skipped = progress.settled.as_ref().filter(|_| progress.state == StepState::Skipped);
            let shown = tries.last().is_some_and(|it| it.end == Some(StepState::Skipped));
            let left_out = skipped.filter(|_| !shown).map(|stamp| place(&stamp.moment));
            all.push(Lane { tries, holds: Vec::new(), left_out });
        }
        for hold in session.holds().iter() {
            let Some(lane) = session.checklist().position(&hold.step).and_then(|at| all.get_mut(at)) else {
                continue;
            };
            let (from, to) = (place(&hold.from.moment), place(hold.to.as_ref().unwrap_or(now)));
            lane.holds.push(Standstill { from, to: to.max(from), cause: hold.cause.clone() });
        }
        let stakes = Anchor::ALL.into_iter().filter_map(|anchor| {
            let mark = session.anchor(anchor)?;
            Some(Stake { anchor, at: place(&mark.moment), known: Known::of(Some(&mark)) })
        });
        Self::framed(all, stakes.collect(), session.clock(now).elapsed.span)
    }

    /// Finds the part of the clock that everything lies in. An anchor that lies farther before or behind the work than
    /// a quarter of its length is told, not drawn.
    fn framed(lanes: Vec<Lane>, mut stakes: Vec<Stake>, clock: Span) -> Self {
        let tried = lanes.iter().flat_map(|lane| lane.tries.iter().flat_map(|it| [it.from, it.to]));
        let places = tried.chain(lanes.iter().filter_map(|lane| lane.left_out)).chain([Span::ZERO, clock]);
        let (mut from, mut until) = (Span::ZERO, Span::ZERO);
        for place in places {
            (from, until) = (from.min(place), until.max(place));
        }
        let margin = Span::from_micros((until - from).micros() / 4);
        stakes.sort_by_key(|it| (it.at, it.anchor));
        let near = |it: &Stake| from - margin <= it.at && it.at <= until + margin;
        let (stakes, far_off): (Vec<_>, Vec<_>) = stakes.into_iter().partition(near);
        let from = stakes.first().map_or(from, |it| from.min(it.at));
        let until = stakes.last().map_or(until, |it| until.max(it.at));
        Self { from, until, lanes, stakes, far_off }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};
    use crate::drill::command::Command;

    fn lanes(drill: &Rehearsal) -> Lanes {
        Lanes::of(&drill.session, &drill.now)
    }

    fn secs(lane: &Lane) -> Vec<(i64, i64, Option<StepState>)> {
        lane.tries.iter().map(|it| (it.from.secs(), it.to.secs(), it.end)).collect()
    }

    #[test]
    fn attempts_and_holds_lie_on_the_clock() {
        let drill = Rehearsal::new(procedure())
            .at(10)
            .declare()
            .start("a")
            .at(30)
            .hold("a", HoldCause::Approval)
            .at(40)
            .start("b")
            .at(50)
            .resume("a")
            .fail("a")
            .at(60)
            .start("a")
            .at(70)
            .done("a")
            .skip("c")
            .at(90);
        let it = lanes(&drill);
        let (failed, done) = (Some(StepState::Failed), Some(StepState::Done));
        assert_eq!(secs(&it.lanes[0]), [(0, 40, failed), (50, 60, done)]);
        assert_eq!(secs(&it.lanes[1]), [(30, 80, None)], "it runs beside the other until now");
        assert_eq!((it.lanes[2].tries.len(), it.lanes[2].left_out), (0, Some(Span::from_secs(60))));
        let hold = &it.lanes[0].holds[0];
        assert_eq!((hold.from.secs(), hold.to.secs()), (20, 40));
        assert_eq!((it.from, it.until.secs()), (Span::ZERO, 80));
    }

    #[test]
    fn what_was_begun_before_the_clock_lies_before_it() {
        let begin = Command::StartStep { step: "a".into(), why: None };
        let drill = Rehearsal::new(procedure()).at(100).declare().tells_of(70, begin).at(120).done("a");
        let it = lanes(&drill);
        assert_eq!((secs(&it.lanes[0])[0].0, it.from.secs(), it.until.secs()), (-30, -30, 20));
    }

    #[test]
    fn anchors_are_stakes_and_one_that_is_far_off_does_not_shrink_the_rest() {
        let outage = |s| {
            let set = Command::SetAnchor { anchor: Anchor::Outage, simulated: false, why: "alert".into() };
            Rehearsal::new(procedure()).at(1_000).declare().tells_of(s, set).at(1_100).verify()
        };
        let near = lanes(&outage(990));
        let at = |it: &[Stake]| it.iter().map(|it| (it.anchor, it.at.secs())).collect::<Vec<_>>();
        let ends = [(Anchor::Declared, 0), (Anchor::Verified, 100)];
        assert_eq!((at(&near.stakes)[0], near.from.secs()), ((Anchor::Outage, -10), -10));
        let far = lanes(&outage(0));
        assert_eq!((at(&far.stakes), at(&far.far_off)), (ends.to_vec(), vec![(Anchor::Outage, -1_000)]));
        assert_eq!((far.from, far.until.secs()), (Span::ZERO, 100));
    }

    #[test]
    fn across_a_reboot_an_attempt_is_estimated() {
        let drill = Rehearsal::new(procedure()).declare().start("a").at(30).reboot().at(80).done("a");
        assert!(lanes(&drill).lanes[0].tries[0].estimated);
        assert_eq!(lanes(&Rehearsal::new(procedure()).at(5)).until, Span::ZERO, "nothing happened yet");
    }
}
