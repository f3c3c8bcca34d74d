//! Ends the program where a signal asked for it and the terminal takes no output: whoever writes to it then waits for a
//! reader that may never come, and hears nothing.

use super::terminal;
use std::io;
use std::process::exit;
use std::time::Duration;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// How long the orderly way out may take: with a terminal that reads it takes a few milliseconds.
const PATIENCE: Duration = Duration::from_millis(1_300);

/// Watches, on a thread of its own, for the signals that ask the program to end. Should it still be there a while after
/// one came, it exits with `code`. What was decided before is on its way to the disk, by yet another thread.
pub fn watch(code: u8) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut signals = runtime.block_on(async { ends() })?;
    let wait = async move {
        let [terminate, hang_up, quit, interrupt] = &mut signals;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = hang_up.recv() => {}
            _ = quit.recv() => {}
            _ = interrupt.recv() => {}
        }
        tokio::time::sleep(PATIENCE).await;
    };
    std::thread::Builder::new().name("last resort".to_owned()).spawn(move || {
        runtime.block_on(wait);
        leave(code);
    })?;
    Ok(())
}

/// The signals that ask a full-screen program to end.
pub(super) fn ends() -> io::Result<[Signal; 4]> {
    Ok([
        signal(SignalKind::terminate())?,
        signal(SignalKind::hangup())?,
        signal(SignalKind::quit())?,
        signal(SignalKind::interrupt())?,
    ])
}

#[expect(clippy::disallowed_methods, reason = "main waits for the terminal and would not return")]
fn leave(code: u8) {
    terminal::restore_settings();
    exit(i32::from(code));
}
