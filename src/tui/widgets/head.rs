//! The top line, and what says the same at the bottom where the environment is protected.
//!
//! ```text
//!  ▌TEST▐  Restore the data gather system · drill 4       owner Mara · scribe Ann     saved ✓  14:32:07 +01:00
//! ```

use crate::drill::session::Session;
use crate::engine::history::COUNTED;
use crate::engine::saving::Saving;
use crate::present::cells;
use crate::present::format;
use crate::present::header::{Header, header};
use crate::present::saving::{not_saved, saved, writing};
use crate::present::sign::dot;
use crate::present::tone::{Tone, Toned};
use crate::tui::widgets::line;
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

/// From this width on the time of day stands in the line.
const ROOMY: u16 = 70;

/// From this width on it says which version of the procedure it is.
const WIDE: u16 = 120;

/// The cells below which a cut list of names says nothing any more.
const FEWEST_NAMES: usize = 12;

/// Draws the top line. In a protected environment all of it is a strip. The time of day stands in it where it goes on by
/// itself and there is room.
pub fn draw(place: Rect, buf: &mut Buffer, world: &World, live: bool) {
    let Some(session) = world.session() else {
        line::draw(place, buf, world.look, &[Toned::new(" firedrill", Tone::Strong)]);
        return;
    };
    let charset = world.look.charset;
    let head = header(session, (world.history.earlier, COUNTED), world.history.version, charset);
    let ink =
        |text: String, tone: Tone| Toned::new(text, if is_strip(&head) { head.badge.tone } else { tone });
    fill(place, buf, world, &head);
    let state = state_of_saving(world);
    let time = format::wall(world.now.wall, world.now.utc_offset_s);
    let time = if live && place.width >= ROOMY { format!("  {time} ") } else { " ".to_owned() };
    let right = [ink(state.text, state.tone), ink(time, Tone::Plain)];
    let behind = line::draw_right(place, buf, world.look, &right);
    let mut room = Rect { width: behind.saturating_sub(place.x + 1), ..place };
    let guard = if head.guard.is_empty() { String::new() } else { format!("{}{}", dot(charset), head.guard) };
    let badge = match world.look.sign("▌", "[") {
        "[" => format!("[{}{guard}]", head.badge.text),
        edge => format!("{edge}{}{guard}▐", head.badge.text),
    };
    let badge = Toned::new(badge, head.badge.tone);
    let version = Some(&head.version).filter(|it| !it.is_empty() && place.width >= WIDE);
    let version = version.map_or_else(String::new, |it| format!("{}{it}", dot(charset)));
    let title = ink(format!("  {}{}{}{version}", head.title, dot(charset), head.drill), Tone::Strong);
    let x = line::draw(room, buf, world.look, &[badge, title]);
    room = Rect { x, width: room.right().saturating_sub(x), ..room };
    // Names are the first to go where there is no room, the owner's last of them.
    let names = cells::fit(&head.people, usize::from(room.width.saturating_sub(4)));
    if names == head.people || cells::width(&names) >= FEWEST_NAMES {
        line::draw_right(room, buf, world.look, &[ink(format!("{names}  "), Tone::Muted)]);
    }
}

/// Draws the line of an environment where it is protected; returns the room that is left for other words.
pub fn draw_strip(place: Rect, buf: &mut Buffer, world: &World, session: &Session) -> Rect {
    let head = header(session, (world.history.earlier, COUNTED), world.history.version, world.look.charset);
    if !is_strip(&head) {
        return place;
    }
    fill(place, buf, world, &head);
    let words = format!(" {}{}{} ", head.badge.text, dot(world.look.charset), head.guard);
    let x = line::draw_right(place, buf, world.look, &[Toned::new(words, head.badge.tone)]);
    Rect { width: x.saturating_sub(place.x), ..place }
}

