//! One step of the file, before its references are followed.

use super::value;
use crate::drill::ids::StepId;
use crate::drill::procedure::{Identity, Preview, Step};
use crate::drill::redline::range;
use crate::present::problem::shortened;
use crate::present::section::{At, Section};

/// Every key of a step.
pub(super) const STEP: [&str; 21] = [
    "id",
    "title",
    "text",
    "command",
    "run",
    "check",
    "automatic",
    "interactive",
    "timeout",
    "expect",
    "after",
    "restores",
    "needs",
    "recovery_point",
    "secrets",
    "destructive",
    "identity",
    "preview",
    "two_person",
    "marks",
    "was",
];

/// A step, and the names in it that must be found elsewhere in the file.
pub(super) struct Draft<'a> {
    /// The step; `after`, `restores` and `needs` are still empty.
    pub step: Step,
    /// Its id and where that stands.
    pub id: At<&'a str>,
    /// The steps it names; `None` where it means the one before it.
    pub after: Option<Vec<At<&'a str>>>,
    /// The components it names.
    pub restores: Vec<At<&'a str>>,
    /// The dependencies it names.
    pub needs: Vec<At<&'a str>>,
}

/// Reads a step of the phase.
pub(super) fn draft<'a>(section: &Section<'a>, phase: usize) -> Draft<'a> {
    let id = value::id(section);
    let flag = |key| section.flag(key).is_some_and(|it| it.value);
    let names = |key| section.texts(key).map(|list| list.value);
    let step = Step {
        id: id.value.into(),
        title: value::title(section),
        phase,
        text: value::text(section, "text").unwrap_or_default(),
        command: value::text(section, "command"),
        run: value::command(section, "run"),
        check: value::command(section, "check"),
        automatic: automatic(section),
        interactive: flag("interactive"),
        timeout: value::span(section, "timeout"),
        expect: value::span(section, "expect"),
        after: Vec::new(),
        follows: !section.has("after"),
        restores: Vec::new(),
        needs: Vec::new(),
        recovery_point: value::command(section, "recovery_point"),
        secrets: value::variables(section, "secrets"),
        destructive: flag("destructive"),
        identity: identity(section),
        preview: preview(section),
        two_person: flag("two_person"),
        marks: value::anchor(section, "marks"),
        was: was(section, names("was").unwrap_or_default()),
    };
    let after = if section.has("after") { Some(names("after").unwrap_or_default()) } else { None };
    Draft {
        step,
        id,
        after,
        restores: names("restores").unwrap_or_default(),
        needs: names("needs").unwrap_or_default(),
    }
}

fn automatic(section: &Section<'_>) -> bool {
    let Some(automatic) = section.flag("automatic").filter(|it| it.value) else { return false };
    let missing: Vec<&str> = ["run", "check"].into_iter().filter(|key| !section.has(key)).collect();
    if !missing.is_empty() {
        let message = format!("an automatic step needs `{}`", missing.join("` and `"));
        let hint =
            "a step that starts by itself must have something to run and a check that says whether it worked";
        section.problems.add(automatic.offset, message, hint.to_owned());
    }
    true
}

fn identity(section: &Section<'_>) -> Option<Identity> {
    let section = section.table("identity", "an identity", &["run", "equals"])?;
    let run = value::command(&section, "run");
    let equals = value::text(&section, "equals");
    miss(&section, &["run", "equals"]);
    Some(Identity { run: run?, equals: equals? })
}

fn preview(section: &Section<'_>) -> Option<Preview> {
    let section = section.table("preview", "a preview", &["run", "count"])?;
    let run = value::command(&section, "run");
    let count = section.text("count").and_then(|text| {
        let count = range(text.value);
        if count.is_none() {
            let message = format!("`{}` is no range of counts", shortened(text.value));
            section.problems.add(text.offset, message, "write the least and the most: `3..5`".to_owned());
        }
        count
    });
    miss(&section, &["run", "count"]);
    Some(Preview { run: run?, count: count? })
}

fn miss(section: &Section<'_>, keys: &[&str]) {
    keys.iter().filter(|key| !section.has(key)).for_each(|key| section.miss(key, None));
}

fn was(section: &Section<'_>, names: Vec<At<&str>>) -> Vec<StepId> {
    names
        .into_iter()
        .filter(|id| value::check_id(section.problems, *id, "id"))
        .map(|id| id.value.into())
        .collect()
}
