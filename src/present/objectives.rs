//! The figures beside the clock: objectives, what is back, hands and automation.

use super::format;
use super::safe::Charset;
use super::sign::{arrow, dot};
use super::tone::{Tone, Toned};
use crate::analysis::metrics::{Measured, Metrics};
use crate::drill::procedure::{Anchor, Objective};
use crate::drill::session::Session;
use crate::drill::time::{Moment, Span, WallTime};

/// One figure: what it is, and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// `RTO 4h`, `RPO 24h`, `back`, `hands`, `automated`.
    pub name: String,
    /// The figure in words.
    pub value: Toned,
}

impl Figure {
    fn new(name: impl Into<String>, text: impl Into<String>, tone: Tone) -> Self {
        Self { name: name.into(), value: Toned::new(text, tone) }
    }
}

/// How a session stands against its recovery time objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The clock goes on for so long before the objective is missed.
    Left(Span),
    /// Met, with so much to spare.
    Met(Span),
    /// Missed by so much, or the clock is past it by so much already.
    Missed(Span),
    /// The drill is over, and nothing shows that the service came back.
    NotProven,
}

impl Standing {
    /// Reads how a session stands. The seconds that a screen shows have to add up, so full seconds are subtracted.
    pub fn of(session: &Session, rto: &Objective, measured: &Measured, now: &Moment) -> Self {
        let elapsed = measured.actual.unwrap_or_else(|| session.clock(now).elapsed).span;
        let left = Span::from_secs(rto.span.secs() - elapsed.secs());
        match measured.met() {
            Some(true) => Self::Met(left),
            Some(false) => Self::Missed(-left),
            None if !session.stage().is_open() => Self::NotProven,
            None if elapsed > rto.span => Self::Missed(-left),
            None => Self::Left(left),
        }
    }

    /// Says it: `met, 1:19:48 to spare`.
    pub fn words(self) -> String {
        match self {
            Self::Left(span) => format!("{} left", format::clock(span)),
            Self::Met(span) => format!("met, {} to spare", format::clock(span)),
            Self::Missed(span) => format!("missed by {}", format::clock(span)),
            Self::NotProven => "not proven".to_owned(),
        }
    }

    /// Returns what its colour means.
    pub const fn tone(self) -> Tone {
        match self {
            Self::Left(_) => Tone::Plain,
            Self::Met(_) => Tone::Ahead,
            Self::Missed(_) => Tone::Behind,
            Self::NotProven => Tone::Failed,
        }
    }
}

/// Puts the figures of a session into words; what the procedure does not speak of is left out.
pub fn figures(session: &Session, metrics: &Metrics, now: &Moment, charset: Charset) -> Vec<Figure> {
    let recovery_time = session.rto().map(|rto| {
        let standing = Standing::of(session, rto, &metrics.recovery_time, now);
        Figure::new(format!("RTO {}", rto.text), standing.words(), standing.tone())
    });
    let recovery_point = recovery_point(session, &metrics.recovery_point, charset);
    let hands = format::hands(metrics.minutes.session.hands);
    let counts = metrics.counts;
    let automated = format!("{} of {} done", counts.automated, counts.done);
    [recovery_time, recovery_point, back(session, metrics, charset)]
        .into_iter()
        .flatten()
        .chain([Figure::new("hands", hands, Tone::Plain), Figure::new("automated", automated, Tone::Plain)])
        .collect()
}

fn recovery_point(session: &Session, measured: &Measured, charset: Charset) -> Option<Figure> {
    let given = session.recovery_points().last().zip(measured.actual);
    let name = match session.rpo() {
        Some(rpo) => format!("RPO {}", rpo.text),
        None => given.map(|_| "RPA".to_owned())?,
    };
    let Some((point, lost)) = given else {
        return Some(Figure::new(name, "newest datum not given yet", Tone::Muted));
    };
    let newest = format::wall_minute(point.newest, point.stamp.moment.utc_offset_s);
    let text = format!("newest datum {newest}{}{}", arrow(charset), format::recovery_point(lost.span));
    let tone = match measured.met() {
        Some(true) => Tone::Ahead,
        Some(false) => Tone::Behind,
        None => Tone::Plain,
    };
    Some(Figure::new(name, text, tone))
}

