//! `trust`: shows what a procedure would do, and asks whether it may on this machine.

use crate::cli::failure::Failure;
use crate::cli::out;
use crate::cli::shell::Shell;
use crate::engine::trust::{self as engine, Look};
use crate::library::{self, Content, Standing};
use crate::present::cells;
use crate::present::quoting::quoted;
use crate::present::table::aligned;
use crate::present::trust::{FileRow, Said, Subject};
use clap::Args;
use rustix::termios::{QueueSelector, tcflush};
use serde::Serialize;
use std::io::{self, BufRead as _, IsTerminal as _, Read as _, Write as _};

/// What has to be typed.
const YES: &str = "yes";

/// Arguments of `trust`.
#[derive(Debug, Args)]
pub struct TrustArgs {
    /// A path, or the id of a procedure that is found by id
    #[arg(required_unless_present = "list", conflicts_with = "list")]
    procedure: Option<String>,
    /// Trust it without a question, if this is its digest (`sha256:…`)
    #[arg(long, value_name = "DIGEST", conflicts_with_all = ["list", "forget", "json"])]
    digest: Option<String>,
    /// List what is trusted on this machine
    #[arg(long)]
    list: bool,
    /// Take the trust back
    #[arg(long, conflicts_with_all = ["list", "json"])]
    forget: bool,
    /// Print JSON, and ask nothing
    #[arg(long)]
    json: bool,
}

/// One line of the list.
#[derive(Debug, Serialize)]
struct Listed {
    procedure: String,
    file: String,
    digest: String,
    trusted_at: String,
    by: String,
}

/// Does what was asked.
pub fn trust(shell: &Shell, args: &TrustArgs) -> Result<(), Failure> {
    let Some(procedure) = &args.procedure else { return list(shell, args.json) };
    if args.forget {
        return forget(shell, procedure);
    }
    let loaded = library::find(procedure, &shell.places()?)?.load(&shell.places()?)?;
    let look = engine::look(&shell.paths()?, &loaded)?;
    let folder = look.manifest.folder.to_string_lossy();
    let changes: Vec<String> = match &look.standing {
        Standing::Changed(changes) => changes.iter().map(ToString::to_string).collect(),
        Standing::Trusted | Standing::Never => Vec::new(),
    };
    let (files, fingerprint) = (rows(&look), look.manifest.fingerprint());
    let subject = Subject {
        procedure: &look.loaded.procedure,
        folder: &folder,
        files: &files,
        standing: match look.standing {
            Standing::Trusted if look.built_in => Said::BuiltIn,
            Standing::Trusted => Said::Trusted,
            Standing::Never => Said::Never,
            Standing::Changed(_) => Said::Changed(&changes),
        },
        fingerprint: &fingerprint,
    };
    if args.json {
        return out::print_json(&subject.document());
    }
    if let Some(given) = args.digest.as_ref().filter(|given| **given != fingerprint) {
        let given = cells::label(given, 80, shell.charset());
        return Err(Failure::No(format!("not trusted: {given} was meant, and it is {fingerprint} now")));
    }
    if look.standing == Standing::Trusted {
        shell.tell(&subject.sentence());
        return Ok(());
    }
    if args.digest.is_none() {
        out::print_lines(&subject.lines(shell.charset()))?;
        shell.tell(&format!("\n{}", subject.sentence()));
        ask(shell, procedure, &fingerprint)?;
    }
    engine::trust(&shell.paths()?, &look, shell.now().wall, &shell.me())?;
    shell.tell(&format!("{} is trusted on this machine.", look.loaded.procedure.id));
    Ok(())
}

/// The procedure's own file first.
fn rows(look: &Look) -> Vec<FileRow> {
    let manifest = &look.manifest;
    let file = |path: &str, sha256: &str| FileRow {
        path: path.to_owned(),
        sha256: Some(sha256.to_owned()),
        link: None,
    };
    let own = (!manifest.files.contains_key(&manifest.file))
        .then(|| file(&manifest.file, manifest.procedure.as_str()));
    let others = manifest.files.iter().map(|(path, content)| match content {
        Content::File(digest) => file(path, digest.as_str()),
        Content::Link(target) => FileRow { path: path.clone(), sha256: None, link: Some(target.clone()) },
    });
    own.into_iter().chain(others).collect()
}

/// Goes on only after a person typed it.
fn ask(shell: &Shell, procedure: &str, fingerprint: &str) -> Result<(), Failure> {
    let stdin = io::stdin();
    if shell.no_input() || !stdin.is_terminal() {
        return Err(Failure::Person(format!(
            "a person has to say so at a terminal. Where there is none, name the content that is meant: firedrill \
             trust {} --digest {fingerprint}",
            quoted(procedure)
        )));
    }
    // What was typed before the question could be read is no answer to it.
    _ = tcflush(&stdin, QueueSelector::IFlush);
    let mut err = io::stderr().lock();
    _ = write!(err, "Trust this on this machine? Type {YES}: ").and_then(|()| err.flush());
    drop(err);
    let mut answer = String::new();
    let read = stdin.lock().take(1_024).read_line(&mut answer);
    if read.is_ok() && answer.trim() == YES { Ok(()) } else { Err(Failure::No("not trusted".to_owned())) }
}

fn list(shell: &Shell, json: bool) -> Result<(), Failure> {
    let entries = engine::trusted(&shell.paths()?)?;
    let listed: Vec<Listed> = entries
        .iter()
        .map(|it| Listed {
            procedure: it.id.to_string(),
            file: it.file().to_string_lossy().into_owned(),
            digest: it.manifest.fingerprint(),
            trusted_at: it.when.clone(),
            by: it.by.to_string(),
        })
        .collect();
    if json {
        return out::print_json(&listed);
    }
    if listed.is_empty() {
        shell.tell("Nothing is trusted on this machine but what comes with the program.");
        return Ok(());
    }
    let safe = |text: &str| cells::shown(text, shell.charset());
    let row = |it: &Listed| [&it.procedure, &it.trusted_at, &it.by, &it.file].map(|text| safe(text)).to_vec();
    out::print_lines(&aligned(&listed.iter().map(row).collect::<Vec<_>>(), &[]))
}

fn forget(shell: &Shell, procedure: &str) -> Result<(), Failure> {
    let shown = cells::shown(procedure, shell.charset());
    let forgotten = engine::forget(&shell.paths()?, procedure)?;
    shell.tell(&if forgotten {
        format!("{shown} is not trusted on this machine any more.")
    } else {
        format!("{shown} was not trusted on this machine; nothing was to be forgotten.")
    });
    Ok(())
}
