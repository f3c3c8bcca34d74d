//! A bar of how much of something is used up, or there.

use crate::present::safe::Charset;

/// Writes a bar of `cells` cells: `━━╸────` for a stretch, `▰▰▱▱` for pieces.
pub fn bar(part: u64, whole: u64, cells: usize, pieces: bool, charset: Charset) -> String {
    let (full, half, rest) = match (pieces, charset) {
        (true, Charset::Unicode) => ("▰", "▰", "▱"),
        (false, Charset::Unicode) => ("━", "╸", "─"),
        (_, Charset::Ascii) => ("#", "=", "-"),
    };
    let halves = u128::from(part.min(whole)) * cells as u128 * 2;
    let halves = usize::try_from(halves.checked_div(u128::from(whole)).unwrap_or(0)).unwrap_or(0);
    let (filled, split) = (halves / 2, halves % 2);
    [full.repeat(filled), half.repeat(split), rest.repeat(cells - filled - split)].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_fills_by_half_cells() {
        let drawn = |part| bar(part, 100, 10, false, Charset::Unicode);
        assert_eq!(drawn(0), "──────────");
        assert_eq!(drawn(15), "━╸────────");
        assert_eq!(drawn(99), "━━━━━━━━━╸");
        assert_eq!(drawn(100), "━━━━━━━━━━");
        assert_eq!(drawn(300), "━━━━━━━━━━");
        assert_eq!(bar(3, 7, 7, true, Charset::Unicode), "▰▰▰▱▱▱▱");
        assert_eq!(bar(3, 7, 7, true, Charset::Ascii), "###----");
        assert_eq!(bar(1, 0, 3, false, Charset::Ascii), "---");
    }
}
