//! Objectives that a page names: `RTO: 4 hours`, a table with a column `RPO`, a heading with a list below it.

use super::source::Source;
use super::times::{self, Time};

/// An objective that the page names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// `rto` or `rpo`.
    pub key: &'static str,
    /// As a file has it: `4h`.
    pub text: String,
    /// The line of the page, from 1.
    pub line: usize,
    /// What the times that the page gives its steps come to, where that is more: then it is only told.
    pub exceeded: Option<String>,
}

impl Proposed {
    fn new(key: &'static str, seconds: u64, line: usize) -> Self {
        Self { key, text: times::written(seconds), line, exceeded: None }
    }
}

/// How far behind its name an objective stands, in bytes.
const NEAR: usize = 120;

/// Finds the recovery time objective and the recovery point objective. Of several the first that stands beside its name;
/// else, of a list or a table, the longest recovery time and the shortest recovery point: what holds for the whole.
pub(super) fn find(source: &Source) -> Vec<Proposed> {
    let names = [("rto", "recovery time objective"), ("rpo", "recovery point objective")];
    names.into_iter().filter_map(|(key, long)| objective(source, key, long)).collect()
}

fn objective(source: &Source, key: &'static str, long: &str) -> Option<Proposed> {
    let mut listed: Vec<(u64, usize)> = Vec::new();
    let (mut under, mut column, mut at) = (false, None, 0);
    for line in source.body.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let lower = line.to_ascii_lowercase();
        let ends = named(&lower, key, long);
        let is_heading = line.starts_with('#');
        let row = line.trim_start().starts_with('|');
        if is_heading {
            (under, column) = (!ends.is_empty(), None);
        }
        if !row {
            column = None;
        }
        for behind in ends.iter().filter(|_| !is_heading) {
            if let Some(seconds) = first(near(&lower[*behind..])) {
                return Some(Proposed::new(key, seconds, source.line(start)));
            }
        }
        if let Some(behind) = ends.first().filter(|_| row) {
            column = lower[..*behind].matches('|').count().into();
            continue;
        }
        let cell = column.and_then(|column| lower.split('|').nth(column));
        let found = if under { first(&lower) } else { cell.and_then(first) };
        listed.extend(found.map(|seconds| (seconds, start)));
    }
    let best =
        if key == "rto" { listed.iter().max_by_key(|it| it.0) } else { listed.iter().min_by_key(|it| it.0) };
    best.map(|(seconds, start)| Proposed::new(key, *seconds, source.line(*start)))
}

/// Returns where the name ends, each time that it stands there.
fn named(line: &str, key: &str, long: &str) -> Vec<usize> {
    let word = |at: usize, len: usize| {
        let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        edge(line[..at].chars().next_back()) && edge(line[at + len..].chars().next())
    };
    let names = [key, long].into_iter().flat_map(|name| line.match_indices(name));
    let mut ends: Vec<usize> =
        names.filter(|(at, name)| word(*at, name.len())).map(|(at, name)| at + name.len()).collect();
    ends.sort_unstable();
    ends
}

fn near(text: &str) -> &str {
    let end = (0..=NEAR.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let text = &text[..end];
    // The other objective has a number of its own.
    ["rto", "rpo", "recovery"].iter().filter_map(|it| text.find(it)).min().map_or(text, |at| &text[..at])
}

fn first(text: &str) -> Option<u64> {
    let days = || {
        let at = text.find(" day").or_else(|| text.find("-day"))?;
        let digits = text[..at].rsplit(|c: char| !c.is_ascii_digit()).next()?;
        digits.parse::<u64>().ok().filter(|days| (1..=365).contains(days)).map(|days| days * 86_400)
    };
    let time = Time::find(text).map(|it| it.to).filter(|it| *it <= 365 * 86_400);
    time.or_else(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(page: &str) -> Vec<(&'static str, String, usize)> {
        find(&Source::new(page)).into_iter().map(|it| (it.key, it.text, it.line)).collect()
    }

    #[test]
    fn objectives_are_found_where_people_write_them() {
        assert_eq!(
            found("x\n**RTO:** < 55 minutes, RPO: 1 day\n"),
            [("rto", "55m".into(), 2), ("rpo", "24h".into(), 2)]
        );
        assert_eq!(found("The recovery time objective (RTO) is 4 hours.\n"), [("rto", "4h".into(), 1)]);
        assert_eq!(found("| RTO | 2h |\n"), [("rto", "2h".into(), 1)]);
        let table =
            "| System | RTO | RPO |\n|---|---|---|\n| a | 2 hours | 1 hour |\n| b | 4 hours | 30 min |\n";
        assert_eq!(found(table), [("rto", "4h".into(), 4), ("rpo", "30m".into(), 4)]);
        let list =
            "## Recovery Time Objectives (RTO)\n- Web: 2 hours\n- All: 4 hours\n## Other\n- x: 9 hours\n";
        assert_eq!(found(list), [("rto", "4h".into(), 3)]);
        assert_eq!(found("Our RTO is good. cartoon: 5 minutes\n"), []);
    }
}
