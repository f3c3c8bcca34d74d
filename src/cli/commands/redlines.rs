//! `redlines`: what was amended while a drill went on, and into the file with it.

use super::saved;
use crate::cli::exit;
use crate::cli::failure::Failure;
use crate::cli::out;
use crate::cli::shell::Shell;
use crate::drill::command::Request;
use crate::drill::event::Door;
use crate::drill::ids::{EventId, SessionId};
use crate::drill::session::Session;
use crate::drill::taking_in::TakenIn;
use crate::engine::desk;
use crate::engine::redlines::{self as engine, Preview};
use crate::present::{cells, shipping as words, unified};
use crate::store::{Access, Store};
use clap::Args;
use std::path::PathBuf;

/// Arguments of `redlines`.
#[derive(Debug, Args)]
pub struct RedlinesArgs {
    /// Which session
    #[arg(default_value = "last")]
    session: String,
    /// Print a unified diff that `git apply` takes
    #[arg(long, conflicts_with_all = ["changelog", "accept", "json"])]
    patch: bool,
    /// Print a line for each amendment
    #[arg(long, conflicts_with_all = ["accept", "json"])]
    changelog: bool,
    /// Write these into the procedure's file: all, or their numbers (1,3,4)
    #[arg(long, value_name = "all|N,N…", value_parser = parse_chosen)]
    accept: Option<Chosen>,
    /// The file, where it is not the one that the procedure's id means
    #[arg(long, value_name = "FILE")]
    into: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Which redlines are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Chosen {
    /// All that were not written yet.
    All,
    /// Those with these numbers.
    Numbers(Vec<usize>),
}

/// Lists the redlines of a session, or writes them.
pub fn redlines(shell: &Shell, args: &RedlinesArgs) -> Result<(), Failure> {
    let mut store = match args.accept {
        Some(_) => shell.store_for_change()?,
        None => shell.store(Access::Read)?,
    };
    let id = shell.session(&store, Some(&args.session))?;
    let session = desk::load(&store, &id)?.session;
    if let Some(chosen) = &args.accept {
        return accept(shell, &mut store, (&id, &session), chosen, args);
    }
    if args.json {
        return out::print_json(&words::documents(&session));
    }
    if session.redlines().iter().len() == 0 {
        shell.tell(&format!("Session {id} has no redlines: nobody amended its procedure."));
        return Ok(());
    }
    if args.patch {
        return patch(shell, &store, (&id, &session), args);
    }
    if args.changelog {
        return out::print_lines(&words::changelog(&session, shell.charset()));
    }
    let rows = words::rows(&session, shell.charset());
    let lines: Vec<String> = rows.iter().flat_map(|row| row.text(shell.charset())).collect();
    out::print_lines(&lines)?;
    if rows.iter().any(|row| !row.written) {
        shell.tell(&format!(
            "`firedrill redlines {id} --accept all` writes those that are open into the procedure's file."
        ));
    }
    Ok(())
}

fn file(shell: &Shell, session: (&SessionId, &Session), args: &RedlinesArgs) -> Result<PathBuf, Failure> {
    match &args.into {
        Some(path) => Ok(path.clone()),
        None => Ok(engine::file_of(session, &shell.places()?, &shell.paths()?)?),
    }
}

fn patch(
    shell: &Shell,
    store: &Store,
    (id, session): (&SessionId, &Session),
    args: &RedlinesArgs,
) -> Result<(), Failure> {
    let open: Vec<EventId> = session.redlines().open().map(|it| it.id).collect();
    let (path, before, amended) = match file(shell, (id, session), args) {
        Ok(file) => {
            let Preview { before, amended, .. } = engine::preview(session, &file, &open)?;
            (engine::path_in_patch(&file), before, amended)
        }
        Err(why) => {
            // The file is not here, or cannot be written; the text that the session began with is.
            let Some((before, amended)) = engine::of_session(store, session)? else { return Err(why) };
            (format!("procedures/{}.toml", session.procedure().id), before, amended)
        }
    };
    out::print(&unified::patch(&path, &before, &amended.text))?;
    let each = words::each(session, &amended.taken, shell.charset());
    told(shell, &each, &amended.taken)
}

fn accept(
    shell: &Shell,
    store: &mut Store,
    (id, session): (&SessionId, &Session),
    chosen: &Chosen,
    args: &RedlinesArgs,
) -> Result<(), Failure> {
    let chosen = picked(session, chosen)?;
    if chosen.is_empty() {
        shell.tell(&format!("Session {id} has no redlines that are not written yet."));
        return Ok(());
    }
    let preview = engine::preview(session, &file(shell, (id, session), args)?, &chosen)?;
    let request = |command| Request::now(command, shell.now(), shell.me(), Door::Shell);
    let (path, changed) = (preview.path.to_string_lossy(), preview.has_changed(session));
    let amended = &preview.amended;
    if changed {
        let shown = cells::shown(&path, shell.charset());
        shell.tell(&format!("{shown} was changed since the drill began. What is written into it:"));
        for line in words::differing(&preview.before, &amended.text, shell.charset()) {
            shell.tell(&line.text);
        }
    }
    let answer = engine::ship(store, id, &preview, request)?;
    if let Some(answer) = &answer {
        saved::print(shell, answer, args.json)?;
    }
    let outcome = words::outcome(session, &amended.taken, &path, changed, shell.charset());
    shell.tell(&outcome.said);
    told(shell, &outcome.each, &amended.taken)
}

/// Finds the redlines that were chosen.
fn picked(session: &Session, chosen: &Chosen) -> Result<Vec<EventId>, Failure> {
    let redlines = session.redlines();
    let Chosen::Numbers(numbers) = chosen else { return Ok(redlines.open().map(|it| it.id).collect()) };
    let all: Vec<EventId> = redlines.iter().map(|it| it.id).collect();
    let find = |number: &usize| {
        let id = number.checked_sub(1).and_then(|at| all.get(at)).copied();
        let many = all.len();
        id.ok_or_else(|| {
            Failure::Usage(format!("there is no redline {number}: they are numbered 1 to {many}"))
        })
    };
    numbers.iter().map(find).collect()
}

/// Tells what was not written, and why; the answer is no where somebody has to look at it.
fn told(shell: &Shell, each: &[String], taken: &TakenIn) -> Result<(), Failure> {
    for line in each {
        shell.tell(line);
    }
    if taken.clashes().next().is_none() { Ok(()) } else { Err(Failure::Said(exit::NO)) }
}

fn parse_chosen(text: &str) -> Result<Chosen, String> {
    if text == "all" {
        return Ok(Chosen::All);
    }
    let numbers: Result<Vec<usize>, _> = text.split(',').map(|it| it.trim().parse()).collect();
    numbers.map(Chosen::Numbers).map_err(|_| "write `all`, or numbers: 1,3,4".to_owned())
}
