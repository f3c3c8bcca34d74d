//! What is printed once an event is safe in the store, and never before.

use super::cells;
use super::environment::environment;
use super::safe::Charset;
use super::sign::dot;
use crate::drill::event::Event;
use crate::drill::fact::Opening;
use crate::drill::ids::{EventId, SessionId, StepId};
use serde::Serialize;

/// One saved event, as `--json` has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Saved {
    /// The event.
    pub saved: EventId,
    /// Its permanent name.
    pub kind: String,
    /// The step that it is about.
    pub step: Option<StepId>,
    /// The session.
    pub session: SessionId,
}

impl Saved {
    /// Reads what there is to say about an event.
    pub fn of(event: &Event) -> Self {
        let step = event.fact.step().cloned();
        Self { saved: event.id, kind: event.fact.kind(), step, session: event.session.clone() }
    }

    /// Writes the line for people and pipes: `saved <event-id> <kind> [<step>] · PRODUCTION data-gather`.
    pub fn line(&self, opening: &Opening, charset: Charset) -> String {
        let step = self.step.iter().map(|step| format!(" {}", cells::shown(step.as_str(), charset)));
        format!(
            "saved {} {}{}{}{} {}",
            self.saved,
            cells::shown(&self.kind, charset),
            step.collect::<String>(),
            dot(charset),
            environment(&opening.environment, opening.protected, charset).text,
            cells::shown(opening.procedure.as_str(), charset),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, event_id, procedure};
    use crate::present::json;

    fn said(environment: &str) -> Vec<String> {
        let drill = Rehearsal::in_environment(procedure(), environment, |_| {}).declare().start("a");
        let opening = drill.session.opening().unwrap();
        drill.session.log().iter().map(|event| Saved::of(event).line(opening, Charset::Unicode)).collect()
    }

    #[test]
    fn the_line_names_event_kind_step_and_where() {
        let expected = format!("saved {} outage_declared · PRODUCTION data-gather", event_id(2));
        assert_eq!(said("production")[1], expected);
        assert_eq!(said("test")[2], format!("saved {} step_started a · test data-gather", event_id(3)));
    }

    #[test]
    fn json_has_the_documented_keys_in_their_order() {
        let drill = Rehearsal::new(procedure()).declare();
        let json = json::line(&Saved::of(drill.session.log().last().unwrap())).unwrap();
        let id = event_id(2);
        let expected =
            format!(r#"{{"saved":"{id}","kind":"outage_declared","step":null,"session":"01z0zajkmt"}}"#);
        assert_eq!(json, expected);
    }
}
