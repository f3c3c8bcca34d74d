//! The id of a step that was put in while the drill went on, made from its title.

use super::ids::StepId;
use super::procedure::Procedure;

/// The most bytes of an id that are taken from a title; the number behind it, where it needs one, has room.
const LONGEST: usize = 56;

/// What a title becomes that has no letter or digit of ASCII in it.
const NAMELESS: &str = "step";

/// Makes an id from a title that no step of the procedure has: `Order a 2nd key` becomes `order-a-2nd-key`, or
/// `order-a-2nd-key-2` where that is taken.
pub fn new_id(title: &str, procedure: &Procedure) -> StepId {
    let slug = slug(title);
    let taken = |id: &str| {
        procedure
            .steps
            .iter()
            .any(|step| step.id.as_str() == id || step.was.iter().any(|it| it.as_str() == id))
    };
    if !taken(&slug) {
        return StepId::new(slug);
    }
    let ids: usize = procedure.steps.iter().map(|step| 1 + step.was.len()).sum();
    let numbered = (2..=ids + 2).map(|number| format!("{slug}-{number}")).find(|id| !taken(id));
    StepId::new(numbered.unwrap_or(slug))
}

/// Keeps letters and digits of ASCII, in lower case; whatever stands between them becomes one `-`.
fn slug(title: &str) -> String {
    let mut slug = String::new();
    for c in title.chars() {
        if slug.len() >= LONGEST {
            break;
        }
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !matches!(c, '\'' | '\u{2019}') && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let kept = slug.trim_end_matches('-');
    if kept.is_empty() { NAMELESS.to_owned() } else { kept.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::ids::is_plain_id;
    use crate::drill::stage::{plan, step};
    use proptest::prelude::*;

    #[test]
    fn an_id_is_read_off_the_title() {
        let id = |title: &str| new_id(title, &plan()).as_str().to_owned();
        assert_eq!(id("Order a 2nd key"), "order-a-2nd-key");
        assert_eq!(id("  Don't wait: call Ann!  "), "dont-wait-call-ann");
        assert_eq!(id("日本"), "step");
        assert_eq!(id(&"long title ".repeat(20)).len(), 56);
    }

    #[test]
    fn an_id_that_is_taken_or_was_gets_a_number() {
        let mut procedure = plan();
        procedure.steps.push(step("call-ann", &[]));
        assert_eq!(new_id("Call Ann", &procedure).as_str(), "call-ann-2");
        procedure.steps[0].was = vec!["call-ann-2".into()];
        assert_eq!(new_id("Call Ann", &procedure).as_str(), "call-ann-3");
    }

    proptest! {
        #[test]
        fn any_title_gives_an_id_that_a_file_may_have(title in any::<String>()) {
            let mut procedure = plan();
            let first = new_id(&title, &procedure);
            prop_assert!(is_plain_id(first.as_str()), "{first}");
            procedure.steps.push(step(first.as_str(), &[]));
            prop_assert!(is_plain_id(new_id(&title, &procedure).as_str()));
        }
    }
}
