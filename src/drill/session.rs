//! A session: the fold of its log over the procedure.

use super::anchors::Anchors;
use super::checklist::{Checklist, Progress, Stamp, StepState};
pub use super::clock::ClockFace;
use super::event::Event;
use super::fact::{Fact, HoldCause, Opening};
use super::guards::Guards;
use super::holds::Holds;
use super::ids::{DependencyId, EventId, PersonName, StepId};
use super::log::{Deed, Log, Placed};
use super::notebook::Notebook;
use super::people::People;
use super::probes::Probes;
use super::procedure::{Anchor, Objective, Procedure, Step};
use super::redlines::Redlines;
use super::scripts::Scripts;
use super::time::{Moment, Span, WallTime};
use super::timeline::Timeline;
use super::verdicts::Verdicts;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Where a session is in its life.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The clock stands at zero: scenario, roles, dependencies, open actions.
    #[default]
    Briefing,
    /// The outage is declared; steps are taken.
    Running,
    /// The drill is over; the debrief goes on.
    Finished,
    /// The debrief is over as well.
    Sealed,
    /// Given up.
    Aborted,
}

impl Stage {
    /// Returns the word of `state` in JSON, in lists and in summaries.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Briefing => "briefing",
            Self::Running => "running",
            Self::Finished | Self::Sealed => "finished",
            Self::Aborted => "aborted",
        }
    }

    /// Whether the drill still goes on.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Briefing | Self::Running)
    }
}

/// The newest datum in the restored system, as somebody read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryPoint {
    /// Its time.
    pub newest: WallTime,
    /// Where it was read.
    pub source: String,
    /// The step whose command read it; `None` where somebody typed it.
    pub step: Option<StepId>,
    /// Who said so, and when.
    pub stamp: Stamp,
}

/// Something about the session's clocks that an auditor wants to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// When it was noticed.
    pub at: Moment,
    /// What it was.
    pub what: FindingKind,
}

/// See [`Finding`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindingKind {
    /// The wall clock was set by so much.
    ClockJumped(Span),
    /// The machine was suspended for so long.
    MachineSlept(Span),
    /// The session went on in another boot, or on another machine: lengths across it are estimated.
    Rebooted,
}

impl FindingKind {
    /// Returns the word used in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ClockJumped(_) => "clock-jumped",
            Self::MachineSlept(_) => "machine-slept",
            Self::Rebooted => "rebooted",
        }
    }
}

/// The answer of somebody who looked from the user's side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Who looked.
    pub by: PersonName,
    /// How, or what was seen.
    pub how: String,
    /// Whether the service is back.
    pub passed: bool,
    /// When.
    pub stamp: Stamp,
}

/// One recorded performance of a procedure. Folding the same events in any order, once or twice, gives the same.
#[derive(Debug, Clone)]
pub struct Session {
    /// The procedure as its file had it when the session began.
    base: Arc<Procedure>,
    redlines: Redlines,
    log: Log,
    verdicts: Verdicts,
    told: Told,
}

/// What the log tells, in parts that each know one thing.
#[derive(Debug, Clone, Default)]
struct Told {
    opening: Option<Opening>,
    stage: Stage,
    started: Option<Moment>,
    ended: Option<Moment>,
    end_reason: Option<String>,
    next_owner: Option<PersonName>,
    checklist: Checklist,
    holds: Holds,
    scripts: Scripts,
    guards: Guards,
    probes: Probes,
    anchors: Anchors,
    people: People,
    notebook: Notebook,
    recovery_points: Vec<RecoveryPoint>,
    verifications: Vec<Verification>,
    findings: Vec<Finding>,
    /// What was noticed since the drill ended, and is part of it only if it goes on again.
    afterwards: Vec<Finding>,
    excluded: Option<(String, Stamp)>,
    timeline: Timeline,
}

