//! Steps by environments.

use super::held::{Done, Held};
use super::kin::Kin;
use crate::drill::automation::Achieved;
use crate::drill::ids::{Digest, EnvironmentName, PersonName, SessionId, StepId};
use crate::drill::procedure::{Procedure, Step};
use crate::drill::time::WallTime;
use std::collections::{BTreeSet, HashMap};

/// Steps by environments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// The columns: each environment of the procedure, and whether it is protected.
    pub environments: Vec<(EnvironmentName, bool)>,
    /// The rows: each step, in the order of the procedure.
    pub rows: Vec<Row>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its id.
    pub id: StepId,
    /// Its title.
    pub title: String,
    /// A cell for each environment.
    pub cells: Vec<Cell>,
}

/// One step in one environment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// When it was done last; `None` where it never was.
    pub last: Option<Last>,
    /// In how many sessions it was done.
    pub times: u32,
    /// Everybody who ever did it.
    pub people: BTreeSet<PersonName>,
}

/// When a step was done last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Last {
    /// In which session.
    pub session: SessionId,
    /// When.
    pub at: WallTime,
    /// Seconds east of UTC of the zone in which that was.
    pub utc_offset_s: i32,
    /// By whom.
    pub by: PersonName,
    /// At which level of automation.
    pub level: Option<Achieved>,
    /// What of it is not as it was then.
    pub changed: Vec<Changed>,
}

/// What of a step is not as it was when it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Changed {
    /// What it says to do.
    Text,
    /// The command to copy.
    Command,
    /// What does it, or what begins it by itself.
    Run,
    /// What says whether the result is right.
    Check,
    /// What stands before it: whether it destroys, and its guards.
    Guards,
    /// A script that its commands name, or what that script names.
    Script,
    /// It was several steps then.
    Merged,
}

impl Changed {
    /// Returns the word used on screens and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Command => "command",
            Self::Run => "run",
            Self::Check => "check",
            Self::Guards => "guards",
            Self::Script => "script",
            Self::Merged => "merged",
        }
    }
}

/// The proof of one environment in figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many steps there are.
    pub steps: usize,
    /// How many were done.
    pub proven: usize,
    /// How many of these have changed since.
    pub changed: usize,
    /// When the one was done that was done longest ago, with the zone in which that was.
    pub oldest: Option<(WallTime, i32)>,
}

impl Cell {
    /// Whether the step was done, and is as it was then.
    pub fn is_fresh(&self) -> bool {
        self.last.as_ref().is_some_and(|it| it.changed.is_empty())
    }
}

impl Matrix {
    /// Lays out what the sessions prove of a procedure as it is now. `files` tells what the files of a step's commands
    /// come to now; it is asked for no more than it takes.
    pub fn of(procedure: &Procedure, held: &[Held], mut files: impl FnMut(&Step) -> Option<Digest>) -> Self {
        let environments: Vec<(EnvironmentName, bool)> =
            procedure.environments.iter().map(|it| (it.name.clone(), it.protected)).collect();
        let columns: HashMap<&EnvironmentName, usize> =
            environments.iter().enumerate().map(|(at, (name, _))| (name, at)).collect();
        let kin = Kin::of(held.iter().map(|it| &*it.procedure).chain([procedure]));
        let mut rows: Vec<Row> =
            procedure.steps.iter().map(|step| Row::empty(step, environments.len())).collect();
        for held in held {
            let Some(column) = columns.get(&held.environment) else { continue };
            let then: HashMap<&StepId, usize> =
                held.procedure.steps.iter().enumerate().map(|(at, step)| (&step.id, at)).collect();
            let done: HashMap<usize, &Done> = held.done.iter().map(|it| (it.step, it)).collect();
            for (step, row) in procedure.steps.iter().zip(&mut rows) {
                row.cells[*column].take(step, held, &kin.places(step, &then), &done);
            }
        }
        for (step, row) in procedure.steps.iter().zip(&mut rows) {
            let mut now: Option<Option<Digest>> = None;
            for last in row.cells.iter_mut().filter_map(|it| it.last.as_mut()) {
                let then = held.iter().find(|it| it.session == last.session).and_then(|it| it.files_of(step));
                let now = then.and_then(|_| now.get_or_insert_with(|| files(step)).as_ref());
                if then.zip(now).is_some_and(|(then, now)| then != now) {
                    last.changed.push(Changed::Script);
                    last.changed.sort();
                }
            }
        }
        Self { environments, rows }
    }

