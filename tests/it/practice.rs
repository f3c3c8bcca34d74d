//! The practice procedure does what it says: its own commands make a ledger, lose it and bring it back.

#![expect(clippy::unwrap_used, reason = "a shell that cannot be started is a failed test")]

use firedrill::drill::procedure::Procedure;
use firedrill::library;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// A shell in the procedure's folder, with a temporary folder of its own and the environment's variables.
struct Shell {
    procedure: Procedure,
    folder: TempDir,
}

impl Shell {
    fn new() -> Self {
        let procedure = library::read(Path::new("procedures/practice-restore.toml")).unwrap().procedure;
        Self { procedure, folder: TempDir::new().unwrap() }
    }

    fn sh(&self, command: &str) -> Output {
        Command::new("sh")
            .args(["-c", command])
            .current_dir("procedures")
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("TMPDIR", self.folder.path())
            .envs(&self.procedure.environments[0].vars)
            .output()
            .unwrap()
    }

    /// Does what a step says, and checks it as the step says.
    fn step(&self, id: &str) -> String {
        let step = self.procedure.find(id).unwrap();
        let mut said = String::new();
        for command in step.run.iter().chain(&step.check) {
            let output = self.sh(command);
            let (out, err) = (text(&output.stdout), text(&output.stderr));
            assert!(output.status.success(), "{id}: {command}: {out}{err}");
            said.push_str(&out);
        }
        said
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        // The writer would live on for two hours in a folder that is gone.
        let _ = self.sh("sh scripts/practice/clean-up.sh");
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_ledger_is_lost_and_restored_by_the_commands_of_the_steps() {
    let shell = Shell::new();
    for id in ["start-ledger", "back-up-ledger", "lose-ledger", "choose-backup", "restore-ledger"] {
        shell.step(id);
    }
    let newest = shell.step("find-newest-entry");
    assert!(chrono::DateTime::parse_from_rfc3339(newest.trim()).is_ok(), "{newest}");
    let restore = shell.procedure.find("restore-ledger").unwrap();
    let recovery_point = shell.sh(restore.recovery_point.as_deref().unwrap());
    assert_eq!(text(&recovery_point.stdout), newest);
    for id in ["start-writer", "verify-ledger", "clean-up"] {
        shell.step(id);
    }
    assert_eq!(std::fs::read_dir(shell.folder.path()).unwrap().count(), 0, "something was left behind");
}

#[test]
fn a_spoiled_backup_fails_its_check_and_nothing_is_lost_without_a_sound_one() {
    let shell = Shell::new();
    shell.step("start-ledger");
    shell.step("back-up-ledger");
    let spoil = "for copy in \"$TMPDIR\"/firedrill-*/backup/*.csv; do echo x >>\"$copy\"; done";
    assert!(shell.sh(spoil).status.success());
    assert!(!shell.sh("sh scripts/practice/check-backup.sh").status.success());
    let refused = shell.sh("sh scripts/practice/lose.sh");
    assert!(!refused.status.success());
    assert!(text(&refused.stderr).contains("No sound backup"), "{}", text(&refused.stderr));
}
