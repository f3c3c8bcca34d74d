//! Lengths of time as people write them into headings: `(5 min)`, `0–15 minutes`, `< 2 hours`.

/// A length or a stretch of a timeline, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Time {
    /// Where the stretch begins, where there is one.
    pub from: Option<u64>,
    /// Where it ends, or how long it takes.
    pub to: u64,
}

/// Words in front of a time that is no length of what the text names.
const OTHERWISE: [&str; 10] =
    ["within", "every", "after", "last", "before", "older", "past", "per", "for", "than"];

/// The longest text that is looked at, in bytes.
const LOOKED_AT: usize = 300;

impl Time {
    /// Finds the first length in the text.
    pub fn find(text: &str) -> Option<Self> {
        let end = (0..=LOOKED_AT.min(text.len())).rev().find(|at| text.is_char_boundary(*at))?;
        let text = text[..end].to_lowercase();
        let mut at = 0;
        while let Some(found) = text[at..].find(|c: char| c.is_ascii_digit()).map(|found| at + found) {
            let before = text[..found].trim_end_matches([' ', '(', '[', '<', '~', '≤', '≈', '-', '–']);
            let joined =
                text[..found].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | ':'));
            let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            if let Some(time) = read(&text[found..]).filter(|_| !joined && !OTHERWISE.contains(&word)) {
                return Some(time);
            }
            at = found + text[found..].find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len() - found);
        }
        None
    }

    /// Finds a length in brackets: `Restore the dump (5 min)`.
    pub fn in_brackets(text: &str) -> Option<Self> {
        let open = text.rfind(['(', '['])?;
        let inner = text[open + 1..].trim_end().strip_suffix([')', ']'])?;
        (inner.split_whitespace().count() <= 5).then(|| Self::find(inner)).flatten()
    }

    /// Returns how long it takes. `before` is where the stretch in front of it ends: a range that goes on from there, or
    /// from nothing, is a stretch of a timeline; any other is a least and a most, of which the most counts.
    pub fn length(self, before: Option<u64>) -> u64 {
        match self.from {
            Some(from) if from == 0 || before == Some(from) => self.to.saturating_sub(from),
            _ => self.to,
        }
    }
}

/// Reads `15 minutes`, `0-15 minutes`, `1h30m`, `1 hour 30 min`.
fn read(text: &str) -> Option<Time> {
    let (number, rest) = whole(text)?;
    let behind = rest.trim_start();
    let range = ["-", "–", "—", "to "].into_iter().find_map(|it| behind.strip_prefix(it));
    if let Some((to, behind)) = range.and_then(|it| whole(it.trim_start())) {
        let (unit, _) = unit(behind)?;
        return Some(Time { from: number.checked_mul(unit), to: to.checked_mul(unit)? })
            .filter(|it| it.to > 0);
    }
    let (first, rest) = unit(rest)?;
    let mut total = number.checked_mul(first)?;
    if let Some((range, (to, behind))) =
        rest.trim_start().strip_prefix(['-', '–']).and_then(|it| Some((total, whole(it.trim_start())?)))
    {
        let (unit, _) = unit(behind)?;
        return Some(Time { from: Some(range), to: to.checked_mul(unit)? }).filter(|it| it.to > 0);
    }
    if let Some((more, behind)) = whole(rest.trim_start())
        && let Some((smaller, _)) = unit(behind).filter(|it| it.0 < first)
    {
        total = total.checked_add(more.checked_mul(smaller)?)?;
    }
    Some(Time { from: None, to: total }).filter(|it| it.to > 0)
}

fn whole(text: &str) -> Option<(u64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    Some((text[..end].parse::<u64>().ok().filter(|it| *it < 100_000)?, &text[end..]))
}

fn unit(text: &str) -> Option<(u64, &str)> {
    let text = text.trim_start().trim_start_matches('-');
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let seconds = match &text[..end] {
        "s" | "sec" | "secs" | "second" | "seconds" => 1,
        "m" | "min" | "mins" | "minute" | "minutes" => 60,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3_600,
        _ => return None,
    };
    Some((seconds, text[end..].trim_start_matches('.')))
}

/// Writes seconds as a file has them.
pub(super) fn written(seconds: u64) -> String {
    let parts = [(seconds / 3_600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")];
    let parts: Vec<String> =
        parts.iter().filter(|it| it.0 > 0).map(|(count, unit)| format!("{count}{unit}")).collect();
    parts.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_found() {
        let found = |text: &str| Time::find(text).map(|it| (it.from, it.to));
        assert_eq!(found("Phase 1: Look (0–15 minutes)"), Some((Some(0), 900)));
        assert_eq!(found("Restore (5 min)"), Some((None, 300)));
        assert_eq!(found("Restore - 1h30m"), Some((None, 5_400)));
        assert_eq!(found("Restore, 1 hour 30 min"), Some((None, 5_400)));
        assert_eq!(found("< 2 hours"), Some((None, 7_200)));
        assert_eq!(found("30 min - 2 h"), Some((Some(1_800), 7_200)));
        for text in [
            "Analysis (within 24 hours)",
            "Phase 2",
            "0 min",
            "keep 30 days",
            "v1.5 minutes",
            "99999999 h",
            "5 mice",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn a_timeline_is_told_from_an_estimate() {
        let length = |text: &str, before| Time::find(text).unwrap().length(before);
        assert_eq!(
            [length("0-15 min", None), length("15-30 min", Some(900)), length("5-10 min", None)],
            [900, 900, 600]
        );
        assert_eq!(Time::in_brackets("Restore (takes 5 min)").unwrap().to, 300);
        assert_eq!(Time::in_brackets("Restore 5 min"), None);
        assert_eq!(["90", "3600", "5405"].map(|it| written(it.parse().unwrap())), ["1m30s", "1h", "1h30m5s"]);
    }
}
