//! The table in the room that there is: labels on the left, as many columns as can be read.

use super::sheet::{Cell, Figures, Kind, Row, Sheet, Widest, delta};
use crate::present::ascii;
use crate::present::cells::{fit, width};
use crate::present::page::padded;
use crate::present::safe::Charset;
use crate::present::tone::{Tone, Toned};
use std::ops::Range;

/// The fewest cells that a label gets before columns go.
const LABEL: usize = 24;

/// The fewest that it gets before the deltas are shown that nobody asked for.
const ROOMY: usize = 34;

/// The fewest beside which there is room for a tag.
const TAGGED: usize = 16;

/// The widest that words make a column on a screen.
const BLOCK: usize = 18;

/// The cells between columns: at least, and where there is room.
const GAP: (usize, usize) = (2, 5);

/// The widest bar of the bridge.
const BAR: usize = 24;

/// How wide everything is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fitted {
    /// The labels.
    pub label: usize,
    /// The deltas, with the air before them; zero where they are not shown.
    pub delta: usize,
    figure: usize,
    block: usize,
    gap: usize,
    /// How many columns there is room for.
    pub columns: usize,
}

impl Fitted {
    /// Fits the table into so many cells; the deltas are shown where every column has room beside them, or where they are
    /// wanted more than columns are.
    pub fn new(sheet: &Sheet, room: usize, deltas: bool) -> Self {
        let Widest { label, figure, behind, words } = sheet.widest;
        let block = (figure + 1 + behind).max(words.min(BLOCK)).max(8);
        let all = sheet.heads.len().max(1);
        let delta = beside(sheet);
        let widest = label.max(8);
        let fit = |label: usize, delta| room.saturating_sub(label.min(widest) + delta) / (block + GAP.0);
        let delta = if deltas || fit(ROOMY, delta) >= all { delta } else { 0 };
        let columns = fit(LABEL, delta).clamp(1, all);
        let left = room.saturating_sub(delta + columns * (block + GAP.0));
        let label = left.min(label).max(left.min(LABEL));
        let gap = GAP.0 + ((left - label.min(left)) / (columns + 1)).min(GAP.1 - GAP.0);
        Self { label, delta, figure, block, gap, columns }
    }

    /// Lays the table out with everything in it, for a page as wide as it likes to be.
    pub fn whole(sheet: &Sheet) -> Self {
        let Widest { label, figure, behind, words } = sheet.widest;
        let block = (figure + 1 + behind).max(words.min(40));
        Self {
            label: label.min(60),
            delta: beside(sheet),
            figure,
            block,
            gap: GAP.0,
            columns: sheet.heads.len(),
        }
    }

    /// Returns where a column begins, counted from the left edge of the first one that is shown.
    pub const fn offset(&self, column: usize) -> usize {
        self.gap + column * (self.block + self.gap)
    }

    /// Writes the label of a row, cut where it must be, with its tag at its right end, and its delta.
    pub fn label(&self, row: &Row, open: bool, charset: Charset) -> Vec<Toned> {
        let sign = match row.opens {
            Some(true | false) if open => "− ",
            Some(_) => "+ ",
            None => &"  "[..row.margin()],
        };
        let tag = if row.tag.is_empty() || self.label < TAGGED { 0 } else { width(row.tag) + 1 };
        let text = format!("{}{}", ascii::signs(sign, charset), row.label.text);
        if let Figures::One(..) = row.figures {
            // It has no delta of its own: the figure is one.
            return vec![Toned::new(exactly(&text, self.label + self.delta), row.label.tone)];
        }
        let room = self.label.saturating_sub(tag);
        let mut words = vec![Toned::new(exactly(&text, room), row.label.tone)];
        if tag > 0 {
            words.push(Toned::new(format!(" {}", row.tag), Tone::Muted));
        }
        if self.delta > 0 {
            let shows = matches!(row.kind, Kind::Step | Kind::Sum) || row.kind == Kind::Phase && !open;
            let by = row.delta.filter(|_| shows).map(delta).unwrap_or_default();
            words.push(Toned::new(right(&ascii::signs(&by.text, charset), self.delta), by.tone));
        }
        words
    }

