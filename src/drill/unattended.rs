//! Where a drill stands that nobody attends: whether it goes on by itself, and if not, why.

use super::anchors::Source;
use super::checklist::{Fared, Progress, StepState};
use super::ids::StepId;
use super::procedure::{Anchor, Step};
use super::script::{Outcome, Role};
use super::session::{Session, Stage};

/// How an unattended drill stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unattended {
    /// Something is at work, or its turn has come.
    GoesOn,
    /// Everything is restored; a probe has not seen the service back yet.
    AwaitsProbe,
    /// A step did not work.
    Failed {
        /// Which.
        step: StepId,
        /// Why, in words.
        why: String,
    },
    /// A person has to do something.
    NeedsPerson {
        /// The step that comes next; `None` where nothing is ready.
        step: Option<StepId>,
        /// What for.
        why: &'static str,
    },
    /// Every step is done or skipped.
    Done,
    /// The session is over.
    Over,
}

/// Says how a session stands where nobody attends it.
pub fn unattended(session: &Session) -> Unattended {
    if !session.stage().is_open() {
        return Unattended::Over;
    }
    if session.stage() == Stage::Briefing {
        return Unattended::NeedsPerson { step: None, why: "the outage is not declared" };
    }
    if session.scripts().running().next().is_some() {
        return Unattended::GoesOn;
    }
    let steps = || session.procedure().steps.iter().zip(session.checklist().iter());
    if let Some((step, why)) =
        steps().find_map(|(step, progress)| Some((step, wrong(session, step, progress)?)))
    {
        return Unattended::Failed { step: step.id.clone(), why };
    }
    if session.automatic_turns().next().is_some() {
        return Unattended::GoesOn;
    }
    if session.awaits_probe() {
        return Unattended::AwaitsProbe;
    }
    if let Some((step, _)) = steps().find(|(_, progress)| progress.state == StepState::Running) {
        return Unattended::NeedsPerson { step: Some(step.id.clone()), why: "only a person can finish it" };
    }
    if session.checklist().iter().all(Progress::satisfies) {
        return Unattended::Done;
    }
    match session.next_ready(None).and_then(|at| session.procedure().steps.get(at)) {
        Some(step) => Unattended::NeedsPerson { step: Some(step.id.clone()), why: wanted(session, step) },
        None => Unattended::NeedsPerson { step: None, why: "nothing is ready" },
    }
}

/// Says what a person is wanted for.
fn wanted(session: &Session, step: &Step) -> &'static str {
    let guarded = session.guards_of(step, false).into_iter().any(|guard| guard.role().is_none());
    match step {
        Step { run: None, .. } => "it has no script",
        Step { interactive: true, .. } => "its script wants a terminal",
        Step { automatic: false, .. } => "it does not start by itself",
        _ if guarded => "its guards ask a person",
        _ => "it was tried before",
    }
}

/// Says what went wrong with a step; `None` where nothing did.
fn wrong(session: &Session, step: &Step, progress: &Progress) -> Option<String> {
    if progress.state == StepState::Failed {
        return Some(progress.reason.clone().unwrap_or_else(|| "it failed".to_owned()));
    }
    let open = matches!(progress.state, StepState::Pending | StepState::Running);
    let refused = |guard| session.guards().answer(&step.id, guard).filter(|answer| !answer.passed);
    if let Some(answer) = session.guards_of(step, false).into_iter().find_map(refused).filter(|_| open) {
        return Some(format!("{}: {}", answer.question, answer.answer));
    }
    if progress.state != StepState::Running {
        return None;
    }
    let attempt = progress.attempts.len();
    let outcome = |role: Role| {
        let ended = session.scripts().last(&step.id, role, attempt)?.ended()?;
        Some(format!("{}: {}", role.word(), said(&ended.outcome, &ended.output.tail, &ended.output.head)))
    };
    let lost = session
        .scripts()
        .last(&step.id, Role::RecoveryPoint, attempt)
        .is_some_and(|script| script.ended().is_some_and(|ended| !ended.outcome.is_success()));
    match (progress.proof.run, progress.proof.checked) {
        (Some(Fared::Failed | Fared::Unknown), _) => outcome(Role::Run),
        (_, Some(false)) => outcome(Role::Check),
        _ if lost => outcome(Role::RecoveryPoint),
        _ => None,
    }
}

/// How many of the last lines that a script printed are told as its reason.
const REASON: usize = 3;

/// Says how a script ended, and the last things that it printed.
fn said(outcome: &Outcome, tail: &str, head: &str) -> String {
    let lines = tail.lines().rev().chain(head.lines().rev()).map(str::trim).filter(|line| !line.is_empty());
    let mut last: Vec<&str> = lines.take(REASON).collect();
    last.reverse();
    if last.is_empty() { outcome.say() } else { format!("{}: {}", outcome.say(), last.join(" / ")) }
}

impl Session {
    /// Whether everything before the clean-up is done, and only a probe can still say that the service is back. What
    /// cleans up by itself waits for that: it would take away what the probe looks for.
    pub fn awaits_probe(&self) -> bool {
        let watches = self.procedure().probes.iter().any(|probe| probe.sets.contains(&Anchor::Verified));
        let mut restoring = self.checklist().iter().take(self.procedure().cleanup_from());
        let seen = || {
            let mark = self.anchor(Anchor::Verified);
            mark.is_some_and(|mark| matches!(mark.source, Source::Probe | Source::Hand))
        };
        self.stage() == Stage::Running && watches && restoring.all(Progress::satisfies) && !seen()
    }
}
