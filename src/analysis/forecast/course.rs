//! The course that all steps share from drill to drill: a team learns, and has good and bad days.

use super::scale::count;
use super::series::Fit;

/// The standard deviation of a day off the line, as a logarithm, before anything is known, and how many days that is worth.
const DAY: f64 = 0.08;
const DAYS: f64 = 2.0;

/// The least that days lie off the line.
const STEADY: f64 = 0.02;

/// The standard deviation of what is learnt from one drill to the next, before anything is known.
const LEARNING: f64 = 0.15;

/// How often the line and the days off it are fitted to each other.
const ROUNDS: usize = 3;

/// By how much the logarithms of a drill's times are shifted against those of others.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Course {
    shifts: Vec<f64>,
    /// The next drill's shift, as expected.
    pub next: f64,
    /// Its standard deviation.
    pub doubt: f64,
    /// How many values of the record are used up in finding it.
    pub taken: f64,
}

impl Course {
    /// Makes the course where all drills are alike.
    pub fn level(drills: usize) -> Self {
        Self { shifts: vec![0.0; drills], next: 0.0, doubt: 0.0, taken: 0.0 }
    }

    /// Fits a line, and what each day lies off it, to how far times lie above the levels of their steps.
    pub fn fit<'a>(drills: usize, fits: impl Iterator<Item = &'a Fit>) -> Self {
        let mut sums = vec![(0.0, 0.0); drills];
        for fit in fits {
            sums[fit.drill].0 += fit.weight * fit.above;
            sums[fit.drill].1 += fit.weight;
        }
        let day = |(drill, (sum, weight)): (usize, &(f64, f64))| Day {
            drill,
            known: *weight > 1e-3,
            above: sum / weight.max(1e-3),
            variance: 1.0 / weight.max(1e-3),
        };
        let days: Vec<Day> = sums.iter().enumerate().map(day).collect();
        let known: Vec<Day> = days.iter().copied().filter(|it| it.known).collect();
        let mut off = DAY * DAY;
        let mut line = Line::fit(&known, off);
        for _ in 0..ROUNDS {
            off = line.off(&known);
            line = Line::fit(&known, off);
        }
        let kept = |day: &Day| if day.known { off / (off + day.variance) } else { 0.0 };
        let shift = |day: &Day| line.at(day.drill) + kept(day) * (day.above - line.at(day.drill));
        Self {
            shifts: days.iter().map(shift).collect(),
            next: line.at(drills),
            doubt: (line.variance(drills) + off).sqrt(),
            taken: known.iter().map(kept).sum(),
        }
    }

    /// Returns the shift of an earlier drill.
    pub fn shift(&self, drill: usize) -> f64 {
        self.shifts.get(drill).copied().unwrap_or_default()
    }
}

/// How far the times of one drill lie above their levels, and the variance that this is known with.
#[derive(Debug, Clone, Copy)]
struct Day {
    drill: usize,
    known: bool,
    above: f64,
    variance: f64,
}

/// A straight line through days, by weighted least squares; its slope leans towards none.
struct Line {
    middle: f64,
    height: f64,
    slope: f64,
    height_variance: f64,
    slope_variance: f64,
}

impl Line {
    /// Fits it to days that lie off it with this variance besides their own.
    fn fit(days: &[Day], off: f64) -> Self {
        let weigh = |it: &Day| 1.0 / (it.variance + off);
        let whole: f64 = days.iter().map(weigh).sum::<f64>().max(f64::MIN_POSITIVE);
        let middle = days.iter().map(|it| weigh(it) * count(it.drill)).sum::<f64>() / whole;
        let height = days.iter().map(|it| weigh(it) * it.above).sum::<f64>() / whole;
        let from_middle = |it: &Day| count(it.drill) - middle;
        let along: f64 = days.iter().map(|it| weigh(it) * from_middle(it).powi(2)).sum();
        let product: f64 = days.iter().map(|it| weigh(it) * from_middle(it) * (it.above - height)).sum();
        let slope_variance = 1.0 / (along + 1.0 / (LEARNING * LEARNING));
        Self { middle, height, slope: product * slope_variance, height_variance: 1.0 / whole, slope_variance }
    }

    fn at(&self, drill: usize) -> f64 {
        self.height + self.slope * (count(drill) - self.middle)
    }

    /// The variance that the line is known with.
    fn variance(&self, drill: usize) -> f64 {
        self.height_variance + self.slope_variance * (count(drill) - self.middle).powi(2)
    }

    /// The variance of days about the line, less what the spread of their steps explains.
    fn off(&self, days: &[Day]) -> f64 {
        let free = (count(days.len()) - 2.0).max(0.0);
        let squares: f64 = days.iter().map(|it| (it.above - self.at(it.drill)).powi(2)).sum();
        let explained = days.iter().map(|it| it.variance).sum::<f64>() * free / count(days.len()).max(1.0);
        ((DAYS * DAY * DAY + squares - explained) / (DAYS + free)).max(STEADY * STEADY)
    }
}
