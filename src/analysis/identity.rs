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
    /// What it may be.
    pub guess: Guess,
}

/// What a new step may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Guess {
    /// The old one under another id.
    Renamed(StepId),
    /// A part of the old one.
    Split(StepId),
    /// Several old ones in one.
    Merged(Vec<StepId>),
}

impl Guess {
    /// Returns the old steps.
    pub fn was(&self) -> &[StepId] {
        match self {
            Self::Renamed(id) | Self::Split(id) => std::slice::from_ref(id),
            Self::Merged(ids) => ids,
        }
    }

    /// Returns the word for it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Renamed(_) => "renamed",
            Self::Split(_) => "split",
            Self::Merged(_) => "merged",
        }
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
    let found: Vec<(&Step, Vec<&StepId>)> = new.iter().map(|step| (*step, like(step, &gone))).collect();
    let best_of = |id: &StepId| found.iter().filter(|(_, likely)| likely.first() == Some(&id)).count();
    let ask = |(step, likely): &(&Step, Vec<&StepId>)| {
        let best = *likely.first()?;
        let alone: Vec<StepId> =
            likely.iter().skip(1).filter(|id| best_of(id) == 0).map(|id| (*id).clone()).collect();
        let guess = match (best_of(best), alone.is_empty()) {
            (2.., _) => Guess::Split(best.clone()),
            (_, false) => Guess::Merged([vec![best.clone()], alone].concat()),
            _ => Guess::Renamed(best.clone()),
        };
        Some(Question { step: step.id.clone(), guess })
    };
    found.iter().filter_map(ask).collect()
}

/// Returns the steps that one is like, the likest first.
fn like<'a>(step: &Step, gone: &[&'a Step]) -> Vec<&'a StepId> {
    let mut likely: Vec<(f64, &StepId)> =
        gone.iter().map(|it| (likeness(step, it), &it.id)).filter(|(score, _)| *score >= ALIKE).collect();
    likely.sort_by(|one, other| other.0.total_cmp(&one.0));
    likely.into_iter().map(|(_, id)| id).collect()
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

    fn asked(before: Vec<Step>, now: Vec<Step>) -> Vec<(String, Guess)> {
        let found = questions(&procedure(before), &[], &procedure(now));
        found.into_iter().map(|it| (it.step.to_string(), it.guess)).collect()
    }

    #[test]
    fn what_was_renamed_is_found_by_title_or_command() {
        let before = vec![step("load", "Load the dump", "pg_restore dump"), step("look", "Look", "")];
        let by_title = vec![step("load-dump", "Load the dumps", ""), step("look", "Look", "")];
        let renamed = vec![("load-dump".to_owned(), Guess::Renamed("load".into()))];
        assert_eq!(asked(before.clone(), by_title), renamed);
        let by_command =
            vec![step("load-dump", "Bring it back", "pg_restore dump -j 4"), step("look", "Look", "")];
        assert_eq!(asked(before.clone(), by_command), renamed);
        let new = vec![
            step("load", "Load the dump", ""),
            step("wait", "Load the dump", ""),
            step("look", "Look", ""),
        ];
        assert_eq!(asked(before, new), [], "nothing is gone");
    }

    #[test]
    fn what_was_split_and_merged_is_told_apart() {
        let one = || vec![step("load", "Load and index the dump", "pg_restore dump\nreindex")];
        let two =
            || vec![step("l", "Load the dump", "pg_restore dump"), step("i", "Index the dump", "reindex")];
        let split = |id: &str| (id.to_owned(), Guess::Split("load".into()));
        assert_eq!(asked(one(), two()), [split("l"), split("i")]);
        let [(_, Guess::Merged(was))] = &asked(two(), one())[..] else { panic!("{:?}", asked(two(), one())) };
        assert_eq!(was.len(), 2);
    }

    #[test]
    fn what_was_answered_or_is_known_is_not_asked_again() {
        let before = vec![step("load", "Load the dump", "")];
        let answered = Step { was: vec!["load".into()], ..step("load-dump", "Load the dump", "") };
        assert_eq!(asked(before.clone(), vec![answered]), []);
        let now = procedure(vec![step("load-dump", "Load the dump", "")]);
        let known = StepId::from("load-dump");
        assert_eq!(questions(&procedure(before.clone()), &[&known], &now), []);
        let rewritten = (0..50).map(|n| step(&format!("s{n}"), "Load the dump", "")).collect();
        assert_eq!(asked(before, rewritten), [], "that many questions nobody answers");
    }
}
