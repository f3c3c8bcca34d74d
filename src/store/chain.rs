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
//! So the salt and the body can be erased, and the chain still holds. The event of the test below, rechecked:
//!
//! ```sh
//! printf '%s%s' 000102030405060708090a0b0c0d0e0f '{"step":"count-rows"}' | sha256sum
//! # a6927b6d0a7703304345082f5c68857ef5c0fedd1877ac529a66c353145c423b
//! printf '%s' '17:firedrill-event-1,64:0000000000000000000000000000000000000000000000000000000000000000,' \
//!     '10:01z0zajkmt,32:fedcba9876543210fedcba9876543210,1:1,36:00000000-03e8-7000-8000-000000000001,' \
//!     '14:step_completed,1:1,16:1779976447000000,16:1779976447000000,6:boot-1,8:50000000,4:7200,' \
//!     '16:1779976387000000,4:Zoë,6:screen,64:a6927b6d0a7703304345082f5c68857ef5c0fedd1877ac529a66c353145c423b,' | sha256sum
//! # bb5676ce5d7897ebf08518508600c09febbe49e076b928395a03654a5fecd1b6
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

#[cfg(test)]
mod tests {
    use super::super::fixtures;
    use super::*;
    use crate::drill::fact::Fact;
    use crate::drill::ids::{EventId, SessionId, StepId, WriterId};
    use crate::drill::time::{Span, WallTime};
    use proptest::prelude::*;

    /// The worked example of this module's documentation.
    fn example() -> Row {
        let draft = fixtures::draft(1, Fact::StepCompleted { step: StepId::from("count-rows") });
        let writer = WriterId::from("fedcba9876543210fedcba9876543210");
        let mut event = draft.placed(SessionId::from("01z0zajkmt"), writer, 1, 1_779_976_447_000_000);
        event.id = EventId::parse("00000000-03e8-7000-8000-000000000001").unwrap();
        event.deed = event.id;
        event.written.wall = WallTime::from_micros(1_779_976_447_000_000);
        event.written.boottime = Span::from_secs(50);
        event.happened = WallTime::from_micros(1_779_976_387_000_000);
        Row::seal(&event, "000102030405060708090a0b0c0d0e0f".to_owned(), genesis())
    }

    #[test]
    fn the_worked_example_is_what_sha256sum_says() {
        let row = example();
        assert_eq!(row.body.as_deref(), Some(r#"{"step":"count-rows"}"#));
        assert_eq!(
            row.body_digest.as_str(),
            "a6927b6d0a7703304345082f5c68857ef5c0fedd1877ac529a66c353145c423b"
        );
        assert_eq!(row.hash.as_str(), "bb5676ce5d7897ebf08518508600c09febbe49e076b928395a03654a5fecd1b6");
    }

    #[test]
    fn the_bytes_under_the_hash_are_the_documented_ones() {
        let documented: String = include_str!("chain.rs")
            .lines()
            .skip_while(|line| !line.contains("printf '%s' '17:"))
            .take(4)
            .map(|line| line.split('\'').rev().nth(1).unwrap())
            .collect();
        assert_eq!(preimage(&example()), documented);
    }

    #[test]
    fn salt_and_body_can_go_without_changing_the_hash() {
        let mut row = example();
        row.salt = None;
        row.body = None;
        assert_eq!(hash(&row), row.hash);
    }

    proptest! {
        #[test]
        fn text_cannot_move_from_one_column_to_the_next(actor in ".*", door in ".*", cut in 0_usize..9) {
            let mut one = example();
            one.actor = actor.as_str().into();
            one.door.clone_from(&door);
            let all: String = actor + &door;
            let cut = all.char_indices().map(|(at, _)| at).nth(cut).unwrap_or(all.len());
            let mut two = one.clone();
            two.actor = all[..cut].into();
            two.door = all[cut..].to_owned();
            prop_assert_eq!(one == two, hash(&one) == hash(&two));
        }
    }
}
