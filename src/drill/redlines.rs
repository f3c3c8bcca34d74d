//! The procedure as it was amended while the drill went on.
//!
//! A redline changes a step, puts one in, moves one, or drops one. The rest of the drill runs on what they make of the
//! procedure together; what was dropped stays in sight, and does nothing. Numbers stay what the whiteboard says: what
//! was put in below 7 is 7a.

use super::checklist::Stamp;
use super::event::Event;
use super::fact::Fact;
use super::ids::{Digest, EventId, StepId};
use super::log::Log;
use super::procedure::{Number, Procedure, Step};
use super::redline::{Change, Key, Place};
use super::verdicts::Verdicts;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Why a step that was put in is begun although it has no turn.
pub const IMPROVISED: &str = "improvised";

/// Every amendment that counts, and what they make of the procedure.
#[derive(Debug, Clone)]
pub struct Redlines {
    list: Vec<Redline>,
    shipped: Vec<Shipped>,
    base: Arc<Procedure>,
    procedure: Arc<Procedure>,
    dropped: HashMap<StepId, Dropped>,
}

/// One amendment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redline {
    /// The event that made it.
    pub id: EventId,
    /// Who made it, and when.
    pub stamp: Stamp,
    /// What it does.
    pub what: Amendment,
}

/// What an amendment does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amendment {
    /// A step reads differently.
    Amended {
        /// Which.
        step: StepId,
        /// What of it.
        changes: Vec<Change>,
        /// Why, where somebody said so.
        why: Option<String>,
    },
    /// A step was put in.
    Inserted {
        /// Its id.
        step: StepId,
        /// Its title.
        title: String,
        /// Where.
        place: Place,
        /// The steps that it was split off from.
        was: Vec<StepId>,
    },
    /// A step stands elsewhere.
    Moved {
        /// Which.
        step: StepId,
        /// Where it stood.
        from: Place,
        /// Where it stands.
        to: Place,
    },
    /// A step was left out for good.
    Dropped {
        /// Which.
        step: StepId,
        /// Why.
        why: String,
        /// The step that it became a part of.
        into: Option<StepId>,
    },
}

impl Amendment {
    /// Returns the step that it is about.
    pub fn step(&self) -> &StepId {
        match self {
            Self::Amended { step, .. }
            | Self::Inserted { step, .. }
            | Self::Moved { step, .. }
            | Self::Dropped { step, .. } => step,
        }
    }

    /// Whether it drops the step.
    fn drops(&self, step: &StepId) -> bool {
        matches!(self, Self::Dropped { step: it, .. } if it == step)
    }

    fn of(fact: &Fact) -> Option<Self> {
        Some(match fact.clone() {
            Fact::StepAmended { step, changes, why } => Self::Amended { step, changes, why },
            Fact::StepInserted { step, title, place, was } => Self::Inserted { step, title, place, was },
            Fact::StepMoved { step, from, to } => Self::Moved { step, from, to },
            Fact::StepDropped { step, why, into } => Self::Dropped { step, why, into },
            _ => return None,
        })
    }
}

/// A step that was left out for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// Why.
    pub why: String,
    /// The step that it became a part of.
    pub into: Option<StepId>,
    /// Who dropped it, and when.
    pub stamp: Stamp,
}

/// Redlines that were written into the procedure's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shipped {
    /// Which.
    pub redlines: Vec<EventId>,
    /// The version of the file before.
    pub from: Digest,
    /// The version that they made.
    pub into: Digest,
    /// Who did it, and when.
    pub stamp: Stamp,
}

impl Redlines {
    /// The procedure as its file has it.
    pub fn none(procedure: Arc<Procedure>) -> Self {
        let base = Arc::clone(&procedure);
        Self { list: Vec::new(), shipped: Vec::new(), base, procedure, dropped: HashMap::new() }
    }

    /// Reads the whole log over the procedure of the file.
    pub fn read(log: &Log, verdicts: &Verdicts, base: &Arc<Procedure>) -> Self {
        let mut redlines = Self::none(Arc::clone(base));
        let mut draft = None;
        for event in log.iter().filter(|event| !verdicts.is_undone(event.id)) {
            let effective = verdicts.effective(event);
            redlines.take(effective.as_ref().unwrap_or(event), base, &mut draft);
        }
        if let Some(draft) = draft {
            redlines.procedure = Arc::new(draft.finish(base, &redlines.gone()));
        }
        redlines
    }

