//! In what the sessions differed besides their times.

use super::scene::Scene;
use super::sheet::{Cell, Figures, Kind, Row};
use super::steps::label;
use crate::analysis::comparison::{Cell as Work, Row as Works};
use crate::analysis::scope::Known;
use crate::drill::automation::{Achieved, Level};
use crate::drill::checklist::StepState;
use crate::drill::fact::Role;
use crate::drill::procedure::Anchor;
use crate::drill::session::Session;
use crate::present::sign::arrow;
use crate::present::tone::{Tone, Toned};
use std::collections::BTreeSet;

/// How much of a digest tells versions of a procedure apart.
const VERSION: usize = 7;

/// Adds what differed; nothing where nothing did.
pub(super) fn rows(scene: &Scene, rows: &mut Vec<Row>) {
    let before = rows.len();
    rows.extend([Row::air(), Row::heading("WHAT DIFFERED")]);
    owners(scene, rows);
    skipped(scene, rows);
    levels(scene, rows);
    fact(scene, rows, "outage", |session| {
        Toned::new(Known::of(session.anchor(Anchor::Outage).as_ref()).word(), Tone::Plain)
    });
    fact(scene, rows, "procedure version", |session| {
        let digest =
            session.opening().map(|it| it.document.as_str().chars().take(VERSION).collect::<String>());
        Toned::new(digest.unwrap_or_default(), Tone::Plain)
    });
    variables(scene, rows);
    if rows.len() == before + 2 {
        rows.truncate(before);
    }
}

/// Adds a row, where not all sessions say the same.
fn fact(scene: &Scene, rows: &mut Vec<Row>, label: &str, tell: impl Fn(&Session) -> Toned) {
    let told: Vec<Toned> = scene.held.iter().map(|it| tell(it.session)).collect();
    if told.iter().any(|it| it.text != told[0].text) {
        rows.push(words(label, told));
    }
}

fn words(label: &str, told: Vec<Toned>) -> Row {
    let cells = told.into_iter().map(Cell::Words).collect();
    Row::new(Kind::Fact, Toned::new(label, Tone::Plain), Figures::Cells(cells))
}

/// Who drove, one after the other, and for whom it was the first time: where there is more to it than the heads say.
fn owners(scene: &Scene, rows: &mut Vec<Row>) {
    let told = scene.held.iter().map(|it| {
        let owners = it.session.people().iter().filter(|it| it.role == Role::Owner);
        let names: Vec<String> = owners.map(|it| scene.shown(it.name.as_str())).collect();
        let first = it.place.is_some_and(|it| it.first_time);
        let text = names.join(arrow(scene.charset));
        (names.len() > 1 || first, if first { format!("{text}, first time") } else { text })
    });
    let told: Vec<(bool, String)> = told.collect();
    if told.iter().any(|(more, _)| *more) {
        let tone = |more| if more { Tone::Plain } else { Tone::Muted };
        rows.push(words(
            "owner",
            told.into_iter().map(|(more, text)| Toned::new(text, tone(more))).collect(),
        ));
    }
}

fn skipped(scene: &Scene, rows: &mut Vec<Row>) {
    let is = |work: &Option<Work>| work.as_ref().is_some_and(|it| it.state == StepState::Skipped);
    let works: Vec<(usize, &Works)> =
        scene.comparison.rows.iter().enumerate().filter(|(_, row)| row.cells.iter().any(is)).collect();
    if works.is_empty() {
        return;
    }
    let cells = (0..scene.held.len()).map(|column| {
        match works.iter().filter(|(_, row)| is(&row.cells[column])).count() {
            0 => Cell::nothing(scene),
            1 => Cell::Figure(Toned::new("1", Tone::Warned), vec![Toned::new("step", Tone::Muted)]),
            count => Cell::Figure(
                Toned::new(count.to_string(), Tone::Warned),
                vec![Toned::new("steps", Tone::Muted)],
            ),
        }
    });
    let at = rows.len();
    let mut head = Row::new(Kind::Fact, Toned::new("skipped", Tone::Plain), Figures::Cells(cells.collect()));
    head.opens = Some(false);
    rows.push(head);
    for (work, row) in works {
        let cells = row.cells.iter().zip(scene.held).map(|(cell, held)| {
            let Some(work) = cell.as_ref().filter(|it| it.state == StepState::Skipped) else {
                return Toned::default();
            };
            let progress = work.places.first().and_then(|at| held.session.checklist().at(*at));
            let why =
                progress.and_then(|it| it.reason.as_deref()).filter(|it| !it.is_empty()).unwrap_or("skipped");
            Toned::new(scene.shown(why), Tone::Muted)
        });
        rows.push(behind(scene, (work, row), at, cells.collect()));
    }
}

