//! A script at work: started through a keeper, told of as it goes.

use super::capture::Capture;
use super::keeper::{self, KEEP, KEEP_HERE};
use super::preflight::obstacle;
use super::secrets::Secrets;
use crate::drill::script::{Outcome, Output};
use rustix::io::{FdFlags, fcntl_setfd, ioctl_fionread};
use std::collections::BTreeMap;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::os::fd::AsRawFd as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

/// How long a script that was asked to end may take before it is killed.
pub const GRACE: Duration = Duration::from_secs(5);

/// The time in which output is gathered before it is told: a screen shows no more frames than that.
const GATHER: Duration = Duration::from_millis(33);

/// How much of that is told; on a flood the newest.
const TOLD: usize = 32 * 1024;

/// What is to be run.
#[derive(Debug)]
pub struct Job {
    /// The shell command.
    pub command: String,
    /// The folder in which it runs.
    pub folder: PathBuf,
    /// Its complete environment.
    pub variables: BTreeMap<String, String>,
    /// What is hidden in its output.
    pub secrets: Secrets,
    /// How long it may take; the time in which the machine sleeps does not count.
    pub timeout: Option<Duration>,
    /// How long it may take to end when it is asked to.
    pub grace: Duration,
}

/// What is told of a script.
#[derive(Debug)]
pub enum News {
    /// It runs.
    Launched {
        /// Its process.
        pid: u32,
        /// When that began, in clock ticks since the boot; 0 where the system does not tell.
        started: u64,
    },
    /// It printed something.
    Output {
        /// The newest of it, secrets hidden.
        text: Vec<u8>,
        /// How many bytes before that are not told.
        skipped: u64,
    },
    /// It ended; always the last, and told once.
    Ended {
        /// How.
        outcome: Outcome,
        /// What it printed.
        output: Output,
    },
}

/// A script that was started. Dropped, it is cancelled, without waiting for that.
#[derive(Debug)]
pub struct Running {
    control: Option<ChildStdin>,
}

impl Running {
    /// Ends the script and everything that it started: TERM, the grace, KILL. Returns at once.
    pub fn cancel(&mut self) {
        if let Some(control) = &mut self.control {
            // It may have ended by itself.
            let _ = control.write_all(b"c");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.cancel();
    }
}

/// What the threads of a job say to the one that tells.
enum Word {
    Launched { pid: u32, started: u64 },
    Chunk(Vec<u8>),
    Printed(Output),
    Ended(Outcome),
}

/// Starts a script; `program` is the executable that keeps it, `tell` is called on another thread.
pub fn start(program: &Path, job: Job, mut tell: Box<dyn FnMut(News) + Send>) -> Running {
    let cannot = |why, mut tell: Box<dyn FnMut(News) + Send>| {
        thread::spawn(move || {
            tell(News::Ended { outcome: Outcome::CouldNotStart { why }, output: Output::default() });
        });
        Running { control: None }
    };
    if let Some(why) = obstacle(&job.command, &job.folder) {
        return cannot(why, tell);
    }
    let mut child = match spawn(program, &job) {
        Ok(child) => child,
        Err(error) => return cannot(format!("the shell does not start: {error}"), tell),
    };
    let control = child.stdin.take();
    let (Some(output), Some(status)) = (child.stdout.take(), child.stderr.take()) else {
        return cannot("its output cannot be read".to_owned(), tell);
    };
    let (sender, words) = sync_channel(16);
    let printed = sender.clone();
    let timeout_ms = job.timeout.map_or(0, millis);
    thread::spawn(move || read_output(output, &job.secrets, &printed));
    thread::spawn(move || read_status(child, status, timeout_ms, &sender));
    thread::spawn(move || tell_all(&words, &mut tell));
    Running { control }
}

fn spawn(program: &Path, job: &Job) -> std::io::Result<Child> {
    let mut keeper = keeper(program, KEEP, job);
    keeper.arg(job.timeout.map_or(0, millis).to_string()).arg(millis(job.grace).to_string());
    keeper.arg(&job.command).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()
}

fn keeper(program: &Path, kind: &str, job: &Job) -> Command {
    let mut keeper = Command::new(program);
    keeper.arg(kind).current_dir(&job.folder).env_clear().envs(&job.variables);
    keeper
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX).max(1)
}

fn read_output(mut output: ChildStdout, secrets: &Secrets, sender: &SyncSender<Word>) {
    let (mut filter, mut capture) = (secrets.filter(), Capture::default());
    let mut chunk = vec![0; 64 * 1024];
    let mut shown = Vec::new();
    while let Ok(read @ 1..) = output.read(&mut chunk) {
        filter.feed(&chunk[..read], &mut |part| shown.extend_from_slice(part));
        if pass_on(&mut shown, &mut capture, sender).is_err() {
            return;
        }
    }
    filter.flush(&mut |part| shown.extend_from_slice(part));
    if pass_on(&mut shown, &mut capture, sender).is_ok() {
        // Nobody listens any more otherwise.
        let _ = sender.send(Word::Printed(capture.finish()));
    }
}

