//! Lays the moments of several boots on one line, so that every length of a session can be taken as a difference.

use super::ids::BootId;
use super::time::{Elapsed, Moment, Span, WallTime};
use std::collections::HashMap;

/// One straight line through all boots that a session has seen.
///
/// Each boot has an origin on the line. The first boot's origin is arbitrary; a later boot's is set so that its first
/// moment lies as far behind the latest moment known as their wall clocks say, and never before it: after a reboot
/// the wall clock is all there is, so what spans two boots is *estimated*, and never negative.
///
/// Within a boot the boot-time clock measures. What somebody told was a wall time, which each event lays on the boot-time
/// clock by its own reading of both, some microseconds apart; two told times would be that much less or more apart than
/// was said, and a clock that shows full seconds would be a second short. So where both clocks agree with the boot's
/// first reading up to `AGREEING`, the wall time says where a moment lies.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    boots: HashMap<BootId, Boot>,
    last: Option<(Span, Moment)>,
}

/// A boot on the line.
#[derive(Debug, Clone, Copy)]
struct Boot {
    /// Where its boot-time clock read zero.
    origin: Span,
    /// What the wall clock read then, by the first reading of both.
    wall: WallTime,
}

/// Up to where two readings of both clocks are the same but for what passes between reading one and the other.
const AGREEING: Span = Span::from_millis(50);

impl Timeline {
    /// Takes in the moment at which an event was written; events come in the order of the log.
    pub fn observe(&mut self, moment: &Moment) {
        let position = self.position(moment);
        self.boots.entry(moment.boot.clone()).or_insert_with(|| Boot {
            origin: position - moment.boottime,
            wall: moment.wall - moment.boottime,
        });
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
        if let Some(boot) = self.boots.get(&moment.boot) {
            let by_wall = moment.wall - boot.wall;
            let agree = (by_wall - moment.boottime).abs() <= AGREEING;
            return boot.origin + if agree { by_wall } else { moment.boottime };
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
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn told_times_are_as_far_apart_as_they_say() {
        let mut line = Timeline::default();
        let read = |wall_us: i64, boot_us: i64| Moment {
            wall: WallTime::from_micros(wall_us),
            boottime: Span::from_micros(boot_us),
            ..moment("a", 0, 0)
        };
        let (first, second) = (read(5_000_000, 1_000_003), read(9_000_000, 4_999_999));
        line.observe(&first);
        line.observe(&second);
        let told = |reading: &Moment, us| reading.at_wall(WallTime::from_micros(us));
        let elapsed = line.between(&told(&first, 1_000_000), &told(&second, 4_000_000));
        assert_eq!(elapsed.span, Span::from_secs(3));
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
