//! The stored form of facts and events: a kind, a version and a JSON body. Permanent; `tests/golden/facts.jsonl` holds
//! it byte for byte.

use super::event::Event;
use super::fact::Fact;
use super::ids::EventId;
use serde_json::{Value, json};

/// The version in which every kind is written today.
pub const VERSION: u32 = 1;

/// What a body says besides the fact itself; left out where it is the usual. No fact may have fields of these names.
const DEED: &str = "deed";
const LATE: &str = "late";

impl Fact {
    /// Returns the permanent name of the kind, the version, and the JSON body, as they are stored.
    pub fn encode(&self) -> (String, u32, String) {
        match self {
            Self::Unknown { kind, version, body } => {
                (kind.clone(), *version, body.clone().unwrap_or_default())
            }
            known => (known.kind(), VERSION, body(known).to_string()),
        }
    }

    /// Reads what [`encode`](Self::encode) wrote. Never fails: what it cannot read becomes [`Fact::Unknown`].
    pub fn decode(kind: &str, version: u32, body: Option<&str>) -> Self {
        let value = body.and_then(|body| serde_json::from_str(body).ok());
        known(kind, version, value).unwrap_or_else(|| unknown(kind, version, body))
    }
}

impl Event {
    /// Returns kind, version and JSON body as they are stored; an unknown body stays as it is, byte for byte.
    pub fn encode(&self) -> (String, u32, String) {
        if let Fact::Unknown { .. } = self.fact {
            return self.fact.encode();
        }
        let mut body = body(&self.fact);
        if let Value::Object(object) = &mut body {
            if self.deed != self.id {
                object.insert(DEED.to_owned(), Value::String(self.deed.to_string()));
            }
            if self.late {
                object.insert(LATE.to_owned(), Value::Bool(true));
            }
        }
        (self.fact.kind(), VERSION, body.to_string())
    }

    /// Reads what [`encode`](Self::encode) wrote into an event whose other columns are known. Never fails: an unknown
    /// kind, a strange body or an erased one (`None`) becomes [`Fact::Unknown`].
    #[must_use]
    pub fn with_body(mut self, kind: &str, version: u32, body: Option<&str>) -> Self {
        let value: Option<Value> = body.and_then(|body| serde_json::from_str(body).ok());
        let field = |name| value.as_ref().and_then(|value| value.get(name));
        self.deed = field(DEED).and_then(Value::as_str).and_then(EventId::parse).unwrap_or(self.id);
        self.late = field(LATE).and_then(Value::as_bool).unwrap_or_default();
        self.fact = known(kind, version, value).unwrap_or_else(|| unknown(kind, version, body));
        self
    }
}

fn body(fact: &Fact) -> Value {
    let mut tagged = serde_json::to_value(fact).unwrap_or_default();
    tagged["body"].take()
}

fn known(kind: &str, version: u32, body: Option<Value>) -> Option<Fact> {
    if version != VERSION {
        return None;
    }
    serde_json::from_value(json!({ "kind": kind, "body": body? })).ok()
}

fn unknown(kind: &str, version: u32, body: Option<&str>) -> Fact {
    Fact::Unknown { kind: kind.to_owned(), version, body: body.map(str::to_owned) }
}

/// How the fact inside a [`Fact::EventRedacted`] is stored: with its version, and without a body where this version
/// does not know the kind.
pub(super) mod kept {
    use super::{Fact, VERSION, body, known, unknown};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use serde_json::Value;

    #[derive(Serialize, Deserialize)]
    struct Kept {
        kind: String,
        version: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body: Option<Value>,
    }

