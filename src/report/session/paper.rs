//! A report as Markdown, GitHub's flavour.

use crate::present::report::block::{
    Axis, Bar, Block, Curve, Entry, Gantt, Kind, Printed, Row, Run, Runs, Table,
};
use crate::present::report::{Report, Section};
use crate::present::tone::Toned;
use crate::report::markdown::{escaped, table as markdown_table};

/// Writes the report as Markdown.
pub fn markdown(report: &Report) -> String {
    let mut parts = vec![format!("# {} ({})", escaped(&report.title), escaped(&report.environment.text))];
    parts.push(format!("**{}**", escaped(&report.headline.text)));
    parts.push(report.byline.iter().map(|line| escaped(line)).collect::<Vec<_>>().join("\\\n"));
    if !report.notices.is_empty() {
        parts.push(list(report.notices.iter().map(|it| escaped(&it.text))));
    }
    for section in report.first_page.iter().chain(&report.sections) {
        parts.extend(self::section(section));
    }
    parts.push(format!("*{}*", escaped(&report.colophon)));
    parts.iter().map(|part| part.trim_end()).collect::<Vec<_>>().join("\n\n") + "\n"
}

fn section(section: &Section) -> Vec<String> {
    let blocks = section.blocks.iter().flat_map(block);
    [format!("## {}", escaped(section.title))].into_iter().chain(blocks).collect()
}

fn block(block: &Block) -> Vec<String> {
    match block {
        Block::Remark(it) => vec![escaped(&it.text)],
        Block::Pairs(pairs) => vec![self::pairs(pairs)],
        Block::Table(it) => vec![table(it)],
        Block::Entries(entries) => vec![list(entries.iter().map(entry))],
        Block::Bars(bars) => vec![self::bars(bars)],
        Block::Gantt(it) => gantt(it),
        Block::Curve(it) => curve(it),
        Block::Runs(steps) => steps.iter().flat_map(runs).collect(),
    }
}

/// Writes a list; an item may have lines that belong to it.
fn list(items: impl Iterator<Item = String>) -> String {
    items.flat_map(|item| ["- ".to_owned(), item.replace('\n', "\n  "), "\n".to_owned()]).collect()
}

fn pairs(pairs: &[(String, Vec<Toned>)]) -> String {
    let row = |(name, texts): &(String, Vec<Toned>)| {
        let texts: Vec<String> = texts.iter().map(|it| escaped(&it.text)).collect();
        vec![escaped(name), texts.join("<br>")]
    };
    markdown_table(&[String::new(), String::new()], &[], &pairs.iter().map(row).collect::<Vec<_>>())
}

fn table(table: &Table) -> String {
    let heads: Vec<String> = table.heads.iter().map(|(head, _)| escaped(head)).collect();
    let right: Vec<bool> = table.heads.iter().map(|(_, kind)| *kind == Kind::Figure).collect();
    let row = |row: &Row| match row {
        Row::Cells(cells) => cells.iter().map(|it| escaped(&it.text)).collect(),
        Row::Heading(text) => {
            let mut cells = vec![String::new(); heads.len()];
            if let Some(cell) = cells.get_mut(table.names) {
                *cell = format!("**{}**", escaped(text));
            }
            cells
        }
    };
    markdown_table(&heads, &right, &table.rows.iter().map(row).collect::<Vec<_>>())
}

fn entry(entry: &Entry) -> String {
    let time = if entry.time.is_empty() { String::new() } else { format!("**{}** ", escaped(&entry.time)) };
    let about: Vec<String> = entry.about.iter().map(|it| escaped(it)).collect();
    let about = if about.is_empty() { String::new() } else { format!(" ({})", about.join(", ")) };
    let asides = entry.asides.iter().map(|it| format!("\n- {}", escaped(it)));
    format!("{time}{}{about}{}", escaped(&entry.text.text), asides.collect::<String>())
}

fn bars(bars: &[Bar]) -> String {
    let row = |it: &Bar| {
        let strong = |text: String| if it.sum { format!("**{text}**") } else { text };
        vec![strong(escaped(&it.name)), strong(escaped(&it.value.text)), escaped(&it.behind)]
    };
    let heads = ["", "time", "what"].map(str::to_owned);
    markdown_table(&heads, &[false, true, false], &bars.iter().map(row).collect::<Vec<_>>())
}

/// What a drawing shows, in words.
fn gantt(gantt: &Gantt) -> Vec<String> {
    let phase = |(title, lanes): &(String, Vec<crate::present::report::block::Lane>)| {
        let title = format!("**{}**", escaped(title));
        [title, list(lanes.iter().map(|it| format!("{} {}", escaped(&it.sign.text), escaped(&it.words))))]
    };
    let phases = gantt.phases.iter().flat_map(phase);
    [stakes(&gantt.axis)].into_iter().chain(phases).collect()
}

fn runs(step: &Runs) -> Vec<String> {
    let title = format!("### {}", escaped(&step.step));
    [title].into_iter().chain(step.runs.iter().map(run)).collect()
}

/// A script, and what it printed in a fold.
fn run(run: &Run) -> String {
    let about: Vec<String> = run.about.iter().map(|it| escaped(it)).collect();
    let (time, command, state) = (escaped(&run.time), escaped(&run.command), escaped(&run.state.text));
    let head = format!("- **{time}** {command}: {state} ({})", about.join(", "));
    if run.printed.is_empty() {
        return head;
    }
    let lines = run.printed.iter().map(|it| match it {
        Printed::Line(text) | Printed::LeftOut(text) => text.as_str(),
    });
    let lines: Vec<&str> = lines.collect();
    let fence = fence(&lines);
    let lines = lines.join("\n");
    format!(
        "{head}\n\n<details><summary>What it printed</summary>\n\n{fence}text\n{lines}\n{fence}\n\n</details>"
    )
}

/// A fence that no line can close.
fn fence(lines: &[&str]) -> String {
    let longest = lines.iter().flat_map(|line| line.split(|c| c != '`')).map(str::len).max();
    "`".repeat(longest.unwrap_or_default().max(2) + 1)
}

fn stakes(axis: &Axis) -> String {
    list(axis.stakes.iter().map(|it| escaped(&it.words)).chain(axis.far_off.iter().map(|it| escaped(it))))
}

fn curve(curve: &Curve) -> Vec<String> {
    vec![escaped(&curve.words), table(&curve.table)]
}
