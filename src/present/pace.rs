//! Whether the drill is ahead, what it is measured against, and when it may end, in words.

use super::ascii;
use super::cells;
use super::environment::environment;
use super::format;
use super::safe::Charset;
use super::sign::dot;
use super::tone::{Tone, Toned};
use crate::analysis::baseline::{Baseline, Kind};
use crate::analysis::pace::{Measure, behind};
use crate::drill::session::Session;
use crate::drill::time::{Moment, Span};

/// Names a baseline for the head of a column: `last`, `best`, `best seg`, `median`, `RTO`, or the beginning of an id.
pub fn column(baseline: &Baseline, charset: Charset) -> String {
    match &baseline.kind {
        Kind::BestSegments => "best seg".to_owned(),
        Kind::Objective => "RTO".to_owned(),
        Kind::Session(id) => cells::label(id.as_str(), 7, charset),
        kind => kind.word().to_owned(),
    }
}

/// Names a baseline in a sentence: `last`, `the best`, `the best segments`, `the median`, `the RTO`, `session 01z0zajkmt`.
fn name(baseline: &Baseline, charset: Charset) -> String {
    match &baseline.kind {
        Kind::Last => "last".to_owned(),
        Kind::Best => "the best".to_owned(),
        Kind::BestSegments => "the best segments".to_owned(),
        Kind::Median => "the median".to_owned(),
        Kind::Objective => "the RTO".to_owned(),
        Kind::Session(id) => format!("session {}", cells::shown(id.as_str(), charset)),
    }
}

/// Says how the drill stands against its baseline: `1:48 ahead of last`; `None` as long as nothing can be said.
pub fn standing(session: &Session, measure: &Measure, now: &Moment, charset: Charset) -> Option<Toned> {
    let baseline = measure.baseline.as_ref()?;
    let behind = behind(session, baseline, now)?;
    let (length, name) = (format::step(Span::from_secs(behind.abs().secs())), name(baseline, charset));
    let unlike = if baseline.basis.like { "" } else { " (unlike)" };
    Some(match behind.secs() {
        0 => Toned::new(format!("level with {name}{unlike}"), Tone::Plain),
        1.. => Toned::new(format!("{length} behind {name}{unlike}"), Tone::Behind),
        _ => Toned::new(format!("{length} ahead of {name}{unlike}"), Tone::Ahead),
    })
}

/// Says what the drill is measured against: `measured against the median of 4 drills in test`.
pub fn basis(session: &Session, measure: &Measure, charset: Charset) -> String {
    let Some(baseline) = &measure.baseline else {
        return "there is no earlier drill to measure this one against".to_owned();
    };
    let basis = &baseline.basis;
    let protected = |it| session.procedure().environment(it).is_some_and(|it| it.protected);
    let place = match &basis.environment {
        Some(it) => format!(" in {}", environment(it, protected(it), charset).text),
        None if basis.sessions > 1 => " in several environments".to_owned(),
        None => String::new(),
    };
    let drills = format::count(basis.sessions, "drill");
    let of = match (&baseline.kind, basis.sessions) {
        (Kind::Objective, 0) => "the RTO, spread over the steps by their estimates".to_owned(),
        (Kind::Objective, _) => format!("the RTO, spread over the steps by {drills}{place}"),
        (Kind::Last, _) if basis.session.is_some() => format!("the last drill{place}"),
        (Kind::Last, _) => format!("the last time of each step, of {drills}{place}"),
        (Kind::Best, _) => format!("the best drill{place}"),
        (Kind::Session(_), _) => format!("{}{place}", name(baseline, charset)),
        _ => format!("{} of {drills}{place}", name(baseline, charset)),
    };
    let total = baseline.total.map(|it| format!("{}{}", dot(charset), format::clock(it))).unwrap_or_default();
    let unlike = if basis.like { "" } else { ", which is unlike this one" };
    ascii::signs(&format!("measured against {of}{total}{unlike}"), charset).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::baseline::Current;
    use crate::analysis::past::{Past, Present};
    use crate::analysis::rehearsal::{Rehearsal, procedure};
    use crate::analysis::scope::Scope;
    use crate::analysis::summary::Summary;

    fn earlier(days: i64, environment: &str, seconds: i64) -> Summary {
        let drill = Rehearsal::in_environment(procedure(), environment, |_| {}).declare().start("a");
        let drill = drill.at(seconds).done("a").skip("b").skip("c").verify().finish();
        let mut summary = Summary::of(&drill.session, &drill.now).unwrap();
        summary.started_us = summary.started_us - Span::from_secs(days * 86_400);
        summary
    }

    fn measured(drill: &Rehearsal, kind: &Kind, earlier: Vec<Summary>) -> Measure {
        let scope = Scope::of(&drill.session).unwrap();
        let (procedure, started) = (drill.session.procedure(), drill.session.started().unwrap().wall);
        let past = Past::of(Present { procedure, scope: &scope, started }, earlier);
        let rto = drill.session.rto().map(|it| it.span);
        let current = Current { procedure, environment: &scope.environment, rto };
        Measure { baseline: Baseline::of(kind, &past, current), past }
    }

    fn drill() -> Rehearsal {
        Rehearsal::new(procedure()).declare().start("a")
    }

    #[test]
    fn ahead_level_or_behind() {
        let told = |drill: &Rehearsal, kind| {
            let measure = measured(drill, &kind, vec![earlier(1, "test", 100)]);
            standing(&drill.session, &measure, &drill.now, Charset::Unicode)
        };
        let at = |seconds| drill().at(seconds).done("a");
        assert_eq!(told(&drill(), Kind::Last), None);
        assert_eq!(told(&at(40), Kind::Last), Some(Toned::new("1:00 ahead of last", Tone::Ahead)));
        assert_eq!(told(&at(100), Kind::Best), Some(Toned::new("level with the best", Tone::Plain)));
        assert_eq!(told(&at(126), Kind::Median), Some(Toned::new("0:26 behind the median", Tone::Behind)));
        let none = Measure::default();
        assert_eq!(standing(&at(9).session, &none, &at(9).now, Charset::Unicode), None);
    }

    #[test]
    fn what_the_drill_is_measured_against() {
        let told = |kind, earlier| {
            let drill = drill();
            basis(&drill.session, &measured(&drill, &kind, earlier), Charset::Unicode)
        };
        let two = || vec![earlier(2, "test", 90), earlier(1, "test", 100)];
        assert_eq!(told(Kind::Last, two()), "measured against the last drill in test · 0:01:40");
        assert_eq!(told(Kind::Median, two()), "measured against the median of 2 drills in test · 0:01:40");
        let production = vec![earlier(1, "production", 60)];
        assert_eq!(told(Kind::Best, production), "measured against the best drill in PRODUCTION · 0:01:00");
        let estimates = "measured against the RTO, spread over the steps by their estimates · 1:00:00";
        assert_eq!(told(Kind::Objective, vec![]), estimates);
        assert_eq!(told(Kind::Last, vec![]), "there is no earlier drill to measure this one against");
    }
}
