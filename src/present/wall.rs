//! The wall view in words: what is read from five metres.

use super::cells;
use super::gauges::time_left;
use super::safe::Charset;
use super::tone::{Tone, Toned};
use crate::analysis::metrics::counts;
use crate::drill::checklist::StepState;
use crate::drill::session::Session;
use crate::drill::time::Moment;

/// The rows of the wall view; its clock is [`stopwatch`](super::stopwatch).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wall {
    /// `7/20`: steps that are settled, of all.
    pub progress: String,
    /// `1:22:48 left`; `None` without an objective.
    pub left: Option<Toned>,
    /// `NOW` and what runs.
    pub now: Toned,
    /// `NEXT` and what comes then.
    pub next: Option<Toned>,
    /// `THEN` and what comes after that.
    pub then: Option<Toned>,
}

/// Puts a drill into the rows of the wall view.
pub fn wall(session: &Session, now: &Moment, charset: Charset) -> Wall {
    let counts = counts(session);
    let clock = session.clock(now);
    let title = |at: usize| cells::shown(&session.procedure().steps[at].title, charset);
    let running: Vec<usize> = session.checklist().running().collect();
    let (doing, tone) = if running.is_empty() {
        ("nothing runs".to_owned(), Tone::Muted)
    } else {
        (running.iter().map(|at| title(*at)).collect::<Vec<_>>().join(" + "), Tone::Strong)
    };
    let next = session.next_ready(running.first().copied());
    let then = next.and_then(|at| pending_behind(session, at));
    let row = |word: &str, at: usize| Toned::new(format!("{word} {}", title(at)), Tone::Plain);
    Wall {
        progress: format!("{}/{}", counts.done + counts.skipped, counts.total),
        left: session.rto().map(|rto| time_left(rto, clock.elapsed, clock.to.is_some())),
        now: Toned::new(format!("NOW  {doing}"), tone),
        next: next.map(|at| row("NEXT", at)),
        then: then.map(|at| row("THEN", at)),
    }
}

/// The next step in the order of the procedure on which nobody is yet.
fn pending_behind(session: &Session, at: usize) -> Option<usize> {
    let behind = session.checklist().iter().enumerate().skip(at + 1);
    behind.into_iter().find(|(_, it)| it.state == StepState::Pending).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};

    #[test]
    fn now_next_and_then() {
        let drill = Rehearsal::new(procedure()).declare();
        let told = |drill: &Rehearsal| wall(&drill.session, &drill.now, Charset::Unicode);
        let text = |it: Option<Toned>| it.map(|it| it.text);
        let before = told(&drill);
        assert_eq!(before.now.text, "NOW  nothing runs");
        assert_eq!(text(before.next).as_deref(), Some("NEXT Create the cluster"));
        let running = told(&drill.start("a").at(1_800));
        assert_eq!(running.progress, "0/3");
        assert_eq!(running.now.text, "NOW  Create the cluster");
        assert_eq!(text(running.next).as_deref(), Some("NEXT Restore the database"));
        assert_eq!(text(running.then).as_deref(), Some("THEN Count the rows"));
        assert_eq!(text(running.left).as_deref(), Some("0:30:00 left"));
    }

    #[test]
    fn at_the_end_nothing_comes_next() {
        let drill = Rehearsal::new(procedure()).declare().skip("a").skip("b").start("c").done("c");
        let told = wall(&drill.session, &drill.now, Charset::Unicode);
        assert_eq!((told.progress.as_str(), told.next, told.then), ("3/3", None, None));
    }
}
