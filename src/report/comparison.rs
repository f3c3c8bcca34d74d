//! A comparison as a page of Markdown, and as comma-separated values.
//!
//! The values have one line per step and session, then the totals of each session, all under the same heads, which stay
//! as they are:
//!
//! - `record`: `step` or `total`.
//! - `kind`: of a step `matched`, `split`, `merged`, `new` or `dropped`; of a total `recovery-time`, `hands`,
//!   `between-steps` or `in-parallel`.
//! - `ids`, `title`, `phase`: of the step; several ids apart by a space.
//! - `session`, `environment`: whose line it is.
//! - `state`, `achieved`, `segment_ms`, `on_clock_ms`, `attributed_ms`, `delta_ms`, `best`: as in JSON, empty for what is
//!   not known. A total stands under `on_clock_ms`, its difference to the baseline under `delta_ms`.

use super::{csv, markdown};
use crate::present::comparison::{
    Cell, CellDocument, Document, Figures, Kind, Row, RowDocument, Scene, Sheet, asides,
};
use crate::present::format;
use crate::present::safe::{self, Charset};
use crate::present::tone::Toned;

/// The heads of the values.
const HEADS: [&str; 14] = [
    "record",
    "kind",
    "ids",
    "title",
    "phase",
    "session",
    "environment",
    "state",
    "achieved",
    "segment_ms",
    "on_clock_ms",
    "attributed_ms",
    "delta_ms",
    "best",
];

/// The width at which notes would be wrapped: they are not.
const ENDLESS: usize = 100_000;

/// Writes a comparison as comma-separated values.
pub fn values(document: &Document) -> String {
    let mut lines = vec![HEADS.map(str::to_owned)];
    for row in &document.rows {
        for (at, cell) in row.cells.iter().enumerate() {
            lines.push(step(document, row, (at, cell)));
        }
    }
    for at in 0..document.sessions.len() {
        lines.extend(totals(document, at));
    }
    csv::table(lines)
}

fn plain(text: &str) -> String {
    safe::line(text, Charset::Unicode).into_owned()
}

fn environment(document: &Document, at: usize) -> String {
    let session = document.sessions.get(at).and_then(|it| it.session.as_ref());
    session.map(|it| plain(it.environment.as_str())).unwrap_or_default()
}

fn number(ms: Option<i64>) -> String {
    ms.map(|it| it.to_string()).unwrap_or_default()
}

fn step(document: &Document, row: &RowDocument, (at, cell): (usize, &CellDocument)) -> [String; 14] {
    let word = |word: Option<&str>| word.unwrap_or_default().to_owned();
    let ids: Vec<&str> = row.ids.iter().map(crate::drill::ids::StepId::as_str).collect();
    [
        "step".to_owned(),
        row.kind.to_owned(),
        plain(&ids.join(" ")),
        plain(&row.title),
        row.phase.as_deref().map(plain).unwrap_or_default(),
        plain(cell.session.as_str()),
        environment(document, at),
        word(cell.state),
        word(cell.achieved),
        number(cell.segment_ms),
        number(cell.on_clock_ms),
        number(cell.attributed_ms),
        number(cell.delta_ms),
        cell.best.map(|it| it.to_string()).unwrap_or_default(),
    ]
}

fn totals(document: &Document, at: usize) -> Vec<[String; 14]> {
    let Some(it) = document.sessions.get(at) else { return Vec::new() };
    let (id, state) = match &it.session {
        Some(it) => (plain(it.id.as_str()), it.state.to_owned()),
        None => (String::new(), String::new()),
    };
    let comparable = it.total_ms.is_some();
    let figures = [
        ("recovery-time", it.total_ms, it.delta_ms),
        ("hands", comparable.then_some(it.hands_ms), None),
        ("between-steps", comparable.then_some(it.between_ms), None),
        ("in-parallel", comparable.then_some(it.in_parallel_ms), None),
    ];
    let line = |(kind, ms, delta): (&str, Option<i64>, Option<i64>)| {
        let mut line: [String; 14] = std::array::from_fn(|_| String::new());
        "total".clone_into(&mut line[0]);
        kind.clone_into(&mut line[1]);
        line[5].clone_from(&id);
        line[6] = environment(document, at);
        line[7].clone_from(&state);
        line[10] = number(ms);
        line[12] = number(delta);
        line
    };
    figures.into_iter().map(line).collect()
}

/// Writes a comparison as a page of Markdown.
pub fn page(scene: &Scene, sheet: &Sheet) -> String {
    let mut parts = vec![format!("# {}\n", markdown::escaped(&sheet.title)), paragraph(&sheet.answer.text)];
    if !sheet.unlike.is_empty() {
        parts.push(paragraph(&joined(&sheet.unlike)));
    }
    let (before, rest) = sheet.rows.split_at(sheet.steps.start);
    parts.push(table(sheet, &sheet.basis, before));
    let mut title = "Steps".to_owned();
    for part in rest.split(|row| row.kind == Kind::Air).filter(|it| !it.is_empty()) {
        let rows = match part.split_first() {
            Some((head, rows)) if head.kind == Kind::Heading => {
                title = sentence(&head.label.text);
                rows
            }
            _ => part,
        };
        parts.push(format!("## {}\n", markdown::escaped(&title)));
        parts.push(if rows.iter().any(|it| it.kind == Kind::Bridge) {
            bridge(rows)
        } else {
            table(sheet, "", rows)
        });
    }
    parts.extend(notes(scene, sheet));
    parts.join("\n")
}

