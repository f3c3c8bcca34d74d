//! A clock that is set by hand: for the tests of the rooms above, and for whatever must look the same each time.

use super::clock::{Clock, Reading};
use crate::drill::ids::BootId;
use crate::drill::time::{Moment, Span, WallTime};
use std::sync::{Mutex, PoisonError};

/// A clock that stands still until it is told otherwise.
#[derive(Debug)]
pub struct ManualClock(Mutex<Reading>);

impl ManualClock {
    /// Starts a machine at this wall time, in UTC, an hour after its boot.
    pub fn new(wall: WallTime) -> Self {
        let since_boot = Span::from_secs(3_600);
        let moment = Moment { wall, boottime: since_boot, boot: BootId::from("boot-1"), utc_offset_s: 0 };
        Self(Mutex::new(Reading { moment, awake: since_boot }))
    }

    /// Lets time pass.
    pub fn advance(&self, span: Span) {
        self.change(|now| {
            now.moment = now.moment.shifted(span);
            now.awake += span;
        });
    }

    /// Suspends the machine for so long.
    pub fn sleep(&self, span: Span) {
        self.change(|now| now.moment = now.moment.shifted(span));
    }

    /// Sets the wall clock forward, or back.
    pub fn jump(&self, span: Span) {
        self.change(|now| now.moment.wall = now.moment.wall + span);
    }

    /// Boots the machine anew; by the wall clock it was off for so long.
    pub fn reboot(&self, boot: BootId, off: Span) {
        self.change(|now| {
            now.moment =
                Moment { wall: now.moment.wall + off, boottime: Span::ZERO, boot, ..now.moment.clone() };
            now.awake = Span::ZERO;
        });
    }

    /// Moves to another zone.
    pub fn travel(&self, utc_offset_s: i32) {
        self.change(|now| now.moment.utc_offset_s = utc_offset_s);
    }

    fn change(&self, change: impl FnOnce(&mut Reading)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Clock for ManualClock {
    fn read(&self) -> Reading {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gained(before: &Reading, after: &Reading) -> [i64; 3] {
        [
            (after.moment.wall - before.moment.wall).secs(),
            (after.moment.boottime - before.moment.boottime).secs(),
            (after.awake - before.awake).secs(),
        ]
    }

    #[test]
    fn each_deed_moves_the_clocks_that_it_would_move() {
        let clock = ManualClock::new(WallTime::from_micros(0));
        let mut before = clock.read();
        let mut step = |deed: &dyn Fn()| {
            deed();
            let after = clock.read();
            gained(&std::mem::replace(&mut before, after.clone()), &after)
        };
        assert_eq!(step(&|| ()), [0, 0, 0]);
        assert_eq!(step(&|| clock.advance(Span::from_secs(5))), [5, 5, 5]);
        assert_eq!(step(&|| clock.sleep(Span::from_secs(5))), [5, 5, 0]);
        assert_eq!(step(&|| clock.jump(Span::from_secs(-5))), [-5, 0, 0]);
        clock.travel(3_600);
        assert_eq!(clock.read().moment.utc_offset_s, 3_600);
    }

    #[test]
    fn a_reboot_starts_another_boot_from_zero() {
        let clock = ManualClock::new(WallTime::from_micros(0));
        clock.reboot(BootId::from("boot-2"), Span::from_secs(60));
        let now = clock.read();
        assert_eq!(now.moment.boot.as_str(), "boot-2");
        assert_eq!((now.moment.boottime, now.awake), (Span::ZERO, Span::ZERO));
        assert_eq!(now.moment.wall, WallTime::from_micros(60_000_000));
    }
}
