//! The head of a report: what was held, what has to be known before it is believed, and the figures with their scope.

use super::block::{Block, Kind, Row, Table};
use super::subject::Subject;
use crate::analysis::metrics::Measured;
use crate::analysis::scope::Known;
use crate::drill::anchors::Source;
use crate::drill::procedure::Anchor;
use crate::drill::session::Stage;
use crate::drill::time::Span;
use crate::present::format;
use crate::present::header::version;
use crate::present::people::people;
use crate::present::show::Chain;
use crate::present::sign::{arrow, dot};
use crate::present::tone::{Tone, Toned};

/// Tells who held it and when, in lines.
pub(super) fn byline(subject: &Subject<'_>) -> Vec<String> {
    let session = subject.session;
    let id = session.log().last().map(|event| event.session.as_str()).unwrap_or_default();
    let began = session.started().map(|it| format!("began {}", format::date_time(it.wall, it.utc_offset_s)));
    let ended = session.ended().map(|it| format!("ended {}", format::date_time(it.wall, it.utc_offset_s)));
    let life = [Some(format!("session {}", subject.safe(id))), began, ended].into_iter().flatten();
    let life = life.collect::<Vec<_>>().join(dot(subject.charset));
    let day = subject.day().map(|day| format!("Times of day are those of {day}."));
    let version = subject.kept.version.map(|it| version(it, subject.charset)).filter(|it| !it.is_empty());
    let version = version.map(|it| format!("procedure {it}"));
    [Some(life), version, Some(people(session, subject.charset)), day]
        .into_iter()
        .flatten()
        .filter(|line| !line.is_empty())
        .collect()
}

/// Says what has to be known before the figures are believed.
pub(super) fn notices(subject: &Subject<'_>) -> Vec<Toned> {
    let session = subject.session;
    let now = format::date_time(subject.now.wall, subject.now.utc_offset_s);
    let sample = session.opening().is_some_and(|it| it.sample);
    let excluded = session.excluded().map(|(why, stamp)| {
        let by = subject.safe(stamp.by.as_str());
        let why = subject.safe(why);
        format!(
            "Left out of baselines, statistics and trends by {by}, {}: {why}",
            subject.time(&stamp.moment)
        )
    });
    let clock = session.clock(subject.now);
    let assumed = [&clock.from, &clock.to].into_iter().flatten().filter(|it| it.source == Source::Assumed);
    let assumed = assumed.count() > 0;
    let broken = subject.kept.chain == Some(Chain::Broken);
    let notice = |holds: bool, text: &str, tone| holds.then(|| Toned::new(text, tone));
    let open = format!("The drill goes on: figures are those of {now}.");
    let parts = [
        notice(sample, "A sample, made up to show the tool: nobody held this drill.", Tone::Warned),
        notice(
            broken,
            "The hash chain is broken: something was changed or removed behind the log's back.",
            Tone::Failed,
        ),
        notice(session.stage().is_open(), &open, Tone::Warned),
        notice(
            session.stage() == Stage::Aborted,
            "The drill was given up; it proves no objective.",
            Tone::Failed,
        ),
        excluded.map(|text| Toned::new(text, Tone::Warned)),
        notice(
            subject.is_played(),
            "The outage was simulated: how fast it would be noticed, and what would be lost, is not proven.",
            Tone::Warned,
        ),
        notice(
            clock.elapsed.estimated,
            "Estimated: the machine was booted again on the way, so only wall clocks could be compared.",
            Tone::Warned,
        ),
        notice(
            assumed,
            "Assumed: nobody said when the clock began or stopped; it is read off the steps.",
            Tone::Warned,
        ),
    ];
    parts.into_iter().flatten().collect()
}

/// Lists objectives and actuals, each with what it holds for.
pub(super) fn figures(subject: &Subject<'_>) -> Block {
    let rows = [
        Some(recovery_time(subject)),
        recovery_point(subject),
        back(subject),
        automated(subject),
        hands(subject),
    ];
    let table = Table {
        caption: "Objectives and actuals, with what they hold for".to_owned(),
        heads: vec![
            ("figure", Kind::Words),
            ("objective", Kind::Figure),
            ("actual", Kind::Figure),
            ("result", Kind::Brief),
            ("holds for", Kind::Words),
        ],
        names: 0,
        rows: rows.into_iter().flatten().map(|cells| Row::Cells(cells.to_vec())).collect(),
    };
    Block::Table(table.closed_up())
}

type Cells = [Toned; 5];

fn plain(text: impl Into<String>) -> Toned {
    Toned::new(text, Tone::Plain)
}

