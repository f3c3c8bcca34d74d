//! A made-up team that holds drills: what the forecast is held against.
//!
//! It shares no code with the forecast, and shapes that the forecast does not assume: steps have medians and spreads of
//! their own, some are skewed or go wrong now and then, branches go on side by side, people learn, steps are automated from
//! one drill to the next, whole drills have good and bad days, steps are left out, and estimates are guesses.

use firedrill::analysis::forecast::{Outlook, Sample, Situation, StepOutlook};
use firedrill::drill::time::Span;
use std::f64::consts::TAU;

/// What makes one world unlike another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// Steps one after the other, log-normal times, nothing else.
    Plain,
    /// Up to three branches side by side.
    Parallel,
    /// 3 to 12 % faster from drill to drill, not every step alike.
    Learning,
    /// Now and then a step is automated, and takes a tenth from then on.
    Automating,
    /// Gamma times, and now and then a step goes wrong.
    Skewed,
    /// Whole drills are faster or slower.
    Days,
    /// Each step is left out in one drill of fifty; what is too seldom done has a written estimate.
    Omitting,
    /// Each of the above by the toss of a coin; steps have written estimates.
    Mixed,
}

impl Variant {
    /// All of them, the mixed ones first.
    pub const ALL: [Self; 8] = [
        Self::Mixed,
        Self::Plain,
        Self::Parallel,
        Self::Learning,
        Self::Automating,
        Self::Skewed,
        Self::Days,
        Self::Omitting,
    ];
}

/// A source of chance: xorshift64* (Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled",
/// 2016), so that the world does not draw from the forecast's own lots.
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        let mut dice = Self(seed.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        // Neighbouring seeds need some turns to part.
        for _ in 0..8 {
            dice.bits();
        }
        dice
    }

    fn bits(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32
    }

    /// Between 0 and 1, neither included.
    fn share(&mut self) -> f64 {
        let bits = u32::try_from(self.bits()).unwrap_or_default();
        (f64::from(bits) + 0.5) / (f64::from(u32::MAX) + 1.0)
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.share()
    }

    fn chance(&mut self, chance: f64) -> bool {
        self.share() < chance
    }

    /// One of `low`, `low + 1` … `high`.
    fn count(&mut self, low: usize, high: usize) -> usize {
        let choices = u64::try_from(high - low + 1).unwrap_or(1);
        low + usize::try_from(self.bits() % choices).unwrap_or_default()
    }

    /// Standard normal (Box and Muller).
    fn normal(&mut self) -> f64 {
        (-2.0 * self.share().ln()).sqrt() * (TAU * self.share()).cos()
    }

    /// Gamma of mean 1 (Marsaglia and Tsang, 2000).
    fn gamma(&mut self, shape: f64) -> f64 {
        let d = shape.max(1.0) - 1.0 / 3.0;
        let boost = if shape < 1.0 { self.share().powf(1.0 / shape) } else { 1.0 };
        loop {
            let x = self.normal();
            let v = (1.0 + x / (9.0 * d).sqrt()).powi(3);
            if v > 0.0 && self.share().ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return boost * d * v / shape;
            }
        }
    }
}

/// What holds for a world as long as it lasts.
struct Habits {
    parallel: bool,
    skewed: bool,
    /// How much faster each drill is.
    learning: Option<f64>,
    /// The chance that a step is automated until the next drill.
    automating: f64,
    /// The standard deviation of a day, as a logarithm.
    days: f64,
    /// The chance that a step is left out.
    omitting: f64,
}

impl Habits {
    fn of(variant: Variant, dice: &mut Dice) -> Self {
        let mut has = |it| variant == it || (variant == Variant::Mixed && dice.chance(0.5));
        let (parallel, skewed) = (has(Variant::Parallel), has(Variant::Skewed));
        let (learning, automating) = (has(Variant::Learning), has(Variant::Automating));
        let (days, omitting) = (has(Variant::Days), has(Variant::Omitting));
        let mut rate = |has: bool, low, high| if has { dice.between(low, high) } else { 0.0 };
        Self {
            parallel,
            skewed,
            learning: learning.then(|| rate(true, 0.03, 0.12)),
            automating: rate(automating, 0.02, 0.08),
            days: rate(days, 0.05, 0.2),
            omitting: if omitting { 0.02 } else { 0.0 },
        }
    }
}

/// A step as it really is; nobody sees this.
struct Step {
    after: Vec<usize>,
    /// Seconds, at the first drill.
    median: f64,
    sigma: f64,
    learns: f64,
    automated: bool,
    samples: Vec<Sample>,
}

/// One drill as it came about.
struct Drill {
    begun: Vec<f64>,
    ended: Vec<f64>,
}

/// A world with the drills held so far.
pub struct World {
    dice: Dice,
    habits: Habits,
    steps: Vec<Step>,
    gaps: Vec<Sample>,
    gap: f64,
    held: usize,
    learnt: f64,
    estimates: Option<Vec<Span>>,
}

