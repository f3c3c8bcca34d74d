//! How far back a record still tells of a step as it is now.

use super::scale::count;

/// The chance that a step becomes another one from one drill to the next, say because it was automated.
const CHANGE: f64 = 0.02;

/// The standard deviation of a new level, as a logarithm: ten times and a tenth are nothing odd.
const LEVELS: f64 = std::f64::consts::LN_10;

/// Returns the chance that the level is that of the last value alone, of the last two … of all.
///
/// This is Bayesian online changepoint detection (Adams and `MacKay`, 2007, <https://arxiv.org/abs/0710.3742>) for normal
/// values of this variance about levels that are normal too.
pub(super) fn runs(values: &[f64], variance: f64) -> Vec<f64> {
    let mean = values.iter().sum::<f64>() / count(values.len()).max(1.0);
    let spread = LEVELS * LEVELS;
    let mut chances = vec![1.0];
    for (at, value) in values.iter().enumerate().skip(1) {
        let mut next = vec![CHANGE * density(value - mean, variance + spread)];
        let mut sum = 0.0;
        for (run, chance) in (1..).zip(&chances) {
            sum += values[at - run];
            let precision = 1.0 / spread + count(run) / variance;
            let level = (mean / spread + sum / variance) / precision;
            next.push(chance * (1.0 - CHANGE) * density(value - level, variance + 1.0 / precision));
        }
        let whole: f64 = next.iter().sum();
        chances = if whole.is_normal() {
            next.iter().map(|it| it / whole).collect()
        } else {
            // Too far off for any of them.
            (0..=at).map(|run| if run == 0 { 1.0 } else { 0.0 }).collect()
        };
    }
    chances
}

/// The normal density, but for a factor that all share.
fn density(distance: f64, variance: f64) -> f64 {
    (-0.5 * distance * distance / variance).exp() / variance.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_record_counts_as_a_whole() {
        let it = runs(&[3.0, 3.3, 2.8, 3.1], 0.1);
        assert!(it.len() == 4 && it[3] > 0.95, "{it:?}");
        assert!((it.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn after_a_drop_only_what_came_since_counts() {
        let it = runs(&[6.0, 6.3, 5.8, 3.6, 3.7], 0.1);
        assert!(it[1] > 0.95, "{it:?}");
    }

    #[test]
    fn what_no_level_explains_begins_anew() {
        assert_eq!(runs(&[0.0, 1e9], 1e-6), [1.0, 0.0]);
        assert_eq!(runs(&[5.0], 0.1), [1.0]);
    }
}
