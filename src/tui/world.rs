//! Everything that a screen may look at while it draws or answers a key; nothing of it can be changed from there.

use super::app::{App, Settings};
use super::keymap::Keymap;
use super::look::Look;
use crate::analysis::forecast::Forecast;
use crate::drill::fact::Role;
use crate::drill::ids::PersonName;
use crate::drill::session::Session;
use crate::drill::time::{Moment, Span};
use crate::engine::Engine;
use crate::engine::board::Board;
use crate::engine::history::History;
use crate::engine::lists::Lists;
use crate::engine::live::Live;
use crate::engine::saving::Saving;
use crate::present::tone::Tone;

/// One look at everything, pinned to one moment: all figures of a frame agree.
#[derive(Debug, Clone, Copy)]
pub struct World<'a> {
    /// The open session.
    pub board: Option<&'a Board>,
    /// What earlier sessions of its procedure left.
    pub history: &'a History,
    /// When the open session is expected to end.
    pub forecast: Option<&'a Forecast>,
    /// What the scripts that run here printed.
    pub live: &'a Live,
    /// The lists of home.
    pub lists: &'a Lists,
    /// Whether everything is saved.
    pub saving: &'a Saving,
    /// The moment of this frame, or of this key.
    pub now: &'a Moment,
    /// Who sits here.
    pub me: &'a PersonName,
    /// As what, where one joined.
    pub role: Option<Role>,
    /// The back-dating of the next action.
    pub ago: Option<Span>,
    /// Whether the mouse reports to us.
    pub mouse: bool,
    /// What was said last, for the form that it was said to.
    pub said: Option<&'a (String, Tone)>,
    /// Keys.
    pub keymap: &'a Keymap,
    /// Colours and characters.
    pub look: &'a Look,
}

impl<'a> World<'a> {
    /// Pins everything that may be looked at to one moment.
    pub fn of(app: &App, engine: &'a Engine, settings: &'a Settings, now: &'a Moment) -> Self {
        World {
            board: engine.board(),
            history: engine.history(),
            forecast: engine.forecast(),
            live: engine.live(),
            lists: engine.lists(),
            saving: engine.saving(),
            now,
            me: &settings.me,
            role: app.role,
            ago: app.ago,
            mouse: app.mouse,
            said: None,
            keymap: &settings.keymap,
            look: &settings.look,
        }
    }

    /// Returns the session on the screen, unsaved events included.
    pub fn session(&self) -> Option<&'a Session> {
        self.board.map(Board::session)
    }

    /// Whether whoever sits here drives the open session.
    pub fn drives(&self) -> bool {
        self.session().and_then(|session| session.people().owner()) == Some(self.me)
    }
}
