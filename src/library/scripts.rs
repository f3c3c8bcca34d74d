//! Scripts that a procedure's commands start, and that are not there or cannot be started.

use super::command::program;
use super::error::LibraryError;
use super::inside::{Inside, Met};
use crate::drill::procedure::Procedure;
use crate::drill::reach::{Of, would_run};
use crate::drill::script::Role;
use crate::present::code::Code;
use crate::present::problem::shortened;
use std::collections::HashMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

/// A script that would not start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Missing {
    /// Whose command names it.
    pub whose: Whose,
    /// In which key.
    pub key: &'static str,
    /// How it is named.
    path: String,
    why: Why,
}

/// Who names a script: numbers count from 0, in the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    Step(usize),
    Probe(usize),
    Also(usize),
}

/// What is the matter with a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    Nothing,
    Folder,
    NotExecutable,
    LeadsOut,
    Unreadable,
}

impl Missing {
    /// Says it: what kind of thing it is, what, and what to do.
    pub fn told(&self) -> (Code, String, String) {
        let path = shortened(&self.path);
        let (code, message, hint) = match self.why {
            Why::Nothing => (
                Code::ScriptMissing,
                format!("there is no `{path}` in the procedure's folder"),
                "write it, or mend its name; a path is relative to the folder of this file".to_owned(),
            ),
            Why::Folder => (
                Code::ScriptMissing,
                format!("`{path}` is a folder, no file"),
                "name the file in it".to_owned(),
            ),
            Why::NotExecutable => (
                Code::ScriptNotExecutable,
                format!("`{path}` cannot be executed"),
                format!("chmod +x {path}, or start it with its shell: `sh {path}`"),
            ),
            Why::LeadsOut => (
                Code::ScriptOutside,
                format!("`{path}` leads out of the procedure's folder, where no trust reaches"),
                "put the file itself there".to_owned(),
            ),
            Why::Unreadable => (
                Code::ScriptMissing,
                format!("`{path}` cannot be read, or is no file"),
                "look at its rights; a script must be a file that can be read".to_owned(),
            ),
        };
        (code, message, hint)
    }
}

/// Finds what would not start of a procedure whose file lies in the folder.
pub(super) fn missing(procedure: &Procedure, folder: &Path) -> Vec<Missing> {
    // Without a folder there is nothing that could be said of what lies in it.
    let Ok(inside) = Inside::open(folder) else { return Vec::new() };
    let mut known: HashMap<(String, bool), Option<Why>> = HashMap::new();
    let mut look = |path: &str, starts: bool| {
        let key = (path.to_owned(), starts);
        *known.entry(key).or_insert_with(|| why(&inside, path, starts))
    };
    let mut found = named(procedure, &mut look);
    // A pattern may match nothing: files may come and go.
    for (at, entry) in procedure.also.iter().enumerate().filter(|(_, entry)| !entry.contains('*')) {
        let why = look(entry, false);
        found.extend(why.map(|why| Missing {
            whose: Whose::Also(at),
            key: "also",
            path: entry.clone(),
            why,
        }));
    }
    found
}

/// Finds what a built-in procedure does not bring along; what it does can be executed where it is unpacked.
pub(super) fn built_in(procedure: &Procedure, is_there: impl Fn(&str) -> bool) -> Vec<Missing> {
    named(procedure, &mut |path, _| (!is_there(path.trim_start_matches("./"))).then_some(Why::Nothing))
}

/// Looks at the script that each command starts.
fn named(procedure: &Procedure, look: &mut dyn FnMut(&str, bool) -> Option<Why>) -> Vec<Missing> {
    let (mut step, mut probe) = (Places::of(&procedure.steps), Places::of(&procedure.probes));
    let mut found = Vec::new();
    for would in would_run(procedure) {
        let (whose, key) = match would.of {
            Of::Step(it, role) => (Whose::Step(step.place(it)), key(role)),
            Of::Probe(it) => (Whose::Probe(probe.place(it)), "run"),
        };
        let Some(program) = program(would.command) else { continue };
        if let Some(why) = look(&program.path, program.starts) {
            found.push(Missing { whose, key, path: program.path, why });
        }
    }
    found
}

/// Finds places of things that come in the order of their list.
struct Places<'p, T> {
    all: &'p [T],
    at: usize,
}

