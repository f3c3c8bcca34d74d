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