impl Session {
    /// Makes a session in which nothing has happened.
    pub fn new(procedure: Arc<Procedure>) -> Self {
        let told = Told { checklist: Checklist::new(&procedure), ..Told::default() };
        let redlines = Redlines::none(Arc::clone(&procedure));
        Self { base: procedure, redlines, log: Log::default(), verdicts: Verdicts::default(), told }
    }

    /// Folds a whole log; the events may come in any order and more than once.
    pub fn fold(procedure: Arc<Procedure>, events: impl IntoIterator<Item = Event>) -> Self {
        let mut session = Self { log: events.into_iter().collect(), ..Self::new(procedure) };
        session.refold();
        session
    }

    /// Takes in one more event.
    pub fn add(&mut self, event: Event) {
        let fact = self.verdicts.fact(&event);
        let again = Verdicts::concerns(fact) || self.redlines.concern(fact);
        match self.log.insert(event) {
            Placed::Known => {}
            Placed::Last if !again => {
                if let Some(event) = self.log.shared().next_back() {
                    self.told.take(event, &self.verdicts, self.redlines.procedure());
                }
            }
            Placed::Last | Placed::Between => self.refold(),
        }
    }

    fn refold(&mut self) {
        self.verdicts = Verdicts::read(&self.log);
        self.redlines = Redlines::read(&self.log, &self.verdicts, &self.base);
        let procedure = self.redlines.procedure();
        self.told = Told { checklist: Checklist::new(procedure), ..Told::default() };
        for event in self.log.shared() {
            self.told.take(event, &self.verdicts, procedure);
        }
    }

    /// Returns the plan, as amended up to now.
    pub fn procedure(&self) -> &Procedure {
        self.redlines.procedure()
    }

    /// Returns the plan as the file had it when the session began, shared.
    pub fn shared_base(&self) -> Arc<Procedure> {
        Arc::clone(&self.base)
    }

    /// Returns how the plan was amended.
    pub fn redlines(&self) -> &Redlines {
        &self.redlines
    }

    /// Returns what the plan would be with some more facts.
    pub(super) fn foreseen(&self, facts: &[Fact]) -> Procedure {
        if facts.iter().any(Verdicts::concerns) {
            return Redlines::read(&self.log, &self.verdicts.with(facts), &self.base).with(facts);
        }
        self.redlines.with(facts)
    }

    /// Returns the log.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Returns what was taken back and what was erased.
    pub fn verdicts(&self) -> &Verdicts {
        &self.verdicts
    }

    /// Returns how the session began; `None` where that event has not arrived.
    pub fn opening(&self) -> Option<&Opening> {
        self.told.opening.as_ref()
    }

    /// Returns where the session is in its life.
    pub fn stage(&self) -> Stage {
        self.told.stage
    }

    /// Returns when the session began.
    pub fn started(&self) -> Option<&Moment> {
        self.told.started.as_ref()
    }

    /// Returns when the drill ended.
    pub fn ended(&self) -> Option<&Moment> {
        self.told.ended.as_ref()
    }

    /// Returns why the drill was given up, or opened again.
    pub fn end_reason(&self) -> Option<&str> {
        self.told.end_reason.as_deref()
    }

    /// Returns who drives the next drill, as the debrief said.
    pub fn next_owner(&self) -> Option<&PersonName> {
        self.told.next_owner.as_ref()
    }

    /// Returns how far each step is.
    pub fn checklist(&self) -> &Checklist {
        &self.told.checklist
    }

    /// Returns what set the anchors; [`anchor`](Self::anchor) says what follows from it.
    pub(super) fn anchors(&self) -> &Anchors {
        &self.told.anchors
    }

    /// Returns what held steps up.
    pub fn holds(&self) -> &Holds {
        &self.told.holds
    }

    /// Returns what was run.
    pub fn scripts(&self) -> &Scripts {
        &self.told.scripts
    }

    /// Returns what the guards of destructive steps asked, and what was answered.
    pub fn guards(&self) -> &Guards {
        &self.told.guards
    }

    /// Returns what the probes saw.
    pub fn probes(&self) -> &Probes {
        &self.told.probes
    }

