//! A hermetic `firedrill`: a home, a store and an environment of its own.

#![expect(clippy::unwrap_used, reason = "a program that cannot be started is a failed test")]

use serde_json::Value;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A home with nothing in it, removed in the end.
pub struct Firedrill {
    home: TempDir,
}

/// What came of one call.
#[must_use = "say what is expected of it: ok(), refused(3)…"]
#[derive(Debug)]
pub struct Ran {
    /// The exit code; -1 where a signal ended it.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Firedrill {
    pub fn new() -> Self {
        Self { home: TempDir::new().unwrap() }
    }

    /// A home whose project holds the practice procedure as one does it by hand: nothing begins by itself.
    pub fn by_hand() -> Self {
        let it = Self::new();
        let text = include_str!("../../../procedures/practice-restore.toml");
        it.file("procedures/practice-restore.toml", text.replace("automatic = true\n", ""));
        it
    }

    /// A home in which a session of the practice procedure is declared; its owner is Mara.
    pub fn drilling() -> Self {
        let it = Self::by_hand();
        it.run(&["run", "practice-restore", "--env", "test", "--detach"]).ok();
        it
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    pub fn store(&self) -> PathBuf {
        self.home().join("data/firedrill/firedrill.db")
    }

    /// Writes a file into the home.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.home().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Any program in this home.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.home())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.home())
            .env("XDG_DATA_HOME", self.home().join("data"))
            .env("XDG_CONFIG_HOME", self.home().join("config"))
            .env("XDG_STATE_HOME", self.home().join("state"))
            .env("TMPDIR", self.home())
            .env("TZ", "UTC")
            .env("FIREDRILL_NAME", "Mara")
            .env("FIREDRILL", Self::binary())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub fn binary() -> &'static str {
        env!("CARGO_BIN_EXE_firedrill")
    }

    /// The program with these arguments, not started yet.
    pub fn started_with(&self, args: &[&str]) -> Command {
        let mut command = self.command(Self::binary());
        command.args(args);
        command
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        Ran::of(self.started_with(args).output().unwrap())
    }

    pub fn run_with(&self, variables: &[(&str, &str)], args: &[&str]) -> Ran {
        Ran::of(self.started_with(args).envs(variables.iter().copied()).output().unwrap())
    }

    /// Runs it with this on standard input.
    pub fn fed(&self, input: impl AsRef<[u8]>, args: &[&str]) -> Ran {
        let mut child = self.started_with(args).stdin(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.as_ref().to_vec();
        std::thread::scope(|scope| {
            // It may leave before it has read everything.
            scope.spawn(move || _ = stdin.write_all(&input));
            Ran::of(child.wait_with_output().unwrap())
        })
    }

    /// Runs a line of `sh`, in which `$FIREDRILL` is the program.
    pub fn sh(&self, line: &str) -> Ran {
        Ran::of(self.command("sh").args(["-c", line]).output().unwrap())
    }

    /// Runs it and reads its JSON.
    pub fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.run(args).ok()).unwrap()
    }

    /// Reads the session as JSON.
    pub fn show(&self) -> Value {
        self.json(&["show", "last", "--json"])
    }
}

impl Ran {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Went fine; returns standard output.
    pub fn ok(self) -> String {
        assert_eq!(self.code, 0, "{self:#?}");
        self.out
    }

    /// Ended with this code, printed no data and said why; returns that.
    pub fn failed(self, code: i32) -> String {
        assert_eq!(self.code, code, "{self:#?}");
        assert!(self.out.is_empty() && !self.err.is_empty(), "{self:#?}");
        self.err
    }
}

/// Returns the kinds of the saved lines, with their steps: `step_started open-shell`.
pub fn saved(out: &str) -> Vec<String> {
    let lines = out.lines().filter_map(|line| line.strip_prefix("saved "));
    let words = lines.map(|line| line.split(" · ").next().unwrap_or_default());
    words.map(|line| line.split_once(' ').unwrap().1.to_owned()).collect()
}

/// Returns the event ids of the saved lines.
pub fn saved_ids(out: &str) -> Vec<String> {
    let lines = out.lines().filter_map(|line| line.strip_prefix("saved "));
    lines.filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}
