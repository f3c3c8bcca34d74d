//! What was written on one step, session by session.

use super::scene::Scene;
use super::sheet::{Figures, Head, Kind, Row, Sheet};
use crate::analysis::comparison::{Cell, Held};
use crate::drill::checklist::StepState;
use crate::drill::notebook::Note;
use crate::drill::session::Session;
use crate::present::cells::fit;
use crate::present::format;
use crate::present::notes;
use crate::present::page::{Line, paragraph};
use crate::present::tone::Tone;
use std::ops::Range;

/// What one session says of a work, in lines of the width that was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aside {
    /// Which session.
    pub head: Head,
    /// How it went.
    pub went: Line,
    /// What was written on it.
    pub notes: Vec<Line>,
    /// The reasons that were given for how it went.
    pub why: Vec<Line>,
}

/// Puts what some sessions say of a work side by side, in lines of at most `width` cells.
pub fn asides(
    scene: &Scene,
    sheet: &Sheet,
    (work, columns): (usize, Range<usize>),
    width: usize,
) -> Vec<Aside> {
    let Some(works) = scene.comparison.rows.get(work) else { return Vec::new() };
    let row = sheet.rows.iter().find(|it| it.kind == Kind::Step && it.work == Some(work));
    let sessions = scene.held.iter().zip(&works.cells).zip(&sheet.heads).enumerate();
    let sessions = sessions.skip(columns.start).take(columns.len());
    let aside = |(at, ((held, cell), head)): (usize, ((&Held, &Option<Cell>), &Head))| {
        let head = head.clone();
        let Some(cell) = cell else {
            let went = Line::new("not in its procedure", Tone::Muted);
            return Aside { head, went, ..Aside::default() };
        };
        let reasons = cell.places.iter().filter_map(|at| held.session.checklist().at(*at)?.reason.as_deref());
        let reasons = reasons.filter(|it| !it.trim().is_empty());
        Aside {
            head,
            went: Line::new(
                fit(&scene.own(went(row, cell, at, held.session.stage().is_open())), width),
                Tone::Plain,
            ),
            notes: written(scene, held.session, cell, width),
            why: reasons.flat_map(|it| paragraph(&scene.shown(it), width, Tone::Muted)).collect(),
        }
    };
    sessions.map(aside).collect()
}

/// How a work went in one session: its time as the table has it, the difference, what came of it, its level.
fn went(row: Option<&Row>, cell: &Cell, column: usize, goes_on: bool) -> String {
    let took = row.and_then(|row| match &row.figures {
        Figures::Cells(cells) => match cells.get(column)? {
            super::Cell::Figure(took, _) if cell.segment.is_some() => Some(took.text.clone()),
            _ => None,
        },
        _ => None,
    });
    let by = row.and_then(|it| *it.deltas.get(column)?).map(format::delta);
    let state = match cell.state {
        StepState::Done => None,
        StepState::Running if !goes_on => Some("open".to_owned()),
        state => Some(state.word().to_owned()),
    };
    let level = cell.achieved.map(|it| it.word().to_owned());
    let told: Vec<String> = [took, by, state, level].into_iter().flatten().collect();
    told.join(" · ")
}

fn written(scene: &Scene, session: &Session, cell: &Cell, width: usize) -> Vec<Line> {
    let steps: Vec<_> = cell.places.iter().filter_map(|at| session.procedure().steps.get(*at)).collect();
    let on_it = |note: &&Note| steps.iter().any(|it| note.entry().step.as_ref() == Some(&it.id));
    let found = session.notebook().iter().filter(on_it);
    found.flat_map(|note| notes::lines(session, note, width, scene.charset)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::team::four;
    use super::*;

    #[test]
    fn the_notes_of_a_step_stand_side_by_side() {
        let team = four();
        let sheet = team.sheet();
        let database = sheet.rows.iter().find(|it| it.label.text.contains("Restore the database")).unwrap();
        let asides = team.look(|scene| asides(scene, &sheet, (database.work.unwrap(), 0..4), 24));
        let text = |line: &Line| line.words.iter().map(|it| it.text.as_str()).collect::<String>();
        let told: Vec<String> = asides.iter().map(|it| text(&it.went)).collect();
        assert_eq!(
            told,
            [
                "1:02:12 · manual",
                "33:21 · −28:51 · docume…",
                "13:11 · −49:01 · script…",
                "12:05 · −50:07 · script…"
            ]
        );
        let notes: Vec<Vec<String>> = asides.iter().map(|it| it.notes.iter().map(text).collect()).collect();
        assert_eq!(notes[0][0], "15:04 ! the dump was in");
        assert_eq!(notes[3], ["14:11 ! went by itself", "        Mara on 3"]);
        assert_eq!(text(&asides[3].why[0]), "seen");
        assert!(notes[1].is_empty() && notes[2].is_empty());
    }
}
