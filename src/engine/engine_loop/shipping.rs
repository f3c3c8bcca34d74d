//! Redlines of the open session, on their way into the procedure's file.

use super::Engine;
use crate::drill::command::Request;
use crate::drill::event::Door;
use crate::drill::ids::EventId;
use crate::drill::time::Moment;
use crate::engine::board::Board;
use crate::engine::error::EngineError;
use crate::engine::redlines::{self, Preview};

impl Engine {
    /// Writes redlines of the open session into the file that its procedure's id means, and says so in the log. What
    /// became of each is in the answer.
    pub fn ship_redlines(&mut self, chosen: &[EventId], at: &Moment) -> Result<Preview, EngineError> {
        let session = self.board.as_ref().map(Board::session).ok_or(EngineError::NoneOpen)?;
        let file = redlines::file_of(session, &self.setup.places, &self.setup.paths)?;
        let preview = redlines::preview(session, &file, chosen)?;
        let command = preview.command(session.redlines());
        redlines::write(&preview)?;
        if let Some(command) = command {
            self.ask(Request::now(command, at.clone(), self.setup.me.clone(), Door::Screen))?;
        }
        Ok(preview)
    }
}
