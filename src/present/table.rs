//! Columns of text that stand under each other.

use super::cells;

/// On which side of its column a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Words.
    Left,
    /// Figures.
    Right,
}

/// Lays rows of safe text out in columns, two spaces apart, each as wide as its widest text; a column without any text
/// is left out. A text behind the last column of `sides` stands left. No line ends in a space.
pub fn aligned(rows: &[Vec<String>], sides: &[Side]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| rows.iter().filter_map(move |row| Some(cells::width(row.get(column)?))).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or_default()).collect();
    rows.iter().map(|row| line(row, &widths, sides)).collect()
}

fn line(row: &[String], widths: &[usize], sides: &[Side]) -> String {
    let mut line = String::new();
    for (column, (text, width)) in row.iter().zip(widths).enumerate().filter(|(_, (_, width))| **width > 0) {
        let gap = " ".repeat(width - cells::width(text));
        if column > 0 {
            line.push_str("  ");
        }
        match sides.get(column) {
            Some(Side::Right) => line.extend([gap.as_str(), text]),
            _ => line.extend([text, gap.as_str()]),
        }
    }
    line.truncate(line.trim_end().len());
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_text_in_cells() {
        let row = |row: [&str; 4]| row.map(str::to_owned).to_vec();
        let rows = [row(["日本", "4:10", "", "x"]), row(["a", "1:04:10", "", ""]), row(["abc", "", "", "y"])];
        let expected = ["日本     4:10  x", "a     1:04:10", "abc            y"];
        assert_eq!(aligned(&rows, &[Side::Left, Side::Right]), expected);
        assert!(aligned(&[], &[]).is_empty());
    }
}