    /// Leaves one environment alone.
    #[must_use]
    pub fn only(mut self, environment: &EnvironmentName) -> Self {
        let column = self.environments.iter().position(|(name, _)| name == environment);
        self.environments.retain(|(name, _)| name == environment);
        for row in &mut self.rows {
            row.cells = column.map(|at| row.cells.swap_remove(at)).into_iter().collect();
        }
        self
    }

    /// Sums a column up.
    pub fn tally(&self, column: usize) -> Tally {
        let lasts = || self.rows.iter().filter_map(move |row| row.cells.get(column)?.last.as_ref());
        Tally {
            steps: self.rows.len(),
            proven: lasts().count(),
            changed: lasts().filter(|it| !it.changed.is_empty()).count(),
            oldest: lasts().map(|it| (it.at, it.utc_offset_s)).min(),
        }
    }

    /// Whether any step was ever done anywhere.
    pub fn proves_anything(&self) -> bool {
        self.rows.iter().flat_map(|row| &row.cells).any(|cell| cell.last.is_some())
    }
}

impl Row {
    fn empty(step: &Step, columns: usize) -> Self {
        Self { id: step.id.clone(), title: step.title.clone(), cells: vec![Cell::default(); columns] }
    }
}

impl Held {
    /// What the files of a step came to in this session.
    fn files_of(&self, step: &Step) -> Option<&Digest> {
        let is_it = |it: &Step| it.id == step.id || step.was.contains(&it.id);
        let at = self.procedure.steps.iter().position(is_it)?;
        self.done.iter().find(|it| it.step == at)?.files.as_ref()
    }
}

impl Cell {
    /// Takes in what a session did of the step, which stood at these places in it; it was done where all of it was.
    fn take(&mut self, step: &Step, held: &Held, places: &[usize], done: &HashMap<usize, &Done>) {
        let parts: Option<Vec<&Done>> = places.iter().map(|place| done.get(place).copied()).collect();
        let Some(parts) = parts else { return };
        let Some(latest) = parts.iter().max_by_key(|it| it.at) else { return };
        self.times += 1;
        self.people.extend(parts.iter().map(|it| it.by.clone()));
        if self.last.as_ref().is_some_and(|last| last.at >= latest.at) {
            return;
        }
        let then: Vec<&Step> = places.iter().filter_map(|at| held.procedure.steps.get(*at)).collect();
        self.last = Some(Last {
            session: held.session.clone(),
            at: latest.at,
            utc_offset_s: latest.utc_offset_s,
            by: latest.by.clone(),
            level: parts.iter().map(|it| it.level).min().flatten(),
            changed: changed(step, &then),
        });
    }
}

