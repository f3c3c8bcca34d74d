//! How well the log is kept: what only the store can say.

use crate::analysis::version::Version;
use crate::drill::ids::{Digest, EventId, WriterId};
use crate::drill::session::Session;
use serde::Serialize;

/// What the store knows of a session's log beyond its events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// The last event of each writer, with its hash.
    pub heads: Vec<Head>,
    /// Whether the hash chains hold; `None` where nobody looked.
    pub chain: Option<Chain>,
    /// Which version the procedure is with all redlines; `None` where there are none, or nobody knows.
    pub effective: Option<Digest>,
    /// Which version the procedure was, counted over all sessions; `None` where nobody counted.
    pub version: Option<Version>,
    /// The events that are shown but not saved.
    pub pending: Vec<EventId>,
}

/// The last event of one writer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Head {
    /// The store file that wrote it.
    pub writer: WriterId,
    /// Its place among the writer's events, from 1.
    pub seq: u64,
    /// Its hash, which stands for all before it.
    pub hash: Digest,
}

/// Whether the hash chains hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Chain {
    /// They do.
    Ok,
    /// Something was changed or removed behind the store's back.
    Broken,
}

/// `integrity` of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Integrity {
    /// How many events the log has.
    pub events: usize,
    /// The last event of each writer.
    pub heads: Vec<Head>,
    /// How many events had their text erased.
    pub redacted: usize,
    /// Whether the hash chains hold; `null` where nobody looked.
    pub chain: Option<Chain>,
}

impl Integrity {
    pub(super) fn of(session: &Session, kept: &Kept) -> Self {
        Self {
            events: session.log().len(),
            heads: kept.heads.clone(),
            redacted: session.verdicts().erased(),
            chain: kept.chain,
        }
    }
}
