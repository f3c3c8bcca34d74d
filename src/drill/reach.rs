//! How far a procedure reaches: the commands that it would start, and what it would ask over the network.

use super::procedure::{Probe, ProbeTarget, Procedure, Step};
use super::script::Role;

/// A command that a procedure would start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WouldRun<'a> {
    /// Whose it is.
    pub of: Of<'a>,
    /// The command, as the file has it.
    pub command: &'a str,
}

/// Whose a command is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of<'a> {
    /// A step's, for this purpose.
    Step(&'a Step, Role),
    /// A probe's, again and again while the drill goes on.
    Probe(&'a Probe),
}

/// Something that a procedure would ask over the network, again and again while the drill goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WouldContact<'a> {
    /// Who asks.
    pub probe: &'a Probe,
    /// The URL, or `host:port`.
    pub target: &'a str,
}

/// Lists every command that the procedure would start: step by step, the guards of a step before what they guard, and
/// then the probes'. A `command` that is only there to be copied is none of them.
pub fn would_run(procedure: &Procedure) -> Vec<WouldRun<'_>> {
    let steps = procedure.steps.iter().flat_map(of_step);
    steps.chain(procedure.probes.iter().filter_map(of_probe)).collect()
}

fn of_probe(probe: &Probe) -> Option<WouldRun<'_>> {
    match &probe.target {
        ProbeTarget::Run(command) => Some(WouldRun { of: Of::Probe(probe), command }),
        ProbeTarget::Http(_) | ProbeTarget::Tcp(_) => None,
    }
}

/// Lists every command of a step that would be started, its guards first.
pub fn of_step(step: &Step) -> Vec<WouldRun<'_>> {
    let commands = [
        (Role::Identity, step.identity.as_ref().map(|it| &it.run)),
        (Role::Preview, step.preview.as_ref().map(|it| &it.run)),
        (Role::Run, step.run.as_ref()),
        (Role::Check, step.check.as_ref()),
        (Role::RecoveryPoint, step.recovery_point.as_ref()),
    ];
    let would = |(role, command)| Some(WouldRun { of: Of::Step(step, role), command });
    commands.into_iter().filter_map(|(role, command)| would((role, command?))).collect()
}

/// Lists everything that the procedure would ask over the network.
pub fn would_contact(procedure: &Procedure) -> Vec<WouldContact<'_>> {
    procedure.probes.iter().filter_map(contact).collect()
}

fn contact(probe: &Probe) -> Option<WouldContact<'_>> {
    match &probe.target {
        ProbeTarget::Http(target) | ProbeTarget::Tcp(target) => Some(WouldContact { probe, target }),
        ProbeTarget::Run(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::procedure::{Identity, Preview};
    use crate::drill::stage::plan;
    use crate::drill::time::Span;

    fn probe(id: &str, target: ProbeTarget) -> Probe {
        let every = Span::from_secs(10);
        Probe {
            id: id.to_owned(),
            target,
            every,
            timeout: None,
            sets: Vec::new(),
            dependency: None,
            title: None,
            expected: None,
            secrets: Vec::new(),
        }
    }

    #[test]
    fn everything_that_would_start_is_listed_with_its_guards_first() {
        let mut procedure = plan();
        procedure.steps.truncate(2);
        procedure.steps[0].command = Some("copied".to_owned());
        let step = &mut procedure.steps[1];
        step.run = Some("run".to_owned());
        step.check = Some("check".to_owned());
        step.recovery_point = Some("newest".to_owned());
        step.identity = Some(Identity { run: "whoami".to_owned(), equals: "x".to_owned() });
        step.preview = Some(Preview { run: "count".to_owned(), count: (1, 2) });
        procedure.probes = vec![
            probe("up", ProbeTarget::Run("ask".to_owned())),
            probe("web", ProbeTarget::Http("https://wiki.example/".to_owned())),
            probe("db", ProbeTarget::Tcp("db:5432".to_owned())),
        ];
        let runs: Vec<&str> = would_run(&procedure).iter().map(|it| it.command).collect();
        assert_eq!(runs, ["whoami", "count", "run", "check", "newest", "ask"]);
        let contacts: Vec<_> =
            would_contact(&procedure).iter().map(|it| (&*it.probe.id, it.target)).collect();
        assert_eq!(contacts, [("web", "https://wiki.example/"), ("db", "db:5432")]);
    }
}