fn behind(scene: &Scene, (work, row): (usize, &Works), under: usize, cells: Vec<Toned>) -> Row {
    let mut row = words(&format!("  {}", label(scene, row).text), cells);
    (row.under, row.work) = (Some(under), Some(work));
    row
}

/// How the levels moved from the first of the two sessions that the answer is about.
fn levels(scene: &Scene, rows: &mut Vec<Row>) {
    let (from, _) = scene.ends();
    let base = |row: &Works| row.cells[from].as_ref().and_then(|it| it.achieved);
    let moved = |row: &Works, column: usize| {
        let (was, is) = (base(row)?, row.cells[column].as_ref()?.achieved?);
        let (was, is) = (height(was), height(is));
        (was != is).then_some(is > was)
    };
    let columns = 0..scene.held.len();
    let works = scene.comparison.rows.iter().enumerate();
    let works: Vec<_> = works.filter(|(_, row)| columns.clone().any(|it| moved(row, it).is_some())).collect();
    if works.is_empty() {
        return;
    }
    let signs = (scene.sign("▲", "^"), scene.sign("▼", "v"));
    let cells = columns.map(|column| {
        let count = |rose: bool| works.iter().filter(|(_, row)| moved(row, column) == Some(rose)).count();
        let told = [(count(true), signs.0), (count(false), signs.1)];
        let told: Vec<String> = told
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, sign)| format!("{sign} {count}"))
            .collect();
        if told.is_empty() {
            Toned::new(scene.sign("—", "-"), Tone::Muted)
        } else {
            Toned::new(told.join(" "), Tone::Plain)
        }
    });
    let at = rows.len();
    let mut head = words(&format!("levels since {}", scene.called(from)), cells.collect());
    head.opens = Some(false);
    rows.push(head);
    for (work, row) in works {
        let cells = row.cells.iter().enumerate().map(|(column, cell)| {
            let Some(achieved) = cell.as_ref().and_then(|it| it.achieved) else { return Toned::default() };
            let (sign, tone) = match moved(row, column) {
                Some(true) => (format!(" {}", signs.0), Tone::Automated),
                Some(false) => (format!(" {}", signs.1), Tone::Warned),
                None => (String::new(), Tone::Muted),
            };
            Toned::new(format!("{}{sign}", achieved.word()), tone)
        });
        rows.push(behind(scene, (work, row), at, cells.collect()));
    }
}

/// What broke is lower than what was never automated.
fn height(achieved: Achieved) -> Option<Level> {
    match achieved {
        Achieved::Level(level) => Some(level),
        Achieved::Broken(_) => None,
    }
}

/// The variables that the environments gave; those that a step keeps secret are named without their values.
fn variables(scene: &Scene, rows: &mut Vec<Row>) {
    let vars = |session: &Session| {
        let name = session.opening().map(|it| it.environment.clone())?;
        Some(session.procedure().environment(&name)?.vars.clone())
    };
    let names: BTreeSet<String> = scene
        .held
        .iter()
        .filter_map(|it| vars(it.session))
        .flat_map(std::collections::BTreeMap::into_keys)
        .collect();
    let secret = |name: &String| {
        let mut steps = scene.held.iter().flat_map(|it| &it.session.procedure().steps);
        steps.any(|step| step.secrets.contains(name))
    };
    for name in names {
        let is_secret = secret(&name);
        fact(scene, rows, &format!("${}", scene.shown(&name)), |session| {
            match vars(session).and_then(|it| it.get(&name).cloned()) {
                Some(_) if is_secret => Toned::new("kept secret", Tone::Muted),
                Some(value) => Toned::new(scene.shown(&value), Tone::Plain),
                None => Toned::new(scene.sign("—", "-"), Tone::Muted),
            }
        });
    }
}
