//! How far each step is.

use super::automation::{Achieved, Level};
use super::event::Event;
use super::fact::Fact;
use super::ids::{PersonName, StepId};
use super::procedure::{Procedure, Step};
use super::script::{Ended, Outcome, Role};
use super::time::{Moment, WallTime};
use std::collections::HashMap;

/// A moment with who made it and whether it was told late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// When it happened.
    pub moment: Moment,
    /// Who did it.
    pub by: PersonName,
    /// Whether it was entered or corrected later.
    pub late: bool,
}

impl Stamp {
    /// Reads the stamp of an event.
    pub fn of(event: &Event) -> Self {
        Self { moment: event.moment(), by: event.actor.clone(), late: event.late }
    }

    fn put_right(&mut self, moment: &Moment) {
        if self.moment != *moment {
            (self.moment, self.late) = (moment.clone(), true);
        }
    }
}

/// Where a step stands. Whether a pending one is ready depends on the others: see [`Checklist::is_ready`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum StepState {
    /// Not begun, or open again.
    #[default]
    Pending,
    /// Somebody is on it.
    Running,
    /// Finished.
    Done,
    /// Tried, and it did not work.
    Failed,
    /// Left out this time.
    Skipped,
    /// Left out of the procedure for good, while the drill went on.
    Dropped,
}

impl StepState {
    /// Whether it is over, in one way or another.
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Skipped | Self::Dropped)
    }

    /// Returns the word used on screens and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
            Self::Dropped => "dropped",
        }
    }
}

/// One try at a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// When it began.
    pub started: Stamp,
    /// When it ended, and how.
    pub ended: Option<(Stamp, StepState)>,
}

impl Attempt {
    /// Returns the moment at which it ended.
    pub fn end(&self) -> Option<&Moment> {
        self.ended.as_ref().map(|(stamp, _)| &stamp.moment)
    }

    /// Returns the times that a correction written at `written` gives it. A time that stays what it was keeps its
    /// moment, so that a wall clock that was set since does not bend it.
    pub fn corrected(
        &self,
        written: &Moment,
        started: WallTime,
        ended: Option<WallTime>,
    ) -> (Moment, Option<Moment>) {
        let moment = |wall, before: Option<&Moment>| match before {
            Some(before) if before.wall == wall => before.clone(),
            _ => written.at_wall(wall),
        };
        (moment(started, Some(&self.started.moment)), ended.map(|ended| moment(ended, self.end())))
    }
}

/// Everything that is known of a step in one session.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// Where it stands.
    pub state: StepState,
    /// Every try, oldest first.
    pub attempts: Vec<Attempt>,
    /// When it was skipped, failed or finished; `None` while it is open.
    pub settled: Option<Stamp>,
    /// The level set by hand.
    pub level: Option<Achieved>,
    /// The last reason that was given for it.
    pub reason: Option<String>,
    /// What scripts did in its last attempt.
    pub proof: Proof,
}

/// What was seen of a step's scripts in one attempt.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Proof {
    /// How the script that does the step fared.
    pub run: Option<Fared>,
    /// Whether that began by itself.
    pub automatic: bool,
    /// Whether the last check agreed with the result.
    pub checked: Option<bool>,
}

/// How a script fared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fared {
    /// It is at work.
    Running,
    /// It did its work.
    Succeeded,
    /// It did not.
    Failed,
    /// Nobody saw how it ended.
    Unknown,
}

impl Progress {
    /// Whether it counts for the steps that come after it.
    pub fn satisfies(&self) -> bool {
        matches!(self.state, StepState::Done | StepState::Skipped | StepState::Dropped)
    }

    /// Returns the level that was achieved: the one set by hand, else, of a step done by hand, what its text makes it.
    pub fn achieved(&self, step: &Step) -> Option<Achieved> {
        self.level.or_else(|| (self.state == StepState::Done).then(|| self.seen(step)))
    }

