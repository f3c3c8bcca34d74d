//! The objectives panel: how much of the time is left, how much data is lost, how much is back, how much by machine.

use super::format;
use super::safe::Charset;
use super::sign::{arrow, dot};
use super::tone::{Tone, Toned};
use crate::analysis::metrics::Metrics;
use crate::drill::procedure::Objective;
use crate::drill::session::Session;
use crate::drill::time::{Elapsed, Moment, Span, WallTime};

/// One row of the panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// `RTO 4h`.
    pub label: String,
    /// `3:22:48 left`.
    pub value: Toned,
    /// How much of it is used up, or there.
    pub bar: Option<Bar>,
}

/// A bar, with what stands behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// How much.
    pub part: u64,
    /// Of how much.
    pub whole: u64,
    /// Whether it is of single pieces (`▰▰▱`), not of a stretch (`━━╸──`).
    pub pieces: bool,
    /// `15%`; empty where the row says it already.
    pub percent: String,
}

/// The most pieces that a bar is drawn of.
const MOST_PIECES: u64 = 10;

/// Puts the objectives and the figures beside them into rows; what a procedure does not have has no row.
pub fn rows(session: &Session, now: &Moment, charset: Charset) -> Vec<Row> {
    let metrics = Metrics::of(session, now);
    let rto = session.rto().map(|rto| recovery_time(session, rto, now));
    let rpo = session.rpo().map(|rpo| recovery_point(session, rpo, &metrics, now, charset));
    let parts = [rto, rpo, back(session, &metrics, charset), Some(work(&metrics, charset))];
    parts.into_iter().flatten().collect()
}

/// Says how much of the objective is left, in the full seconds that the clock beside it shows.
pub fn time_left(rto: &Objective, elapsed: Elapsed, stopped: bool) -> Toned {
    let left = rto.span.secs() - elapsed.span.secs();
    let met = elapsed.span <= rto.span;
    let length = format::clock(Span::from_secs(left.abs()));
    match (met, stopped) {
        (true, false) => Toned::new(format!("{length} left"), Tone::Plain),
        (true, true) => Toned::new(format!("{length} to spare"), Tone::Ahead),
        (false, _) => Toned::new(format!("{length} over"), Tone::Behind),
    }
}

fn recovery_time(session: &Session, rto: &Objective, now: &Moment) -> Row {
    let face = session.clock(now);
    let used = u64::try_from(face.elapsed.span.micros()).unwrap_or(0);
    let whole = u64::try_from(rto.span.micros()).unwrap_or(0);
    let percent = format::percent(used, whole).unwrap_or_default();
    Row {
        label: format!("RTO {}", rto.text),
        value: time_left(rto, face.elapsed, face.to.is_some()),
        bar: Some(Bar { part: used.min(whole), whole, pieces: false, percent }),
    }
}

fn recovery_point(
    session: &Session,
    rpo: &Objective,
    metrics: &Metrics,
    now: &Moment,
    charset: Charset,
) -> Row {
    let lost = metrics.recovery_point.actual.map(|actual| actual.span);
    let value = match (session.recovery_points().last(), lost) {
        (Some(point), Some(lost)) => {
            let tone = if lost <= rpo.span { Tone::Ahead } else { Tone::Behind };
            let newest = time_of(point.newest, now);
            let lost = format::recovery_point(lost);
            let told = format!("newest datum {newest}{}{lost}", arrow(charset));
            Toned::new(super::ascii::signs(&told, charset), tone)
        }
        _ => Toned::new("newest datum not known yet", Tone::Muted),
    };
    Row { label: format!("RPO {}", rpo.text), value, bar: None }
}

/// The time of a day; of another day than today with its date.
fn time_of(wall: WallTime, now: &Moment) -> String {
    let offset = now.utc_offset_s;
    let minute = format::wall_minute(wall, offset);
    if format::date(wall, offset) == format::date(now.wall, offset) {
        minute
    } else {
        format!("{} {minute}", format::day(wall, offset))
    }
}

