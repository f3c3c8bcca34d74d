//! Times in full seconds that still add up before the eye.

use crate::drill::time::Span;

/// Rounds lengths to full seconds so that they add up to the full seconds of their sum: each is rounded down, and the
/// seconds that are missing go to those that lost most by it (the largest-remainder method). None is off by more than
/// a second.
pub fn adding_up(spans: &[Span]) -> Vec<Span> {
    adding_up_to(spans, spans.iter().copied().sum())
}

/// The same, where the sum is shown in other full seconds than its own: as the difference of two totals, say, that are
/// shown beside it. `total` is the sum in full seconds, rounded down or up.
pub fn adding_up_to(spans: &[Span], total: Span) -> Vec<Span> {
    let mut seconds: Vec<i64> = spans.iter().map(|it| it.secs()).collect();
    let missing = usize::try_from(total.secs() - seconds.iter().sum::<i64>()).unwrap_or_default();
    let mut order: Vec<usize> = (0..spans.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(spans[*at].micros().rem_euclid(1_000_000)));
    for at in order.into_iter().take(missing) {
        seconds[at] += 1;
    }
    seconds.into_iter().map(Span::from_secs).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_largest_remainders_are_rounded_up() {
        let rounded = adding_up(&[1_400, 2_700, -300, 900].map(Span::from_millis));
        assert_eq!(rounded.iter().map(|it| it.secs()).collect::<Vec<_>>(), [1, 3, -1, 1]);
        assert_eq!(adding_up(&[]), []);
    }

    proptest! {
        #[test]
        fn they_add_up_and_stay_close(ms in proptest::collection::vec(-9_999_999_i64..9_999_999, 0..40)) {
            let spans: Vec<Span> = ms.into_iter().map(Span::from_millis).collect();
            let rounded = adding_up(&spans);
            let total: Span = spans.iter().copied().sum();
            prop_assert_eq!(rounded.iter().map(|it| it.secs()).sum::<i64>(), total.secs());
            for (exact, rounded) in spans.iter().zip(&rounded) {
                prop_assert!((*exact - *rounded).abs() < Span::from_secs(1));
            }
        }

        #[test]
        fn they_add_up_to_the_difference_of_two_totals_as_those_are_shown(
            ms in proptest::collection::vec(-9_999_999_i64..9_999_999, 1..40),
            before in 0_i64..99_999_999,
        ) {
            let spans: Vec<Span> = ms.into_iter().map(Span::from_millis).collect();
            let (before, by) = (Span::from_millis(before), spans.iter().copied().sum::<Span>());
            let shown = Span::from_secs((before + by).secs() - before.secs());
            let rounded = adding_up_to(&spans, shown);
            prop_assert_eq!(rounded.iter().copied().sum::<Span>(), shown);
            for (exact, rounded) in spans.iter().zip(&rounded) {
                prop_assert!((*exact - *rounded).abs() < Span::from_secs(1));
            }
        }
    }
}
