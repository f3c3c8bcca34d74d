//! The checklist. Only the rows in sight are put into words.
//!
//! ```text
//! ╭ steps  6/14 ─────────────────────────────────────────────────────╮
//! │    RESTORE                    automation   took    last          Δ│
//! │ ✓  5 Create the cluster       checked      4:10    6:02    −1:52 ★│
//! │▸▶  7 Restore the database     scripted    12:04   13:10  1:06 left│
//! ╰──────────────────────────────────────────────────────────────────╯
//! ```

use crate::analysis::metrics::counts;
use crate::drill::procedure::Procedure;
use crate::drill::session::Session;
use crate::present::cells;
use crate::present::checklist::{StepRow, phase_title, row};
use crate::present::pace;
use crate::present::sign::Sign;
use crate::present::tone::{Tone, Toned};
use crate::tui::widgets::head;
use crate::tui::widgets::{line, panel};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

/// The widths of the columns on the right.
const AUTOMATION: usize = 12;
const TIME: usize = 7;
const BASELINE: usize = 9;
const DELTA: usize = 11;
/// From this width on there is room for the automation.
const WITH_AUTOMATION: u16 = 48;

/// A line of the list: the heading of a phase, or a step by its place in the procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    Phase(usize),
    Step(usize),
}

/// What of the list was drawn, for clicks and for the next frame.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Window {
    place: Rect,
    first: usize,
    /// A row that shows a running step out of turn, because it is not in sight otherwise.
    pinned: Option<(u16, usize)>,
    phases: bool,
}

impl Window {
    /// Returns how many rows there are.
    pub fn rows(&self) -> usize {
        usize::from(self.place.height)
    }

    /// Returns the step in the row, by its place in the procedure.
    pub fn step_at(&self, session: &Session, column: u16, row: u16) -> Option<usize> {
        if !self.place.contains((column, row).into()) {
            return None;
        }
        let at = row - self.place.y;
        match self.pinned {
            Some((pinned, step)) if pinned == at => Some(step),
            _ => match lines(session, self.phases).get(self.first + usize::from(at))? {
                Line::Step(step) => Some(*step),
                Line::Phase(_) => None,
            },
        }
    }

    /// Moves the window so that the selected line is in sight with some around it, and a running step too.
    fn around(
        mut self,
        place: Rect,
        lines: &[Line],
        selected: Option<usize>,
        running: Option<usize>,
    ) -> Self {
        let rows = usize::from(place.height);
        let line_of = |step: usize| lines.iter().position(|line| *line == Line::Step(step));
        let margin = usize::from(rows > 2) + usize::from(rows > 8);
        let selected_line = selected.and_then(line_of).unwrap_or(0);
        let lowest = (selected_line + margin + 1).saturating_sub(rows);
        let highest = selected_line.saturating_sub(margin);
        self.first = self.first.clamp(lowest.min(highest), highest.max(lowest));
        self.first = self.first.min(lines.len().saturating_sub(rows));
        if let Some(Line::Phase(_)) = lines.get(self.first) {
            // The phase of the first step stands in the row above already.
            self.first += 1;
        }
        self.place = place;
        self.pinned = running.and_then(|step| {
            let line = line_of(step)?;
            let last = u16::try_from(rows.checked_sub(1)?).ok()?;
            match line {
                line if line < self.first => Some((0, step)),
                line if line >= self.first + rows => Some((last, step)),
                _ => None,
            }
        });
        self
    }
}

/// How many cells the widest number takes.
fn digits(procedure: &Procedure) -> usize {
    let inserted = procedure.numbers.iter().map(|it| it.to_string().len()).max();
    procedure.steps.len().max(10).to_string().len().max(inserted.unwrap_or_default())
}

/// All lines in the order of the procedure.
fn lines(session: &Session, phases: bool) -> Vec<Line> {
    let steps = &session.procedure().steps;
    let mut lines = Vec::with_capacity(steps.len() + session.procedure().phases.len());
    let mut phase = None;
    for (at, step) in steps.iter().enumerate() {
        if phases && phase.replace(step.phase) != Some(step.phase) {
            lines.push(Line::Phase(step.phase));
        }
        lines.push(Line::Step(at));
    }
    lines
}

