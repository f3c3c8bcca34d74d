//! Holds every file to the map in `src/lib.rs`: who may import whom, what the pure floors must not name, which room owns
//! which crate, and how long a file may be.

use crate::source::{Reference, references, tokens};
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Floors up to this one are pure.
const HIGHEST_PURE_FLOOR: u32 = 2;

/// The crates that every pure room may use.
const PURE_CRATES: [&str; 5] = ["chrono", "serde", "serde_json", "thiserror", "uuid"];

/// What one of them may use besides. `toml`: the settings and the procedures are read alike, from text alone. `vte`: takes
/// bytes apart and does nothing else. `similar` and
/// `strsim`: lay one text over another.
const MORE_CRATES: [(&str, &[&str]); 2] = [
    ("analysis", &["strsim"]),
    ("present", &["similar", "strsim", "toml", "unicode_segmentation", "unicode_width", "vte"]),
];

/// What the tests of any room may use besides.
const TEST_CRATES: [&str; 2] = ["proptest", "insta"];

/// Crates that belong to some rooms alone.
const OWNED: [(&str, &[&str]); 9] = [
    ("rusqlite", &["store"]),
    ("crossterm", &["tui", "cli"]),
    ("ratatui", &["tui", "cli"]),
    ("ratatui_textarea", &["tui", "cli"]),
    ("notify", &["platform"]),
    ("pulldown_cmark", &["library"]),
    ("rustls", &["runner"]),
    ("rustls_native_certs", &["runner"]),
    ("ureq", &["runner"]),
];

/// Parts of the standard library that reach outside.
const IMPURE_STD: [&str; 7] = ["env", "fs", "io", "net", "os", "process", "thread"];

/// Names that read a clock or draw lots, wherever they come from.
const IMPURE_NAMES: [&str; 4] = ["Instant", "SystemTime", "new_v4", "now_v7"];

/// Macros that print.
const PRINTING: [&str; 5] = ["dbg", "eprint", "eprintln", "print", "println"];

/// Lines that a file may have, its tests included.
const LONGEST_FILE: usize = 600;

/// A breach of the map.
#[derive(Debug, PartialEq, Eq)]
struct Breach {
    file: PathBuf,
    line: usize,
    what: String,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file.display(), self.line, self.what)
    }
}

/// The rooms with their floors, as the crate doc draws them.
struct Map(BTreeMap<String, u32>);

impl Map {
    /// Reads lines like `//! 3  store  library        neighbours that do not know each other`: a floor, its rooms two
    /// spaces apart, and farther off what they are.
    fn read(crate_doc: &str) -> Self {
        let mut rooms = BTreeMap::new();
        for line in crate_doc.lines().filter_map(|line| line.strip_prefix("//! ")) {
            let Some((floor, names)) = line.split_once("  ") else { continue };
            let Ok(floor) = floor.parse() else { continue };
            let names = names.split_once("    ").map_or(names, |(names, _)| names);
            rooms.extend(names.split("  ").map(|name| (name.trim().to_owned(), floor)));
        }
        Self(rooms)
    }

    fn floor(&self, room: &str) -> Option<u32> {
        self.0.get(room).copied()
    }
}

/// One file of `src/`, with what is needed to judge it.
struct Judge<'a> {
    map: &'a Map,
    /// The crates that `Cargo.toml` names, as code spells them.
    crates: &'a [String],
    /// Relative to `src/`.
    file: &'a Path,
    /// `drill::decide::life`; empty for `lib.rs` and `main.rs`.
    module: Vec<String>,
    breaches: Vec<Breach>,
}

/// Judges one file by its text.
fn judge(map: &Map, crates: &[String], file: &Path, text: &str) -> Vec<Breach> {
    let mut judge = Judge { map, crates, file, module: module_of(file), breaches: Vec::new() };
    judge.length(text);
    judge.room();
    let tokens = tokens(text);
    for (at, token) in tokens.iter().enumerate() {
        if token.text == "fn" && file.ends_with("mod.rs") {
            judge.breach(token.line, "logic in mod.rs: move it to a file that is named after it");
        }
        let words: Vec<&str> = tokens[at..].iter().take(3).map(|token| token.text.as_str()).collect();
        if words == ["[", "path", "="] {
            judge.breach(token.line, "a module lies where its name says; no #[path]");
        }
    }
    for reference in references(&tokens) {
        judge.reference(&reference);
    }
    judge.breaches
}

