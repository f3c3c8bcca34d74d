//! Times as people type them: `-3m`, `14:05`, `14:05:30`, or RFC 3339.

use super::duration::{DurationError, parse_duration};
use super::time::{Span, WallTime};
use chrono::{DateTime, Days, MappedLocalTime, NaiveDate, NaiveTime, TimeZone};

/// A time as it was typed, not yet laid on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// `-3m`: so long ago.
    Ago(Span),
    /// `14:05`, `14:05:30`: the latest past one in the user's zone.
    Clock(NaiveTime),
    /// RFC 3339.
    At(WallTime),
}

/// Why a text is no time, or names one that cannot be meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WhenError {
    /// None of the three forms.
    #[error("`{0}` is not a time: write -3m, 14:05, 14:05:30 or 2026-05-12T14:05:00+02:00")]
    NotATime(String),
    /// `-` and something that is no length.
    #[error("`{0}` is not a time: {1}")]
    NotALength(String, DurationError),
    /// Later than now.
    #[error("this time lies in the future: only what has happened can be recorded")]
    Future,
    /// The hour that is left out when daylight saving time begins.
    #[error(
        "there was no {clock} on {date}, because the clocks were set past it: write the time with its offset, like {date}T{clock}+02:00"
    )]
    Skipped {
        /// The time of day.
        clock: NaiveTime,
        /// The day.
        date: NaiveDate,
    },
    /// A day that the calendar does not reach.
    #[error("this time lies outside of the calendar")]
    OutOfRange,
}

impl When {
    /// Reads one of the three forms.
    pub fn parse(text: &str) -> Result<Self, WhenError> {
        let text = text.trim();
        if let Some(length) = text.strip_prefix('-') {
            return match parse_duration(length) {
                Ok(span) => Ok(Self::Ago(span)),
                Err(cause) => Err(WhenError::NotALength(text.to_owned(), cause)),
            };
        }
        if let Some(clock) = parse_clock(text) {
            return Ok(Self::Clock(clock));
        }
        match DateTime::parse_from_rfc3339(text) {
            Ok(time) => Ok(Self::At(WallTime::from_micros(time.timestamp_micros()))),
            Err(_) => Err(WhenError::NotATime(text.to_owned())),
        }
    }

    /// Returns the time that is meant, seen from `now` in the user's zone. What lies in the future is refused; of a time
    /// of day that happened twice, because the clocks were set back, the later one that has passed is meant.
    pub fn resolve(&self, now: WallTime, zone: &impl TimeZone) -> Result<WallTime, WhenError> {
        let time = match self {
            Self::Ago(span) => now - *span,
            Self::Clock(clock) => latest_past(*clock, now, zone)?,
            Self::At(time) => *time,
        };
        if time > now { Err(WhenError::Future) } else { Ok(time) }
    }
}

/// Hours of one or two digits, minutes and seconds of two.
fn parse_clock(text: &str) -> Option<NaiveTime> {
    let mut parts = text.split(':');
    let mut number = |digits: std::ops::RangeInclusive<usize>| -> Option<u32> {
        let part = parts.next()?;
        let plain = digits.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        if plain { part.parse().ok() } else { None }
    };
    let (hour, minute) = (number(1..=2)?, number(2..=2)?);
    let second = if text.matches(':').count() == 1 { 0 } else { number(2..=2)? };
    if parts.next().is_some() { None } else { NaiveTime::from_hms_opt(hour, minute, second) }
}