    /// What the scripts of the last attempt were seen to do.
    fn seen(&self, step: &Step) -> Achieved {
        Achieved::Level(match (self.proof.run, self.proof.checked) {
            (Some(Fared::Failed), _) | (Some(Fared::Succeeded), Some(false)) => return Achieved::BROKEN,
            (Some(Fared::Succeeded), Some(true)) if self.proof.automatic => Level::Automatic,
            (Some(Fared::Succeeded), Some(true)) => Level::Checked,
            (Some(Fared::Succeeded), None) => Level::Scripted,
            (None | Some(Fared::Running | Fared::Unknown), _) => step.planned().min(Level::Documented),
        })
    }

    /// Whether the step runs and its script, or the check of what that did, went wrong: whoever drives has to say what
    /// comes of it.
    pub fn needs_a_word(&self) -> bool {
        let wrong = matches!(
            (self.proof.run, self.proof.checked),
            (Some(Fared::Failed | Fared::Unknown), _) | (Some(Fared::Succeeded), Some(false))
        );
        self.state == StepState::Running && wrong
    }

    /// Returns the attempt that is going on.
    pub fn running(&self) -> Option<&Attempt> {
        self.attempts.last().filter(|attempt| attempt.ended.is_none())
    }

    /// Puts the times of an attempt right, and returns those before and those after; `None` where there is no such
    /// attempt, or where it runs and an end is given, or the other way round.
    fn correct(
        &mut self,
        number: u32,
        written: &Moment,
        (started, ended): (WallTime, Option<WallTime>),
    ) -> Option<(Times, Times)> {
        let attempt = self.attempts.get_mut((number as usize).checked_sub(1)?)?;
        if attempt.ended.is_some() != ended.is_some() {
            return None;
        }
        let before = (attempt.started.moment.clone(), attempt.end().cloned());
        let after = attempt.corrected(written, started, ended);
        attempt.started.put_right(&after.0);
        if let (Some((stamp, _)), Some(moment)) = (&mut attempt.ended, &after.1) {
            let settled = self.settled.as_mut().filter(|settled| *settled == stamp);
            stamp.put_right(moment);
            if let Some(settled) = settled {
                settled.clone_from(stamp);
            }
        }
        Some((before, after))
    }

    fn end(&mut self, stamp: &Stamp, state: StepState) {
        if let Some(attempt) = self.attempts.last_mut().filter(|attempt| attempt.ended.is_none()) {
            attempt.ended = Some((stamp.clone(), state));
        }
        self.settled = Some(stamp.clone());
        self.state = state;
    }
}

impl Proof {
    fn take(&mut self, ended: &Ended) {
        match (ended.role, &ended.outcome) {
            (Role::Run, outcome) if self.run == Some(Fared::Running) => {
                self.run = Some(match outcome {
                    Outcome::Unknown {} => Fared::Unknown,
                    outcome if outcome.is_success() => Fared::Succeeded,
                    _ => Fared::Failed,
                });
            }
            (Role::Check, outcome) => self.checked = Some(outcome.is_success()),
            _ => {}
        }
    }
}

/// The steps of a procedure with how far each is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checklist {
    steps: Vec<Progress>,
    index: HashMap<StepId, usize>,
    after: Vec<Vec<usize>>,
    /// Every correction of times, in the order of the log.
    pub corrections: Vec<Correction>,
}

/// When an attempt began, and when it ended.
pub type Times = (Moment, Option<Moment>);

/// A correction of the times of one attempt; what was first said stays visible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Which step.
    pub step: StepId,
    /// Which attempt, counted from 1.
    pub attempt: u32,
    /// The times before.
    pub before: Times,
    /// The times now.
    pub after: Times,
    /// Why.
    pub why: String,
    /// Who corrected, and when.
    pub by: Stamp,
}

impl Checklist {
    /// Makes the untouched checklist of a procedure.
    pub fn new(procedure: &Procedure) -> Self {
        let ids = procedure.steps.iter().enumerate().map(|(at, step)| (step.id.clone(), at));
        let index: HashMap<StepId, usize> = ids.collect();
        let known = |id: &StepId| index.get(id).copied();
        let after =
            procedure.steps.iter().map(|step| step.after.iter().filter_map(known).collect()).collect();
        Self {
            steps: vec![Progress::default(); procedure.steps.len()],
            index,
            after,
            corrections: Vec::new(),
        }
    }

