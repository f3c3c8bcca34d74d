//! What can happen in a session. The names and fields here are stored for ever: see [`encoding`](super::encoding).

use super::automation::Achieved;
use super::ids::{DependencyId, Digest, EnvironmentName, EventId, PersonName, ProcedureId, StepId};
use super::note::Entry;
use super::procedure::Anchor;
use super::redline::{Change, Place, Value};
use super::script::{Asked, Ended, GuardAnswer, Outcome};
use super::time::{Span, WallTime};
use serde::{Deserialize, Serialize};

/// One thing that happened. Stored as its kind (the variant's name in snake case), a version and a JSON body.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body", rename_all = "snake_case")]
pub enum Fact {
    /// The session exists; it is in its briefing.
    SessionStarted(Box<Opening>),
    /// The briefing is over.
    OutageDeclared {},
    /// A step began.
    StepStarted {
        /// Which.
        step: StepId,
        /// Why it began before the steps that it comes after.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
    },
    /// A step was finished.
    StepCompleted {
        /// Which.
        step: StepId,
    },
    /// A step did not work.
    StepFailed {
        /// Which.
        step: StepId,
        /// What went wrong.
        why: String,
    },
    /// A step was left out.
    StepSkipped {
        /// Which.
        step: StepId,
        /// Why it was not needed.
        why: String,
    },
    /// A settled step is open again.
    StepReopened {
        /// Which.
        step: StepId,
        /// Why.
        why: String,
    },
    /// A running step waits, or is being decided upon.
    StepHeld {
        /// Which.
        step: StepId,
        /// For what.
        cause: HoldCause,
        /// In words.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        text: String,
    },
    /// The hold of a step is over.
    StepResumed {
        /// Which.
        step: StepId,
    },
    /// The times of one attempt at a step were wrong; these are right.
    TimesCorrected {
        /// Which step.
        step: StepId,
        /// Which attempt, counted from 1.
        attempt: u32,
        /// When it began.
        started_us: WallTime,
        /// When it ended; `None` while it runs.
        ended_us: Option<WallTime>,
        /// Why.
        why: String,
    },
    /// The automation level that a step achieved, set by hand.
    LevelSet {
        /// Which step.
        step: StepId,
        /// How far its automation went.
        level: Achieved,
        /// Why.
        why: String,
    },
    /// An anchor was set by hand.
    AnchorSet {
        /// Which.
        anchor: Anchor,
        /// Whether it was only played.
        simulated: bool,
        /// Why, or how it is known.
        why: String,
    },
    /// The newest datum in the restored system.
    RecoveryPointSet {
        /// Its time.
        newest_us: WallTime,
        /// Where it was read.
        source: String,
        /// The step whose command read it; `None` where somebody typed it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<StepId>,
    },
    /// A script was asked for; the driver starts it once this is saved.
    ScriptStarted(Asked),
    /// It runs.
    ScriptLaunched {
        /// The event that asked for it.
        script: EventId,
        /// For which step it runs.
        step: StepId,
        /// Its process.
        pid: u32,
        /// When that process began, in clock ticks since the boot; 0 where the system does not tell.
        started: u64,
    },
    /// It is to be ended.
    ScriptCancelled {
        /// The event that asked for it.
        script: EventId,
        /// For which step it runs.
        step: StepId,
    },
    /// It ended.
    ScriptEnded(Box<Ended>),
    /// A guard asked, and was answered.
    GuardAnswered(Box<GuardAnswer>),
    /// What a probe sees changed, or it looked for the first time.
    ProbeChanged {
        /// Which probe.
        probe: String,
        /// Whether what it asks for is there.
        up: bool,
        /// What it saw.
        reading: String,
    },
    /// Somebody says, from the user's side, that the service is back.
    ServiceVerified {
        /// Who.
        by: PersonName,
        /// How.
        how: String,
    },
    /// Somebody looked, and the service is not back.
    VerificationFailed {
        /// Who.
        by: PersonName,
        /// What was seen.
        how: String,
    },
    /// A note was written.
    NoteWritten(Entry),
    /// A note reads differently now; the original stays in the log.
    NoteAmended {
        /// The event that wrote it.
        note: EventId,
        /// What it says now.
        entry: Box<Entry>,
    },
    /// A note was taken back; the original stays in the log.
    NoteRetracted {
        /// The event that wrote it.
        note: EventId,
        /// Why.
        why: String,
    },
    /// An action was done, or is no longer wanted.
    ActionClosed {
        /// The event that wrote it.
        note: EventId,
        /// What became of it.
        why: String,
    },
    /// Another person drives from now on.
    OwnerChanged {
        /// Who.
        to: PersonName,
        /// Why.
        why: String,
    },
    /// Somebody came.
    PersonJoined {
        /// Who.
        name: PersonName,
        /// As what.
        role: Role,
    },
    /// Somebody left.
    PersonLeft {
        /// Who.
        name: PersonName,
    },
    /// The drill is over; the debrief begins.
    SessionFinished {},
    /// The debrief is over; nothing is added any more.
    SessionSealed {
        /// Who drives the next drill.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next_owner: Option<PersonName>,
    },
    /// The drill was given up.
    SessionAborted {
        /// Why.
        why: String,
    },
    /// A finished, sealed or aborted session is open again.
    SessionReopened {
        /// Why.
        why: String,
    },
    /// The session is left out of baselines, statistics and trends.
    SessionExcluded {
        /// Why.
        why: String,
    },
    /// It counts again.
    SessionIncluded {
        /// Why.
        why: String,
    },
    /// A step of the procedure reads differently from now on.
    StepAmended {
        /// Which.
        step: StepId,
        /// What of it.
        changes: Vec<Change>,
        /// Why, where somebody said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
    },
    /// A step was put into the procedure; where it comes after is told by its place.
    StepInserted {
        /// Its id.
        step: StepId,
        /// Its title.
        title: String,
        /// Where.
        place: Place,
        /// The steps that it was split off from.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        was: Vec<StepId>,
    },
    /// A step of the procedure stands elsewhere from now on.
    StepMoved {
        /// Which.
        step: StepId,
        /// Where it stood.
        from: Place,
        /// Where it stands.
        to: Place,
    },
    /// A step was left out of the procedure for good.
    StepDropped {
        /// Which.
        step: StepId,
        /// Why.
        why: String,
        /// The step that it became a part of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        into: Option<StepId>,
    },
    /// Amendments were written into the procedure's file.
    RedlinesShipped {
        /// The events that made them.
        redlines: Vec<EventId>,
        /// The version of the file before.
        from: Digest,
        /// The version that they made.
        into: Digest,
    },
    /// Earlier events were taken back.
    Undone {
        /// Which; they belong to one deed.
        events: Vec<EventId>,
    },
    /// An undo was taken back.
    Redone {
        /// Which; they belong to one deed.
        events: Vec<EventId>,
    },
    /// The text of an event was erased; what it did stays.
    EventRedacted {
        /// Which.
        event: EventId,
        /// The event without its text.
        #[serde(with = "super::encoding::kept")]
        kept: Box<Fact>,
        /// The deed that it was part of.
        #[serde(rename = "kept_deed")]
        deed: EventId,
        /// Whether it was told late.
        #[serde(rename = "kept_late", default, skip_serializing_if = "std::ops::Not::not")]
        late: bool,
        /// Why.
        why: String,
    },
    /// The wall clock was set while the session was open.
    ClockJumped {
        /// How far the wall clock moved against the boot-time clock.
        by_us: Span,
    },
    /// The machine was suspended while the session was open.
    MachineSlept {
        /// For how long.
        for_us: Span,
    },
    /// A kind that this version does not know, or a body that it cannot read; kept, and without effect.
    #[serde(skip)]
    Unknown {
        /// The stored kind.
        kind: String,
        /// The stored version.
        version: u32,
        /// The stored body; `None` where it was erased.
        body: Option<String>,
    },
}

