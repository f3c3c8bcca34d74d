//! What the tests of this room share: a store in a folder of its own, and notes to put into it.

use super::{Access, Decided, Draft, Store, SummaryRow};
use crate::drill::event::{Door, Event};
use crate::drill::fact::{Fact, Opening};
use crate::drill::ids::{BootId, Digest, EnvironmentName, EventId, PersonName, ProcedureId, SessionId};
use crate::drill::note::{Entry, Tag};
use crate::drill::time::{MICROS, Moment, Span, WallTime};
use std::path::PathBuf;
use tempfile::TempDir;

pub(super) fn path(home: &TempDir) -> PathBuf {
    home.path().join("store")
}

pub(super) fn open(home: &TempDir) -> Store {
    Store::open(&path(home), Access::Write).unwrap().store
}

pub(super) fn session() -> SessionId {
    SessionId::from("01z0zajkmt")
}

pub(super) fn decided<const N: usize>(drafts: [Draft; N]) -> Decided {
    Decided { drafts: drafts.into(), ..Decided::default() }
}

/// The `n`th note, `n` seconds after one billion.
pub(super) fn note(n: u64, text: &str) -> Draft {
    let entry = Entry { step: None, tag: Tag::Plain, text: text.to_owned(), who: None, due: None };
    draft(n, Fact::NoteWritten(entry))
}

pub(super) fn draft(n: u64, fact: Fact) -> Draft {
    let mut random = [0; 10];
    random[2..].copy_from_slice(&n.to_be_bytes());
    let seconds = i64::try_from(n).unwrap();
    let wall = WallTime::from_micros((1_000_000_000 + seconds) * MICROS);
    Draft {
        id: EventId::from_random(1_000_000_000_000 + n * 1_000, random),
        written: Moment {
            wall,
            boottime: Span::from_secs(seconds),
            boot: BootId::from("boot-1"),
            utc_offset_s: 7_200,
        },
        happened: wall,
        actor: PersonName::from("Zoë"),
        door: Door::Screen,
        late: false,
        deed: EventId::from_random(1_000_000_000_000 + n * 1_000, random),
        fact,
    }
}

pub(super) fn texts(events: &[Event]) -> Vec<&str> {
    let text = |event| match event {
        &Event { fact: Fact::NoteWritten(ref entry), .. } => entry.text.as_str(),
        _ => "",
    };
    events.iter().map(text).collect()
}

pub(super) fn summary(session: &str, started: i64) -> SummaryRow {
    SummaryRow {
        session: SessionId::from(session),
        procedure: ProcedureId::from("practice-restore"),
        environment: EnvironmentName::from("test"),
        state: "running".to_owned(),
        started: WallTime::from_micros(started),
        ended: None,
        open_actions: 0,
        sample: false,
        body: "{}".to_owned(),
    }
}

pub(super) fn reopen(path: &std::path::Path) -> Store {
    Store::open(path, Access::Write).unwrap().store
}

pub(super) fn opening(n: u64, document: &Digest) -> Draft {
    draft(
        n,
        Fact::SessionStarted(Box::new(Opening {
            procedure: ProcedureId::from("practice-restore"),
            title: "Practice".to_owned(),
            document: document.clone(),
            environment: EnvironmentName::from("test"),
            protected: false,
            owner: PersonName::from("Zoë"),
            shadows: Vec::new(),
            simulated: false,
            sample: false,
        })),
    )
}
