//! Which step is selected, and whether the selection goes with the drill.

use crate::drill::checklist::Progress;
use crate::drill::ids::StepId;
use crate::drill::session::Session;

/// The selected step. It follows what runs until somebody moves away, and again once they come back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    step: Option<StepId>,
    away: bool,
}

impl Selection {
    /// Returns the place of the selected step in the procedure.
    pub fn position(&self, session: &Session) -> Option<usize> {
        let chosen = self.step.as_ref().and_then(|step| session.checklist().position(step));
        chosen.or_else(|| current(session)).or((!session.procedure().steps.is_empty()).then_some(0))
    }

    /// Returns the selected step.
    pub fn step<'a>(&self, session: &'a Session) -> Option<&'a StepId> {
        Some(&session.procedure().steps.get(self.position(session)?)?.id)
    }

    /// Selects the step at a place; the last one where there are fewer.
    pub fn select(&mut self, position: usize, session: &Session) {
        let steps = &session.procedure().steps;
        let position = position.min(steps.len().saturating_sub(1));
        self.step = steps.get(position).map(|step| step.id.clone());
        self.away = current(session) != Some(position);
    }

    /// Stays on the selected step, wherever that is moved and whatever the drill does.
    pub fn hold_on(&mut self, session: &Session) {
        self.step = self.step(session).cloned();
        self.away = true;
    }

    /// Moves by so many steps.
    pub fn move_by(&mut self, by: isize, session: &Session) {
        let from = self.position(session).unwrap_or(0);
        self.select(from.saturating_add_signed(by), session);
    }

    /// Goes where the drill is now, unless somebody moved away.
    pub fn follow(&mut self, session: &Session) {
        if !self.away
            && let Some(at) = current(session)
        {
            self.step = Some(session.procedure().steps[at].id.clone());
        }
    }
}

/// Where the drill is: the step that was started last of those that run, else the next one that may start.
fn current(session: &Session) -> Option<usize> {
    let started = |at: &usize| {
        let progress: Option<&Progress> = session.checklist().at(*at);
        let attempt = progress.and_then(Progress::running)?;
        Some(session.timeline().position(&attempt.started.moment))
    };
    session.checklist().running().max_by_key(started).or_else(|| session.next_ready(None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};

    #[test]
    fn the_selection_goes_with_the_drill_until_somebody_moves_away() {
        let drill = Rehearsal::new(procedure()).declare();
        let mut selection = Selection::default();
        selection.follow(&drill.session);
        assert_eq!(selection.position(&drill.session), Some(0));
        let drill = drill.start("a").done("a").start("b");
        selection.follow(&drill.session);
        assert_eq!(selection.position(&drill.session), Some(1));
        selection.move_by(1, &drill.session);
        let drill = drill.done("b");
        selection.follow(&drill.session);
        assert_eq!(selection.position(&drill.session), Some(2));
    }

    #[test]
    fn held_on_to_a_step_the_selection_goes_where_that_is_moved() {
        use crate::drill::command::Command;
        let drill = Rehearsal::new(procedure()).declare();
        let mut selection = Selection::default();
        selection.hold_on(&drill.session);
        let to = drill.session.procedure().place_beside(&"a".into(), true).unwrap();
        let drill = drill.does(Command::MoveStep { step: "a".into(), to });
        selection.follow(&drill.session);
        assert_eq!(selection.position(&drill.session), Some(1));
    }

    #[test]
    fn coming_back_to_what_runs_the_selection_follows_again() {
        let drill = Rehearsal::new(procedure()).declare().start("a");
        let mut selection = Selection::default();
        selection.move_by(5, &drill.session);
        assert_eq!(selection.position(&drill.session), Some(2));
        selection.move_by(-9, &drill.session);
        let drill = drill.done("a").start("b");
        selection.follow(&drill.session);
        assert_eq!(selection.step(&drill.session).unwrap().as_str(), "b");
    }
}
