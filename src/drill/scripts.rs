//! What was run in a session: every script that was asked for, with how it ended.

use super::checklist::Stamp;
use super::event::Event;
use super::fact::Fact;
use super::ids::{EventId, StepId};
use super::script::{Asked, Ended, Role};
use super::time::Moment;
use std::collections::HashMap;
use std::sync::Arc;

/// One script of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// The event that asked for it.
    pub id: EventId,
    /// For which step it is, what for, and its command.
    pub asked: Asked,
    /// Which attempt at the step it belongs to, counted from 1; 0 before the first.
    pub attempt: usize,
    /// Who asked for it, and when.
    pub stamp: Stamp,
    /// Its process, once it runs.
    pub launched: Option<Launch>,
    /// Whether somebody wants it to end.
    pub cancelled: bool,
    end: Option<Arc<Event>>,
}

/// A process that was started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Launch {
    /// Its id.
    pub pid: u32,
    /// When it began, in clock ticks since the boot; 0 where the system does not tell.
    pub started: u64,
    /// When that was written down, and in which boot.
    pub moment: Moment,
}

impl Script {
    /// Returns how it ended, and what it printed; `None` while it runs.
    pub fn ended(&self) -> Option<&Ended> {
        match &self.end.as_ref()?.fact {
            Fact::ScriptEnded(ended) => Some(ended),
            _ => None,
        }
    }

    /// Returns when it ended; `None` while it runs.
    pub fn ended_at(&self) -> Option<Moment> {
        self.end.as_ref().map(|event| event.moment())
    }

    /// Whether it did what it was run for.
    pub fn succeeded(&self) -> bool {
        self.ended().is_some_and(|ended| ended.outcome.is_success())
    }

    /// Whether it has not ended.
    pub fn is_running(&self) -> bool {
        self.end.is_none()
    }
}

/// All scripts of a session, in the order in which they were asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scripts {
    all: Vec<Script>,
    by_id: HashMap<EventId, usize>,
}

impl Scripts {
    /// Iterates over all of them.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Script> + ExactSizeIterator {
        self.all.iter()
    }

    /// Finds one by the event that asked for it.
    pub fn find(&self, id: EventId) -> Option<&Script> {
        self.by_id.get(&id).map(|at| &self.all[*at])
    }

    /// Iterates over those that have not ended.
    pub fn running(&self) -> impl Iterator<Item = &Script> {
        self.all.iter().filter(|script| script.is_running())
    }

    /// Returns the one that is at work for a step.
    pub fn running_of(&self, step: &StepId) -> Option<&Script> {
        self.running().find(|script| script.asked.step == *step)
    }

    /// Iterates over those of a step, the latest first.
    pub fn of<'a>(&'a self, step: &'a StepId) -> impl Iterator<Item = &'a Script> {
        self.all.iter().rev().filter(move |script| script.asked.step == *step)
    }

    /// Returns the latest of a step with a role in one attempt at it.
    pub fn last(&self, step: &StepId, role: Role, attempt: usize) -> Option<&Script> {
        let of = |it: &&Script| it.asked.step == *step && it.asked.role == role && it.attempt == attempt;
        self.all.iter().rev().find(of)
    }

    /// Takes in one event; `attempt` is the attempt at its step that goes on, or went on last.
    pub fn apply(&mut self, event: &Arc<Event>, attempt: usize) {
        let running = |scripts: &Self, id: EventId| {
            scripts.by_id.get(&id).copied().filter(|at| scripts.all[*at].is_running())
        };
        match &event.fact {
            Fact::ScriptStarted(asked) => {
                self.by_id.insert(event.id, self.all.len());
                self.all.push(Script {
                    id: event.id,
                    asked: asked.clone(),
                    attempt,
                    stamp: Stamp::of(event),
                    launched: None,
                    cancelled: false,
                    end: None,
                });
            }
            Fact::ScriptLaunched { script, pid, started, .. } => {
                if let Some(at) = running(self, *script) {
                    let (pid, started) = (*pid, *started);
                    self.all[at].launched = Some(Launch { pid, started, moment: event.moment() });
                }
            }
            Fact::ScriptCancelled { script, .. } => {
                if let Some(at) = running(self, *script) {
                    self.all[at].cancelled = true;
                }
            }
            Fact::ScriptEnded(ended) => {
                if let Some(at) = running(self, ended.script) {
                    self.all[at].end = Some(Arc::clone(event));
                }
            }
            _ => {}
        }
    }
}
