//! A correction of times as it would come out: what ended before it, what began after it, what it overlaps.

use super::format;
use super::jotting::place;
use super::safe::Charset;
use super::tone::{Tone, Toned};
use crate::drill::checklist::{Attempt, Times};
use crate::drill::ids::StepId;
use crate::drill::session::Session;
use crate::drill::time::Moment;

/// Says how the times of an attempt would lie between those of the other steps, in lines.
pub fn neighbours(session: &Session, step: &StepId, (start, end): &Times, charset: Charset) -> Vec<Toned> {
    let line = session.timeline();
    let is_after = |one: &Moment, other: &Moment| line.position(one) >= line.position(other);
    let ended = |attempt: &Attempt| attempt.end().cloned();
    let others = || others(session, step);
    let before = others()
        .filter_map(|(id, attempt)| Some((id, ended(attempt)?)))
        .filter(|(_, end)| is_after(start, end))
        .max_by_key(|(_, end)| line.position(end));
    let after = end.as_ref().and_then(|end| {
        let begun = others().map(|(id, attempt)| (id, attempt.started.moment.clone()));
        begun.filter(|(_, begun)| is_after(begun, end)).min_by_key(|(_, begun)| line.position(begun))
    });
    let overlapped = others().filter(|(_, attempt)| {
        let begins_later = end.as_ref().is_some_and(|end| is_after(&attempt.started.moment, end));
        let is_over = attempt.end().is_some_and(|over| is_after(start, over));
        !begins_later && !is_over
    });
    let tell = |what: &str, (id, moment): (&StepId, Moment), did: &str| {
        let at = format::wall_clock(moment.wall, moment.utc_offset_s);
        Toned::new(
            format!("{what} {} {did} {at}", place(session.procedure(), Some(id), charset)),
            Tone::Muted,
        )
    };
    let overlaps = overlapped.map(|(id, _)| {
        Toned::new(format!("overlaps {}", place(session.procedure(), Some(id), charset)), Tone::Warned)
    });
    let nothing = |what: &str| Toned::new(format!("{what} nothing"), Tone::Muted);
    let before = before.map_or_else(|| nothing("before:"), |it| tell("before:", it, "ended"));
    let itself = Toned::new(itself(session, (start, end.as_ref())), Tone::Accent);
    let after = match (end, after) {
        (Some(_), Some(it)) => Some(tell("after: ", it, "began")),
        (Some(_), None) => Some(nothing("after: ")),
        (None, _) => None,
    };
    [Some(before), Some(itself), after].into_iter().flatten().chain(overlaps).collect()
}

/// The step's own stretch: `this:   14:01:10 to 14:13:14, 12:04`.
fn itself(session: &Session, (start, end): (&Moment, Option<&Moment>)) -> String {
    let clock = |moment: &Moment| format::wall_clock(moment.wall, moment.utc_offset_s);
    match end {
        Some(end) => {
            let length = session.timeline().between(start, end).span;
            format!("this:   {} to {}, {}", clock(start), clock(end), format::step(length))
        }
        None => format!("this:   {} and still running", clock(start)),
    }
}

/// Every attempt at every other step.
fn others<'a>(session: &'a Session, step: &'a StepId) -> impl Iterator<Item = (&'a StepId, &'a Attempt)> {
    let steps = session.procedure().steps.iter().zip(session.checklist().iter());
    let others = steps.filter(move |(it, _)| it.id != *step);
    others.flat_map(|(it, progress)| progress.attempts.iter().map(move |attempt| (&it.id, attempt)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{BEGINNING, Rehearsal, procedure};
    use crate::drill::time::Span;

    fn told(times: (i64, Option<i64>)) -> Vec<String> {
        let drill = Rehearsal::new(procedure()).declare().start("a").at(60).done("a").start("b").at(120);
        let drill = drill.done("b").at(130).start("c").at(200);
        let at = |seconds| drill.now.at_wall(BEGINNING + Span::from_secs(seconds));
        let times = (at(times.0), times.1.map(at));
        let lines = neighbours(&drill.session, &"b".into(), &times, Charset::Unicode);
        lines.into_iter().map(|it| it.text).collect()
    }

    #[test]
    fn both_neighbours_are_named() {
        let expected = [
            "before: 1 Create the cluster ended 13:55:55",
            "this:   13:55:55 to 13:56:55, 1:00",
            "after:  3 Count the rows began 13:57:05",
        ];
        assert_eq!(told((60, Some(120))), expected);
    }

    #[test]
    fn what_is_overlapped_is_named() {
        let expected = [
            "before: nothing",
            "this:   13:55:45 to 13:57:55, 2:10",
            "after:  nothing",
            "overlaps 1 Create the cluster",
            "overlaps 3 Count the rows",
        ];
        assert_eq!(told((50, Some(180))), expected);
    }

    #[test]
    fn what_still_runs_has_nothing_behind_it() {
        let expected = [
            "before: 1 Create the cluster ended 13:55:55",
            "this:   13:55:55 and still running",
            "overlaps 3 Count the rows",
        ];
        assert_eq!(told((60, None)), expected);
    }
}