fn pass_on(shown: &mut Vec<u8>, capture: &mut Capture, sender: &SyncSender<Word>) -> Result<(), ()> {
    capture.add(shown);
    if shown.is_empty() { Ok(()) } else { sender.send(Word::Chunk(std::mem::take(shown))).map_err(drop) }
}

fn read_status(mut child: Child, status: ChildStderr, timeout_ms: u64, sender: &SyncSender<Word>) {
    let mut outcome = Outcome::Unknown {};
    for line in BufReader::new(status).lines().map_while(Result::ok) {
        let Some(launched) = line.strip_prefix("launched ") else {
            outcome = self::outcome(&line, timeout_ms);
            continue;
        };
        let mut numbers = launched.split(' ');
        let pid = numbers.next().and_then(|it| it.parse().ok()).unwrap_or_default();
        let started = numbers.next().and_then(|it| it.parse().ok()).unwrap_or_default();
        let _ = sender.send(Word::Launched { pid, started });
    }
    // A corpse is all that is left of it.
    let _ = child.wait();
    let _ = sender.send(Word::Ended(outcome));
}

/// Reads how a keeper says that a script ended.
fn outcome(line: &str, timeout_ms: u64) -> Outcome {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    match (word, rest.parse()) {
        ("exited", Ok(code)) => Outcome::Exited { code },
        ("killed", Ok(signal)) => Outcome::Killed { signal },
        ("timed-out", _) => Outcome::TimedOut { after_ms: timeout_ms },
        ("cancelled", _) => Outcome::Cancelled {},
        ("could-not-start", _) => Outcome::CouldNotStart { why: rest.to_owned() },
        _ => Outcome::Unknown {},
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "how often a screen is told has nothing to do with the drill's clock"
)]
fn tell_all(words: &Receiver<Word>, tell: &mut dyn FnMut(News)) {
    let (mut printed, mut ended) = (None, None);
    let mut batch = Batch::default();
    while let Ok(word) = words.recv() {
        let mut next = Some(word);
        let until = Instant::now() + GATHER;
        while let Some(word) = next.take() {
            match word {
                Word::Launched { pid, started } => tell(News::Launched { pid, started }),
                Word::Chunk(chunk) => batch.add(&chunk),
                Word::Printed(output) => printed = Some(output),
                Word::Ended(outcome) => ended = Some(outcome),
            }
            let rest = until.saturating_duration_since(Instant::now());
            if batch.is_empty() || rest.is_zero() {
                break;
            }
            match words.recv_timeout(rest) {
                Ok(word) => next = Some(word),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        if !batch.is_empty() {
            let Batch { text, skipped } = std::mem::take(&mut batch);
            tell(News::Output { text, skipped });
        }
    }
    let (outcome, output) = (ended.unwrap_or(Outcome::Unknown {}), printed.unwrap_or_default());
    tell(News::Ended { outcome, output });
}

/// The newest output that was not told yet.
#[derive(Debug, Default)]
struct Batch {
    text: Vec<u8>,
    skipped: u64,
}

impl Batch {
    fn add(&mut self, chunk: &[u8]) {
        self.text.extend_from_slice(chunk);
        if self.text.len() > 2 * TOLD {
            let cut = self.text.len() - TOLD;
            self.skipped += cut as u64;
            self.text.drain(..cut);
        }
    }

    fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// Whether the process that began at `started` (clock ticks since the boot) is still there.
pub fn is_alive(pid: u32, started: u64) -> bool {
    keeper::is_alive(pid, started)
}

/// Runs a script with the caller's terminal, and waits for its end; `program` is the executable that keeps it.
pub fn run_in_terminal(program: &Path, job: &Job) -> Outcome {
    if let Some(why) = obstacle(&job.command, &job.folder) {
        return Outcome::CouldNotStart { why };
    }
    let cannot =
        |error: io::Error| Outcome::CouldNotStart { why: format!("the shell does not start: {error}") };
    attend(program, job).unwrap_or_else(cannot)
}

fn attend(program: &Path, job: &Job) -> io::Result<Outcome> {
    let (mut told, tell) = io::pipe()?;
    // The keeper has it under the same number.
    fcntl_setfd(&tell, FdFlags::empty())?;
    let timeout_ms = job.timeout.map_or(0, millis);
    let mut keeper = keeper(program, KEEP_HERE, job);
    let numbers = [timeout_ms.to_string(), millis(job.grace).to_string(), tell.as_raw_fd().to_string()];
    keeper.args(numbers).arg(&job.command).spawn()?.wait()?;
    // What the script left behind may hold the other end too: only what is there already is read.
    let mut line = vec![0; usize::try_from(ioctl_fionread(&told)?).unwrap_or_default()];
    told.read_exact(&mut line)?;
    Ok(outcome(String::from_utf8_lossy(&line).trim_end(), timeout_ms))
}
