//! Notes in rows, newest last.

use super::cells;
use super::format;
use super::safe::{self, Charset};
use super::tone::Tone;
use crate::drill::ids::StepId;
use crate::drill::note::Tag;
use crate::drill::notebook::Note;
use crate::drill::session::Session;

/// Which notes are looked at.
#[derive(Debug, Clone, Copy)]
pub enum Which<'a> {
    /// Those on a step, and those on the session.
    About(&'a StepId),
    /// Those on the session.
    Session,
    /// All of them, each with its step.
    All,
}

/// One note, ready to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteRow {
    /// `14:21`: when it happened.
    pub time: String,
    /// The sign of its sort; a space for none.
    pub sign: char,
    /// `@7 ` where steps are told apart, and what it says.
    pub text: String,
    /// `late, edited, retracted`; empty for most.
    pub marks: String,
    /// Who wrote it.
    pub author: String,
    /// The tone of what it says.
    pub tone: Tone,
}

/// Puts the newest notes into rows, at most `most` of them, after leaving out the `newer` newest ones. Wall times stand
/// in the zone `utc_offset_s`.
pub fn rows(
    session: &Session,
    which: Which<'_>,
    (newer, most): (usize, usize),
    utc_offset_s: i32,
    charset: Charset,
) -> Vec<NoteRow> {
    let row = |note: &Note| NoteRow {
        time: format::wall_minute(note.happened.wall, utc_offset_s),
        sign: note.entry.tag.sign().unwrap_or(' '),
        text: text(session, note, matches!(which, Which::All), charset),
        marks: marks(note),
        author: cells::label(note.author.as_str(), 12, charset),
        tone: tone(note),
    };
    let looked_at = session.notebook().iter().rev().filter(|note| which.takes(note));
    let mut rows: Vec<NoteRow> = looked_at.skip(newer).take(most).map(row).collect();
    rows.reverse();
    rows
}

/// Counts the notes that are looked at.
pub fn count(session: &Session, which: Which<'_>) -> usize {
    session.notebook().iter().filter(|note| which.takes(note)).count()
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

fn text(session: &Session, note: &Note, with_step: bool, charset: Charset) -> String {
    let entry = &note.entry;
    let step = entry.step.as_ref().filter(|_| with_step);
    let step = step.map(|id| format!("@{} ", super::deeds::number(session, id))).unwrap_or_default();
    let safe = |text: &str| safe::line(text, charset).into_owned();
    let who = entry.who.as_ref().map(|who| format!("{}: ", safe(who.as_str()))).unwrap_or_default();
    let due = entry.due.map(|due| format!(" by {due}")).unwrap_or_default();
    let why = note.retracted.as_ref().filter(|why| !why.is_empty());
    let why = why.map(|why| format!(" ({})", safe(why))).unwrap_or_default();
    format!("{step}{who}{}{due}{why}", safe(&entry.text))
}

fn marks(note: &Note) -> String {
    let marks = [
        note.late.then_some("late"),
        note.after.then_some("after"),
        (!note.before.is_empty()).then_some("edited"),
        note.retracted.is_some().then_some("retracted"),
        note.closed.is_some().then_some("closed"),
    ];
    marks.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn tone(note: &Note) -> Tone {
    match note.entry.tag {
        _ if note.retracted.is_some() || note.closed.is_some() => Tone::Muted,
        Tag::Surprise => Tone::Warned,
        Tag::Question | Tag::Action | Tag::Decision => Tone::Strong,
        Tag::Plain | Tag::Outside => Tone::Plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, event_id, procedure};
    use crate::drill::command::Command;
    use crate::drill::note::Entry;

    fn entry(step: Option<&str>, tag: Tag, text: &str) -> Entry {
        Entry { step: step.map(StepId::from), tag, text: text.into(), who: None, due: None }
    }

    fn drill() -> Rehearsal {
        let write = |entry| Command::WriteNote { entry };
        let action = Entry {
            who: Some("Ann".into()),
            due: chrono::NaiveDate::from_ymd_opt(2026, 5, 29),
            ..entry(None, Tag::Action, "rename the bucket")
        };
        Rehearsal::new(procedure())
            .declare()
            .does(write(entry(Some("a"), Tag::Surprise, "dump was in the old bucket\x1b")))
            .at(120)
            .does(write(action))
            .tells_of(60, write(entry(Some("b"), Tag::Plain, "slow")))
            .does(Command::AmendNote {
                note: event_id(3),
                entry: entry(Some("a"), Tag::Surprise, "dump moved"),
            })
            .does(Command::RetractNote { note: event_id(5), why: "wrong".into() })
    }

    fn told(which: Which, window: (usize, usize)) -> Vec<String> {
        let drill = drill();
        let rows = rows(&drill.session, which, window, 7_200, Charset::Unicode).into_iter();
        rows.map(|it| format!("{} {} {} [{}] {}", it.time, it.sign, it.text, it.marks, it.author)).collect()
    }

    #[test]
    fn notes_of_a_step_and_of_the_session_newest_last() {
        let expected =
            ["13:54 ! dump moved [edited] Mara", "13:56 > Ann: rename the bucket by 2026-05-29 [] Mara"];
        assert_eq!(told(Which::About(&"a".into()), (0, 9)), expected);
        assert_eq!(told(Which::Session, (0, 9)), expected[1..]);
        assert_eq!(count(&drill().session, Which::Session), 1);
    }

    #[test]
    fn all_notes_name_their_step_and_what_was_done_to_them() {
        assert_eq!(told(Which::All, (0, 1)), ["13:55   @2 slow (wrong) [late, retracted] Mara"]);
        assert_eq!(told(Which::All, (2, 9)), ["13:54 ! @1 dump moved [edited] Mara"]);
    }
}
