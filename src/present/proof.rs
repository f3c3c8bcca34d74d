//! What is proven of a procedure, in words: a matrix of steps by environments, what stands out in it, and a strip for
//! home in which every step has one cell.

use super::cells;
use super::environment::environment;
use super::format;
use super::page::{Line, padded};
use super::safe::Charset;
use super::sign::dot;
use super::table::{Side, aligned};
use super::tone::{Tone, Toned};
use crate::analysis::proof::{Cell, Finding, Last, Matrix, Tally, findings};
use crate::drill::ids::{EnvironmentName, PersonName, SessionId, StepId};
use crate::drill::procedure::Procedure;
use serde::Serialize;

/// The widest title in the matrix.
const TITLE: usize = 40;
/// The widest name of an environment beside a strip.
const NAME: usize = 14;
/// What stands behind a strip, at least.
const FIGURES: usize = 14;

/// Writes the matrix in lines, and below it what stands out.
pub fn text(procedure: &Procedure, matrix: &Matrix, charset: Charset) -> Vec<String> {
    let safe = |text: &str| cells::shown(text, charset);
    let head = |(name, protected): &(EnvironmentName, bool)| environment(name, *protected, charset).text;
    let mut rows = vec![
        [String::new(), String::new()].into_iter().chain(matrix.environments.iter().map(head)).collect(),
    ];
    for (at, row) in matrix.rows.iter().enumerate() {
        let title = cells::fit(&safe(&row.title), TITLE);
        let cells = row.cells.iter().map(|it| cell(it, charset));
        rows.push([(at + 1).to_string(), title].into_iter().chain(cells).collect::<Vec<String>>());
    }
    let mut lines = vec![format!("what is proven of {}", safe(procedure.id.as_str()))];
    lines.extend(aligned(&rows, &[Side::Right]));
    let found: Vec<String> = findings(matrix).iter().map(|it| sentence(it, matrix, charset)).collect();
    if !found.is_empty() {
        lines.push(String::new());
        lines.extend(found);
    }
    lines
}

fn cell(cell: &Cell, charset: Charset) -> String {
    let Some(last) = &cell.last else { return "never".to_owned() };
    let mut parts = vec![format!(
        "{} {}",
        format::date(last.at, last.utc_offset_s),
        cells::shown(last.by.as_str(), charset)
    )];
    parts.extend(last.level.map(|it| it.word().to_owned()));
    parts.extend((!last.changed.is_empty()).then(|| format!("changed: {}", changed(last).join(", "))));
    parts.join(dot(charset))
}

fn changed(last: &Last) -> Vec<&'static str> {
    last.changed.iter().map(|it| it.word()).collect()
}

/// Says what stands out: `Only Ana has done step 14 in production.`
fn sentence(finding: &Finding<'_>, matrix: &Matrix, charset: Charset) -> String {
    let place = |name: &EnvironmentName| cells::shown(name.as_str(), charset);
    match finding {
        Finding::OnlyOne { person, environment, steps } => {
            let person = cells::shown(person.as_str(), charset);
            format!("Only {person} has done {} in {}.", named(steps, matrix, charset), place(environment))
        }
        Finding::Never { environment, steps } if steps.len() == matrix.rows.len() => {
            format!("No step was ever done in {}.", place(environment))
        }
        Finding::Never { environment, steps } => {
            let was = if steps.len() == 1 { "was" } else { "were" };
            format!("{} {was} never done in {}.", capital(&named(steps, matrix, charset)), place(environment))
        }
        Finding::Changed { environment, steps } => {
            let (has, it) = if steps.len() == 1 { ("has", "it was") } else { ("have", "they were") };
            let steps = capital(&named(steps, matrix, charset));
            format!("{steps} {has} changed since {it} last done in {}.", place(environment))
        }
    }
}

/// `step 14`, `steps 1–4, 7`, `every step`.
fn named(steps: &[usize], matrix: &Matrix, charset: Charset) -> String {
    match steps {
        [only] => format!("step {}", only + 1),
        _ if steps.len() == matrix.rows.len() => "every step".to_owned(),
        _ => format!("steps {}", ranges(steps, charset)),
    }
}