fn changed(now: &Step, then: &[&Step]) -> Vec<Changed> {
    let [then] = then else { return vec![Changed::Merged] };
    let guards = |it: &Step| (it.destructive, it.identity.clone(), it.preview.clone(), it.two_person);
    let differs = [
        (Changed::Text, now.title != then.title || now.text.trim() != then.text.trim()),
        (Changed::Command, now.command != then.command),
        (Changed::Run, (&now.run, now.automatic) != (&then.run, then.automatic)),
        (Changed::Check, now.check != then.check || now.recovery_point != then.recovery_point),
        (Changed::Guards, guards(now) != guards(then)),
    ];
    differs.into_iter().filter_map(|(what, differs)| differs.then_some(what)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::automation::Level;
    use crate::drill::procedure::Environment;
    use crate::drill::stage::{plan, step, wall};
    use std::sync::Arc;

    fn procedure(steps: &[Step]) -> Procedure {
        let mut procedure = plan();
        procedure.environments.push(Environment { protected: true, ..Environment::new("production".into()) });
        procedure.steps = steps.to_vec();
        procedure
    }

    /// A session on a day in which these steps were done by these people.
    fn held(day: i64, environment: &str, procedure: &Procedure, done: &[(&str, &str)]) -> Held {
        let done = done.iter().map(|(id, by)| Done {
            step: procedure.steps.iter().position(|it| it.id.as_str() == *id).unwrap(),
            at: wall(day * 86_400),
            utc_offset_s: 0,
            by: (*by).into(),
            level: Some(Achieved::Level(Level::Documented)),
            files: None,
        });
        Held {
            session: format!("s{day}").as_str().into(),
            environment: environment.into(),
            procedure: Arc::new(procedure.clone()),
            done: done.collect(),
        }
    }

    fn was(step: Step, was: &[&str]) -> Step {
        Step { was: was.iter().map(|id| (*id).into()).collect(), ..step }
    }

    type Edit = fn(&mut Step);

    fn shown(matrix: &Matrix) -> Vec<String> {
        let cell = |it: &Cell| match &it.last {
            Some(last) => {
                let changed: Vec<&str> = last.changed.iter().map(|it| it.word()).collect();
                format!("{} {} {}x {}", last.session, last.by, it.times, changed.join("+")).trim().to_owned()
            }
            None => "-".to_owned(),
        };
        let row =
            |it: &Row| format!("{}: {}", it.id, it.cells.iter().map(cell).collect::<Vec<_>>().join(" | "));
        matrix.rows.iter().map(row).collect()
    }

    #[test]
    fn the_last_time_counts_and_everybody_who_ever_did_it() {
        let plan = procedure(&[step("a", &[]), step("b", &["a"])]);
        let all = [
            held(3, "test", &plan, &[("a", "Ben")]),
            held(1, "test", &plan, &[("a", "Ana"), ("b", "Ana")]),
            held(2, "production", &plan, &[("b", "Ana")]),
            held(4, "elsewhere", &plan, &[("a", "Ana")]),
        ];
        let matrix = Matrix::of(&plan, &all, |_| None);
        assert_eq!(shown(&matrix), ["a: s3 Ben 2x | -", "b: s1 Ana 1x | s2 Ana 1x"]);
        assert_eq!(matrix.rows[0].cells[0].people.len(), 2);
        let tally = Tally { steps: 2, proven: 2, changed: 0, oldest: Some((wall(86_400), 0)) };
        assert_eq!(matrix.tally(0), tally);
        assert_eq!(matrix.tally(1).proven, 1);
        assert_eq!(shown(&matrix.only(&"production".into())), ["a: -", "b: s2 Ana 1x"]);
    }

    #[test]
    fn what_changed_since_is_told() {
        let then = procedure(&[step("a", &[])]);
        let held = [held(1, "test", &then, &[("a", "Ana")])];
        let edits: [(Edit, &str); 8] = [
            (|it| it.title.push('!'), "text"),
            (|it| it.text = "Look.".to_owned(), "text"),
            (|it| it.text = " \n".to_owned(), ""),
            (|it| it.command = Some("x".to_owned()), "command"),
            (|it| it.run = Some("x".to_owned()), "run"),
            (|it| it.check = Some("x".to_owned()), "check"),
            (|it| it.two_person = true, "guards"),
            (|it| it.expect = Some(crate::drill::time::Span::from_secs(1)), ""),
        ];
        for (edit, expected) in edits {
            let mut now = then.clone();
            edit(&mut now.steps[0]);
            let shown = shown(&Matrix::of(&now, &held, |_| None));
            assert_eq!(shown, [format!("a: s1 Ana 1x {expected} | -").replace("  ", " ")]);
        }
    }

    #[test]
    fn a_script_that_is_another_now_is_told_where_both_are_known() {
        let plan = procedure(&[step("a", &[])]);
        let mut held = [held(1, "test", &plan, &[("a", "Ana")])];
        let now = |held: &[Held], digest: Option<&str>| {
            let matrix = Matrix::of(&plan, held, |_| digest.map(Into::into));
            matrix.rows[0].cells[0].last.clone().unwrap().changed
        };
        assert_eq!(now(&held, Some("2")), [], "nobody looked then");
        held[0].done[0].files = Some("1".into());
        assert_eq!(now(&held, Some("1")), []);
        assert_eq!(now(&held, Some("2")), [Changed::Script]);
        assert_eq!(now(&held, None), [], "nobody can look now");
    }

    #[test]
    fn a_step_is_found_by_what_it_was_also_over_versions_between() {
        let first = procedure(&[step("load", &[]), step("index", &[])]);
        let second = procedure(&[was(step("fill", &[]), &["load"]), step("index", &[])]);
        let third = procedure(&[was(step("restore", &[]), &["fill", "index"])]);
        let old = held(1, "test", &first, &[("load", "Ana"), ("index", "Ben")]);
        let seen = held(2, "production", &second, &[("fill", "Ana")]);
        assert_eq!(
            shown(&Matrix::of(&third, &[old.clone(), seen], |_| None)),
            ["restore: s1 Ben 1x merged | -"],
            "half of it is not all of it"
        );
        let split = procedure(&[was(step("x", &[]), &["load"]), was(step("y", &[]), &["load"])]);
        assert_eq!(
            shown(&Matrix::of(&split, &[old], |_| None)),
            ["x: s1 Ana 1x text | -", "y: s1 Ana 1x text | -"]
        );
    }
}
