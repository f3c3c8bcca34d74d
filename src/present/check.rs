//! What a check found in a procedure, in words.

use super::code::{Code, Severity};
use super::format;
use super::problem::{Problem, shortened};
use crate::analysis::check::What;
use crate::drill::ids::StepId;
use crate::drill::procedure::Step;
use serde::Serialize;

/// The most steps of a path that are named.
const NAMED: usize = 12;

/// A finding in words that may quote the file as it is, still without its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worded {
    /// What kind of thing it is.
    pub code: Code,
    /// What it is.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

/// Says what was found.
pub fn worded(what: &What<'_>) -> Worded {
    let (code, message, hint) = match what {
        What::Unreachable { step, behind, further } => unreachable(step, behind, *further),
        What::NotRestored(component) => (
            Code::ComponentNotRestored,
            format!("no step restores `{}`, so it never comes back", component.id),
            format!("add `restores = [\"{}\"]` to the step that brings it back", component.id),
        ),
        What::NeverSet { anchor, ends } => (
            Code::AnchorNeverSet,
            format!(
                "the recovery clock {} at `{anchor}`, which nothing sets",
                if *ends { "ends" } else { "begins" },
                anchor = anchor.word()
            ),
            format!("add `marks = \"{}\"` to the step with which it comes", anchor.word()),
        ),
        What::OutageAssumed => (
            Code::AnchorAssumed,
            "the recovery clock begins at `outage`, which nothing sets: it would begin when somebody declares".to_owned(),
            "let a step mark it, or a probe set it; or begin the clock at `declared`".to_owned(),
        ),
        What::TooLong { environments, rto, sum, path } => {
            let names: Vec<&str> = environments.iter().map(|it| it.as_str()).collect();
            (
                Code::RtoExceeded,
                format!(
                    "the estimates along the longest path come to {}, which is {} more than the RTO of {} in {}",
                    length(*sum),
                    length(*sum - rto.span),
                    rto.text,
                    names.join(", ")
                ),
                format!("the path is {}; let steps go on side by side (`after`), or think again of estimates and RTO", chain(path)),
            )
        }
        What::Unguarded { step, environment } => (
            Code::DestructiveUnguarded,
            format!("`{}` destroys and has no guard, and {environment} is protected", step.id),
            "add `identity` (is this the right place?), `preview` (how much would go?) or `two_person = true`".to_owned(),
        ),
        What::SecretInIdentity { step, name } => (
            Code::SecretInIdentity,
            format!("the guard of `{}` can never pass: it compares with `${name}`, a secret, which is hidden in all output", step.id),
            "compare with what is no secret: the name of the host, the account or the project".to_owned(),
        ),
        What::NoAlternative(dependency) => (
            Code::DependencyWithoutAlternative,
            format!("there is no way around `{}` when it is down as well", dependency.id),
            "say what to do then: `alternative = \"…\"`".to_owned(),
        ),
        What::NoVerb(step) => no_verb(step),
    };
    Worded { code, message, hint }
}

fn unreachable(step: &StepId, behind: &StepId, further: usize) -> (Code, String, String) {
    let more = match further {
        0 => String::new(),
        1 => ", and so does 1 step behind it".to_owned(),
        further => format!(", and so do {further} steps behind it"),
    };
    let message =
        format!("`{step}` can never get ready: it comes after `{behind}`, which waits for itself{more}");
    (Code::UnreachableStep, message, "break the circle, and it can".to_owned())
}

fn no_verb(step: &Step) -> (Code, String, String) {
    let message = format!("the title `{}` does not start with a verb", shortened(step.title.trim()));
    let hint = "say what to do: \"Restore the database\", not \"Database\" or \"Restoring the database\"";
    (Code::TitleWithoutVerb, message, hint.to_owned())
}

/// `2h 10m`, as files write it, with seconds only where there are some.
fn length(span: crate::drill::time::Span) -> String {
    let secs = span.secs();
    let parts = [(secs / 3_600, "h"), (secs / 60 % 60, "m"), (secs % 60, "s")];
    let told: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count}{unit}")).collect();
    if told.is_empty() { format::length(span) } else { told.join(" ") }
}

fn chain(path: &[&StepId]) -> String {
    let mut names: Vec<&str> = path.iter().take(NAMED).map(|id| id.as_str()).collect();
    let more = path.len().saturating_sub(NAMED);
    let more = format!("… and {more} more");
    if path.len() > NAMED {
        names.push(&more);
    }
    names.join(" → ")
}

/// One problem, as `check --json` has it.
#[derive(Debug, Serialize)]
pub struct Row<'a> {
    /// The procedure, as it was named.
    pub file: &'a str,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// `error` or `warning`.
    pub severity: &'static str,
    /// See [`Code`].
    pub code: &'static str,
    /// What is wrong.
    pub message: &'a str,
    /// What to do.
    pub hint: Option<&'a str>,
}

impl<'a> Row<'a> {
    /// Makes the row of a problem in a file.
    pub fn of(file: &'a str, problem: &'a Problem) -> Self {
        Self {
            file,
            line: problem.place.line,
            column: problem.place.column,
            severity: problem.severity().word(),
            code: problem.code.word(),
            message: &problem.message,
            hint: problem.hint.as_deref(),
        }
    }
}

/// Counts problems: `2 errors, 1 warning`; `None` where there are none.
pub fn count(problems: &[Problem]) -> Option<String> {
    let of = |severity| problems.iter().filter(|it| it.severity() == severity).count();
    let told = |severity: Severity| match of(severity) {
        0 => None,
        many => Some(format::count(many, severity.word())),
    };
    let told: Vec<String> = [Severity::Error, Severity::Warning].into_iter().filter_map(told).collect();
    (!told.is_empty()).then(|| told.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::procedure::{Anchor, Objective};
    use crate::drill::time::Span;

    #[test]
    fn a_long_path_is_told_with_its_sum_and_by_how_much_it_is_too_long() {
        let rto = Objective { text: "2h".to_owned(), span: Span::from_secs(7_200) };
        let (ids, test): (Vec<StepId>, _) =
            ((0..20).map(|at| StepId::new(format!("s{at}"))).collect(), "test".into());
        let (sum, path) = (Span::from_secs(8_999), ids.iter().collect());
        let told = worded(&What::TooLong { environments: vec![&test], rto: &rto, sum, path });
        assert_eq!(
            told.message,
            "the estimates along the longest path come to 2h 29m 59s, which is 29m 59s more than the RTO of 2h in test"
        );
        assert!(told.hint.starts_with("the path is s0 → s1 → "), "{}", told.hint);
        assert!(told.hint.contains("s11 → … and 8 more;"), "{}", told.hint);
    }

    #[test]
    fn the_ends_of_the_clock_are_told_apart() {
        let told = |ends| worded(&What::NeverSet { anchor: Anchor::CleanedUp, ends }).message;
        assert_eq!(told(true), "the recovery clock ends at `cleaned-up`, which nothing sets");
        assert_eq!(told(false), "the recovery clock begins at `cleaned-up`, which nothing sets");
    }
}
