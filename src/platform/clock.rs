//! What time it is. Everyone above is handed a [`Clock`] and takes differences of its readings.
//!
//! Elapsed time is measured by the clock that counts suspend, because an outage goes on while the laptop sleeps; the
//! clock that stops in suspend is read beside it, so that the sleep can be told of.

use crate::drill::ids::BootId;
use crate::drill::time::{Moment, Span, WallTime};
use chrono::{DateTime, Local, Offset, TimeZone};
use rustix::time::{ClockId, Timespec, clock_gettime};
use std::sync::{Mutex, PoisonError};

/// All clocks of a machine at one point in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Wall clock and boot-time clock.
    pub moment: Moment,
    /// Time since boot without suspend. What the boot-time clock gained on it between two readings was slept through.
    pub awake: Span,
}

/// Something that knows what time it is.
pub trait Clock: Send + Sync {
    /// Reads all clocks now.
    fn read(&self) -> Reading;
}

/// The boot-time clock, which counts suspend. macOS and the BSDs have it under the other name.
#[cfg(any(target_os = "linux", target_os = "android"))]
const BOOTTIME: ClockId = ClockId::Boottime;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const BOOTTIME: ClockId = ClockId::Monotonic;

/// The clocks of this machine.
///
/// Only Linux has two clocks since boot and an id for each boot. Elsewhere sleep counts, but cannot be told from being
/// awake; and the boot is named by the ten minutes in which it began, so that where the wall clock was set, lengths
/// are taken from the wall clock and marked as estimated.
#[derive(Debug)]
pub struct SystemClock {
    boot: BootId,
    offset: Mutex<CachedOffset>,
}

#[derive(Debug, Clone, Copy)]
struct CachedOffset {
    minute: i64,
    utc_offset_s: i32,
}

impl SystemClock {
    /// Finds out which boot this is.
    pub fn new() -> Self {
        let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
        let boot = match id.trim() {
            "" => BootId::new(boot_by_its_start(wall() - since_boot())),
            id => BootId::from(id),
        };
        let minute = minute_of(wall());
        Self { boot, offset: Mutex::new(CachedOffset { minute, utc_offset_s: utc_offset_s(minute) }) }
    }

    /// Zones change at full minutes, so asking once for each of them is exact.
    fn utc_offset_s(&self, minute: i64) -> i32 {
        let mut cached = self.offset.lock().unwrap_or_else(PoisonError::into_inner);
        if cached.minute != minute {
            *cached = CachedOffset { minute, utc_offset_s: utc_offset_s(minute) };
        }
        cached.utc_offset_s
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn read(&self) -> Reading {
        let wall = wall();
        let boottime = since_boot();
        let awake = span(clock_gettime(ClockId::Monotonic));
        let utc_offset_s = self.utc_offset_s(minute_of(wall));
        Reading { moment: Moment { wall, boottime, boot: self.boot.clone(), utc_offset_s }, awake }
    }
}

fn wall() -> WallTime {
    WallTime::from_micros(span(clock_gettime(ClockId::Realtime)).micros())
}

fn since_boot() -> Span {
    span(clock_gettime(BOOTTIME))
}

fn span(time: Timespec) -> Span {
    Span::from_secs(time.tv_sec) + Span::from_micros(time.tv_nsec / 1_000)
}

fn minute_of(wall: WallTime) -> i64 {
    wall.micros().div_euclid(60_000_000)
}

fn utc_offset_s(minute: i64) -> i32 {
    let utc = DateTime::from_timestamp(minute.saturating_mul(60), 0).unwrap_or_default();
    Local.offset_from_utc_datetime(&utc.naive_utc()).fix().local_minus_utc()
}

fn boot_by_its_start(start: WallTime) -> String {
    format!("since-{}", minute_of(start).div_euclid(10) * 600)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clocks_run_forward_within_one_boot() {
        let clock = SystemClock::new();
        let (one, two) = (clock.read(), clock.read());
        assert_eq!(one.moment.boot, two.moment.boot);
        assert!(one.moment.boottime <= two.moment.boottime);
        assert!(one.awake <= two.awake);
        assert!(one.awake <= two.moment.boottime);
        assert!(one.moment.wall > WallTime::from_micros(1_700_000_000_000_000));
    }

    #[test]
    fn two_clocks_of_one_machine_agree_on_the_boot() {
        assert_eq!(SystemClock::new().read().moment.boot, SystemClock::new().read().moment.boot);
    }

    #[test]
    fn the_offset_is_asked_for_once_a_minute() {
        let clock = SystemClock::new();
        *clock.offset.lock().unwrap() = CachedOffset { minute: 7, utc_offset_s: 12_345 };
        assert_eq!(clock.utc_offset_s(7), 12_345);
        assert_eq!(clock.utc_offset_s(8), utc_offset_s(8));
    }

    #[test]
    fn a_boot_without_an_id_is_named_by_its_start() {
        let start = |s: i64| boot_by_its_start(WallTime::from_micros(s * 1_000_000));
        assert_eq!(start(1_778_592_727), "since-1778592600");
        assert_eq!(start(1_778_592_727), start(1_778_592_739));
        assert_ne!(start(1_778_592_727), start(1_778_593_327));
    }
}
