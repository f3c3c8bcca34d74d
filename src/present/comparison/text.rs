//! A comparison as plain text, with everything in it.

use super::bridge::sentence;
use super::fitted::Fitted;
use super::notes::asides;
use super::scene::Scene;
use super::sheet::{Kind, Sheet};
use crate::present::safe::Charset;
use crate::present::tone::Toned;

/// What a cut text ends with.
const CUT: &str = "…";

/// As wide as a note gets.
const NOTE: usize = 80;

/// Tells a whole comparison: the answer, what makes the sessions unlike, the table, why the total changed, what differed,
/// and what was written on each step. Parts of which there is nothing to tell are left out.
pub fn text(scene: &Scene, sheet: &Sheet) -> String {
    let mut lines = vec![sheet.answer.text.clone()];
    if !sheet.unlike.is_empty() {
        lines.push(joined(&sheet.unlike));
    }
    if let Some((from, to)) = sheet.shared {
        lines.push(format!(
            "All share a clock: --clock {}..{} shows the totals on it.",
            from.word(),
            to.word()
        ));
    }
    lines.push(String::new());
    lines.extend(table(scene, sheet));
    let bridge = sentence(scene);
    if !bridge.is_empty() {
        lines.extend([String::new(), bridge]);
    }
    lines.extend(notes(scene, sheet));
    let told: String = lines.iter().flat_map(|line| [line.trim_end(), "\n"]).collect();
    match scene.charset {
        Charset::Unicode => told,
        Charset::Ascii => told.replace(CUT, "~"),
    }
}

fn joined(words: &[Toned]) -> String {
    words.iter().map(|it| it.text.as_str()).collect()
}

fn table(scene: &Scene, sheet: &Sheet) -> Vec<String> {
    let (fitted, columns) = (Fitted::whole(sheet), 0..sheet.heads.len());
    let [names, held] = fitted.heads(sheet, columns.clone());
    let lead = |text: &str| {
        let room = fitted.label + fitted.delta;
        " ".repeat(room.saturating_sub(crate::present::cells::width(text))) + text
    };
    let mut lines = vec![lead(&sheet.delta) + &joined(&names), lead("") + &joined(&held)];
    for row in &sheet.rows {
        let open = row.opens.is_some();
        let mut label = fitted.label(row, open, scene.charset);
        if open {
            // Nothing can be opened here: all of it is.
            if let Some(first) = label.first_mut() {
                let bare = first.text.chars().skip(2).collect::<String>();
                first.text = if row.kind == Kind::Phase { format!("{bare}  ") } else { format!("  {bare}") };
            }
        }
        lines.push(joined(&label) + &joined(&fitted.cells(row, open, columns.clone(), scene.charset)));
    }
    lines
}

fn notes(scene: &Scene, sheet: &Sheet) -> Vec<String> {
    let mut lines = Vec::new();
    let steps = sheet.rows.iter().filter(|it| it.kind == Kind::Step);
    for (work, label) in steps.filter_map(|it| Some((it.work?, &it.label.text))) {
        let written = asides(scene, sheet, (work, 0..scene.held.len()), NOTE)
            .into_iter()
            .filter(|it| !it.notes.is_empty());
        let written: Vec<_> = written.collect();
        if written.is_empty() {
            continue;
        }
        if lines.is_empty() {
            lines.extend([String::new(), "NOTES".to_owned()]);
        }
        lines.push(label.clone());
        for aside in written {
            lines.push(format!("    {}", joined(&aside.head.name)));
            lines.extend(aside.notes.iter().map(|it| format!("      {}", joined(&it.words))));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::team::{Team, four, hostile};
    use super::*;
    use crate::present::cells::width;
    use crate::present::safe::is_hidden;

    fn told(team: &Team) -> String {
        team.look(|scene| text(scene, &Sheet::of(scene)))
    }

    #[test]
    fn four_drills() {
        insta::assert_snapshot!("four_text", told(&four()));
    }

    #[test]
    fn in_ascii() {
        let mut team = four();
        team.charset = Charset::Ascii;
        let told = told(&team);
        assert!(told.is_ascii(), "{told}");
        insta::assert_snapshot!("four_ascii", told);
    }

    #[test]
    fn foreign_text_is_harmless_and_bounded() {
        let told = told(&hostile());
        assert!(!told.contains(|c| c != '\n' && is_hidden(c)), "{told:?}");
        assert!(told.lines().skip(2).all(|line| width(line) < 250), "{told}");
    }
}