    fn take(&mut self, event: &Event, base: &Procedure, draft: &mut Option<Draft>) {
        match &event.fact {
            Fact::RedlinesShipped { redlines, from, into } => self.shipped.push(Shipped {
                redlines: redlines.clone(),
                from: from.clone(),
                into: into.clone(),
                stamp: Stamp::of(event),
            }),
            Fact::StepReopened { step, .. } if self.dropped.remove(step).is_some() => {
                self.list.retain(|it| !it.what.drops(step));
            }
            fact => {
                let Some(what) = Amendment::of(fact) else { return };
                let draft = draft.get_or_insert_with(|| Draft::of(base));
                if !draft.apply(&what) {
                    return;
                }
                let stamp = Stamp::of(event);
                if let Amendment::Dropped { step, why, into } = &what {
                    let dropped = Dropped { why: why.clone(), into: into.clone(), stamp: stamp.clone() };
                    self.dropped.insert(step.clone(), dropped);
                }
                self.list.push(Redline { id: event.id, stamp, what });
            }
        }
    }

    /// Whether a fact changes what the procedure is, so that the log has to be read again.
    pub fn concern(&self, fact: &Fact) -> bool {
        match fact {
            Fact::StepReopened { step, .. } => self.dropped.contains_key(step),
            fact => matches!(fact, Fact::RedlinesShipped { .. }) || Amendment::of(fact).is_some(),
        }
    }

    /// Returns what the procedure would be with some more facts.
    pub(super) fn with(&self, facts: &[Fact]) -> Procedure {
        let mut list: Vec<Amendment> = self.list.iter().map(|it| it.what.clone()).collect();
        for fact in facts {
            match fact {
                Fact::StepReopened { step, .. } => list.retain(|what| !what.drops(step)),
                fact => list.extend(Amendment::of(fact)),
            }
        }
        let (mut draft, mut dropped) = (Draft::of(&self.base), Gone::new());
        for what in list {
            if draft.apply(&what)
                && let Amendment::Dropped { step, into, .. } = what
            {
                dropped.insert(step, into);
            }
        }
        draft.finish(&self.base, &dropped)
    }

    /// Iterates over the amendments that count, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Redline> + ExactSizeIterator {
        self.list.iter()
    }

    /// Finds one.
    pub fn find(&self, id: EventId) -> Option<&Redline> {
        self.list.iter().find(|it| it.id == id)
    }

    /// Returns what was written into the file, oldest first.
    pub fn shipped(&self) -> &[Shipped] {
        &self.shipped
    }

    /// Iterates over the amendments that were not written into the file.
    pub fn open(&self) -> impl Iterator<Item = &Redline> {
        let shipped = |id: EventId| self.shipped.iter().any(|it| it.redlines.contains(&id));
        self.list.iter().filter(move |it| !shipped(it.id))
    }

    /// Returns the procedure as its file had it when the session began.
    pub(super) fn base(&self) -> &Procedure {
        &self.base
    }

    /// Returns the procedure as amended; what was dropped is still in it.
    pub fn procedure(&self) -> &Arc<Procedure> {
        &self.procedure
    }

    fn gone(&self) -> Gone {
        self.dropped.iter().map(|(id, it)| (id.clone(), it.into.clone())).collect()
    }

    /// Returns why a step was dropped; `None` where it was not.
    pub fn dropped(&self, step: &StepId) -> Option<&Dropped> {
        self.dropped.get(step)
    }

    /// Whether a step was not in the procedure when the drill began.
    pub fn is_improvised(&self, step: &StepId) -> bool {
        self.list.iter().any(|it| matches!(&it.what, Amendment::Inserted { step: it, .. } if it == step))
    }

    /// Whether a step stands elsewhere than where it was put first.
    pub fn is_moved(&self, step: &StepId) -> bool {
        let mut moves = self.list.iter().filter_map(|it| match &it.what {
            Amendment::Moved { step: it, from, to } if it == step => Some((from, to)),
            _ => None,
        });
        let first = moves.next();
        first.is_some_and(|(from, to)| moves.next_back().map_or(to, |(_, to)| to) != from)
    }

    /// Returns the procedure as a file would have it that took all amendments in.
    pub fn written(&self) -> Procedure {
        let mut procedure = (*self.procedure).clone();
        procedure.steps.retain(|step| !self.dropped.contains_key(&step.id));
        procedure.numbers.clear();
        procedure.without_emptied_phases(&self.base)
    }
}

