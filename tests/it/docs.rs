//! What the README shows is what the program does: keys, commands and pictures are made here, and compared.

#![expect(clippy::unwrap_used, reason = "documents that cannot be made are a failed test")]

use crate::pictures;
use clap::CommandFactory;
use firedrill::cli::Cli;
use firedrill::present::code::Code;
use firedrill::tui::action::{Action, Scope};
use std::path::{Path, PathBuf};

/// Returns every file that is generated, as it should read.
pub fn files() -> Vec<(PathBuf, String)> {
    let readme = std::fs::read_to_string("README.md").unwrap();
    let readme = replaced(&replaced(&readme, "keys", &keys()), "commands", &commands());
    let readme = replaced(&readme, "codes", &codes());
    let pictures = pictures::all().into_iter();
    let pictures = pictures.map(|(name, svg)| (Path::new("assets").join(name).with_extension("svg"), svg));
    pictures.chain([(PathBuf::from("README.md"), readme)]).collect()
}

/// Puts a generated part into its place, between the two comments that name it.
fn replaced(text: &str, name: &str, part: &str) -> String {
    let (before, rest) = text.split_once(&format!("<!-- {name}: ")).unwrap();
    let (comment, rest) = rest.split_once("-->\n").unwrap();
    let (_, after) = rest.split_once(&format!("<!-- /{name} -->")).unwrap();
    format!("{before}<!-- {name}: {comment}-->\n\n{part}\n<!-- /{name} -->{after}")
}

fn keys() -> String {
    let rows = Scope::ALL.into_iter().flat_map(|scope| {
        let here = Action::ALL.iter().filter(move |action| action.scopes().first() == Some(&scope));
        here.map(move |action| {
            let keys: Vec<String> = action.default_keys().iter().map(|key| format!("`{key}`")).collect();
            let keys = if keys.is_empty() { "palette".to_owned() } else { keys.join(" ") };
            let scopes: Vec<&str> = action.scopes().iter().map(|scope| scope.title()).collect();
            format!("| {} | {} | {} |\n", keys.replace('|', "\\|"), action.label(), scopes.join(", "))
        })
    });
    format!("| Key | Does | Where |\n| --- | --- | --- |\n{}", rows.collect::<String>())
}

/// What `check` finds.
fn codes() -> String {
    let row =
        |code: Code| format!("| `{}` | {} | {} |\n", code.word(), code.severity().word(), code.meaning());
    let rows: String = Code::ALL.into_iter().map(row).collect();
    format!("| Code | | It means |\n| --- | --- | --- |\n{rows}")
}

/// The commands as `--help` lists them.
fn commands() -> String {
    let cli = Cli::command();
    let rows = cli.get_subcommands().filter(|command| !command.is_hide_set()).map(|command| {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        format!("| `firedrill {}` | {} |\n", command.get_name(), about.replace('|', "\\|"))
    });
    format!("| Command | Does |\n| --- | --- |\n{}", rows.collect::<String>())
}

#[test]
fn readme_and_pictures_are_true() {
    for (path, expected) in files() {
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            found == expected,
            "{} is out of date: run `cargo run --example docs`, look at it, and commit it",
            path.display()
        );
    }
}

#[test]
fn the_readme_names_the_two_commands() {
    let readme = std::fs::read_to_string("README.md").unwrap();
    assert!(readme.contains("\ncargo run --release -- run procedures/practice-restore.toml --env test\n"));
    assert!(readme.contains("\ncargo test\n"));
    assert!(std::fs::read_to_string(".ci/run").unwrap().contains("\ncargo test\n"));
}
