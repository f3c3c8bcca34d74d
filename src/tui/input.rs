//! Reads the terminal on a thread of its own, and notices when it is gone.

use crate::platform::clock::{Clock, Reading};
use ratatui::crossterm::event::{self, Event};
use rustix::event::{PollFd, PollFlags, poll};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// Something that came from the terminal, with the moment at which it arrived.
#[derive(Debug)]
pub enum Input {
    /// A key, a paste, a click or a new size.
    Event(Event, Reading),
    /// The terminal is gone.
    Gone,
}

/// Starts to read; the receiver closes when the terminal is gone.
///
/// The thread sleeps in `poll(2)` and reads only what is there: crossterm's own loop would spin on a terminal that
/// was closed.
pub fn listen(clock: Arc<dyn Clock + Send + Sync>) -> mpsc::UnboundedReceiver<Input> {
    let (sender, receiver) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        while wait_for_input() {
            while let Ok(true) = event::poll(Duration::ZERO) {
                let Ok(event) = event::read() else { break };
                if sender.send(Input::Event(event, clock.read())).is_err() {
                    return;
                }
            }
        }
        let _ = sender.send(Input::Gone);
    });
    receiver
}

/// Waits until there is something to read; false when there never will be again.
fn wait_for_input() -> bool {
    let stdin = std::io::stdin();
    let mut fds = [PollFd::new(&stdin, PollFlags::IN)];
    loop {
        match poll(&mut fds, None) {
            Err(rustix::io::Errno::INTR) => {}
            Err(_) => return false,
            Ok(_) => {
                let seen = fds[0].revents();
                return !seen.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL);
            }
        }
    }
}
