//! What is asked about a step whose id is new: which of the old ones it was, and how one answers.

use super::cells;
use super::safe::Charset;
use super::tone::{Tone, Toned};
use crate::analysis::identity::{Origin, Question};
use crate::drill::ids::StepId;

/// Why it is asked at all.
pub const WHY: &str =
    "Times are compared by what a step was before. The answer is written to the file as `was`.";

/// One of the answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What it answers.
    pub origin: Origin,
    /// What that means of these steps.
    pub means: String,
}

/// Asks about a step: what is new, and below it the old ones that it may have been.
pub fn asked(question: &Question, charset: Charset) -> Vec<String> {
    let named = |id: &StepId, title: &str| format!("`{id}` {}", cells::shown(title, charset));
    let new = format!("New in the file: {}", named(&question.step, &question.title));
    let old = question.was.iter().enumerate().map(|(at, it)| {
        let before = if at == 0 { "It may have been:" } else { "             and:" };
        format!("{before} {}", named(&it.id, &it.title))
    });
    [new].into_iter().chain(old).collect()
}

/// Returns the answers, in the order in which they are offered.
pub fn choices(question: &Question) -> [Choice; 4] {
    let first = |origin| question.answer(origin).first().map_or(String::new(), |id| format!("`{id}`"));
    let means = |origin| match origin {
        Origin::Renamed => format!("it is {} under another id", first(origin)),
        Origin::Split => format!("it is a part of {}", first(origin)),
        Origin::Merged => match &question.answer(origin)[..] {
            ids @ [_, _, ..] => format!("it is {} in one", several(ids)),
            _ => format!("it is {} and others in one", first(origin)),
        },
        Origin::New => "no drill had it before".to_owned(),
    };
    Origin::ALL.map(|origin| Choice { origin, means: means(origin) })
}

/// Names all ids, a few at most.
fn several(ids: &[StepId]) -> String {
    let named = |ids: &[StepId]| ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
    match ids {
        [start @ .., last] if start.len() < 3 => format!("{} and `{last}`", named(start)),
        _ => format!("{} and {} more", named(&ids[..2]), ids.len() - 2),
    }
}

/// Returns which key gives which answer: `r renamed, s split, m merged, n new`.
pub fn keys() -> String {
    Origin::ALL.map(|it| format!("{} {}", it.key(), it.word())).join(", ")
}

/// Says why the file does not tell what steps were, where the answers cannot be written, and what follows from that.
pub fn unwritten(why: &str, charset: Charset) -> Vec<Toned> {
    vec![
        Toned::new("What steps were before is not in the file, and no drill has begun:", Tone::Plain),
        Toned::new(cells::shown(why, charset), Tone::Failed),
        Toned::default(),
        Toned::new("Begun without it, a drill compares these steps with nothing.", Tone::Plain),
        Toned::new("From the form, Enter reads the file again and asks once more.", Tone::Plain),
    ]
}

/// Says in a line what steps with new ids may have been, where nobody can be asked.
pub fn unasked(questions: &[Question]) -> String {
    let one = |it: &Question| {
        let was: Vec<String> = it.answer(it.guess).iter().map(ToString::to_string).collect();
        format!("{} may be {} ({})", it.step, was.join(" + "), it.guess.word())
    };
    let all: Vec<String> = questions.iter().map(one).collect();
    format!("New steps are compared with nothing: {}. `was = […]` in the file says so.", all.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::identity::Old;

    fn of(was: &[&str], guess: Origin) -> Question {
        let old = |id: &&str| Old { id: (*id).into(), title: format!("Do {id}\u{1b}") };
        let title = "Load the dump".to_owned();
        Question { step: "load-dump".into(), title, was: was.iter().map(old).collect(), guess }
    }

    fn merged(was: &[&str]) -> String {
        choices(&of(was, Origin::Merged))[2].means.clone()
    }

    #[test]
    fn a_question_names_what_is_new_and_what_it_may_have_been() {
        assert_eq!(
            asked(&of(&["load", "index"], Origin::Merged), Charset::Unicode),
            [
                "New in the file: `load-dump` Load the dump",
                "It may have been: `load` Do load␛",
                "             and: `index` Do index␛"
            ]
        );
        assert_eq!(keys(), "r renamed, s split, m merged, n new");
    }

    #[test]
    fn each_answer_says_what_it_means() {
        let [renamed, split, _, new] = choices(&of(&["load"], Origin::Renamed)).map(|it| it.means);
        assert_eq!(renamed, "it is `load` under another id");
        assert_eq!(split, "it is a part of `load`");
        assert_eq!(new, "no drill had it before");
        assert_eq!(merged(&["a"]), "it is `a` and others in one");
        assert_eq!(merged(&["a", "b", "c"]), "it is `a`, `b` and `c` in one");
        assert_eq!(merged(&["a", "b", "c", "d", "e"]), "it is `a`, `b` and 3 more in one");
    }

    #[test]
    fn what_was_not_asked_is_said_in_a_line() {
        assert_eq!(
            unasked(&[of(&["load"], Origin::Renamed)]),
            "New steps are compared with nothing: load-dump may be load (renamed). `was = […]` in the file says so."
        );
    }
}
