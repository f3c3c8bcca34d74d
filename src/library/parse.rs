//! From the text of a procedure file to the procedure, or to everything that is wrong with it.

use super::links::{self, Reference};
use super::step::{self, Draft};
use super::{probe, service, value};
use crate::drill::procedure::{Anchor, Component, Dependency, Procedure, Step};
use crate::present::problem::{Place, Problem};
use crate::present::section::{Section, read_text};

/// The largest file, in bytes.
pub const MAX_BYTES: usize = 1024 * 1024;
/// The most steps.
pub const MAX_STEPS: usize = 5_000;

const PROCEDURE: [&str; 11] = [
    "id",
    "title",
    "scenario",
    "rto",
    "rpo",
    "clock",
    "environment",
    "component",
    "dependency",
    "probe",
    "phase",
];
const PHASE: [&str; 2] = ["title", "step"];

/// Reads a procedure; returns all problems, in the order of the text, where there is one.
///
/// A byte order mark at the start is tolerated: some editors write one.
pub fn parse(text: &str) -> Result<Procedure, Vec<Problem>> {
    if text.len() > MAX_BYTES {
        let place = Place { line: 1, column: 1 };
        let message = format!("{} bytes are more than a procedure may have: {MAX_BYTES}", text.len());
        return Err(vec![Problem {
            place,
            message,
            hint: Some("split it into several procedures".to_owned()),
        }]);
    }
    read_text(text, "a procedure", &PROCEDURE, procedure)
}

fn procedure(section: Section<'_>) -> Procedure {
    let components = service::components(&section);
    let dependencies = service::dependencies(&section);
    let (phases, steps) = phases(&section, &components, &dependencies);
    Procedure {
        id: value::id(&section).value.into(),
        title: value::title(&section),
        scenario: value::text(&section, "scenario").unwrap_or_default(),
        rto: value::objective(&section, "rto"),
        rpo: value::objective(&section, "rpo"),
        clock: clock(&section),
        environments: service::environments(&section),
        probes: probe::probes(&section, &dependencies),
        components,
        dependencies,
        phases,
        steps,
    }
}

fn clock(section: &Section<'_>) -> (Anchor, Anchor) {
    let usual = (Anchor::Declared, Anchor::Verified);
    let Some(list) = section.texts("clock") else { return usual };
    let anchors: Vec<Option<Anchor>> =
        list.value.iter().map(|word| value::named_anchor(section.problems, *word)).collect();
    match anchors[..] {
        [Some(from), Some(to)] if from < to => (from, to),
        [None, _] | [_, None] => usual,
        _ => {
            let hint = "the default is [\"declared\", \"verified\"]".to_owned();
            section.problems.add(list.offset, "the clock runs from one anchor to a later one", hint);
            usual
        }
    }
}

fn phases(
    section: &Section<'_>,
    components: &[Component],
    dependencies: &[Dependency],
) -> (Vec<String>, Vec<Step>) {
    let phases = section.tables("phase", "a phase", &PHASE);
    if phases.is_empty() {
        section.miss("phase", "begin one with [[phase]], and its steps with [[phase.step]]".to_owned());
    }
    let mut steps: Vec<(usize, Section<'_>)> = Vec::new();
    for (index, phase) in phases.iter().enumerate() {
        steps.extend(phase.tables("step", "a step", &step::STEP).into_iter().map(|step| (index, step)));
    }
    if let (Some(phase), true) = (phases.first(), steps.is_empty()) {
        phase.miss("step", "begin one with [[phase.step]]".to_owned());
    }
    if let Some((_, beyond)) = steps.get(MAX_STEPS) {
        let message =
            format!("{} steps are more than the {MAX_STEPS} that a procedure may have", steps.len());
        let hint = "split it into several procedures, or let a script do what it spells out";
        section.problems.add(beyond.offset, message, hint.to_owned());
        steps.truncate(MAX_STEPS);
    }
    let drafts = steps.iter().map(|(phase, section)| step::draft(section, *phase)).collect();
    (phases.iter().map(value::title).collect(), linked(section, drafts, components, dependencies))
}

fn linked(
    section: &Section<'_>,
    mut drafts: Vec<Draft<'_>>,
    components: &[Component],
    dependencies: &[Dependency],
) -> Vec<Step> {
    let problems = section.problems;
    value::refuse_twice(problems, "step", drafts.iter().map(|draft| draft.id));
    let components = Reference::new("component", components.iter().map(|it| it.id.as_str()));
    let dependencies = Reference::new("dependency", dependencies.iter().map(|it| it.id.as_str()));
    links::order(problems, &mut drafts);
    let finish = |mut draft: Draft<'_>| {
        let restores = components.resolve(problems, &draft.restores);
        let needs = dependencies.resolve(problems, &draft.needs);
        draft.step.restores = restores.iter().map(|name| name.value.into()).collect();
        draft.step.needs = needs.iter().map(|name| name.value.into()).collect();
        draft.step
    };
    drafts.into_iter().map(finish).collect()
}
