//! Takes the terminal over and gives it back as it was, whatever happens.

use ratatui::crossterm::{cursor, event, execute, terminal};
use std::io::{self, Stdout, Write, stdout};
use std::sync::Once;

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
        if self.taken {
            // Else crossterm believes that it is raw already, whatever the shell made of it meanwhile.
            terminal::disable_raw_mode()?;
        }
        terminal::enable_raw_mode()?;
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
    let _ = terminal::disable_raw_mode();
}
