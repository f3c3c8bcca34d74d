//! Why a request was turned down.

use super::checklist::StepState;
use super::ids::{EventId, PersonName, StepId};
use super::procedure::Anchor;
use super::redline::Unfit;
use super::script::{Guard, Role};
use super::session::Stage;

/// The named reason for which a session turned a request down, as a sentence for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The request was dated into the future.
    #[error("that time lies in the future; give one that has passed")]
    InTheFuture,
    /// The briefing is not over.
    #[error("the outage is not declared yet; declare it first")]
    NotDeclared,
    /// It was declared before.
    #[error("the outage is declared already")]
    AlreadyDeclared,
    /// The session is over.
    #[error("the session is {}; reopen it first", stage_word(*.0))]
    SessionOver(Stage),
    /// It is still going on.
    #[error("the session still goes on; finish it first")]
    StillOpen,
    /// A screen asked that does not drive.
    #[error("{owner} drives this drill; take over first to tick its steps")]
    NotTheOwner {
        /// Who drives.
        owner: PersonName,
    },
    /// The procedure has no such step.
    #[error("the procedure has no step {0}")]
    NoSuchStep(StepId),
    /// The step is going on.
    #[error("step {0} is running already")]
    AlreadyRunning(StepId),
    /// The step is over.
    #[error("step {} is {} already; reopen it to do it again", .0, .1.word())]
    AlreadySettled(StepId, StepState),
    /// The step is not going on.
    #[error("step {0} is not running; start it first, or say when it started with --at")]
    NotRunning(StepId),
    /// The step is not over.
    #[error("step {0} is not done, failed or skipped, so there is nothing to reopen")]
    NotSettled(StepId),
    /// Others come first.
    #[error("step {step} comes after {waits_for}; give a reason to start it all the same")]
    NotReady {
        /// Which step.
        step: StepId,
        /// The first one that is not done.
        waits_for: StepId,
    },
    /// It is on hold.
    #[error("step {0} is on hold already")]
    AlreadyHeld(StepId),
    /// It is not on hold.
    #[error("step {0} is not on hold")]
    NotHeld(StepId),
    /// The procedure has no such dependency.
    #[error("the procedure has no dependency {0}")]
    NoSuchDependency(String),
    /// It would end before it began.
    #[error("that lies before the start of step {0}; look at its times")]
    EndsBeforeStart(StepId),
    /// Two attempts at one step would go on at once.
    #[error("two attempts at step {0} would overlap; look at its times")]
    AttemptsOverlap(StepId),
    /// A hold would end before it began.
    #[error("that lies before the hold of step {0} began; look at the times")]
    ResumesBeforeHold(StepId),
    /// There is no such attempt.
    #[error("step {0} has no such attempt")]
    NoSuchAttempt(StepId),
    /// A correction gives an end to what still runs, or none to what is over.
    #[error("step {0}: give an end to an attempt that is over, and none to one that runs")]
    EndMismatch(StepId),
    /// An anchor that nobody can set by hand before the drill.
    #[error("{} cannot be set before the outage is declared", .0.word())]
    AnchorTooEarly(Anchor),
    /// The step has no such script.
    #[error("step {step} has no {}", script_word(*.role))]
    NoScript {
        /// Which step.
        step: StepId,
        /// Which script.
        role: Role,
    },
    /// A script of the step is at work.
    #[error("a script of step {0} is running; wait for its end, or cancel it first")]
    ScriptRunning(StepId),
    /// Nothing runs that could be ended.
    #[error("no script of step {0} is running")]
    NoScriptRunning(StepId),
    /// There is no such script, or it has ended.
    #[error("the session has no running script {0}")]
    NoSuchScript(EventId),
    /// The script of the step did not do its work.
    #[error("the script of step {0} failed: run it again, do the step by hand, or fail it")]
    ScriptFailed(StepId),
    /// What a script did cannot be taken back by taking back its start.
    #[error("a script of step {0} has run; put it right by a new entry instead")]
    ScriptRan(StepId),
    /// A guard has not been answered.
    #[error("step {step} destroys something: its guard ({}) has to be passed first", .guard.word())]
    Guarded {
        /// Which step.
        step: StepId,
        /// The guard that comes next.
        guard: Guard,
    },
    /// A guard that the step does not have, or that no person answers.
    #[error("step {step} has no question of the kind {} for a person", .guard.word())]
    NoSuchGuard {
        /// Which step.
        step: StepId,
        /// Which guard.
        guard: Guard,
    },
    /// The procedure has no such probe.
    #[error("the procedure has no probe {0}")]
    NoSuchProbe(String),
    /// The step was left out of the procedure.
    #[error("step {0} was dropped; reopen it to have it back")]
    Dropped(StepId),
    /// An amendment that changes nothing.
    #[error("step {0} reads like that already")]
    NothingToAmend(StepId),
    /// A value that does not fit its key.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// A place that the procedure does not have.
    #[error("the procedure has no such phase")]
    NoSuchPlace,
    /// An id that another step has, or that cannot be one.
    #[error("{0} cannot be the id of a new step: it is taken, or has more than a-z, 0-9, . _ and - in it")]
    BadId(StepId),
    /// A text is needed.
    #[error("a {0} is needed")]
    Missing(&'static str),
    /// There is no such note.
    #[error("the session has no note {0}")]
    NoSuchNote(EventId),
    /// The note was taken back.
    #[error("note {0} was taken back")]
    NoteRetracted(EventId),
    /// The note is no action, or it is closed.
    #[error("note {0} is no open action")]
    NotAnOpenAction(EventId),
    /// That person drives already.
    #[error("{0} drives already")]
    AlreadyOwner(PersonName),
    /// That person is here already in that role.
    #[error("{0} is here already in that role")]
    AlreadyHere(PersonName),
    /// Nobody joins as the owner.
    #[error("the drill has one owner; hand it over instead of joining as one")]
    JoinsAsOwner,
    /// That person is not here.
    #[error("{0} is not here as anything but the owner")]
    NotHere(PersonName),
    /// One has done nothing that can be taken back.
    #[error("there is nothing of yours to undo")]
    NothingToUndo,
    /// One has taken nothing back.
    #[error("there is nothing of yours to redo")]
    NothingToRedo,
    /// Others acted upon what would be taken back, or done again.
    #[error("{by} went on from there, so it stays; put it right by a new entry instead")]
    OthersWentOn {
        /// Who did.
        by: PersonName,
    },
    /// What would be taken back, done again or had back leaves steps that wait for each other, or for one that is gone.
    #[error("first take back what {by} amended at step {step}: otherwise some steps could never begin")]
    NeverBegins {
        /// The step that was amended meanwhile.
        step: StepId,
        /// Who amended it.
        by: PersonName,
    },
    /// It does not count already.
    #[error("the session is left out of statistics already")]
    AlreadyExcluded,
    /// It counts.
    #[error("the session is not left out of statistics")]
    NotExcluded,
    /// There is no such event.
    #[error("the session has no event {0}")]
    NoSuchEvent(EventId),
    /// It was erased before.
    #[error("event {0} is redacted already")]
    AlreadyRedacted(EventId),
    /// There is no text in it.
    #[error("event {0} has no text that could be redacted")]
    NothingToRedact(EventId),
}

const fn script_word(role: Role) -> &'static str {
    match role {
        Role::Run => "script to run (`run`)",
        Role::Check => "check",
        Role::RecoveryPoint => "command for the recovery point",
        Role::Identity => "identity to check",
        Role::Preview => "preview",
    }
}

const fn stage_word(stage: Stage) -> &'static str {
    match stage {
        Stage::Sealed => "sealed",
        other => other.word(),
    }
}
