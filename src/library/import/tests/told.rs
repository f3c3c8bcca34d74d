//! What tests ask of an import.

use super::super::page::{Imported, import};
use crate::drill::procedure::Procedure;
use crate::library::parse;

pub fn taken(page: &str) -> Imported {
    let imported = import(page, "page.md").unwrap_or_else(|why| panic!("{why:?}\n{page}"));
    assert_eq!(parse(&imported.text).as_ref(), Ok(&imported.draft.procedure), "{}", imported.text);
    imported
}

/// The steps as `line title (rule)`.
pub fn steps(page: &str) -> Vec<String> {
    let draft = taken(page).draft;
    let told = draft.taken.iter().map(|it| {
        let title = &draft.procedure.steps[it.step].title;
        format!("{} {title} ({})", it.line, it.rule.word())
    });
    told.collect()
}

/// The letters and digits of a text: what is left without markup.
pub fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Everything that the procedure says, without markup.
pub fn said(procedure: &Procedure) -> String {
    let mut all = letters(&procedure.title) + "\n" + &letters(&procedure.scenario);
    for phase in &procedure.phases {
        all.extend(["\n", &letters(&phase.title), "\n", &letters(&phase.text)]);
    }
    for step in &procedure.steps {
        let command = step.command.as_deref().unwrap_or_default();
        all.extend(["\n", &letters(&step.title), "\n", &letters(&step.text), "\n", &letters(command)]);
    }
    all
}

/// Returns the lines of the page that the procedure does not say. A line is looked for without its markup: signs, the
/// number or the box in front of it, the info of a fence; a row of a table by its cells, and not the row that heads it.
/// Front matter and comments are no part of the page.
pub fn lost(page: &str, procedure: &Procedure) -> Vec<String> {
    let said = said(procedure);
    let source = super::super::source::Source::new(page);
    let rules = |line: &str| line.contains("|-") && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
    let mut comment = false;
    let mut lost = Vec::new();
    let mut lines = source.body.lines().peekable();
    while let Some(line) = lines.next() {
        comment |= line.trim_start().starts_with("<!--");
        let skipped = comment;
        comment &= !line.contains("-->");
        let heads = lines.peek().is_some_and(|next| rules(next));
        if skipped || heads || line.trim_start().starts_with("```") {
            continue;
        }
        lost.extend(line.split('|').filter(|part| !is_said(part, &said)).map(|_| line.to_owned()));
    }
    lost
}

fn is_said(part: &str, said: &str) -> bool {
    let part = part.trim_start_matches(|c: char| !c.is_alphanumeric());
    let part = part.strip_prefix("Step ").or_else(|| part.strip_prefix("x] ")).unwrap_or(part);
    let bare =
        part.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | ':' | ' ' | '-'));
    let bare = bare.trim_start_matches("[x]").trim_start_matches("[ ]");
    said.contains(&letters(part)) || said.contains(&letters(bare))
}
