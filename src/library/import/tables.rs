//! Which tables are tables of steps, and what their columns mean.

use super::blocks::{Block, Kind, Row, Table};
use super::sections::Section;
use super::source::Source;
use super::step::{self, Found, Rule, joined};
use super::times::Time;
use super::topics::Topic;
use super::verbs;

/// Titles of the column that says what to do, the best first.
const ACTIONS: [&str; 10] = [
    "action",
    "task",
    "activity",
    "instruction",
    "what to do",
    "to do",
    "step",
    "procedure",
    "what",
    "description",
];
/// Titles of the column that only counts.
const COUNTS: [&str; 6] = ["#", "no", "no.", "nr", "number", "step"];

/// Finds the steps in the tables of a section.
pub(super) fn find(source: &Source, blocks: &[Block], sections: &[Section], index: usize) -> Vec<Found> {
    let topic = sections[index].topic;
    if matches!(topic, Topic::Listing | Topic::Knowing) {
        return Vec::new();
    }
    let own = sections[index].blocks.iter().map(|at| &blocks[*at]);
    let tables = own.filter(|it| !source.is_aside(it.range.start)).filter_map(|block| match &block.kind {
        Kind::Table(table) => Some((block, table)),
        _ => None,
    });
    tables.flat_map(|(block, table)| of_table(source, block, table)).collect()
}

fn of_table(source: &Source, block: &Block, table: &Table) -> Vec<Found> {
    let names: Vec<String> = table.header.iter().map(|it| it.text.trim().to_lowercase()).collect();
    // Such a table is looked up, not gone through.
    let looked_up = [
        "severity",
        "symptom",
        "cause",
        "alert",
        "priority",
        "probability",
        "likelihood",
        "impact",
        "error",
        "condition",
        "risk",
        "metric",
    ];
    if names.iter().take(1).any(|name| looked_up.iter().any(|it| name.contains(it))) {
        return Vec::new();
    }
    let Some(action) = action(table, &names) else { return Vec::new() };
    let said = |row: &&Row| row.cells.get(action).is_some_and(|it| !it.0.text.trim().is_empty());
    let rows: Vec<&Row> = table.rows.iter().filter(said).collect();
    let told = rows.iter().filter(|row| verbs::tells(&row.cells[action].0)).count();
    let counted = names.iter().enumerate().any(|(at, name)| at != action && COUNTS.contains(&name.as_str()));
    if rows.is_empty() || told * if counted { 3 } else { 2 } < rows.len() {
        return Vec::new();
    }
    let mut found: Vec<Found> = rows.iter().map(|row| of_row(source, &names, table, row, action)).collect();
    // What heads the table is said again with every row.
    if let Some(first) =
        found.first_mut().filter(|it| table.rows.first().is_some_and(|row| row.range.start == it.at))
    {
        first.consumed.start = source.line_start(block.range.start);
    }
    found
}

/// Returns the column that says what to do.
fn action(table: &Table, names: &[String]) -> Option<usize> {
    let is_counting = |column: usize| {
        let numbers =
            table.rows.iter().filter(|row| row.cells.get(column).is_some_and(|it| counts(&it.0.text)));
        numbers.count() * 2 >= table.rows.len()
    };
    let of_steps = names
        .iter()
        .any(|name| COUNTS.contains(&name.as_str()) || ACTIONS[..8].iter().any(|it| name.contains(it)));
    let column = |wanted: &&str| {
        names.iter().enumerate().position(|(at, name)| {
            let same = name == *wanted
                || name
                    .split(|c: char| !c.is_alphanumeric())
                    .any(|word| word == *wanted || word.strip_suffix('s') == Some(*wanted));
            same && !is_counting(at)
        })
    };
    ACTIONS.iter().find_map(column).filter(|_| of_steps)
}

fn counts(cell: &str) -> bool {
    let cell = cell.trim().trim_end_matches(['.', ')']);
    !cell.is_empty() && cell.chars().all(|c| c.is_ascii_digit() || c == '.')
}

fn of_row(source: &Source, names: &[String], table: &Table, row: &Row, action: usize) -> Found {
    let title = step::title(&row.cells[action].0);
    let (mut command, mut expect, mut lines) = (None, None, Vec::new());
    for (column, (cell, range)) in row.cells.iter().enumerate() {
        let (name, raw) = (names.get(column).map_or("", String::as_str), source.body[range.clone()].trim());
        let said = raw.trim_matches(['`', '*', '_', '.', ' ']) == title;
        if raw.is_empty() || (column == action && said) || (COUNTS.contains(&name) && counts(raw)) {
            continue;
        }
        let timed = ["time", "duration", "eta", "estimate", "expected", "minutes", "how long"];
        if timed.iter().any(|it| name.contains(it)) || matches!(name, "est" | "est.") {
            expect = Time::find(raw).or_else(|| {
                raw.parse()
                    .ok()
                    .filter(|_| name.contains("min"))
                    .map(|it: u64| Time { from: None, to: it.saturating_mul(60) })
            });
        }
        if ["command", "cmd", "script"].iter().any(|it| name.contains(it)) && cell.text.starts_with('`') {
            let inner = cell.text.trim().trim_matches('`');
            command = (!inner.contains('`')).then(|| inner.replace("\\|", "|"));
            if command.is_some() {
                continue;
            }
        }
        lines.push(format!("- {}: {raw}", table.header.get(column).map_or("", |it| it.text.trim())));
    }
    if command.is_none() {
        command = row.cells[action].0.command().map(str::to_owned);
    }
    let text = joined([lines.join("\n").as_str()]);
    let start = source.line_start(row.range.start);
    Found {
        at: row.range.start,
        rule: Rule::TableRow,
        title,
        text,
        command,
        expect,
        consumed: start..source.lines_end(&row.range),
    }
}
