//! Which tables are tables of steps, and what their columns mean.

use super::blocks::{Block, Kind, Row, Table};
use super::sections::Section;
use super::source::Source;
use super::step::{self, Found, Rule, joined};
use super::times::Time;
use super::topics::Topic;
use super::verbs;

/// Titles of a column that may say what to do.
const ACTIONS: [&str; 12] = [
    "action",
    "task",
    "activity",
    "instruction",
    "to do",
    "step",
    "procedure",
    "check",
    "test",
    "verification",
    "what",
    "description",
];
/// How many of them, the first ones, make a table one of steps by themselves.
const OF_STEPS: usize = 7;
/// Titles of the column that only counts.
const COUNTS: [&str; 6] = ["#", "no", "no.", "nr", "number", "step"];
/// Titles of the column that has the command.
const COMMANDS: [&str; 3] = ["command", "cmd", "script"];
/// Words in the first title of a table that is looked up, not gone through.
const LOOKED_UP: [&str; 12] = [
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
/// Boxes to tick: the checklist has its own.
const BOXES: [char; 8] = ['☐', '□', '◻', '⬜', '▢', '☑', '✅', '☒'];

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
    if names.first().is_some_and(|name| LOOKED_UP.iter().any(|it| name.contains(it))) {
        return Vec::new();
    }
    let Some(action) = action(table, &names) else { return Vec::new() };
    let said = |row: &&Row| row.cells.get(action).is_some_and(|it| !it.0.text.trim().is_empty());
    let rows = table.rows.iter().filter(said);
    let mut found: Vec<Found> = rows.map(|row| of_row(source, &names, table, row, action)).collect();
    // What heads the table is said again with every row.
    if let Some(first) =
        found.first_mut().filter(|it| table.rows.first().is_some_and(|row| row.range.start == it.at))
    {
        first.consumed.start = source.line_start(block.range.start);
    }
    found
}

/// Returns the column that says what to do: the first of those named so in which most rows do; of a table that
/// counts its commands, what they are for.
fn action(table: &Table, names: &[String]) -> Option<usize> {
    let counted = names.iter().any(|name| COUNTS.contains(&name.as_str()));
    let command = names.iter().position(|name| named(name, &COMMANDS));
    let has_code = |column: usize| {
        table.rows.iter().any(|row| row.cells.get(column).is_some_and(|it| it.0.command().is_some()))
    };
    let of_commands = counted && command.is_some_and(has_code);
    if !counted && !names.iter().any(|name| named(name, &ACTIONS[..OF_STEPS])) {
        return None;
    }
    let suits = |column: &usize| {
        let cells = || table.rows.iter().filter_map(|row| Some(&row.cells.get(*column)?.0));
        let said = cells().filter(|cell| !cell.text.trim().is_empty()).count();
        let numbers = cells().filter(|cell| counts(&cell.text)).count();
        let told = cells().filter(|cell| verbs::tells(cell)).count();
        let most = told * if counted { 3 } else { 2 } >= said;
        said > 0 && numbers * 2 < table.rows.len() && (most || of_commands)
    };
    let columns =
        (0..names.len()).filter(|column| named(&names[*column], &ACTIONS) && Some(*column) != command);
    columns.chain(command.filter(|it| named(&names[*it], &ACTIONS))).find(suits)
}

/// Whether the title of a column has one of the words, or is it.
fn named(name: &str, words: &[&str]) -> bool {
    words.iter().any(|wanted| {
        name == *wanted
            || name
                .split(|c: char| !c.is_alphanumeric())
                .any(|word| word == *wanted || word.strip_suffix('s') == Some(*wanted))
    })
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
        let ticked = raw.chars().all(|c| BOXES.contains(&c) || c.is_whitespace());
        if ticked || (column == action && said) || (COUNTS.contains(&name) && counts(raw)) {
            continue;
        }
        if timed(name, raw) {
            expect = Time::find(raw).or_else(|| {
                raw.parse()
                    .ok()
                    .filter(|_| name.contains("min"))
                    .map(|it: u64| Time { from: None, to: it.saturating_mul(60) })
            });
        }
        if named(name, &COMMANDS) && cell.text.starts_with('`') {
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

/// Whether a column says how long the step takes. What is merely expected may be anything, a limit too.
fn timed(name: &str, cell: &str) -> bool {
    let words = ["time", "duration", "eta", "estimate", "minutes", "how long"];
    let alone =
        name.contains("expected") && cell.split_whitespace().count() <= 2 && !cell.starts_with(['<', '>']);
    alone || words.iter().any(|it| name.contains(it)) || matches!(name, "est" | "est.")
}
