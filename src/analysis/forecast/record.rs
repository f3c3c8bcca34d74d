//! The record of all steps, whose spreads, levels and changes tell of each other.

use super::course::Course;
use super::curve::Curve;
use super::scale::count;
use super::series::{Kin, Point, Series};

/// The standard deviation of a logarithm of time before anything is known, which counts as one value.
const USUAL: f64 = 0.3;

/// How many values the spread of all steps is worth in the spread of one.
const SHARED: f64 = 4.0;

/// How many drills without a change are taken for granted.
const UNCHANGED: f64 = 10.0;

/// How many changes are resampled.
const CHANGES: usize = 5;

/// The least variance of levels: steps are not all alike.
const LEAST: f64 = 0.01;

/// How often levels, course and spreads are fitted to each other; more changes nothing that shows.
const ROUNDS: usize = 3;

/// All series, fitted, with the gaps behind the steps.
pub(super) struct Record {
    series: Vec<Series>,
    kin: Kin,
    gap: Option<usize>,
    pub course: Course,
}

impl Record {
    /// Fits the steps and the gaps, of one point or more each, over so many drills.
    pub fn new(steps: Vec<Vec<Point>>, gap: Option<Vec<Point>>, drills: usize) -> Self {
        let gap_at = gap.as_ref().map(|_| steps.len());
        let points: Vec<Vec<Point>> = steps.into_iter().chain(gap).collect();
        let variance = rough_variance(&points);
        let mut series: Vec<Series> = points.into_iter().map(|it| Series::new(it, variance)).collect();
        let mut course = Course::level(drills);
        for _ in 0..ROUNDS {
            fit_all(&mut series, &course);
            course = Course::fit(drills, series.iter().flat_map(|it| &it.fits));
            share_spread(&mut series, course.taken);
        }
        fit_all(&mut series, &course);
        let kin = Kin::of(&series[..gap_at.unwrap_or(series.len())]);
        Self { series, kin, gap: gap_at, course }
    }

    /// Returns the times that a step may take, the course apart.
    pub fn step(&self, at: usize) -> Option<Curve> {
        Some(self.series.get(at)?.curve(&self.kin))
    }

    /// Returns how long it may take until a step is begun, the course apart; the length of the steps says nothing there.
    pub fn gap(&self) -> Option<Curve> {
        let alone = Kin { change: 0.0, changes: Vec::new(), level: 0.0, variance: f64::INFINITY };
        Some(self.series.get(self.gap?)?.curve(&alone))
    }
}

impl Kin {
    fn of(steps: &[Series]) -> Self {
        let number = count(steps.len()).max(1.0);
        let level = steps.iter().map(|it| it.level().0).sum::<f64>() / number;
        // What the levels differ by, less what they only seem to.
        let seen = |it: &Series| (it.level().0 - level).powi(2) - it.level().1;
        let variance = (steps.iter().map(seen).sum::<f64>() / number).max(LEAST);
        let mut changes: Vec<f64> = steps.iter().filter_map(Series::change).collect();
        let intervals: f64 = steps.iter().map(Series::intervals).sum();
        let change = count(changes.len()) / (intervals + UNCHANGED);
        changes.sort_by(f64::total_cmp);
        Self { change, changes: thinned(&changes), level, variance }
    }
}

fn fit_all(series: &mut [Series], course: &Course) {
    for it in series {
        it.fit(course);
    }
}

/// Takes the middles of equal parts, where there are many.
fn thinned(sorted: &[f64]) -> Vec<f64> {
    let parts = sorted.len().min(CHANGES);
    (0..parts).map(|part| sorted[(2 * part + 1) * sorted.len() / (2 * parts)]).collect()
}

/// Takes a first variance from how far neighbours lie apart, by the median: there a step that changed does not count.
fn rough_variance(points: &[Vec<Point>]) -> f64 {
    let mut apart: Vec<f64> =
        points.iter().flat_map(|it| it.windows(2).map(|it| (it[1].log - it[0].log).abs())).collect();
    apart.sort_by(f64::total_cmp);
    // The median distance of two normal values is 0.954 of their standard deviation.
    apart.get(apart.len() / 2).map_or(USUAL, |it| it / 0.954).powi(2).max(LEAST)
}

/// Gives each series its variance, which leans on that of all the less the longer the record is.
fn share_spread(series: &mut [Series], taken: f64) {
    let scatters: Vec<(f64, f64)> = series.iter().map(Series::scatter).collect();
    let squares: f64 = scatters.iter().map(|it| it.0).sum();
    let free: f64 = scatters.iter().map(|it| it.1).sum();
    let pooled = (USUAL * USUAL + squares) / (1.0 + (free - taken).max(0.0));
    for (series, (squares, free)) in series.iter_mut().zip(scatters) {
        series.variance = (SHARED * pooled + squares) / (SHARED + free);
    }
}
