//! Whether what destroys is guarded, and whether the guards can pass.

use super::finding::{Finding, Spot, What};
use crate::drill::expand::expand;
use crate::drill::procedure::{Procedure, Step};
use std::collections::{BTreeMap, BTreeSet};

/// Finds destructive steps without a guard where an environment is protected, and guards that compare with a secret.
///
/// That an environment's name is typed is no guard of the step: it says nothing of what the step would touch.
pub(super) fn guards(procedure: &Procedure) -> Vec<Finding<'_>> {
    let protected = procedure.environments.iter().find(|it| it.protected).map(|it| &it.name);
    let secrets = secrets(procedure);
    let mut found = Vec::new();
    for (at, step) in procedure.steps.iter().enumerate() {
        if let Some(environment) = protected.filter(|_| step.destructive && !is_guarded(step)) {
            let what = What::Unguarded { step, environment };
            found.push(Finding { spot: Spot::Step(at, "destructive"), what });
        }
        if let Some(name) = hidden(step, &secrets) {
            let what = What::SecretInIdentity { step, name };
            found.push(Finding { spot: Spot::Step(at, "identity"), what });
        }
    }
    found
}

fn is_guarded(step: &Step) -> bool {
    step.identity.is_some() || step.preview.is_some() || step.two_person
}

/// Every variable that any step or probe calls a secret: they are hidden in what all scripts print.
fn secrets(procedure: &Procedure) -> BTreeSet<&str> {
    let steps = procedure.steps.iter().flat_map(|step| &step.secrets);
    let probes = procedure.probes.iter().flat_map(|probe| &probe.secrets);
    steps.chain(probes).map(String::as_str).collect()
}

/// Returns the secret that the step's guard compares with.
fn hidden<'p>(step: &Step, secrets: &BTreeSet<&'p str>) -> Option<&'p str> {
    let equals = &step.identity.as_ref().filter(|_| !secrets.is_empty())?.equals;
    let mut known = BTreeMap::new();
    // A name comes to light when it has no value.
    while let Err(missing) = expand(equals, &known) {
        if let Some(secret) = secrets.get(missing.0.as_str()) {
            return Some(secret);
        }
        if known.insert(missing.0, String::new()).is_some() {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::procedure::{Identity, Preview};
    use crate::drill::stage::plan;

    fn destroying() -> Procedure {
        let mut procedure = plan();
        procedure.environments[0].protected = true;
        procedure
    }

    fn compares(equals: &str) -> Identity {
        Identity { run: "whoami".to_owned(), equals: equals.to_owned() }
    }

    #[test]
    fn a_destructive_step_wants_a_guard_where_an_environment_is_protected() {
        let mut procedure = destroying();
        let found = guards(&procedure);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].spot, Spot::Step(5, "destructive"));
        procedure.environments[0].protected = false;
        assert_eq!(guards(&procedure), []);
    }

    #[test]
    fn any_guard_will_do() {
        let guard: [fn(&mut Step); 3] = [
            |step| step.identity = Some(compares("x")),
            |step| step.preview = Some(Preview { run: "count".to_owned(), count: (1, 1) }),
            |step| step.two_person = true,
        ];
        for guard in guard {
            let mut procedure = destroying();
            guard(&mut procedure.steps[5]);
            assert_eq!(guards(&procedure), []);
        }
    }

    #[test]
    fn a_guard_that_compares_with_a_secret_can_never_pass() {
        let mut procedure = plan();
        procedure.steps[0].secrets = vec!["TOKEN".to_owned()];
        for (equals, secret) in [
            ("$TOKEN", true),
            ("$HOST-${TOKEN}", true),
            ("$HOST $HOST", false),
            ("$$TOKEN", false),
            ("$TOKENS", false),
            ("${", false),
        ] {
            procedure.steps[5].identity = Some(compares(equals));
            let found = guards(&procedure);
            let is_found =
                matches!(found[..], [Finding { what: What::SecretInIdentity { name: "TOKEN", .. }, .. }]);
            assert_eq!(is_found, secret, "{equals}: {found:?}");
        }
    }
}
