//! The words that several overlays begin with.

use crate::drill::ids::StepId;
use crate::drill::time::{Moment, WallTime};
use crate::drill::when::{When, WhenError};
use crate::present::format;
use crate::present::jotting;
use crate::present::sign::dot;
use crate::tui::world::World;

/// Titles an overlay that is about a step: `hold 7 Restore the database · 14:32:07`.
pub fn step(verb: &str, step: &StepId, world: &World) -> String {
    let charset = world.look.charset;
    let place = world.session().map(|session| jotting::place(session.procedure(), Some(step), charset));
    now(&format!("{verb} {}", place.unwrap_or_else(|| step.to_string())), world)
}

/// Titles an overlay with the moment of the key that opened it: `verify · 14:32:07`.
pub fn now(what: &str, world: &World) -> String {
    let at = format::wall_clock(world.now.wall, world.now.utc_offset_s);
    format!("{what}{}{at}", dot(world.look.charset))
}

/// Reads a time as it was typed, seen from the moment of the key that opened the overlay.
pub fn time(typed: &str, moment: &Moment) -> Result<WallTime, WhenError> {
    When::parse(typed)?.resolve(moment.wall, &chrono::Local)
}

/// Writes a time so that it can be typed again: the time of day, where that is enough.
pub fn typed(time: WallTime, moment: &Moment) -> String {
    if (moment.wall - time).secs() < 20 * 3_600 {
        format::wall_clock(time, moment.utc_offset_s)
    } else {
        format::rfc3339_local(time, moment.utc_offset_s)
    }
}
