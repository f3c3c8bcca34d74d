//! Why the total changed, in parts that add up; each opens to the steps behind it.

use super::scene::Scene;
use super::sheet::{Figures, Kind, Row, delta};
use super::steps::label;
use crate::analysis::bridge::{Bridge, Contribution, Part};
use crate::drill::automation::Achieved;
use crate::drill::time::Span;
use crate::present::adding::adding_up_to;
use crate::present::bridge::words;
use crate::present::tone::{Tone, Toned};

/// A part of the bridge with what it added, in the full seconds that are shown.
struct Told {
    part: Part,
    label: &'static str,
    span: Span,
}

/// Adds the bridge between the two sessions that the answer is about; nothing where one of them has no total.
pub(super) fn rows(scene: &Scene, rows: &mut Vec<Row>) {
    let (from, to) = scene.ends();
    let (Some(before), Some(after)) = (scene.total(from), scene.total(to)) else { return };
    if from == to {
        return;
    }
    let bridge = scene.comparison.bridge(from, to);
    let parts = parts(scene, &bridge, after - before);
    let widest = parts.iter().map(|it| it.span.abs()).max().unwrap_or_default();
    rows.extend([Row::air(), Row::heading(format!("WHY IT CHANGED  {}", scene.between(from, to)))]);
    for told in parts {
        let at = rows.len();
        let mut row = part_row(scene, told.label.to_owned(), told.span, size(told.span, widest));
        let behind: Vec<&Contribution> = bridge.behind(told.part).collect();
        row.opens = (!behind.is_empty()).then_some(false);
        rows.push(row);
        let spans: Vec<Span> = behind.iter().map(|it| it.span).collect();
        let shown = adding_up_to(&spans, told.span);
        let mut steps: Vec<(&Contribution, Span)> = behind.into_iter().zip(shown).collect();
        steps.sort_by_key(|(_, span)| if told.span.is_negative() { *span } else { -*span });
        for (it, span) in steps {
            let name = label(scene, &scene.comparison.rows[it.group]).text;
            let mut row = part_row(scene, format!("  {name}"), span, size(span, widest));
            row.under = Some(at);
            row.work = Some(it.group);
            rows.push(row);
        }
    }
    let mut sum =
        Row::new(Kind::Heading, Toned::new("  together", Tone::Strong), one(scene, after - before, 0));
    sum.delta = None;
    rows.push(sum);
}

/// Tells it in one line: `on steps automated since −46:20 · waiting −22:00 = −1:27:29`; empty where there is nothing to.
pub(super) fn sentence(scene: &Scene) -> String {
    let (from, to) = scene.ends();
    let (Some(before), Some(after)) = (scene.total(from), scene.total(to)) else { return String::new() };
    let told = parts(scene, &scene.comparison.bridge(from, to), after - before);
    let told: Vec<String> = told.iter().map(|it| format!("{} {}", it.label, delta(it.span).text)).collect();
    scene.own(format!(
        "bridge {}: {} = {}",
        scene.between(from, to),
        told.join(" · "),
        delta(after - before).text
    ))
}

/// The parts that added anything, what changed the total most first.
fn parts(scene: &Scene, bridge: &Bridge, total: Span) -> Vec<Told> {
    let exact: Vec<Span> = Part::ALL.iter().map(|part| bridge.part(*part)).collect();
    let shown = adding_up_to(&exact, total);
    let told = Part::ALL
        .into_iter()
        .zip(shown)
        .filter(|(part, span)| *span != Span::ZERO || bridge.behind(*part).next().is_some());
    let mut told: Vec<Told> =
        told.map(|(part, span)| Told { part, label: name(scene, bridge, part), span }).collect();
    told.sort_by_key(|it| if total > Span::ZERO { -it.span } else { it.span });
    told
}

fn name(scene: &Scene, bridge: &Bridge, part: Part) -> &'static str {
    match part {
        Part::Automated if bridge.behind(part).all(|it| rose(scene, it.group)) => "on steps automated since",
        part => words(part),
    }
}

fn rose(scene: &Scene, work: usize) -> bool {
    let (from, to) = scene.ends();
    let level = |at: usize| scene.comparison.rows[work].cells[at].as_ref().and_then(|it| it.achieved);
    matches!((level(from), level(to)), (Some(Achieved::Level(was)), Some(Achieved::Level(is))) if is > was)
}

fn size(span: Span, widest: Span) -> u16 {
    let share = (span.abs().millis() * 1_000).checked_div(widest.millis()).unwrap_or_default();
    u16::try_from(share).unwrap_or(1_000)
}

fn part_row(scene: &Scene, label: String, span: Span, size: u16) -> Row {
    let mut row = Row::new(Kind::Bridge, Toned::new(label, Tone::Plain), one(scene, span, size));
    row.delta = Some(span);
    row
}

fn one(scene: &Scene, span: Span, size: u16) -> Figures {
    let by = delta(span);
    Figures::One(Toned::new(scene.own(by.text), by.tone), size)
}
