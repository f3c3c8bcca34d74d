//! The lists of home, in rows: sessions that go on, procedures, sessions of the past.

use super::cells;
use super::environment::environment;
use super::format;
use super::page::{Line, Target, padded};
use super::safe::Charset;
use super::sessions::{SessionRow, time};
use super::tone::{Tone, Toned};
use crate::analysis::summary::Summary;
use crate::drill::ids::ProcedureId;
use crate::drill::session::Stage;
use crate::drill::time::Span;

/// The fewest cells that a title gets; columns go before it gets fewer.
const TITLE: usize = 18;

/// A column: what it is called, how wide it is.
type Column = (&'static str, usize);

/// The columns of past sessions, in the order in which they stand; those at the end of [`LEAVING`] stay longest.
const PAST: [Column; 8] = [
    ("began", 12),
    ("environment", 13),
    ("procedure", 0),
    ("owner", 12),
    ("recovery time", 21),
    ("hands", 9),
    ("automated", 11),
    ("actions", 8),
];

/// The columns of open sessions.
const OPEN: [Column; 5] = [("environment", 13), ("procedure", 0), ("owner", 12), ("began", 18), ("steps", 9)];

/// Which columns go first where there is little room.
const LEAVING: [&str; 5] = ["hands", "actions", "automated", "owner", "began"];

/// The columns that there is room for, with the width of each.
fn fitting(columns: &[Column], width: usize) -> Vec<Column> {
    let mut kept = columns.to_vec();
    let room = |kept: &[Column]| width.saturating_sub(kept.iter().map(|(_, cells)| cells).sum());
    for leaving in LEAVING {
        if room(&kept) < TITLE {
            kept.retain(|(name, _)| *name != leaving);
        }
    }
    let title = room(&kept);
    kept.iter().map(|(name, cells)| (*name, if *cells == 0 { title } else { *cells })).collect()
}

/// Names the columns of the past sessions.
pub fn past_caption(width: usize) -> Line {
    caption(&PAST, width)
}

/// Names the columns of the open sessions.
pub fn open_caption(width: usize) -> Line {
    caption(&OPEN, width)
}

fn caption(columns: &[Column], width: usize) -> Line {
    let names = fitting(columns, width).into_iter().map(|(name, cells)| padded(name, cells));
    Line::new(names.collect::<String>(), Tone::Muted)
}

/// Puts a past session into a row.
pub fn past(it: &Summary, width: usize, charset: Charset) -> Line {
    row(it, &PAST, width, charset)
}

/// Puts an open session into a row.
pub fn open(it: &Summary, width: usize, charset: Charset) -> Line {
    row(it, &OPEN, width, charset)
}

fn row(it: &Summary, columns: &[Column], width: usize, charset: Charset) -> Line {
    let told = SessionRow::of(it, charset);
    let cell = |(name, cells): (&str, usize)| {
        let toned = match name {
            "environment" => place(it, cells, charset),
            "procedure" => Toned::new(told.title.clone(), Tone::Plain),
            "owner" => Toned::new(told.owner.clone(), Tone::Plain),
            "began" if it.stage.is_open() => Toned::new(began(it), Tone::Muted),
            "began" => Toned::new(format::date(it.started_us, it.utc_offset_s), Tone::Muted),
            "steps" => Toned::new(progress(it), Tone::Strong),
            "recovery time" => result(it, &told),
            "hands" => Toned::new(format::hands(Span::from_millis(it.hands_ms)), Tone::Plain),
            "automated" => Toned::new(told.automated.clone(), Tone::Plain),
            _ => actions(it),
        };
        Toned::new(padded(&toned.text, cells), toned.tone)
    };
    Line::of(fitting(columns, width).into_iter().map(cell).collect()).to(Target::Session(it.session.clone()))
}

fn place(it: &Summary, _: usize, charset: Charset) -> Toned {
    let place = environment(&it.environment, it.protected, charset);
    let tone = if it.protected { Tone::Failed } else { Tone::Done };
    Toned::new(place.text, tone)
}

fn began(it: &Summary) -> String {
    let offset = it.utc_offset_s;
    format!("{} {}", format::date(it.started_us, offset), format::wall_minute(it.started_us, offset))
}

fn progress(it: &Summary) -> String {
    match it.stage {
        Stage::Briefing => "briefing".to_owned(),
        _ => format!("{}/{}", it.counts.done + it.counts.skipped, it.counts.total),
    }
}

fn result(it: &Summary, told: &SessionRow) -> Toned {
    match it.stage {
        Stage::Aborted => Toned::new("aborted", Tone::Failed),
        _ if it.excluded.is_some() => {
            let time = time(it).map(|it| format!("{it}, ")).unwrap_or_default();
            Toned::new(format!("{time}left out"), Tone::Warned)
        }
        _ if told.result.text.is_empty() => Toned::new("not proven", Tone::Failed),
        _ => told.result.clone(),
    }
}

fn actions(it: &Summary) -> Toned {
    match it.actions.len() {
        0 => Toned::default(),
        open => Toned::new(format!("{open} open"), Tone::Warned),
    }
}

/// Puts a procedure into a row: its id, its title or what is wrong with it, where it comes from.
pub fn procedure(
    at: usize,
    id: &ProcedureId,
    title: Result<&str, &str>,
    origin: &'static str,
    (width, charset): (usize, Charset),
) -> Line {
    const ORIGIN: usize = 10;
    let ids = if width >= 60 { 22 } else { 0 };
    let room = width.saturating_sub(ids + ORIGIN);
    let (text, tone) = match title {
        Ok(title) => (cells::shown(title, charset), Tone::Plain),
        Err(wrong) => (format!("broken: {}", cells::shown(wrong, charset)), Tone::Failed),
    };
    let words = vec![
        Toned::new(padded(&text, room), tone),
        Toned::new(padded(&cells::shown(id.as_str(), charset), ids), Tone::Muted),
        Toned::new(origin, Tone::Muted),
    ];
    Line::of(words).to(Target::Procedure(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};

    #[test]
    fn columns_go_before_the_title_gets_too_narrow() {
        let names = |width| fitting(&PAST, width).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names(120).len(), 8);
        assert_eq!(names(76), ["began", "environment", "procedure", "owner", "recovery time"]);
        assert_eq!(names(38), ["environment", "procedure", "recovery time"]);
    }

    #[test]
    fn a_session_that_is_left_out_says_so() {
        let drill = Rehearsal::new(procedure()).declare().at(60).verify().finish();
        let summary = Summary::of(&drill.session, &drill.now).unwrap();
        let shown = |it: &Summary| {
            let line = past(it, 120, Charset::Unicode);
            line.words.iter().map(|it| it.text.as_str()).collect::<String>()
        };
        assert!(shown(&summary).contains(" 0:01:00 / 1h met "), "{}", shown(&summary));
        let out = Summary { excluded: Some("network".into()), ..summary };
        assert!(shown(&out).contains(" 0:01:00, left out "), "{}", shown(&out));
        let unproven = Summary { rta_ms: None, ..out };
        assert!(shown(&unproven).contains(" left out "), "{}", shown(&unproven));
    }
}
