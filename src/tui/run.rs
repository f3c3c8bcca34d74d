//! The loop: input, news, beats and signals in; effects carried out; a frame drawn when something on it changed.

use super::effect::Effect;
use super::faces::Faces;
use super::input::{Input, Inputs};
use super::last_resort;
use super::paper::Paper;
use super::terminal::FullScreen;
use crate::drill::ids::StepId;
use crate::engine::{Happening, machine};
use crate::platform::terminal::has_job_control;
use crate::present::tone::Tone;
use ratatui::Terminal;
use ratatui::crossterm::clipboard::CopyToClipboard;
use ratatui::crossterm::execute;
use rustix::io::Errno;
use rustix::process::{Signal, kill_current_process_group};
use std::io::{self, BufWriter, Stdout, stdout};
use std::mem::ManuallyDrop;
use std::time::Duration;
use tokio::signal::unix::{self, SignalKind, signal};
use tokio::time::Instant;

/// How long the first frame waits for what was asked for on the command line, rather than show what stands in for it.
const FIRST_FRAME: Duration = Duration::from_millis(100);

/// For so long after a key no frame is drawn for what a script prints alone: whoever types comes first, and the frame that
/// answers a key shows the newest output anyway.
const AFTER_KEY: Duration = Duration::from_millis(50);

/// Room for the bytes of a whole frame, so that a terminal gets each in one piece.
const FRAME: usize = 64 * 1024;

/// What frames are drawn into.
type Screenful = Terminal<Paper<BufWriter<Stdout>>>;

/// Why the loop ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Somebody left.
    Left,
    /// The terminal is gone, or a signal asked.
    Asked,
}

/// The signals that a full-screen program answers.
struct Signals {
    resize: unix::Signal,
    stop: unix::Signal,
    go_on: unix::Signal,
    ends: [unix::Signal; 4],
}

impl Signals {
    fn listen() -> io::Result<Self> {
        Ok(Self {
            resize: signal(SignalKind::window_change())?,
            stop: signal(SignalKind::from_raw(Signal::TSTP.as_raw()))?,
            go_on: signal(SignalKind::from_raw(Signal::CONT.as_raw()))?,
            ends: last_resort::ends()?,
        })
    }
}

/// What woke the loop.
enum Wake {
    Input(Option<Input>),
    Happening(Happening),
    Beat,
    /// What was printed may be drawn now.
    Owed,
    Resize,
    Stop,
    GoOn,
    End,
}

/// Runs the faces in the terminal until somebody leaves, or the terminal does.
pub async fn run(faces: &mut Faces) -> io::Result<Ended> {
    // Before the terminal is taken: a signal in between would end the program without giving it back.
    let mut signals = Signals::listen()?;
    let mut screen = FullScreen::take()?;
    if faces.app.mouse {
        screen.mouse(true)?;
    }
    let paper = Paper::new(BufWriter::with_capacity(FRAME, stdout()))?;
    // Dropped, it would show the cursor, as `screen` does, but panic where the terminal is gone.
    let mut terminal = ManuallyDrop::new(Terminal::new(paper)?);
    match turn(faces, &mut signals, &mut screen, &mut terminal).await {
        Err(error) if is_gone(&error) => Ok(Ended::Asked),
        ended => ended,
    }
}

/// Whether the terminal was closed: told by the system in other words to each who reads and writes.
fn is_gone(error: &io::Error) -> bool {
    let errno = error.raw_os_error().map(Errno::from_raw_os_error);
    matches!(errno, Some(Errno::IO | Errno::PIPE | Errno::NXIO | Errno::BADF))
}

