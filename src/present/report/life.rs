//! What happened around the steps: who looked, what held them up, who took part, and when the anchors were.

use super::block::{Block, Entry, Kind, Row, Table};
use super::subject::Subject;
use crate::analysis::scope::Known;
use crate::drill::anchors::Source;
use crate::drill::holds::Hold;
use crate::drill::people::Presence;
use crate::drill::procedure::Anchor;
use crate::drill::session::Verification;
use crate::present::checklist::took;
use crate::present::format;
use crate::present::holding::cause;
use crate::present::tone::{Tone, Toned};

/// Lists who looked from the user's side, and what was seen.
pub(super) fn looks(subject: &Subject<'_>) -> Vec<Entry> {
    let look = |it: &Verification| {
        let (word, tone) = if it.passed { ("back", Tone::Done) } else { ("not back", Tone::Failed) };
        Entry {
            time: subject.time(&it.stamp.moment),
            text: Toned::new(format!("{word}: {}", subject.safe(&it.how)), tone),
            about: vec![subject.safe(it.by.as_str())],
            asides: Vec::new(),
        }
    };
    subject.session.verifications().iter().map(look).collect()
}

/// Lists what held steps up.
pub(super) fn holds(subject: &Subject<'_>) -> Option<Block> {
    let session = subject.session;
    let row = |it: &Hold| {
        let from = &it.from.moment;
        let end = it.to.as_ref().or(session.ended()).unwrap_or(subject.now);
        let lasts = if it.to.is_none() && session.stage().is_open() { ", lasts" } else { "" };
        let step = session.checklist().position(&it.step).map(|at| subject.step(at)).unwrap_or_default();
        let plain = |text: String| Toned::new(text, Tone::Plain);
        Row::Cells(vec![
            plain(subject.time(from)),
            plain(step),
            Toned::new(cause(session, &it.cause, subject.charset), Tone::Held),
            plain(took(session.timeline().between(from, end)) + lasts),
            plain(subject.safe(&it.text)),
            plain(subject.safe(it.from.by.as_str())),
        ])
    };
    let table = Table {
        caption: "What held steps up".to_owned(),
        heads: vec![
            ("since", Kind::Brief),
            ("step", Kind::Words),
            ("for", Kind::Words),
            ("length", Kind::Figure),
            ("in words", Kind::Words),
            ("said by", Kind::Words),
        ],
        names: 1,
        rows: session.holds().iter().map(row).collect(),
    };
    (!table.rows.is_empty()).then(|| Block::Table(table.closed_up()))
}

/// Lists who took part, as what, and when.
pub(super) fn roles(subject: &Subject<'_>) -> Option<Block> {
    let row = |it: &Presence| {
        let plain = |text: String| Toned::new(text, Tone::Plain);
        let until = it.until.as_ref().map(|until| subject.time(until));
        Row::Cells(vec![
            plain(subject.safe(it.name.as_str())),
            plain(it.role.word().to_owned()),
            plain(subject.time(&it.since.moment)),
            plain(until.unwrap_or_else(|| "the end".to_owned())),
            plain(it.why.as_deref().map(|why| subject.safe(why)).unwrap_or_default()),
        ])
    };
    let table = Table {
        caption: "Who took part".to_owned(),
        heads: vec![
            ("name", Kind::Words),
            ("role", Kind::Brief),
            ("since", Kind::Brief),
            ("until", Kind::Brief),
            ("why", Kind::Words),
        ],
        names: 0,
        rows: subject.session.people().iter().map(row).collect(),
    };
    (!table.rows.is_empty()).then(|| Block::Table(table.closed_up()))
}

/// Tells every anchor: when it was, and how that is known.
pub(super) fn anchors(subject: &Subject<'_>) -> Block {
    let pair = |anchor: Anchor| (anchor.word().to_owned(), vec![self::anchor(subject, anchor)]);
    Block::Pairs(Anchor::ALL.into_iter().map(pair).collect())
}

/// Tells one anchor: `2026-05-28 13:54:55 +02:00, real, by hand: Mara`. What is assumed is not called real.
pub(super) fn anchor(subject: &Subject<'_>, anchor: Anchor) -> Toned {
    let Some(mark) = subject.session.anchor(anchor) else { return Toned::new("not set", Tone::Muted) };
    let known = Known::of(Some(&mark));
    let how = match mark.source {
        Source::Hand => mark.by.as_ref().map(|by| format!("by hand: {}", subject.safe(by.as_str()))),
        Source::Step => Some(format!("by step {}", subject.safe(&mark.why))),
        Source::Probe => Some(format!("by probe {}", subject.safe(&mark.why))),
        Source::Assumed => (known == Known::Simulated).then(|| Known::Assumed.word().to_owned()),
    };
    let why = (mark.source == Source::Hand && !mark.why.is_empty()).then(|| subject.safe(&mark.why));
    let time = format::date_time(mark.moment.wall, mark.moment.utc_offset_s);
    let late = mark.late.then(|| "told late".to_owned());
    let parts = [Some(time), Some(known.word().to_owned()), how, why, late].into_iter().flatten();
    let tone = if known == Known::Real && !mark.late { Tone::Plain } else { Tone::Warned };
    Toned::new(parts.collect::<Vec<_>>().join(", "), tone)
}
