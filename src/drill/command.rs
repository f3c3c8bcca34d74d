//! What can be asked of a session.

use super::automation::Achieved;
use super::event::Door;
use super::fact::{HoldCause, Role};
use super::ids::{Digest, EventId, PersonName, StepId};
use super::note::Entry;
use super::procedure::Anchor;
use super::redline::{Key, Place, Value};
use super::script::{Guard, Outcome, Output, Role as ScriptRole};
use super::time::{Moment, Span, WallTime};

/// One request, with the moment at which it came through the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What is asked.
    pub command: Command,
    /// When it was asked.
    pub written: Moment,
    /// When it happened: `written.wall`, the key that opened the overlay, or what `--at` says.
    pub happened: WallTime,
    /// Whether `happened` was told on purpose.
    pub late: bool,
    /// Who asks.
    pub actor: PersonName,
    /// Through what.
    pub door: Door,
}

impl Request {
    /// Makes a request for what happens now.
    pub fn now(command: Command, written: Moment, actor: PersonName, door: Door) -> Self {
        let happened = written.wall;
        Self { command, written, happened, late: false, actor, door }
    }

    /// Dates it back on purpose.
    #[must_use]
    pub fn at(self, happened: WallTime) -> Self {
        Self { happened, late: true, ..self }
    }
}