impl<'p, T> Places<'p, T> {
    fn of(all: &'p [T]) -> Self {
        Self { all, at: 0 }
    }

    fn place(&mut self, it: &T) -> usize {
        while self.all.get(self.at).is_some_and(|here| !std::ptr::eq(here, it)) {
            self.at += 1;
        }
        self.at
    }
}

fn key(role: Role) -> &'static str {
    match role {
        Role::Run => "run",
        Role::Check => "check",
        Role::RecoveryPoint => "recovery_point",
        Role::Identity => "identity",
        Role::Preview => "preview",
    }
}

fn why(inside: &Inside, path: &str, starts: bool) -> Option<Why> {
    match inside.find("", path) {
        Ok(Met::File(found)) => {
            let mode = found.file.metadata().map(|it| it.permissions().mode());
            (starts && mode.is_ok_and(|mode| mode & 0o111 == 0)).then_some(Why::NotExecutable)
        }
        Ok(Met::Folder(_)) => Some(Why::Folder),
        Ok(Met::Nothing) => Some(Why::Nothing),
        Err(LibraryError::LinkOut { .. }) => Some(Why::LeadsOut),
        Err(_) => Some(Why::Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::surroundings::Surroundings;
    use std::fs;

    /// What is found of a procedure with this at its top level and this command, as codes.
    fn found(it: &Surroundings, top: &str, run: &str) -> Vec<(&'static str, Whose)> {
        it.procedure(top, run);
        let procedure = crate::library::read(&it.path("wiki.toml")).unwrap().procedure;
        let all = missing(&procedure, &it.path(""));
        all.iter().map(|it| (it.told().0.word(), it.whose)).collect()
    }

    #[test]
    fn scripts_are_looked_for_beside_the_file() {
        let it = Surroundings::new("", "true");
        it.put("scripts/a.sh", "exit 0");
        let step = Whose::Step(0);
        assert_eq!(found(&it, "", "sh scripts/a.sh x/y"), []);
        assert_eq!(found(&it, "", "scripts/a.sh"), [("script-not-executable", step)]);
        fs::set_permissions(it.path("scripts/a.sh"), fs::Permissions::from_mode(0o700)).unwrap();
        assert_eq!(found(&it, "", "scripts/a.sh"), []);
        assert_eq!(found(&it, "", "scripts/b.sh"), [("script-missing", step)]);
        assert_eq!(found(&it, "", "sh b.sh"), [("script-missing", step)]);
        assert_eq!(found(&it, "", "./scripts"), [("script-missing", step)]);
        for run in ["cd scripts && ./a.sh", "(cd scripts; ./a.sh)", "sudo sh -c 'cd scripts && ./a.sh'"] {
            assert_eq!(found(&it, "", run), [], "{run}");
        }
        for run in ["cd scripts && ./b.sh", "cd scripts; sh b.sh", "cd gone && ./a.sh", "env A=b ./b.sh"] {
            assert_eq!(found(&it, "", run), [("script-missing", step)], "{run}");
        }
        it.link("scripts/c.sh", "/bin/sh");
        assert_eq!(found(&it, "", "scripts/c.sh"), [("script-outside", step)]);
        let also = "also = [\"x/*\", \"scripts/a.sh\", \"b.sh\"]";
        assert_eq!(found(&it, also, "true"), [("script-missing", Whose::Also(2))]);
    }

    #[test]
    fn every_command_is_told_by_its_key() {
        let it = Surroundings::new("", "true");
        let rest = "check = \"./b\"\nrecovery_point = \"./c\"\nidentity = { run = \"./d\", equals = \"x\" }\n\
                    preview = { run = \"./e\", count = \"1\" }\n[[probe]]\nid = \"p\"\nrun = \"./f\"\n";
        let text = fs::read_to_string(it.path("wiki.toml")).unwrap() + rest;
        it.put("wiki.toml", &text);
        let procedure = crate::library::read(&it.path("wiki.toml")).unwrap().procedure;
        let keys: Vec<_> = missing(&procedure, &it.path("")).iter().map(|it| (it.whose, it.key)).collect();
        let of_step = ["identity", "preview", "check", "recovery_point"].map(|key| (Whose::Step(0), key));
        assert_eq!(keys, [&of_step[..], &[(Whose::Probe(0), "run")]].concat());
    }
}
