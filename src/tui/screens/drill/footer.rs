//! The two lines at the bottom: what was said or stands in sight, and what the keys would do.
//!
//! ```text
//!  WAITING for cloud object storage 12:40 · the clock runs
//!  Space 7 done → start 8 Count the rows   n note   h hold   u undo: 6 done   ? help
//! ```

use super::{keys, life, scripts};
use crate::drill::checklist::StepState;
use crate::drill::ids::StepId;
use crate::drill::session::Session;
use crate::drill::time::Moment;
use crate::present::ascii;
use crate::present::cells;
use crate::present::deeds::{ago, next, number, undo};
use crate::present::format;
use crate::present::pen;
use crate::present::safe::Charset;
use crate::present::sign::dot;
use crate::present::standing::{still_on, waiting};
use crate::present::tone::{Tone, Toned};
use crate::present::wrong;
use crate::tui::action::Action;
use crate::tui::screens::Status;
use crate::tui::widgets::head;
use crate::tui::widgets::line;
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

/// Between two deeds.
const APART: &str = "   ";

/// Draws what was said last; else what stands in sight.
pub fn draw_status(
    place: Rect,
    buf: &mut Buffer,
    world: &World,
    session: &Session,
    status: Status,
    last_key: Option<&Moment>,
) {
    let words = match status {
        Some((text, tone)) => Some(Toned::new(text.as_str(), *tone)),
        None => standing(world, session, last_key),
    };
    let room = head::draw_strip(place, buf, world, session);
    let Some(words) = words else { return };
    let inside = Rect { x: room.x + 1.min(room.width), width: room.width.saturating_sub(1), ..room };
    let strip = room != place;
    let tone = if strip { Tone::Protected } else { words.tone };
    line::draw(inside, buf, world.look, &[Toned::new(words.text, tone)]);
}

/// Draws what went wrong, and what can be done, all over the line.
pub fn draw_wrong(
    place: Rect,
    buf: &mut Buffer,
    world: &World,
    session: &Session,
    selected: Option<&StepId>,
) {
    let width = usize::from(place.width.saturating_sub(2));
    let keys = scripts::keys_of_strip(world);
    let words = wrong::strip(session, selected, &keys, width, world.look.charset);
    let Some(words) = words.filter(|_| !place.is_empty()) else { return };
    let style = world.look.style(words.tone).add_modifier(Modifier::REVERSED);
    buf.set_style(place, style);
    let text = format!(" {}", cells::fit(&words.text, width));
    buf.set_stringn(place.x, place.y, text, usize::from(place.width), style);
}

/// The gentle question, and what is waited for.
fn standing(world: &World, session: &Session, last_key: Option<&Moment>) -> Option<Toned> {
    let charset = world.look.charset;
    let asks = still_on(session, world.now, &world.history.measure.past, last_key).filter(|_| world.drives());
    let asks = asks.map(|asks| {
        let key = world.keymap.key(Action::Ago);
        // A dash for a dot would run into the key, which is one.
        let apart = if charset == Charset::Ascii { ": " } else { dot(charset) };
        Toned::new(format!("{asks}{apart}{key} back-dates"), Tone::Warned)
    });
    asks.or_else(|| waiting(session, world.now, charset))
}

/// Draws what the keys would do, each deed by its name; help always has its place.
pub fn draw_keys(place: Rect, buf: &mut Buffer, world: &World, session: &Session, selected: Option<&StepId>) {
    let help = [Toned::new(world.keymap.key(Action::Help), Tone::Accent), Toned::new(" help", Tone::Plain)];
    let place = Rect { x: place.x + 1.min(place.width), width: place.width.saturating_sub(1), ..place };
    let reserved = cells::width(APART) + help.iter().map(|it| cells::width(&it.text)).sum::<usize>();
    let mut words: Vec<Toned> = Vec::new();
    let mut room = usize::from(place.width).saturating_sub(reserved);
    for (key, deed) in deeds(world, session, selected) {
        let apart = if words.is_empty() { "" } else { APART };
        let key = if key.is_empty() { key } else { format!("{key} ") };
        let width = cells::width(apart) + cells::width(&key) + cells::width(&deed.text);
        let first = words.is_empty();
        if width > room && !first {
            continue;
        }
        let text = cells::fit(&deed.text, room.saturating_sub(cells::width(&key)));
        room = room.saturating_sub(width);
        words.extend([
            Toned::new(apart, Tone::Plain),
            Toned::new(key, Tone::Accent),
            Toned::new(text, deed.tone),
        ]);
    }
    words.push(Toned::new(APART, Tone::Plain));
    words.extend(help);
    for words in &mut words {
        words.text = ascii::signs(&words.text, world.look.charset).into_owned();
    }
    line::draw(place, buf, world.look, &words);
}

