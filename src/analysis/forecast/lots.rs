//! Lots that are drawn again in the same way whenever the same question is asked.

/// A row of shares between 0 and 1 that a seed and the number of the row settle for good.
///
/// It is `SplitMix64` (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014; the constants
/// are those of <https://prng.di.unimi.it/splitmix64.c>), begun for each row at a state of its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lots(u64);

/// The odd number by which the state goes on: 2⁶⁴ divided by the golden ratio.
const STRIDE: u64 = 0x9E37_79B9_7F4A_7C15;

impl Lots {
    /// Makes the row `row` of a seed.
    pub fn new(seed: u64, row: usize) -> Self {
        Self(mixed(seed.wrapping_add(STRIDE.wrapping_mul((row as u64).wrapping_add(1)))))
    }

    /// Returns the share at a place in the row; it is never 0 and never 1.
    pub fn share(self, place: u32) -> f64 {
        let bits = mixed(self.0.wrapping_add(STRIDE.wrapping_mul(u64::from(place) + 1)));
        let high = u32::try_from(bits >> 32).unwrap_or_default();
        (f64::from(high) + 0.5) / (f64::from(u32::MAX) + 1.0)
    }
}

fn mixed(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_published_generator() {
        // The first output for the seed 0.
        assert_eq!(mixed(STRIDE), 0xE220_A839_7B1D_CDAF);
    }

    #[test]
    fn shares_are_even_and_rows_differ() {
        let mean = |row| (0..4_000).map(|place| Lots::new(7, row).share(place)).sum::<f64>() / 4_000.0;
        assert!((mean(0) - 0.5).abs() < 0.02 && (mean(1) - 0.5).abs() < 0.02);
        assert!((mean(0) - mean(1)).abs() > 1e-9);
    }
}
