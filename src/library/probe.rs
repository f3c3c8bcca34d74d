//! What watches the service during a drill.

use super::links::Reference;
use super::{address, service, value};
use crate::drill::procedure::{Dependency, Probe, ProbeTarget};
use crate::drill::time::Span;
use crate::present::problem::shortened;
use crate::present::section::Section;

const PROBE: [&str; 8] = ["id", "run", "http", "tcp", "every", "timeout", "sets", "dependency"];
/// How often a probe asks when the file does not say.
const EVERY: Span = Span::from_secs(10);

/// Reads the probes.
pub(super) fn probes(procedure: &Section<'_>, dependencies: &[Dependency]) -> Vec<Probe> {
    let known = Reference::new("dependency", dependencies.iter().map(|it| it.id.as_str()));
    let read = |section: &Section<'_>, id: &str| Probe {
        id: id.to_owned(),
        target: target(section),
        every: value::span(section, "every").unwrap_or(EVERY),
        timeout: value::span(section, "timeout"),
        sets: value::anchor(section, "sets").into_iter().collect(),
        dependency: section
            .text("dependency")
            .filter(|it| known.check(section.problems, *it))
            .map(|it| it.value.into()),
    };
    let sections = procedure.tables("probe", "a probe", &PROBE);
    service::with_ids(procedure, "probe", &sections, read)
}

fn target(section: &Section<'_>) -> ProbeTarget {
    let asked = ["run", "http", "tcp"].into_iter().filter(|key| section.has(key)).count();
    if asked != 1 {
        let hint = "`run` a command, or ask an `http` URL or a `tcp` host:port".to_owned();
        section.problems.add(section.offset, format!("a probe asks one thing; this one asks {asked}"), hint);
    }
    let url = address(section, "http", address::refuse_url).map(ProbeTarget::Http);
    let tcp = address(section, "tcp", address::refuse_tcp).map(ProbeTarget::Tcp);
    let run = value::command(section, "run").map(ProbeTarget::Run);
    run.or(url).or(tcp).unwrap_or_else(|| ProbeTarget::Run(String::new()))
}

fn address(
    section: &Section<'_>,
    key: &str,
    refuse: impl Fn(&str) -> Option<&'static str>,
) -> Option<String> {
    let address = section.text(key)?;
    if let Some(why) = refuse(address.value) {
        section.problems.add(address.offset, format!("`{}` {why}", shortened(address.value)), None);
    }
    Some(address.value.to_owned())
}
