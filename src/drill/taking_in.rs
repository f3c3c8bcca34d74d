//! What becomes of a procedure file that takes redlines in; it may have changed since the drill began.
//!
//! A redline goes in where the file still says what the drill began with, or what the redline found. What the file says
//! already is not said twice. Everywhere else somebody wrote something that must not be lost: the redline stays out, and
//! both sides are told.

use super::fact::REDACTED;
use super::ids::{EventId, StepId};
use super::procedure::{Procedure, Step};
use super::redline::{Change, Key, Place, Value};
use super::redlines::{Amendment, Draft, Gone, Redline, Redlines};
use std::collections::HashSet;

/// A procedure with redlines taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenIn {
    /// The procedure; its phases are those of the file, also where a phase has no step any more.
    pub plan: Procedure,
    /// The steps that stand elsewhere than before.
    pub moved: HashSet<StepId>,
    /// What became of each redline that was chosen, oldest first.
    pub verdicts: Vec<(EventId, Verdict)>,
    file: Procedure,
}

/// What becomes of one redline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It goes in.
    TakenIn,
    /// The file says so already.
    Contained,
    /// The file says something else; both sides stay as they are.
    Clash(Clash),
}

/// Why a redline cannot be taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clash {
    /// A key reads differently in the file than the redline found it.
    Value {
        /// What the redline says.
        change: Change,
        /// What the file says.
        file: Option<Value>,
    },
    /// The file has no such step.
    NoStep(StepId),
    /// The step that is to go was rewritten in the file: in this key, which says this now.
    Rewritten(Key, Option<Value>),
    /// The file put the step elsewhere as well.
    MovedElsewhere,
    /// Its place is not in the file: the step above it, or its phase.
    NoPlace(Option<StepId>),
    /// The step was merged into one that does not have it in the file.
    NotMerged(StepId),
    /// Its text was erased from the log.
    Erased,
}

impl TakenIn {
    /// Takes chosen redlines of a session into what its file says now.
    pub fn new(file: &Procedure, redlines: &Redlines, chosen: &[EventId]) -> Self {
        let written = redlines.written();
        let all = redlines.iter().all(|it| chosen.contains(&it.id));
        let ordered = order(file) == order(&written) && (all || order(file) != order(redlines.base()));
        let mut taking = Taking {
            file,
            redlines,
            written,
            ordered,
            draft: Draft::of(file),
            dropped: Gone::new(),
            moved: HashSet::new(),
        };
        let mut verdicts = Vec::new();
        for redline in redlines.iter().filter(|it| chosen.contains(&it.id)) {
            let verdict = taking.take(redline);
            verdicts.push((redline.id, verdict));
        }
        let Taking { draft, dropped, moved, .. } = taking;
        let mut plan = draft.finish(file, &dropped);
        plan.steps.retain(|step| !dropped.contains_key(&step.id));
        plan.numbers.clear();
        Self { plan, moved, verdicts, file: file.clone() }
    }

    /// Returns the procedure as it reads afterwards: phases that were emptied are gone.
    pub fn procedure(&self) -> Procedure {
        self.plan.clone().without_emptied_phases(&self.file)
    }

    /// Iterates over the redlines that are in the file afterwards: taken in now, or contained already.
    pub fn inside(&self) -> impl Iterator<Item = EventId> {
        self.verdicts.iter().filter(|(_, it)| !matches!(it, Verdict::Clash(_))).map(|(id, _)| *id)
    }

    /// Iterates over the redlines that stay out, with why.
    pub fn clashes(&self) -> impl Iterator<Item = (EventId, &Clash)> {
        self.verdicts.iter().filter_map(|(id, it)| match it {
            Verdict::Clash(clash) => Some((*id, clash)),
            _ => None,
        })
    }
}

struct Taking<'a> {
    file: &'a Procedure,
    redlines: &'a Redlines,
    /// The procedure as all redlines make it.
    written: Procedure,
    /// Whether the file has all its steps where that has them, so that nothing is to be moved.
    ordered: bool,
    draft: Draft,
    dropped: Gone,
    moved: HashSet<StepId>,
}