fn ranges(steps: &[usize], charset: Charset) -> String {
    let to = if charset == Charset::Ascii { "-" } else { "–" };
    let runs = steps.chunk_by(|one, next| one + 1 == *next);
    let run = |run: &[usize]| match run {
        [first, .., last] if last - first > 1 => format!("{}{to}{}", first + 1, last + 1),
        _ => run.iter().map(|at| (at + 1).to_string()).collect::<Vec<_>>().join(", "),
    };
    runs.map(run).collect::<Vec<_>>().join(", ")
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Writes a row for each environment: its name, a cell for each step where there is room for all of them, how many are
/// proven, how many have changed since, and how old the oldest proof is; where there is no room for all, protected ones
/// come first. None where nothing is proven anywhere.
pub fn rows(matrix: &Matrix, (width, most): (usize, usize), charset: Charset) -> Vec<Line> {
    if !matrix.proves_anything() {
        return Vec::new();
    }
    let names =
        matrix.environments.iter().map(|(name, _)| cells::width(&cells::shown(name.as_str(), charset)));
    let name = names.max().unwrap_or_default().min(NAME - 2) + 2;
    let strip = matrix.rows.len();
    let has_strip = name + strip + FIGURES <= width;
    let row = |(column, (place, protected)): (usize, &(EnvironmentName, bool))| {
        let place = environment(place, *protected, charset);
        let mut words = vec![Toned::new(padded(&place.text, name), place.tone)];
        if has_strip {
            words.extend(strip_of(matrix, column, charset));
            words.push(Toned::new("  ", Tone::Plain));
        }
        let room = width.saturating_sub(name + if has_strip { strip + 2 } else { 0 });
        words.extend(figures(&matrix.tally(column), room, charset));
        Line::of(words)
    };
    let mut places: Vec<_> = matrix.environments.iter().enumerate().collect();
    if places.len() > most {
        places.sort_by_key(|(_, (_, protected))| !protected);
    }
    places.into_iter().take(most).map(row).collect()
}

/// Says what the signs of the strip mean; nothing where there is no room.
pub fn legend(width: usize, charset: Charset) -> Vec<Toned> {
    let (proven, changed, never) = signs(charset);
    let words = [(proven, "proven"), (changed, "changed since"), (never, "never done")];
    let words = words.into_iter().flat_map(|((sign, tone), word)| {
        [Toned::new(format!("  {sign} "), tone), Toned::new(word, Tone::Muted)]
    });
    let words: Vec<Toned> = words.collect();
    if words.iter().map(|it| cells::width(&it.text)).sum::<usize>() <= width { words } else { Vec::new() }
}

type Inked = (&'static str, Tone);

fn signs(charset: Charset) -> (Inked, Inked, Inked) {
    match charset {
        Charset::Unicode => (("■", Tone::Done), ("□", Tone::Warned), ("·", Tone::Muted)),
        Charset::Ascii => (("#", Tone::Done), ("o", Tone::Warned), (".", Tone::Muted)),
    }
}

/// One cell for each step; neighbours of one tone are one word.
fn strip_of(matrix: &Matrix, column: usize, charset: Charset) -> Vec<Toned> {
    let (proven, changed, never) = signs(charset);
    let mut words: Vec<Toned> = Vec::new();
    for row in &matrix.rows {
        let cell = &row.cells[column];
        let (sign, tone) = if cell.is_fresh() {
            proven
        } else if cell.last.is_some() {
            changed
        } else {
            never
        };
        match words.last_mut().filter(|it| it.tone == tone) {
            Some(word) => word.text.push_str(sign),
            None => words.push(Toned::new(sign, tone)),
        }
    }
    words
}

fn figures(tally: &Tally, room: usize, charset: Charset) -> Vec<Toned> {
    let all = tally.proven == tally.steps && tally.changed == 0;
    let tone = if all { Tone::Done } else { Tone::Plain };
    let mut words = vec![Toned::new(format!("{} of {}", tally.proven, tally.steps), tone)];
    let changed = (tally.changed > 0).then(|| (format!("{} changed", tally.changed), Tone::Warned));
    let oldest =
        tally.oldest.map(|(at, offset)| (format!("oldest {}", format::date(at, offset)), Tone::Muted));
    let mut taken = cells::width(&words[0].text);
    for (text, tone) in changed.into_iter().chain(oldest) {
        let text = format!("{}{text}", dot(charset));
        taken += cells::width(&text);
        if taken <= room {
            words.push(Toned::new(text, tone));
        }
    }
    words
}

/// The proof, as `proof --json` has it.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    format: u32,
    procedure: &'a str,
    environments: Vec<Place<'a>>,
    steps: Vec<Step<'a>>,
    findings: Vec<Found<'a>>,
}

#[derive(Debug, Serialize)]
struct Place<'a> {
    name: &'a EnvironmentName,
    protected: bool,
    steps: usize,
    proven: usize,
    changed: usize,
    oldest_at: Option<String>,
}

