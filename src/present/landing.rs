//! Where a note of the scribe lands, and how that is written.

use super::format;
use super::jotting::place;
use super::safe::Charset;
use super::sign::dot;
use crate::drill::checklist::{Progress, Stamp};
use crate::drill::ids::StepId;
use crate::drill::session::Session;
use crate::drill::time::Moment;

/// What a note is about, as the scribe chooses it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Landing {
    /// The step that runs; of several the one that was started last. With none it is the session.
    #[default]
    Running,
    /// The step that was settled last.
    Previous,
    /// The session as a whole.
    Session,
}

impl Landing {
    /// Returns the next one, in a circle.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Running => Self::Previous,
            Self::Previous => Self::Session,
            Self::Session => Self::Running,
        }
    }

    /// Returns the step that it means now.
    pub fn step(self, session: &Session) -> Option<StepId> {
        let at = |stamp: Option<&Stamp>| stamp.map(|stamp| session.timeline().position(&stamp.moment));
        let progress = |at: &usize| session.checklist().at(*at);
        let all = 0..session.checklist().iter().len();
        let found = match self {
            Self::Running => session.checklist().running().max_by_key(|step| {
                at(progress(step).and_then(Progress::running).map(|attempt| &attempt.started))
            }),
            Self::Previous => {
                let settled = |step: &usize| at(progress(step).and_then(|it| it.settled.as_ref()));
                all.filter(|step| settled(step).is_some()).max_by_key(settled)
            }
            Self::Session => None,
        };
        found.map(|at| session.procedure().steps[at].id.clone())
    }
}

/// Writes where a line lands: `14:31:20 · 7 Restore the database`.
pub fn prompt(session: &Session, step: Option<&StepId>, at: &Moment, charset: Charset) -> String {
    let time = format::wall_clock(at.wall, at.utc_offset_s);
    format!("{time}{}{}", dot(charset), place(session.procedure(), step, charset))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};

    #[test]
    fn a_note_lands_on_what_runs_what_ran_or_the_session() {
        let drill = Rehearsal::new(procedure()).declare();
        assert_eq!(Landing::Running.step(&drill.session), None);
        let drill = drill.start("a").at(60).done("a").at(70).start("b").at(80).start("c");
        assert_eq!(Landing::Running.step(&drill.session), Some("c".into()));
        assert_eq!(Landing::Previous.step(&drill.session), Some("a".into()));
        assert_eq!(Landing::Session.step(&drill.session), None);
        assert_eq!(Landing::default().next().next().next(), Landing::default());
    }

    #[test]
    fn the_prompt_says_when_and_where() {
        let drill = Rehearsal::new(procedure()).declare().at(65);
        let written =
            |step: Option<StepId>| prompt(&drill.session, step.as_ref(), &drill.now, Charset::Unicode);
        assert_eq!(written(Some("b".into())), "13:56:00 · 2 Restore the database");
        assert_eq!(written(None), "13:56:00 · the session");
    }
}
