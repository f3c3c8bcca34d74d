//! When a drill will end: as a range, and with the chance to meet its objective.
//!
//! The rest of the drill is drawn a thousand times. Each draw gives every open step a time that resamples the step's past,
//! blurred so that it stretches beyond the longest and wider where the record is short; a step that runs takes longer
//! than it already has. All steps of a draw share one shift: the team's learning carried on to this drill, with what is
//! not known of it, and whether the day is good or bad. Steps go on side by side where they do not come after each other;
//! the longest path ends the draw. [`Forecast`] counts the draws.
//!
//! A draw is made of lots that hang on the seed, the step and the number of the draw alone. So the same situation has the
//! same figures, and while time passes without progress no draw ends earlier than before: the chance never rises by itself.
//!
//! How honest the range is: `cargo run --release --example forecast`.

mod course;
mod curve;
mod lots;
mod network;
mod order;
mod past;
mod record;
mod runs;
mod scale;
mod series;
#[cfg(test)]
mod tests;

use crate::drill::time::Span;
use network::Network;
use scale::count;

/// How long a step (or a gap) took in one earlier drill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// Which drill, counted from the oldest; a drill that did not do the step is left out.
    pub drill: usize,
    /// How long it took, all attempts together. What is negative counts as nothing.
    pub took: Span,
}

/// How a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outlook {
    /// It is done or skipped.
    Settled {
        /// When, on the clock.
        end: Span,
    },
    /// It is being done.
    Running {
        /// When its (last) attempt began, on the clock.
        since: Span,
        /// The time spent in it so far, all attempts together.
        spent: Span,
    },
    /// It has still to be begun, or begun again.
    Open,
}

/// A step, as a forecast sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepOutlook {
    /// The steps that it comes after, by their places in [`Situation::steps`]. A place that does not exist is overlooked,
    /// and so is what would close a ring.
    pub after: Vec<usize>,
    /// How it stands.
    pub outlook: Outlook,
    /// How long it took in earlier drills, in any order. The last twelve count.
    pub samples: Vec<Sample>,
    /// The written estimate, which counts where there are fewer than three samples.
    pub expect: Option<Span>,
}

/// A drill that goes on, with what is known of earlier ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Situation {
    /// The steps that have to be settled before the drill's clock stops.
    pub steps: Vec<StepOutlook>,
    /// For each earlier drill the time between its steps, divided by their number: what passes before a step begins.
    pub gaps: Vec<Sample>,
    /// What the clock reads.
    pub now: Span,
    /// What it should not exceed.
    pub objective: Option<Span>,
    /// Settles the lots; the same for the whole session, so that the figures do not flicker.
    pub seed: u64,
}

/// When a drill will end, on its clock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Forecast {
    /// One drill of ten ends before.
    pub early: Span,
    /// Half of the drills end before.
    pub expected: Span,
    /// One drill of ten ends after.
    pub late: Span,
    /// The chance to meet the objective: between 0 and 1, and never quite either.
    pub chance: Option<f64>,
    /// How many earlier drills it rests on.
    pub drills: usize,
    /// How many open steps it knows from their written estimate alone.
    pub estimates: usize,
}

/// Forecasts the end of a drill.
///
/// `None` where there is no step, and where an open step has neither three samples nor an estimate. No figure lies before
/// `now`, also where all steps are settled.
pub fn forecast(situation: &Situation) -> Option<Forecast> {
    let network = Network::of(situation)?;
    let mut ends = network.ends();
    ends.sort_unstable();
    // As if half a draw more had met it, and half a draw more had not: a thousand draws cannot be sure.
    let met = |it: Span| (count(ends.partition_point(|end| *end <= it)) + 0.5) / (count(ends.len()) + 1.0);
    let at = |percent: usize| ends[(ends.len() - 1) * percent / 100];
    Some(Forecast {
        early: at(10),
        expected: at(50),
        late: at(90),
        chance: situation.objective.map(met),
        drills: network.drills,
        estimates: network.estimates,
    })
}
