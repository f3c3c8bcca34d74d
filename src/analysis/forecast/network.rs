//! The steps that are not settled, one after the other and side by side.

use super::lots::Lots;
use super::order::order;
use super::past::{Length, Past};
use super::scale::{log, span};
use super::{Outlook, Situation};
use crate::drill::time::Span;

/// How many drills are drawn.
const DRAWS: usize = 1_000;

/// How many steps are drawn at most, all draws together, and how many draws there are at least.
const WORK: usize = 100_000;
const FEWEST: usize = 100;

/// The standard deviation, as a logarithm, of what all written estimates of a procedure have in common.
const GUESSES: f64 = 0.3;

/// The rows of lots; those of the steps follow.
const GAPS_ROW: usize = 0;
const GUESSES_ROW: usize = 1;
const STEPS_ROW: usize = 2;

/// What is left of a drill.
pub(super) struct Network {
    now: Span,
    /// The end cannot lie before it: now, or the last settled step's end.
    earliest: Span,
    /// Each stands behind those that it comes after.
    tasks: Vec<Task>,
    gap: Option<Length>,
    course: Shift,
    gap_lots: Lots,
    guess_lots: Lots,
    draws: usize,
    /// How many earlier drills are known.
    pub drills: usize,
    /// How many tasks are known from an estimate alone.
    pub estimates: usize,
}

/// A step that is not settled.
struct Task {
    /// The tasks it comes after.
    after: Vec<usize>,
    /// When the last settled step that it comes after ended.
    ready: Span,
    begun: Option<Begun>,
    length: Length,
    lots: Lots,
}

/// A step that runs: when it would have begun without a break, and the logarithm of the time since.
struct Begun {
    at: Span,
    spent: f64,
}

/// A shift of logarithms, with its standard deviation.
#[derive(Clone, Copy)]
struct Shift {
    mean: f64,
    deviation: f64,
}

/// What all tasks of one draw share.
struct Day {
    number: u32,
    course: f64,
    guess: f64,
    gap: Span,
}

impl Network {
    /// Takes a situation apart; `None` where there is no step, or one of unknown length.
    pub fn of(situation: &Situation) -> Option<Self> {
        let steps = &situation.steps;
        if steps.is_empty() {
            return None;
        }
        let past = Past::of(situation);
        let mut tasks: Vec<Task> = Vec::new();
        let mut places = vec![None; steps.len()];
        for at in order(steps) {
            if !matches!(steps[at].outlook, Outlook::Settled { .. }) {
                tasks.push(Task::of(situation, at, &places, past.step(at, &steps[at])?));
                places[at] = Some(tasks.len() - 1);
            }
        }
        let settled = (0..steps.len()).filter_map(|at| settled(situation, at)).max();
        Some(Self {
            now: situation.now,
            earliest: settled.map_or(situation.now, |it| it.max(situation.now)),
            gap: past.gap(),
            course: Shift { mean: past.course().next, deviation: past.course().doubt },
            gap_lots: Lots::new(situation.seed, GAPS_ROW),
            guess_lots: Lots::new(situation.seed, GUESSES_ROW),
            draws: (WORK / steps.len()).clamp(FEWEST, DRAWS),
            drills: past.drills,
            estimates: tasks.iter().filter(|it| it.length.guessed).count(),
            tasks,
        })
    }

    /// Draws the end of the drill many times.
    pub fn ends(&self) -> Vec<Span> {
        let mut ends = vec![Span::ZERO; self.tasks.len()];
        (0..).take(self.draws).map(|number| self.end(&self.day(number), &mut ends)).collect()
    }

    fn day(&self, number: u32) -> Day {
        // The shifts of all draws lie evenly, so that the figures need not hope for it.
        let even = (f64::from(number) + 0.5) / super::count(self.draws);
        let course = self.course.at(even);
        let guess = Shift { mean: 0.0, deviation: GUESSES }.at(self.guess_lots.share(number));
        let gap = self.gap.as_ref().map_or(Span::ZERO, |it| {
            let shift = if it.guessed { guess } else { course };
            span(it.curve.exceeded(self.gap_lots.share(number)) + shift)
        });
        Day { number, course, guess, gap }
    }

    /// Follows the longest path; `ends` is room for the ends of the tasks.
    fn end(&self, day: &Day, ends: &mut [Span]) -> Span {
        let mut last = self.earliest;
        for (at, task) in self.tasks.iter().enumerate() {
            let ready = task.after.iter().map(|it| ends[*it]).fold(task.ready, Span::max);
            ends[at] = task.end((ready + day.gap).max(self.now), day).max(self.now);
            last = last.max(ends[at]);
        }
        last
    }
}

impl Task {
    fn of(situation: &Situation, at: usize, places: &[Option<usize>], length: Length) -> Self {
        let after = &situation.steps[at].after;
        Self {
            // What has no place yet stands behind: that is where a ring is cut open.
            after: after.iter().filter_map(|it| *places.get(*it)?).collect(),
            ready: after.iter().filter_map(|it| settled(situation, *it)).max().unwrap_or_default(),
            begun: Begun::of(situation.now, situation.steps[at].outlook),
            length,
            lots: Lots::new(situation.seed, STEPS_ROW.saturating_add(at)),
        }
    }

    /// Draws its end, where it starts at `start` unless it already did.
    fn end(&self, start: Span, day: &Day) -> Span {
        let shift = if self.length.guessed { day.guess } else { day.course };
        let chance = self.lots.share(day.number);
        match &self.begun {
            Some(Begun { at, spent }) => {
                *at + span(self.length.curve.exceeded_after(spent - shift, chance) + shift)
            }
            None => start + span(self.length.curve.exceeded(chance) + shift),
        }
    }
}

impl Begun {
    fn of(now: Span, outlook: Outlook) -> Option<Self> {
        let Outlook::Running { since, spent } = outlook else { return None };
        let spent = spent.max(now - since).max(Span::ZERO);
        Some(Self { at: now - spent, spent: log(spent) })
    }
}

impl Shift {
    /// Returns its quantile: Student's, of four degrees of freedom, as it rests on few drills and their own scatter.
    ///
    /// The closed form is Shaw's ("Sampling Student's T distribution", Journal of Computational Finance, 2006).
    fn at(self, share: f64) -> f64 {
        let root = (4.0 * share * (1.0 - share)).sqrt();
        let far = ((root.acos() / 3.0).cos() / root - 1.0).max(0.0).sqrt() * 2.0;
        self.mean + self.deviation * far.copysign(share - 0.5)
    }
}

fn settled(situation: &Situation, at: usize) -> Option<Span> {
    match situation.steps.get(at)?.outlook {
        Outlook::Settled { end } => Some(end),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shift_has_the_quantiles_of_student() {
        // From the tables of Student's distribution, four degrees of freedom.
        let it = Shift { mean: 1.0, deviation: 2.0 };
        for (share, t) in [(0.5, 0.0), (0.9, 1.533), (0.1, -1.533), (0.975, 2.776), (0.995, 4.604)] {
            assert!((it.at(share) - (1.0 + 2.0 * t)).abs() < 2e-3, "{share}: {}", it.at(share));
        }
    }
}
