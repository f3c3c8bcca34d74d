//! A frame as an SVG picture, for documents: what the terminal would show, in a palette that reads on dark.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use std::fmt::Write as _;

/// Width and height of a cell, and where the letters stand in it, in SVG units: no higher than the font's own line, so
/// that the lines of frames meet.
const CELL: (f32, f32) = (8.4, 16.4);
const BASELINE: f32 = 12.9;

const FULL: &str = "█";

const PAPER: &str = "#101418";
const INK: &str = "#d3d7cf";

/// Draws a frame.
pub fn svg(frame: &Buffer) -> String {
    let (width, height) = (f32::from(frame.area.width) * CELL.0, f32::from(frame.area.height) * CELL.1);
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.1} {height:.1}\" font-size=\"14\" \
         font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"{PAPER}\"/>"
    );
    for (row, y) in (frame.area.y..frame.area.bottom()).zip(0_u16..) {
        let cells: Vec<&Cell> = (frame.area.x..frame.area.right()).map(|x| &frame[(x, row)]).collect();
        draw_row(&mut out, &cells, f32::from(y) * CELL.1);
    }
    out.push_str("</svg>\n");
    out
}

/// Draws runs of cells that look alike.
fn draw_row(out: &mut String, cells: &[&Cell], top: f32) {
    let mut start = 0;
    while start < cells.len() {
        let alike = |cell: &&&Cell| {
            (cell.fg, cell.bg, cell.modifier) == (cells[start].fg, cells[start].bg, cells[start].modifier)
        };
        let end = start + cells[start..].iter().take_while(alike).count();
        draw_run(out, &cells[start..end], start, top);
        start = end;
    }
}

fn draw_run(out: &mut String, cells: &[&Cell], start: usize, top: f32) {
    let text: String =
        cells.iter().map(|cell| if cell.symbol() == FULL { " " } else { cell.symbol() }).collect();
    let reversed = cells[0].modifier.contains(Modifier::REVERSED);
    let (ink, paper) = (colour(cells[0].fg).unwrap_or(INK), colour(cells[0].bg));
    let (ink, paper) = if reversed { (paper.unwrap_or(PAPER), Some(ink)) } else { (ink, paper) };
    let x = cell_offset(start);
    let width = cell_offset(cells.len());
    if let Some(paper) = paper {
        let _ = writeln!(
            out,
            "<rect x=\"{x:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{:.1}\" fill=\"{paper}\"/>",
            CELL.1
        );
    }
    draw_blocks(out, cells, start, top, ink);
    if text.trim().is_empty() {
        return;
    }
    let bold = if cells[0].modifier.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
    let dim = if cells[0].modifier.contains(Modifier::DIM) { " opacity=\"0.6\"" } else { "" };
    let _ = writeln!(
        out,
        "<text x=\"{x:.1}\" y=\"{:.1}\" fill=\"{ink}\"{bold}{dim} textLength=\"{width:.1}\" \
         lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\">{}</text>",
        top + BASELINE,
        escaped(&text)
    );
}

/// Draws the full cells of big digits as areas: as letters they would not touch.
fn draw_blocks(out: &mut String, cells: &[&Cell], start: usize, top: f32, ink: &str) {
    let mut at = 0;
    while at < cells.len() {
        let full = cells[at..].iter().take_while(|cell| cell.symbol() == FULL).count();
        if full > 0 {
            let (x, width) = (cell_offset(start + at), cell_offset(full));
            let _ = writeln!(
                out,
                "<rect x=\"{x:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{:.1}\" fill=\"{ink}\"/>",
                CELL.1 + 0.1
            );
        }
        at += full.max(1);
    }
}

fn cell_offset(cells: usize) -> f32 {
    f32::from(u16::try_from(cells).unwrap_or(u16::MAX)) * CELL.0
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The sixteen colours of the terminal; others are not used by any look of ours.
const fn colour(colour: Color) -> Option<&'static str> {
    Some(match colour {
        Color::Black => "#1d2329",
        Color::Red => "#ef4a4a",
        Color::Green => "#8ae234",
        Color::Yellow => "#fce94f",
        Color::Blue => "#729fcf",
        Color::Magenta => "#c58ad0",
        Color::Cyan => "#34e2e2",
        Color::Gray => "#c8ccc6",
        Color::DarkGray => "#6c7066",
        Color::White => "#eeeeec",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    #[test]
    fn runs_of_one_look_are_one_text_and_markup_is_escaped() {
        let mut frame = Buffer::empty(Rect::new(0, 0, 6, 1));
        frame.set_string(0, 0, "a<b", Style::new().red());
        frame.set_string(3, 0, "ok", Style::new().reversed());
        let drawn = svg(&frame);
        assert!(drawn.contains("fill=\"#ef4a4a\" textLength=\"25.2\""), "{drawn}");
        assert!(drawn.contains(">a&lt;b</text>"), "{drawn}");
        assert!(drawn.contains("<rect x=\"25.2\""), "{drawn}");
    }
}
