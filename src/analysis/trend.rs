//! How the restore time of a procedure went from drill to drill.

use super::scope::usual;
use super::summary::Summary;
use crate::drill::ids::{EnvironmentName, PersonName, SessionId};
use crate::drill::time::{Span, WallTime};

/// One session on the line.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Which session.
    pub session: SessionId,
    /// When it began.
    pub started: WallTime,
    /// Seconds east of UTC of the zone in which it began.
    pub utc_offset_s: i32,
    /// Who drove.
    pub owner: PersonName,
    /// Its recovery time.
    pub total: Span,
    /// Whether that had to be taken from wall clocks across a reboot.
    pub estimated: bool,
    /// Its objective.
    pub rto: Option<Span>,
    /// Whether that was met.
    pub met: Option<bool>,
    /// How long people worked.
    pub hands: Span,
    /// Which part of the done steps was automated.
    pub automation: Option<f64>,
    /// Whether it can stand beside the others; one that cannot is shown, and is no part of the line.
    pub like: bool,
    /// Whether it is the fastest of those that can.
    pub best: bool,
}

/// The sessions of one environment, oldest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Where they were held.
    pub environment: EnvironmentName,
    /// Whether that environment is protected.
    pub protected: bool,
    /// The sessions whose clock has stopped, those that were given up or left out apart.
    pub points: Vec<Point>,
}

/// Lays the sessions of one procedure on lines, one for each environment, in the order in which they were first held.
/// Samples are on it only where there is nothing else.
pub fn trend<'a>(summaries: impl IntoIterator<Item = &'a Summary>) -> Vec<Series> {
    let mut held: Vec<&Summary> = summaries.into_iter().filter(|it| it.total().is_some()).collect();
    if held.iter().any(|it| !it.sample) {
        held.retain(|it| !it.sample);
    }
    held.sort_by_key(|it| it.started_us);
    let scopes: Vec<_> = held.iter().filter_map(|it| it.scope.as_ref()).collect();
    let usual = usual(scopes.iter().copied());
    let mut lines: Vec<Series> = Vec::new();
    for it in held {
        let Some(total) = it.total() else { continue };
        let like = it.scope.as_ref().zip(usual).is_some_and(|(it, usual)| it.is_like(usual));
        let point = Point {
            session: it.session.clone(),
            started: it.started_us,
            utc_offset_s: it.utc_offset_s,
            owner: it.owner.clone(),
            total,
            estimated: it.estimated,
            rto: it.rto_ms.map(Span::from_millis),
            met: it.rto_met,
            hands: Span::from_millis(it.hands_ms),
            automation: it.counts.automation_by_steps(),
            like,
            best: false,
        };
        match lines.iter_mut().find(|known| known.environment == it.environment) {
            Some(known) => known.points.push(point),
            None => lines.push(Series {
                environment: it.environment.clone(),
                protected: it.protected,
                points: vec![point],
            }),
        }
    }
    for line in &mut lines {
        if let Some(best) = line.points.iter_mut().filter(|it| it.like).min_by_key(|it| it.total) {
            best.best = true;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::past::tests::{chain, drill, held};
    use super::*;

    fn of(days: i64, environment: &str, seconds: i64) -> Summary {
        held(days, &drill(&chain(), environment, &[seconds, seconds, seconds]))
    }

    #[test]
    fn a_line_for_each_environment() {
        let mut unlike = of(4, "test", 5);
        if let Some(scope) = &mut unlike.scope {
            scope.components.insert("database".into(), 3);
        }
        let aborted = Summary { rta_ms: None, ..of(3, "test", 1) };
        let sample = Summary { sample: true, ..of(1, "test", 2) };
        let summaries = [
            of(2, "production", 30),
            of(9, "test", 70),
            of(5, "test", 60),
            of(1, "test", 65),
            unlike,
            aborted,
            sample,
        ];
        let lines = trend(&summaries);
        let told = |line: &Series| {
            let points = line.points.iter().map(|it| (it.total.secs(), it.like, it.best));
            (line.environment.to_string(), points.collect::<Vec<_>>())
        };
        let test = vec![(250, true, false), (220, true, true), (55, false, false), (235, true, false)];
        let expected = [("test".to_owned(), test), ("production".to_owned(), vec![(130, true, true)])];
        assert_eq!(lines.iter().map(told).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn samples_have_a_line_where_there_is_nothing_else() {
        assert_eq!(trend(&[Summary { sample: true, ..of(1, "test", 2) }])[0].points.len(), 1);
        assert_eq!(trend(&[]), []);
    }
}
