//! What is said of events that are safe on the disk.

use crate::cli::failure::Failure;
use crate::cli::out;
use crate::cli::shell::Shell;
use crate::drill::command::{Command, Request};
use crate::drill::event::Door;
use crate::drill::ids::SessionId;
use crate::engine::desk::{self, Answer};
use crate::present::saved::Saved;
use crate::store::Store;

/// Asks one thing of a session that happens now, and prints a line for each event of it.
pub fn ask_now(
    shell: &Shell,
    store: &mut Store,
    session: &SessionId,
    command: Command,
    json: bool,
) -> Result<(), Failure> {
    let request = Request::now(command, shell.now(), shell.me(), Door::Shell);
    print(shell, &desk::ask(store, session, &[request])?, json)
}

/// Prints a line for each event that was saved.
pub fn print(shell: &Shell, answer: &Answer, json: bool) -> Result<(), Failure> {
    let Answer { committed, session } = answer;
    if let Some(notice) = &committed.notice {
        shell.tell(notice);
    }
    for event in &committed.events {
        let saved = Saved::of(event);
        match session.opening() {
            Some(opening) if !json => out::print(&(saved.line(opening, shell.charset()) + "\n"))?,
            _ => out::print_json_line(&saved)?,
        }
    }
    Ok(())
}
