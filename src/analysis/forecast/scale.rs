//! Between lengths of time and their logarithms, in which a step that takes twice as long is one step away.

use crate::drill::time::Span;

/// The largest logarithm that is told apart: far beyond any span.
const HIGHEST: f64 = 60.0;

/// Returns `ln(1 + t / 1 s)`: a logarithm for all that lasts, while a second more or less changes little where a step takes
/// no time at all. What is negative counts as nothing.
pub(super) fn log(span: Span) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a microsecond in three centuries does not matter")]
    let seconds = span.micros().max(0) as f64 / 1e6;
    seconds.ln_1p()
}

/// Returns the length whose logarithm this is; none is negative, and what is beyond all spans is the longest.
pub(super) fn span(log: f64) -> Span {
    #[expect(clippy::cast_possible_truncation, reason = "it saturates")]
    let micros = (log.min(HIGHEST).exp_m1().max(0.0) * 1e6).round() as i64;
    Span::from_micros(micros)
}

/// Returns how many there are, for a mean.
pub(super) fn count(count: usize) -> f64 {
    u32::try_from(count).unwrap_or(u32::MAX).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_comes_back() {
        for span_ in [0, 1, 40, 1_500, 999_999, 61_000_000, 86_400_000_000].map(Span::from_micros) {
            assert_eq!(span(log(span_)), span_);
        }
        assert_eq!(span(log(Span::from_micros(i64::MIN))), Span::ZERO);
        assert_eq!(span(f64::INFINITY), Span::from_micros(i64::MAX));
        assert_eq!(span(-3.0), Span::ZERO);
    }
}