/// The loop itself.
async fn turn(
    faces: &mut Faces,
    signals: &mut Signals,
    screen: &mut FullScreen,
    terminal: &mut Screenful,
) -> io::Result<Ended> {
    let mut inputs = Inputs::listen(faces.engine.clock())?;
    if let Ok(happening) = tokio::time::timeout(FIRST_FRAME, faces.engine.next()).await {
        faces.happened(happening, &faces.engine.read_clock().moment);
    }
    let mut now = faces.engine.read_clock();
    faces.draw(terminal, &now.moment)?;
    faces.behind_the_frame(&now.moment);
    faces.engine.renew(0);
    let [terminate, hang_up, quit, interrupt] = &mut signals.ends;
    let (mut output_from, mut owed) = (Instant::now(), false);
    loop {
        let beat = faces.next_beat(&now.moment);
        let wake = tokio::select! {
            biased;
            input = inputs.events.recv() => Wake::Input(input),
            happening = faces.engine.next() => Wake::Happening(happening),
            () = tokio::time::sleep(beat.unwrap_or(Duration::MAX)), if beat.is_some() => Wake::Beat,
            () = tokio::time::sleep_until(output_from), if owed => Wake::Owed,
            _ = signals.resize.recv() => Wake::Resize,
            _ = signals.stop.recv() => Wake::Stop,
            _ = signals.go_on.recv() => Wake::GoOn,
            _ = terminate.recv() => Wake::End,
            _ = hang_up.recv() => Wake::End,
            _ = quit.recv() => Wake::End,
            _ = interrupt.recv() => Wake::End,
        };
        now = faces.engine.read_clock();
        let mut guest = None;
        match wake {
            Wake::Input(None) | Wake::End => return Ok(Ended::Asked),
            Wake::Input(Some(first)) => {
                match answer(first, &mut inputs, faces, screen, terminal)? {
                    Leaves::No => {}
                    Leaves::ForGood(ended) => return Ok(ended),
                    Leaves::ToEdit(step) => guest = Some(Guest::Editor(step)),
                }
                output_from = Instant::now() + AFTER_KEY;
            }
            Wake::Happening(happening) => {
                let waits = matches!(happening, Happening::Output(_)) && Instant::now() < output_from;
                faces.happened(happening, &now.moment);
                if waits {
                    owed = true;
                    continue;
                }
                guest = faces.engine.take_interactive().map(Guest::Script);
            }
            // Off the path of a key: it may take some milliseconds.
            Wake::Beat => faces.engine.look_ahead(&now.moment),
            Wake::Owed => {}
            Wake::Resize => {
                inputs.resized();
                terminal.backend_mut().look_again()?;
                terminal.autoresize()?;
            }
            Wake::Stop => suspend(faces, screen)?,
            Wake::GoOn => take_up(screen, terminal)?,
        }
        if let Some(guest) = guest {
            // Nobody else reads the keys meanwhile.
            drop(inputs);
            screen.release();
            match guest {
                Guest::Script(order) => faces.engine.hand_over(&order),
                Guest::Editor(step) => faces.edit(&step),
            }
            take_up(screen, terminal)?;
            inputs = Inputs::listen(faces.engine.clock())?;
            // An interrupt was meant for the guest.
            while tokio::time::timeout(Duration::ZERO, interrupt.recv()).await.is_ok() {}
        }
        faces.draw(terminal, &now.moment)?;
        owed = false;
        faces.behind_the_frame(&now.moment);
    }
}

/// Who has the terminal for a while.
enum Guest {
    Script(machine::Order),
    /// The user's editor, with a step.
    Editor(StepId),
}

/// Whether the screen is left.
enum Leaves {
    No,
    ForGood(Ended),
    ToEdit(StepId),
}

/// Answers what came from the terminal, with all that came since.
fn answer(
    first: Input,
    inputs: &mut Inputs,
    faces: &mut Faces,
    screen: &mut FullScreen,
    terminal: &mut Screenful,
) -> io::Result<Leaves> {
    let mut next = Some(first);
    while let Some(input) = next {
        let Input::Event(event, at) = input else { return Ok(Leaves::ForGood(Ended::Asked)) };
        let effects = faces.input(&event, &at.moment);
        match leaves(effects, faces, screen, terminal)? {
            Leaves::No => next = inputs.events.try_recv().ok(),
            leaves => return Ok(leaves),
        }
    }
    Ok(Leaves::No)
}

/// Does what only the terminal can; says whether it is time to go.
fn leaves(
    effects: Vec<Effect>,
    faces: &mut Faces,
    screen: &mut FullScreen,
    terminal: &mut Screenful,
) -> io::Result<Leaves> {
    for effect in effects {
        match effect {
            Effect::Quit => return Ok(Leaves::ForGood(Ended::Left)),
            Effect::Edit(step) => return Ok(Leaves::ToEdit(step)),
            Effect::Copy(text) => execute!(stdout(), CopyToClipboard::to_clipboard_from(text))?,
            Effect::Mouse(on) => {
                screen.mouse(on)?;
                faces.app.mouse = on;
            }
            Effect::Suspend => {
                suspend(faces, screen)?;
                take_up(screen, terminal)?;
            }
            _ => {}
        }
    }
    Ok(Leaves::No)
}

/// Gives the terminal back and stops, as the shell expects of `Ctrl-z`; returns when the shell says to go on. Where there
/// is no shell to say so, nothing stops: as the system has it for other programs.
fn suspend(faces: &mut Faces, screen: &mut FullScreen) -> io::Result<()> {
    if !has_job_control() {
        faces.app.say("no shell could bring this screen back: it goes on", Tone::Warned);
        return Ok(());
    }
    screen.release();
    // All of the job, or the shell would go on waiting for a script that started us.
    Ok(kill_current_process_group(Signal::STOP)?)
}

/// Takes the terminal over again and sees to it that everything is drawn anew.
fn take_up(screen: &mut FullScreen, terminal: &mut Screenful) -> io::Result<()> {
    screen.retake()?;
    terminal.backend_mut().look_again()?;
    // Unlike `clear` this does not ask the terminal where its cursor is, which takes an answer in good time.
    terminal.resize(terminal.size()?.into())
}
