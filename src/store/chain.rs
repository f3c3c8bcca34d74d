//! The hash chain: what makes a log that nobody can change unseen, and that anybody can recheck with `sha256sum`.
//!
//! # The format
//!
//! A *field* is the length of a text in bytes, in decimal, a colon, the text in UTF-8, and a comma (a [netstring]): no
//! two different lists of fields give the same bytes. Numbers are decimal, with `-` where negative, ids and digests
//! as they are stored: lower case.
//!
//! - `body_digest` = SHA-256 of the salt (32 hex characters, as text) followed by the body, without separators.
//! - `hash` = SHA-256 of the fields `firedrill-event-1`, `prev_hash`, `session_id`, `writer_id`, `seq`, `event_id`,
//!   `kind`, `version`, `hlc`, `wall_us`, `boot_id`, `boottime_us`, `utc_offset_s`, `happened_us`, `actor`, `door`,
//!   `body_digest`, in this order.
//! - `prev_hash` is the hash of the same writer's event before it in the same session; of the first one, 64 zeros.
//!
//! So the salt and the body can be erased, and the chain still holds. To recheck the event of the test below:
//!
//! ```sh
//! printf '%s%s' 000102030405060708090a0b0c0d0e0f '{"step":"count-rows"}' | sha256sum
//! printf '%s' '17:firedrill-event-1,64:0000000000000000000000000000000000000000000000000000000000000000,10:01z0zajkmt,32:fedcba9876543210fedcba9876543210,1:1,36:00000000-03e8-7000-8000-000000000001,14:step_completed,1:1,16:1779976447000000,16:1779976447000000,6:boot-1,8:50000000,4:7200,16:1779976387000000,5:Zoë,6:screen,64:35d2ec86b05d3ce2d0b9b2a50b6ae4a1d4f0d4b1cb6dfa0d6d2ee4f0f7a1d3c1,' | sha256sum
//! ```
//!
//! [netstring]: https://cr.yp.to/proto/netstrings.txt

use super::row::Row;
use crate::drill::ids::Digest;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// Names the list of fields, so that another one can never be taken for it.
const FORMAT: &str = "firedrill-event-1";

/// Returns the SHA-256 of a text.
pub fn digest(text: &str) -> Digest {
    hex(Sha256::new().chain_update(text))
}

/// Returns the digest of a body with its salt.
pub fn body_digest(salt: &str, body: &str) -> Digest {
    hex(Sha256::new().chain_update(salt).chain_update(body))
}

/// Returns what stands in for the hash before the first one: 64 zeros.
pub fn genesis() -> Digest {
    Digest::new("0".repeat(64))
}

/// Returns the hash of an event, from every column but salt, body and the hash itself.
pub(super) fn hash(row: &Row) -> Digest {
    digest(&preimage(row))
}

fn preimage(row: &Row) -> String {
    let mut out = String::with_capacity(512);
    let mut field = |text: &str| _ = write!(out, "{}:{text},", text.len());
    field(FORMAT);
    field(row.prev_hash.as_str());
    field(row.session_id.as_str());
    field(row.writer_id.as_str());
    field(&row.seq.to_string());
    field(&row.event_id.to_string());
    field(&row.kind);
    field(&row.version.to_string());
    field(&row.hlc.to_string());
    field(&row.wall_us.to_string());
    field(row.boot_id.as_str());
    field(&row.boottime_us.to_string());
    field(&row.utc_offset_s.to_string());
    field(&row.happened_us.to_string());
    field(row.actor.as_str());
    field(&row.door);
    field(row.body_digest.as_str());
    out
}

fn hex(hash: Sha256) -> Digest {
    let mut text = String::with_capacity(64);
    for byte in hash.finalize() {
        _ = write!(text, "{byte:02x}");
    }
    Digest::new(text)
}
