//! How times and shares are written, everywhere the same.

use crate::drill::time::{Span, WallTime};
use chrono::{DateTime, Datelike, FixedOffset, Offset, Utc};

/// Writes a clock or a total: `H:MM:SS`, full seconds only, hours going on past a day (`30:00:00`).
///
/// Rounds down, below zero too, so that a second shows when it is full; negative with `−`.
pub fn clock(span: Span) -> String {
    let (sign, h, m, s) = parts(span);
    format!("{sign}{h}:{m:02}:{s:02}")
}

/// Writes the time of a step: `M:SS` under an hour, else as [`clock`].
pub fn step(span: Span) -> String {
    match parts(span) {
        (sign, 0, m, s) => format!("{sign}{m}:{s:02}"),
        _ => clock(span),
    }
}

/// Writes a difference of steps or of totals with its sign: `−1:52`, `+0:26`, `0:00`; as [`step`].
pub fn delta(span: Span) -> String {
    let sign = if span.secs() > 0 { "+" } else { "" };
    format!("{sign}{}", step(span))
}

/// Counts things that take an s: `1 step`, `14 steps`.
pub fn count(many: usize, what: &str) -> String {
    format!("{many} {what}{}", if many == 1 { "" } else { "s" })
}

/// Writes how long hands were at it: `96:10`, minutes going on past an hour as long as two digits hold them; what is
/// longer as [`clock`].
pub fn hands(span: Span) -> String {
    match parts(span) {
        (sign, h, m, s) if h * 60 + m < 100 => format!("{sign}{}:{s:02}", h * 60 + m),
        _ => clock(span),
    }
}

/// Writes a length as a person would type it: `5m`, `1h30m`, `1m30s`, full seconds only.
pub fn length(span: Span) -> String {
    let (sign, h, m, s) = parts(span);
    let part = |value: u64, unit: &str| if value > 0 { format!("{value}{unit}") } else { String::new() };
    let parts = [part(h, "h"), part(m, "m"), part(s, "s")].concat();
    if parts.is_empty() { "0s".to_owned() } else { format!("{sign}{parts}") }
}

/// Writes a recovery point: `0h42m`, full minutes only.
pub fn recovery_point(span: Span) -> String {
    let (sign, h, m, _) = parts(span);
    format!("{sign}{h}h{m:02}m")
}

/// Writes a share in full per cent, rounded down so that only all of it is `100%`; `None` of nothing.
pub fn percent(part: u64, whole: u64) -> Option<String> {
    let percent = (u128::from(part) * 100).checked_div(u128::from(whole))?;
    Some(format!("{percent}%"))
}

/// Writes each of the parts as its share of all, in percents that add up to 100; nothing where there is nothing.
pub fn shares(parts: &[u64]) -> Vec<String> {
    let whole: u128 = parts.iter().map(|part| u128::from(*part)).sum();
    if whole == 0 {
        return vec![String::new(); parts.len()];
    }
    let exact: Vec<u128> = parts.iter().map(|part| u128::from(*part) * 100).collect();
    let mut percents: Vec<u128> = exact.iter().map(|part| part / whole).collect();
    let missing = usize::try_from(100 - percents.iter().sum::<u128>()).unwrap_or(0);
    let mut by_rest: Vec<usize> = (0..parts.len()).collect();
    by_rest.sort_by_key(|at| std::cmp::Reverse(exact[*at] % whole));
    for at in by_rest.into_iter().take(missing) {
        percents[at] += 1;
    }
    percents.iter().map(|percent| format!("{percent}%")).collect()
}

/// Writes a wall time with its zone: `14:32:07 +01:00`.
pub fn wall(time: WallTime, utc_offset_s: i32) -> String {
    local(time, utc_offset_s).format("%H:%M:%S %:z").to_string()
}

/// Writes a wall time whose zone stands beside it already: `14:32:07`.
pub fn wall_clock(time: WallTime, utc_offset_s: i32) -> String {
    local(time, utc_offset_s).format("%H:%M:%S").to_string()
}

/// Writes a wall time whose zone stands beside it already, for narrow columns: `14:32`.
pub fn wall_minute(time: WallTime, utc_offset_s: i32) -> String {
    local(time, utc_offset_s).format("%H:%M").to_string()
}