/// The steps that were dropped, with the step that each became a part of.
pub(super) type Gone = HashMap<StepId, Option<StepId>>;

/// A procedure under the pen.
pub(super) struct Draft {
    phases: usize,
    lines: Vec<(Step, Number)>,
}

impl Draft {
    pub(super) fn of(base: &Procedure) -> Self {
        let numbered = |(at, step): (usize, &Step)| (step.clone(), base.number_at(at));
        Self { phases: base.phases.len(), lines: base.steps.iter().enumerate().map(numbered).collect() }
    }

    /// Finds a step.
    pub(super) fn step(&self, id: &StepId) -> Option<&Step> {
        self.position(id).map(|at| &self.lines[at].0)
    }

    /// Iterates over the steps in their order.
    pub(super) fn steps(&self) -> impl Iterator<Item = &Step> {
        self.lines.iter().map(|(step, _)| step)
    }

    fn position(&self, id: &StepId) -> Option<usize> {
        self.lines.iter().position(|(step, _)| step.id == *id)
    }

    /// Takes an amendment in; false where it makes no sense any more.
    pub(super) fn apply(&mut self, what: &Amendment) -> bool {
        match what {
            Amendment::Amended { step, changes, .. } => {
                let Some(at) = self.position(step) else { return false };
                for change in changes {
                    // What does not fit was refused when it was asked; erased text is all that gets here.
                    let _ = self.lines[at].0.set(change.key, change.new.as_ref());
                }
                true
            }
            Amendment::Inserted { step, title, place, was } => {
                if self.position(step).is_some() || place.phase >= self.phases {
                    return false;
                }
                let at = self.index(place);
                let number = self.number_below(at);
                let step = Step { follows: true, was: was.clone(), ..Step::new(step.clone(), title.clone()) };
                self.lines.insert(at, (Step { phase: place.phase, ..step }, number));
                true
            }
            Amendment::Moved { step, to, .. } => {
                let Some(at) = self.position(step).filter(|_| to.phase < self.phases) else { return false };
                let (mut step, number) = self.lines.remove(at);
                step.phase = to.phase;
                self.lines.insert(self.index(to), (step, number));
                true
            }
            Amendment::Dropped { step, .. } => self.position(step).is_some(),
        }
    }

    /// Returns the index at which a place is. Below a step that is not in the phase any more is at its end.
    fn index(&self, place: &Place) -> usize {
        let end =
            || self.lines.iter().position(|(step, _)| step.phase > place.phase).unwrap_or(self.lines.len());
        match &place.below {
            None => {
                let first = self.lines.iter().position(|(step, _)| step.phase >= place.phase);
                first.unwrap_or(self.lines.len())
            }
            Some(below) => {
                let above = self.position(below).filter(|at| self.lines[*at].0.phase == place.phase);
                above.map_or_else(end, |at| at + 1)
            }
        }
    }

    /// Returns the next free number below what stands before an index: 7a, 7b.
    fn number_below(&self, at: usize) -> Number {
        let of = at.checked_sub(1).map_or(0, |above| self.lines[above].1.of);
        let taken = self.lines.iter().filter(|(_, number)| number.of == of).map(|(_, number)| number.letter);
        Number { of, letter: taken.max().unwrap_or_default() + 1 }
    }

    pub(super) fn finish(self, base: &Procedure, dropped: &Gone) -> Procedure {
        let (mut steps, numbers): (Vec<Step>, Vec<Number>) = self.lines.into_iter().unzip();
        follow(&mut steps, dropped);
        for step in steps.iter_mut().filter(|step| dropped.contains_key(&step.id)) {
            // It does nothing any more.
            let Step { id, title, phase, text, command, run, check, after, follows, was, .. } = step.clone();
            let idle = Step::new(id, title);
            *step = Step { phase, text, command, run, check, after, follows, was, ..idle };
        }
        Procedure { steps, numbers, ..base.clone() }
    }
}