fn module_of(file: &Path) -> Vec<String> {
    let mut module: Vec<String> =
        file.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if module.last().is_some_and(|last| last == "mod")
        || matches!(module.as_slice(), [it] if it == "lib" || it == "main")
    {
        module.pop();
    }
    module
}

impl Judge<'_> {
    fn breach(&mut self, line: usize, what: impl Into<String>) {
        self.breaches.push(Breach { file: self.file.to_owned(), line, what: what.into() });
    }

    fn length(&mut self, text: &str) {
        let lines = text.lines().count();
        if lines > LONGEST_FILE {
            self.breach(lines, format!("{lines} lines: split it, {LONGEST_FILE} is the most"));
        }
    }

    fn room(&mut self) {
        let unknown = self.module.first().filter(|room| self.map.floor(room).is_none());
        if let Some(room) = unknown.cloned() {
            self.breach(1, format!("the room `{room}` is not on the map in src/lib.rs"));
        }
    }

    fn reference(&mut self, reference: &Reference) {
        let path: Vec<&str> = reference.path.iter().map(String::as_str).collect();
        match self.absolute(reference) {
            Some(target) => self.inner(reference.line, &target),
            None => self.outer(reference.line, &path),
        }
        if self.floor().is_some_and(|floor| floor <= HIGHEST_PURE_FLOOR) {
            let in_tests = self
                .module
                .iter()
                .chain(&reference.inside)
                .any(|module| module == "tests" || module == "properties");
            self.short_list(reference.line, path[0], in_tests);
            self.purity(reference.line, &path);
        }
    }

    fn floor(&self) -> Option<u32> {
        self.module.first().and_then(|room| self.map.floor(room))
    }

    /// Resolves a path of this crate to its segments from the root; `None` for any other path.
    fn absolute(&self, reference: &Reference) -> Option<Vec<String>> {
        let mut at: Vec<String> = self.module.iter().chain(&reference.inside).cloned().collect();
        let mut rest = reference.path.as_slice();
        match rest.first()?.as_str() {
            "crate" => at.clear(),
            "self" | "super" => {}
            _ => return None,
        }
        while let [first, behind @ ..] = rest {
            match first.as_str() {
                "crate" | "self" => {}
                "super" => drop(at.pop()),
                _ => break,
            }
            rest = behind;
        }
        at.extend(rest.iter().cloned());
        Some(at)
    }

    /// Judges a path into this crate.
    fn inner(&mut self, line: usize, target: &[String]) {
        let Some(own) = self.module.first().cloned() else { return };
        let Some(room) = target.first().filter(|room| *room != "*") else {
            return self.breach(line, "names the root of the crate, and with it every room");
        };
        if *room == own {
            return;
        }
        match (self.floor(), self.map.floor(room)) {
            (_, None) => self.breach(line, format!("`{room}` is not on the map in src/lib.rs")),
            (Some(from), Some(to)) if to > from => {
                self.breach(line, format!("climbs from {own} ({from}) to {room} ({to})"));
            }
            (Some(from), Some(to)) if to == from => {
                self.breach(line, format!("{own} and {room} are neighbours, which do not know each other"));
            }
            _ => {}
        }
    }

    /// Judges a path out of this crate, which in `main.rs` leads to the library.
    fn outer(&mut self, line: usize, path: &[&str]) {
        if path[0] == "firedrill" && !matches!(path, ["firedrill", "cli", ..]) {
            self.breach(line, "main.rs imports cli alone");
        }
        let owners = OWNED.iter().find(|(name, _)| *name == path[0]).map(|(_, owners)| *owners);
        let own = self.module.first().map_or("", String::as_str);
        if owners.is_some_and(|owners| !owners.contains(&own)) {
            self.breach(
                line,
                format!("only {} may name {}", owners.unwrap_or_default().join(" and "), path[0]),
            );
        }
    }

    fn short_list(&mut self, line: usize, name: &str, in_tests: bool) {
        let own = self.module.first().map_or("", String::as_str);
        let more = MORE_CRATES.iter().find(|(room, _)| *room == own).map_or(&[] as &[&str], |(_, more)| more);
        let listed = PURE_CRATES.contains(&name) || more.contains(&name);
        let is_crate = self.crates.iter().any(|it| it == name);
        if is_crate && !listed && !(in_tests && TEST_CRATES.contains(&name)) {
            self.breach(line, format!("the crate {name} is not on the short list of {own}"));
        }
    }

    fn purity(&mut self, line: usize, path: &[&str]) {
        let after =
            |name: &str| path.iter().position(|it| *it == name).map_or(&[] as &[&str], |at| &path[at + 1..]);
        let named = match path {
            ["std" | "core", part, ..] if IMPURE_STD.contains(part) => true,
            ["std" | "chrono" | "uuid"] | ["std" | "chrono" | "uuid", .., "*"] => true,
            [.., name, "!"] => PRINTING.contains(name),
            [module, .., "Local"] | [module, .., "Local", _] => module.starts_with(char::is_lowercase),
            ["Local", ..] => true,
            _ => false,
        };
        if named || after("Utc") == ["now"] || path.iter().any(|name| IMPURE_NAMES.contains(name)) {
            self.breach(line, format!("a pure floor must not name {}", path.join("::")));
        }
    }
}

