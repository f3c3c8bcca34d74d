//! The newest notes, in rows.

use super::notes::{NoteRow, row};
use super::safe::Charset;
use crate::drill::session::Session;

/// Puts the newest notes into rows, newest first: all after the `newer` newest ones. Lazy.
pub fn newest(session: &Session, newer: usize, charset: Charset) -> impl Iterator<Item = NoteRow> + '_ {
    session.notebook().iter().rev().skip(newer).map(move |note| row(session, note, charset))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};
    use crate::drill::command::Command;
    use crate::drill::note::{Entry, Tag};

    #[test]
    fn the_newest_note_comes_first_whatever_it_is_on() {
        let write = |step: Option<&str>, text: &str| {
            let step = step.map(Into::into);
            let entry = Entry { step, tag: Tag::Plain, text: text.into(), who: None, due: None };
            Command::WriteNote { entry }
        };
        let drill = Rehearsal::new(procedure())
            .declare()
            .does(write(Some("a"), "one"))
            .does(write(None, "two"))
            .does(write(Some("b"), "three"));
        let told =
            |newer| newest(&drill.session, newer, Charset::Unicode).map(|row| row.text).collect::<Vec<_>>();
        assert_eq!(told(0), ["three", "two", "one"]);
        assert_eq!(told(1), ["two", "one"]);
        assert_eq!(told(9), [""; 0]);
    }
}