fn latest_past(clock: NaiveTime, now: WallTime, zone: &impl TimeZone) -> Result<WallTime, WhenError> {
    let now_utc = DateTime::from_timestamp_micros(now.micros()).ok_or(WhenError::OutOfRange)?;
    let local_now = now_utc.with_timezone(zone).naive_local();
    let today = local_now.date();
    let yesterday = today.checked_sub_days(Days::new(1)).ok_or(WhenError::OutOfRange)?;
    for date in [today, yesterday] {
        let local = date.and_time(clock);
        let instants = zone.from_local_datetime(&local);
        if instants == MappedLocalTime::None && local <= local_now {
            return Err(WhenError::Skipped { clock, date });
        }
        let instants = [instants.clone().latest(), instants.earliest()].into_iter().flatten();
        let mut times = instants.map(|instant| WallTime::from_micros(instant.timestamp_micros()));
        if let Some(past) = times.find(|time| *time <= now) {
            return Ok(past);
        }
    }
    Err(WhenError::Future)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{FixedOffset, NaiveDateTime, Utc};
    use proptest::prelude::*;

    fn at(text: &str) -> WallTime {
        WallTime::from_micros(DateTime::parse_from_rfc3339(text).unwrap().timestamp_micros())
    }

    fn resolve(text: &str, now: &str, zone: &impl TimeZone) -> Result<WallTime, WhenError> {
        When::parse(text).unwrap().resolve(at(now), zone)
    }

    /// +01:00, and +02:00 from 2026-03-29T01:00Z to 2026-10-25T01:00Z.
    #[derive(Clone, Copy)]
    struct Berlin;

    impl Berlin {
        fn offset(utc: NaiveDateTime) -> FixedOffset {
            let summer = "2026-03-29T01:00:00".parse().unwrap()..="2026-10-25T00:59:59".parse().unwrap();
            FixedOffset::east_opt(if summer.contains(&utc) { 7_200 } else { 3_600 }).unwrap()
        }
    }

    impl TimeZone for Berlin {
        type Offset = FixedOffset;
        fn from_offset(_: &FixedOffset) -> Self {
            Self
        }
        fn offset_from_local_date(&self, date: &NaiveDate) -> MappedLocalTime<FixedOffset> {
            self.offset_from_local_datetime(&date.and_time(NaiveTime::MIN))
        }
        fn offset_from_local_datetime(&self, local: &NaiveDateTime) -> MappedLocalTime<FixedOffset> {
            let mut fitting = [7_200, 3_600]
                .map(|s| FixedOffset::east_opt(s).unwrap())
                .into_iter()
                .filter(|offset| Self::offset(*local - *offset) == *offset);
            match (fitting.next(), fitting.next()) {
                (Some(one), Some(two)) => MappedLocalTime::Ambiguous(one, two),
                (Some(one), None) => MappedLocalTime::Single(one),
                _ => MappedLocalTime::None,
            }
        }
        fn offset_from_utc_date(&self, date: &NaiveDate) -> FixedOffset {
            Self::offset(date.and_time(NaiveTime::MIN))
        }
        fn offset_from_utc_datetime(&self, utc: &NaiveDateTime) -> FixedOffset {
            Self::offset(*utc)
        }
    }

    #[test]
    fn the_three_forms_are_read() {
        assert_eq!(When::parse("-3m"), Ok(When::Ago(Span::from_secs(180))));
        assert_eq!(When::parse("-1h30m"), Ok(When::Ago(Span::from_secs(5_400))));
        assert_eq!(When::parse("9:05"), Ok(When::Clock(NaiveTime::from_hms_opt(9, 5, 0).unwrap())));
        assert_eq!(When::parse("14:05:30"), Ok(When::Clock(NaiveTime::from_hms_opt(14, 5, 30).unwrap())));
        assert_eq!(When::parse(" 2026-05-12T14:05:00.5+02:00 "), Ok(When::At(at("2026-05-12T12:05:00.5Z"))));
    }

    #[test]
    fn other_texts_are_refused_in_words() {
        for text in [
            "",
            "3m",
            "24:00",
            "14:5",
            "14:05:3",
            "1:2:3:4",
            "+1:05",
            "14:05:60",
            "-3x",
            "--3m",
            "noon",
            "2026-05-12",
        ] {
            let error = When::parse(text).unwrap_err().to_string();
            assert!(error.contains("is not a time"), "{error}");
        }
    }

    #[test]
    fn ago_and_instants_are_taken_as_they_are() {
        assert_eq!(resolve("-3m", "2026-05-12T14:00:00Z", &Utc), Ok(at("2026-05-12T13:57:00Z")));
        assert_eq!(
            resolve("2026-05-12T13:00:00Z", "2026-05-12T14:00:00Z", &Utc),
            Ok(at("2026-05-12T13:00:00Z"))
        );
        let error = resolve("2026-05-12T15:00:00Z", "2026-05-12T14:00:00Z", &Utc);
        assert_eq!(error, Err(WhenError::Future));
    }

    #[test]
    fn a_time_of_day_is_the_latest_past_one_in_the_zone() {
        let now = "2026-05-12T14:00:00+02:00";
        assert_eq!(resolve("13:59", now, &Berlin), Ok(at("2026-05-12T13:59:00+02:00")));
        assert_eq!(resolve("14:00", now, &Berlin), Ok(at("2026-05-12T14:00:00+02:00")));
        assert_eq!(resolve("14:00:01", now, &Berlin), Ok(at("2026-05-11T14:00:01+02:00")));
        assert_eq!(
            resolve("23:30", "2026-05-12T00:10:00+02:00", &Berlin),
            Ok(at("2026-05-11T23:30:00+02:00"))
        );
    }

    #[test]
    fn a_time_that_happened_twice_is_the_later_one_that_has_passed() {
        assert_eq!(
            resolve("02:30", "2026-10-25T03:10:00+01:00", &Berlin),
            Ok(at("2026-10-25T02:30:00+01:00"))
        );
        assert_eq!(
            resolve("02:30", "2026-10-25T02:10:00+01:00", &Berlin),
            Ok(at("2026-10-25T02:30:00+02:00"))
        );
        assert_eq!(
            resolve("02:30", "2026-10-25T02:10:00+02:00", &Berlin),
            Ok(at("2026-10-24T02:30:00+02:00"))
        );
    }

    #[test]
    fn a_time_that_never_was_is_refused() {
        for now in ["2026-03-29T03:10:00+02:00", "2026-03-30T01:00:00+02:00"] {
            let error = resolve("02:30", now, &Berlin).unwrap_err();
            assert!(error.to_string().starts_with("there was no 02:30:00 on 2026-03-29"), "{error}");
        }
        assert_eq!(
            resolve("02:30", "2026-03-29T01:00:00+01:00", &Berlin),
            Ok(at("2026-03-28T02:30:00+01:00"))
        );
    }

    proptest! {
        #[test]
        fn nothing_resolves_into_the_future(text in "[-0-9:hmsTZ]{1,12}", now in any::<i64>()) {
            let now = WallTime::from_micros(now);
            if let Ok(time) = When::parse(&text).and_then(|when| when.resolve(now, &Berlin)) {
                prop_assert!(time <= now);
            }
        }

        #[test]
        fn a_time_of_day_is_less_than_a_day_and_an_hour_ago(h in 0_u32..24, m in 0_u32..60, us in 0_i64..4_000_000_000_000_000) {
            let now = WallTime::from_micros(us);
            let clock = When::Clock(NaiveTime::from_hms_opt(h, m, 0).unwrap());
            if let Ok(time) = clock.resolve(now, &Berlin) {
                prop_assert!((now - time).secs() <= 25 * 3_600);
            }
        }
    }
}
