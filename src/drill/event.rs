//! A fact with who, when and where: one row of the log.

use super::fact::Fact;
use super::ids::{EventId, PersonName, SessionId, WriterId};
use super::time::{Moment, WallTime};
use serde_json::Value;

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

/// What a body says besides the fact itself; left out where it is the usual.
const DEED: &str = "deed";
const LATE: &str = "late";

impl Event {
    /// Returns the moment at which it happened, on the clocks of the boot in which it was written.
    pub fn moment(&self) -> Moment {
        self.written.at_wall(self.happened)
    }

    /// Returns kind, version and JSON body as they are stored.
    pub fn encode(&self) -> (String, u32, String) {
        let (kind, version, body) = self.fact.encode();
        let Ok(Value::Object(mut object)) = serde_json::from_str(&body) else {
            return (kind, version, body);
        };
        if self.deed != self.id {
            object.insert(DEED.to_owned(), Value::String(self.deed.to_string()));
        }
        if self.late {
            object.insert(LATE.to_owned(), Value::Bool(true));
        }
        (kind, version, Value::Object(object).to_string())
    }

    /// Reads what [`encode`](Self::encode) wrote into an event whose other columns are known. Never fails: an unknown
    /// kind, a strange body or an erased one (`None`) becomes [`Fact::Unknown`].
    #[must_use]
    pub fn with_body(mut self, kind: &str, version: u32, body: Option<&str>) -> Self {
        self.fact = Fact::decode(kind, version, body);
        let object: Option<Value> = body.and_then(|body| serde_json::from_str(body).ok());
        let field = |name| object.as_ref().and_then(|object| object.get(name));
        self.deed = field(DEED).and_then(Value::as_str).and_then(EventId::parse).unwrap_or(self.id);
        self.late = field(LATE).and_then(Value::as_bool).unwrap_or_default();
        self
    }
}