/// How a session began.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Opening {
    /// Which procedure.
    pub procedure: ProcedureId,
    /// Its title on that day, for lists that do not read the document.
    pub title: String,
    /// SHA-256 of the procedure's text: its version.
    pub document: Digest,
    /// Where.
    pub environment: EnvironmentName,
    /// Whether that environment is protected.
    pub protected: bool,
    /// Who drives.
    pub owner: PersonName,
    /// Who watches and learns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shadows: Vec<PersonName>,
    /// Whether the outage is only played, so that its anchors are marked as simulated.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub simulated: bool,
    /// Whether the session was made up to show the tool.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sample: bool,
}

/// What a step on hold waits for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldCause {
    /// Something of others.
    Dependency(DependencyId),
    /// Somebody's word.
    Approval,
    /// The team makes up its mind.
    Deciding,
}

impl HoldCause {
    /// Returns the word used on screens and in JSON.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Dependency(_) => "dependency",
            Self::Approval => "approval",
            Self::Deciding => "deciding",
        }
    }
}

/// What somebody does in a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Drives.
    Owner,
    /// Watches and learns.
    Shadow,
    /// Writes.
    Scribe,
    /// Sets the scenario.
    Facilitator,
    /// Says that the service is back, from the user's side.
    Verifier,
}