/// Sets an actual against its objective, both in the full units in which they are shown, so that they add up.
fn verdict(measured: &Measured, unit_s: i64, words: fn(Span) -> String) -> Option<Toned> {
    let full = |span: Span| span.secs().div_euclid(unit_s) * unit_s;
    let spare = Span::from_secs(full(measured.objective?) - full(measured.actual?.span));
    Some(if measured.met()? {
        Toned::new(format!("met, {} to spare", words(spare)), Tone::Ahead)
    } else {
        Toned::new(format!("missed by {}", words(-spare)), Tone::Behind)
    })
}

/// What is said of an objective that nothing can be set against.
fn unproven(subject: &Subject<'_>, measured: &Measured) -> Toned {
    match measured.objective {
        None => plain(""),
        Some(_) if subject.session.stage().is_open() => Toned::new("open", Tone::Muted),
        Some(_) => Toned::new("not proven", Tone::Failed),
    }
}

fn recovery_time(subject: &Subject<'_>) -> Cells {
    let (session, measured) = (subject.session, &subject.metrics.recovery_time);
    let clock = session.clock(subject.now);
    let ends =
        [("from", session.procedure().clock.0, &clock.from), ("to", session.procedure().clock.1, &clock.to)];
    let known =
        ends.map(|(_, anchor, mark)| format!("{} {}", anchor.word(), Known::of(mark.as_ref()).word()));
    let mut scope = known.join(arrow(subject.charset));
    if clock.elapsed.estimated {
        scope += ", estimated across a reboot";
    }
    let objective = session.rto().map(|it| it.text.clone()).unwrap_or_default();
    let result = verdict(measured, 1, format::clock).unwrap_or_else(|| unproven(subject, measured));
    let actual = match measured.actual {
        Some(it) => Toned::new(format::clock(it.span), Tone::Strong),
        None => Toned::new(format!("{} so far", format::clock(clock.elapsed.span)), Tone::Muted),
    };
    let name = format!("recovery time, {}{}{}", ends[0].1.word(), arrow(subject.charset), ends[1].1.word());
    [plain(name), plain(objective), actual, result, plain(scope)]
}

fn recovery_point(subject: &Subject<'_>) -> Option<Cells> {
    let (session, measured) = (subject.session, &subject.metrics.recovery_point);
    let given = session.recovery_points().last().zip(measured.actual);
    if session.rpo().is_none() && given.is_none() {
        return None;
    }
    let objective = session.rpo().map(|it| it.text.clone()).unwrap_or_default();
    let name = plain("data lost, outage back to the newest datum");
    let Some((point, lost)) = given else {
        let result = if session.rpo().is_some() { Toned::new("not proven", Tone::Failed) } else { plain("") };
        return Some([name, plain(objective), Toned::new("not given", Tone::Muted), result, plain("")]);
    };
    let outage = Known::of(session.anchor(Anchor::Outage).as_ref()).word();
    let newest = format::date_time(point.newest, point.stamp.moment.utc_offset_s);
    let (source, by) = (subject.safe(&point.source), subject.safe(point.stamp.by.as_str()));
    let scope = format!("outage {outage}; newest datum {newest}, read from {source} by {by}");
    let result = verdict(measured, 60, format::recovery_point).unwrap_or_default();
    let actual = Toned::new(format::recovery_point(lost.span), Tone::Strong);
    Some([name, plain(objective), actual, result, plain(scope)])
}

fn back(subject: &Subject<'_>) -> Option<Cells> {
    let it = &subject.metrics.restored;
    let all = subject.session.procedure().components.len();
    let share = format::percent(it.weight, it.total)?;
    let (objective, result) = (plain(""), plain(format!("{} of {all} components", it.components.len())));
    let scope = "by weight; a component is back once every step that restores it is done";
    Some([plain("service back"), objective, Toned::new(share, Tone::Strong), result, plain(scope)])
}

fn automated(subject: &Subject<'_>) -> Option<Cells> {
    let counts = subject.metrics.counts;
    let share = format::percent(counts.automated.into(), counts.done.into())?;
    let result = format!("{} of {} steps done", counts.automated, counts.done);
    let skipped = if counts.skipped == 0 { String::new() } else { format!("; {} skipped", counts.skipped) };
    let scope = format!("steps done that achieved scripted or above{skipped}");
    Some([plain("automated"), plain(""), Toned::new(share, Tone::Strong), plain(result), plain(scope)])
}

fn hands(subject: &Subject<'_>) -> Option<Cells> {
    let minutes = &subject.metrics.minutes;
    let share = format::percent(
        u64::try_from(minutes.session.hands.millis()).ok()?,
        u64::try_from(minutes.total.millis()).ok()?,
    )?;
    let hands = Toned::new(format::step(minutes.session.hands), Tone::Strong);
    Some([
        plain("hands"),
        plain(""),
        hands,
        plain(format!("{share} of the clock")),
        plain("time in which people worked"),
    ])
}