/// Says what would be lost if `newest` were the newest datum that is back: `0h42m lost, RPO 24h met`.
pub fn lost(session: &Session, newest: WallTime, utc_offset_s: i32, charset: Charset) -> Toned {
    let newest_text = format::date_time(newest, utc_offset_s);
    let Some(outage) = session.anchor(Anchor::Outage) else {
        return Toned::new(format!("newest datum {newest_text}; the outage has no time yet"), Tone::Plain);
    };
    let lost = outage.moment.wall - newest;
    let told = format!("newest datum {newest_text}{}{} lost", arrow(charset), format::recovery_point(lost));
    match session.rpo() {
        None => Toned::new(told, Tone::Plain),
        Some(rpo) if lost <= rpo.span => Toned::new(format!("{told}, RPO {} met", rpo.text), Tone::Ahead),
        Some(rpo) => Toned::new(format!("{told}, RPO {} missed", rpo.text), Tone::Behind),
    }
}

fn back(session: &Session, metrics: &Metrics, charset: Charset) -> Option<Figure> {
    let (restored, all) = (&metrics.restored, session.procedure().components.len());
    let share = format::percent(restored.weight, restored.total)?;
    let text = format!("{} of {all}{}{share} by weight", restored.components.len(), dot(charset));
    let tone = if restored.components.len() == all { Tone::Done } else { Tone::Plain };
    Some(Figure::new("back", text, tone))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, component, procedure};
    use crate::drill::command::Command;
    use crate::drill::procedure::Procedure;

    fn said(drill: &Rehearsal) -> Vec<(String, String, Tone)> {
        let metrics = Metrics::of(&drill.session, &drill.now);
        let figures = figures(&drill.session, &metrics, &drill.now, Charset::Unicode);
        figures.into_iter().map(|it| (it.name, it.value.text, it.value.tone)).collect()
    }

    fn expected(rows: &[(&str, &str, Tone)]) -> Vec<(String, String, Tone)> {
        rows.iter().map(|(name, text, tone)| ((*name).to_owned(), (*text).to_owned(), *tone)).collect()
    }

    #[test]
    fn while_the_clock_runs() {
        let drill = Rehearsal::new(procedure()).declare().start("a").at(2_232);
        let rows = [
            ("RTO 1h", "0:22:48 left", Tone::Plain),
            ("RPO 24h", "newest datum not given yet", Tone::Muted),
            ("hands", "37:12", Tone::Plain),
            ("automated", "0 of 0 done", Tone::Plain),
        ];
        assert_eq!(said(&drill), expected(&rows));
        assert_eq!(said(&drill.at(3_661))[0], expected(&[("RTO 1h", "missed by 0:01:01", Tone::Behind)])[0]);
    }

    #[test]
    fn when_all_is_back() {
        let mut plan = procedure();
        plan.components = vec![component("database", 3), component("reports", 1)];
        plan.steps[0].restores = vec!["database".into()];
        let drill = Rehearsal::new(plan).declare();
        let newest = drill.now.wall - Span::from_secs(42 * 60 + 55);
        let drill = drill
            .start("a")
            .at(60)
            .done("a")
            .does(Command::SetRecoveryPoint { newest, source: "orders".into() })
            .verify();
        let rows = [
            ("RTO 1h", "met, 0:59:00 to spare", Tone::Ahead),
            ("RPO 24h", "newest datum 13:12 → 0h42m", Tone::Ahead),
            ("back", "1 of 2 · 75% by weight", Tone::Plain),
            ("hands", "1:00", Tone::Plain),
            ("automated", "0 of 1 done", Tone::Plain),
        ];
        assert_eq!(said(&drill), expected(&rows));
    }

    #[test]
    fn what_the_procedure_does_not_speak_of_is_left_out() {
        let plan = Procedure { rto: None, rpo: None, ..procedure() };
        let names: Vec<_> = said(&Rehearsal::new(plan)).into_iter().map(|it| it.0).collect();
        assert_eq!(names, ["hands", "automated"]);
    }
}
