//! What is asked, and what is told.

use std::sync::Arc;
use std::time::Duration;

/// A probe, ready to be asked: its variables are put in.
#[derive(Clone, PartialEq, Eq)]
pub struct Question {
    /// The probe's id.
    pub id: String,
    /// What is asked.
    pub target: Target,
    /// Time between two questions.
    pub every: Duration,
    /// How long an answer may take.
    pub timeout: Duration,
    /// Whether link-local and metadata addresses may be asked; the user's settings say so.
    pub allow_link_local: bool,
}

/// What a probe asks.
#[derive(Clone, PartialEq, Eq)]
pub enum Target {
    /// A command, run by whoever starts the watch.
    Command(CommandQuestion),
    /// A URL.
    Http {
        /// The URL; a name and password in it are sent as basic authorization, and shown nowhere.
        url: String,
        /// The first and the last status that is good.
        expected: (u16, u16),
    },
    /// `host:port`; it connects, and that is all.
    Tcp {
        /// The address.
        address: String,
    },
}

/// A command that says by its exit, and perhaps by its output, whether the service is up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandQuestion {
    /// The probe's id.
    pub probe: String,
    /// The shell command.
    pub command: String,
    /// A text that the output must hold, besides exit 0.
    pub expected: Option<String>,
}

impl CommandQuestion {
    /// Whether the output holds what is expected.
    pub fn is_met(&self, output: &str) -> bool {
        self.expected.as_ref().is_none_or(|expected| output.contains(expected))
    }
}

/// Runs a command within the time; returns whether the service is up, and why in a few words (`exit 1`).
pub type Ask = Arc<dyn Fn(&CommandQuestion, Duration) -> (bool, String) + Send + Sync>;

/// The answer to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The probe's id.
    pub probe: String,
    /// Whether the answer was good.
    pub up: bool,
    /// Whether the probe could not ask at all (a refused address, a build without HTTP), so that it says nothing of the
    /// service: no anchor may hang on it. `up` is false then.
    pub fault: bool,
    /// Why, in a few words: `200 in 12 ms`, `connection refused`; one line of at most 120 characters without control
    /// characters and without names and passwords of URLs.
    pub text: String,
    /// How long the question took.
    pub asked: Duration,
}
