//! The selected step: what to do.
//!
//! ```text
//! ╭ 7 Restore the database ──────────────────╮
//! │ Take the newest dump that passed its …   │
//! │ $ scripts/restore-db.sh                  │
//! ```

use crate::drill::session::Session;
use crate::present::cells;
use crate::present::step_panel::StepPanel;
use crate::present::tone::{Tone, Toned};
use crate::tui::widgets::head;
use crate::tui::widgets::{line, panel};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What of the step's text was drawn, for the key that reads on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Page {
    /// How many lines were shown.
    pub rows: usize,
    /// Whether there are more.
    pub more: bool,
}

/// Draws the step in its frame, from its line `from` on.
pub fn draw_boxed(
    place: Rect,
    buf: &mut Buffer,
    world: &World,
    session: &Session,
    at: usize,
    from: usize,
) -> Page {
    let step = session.procedure().steps.get(at);
    let title = step.map(|step| format!("{} {}", at + 1, cells::shown(&step.title, world.look.charset)));
    let title = title.unwrap_or_default();
    let inner = panel::draw(place, buf, world.look, &Toned::new(title, Tone::Strong), head::edge(session));
    draw_lines(inner, buf, world, session, (at, from), false)
}

/// Draws the step without a frame, a bar at its left.
pub fn draw_bare(
    place: Rect,
    buf: &mut Buffer,
    world: &World,
    session: &Session,
    at: usize,
    from: usize,
) -> Page {
    for y in place.y..place.bottom() {
        line::draw(
            Rect { y, height: 1, ..place },
            buf,
            world.look,
            &[Toned::new(world.look.sign("▏", "|"), Tone::Accent)],
        );
    }
    let inner = Rect { x: place.x + 2.min(place.width), width: place.width.saturating_sub(2), ..place };
    draw_lines(inner, buf, world, session, (at, from), true)
}

fn draw_lines(
    place: Rect,
    buf: &mut Buffer,
    world: &World,
    session: &Session,
    (at, from): (usize, usize),
    command_first: bool,
) -> Page {
    let rows = usize::from(place.height);
    let (Some(step), Some(progress)) = (session.procedure().steps.get(at), session.checklist().at(at)) else {
        return Page::default();
    };
    if place.is_empty() {
        return Page::default();
    }
    let panel = StepPanel {
        session,
        step,
        progress,
        now: world.now,
        past: &world.history.measure.past,
        width: usize::from(place.width),
        charset: world.look.charset,
    };
    let mut lines = panel.lines(command_first).skip(from).take(rows + 1).collect::<Vec<_>>();
    let more = lines.len() > rows;
    lines.truncate(rows);
    for (y, words) in (place.y..place.bottom()).zip(&lines) {
        line::draw(Rect { y, height: 1, ..place }, buf, world.look, std::slice::from_ref(words));
    }
    if more {
        let last = Rect { y: place.bottom() - 1, height: 1, ..place };
        let key = world.keymap.key(crate::tui::action::Action::ScrollText);
        let sign = world.look.sign("↓", "v");
        line::draw_right(last, buf, world.look, &[Toned::new(format!(" {sign} {key}"), Tone::Muted)]);
    }
    Page { rows, more }
}
