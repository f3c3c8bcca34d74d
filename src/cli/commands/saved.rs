//! What is said of events that are safe on the disk.

use crate::cli::failure::Failure;
use crate::cli::out;
use crate::cli::shell::Shell;
use crate::drill::command::{Command, Request};
use crate::drill::event::Door;
use crate::drill::ids::SessionId;
use crate::drill::session::Session;
use crate::engine::desk;
use crate::present::saved::Saved;
use crate::store::{Committed, Store};

/// Asks something of a session in one transaction, and prints a line for each event of it.
pub fn ask(
    shell: &Shell,
    store: &mut Store,
    session: &SessionId,
    requests: &[Request],
    json: bool,
) -> Result<(), Failure> {
    let answer = desk::ask(store, session, requests)?;
    print(shell, &answer.committed, &answer.session, json)
}

/// Asks one thing that happens now.
pub fn ask_now(
    shell: &Shell,
    store: &mut Store,
    session: &SessionId,
    command: Command,
    json: bool,
) -> Result<(), Failure> {
    let request = Request::now(command, shell.now(), shell.me(), Door::Shell);
    ask(shell, store, session, &[request], json)
}

fn print(shell: &Shell, committed: &Committed, session: &Session, json: bool) -> Result<(), Failure> {
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
