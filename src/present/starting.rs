//! What somebody should know before beginning a session.

use super::briefing::scenario;
use super::cells;
use super::format;
use super::page::{Section, paragraph};
use super::safe::Charset;
use super::tone::Tone;
use crate::drill::ids::EnvironmentName;
use crate::drill::procedure::{Environment, Procedure};

/// Names an environment in the choice: `production (protected)`.
pub fn option(environment: &Environment, charset: Charset) -> String {
    let name = cells::shown(environment.name.as_str(), charset);
    if environment.protected { format!("{} (protected)", name.to_uppercase()) } else { name }
}

/// Tells what counts in an environment, and the scenario.
pub fn sections(
    procedure: &Procedure,
    name: &EnvironmentName,
    width: usize,
    charset: Charset,
) -> Vec<Section> {
    let mut lines = paragraph(&summary(procedure, name), width, Tone::Strong);
    if procedure.environment(name).is_some_and(|it| it.protected) {
        let name = cells::shown(name.as_str(), charset).to_uppercase();
        let warning = format!("{name} is protected: a destructive step asks for its name, key by key.");
        lines.extend(paragraph(&warning, width, Tone::Failed));
    }
    vec![Section::new("", lines), Section::new("scenario", scenario(procedure, width, charset))]
}

fn summary(procedure: &Procedure, name: &EnvironmentName) -> String {
    let rto = procedure.rto(name).map_or("no RTO".to_owned(), |it| format!("RTO {}", it.text));
    let rpo = procedure.rpo(name).map_or("no RPO".to_owned(), |it| format!("RPO {}", it.text));
    let steps = format::count(procedure.steps.len(), "step");
    format!("{rto}, {rpo}, {steps} in {}", format::count(procedure.phases.len(), "phase"))
}
