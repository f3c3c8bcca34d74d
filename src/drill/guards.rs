//! What stands between a team and a destructive step: which questions it has, and which were answered.

use super::checklist::Stamp;
use super::event::Event;
use super::fact::Fact;
use super::ids::StepId;
use super::procedure::Step;
use super::redlines::{amended_commands, changes_what_runs};
use super::script::{Guard, GuardAnswer, Role};
use super::session::Session;

/// Every answer of a session, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guards {
    answers: Vec<(GuardAnswer, Stamp)>,
    /// How many answers count no more for a step: a script was started upon them.
    used: Vec<(StepId, usize)>,
    /// How many answers were there when a step's commands were last amended.
    amended: Vec<(StepId, usize)>,
}

impl Guards {
    /// Iterates over all answers.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &(GuardAnswer, Stamp)> {
        self.answers.iter()
    }

    /// Returns the answer that counts for the next start of a step's script.
    pub fn answer(&self, step: &StepId, guard: Guard) -> Option<&GuardAnswer> {
        // What was agreed upon once holds until it is amended again.
        let marks = if guard == Guard::Amendment { &self.amended } else { &self.used };
        let used = marks.iter().rev().find(|(it, _)| it == step).map_or(0, |(_, used)| *used);
        let of = |(answer, _): &&(GuardAnswer, Stamp)| answer.step == *step && answer.guard == guard;
        self.answers[used..].iter().rev().find(of).map(|(answer, _)| answer)
    }

    /// Takes in one event.
    pub fn apply(&mut self, event: &Event) {
        match &event.fact {
            Fact::GuardAnswered(answer) => self.answers.push(((**answer).clone(), Stamp::of(event))),
            Fact::ScriptStarted(asked) if asked.role == Role::Run => {
                self.used.push((asked.step.clone(), self.answers.len()));
            }
            Fact::StepAmended { step, changes, .. } if changes_what_runs(changes) => {
                self.amended.push((step.clone(), self.answers.len()));
            }
            // What was agreed upon for one attempt is agreed upon anew for the next.
            Fact::StepFailed { step, .. }
            | Fact::StepSkipped { step, .. }
            | Fact::StepCompleted { step }
            | Fact::StepReopened { step, .. } => self.used.push((step.clone(), self.answers.len())),
            _ => {}
        }
    }
}

impl Session {
    /// Returns the guards of a step, in the order in which they ask. Whoever starts it by hand is asked whether the
    /// command is the right one; what begins by itself was agreed upon when the procedure was trusted.
    pub fn guards_of(&self, step: &Step, by_hand: bool) -> Vec<Guard> {
        let amended = amended_commands(&self.shared_base(), step).next().is_some();
        let amended = amended.then_some(Guard::Amendment);
        if !step.destructive {
            return amended.into_iter().collect();
        }
        let protected = self.opening().is_some_and(|it| it.protected);
        let asks = [
            (Guard::Identity, step.identity.is_some()),
            (Guard::Preview, step.preview.is_some()),
            (Guard::Confirmation, by_hand),
            (Guard::Name, protected),
            (Guard::Second, step.two_person),
        ];
        amended
            .into_iter()
            .chain(asks.into_iter().filter_map(|(guard, asks)| asks.then_some(guard)))
            .collect()
    }

    /// Returns the guard that has to be passed next before the step's script may start; `None` where all are passed.
    pub fn next_guard(&self, step: &Step, by_hand: bool) -> Option<Guard> {
        let passed =
            |guard: &Guard| self.guards().answer(&step.id, *guard).is_some_and(|answer| answer.passed);
        self.guards_of(step, by_hand).into_iter().find(|guard| !passed(guard))
    }
}
