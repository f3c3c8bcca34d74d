//! What the procedure restores, where, and what it hangs on: components, environments, dependencies.

use super::value;
use crate::drill::procedure::{Component, Dependency, Environment};
use crate::present::section::{At, Section};
use std::collections::BTreeMap;

const COMPONENT: [&str; 3] = ["id", "title", "weight"];
const DEPENDENCY: [&str; 4] = ["id", "title", "third_party", "alternative"];
const ENVIRONMENT: [&str; 4] = ["protected", "rto", "rpo", "vars"];
/// The heaviest component; more would only be a slip of the finger.
const HEAVIEST: u32 = 1_000_000;

/// Reads the environments, in the order of the file; there must be one.
pub(super) fn environments(procedure: &Section<'_>) -> Vec<Environment> {
    let environments: Vec<_> =
        procedure.open_table("environment", "the environments").map_or_else(Vec::new, |all| {
            let read = |name: At<&str>| {
                value::check_id(all.problems, name, "environment's name");
                Some(environment(name.value, &all.table(name.value, "an environment", &ENVIRONMENT)?))
            };
            all.keys().into_iter().filter_map(read).collect()
        });
    if environments.is_empty() {
        procedure.miss("environment", "name a place to hold it in: [environment.test]".to_owned());
    }
    environments
}

fn environment(name: &str, section: &Section<'_>) -> Environment {
    Environment {
        name: name.into(),
        protected: section.flag("protected").is_some_and(|it| it.value),
        rto: value::objective(section, "rto"),
        rpo: value::objective(section, "rpo"),
        vars: vars(section),
    }
}

fn vars(section: &Section<'_>) -> BTreeMap<String, String> {
    let Some(vars) = section.open_table("vars", "the vars") else { return BTreeMap::new() };
    let read = |name: At<&str>| {
        value::check_variable(vars.problems, name);
        let text = vars.text(name.value)?;
        if text.value.contains('\0') {
            vars.problems.add(text.offset, "a variable cannot hold a NUL", None);
        }
        Some((name.value.to_owned(), text.value.to_owned()))
    };
    vars.keys().into_iter().filter_map(read).collect()
}

/// Reads the components.
pub(super) fn components(procedure: &Section<'_>) -> Vec<Component> {
    let sections = procedure.tables("component", "a component", &COMPONENT);
    let read = |section: &Section<'_>, id: &str| Component {
        id: id.into(),
        title: title_or(section, id),
        weight: section.whole("weight", 1, HEAVIEST).map_or(1, |it| it.value),
    };
    with_ids(procedure, "component", &sections, read)
}

/// Reads the dependencies.
pub(super) fn dependencies(procedure: &Section<'_>) -> Vec<Dependency> {
    let sections = procedure.tables("dependency", "a dependency", &DEPENDENCY);
    let read = |section: &Section<'_>, id: &str| Dependency {
        id: id.into(),
        title: title_or(section, id),
        third_party: section.flag("third_party").is_some_and(|it| it.value),
        alternative: value::text(section, "alternative"),
    };
    with_ids(procedure, "dependency", &sections, read)
}

fn title_or(section: &Section<'_>, id: &str) -> String {
    if section.has("title") { value::title(section) } else { id.to_owned() }
}

/// Reads each section with its id, and refuses ids that are there already.
pub(super) fn with_ids<'a, T>(
    procedure: &Section<'_>,
    what: &str,
    sections: &[Section<'a>],
    read: impl Fn(&Section<'a>, &str) -> T,
) -> Vec<T> {
    let ids: Vec<At<&str>> = sections.iter().map(value::id).collect();
    value::refuse_twice(procedure.problems, what, ids.iter().copied());
    sections.iter().zip(ids).map(|(section, id)| read(section, id.value)).collect()
}