    /// Returns who takes part.
    pub fn people(&self) -> &People {
        &self.told.people
    }

    /// Returns everything that was written down.
    pub fn notebook(&self) -> &Notebook {
        &self.told.notebook
    }

    /// Returns the recovery points that were given, the valid one last.
    pub fn recovery_points(&self) -> &[RecoveryPoint] {
        &self.told.recovery_points
    }

    /// Returns who looked from the user's side, latest last.
    pub fn verifications(&self) -> &[Verification] {
        &self.told.verifications
    }

    /// Returns what happened to the clocks.
    pub fn findings(&self) -> &[Finding] {
        &self.told.findings
    }

    /// Returns why the session is left out of baselines, statistics and trends, with who said so; `None` where it counts.
    pub fn excluded(&self) -> Option<&(String, Stamp)> {
        self.told.excluded.as_ref()
    }

    /// Returns the line on which moments of several boots can be compared.
    pub fn timeline(&self) -> &Timeline {
        &self.told.timeline
    }

    /// Returns a step with its progress.
    pub fn step(&self, id: &StepId) -> Option<(&Step, &Progress)> {
        let position = self.told.checklist.position(id)?;
        Some((self.procedure().steps.get(position)?, self.told.checklist.at(position)?))
    }

    /// Returns the recovery time objective of this session.
    pub fn rto(&self) -> Option<&Objective> {
        self.procedure().rto(&self.opening()?.environment)
    }

    /// Returns the recovery point objective of this session.
    pub fn rpo(&self) -> Option<&Objective> {
        self.procedure().rpo(&self.opening()?.environment)
    }

    /// Returns the dependency that any running step waits for.
    pub fn waits_for(&self) -> Option<&DependencyId> {
        self.holds().iter().filter(|hold| hold.to.is_none()).find_map(|hold| match &hold.cause {
            HoldCause::Dependency(id) => Some(id),
            _ => None,
        })
    }

    /// Returns the last thing that somebody did and may take back.
    pub fn last_deed(&self, actor: &PersonName) -> Option<Deed> {
        self.log.last_deed(actor, &self.verdicts)
    }

    /// Returns what somebody last took back and may do again.
    pub fn last_undone(&self, actor: &PersonName) -> Option<Deed> {
        self.log.last_undone(actor, &self.verdicts)
    }

    /// Returns the event as it counts, with what was kept of an erased one.
    pub fn event(&self, id: EventId) -> Option<Event> {
        let event = self.log.find(id)?;
        Some(self.verdicts.effective(event).unwrap_or_else(|| event.clone()))
    }
}

impl Told {
    fn take(&mut self, event: &Arc<Event>, verdicts: &Verdicts, procedure: &Procedure) {
        self.observe(&event.written);
        if verdicts.is_undone(event.id) {
            return;
        }
        match verdicts.effective(event) {
            Some(effective) => self.apply(&Arc::new(effective), procedure),
            None => self.apply(event, procedure),
        }
    }

    fn observe(&mut self, written: &Moment) {
        if !self.timeline.is_empty() && !self.timeline.knows(&written.boot) {
            let finding = Finding { at: written.clone(), what: FindingKind::Rebooted };
            // Whoever closes an action a week later, on another day's boot, bends no time of the drill.
            if self.stage.is_open() { self.findings.push(finding) } else { self.afterwards.push(finding) }
        }
        self.timeline.observe(written);
    }

    fn apply(&mut self, event: &Arc<Event>, procedure: &Procedure) {
        if self.opening.is_some() && matches!(event.fact, Fact::SessionStarted(_)) {
            return;
        }
        let step = event.fact.step().and_then(|id| procedure.steps.get(self.checklist.position(id)?));
        let running = step
            .and_then(|step| self.checklist.progress(&step.id))
            .is_some_and(|progress| progress.state == StepState::Running);
        let marks = step.filter(|_| running).and_then(|step| step.marks);
        self.anchors.apply(event, marks);
        self.watch(event, procedure);
        self.holds.apply(event, running, &self.timeline);
        self.checklist.apply(event);
        let attempt = event.fact.step().and_then(|id| self.checklist.progress(id));
        self.scripts.apply(event, attempt.map_or(0, |progress| progress.attempts.len()));
        self.guards.apply(event);
        self.people.apply(event);
        self.notebook.apply(event, !self.stage.is_open());
        self.live(event);
        self.learn(event);
    }