/// What can be done now, most important first, each with its key.
fn deeds(world: &World, session: &Session, selected: Option<&StepId>) -> Vec<(String, Toned)> {
    let key = |action| world.keymap.key(action);
    let plain = |action, text: &str| (key(action), Toned::new(text, Tone::Plain));
    let mut deeds = Vec::new();
    if world.drives() {
        let mut deed = next(
            session,
            &life::next_move(session, selected),
            life::asks_who_verified(session),
            world.look.charset,
        );
        // A warning is no deed: no key does it.
        let does = !matches!(deed.tone, Tone::Warned | Tone::Muted);
        if let Some(span) = world.ago {
            deed = Toned::new(ago(span) + &deed.text, Tone::Warned);
        }
        deeds.push((if does { key(Action::Advance) } else { String::new() }, deed));
        deeds.extend(
            selected.and_then(|step| toggle(session, step)).map(|text| plain(Action::ToggleStep, &text)),
        );
    } else {
        let owner = session.people().owner();
        let owner =
            owner.map_or_else(|| "nobody".to_owned(), |name| cells::shown(name.as_str(), world.look.charset));
        deeds.push((key(Action::People), Toned::new(format!("{owner} drives: take over"), Tone::Plain)));
    }
    if let Some(text) = selected.filter(|_| world.drives()).and_then(|step| script(session, step)) {
        deeds.push(plain(Action::RunScript, text));
    }
    deeds.push(plain(Action::NoteOnStep, "note"));
    if let Some(note) = selected.filter(|_| world.drives()).and_then(|step| pen::note_to_take(session, step))
    {
        let sign = note.entry().tag.sign().unwrap_or(' ');
        let at = format::wall_minute(note.event.happened, note.event.written.utc_offset_s);
        deeds.push(plain(Action::TakeNote, &format!("{at} {sign} to text")));
    }
    let state = selected.and_then(|step| session.checklist().progress(step)).map(|it| it.state);
    if world.drives() && state == Some(StepState::Running) {
        let held = selected.is_some_and(|step| session.holds().of(step).is_some());
        deeds.push(plain(Action::HoldStep, if held { "go on" } else { "hold" }));
    }
    if let Some(undone) = undo(session, world.me) {
        deeds.push(plain(Action::Undo, &format!("undo: {undone}")));
    }
    deeds
}

/// What the key of the script does to the selected step.
fn script(session: &Session, id: &StepId) -> Option<&'static str> {
    let (step, progress) = session.step(id)?;
    if session.scripts().running_of(id).is_some() {
        return Some("cancel");
    }
    let ready = progress.state == StepState::Running || keys::is_ready(id, session);
    (step.run.is_some() && !progress.satisfies() && ready).then_some("run")
}

/// What Enter does to the selected step, where that is not what the next move is about.
fn toggle(session: &Session, step: &StepId) -> Option<String> {
    use crate::drill::next::Move;
    let state = session.checklist().progress(step)?.state;
    let number = number(session, step);
    let move_ = life::next_move(session, Some(step));
    match (state, &move_) {
        (StepState::Pending | StepState::Failed, Move::Start(next)) if next == step => None,
        (StepState::Pending | StepState::Failed, _) if keys::never_out_of_turn(session, step) => None,
        (StepState::Pending | StepState::Failed, _) => Some(format!("start {number}")),
        _ => None,
    }
}