    /// Writes the heads of some columns: names, then whose they are.
    pub fn heads(&self, sheet: &Sheet, columns: Range<usize>) -> [Vec<Toned>; 2] {
        let (mut names, mut held) = (Vec::new(), Vec::new());
        for head in sheet.heads.get(columns).unwrap_or_default() {
            let gap = Toned::new(" ".repeat(self.gap), Tone::Plain);
            names.push(gap.clone());
            names.extend(block(&head.name, self.block));
            held.push(gap);
            held.extend(block(std::slice::from_ref(&head.held), self.block));
        }
        [names, held]
    }

    /// Writes some columns of a row; a row with one figure for all has that, and a bar of its size.
    pub fn cells(&self, row: &Row, open: bool, columns: Range<usize>, charset: Charset) -> Vec<Toned> {
        match &row.figures {
            // The steps below an open phase say it all.
            _ if row.kind == Kind::Phase && open => Vec::new(),
            Figures::None => Vec::new(),
            Figures::One(figure, size) => {
                let full = if charset == Charset::Unicode { "━" } else { "=" };
                let bar = full.repeat(usize::from(*size) * BAR / 1_000);
                let text = right(&figure.text, self.gap + self.figure.max(9));
                vec![Toned::new(text, figure.tone), Toned::new(format!("  {bar}"), figure.tone)]
            }
            Figures::Cells(cells) => {
                let mut words = Vec::new();
                for cell in cells.get(columns).unwrap_or_default() {
                    words.push(Toned::new(" ".repeat(self.gap), Tone::Plain));
                    match cell {
                        Cell::Words(it) => words.extend(block(std::slice::from_ref(it), self.block)),
                        Cell::Figure(figure, behind) => {
                            words.push(Toned::new(right(&figure.text, self.figure), figure.tone));
                            words.push(Toned::new(" ", Tone::Plain));
                            words.extend(block(behind, self.block.saturating_sub(self.figure + 1)));
                        }
                    }
                }
                words
            }
        }
    }
}

/// Cuts or fills words to just so many cells.
fn block(words: &[Toned], cells: usize) -> Vec<Toned> {
    let mut room = cells;
    let mut block = Vec::with_capacity(words.len() + 1);
    for word in words {
        let text = fit(&word.text, room);
        room = room.saturating_sub(width(&text));
        block.push(Toned::new(text, word.tone));
    }
    block.push(Toned::new(" ".repeat(room), Tone::Plain));
    block
}

/// Cuts or fills a text to just so many cells, with nothing behind it where it is cut.
fn exactly(text: &str, cells: usize) -> String {
    if width(text) == cells { text.to_owned() } else { padded(text, cells) }
}

fn right(text: &str, cells: usize) -> String {
    let text = fit(text, cells);
    " ".repeat(cells.saturating_sub(width(&text))) + &text
}

/// Returns how wide the column of the deltas is; there is none where nothing stands in it.
fn beside(sheet: &Sheet) -> usize {
    if sheet.delta.is_empty() { 0 } else { width(&sheet.delta).max(8) + GAP.0 }
}

#[cfg(test)]
mod tests {
    use super::super::team::four;
    use super::*;

    fn total(words: &[Toned]) -> usize {
        words.iter().map(|it| width(&it.text)).sum()
    }

    #[test]
    fn as_many_columns_as_can_be_read() {
        let sheet = four().sheet();
        let columns = |room| Fitted::new(&sheet, room, false).columns;
        assert_eq!([columns(76), columns(116), columns(196), columns(1)], [2, 4, 4, 1]);
        assert_eq!(Fitted::new(&sheet, 116, false).delta, 0, "columns come first");
        assert!(Fitted::new(&sheet, 196, false).delta > 0 && Fitted::new(&sheet, 76, true).delta > 0);
    }

    #[test]
    fn every_row_has_the_same_width_and_fits() {
        let sheet = four().sheet();
        for room in [20, 38, 76, 116, 196] {
            let it = Fitted::new(&sheet, room, false);
            let wide = it.label + it.delta + it.columns * (it.block + it.gap);
            assert!(wide <= room.max(it.label + it.block + it.gap), "{room} {it:?}");
            for row in &sheet.rows {
                assert_eq!(total(&it.label(row, true, Charset::Unicode)), it.label + it.delta, "{row:?}");
                let cells = it.cells(row, false, 0..it.columns, Charset::Unicode);
                if let Figures::Cells(_) = row.figures {
                    assert_eq!(total(&cells), it.columns * (it.block + it.gap), "{row:?}");
                }
            }
        }
    }
}
