//! Notes as they are read: when, what sort, what, by whom.

use super::cells;
use super::format;
use super::page::{Line, Target, hanging};
use super::safe::Charset;
use super::tone::{Tone, Toned};
use crate::drill::ids::EventId;
use crate::drill::note::{Entry, Tag};
use crate::drill::notebook::Note;
use crate::drill::procedure::Number;
use crate::drill::session::Session;

/// A note in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteRow {
    /// The event that wrote it.
    pub id: EventId,
    /// When what it tells of happened: `14:21`, in the zone in which it was written.
    pub time: String,
    /// The sign of its sort; a space for a plain note.
    pub sign: char,
    /// The number of the step that it is on.
    pub step: Option<Number>,
    /// What it says; of an action also who, and by when.
    pub text: String,
    /// Who wrote it.
    pub author: String,
    /// `late`, `after the end`, `edited`, `done`, `taken back`: what has to be known about it.
    pub marks: Vec<&'static str>,
    /// What it is worth now.
    pub tone: Tone,
}

/// Puts a note into words.
pub fn row(session: &Session, note: &Note, charset: Charset) -> NoteRow {
    let marks = [
        (note.event.late, "late"),
        (note.after, "after the end"),
        (!note.amended.is_empty(), "edited"),
        (note.closed.is_some(), "done"),
        (note.retracted.is_some(), "taken back"),
    ];
    let tone = match note.entry().tag {
        _ if note.retracted.is_some() || note.closed.is_some() => Tone::Muted,
        Tag::Surprise => Tone::Warned,
        Tag::Action => Tone::Strong,
        _ => Tone::Plain,
    };
    NoteRow {
        id: note.id(),
        time: format::wall_minute(note.event.happened, note.event.written.utc_offset_s),
        sign: note.entry().tag.sign().unwrap_or(' '),
        step: note.entry().step.as_ref().and_then(|step| session.procedure().number(step)),
        text: text(note.entry(), charset),
        author: cells::shown(note.event.actor.as_str(), charset),
        marks: marks.into_iter().filter_map(|(holds, mark)| holds.then_some(mark)).collect(),
        tone,
    }
}

/// Writes what a note says: `Ann: rename the bucket by 2026-06-05`.
pub(super) fn text(entry: &Entry, charset: Charset) -> String {
    let label = |text: &str| cells::shown(text, charset);
    let who = entry.who.as_ref().map(|who| format!("{}: ", label(who.as_str()))).unwrap_or_default();
    let due = entry.due.map(|due| format!(" by {due}")).unwrap_or_default();
    format!("{who}{}{due}", label(&entry.text))
}

/// Lists all notes, each with what it said before, in lines of at most `width` cells.
pub fn page(session: &Session, width: usize, charset: Charset) -> Vec<Line> {
    session.notebook().iter().flat_map(|note| lines(session, note, width, charset)).collect()
}

/// Writes a note in lines of at most `width` cells, and below it what it said before, and what became of it.
pub fn lines(session: &Session, note: &Note, width: usize, charset: Charset) -> Vec<Line> {
    let it = row(session, note, charset);
    let lead = Toned::new(format!("{} {} ", it.time, it.sign), Tone::Muted);
    let indent = " ".repeat(cells::width(&lead.text));
    let step = it.step.map(|number| format!(" on {number}")).unwrap_or_default();
    let marks = if it.marks.is_empty() { String::new() } else { format!(" ({})", it.marks.join(", ")) };
    let told = format!("{}  {}{step}{marks}", it.text, it.author);
    let mut lines = hanging(lead, &told, it.tone, width);
    let aside = |label: &str, text: &str| {
        hanging(Toned::new(format!("{indent}{label} "), Tone::Muted), text, Tone::Muted, width)
    };
    for entry in note.before() {
        lines.extend(aside("was:", &text(entry, charset)));
    }
    if let Some(why) = &note.retracted {
        lines.extend(aside("taken back:", &cells::shown(why, charset)));
    } else if let Some((_, what)) = note.closed.as_deref() {
        lines.extend(aside("done:", &cells::shown(what, charset)));
    }
    lines.into_iter().map(|line| line.to(Target::Note(note.id()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, event_id, procedure};
    use crate::drill::command::Command;

    #[test]
    fn a_note_tells_what_became_of_it() {
        let entry = Entry {
            step: Some("b".into()),
            tag: Tag::Action,
            text: "rename\tthe bucket".into(),
            who: Some("Ann".into()),
            due: chrono::NaiveDate::from_ymd_opt(2026, 6, 5),
        };
        let drill = Rehearsal::new(procedure())
            .declare()
            .at(120)
            .tells_of(60, Command::WriteNote { entry: entry.clone() })
            .does(Command::AmendNote { note: event_id(3), entry })
            .does(Command::CloseAction { note: event_id(3), why: String::new() });
        let note = drill.session.notebook().iter().next().unwrap();
        let expected = NoteRow {
            id: event_id(3),
            time: "13:55".into(),
            sign: '>',
            step: Some(Number { of: 2, letter: 0 }),
            text: "Ann: rename the bucket by 2026-06-05".into(),
            author: "Mara".into(),
            marks: vec!["late", "edited", "done"],
            tone: Tone::Muted,
        };
        assert_eq!(row(&drill.session, note, Charset::Unicode), expected);
    }
}
