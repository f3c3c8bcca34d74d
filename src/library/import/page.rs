//! From the text of a runbook to the text of a procedure file.

use super::assemble::{Draft, assemble};
use super::blocks::blocks;
use super::exported;
use super::recognise::recognise;
use super::sections::sections;
use super::source::Source;
use crate::drill::procedure::Procedure;
use crate::library::parse::{MAX_BYTES, MAX_STEPS, parse_allowing};
use crate::library::render::render;
use crate::present::problem::Problem;

/// The largest page that is taken in, in bytes.
pub const MAX_PAGE_BYTES: usize = 4 * 1024 * 1024;

/// A runbook that became a procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The procedure, with what is to be said about it.
    pub draft: Draft,
    /// The text of its file, which reads back as that procedure.
    pub text: String,
}

/// Why a page became no procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotImported {
    /// Nothing of it is a step.
    NoSteps,
    /// It has more steps than a procedure may have.
    TooManySteps(usize),
    /// The file would be larger than a procedure may be, in bytes.
    TooLarge(usize),
    /// What it was exported with does not make a procedure: the file as it would be, and what is wrong with it.
    Broken(String, Vec<Problem>),
}

/// Makes a procedure of a page; `name` is used where it has no title, and said in the file.
///
/// # Errors
///
/// A page without steps, and one that is more than a procedure may be.
pub fn import(page: &str, name: &str) -> Result<Imported, NotImported> {
    let mut draft = if exported::is_export(page) {
        exported::read(page)?
    } else {
        let source = Source::new(page);
        let blocks = blocks(&source.body);
        let sections = sections(&source, &blocks);
        let steps = recognise(&source, &blocks, &sections);
        assemble(&source, &blocks, &sections, steps, name)
    };
    let steps = draft.procedure.steps.len();
    if steps == 0 {
        return Err(NotImported::NoSteps);
    }
    if steps > MAX_STEPS {
        return Err(NotImported::TooManySteps(steps));
    }
    draft.remarks.head = head(&draft, name);
    let text = render(&draft.procedure, &draft.remarks);
    if text.len() > MAX_BYTES {
        return Err(NotImported::TooLarge(text.len()));
    }
    match parse_allowing(&text, true) {
        Ok(procedure) => Ok(Imported { draft: Draft { procedure, ..draft }, text }),
        Err(problems) => Err(NotImported::Broken(text, problems)),
    }
}

fn head(draft: &Draft, name: &str) -> Vec<String> {
    let mut head =
        vec![format!("Made of {name}. What was taken for a step, and what was not, is for you to judge.")];
    if !draft.blanks.is_empty() {
        head.push(
            "The variables below are what the page leaves open; its commands name them as the page does."
                .to_owned(),
        );
    }
    for it in &draft.objectives {
        if let Some(exceeded) = &it.exceeded {
            head.push(format!(
                "Line {} names an {} of {}, but the times of the page come to {exceeded}: settle which, and write it here.",
                it.line,
                it.key.to_uppercase(),
                it.text
            ));
        }
    }
    if draft.procedure.steps.iter().all(|it| it.run.is_none()) {
        head.push(
            "`command` is there to be copied. Nothing runs by itself: `run` is yours to write.".to_owned(),
        );
    }
    head
}

/// Returns the procedure as a page that [`import`] reads back.
pub fn export(procedure: &Procedure) -> String {
    exported::write(procedure)
}
