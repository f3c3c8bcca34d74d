//! Notices what happens to the clocks while a session is open.

use crate::drill::command::Command;
use crate::drill::time::Span;
use crate::platform::clock::Reading;

/// From where on two clocks disagree.
const TOLERANCE: Span = Span::from_secs(1);

/// The last reading of the clocks.
#[derive(Debug)]
pub struct Pulse {
    last: Reading,
}

impl Pulse {
    /// Starts from a reading.
    pub fn new(now: Reading) -> Self {
        Self { last: now }
    }

    /// Compares with the last reading; returns what the log should say about it.
    pub fn beat(&mut self, now: &Reading) -> Vec<Command> {
        let last = std::mem::replace(&mut self.last, now.clone());
        if last.moment.boot != now.moment.boot {
            return Vec::new();
        }
        let passed = now.moment.boottime - last.moment.boottime;
        let slept = tenths(passed - (now.awake - last.awake));
        let jumped = tenths((now.moment.wall - last.moment.wall) - passed);
        let sleep = (slept > TOLERANCE).then_some(Command::ReportSleep { length: slept });
        let jump = (jumped.abs() > TOLERANCE).then_some(Command::ReportJump { by: jumped });
        sleep.into_iter().chain(jump).collect()
    }
}

/// Rounds to tenths of a second: read one after the other, and one of them steered, the clocks tell no more.
fn tenths(span: Span) -> Span {
    const TENTH: i64 = 100_000;
    let half = if span.is_negative() { -TENTH / 2 } else { TENTH / 2 };
    Span::from_micros((span + Span::from_micros(half)).micros() / TENTH * TENTH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::time::WallTime;
    use crate::platform::clock::Clock;
    use crate::platform::manual_clock::ManualClock;

    #[test]
    fn a_quiet_second_says_nothing() {
        let clock = ManualClock::new(WallTime::from_micros(0));
        let mut pulse = Pulse::new(clock.read());
        clock.advance(Span::from_secs(1));
        assert_eq!(pulse.beat(&clock.read()), []);
    }

    #[test]
    fn a_suspend_is_told_with_its_length() {
        let clock = ManualClock::new(WallTime::from_micros(0));
        let mut pulse = Pulse::new(clock.read());
        clock.sleep(Span::from_secs(3600));
        assert_eq!(pulse.beat(&clock.read()), [Command::ReportSleep { length: Span::from_secs(3600) }]);
    }

    #[test]
    fn a_set_wall_clock_is_told_with_its_sign_once() {
        let clock = ManualClock::new(WallTime::from_micros(0));
        let mut pulse = Pulse::new(clock.read());
        clock.jump(-Span::from_secs(7200));
        assert_eq!(pulse.beat(&clock.read()), [Command::ReportJump { by: -Span::from_secs(7200) }]);
        assert_eq!(pulse.beat(&clock.read()), []);
    }

    #[test]
    fn what_passes_between_two_readings_is_no_part_of_a_jump() {
        let clock = ManualClock::new(WallTime::from_micros(0));
        let mut pulse = Pulse::new(clock.read());
        for hours in [2, -2] {
            clock.jump(Span::from_secs(hours * 3600) - Span::from_micros(700));
            let by = Span::from_secs(hours * 3600);
            assert_eq!(pulse.beat(&clock.read()), [Command::ReportJump { by }]);
        }
    }
}
