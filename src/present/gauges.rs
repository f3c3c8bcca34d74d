//! The objectives panel: the figures beside the clock, with bars.

use super::forecast;
use super::format;
use super::objectives::{Figure, figures};
use super::safe::Charset;
use super::sign::dot;
use super::tone::{Tone, Toned};
use crate::analysis::forecast::Forecast;
use crate::analysis::metrics::Metrics;
use crate::drill::procedure::Objective;
use crate::drill::session::Session;
use crate::drill::time::{Elapsed, Moment, Span};

/// One row of the panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gauge {
    /// What it is, and what it says.
    pub figure: Figure,
    /// The same in fewer cells, where there are not enough; empty where nothing can be spared.
    pub short: String,
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

impl Gauge {
    fn new(figure: Figure, hands: &str) -> Self {
        let short = match figure.name.as_str() {
            "hands" => hands.to_owned(),
            name if name.starts_with("RPO ") || name == "RPA" => {
                figure.value.text.strip_prefix("newest ").unwrap_or_default().to_owned()
            }
            _ => String::new(),
        };
        Self { figure, short, bar: None }
    }
}

/// The most pieces that a bar is drawn of.
const MOST_PIECES: u64 = 10;

/// Puts the figures of a session into rows with their bars; hands and automation share the last one. What is expected
/// stands behind the objective.
pub fn gauges(session: &Session, ahead: Option<&Forecast>, now: &Moment, charset: Charset) -> Vec<Gauge> {
    let metrics = Metrics::of(session, now);
    let mut figures = figures(session, &metrics, now, charset);
    let counts = metrics.counts;
    let mut shorter = String::new();
    if figures.pop_if(|figure| figure.name == "automated").is_some()
        && let (Some(hands), true) = (figures.last_mut(), counts.done > 0)
    {
        let automated = format!("automated {} of {}", counts.automated, counts.done);
        let fewer = format!("automated {}/{}", counts.automated, counts.done);
        shorter = [hands.value.text.as_str(), fewer.as_str()].join(dot(charset));
        hands.value.text = [hands.value.text.as_str(), automated.as_str()].join(dot(charset));
    }
    let mut gauges: Vec<Gauge> = figures.into_iter().map(|figure| Gauge::new(figure, &shorter)).collect();
    for gauge in &mut gauges {
        match (session.rto(), gauge.figure.name.as_str()) {
            (Some(rto), name) if name.starts_with("RTO ") => used(gauge, session, rto, now),
            (_, "back") => gauge.bar = back(session, &metrics),
            _ => {}
        }
    }
    if let Some(ahead) = ahead.filter(|_| session.clock(now).running) {
        let (value, short) = forecast::row(session, ahead, now, charset);
        let at = usize::from(session.rto().is_some()).min(gauges.len());
        let figure = Figure { name: "ends".to_owned(), value };
        gauges.insert(at, Gauge { figure, short, bar: None });
    }
    gauges
}

/// Says how much of the objective is left, in the full seconds that the clock beside it shows.
pub fn time_left(rto: &Objective, elapsed: Elapsed, stopped: bool) -> Toned {
    let left = rto.span.secs() - elapsed.span.secs();
    let length = format::clock(Span::from_secs(left.abs()));
    match (elapsed.span <= rto.span, stopped) {
        (true, false) => Toned::new(format!("{length} left"), Tone::Plain),
        (true, true) => Toned::new(format!("{length} to spare"), Tone::Ahead),
        (false, _) => Toned::new(format!("{length} over"), Tone::Behind),
    }
}

fn used(gauge: &mut Gauge, session: &Session, rto: &Objective, now: &Moment) {
    let face = session.clock(now);
    let used = u64::try_from(face.elapsed.span.micros()).unwrap_or(0);
    let whole = u64::try_from(rto.span.micros()).unwrap_or(0);
    let percent = format::percent(used, whole).unwrap_or_default();
    gauge.bar = Some(Bar { part: used.min(whole), whole, pieces: false, percent });
    if face.running {
        gauge.figure.value = time_left(rto, face.elapsed, false);
    }
}

fn back(session: &Session, metrics: &Metrics) -> Option<Bar> {
    let (there, all) =
        (metrics.restored.components.len() as u64, session.procedure().components.len() as u64);
    let pieces = all.min(MOST_PIECES);
    let part = (there * pieces).checked_div(all)?;
    Some(Bar { part, whole: pieces, pieces: true, percent: String::new() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{BEGINNING, Rehearsal, component, procedure};
    use crate::drill::command::Command;
    use crate::drill::procedure::Procedure;

    fn told(drill: &Rehearsal) -> Vec<String> {
        let row = |row: Gauge| {
            let bar = row.bar.map(|it| format!(" | {}/{} {}", it.part, it.whole, it.percent));
            format!("{}: {}{}", row.figure.name, row.figure.value.text, bar.unwrap_or_default())
        };
        gauges(&drill.session, None, &drill.now, Charset::Unicode).into_iter().map(row).collect()
    }

    #[test]
    fn where_there_is_little_room_words_go_and_figures_stay() {
        let newest = BEGINNING - Span::from_secs(600);
        let drill = Rehearsal::new(plan()).declare().start("a").done("a");
        let drill = drill.does(Command::SetRecoveryPoint { newest, source: "orders".into() });
        let rows = gauges(&drill.session, None, &drill.now, Charset::Unicode);
        for row in rows.iter().filter(|row| !row.short.is_empty()) {
            let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
            assert_eq!(digits(&row.short), digits(&row.figure.value.text));
            assert!(row.short.len() < row.figure.value.text.len());
        }
        let short: Vec<&str> = rows.iter().map(|row| row.figure.name.as_str()).collect();
        assert!(rows.iter().filter(|row| !row.short.is_empty()).count() == 2, "{short:?}");
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
    fn what_is_expected_stands_behind_the_objective_while_the_clock_runs() {
        let s = Span::from_secs;
        let ahead = Forecast {
            early: s(3_000),
            expected: s(3_400),
            late: s(3_780),
            chance: Some(0.8),
            drills: 7,
            estimates: 0,
        };
        let names = |drill: &Rehearsal| {
            let rows = gauges(&drill.session, Some(&ahead), &drill.now, Charset::Unicode);
            rows.into_iter().map(|it| (it.figure.name, it.short)).collect::<Vec<_>>()
        };
        let drill = Rehearsal::new(procedure()).declare().at(60);
        let told = ("ends".to_owned(), "14:44–14:57 80%, 7 drills".to_owned());
        assert_eq!(names(&drill)[1], told);
        assert!(names(&drill.verify()).iter().all(|(name, _)| name != "ends"));
    }

    #[test]
    fn over_the_objective_the_bar_is_full_and_the_figure_goes_on() {
        let drill = Rehearsal::new(procedure()).declare().at(4_323);
        let row = gauges(&drill.session, None, &drill.now, Charset::Unicode).remove(0);
        assert_eq!(row.figure.value, Toned::new("0:12:03 over", Tone::Behind));
        let bar = row.bar.unwrap();
        assert_eq!((bar.part, bar.whole, bar.percent.as_str()), (3_600_000_000, 3_600_000_000, "120%"));
    }

    #[test]
    fn what_a_procedure_does_not_have_has_no_row() {
        let drill = Rehearsal::new(Procedure { rto: None, rpo: None, ..procedure() }).declare();
        assert_eq!(told(&drill), ["hands: 0:00"]);
    }
}
