//! What was written down, by tag.

use super::block::Entry;
use super::subject::Subject;
use crate::drill::note::Tag;
use crate::drill::notebook::Note;
use crate::present::jotting::place;
use crate::present::notes;
use crate::present::tone::Toned;

/// The tags with the titles of their sections, what calls for something first.
const TITLES: [(Tag, &str, &str); 6] = [
    (Tag::Action, "actions", "Actions"),
    (Tag::Question, "questions", "Questions"),
    (Tag::Surprise, "surprises", "Surprises"),
    (Tag::Decision, "decisions", "Decisions"),
    (Tag::Outside, "outside", "Said to the outside"),
    (Tag::Plain, "notes", "Notes"),
];

/// Lists the notes by tag, oldest first; a tag that nobody used is left out.
pub(super) fn lists(subject: &Subject<'_>) -> Vec<(&'static str, &'static str, Vec<Entry>)> {
    let list = |(tag, id, title)| {
        let notes = subject.session.notebook().iter().filter(|note| note.entry().tag == tag);
        let entries: Vec<Entry> = notes.map(|note| entry(subject, note)).collect();
        (!entries.is_empty()).then_some((id, title, entries))
    };
    TITLES.into_iter().filter_map(list).collect()
}

fn entry(subject: &Subject<'_>, note: &Note) -> Entry {
    let row = notes::row(subject.session, note, subject.charset);
    let on = note
        .entry()
        .step
        .as_ref()
        .map(|step| format!("on {}", place(subject.session.procedure(), Some(step), subject.charset)));
    let marks = row.marks.iter().map(|mark| (*mark).to_owned());
    let written = note.event.late.then(|| format!("written {}", subject.time(&note.event.written)));
    let about = on.into_iter().chain([row.author]).chain(marks).chain(written);
    let was = note.before().map(|entry| format!("was: {}", notes::text(entry, subject.charset)));
    let said = |label: &str, text: &str| {
        if text.trim().is_empty() { label.to_owned() } else { format!("{label}: {}", subject.safe(text)) }
    };
    let end = match (&note.retracted, note.closed.as_deref()) {
        (Some(why), _) => Some(said("taken back", why)),
        (None, Some((_, what))) => Some(said("done", what)),
        (None, None) => None,
    };
    Entry {
        time: subject.time(&note.event.moment()),
        text: Toned::new(row.text, row.tone),
        about: about.collect(),
        asides: was.chain(end).collect(),
    }
}