    pub fn serialize<S: Serializer>(fact: &Fact, serializer: S) -> Result<S::Ok, S::Error> {
        let (kind, version, body) = match fact {
            Fact::Unknown { kind, version, .. } => (kind.clone(), *version, None),
            fact => (fact.kind(), VERSION, Some(body(fact))),
        };
        Kept { kind, version, body }.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Box<Fact>, D::Error> {
        let Kept { kind, version, body } = Kept::deserialize(deserializer)?;
        Ok(Box::new(known(&kind, version, body).unwrap_or_else(|| unknown(&kind, version, None))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::examples::{erasure, facts};
    use crate::drill::note::Entry;
    use crate::drill::stage::{Drill, entry, id, plan, wall};
    use std::collections::BTreeSet;

    /// Kind, version and body, one event a line. A line, once released, never changes: events of old stores are read by it.
    const GOLDEN: &str = include_str!("../../tests/golden/facts.jsonl");

    fn event(fact: Fact) -> Event {
        Drill::empty(plan()).event(fact, wall(0), false)
    }

    /// Every fact as an event of its own, and then the extras that an event can have.
    fn events() -> Vec<Event> {
        let note = || event(Fact::NoteWritten(entry("x")));
        let mut events: Vec<Event> = facts().into_iter().map(event).collect();
        events.push(Event { late: true, ..note() });
        events.push(Event { deed: id(7), ..note() });
        let erased = event(erasure(id(1), entry_fact("[redacted]"), id(2), true));
        events.push(Event { deed: id(7), late: true, ..erased });
        events
    }

    fn entry_fact(text: &str) -> Fact {
        Fact::NoteWritten(Entry { step: Some("a".into()), ..entry(text) })
    }

    fn line(event: &Event) -> String {
        let (kind, version, body) = event.encode();
        let body = if serde_json::from_str::<Value>(&body).is_ok() { body } else { json!(body).to_string() };
        format!("{{\"kind\":\"{kind}\",\"version\":{version},\"body\":{body}}}")
    }

    #[test]
    fn what_is_written_is_what_was_written_always() {
        let written: Vec<String> = events().iter().map(line).collect();
        for (at, (written, golden)) in written.iter().zip(GOLDEN.lines()).enumerate() {
            assert_eq!(written, golden, "line {} of tests/golden/facts.jsonl", at + 1);
        }
        assert_eq!(written.len(), GOLDEN.lines().count());
    }

    #[test]
    fn what_was_written_reads_as_what_it_was() {
        for (golden, expected) in GOLDEN.lines().zip(events()) {
            let (head, body) = golden.strip_suffix('}').unwrap().split_once(",\"body\":").unwrap();
            let head: Value = serde_json::from_str(&format!("{head}}}")).unwrap();
            let (kind, version) = (head["kind"].as_str().unwrap(), head["version"].as_u64().unwrap());
            let body: String = serde_json::from_str(body).unwrap_or_else(|_| body.to_owned());
            let version = u32::try_from(version).unwrap();
            let blank = Event { deed: id(0), late: !expected.late, ..event(Fact::SessionFinished {}) };
            assert_eq!(blank.with_body(kind, version, Some(&body)), expected, "{golden}");
            assert_eq!(Fact::decode(kind, version, Some(&body)), expected.fact, "{golden}");
        }
    }

    #[test]
    fn every_kind_has_its_line() {
        let known = facts().into_iter().filter(|fact| !matches!(fact, Fact::Unknown { .. }));
        let shown: BTreeSet<String> = known.map(|fact| fact.kind()).collect();
        // The compiler sees to it that this function names every kind.
        let source = include_str!("fact.rs").split_once("pub fn kind").unwrap().1.split_once("};").unwrap().0;
        let named: BTreeSet<String> = source.split('"').skip(1).step_by(2).map(str::to_owned).collect();
        assert_eq!(shown, named);
    }

    #[test]
    fn the_kind_is_the_name_that_is_stored() {
        for fact in facts().iter().filter(|fact| !matches!(fact, Fact::Unknown { .. })) {
            assert_eq!(serde_json::to_value(fact).unwrap()["kind"], fact.kind().as_str());
        }
    }

    #[test]
    fn no_fact_has_a_field_that_an_event_needs() {
        for fact in facts().iter().filter(|fact| !matches!(fact, Fact::Unknown { .. })) {
            let body = body(fact);
            assert!(body.get(DEED).is_none() && body.get(LATE).is_none(), "{fact:?}");
        }
    }

    #[test]
    fn an_erased_body_is_unknown_and_its_own_deed() {
        let event = Event { deed: id(7), late: true, ..event(Fact::OutageDeclared {}) };
        let read = event.with_body("outage_declared", 1, None);
        let unknown = Fact::Unknown { kind: "outage_declared".to_owned(), version: 1, body: None };
        assert_eq!((read.fact, read.deed, read.late), (unknown, read.id, false));
    }

    #[test]
    fn what_a_newer_version_erased_is_erased_here_too() {
        let body = format!(
            r#"{{"event":"{}","kept":{{"kind":"moon_rose","version":1,"body":{{"phase":"full"}}}},"kept_deed":"{}","why":"x"}}"#,
            id(1),
            id(1)
        );
        let Fact::EventRedacted { kept, .. } = Fact::decode("event_redacted", 1, Some(&body)) else {
            panic!()
        };
        assert_eq!(*kept, Fact::Unknown { kind: "moon_rose".to_owned(), version: 1, body: None });
    }
}