impl Taking<'_> {
    fn take(&mut self, redline: &Redline) -> Verdict {
        let fitted = match self.fit(&redline.what) {
            Ok(Some(fitted)) => fitted,
            Ok(None) => return Verdict::Contained,
            Err(clash) => return Verdict::Clash(clash),
        };
        if !self.draft.apply(&fitted) {
            return Verdict::Contained;
        }
        match fitted {
            Amendment::Moved { step, .. } => drop(self.moved.insert(step)),
            Amendment::Dropped { step, into, .. } => drop(self.dropped.insert(step, into)),
            Amendment::Amended { .. } | Amendment::Inserted { .. } => {}
        }
        Verdict::TakenIn
    }

    fn base(&self) -> &Procedure {
        self.redlines.base()
    }

    /// Returns the redline as this file takes it; `None` where it has it already.
    fn fit(&self, what: &Amendment) -> Result<Option<Amendment>, Clash> {
        if what.step().as_str() == REDACTED || erased(what) {
            return Err(Clash::Erased);
        }
        match what {
            Amendment::Amended { step, changes, why } => {
                let open = self.open_changes(step, changes)?;
                let what = Amendment::Amended { step: step.clone(), changes: open, why: why.clone() };
                Ok(Some(what)
                    .filter(|it| !matches!(it, Amendment::Amended { changes, .. } if changes.is_empty())))
            }
            Amendment::Inserted { step, title, place, was } => {
                if self.draft.step(step).is_some() {
                    return Ok(None);
                }
                let (step, title, was) = (step.clone(), title.clone(), was.clone());
                Ok(Some(Amendment::Inserted { step, title, place: self.place(place)?, was }))
            }
            Amendment::Moved { step, from, to } => self.fit_move(step, from, to),
            Amendment::Dropped { step, into, .. } => {
                if self.draft.step(step).is_none() || self.dropped.contains_key(step) {
                    return Ok(None);
                }
                if let Some(into) = into.as_ref().filter(|into| !self.is_merged(step, into)) {
                    return Err(Clash::NotMerged(into.clone()));
                }
                self.unchanged(step)?;
                Ok(Some(what.clone()))
            }
        }
    }

    /// Whether a step has another one in it, or all that became of it is in the file already.
    fn is_merged(&self, step: &StepId, into: &StepId) -> bool {
        match self.draft.step(into) {
            Some(whole) => {
                whole.was.contains(step) || self.is_final(into, Key::Was, whole.value(Key::Was).as_ref())
            }
            None => self.redlines.dropped(into).is_some(),
        }
    }

    /// Returns the changes that the file does not have yet.
    fn open_changes(&self, step: &StepId, changes: &[Change]) -> Result<Vec<Change>, Clash> {
        let now = self.draft.step(step).ok_or_else(|| Clash::NoStep(step.clone()))?;
        let mut open = Vec::new();
        for change in changes {
            let file = now.value(change.key);
            if alike(file.as_ref(), change.new.as_ref()) {
                continue;
            }
            // What is said of a step that became a part of another one, or went, was said for good when it did.
            if let Some(missing) = self.missing(change) {
                if self.is_final(step, change.key, file.as_ref()) {
                    continue;
                }
                return Err(Clash::NoStep(missing));
            }
            let untouched = self.untouched(step, change.key);
            if alike(file.as_ref(), change.old.as_ref()) || untouched {
                open.push(change.clone());
            } else if !self.is_final(step, change.key, file.as_ref()) {
                return Err(Clash::Value { change: change.clone(), file });
            }
        }
        Ok(open)
    }

    /// Returns a step that a change names and the file does not have.
    fn missing(&self, change: &Change) -> Option<StepId> {
        let Some(Value::List(names)) = change.new.as_ref().filter(|_| change.key == Key::After) else {
            return None;
        };
        names.iter().map(|it| StepId::from(it.as_str())).find(|id| self.draft.step(id).is_none())
    }

    /// Whether the file says of a key what the drill began with.
    fn untouched(&self, step: &StepId, key: Key) -> bool {
        match (self.file.step(step), self.base().step(step)) {
            (Some(file), Some(base)) => alike(file.value(key).as_ref(), base.value(key).as_ref()),
            (None, _) => self.redlines.is_improvised(step),
            (Some(_), None) => false,
        }
    }

    /// Whether a value is the one that all redlines lead to.
    fn is_final(&self, step: &StepId, key: Key, value: Option<&Value>) -> bool {
        let step = self.redlines.procedure().step(step);
        step.is_some_and(|step| alike(step.value(key).as_ref(), value))
    }

    /// Nobody may have written something into a step that is to go.
    fn unchanged(&self, id: &StepId) -> Result<(), Clash> {
        let (Some(file), Some(base)) = (self.file.step(id), self.base().step(id)) else { return Ok(()) };
        let written = self.redlines.iter().filter_map(|it| match &it.what {
            Amendment::Amended { step, changes, .. } if step == id => Some(changes),
            _ => None,
        });
        let written: Vec<&Change> = written.flatten().collect();
        let known = |key: Key, value: Option<&Value>| {
            alike(base.value(key).as_ref(), value)
                || written.iter().any(|it| it.key == key && alike(it.new.as_ref(), value))
        };
        let rewritten = |key: &Key| *key != Key::After && !known(*key, file.value(*key).as_ref());
        match Key::ALL.into_iter().find(rewritten) {
            Some(key) => Err(Clash::Rewritten(key, file.value(key))),
            None => Ok(()),
        }
    }

    fn fit_move(&self, step: &StepId, from: &Place, to: &Place) -> Result<Option<Amendment>, Clash> {
        if self.draft.step(step).is_none() {
            return Err(Clash::NoStep(step.clone()));
        }
        let to = self.place(to)?;
        let here = self.draft_place(step);
        if self.ordered || here.as_ref() == Some(&to) || self.moved_already(step) {
            return Ok(None);
        }
        if self.moved_in_file(step) {
            return Err(Clash::MovedElsewhere);
        }
        Ok(Some(Amendment::Moved { step: step.clone(), from: from.clone(), to }))
    }

    fn draft_place(&self, id: &StepId) -> Option<Place> {
        let steps: Vec<&Step> = self.draft.steps().collect();
        let at = steps.iter().position(|step| step.id == *id)?;
        let phase = steps[at].phase;
        let above = at.checked_sub(1).map(|above| steps[above]).filter(|above| above.phase == phase);
        Some(Place { phase, below: above.map(|above| above.id.clone()) })
    }

    /// Whether the file has a step where all redlines lead it, and the drill began with it elsewhere.
    fn moved_already(&self, id: &StepId) -> bool {
        let titled = |it: &Procedure| {
            let place = it.place(id)?;
            Some((it.phases.get(place.phase)?.clone(), place.below))
        };
        let file = titled(self.file);
        file == titled(&self.written) && file != titled(self.base())
    }

    /// Whether the file has a step in another phase than the drill began with, or above the step that stood above it.
    fn moved_in_file(&self, id: &StepId) -> bool {
        let (Some(was), Some(is)) = (self.base().place(id), self.file.place(id)) else { return false };
        let index = |id: &StepId| self.file.steps.iter().position(|step| step.id == *id);
        let above = was.below.as_ref().and_then(&index);
        self.phase(was.phase) != Some(is.phase) || above > index(id)
    }

    /// Finds a place of the session in the file.
    fn place(&self, place: &Place) -> Result<Place, Clash> {
        let below = place.below.as_ref();
        let above = below.and_then(|id| self.draft.step(id));
        // A step that is nowhere any more was undone: what stood below it stands at the end of its phase.
        let lost = |id: &StepId| self.base().step(id).is_some() || self.redlines.is_improvised(id);
        if above.is_none() && below.is_some_and(lost) {
            return Err(Clash::NoPlace(place.below.clone()));
        }
        let phase = self.phase(place.phase).or(above.map(|above| above.phase));
        let phase = phase.ok_or_else(|| Clash::NoPlace(place.below.clone()))?;
        Ok(Place { phase, below: place.below.clone() })
    }

    /// Finds a phase of the session in the file: by its title, the one at the same index first.
    fn phase(&self, phase: usize) -> Option<usize> {
        let title = &self.base().phases.get(phase)?.title;
        let phases = &self.file.phases;
        if phases.get(phase).is_some_and(|it| it.title == *title) {
            return Some(phase);
        }
        phases
            .iter()
            .position(|it| it.title == *title)
            .or_else(|| (*phases == self.base().phases).then_some(phase))
    }
}

