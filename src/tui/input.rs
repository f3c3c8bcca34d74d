//! Reads the terminal on a thread of its own, and notices when it is gone.

use super::terminal;
use crate::platform::clock::{Clock, Reading};
use ratatui::crossterm::event::{self, Event};
use rustix::event::{PollFd, PollFlags, poll};
use std::io::{self, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// How long crossterm is asked for what it was told of once and does not see any more.
const AGAIN: Duration = Duration::from_millis(20);

/// Something that came from the terminal, with the moment at which it arrived.
#[derive(Debug)]
pub enum Input {
    /// A key, a paste, a click or a new size.
    Event(Event, Reading),
    /// The terminal is gone.
    Gone,
}

/// What comes from the terminal.
#[derive(Debug)]
pub struct Inputs {
    /// Closes when the terminal is gone.
    pub events: mpsc::UnboundedReceiver<Input>,
    bell: UnixStream,
}

impl Inputs {
    /// Starts to read.
    ///
    /// The thread sleeps in `poll(2)` and reads only what is there: crossterm's own loop would spin on a terminal that
    /// was closed.
    pub fn listen(clock: Arc<dyn Clock + Send + Sync>) -> io::Result<Self> {
        let (sender, events) = mpsc::unbounded_channel();
        let (bell, rung) = UnixStream::pair()?;
        bell.set_nonblocking(true)?;
        rung.set_nonblocking(true)?;
        std::thread::spawn(move || {
            while wait_for_input(&rung) {
                if let Ok(false) = event::poll(AGAIN) {
                    terminal::show_again();
                }
                while let Ok(true) = event::poll(Duration::ZERO) {
                    let Ok(event) = event::read() else { break };
                    if sender.send(Input::Event(event, clock.read())).is_err() {
                        return;
                    }
                }
            }
            let _ = sender.send(Input::Gone);
        });
        Ok(Self { events, bell })
    }

    /// Lets the thread take in at once that the size changed. A signal that waits until the next key hides that key:
    /// crossterm hands out one of the two and is not told of the other again.
    pub fn resized(&mut self) {
        // A full pipe has woken the thread already.
        let _ = self.bell.write(&[0]);
    }
}

/// Waits until there is something to read, or the size changed; false when there never will be again, or nobody wants
/// to know.
fn wait_for_input(mut rung: &UnixStream) -> bool {
    let stdin = io::stdin();
    loop {
        let mut fds = [PollFd::new(&stdin, PollFlags::IN), PollFd::new(rung, PollFlags::IN)];
        match poll(&mut fds, None) {
            Err(rustix::io::Errno::INTR) => {}
            Err(_) => return false,
            Ok(_) => {
                let seen = fds[0].revents();
                // Nobody listens any more: the terminal was given back, and must be left as it is.
                if let Ok(0) = rung.read(&mut [0; 64]) {
                    return false;
                }
                return !seen.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reader_ends_with_whoever_listened() {
        let (bell, rung) = UnixStream::pair().unwrap();
        rung.set_nonblocking(true).unwrap();
        drop(bell);
        assert!(!wait_for_input(&rung));
    }
}
