//! Why the total changed between two sessions, in parts that add up exactly.

use super::minutes::Minutes;
use crate::drill::automation::Achieved;
use crate::drill::time::Span;

/// What made a total change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Hands and machine of steps whose automation level changed.
    Automated,
    /// Hands of the other steps.
    Hands,
    /// Machine time of the other steps.
    Machine,
    /// Others were waited for.
    Waiting,
    /// The team made up its mind.
    Deciding,
    /// Steps that are no longer there.
    Dropped,
    /// Steps that were not there before.
    New,
    /// No step ran.
    Between,
}

impl Part {
    /// All parts, in the order in which they are told.
    pub const ALL: [Self; 8] = [
        Self::Automated,
        Self::Hands,
        Self::Machine,
        Self::Waiting,
        Self::Deciding,
        Self::Dropped,
        Self::New,
        Self::Between,
    ];
}

/// What a group of steps took of the clock in one session; `None` of it where the session does not know the work.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// The time attributed to it, by kind.
    pub minutes: Minutes,
    /// The automation level achieved.
    pub achieved: Option<Achieved>,
}

/// What one group added to one part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contribution {
    /// The part.
    pub part: Part,
    /// The group, by its place among those that were given.
    pub group: usize,
    /// How much longer the later session took; negative where it was faster.
    pub span: Span,
}

/// Why the total changed from one session to another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bridge {
    /// What the groups added; nothing is left out but what is zero.
    pub contributions: Vec<Contribution>,
    /// What the time between steps added.
    pub between: Span,
}

impl Bridge {
    /// Builds the bridge from each group's cost in the earlier and in the later session, and from the times between
    /// steps. The parts follow from what is attributed, so they add up to the difference of the totals.
    pub fn build(
        groups: impl IntoIterator<Item = (Option<Cost>, Option<Cost>)>,
        (before, after): (Span, Span),
    ) -> Self {
        let mut contributions = Vec::new();
        for (group, costs) in groups.into_iter().enumerate() {
            let parts = match costs {
                (Some(before), Some(after)) => matched(&before, &after),
                (Some(before), None) => vec![(Part::Dropped, -before.minutes.total())],
                (None, Some(after)) => vec![(Part::New, after.minutes.total())],
                (None, None) => Vec::new(),
            };
            let parts = parts.into_iter().filter(|(_, span)| *span != Span::ZERO);
            contributions.extend(parts.map(|(part, span)| Contribution { part, group, span }));
        }
        Self { contributions, between: after - before }
    }

    /// Returns how much one part added.
    pub fn part(&self, part: Part) -> Span {
        let of_groups: Span = self.behind(part).map(|it| it.span).sum();
        if part == Part::Between { of_groups + self.between } else { of_groups }
    }

    /// Returns the groups behind a part, in their order.
    pub fn behind(&self, part: Part) -> impl Iterator<Item = &Contribution> {
        self.contributions.iter().filter(move |it| it.part == part)
    }

    /// Returns how much longer the later session took in all.
    pub fn total(&self) -> Span {
        Part::ALL.map(|part| self.part(part)).into_iter().sum()
    }
}

fn matched(before: &Cost, after: &Cost) -> Vec<(Part, Span)> {
    let (was, is) = (&before.minutes, &after.minutes);
    let (hands, machine) = (is.hands - was.hands, is.machine - was.machine);
    let other_level = matches!((before.achieved, after.achieved), (Some(was), Some(is)) if was != is);
    let work = if other_level {
        vec![(Part::Automated, hands + machine)]
    } else {
        vec![(Part::Hands, hands), (Part::Machine, machine)]
    };
    let rest = [(Part::Waiting, is.waiting - was.waiting), (Part::Deciding, is.deciding - was.deciding)];
    work.into_iter().chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::automation::Level;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn cost(level: Option<Level>, [hands, machine, deciding, waiting]: [i64; 4]) -> Cost {
        let s = Span::from_secs;
        let minutes =
            Minutes { hands: s(hands), machine: s(machine), deciding: s(deciding), waiting: s(waiting) };
        Cost { minutes, achieved: level.map(Achieved::Level) }
    }

    #[test]
    fn a_bridge_by_hand() {
        // create: 31:00 by hand → 4:10 by a script. secrets: 2:05 → 2:31, both by hand. wait: 10:00 of waiting → 2:00.
        // old: 18:09, dropped. new: 4:00. Between: 8:10 → 3:10.
        let manual = Some(Level::Documented);
        let groups = [
            (Some(cost(manual, [1_860, 0, 0, 0])), Some(cost(Some(Level::Checked), [10, 240, 0, 0]))),
            (Some(cost(manual, [125, 0, 0, 0])), Some(cost(manual, [151, 0, 0, 0]))),
            (Some(cost(manual, [60, 0, 30, 600])), Some(cost(manual, [60, 0, 0, 120]))),
            (Some(cost(manual, [1_089, 0, 0, 0])), None),
            (None, Some(cost(manual, [240, 0, 0, 0]))),
        ];
        let bridge = Bridge::build(groups, (Span::from_secs(490), Span::from_secs(190)));
        let parts = Part::ALL.map(|part| bridge.part(part).secs());
        assert_eq!(parts, [-1_610, 26, 0, -480, -30, -1_089, 240, -300]);
        // 1,860 + 125 + 690 + 1,089 + 490 = 4,254 before; 250 + 151 + 180 + 240 + 190 = 1,011 after.
        assert_eq!(bridge.total().secs(), 1_011 - 4_254);
        assert_eq!(bridge.behind(Part::Automated).map(|it| it.group).collect::<Vec<_>>(), [0]);
        assert_eq!(bridge.behind(Part::Between).count(), 0);
    }

    #[test]
    fn a_skipped_step_did_not_change_its_level() {
        let groups = [(Some(cost(Some(Level::Scripted), [50, 0, 0, 0])), Some(cost(None, [0; 4])))];
        let bridge = Bridge::build(groups, (Span::ZERO, Span::ZERO));
        assert_eq!((bridge.part(Part::Hands).secs(), bridge.part(Part::Automated).secs()), (-50, 0));
    }

    type Costs = (Option<Cost>, Option<Cost>);

    fn any_cost() -> impl Strategy<Value = Option<Cost>> {
        let level = proptest::option::of(proptest::sample::select(Level::ALL.to_vec()));
        proptest::option::of((level, [0..9_999_i64, 0..9_999, 0..9_999, 0..9_999]).prop_map(|(level, ms)| {
            let [hands, machine, deciding, waiting] = ms.map(Span::from_millis);
            Cost {
                minutes: Minutes { hands, machine, deciding, waiting },
                achieved: level.map(Achieved::Level),
            }
        }))
    }

    proptest! {
        #[test]
        fn the_parts_add_up(groups in vec((any_cost(), any_cost()), 0..30), between in (0..9_999_i64, 0..9_999_i64)) {
            let between = (Span::from_millis(between.0), Span::from_millis(between.1));
            let sum = |cost: fn(&Costs) -> Option<Cost>| -> Span {
                groups.iter().filter_map(cost).map(|it| it.minutes.total()).sum()
            };
            let (before, after) = (sum(|it| it.0) + between.0, sum(|it| it.1) + between.1);
            let there = Bridge::build(groups.clone(), between);
            prop_assert_eq!(there.total(), after - before);
            let turned = groups.iter().map(|(one, other)| (*other, *one));
            prop_assert_eq!(Bridge::build(turned, (between.1, between.0)).total(), before - after);
        }
    }
}
