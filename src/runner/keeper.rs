//! A process of its own between us and a script: it has the script's whole tree below it, ends it in time, and outlives
//! us, so that a restore is not cut off half way because a screen crashed.
//!
//! It is a session of its own without a terminal, and the reaper of all descendants (Linux), those that forked twice or
//! called `setsid` included. The script's output goes through it; it reads `c` (cancel) from its standard input, and
//! says on standard error, a line each: `launched PID TICKS`, then one of `exited N`, `killed N`, `timed-out`,
//! `cancelled`, `could-not-start WHY`.

use rustix::process::{Pid, Signal, WaitOptions, getpid, kill_process, setsid, wait, waitpid};
use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::io::{self, PipeReader, Read as _, Write as _, pipe};
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

/// The first argument of the program that makes it a keeper.
pub const KEEP: &str = "keep-script";

/// The first argument that makes it the keeper of a script that has the terminal.
pub const KEEP_HERE: &str = "keep-script-here";

/// How long the output of a script that ended may be silent before what it left behind is no longer listened to.
const QUIET: Duration = Duration::from_millis(200);

/// How long it may go on talking.
const TALK: u32 = 10;

/// Between two looks at what is still there.
const LOOK: Duration = Duration::from_millis(10);

/// How many looks what was killed may take to go: some never do, while the system waits for a disk.
const LOOKS: u32 = 3_000;

/// What a keeper is to do.
#[derive(Debug)]
struct Task {
    timeout: Option<Duration>,
    grace: Duration,
    command: OsString,
}

/// What wakes it.
pub(super) enum Event {
    Exited(Option<rustix::process::WaitStatus>),
    Cancel,
    TimeOut,
    /// Nobody writes into the output any more.
    Silent,
}

/// Keeps the script that the arguments behind [`KEEP`] name: time-out and grace in milliseconds (0: no time-out) and
/// the shell command. The folder and the environment are its own. Returns its exit code.
pub fn keep(mut arguments: impl Iterator<Item = OsString>) -> u8 {
    let mut number = || arguments.next()?.to_str()?.parse::<u64>().ok();
    let (Some(timeout), Some(grace)) = (number(), number()) else { return 2 };
    let Some(command) = arguments.next() else { return 2 };
    let timeout = (timeout > 0).then(|| Duration::from_millis(timeout));
    let task = Task { timeout, grace: Duration::from_millis(grace), command };
    // It fails only for one that leads its group already, which has no terminal then either.
    _ = setsid();
    adopt();
    let said = match carry_out(&task) {
        Ok(said) => said,
        Err(error) => format!("could-not-start {}", error.to_string().replace('\n', " ")),
    };
    say(&said);
    0
}

/// Becomes the reaper of all descendants.
pub(super) fn adopt() {
    #[cfg(target_os = "linux")]
    // Where the system does not have it, what calls `setsid` is found no more.
    let _ = rustix::process::set_child_subreaper(Some(getpid()));
}

fn say(line: &str) {
    // Nobody may listen any more.
    let _ = writeln!(io::stderr(), "{line}");
}

fn carry_out(task: &Task) -> io::Result<String> {
    let (output, input) = pipe()?;
    let mut shell = Command::new("/bin/sh");
    shell.arg("-c").arg(&task.command).stdin(Stdio::null()).stdout(input.try_clone()?).stderr(input);
    let child = shell.process_group(0).spawn()?;
    // It has the other ends of the pipe.
    drop(shell);
    let pid = child.id();
    say(&format!("launched {pid} {}", ticks(pid).unwrap_or_default()));
    let (sender, events) = channel();
    let copied = Arc::new(AtomicU64::new(0));
    let left = output.try_clone()?;
    listen(task.timeout, &sender);
    wait_for(pid, sender.clone());
    // Ours is kept: nobody else may be left to tell anything, and then there is still time to be waited for.
    copy(output, Arc::clone(&copied), sender.clone());
    loop {
        match events.recv() {
            Ok(Event::Exited(status)) => {
                drain(&events, &left, &copied);
                return Ok(ended(status));
            }
            Ok(Event::Cancel) => {
                end_all(&events, pid, task.grace);
                drain(&events, &left, &copied);
                return Ok("cancelled".to_owned());
            }
            Ok(Event::TimeOut) => {
                end_all(&events, pid, task.grace);
                drain(&events, &left, &copied);
                return Ok("timed-out".to_owned());
            }
            Ok(Event::Silent) => {}
            Err(_) => return Ok(ended(None)),
        }
    }
}

/// Hears what we are told, and when the time is up.
fn listen(timeout: Option<Duration>, sender: &Sender<Event>) {
    let cancel = sender.clone();
    thread::spawn(move || {
        let mut byte = [0];
        while let Ok(1) = io::stdin().read(&mut byte) {
            if byte == *b"c" && cancel.send(Event::Cancel).is_err() {
                return;
            }
        }
        // Whoever started us is gone: the script goes on.
    });
    if let Some(timeout) = timeout {
        let sender = sender.clone();
        // Time in which the machine sleeps does not count: the script does not work then either.
        thread::spawn(move || {
            let (_never, nothing) = channel::<()>();
            let _ = nothing.recv_timeout(timeout);
            sender.send(Event::TimeOut)
        });
    }
}

