//! What stays in sight wherever a drill is written down: where one is, the clock, the objectives, what is waited for.

use super::{clock, objectives};
use crate::drill::session::Session;
use crate::present::standing::waiting;
use crate::tui::widgets::head;
use crate::tui::widgets::line;
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// From this size on the clock is big.
const BIG: (u16, u16) = (72, 20);

/// Draws the upper part of the screen; returns what is left below it.
pub fn draw(area: Rect, buf: &mut Buffer, world: &World, session: &Session) -> Rect {
    let big = area.width >= BIG.0 && area.height >= BIG.1;
    let mut y = area.y;
    let mut next = |rows: u16| {
        let place = Rect { y, height: rows, ..area }.intersection(area);
        y = y.saturating_add(rows);
        place
    };
    head::draw(next(1), buf, world, true);
    if head::banner(world).is_some() {
        head::draw_banner(next(1), buf, world);
    }
    let place = next(if big { 5 } else { 1 });
    let clock_width = if big { 42 } else { 10 };
    let inset = place.width.min(1);
    let digits = Rect { x: place.x + inset, width: clock_width.min(place.width - inset), ..place };
    clock::draw_bare(digits, buf, world, session);
    let x = digits.right().saturating_add(1).min(place.right());
    objectives::draw_bare(
        Rect { x, width: (place.right() - x).saturating_sub(1), ..place },
        buf,
        world,
        session,
    );
    let caption = next(1);
    let caption = Rect { x: caption.x + inset, width: caption.width - inset, ..caption };
    let x = clock::draw_caption(caption, buf, world, session);
    if let Some(waiting) = waiting(session, world.now, world.look.charset) {
        let x = x.saturating_add(2).min(caption.right());
        line::draw_right(Rect { x, width: caption.right() - x, ..caption }, buf, world.look, &[waiting]);
    }
    Rect { y, height: area.bottom().saturating_sub(y), ..area }
}