impl Role {
    /// Every role that one can join as; the owner's is handed over instead.
    pub const JOINING: [Self; 4] = [Self::Shadow, Self::Scribe, Self::Facilitator, Self::Verifier];

    /// Returns the word used on screens, in JSON and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Shadow => "shadow",
            Self::Scribe => "scribe",
            Self::Facilitator => "facilitator",
            Self::Verifier => "verifier",
        }
    }
}

/// What stands in for text that was erased.
pub const REDACTED: &str = "[redacted]";

impl Fact {
    /// Returns the permanent name of the kind.
    pub fn kind(&self) -> String {
        let kind = match self {
            Self::SessionStarted(_) => "session_started",
            Self::OutageDeclared { .. } => "outage_declared",
            Self::StepStarted { .. } => "step_started",
            Self::StepCompleted { .. } => "step_completed",
            Self::StepFailed { .. } => "step_failed",
            Self::StepSkipped { .. } => "step_skipped",
            Self::StepReopened { .. } => "step_reopened",
            Self::StepHeld { .. } => "step_held",
            Self::StepResumed { .. } => "step_resumed",
            Self::TimesCorrected { .. } => "times_corrected",
            Self::LevelSet { .. } => "level_set",
            Self::AnchorSet { .. } => "anchor_set",
            Self::RecoveryPointSet { .. } => "recovery_point_set",
            Self::ScriptStarted(_) => "script_started",
            Self::ScriptLaunched { .. } => "script_launched",
            Self::ScriptCancelled { .. } => "script_cancelled",
            Self::ScriptEnded(_) => "script_ended",
            Self::GuardAnswered(_) => "guard_answered",
            Self::ProbeChanged { .. } => "probe_changed",
            Self::ServiceVerified { .. } => "service_verified",
            Self::VerificationFailed { .. } => "verification_failed",
            Self::NoteWritten(_) => "note_written",
            Self::NoteAmended { .. } => "note_amended",
            Self::NoteRetracted { .. } => "note_retracted",
            Self::ActionClosed { .. } => "action_closed",
            Self::OwnerChanged { .. } => "owner_changed",
            Self::PersonJoined { .. } => "person_joined",
            Self::PersonLeft { .. } => "person_left",
            Self::SessionFinished { .. } => "session_finished",
            Self::SessionSealed { .. } => "session_sealed",
            Self::SessionAborted { .. } => "session_aborted",
            Self::SessionReopened { .. } => "session_reopened",
            Self::SessionExcluded { .. } => "session_excluded",
            Self::SessionIncluded { .. } => "session_included",
            Self::StepAmended { .. } => "step_amended",
            Self::StepInserted { .. } => "step_inserted",
            Self::StepMoved { .. } => "step_moved",
            Self::StepDropped { .. } => "step_dropped",
            Self::RedlinesShipped { .. } => "redlines_shipped",
            Self::Undone { .. } => "undone",
            Self::Redone { .. } => "redone",
            Self::EventRedacted { .. } => "event_redacted",
            Self::ClockJumped { .. } => "clock_jumped",
            Self::MachineSlept { .. } => "machine_slept",
            Self::Unknown { kind, .. } => return kind.clone(),
        };
        kind.to_owned()
    }

