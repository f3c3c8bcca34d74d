//! By when an action is to be done, as people say it.

use chrono::{Datelike, Days, Month, NaiveDate, Weekday};

/// A day as it was typed, not yet laid on the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Due {
    /// `today`.
    Today,
    /// `tomorrow`.
    Tomorrow,
    /// `Fri`, `Friday`: the next one, never today.
    Weekday(Weekday),
    /// `28 May`, `May 28`: the next one, today included.
    Day {
        /// The month.
        month: Month,
        /// The day of the month, from 1.
        day: u32,
    },
    /// `2026-05-28`.
    Date(NaiveDate),
}

impl Due {
    /// Reads a day in English words, in either case, or an ISO date; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        if text.eq_ignore_ascii_case("today") {
            return Some(Self::Today);
        }
        if text.eq_ignore_ascii_case("tomorrow") {
            return Some(Self::Tomorrow);
        }
        if let Ok(weekday) = text.parse() {
            return Some(Self::Weekday(weekday));
        }
        match text.split_once(' ') {
            Some((one, two)) => day_of_month(one, two).or_else(|| day_of_month(two, one)),
            None => iso_date(text).map(Self::Date),
        }
    }

    /// Returns the day that is meant, seen from `today`. An ISO date is taken as it is, past ones too.
    pub fn date(self, today: NaiveDate) -> NaiveDate {
        let days = match self {
            Self::Today => 0,
            Self::Tomorrow => 1,
            Self::Weekday(weekday) => 7 - today.weekday().days_since(weekday),
            Self::Day { month, day } => return next(month, day, today),
            Self::Date(date) => return date,
        };
        today.checked_add_days(Days::new(days.into())).unwrap_or(today)
    }
}

/// A year that has a 29 February.
const LEAP_YEAR: i32 = 2024;

fn day_of_month(day: &str, month: &str) -> Option<Due> {
    let month: Month = month.parse().ok()?;
    let plain = (1..=2).contains(&day.len()) && day.bytes().all(|byte| byte.is_ascii_digit());
    let day = if plain { day.parse().ok()? } else { return None };
    NaiveDate::from_ymd_opt(LEAP_YEAR, month.number_from_month(), day).map(|_| Due::Day { month, day })
}

fn iso_date(text: &str) -> Option<NaiveDate> {
    let digits = |range: std::ops::Range<usize>| -> Option<u32> {
        let part = text.get(range)?;
        if part.bytes().all(|byte| byte.is_ascii_digit()) { part.parse().ok() } else { None }
    };
    let dashes = text.len() == 10 && text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
    if !dashes {
        return None;
    }
    NaiveDate::from_ymd_opt(digits(0..4)?.try_into().ok()?, digits(5..7)?, digits(8..10)?)
}

/// A 29 February is at most eight years away.
fn next(month: Month, day: u32, today: NaiveDate) -> NaiveDate {
    (today.year()..=today.year().saturating_add(8))
        .filter_map(|year| NaiveDate::from_ymd_opt(year, month.number_from_month(), day))
        .find(|date| *date >= today)
        .unwrap_or(today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Tuesday 12 May 2026.
    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 5, 12).unwrap()
    }

    #[test]
    fn days_are_read_and_laid_on_the_calendar() {
        for (text, date) in [
            ("today", "2026-05-12"),
            ("Tomorrow", "2026-05-13"),
            ("Fri", "2026-05-15"),
            ("friday", "2026-05-15"),
            ("Mon", "2026-05-18"),
            ("Tue", "2026-05-19"),
            ("28 May", "2026-05-28"),
            ("May 28", "2026-05-28"),
            ("12 May", "2026-05-12"),
            ("11 may", "2027-05-11"),
            ("February 29", "2028-02-29"),
            ("2026-06-01", "2026-06-01"),
            ("2025-06-01", "2025-06-01"),
        ] {
            let due = Due::parse(text).unwrap();
            assert_eq!(due.date(today()).to_string(), date, "{text}");
        }
    }

    #[test]
    fn other_texts_are_no_days() {
        for text in [
            "",
            "hand",
            "Fri.",
            "the end",
            "31 Feb",
            "0 May",
            "+1 May",
            "28  May",
            "2026-13-01",
            "2026-6-1",
            "+026-06-01",
            "May",
        ] {
            assert_eq!(Due::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_not(text in any::<String>(), days in 0_u64..90_000) {
            if let Some(due) = Due::parse(&text) {
                due.date(today() + Days::new(days));
            }
        }

        #[test]
        fn a_named_day_is_never_past(n in 0_u8..7, days in 0_u64..90_000) {
            let today = today() + Days::new(days);
            let weekday = Weekday::try_from(n).unwrap();
            let date = Due::Weekday(weekday).date(today);
            prop_assert!(date > today && date <= today + Days::new(7));
            prop_assert_eq!(date.weekday(), weekday);
        }
    }
}
