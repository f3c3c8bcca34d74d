//! The form of a scenario.

use firedrill::drill::fact::Opening;
use firedrill::drill::procedure::{Anchor, Dependency, Environment, Procedure, Step};
use serde::Deserialize;
use std::collections::BTreeMap;

/// One file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What it shows.
    #[expect(dead_code, reason = "for who reads the file")]
    title: String,
    /// Whether the outage is only played.
    #[serde(default)]
    simulated: bool,
    /// The steps, where they are not the usual six.
    steps: Option<Vec<Item>>,
    /// What is asked.
    #[serde(rename = "do")]
    pub requests: Vec<Asked>,
    /// What comes out.
    pub expect: Expected,
}

/// A step of the procedure.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    id: String,
    #[serde(default)]
    after: Vec<String>,
    marks: Option<String>,
    #[serde(default)]
    restores: bool,
    #[serde(default)]
    destructive: bool,
    #[serde(default)]
    phase: usize,
}

/// Something that is asked of the session, or that happens to the machine.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    /// When, in seconds since the session began.
    pub at: i64,
    /// A verb and its objects; nothing where only the machine changes.
    pub ask: String,
    /// Who asks; the owner, where nobody is named.
    pub by: Option<String>,
    /// `screen`, where nothing is said.
    pub door: Option<String>,
    /// When it happened, where it is told late.
    pub happened: Option<i64>,
    /// A reason, or the text of a note, or how something is known.
    pub text: Option<String>,
    /// Who is to do it.
    pub who: Option<String>,
    /// The step that a note lands on.
    pub step: Option<String>,
    /// What the refusal says, where there is one.
    pub refused: Option<String>,
    /// The wall clock is wrong by so many seconds from now on.
    pub wall_wrong_by: Option<i64>,
    /// The machine booted, and this is the id of the boot.
    pub boot: Option<String>,
}

/// What must come out.
#[derive(Deserialize)]
pub struct Expected {
    /// When one looks.
    pub at: i64,
    /// Lists of lines, by name.
    #[serde(flatten)]
    pub told: BTreeMap<String, Vec<String>>,
}

/// `a`, then `b` and `c` side by side, then `d`, which restores, then `e`, which verifies, then `f`, which cleans up.
const USUAL: &str = r#"
steps = [
  { id = "a" },
  { id = "b", after = ["a"], restores = true },
  { id = "c", after = ["a"] },
  { id = "d", after = ["b", "c"], restores = true, marks = "restored" },
  { id = "e", after = ["d"], marks = "verified" },
  { id = "f", after = ["e"], marks = "cleaned-up", destructive = true, phase = 1 },
]
"#;

#[derive(Deserialize)]
struct Usual {
    steps: Vec<Item>,
}

impl Scenario {
    /// Makes the procedure.
    pub fn procedure(&self) -> Procedure {
        let usual = toml::from_str::<Usual>(USUAL).unwrap().steps;
        Procedure {
            dependencies: vec![Dependency {
                id: "storage".into(),
                title: "Storage".to_owned(),
                third_party: true,
                alternative: None,
            }],
            phases: vec!["Restore".into(), "Clean up".into()],
            steps: self.steps.as_ref().unwrap_or(&usual).iter().map(Item::step).collect(),
            ..Procedure::new("plan".into(), "Restore it".to_owned(), Environment::new("test".into()))
        }
    }

    /// Makes the session's beginning.
    pub fn opening(&self) -> Opening {
        Opening {
            procedure: "plan".into(),
            title: "Restore it".to_owned(),
            document: "0".into(),
            environment: "test".into(),
            protected: false,
            owner: "Mara".into(),
            shadows: vec!["Jo".into()],
            simulated: self.simulated,
            sample: false,
        }
    }
}

impl Item {
    fn step(&self) -> Step {
        Step {
            phase: self.phase,
            text: "How to do it.".to_owned(),
            after: self.after.iter().map(|id| id.as_str().into()).collect(),
            restores: if self.restores { vec!["database".into()] } else { Vec::new() },
            destructive: self.destructive,
            marks: self.marks.as_deref().map(|anchor| Anchor::parse(anchor).unwrap()),
            ..Step::new(self.id.as_str().into(), format!("Do {}", self.id))
        }
    }
}
