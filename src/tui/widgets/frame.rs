//! What stands around every screen: where one is, whether everything is saved, what was said, what the keys do.
//!
//! ```text
//!  ▌TEST▐  Restore the data gather system · drill 4    owner Mara   saved ✓  14:32:07 +02:00
//!
//!   (the screen)
//!
//! the outage is declared already
//! Space declare   p people   N note   q leave   ? help
//! ```

use super::{head, line};
use crate::present::cells;
use crate::present::tone::{Tone, Toned};
use crate::tui::action::Action;
use crate::tui::screens::Status;
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// From this height on there is room for an empty row above and below the screen.
pub const AIRY: u16 = 20;

/// What a key does, for the footer; where there is little room the first ones stay, and the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The key; nothing where the action is on none.
    pub key: String,
    /// What it does.
    pub does: Toned,
}

impl Hint {
    /// Names what an action does on this screen, with the key that it is on.
    pub fn new(action: Action, does: impl Into<String>, world: &World) -> Self {
        Self::key(&world.keymap.key(action), does)
    }

    /// Names what a key does that is no action.
    pub fn key(key: &str, does: impl Into<String>) -> Self {
        Self { key: key.to_owned(), does: Toned::new(does, Tone::Plain) }
    }
}

/// Draws everything around a screen; returns the room for the screen itself. The time of day stands in the header
/// where it goes on by itself.
pub fn draw(
    area: Rect,
    buf: &mut Buffer,
    world: &World,
    status: Status,
    (hints, live): (&[Hint], bool),
) -> Rect {
    head::draw(Rect { height: 1, ..area }.intersection(area), buf, world, live);
    around(area, buf, world, status, hints)
}

/// Draws everything around a screen that is not about the open session: a title, and at its right what it shows.
pub fn draw_titled(
    area: Rect,
    buf: &mut Buffer,
    world: &World,
    status: Status,
    (title, aside, hints): (&str, &str, &[Hint]),
) -> Rect {
    let top = inset(Rect { height: 1, ..area }.intersection(area));
    // The title goes before what is shown does: that cannot be read anywhere else.
    let behind = line::draw_right(top, buf, world.look, &[Toned::new(aside, Tone::Muted)]);
    let room = usize::from(behind.saturating_sub(top.x + 2));
    let title = Toned::new(cells::fit(title, room), Tone::Strong);
    line::draw(top, buf, world.look, &[title]);
    around(area, buf, world, status, hints)
}

/// Draws what is not saved, what was said, and what the keys do; returns the room between.
fn around(area: Rect, buf: &mut Buffer, world: &World, status: Status, hints: &[Hint]) -> Rect {
    let row = |y: u16| Rect { y, height: 1, ..area }.intersection(area);
    head::draw_banner(row(area.y + 1), buf, world);
    let bottom = area.bottom();
    if let Some((said, tone)) = status {
        let said = Toned::new(cells::shown(said, world.look.charset), *tone);
        line::draw(inset(row(bottom.saturating_sub(2))), buf, world.look, &[said]);
    }
    draw_footer(inset(row(bottom.saturating_sub(1))), buf, world, hints);
    let air = u16::from(area.height >= AIRY);
    let top = area.y + 1 + u16::from(head::banner(world).is_some()) + air;
    let inner = Rect { y: top, height: bottom.saturating_sub(2).saturating_sub(top), ..inset(area) };
    inner.intersection(area)
}

/// A cell of air on either side.
fn inset(place: Rect) -> Rect {
    Rect { x: place.x + u16::from(place.width > 2), width: place.width.saturating_sub(2), ..place }
}

/// Draws the answer of a session below its header, in as many rows as it takes, two at most; returns the room below.
pub fn answer(body: Rect, buf: &mut Buffer, world: &World, told: &Toned) -> Rect {
    let wrapped = cells::wrap(&told.text, usize::from(body.width));
    let mut y = body.y;
    for text in wrapped.into_iter().take(2) {
        let row = Rect { y, height: 1, ..body }.intersection(body);
        line::draw(row, buf, world.look, &[Toned::new(text, told.tone)]);
        y += 1;
    }
    y += u16::from(body.height >= AIRY - 8);
    Rect { y, height: body.bottom().saturating_sub(y), ..body }
}

/// Draws as many hints as there is room for; the last one is always among them.
fn draw_footer(place: Rect, buf: &mut Buffer, world: &World, hints: &[Hint]) {
    let Some((last, hints)) = hints.split_last() else { return };
    let width = |hint: &Hint| cells::width(&hint.key) + 1 + cells::width(&hint.does.text);
    let mut room = usize::from(place.width).saturating_sub(width(last));
    let mut words = Vec::new();
    for hint in hints.iter().filter(|hint| !hint.key.is_empty()) {
        let Some(left) = room.checked_sub(width(hint) + 3) else { break };
        room = left;
        words.extend(shown(hint));
        words.push(Toned::new("   ", Tone::Plain));
    }
    words.extend(shown(last));
    line::draw(place, buf, world.look, &words);
}

fn shown(hint: &Hint) -> [Toned; 2] {
    [Toned::new(format!("{} ", hint.key), Tone::Accent), hint.does.clone()]
}
