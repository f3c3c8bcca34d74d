//! Names of things: one type per kind, so that a step can never be passed where a person is meant.
//!
//! Their texts are shared: a session of ten thousand events names the same few machines and people in all of them.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;
use uuid::Uuid;

/// Crockford's base 32 in lower case: no `i`, `l`, `o`, `u`, so an id survives being read out aloud.
const BASE32: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes the text as it is; whoever reads files checks its form first.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into().into())
            }

            /// Returns the text as it is stored.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }
    };
}

text_id! {
    /// The permanent id of a procedure.
    ProcedureId
}
text_id! {
    /// The permanent id of a step: history hangs on it.
    StepId
}
text_id! {
    /// The name of an environment: `test`, `staging`, `production`…
    EnvironmentName
}
text_id! {
    /// The id of a part of the service that comes back.
    ComponentId
}
text_id! {
    /// The id of something that the restore needs from others.
    DependencyId
}
text_id! {
    /// A person's name, as the person gave it.
    PersonName
}
text_id! {
    /// The kernel's random id of one boot of one machine.
    BootId
}
text_id! {
    /// SHA-256 of a text or a record, in lower-case hex.
    Digest
}
text_id! {
    /// The random id of a store file; one file, one writer.
    WriterId
}
text_id! {
    /// Ten random base-32 characters; any unique prefix names the session.
    SessionId
}

impl SessionId {
    /// Makes an id from ten random bytes (the low five bits of each count).
    pub fn from_random(bytes: [u8; 10]) -> Self {
        Self::new(bytes.iter().map(|byte| char::from(BASE32[usize::from(byte & 31)])).collect::<String>())
    }
}

/// Whether `text` may be an id in a procedure: `a-z`, `0-9`, `-`, `_`, `.`, starting with a letter or a digit, at
/// most 64 characters. Such an id is safe in a file name, in a shell and on a screen.
pub fn is_plain_id(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.'))
}

/// The id of one event: a version 7 UUID, so that ids sort roughly by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventId(Uuid);

impl EventId {
    /// Makes a version 7 UUID (RFC 9562 §5.7) from Unix milliseconds and ten random bytes.
    pub fn from_random(unix_ms: u64, random: [u8; 10]) -> Self {
        Self(uuid::Builder::from_unix_timestamp_millis(unix_ms, &random).into_uuid())
    }

    /// Reads the hyphenated form; `None` where the text is no UUID.
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse(text).ok().map(Self)
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_id_is_ten_readable_characters() {
        let id = SessionId::from_random([0, 1, 31, 32, 255, 10, 18, 19, 20, 26]);
        assert_eq!(id.as_str(), "01z0zajkmt");
    }

    #[test]
    fn an_event_id_is_a_version_7_uuid_that_sorts_by_time() {
        let early = EventId::from_random(1_000, [255; 10]);
        let late = EventId::from_random(2_000, [0; 10]);
        assert!(early < late);
        assert_eq!(&early.to_string()[14..15], "7");
        assert_eq!(EventId::parse(&early.to_string()), Some(early));
    }

    #[test]
    fn a_plain_id_cannot_leave_its_folder() {
        assert!(is_plain_id("restore-database"));
        for bad in ["", "../../x", "A", "-x", "a b", "a/b", "é", &"a".repeat(65)] {
            assert!(!is_plain_id(bad), "{bad}");
        }
    }
}
