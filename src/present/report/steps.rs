//! The steps as a table: what each took, what it took the last time, and what has to be known about it.

use super::block::{Block, Kind, Row, Table};
use super::deltas::{self, Delta};
use super::subject::Subject;
use crate::analysis::pace::Measure;
use crate::analysis::splits::split;
use crate::drill::time::Span;
use crate::present::checklist::{Line, StepRow, joined, lines};
use crate::present::format;
use crate::present::tone::{Tone, Toned};

/// Lists every step; columns that stay empty are left out.
pub(super) fn steps(subject: &Subject<'_>) -> Vec<Block> {
    let deltas = deltas::deltas(subject);
    let rows = lines(subject.session, subject.now, &Measure::default(), subject.charset);
    let rows: Vec<Row> = rows
        .into_iter()
        .map(|line| match line {
            Line::Phase(title) => Row::Heading(title),
            Line::Step(row) => Row::Cells(step(subject, &row, deltas.get(row.at))),
        })
        .collect();
    if rows.is_empty() {
        let missing =
            "The steps are missing: the text of the procedure is not in the store, or cannot be read.";
        return vec![Block::Remark(Toned::new(missing, Tone::Warned))];
    }
    let table = Table {
        caption: "Every step in the order of the procedure".to_owned(),
        heads: vec![
            ("state", Kind::Brief),
            ("no.", Kind::Figure),
            ("step", Kind::Words),
            ("automation", Kind::Brief),
            ("done at", Kind::Figure),
            ("took", Kind::Figure),
            ("before", Kind::Figure),
            ("change", Kind::Figure),
            ("remarks", Kind::Words),
        ],
        names: 2,
        rows,
    };
    let dropped: Vec<String> = deltas::dropped(subject).iter().map(|it| self::dropped(subject, it)).collect();
    let gone = format!("No longer there: {}.", dropped.join(", "));
    let gone = (!dropped.is_empty()).then(|| Block::Remark(Toned::new(gone, Tone::Plain)));
    [Some(Block::Table(table.closed_up())), gone].into_iter().flatten().collect()
}

fn step(subject: &Subject<'_>, row: &StepRow, delta: Option<&Delta>) -> Vec<Toned> {
    let progress = subject.session.checklist().at(row.at);
    let split = progress.and_then(|it| split(subject.session, it));
    let split = split.map(|it| format!("{}{}", if it.estimated { "~" } else { "" }, format::clock(it.span)));
    let plain = |text: Option<String>| Toned::new(text.unwrap_or_default(), Tone::Plain);
    let previous = delta.and_then(|it| it.previous).map(format::step);
    let change = delta.and_then(Delta::shown).map(|it| self::change(subject, it));
    let planned_only = row.automation.tone == Tone::Muted;
    let automation = if planned_only {
        Toned::new(format!("{} (planned)", row.automation.text), Tone::Muted)
    } else {
        row.automation.clone()
    };
    vec![
        Toned::new(row.sign.text(subject.charset), row.sign.tone()),
        plain(Some(row.number.to_string())),
        row.title.clone(),
        automation,
        plain(split),
        plain(row.took.clone()),
        plain(previous),
        change.unwrap_or_default(),
        Toned::new(remarks(subject, row, delta), Tone::Plain),
    ]
}

fn remarks(subject: &Subject<'_>, row: &StepRow, delta: Option<&Delta>) -> String {
    let attempts = subject.session.checklist().at(row.at).map_or(0, |it| it.attempts.len());
    let together = delta.filter(|it| !it.with.is_empty()).map(|it| {
        let others: Vec<String> =
            it.with.iter().map(|at| subject.session.procedure().number_at(*at).to_string()).collect();
        let at = if it.told { "compared together with" } else { "figures together with" };
        format!("{at} {}", others.join(", "))
    });
    let parts = [
        (attempts > 1).then(|| format!("{attempts} attempts")),
        Some(joined(&row.marks)).filter(|marks| !marks.is_empty()),
        delta.filter(|it| it.new).map(|_| "new".to_owned()),
        together,
        row.reason.clone(),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn dropped(subject: &Subject<'_>, it: &deltas::Dropped) -> String {
    let previous = subject.previous.map(|it| it.session.procedure());
    let title = previous.and_then(|plan| plan.steps.get(it.at)).map(|step| subject.safe(&step.title));
    let took = it.took.map(|it| format!(" ({})", format::step(it))).unwrap_or_default();
    format!("{}{took}", title.unwrap_or_default())
}

/// Writes how much longer something took: `+0:26`, `−1:52`, in full seconds.
pub(super) fn change(subject: &Subject<'_>, span: Span) -> Toned {
    let sign = if span.secs() > 0 { "+" } else { "" };
    let tone = match span.secs() {
        0 => Tone::Plain,
        less if less < 0 => Tone::Ahead,
        _ => Tone::Behind,
    };
    Toned::new(subject.own(format!("{sign}{}", format::step(span))), tone)
}
