//! The wall view, read from five metres; 80×24, and larger on larger screens.
//!
//! ```text
//!  row 1        ██████ PRODUCTION ██████            inverse, and again in row 24
//!  rows 3–11    0:37:12                             nine rows high
//!  row 12       since declared 13:54:55 +01:00 · stops at verified · 1:48 ahead of last
//!  rows 14–18   7/20    1:22:48 left                five rows high
//!  rows 19–21   NOW Restore the database · NEXT Count the rows · THEN Start the gatherers
//!  row 22       WAITING for cloud object storage 12:40 · the clock runs
//!  row 23       Space 7 done → start 8 Count the rows
//! ```

use super::clock::big;
use super::scripts;
use crate::drill::ids::StepId;
use crate::drill::session::Session;
use crate::engine::history::COUNTED;
use crate::present::cells;
use crate::present::header::header;
use crate::present::pace;
use crate::present::probes;
use crate::present::sign::dot;
use crate::present::standing::waiting;
use crate::present::stopwatch::stopwatch;
use crate::present::tone::{Tone, Toned};
use crate::present::wall::{Wall, wall};
use crate::present::wrong;
use crate::tui::widgets::digits::{self, Size};
use crate::tui::widgets::head;
use crate::tui::widgets::line;
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

/// The rows that do not grow: strips, blanks, caption, now, next, then, waiting and keys.
const FIXED: u16 = 10;

/// Draws all but the line of keys; returns where that one stands.
pub fn draw(
    area: Rect,
    buf: &mut Buffer,
    world: &World,
    session: &Session,
    selected: Option<&StepId>,
) -> Rect {
    let row = |y: u16| Rect {
        y: area.y + y.min(area.height.saturating_sub(1)),
        height: 1.min(area.height),
        ..area
    };
    let growing = area.height.saturating_sub(FIXED);
    let (clock, small) = (growing * 9 / 14, growing - growing * 9 / 14);
    for y in [0, area.height.saturating_sub(1)] {
        draw_strip(row(y), buf, world, session);
    }
    head::draw_banner(row(1), buf, world);
    let watch = stopwatch(session, world.now, world.look.charset);
    let place = Rect { y: area.y + 2, height: clock, ..area }.intersection(area);
    let size = Size::fitting(watch.digits.text.trim_start_matches('~'), area.width, clock.max(1));
    let width = size.map_or_else(|| short(&watch.digits.text), |size| size.width_of(&watch.digits.text));
    big(&watch.digits, centred(place, width), buf, world);
    let caption = watch.headline.unwrap_or_else(|| Toned::new(watch.caption, Tone::Plain));
    let caption = match watch.cleanup {
        Some(cleanup) => Toned::new([caption.text, cleanup].join(dot(world.look.charset)), caption.tone),
        None => caption,
    };
    let y = 2 + clock;
    let standing = pace::standing(session, &world.history.measure, world.now, world.look.charset);
    let standing = standing.filter(|it| short(&caption.text) + short(&it.text) + 3 <= area.width);
    match standing {
        Some(standing) => {
            let caption = Toned::new(caption.text + dot(world.look.charset), caption.tone);
            let width = short(&caption.text) + short(&standing.text);
            line::draw(centred(row(y), width), buf, world.look, &[caption, standing]);
        }
        None => drop(draw_centred(row(y), buf, world, &caption)),
    }
    let told = wall(session, world.now, world.look.charset);
    let second = Rect { y: area.y + y + 2, height: small, ..area }.intersection(area);
    draw_progress(second, buf, world, &told);
    let rows = [Some(told.now), told.next, told.then, pressing(area, world, session, selected)];
    // Now, next and then begin below each other; what is waited for stands alone.
    let widest = rows.iter().take(3).flatten().map(|words| short(&words.text)).max().unwrap_or(0);
    for (at, words) in (0..).zip(&rows) {
        let place = row(y + 2 + small + at);
        match words {
            Some(words) if at < 3 => {
                line::draw(centred(place, widest), buf, world.look, &[fitted(words, place)])
            }
            Some(words) => draw_centred(place, buf, world, words),
            None => continue,
        };
    }
    row(area.height.saturating_sub(2))
}

