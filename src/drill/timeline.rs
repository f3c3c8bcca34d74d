//! Lays the moments of several boots on one line, so that every length of a session can be taken as a difference.

use super::ids::BootId;
use super::time::{Elapsed, Moment, Span};
use std::collections::HashMap;

/// One straight line through all boots that a session has seen.
///
/// Each boot has an origin on the line. The first boot's origin is arbitrary; a later boot's is set so that its first
/// moment lies as far behind the latest moment known as their wall clocks say, and never before it: after a reboot
/// the wall clock is all there is, so what spans two boots is *estimated*, and never negative.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    boots: HashMap<BootId, Span>,
    last: Option<(Span, Moment)>,
}

impl Timeline {
    /// Takes in the moment at which an event was written; events come in the order of the log.
    pub fn observe(&mut self, moment: &Moment) {
        let position = self.position(moment);
        if self.origin(&moment.boot).is_none() {
            self.boots.insert(moment.boot.clone(), position - moment.boottime);
        }
        if self.last.as_ref().is_none_or(|(latest, _)| *latest <= position) {
            self.last = Some((position, moment.clone()));
        }
    }

    /// Whether no event was taken in yet.
    pub fn is_empty(&self) -> bool {
        self.last.is_none()
    }

    /// Whether an event came from that boot.
    pub fn knows(&self, boot: &BootId) -> bool {
        self.boots.contains_key(boot)
    }

    /// Returns where the moment lies on the line, also for a boot that no event came from yet.
    pub fn position(&self, moment: &Moment) -> Span {
        if let Some(origin) = self.origin(&moment.boot) {
            return origin + moment.boottime;
        }
        match &self.last {
            Some((latest, last)) => *latest + (moment.wall - last.wall).max(Span::ZERO),
            None => Span::ZERO,
        }
    }

    /// Returns the length from one moment to another.
    pub fn between(&self, from: &Moment, to: &Moment) -> Elapsed {
        Elapsed { span: self.position(to) - self.position(from), estimated: from.boot != to.boot }
    }

    fn origin(&self, boot: &BootId) -> Option<Span> {
        self.boots.get(boot).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::time::WallTime;

    fn moment(boot: &str, wall_s: i64, boot_s: i64) -> Moment {
        Moment {
            wall: WallTime::from_micros(wall_s * 1_000_000),
            boottime: Span::from_secs(boot_s),
            boot: BootId::from(boot),
            utc_offset_s: 0,
        }
    }

    #[test]
    fn within_a_boot_the_wall_clock_cannot_bend_a_length() {
        let mut line = Timeline::default();
        line.observe(&moment("a", 1_000, 50));
        let elapsed = line.between(&moment("a", 1_000, 50), &moment("a", 9_000, 60));
        assert_eq!(elapsed, Elapsed { span: Span::from_secs(10), estimated: false });
    }

    #[test]
    fn across_a_reboot_the_wall_clock_estimates() {
        let mut line = Timeline::default();
        line.observe(&moment("a", 1_000, 500));
        line.observe(&moment("a", 1_100, 600));
        let before_any_event = line.between(&moment("a", 1_000, 500), &moment("b", 1_160, 7));
        assert_eq!(before_any_event, Elapsed { span: Span::from_secs(160), estimated: true });
        line.observe(&moment("b", 1_160, 7));
        assert_eq!(
            line.between(&moment("a", 1_000, 500), &moment("b", 9_999, 17)).span,
            Span::from_secs(170)
        );
    }

    #[test]
    fn a_reboot_into_a_wrong_wall_clock_is_never_negative() {
        let mut line = Timeline::default();
        line.observe(&moment("a", 1_000, 500));
        assert_eq!(line.between(&moment("a", 1_000, 500), &moment("b", 3, 7)).span, Span::ZERO);
    }

    #[test]
    fn an_older_moment_does_not_move_what_a_new_boot_is_measured_from() {
        let mut line = Timeline::default();
        line.observe(&moment("a", 1_000, 500));
        line.observe(&moment("a", 950, 450));
        assert_eq!(line.between(&moment("a", 1_000, 500), &moment("b", 1_010, 7)).span, Span::from_secs(10));
        line.observe(&moment("b", 900, 7));
        let from = moment("a", 1_000, 500);
        assert_eq!(line.between(&from, &moment("b", 900, 7)).span, Span::ZERO);
    }
}