/// Writes a date and a wall time with its zone: `2026-05-12 14:32:07 +01:00`.
pub fn date_time(time: WallTime, utc_offset_s: i32) -> String {
    local(time, utc_offset_s).format("%Y-%m-%d %H:%M:%S %:z").to_string()
}

/// Writes a date: `2026-05-12`.
pub fn date(time: WallTime, utc_offset_s: i32) -> String {
    local(time, utc_offset_s).format("%Y-%m-%d").to_string()
}

/// Writes a date for the head of a column: `12 May`.
pub fn day(time: WallTime, utc_offset_s: i32) -> String {
    local(time, utc_offset_s).format("%-d %b").to_string()
}

/// Writes a time as a person may type it again: `2026-05-12T15:32:07+02:00`.
pub fn rfc3339_local(time: WallTime, utc_offset_s: i32) -> String {
    local(time, utc_offset_s).format("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// Writes a time as JSON has it: RFC 3339 in UTC, with milliseconds (rounded down).
pub fn rfc3339_millis(time: WallTime) -> String {
    utc(time).format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// Writes a time as exports have it: RFC 3339 in UTC, with microseconds.
pub fn rfc3339_micros(time: WallTime) -> String {
    utc(time).format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

/// Sign, hours, minutes and seconds, rounded down to full seconds.
fn parts(span: Span) -> (&'static str, u64, u64, u64) {
    let seconds = span.secs().unsigned_abs();
    let sign = if span.is_negative() { "−" } else { "" };
    (sign, seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// A clock that was set to another age is held at the ends of what RFC 3339 can write: the years 0 to 9999.
fn utc(time: WallTime) -> DateTime<Utc> {
    let date_time = DateTime::from_timestamp_micros(time.micros());
    let edge = if time.micros() < 0 { FIRST_US } else { LAST_US };
    date_time
        .filter(|it| (0..=9999).contains(&it.year()))
        .or_else(|| DateTime::from_timestamp_micros(edge))
        .unwrap_or_default()
}

/// 0000-01-01T00:00:00Z.
const FIRST_US: i64 = -62_167_219_200_000_000;
/// 9999-12-31T23:59:59.999999Z.
const LAST_US: i64 = 253_402_300_799_999_999;

/// An offset that is none counts as UTC.
fn local(time: WallTime, utc_offset_s: i32) -> DateTime<FixedOffset> {
    let offset = FixedOffset::east_opt(utc_offset_s).unwrap_or_else(|| Utc.fix());
    utc(time).with_timezone(&offset)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn secs(h: i64, m: i64, s: i64) -> Span {
        Span::from_secs(h * 3_600 + m * 60 + s)
    }

    /// 2026-05-12T13:32:07.123456Z.
    const MAY: WallTime = WallTime::from_micros(1_778_592_727_123_456);

    #[test]
    fn shares_add_up() {
        assert_eq!(shares(&[3, 1, 2, 2]), ["38%", "12%", "25%", "25%"]);
        assert_eq!(shares(&[1, 1, 1]), ["34%", "33%", "33%"]);
        assert_eq!(shares(&[0, 0]), ["", ""]);
        assert_eq!(shares(&[]), [""; 0]);
    }

    #[test]
    fn a_clock_shows_full_seconds() {
        assert_eq!(clock(Span::ZERO), "0:00:00");
        assert_eq!(clock(Span::from_micros(59_999_999)), "0:00:59");
        assert_eq!(clock(secs(2, 7, 41)), "2:07:41");
        assert_eq!(clock(secs(30, 0, 0)), "30:00:00");
        assert_eq!(clock(-secs(1, 0, 5)), "−1:00:05");
        assert_eq!(clock(Span::from_micros(-1)), "−0:00:01");
        assert_eq!(clock(Span::from_micros(i64::MIN)), "−2562047788:00:55");
    }

    #[test]
    fn a_difference_has_its_sign() {
        assert_eq!([26, 0, -112].map(|it| delta(Span::from_secs(it))), ["+0:26", "0:00", "−1:52"]);
        assert_eq!(delta(-secs(1, 27, 29)), "−1:27:29");
    }

    #[test]
    fn hands_count_minutes() {
        let times = [secs(1, 36, 10), secs(0, 12, 30), secs(1, 39, 59), secs(1, 40, 0)];
        assert_eq!(times.map(hands), ["96:10", "12:30", "99:59", "1:40:00"]);
    }

    #[test]
    fn a_step_has_hours_only_when_it_took_them() {
        assert_eq!(step(secs(0, 0, 7)), "0:07");
        assert_eq!(step(secs(0, 59, 59)), "59:59");
        assert_eq!(step(secs(1, 0, 0)), "1:00:00");
        assert_eq!(step(-secs(0, 1, 52)), "−1:52");
    }

    #[test]
    fn a_difference_has_a_sign() {
        assert_eq!(delta(-secs(0, 1, 52)), "−1:52");
        assert_eq!(delta(secs(0, 0, 26)), "+0:26");
        assert_eq!(delta(Span::ZERO), "0:00");
        assert_eq!(delta(secs(1, 0, 0)), "+1:00:00");
    }

    #[test]
    fn a_length_is_written_as_it_is_typed() {
        assert_eq!(length(secs(0, 5, 0)), "5m");
        assert_eq!(length(secs(1, 30, 0)), "1h30m");
        assert_eq!(length(secs(0, 1, 30)), "1m30s");
        assert_eq!(length(Span::ZERO), "0s");
    }

    #[test]
    fn a_recovery_point_is_in_hours_and_minutes() {
        assert_eq!(recovery_point(secs(0, 42, 59)), "0h42m");
        assert_eq!(recovery_point(secs(6, 5, 0)), "6h05m");
        assert_eq!(recovery_point(secs(49, 0, 0)), "49h00m");
    }

    #[test]
    fn only_all_of_it_is_a_hundred_per_cent() {
        assert_eq!(percent(11, 20).as_deref(), Some("55%"));
        assert_eq!(percent(999, 1_000).as_deref(), Some("99%"));
        assert_eq!(percent(7, 7).as_deref(), Some("100%"));
        assert_eq!(percent(u64::MAX, u64::MAX).as_deref(), Some("100%"));
        assert_eq!(percent(0, 0), None);
    }

    #[test]
    fn wall_times_carry_their_zone() {
        assert_eq!(wall(MAY, 7_200), "15:32:07 +02:00");
        assert_eq!(wall(MAY, -(9 * 3_600 + 1_800)), "04:02:07 -09:30");
        assert_eq!(wall(MAY, 999_999), "13:32:07 +00:00");
        assert_eq!(wall_clock(MAY, 7_200), "15:32:07");
        assert_eq!(wall_minute(MAY, 7_200), "15:32");
        assert_eq!(date_time(MAY, 12 * 3_600), "2026-05-13 01:32:07 +12:00");
        assert_eq!(date(MAY, 12 * 3_600), "2026-05-13");
        assert_eq!(rfc3339_local(MAY, 7_200), "2026-05-12T15:32:07+02:00");
        assert_eq!(day(MAY, 0), "12 May");
    }

    #[test]
    fn json_times_are_rfc_3339_in_utc() {
        assert_eq!(rfc3339_millis(MAY), "2026-05-12T13:32:07.123Z");
        assert_eq!(rfc3339_micros(MAY), "2026-05-12T13:32:07.123456Z");
        assert_eq!(rfc3339_micros(WallTime::from_micros(-1)), "1969-12-31T23:59:59.999999Z");
        assert_eq!(rfc3339_millis(WallTime::from_micros(i64::MAX)), "9999-12-31T23:59:59.999Z");
        assert_eq!(rfc3339_millis(WallTime::from_micros(i64::MIN)), "0000-01-01T00:00:00.000Z");
    }

    proptest! {
        #[test]
        fn any_time_can_be_written(us in any::<i64>(), offset in any::<i32>()) {
            let time = WallTime::from_micros(us);
            prop_assert!(DateTime::parse_from_rfc3339(&rfc3339_micros(time)).is_ok());
            prop_assert!(!date_time(time, offset).is_empty());
            prop_assert!(!clock(Span::from_micros(us)).is_empty());
        }
    }
}
