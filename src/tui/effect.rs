//! What a key leads to, as data: the screens decide, the loop carries out.

use super::action::Action;
use super::overlays::Overlay;
use super::screens::Screen;
use crate::drill::command::Command;
use crate::drill::fact::Role;
use crate::drill::ids::{EnvironmentName, EventId, PersonName, SessionId, StepId};
use crate::drill::time::{Moment, Span, WallTime};
use crate::engine::desk::Order;
use crate::engine::kept_draft::KeptDraft;
use crate::engine::redlines::Preview;
use crate::library::Loaded;
use crate::present::tone::Tone;
use std::path::PathBuf;

/// One thing to do as the answer to a key.
#[derive(Debug)]
pub enum Effect {
    /// Ask something of the open session.
    Ask(Ask),
    /// Close an action that another session left open.
    CloseAction {
        /// The session that wrote it.
        session: SessionId,
        /// The event that wrote it.
        note: EventId,
        /// What became of it.
        why: String,
    },
    /// Lay an overlay over the screen.
    Push(Box<Overlay>),
    /// Take the innermost overlay away.
    Pop,
    /// Show another screen.
    Go(Box<Screen>),
    /// Do as if the key of this action had been pressed (the palette).
    Act(Action),
    /// Select a step, where the screen shows steps.
    Select(StepId),
    /// Say something in the status line until the next key.
    Say(String, Tone),
    /// The next action happened so long ago; `None` forgets it.
    Ago(Option<Span>),
    /// Measure the drill against the next baseline.
    NextBaseline,
    /// Read the lists of home again, and show home.
    Home,
    /// Read a procedure file and show its start form.
    Prepare(String),
    /// Begin a session.
    Start(Box<StartOrder>),
    /// Begin a session whose new steps were asked about.
    Begin {
        /// What was ordered.
        order: Box<Order>,
        /// Which old ids steps had.
        was: Vec<(StepId, Vec<StepId>)>,
    },
    /// Open a session: its briefing, its drill or its review.
    Open {
        /// Which.
        session: SessionId,
        /// As what, where it is not one's own.
        role: Option<Role>,
    },
    /// Lay sessions side by side; a single one beside the one before it.
    Compare(Vec<SessionId>),
    /// Look at what the procedure's file will say with these redlines, and write it where nobody has to see it first.
    Ship(Vec<EventId>),
    /// Write the procedure's file as it was looked at.
    Write(Box<Preview>),
    /// Put text into the clipboard (OSC 52).
    Copy(String),
    /// Turn the mouse on or off.
    Mouse(bool),
    /// Keep a half-written note through a crash; one without text is forgotten.
    KeepDraft(KeptDraft),
    /// Open a step in the user's editor, with the terminal.
    Edit(StepId),
    /// Give the terminal back and stop until the shell says to go on.
    Suspend,
    /// Leave; sessions go on.
    Quit,
}

/// A request to the open session, still without its actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// What is asked.
    pub command: Command,
    /// The moment of the key that began it; `None` is the key that led here.
    pub since: Option<Moment>,
    /// When it happened, where somebody said so on purpose.
    pub told: Option<WallTime>,
}

impl Ask {
    /// Asks for what happens with this key.
    pub fn now(command: Command) -> Effect {
        Effect::Ask(Self { command, since: None, told: None })
    }

    /// Asks for what began with an earlier key: the one that opened an overlay.
    pub fn since(command: Command, moment: &Moment) -> Effect {
        Effect::Ask(Self { command, since: Some(moment.clone()), told: None })
    }
}

/// What the start form says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartOrder {
    /// The procedure file, or the id of a built-in one.
    pub procedure: ProcedureRef,
    /// Where.
    pub environment: EnvironmentName,
    /// Who drives.
    pub owner: PersonName,
    /// Who watches.
    pub shadows: Vec<PersonName>,
    /// Whether the outage is only played.
    pub simulated: bool,
}

/// Names a procedure in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProcedureRef {
    /// A file.
    File(PathBuf),
    /// Built in.
    BuiltIn(String),
}

impl ProcedureRef {
    /// Names what was read.
    pub fn of(loaded: &Loaded) -> Self {
        match &loaded.path {
            Some(path) => Self::File(path.clone()),
            None => Self::BuiltIn(loaded.procedure.id.to_string()),
        }
    }
}
