//! Amends a step: looks whether what was filled in would do, and has it edited as a file.

use super::Engine;
use super::board::Board;
use crate::drill::command::{Command, Request};
use crate::drill::decide::decide;
use crate::drill::ids::StepId;
use crate::drill::procedure::Step;
use crate::drill::redline::{Key, Value};
use crate::drill::refusal::Refusal;
use crate::drill::session::Session;
use crate::library::slip;
use crate::platform::folders::{make_private_folder, write_private_file};
use crate::present::problem::Problem;
use crate::present::section::decode;
use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

/// The folder of steps that are being edited, within that of what may be lost.
const FOLDER: &str = "pen";

/// What is to read differently; a key without a value is taken away.
pub type Changes = Vec<(Key, Option<Value>)>;

/// What will not do, as a sentence for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The key that it is about; `None` where it is about none, or about several.
    pub key: Option<Key>,
    /// What it is, and what to do.
    pub why: String,
}

/// What came of a step that was edited as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edited {
    /// It reads as before.
    Unchanged,
    /// These keys read differently.
    Changed(Changes),
    /// It will not do; the file is kept for another try.
    Wrong(String),
}

/// The steps that are being edited, as they were when that began.
#[derive(Debug, Default)]
pub(super) struct Slips(HashMap<PathBuf, Step>);

/// Looks whether a request that amends a step would do, before it is sent: as the reader of files sees it, and as the
/// session does.
///
/// # Errors
/// The first thing that will not do, with the key that it is about.
pub fn check(session: &Session, request: &Request) -> Result<(), Wrong> {
    let Command::AmendStep { step, changes, .. } = &request.command else { return Ok(()) };
    let wrong = |key, why| Wrong { key, why };
    if let Some((plan, _)) = session.step(step) {
        let mut amended = plan.clone();
        for (key, value) in changes {
            amended.set(*key, value.as_ref()).map_err(|unfit| wrong(Some(unfit.key), unfit.to_string()))?;
        }
        let text = slip::write(&amended);
        if let Err(problems) = slip::read(&text, session.procedure(), plan)
            && let Some(problem) = problems.first()
        {
            return Err(wrong(slip::key_at(&text, problem.place.line), sentence(problem)));
        }
    }
    match decide(session, request) {
        Ok(_) => Ok(()),
        Err(Refusal::Unfit(unfit)) => Err(wrong(Some(unfit.key), unfit.to_string())),
        Err(refusal) => Err(wrong(None, refusal.to_string())),
    }
}

fn sentence(problem: &Problem) -> String {
    let hint = problem.hint.as_ref().map(|hint| format!(": {hint}")).unwrap_or_default();
    format!("{}{hint}", problem.message)
}

impl Engine {
    /// Opens a step of the open session in the user's editor as a small file that only they can read, waits until it is
    /// closed, and reads it. A file that was kept from an earlier try is opened again.
    pub fn edit_step(&mut self, step: &StepId) -> Edited {
        match self.edited(step) {
            Ok(changes) if changes.is_empty() => {
                self.forget_slip(step);
                Edited::Unchanged
            }
            Ok(changes) => Edited::Changed(changes),
            Err(why) => Edited::Wrong(why),
        }
    }

    fn edited(&mut self, step: &StepId) -> Result<Changes, String> {
        let (Some(path), Some(plan)) = (self.slip(step), self.plan(step)) else {
            return Err(Refusal::NoSuchStep(step.clone()).to_string());
        };
        if !path.exists() {
            let folder = path.parent().map_or(Ok(()), make_private_folder);
            let written = folder.and_then(|()| write_private_file(&path, slip::write(&plan).as_bytes()));
            written.map_err(|error| error.to_string())?;
            self.slips.0.insert(path.clone(), plan.clone());
        }
        // What others changed meanwhile is not taken back by what was not touched here.
        let before = self.slips.0.get(&path).unwrap_or(&plan).clone();
        self.setup.machine.edit(&path)?;
        let read = fs::read(&path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
        let Some(session) = self.board().map(Board::session) else { return Ok(Vec::new()) };
        let text = decode(read).map_err(|(_, problem)| placed(&[problem]))?;
        let edited = slip::read(&text, session.procedure(), &before).map_err(|it| placed(&it))?;
        Ok(edited.changes_from(&before).into_iter().map(|it| (it.key, it.new)).collect())
    }

    /// Throws the file of a step away: what stood in it counts now.
    pub fn forget_slip(&mut self, step: &StepId) {
        if let Some(path) = self.slip(step) {
            self.slips.0.remove(&path);
            // One that stays is opened again by the next try, which shows what is in it.
            let _ = fs::remove_file(path);
        }
    }

    fn plan(&self, step: &StepId) -> Option<Step> {
        Some(self.board()?.session().step(step)?.0.clone())
    }

    fn slip(&self, step: &StepId) -> Option<PathBuf> {
        let session = self.board()?.id();
        Some(self.setup.paths.state.join(FOLDER).join(format!("{session}-{step}.toml")))
    }
}

/// Tells the first problem with its place, and how many there are.
fn placed(problems: &[Problem]) -> String {
    let Some(first) = problems.first() else { return String::new() };
    let of = match problems.len() {
        1 => String::new(),
        all => format!(", the first of {all}"),
    };
    format!("line {}{of}: {}", first.place.line, sentence(first))
}
