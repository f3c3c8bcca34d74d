//! Performs a procedure as a drill would: the commands of its steps, in the surroundings that scripts get.

#![expect(clippy::unwrap_used, reason = "a shell that cannot be started is a failed test")]

use firedrill::drill::procedure::{ProbeTarget, Procedure, Step};
use firedrill::library;
use std::cell::Cell;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A procedure in its first environment, with a temporary folder of its own; what it made goes with it.
pub struct Performance {
    procedure: Procedure,
    folder: TempDir,
    next: Cell<usize>,
}

/// What a step came to.
#[derive(Debug)]
pub struct Done {
    /// All that its commands said.
    pub said: String,
    /// What its `recovery_point` said.
    pub recovery_point: Option<String>,
}

impl Performance {
    pub fn new(procedure: &str) -> Self {
        let procedure = library::read(Path::new(procedure)).unwrap().procedure;
        let folder = TempDir::new().unwrap();
        // Scripts that may not be root go on as somebody else, who has to get into the folder.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o711)).unwrap();
        }
        Self { procedure, folder, next: Cell::new(0) }
    }

    pub fn procedure(&self) -> &Procedure {
        &self.procedure
    }

    /// The folder that `TMPDIR` names.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The names of what lies in the folder.
    pub fn leavings(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
    }

    /// Runs a command as a script of the procedure is run.
    pub fn sh(&self, command: &str) -> Output {
        let environment = &self.procedure.environments[0];
        Command::new("/bin/sh")
            .args(["-c", command])
            .current_dir("procedures")
            .stdin(Stdio::null())
            .env_clear()
            .env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
            .env("LANG", "C.UTF-8")
            .env("TERM", "dumb")
            .env("TZ", "Asia/Kolkata")
            .env("TMPDIR", self.folder.path())
            .env("FIREDRILL_SESSION", "01z0zajkmt")
            .env("FIREDRILL_PROCEDURE", self.procedure.id.as_str())
            .env("FIREDRILL_ENVIRONMENT", environment.name.as_str())
            .envs(&environment.vars)
            .output()
            .unwrap()
    }

    /// Performs every step from where it stands through the one named.
    pub fn steps_through(&self, id: &str) {
        let last = self.procedure.steps.iter().position(|step| step.id.as_str() == id).unwrap();
        while self.next.get() <= last {
            let step = &self.procedure.steps[self.next.get()];
            self.step(step.id.as_str()).unwrap_or_else(|why| panic!("{why}"));
        }
    }

    /// Performs a step: its guards, what it runs, its check, its recovery point; or says which of them failed, and why.
    pub fn step(&self, id: &str) -> Result<Done, String> {
        let index = self.procedure.steps.iter().position(|step| step.id.as_str() == id).unwrap();
        let step = &self.procedure.steps[index];
        self.guard(step)?;
        let mut said = String::new();
        for command in step.run.iter().chain(&step.check) {
            said.push_str(&self.succeed(id, command)?);
        }
        let recovery_point = step.recovery_point.as_ref().map(|it| self.succeed(id, it)).transpose()?;
        self.next.set(index + 1);
        Ok(Done { said, recovery_point })
    }

    fn guard(&self, step: &Step) -> Result<(), String> {
        let id = step.id.as_str();
        if let Some(identity) = &step.identity {
            let is = self.succeed(id, &identity.run)?;
            let expected = text(&self.sh(&format!("printf %s \"{}\"", identity.equals)).stdout);
            assert_eq!(is.trim(), expected, "{id}: the identity");
        }
        if let Some(preview) = &step.preview {
            let lines = self.succeed(id, &preview.run)?.lines().count() as u64;
            assert!((preview.count.0..=preview.count.1).contains(&lines), "{id}: {lines} would go");
        }
        Ok(())
    }

    fn succeed(&self, id: &str, command: &str) -> Result<String, String> {
        let output = self.sh(command);
        let said = text(&output.stdout);
        if output.status.success() {
            return Ok(said);
        }
        Err(format!("{id}: {command}: {said}{}", text(&output.stderr)))
    }

    /// Whether every probe sees its service.
    pub fn is_reachable(&self) -> bool {
        self.procedure.probes.iter().all(|probe| match &probe.target {
            ProbeTarget::Run(command) => self.sh(command).status.success(),
            other => panic!("{}: {other:?} is not asked here", probe.id),
        })
    }
}

impl Drop for Performance {
    fn drop(&mut self) {
        // What it started would live on in a folder that is gone.
        if let Some(command) = self.procedure.steps.last().and_then(|step| step.run.as_ref()) {
            let _ = self.sh(command);
        }
    }
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