fn paragraph(text: &str) -> String {
    markdown::escaped(text) + "\n"
}

fn joined(words: &[Toned]) -> String {
    words.iter().map(|it| it.text.as_str()).collect()
}

/// Headings are in capitals in the table.
fn sentence(heading: &str) -> String {
    let mut chars = heading.chars();
    let first = chars.next().map(String::from).unwrap_or_default();
    first + &chars.as_str().to_lowercase()
}

fn table(sheet: &Sheet, about: &str, rows: &[Row]) -> String {
    let deltas = rows.iter().any(|it| it.delta.is_some());
    let escaped = |text: &str| markdown::escaped(text);
    let mut heads = vec![escaped(about)];
    heads.extend(deltas.then(|| escaped(&sheet.delta)));
    heads.extend(
        sheet.heads.iter().map(|it| format!("{}<br>{}", escaped(&joined(&it.name)), escaped(&it.held.text))),
    );
    let right: Vec<bool> = (0..heads.len()).map(|at| at > 0).collect();
    let line = |row: &Row| {
        let tag = if row.tag.is_empty() { String::new() } else { format!(" *{}*", row.tag) };
        let label = escaped(row.label.text.trim());
        let strong = matches!(row.kind, Kind::Phase | Kind::Heading);
        let mut cells = vec![if strong { format!("**{label}**") } else { label + &tag }];
        let by = row.delta.filter(|_| row.kind != Kind::Phase).map(format::delta).unwrap_or_default();
        cells.extend(deltas.then(|| escaped(&by)));
        match &row.figures {
            Figures::Cells(figures) if row.kind != Kind::Phase => cells.extend(figures.iter().map(cell)),
            Figures::One(figure, _) => cells.push(escaped(&figure.text)),
            _ => {}
        }
        cells.resize(heads.len(), String::new());
        cells
    };
    markdown::table(&heads, &right, &rows.iter().map(line).collect::<Vec<_>>())
}

fn cell(cell: &Cell) -> String {
    let text = match cell {
        Cell::Words(words) => words.text.clone(),
        Cell::Figure(figure, behind) => format!("{} {}", figure.text, joined(behind)),
    };
    markdown::escaped(text.trim())
}

/// The parts of the bridge, each with the steps behind it as a list.
fn bridge(rows: &[Row]) -> String {
    let line = |row: &Row| {
        let Figures::One(figure, _) = &row.figures else { return String::new() };
        let (indent, name) = (if row.under.is_some() { "  " } else { "" }, row.label.text.trim());
        format!("{indent}- {} {}\n", markdown::escaped(name), markdown::escaped(&figure.text))
    };
    rows.iter().map(line).collect()
}

fn notes(scene: &Scene, sheet: &Sheet) -> Vec<String> {
    let mut parts = Vec::new();
    let steps = sheet.rows.iter().filter(|it| it.kind == Kind::Step);
    for (work, label) in steps.filter_map(|it| Some((it.work?, it.label.text.trim()))) {
        let mut list = String::new();
        for aside in asides(scene, sheet, (work, 0..scene.held.len()), ENDLESS) {
            for line in &aside.notes {
                let head = markdown::escaped(&joined(&aside.head.name));
                let text = markdown::escaped(joined(&line.words).trim());
                list.extend(["- ", &head, ": ", &text, "\n"]);
            }
        }
        if !list.is_empty() {
            if parts.is_empty() {
                parts.push("## Notes\n".to_owned());
            }
            parts.push(format!("### {}\n", markdown::escaped(label)));
            parts.push(list);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::comparison::team::{Team, four, hostile};
    use crate::present::safe::is_hidden;

    fn markdown_of(team: &Team) -> String {
        team.look(|scene| page(scene, &Sheet::of(scene)))
    }

    #[test]
    fn four_drills_as_a_page() {
        insta::assert_snapshot!("four_markdown", markdown_of(&four()));
    }

    #[test]
    fn four_drills_as_values() {
        let told = values(&four().look(Document::of));
        insta::assert_snapshot!("four_csv", told.replace("\r\n", "\n"));
        let lines: Vec<&str> = told.lines().collect();
        assert_eq!(lines.len(), 1 + 7 * 4 + 4 * 4, "heads, seven works and four totals of four sessions");
        assert!(lines.iter().all(|line| line.split(',').count() == HEADS.len()), "{told}");
    }

    #[test]
    fn foreign_text_is_neither_markup_nor_formula_nor_control() {
        let page = markdown_of(&hostile());
        assert!(!page.contains(|c| c != '\n' && is_hidden(c)), "{page:?}");
        let heads = page.lines().find(|line| line.starts_with("| ")).unwrap().matches('|').count();
        let tables = page.lines().filter(|line| line.starts_with("| "));
        assert!(
            tables.clone().count() > 5
                && tables.clone().all(|line| (heads..heads + 2).contains(&line.matches('|').count()))
        );
        let told = values(&hostile().look(Document::of));
        assert!(!told.contains(|c| !matches!(c, '\r' | '\n') && is_hidden(c)), "{told:?}");
        assert!(told.contains("␛[2J=cmd"), "what is shown is not at the beginning of a cell");
    }
}
