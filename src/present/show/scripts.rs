//! What was run for a step, and what its guards asked.

use super::values::at;
use crate::drill::ids::{Digest, EventId, PersonName, StepId};
use crate::drill::script::{GuardAnswer, Outcome, Output};
use crate::drill::scripts::Script;
use crate::drill::session::Session;
use serde::Serialize;

/// One of a step's `scripts`, in the order in which they were asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScriptDocument {
    /// The event that asked for it.
    pub id: EventId,
    /// `run`, `check`, `recovery-point`, `identity` or `preview`.
    pub role: &'static str,
    /// The shell command.
    pub command: String,
    /// Which attempt at the step it belongs to, counted from 1; 0 before the first.
    pub attempt: usize,
    /// Whether it began by itself.
    pub automatic: bool,
    /// Who asked for it, or drove when it began by itself.
    pub by: PersonName,
    /// When it was asked for.
    pub asked_at: String,
    /// When its process began; `null` where there was none.
    pub started_at: Option<String>,
    /// When its end was seen; `null` while it runs.
    pub ended_at: Option<String>,
    /// From its start to its end; `null` where nobody saw both.
    pub duration_ms: Option<i64>,
    /// `exited`, `killed`, `could-not-start`, `timed-out`, `cancelled` or `unknown`; `null` while it runs.
    pub outcome: Option<&'static str>,
    /// Its exit code, where it exited.
    pub exit_code: Option<i32>,
    /// The number of the signal that killed it.
    pub signal: Option<i32>,
    /// How it ended in words: `exit 1`, `could not start: …`.
    pub said: Option<String>,
    /// What it printed, standard output and standard error as they came; `null` while it runs.
    pub output: Option<OutputDocument>,
}

/// What a script printed. Secrets are hidden in all of it, the hash included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutputDocument {
    /// How many bytes it was.
    pub bytes: u64,
    /// SHA-256 of the whole; `null` where it was not told.
    pub sha256: Option<Digest>,
    /// How it began; all of it where nothing was dropped.
    pub head: String,
    /// How it ended; empty where the head is all.
    pub tail: String,
    /// How many bytes between the two were not kept.
    pub dropped: u64,
}

/// One of a step's `guards`: a question that was asked before it, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GuardDocument {
    /// `identity`, `preview`, `confirmation`, `name` or `second-person`.
    pub kind: &'static str,
    /// What was asked.
    pub question: String,
    /// What was answered, or printed.
    pub answer: String,
    /// Whether that was right.
    pub passed: bool,
    /// Who answered, or asked for the script that did.
    pub by: PersonName,
    /// When.
    pub at: String,
}

pub(super) fn scripts(session: &Session, step: &StepId) -> Vec<ScriptDocument> {
    let of = session.scripts().iter().filter(|script| script.asked.step == *step);
    of.map(|it| script(session, it)).collect()
}

fn script(session: &Session, script: &Script) -> ScriptDocument {
    let outcome = script.ended().map(|ended| &ended.outcome);
    let ended = script.ended_at();
    let seen = !matches!(outcome, None | Some(Outcome::Unknown {} | Outcome::CouldNotStart { .. }));
    let started = script.launched.as_ref().map(|launch| &launch.moment);
    let both = started.zip(ended.as_ref()).filter(|_| seen);
    ScriptDocument {
        id: script.id,
        role: script.asked.role.word(),
        command: script.asked.command.clone(),
        attempt: script.attempt,
        automatic: script.asked.automatic,
        by: script.stamp.by.clone(),
        asked_at: at(&script.stamp.moment),
        started_at: started.map(at),
        ended_at: ended.as_ref().map(at),
        duration_ms: both.map(|(from, to)| session.timeline().between(from, to).span.millis().max(0)),
        outcome: outcome.map(Outcome::word),
        exit_code: match outcome {
            Some(Outcome::Exited { code }) => Some(*code),
            _ => None,
        },
        signal: match outcome {
            Some(Outcome::Killed { signal }) => Some(*signal),
            _ => None,
        },
        said: outcome.map(Outcome::say),
        output: script.ended().map(|ended| output(&ended.output)),
    }
}

fn output(output: &Output) -> OutputDocument {
    OutputDocument {
        bytes: output.bytes,
        sha256: output.sha256.clone(),
        head: output.head.clone(),
        tail: output.tail.clone(),
        dropped: output.dropped,
    }
}

pub(super) fn guards(session: &Session, step: &StepId) -> Vec<GuardDocument> {
    let of = session.guards().iter().filter(|(answer, _)| answer.step == *step);
    let guard = |(answer, stamp): &(GuardAnswer, crate::drill::checklist::Stamp)| GuardDocument {
        kind: answer.guard.word(),
        question: answer.question.clone(),
        answer: answer.answer.clone(),
        passed: answer.passed,
        by: stamp.by.clone(),
        at: at(&stamp.moment),
    };
    of.map(guard).collect()
}
