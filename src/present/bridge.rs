//! The parts of a bridge in words, and as JSON has them.

use super::show::InOrder;
use crate::analysis::bridge::{Bridge, Part};

/// Returns the words of a part.
pub const fn words(part: Part) -> &'static str {
    match part {
        Part::Automated => "on steps whose level changed",
        Part::Hands => "hands on other steps",
        Part::Machine => "machine on other steps",
        Part::Waiting => "waiting",
        Part::Deciding => "deciding",
        Part::Dropped => "dropped steps",
        Part::New => "new steps",
        Part::Between => "between steps",
    }
}

/// Returns every part with its key, in milliseconds.
pub fn parts_ms(bridge: &Bridge) -> InOrder<i64> {
    let key = |part: Part| match part {
        Part::Automated => "automated_ms",
        Part::Hands => "hands_ms",
        Part::Machine => "machine_ms",
        Part::Waiting => "waiting_ms",
        Part::Deciding => "deciding_ms",
        Part::Dropped => "dropped_ms",
        Part::New => "new_ms",
        Part::Between => "between_ms",
    };
    InOrder(Part::ALL.map(|part| (key(part), bridge.part(part).millis())).into())
}