    /// Returns the fact with every free text erased, and with all that it did to the session.
    #[must_use]
    pub fn without_text(&self) -> Self {
        let mut kept = self.clone();
        match &mut kept {
            Self::StepFailed { why, .. }
            | Self::StepSkipped { why, .. }
            | Self::StepReopened { why, .. }
            | Self::TimesCorrected { why, .. }
            | Self::LevelSet { why, .. }
            | Self::AnchorSet { why, .. }
            | Self::NoteRetracted { why, .. }
            | Self::ActionClosed { why, .. }
            | Self::OwnerChanged { why, .. }
            | Self::SessionAborted { why }
            | Self::SessionReopened { why }
            | Self::SessionExcluded { why }
            | Self::SessionIncluded { why }
            | Self::EventRedacted { why, .. }
            | Self::StepStarted { why: Some(why), .. }
            | Self::StepHeld { text: why, .. }
            | Self::RecoveryPointSet { source: why, .. }
            | Self::ServiceVerified { how: why, .. }
            | Self::VerificationFailed { how: why, .. }
            | Self::ProbeChanged { reading: why, .. }
            | Self::StepInserted { title: why, .. }
            | Self::StepDropped { why, .. } => erase(why),
            Self::ScriptEnded(ended) => {
                erase(&mut ended.output.head);
                erase(&mut ended.output.tail);
                if let Outcome::CouldNotStart { why } = &mut ended.outcome {
                    erase(why);
                }
            }
            Self::StepAmended { changes, why, .. } => {
                let texts = changes.iter_mut().filter(|it| !it.key.names_what_is_there());
                let values = texts.flat_map(|it| [&mut it.old, &mut it.new]).flatten();
                values.flat_map(Value::texts_mut).for_each(erase);
                why.iter_mut().for_each(erase);
            }
            Self::GuardAnswered(answer) => erase(&mut answer.answer),
            Self::NoteWritten(entry) => erase(&mut entry.text),
            Self::NoteAmended { entry, .. } => erase(&mut entry.text),
            Self::Unknown { body, .. } => *body = None,
            _ => {}
        }
        kept
    }

    /// Returns the step that the fact is about.
    pub fn step(&self) -> Option<&StepId> {
        match self {
            Self::StepStarted { step, .. }
            | Self::StepCompleted { step }
            | Self::StepFailed { step, .. }
            | Self::StepSkipped { step, .. }
            | Self::StepReopened { step, .. }
            | Self::StepHeld { step, .. }
            | Self::StepResumed { step }
            | Self::TimesCorrected { step, .. }
            | Self::LevelSet { step, .. }
            | Self::StepAmended { step, .. }
            | Self::StepInserted { step, .. }
            | Self::StepMoved { step, .. }
            | Self::StepDropped { step, .. }
            | Self::ScriptLaunched { step, .. }
            | Self::ScriptCancelled { step, .. } => Some(step),
            Self::ScriptStarted(asked) => Some(&asked.step),
            Self::ScriptEnded(ended) => Some(&ended.step),
            Self::GuardAnswered(answer) => Some(&answer.step),
            _ => self.entry()?.step.as_ref(),
        }
    }

    /// Returns what a note says that it writes or changes.
    pub fn entry(&self) -> Option<&Entry> {
        match self {
            Self::NoteWritten(entry) => Some(entry),
            Self::NoteAmended { entry, .. } => Some(entry),
            _ => None,
        }
    }
}

fn erase(text: &mut String) {
    if !text.is_empty() {
        REDACTED.clone_into(text);
    }
}
