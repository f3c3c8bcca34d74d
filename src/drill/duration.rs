//! Lengths as people write them: `4h`, `1h30m`, `90s`, `500ms`, `1d`.

use super::time::Span;
use std::fmt::Write as _;

/// The units, largest first, each with its length in microseconds.
const UNITS: [(&str, i64); 5] = [
    ("d", 24 * 3_600 * 1_000_000),
    ("h", 3_600 * 1_000_000),
    ("m", 60 * 1_000_000),
    ("s", 1_000_000),
    ("ms", 1_000),
];

/// The longest length in microseconds, 10,000 days: far above any objective, far below what would overflow a date.
const LONGEST: i64 = 10_000 * 24 * 3_600 * 1_000_000;

/// Why a text is no length.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DurationError {
    /// Nothing, or something that does not start with a number.
    #[error("a length of time is a number with a unit, like 90s, 45m, 1h30m or 1d")]
    NoNumber,
    /// A number without a unit.
    #[error("the number {0} has no unit: write {0}s, {0}m, {0}h or {0}d")]
    NoUnit(String),
    /// A unit that is none of ours.
    #[error("`{0}` is not a unit of time: the units are d, h, m, s and ms")]
    UnknownUnit(String),
    /// A unit twice, or a larger one behind a smaller one.
    #[error("the units of a length of time go from large to small, each once, like 1d2h30m")]
    Order,
    /// More than fits.
    #[error("this length of time is too long: 10,000 days are the most")]
    TooLong,
}

/// Reads a length: whole numbers, each with one of the units `d`, `h`, `m`, `s`, `ms`, the larger first. Spaces may
/// stand between the parts.
pub fn parse_duration(text: &str) -> Result<Span, DurationError> {
    let mut rest = text.trim();
    let mut smaller = UNITS.as_slice();
    let mut micros = 0_i64;
    while !rest.is_empty() || smaller.len() == UNITS.len() {
        let (number, behind) = take_while(rest, |c| c.is_ascii_digit());
        let (unit, behind) = take_while(behind, char::is_alphabetic);
        if number.is_empty() {
            return Err(DurationError::NoNumber);
        }
        if unit.is_empty() {
            return Err(DurationError::NoUnit(number.to_owned()));
        }
        if !UNITS.iter().any(|(name, _)| *name == unit) {
            return Err(DurationError::UnknownUnit(unit.to_owned()));
        }
        let index = smaller.iter().position(|(name, _)| *name == unit).ok_or(DurationError::Order)?;
        let part = number.parse().ok().and_then(|number: i64| number.checked_mul(smaller[index].1));
        let sum = part.and_then(|part| micros.checked_add(part)).filter(|sum| *sum <= LONGEST);
        micros = sum.ok_or(DurationError::TooLong)?;
        smaller = &smaller[index + 1..];
        rest = behind.trim_start();
    }
    Ok(Span::from_micros(micros))
}

/// Writes a length as [`parse_duration`] reads it: the units that it needs, the larger first, whole milliseconds.
pub fn write_duration(span: Span) -> String {
    let mut rest = span.micros().max(0);
    let mut text = String::new();
    for (unit, length) in UNITS {
        let count = rest / length;
        rest %= length;
        if count > 0 {
            let _ = write!(text, "{count}{unit}");
        }
    }
    if text.is_empty() { "0s".to_owned() } else { text }
}

fn take_while(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !belongs(c)).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths_are_read() {
        for (text, ms) in [
            ("4h", 14_400_000),
            ("1h30m", 5_400_000),
            ("1h 30m", 5_400_000),
            ("90s", 90_000),
            ("500ms", 500),
            ("1d", 86_400_000),
            ("1d2h3m4s5ms", 93_784_005),
            ("0s", 0),
            (" 2m ", 120_000),
        ] {
            assert_eq!(parse_duration(text), Ok(Span::from_millis(ms)), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(ms in 0..LONGEST / 1_000) {
            let span = Span::from_millis(ms);
            prop_assert_eq!(parse_duration(&write_duration(span)), Ok(span));
        }
    }

    #[test]
    fn what_is_no_length_is_refused_with_the_reason() {
        for (text, error) in [
            ("", DurationError::NoNumber),
            ("h", DurationError::NoNumber),
            ("-3m", DurationError::NoNumber),
            ("1h!", DurationError::NoNumber),
            ("30", DurationError::NoUnit("30".to_owned())),
            ("1.5h", DurationError::NoUnit("1".to_owned())),
            ("3w", DurationError::UnknownUnit("w".to_owned())),
            ("3M", DurationError::UnknownUnit("M".to_owned())),
            ("3m1h", DurationError::Order),
            ("1h1h", DurationError::Order),
            ("99999999999999999999s", DurationError::TooLong),
            ("9999999999999h", DurationError::TooLong),
            ("106751991d106751991h", DurationError::TooLong),
        ] {
            assert_eq!(parse_duration(text), Err(error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[0-9dhmsé \n-]{0,20}") {
            if let Ok(span) = parse_duration(&text) {
                prop_assert!(!span.is_negative());
            }
        }
    }
}