    /// Returns the place of a step in the procedure.
    pub fn position(&self, id: &StepId) -> Option<usize> {
        self.index.get(id).copied()
    }

    /// Returns how far a step is; `None` where the procedure has no such step.
    pub fn progress(&self, id: &StepId) -> Option<&Progress> {
        self.position(id).map(|at| &self.steps[at])
    }

    /// Iterates over all steps in the order of the procedure.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Progress> {
        self.steps.iter()
    }

    /// Returns the progress of the step at a place in the procedure.
    pub fn at(&self, position: usize) -> Option<&Progress> {
        self.steps.get(position)
    }

    /// Whether all steps that come before it are done or skipped.
    pub fn is_ready(&self, position: usize) -> bool {
        self.is_ready_once(position, None)
    }

    /// Whether it would be ready if the step at `finished` were done.
    pub fn is_ready_once(&self, position: usize, finished: Option<usize>) -> bool {
        let over = |at: &usize| finished == Some(*at) || self.steps[*at].satisfies();
        self.after.get(position).is_some_and(|after| after.iter().all(over))
    }

    /// Returns the places of the steps that are going on.
    pub fn running(&self) -> impl Iterator<Item = usize> {
        let running = |(at, step): (usize, &Progress)| (step.state == StepState::Running).then_some(at);
        self.steps.iter().enumerate().filter_map(running)
    }

    /// Takes in one event; what makes no sense for the state of its step has no effect.
    pub fn apply(&mut self, event: &Event) {
        let Some(at) = event.fact.step().and_then(|id| self.position(id)) else { return };
        let step = &mut self.steps[at];
        let open = matches!(step.state, StepState::Pending | StepState::Failed);
        match &event.fact {
            Fact::StepStarted { why, .. } if open => {
                step.attempts.push(Attempt { started: Stamp::of(event), ended: None });
                step.state = StepState::Running;
                step.settled = None;
                step.reason.clone_from(why);
                step.proof = Proof::default();
            }
            Fact::ScriptStarted(asked) if asked.role == Role::Run => {
                step.proof = Proof { run: Some(Fared::Running), automatic: asked.automatic, checked: None };
            }
            Fact::ScriptEnded(ended) => step.proof.take(ended),
            Fact::StepCompleted { .. } if step.state == StepState::Running => {
                step.end(&Stamp::of(event), StepState::Done);
            }
            Fact::StepFailed { why, .. } if step.state == StepState::Running => {
                step.end(&Stamp::of(event), StepState::Failed);
                step.reason = said(why);
            }
            Fact::StepSkipped { why, .. } if open || step.state == StepState::Running => {
                step.end(&Stamp::of(event), StepState::Skipped);
                step.reason = said(why);
            }
            Fact::StepDropped { why, .. } if open || step.state == StepState::Skipped => {
                step.end(&Stamp::of(event), StepState::Dropped);
                step.reason = said(why);
            }
            Fact::StepReopened { why, .. } if step.state.is_settled() => {
                step.state = StepState::Pending;
                step.settled = None;
                step.reason = said(why);
            }
            Fact::LevelSet { level, why, .. } => {
                step.level = Some(*level);
                step.reason = said(why).or(step.reason.take());
            }
            Fact::TimesCorrected { step: id, attempt, started_us, ended_us, why } => {
                let changed = step.correct(*attempt, &event.written, (*started_us, *ended_us));
                let by = Stamp { moment: event.written.clone(), by: event.actor.clone(), late: false };
                let (step, why) = (id.clone(), why.clone());
                self.corrections.extend(changed.map(|(before, after)| Correction {
                    step,
                    attempt: *attempt,
                    before,
                    after,
                    why,
                    by,
                }));
            }
            _ => {}
        }
    }
}

/// A reason that says something.
fn said(why: &str) -> Option<String> {
    (!why.trim().is_empty()).then(|| why.to_owned())
}
