//! What a probe saw, laid on the recovery clock: from when to when what it asks for was there.

use super::lanes::origin;
use crate::drill::session::Session;
use crate::drill::time::{Moment, Span};

/// A stretch in which a probe saw the same. Places are lengths from the start of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Where it begins.
    pub from: Span,
    /// Where it ends; never before it begins.
    pub to: Span,
    /// Whether what was asked for was there.
    pub up: bool,
}

/// What one probe saw, from its first look to the end of the drill.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Watch {
    /// One stretch for each change, oldest first, without a gap between them.
    pub seen: Vec<Seen>,
}

impl Watch {
    /// Lays out what a probe saw; what it saw last lasts until `now`, or to the end of the drill.
    pub fn of(session: &Session, probe: &str, now: &Moment) -> Self {
        let Some(start) = origin(session) else { return Self::default() };
        let place = |moment: &Moment| session.timeline().between(&start, moment).span;
        let end = place(session.ended().unwrap_or(now));
        let mut seen: Vec<Seen> = Vec::new();
        for it in session.probes().of(probe) {
            let at = place(&it.moment);
            let from = seen.last().map_or(at, |last| at.max(last.from));
            if let Some(last) = seen.last_mut() {
                last.to = from;
            }
            seen.push(Seen { from, to: end.max(from), up: it.up });
        }
        Self { seen }
    }

    /// Returns for how long it was there.
    pub fn up(&self) -> Span {
        self.length(true)
    }

    /// Returns for how long it was not there.
    pub fn down(&self) -> Span {
        self.length(false)
    }

    fn length(&self, up: bool) -> Span {
        self.seen.iter().filter(|it| it.up == up).map(|it| it.to - it.from).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, watched};

    fn secs(drill: &Rehearsal) -> Vec<(i64, i64, bool)> {
        let watch = Watch::of(&drill.session, "clients", &drill.now);
        watch.seen.iter().map(|it| (it.from.secs(), it.to.secs(), it.up)).collect()
    }

    #[test]
    fn what_was_seen_lies_on_the_clock_and_the_last_of_it_lasts() {
        let drill = Rehearsal::new(watched()).sees("clients", true).at(10).declare();
        assert_eq!(secs(&drill), [(-10, 0, true)], "it was seen before the clock began");
        let drill = drill.at(30).sees("clients", false).at(70).sees("clients", true).at(80);
        assert_eq!(secs(&drill), [(-10, 20, true), (20, 60, false), (60, 70, true)]);
        let watch = Watch::of(&drill.session, "clients", &drill.now);
        assert_eq!((watch.up().secs(), watch.down().secs()), (40, 40));
        let over = drill.verify().finish().at(500);
        assert_eq!(secs(&over).last(), Some(&(60, 70, true)), "nobody looks once the drill is over");
        assert_eq!(Watch::of(&over.session, "storage", &over.now), Watch::default());
    }
}
