//! What a script of a step is, how it ended and what it left: the vocabulary of everything that is run.

use super::ids::{Digest, EventId, StepId};
use serde::{Deserialize, Serialize};

/// What a script is run for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// It does the step.
    Run,
    /// It says whether the result is right.
    Check,
    /// It finds the newest moment in the restored data.
    RecoveryPoint,
    /// It says where one is.
    Identity,
    /// It counts what would be touched.
    Preview,
}

impl Role {
    /// Returns the word used on screens and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Check => "check",
            Self::RecoveryPoint => "recovery-point",
            Self::Identity => "identity",
            Self::Preview => "preview",
        }
    }
}

/// How a script ended. Only `Exited { code: 0 }` is a success.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It ended by itself.
    Exited {
        /// Its exit code.
        code: i32,
    },
    /// A signal that nobody here sent ended it.
    Killed {
        /// The signal's number.
        signal: i32,
    },
    /// It never began.
    CouldNotStart {
        /// Why, and what to do.
        why: String,
    },
    /// It took longer than it may, and was ended.
    TimedOut {
        /// How long it was allowed to take, in milliseconds.
        after_ms: u64,
    },
    /// Somebody ended it.
    Cancelled {},
    /// Whoever ran it is gone: nobody saw how it ended.
    Unknown {},
}

impl Outcome {
    /// Whether it did what it was run for.
    pub const fn is_success(&self) -> bool {
        matches!(self, Self::Exited { code: 0 })
    }

    /// Returns the word used in JSON.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Exited { .. } => "exited",
            Self::Killed { .. } => "killed",
            Self::CouldNotStart { .. } => "could-not-start",
            Self::TimedOut { .. } => "timed-out",
            Self::Cancelled {} => "cancelled",
            Self::Unknown {} => "unknown",
        }
    }

    /// Says it in words: `exit 1`, `killed by SIGSEGV`, `timed out after 30m`.
    pub fn say(&self) -> String {
        match self {
            Self::Exited { code: 126 } => "exit 126: it cannot be executed".to_owned(),
            Self::Exited { code: 127 } => "exit 127: a command was not found".to_owned(),
            Self::Exited { code } => format!("exit {code}"),
            Self::Killed { signal } => format!("killed by {}", signal_name(*signal)),
            Self::CouldNotStart { why } => format!("could not start: {why}"),
            Self::TimedOut { after_ms } if *after_ms >= 60_000 && after_ms % 60_000 == 0 => {
                format!("timed out after {}m", after_ms / 60_000)
            }
            Self::TimedOut { after_ms } => format!("timed out after {}s", after_ms.div_ceil(1_000)),
            Self::Cancelled {} => "cancelled".to_owned(),
            Self::Unknown {} => "was running, outcome unknown".to_owned(),
        }
    }
}

/// Returns the name of a signal as POSIX has it.
fn signal_name(signal: i32) -> String {
    let names = [
        (1, "SIGHUP"),
        (2, "SIGINT"),
        (3, "SIGQUIT"),
        (4, "SIGILL"),
        (6, "SIGABRT"),
        (8, "SIGFPE"),
        (9, "SIGKILL"),
        (11, "SIGSEGV"),
        (13, "SIGPIPE"),
        (14, "SIGALRM"),
        (15, "SIGTERM"),
    ];
    names
        .iter()
        .find(|(number, _)| *number == signal)
        .map_or_else(|| format!("signal {signal}"), |(_, name)| (*name).to_owned())
}

/// What a script printed: its head, its tail, and the size and hash of the whole. Secrets are hidden in all of it,
/// the hash included.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Output {
    /// How it began; all of it where nothing was dropped.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub head: String,
    /// How it ended; empty where the head is all.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tail: String,
    /// How many bytes between the two were not kept.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub dropped: u64,
    /// How many bytes it was.
    pub bytes: u64,
    /// SHA-256 of the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Digest>,
}

/// A script was asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Asked {
    /// For which step.
    pub step: StepId,
    /// What for.
    pub role: Role,
    /// The shell command.
    pub command: String,
    /// Whether it began by itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub automatic: bool,
}

/// A script ended.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Ended {
    /// The event that asked for it.
    pub script: EventId,
    /// For which step it ran.
    pub step: StepId,
    /// What for.
    pub role: Role,
    /// How it ended.
    pub outcome: Outcome,
    /// What it printed.
    #[serde(default)]
    pub output: Output,
    /// SHA-256 over every file that the step's commands named when it was started; `None` where that was not looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<Digest>,
}

/// What stands between a team and a destructive step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guard {
    /// A command was amended while the drill went on; somebody says that it may run.
    Amendment,
    /// A command must print the expected host, account or cluster.
    Identity,
    /// A command counts what would be touched; the count must lie in a range.
    Preview,
    /// The command is shown with its variables; somebody says that it is the right one.
    Confirmation,
    /// The name of the protected environment is typed.
    Name,
    /// A second person agrees.
    Second,
}

impl Guard {
    /// Returns the word used on screens and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Amendment => "amendment",
            Self::Identity => "identity",
            Self::Preview => "preview",
            Self::Confirmation => "confirmation",
            Self::Name => "name",
            Self::Second => "second-person",
        }
    }

    /// Returns the role of the script that answers it; `None` where a person does.
    pub const fn role(self) -> Option<Role> {
        match self {
            Self::Identity => Some(Role::Identity),
            Self::Preview => Some(Role::Preview),
            Self::Amendment | Self::Confirmation | Self::Name | Self::Second => None,
        }
    }
}

/// A question that a guard asked, and its answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct GuardAnswer {
    /// Before which step.
    pub step: StepId,
    /// Which guard.
    pub guard: Guard,
    /// What it asked.
    pub question: String,
    /// What was answered, or printed.
    pub answer: String,
    /// Whether that was right.
    pub passed: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_zero(count: &u64) -> bool {
    *count == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_exit_0_is_a_success() {
        let others = [
            Outcome::Exited { code: 1 },
            Outcome::Killed { signal: 11 },
            Outcome::CouldNotStart { why: "x".to_owned() },
            Outcome::TimedOut { after_ms: 1_800_000 },
            Outcome::Cancelled {},
            Outcome::Unknown {},
        ];
        assert!(Outcome::Exited { code: 0 }.is_success());
        assert!(others.iter().all(|outcome| !outcome.is_success()));
        let said: Vec<String> = others.iter().map(Outcome::say).collect();
        assert_eq!(
            said,
            [
                "exit 1",
                "killed by SIGSEGV",
                "could not start: x",
                "timed out after 30m",
                "cancelled",
                "was running, outcome unknown"
            ]
        );
    }
}