    /// Takes in what a probe sees, and what that says about the outage and the recovery.
    fn watch(&mut self, event: &Event, procedure: &Procedure) {
        let Fact::ProbeChanged { probe, up, .. } = &event.fact else { return };
        let before = self.probes.last(probe).map(|sighting| sighting.up);
        self.probes.apply(event);
        let Some(probe) = procedure.probes.iter().find(|it| it.id == *probe) else { return };
        // What the clean-up takes away was not lost again.
        let cleanup = procedure.cleanup_from();
        let cleaning = self.checklist.iter().skip(cleanup).any(|step| !step.attempts.is_empty());
        let watched = procedure.probes.iter().any(|it| it.sets.contains(&Anchor::Outage))
            || procedure.steps.iter().any(|step| step.marks == Some(Anchor::Outage));
        let lost = if watched { self.anchors.knows(Anchor::Outage) } else { self.stage == Stage::Running };
        match (before, up) {
            (Some(true), false) if !cleaning => self.anchors.see_lost(event, probe),
            (Some(false), true) if !cleaning && lost => self.anchors.see_back(event, probe),
            _ => {}
        }
    }

    /// Moves through the session's life.
    fn live(&mut self, event: &Event) {
        match &event.fact {
            Fact::SessionStarted(opening) => {
                self.opening = Some((**opening).clone());
                self.started = Some(event.moment());
            }
            Fact::OutageDeclared {} if self.stage == Stage::Briefing => self.stage = Stage::Running,
            Fact::SessionFinished {} if self.stage == Stage::Running => {
                self.stage = Stage::Finished;
                self.ended = Some(event.moment());
            }
            Fact::SessionSealed { next_owner } if self.stage == Stage::Finished => {
                self.stage = Stage::Sealed;
                self.next_owner.clone_from(next_owner);
            }
            Fact::SessionAborted { why } if self.stage.is_open() => {
                self.stage = Stage::Aborted;
                self.ended = Some(event.moment());
                self.end_reason = Some(why.clone());
            }
            Fact::SessionReopened { why } if !self.stage.is_open() => {
                let declared = self.anchors.briefed().is_some();
                self.stage = if declared { Stage::Running } else { Stage::Briefing };
                self.ended = None;
                self.end_reason = Some(why.clone());
                self.findings.append(&mut self.afterwards);
            }
            _ => {}
        }
    }

    /// Keeps what the figures need besides the steps.
    fn learn(&mut self, event: &Event) {
        let stamp = Stamp::of(event);
        let finding = |what| Finding { at: event.written.clone(), what };
        match &event.fact {
            Fact::RecoveryPointSet { newest_us, source, step } => {
                self.recovery_points.push(RecoveryPoint {
                    newest: *newest_us,
                    source: source.clone(),
                    step: step.clone(),
                    stamp,
                });
            }
            Fact::ServiceVerified { by, how } | Fact::VerificationFailed { by, how } => {
                let passed = matches!(event.fact, Fact::ServiceVerified { .. });
                self.verifications.push(Verification { by: by.clone(), how: how.clone(), passed, stamp });
            }
            Fact::SessionExcluded { why } => self.excluded = Some((why.clone(), stamp)),
            Fact::SessionIncluded { .. } => self.excluded = None,
            Fact::ClockJumped { by_us } => self.findings.push(finding(FindingKind::ClockJumped(*by_us))),
            Fact::MachineSlept { for_us } => self.findings.push(finding(FindingKind::MachineSlept(*for_us))),
            _ => {}
        }
    }
}
