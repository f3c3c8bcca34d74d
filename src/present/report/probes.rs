//! When the service could be reached: what the probes saw, as lanes on the clock and change by change.

use super::block::{Block, Kind, Lane, Place, Row, Stretch, Stroke, Table};
use super::drawing::place;
use super::subject::Subject;
use crate::analysis::watch::{Seen, Watch};
use crate::drill::probes::Sighting;
use crate::drill::procedure::Probe;
use crate::present::format;
use crate::present::printout::grouped;
use crate::present::probes::{summary, title};
use crate::present::sign::Sign;
use crate::present::tone::{Tone, Toned};

/// The shortest stretch of the axis that is drawn for itself; a cell in which the service was down for a moment is down.
const CELL: u32 = 20;

/// The most changes that are told in the words of a lane.
const MOST_TOLD: usize = 12;

/// The most changes of the table at its beginning, and at its end.
const MOST_ROWS: usize = 30;

/// Draws a lane for every probe that saw anything.
pub(super) fn lanes(subject: &Subject<'_>) -> Vec<Lane> {
    subject.session.procedure().probes.iter().filter_map(|probe| lane(subject, probe)).collect()
}

fn lane(subject: &Subject<'_>, probe: &Probe) -> Option<Lane> {
    let watch = Watch::of(subject.session, &probe.id, subject.now);
    let sign = if watch.seen.last()?.up { Sign::Done } else { Sign::Failed };
    let title = title(probe, subject.charset);
    let state = |it: &Seen| format!("{} from {}", word(it.up), subject.own(format::clock(it.from)));
    let told = match watch.seen.len() {
        0..=MOST_TOLD => watch.seen.iter().map(state).collect::<Vec<_>>().join(", "),
        changes => format!("it changed {} times", grouped(changes as u64 - 1)),
    };
    let (up, down) = (format::step(watch.up()), format::step(watch.down()));
    Some(Lane {
        number: None,
        words: format!("{title}: {told}; up {up}, down {down}"),
        title,
        sign: Toned::new(sign.text(subject.charset), sign.tone()),
        value: summary(subject.session, &probe.id, subject.now).text,
        strokes: strokes(subject, &watch),
        left_out: None,
    })
}

const fn word(up: bool) -> &'static str {
    if up { "up" } else { "down" }
}

/// Draws what was seen in cells, and joins those that are alike.
fn strokes(subject: &Subject<'_>, watch: &Watch) -> Vec<(Stroke, Stretch)> {
    let mut cells: Vec<Option<Stroke>> = vec![None; (Place::WHOLE / CELL) as usize];
    let last = cells.len() - 1;
    for it in &watch.seen {
        if it.to < subject.lanes.from || it.from > subject.lanes.until {
            continue;
        }
        let (from, to) = (place(subject, it.from).0, place(subject, it.to).0);
        let first = (from / CELL) as usize;
        let end = (to.saturating_sub(1) / CELL) as usize;
        for cell in &mut cells[first.min(last)..=end.max(first).min(last)] {
            if *cell != Some(Stroke::Down) {
                *cell = Some(if it.up { Stroke::Up } else { Stroke::Down });
            }
        }
    }
    let mut at = 0;
    let mut strokes = Vec::new();
    for alike in cells.chunk_by(|a, b| a == b) {
        let to = at + CELL * u32::try_from(alike.len()).unwrap_or(Place::WHOLE / CELL);
        strokes.extend(alike[0].map(|stroke| (stroke, Stretch { from: Place(at), to: Place(to) })));
        at = to;
    }
    strokes
}

/// Lists every change of every probe in the order in which they were seen; of very many the first and the last.
pub(super) fn changes(subject: &Subject<'_>) -> Option<Block> {
    let session = subject.session;
    let of = |probe: &'_ Probe| {
        let title = title(probe, subject.charset);
        let watch = Watch::of(session, &probe.id, subject.now);
        let seen = session.probes().of(&probe.id).iter().zip(watch.seen);
        seen.map(move |(sighting, seen)| (seen, row(subject, &title, sighting, seen))).collect::<Vec<_>>()
    };
    let mut all: Vec<(Seen, Row)> = session.procedure().probes.iter().flat_map(of).collect();
    all.sort_by_key(|(seen, _)| seen.from);
    let mut rows: Vec<Row> = all.into_iter().map(|(_, row)| row).collect();
    if rows.len() > 2 * MOST_ROWS {
        let left_out = rows.len() - 2 * MOST_ROWS;
        let told = format!("{} changes more, all of them in the JSON", grouped(left_out as u64));
        rows.splice(MOST_ROWS..MOST_ROWS + left_out, [Row::Heading(told)]);
    }
    let table = Table {
        caption: "What the probes saw, change by change".to_owned(),
        heads: vec![
            ("at", Kind::Brief),
            ("clock", Kind::Figure),
            ("probe", Kind::Words),
            ("is", Kind::Brief),
            ("for", Kind::Figure),
            ("it saw", Kind::Words),
        ],
        names: 2,
        rows,
    };
    (!table.rows.is_empty()).then(|| Block::Table(table.closed_up()))
}

fn row(subject: &Subject<'_>, title: &str, sighting: &Sighting, seen: Seen) -> Row {
    let plain = |text: String| Toned::new(text, Tone::Plain);
    let tone = if seen.up { Tone::Done } else { Tone::Failed };
    Row::Cells(vec![
        plain(subject.time(&sighting.moment)),
        plain(subject.own(format::clock(seen.from))),
        plain(title.to_owned()),
        Toned::new(word(seen.up), tone),
        plain(format::step(seen.to - seen.from)),
        plain(subject.safe(&sighting.reading)),
    ])
}