/// What presses most: what went wrong, where clients cannot reach the service, what is waited for; as much of it as fits.
fn pressing(area: Rect, world: &World, session: &Session, selected: Option<&StepId>) -> Option<Toned> {
    let (charset, width) = (world.look.charset, usize::from(area.width));
    let wrong = wrong::strip(session, selected, &scripts::keys_of_strip(world), width, charset);
    let down = probes::down(session, world.now, charset);
    let told = [wrong, down, waiting(session, world.now, charset)].into_iter().flatten();
    told.reduce(|first, next| {
        let both = [first.text.as_str(), &next.text].join(dot(charset));
        if cells::width(&both) <= width { Toned::new(both, first.tone) } else { first }
    })
}

/// The environment over the whole line.
fn draw_strip(place: Rect, buf: &mut Buffer, world: &World, session: &Session) {
    let head = header(session, (world.history.earlier, COUNTED), world.history.version, world.look.charset);
    let bars = world.look.sign("██████", "######");
    let guard = if head.guard.is_empty() {
        String::new()
    } else {
        format!("{}{}", dot(world.look.charset), head.guard)
    };
    let style = world.look.style(head.badge.tone);
    buf.set_style(place, style);
    let words = format!(" {}{guard} ", head.badge.text);
    let at = centred(place, short(&words) + 2 * short(bars));
    if !at.is_empty() {
        let bar = style.remove_modifier(Modifier::REVERSED);
        let x = buf.set_stringn(at.x, at.y, bars, usize::from(at.width), bar).0;
        let x = buf.set_stringn(x, at.y, words, usize::from(at.right().saturating_sub(x)), style).0;
        buf.set_stringn(x, at.y, bars, usize::from(at.right().saturating_sub(x)), bar);
    }
}

/// Steps done, and what is left of the objective, both big where there is room.
fn draw_progress(place: Rect, buf: &mut Buffer, world: &World, told: &Wall) {
    let Some(left) = &told.left else {
        let width = Size::fitting(&told.progress, place.width, place.height.max(1));
        let width = width.map_or_else(|| short(&told.progress), |size| size.width_of(&told.progress));
        big(&Toned::new(told.progress.as_str(), Tone::Strong), centred(place, width), buf, world);
        return;
    };
    let (length, unit) = left.text.split_once(' ').unwrap_or((&left.text, ""));
    let sign = if left.tone == Tone::Behind { "+" } else { "" };
    let (progress, beside) = (format!("{}   ", told.progress), short(unit) + 2);
    let figures = format!("{progress}{sign}{length}");
    let Some(size) = Size::fitting(&figures, place.width.saturating_sub(beside), place.height) else {
        let words = format!("{progress}{}", left.text);
        let first = Rect { height: 1.min(place.height), ..place };
        draw_centred(first, buf, world, &Toned::new(words, left.tone));
        return;
    };
    let width = size.width_of(&figures);
    let place = centred(place, width + beside);
    let tone = if left.tone == Tone::Plain { Tone::Strong } else { left.tone };
    digits::draw(place, buf, &progress, size, world.look.style(Tone::Strong), world.look.charset);
    let from = width - size.width_of(&figures[progress.len()..]);
    let right = Rect { x: place.x + from, width: place.width - from, ..place };
    digits::draw(right, buf, &figures[progress.len()..], size, world.look.style(tone), world.look.charset);
    let small = Rect { x: place.x + width + 2, y: place.y + size.height - 1, width: beside, height: 1 };
    line::draw(small.intersection(place), buf, world.look, &[Toned::new(unit, tone)]);
}

fn draw_centred(place: Rect, buf: &mut Buffer, world: &World, words: &Toned) -> u16 {
    let words = fitted(words, place);
    line::draw(centred(place, short(&words.text)), buf, world.look, &[words])
}

fn fitted(words: &Toned, place: Rect) -> Toned {
    Toned::new(cells::fit(&words.text, usize::from(place.width)), words.tone)
}

/// The part in the middle of a place.
fn centred(place: Rect, width: u16) -> Rect {
    let width = width.min(place.width);
    Rect { x: place.x + (place.width - width) / 2, width, ..place }
}

fn short(text: &str) -> u16 {
    u16::try_from(cells::width(text)).unwrap_or(u16::MAX)
}
