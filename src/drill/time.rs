//! Points in time and lengths between them. Nothing here reads a clock: moments arrive as values.

use super::ids::BootId;
use serde::{Deserialize, Serialize};
use std::ops::{Add, AddAssign, Neg, Sub};

/// Microseconds in a second.
pub const MICROS: i64 = 1_000_000;

/// A signed length in microseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Span(i64);

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// Makes a span of `us` microseconds.
    pub const fn from_micros(us: i64) -> Self {
        Self(us)
    }

    /// Makes a span of `ms` milliseconds, saturating.
    pub const fn from_millis(ms: i64) -> Self {
        Self(ms.saturating_mul(1_000))
    }

    /// Makes a span of `s` seconds, saturating.
    pub const fn from_secs(s: i64) -> Self {
        Self(s.saturating_mul(MICROS))
    }

    /// Returns the whole length in microseconds.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Returns the length in milliseconds, rounded towards negative infinity.
    pub const fn millis(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// Returns the length in seconds, rounded towards negative infinity: a stopwatch shows full seconds only.
    pub const fn secs(self) -> i64 {
        self.0.div_euclid(MICROS)
    }

    /// Whether the span is below zero.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Returns the length without its sign.
    #[must_use]
    pub const fn abs(self) -> Self {
        Self(self.0.saturating_abs())
    }
}

impl Add for Span {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Span {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Span {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Span {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl std::iter::Sum for Span {
    fn sum<I: Iterator<Item = Self>>(spans: I) -> Self {
        spans.fold(Self::ZERO, Add::add)
    }
}

/// Wall-clock time: microseconds since 1970-01-01T00:00:00Z, without leap seconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WallTime(i64);

impl WallTime {
    /// Makes the time that lies `us` microseconds after the epoch.
    pub const fn from_micros(us: i64) -> Self {
        Self(us)
    }

    /// Returns the microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }
}

impl Sub for WallTime {
    type Output = Span;
    fn sub(self, other: Self) -> Span {
        Span(self.0.saturating_sub(other.0))
    }
}

impl Add<Span> for WallTime {
    type Output = Self;
    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Sub<Span> for WallTime {
    type Output = Self;
    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

/// A point in time as one machine saw it: its wall clock, and the clock that runs since boot and counts suspend.
///
/// Within one boot the boot-time clock alone measures; the wall clock says what to call the point.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// Wall clock, UTC.
    pub wall: WallTime,
    /// Time since boot, suspend included.
    pub boottime: Span,
    /// Which boot of which machine.
    pub boot: BootId,
    /// Seconds east of UTC of the zone in which the moment was taken.
    pub utc_offset_s: i32,
}

impl Moment {
    /// Returns the moment of the same boot at which the wall clock, as it is set now, read `wall`.
    #[must_use]
    pub fn at_wall(&self, wall: WallTime) -> Self {
        self.shifted(wall - self.wall)
    }

    /// Returns the moment `span` later (earlier, where it is negative).
    #[must_use]
    pub fn shifted(&self, span: Span) -> Self {
        Self { wall: self.wall + span, boottime: self.boottime + span, ..self.clone() }
    }
}

/// The length between two points, and whether it had to be taken from the wall clock across a reboot.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Elapsed {
    /// The length.
    pub span: Span,
    /// True where the two points lie in different boots, so that only wall clocks could be compared.
    pub estimated: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_rounds_down_so_that_a_second_shows_when_it_is_full() {
        assert_eq!(Span::from_micros(1_999_999).secs(), 1);
        assert_eq!(Span::from_micros(-1).secs(), -1);
        assert_eq!(Span::from_micros(-1).millis(), -1);
    }

    #[test]
    fn spans_saturate_instead_of_wrapping() {
        assert_eq!(Span::from_micros(i64::MAX) + Span::from_secs(1), Span::from_micros(i64::MAX));
        assert_eq!((-Span::from_micros(i64::MIN)).micros(), i64::MAX);
        assert_eq!(WallTime::from_micros(i64::MIN) - WallTime::from_micros(1), Span::from_micros(i64::MIN));
    }
}