/// Draws what is not saved, all over the line.
pub fn draw_banner(place: Rect, buf: &mut Buffer, world: &World) {
    let Some(words) = banner(world) else { return };
    let style = world.look.style(words.tone).add_modifier(Modifier::REVERSED);
    buf.set_style(place, style);
    let text = cells::fit(&format!(" {}", words.text), usize::from(place.width));
    if !place.is_empty() {
        buf.set_stringn(place.x, place.y, text, usize::from(place.width), style);
    }
}

/// Returns what is not saved, and what that means.
pub fn banner(world: &World) -> Option<Toned> {
    let charset = world.look.charset;
    match world.saving {
        Saving::Stuck { reason, waiting } => Some(not_saved(reason, *waiting, false, charset)),
        Saving::Lost { reason, waiting } => Some(not_saved(reason, *waiting, true, charset)),
        Saving::Saved | Saving::Writing(_) => None,
    }
}

fn state_of_saving(world: &World) -> Toned {
    match world.saving {
        Saving::Saved => saved(world.look.charset),
        Saving::Writing(_) => writing(world.look.charset),
        Saving::Stuck { .. } | Saving::Lost { .. } => Toned::new("NOT SAVED", Tone::Failed),
    }
}

fn is_strip(head: &Header) -> bool {
    !head.guard.is_empty()
}

fn fill(place: Rect, buf: &mut Buffer, world: &World, head: &Header) {
    if is_strip(head) {
        buf.set_style(place, world.look.style(head.badge.tone));
    }
}

/// Returns the tone of the frames: those of a protected environment are like no others.
pub fn edge(session: &Session) -> Tone {
    if session.opening().is_some_and(|it| it.protected) { Tone::Failed } else { Tone::Muted }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};
    use crate::drill::ids::BootId;
    use crate::drill::time::{Moment, Span, WallTime};
    use crate::engine::board::Board;
    use crate::engine::history::History;
    use crate::engine::lists::Lists;
    use crate::engine::live::Live;
    use crate::present::safe::Charset;
    use crate::store::Heads;
    use crate::tui::keymap::Keymap;
    use crate::tui::look::Look;

    /// Draws one line of 80 cells with nothing but this in the world.
    fn drawn(
        board: Option<&Board>,
        saving: &Saving,
        draw: impl Fn(Rect, &mut Buffer, &World),
    ) -> (String, Buffer) {
        let now = Moment {
            wall: WallTime::from_micros(0),
            boottime: Span::ZERO,
            boot: BootId::from("b"),
            utc_offset_s: 0,
        };
        let (history, lists, live) = (History::default(), Lists::default(), Live::default());
        let (keymap, look) = (Keymap::default(), Look::new(Charset::Unicode, true));
        let world = World {
            board,
            history: &history,
            forecast: None,
            live: &live,
            lists: &lists,
            saving,
            now: &now,
            me: &"Mara".into(),
            role: None,
            ago: None,
            mouse: false,
            said: None,
            keymap: &keymap,
            look: &look,
        };
        let area = Rect::new(0, 0, 80, 1);
        let mut buf = Buffer::empty(area);
        draw(area, &mut buf, &world);
        (buf.content.iter().map(ratatui::buffer::Cell::symbol).collect(), buf)
    }

    #[test]
    fn what_is_not_saved_takes_a_whole_line_with_its_reason() {
        let saving = Saving::Stuck { reason: "disk full".to_owned(), waiting: 3 };
        let (line, buf) = drawn(None, &saving, draw_banner);
        assert_eq!(line.trim(), "NOT SAVED: disk full · 3 events wait · the clock and your keys go on");
        assert!(buf.content.iter().all(|cell| cell.modifier.contains(Modifier::REVERSED)));
    }

    #[test]
    fn an_owner_with_a_short_name_is_named() {
        let alone = Rehearsal::in_environment(procedure(), "test", |opening| opening.shadows.clear());
        let board = Board::new("s".into(), alone.session, Heads::default());
        let (line, _) =
            drawn(Some(&board), &Saving::Saved, |place, buf, world| draw(place, buf, world, false));
        assert!(line.contains("owner Mara"), "{line}");
    }
}