/// Finds anew which step comes after which: below what was moved, put in or dropped.
fn follow(steps: &mut [Step], dropped: &Gone) {
    let mut before: Option<StepId> = None;
    for step in steps.iter_mut() {
        if step.follows {
            step.after = before.iter().cloned().collect();
        }
        if !dropped.contains_key(&step.id) {
            before = Some(step.id.clone());
        }
    }
    let after: HashMap<StepId, Vec<StepId>> = steps
        .iter()
        .filter(|step| dropped.contains_key(&step.id))
        .map(|step| (step.id.clone(), step.after.clone()))
        .collect();
    if after.is_empty() {
        return;
    }
    for step in steps.iter_mut() {
        let mut found = Vec::new();
        let mut seen = Vec::new();
        let mut open: Vec<StepId> = step.after.iter().rev().cloned().collect();
        while let Some(id) = open.pop() {
            if seen.contains(&id) {
                continue;
            }
            seen.push(id.clone());
            match (after.get(&id), dropped.get(&id).and_then(Option::as_ref)) {
                (Some(_), Some(into)) if *into != step.id => open.push(into.clone()),
                (Some(earlier), _) => open.extend(earlier.iter().rev().cloned()),
                (None, _) if id != step.id => found.push(id),
                (None, _) => {}
            }
        }
        step.after = found;
    }
}

impl Procedure {
    /// Returns the number that a step gets which is put in below another one.
    pub fn number_below(&self, below: &StepId) -> Option<Number> {
        let above = self.steps.iter().position(|step| step.id == *below)?;
        let of = self.number_at(above).of;
        let numbers = (0..self.steps.len()).map(|at| self.number_at(at)).filter(|it| it.of == of);
        let letter = numbers.map(|it| it.letter).max().unwrap_or_default() + 1;
        Some(Number { of, letter })
    }

    /// Returns it without the phases that have no step any more, though they had some before.
    #[must_use]
    pub(super) fn without_emptied_phases(mut self, before: &Self) -> Self {
        let used = |it: &Self, phase: usize| it.steps.iter().any(|step| step.phase == phase);
        let phases = 0..self.phases.len();
        let kept: Vec<usize> = phases.filter(|phase| used(&self, *phase) || !used(before, *phase)).collect();
        self.phases = kept.iter().map(|phase| self.phases[*phase].clone()).collect();
        for step in &mut self.steps {
            step.phase = kept.iter().position(|phase| *phase == step.phase).unwrap_or_default();
        }
        self
    }

    /// Returns where a step stands.
    pub fn place(&self, id: &StepId) -> Option<Place> {
        let at = self.steps.iter().position(|step| step.id == *id)?;
        let phase = self.steps[at].phase;
        let above = at.checked_sub(1).map(|above| &self.steps[above]).filter(|above| above.phase == phase);
        Some(Place { phase, below: above.map(|above| above.id.clone()) })
    }

    /// Returns the place one line further down or up; `None` at the ends.
    pub fn place_beside(&self, id: &StepId, down: bool) -> Option<Place> {
        let at = self.steps.iter().position(|step| step.id == *id)?;
        let phase = self.steps[at].phase;
        let within = |it: &&Step| it.phase == phase;
        if down {
            let next = self.steps.get(at + 1).filter(within).map(|next| next.id.clone());
            return match next {
                Some(next) => Some(Place { phase, below: Some(next) }),
                None => (phase + 1 < self.phases.len()).then_some(Place { phase: phase + 1, below: None }),
            };
        }
        if let Some(above) = at.checked_sub(1).map(|above| &self.steps[above]).filter(within) {
            return self.place(&above.id);
        }
        let phase = phase.checked_sub(1)?;
        let last = self.steps.iter().rfind(|step| step.phase == phase).map(|step| step.id.clone());
        Some(Place { phase, below: last })
    }

    /// Whether every step can begin some time: none comes after one that is not there, or after itself in a circle.
    pub fn is_in_order(&self) -> bool {
        let there: HashSet<&StepId> = self.steps.iter().map(|it| &it.id).collect();
        self.steps.iter().flat_map(|it| &it.after).all(|id| there.contains(id)) && !self.has_circle()
    }

