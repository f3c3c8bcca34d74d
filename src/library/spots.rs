//! Where in its file everything of a procedure stands, so that what is found later can be shown in its place.

use std::collections::HashMap;
use toml::de::{DeTable, DeValue};

/// The offsets of a procedure's parts.
#[derive(Debug, Default)]
pub(super) struct Spots {
    /// The top level.
    pub top: Part,
    /// Each environment, by name.
    pub environments: HashMap<String, Part>,
    /// Each component, in the order of the file.
    pub components: Vec<Part>,
    /// Each dependency.
    pub dependencies: Vec<Part>,
    /// Each probe.
    pub probes: Vec<Part>,
    /// Each step, phase by phase.
    pub steps: Vec<Part>,
    /// Each entry of `also`.
    pub also: Vec<usize>,
}

/// The offsets of one table.
#[derive(Debug, Default)]
pub(super) struct Part {
    start: usize,
    keys: Vec<(String, usize)>,
}

impl Part {
    fn of(start: usize, table: &DeTable<'_>) -> Self {
        let keys = table.iter().map(|(key, value)| (key.get_ref().to_string(), value.span().start));
        Self { start, keys: keys.collect() }
    }

    /// Returns where the value of the key stands, or else where the table begins.
    pub fn at(&self, key: &str) -> usize {
        self.find(key).unwrap_or(self.start)
    }

    /// Returns where the value of the first of two keys stands that is there.
    pub fn at_either(&self, key: &str, other: &str) -> usize {
        self.find(key).unwrap_or_else(|| self.at(other))
    }

    fn find(&self, key: &str) -> Option<usize> {
        self.keys.iter().find(|(name, _)| name == key).map(|(_, at)| *at)
    }
}

impl Spots {
    /// Looks through the text's top level.
    pub fn of(table: &DeTable<'_>) -> Self {
        let phases = tables(table, "phase");
        let steps = phases.iter().flat_map(|(_, phase)| tables(phase, "step"));
        let environments = table.get("environment").and_then(|it| it.get_ref().as_table());
        let environment = |(name, value): (&toml::Spanned<_>, &toml::Spanned<DeValue<'_>>)| {
            let name: &std::borrow::Cow<'_, str> = name.get_ref();
            Some((name.to_string(), Part::of(value.span().start, value.get_ref().as_table()?)))
        };
        let also = table.get("also").and_then(|it| it.get_ref().as_array());
        Self {
            top: Part::of(0, table),
            environments: environments
                .map(|all| all.iter().filter_map(environment).collect())
                .unwrap_or_default(),
            components: parts(table, "component"),
            dependencies: parts(table, "dependency"),
            probes: parts(table, "probe"),
            steps: steps.map(|(start, table)| Part::of(start, table)).collect(),
            also: also.map(|all| all.iter().map(|it| it.span().start).collect()).unwrap_or_default(),
        }
    }

    /// Returns the step in whose lines the offset lies.
    pub fn step_around(&self, offset: usize) -> Option<usize> {
        self.steps.partition_point(|step| step.start <= offset).checked_sub(1)
    }
}

fn parts(table: &DeTable<'_>, key: &str) -> Vec<Part> {
    tables(table, key).into_iter().map(|(start, table)| Part::of(start, table)).collect()
}

fn tables<'t, 'a>(table: &'t DeTable<'a>, key: &str) -> Vec<(usize, &'t DeTable<'a>)> {
    let list = table.get(key).and_then(|it| it.get_ref().as_array());
    let item = |it: &'t toml::Spanned<DeValue<'a>>| Some((it.span().start, it.get_ref().as_table()?));
    list.map(|list| list.iter().filter_map(item).collect()).unwrap_or_default()
}
