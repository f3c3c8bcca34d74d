//! The keeper of a script that has the terminal: it stays in the terminal's session, so that a person can type and
//! interrupt, and ends the whole tree below it when the time is up.
//!
//! What became of the script it writes as one line, in the words of the [`keeper`](super::keeper), into the pipe whose
//! number it was given: the terminal belongs to the script.

use super::keeper::{Event, adopt, descendants, end_all, ended, send};
use rustix::process::{Pid, Signal, WaitOptions, waitpid};
use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::process::Command;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};

/// Keeps the script that the arguments behind [`KEEP_HERE`](super::keeper::KEEP_HERE) name: time-out and grace in
/// milliseconds (0: no time-out), the number of the pipe, and the shell command. Returns its exit code.
pub fn keep_here(mut arguments: impl Iterator<Item = OsString>) -> u8 {
    let mut number = || arguments.next()?.to_str()?.parse::<u64>().ok();
    let (Some(timeout), Some(grace), Some(pipe)) = (number(), number(), number()) else { return 2 };
    let Some(command) = arguments.next() else { return 2 };
    let timeout = (timeout > 0).then(|| Duration::from_millis(timeout));
    let said = match carry_out(&command, timeout, Duration::from_millis(grace)) {
        Ok(said) => said,
        Err(error) => format!("could-not-start {}", error.to_string().replace('\n', " ")),
    };
    let told = OpenOptions::new().write(true).open(format!("/dev/fd/{pipe}"));
    u8::from(told.and_then(|mut told| writeln!(told, "{said}")).is_err())
}

fn carry_out(command: &OsString, timeout: Option<Duration>, grace: Duration) -> io::Result<String> {
    // What is typed to interrupt the script reaches us too, and is not meant for us. Handlers, unlike signals that are
    // ignored, are not handed on to the script.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let _within = runtime.enter();
    let [_interrupt, _quit, _stop] =
        [Signal::INT, Signal::QUIT, Signal::TSTP].map(|it| signal(SignalKind::from_raw(it.as_raw())));
    adopt();
    let child = Command::new("/bin/sh").arg("-c").arg(command).spawn()?;
    let pid = child.id();
    let (sender, events) = channel();
    thread::spawn(move || wait_for(pid, &sender));
    let event = match timeout {
        Some(timeout) => events.recv_timeout(timeout),
        None => events.recv().map_err(|_| RecvTimeoutError::Disconnected),
    };
    Ok(match event {
        Ok(Event::Exited(status)) => ended(status),
        Err(RecvTimeoutError::Timeout) => {
            end_all(&events, pid, grace);
            "timed-out".to_owned()
        }
        _ => ended(None),
    })
}

/// Waits for the end of a script. No shell is there that could bring back what was stopped: it goes on at once.
fn wait_for(pid: u32, sender: &Sender<Event>) {
    let script = i32::try_from(pid).ok().and_then(Pid::from_raw);
    loop {
        let status = waitpid(script, WaitOptions::UNTRACED).ok().flatten().map(|(_, status)| status);
        if !status.is_some_and(rustix::process::WaitStatus::stopped) {
            // Nobody waits any more where the time was up.
            let _ = sender.send(Event::Exited(status));
            return;
        }
        for stopped in descendants().unwrap_or_else(|| vec![pid]) {
            send(stopped, Signal::CONT);
        }
    }
}
