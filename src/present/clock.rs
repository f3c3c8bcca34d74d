//! The recovery clock in words: its digits, and what stands beside them.

use super::format;
use super::safe::Charset;
use super::sign::{arrow, dot};
use crate::drill::anchors::Mark;
use crate::drill::session::Session;
use crate::drill::time::Moment;

/// A clock ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockView {
    /// `0:37:12`.
    pub digits: String,
    /// Between which anchors: `declared 13:54:55 → verified`.
    pub title: String,
    /// The same as a sentence, with zones: `since declared 13:54:55 +01:00 · stops at verified`.
    pub caption: String,
    /// Whether the time was taken from wall clocks across a reboot.
    pub estimated: bool,
}

/// Puts the recovery clock into words.
pub fn recovery(session: &Session, now: &Moment, charset: Charset) -> ClockView {
    let ((from, to), face) = (session.procedure().clock, session.clock(now));
    let (from, to) = (from.word(), to.word());
    let began = match &face.from {
        Some(mark) => format!("since {from} {}", zoned(mark)),
        None => format!("starts at {from}"),
    };
    let ends = match &face.to {
        Some(mark) => format!("stopped at {to} {}", zoned(mark)),
        None => format!("stops at {to}"),
    };
    ClockView {
        digits: format::clock(face.elapsed.span),
        title: [named(from, face.from.as_ref()), named(to, face.to.as_ref())].join(arrow(charset)),
        caption: [began, ends].join(dot(charset)),
        estimated: face.elapsed.estimated,
    }
}

fn named(anchor: &str, mark: Option<&Mark>) -> String {
    let time = mark.map(|mark| format::wall_clock(mark.moment.wall, mark.moment.utc_offset_s));
    time.map_or_else(|| anchor.to_owned(), |time| format!("{anchor} {time}"))
}

fn zoned(mark: &Mark) -> String {
    format::wall(mark.moment.wall, mark.moment.utc_offset_s)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};

    fn said(drill: &Rehearsal) -> [String; 3] {
        let view = recovery(&drill.session, &drill.now, Charset::Unicode);
        [view.digits, view.title, view.caption]
    }

    #[test]
    fn before_while_and_after() {
        let drill = Rehearsal::new(procedure()).at(60);
        let expected = ["0:00:00", "declared → verified", "starts at declared · stops at verified"];
        assert_eq!(said(&drill), expected);
        let drill = drill.declare().at(2_292);
        let caption = "since declared 13:55:55 +02:00 · stops at verified";
        assert_eq!(said(&drill), ["0:37:12", "declared 13:55:55 → verified", caption]);
        let caption = "since declared 13:55:55 +02:00 · stopped at verified 14:33:07 +02:00";
        let title = "declared 13:55:55 → verified 14:33:07";
        assert_eq!(said(&drill.verify().at(9_000)), ["0:37:12", title, caption]);
    }
}
