//! The stopwatch.
//!
//! ```text
//! ╭ declared 13:54:55 → verified ─────────────────────────────╮
//! │  ██████   ██████  ██████      ██   ██████                  │
//! │  ██  ██ ▪     ██      ██ ▪    ██       ██  clean-up 0:00:10│
//! ╰────────────────────────────────────────────────────────────╯
//! ```

use crate::drill::session::Session;
use crate::present::cells;
use crate::present::pace;
use crate::present::stopwatch::{Stopwatch, stopwatch};
use crate::present::tone::{Tone, Toned};
use crate::tui::widgets::digits::{self, Size};
use crate::tui::widgets::head;
use crate::tui::widgets::{line, panel};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws the stopwatch in a frame that says what it runs between, or what the drill came to.
pub fn draw_boxed(place: Rect, buf: &mut Buffer, world: &World, session: &Session) {
    let watch = stopwatch(session, world.now, world.look.charset);
    let title = watch.headline.clone().unwrap_or_else(|| Toned::new(watch.title.clone(), Tone::Strong));
    let inner = panel::draw(place, buf, world.look, &title, head::edge(session));
    draw(inner, buf, world, session, &watch);
}

/// Draws the stopwatch alone.
pub fn draw_bare(place: Rect, buf: &mut Buffer, world: &World, session: &Session) {
    draw(place, buf, world, session, &stopwatch(session, world.now, world.look.charset));
}

/// Draws in a line what the clock runs between, or what the drill came to, and how it stands against its baseline.
/// Where there is no room for both, while the clock runs, how it stands is what one wants to know. Returns the column
/// behind it.
pub fn draw_caption(place: Rect, buf: &mut Buffer, world: &World, session: &Session) -> u16 {
    let watch = stopwatch(session, world.now, world.look.charset);
    let standing = pace::standing(session, &world.history.measure, world.now, world.look.charset);
    let words = match (watch.headline, standing) {
        (Some(headline), _) => vec![headline],
        (None, None) => vec![Toned::new(watch.title, Tone::Muted)],
        (None, Some(standing)) => {
            let title = Toned::new(format!("{}   ", watch.title), Tone::Muted);
            let fits = cells::width(&title.text) + cells::width(&standing.text) <= usize::from(place.width);
            if fits { vec![title, standing] } else { vec![standing] }
        }
    };
    line::draw(place, buf, world.look, &words)
}

fn draw(place: Rect, buf: &mut Buffer, world: &World, session: &Session, watch: &Stopwatch) {
    let digits = big(&watch.digits, place, buf, world);
    let beside = Rect { x: digits, width: place.right().saturating_sub(digits), ..place };
    let cleanup = watch.cleanup.as_ref().map(|it| Toned::new(it.as_str(), Tone::Strong));
    let standing = pace::standing(session, &world.history.measure, world.now, world.look.charset);
    for (row, words) in (1..).zip([cleanup, standing].into_iter().flatten()) {
        if usize::from(beside.width) > cells::width(&words.text) && row <= place.height {
            let at = Rect { y: place.bottom() - row, height: 1, ..beside };
            line::draw_right(at, buf, world.look, &[words]);
        }
    }
}

/// Draws the digits as large as the place allows, in the middle of its height; returns the column behind them.
pub fn big(words: &Toned, place: Rect, buf: &mut Buffer, world: &World) -> u16 {
    let style = world.look.style(words.tone);
    let (about, text) = match words.text.strip_prefix('~') {
        Some(rest) => ("~ ", rest),
        None => ("", words.text.as_str()),
    };
    let lead = u16::try_from(about.len()).unwrap_or(0);
    let Some(size) = Size::fitting(text, place.width.saturating_sub(lead), place.height) else {
        let bold = Toned::new(
            words.text.as_str(),
            if words.tone == Tone::Plain { Tone::Strong } else { words.tone },
        );
        return line::draw(place, buf, world.look, &[bold]);
    };
    let y = place.y + (place.height - size.height) / 2;
    buf.set_string(place.x, y + size.height / 2, about, style);
    let at = Rect { x: place.x + lead, y, width: place.width - lead, height: size.height };
    digits::draw(at, buf, text, size, style, world.look.charset);
    at.x + size.width_of(text)
}
