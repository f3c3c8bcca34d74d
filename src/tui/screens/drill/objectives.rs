//! The objectives, and the figures beside them.
//!
//! ```text
//! ╭ objectives ──────────────────────────────╮
//! │ RTO 4h   3:22:48 left  ━━╸────────── 15% │
//! │ ends     14:44–14:57 >95%, 7 drills      │
//! │ RPO 24h  newest datum 13:12 → 0h42m      │
//! │ back     3 of 7 · 43% by weight ▰▰▰▱▱▱▱  │
//! │ hands    12:30 · automated 3 of 6 done   │
//! ╰──────────────────────────────────────────╯
//! ```

use crate::drill::session::Session;
use crate::present::cells;
use crate::present::gauges::{Bar, Gauge, gauges};
use crate::present::tone::{Tone, Toned};
use crate::tui::widgets::head;
use crate::tui::widgets::{bar, line, panel};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The longest bar.
const LONGEST: usize = 24;

/// The widest row: a bar far from its figure is not read with it.
const WIDEST: u16 = 60;

/// Draws the panel in its frame.
pub fn draw_boxed(place: Rect, buf: &mut Buffer, world: &World, session: &Session) {
    let title = Toned::new("objectives", Tone::Strong);
    let inner = panel::draw(place, buf, world.look, &title, head::edge(session));
    draw_bare(inner, buf, world, session);
}

/// Draws the rows alone.
pub fn draw_bare(place: Rect, buf: &mut Buffer, world: &World, session: &Session) {
    let place = Rect { width: place.width.min(WIDEST), ..place };
    let rows = gauges(session, world.forecast, world.now, world.look.charset);
    let widest = rows.iter().map(|row| cells::width(&row.figure.name)).max().unwrap_or(0);
    for (y, row) in (place.y..place.bottom()).zip(&rows) {
        draw_row(Rect { y, height: 1, ..place }, buf, world, row, widest);
    }
}

fn draw_row(place: Rect, buf: &mut Buffer, world: &World, row: &Gauge, widest: usize) {
    let name = format!("{:widest$}  ", row.figure.name);
    let name = Toned::new(name, Tone::Muted);
    let mut value = row.figure.value.clone();
    if !row.short.is_empty()
        && cells::width(&name.text) + cells::width(&value.text) > usize::from(place.width)
    {
        value.text.clone_from(&row.short);
    }
    let x = line::draw(place, buf, world.look, &[name, value]);
    let room =
        Rect { x: x.saturating_add(1), width: place.right().saturating_sub(x.saturating_add(1)), ..place };
    if let Some(bar) = &row.bar {
        draw_bar(room, buf, world, bar, row.figure.value.tone);
    }
}

fn draw_bar(place: Rect, buf: &mut Buffer, world: &World, it: &Bar, tone: Tone) {
    let percent = if it.percent.is_empty() { String::new() } else { format!(" {}", it.percent) };
    let room = usize::from(place.width).saturating_sub(cells::width(&percent));
    let whole = usize::try_from(it.whole).unwrap_or(usize::MAX);
    let length = if it.pieces { whole } else { room.min(LONGEST) };
    if length > room || length < 3 && !it.pieces {
        return;
    }
    let drawn = bar::bar(it.part, it.whole, length, it.pieces, world.look.charset);
    line::draw_right(place, buf, world.look, &[Toned::new(drawn + &percent, tone)]);
}