impl World {
    /// Makes a world; the same seed makes the same one.
    pub fn new(variant: Variant, seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let habits = Habits::of(variant, &mut dice);
        let count = dice.count(12, 20);
        let after = if habits.parallel { branches(count, &mut dice) } else { chain(count) };
        let steps: Vec<Step> = after
            .into_iter()
            .map(|after| Step {
                after,
                median: 360.0 * (0.9 * dice.normal()).exp(),
                sigma: dice.between(0.2, 0.7),
                learns: dice.between(0.5, 1.5),
                automated: false,
                samples: Vec::new(),
            })
            .collect();
        let guess = |it: &Step, dice: &mut Dice| span(it.median * (0.4 * dice.normal()).exp());
        let estimates = matches!(variant, Variant::Mixed | Variant::Omitting)
            .then(|| steps.iter().map(|it| guess(it, &mut dice)).collect());
        let gap = dice.between(10.0, 60.0);
        Self { dice, habits, steps, gaps: Vec::new(), gap, held: 0, learnt: 0.0, estimates }
    }

    /// Holds drills and writes down what a team would know of them.
    pub fn hold(&mut self, drills: usize) {
        for _ in 0..drills {
            let drill = self.perform();
            for (step, (begun, ended)) in self.steps.iter_mut().zip(drill.begun.iter().zip(&drill.ended)) {
                if ended > begun {
                    step.samples.push(Sample { drill: self.held, took: span(ended - begun) });
                }
            }
            let steps = u32::try_from(self.steps.len()).map_or(1.0, f64::from);
            self.gaps.push(Sample { drill: self.held, took: span(drill.between() / steps) });
            self.held += 1;
        }
    }

    /// Holds one more drill; returns what is known at its start and after each quarter of it, and its true end.
    pub fn quarters(&mut self, seed: u64) -> ([Situation; 4], Span) {
        let drill = self.perform();
        let end = drill.ended.iter().copied().fold(0.0, f64::max);
        ([0.0, 0.25, 0.5, 0.75].map(|it| self.situation(&drill, end * it, seed)), span(end))
    }

    fn situation(&self, drill: &Drill, now: f64, seed: u64) -> Situation {
        let outlook = |step: usize| {
            let (begun, ended) = (drill.begun[step], drill.ended[step]);
            if ended <= now {
                Outlook::Settled { end: span(ended) }
            } else if begun <= now && now > 0.0 {
                Outlook::Running { since: span(begun), spent: span(now) - span(begun) }
            } else {
                Outlook::Open
            }
        };
        let steps = self.steps.iter().enumerate().map(|(at, step)| StepOutlook {
            after: step.after.clone(),
            outlook: outlook(at),
            samples: step.samples.clone(),
            expect: self.estimates.as_ref().map(|it| it[at]),
        });
        Situation { steps: steps.collect(), gaps: self.gaps.clone(), now: span(now), objective: None, seed }
    }

    fn perform(&mut self) -> Drill {
        let dice = &mut self.dice;
        if self.held > 0 {
            self.learnt += self.habits.learning.map_or(0.0, |rate| -(1.0 - rate).ln() + 0.02 * dice.normal());
            self.steps.iter_mut().for_each(|it| it.automated |= dice.chance(self.habits.automating));
        }
        let day = self.habits.days * dice.normal();
        let mut drill = Drill { begun: Vec::new(), ended: Vec::new() };
        for step in &self.steps {
            let ready = step.after.iter().map(|it| drill.ended[*it]).fold(0.0, f64::max);
            let begun = ready + self.gap * (0.8 * dice.normal() - self.learnt).exp();
            let left_out = dice.chance(self.habits.omitting);
            let took = step.take(&self.habits, day - self.learnt * step.learns, dice);
            drill.begun.push(if left_out { ready } else { begun });
            drill.ended.push(if left_out { ready } else { begun + took });
        }
        drill
    }
}

impl Step {
    fn take(&self, habits: &Habits, shift: f64, dice: &mut Dice) -> f64 {
        if self.automated {
            return self.median * 0.1 * (0.2 * dice.normal()).exp();
        }
        let typical = self.median * shift.exp();
        if !habits.skewed {
            return typical * (self.sigma * dice.normal()).exp();
        }
        let wrong = if dice.chance(0.05) { dice.between(1.5, 4.0) } else { 1.0 };
        typical * wrong * dice.gamma(1.0 / (self.sigma * self.sigma).exp_m1())
    }
}

impl Drill {
    /// Returns how long no step ran.
    fn between(&self) -> f64 {
        let mut stretches: Vec<(f64, f64)> =
            self.begun.iter().copied().zip(self.ended.iter().copied()).collect();
        stretches.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (mut idle, mut until) = (0.0, 0.0);
        for (begun, ended) in stretches {
            idle += f64::max(begun - until, 0.0);
            until = f64::max(until, ended);
        }
        idle
    }
}

fn chain(count: usize) -> Vec<Vec<usize>> {
    (0..count).map(|step| step.checked_sub(1).into_iter().collect()).collect()
}

/// A chain whose stretches fork into two or three branches now and then, and join again.
fn branches(count: usize, dice: &mut Dice) -> Vec<Vec<usize>> {
    let mut after: Vec<Vec<usize>> = vec![Vec::new()];
    let mut tips = vec![0];
    while after.len() < count {
        let left = count - after.len();
        let lanes = dice.count(1, 3.min(left));
        let each = dice.count(1, 3.min(left / lanes));
        let from = std::mem::take(&mut tips);
        for _ in 0..lanes {
            let mut comes_after = from.clone();
            for _ in 0..each {
                let step = after.len();
                after.push(std::mem::replace(&mut comes_after, vec![step]));
            }
            tips.append(&mut comes_after);
        }
    }
    after
}

fn span(seconds: f64) -> Span {
    #[expect(clippy::cast_possible_truncation, reason = "drills take hours")]
    Span::from_micros((seconds * 1e6).round() as i64)
}
