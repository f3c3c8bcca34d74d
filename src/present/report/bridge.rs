//! Why the total changed since the session before, and where this session's time went.

use super::block::{Bar, Block, Place, Stretch};
use super::steps::change;
use super::subject::{BEFORE, HERE, Subject};
use crate::analysis::bridge::{Bridge, Part};
use crate::analysis::comparison::Row;
use crate::drill::time::Span;
use crate::present::adding::adding_up;
use crate::present::bridge::words;
use crate::present::environment::environment;
use crate::present::format;
use crate::present::tone::{Tone, Toned};

/// How many steps are named behind a part.
const NAMED: usize = 3;

/// Says which session this one is held against.
pub(super) fn against(subject: &Subject<'_>) -> Option<Block> {
    let it = subject.previous?;
    let (opening, started) = (it.session.opening()?, it.session.started()?);
    let place = environment(&opening.environment, opening.protected, subject.charset).text;
    let same = subject.session.opening().is_some_and(|it| it.environment == opening.environment);
    let which = if same {
        "the latest earlier one of its kind in the same environment"
    } else {
        "held in another environment: there is no earlier one of its kind in this one"
    };
    let day = format::date(started.wall, started.utc_offset_s);
    let id = subject.safe(it.id.as_str());
    let tone = if same { Tone::Plain } else { Tone::Warned };
    Some(Block::Remark(Toned::new(format!("Against session {id} of {day} in {place}, {which}."), tone)))
}

/// Draws the bridge from the total of the session before to this one's; `None` where either has none.
pub(super) fn bridge(subject: &Subject<'_>) -> Option<Block> {
    let (before, here) = subject.totals()?;
    let comparison = subject.comparison.as_ref()?;
    let bridge = comparison.bridge(BEFORE, HERE);
    let parts: Vec<Part> = Part::ALL.into_iter().filter(|it| bridge.part(*it) != Span::ZERO).collect();
    let exact: Vec<Span> = parts.iter().map(|it| bridge.part(*it)).collect();
    let seconds = between_totals(&exact, here.secs() - before.secs());
    let mut peak = before.max(here);
    let mut at = before;
    for part in &exact {
        at += *part;
        peak = peak.max(at);
    }
    let place = |span: Span| Place::of(span.micros(), peak.micros());
    let whole = |name: &str, total: Span| Bar {
        name: name.to_owned(),
        value: Toned::new(format::clock(total), Tone::Strong),
        stretch: Stretch { from: Place(0), to: place(total) },
        behind: String::new(),
        sum: true,
    };
    let mut bars = vec![whole("the session before", before)];
    let mut at = before;
    for ((part, exact), shown) in parts.iter().zip(exact).zip(seconds) {
        let next = at + exact;
        bars.push(Bar {
            name: words(*part).to_owned(),
            value: change(subject, shown),
            stretch: Stretch { from: place(at.min(next)), to: place(at.max(next)) },
            behind: behind(subject, &comparison.rows, &bridge, *part),
            sum: false,
        });
        at = next;
    }
    bars.push(whole("this session", here));
    Some(Block::Bars(bars))
}

/// Says why there is no bridge.
pub(super) fn no_totals(subject: &Subject<'_>) -> Block {
    let why = if subject.session.excluded().is_some() {
        "This session is left out of comparisons, so its total stands alone; the steps are compared below."
    } else {
        "This session has no recovery time to compare; the steps are compared below."
    };
    Block::Remark(Toned::new(why, Tone::Muted))
}

/// Rounds parts to full seconds that add up to the difference of the totals as they are shown.
fn between_totals(parts: &[Span], seconds: i64) -> Vec<Span> {
    let sum: Span = parts.iter().copied().sum();
    let mut shown = adding_up(&[parts, &[Span::from_secs(seconds) - sum]].concat());
    let rest = shown.pop().unwrap_or_default();
    if let Some(largest) = shown.iter_mut().max_by_key(|it| it.abs()) {
        *largest += rest;
    }
    shown
}

/// Names the works that made most of a part: `7 Restore the database −28:08, …`.
fn behind(subject: &Subject<'_>, rows: &[Row], bridge: &Bridge, part: Part) -> String {
    let mut behind: Vec<_> = bridge.behind(part).copied().collect();
    behind.sort_by_key(|it| std::cmp::Reverse(it.span.abs()));
    let more = behind.len().saturating_sub(NAMED);
    let named = behind.iter().take(NAMED).filter_map(|it| {
        let name = work(subject, rows.get(it.group)?)?;
        Some(format!("{name} {}", change(subject, it.span).text))
    });
    let more = (more > 0).then(|| format!("{more} more"));
    named.chain(more).collect::<Vec<_>>().join(", ")
}

/// Names a work by its first step here, else by the one before.
fn work(subject: &Subject<'_>, row: &Row) -> Option<String> {
    if let Some(cell) = &row.cells[HERE] {
        return cell.places.first().map(|at| subject.step(*at));
    }
    let at = *row.cells[BEFORE].as_ref()?.places.first()?;
    Some(subject.safe(&subject.previous?.session.procedure().steps.get(at)?.title))
}

/// Draws what the minutes of the clock went into.
pub(super) fn minutes(subject: &Subject<'_>) -> Option<Block> {
    let spent = &subject.metrics.minutes;
    if spent.total <= Span::ZERO {
        return None;
    }
    let kinds = [
        ("hands", "people worked", spent.session.hands),
        ("machine", "a script worked", spent.session.machine),
        ("deciding", "on hold: the team made up its mind", spent.session.deciding),
        ("waiting", "on hold: others were waited for", spent.session.waiting),
        ("between", "no step ran", spent.between),
    ];
    let lengths = kinds.map(|(_, _, span)| span);
    let mut at = Span::ZERO;
    let mut bars = Vec::new();
    for ((name, meaning, span), shown) in kinds.into_iter().zip(adding_up(&lengths)) {
        if span > Span::ZERO {
            bars.push(bar(name, meaning, shown, (at, at + span), spent.total));
            at += span;
        }
    }
    let whole =
        bar("together", "", Span::from_secs(spent.total.secs()), (Span::ZERO, spent.total), spent.total);
    bars.push(Bar { sum: true, ..whole });
    Some(Block::Bars(bars))
}

fn bar(name: &str, behind: &str, shown: Span, (from, to): (Span, Span), whole: Span) -> Bar {
    let place = |span: Span| Place::of(span.micros(), whole.micros());
    Bar {
        name: name.to_owned(),
        value: Toned::new(format::step(shown), Tone::Plain),
        stretch: Stretch { from: place(from), to: place(to) },
        behind: behind.to_owned(),
        sum: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn shown_parts_lead_from_one_shown_total_to_the_other(
            ms in proptest::collection::vec(-900_000_i64..900_000, 1..8), before in 10_000_000_i64..20_000_000,
        ) {
            let parts: Vec<Span> = ms.into_iter().map(Span::from_millis).collect();
            let before = Span::from_millis(before);
            let here = before + parts.iter().copied().sum();
            let shown = between_totals(&parts, here.secs() - before.secs());
            prop_assert_eq!(before.secs() + shown.iter().map(|it| it.secs()).sum::<i64>(), here.secs());
            for (exact, shown) in parts.iter().zip(shown) {
                prop_assert!((*exact - shown).abs() <= Span::from_secs(2));
            }
        }
    }
}
