//! Why a command did not do what was asked, and the exit code that says so.

use super::exit;
use crate::config::ConfigError;
use crate::drill::refusal::Refusal;
use crate::drill::when::WhenError;
use crate::engine::EngineError;
use crate::library::LibraryError;
use crate::platform::error::PlatformError;
use crate::store::StoreError;
use std::io;

/// The end of a command that did not go well.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// What was asked cannot be understood, or cannot be done in this place.
    #[error("{0}")]
    Usage(String),
    /// The session said no.
    #[error("{0}")]
    Refused(String),
    /// The store, or a file, or the machine.
    #[error("{0}")]
    Store(String),
    /// What was asked about is not so.
    #[error("{0}")]
    No(String),
    /// A person has to answer, and none can be asked here.
    #[error("{0}")]
    Person(String),
    /// Everything about it was said already; only the exit code is left to give.
    #[error("")]
    Said(u8),
    /// A signal came.
    #[error("")]
    Interrupted,
    /// Nobody reads standard output any more; that is no fault.
    #[error("")]
    NobodyListens,
}

impl Failure {
    /// Returns the exit code.
    pub const fn code(&self) -> u8 {
        match self {
            Self::Usage(_) => exit::USAGE,
            Self::Refused(_) => exit::REFUSED,
            Self::Store(_) => exit::STORE,
            Self::No(_) => exit::NO,
            Self::Person(_) => exit::PERSON,
            Self::Said(code) => *code,
            Self::Interrupted => exit::INTERRUPTED,
            Self::NobodyListens => exit::FINE,
        }
    }

    /// Judges a failure to write to standard output.
    pub fn of_output(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::NobodyListens,
            _ => Self::Store(format!("standard output cannot be written: {error}")),
        }
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Refused(refusal) => refusal.into(),
            EngineError::Store(error) => error.into(),
            EngineError::Library(error) => error.into(),
            EngineError::Platform(error) => error.into(),
            EngineError::Untrusted(why) => Self::Refused(why),
            EngineError::AgreedElsewhere(_) | EngineError::BuiltIn { .. } => Self::Refused(error.to_string()),
            EngineError::Sample { .. } => Self::Store(error.to_string()),
            EngineError::NoSuchEnvironment { .. }
            | EngineError::NoFile(_)
            | EngineError::OtherFile { .. }
            | EngineError::NoSuchSession { .. }
            | EngineError::Ambiguous { .. }
            | EngineError::NamedTwice { .. }
            | EngineError::OtherProcedure { .. }
            | EngineError::NothingEarlier { .. }
            | EngineError::NoneOpen
            | EngineError::SeveralOpen { .. }
            | EngineError::Idle { .. } => Self::Usage(error.to_string()),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal.to_string())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Output(error) => Self::of_output(&error),
            error => Self::Store(error.to_string()),
        }
    }
}

impl From<LibraryError> for Failure {
    fn from(error: LibraryError) -> Self {
        match error {
            LibraryError::NotFound { .. } => Self::Usage(error.to_string()),
            LibraryError::NoSteps { .. } | LibraryError::TooMuchForProcedure { .. } => {
                Self::No(error.to_string())
            }
            error => Self::Store(error.to_string()),
        }
    }
}

impl From<PlatformError> for Failure {
    fn from(error: PlatformError) -> Self {
        Self::Store(error.to_string())
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::Store(error.to_string())
    }
}

impl From<WhenError> for Failure {
    fn from(error: WhenError) -> Self {
        match error {
            WhenError::Future => Self::Refused(error.to_string()),
            error => Self::Usage(error.to_string()),
        }
    }
}
