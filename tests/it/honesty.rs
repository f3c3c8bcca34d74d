//! How often the forecast's 80 % range holds the true end, over many made-up histories.

use crate::world::{Variant, World};
use firedrill::analysis::forecast::forecast;
use std::fmt;

/// What came of many drills of one kind of world, each with so many drills before it.
pub struct Row {
    variant: Variant,
    drills: usize,
    histories: u32,
    /// How many ended within the range that was forecast at the start and after each quarter.
    within: [u32; 4],
    /// How many ended before it, and after it, at all quarters together.
    before: u32,
    after: u32,
}

impl Row {
    /// The heading over rows.
    pub const HEADING: &str = "world       drills   start    25 %    50 %    75 %   ended before  after";

    /// Holds drills; the seeds are those from `seed` on.
    pub fn new(variant: Variant, drills: usize, histories: u32, seed: u64) -> Self {
        let mut row = Self { variant, drills, histories, within: [0; 4], before: 0, after: 0 };
        for seed in (seed..).step_by(16).take(histories.try_into().unwrap_or_default()) {
            let mut world = World::new(variant, seed.wrapping_add(drills.try_into().unwrap_or_default()));
            world.hold(drills);
            let (situations, end) = world.quarters(seed);
            for (situation, within) in situations.iter().zip(&mut row.within) {
                let Some(it) = forecast(situation) else { continue };
                row.before += u32::from(end < it.early);
                row.after += u32::from(it.late < end);
                *within += u32::from(it.early <= end && end <= it.late);
            }
        }
        row
    }

    /// Returns the percentages within the range, at the start and after each quarter.
    pub fn within(&self) -> [f64; 4] {
        self.within.map(|it| 100.0 * f64::from(it) / f64::from(self.histories))
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:11} {:>6}", format!("{:?}", self.variant), self.drills)?;
        for within in self.within() {
            write!(f, "  {within:4.1} %")?;
        }
        let share = |it: u32| 25.0 * f64::from(it) / f64::from(self.histories);
        write!(f, "         {:4.1} % {:4.1} %", share(self.before), share(self.after))
    }
}

#[test]
fn the_range_holds_the_true_end_about_as_often_as_it_says() {
    for drills in [3, 5, 10] {
        // Each kind of world has seeds of its own, so that none shares another's steps.
        let seeds = (0..).step_by(1_000);
        let rows: Vec<Row> =
            Variant::ALL.into_iter().zip(seeds).map(|(it, seed)| Row::new(it, drills, 6, seed)).collect();
        let table = rows.iter().map(Row::to_string).collect::<Vec<_>>().join("\n");
        let quarters = [0, 1, 2, 3].map(|at| rows.iter().map(|it| it.within()[at]).sum::<f64>() / 8.0);
        let mean = quarters.iter().sum::<f64>() / 4.0;
        assert!((70.0..=92.0).contains(&mean), "{mean} %\n{}\n{table}", Row::HEADING);
        let wide = |it: &f64| (62.0..=97.0).contains(it);
        assert!(quarters.iter().all(wide), "{quarters:?} %\n{}\n{table}", Row::HEADING);
    }
}