/// The steps in their order, each with the title of its phase.
fn order(procedure: &Procedure) -> Vec<(&StepId, Option<&str>)> {
    let title = |phase: usize| procedure.phases.get(phase).map(|phase| phase.title.as_str());
    procedure.steps.iter().map(|step| (&step.id, title(step.phase))).collect()
}

/// Whether a redline lost its text.
fn erased(what: &Amendment) -> bool {
    match what {
        Amendment::Amended { changes, .. } => changes.iter().any(|change| {
            let texts = change.new.clone().map(|mut it| it.texts_mut().iter().any(|text| *text == REDACTED));
            texts.unwrap_or_default()
        }),
        Amendment::Inserted { title, .. } => title == REDACTED,
        Amendment::Moved { .. } | Amendment::Dropped { .. } => false,
    }
}

/// Whether two values are the same but for the ends of their lines.
pub fn alike(one: Option<&Value>, other: Option<&Value>) -> bool {
    one == other || {
        let plain = |value: Option<&Value>| {
            value.cloned().map(|mut value| {
                value.texts_mut().into_iter().for_each(|it| *it = it.replace("\r\n", "\n"));
                value
            })
        };
        plain(one) == plain(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::command::Command;
    use crate::drill::procedure::Component;
    use crate::drill::stage::{self, Drill};

    fn plan() -> Procedure {
        let component = Component { id: "database".into(), title: "Database".to_owned(), weight: 1 };
        Procedure { components: vec![component], ..stage::plan() }
    }

    #[expect(clippy::unnecessary_wraps, reason = "a key may have no value")]
    fn text(text: &str) -> Option<Value> {
        Some(Value::Text(text.to_owned()))
    }

    fn amend(step: &str, key: Key, value: Option<Value>) -> Command {
        Command::AmendStep { step: step.into(), changes: vec![(key, value)], why: None }
    }

    fn insert(step: &str, below: &str) -> Command {
        let (title, place) = (format!("Do {step}"), Place { phase: 0, below: Some(below.into()) });
        Command::InsertStep { step: step.into(), title, place, was: Vec::new(), start: false }
    }

    fn dropped(step: &str) -> Command {
        Command::DropStep { step: step.into(), why: "gone".to_owned() }
    }

    /// A briefing in which the commands were asked.
    fn drill(commands: impl IntoIterator<Item = Command>) -> Drill {
        commands.into_iter().fold(Drill::of(plan()), Drill::does)
    }

    fn taken(drill: &Drill, file: &Procedure) -> TakenIn {
        let redlines = drill.session.redlines();
        let all: Vec<EventId> = redlines.iter().map(|it| it.id).collect();
        TakenIn::new(file, redlines, &all)
    }

    fn verdicts(taken: &TakenIn) -> Vec<&Verdict> {
        taken.verdicts.iter().map(|(_, verdict)| verdict).collect()
    }

    #[test]
    fn a_file_that_did_not_change_takes_everything_in() {
        let to = Place { phase: 0, below: Some("a".into()) };
        let drill = drill([
            amend("a", Key::Title, text("Begin")),
            insert("x", "a"),
            amend("x", Key::Run, text("x.sh")),
            Command::MoveStep { step: "c".into(), to },
            dropped("f"),
            Command::MergeStep { step: "e".into(), into: "d".into() },
        ]);
        let taken = taken(&drill, &plan());
        assert!(verdicts(&taken).iter().all(|it| **it == Verdict::TakenIn), "{taken:?}");
        assert_eq!(taken.procedure(), drill.session.redlines().written());
        assert_eq!((taken.plan.phases.len(), taken.procedure().phases.len()), (2, 1));
        assert!(taken.moved.contains(&"c".into()) && taken.moved.len() == 1);
    }

    #[test]
    fn what_the_file_says_already_is_not_said_twice() {
        let drill = drill([amend("a", Key::Title, text("Begin")), insert("x", "a"), dropped("f")]);
        let file = drill.session.redlines().written();
        let taken = taken(&drill, &file);
        assert!(verdicts(&taken).iter().all(|it| **it == Verdict::Contained), "{taken:?}");
        assert_eq!(taken.procedure(), file);
        assert_eq!(taken.inside().count(), 3);
    }

    #[test]
    fn what_somebody_else_wrote_is_never_overwritten() {
        let drill = drill([
            amend("a", Key::Title, text("Begin")),
            amend("b", Key::Title, text("Go on")),
            dropped("f"),
            insert("x", "c"),
        ]);
        let mut file = plan();
        file.steps[0].title = "Start".to_owned();
        file.steps[1].text = "Look.".to_owned();
        file.steps[5].run = Some("f.sh".to_owned());
        file.steps.remove(2);
        file.steps[2].after = vec!["b".into()];
        let taken = taken(&drill, &file);
        let found = verdicts(&taken);
        assert!(matches!(found[0], Verdict::Clash(Clash::Value { file, .. }) if *file == text("Start")));
        assert_eq!(*found[1], Verdict::TakenIn, "another key of the step was changed");
        assert_eq!(*found[2], Verdict::Clash(Clash::Rewritten(Key::Run, text("f.sh"))));
        assert_eq!(*found[3], Verdict::Clash(Clash::NoPlace(Some("c".into()))));
        let mut expected = file.clone();
        expected.steps[1].title = "Go on".to_owned();
        assert_eq!(taken.procedure(), expected);
    }

    #[test]
    fn a_step_that_the_file_moved_or_lost_is_left() {
        let to = Place { phase: 1, below: None };
        let drill = drill([Command::MoveStep { step: "e".into(), to }, amend("b", Key::Title, text("B"))]);
        let mut file = plan();
        file.steps.swap(3, 4);
        file.steps.remove(1);
        let taken = taken(&drill, &file);
        let lost = Verdict::Clash(Clash::NoStep("b".into()));
        assert_eq!(verdicts(&taken), [&Verdict::Clash(Clash::MovedElsewhere), &lost]);
    }

    #[test]
    fn some_can_be_picked_and_a_half_of_a_merger_is_left() {
        let first = drill([amend("a", Key::Title, text("Begin"))]);
        let drill = first
            .does(amend("a", Key::Title, text("Begin at once")))
            .does(Command::MergeStep { step: "c".into(), into: "b".into() });
        let redlines = drill.session.redlines();
        let ids: Vec<EventId> = redlines.iter().map(|it| it.id).collect();
        let taken = TakenIn::new(&plan(), redlines, &[ids[1], ids[3]]);
        assert_eq!(taken.procedure().steps[0].title, "Begin at once");
        assert_eq!(taken.clashes().collect::<Vec<_>>(), [(ids[3], &Clash::NotMerged("b".into()))]);
        let both = TakenIn::new(&plan(), redlines, &ids[2..]);
        assert!(both.procedure().step(&"c".into()).is_none());
    }

    #[test]
    fn an_erased_text_is_not_written_and_a_phase_that_was_empty_stays() {
        let drill = drill([amend("a", Key::Text, text("the password is hunter22")), dropped("f")]);
        let id = drill.session.redlines().iter().next().unwrap().id;
        let drill = drill.does(crate::drill::stage::ask::redact(id));
        let mut file = plan();
        file.phases.push("Later".into());
        let taken = taken(&drill, &file);
        assert_eq!(*verdicts(&taken)[0], Verdict::Clash(Clash::Erased));
        let procedure = taken.procedure();
        let titles: Vec<&str> = procedure.phases.iter().map(|it| it.title.as_str()).collect();
        assert_eq!(titles, ["Restore", "Later"]);
    }
}
