//! Redlines of the open session, on their way into the procedure's file: looked at first, written then. Both are done on
//! the store's thread, because the file may lie on a disk that hangs.

use super::{Answer, Engine, Happening};
use crate::drill::command::Request;
use crate::drill::event::Door;
use crate::drill::ids::{EventId, SessionId};
use crate::drill::time::Moment;
use crate::engine::error::EngineError;
use crate::engine::redlines::{self, Preview};

impl Engine {
    /// Looks at what the procedure's file will say with some redlines in it;
    /// [`Happening::Previewed`] follows.
    pub fn preview_redlines(&mut self, chosen: Vec<EventId>) {
        let Some(board) = &self.board else { return };
        let (id, session) = (board.id().clone(), board.session().clone());
        let (places, paths) = (self.setup.places.clone(), self.setup.paths.clone());
        self.post(move |_| {
            let file = redlines::file_of((&id, &session), &places, &paths);
            let preview = file.and_then(|file| redlines::preview(&session, &file, &chosen));
            Answer::Previewed(preview.map(Box::new))
        });
    }

    /// Writes a file as it was looked at, and says so in the log; [`Happening::Shipped`] follows.
    pub fn ship_redlines(&mut self, preview: Box<Preview>, at: &Moment) {
        let Some(id) = self.board.as_ref().map(|board| board.id().clone()) else { return };
        let at = at.clone();
        self.post(move |_| {
            let written = redlines::write(&preview);
            Answer::Written(id, written.map(|()| (preview, at)))
        });
    }

    /// Says in the log that the file has the redlines. Where another session is open meanwhile, they are found in the
    /// file the next time.
    pub(super) fn take_written(
        &mut self,
        id: &SessionId,
        (preview, at): (Box<Preview>, Moment),
    ) -> Result<Option<Happening>, EngineError> {
        let Some(board) = self.board.as_ref().filter(|board| board.id() == id) else { return Ok(None) };
        if let Some(command) = preview.command(board.session().redlines()) {
            self.ask(Request::now(command, at, self.setup.me.clone(), Door::Screen))?;
        }
        Ok(Some(Happening::Shipped(preview)))
    }
}
