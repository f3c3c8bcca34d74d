//! Anchors as they stand, and the clocks between them.

use super::anchors::{Mark, Source};
use super::checklist::{Progress, Stamp, StepState};
use super::ids::StepId;
use super::procedure::Anchor;
use super::session::{Session, Stage};
use super::time::{Elapsed, Moment};

/// A clock at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockFace {
    /// Where it starts; `None` before that.
    pub from: Option<Mark>,
    /// Where it stopped; `None` while it runs.
    pub to: Option<Mark>,
    /// How long it ran.
    pub elapsed: Elapsed,
    /// Whether it is going.
    pub running: bool,
}

impl Session {
    /// Reads the recovery clock.
    pub fn clock(&self, now: &Moment) -> ClockFace {
        let (from, to) = self.procedure().clock;
        self.between(from, to, now)
    }

    /// Reads the small clock of the clean-up: from *verified* to *cleaned-up*.
    pub fn cleanup_clock(&self, now: &Moment) -> ClockFace {
        self.between(Anchor::Verified, Anchor::CleanedUp, now)
    }

    /// Reads a clock between two anchors; where the second is not set it goes on to `now`, or to the end of the drill.
    pub fn between(&self, from: Anchor, to: Anchor, now: &Moment) -> ClockFace {
        let (from, to) = (self.anchor(from), self.anchor(to));
        let end = to.as_ref().map(|mark| &mark.moment).or(self.ended()).unwrap_or(now);
        let elapsed = match &from {
            Some(mark) => self.timeline().between(&mark.moment, end),
            None => Elapsed::default(),
        };
        let running = from.is_some() && to.is_none() && self.ended().is_none();
        ClockFace { from, to, elapsed, running }
    }

    /// Returns an anchor, assumed from the steps or from another anchor where nobody set it.
    pub fn anchor(&self, anchor: Anchor) -> Option<Mark> {
        let cleanup = self.procedure().cleanup_from();
        self.set_anchor(anchor).or_else(|| match anchor {
            Anchor::Outage => self.assumed_outage(),
            Anchor::Declared => self.end_of_briefing(),
            Anchor::Restored => self.assumed_restored(),
            Anchor::Verified if self.may_assume_verified() => self.last_done(0..cleanup),
            Anchor::CleanedUp if self.is_finished() => self.last_done(cleanup..self.procedure().steps.len()),
            Anchor::Detected | Anchor::Verified | Anchor::CleanedUp => None,
        })
    }

    /// Returns an anchor as it was set, by a hand or by a step.
    fn set_anchor(&self, anchor: Anchor) -> Option<Mark> {
        let end_of = |id: &StepId| self.checklist().progress(id)?.settled.clone();
        let mut mark = self.anchors().set(anchor, end_of)?;
        mark.simulated |= self.is_played() && matches!(anchor, Anchor::Outage | Anchor::Detected);
        Some(mark)
    }

    fn is_played(&self) -> bool {
        self.opening().is_some_and(|it| it.simulated)
    }

    fn is_finished(&self) -> bool {
        matches!(self.stage(), Stage::Finished | Stage::Sealed)
    }

    /// A drill that was given up restored nothing, one whose last check failed did not bring the service back, and
    /// one that left a step before the clean-up open did not get there.
    fn may_assume_verified(&self) -> bool {
        let mut before_cleanup = self.checklist().iter().take(self.procedure().cleanup_from());
        self.is_finished()
            && self.verifications().last().is_none_or(|it| it.passed)
            && before_cleanup.all(Progress::satisfies)
    }

    fn assumed_outage(&self) -> Option<Mark> {
        let from = self.set_anchor(Anchor::Detected).or_else(|| self.anchor(Anchor::Declared))?;
        let simulated = from.simulated || self.is_played();
        Some(Mark { source: Source::Assumed, simulated, ..from })
    }

    /// The end of the briefing declares the outage. Where a step was to do so, it counts only once that step will
    /// not do it any more: it was left out, or the drill is over.
    fn end_of_briefing(&self) -> Option<Mark> {
        let mut declaring =
            self.procedure().steps.iter().filter(|it| it.marks == Some(Anchor::Declared)).peekable();
        let by_step = declaring.peek().is_some();
        let left_out =
            |id: &StepId| self.checklist().progress(id).is_some_and(|it| it.state == StepState::Skipped);
        if by_step && self.stage().is_open() && !declaring.all(|step| left_out(&step.id)) {
            return None;
        }
        let Stamp { moment, by, late } = self.anchors().briefed()?.clone();
        let source = if by_step { Source::Assumed } else { Source::Hand };
        Some(Mark { moment, source, simulated: false, by: Some(by), late, why: String::new() })
    }

    /// The end of the last step that restores something, once none of them is open.
    fn assumed_restored(&self) -> Option<Mark> {
        let steps = &self.procedure().steps;
        let restoring = |at: &usize| !steps[*at].restores.is_empty();
        let places: Vec<usize> = (0..steps.len()).filter(restoring).collect();
        let settled = |at: &usize| self.checklist().at(*at).is_some_and(Progress::satisfies);
        places.iter().all(settled).then(|| self.last_done(places.into_iter()))?
    }

    fn last_done(&self, places: impl Iterator<Item = usize>) -> Option<Mark> {
        let done = places.filter_map(|at| {
            let progress = self.checklist().at(at)?;
            let stamp = progress.settled.as_ref().filter(|_| progress.state == StepState::Done)?;
            Some((stamp, &self.procedure().steps.get(at)?.id))
        });
        let (stamp, step) = done.max_by_key(|(stamp, _)| self.timeline().position(&stamp.moment))?;
        Some(Mark {
            moment: stamp.moment.clone(),
            source: Source::Assumed,
            simulated: false,
            by: None,
            late: stamp.late,
            why: step.to_string(),
        })
    }
}