    /// Whether some steps come after one another in a circle, so that none of them can ever begin.
    pub fn has_circle(&self) -> bool {
        let index: HashMap<&StepId, usize> =
            self.steps.iter().enumerate().map(|(at, it)| (&it.id, at)).collect();
        let mut waits: Vec<usize> = Vec::with_capacity(self.steps.len());
        let mut behind: Vec<Vec<usize>> = vec![Vec::new(); self.steps.len()];
        for (at, step) in self.steps.iter().enumerate() {
            let before: Vec<usize> = step.after.iter().filter_map(|id| index.get(id).copied()).collect();
            waits.push(before.len());
            for it in before {
                behind[it].push(at);
            }
        }
        let mut free: Vec<usize> = (0..waits.len()).filter(|at| waits[*at] == 0).collect();
        let mut begun = 0;
        while let Some(at) = free.pop() {
            begun += 1;
            for next in &behind[at] {
                waits[*next] -= 1;
                if waits[*next] == 0 {
                    free.push(*next);
                }
            }
        }
        begun < self.steps.len()
    }
}

impl Step {
    /// Returns this step with another one made a part of it: its texts and commands behind ours, one after the other.
    #[must_use]
    pub fn merged_with(&self, other: &Self) -> Self {
        let joined = |one: &Option<String>, two: &Option<String>, between: &str| match (one, two) {
            (Some(one), Some(two)) => Some(format!("{one}{between}{two}")),
            (one, two) => one.clone().or_else(|| two.clone()),
        };
        let mut merged = self.clone();
        if !other.text.trim().is_empty() {
            let gap = if self.text.trim().is_empty() { "" } else { "\n\n" };
            merged.text = format!("{}{gap}{}", self.text.trim_end(), other.text);
        }
        merged.command = joined(&self.command, &other.command, "\n");
        merged.run = joined(&self.run, &other.run, " && ");
        merged.check = joined(&self.check, &other.check, " && ");
        merged.recovery_point = self.recovery_point.clone().or_else(|| other.recovery_point.clone());
        merged.timeout = self.timeout.zip(other.timeout).map(|(one, two)| one + two);
        merged.expect = self.expect.zip(other.expect).map(|(one, two)| one + two);
        merged.automatic = self.automatic && other.automatic;
        merged.interactive |= other.interactive;
        merged.destructive |= other.destructive;
        merged.two_person |= other.two_person;
        merged.identity = self.identity.clone().or_else(|| other.identity.clone());
        merged.preview = self.preview.clone().or_else(|| other.preview.clone());
        merged.marks = self.marks.or(other.marks);
        extend(&mut merged.restores, &other.restores);
        extend(&mut merged.needs, &other.needs);
        extend(&mut merged.secrets, &other.secrets);
        extend(&mut merged.was, std::slice::from_ref(&other.id));
        extend(&mut merged.was, &other.was);
        merged
    }
}

fn extend<T: Clone + PartialEq>(list: &mut Vec<T>, more: &[T]) {
    for it in more {
        if !list.contains(it) {
            list.push(it.clone());
        }
    }
}

/// Whether any of the changes makes another command run.
pub fn changes_what_runs(changes: &[Change]) -> bool {
    changes.iter().any(|change| change.key.runs() && change.new.is_some())
}

/// Returns the keys whose commands were amended since the file was read, with the command as it is now.
pub fn amended_commands<'a>(base: &Procedure, step: &'a Step) -> impl Iterator<Item = (Key, &'a str)> {
    let before = base.step(&step.id).cloned();
    let commands = [
        (Key::Run, step.run.as_deref()),
        (Key::Check, step.check.as_deref()),
        (Key::RecoveryPoint, step.recovery_point.as_deref()),
        (Key::Identity, step.identity.as_ref().map(|it| it.run.as_str())),
        (Key::Preview, step.preview.as_ref().map(|it| it.run.as_str())),
    ];
    commands.into_iter().filter_map(move |(key, command)| {
        let same = before.as_ref().is_some_and(|before| before.value(key) == step.value(key));
        command.filter(|_| !same).map(|command| (key, command))
    })
}
