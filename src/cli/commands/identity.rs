//! Asks, before a session begins, whether its new steps are old ones under another id.

use crate::analysis::identity::{Origin, Question};
use crate::cli::failure::Failure;
use crate::cli::shell::Shell;
use crate::engine::identity;
use crate::library::Loaded;
use crate::present::format;
use crate::present::identity::{WHY, asked, keys, unasked};
use crate::store::Store;
use std::io::{self, BufRead as _, IsTerminal as _, Read as _, Write as _};

/// Returns the procedure with the answers in its file. Where nobody can be asked, it is said in a line, and history
/// takes the steps for new ones.
pub fn settle(shell: &Shell, store: &Store, loaded: Loaded, faceless: bool) -> Result<Loaded, Failure> {
    let questions = identity::ask(store, &loaded)?;
    if questions.is_empty() {
        return Ok(loaded);
    }
    if faceless || shell.no_input() || !io::stdin().is_terminal() {
        shell.tell(&unasked(&questions));
        return Ok(loaded);
    }
    shell.tell("Steps of the last drill are gone, and others are new.");
    shell.tell(WHY);
    let mut answers = Vec::new();
    for question in &questions {
        let was = question.answer(ask(shell, question));
        if !was.is_empty() {
            answers.push((question.step.clone(), was));
        }
    }
    if answers.is_empty() {
        return Ok(loaded);
    }
    let written = identity::write(&shell.paths()?, &loaded, &answers, (shell.now().wall, &shell.me()))?;
    let many = format::count(answers.len(), "step");
    shell.tell(&format!("The file says now what {many} had been: `was`."));
    Ok(written)
}

/// Asks about one step.
fn ask(shell: &Shell, question: &Question) -> Origin {
    for line in asked(question, shell.charset()) {
        shell.tell(&line);
    }
    let told = format!("[{}; Enter: {}] ", keys(), question.guess.word());
    let mut err = io::stderr().lock();
    _ = err.write_all(told.as_bytes()).and_then(|()| err.flush());
    drop(err);
    let mut typed = String::new();
    let read = io::stdin().lock().take(256).read_line(&mut typed);
    // The end of the input is no answer.
    answer(question.guess, read.is_ok_and(|many| many > 0).then_some(typed.trim()))
}

/// Reads an answer: Enter alone agrees with the guess, and what is no answer is no.
fn answer(guess: Origin, typed: Option<&str>) -> Origin {
    match typed {
        Some("") => guess,
        typed => typed.and_then(Origin::read).unwrap_or(Origin::New),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_a_letter_a_word_or_enter() {
        assert_eq!(answer(Origin::Merged, Some("")), Origin::Merged);
        assert_eq!(answer(Origin::Merged, Some("R")), Origin::Renamed);
        for no in [Some("n"), Some("new"), Some("what"), None] {
            assert_eq!(answer(Origin::Merged, no), Origin::New);
        }
    }
}
