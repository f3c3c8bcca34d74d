//! The middle of several sessions' times, in which recent sessions weigh more.

use crate::drill::time::Span;

/// How much less the session before weighs. Drills get faster; three quarters forget half of a time in two or three.
const FADING: f64 = 0.75;

/// Returns the weighted median of the times, which come oldest first: the newest weighs 1, each one before it
/// three quarters of the one after. It is the smallest time that, with all below it, has half of the weight.
pub fn recent_median(times: impl IntoIterator<Item = Span>) -> Option<Span> {
    let times: Vec<Span> = times.into_iter().collect();
    let weights = std::iter::successors(Some(1.0_f64), |weight| Some(weight * FADING));
    let mut weighted: Vec<(Span, f64)> = times.into_iter().rev().zip(weights).collect();
    weighted.sort_by_key(|(time, _)| *time);
    let half = weighted.iter().map(|(_, weight)| weight).sum::<f64>() / 2.0;
    let mut below = 0.0;
    weighted.into_iter().find_map(|(time, weight)| {
        below += weight;
        (below >= half).then_some(time)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn median(secs: &[i64]) -> Option<i64> {
        recent_median(secs.iter().map(|it| Span::from_secs(*it))).map(Span::secs)
    }

    #[test]
    fn by_hand() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[9]), Some(9));
        // 9 weighs 0.75, 4 weighs 1: half is 0.875.
        assert_eq!(median(&[9, 4]), Some(4));
        assert_eq!(median(&[4, 9]), Some(9));
        // 10 weighs 1, 20 weighs 0.75, 40 weighs 0.5625: half is 1.156.
        assert_eq!(median(&[40, 20, 10]), Some(20));
        // Weights 0.32, 0.42, 0.56, 0.75, 1: half is 1.53; below 50 lie 1 and 0.75.
        assert_eq!(median(&[90, 80, 70, 50, 20]), Some(50));
    }
}
