//! How a file writes a length of time: `4h`, `1h30m`, `90s`, `500ms`, `1d`.

use crate::drill::time::Span;

/// The units, longest first, in milliseconds.
const UNITS: [(&str, i64); 5] = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];
/// The longest length; far above any objective, far below what would overflow.
const LONGEST_MS: i64 = 10_000 * 86_400_000;

/// Reads a length: whole numbers, each with its unit, longer units first, each at most once, nothing between.
/// Returns `None` for any other text and for more than 10,000 days.
pub(super) fn parse(text: &str) -> Option<Span> {
    let mut rest = text;
    let mut units = UNITS.iter();
    let mut total = 0_i64;
    while !rest.is_empty() {
        let (number, behind) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit())?);
        let (unit, next) =
            behind.split_at(behind.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(behind.len()));
        let (_, ms) = units.find(|(name, _)| *name == unit)?;
        total = total.checked_add(number.parse::<i64>().ok()?.checked_mul(*ms)?)?;
        rest = next;
    }
    (!text.is_empty() && total <= LONGEST_MS).then(|| Span::from_millis(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_read_as_written() {
        let written = [
            ("4h", 14_400_000),
            ("1h30m", 5_400_000),
            ("90s", 90_000),
            ("10m", 600_000),
            ("500ms", 500),
            ("1d", 86_400_000),
            ("1d2h3m4s5ms", 93_784_005),
            ("1m500ms", 60_500),
            ("0s", 0),
        ];
        for (text, ms) in written {
            assert_eq!(parse(text), Some(Span::from_millis(ms)), "{text}");
        }
    }

    #[test]
    fn anything_else_is_no_length() {
        let bad = [
            "", "4", "h", "4 h", "4H", "-4h", "+4h", "1.5h", "30m1h", "1h1h", "4hours", "1w", "4h ", "٤h",
            "10001d",
        ];
        for text in bad.into_iter().chain(["99999999999999999999h", "9223372036854775807d"]) {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
