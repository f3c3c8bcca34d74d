//! Which new steps of a procedure are old ones under another id: what was renamed, split, or merged.
//!
//! History hangs on ids. A step whose id is new is laid beside those that are gone, by title and by command; whoever
//! rewrote the file says whether that is so.

use crate::drill::ids::StepId;
use crate::drill::procedure::{Procedure, Step};
use std::collections::HashSet;

/// From this likeness on, of 1, somebody is asked.
const ALIKE: f64 = 0.6;
/// How much of a title or a command is looked at, in characters.
const LOOKED_AT: usize = 240;
/// More new steps, or more that are gone, are another procedure: nobody answers that many questions.
const MOST: usize = 40;

/// A step that may be an old one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The step, as the file has it now.
    pub step: StepId,
    /// Its title.
    pub title: String,
    /// The old steps that it may have been, the likest first; never none.
    pub was: Vec<Old>,
    /// What it most likely is; never [`Origin::New`].
    pub guess: Origin,
}

/// A step that is gone from the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Old {
    /// Its id.
    pub id: StepId,
    /// Its title, when it was there last.
    pub title: String,
}

/// Where a step with a new id comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It is the old one under another id.
    Renamed,
    /// It is a part of the old one.
    Split,
    /// It is several old ones in one.
    Merged,
    /// It is none of them.
    New,
}

impl Origin {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Renamed, Self::Split, Self::Merged, Self::New];

    /// Returns the word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Renamed => "renamed",
            Self::Split => "split",
            Self::Merged => "merged",
            Self::New => "new",
        }
    }

    /// Returns the key that answers with it: the first letter of its word.
    pub fn key(self) -> &'static str {
        &self.word()[..1]
    }

    /// Reads its key or its word, in capitals or not.
    pub fn read(typed: &str) -> Option<Self> {
        let typed = typed.to_lowercase();
        Self::ALL.into_iter().find(|it| typed == it.word() || typed == it.key())
    }
}

impl Question {
    /// Returns which old ids the step had, where that is the answer; none for a new one.
    pub fn answer(&self, origin: Origin) -> Vec<StepId> {
        let many = match origin {
            Origin::Renamed | Origin::Split => 1,
            Origin::Merged => self.was.len(),
            Origin::New => 0,
        };
        self.was.iter().take(many).map(|it| it.id.clone()).collect()
    }
}

/// Asks about the steps of `now` that `before` did not have and that are like some which are gone; `known` are further
/// ids that history has.
pub fn questions(before: &Procedure, known: &[&StepId], now: &Procedure) -> Vec<Question> {
    let here: HashSet<&StepId> = now.steps.iter().flat_map(|it| it.was.iter().chain([&it.id])).collect();
    let gone: Vec<&Step> = before.steps.iter().filter(|it| !here.contains(&it.id)).collect();
    let old: HashSet<&StepId> = before.steps.iter().map(|it| &it.id).chain(known.iter().copied()).collect();
    let is_new = |it: &&Step| !old.contains(&it.id) && !it.was.iter().any(|was| old.contains(was));
    let new: Vec<&Step> = now.steps.iter().filter(is_new).collect();
    if new.len() > MOST || gone.len() > MOST {
        return Vec::new();
    }
    let found: Vec<(&Step, Vec<&Step>)> = new.iter().map(|step| (*step, like(step, &gone))).collect();
    let best_of = |old: &Step| {
        found.iter().filter(|(_, likely)| likely.first().is_some_and(|it| it.id == old.id)).count()
    };
    let ask = |(step, likely): &(&Step, Vec<&Step>)| {
        let (best, others) = likely.split_first()?;
        let alone: Vec<&Step> = others.iter().copied().filter(|it| best_of(it) == 0).collect();
        let guess = match (best_of(best), alone.is_empty()) {
            (2.., _) => Origin::Split,
            (_, false) => Origin::Merged,
            _ => Origin::Renamed,
        };
        let alone = alone.into_iter().filter(|_| guess == Origin::Merged);
        let old = |it: &Step| Old { id: it.id.clone(), title: it.title.clone() };
        let was = [*best].into_iter().chain(alone).map(old).collect();
        Some(Question { step: step.id.clone(), title: step.title.clone(), was, guess })
    };
    found.iter().filter_map(ask).collect()
}

/// Returns the steps that one is like, the likest first.
fn like<'a>(step: &Step, gone: &[&'a Step]) -> Vec<&'a Step> {
    let mut likely: Vec<(f64, &Step)> =
        gone.iter().map(|it| (likeness(step, it), *it)).filter(|(score, _)| *score >= ALIKE).collect();
    likely.sort_by(|one, other| other.0.total_cmp(&one.0));
    likely.into_iter().map(|(_, it)| it).collect()
}