/// Returns the names of all crates in `Cargo.toml`, as code spells them.
fn crates_of(manifest: &str) -> Vec<String> {
    let mut in_dependencies = false;
    let mut crates = Vec::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            in_dependencies = line.trim_end().ends_with("dependencies]");
        } else if let Some((name, _)) = line.split_once('=').filter(|_| in_dependencies) {
            crates.push(name.trim().replace('-', "_"));
        }
    }
    crates
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            rust_files(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(())
}

#[test]
fn the_house_stands() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = root.join("src");
    let map = Map::read(&fs::read_to_string(sources.join("lib.rs")).unwrap());
    let crates = crates_of(&fs::read_to_string(root.join("Cargo.toml")).unwrap());
    assert!(map.floor("cli") == Some(6) && crates.iter().any(|name| name == "unicode_width"));
    let mut files = Vec::new();
    rust_files(&sources, &mut files).unwrap();
    let breaches: Vec<String> = files
        .iter()
        .flat_map(|file| {
            let text = fs::read_to_string(file).unwrap();
            judge(&map, &crates, file.strip_prefix(&sources).unwrap(), &text)
        })
        .map(|breach| format!("src/{breach}"))
        .collect();
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

mod judged {
    use super::*;

    const MAP: &str = "//! # The map\n//!\n//! 6  cli                      speaks\n//! 5  tui        draws\n\
        //! 3  store  library  platform        neighbours\n//! 2  present     words\n//! 0  drill    core\n";

    /// What is wrong with a file of one or more lines, each breach as `line: what`.
    fn breaches(file: &str, text: &str) -> Vec<String> {
        let crates = crates_of(
            "[dependencies]\nserde = \"1\"\nrusqlite = \"1\"\nratatui = \"1\"\ngetrandom = \"1\"\n\
            [dev-dependencies]\nproptest = \"1\"\n[lints.rust]\nstd = 1\n",
        );
        let breaches = judge(&Map::read(MAP), &crates, Path::new(file), text);
        breaches.iter().map(|it| format!("{}: {}", it.line, it.what)).collect()
    }

    #[track_caller]
    fn breach(file: &str, text: &str, expected: &str) {
        let found = breaches(file, text);
        assert!(found.len() == 1 && found[0].contains(expected), "{text}: {found:?}");
    }

    #[track_caller]
    fn fine(file: &str, text: &str) {
        assert_eq!(breaches(file, text), [""; 0], "{text}");
    }

    #[test]
    fn an_import_that_climbs() {
        breach("drill/session.rs", "\nuse crate::store::Store;", "2: climbs from drill (0) to store (3)");
        breach("drill/session.rs", "use crate::{drill::ids, tui};", "climbs from drill (0) to tui (5)");
        breach("store/mod.rs", "pub use crate::tui::App;", "climbs");
        fine("store/append.rs", "use crate::drill::ids; use crate::present::safe; use crate::store::read;");
        fine("cli/run.rs", "use crate::{drill, store, tui};");
    }

    #[test]
    fn an_import_from_a_neighbour() {
        breach("store/append.rs", "use crate::library::Text;", "neighbours");
        breach("platform/clock.rs", "fn f() { crate::store::open() }", "neighbours");
    }

    #[test]
    fn a_climb_by_super() {
        breach("drill/decide/life.rs", "use super::super::super::store::X;", "climbs");
        breach("drill/mod.rs", "fn_!(super::store::X);", "climbs");
        breach("present/safe.rs", "mod tests { use super::super::super::tui; }", "climbs");
        fine("drill/decide/life.rs", "use super::super::session; use super::notes; use self::x::Y;");
        fine("present/safe.rs", "mod tests { use super::super::cells; }");
    }

