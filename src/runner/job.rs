//! A script at work: started through a keeper, told of as it goes.

use super::capture::Capture;
use super::keeper::{self, KEEP, KEEP_HERE};
use super::preflight::obstacle;
use super::secrets::Secrets;
use crate::drill::script::{Outcome, Output};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{FdFlags, fcntl_setfd, ioctl_fionread};
use std::collections::BTreeMap;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::os::fd::AsRawFd as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

/// How long a script that was asked to end may take before it is killed.
pub const GRACE: Duration = Duration::from_secs(5);

/// The least time between two tellings of output. Each costs its listener a frame, and on a flood the keys wait for that.
const GATHER: Duration = Duration::from_millis(100);

/// How much of that is told; on a flood the newest.
const TOLD: usize = 32 * 1024;

/// How much is read at once, in bytes.
const CHUNK: usize = 256 * 1024;

/// How much less than everything else the thread that reads and hashes output is to get where all want to run.
#[cfg(target_os = "linux")]
const NICE: i32 = 10;

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
    Printing(Batch),
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
    stand_back();
    let (mut filter, mut capture) = (secrets.filter(), Capture::default());
    let mut chunk = vec![0; CHUNK];
    let mut batch = Batch::default();
    let mut pace = Pace::default();
    loop {
        if !batch.is_empty() && !pace.has_more(&output) {
            if sender.send(Word::Printing(std::mem::take(&mut batch))).is_err() {
                // Nobody listens any more.
                return;
            }
            pace.told();
        }
        let Ok(read @ 1..) = output.read(&mut chunk) else { break };
        filter.feed(&chunk[..read], &mut |part| {
            capture.add(part);
            batch.add(part);
        });
    }
    filter.flush(&mut |part| {
        capture.add(part);
        batch.add(part);
    });
    // The same: what cannot be sent has nobody to hear it.
    let _ = sender.send(Word::Printing(batch));
    let _ = sender.send(Word::Printed(capture.finish()));
}

/// Lets the screen go before this thread: on a flood it works all the time. No script waits for it but one that floods.
#[cfg(target_os = "linux")]
fn stand_back() {
    // Refused, it takes turns as everything does.
    let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), NICE);
}

/// Elsewhere a priority is that of the whole process.
#[cfg(not(target_os = "linux"))]
fn stand_back() {}

/// When output is told: the first of it at once, and what follows in batches.
#[derive(Debug, Default)]
struct Pace {
    last: Option<Instant>,
}

#[expect(
    clippy::disallowed_methods,
    reason = "how often a screen is told has nothing to do with the drill's clock"
)]
impl Pace {
    /// Waits until there is more to read; false where it is time to tell what there is.
    fn has_more(&self, output: &ChildStdout) -> bool {
        let Some(last) = self.last else { return false };
        let rest = (last + GATHER).saturating_duration_since(Instant::now());
        let Ok(rest) = Timespec::try_from(rest) else { return false };
        rest.tv_nsec > 0
            && poll(&mut [PollFd::new(output, PollFlags::IN)], Some(&rest)).is_ok_and(|ready| ready > 0)
    }

    fn told(&mut self) {
        self.last = Some(Instant::now());
    }
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

fn tell_all(words: &Receiver<Word>, tell: &mut dyn FnMut(News)) {
    let (mut printed, mut ended) = (None, None);
    for word in words {
        match word {
            Word::Launched { pid, started } => tell(News::Launched { pid, started }),
            Word::Printing(batch) if batch.is_empty() => {}
            Word::Printing(Batch { text, skipped }) => tell(News::Output { text, skipped }),
            Word::Printed(output) => printed = Some(output),
            Word::Ended(outcome) => ended = Some(outcome),
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
        let all = self.text.len() + chunk.len();
        let cut = if all > 2 * TOLD { all - TOLD } else { 0 };
        self.skipped += cut as u64;
        // Only what stays is copied: on a flood that is the smaller part.
        let of_text = cut.min(self.text.len());
        self.text.drain(..of_text);
        self.text.extend_from_slice(&chunk[cut - of_text..]);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_flood_the_newest_is_told_and_the_rest_counted_however_it_comes() {
        let all: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
        for size in [1_000, TOLD, 2 * TOLD, 5 * TOLD, all.len()] {
            let mut batch = Batch::default();
            all.chunks(size).for_each(|chunk| batch.add(chunk));
            assert_eq!(batch.skipped + batch.text.len() as u64, all.len() as u64, "{size}");
            assert!((TOLD..=2 * TOLD).contains(&batch.text.len()), "{size}: {}", batch.text.len());
            assert!(all.ends_with(&batch.text), "{size}");
        }
    }
}
