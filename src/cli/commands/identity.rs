//! Asks, before a session begins, whether its new steps are old ones under another id.

use crate::analysis::identity::{Guess, Question};
use crate::cli::failure::Failure;
use crate::cli::shell::Shell;
use crate::drill::ids::StepId;
use crate::drill::procedure::Procedure;
use crate::engine::identity;
use crate::library::Loaded;
use crate::present::cells;
use crate::present::starting::unasked;
use crate::store::Store;
use std::io::{self, BufRead as _, IsTerminal as _, Read as _, Write as _};

/// Returns the procedure with the answers in its file. Where nobody can be asked, it is said in a line, and history
/// takes the steps for new ones.
pub fn settle(shell: &Shell, store: &Store, loaded: Loaded, faceless: bool) -> Result<Loaded, Failure> {
    if loaded.path.is_none() {
        return Ok(loaded);
    }
    let questions = identity::ask(store, &loaded)?;
    if questions.is_empty() {
        return Ok(loaded);
    }
    if faceless || shell.no_input() || !io::stdin().is_terminal() {
        shell.tell(&unasked(&questions));
        return Ok(loaded);
    }
    shell.tell("Steps of the last drill are gone, and others are new. Times are compared by what they were:");
    let mut answers = Vec::new();
    for question in &questions {
        if let Some(was) = ask(shell, &loaded.procedure, question) {
            answers.push((question.step.clone(), was));
        }
    }
    if answers.is_empty() {
        return Ok(loaded);
    }
    let written = identity::write(&shell.paths()?, &loaded, &answers, (shell.now().wall, &shell.me()))?;
    let many = if answers.len() == 1 { "1 step".to_owned() } else { format!("{} steps", answers.len()) };
    shell.tell(&format!("The file says now what {many} had been: `was`."));
    Ok(written)
}

/// Asks about one step; `None` for one that is new.
fn ask(shell: &Shell, procedure: &Procedure, question: &Question) -> Option<Vec<StepId>> {
    let title = procedure.step(&question.step).map_or("", |it| it.title.as_str());
    let was = question.guess.was();
    let names: Vec<&str> = was.iter().map(StepId::as_str).collect();
    let told = format!(
        "{} ({}): renamed, split off or merged from {}? [r/s/m, n for new; Enter: {}] ",
        question.step,
        cells::shown(title, shell.charset()),
        names.join(" + "),
        question.guess.word(),
    );
    let mut err = io::stderr().lock();
    _ = err.write_all(told.as_bytes()).and_then(|()| err.flush());
    drop(err);
    let mut typed = String::new();
    let read = io::stdin().lock().take(256).read_line(&mut typed);
    // The end of the input is no answer.
    answer(&question.guess, read.is_ok_and(|many| many > 0).then_some(typed.trim()))
}

/// Reads an answer; what is none of them is no.
fn answer(guess: &Guess, typed: Option<&str>) -> Option<Vec<StepId>> {
    let was = guess.was();
    match typed?.to_lowercase().as_str() {
        "" | "m" | "merged" => Some(was.to_vec()),
        "r" | "renamed" | "s" | "split" => was.first().map(|first| vec![first.clone()]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_a_letter_a_word_or_enter() {
        let merged = Guess::Merged(vec!["a".into(), "b".into()]);
        assert_eq!(answer(&merged, Some("")).unwrap().len(), 2);
        assert_eq!(answer(&merged, Some("R")).unwrap(), ["a".into()]);
        for no in [Some("n"), Some("new"), Some("what"), None] {
            assert_eq!(answer(&merged, no), None);
        }
    }
}
