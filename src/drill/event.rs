//! A fact with who, when and where: one row of the log.

use super::fact::Fact;
use super::ids::{EventId, PersonName, SessionId, WriterId};
use super::time::{Moment, WallTime};

/// One event. Ordered by [hybrid logical clock][hlc], writer and sequence: the order of a session.
///
/// [hlc]: https://cse.buffalo.edu/tech-reports/2014-04.pdf
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Event {
    /// max(wall clock in µs, last one + 1), as its writer assigned it.
    pub hlc: i64,
    /// The store file that wrote it.
    pub writer: WriterId,
    /// Its place among the writer's events of the session, from 1, without holes.
    pub seq: u64,
    /// Its id.
    pub id: EventId,
    /// The session that it belongs to.
    pub session: SessionId,
    /// When it was written.
    pub written: Moment,
    /// When it happened: earlier than `written` where somebody told of it late.
    pub happened: WallTime,
    /// Who did it.
    pub actor: PersonName,
    /// Through what it came in.
    pub door: Door,
    /// Whether it was told late on purpose (`--at`, *ago*, corrected), not merely typed slowly.
    pub late: bool,
    /// The first event of the same command: what is undone together.
    pub deed: EventId,
    /// What happened.
    pub fact: Fact,
}

/// Through what a command came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Door {
    /// A key on a screen.
    Screen,
    /// A command line.
    Shell,
    /// A script of a step.
    Script,
}

impl Door {
    /// Returns the stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Screen => "screen",
            Self::Shell => "shell",
            Self::Script => "script",
        }
    }

    /// Reads the stored word; what is unknown counts as a shell.
    pub fn parse(word: &str) -> Self {
        match word {
            "screen" => Self::Screen,
            "script" => Self::Script,
            _ => Self::Shell,
        }
    }
}

impl Event {
    /// Returns the moment at which it happened, on the clocks of the boot in which it was written.
    pub fn moment(&self) -> Moment {
        self.written.at_wall(self.happened)
    }
}