    #[test]
    fn a_climb_in_the_code() {
        breach(
            "drill/session.rs",
            "fn f() {\n\n let x = crate::engine::X; }",
            "3: `engine` is not on the map",
        );
        breach("drill/session.rs", "macro_rules! m { () => { $crate::cli::main() } }", "climbs");
    }

    #[test]
    fn the_root_of_the_crate() {
        for text in ["use crate::*;", "use crate as all;", "use super::super::*;", "use {crate as all};"] {
            breach("drill/session.rs", text, "names the root");
        }
        fine("lib.rs", "pub mod drill; pub use crate::drill::ids;");
    }

    #[test]
    fn main_names_cli_alone() {
        fine("main.rs", "fn main() -> std::process::ExitCode { firedrill::cli::main() }");
        breach("main.rs", "use firedrill::store;", "main.rs imports cli alone");
        breach("main.rs", "use firedrill::{cli, tui::App};", "main.rs imports cli alone");
    }

    #[test]
    fn a_pure_floor_that_reaches_outside() {
        for name in [
            "use std::fs;",
            "use std::{fmt, process::Command};",
            "fn f() { std::env::var(x) }",
            "use std::net::TcpStream;",
            "fn f() { std::thread::spawn(g) }",
            "use std::io::Write;",
            "use std::time::Instant;",
            "use std::time::{self, SystemTime};",
            "fn f() { time::Instant::now() }",
            "fn f() { Utc::now() }",
            "fn f() { chrono::Utc::now() }",
            "use chrono::Local;",
            "use chrono::{DateTime, offset::Local};",
            "fn f() { Local::now() }",
            "use chrono::prelude::*;",
            "use std as s;",
            "fn f() { Uuid::now_v7() }",
            "fn f() { println!(\"x\") }",
            "fn f() { std::eprintln!(\"x\") }",
        ] {
            breach("drill/session.rs", name, "must not name");
            breach("present/safe.rs", name, "must not name");
            fine("platform/clock.rs", name);
        }
        fine(
            "drill/session.rs",
            "use chrono::{TimeZone, Utc}; fn f() { Door::Local; Utc.fix(); write!(f, \"\") }",
        );
    }

    #[test]
    fn a_pure_floor_that_uses_more_than_its_short_list() {
        breach("drill/session.rs", "use getrandom::fill;", "not on the short list of drill");
        breach("present/safe.rs", "fn f() { getrandom::fill(x) }", "not on the short list of present");
        breach("drill/session.rs", "use proptest::prelude::*;", "not on the short list of drill");
        fine("drill/session.rs", "use serde::Serialize; mod tests { use proptest::prelude::*; }");
        fine("drill/session/tests.rs", "use proptest::prelude::*;");
        breach("drill/session.rs", "mod tests { use getrandom::fill; }", "not on the short list of drill");
    }

    #[test]
    fn a_crate_that_belongs_to_another_room() {
        breach("platform/lock.rs", "use rusqlite::Connection;", "only store may name rusqlite");
        breach("library/read.rs", "use ratatui::text::Line;", "only tui and cli may name ratatui");
        fine("store/open.rs", "use rusqlite::Connection;");
        fine("tui/draw.rs", "use ratatui::text::Line;");
    }

    #[test]
    fn logic_in_a_mod_file() {
        breach("store/mod.rs", "//! Docs.\npub mod x;\nfn f() {}", "3: logic in mod.rs");
        fine("store/mod.rs", "//! The fn that…\npub mod x;\npub use x::X;");
        breach("store/mod.rs", "#[path = \"../drill/x.rs\"]\nmod x;", "no #[path]");
    }

    #[test]
    fn a_file_that_is_too_long() {
        fine("store/open.rs", &"\n".repeat(600));
        breach("store/open.rs", &"\n".repeat(601), "601 lines");
    }

    #[test]
    fn a_room_that_is_not_on_the_map() {
        breach("attic/mod.rs", "pub mod x;", "`attic` is not on the map");
        breach("attic.rs", "", "`attic` is not on the map");
        fine("lib.rs", "pub mod attic;");
    }

    #[test]
    fn comments_and_quotes_do_not_trip_it() {
        fine(
            "drill/session.rs",
            "//! [`crate::store::X`]\n// std::fs\nconst X: &str = \"crate::tui::App std::fs println!()\";",
        );
    }
}