/// Draws the list in its frame.
pub fn draw_boxed(place: Rect, buf: &mut Buffer, world: &World, list: &List) -> Window {
    let counts = counts(list.session);
    let title = format!("steps  {}/{}", counts.done + counts.skipped, counts.total);
    let title = Toned::new(title, Tone::Strong);
    let inner = panel::draw(place, buf, world.look, &title, head::edge(list.session));
    let head = Rect { height: 1.min(inner.height), ..inner };
    draw_heads(head, buf, world);
    let inner = Rect {
        y: inner.y + head.height,
        height: inner.height - head.height,
        // The marker stands in the padding.
        x: inner.x.saturating_sub(1),
        width: inner.width + 1,
    };
    let window = list.draw(inner, buf, world, true);
    let first = list.session.procedure().steps.get(window.first_step(list.session));
    if let Some(phase) = first.map(|step| step.phase) {
        let title = Toned::new(phase_title(list.session, phase, world.look.charset), Tone::Muted);
        let room = usize::from(head.width).saturating_sub(columns(head.width, world));
        let room = Rect { x: head.x + 3, width: u16::try_from(room.saturating_sub(4)).unwrap_or(0), ..head };
        line::draw(room, buf, world.look, &[title]);
    }
    window
}

impl Window {
    fn first_step(&self, session: &Session) -> usize {
        let lines = lines(session, self.phases);
        let step = lines.iter().skip(self.first).find_map(|line| match line {
            Line::Step(step) => Some(*step),
            Line::Phase(_) => None,
        });
        step.unwrap_or(0)
    }
}

/// Draws the names of the columns, right-aligned over them.
pub fn draw_heads(place: Rect, buf: &mut Buffer, world: &World) {
    let automation =
        if place.width >= WITH_AUTOMATION { format!("{:AUTOMATION$}", "automation") } else { String::new() };
    let baseline = world.history.measure.baseline.as_ref();
    let baseline = baseline.map(|it| {
        let name = pace::column(it, world.look.charset);
        format!("{name:>BASELINE$}{:>DELTA$}", world.look.sign("Δ", "diff"))
    });
    let heads = format!("{automation}{:>TIME$}{}", "took", baseline.unwrap_or_default());
    line::draw_right(place, buf, world.look, &[Toned::new(heads, Tone::Muted)]);
}

/// How many cells the columns on the right take.
pub fn columns(width: u16, world: &World) -> usize {
    let automation = if width >= WITH_AUTOMATION { AUTOMATION } else { 0 };
    automation + TIME + if has_baseline(world) { BASELINE + DELTA } else { 0 }
}

/// The columns of the baseline are there only where there is one.
fn has_baseline(world: &World) -> bool {
    world.history.measure.baseline.is_some()
}

/// The list about to be drawn.
pub struct List<'a> {
    /// The session.
    pub session: &'a Session,
    /// The selected step, by its place.
    pub selected: Option<usize>,
    /// What was drawn before.
    pub before: Window,
}

