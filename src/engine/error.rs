//! What can go wrong when everything is joined.

use crate::drill::ids::{ProcedureId, SessionId, StepId};
use crate::drill::refusal::Refusal;
use crate::library::error::LibraryError;
use crate::platform::error::PlatformError;
use crate::store::{AppendError, StoreError};

/// Why something asked of the engine did not happen.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The session said no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The procedure could not be read.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// The machine would not have it.
    #[error(transparent)]
    Platform(#[from] PlatformError),
    /// The procedure has no such environment.
    #[error("{procedure} has no environment {wanted}; it has {known}")]
    NoSuchEnvironment {
        /// The procedure.
        procedure: String,
        /// What was asked for.
        wanted: String,
        /// What there is.
        known: String,
    },
    /// A procedure that comes with the program is not rewritten.
    #[error(
        "{procedure} comes with the program, and that is not rewritten: copy {} into {}, its scripts with it, and try \
         again",
        folder.display(),
        project.display()
    )]
    BuiltIn {
        /// Which.
        procedure: ProcedureId,
        /// The folder into which it is unpacked when it is run.
        folder: std::path::PathBuf,
        /// Where a project keeps its procedures.
        project: std::path::PathBuf,
    },
    /// The file of a procedure is not found.
    #[error(
        "no file of the procedure {0} is found from here: `firedrill redlines --accept all --into FILE` names it"
    )]
    NoFile(ProcedureId),
    /// A file is of another procedure.
    #[error("{} is the procedure {is}, not {wanted}", path.display())]
    OtherFile {
        /// Which.
        path: std::path::PathBuf,
        /// The session's procedure.
        wanted: ProcedureId,
        /// The file's.
        is: ProcedureId,
    },
    /// Nothing of the procedure may run here.
    #[error("{0}")]
    Untrusted(String),
    /// What a step runs was amended and agreed upon elsewhere.
    #[error(
        "the commands of step {0} were amended on another machine, so they do not run here: amend them here, or do the step by hand"
    )]
    AgreedElsewhere(StepId),
    /// A sample is not written as it should be.
    #[error("the sample {name} cannot be held: its line {line} says nothing")]
    Sample {
        /// Which.
        name: &'static str,
        /// Where, from 1.
        line: usize,
    },
    /// No session is meant by that.
    #[error("there is no session {wanted}; `firedrill sessions` lists them")]
    NoSuchSession {
        /// What was asked for.
        wanted: String,
    },
    /// A prefix that several sessions have.
    #[error("{wanted} could be {}; write more of it", list(.candidates))]
    Ambiguous {
        /// What was asked for.
        wanted: String,
        /// What it could be.
        candidates: Vec<SessionId>,
    },
    /// A session that was to be compared with itself.
    #[error("session {session} is named twice; a comparison wants each once")]
    NamedTwice {
        /// Which.
        session: SessionId,
    },
    /// Sessions that have no step in common.
    #[error(
        "session {one} is of {of_one}, but {other} is of {of_other}; only sessions of one procedure can be compared"
    )]
    OtherProcedure {
        /// The first session that was named.
        one: SessionId,
        /// Its procedure.
        of_one: ProcedureId,
        /// A session of another procedure.
        other: SessionId,
        /// That procedure.
        of_other: ProcedureId,
    },
    /// A single session was named, and none before it was held to its end.
    #[error("no session of this procedure ended before {session}; name two to compare")]
    NothingEarlier {
        /// The one.
        session: SessionId,
    },
    /// No session was named, and none is open.
    #[error("no session is open; start one with `firedrill run`, or name one with --session")]
    NoneOpen,
    /// No session was named, and several are open.
    #[error("several sessions are open ({}); name one with --session", list(.open))]
    SeveralOpen {
        /// Which.
        open: Vec<SessionId>,
    },
    /// No session was named, and the open one has been idle for long.
    #[error(
        "session {session} has been idle for {hours} hours; name it with --session {session} if it is meant"
    )]
    Idle {
        /// The open one.
        session: SessionId,
        /// Full hours since its last event.
        hours: i64,
    },
}

fn list(sessions: &[SessionId]) -> String {
    sessions.iter().map(SessionId::as_str).collect::<Vec<_>>().join(", ")
}

impl From<AppendError<Refusal>> for EngineError {
    fn from(error: AppendError<Refusal>) -> Self {
        match error {
            AppendError::Refused(refusal) => Self::Refused(refusal),
            AppendError::Store(error) => Self::Store(error),
        }
    }
}