fn wait_for(pid: u32, sender: Sender<Event>) {
    thread::spawn(move || {
        let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
        let status = waitpid(pid, WaitOptions::empty()).ok().flatten().map(|(_, status)| status);
        sender.send(Event::Exited(status))
    });
}

/// Passes the output on; once nobody takes it, it goes nowhere, so that the script never waits for us.
fn copy(mut output: PipeReader, copied: Arc<AtomicU64>, sender: Sender<Event>) {
    thread::spawn(move || {
        let mut chunk = vec![0; 64 * 1024];
        let mut out = io::stdout().lock();
        let mut heard = true;
        while let Ok(read @ 1..) = output.read(&mut chunk) {
            heard = heard && out.write_all(&chunk[..read]).and_then(|()| out.flush()).is_ok();
            copied.fetch_add(1, Ordering::Relaxed);
        }
        sender.send(Event::Silent)
    });
}

/// Waits until everything that was printed is passed on. A daemon that the script left behind may hold the pipe open:
/// its silence is enough, and so is its talking on and on.
fn drain(events: &Receiver<Event>, left: &PipeReader, copied: &AtomicU64) {
    for _ in 0..TALK {
        let before = copied.load(Ordering::Relaxed);
        match events.recv_timeout(QUIET) {
            Ok(Event::Silent) | Err(RecvTimeoutError::Disconnected) => return,
            Ok(_) => {}
            Err(RecvTimeoutError::Timeout) => {
                let empty = rustix::io::ioctl_fionread(left).is_ok_and(|waiting| waiting == 0);
                if empty && copied.load(Ordering::Relaxed) == before {
                    return;
                }
            }
        }
    }
}

pub(super) fn ended(status: Option<rustix::process::WaitStatus>) -> String {
    match status.map(|status| (status.exit_status(), status.terminating_signal())) {
        Some((Some(code), _)) => format!("exited {code}"),
        Some((None, Some(signal))) => format!("killed {signal}"),
        _ => "lost".to_owned(),
    }
}

/// Ends the script and everything below us: asks, waits, and then does not ask.
pub(super) fn end_all(events: &Receiver<Event>, script: u32, grace: Duration) {
    let below = || descendants().unwrap_or_else(|| vec![script]);
    for pid in below() {
        send(pid, Signal::TERM);
        // What was stopped hears only when it goes on.
        send(pid, Signal::CONT);
    }
    let step = (grace / 50).max(Duration::from_millis(1));
    for _ in 0..50 {
        if !anyone_left() {
            return;
        }
        let _ = events.recv_timeout(step);
    }
    for _ in 0..LOOKS {
        for pid in below() {
            send(pid, Signal::KILL);
        }
        if !anyone_left() {
            return;
        }
        let _ = events.recv_timeout(LOOK);
    }
}

pub(super) fn send(pid: u32, signal: Signal) {
    if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
        // It may have gone in the meantime.
        let _ = kill_process(pid, signal);
    }
}

/// Takes leave of everyone who has gone; whether somebody is left below us.
fn anyone_left() -> bool {
    loop {
        match wait(WaitOptions::NOHANG) {
            Ok(Some(_)) | Err(rustix::io::Errno::INTR) => {}
            Ok(None) => return true,
            Err(_) => return false,
        }
    }
}

/// Returns every process below us; `None` where the system does not tell.
pub(super) fn descendants() -> Option<Vec<u32>> {
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    for entry in fs::read_dir("/proc").ok()?.flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        if let Some(parent) = stat(pid).and_then(|fields| fields.get(1)?.parse().ok()) {
            children.entry(parent).or_default().push(pid);
        }
    }
    let mut found =
        children.remove(&u32::try_from(getpid().as_raw_nonzero().get()).ok()?).unwrap_or_default();
    let mut at = 0;
    while let Some(pid) = found.get(at) {
        found.extend(children.remove(pid).unwrap_or_default());
        at += 1;
    }
    Some(found)
}

/// Returns the fields of `/proc/PID/stat` behind the name of the program, the state first (proc(5)).
fn stat(pid: u32) -> Option<Vec<String>> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, fields) = text.rsplit_once(')')?;
    Some(fields.split_whitespace().map(str::to_owned).collect())
}

/// Returns when a process began, in clock ticks since the boot.
pub(super) fn ticks(pid: u32) -> Option<u64> {
    stat(pid)?.get(19)?.parse().ok()
}

/// Whether a process that began at `started` is still there, and no corpse.
pub(super) fn is_alive(pid: u32, started: u64) -> bool {
    let alive = stat(pid).and_then(|fields| Some(fields.first()? != "Z"));
    alive == Some(true) && ticks(pid) == Some(started)
}