impl Command {
    /// Returns every text in it that a person wrote freely.
    pub fn texts_mut(&mut self) -> Vec<&mut String> {
        match self {
            Self::StartStep { why: Some(why), .. }
            | Self::RunScript { why: Some(why), .. }
            | Self::FailStep { why, .. }
            | Self::SkipStep { why, .. }
            | Self::ReopenStep { why, .. }
            | Self::HoldStep { text: why, .. }
            | Self::CorrectTimes { why, .. }
            | Self::SetLevel { why, .. }
            | Self::SetAnchor { why, .. }
            | Self::SetRecoveryPoint { source: why, .. }
            | Self::Verify { how: why, .. }
            | Self::WriteNote { entry: Entry { text: why, .. } }
            | Self::AmendNote { entry: Entry { text: why, .. }, .. }
            | Self::RetractNote { why, .. }
            | Self::CloseAction { why, .. }
            | Self::HandOver { why, .. }
            | Self::AnswerGuard { answer: why, .. }
            | Self::ReportProbe { reading: why, .. }
            | Self::Abort { why }
            | Self::Reopen { why }
            | Self::Exclude { why }
            | Self::Include { why }
            | Self::Redact { why, .. }
            | Self::DropStep { why, .. }
            | Self::InsertStep { title: why, .. } => vec![why],
            Self::AmendStep { changes, why, .. } => {
                let values = changes.iter_mut().filter_map(|(_, value)| value.as_mut());
                values.flat_map(Value::texts_mut).chain(why).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// A request to a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// End the briefing: the outage is declared.
    Declare,
    /// Begin a step; `why` lets the owner begin one that is not ready.
    StartStep {
        /// Which.
        step: StepId,
        /// Why it begins before those that it comes after.
        why: Option<String>,
    },
    /// Finish a step.
    CompleteStep {
        /// Which.
        step: StepId,
    },
    /// Finish a step and start the next one, as the screen offered it.
    Advance {
        /// Which to finish.
        finish: StepId,
        /// Which to start.
        start: Option<StepId>,
    },
    /// Say that a step did not work.
    FailStep {
        /// Which.
        step: StepId,
        /// What went wrong.
        why: String,
    },
    /// Leave a step out.
    SkipStep {
        /// Which.
        step: StepId,
        /// Why it is not needed.
        why: String,
    },
    /// Open a settled step again.
    ReopenStep {
        /// Which.
        step: StepId,
        /// Why.
        why: String,
    },
    /// Put a running step on hold.
    HoldStep {
        /// Which.
        step: StepId,
        /// For what.
        cause: HoldCause,
        /// In words.
        text: String,
    },
    /// End the hold of a step.
    ResumeStep {
        /// Which.
        step: StepId,
    },
    /// Put the times of an attempt right.
    CorrectTimes {
        /// Which step.
        step: StepId,
        /// Which attempt, counted from 1.
        attempt: u32,
        /// When it began.
        started: WallTime,
        /// When it ended; `None` while it runs.
        ended: Option<WallTime>,
        /// Why.
        why: String,
    },
    /// Say which automation level a step achieved.
    SetLevel {
        /// Which step.
        step: StepId,
        /// How far its automation went.
        level: Achieved,
        /// Why.
        why: String,
    },
    /// Set an anchor by hand.
    SetAnchor {
        /// Which.
        anchor: Anchor,
        /// Whether it is only played.
        simulated: bool,
        /// How it is known.
        why: String,
    },
    /// Give the newest datum in the restored system.
    SetRecoveryPoint {
        /// Its time.
        newest: WallTime,
        /// Where it was read.
        source: String,
    },
    /// Run a script of a step.
    RunScript {
        /// Which step.
        step: StepId,
        /// Which of its scripts.
        role: ScriptRole,
        /// Whether it begins by itself, because its turn came.
        automatic: bool,
        /// Why the step begins before those that it comes after.
        why: Option<String>,
    },
    /// Say that a script runs.
    LaunchScript {
        /// The event that asked for it.
        script: EventId,
        /// Its process.
        pid: u32,
        /// When that began, in ticks since the boot.
        started: u64,
    },
    /// End the script that runs for a step.
    CancelScript {
        /// Which step.
        step: StepId,
    },
    /// Say how a script ended.
    EndScript {
        /// The event that asked for it.
        script: EventId,
        /// How it ended.
        outcome: Outcome,
        /// What it printed.
        output: Output,
        /// SHA-256 over every file that the step's commands named when it was started.
        files: Option<Digest>,
    },
    /// Answer a guard that asks a person.
    AnswerGuard {
        /// Before which step.
        step: StepId,
        /// Which guard.
        guard: Guard,
        /// The answer.
        answer: String,
    },
    /// Say what a probe sees now.
    ReportProbe {
        /// Which probe.
        probe: String,
        /// Whether what it asks for is there.
        up: bool,
        /// What it saw.
        reading: String,
    },
    /// Say from the user's side whether the service is back.
    Verify {
        /// Who looked.
        by: PersonName,
        /// How, or what was seen.
        how: String,
        /// Whether it is back.
        passed: bool,
    },
    /// Write a note.
    WriteNote {
        /// What it says.
        entry: Entry,
    },
    /// Change a note; the original stays.
    AmendNote {
        /// The event that wrote it.
        note: EventId,
        /// What it says now.
        entry: Entry,
    },
    /// Take a note back; the original stays.
    RetractNote {
        /// The event that wrote it.
        note: EventId,
        /// Why.
        why: String,
    },
    /// Close an action.
    CloseAction {
        /// The event that wrote it.
        note: EventId,
        /// What became of it.
        why: String,
    },
    /// Let another person drive.
    HandOver {
        /// Who.
        to: PersonName,
        /// Why.
        why: String,
    },
    /// Take part.
    Join {
        /// Who.
        name: PersonName,
        /// As what.
        role: Role,
    },
    /// Take part no more.
    Leave {
        /// Who.
        name: PersonName,
    },
    /// Let a step read differently.
    AmendStep {
        /// Which.
        step: StepId,
        /// What of it; a key without a value is taken away.
        changes: Vec<(Key, Option<Value>)>,
        /// Why.
        why: Option<String>,
    },
    /// Put a step into the procedure.
    InsertStep {
        /// Its id, which nothing else has.
        step: StepId,
        /// Its title.
        title: String,
        /// Where.
        place: Place,
        /// The steps that it is split off from.
        was: Vec<StepId>,
        /// Whether it begins at once.
        start: bool,
    },
    /// Let a step stand elsewhere.
    MoveStep {
        /// Which.
        step: StepId,
        /// Where.
        to: Place,
    },
    /// Leave a step out of the procedure for good.
    DropStep {
        /// Which.
        step: StepId,
        /// Why.
        why: String,
    },
    /// Make a step a part of another one.
    MergeStep {
        /// Which.
        step: StepId,
        /// Of which.
        into: StepId,
    },
    /// Say that amendments were written into the procedure's file.
    ShipRedlines {
        /// The events that made them.
        redlines: Vec<EventId>,
        /// The version of the file before.
        from: Digest,
        /// The version that they made.
        into: Digest,
    },
    /// Take back one's own last deed.
    Undo,
    /// Do again what one took back last.
    Redo,
    /// End the drill; the debrief begins.
    Finish,
    /// End the debrief.
    Seal {
        /// Who drives the next drill.
        next_owner: Option<PersonName>,
    },
    /// Give the drill up.
    Abort {
        /// Why.
        why: String,
    },
    /// Open a session again that was over.
    Reopen {
        /// Why.
        why: String,
    },
    /// Leave the session out of baselines, statistics and trends.
    Exclude {
        /// Why.
        why: String,
    },
    /// Let it count again.
    Include {
        /// Why.
        why: String,
    },
    /// Erase the text of an event.
    Redact {
        /// Which.
        event: EventId,
        /// Why.
        why: String,
    },
    /// Report that the wall clock was set.
    ReportJump {
        /// By how much.
        by: Span,
    },
    /// Report that the machine was suspended.
    ReportSleep {
        /// For how long.
        length: Span,
    },
}
