//! Takes the terminal over and gives it back as it was, whatever happens.

use ratatui::crossterm::{cursor, event, execute, terminal};
use std::io::{self, Stdout, Write, stdout};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

/// Holds the terminal in full-screen mode; dropping it gives the terminal back.
#[derive(Debug)]
pub struct FullScreen {
    taken: bool,
    mouse: bool,
}

impl FullScreen {
    /// Takes the terminal over, and sees to it that a panic gives it back before its message is printed.
    pub fn take() -> io::Result<Self> {
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                give_back();
                before(panic);
            }));
        });
        let mut screen = Self { taken: false, mouse: false };
        screen.retake()?;
        Ok(screen)
    }

    /// Takes the terminal over again, after [`release`](Self::release) or after somebody else had it behind our back.
    pub fn retake(&mut self) -> io::Result<()> {
        let mut raw = settings();
        if self.taken {
            // Else crossterm believes that it is raw already, whatever the shell made of it meanwhile.
            terminal::disable_raw_mode()?;
        }
        terminal::enable_raw_mode()?;
        *raw = true;
        drop(raw);
        self.taken = true;
        execute!(stdout(), terminal::EnterAlternateScreen, event::EnableBracketedPaste, cursor::Hide)?;
        if self.mouse { self.mouse(true) } else { Ok(()) }
    }

    /// Gives the terminal back for a while.
    pub fn release(&mut self) {
        if std::mem::take(&mut self.taken) {
            give_back();
        }
    }

    /// Turns reports of the mouse on or off; off, the terminal selects text itself.
    pub fn mouse(&mut self, on: bool) -> io::Result<()> {
        self.mouse = on;
        if on {
            execute!(stdout(), event::EnableMouseCapture)
        } else {
            execute!(stdout(), event::DisableMouseCapture)
        }
    }
}

impl Drop for FullScreen {
    fn drop(&mut self) {
        self.release();
    }
}

fn give_back() {
    let mut out: Stdout = stdout();
    // Nothing can be done about an error here, and a closed terminal is one of the reasons to be here.
    let _ = execute!(
        out,
        event::DisableMouseCapture,
        event::DisableBracketedPaste,
        terminal::LeaveAlternateScreen,
        cursor::Show
    );
    let _ = out.flush();
    restore_settings();
}

/// Gives the terminal's settings back, which unlike the screen takes no output.
pub(super) fn restore_settings() {
    let mut raw = settings();
    *raw = false;
    let _ = terminal::disable_raw_mode();
}

/// Has the kernel tell once more of keys that wait: setting the mode that is set wakes whoever watches the terminal. Once
/// the settings were given back they stay as they are.
pub(super) fn show_again() {
    let stdin = io::stdin();
    let raw = settings();
    if *raw && let Ok(mode) = rustix::termios::tcgetattr(&stdin) {
        let _ = rustix::termios::tcsetattr(&stdin, rustix::termios::OptionalActions::Now, &mode);
    }
}

/// Whether the settings are ours. Whoever reads them to write them holds on to this: between the two another thread
/// could have given them back.
fn settings() -> MutexGuard<'static, bool> {
    static RAW: Mutex<bool> = Mutex::new(false);
    RAW.lock().unwrap_or_else(PoisonError::into_inner)
}