#[derive(Debug, Serialize)]
struct Step<'a> {
    number: usize,
    id: &'a StepId,
    title: &'a str,
    environments: Vec<Proven<'a>>,
}

#[derive(Debug, Serialize)]
struct Proven<'a> {
    environment: &'a EnvironmentName,
    times: u32,
    people: Vec<&'a PersonName>,
    last: Option<LastTime<'a>>,
}

#[derive(Debug, Serialize)]
struct LastTime<'a> {
    session: &'a SessionId,
    at: String,
    by: &'a PersonName,
    level: Option<&'static str>,
    changed: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct Found<'a> {
    kind: &'static str,
    environment: &'a EnvironmentName,
    person: Option<&'a PersonName>,
    steps: Vec<&'a StepId>,
    text: String,
}

impl<'a> Document<'a> {
    /// Puts a matrix into the form of `proof --json`.
    pub fn of(procedure: &'a Procedure, matrix: &'a Matrix) -> Self {
        let place = |(at, (name, protected)): (usize, &'a (EnvironmentName, bool))| {
            let Tally { steps, proven, changed, oldest } = matrix.tally(at);
            let oldest_at = oldest.map(|(at, _)| format::rfc3339_millis(at));
            Place { name, protected: *protected, steps, proven, changed, oldest_at }
        };
        let step = |(at, row): (usize, &'a crate::analysis::proof::Row)| Step {
            number: at + 1,
            id: &row.id,
            title: &row.title,
            environments: matrix
                .environments
                .iter()
                .zip(&row.cells)
                .map(|((name, _), it)| Proven::of(name, it))
                .collect(),
        };
        Self {
            format: 1,
            procedure: procedure.id.as_str(),
            environments: matrix.environments.iter().enumerate().map(place).collect(),
            steps: matrix.rows.iter().enumerate().map(step).collect(),
            findings: findings(matrix).into_iter().map(|it| Found::of(&it, matrix)).collect(),
        }
    }
}

impl<'a> Proven<'a> {
    fn of(environment: &'a EnvironmentName, cell: &'a Cell) -> Self {
        let last = cell.last.as_ref().map(|it| LastTime {
            session: &it.session,
            at: format::rfc3339_millis(it.at),
            by: &it.by,
            level: it.level.map(crate::drill::automation::Achieved::word),
            changed: changed(it),
        });
        Self { environment, times: cell.times, people: cell.people.iter().collect(), last }
    }
}

impl<'a> Found<'a> {
    fn of(finding: &Finding<'a>, matrix: &'a Matrix) -> Self {
        let text = sentence(finding, matrix, Charset::Unicode);
        let (kind, environment, person, steps) = match finding {
            Finding::OnlyOne { person, environment, steps } => {
                ("only-one", *environment, Some(*person), steps)
            }
            Finding::Never { environment, steps } => ("never-done", *environment, None, steps),
            Finding::Changed { environment, steps } => ("changed-since", *environment, None, steps),
        };
        Self { kind, environment, person, steps: steps.iter().map(|at| &matrix.rows[*at].id).collect(), text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_gathered_to_ranges() {
        assert_eq!(ranges(&[0, 1, 2, 4, 6, 7], Charset::Unicode), "1–3, 5, 7, 8");
        assert_eq!(ranges(&[0, 1, 2], Charset::Ascii), "1-3");
    }
}
