//! The times that something may take.

use super::scale::count;

/// How many quantiles stand in a curve.
const KNOTS: usize = 128;

/// Where around a centre the mixture is looked at, in scales.
const AROUND: [f64; 9] = [-5.5, -3.6, -2.2, -1.1, 0.0, 1.1, 2.2, 3.6, 5.5];

/// A logarithm of time, with the chance to see its like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Centre {
    pub log: f64,
    pub weight: f64,
}

/// A distribution of logarithms of time: its quantiles at 1/129, 2/129 … 128/129, straight lines between them, and outside
/// tails that fall off exponentially, so that no time is the longest.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Curve {
    knots: Vec<f64>,
    /// How far out a tail falls to 1/e.
    scale: f64,
}

impl Curve {
    /// Blurs each centre to a logistic distribution of this standard deviation. There must be a centre.
    ///
    /// The logistic distribution is close to the normal one but has the longer tails of real work.
    pub fn smooth(centres: &[Centre], deviation: f64) -> Self {
        let scale = (deviation * 3.0_f64.sqrt() / std::f64::consts::PI).max(1e-6);
        let whole: f64 = centres.iter().map(|it| it.weight).sum();
        let below = |log: f64| {
            let one = |it: &Centre| it.weight / (1.0 + ((it.log - log) / scale).exp());
            odds(centres.iter().map(one).sum::<f64>() / whole)
        };
        let mut logs: Vec<f64> =
            centres.iter().flat_map(|it| AROUND.map(|around| it.log + around * scale)).collect();
        logs.sort_by(f64::total_cmp);
        let points: Vec<(f64, f64)> = logs.into_iter().map(|log| (log, below(log))).collect();
        let mut at = 0;
        let knots = (1..=KNOTS).map(|knot| {
            let odds = odds(count(knot) / count(KNOTS + 1));
            while at + 2 < points.len() && points[at + 1].1 < odds {
                at += 1;
            }
            between(points[at], points[at + 1], odds)
        });
        Self { knots: knots.collect(), scale }
    }

    /// Returns the logarithm that is exceeded with this chance, which lies between 0 and 1.
    pub fn exceeded(&self, chance: f64) -> f64 {
        let place = (1.0 - chance) * count(KNOTS + 1) - 1.0;
        if place < 0.0 {
            return self.knots[0] + self.scale * (place + 1.0).ln();
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 128")]
        let knot = place as usize;
        if knot + 1 >= KNOTS {
            return self.knots[KNOTS - 1] - self.scale * (chance * count(KNOTS + 1)).ln().min(0.0);
        }
        let (from, to) = (self.knots[knot], self.knots[knot + 1]);
        (from + (place - count(knot)) * (to - from)).min(to)
    }

    /// Returns the logarithm that is exceeded with this chance once `spent` is known to be exceeded.
    ///
    /// It is never less than `spent` and does not fall as that grows. Behind the last knot the tail forgets how long it
    /// has been waited: what takes longer than ever still has time left.
    pub fn exceeded_after(&self, spent: f64, chance: f64) -> f64 {
        if spent >= self.knots[KNOTS - 1] {
            return spent - self.scale * chance.ln();
        }
        self.exceeded(self.chance_to_exceed(spent) * chance).max(spent)
    }

    /// Returns the chance to exceed what lies before the last knot; before the first it counts as certain.
    fn chance_to_exceed(&self, log: f64) -> f64 {
        let before = self.knots.partition_point(|knot| *knot <= log);
        let last = before.checked_sub(1).map(|it| self.knots[it]);
        let (Some(last), Some(next)) = (last, self.knots.get(before)) else { return 1.0 };
        1.0 - (count(before) + (log - last) / (next - last)) / count(KNOTS + 1)
    }
}

/// Returns the logarithm of a share's odds, a straight line for one logistic distribution.
fn odds(share: f64) -> f64 {
    let share = share.clamp(1e-12, 1.0 - 1e-12);
    (share / (1.0 - share)).ln()
}

/// Returns the logarithm of time on the line between two points, where the odds are these.
fn between((from, below): (f64, f64), (to, above): (f64, f64), odds: f64) -> f64 {
    let part = if above > below { ((odds - below) / (above - below)).clamp(0.0, 1.0) } else { 0.0 };
    from + part * (to - from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(logs: &[f64], deviation: f64) -> Curve {
        let centres: Vec<Centre> = logs.iter().map(|log| Centre { log: *log, weight: 2.0 }).collect();
        Curve::smooth(&centres, deviation)
    }

    #[test]
    fn one_centre_is_a_logistic_distribution() {
        // Its deviation is 1.8138 scales, its quartiles lie ln 3 scales off, its 99.9 % ln 999.
        let it = curve(&[5.0], 1.813_799);
        let expected = [(0.5, 5.0), (0.25, 6.099), (0.75, 3.901), (0.1, 7.197), (0.001, 11.907)];
        for (chance, log) in expected {
            assert!((it.exceeded(chance) - log).abs() < 0.02, "{chance}: {}", it.exceeded(chance));
        }
    }

    #[test]
    fn a_mixture_has_its_centres_and_no_end() {
        let it = curve(&[1.0, 4.0, 4.0], 0.01);
        assert!((it.exceeded(0.9) - 1.0).abs() < 0.05 && (it.exceeded(0.4) - 4.0).abs() < 0.05);
        assert!(it.exceeded(1e-9) > it.exceeded(1e-3) && it.exceeded(1e-3) > 4.0);
    }

    #[test]
    fn what_is_known_to_be_exceeded_stretches_the_rest_and_never_shrinks_it() {
        let it = curve(&[1.0, 1.2, 4.0], 0.2);
        for chance in [1e-9, 0.01, 0.3, 0.5, 0.9, 0.999] {
            assert!((it.exceeded_after(-9.0, chance) - it.exceeded(chance)).abs() < 1e-12);
            let spent = (0..900_u32).map(|it| f64::from(it) * 0.01 - 1.0);
            let found: Vec<f64> = spent.clone().map(|spent| it.exceeded_after(spent, chance)).collect();
            assert!(found.is_sorted(), "{chance}");
            assert!(spent.zip(&found).all(|(spent, found)| *found >= spent), "{chance}");
        }
        assert!(it.exceeded_after(7.0, 0.5) > 7.05);
        assert!(it.exceeded_after(2.5, 0.5) > 3.5, "the short ones are out of the question");
    }
}
