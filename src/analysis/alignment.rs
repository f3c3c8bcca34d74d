//! Which steps of several sessions are the same work: by id, then by what a step was before, never by position.
//!
//! A step that was split or merged makes a group with what it came from, so that the old time is compared with the sum
//! of the new ones.

use crate::drill::ids::StepId;
use crate::drill::procedure::Step;
use std::collections::{HashMap, HashSet};

/// A step as alignment sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its permanent id.
    pub id: StepId,
    /// The ids that it had before it was renamed, split off or merged.
    pub was: Vec<StepId>,
}

/// Steps that are the same work, in each of several sessions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    /// The places of its steps in each session's procedure; none where the session does not know the work.
    pub places: Vec<Vec<usize>>,
}

/// What became of a group from one session to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// As many steps as before, renamed or not.
    Matched,
    /// More steps than before.
    Split,
    /// Fewer steps than before.
    Merged,
    /// The earlier session did not know it.
    New,
    /// The later session does not know it any more.
    Dropped,
}

impl Change {
    /// Returns the word used on screens and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::Split => "split",
            Self::Merged => "merged",
            Self::New => "new",
            Self::Dropped => "dropped",
        }
    }
}

impl Group {
    /// Returns what became of the group from one session to another; `None` where neither knows it.
    pub fn change(&self, from: usize, to: usize) -> Option<Change> {
        let count = |session: usize| self.places.get(session).map_or(0, Vec::len);
        match (count(from), count(to)) {
            (0, 0) => None,
            (0, _) => Some(Change::New),
            (_, 0) => Some(Change::Dropped),
            (before, after) if before < after => Some(Change::Split),
            (before, after) if before > after => Some(Change::Merged),
            _ => Some(Change::Matched),
        }
    }
}

/// Returns the steps of a procedure as alignment sees them.
pub fn named(steps: &[Step]) -> Vec<Named> {
    steps.iter().map(|step| Named { id: step.id.clone(), was: step.was.clone() }).collect()
}

/// Groups the steps of several sessions. Every step is in exactly one group.
///
/// The groups stand in the order of the last session's procedure; what it does not know stands behind the step that it
/// followed in the latest session that does.
pub fn align(sessions: &[Vec<Named>]) -> Vec<Group> {
    let known: Vec<HashSet<&StepId>> =
        sessions.iter().map(|steps| steps.iter().map(|it| &it.id).collect()).collect();
    // What a step was counts only where a session is older than the change: among themselves, sessions that all know
    // the halves of a split step compare them one by one.
    let renamed = |step: &StepId, was: &StepId| known.iter().any(|it| it.contains(was) && !it.contains(step));
    let says: Vec<HashSet<(&StepId, &StepId)>> = sessions
        .iter()
        .map(|steps| steps.iter().flat_map(|it| it.was.iter().map(move |was| (&it.id, was))).collect())
        .collect();
    // A step that took another one in was there before: older sessions know both, and do not say so.
    let merged = |step: &StepId, was: &StepId| {
        let mut each = known.iter().zip(&says);
        let apart = each.any(|(it, says)| it.contains(was) && !says.contains(&(step, was)));
        let mut each = known.iter().zip(&says);
        apart && each.any(|(it, says)| !it.contains(was) && says.contains(&(step, was)))
    };
    let links = |step: &StepId, was: &StepId| renamed(step, was) || merged(step, was);
    let mut families = Families::default();
    for step in sessions.iter().flatten() {
        let of_step = families.member(&step.id);
        for earlier in step.was.iter().filter(|was| links(&step.id, was)) {
            let of_earlier = families.member(earlier);
            families.join(of_step, of_earlier);
        }
    }
    let mut order: Vec<usize> = Vec::new();
    for steps in sessions.iter().rev() {
        let mut behind = 0;
        for step in steps {
            let family = families.find(&step.id);
            let at = order.iter().position(|it| *it == family).unwrap_or_else(|| {
                order.insert(behind, family);
                behind
            });
            behind = at + 1;
        }
    }
    let at: HashMap<usize, usize> = order.iter().enumerate().map(|(at, family)| (*family, at)).collect();
    let mut groups = vec![Group { places: vec![Vec::new(); sessions.len()] }; order.len()];
    for (session, steps) in sessions.iter().enumerate() {
        for (place, step) in steps.iter().enumerate() {
            if let Some(at) = at.get(&families.find(&step.id)) {
                groups[*at].places[session].push(place);
            }
        }
    }
    groups
}

/// Ids that belong together, as a forest: each points towards the one that stands for its family.
#[derive(Debug, Default)]
struct Families {
    numbers: HashMap<StepId, usize>,
    towards: Vec<usize>,
}

impl Families {
    fn member(&mut self, id: &StepId) -> usize {
        let next = self.towards.len();
        let number = *self.numbers.entry(id.clone()).or_insert(next);
        if number == next {
            self.towards.push(next);
        }
        number
    }

    fn root(&self, mut member: usize) -> usize {
        while self.towards[member] != member {
            member = self.towards[member];
        }
        member
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.towards[one.max(other)] = one.min(other);
    }

