//! What holds for each session as a whole, against its own objectives.

use super::scene::Scene;
use super::sheet::{Cell, Figures, Kind, Row, delta};
use crate::analysis::comparison::Column;
use crate::analysis::scope::is_read;
use crate::drill::session::{Session, Stage};
use crate::drill::time::Span;
use crate::present::format;
use crate::present::sign;
use crate::present::tone::{Tone, Toned};

/// Puts the totals into rows; what no procedure speaks of is left out.
pub(super) fn rows(scene: &Scene) -> Vec<Row> {
    let components = scene.held.iter().any(|it| !it.session.procedure().components.is_empty());
    let points =
        scene.held.iter().any(|it| it.session.rpo().is_some() || !it.session.recovery_points().is_empty());
    let rows = [
        Some(recovery_time(scene)),
        Some(versus(scene)),
        points.then(|| data_loss(scene)),
        Some(row(scene, "hands".to_owned(), |_, it| {
            Cell::figure(format::hands(it.metrics.minutes.session.hands), Tone::Plain)
        })),
        Some(row(scene, "steps automated".to_owned(), |_, it| {
            share(u64::from(it.metrics.counts.automated), u64::from(it.metrics.counts.done))
        })),
        components.then(|| {
            row(scene, "components back".to_owned(), |session, it| {
                let (back, all) =
                    (it.metrics.restored.components.len(), session.procedure().components.len());
                share(back as u64, all as u64)
            })
        }),
    ];
    rows.into_iter().flatten().collect()
}

/// A row whose cells are empty where a session has no total that can stand beside others.
fn row(scene: &Scene, label: String, cell: impl Fn(&Session, &Column) -> Cell) -> Row {
    let cells =
        scene.columns().map(
            |(_, session, column)| {
                if column.has_total { cell(session, column) } else { Cell::nothing(scene) }
            },
        );
    Row::new(Kind::Total, Toned::new(label, Tone::Plain), Figures::Cells(cells.collect()))
}

fn share(part: u64, whole: u64) -> Cell {
    Cell::Figure(
        Toned::new(part.to_string(), Tone::Plain),
        vec![Toned::new(format!("/ {whole}"), Tone::Muted)],
    )
}

/// Writes a total; `~` before what is estimated.
pub(super) fn total(column: &Column) -> Option<String> {
    let actual = column.metrics.recovery_time.actual.filter(|_| column.has_total)?;
    Some(format!("{}{}", if actual.estimated { "~" } else { "" }, format::clock(actual.span)))
}

fn recovery_time(scene: &Scene) -> Row {
    let label = match scene.comparison.clock {
        Some(clock) => scene.clock(clock),
        None if scene.held.iter().any(|it| it.session.rto().is_some()) => "recovery time / RTO".to_owned(),
        None => "recovery time".to_owned(),
    };
    let counting = scene.comparison.columns.iter().filter(|it| it.counts);
    let best = if counting.clone().count() > 1 { counting.filter_map(Column::total).min() } else { None };
    let cells = scene.columns().map(|(_, session, column)| {
        let Some(text) = total(column) else { return Cell::Words(why_none(session)) };
        let mut behind = Vec::new();
        if let Some((rto, met)) = session.rto().zip(column.metrics.recovery_time.met()) {
            behind.push(Toned::new(format!("/ {}", scene.shown(&rto.text)), Tone::Muted));
            behind.push(verdict(scene, met));
        }
        if column.counts && column.total() == best {
            behind.push(star(scene));
        }
        Cell::Figure(Toned::new(text, Tone::Strong), behind)
    });
    Row::new(Kind::Total, Toned::new(label, Tone::Strong), Figures::Cells(cells.collect()))
}

/// Marks what nobody did faster.
pub(super) fn star(scene: &Scene) -> Toned {
    Toned::new(sign::star(scene.charset), Tone::Best)
}

fn verdict(scene: &Scene, met: bool) -> Toned {
    if met {
        Toned::new(scene.sign(" ✓", " +"), Tone::Ahead)
    } else {
        Toned::new(scene.sign(" ✗", " x"), Tone::Behind)
    }
}

fn why_none(session: &Session) -> Toned {
    if session.excluded().is_some() {
        return Toned::new("left out", Tone::Warned);
    }
    if !is_read(session) {
        return Toned::new("not readable", Tone::Warned);
    }
    match session.stage() {
        Stage::Briefing => Toned::new("in its briefing", Tone::Muted),
        Stage::Running => Toned::new("goes on", Tone::Muted),
        Stage::Aborted => Toned::new("aborted", Tone::Failed),
        Stage::Finished | Stage::Sealed => Toned::new("not proven", Tone::Failed),
    }
}

fn versus(scene: &Scene) -> Row {
    let cells = scene.columns().map(|(at, _, column)| match scene.delta(at) {
        Some(by) if scene.comparison.baseline != Some(at) => {
            let unlike = !column.counts
                || scene.comparison.baseline.is_some_and(|it| !scene.comparison.columns[it].counts);
            let mark = Toned::new(sign::unlike(scene.charset).trim_start(), Tone::Warned);
            let by = delta(by);
            Cell::Figure(
                Toned::new(scene.own(by.text), by.tone),
                if unlike { vec![mark] } else { Vec::new() },
            )
        }
        _ => Cell::nothing(scene),
    });
    let label = Toned::new(format!("vs {}", scene.reference()), Tone::Plain);
    Row::new(Kind::Total, label, Figures::Cells(cells.collect()))
}

fn data_loss(scene: &Scene) -> Row {
    let mut objectives: Vec<Option<&str>> =
        scene.held.iter().map(|it| it.session.rpo().map(|it| it.text.as_str())).collect();
    objectives.dedup();
    let common = match objectives.as_slice() {
        [Some(only)] => Some(*only),
        _ => None,
    };
    let label = match common {
        Some(rpo) => format!("data loss / RPO {}", scene.shown(rpo)),
        None => "data loss / RPO".to_owned(),
    };
    row(scene, label, |session, column| {
        let point = &column.metrics.recovery_point;
        let Some(lost) = point.actual else { return Cell::nothing(scene) };
        let own = session.rpo().filter(|_| common.is_none());
        let own = own.map(|it| Toned::new(format!("/ {}", scene.shown(&it.text)), Tone::Muted));
        let verdict = point.met().map(|met| verdict(scene, met));
        let verdict =
            verdict.map(|it| if own.is_some() { it } else { Toned::new(it.text.trim_start(), it.tone) });
        let lost = scene.own(format::recovery_point(lost.span.max(Span::ZERO)));
        Cell::Figure(Toned::new(lost, Tone::Plain), own.into_iter().chain(verdict).collect())
    })
}
