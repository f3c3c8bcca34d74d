//! All looks at a procedure, one after the other.

use super::clock::clock;
use super::finding::{Finding, Spot, What};
use super::guards::guards;
use super::longest::longest;
use super::order::Order;
use super::verbs::starts_with_a_verb;
use crate::drill::procedure::Procedure;
use std::collections::HashSet;

/// Finds what is doubtful in a procedure. One that could not be read in full may be given as well: what is missing in it
/// is found missing.
pub fn judge(procedure: &Procedure) -> Vec<Finding<'_>> {
    let order = Order::of(procedure);
    let mut found = order.unreachable(procedure);
    found.extend(components(procedure));
    found.extend(clock(procedure));
    found.extend(longest(procedure, &order));
    found.extend(guards(procedure));
    found.extend(dependencies(procedure));
    found.extend(titles(procedure));
    found
}

fn components(procedure: &Procedure) -> impl Iterator<Item = Finding<'_>> {
    let restored: HashSet<_> = procedure.steps.iter().flat_map(|step| &step.restores).collect();
    let nobody = procedure.components.iter().enumerate().filter(move |(_, it)| !restored.contains(&it.id));
    nobody.map(|(at, it)| Finding { spot: Spot::Component(at), what: What::NotRestored(it) })
}

fn dependencies(procedure: &Procedure) -> impl Iterator<Item = Finding<'_>> {
    let alone = procedure.dependencies.iter().enumerate().filter(|(_, it)| {
        let alternative = it.alternative.as_deref().unwrap_or_default();
        alternative.trim().is_empty()
    });
    alone.map(|(at, it)| Finding { spot: Spot::Dependency(at), what: What::NoAlternative(it) })
}

fn titles(procedure: &Procedure) -> impl Iterator<Item = Finding<'_>> {
    let no_verb = procedure.steps.iter().enumerate().filter(|(_, step)| !starts_with_a_verb(&step.title));
    no_verb.map(|(at, step)| Finding { spot: Spot::Step(at, "title"), what: What::NoVerb(step) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::procedure::Component;
    use crate::drill::stage::plan;

    #[test]
    fn components_that_nobody_restores_and_dependencies_without_a_way_around_are_found() {
        let mut procedure = plan();
        let component = |id: &str| Component { id: id.into(), title: id.to_owned(), weight: 1 };
        procedure.components = vec![component("database"), component("queue")];
        procedure.steps[0].title = "The database".to_owned();
        let found = judge(&procedure);
        let spots: Vec<Spot<'_>> = found.iter().map(|it| it.spot).collect();
        assert_eq!(spots, [Spot::Component(1), Spot::Dependency(0), Spot::Step(0, "title")], "{found:?}");
        procedure.dependencies[0].alternative = Some(" ".to_owned());
        assert_eq!(judge(&procedure).len(), 3, "no words are no way");
        procedure.dependencies[0].alternative = Some("the mirror".to_owned());
        assert_eq!(judge(&procedure).len(), 2);
    }
}
