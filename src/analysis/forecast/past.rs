//! What is known of how long things take: from earlier drills, or else from what the procedure says.

use super::course::Course;
use super::curve::{Centre, Curve};
use super::record::Record;
use super::scale::{count, log};
use super::series::Point;
use super::{Sample, Situation, StepOutlook};
use std::collections::BTreeSet;

/// How many samples of a step make an estimate needless.
const ENOUGH: usize = 3;

/// How many of the last samples count: teams and systems change.
const RECENT: usize = 12;

/// The standard deviation of a written estimate's logarithm, besides what all estimates have in common.
const GUESS: f64 = 0.5;

/// How long something may take, and whether that is only an estimate.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Length {
    pub curve: Curve,
    pub guessed: bool,
}

/// Steps and gaps as earlier drills had them.
pub(super) struct Past {
    record: Record,
    /// Each step's place in the record, if it has one.
    places: Vec<Option<usize>>,
    /// The mean of too few gaps.
    rough_gap: Option<f64>,
    /// How many earlier drills the steps' record rests on.
    pub drills: usize,
}

impl Past {
    pub fn of(situation: &Situation) -> Self {
        let samples: Vec<Vec<Sample>> = situation.steps.iter().map(|it| recent(&it.samples)).collect();
        let gaps = recent(&situation.gaps);
        let has_gaps = gaps.len() >= ENOUGH;
        let enough = || samples.iter().filter(|it| it.len() >= ENOUGH);
        let mut drills: BTreeSet<usize> = enough().flatten().map(|it| it.drill).collect();
        let number = drills.len();
        drills.extend(gaps.iter().filter(|_| has_gaps).map(|it| it.drill));
        let drills: Vec<usize> = drills.into_iter().collect();
        let points = |samples: &Vec<Sample>| -> Vec<Point> {
            let place = |it: &Sample| drills.partition_point(|drill| *drill < it.drill);
            samples.iter().map(|it| Point { drill: place(it), log: log(it.took) }).collect()
        };
        let mut next = 0..;
        let mut place = |it: &Vec<Sample>| if it.len() >= ENOUGH { next.next() } else { None };
        Self {
            places: samples.iter().map(&mut place).collect(),
            record: Record::new(
                enough().map(points).collect(),
                has_gaps.then(|| points(&gaps)),
                drills.len(),
            ),
            rough_gap: (!gaps.is_empty())
                .then(|| gaps.iter().map(|it| log(it.took)).sum::<f64>() / count(gaps.len())),
            drills: number,
        }
    }

    /// Returns how long a step may take.
    pub fn step(&self, at: usize, step: &StepOutlook) -> Option<Length> {
        let known = self.places.get(at).copied().flatten().and_then(|it| self.record.step(it));
        let known = known.map(|curve| Length { curve, guessed: false });
        known.or_else(|| step.expect.map(|it| Length::guess(log(it))))
    }

    /// Returns how long it may take until a step is begun that could be.
    pub fn gap(&self) -> Option<Length> {
        let known = self.record.gap().map(|curve| Length { curve, guessed: false });
        known.or_else(|| self.rough_gap.map(Length::guess))
    }

    /// Returns the course of the drills, with the one that goes on.
    pub fn course(&self) -> &Course {
        &self.record.course
    }
}

impl Length {
    fn guess(log: f64) -> Self {
        Self { curve: Curve::smooth(&[Centre { log, weight: 1.0 }], GUESS), guessed: true }
    }
}

fn recent(samples: &[Sample]) -> Vec<Sample> {
    let mut samples = samples.to_vec();
    samples.sort_by_key(|it| it.drill);
    samples.split_off(samples.len().saturating_sub(RECENT))
}