/// Returns how like two steps are, from 0 to 1: by their titles, or by what they run, whichever says more.
fn likeness(one: &Step, other: &Step) -> f64 {
    let title = strsim::normalized_levenshtein(&looked_at(&one.title), &looked_at(&other.title));
    let (mine, theirs) = (commands(one), commands(other));
    if mine.is_empty() || theirs.is_empty() {
        return title;
    }
    let contained = mine.contains(&theirs) || theirs.contains(&mine);
    let command = if contained { 1.0 } else { strsim::normalized_levenshtein(&mine, &theirs) };
    title.max(f64::midpoint(title, command)).max(if contained { 0.8 } else { 0.0 })
}

fn commands(step: &Step) -> String {
    let all = [&step.run, &step.command].into_iter().flatten();
    looked_at(&all.map(|it| it.trim()).collect::<Vec<_>>().join("\n"))
}

fn looked_at(text: &str) -> String {
    text.chars().take(LOOKED_AT).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::procedure::Environment;

    fn step(id: &str, title: &str, command: &str) -> Step {
        let command = Some(command.to_owned()).filter(|it| !it.is_empty());
        Step { command, ..Step::new(id.into(), title.to_owned()) }
    }

    fn procedure(steps: Vec<Step>) -> Procedure {
        Procedure { steps, ..Procedure::new("p".into(), "P".to_owned(), Environment::new("test".into())) }
    }

    /// Each step that is asked about, what it most likely is, and of which old ones.
    fn asked(before: Vec<Step>, now: Vec<Step>) -> Vec<String> {
        let found = questions(&procedure(before), &[], &procedure(now));
        let old = |it: &Question| it.was.iter().map(|it| it.id.to_string()).collect::<Vec<_>>().join(" + ");
        found.iter().map(|it| format!("{} {} {}", it.step, it.guess.word(), old(it))).collect()
    }

    #[test]
    fn what_was_renamed_is_found_by_title_or_command() {
        let before = vec![step("load", "Load the dump", "pg_restore dump"), step("look", "Look", "")];
        let by_title = vec![step("load-dump", "Load the dumps", ""), step("look", "Look", "")];
        let renamed = ["load-dump renamed load"];
        assert_eq!(asked(before.clone(), by_title), renamed);
        let by_command =
            vec![step("load-dump", "Bring it back", "pg_restore dump -j 4"), step("look", "Look", "")];
        assert_eq!(asked(before.clone(), by_command), renamed);
        let new = vec![
            step("load", "Load the dump", ""),
            step("wait", "Load the dump", ""),
            step("look", "Look", ""),
        ];
        assert!(asked(before, new).is_empty(), "nothing is gone");
    }

    #[test]
    fn what_was_split_and_merged_is_told_apart() {
        let one = || vec![step("load", "Load and index the dump", "pg_restore dump\nreindex")];
        let two =
            || vec![step("l", "Load the dump", "pg_restore dump"), step("i", "Index the dump", "reindex")];
        assert_eq!(asked(one(), two()), ["l split load", "i split load"]);
        assert_eq!(asked(two(), one()), ["load merged i + l"]);
    }

    #[test]
    fn an_answer_is_a_letter_or_a_word_and_only_what_was_merged_had_several_ids() {
        let old = |id: &str| Old { id: id.into(), title: id.to_uppercase() };
        let question = Question {
            step: "load".into(),
            title: "Load".to_owned(),
            was: vec![old("a"), old("b")],
            guess: Origin::Merged,
        };
        for (typed, was) in [("r", 1), ("Split", 1), ("M", 2), ("new", 0)] {
            assert_eq!(question.answer(Origin::read(typed).unwrap()).len(), was, "{typed}");
        }
        assert_eq!(question.answer(Origin::Renamed), ["a".into()]);
        assert_eq!((Origin::read("what"), Origin::read("")), (None, None));
    }

    #[test]
    fn what_was_answered_or_is_known_is_not_asked_again() {
        let before = vec![step("load", "Load the dump", "")];
        let answered = Step { was: vec!["load".into()], ..step("load-dump", "Load the dump", "") };
        assert!(asked(before.clone(), vec![answered]).is_empty());
        let now = procedure(vec![step("load-dump", "Load the dump", "")]);
        let known = StepId::from("load-dump");
        assert_eq!(questions(&procedure(before.clone()), &[&known], &now), []);
        let rewritten = (0..50).map(|n| step(&format!("s{n}"), "Load the dump", "")).collect();
        assert!(asked(before, rewritten).is_empty(), "that many questions nobody answers");
    }
}
