//! Where each part of the drill screen stands, by the size of the terminal.
//!
//! ```text
//! boxed, from 100×30 on                         tight
//! header                                        header
//! probes                                        probes
//! ╭ clock ──────────────╮╭ objectives ───────╮  clock          objectives
//! ╰─────────────────────╯╰───────────────────╯  caption
//! ╭ steps ──────────────╮╭ step ─────────────╮  steps
//! │                     │├ notes ────────────┤  text
//! ╰─────────────────────╯╰───────────────────╯  notes
//! wrong                                         wrong
//! status                                        status
//! footer                                        footer
//! ```

use ratatui::layout::Rect;

/// From this width on the step's text and the notes stand side by side.
const SIDE_BY_SIDE: u16 = 200;
/// From this size on the parts have frames.
const BOXED: (u16, u16) = (100, 30);
/// From this size on a tight screen has a big clock.
const BIG_CLOCK: (u16, u16) = (72, 20);
/// The rows of a framed clock.
const CLOCK_ROWS: u16 = 7;

/// The parts of the drill screen; what there is no room for is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Where one is, with whom.
    pub header: Rect,
    /// What is not saved.
    pub banner: Rect,
    /// What the probes see.
    pub probes: Rect,
    /// The stopwatch.
    pub clock: Rect,
    /// The objectives.
    pub objectives: Rect,
    /// What the clock runs between, where the clock has no frame to say it.
    pub caption: Rect,
    /// The checklist.
    pub steps: Rect,
    /// The selected step.
    pub step: Rect,
    /// The notes.
    pub notes: Rect,
    /// What went wrong, and what can be done.
    pub wrong: Rect,
    /// What was said last, or stands in sight.
    pub status: Rect,
    /// What the keys do.
    pub footer: Rect,
    /// Whether the parts have frames.
    pub boxed: bool,
}

/// The lines that are only there where they say something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extras {
    /// What is not saved.
    pub banner: bool,
    /// What the probes see.
    pub probes: bool,
    /// What went wrong.
    pub wrong: bool,
}

/// Takes rows off the top of a place.
fn top(place: &mut Rect, rows: u16) -> Rect {
    let rows = rows.min(place.height);
    let taken = Rect { height: rows, ..*place };
    (place.y, place.height) = (place.y + rows, place.height - rows);
    taken
}

/// Takes rows off the bottom of a place.
fn bottom(place: &mut Rect, rows: u16) -> Rect {
    let rows = rows.min(place.height);
    place.height -= rows;
    Rect { y: place.bottom(), height: rows, ..*place }
}

/// Takes columns off the left of a place.
fn left(place: &mut Rect, columns: u16) -> Rect {
    let columns = columns.min(place.width);
    let taken = Rect { width: columns, ..*place };
    (place.x, place.width) = (place.x + columns, place.width - columns);
    taken
}

impl Layout {
    /// Lays the screen out; where a line has nothing to say, the others close up.
    pub fn of(area: Rect, extras: Extras) -> Self {
        let mut rest = area;
        let header = top(&mut rest, 1);
        let banner = top(&mut rest, u16::from(extras.banner));
        let footer = bottom(&mut rest, 1);
        let status = bottom(&mut rest, 1);
        let wrong = bottom(&mut rest, u16::from(extras.wrong));
        let probes = top(&mut rest, u16::from(extras.probes));
        let frame = Self { header, banner, probes, wrong, status, footer, ..Self::nothing(area) };
        if area.width >= BOXED.0 && area.height >= BOXED.1 {
            frame.boxed(rest)
        } else {
            frame.tight(area, rest)
        }
    }

    fn nothing(area: Rect) -> Self {
        let none = Rect { width: 0, height: 0, ..area };
        Self {
            header: none,
            banner: none,
            probes: none,
            wrong: none,
            clock: none,
            objectives: none,
            caption: none,
            steps: none,
            step: none,
            notes: none,
            status: none,
            footer: none,
            boxed: false,
        }
    }

    fn boxed(self, mut rest: Rect) -> Self {
        let mut upper = top(&mut rest, CLOCK_ROWS);
        let wide = rest.width >= SIDE_BY_SIDE;
        let first = if wide { rest.width * 2 / 5 } else { rest.width * 76 / 120 };
        let clock = left(&mut upper, if wide { rest.width / 2 } else { first });
        let steps = left(&mut rest, first);
        let (step, notes) = if wide {
            let step = left(&mut rest, first * 9 / 10);
            (step, rest)
        } else {
            // The notes begin on the line that divides the frame.
            let share = rest.height * 2 / 5;
            let notes = bottom(&mut rest, share);
            (rest, notes)
        };
        Self { clock, objectives: upper, steps, step, notes, boxed: true, ..self }
    }

    fn tight(self, area: Rect, mut rest: Rect) -> Self {
        let big = area.width >= BIG_CLOCK.0 && area.height >= BIG_CLOCK.1;
        let mut upper = top(&mut rest, if big { 5 } else { 1 });
        left(&mut upper, 1);
        let clock = left(&mut upper, if big { 42 } else { 10 });
        let objectives = Rect { x: upper.x.saturating_add(1), width: upper.width.saturating_sub(2), ..upper };
        let mut caption = top(&mut rest, 1);
        left(&mut caption, 1);
        // Seven steps, five lines of text, three of notes: in these shares more or less of each.
        let all = rest.height;
        let notes = bottom(&mut rest, if all < 8 { 0 } else { all / 5 });
        let step = bottom(&mut rest, all / 3);
        Self { clock, objectives, caption, steps: rest, step, notes, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(width: u16, height: u16) -> Layout {
        Layout::of(Rect::new(0, 0, width, height), Extras::default())
    }

    #[test]
    fn a_small_terminal_has_seven_steps_five_lines_of_text_and_three_of_notes() {
        let it = of(80, 24);
        let heights = [it.header, it.clock, it.caption, it.steps, it.step, it.notes, it.status, it.footer]
            .map(|place| place.height);
        assert_eq!(heights, [1, 5, 1, 7, 5, 3, 1, 1]);
    }

    #[test]
    fn a_wide_terminal_has_text_and_notes_side_by_side() {
        let (it, usual) = (of(200, 60), of(120, 40));
        assert_eq!(it.step.y, it.notes.y);
        assert_eq!((usual.clock.width, usual.clock.height), (76, 7));
        assert_eq!(usual.notes.y, usual.step.bottom());
    }

    proptest! {
        #[test]
        fn the_parts_lie_inside_and_apart(width in 0_u16..300, height in 0_u16..90, banner: bool, probes: bool, wrong: bool) {
            let area = Rect::new(0, 0, width, height);
            let it = Layout::of(area, Extras { banner, probes, wrong });
            let parts = [
                it.header, it.banner, it.probes, it.wrong, it.clock, it.objectives, it.caption, it.steps, it.step, it.notes, it.status,
                it.footer,
            ];
            for (at, part) in parts.iter().enumerate().filter(|(_, part)| !part.is_empty()) {
                prop_assert_eq!(part.intersection(area), *part);
                for other in parts.iter().skip(at + 1).filter(|other| !other.is_empty()) {
                    prop_assert!(!part.intersects(*other), "{part:?} {other:?}");
                }
            }
        }
    }
}