fn back(session: &Session, metrics: &Metrics, charset: Charset) -> Option<Row> {
    let (there, all) =
        (metrics.restored.components.len() as u64, session.procedure().components.len() as u64);
    let (weight, total) = (metrics.restored.weight, metrics.restored.total);
    let share = format::percent(weight, total)?;
    let pieces = all.min(MOST_PIECES);
    Some(Row {
        label: "back".to_owned(),
        value: Toned::new(
            format!("{there} of {all}{}{share} by weight", dot(charset)),
            if there == all { Tone::Done } else { Tone::Plain },
        ),
        bar: Some(Bar { part: there * pieces / all, whole: pieces, pieces: true, percent: String::new() }),
    })
}

fn work(metrics: &Metrics, charset: Charset) -> Row {
    let hands = format::step(metrics.minutes.session.hands);
    let counts = metrics.counts;
    let automated = match counts.done {
        0 => String::new(),
        done => format!("{}automated {} of {done}", dot(charset), counts.automated),
    };
    Row {
        label: "hands".to_owned(),
        value: Toned::new(format!("{hands}{automated}"), Tone::Plain),
        bar: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{BEGINNING, Rehearsal, component, procedure};
    use crate::drill::command::Command;
    use crate::drill::procedure::Procedure;

    fn told(drill: &Rehearsal) -> Vec<String> {
        let row = |row: Row| {
            let bar = row.bar.map(|it| format!(" | {}/{} {}", it.part, it.whole, it.percent));
            format!("{}: {}{}", row.label, row.value.text, bar.unwrap_or_default())
        };
        rows(&drill.session, &drill.now, Charset::Unicode).into_iter().map(row).collect()
    }

    fn plan() -> Procedure {
        let mut plan = procedure();
        plan.components = vec![component("database", 3), component("reports", 1)];
        plan.steps[0].restores = vec!["database".into()];
        plan.steps[1].restores = vec!["reports".into()];
        plan
    }

    #[test]
    fn a_running_drill() {
        let newest = BEGINNING - Span::from_secs(42 * 60);
        let drill = Rehearsal::new(plan())
            .declare()
            .start("a")
            .at(750)
            .done("a")
            .does(Command::SetRecoveryPoint { newest, source: "orders".into() });
        let expected = [
            "RTO 1h: 0:47:30 left | 750000000/3600000000 20%",
            "RPO 24h: newest datum 13:12 → 0h42m",
            "back: 1 of 2 · 75% by weight | 1/2 ",
            "hands: 12:30 · automated 0 of 1",
        ];
        assert_eq!(told(&drill), expected);
    }

    #[test]
    fn over_the_objective_the_bar_is_full_and_the_figure_goes_on() {
        let drill = Rehearsal::new(procedure()).declare().at(4_323);
        let row = rows(&drill.session, &drill.now, Charset::Unicode).remove(0);
        assert_eq!(row.value, Toned::new("0:12:03 over", Tone::Behind));
        let bar = row.bar.unwrap();
        assert_eq!((bar.part, bar.whole, bar.percent.as_str()), (3_600_000_000, 3_600_000_000, "120%"));
    }

    #[test]
    fn what_a_procedure_does_not_have_has_no_row() {
        let drill = Rehearsal::new(Procedure { rto: None, rpo: None, ..procedure() }).declare();
        assert_eq!(told(&drill), ["hands: 0:00"]);
    }

    #[test]
    fn a_datum_of_another_day_has_its_date() {
        let newest = BEGINNING - Span::from_secs(26 * 3_600);
        let drill = Rehearsal::new(procedure())
            .declare()
            .does(Command::SetRecoveryPoint { newest, source: "orders".into() });
        assert_eq!(told(&drill)[1], "RPO 24h: newest datum 27 May 11:54 → 26h00m");
    }
}