impl List<'_> {
    /// Draws the rows in sight; returns which they are.
    pub fn draw(&self, place: Rect, buf: &mut Buffer, world: &World, phases: bool) -> Window {
        let lines = lines(self.session, phases);
        let running = self.session.checklist().running().last();
        let window = Window { phases, ..self.before }.around(place, &lines, self.selected, running);
        for (row, line) in (0..place.height).zip(&lines[window.first.min(lines.len())..]) {
            let line = window.pinned.filter(|(at, _)| *at == row).map_or(*line, |(_, step)| Line::Step(step));
            let place = Rect { y: place.y + row, height: 1, ..place };
            match line {
                Line::Phase(phase) => {
                    let title = phase_title(self.session, phase, world.look.charset);
                    let at = Rect {
                        x: place.x + 4.min(place.width),
                        width: place.width.saturating_sub(4),
                        ..place
                    };
                    line::draw(at, buf, world.look, &[Toned::new(title, Tone::Muted)]);
                }
                Line::Step(step) => self.draw_step(place, buf, world, step),
            }
        }
        window
    }

    fn draw_step(&self, place: Rect, buf: &mut Buffer, world: &World, at: usize) {
        let charset = world.look.charset;
        let Some(row) = row(self.session, at, world.now, &world.history.measure, charset) else { return };
        let selected = self.selected == Some(at);
        let marker = if selected { world.look.sign("▸", ">") } else { " " };
        let digits = digits(self.session.procedure());
        let dropped = row.sign == Sign::Dropped;
        // Of what was dropped no time is told.
        let columns = if dropped { 0 } else { columns(place.width, world) };
        let room = usize::from(place.width).saturating_sub(columns + digits + 5);
        let (title, marks) = if dropped { dropped_title(&row, room) } else { row.titled(room) };
        let tone = if row.sign == Sign::Running { Tone::Running } else { row.title.tone };
        // Pale letters on a bar can hardly be read.
        let tone = if selected && tone == Tone::Muted { Tone::Plain } else { tone };
        let mut words = vec![
            Toned::new(marker, Tone::Accent),
            Toned::new(format!("{} ", row.sign.text(charset)), row.sign.tone()),
            Toned::new(format!("{:>digits$} {title}", row.number), tone),
        ];
        // The bar of the selected row has one colour.
        let own = |mark: Toned| if selected || dropped { Toned::new(mark.text, tone) } else { mark };
        words.extend(marks.into_iter().map(own));
        let x = line::draw(place, buf, world.look, &words);
        if selected {
            let lead = place.x.saturating_add(3);
            let bar = Rect { x: lead, width: x.saturating_sub(lead), ..place };
            buf.set_style(
                bar.intersection(place),
                ratatui::style::Style::new().add_modifier(Modifier::REVERSED),
            );
        }
        if dropped {
            strike(place, buf, digits + 4, cells::width(&title));
            return;
        }
        draw_columns(place, buf, world, &row);
    }
}

/// Returns the title of a dropped step, and behind it why it was dropped, as far as there is room.
fn dropped_title(row: &StepRow, room: usize) -> (String, Vec<Toned>) {
    let why = row.reason.as_deref().filter(|why| !why.is_empty());
    let told = why.map_or("dropped".to_owned(), |why| {
        let left = room.saturating_sub(cells::width(&row.title.text)).max(room / 2);
        cells::fit(&format!("dropped: {why}"), left.saturating_sub(3))
    });
    let told = format!(" ({told})");
    let title = cells::fit(&row.title.text, room.saturating_sub(cells::width(&told)));
    (title, vec![Toned::new(told, Tone::Muted)])
}

/// Strikes a title through.
fn strike(place: Rect, buf: &mut Buffer, from: usize, width: usize) {
    let from = u16::try_from(from).unwrap_or(u16::MAX);
    let width = u16::try_from(width).unwrap_or(u16::MAX);
    let title = Rect { x: place.x.saturating_add(from), width, ..place };
    let struck = ratatui::style::Style::new().add_modifier(Modifier::CROSSED_OUT);
    buf.set_style(title.intersection(place), struck);
}

/// Draws automation, time taken, and how it stands against the baseline, at the right of a step.
fn draw_columns(place: Rect, buf: &mut Buffer, world: &World, row: &StepRow) {
    let width = columns(place.width, world);
    if usize::from(place.width) < width + 6 {
        return;
    }
    let took = row.took.clone().unwrap_or_default();
    let (baseline, delta) = if has_baseline(world) {
        let text = row.delta.as_ref().map(|it| it.text.as_str()).unwrap_or_default();
        let pad = " ".repeat(DELTA.saturating_sub(cells::width(text)));
        let tone = row.delta.as_ref().map(|it| it.tone).unwrap_or_default();
        (format!("{:>BASELINE$}", row.baseline.as_deref().unwrap_or_default()), Toned::new(pad + text, tone))
    } else {
        (String::new(), Toned::default())
    };
    let automation = if place.width >= WITH_AUTOMATION {
        format!("{:AUTOMATION$}", row.automation.text)
    } else {
        String::new()
    };
    let words = [
        Toned::new(automation, row.automation.tone),
        Toned::new(
            format!("{took:>TIME$}"),
            if row.sign.tone() == Tone::Strong { Tone::Strong } else { Tone::Plain },
        ),
        Toned::new(baseline, Tone::Muted),
        delta,
    ];
    line::draw_right(place, buf, world.look, &words);
}
