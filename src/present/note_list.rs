//! The newest notes on something, in rows.

use super::notes::{NoteRow, row};
use super::safe::Charset;
use crate::drill::ids::StepId;
use crate::drill::notebook::Note;
use crate::drill::session::Session;

/// Which notes are looked at.
#[derive(Debug, Clone, Copy)]
pub enum Which<'a> {
    /// Those on a step, and those on the session.
    About(&'a StepId),
    /// Those on the session.
    Session,
    /// All of them.
    All,
}

impl Which<'_> {
    fn takes(&self, note: &Note) -> bool {
        match (self, &note.entry.step) {
            (Self::All, _) | (_, None) => true,
            (Self::About(step), Some(on)) => *step == on,
            (Self::Session, Some(_)) => false,
        }
    }
}

/// Puts the newest notes into rows, newest first: all after the `newer` newest ones. Lazy.
pub fn newest<'a>(
    session: &'a Session,
    which: Which<'a>,
    newer: usize,
    charset: Charset,
) -> impl Iterator<Item = NoteRow> + 'a {
    let looked_at = session.notebook().iter().rev().filter(move |note| which.takes(note));
    looked_at.skip(newer).map(move |note| row(session, note, charset))
}

/// Counts the notes that are looked at.
pub fn count(session: &Session, which: Which<'_>) -> usize {
    session.notebook().iter().filter(|note| which.takes(note)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};
    use crate::drill::command::Command;
    use crate::drill::note::{Entry, Tag};

    fn told(which: Which, newer: usize) -> Vec<String> {
        let write = |step: Option<&str>, text: &str| {
            let step = step.map(StepId::from);
            let entry = Entry { step, tag: Tag::Plain, text: text.into(), who: None, due: None };
            Command::WriteNote { entry }
        };
        let drill = Rehearsal::new(procedure())
            .declare()
            .does(write(Some("a"), "one"))
            .does(write(None, "two"))
            .does(write(Some("b"), "three"));
        newest(&drill.session, which, newer, Charset::Unicode).map(|row| row.text).collect()
    }

    #[test]
    fn a_step_is_shown_with_the_notes_on_the_session() {
        assert_eq!(told(Which::About(&"a".into()), 0), ["two", "one"]);
        assert_eq!(told(Which::Session, 0), ["two"]);
        assert_eq!(told(Which::All, 1), ["two", "one"]);
        assert_eq!(told(Which::All, 9), [""; 0]);
    }
}
