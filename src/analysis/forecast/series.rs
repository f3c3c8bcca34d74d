//! The times of one step, or of the gaps, from drill to drill.

use super::course::Course;
use super::curve::{Centre, Curve};
use super::runs::runs;
use super::scale::count;

/// Which part of the variance is blur at least, however far apart the times lie.
const BLUR: f64 = 0.25;

/// The time of one drill.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    pub drill: usize,
    pub log: f64,
}

/// A point beside the level that its step had then.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fit {
    pub drill: usize,
    /// How far it lies above the level.
    pub above: f64,
    /// How much it says about the course of all steps.
    pub weight: f64,
    /// The logarithm less the drill's shift.
    value: f64,
    level: f64,
    /// The chance that the step is still as it was then.
    holds: f64,
}

/// What the other steps tell of one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Kin {
    /// The chance that a step changes until the next drill, and by how much steps did.
    pub change: f64,
    pub changes: Vec<f64>,
    /// The mean of their levels, and how much these differ.
    pub level: f64,
    pub variance: f64,
}

/// A step's record, fitted.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Series {
    points: Vec<Point>,
    /// Of a single time about the level.
    pub variance: f64,
    /// The chance that the level is that of the last point alone, of the last two … of all.
    runs: Vec<f64>,
    pub fits: Vec<Fit>,
}

impl Series {
    /// Makes a series of one or more points, from the oldest on.
    pub fn new(points: Vec<Point>, variance: f64) -> Self {
        Self { points, variance, runs: Vec::new(), fits: Vec::new() }
    }

    /// Finds the levels, given the course.
    pub fn fit(&mut self, course: &Course) {
        let values: Vec<f64> = self.points.iter().map(|it| it.log - course.shift(it.drill)).collect();
        self.runs = runs(&values, self.variance);
        let sums = values.iter().rev().scan(0.0, |sum, value| {
            *sum += value;
            Some(*sum)
        });
        let means: Vec<f64> = (1..).zip(sums).map(|(run, sum)| sum / count(run)).collect();
        let (mut holds, mut level_sum) = (0.0, 0.0);
        let fit = |(at, value): (usize, f64)| {
            // The run that begins here joins those that reach farther back.
            let run = values.len() - at - 1;
            holds += self.runs[run];
            level_sum += self.runs[run] * means[run];
            let level = if holds > 0.0 { level_sum / holds } else { means[run] };
            let Point { drill, log } = self.points[at];
            Fit { drill, above: log - level, weight: holds / self.variance, value, level, holds }
        };
        self.fits = values.iter().copied().enumerate().map(fit).collect();
    }

    /// Returns the sum of squares about the level, and how many values vary freely in it.
    pub fn scatter(&self) -> (f64, f64) {
        let squares = self.fits.iter().map(|it| it.holds * (it.value - it.level).powi(2)).sum();
        (squares, (self.fits.iter().map(|it| it.holds).sum::<f64>() - 1.0).max(0.0))
    }

    /// Returns by how much the level changed, where it probably did.
    pub fn change(&self) -> Option<f64> {
        let run = self.runs.iter().position(|it| *it > 0.5)? + 1;
        let (before, since) = self.fits.split_at(self.fits.len().checked_sub(run)?);
        let mean = |fits: &[Fit]| fits.iter().map(|it| it.value).sum::<f64>() / count(fits.len());
        (!before.is_empty()).then(|| mean(since) - mean(before))
    }

    /// Returns how many chances there were to change.
    pub fn intervals(&self) -> f64 {
        count(self.points.len().saturating_sub(1))
    }

    /// Returns the level as it is now, and the variance that it is known with.
    pub fn level(&self) -> (f64, f64) {
        let doubt: f64 = (1..).zip(&self.runs).map(|(run, chance)| chance / count(run)).sum();
        (self.fits.last().map_or(0.0, |it| it.level), doubt * self.variance)
    }

    /// Returns the times that the next drill may bring, the course apart.
    ///
    /// The points are resampled: a run by its chance, then one of its points. They are drawn together or blurred until
    /// their variance is the step's own plus the level's (a smoothed bootstrap: Silverman and Young, 1987). The level
    /// leans towards that of the others, the more the less it is known: the longest steps are those that were overrated
    /// (James and Stein, 1961).
    pub fn curve(&self, kin: &Kin) -> Curve {
        let (level, doubt) = self.level();
        let lean = doubt / (doubt + kin.variance);
        let drift = lean * (kin.level - level);
        let mut centres = Vec::with_capacity(self.fits.len() + kin.changes.len());
        let (mut chance, mut scatter) = (0.0, 0.0);
        for (at, fit) in self.fits.iter().enumerate() {
            let run = self.fits.len() - at;
            chance += self.runs[run - 1] / count(run);
            scatter += chance * (fit.value - fit.level).powi(2);
            centres.push(Centre { log: fit.value, weight: chance * (1.0 - kin.change) });
        }
        let wanted = self.variance + doubt * (1.0 - lean);
        let blur = (wanted - scatter).max(BLUR * wanted);
        let pull = if scatter > 0.0 { ((wanted - blur) / scatter).max(0.0).sqrt() } else { 0.0 };
        for (centre, fit) in centres.iter_mut().zip(&self.fits) {
            centre.log = drift + fit.level + pull * (fit.value - fit.level);
        }
        let weight = kin.change / count(kin.changes.len()).max(1.0);
        centres.extend(kin.changes.iter().map(|by| Centre { log: drift + level + by, weight }));
        Curve::smooth(&centres, blur.sqrt())
    }
}