    fn find(&self, id: &StepId) -> usize {
        self.numbers.get(id).map_or(usize::MAX, |member| self.root(*member))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// `b<a+x` is a step `b` that was `a` and `x`.
    fn session(steps: &str) -> Vec<Named> {
        let ids = |text: &str| text.split('+').filter(|it| !it.is_empty()).map(StepId::from).collect();
        let step = |text: &str| {
            let (id, was) = text.split_once('<').unwrap_or((text, ""));
            Named { id: id.into(), was: ids(was) }
        };
        steps.split_whitespace().map(step).collect()
    }

    /// The groups in order: the ids of each session, sessions apart by `|`.
    fn aligned(sessions: &[&str]) -> Vec<String> {
        let sessions: Vec<_> = sessions.iter().map(|it| session(it)).collect();
        let ids = |group: &Group| {
            let of_one = |(session, places): (usize, &Vec<usize>)| {
                let ids = places.iter().map(|at| sessions[session][*at].id.as_str());
                ids.collect::<Vec<_>>().join("+")
            };
            group.places.iter().enumerate().map(of_one).collect::<Vec<_>>().join("|")
        };
        align(&sessions).iter().map(ids).collect()
    }

    #[test]
    fn steps_are_matched_by_id_wherever_they_stand() {
        assert_eq!(aligned(&["a b c", "c a b"]), ["c|c", "a|a", "b|b"]);
    }

    #[test]
    fn a_renamed_step_is_the_same_work() {
        assert_eq!(aligned(&["a b", "a z<b"]), ["a|a", "b|z"]);
        assert_eq!(aligned(&["a z<b", "a b"]), ["a|a", "z|b"], "and so the other way round");
    }

    #[test]
    fn split_and_merged_steps_are_groups() {
        assert_eq!(aligned(&["a", "x<a y<a"]), ["a|x+y"]);
        assert_eq!(aligned(&["a", "a y<a"]), ["a|a+y"]);
        assert_eq!(aligned(&["a b", "b<a"]), ["a+b|b"], "one took the other in");
        assert_eq!(aligned(&["b<a", "a b"]), ["b|a+b"]);
        assert_eq!(aligned(&["a y<a", "y<a"]), ["a|", "y|y"], "the rest of it was dropped");
        assert_eq!(
            aligned(&["load-dump fix-sequences", "restore<load-dump+fix-sequences"]),
            ["load-dump+fix-sequences|restore"]
        );
    }

    #[test]
    fn sessions_after_a_split_compare_its_halves() {
        assert_eq!(aligned(&["x<a y<a", "x<a y<a"]), ["x|x", "y|y"]);
        assert_eq!(aligned(&["a y<a", "a y<a"]), ["a|a", "y|y"]);
    }

    #[test]
    fn what_the_last_session_does_not_know_stays_where_it_was() {
        assert_eq!(aligned(&["a old b", "a b new"]), ["a|a", "old|", "b|b", "|new"]);
        assert_eq!(aligned(&["first a", "a"]), ["first|", "a|a"]);
        assert_eq!(aligned(&["a x b", "a y b", "a b"]), ["a|a|a", "x||", "|y|", "b|b|b"]);
    }

    #[test]
    fn changes_are_told_between_any_two() {
        let sessions = [session("a b c d"), session("a<z x<b y<b m<c+d n")];
        let groups = align(&sessions);
        let changes = |from, to| groups.iter().filter_map(|it| it.change(from, to)).collect::<Vec<_>>();
        assert_eq!(changes(0, 1), [Change::Matched, Change::Split, Change::Merged, Change::New]);
        assert_eq!(changes(1, 0), [Change::Matched, Change::Merged, Change::Split, Change::Dropped]);
        assert_eq!(changes(1, 1), [Change::Matched; 4]);
    }

    fn steps() -> impl Strategy<Value = Vec<Named>> {
        let id = || (0..12_u8).prop_map(|n| StepId::new(format!("s{n}")));
        vec((id(), vec(id(), 0..3)), 0..10).prop_map(|steps| {
            let mut seen = BTreeSet::new();
            let fresh = steps.into_iter().filter(|(id, _)| seen.insert(id.clone()));
            fresh.map(|(id, was)| Named { id, was }).collect()
        })
    }

    fn mirrored(change: Change) -> Change {
        match change {
            Change::Matched => Change::Matched,
            Change::Split => Change::Merged,
            Change::Merged => Change::Split,
            Change::New => Change::Dropped,
            Change::Dropped => Change::New,
        }
    }

    proptest! {
        #[test]
        fn alignment_is_symmetric(one in steps(), other in steps()) {
            let there = align(&[one.clone(), other.clone()]);
            let mut back = align(&[other, one]);
            for group in &mut back {
                group.places.reverse();
            }
            let key = |group: &Group| group.places.clone();
            let (mut sorted, mut turned) = (there.clone(), back);
            sorted.sort_by_key(key);
            turned.sort_by_key(key);
            prop_assert_eq!(sorted, turned);
            for group in &there {
                prop_assert_eq!(group.change(0, 1).map(mirrored), group.change(1, 0));
            }
        }

        #[test]
        fn every_step_is_in_one_group(sessions in vec(steps(), 1..5)) {
            let groups = align(&sessions);
            for (at, steps) in sessions.iter().enumerate() {
                let mut places: Vec<usize> = groups.iter().flat_map(|it| it.places[at].clone()).collect();
                places.sort_unstable();
                prop_assert_eq!(places, (0..steps.len()).collect::<Vec<_>>());
            }
        }
    }
}
