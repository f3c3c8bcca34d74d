//! Taking sessions in that another store has handed out: all lines or none.

use super::chain;
use super::error::{At, StoreError};
use super::export::Line;
use super::open::Store;
use super::row::Row;
use super::{bell, read, scrub, verify};
use crate::drill::fact::Fact;
use crate::drill::ids::{EventId, SessionId, WriterId};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Read};
use std::path::Path;

/// The longest line that is read: 64 MiB, well above any text that a store takes.
const LONGEST_LINE: u64 = 64 << 20;

/// What an import brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// The sessions in it, in the order of their ids, new or not. Their summaries are to be made anew.
    pub sessions: Vec<SessionId>,
    /// How many events were new.
    pub new_events: usize,
    /// How many texts were new.
    pub new_documents: usize,
    /// How many events were erased here because somebody had redacted them there, or the other way round.
    pub erased: usize,
    /// What the user should hear besides: an erased text may still lie in unused parts of the file.
    pub notice: Option<String>,
}

impl Store {
    /// Takes an export in, in one transaction. Every chain and every digest is checked before it counts; what is here
    /// already must be the same, and stays. Taking the same in twice changes nothing; a longer export of the same session
    /// adds what is new.
    pub fn import(&mut self, lines: &mut dyn BufRead) -> Result<Imported, StoreError> {
        let mut imported = self.heed(self.take_in(lines))?;
        bell::ring(&self.path);
        if imported.erased > 0
            && let Err(error) = scrub::scrub(&self.connection, &self.path)
        {
            imported.notice = Some(scrub::leftovers(&error));
        }
        Ok(imported)
    }

    fn take_in(&self, lines: &mut dyn BufRead) -> Result<Imported, StoreError> {
        self.require_writable()?;
        let path = &self.path;
        let transaction =
            Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate).at(path)?;
        let mut intake = Intake::new(&transaction, path);
        let mut line = 0;
        while let Some(text) = next_line(lines, line + 1)? {
            line += 1;
            if !text.trim().is_empty() {
                intake.take(&text, line)?;
            }
        }
        let imported = intake.finish()?;
        transaction.commit().at(path)?;
        Ok(imported)
    }
}

/// An import in the middle of its transaction.
struct Intake<'a> {
    connection: &'a Connection,
    path: &'a Path,
    /// The last event of each chain of the export.
    ends: BTreeMap<(SessionId, WriterId), Row>,
    imported: Imported,
}

impl<'a> Intake<'a> {
    fn new(connection: &'a Connection, path: &'a Path) -> Self {
        Self { connection, path, ends: BTreeMap::new(), imported: Imported::default() }
    }

    fn take(&mut self, text: &str, line: usize) -> Result<(), StoreError> {
        let wrong = |what: String| StoreError::Import { line, what };
        match serde_json::from_str::<Line>(text) {
            Ok(Line::Document { document, text }) => {
                if chain::digest(&text) != document {
                    return Err(wrong(format!("the text of document {document} was changed")));
                }
                let new = read::keep_document(self.connection, &document, &text).at(self.path)?;
                self.imported.new_documents += usize::from(new);
                Ok(())
            }
            Ok(Line::Event(row)) => self.take_event(*row).map_err(|refused| match refused {
                Refused::Wrong(what) => wrong(what),
                Refused::Store(error) => error,
            }),
            Err(_) => Err(wrong(why_no_line(text))),
        }
    }

    fn take_event(&mut self, row: Row) -> Result<(), Refused> {
        let key = (row.session_id.clone(), row.writer_id.clone());
        let place = format!("event {} of writer {} in session {}", row.seq, row.writer_id, row.session_id);
        if let Some(fault) = verify::fault(&row, self.ends.get(&key)) {
            return Err(Refused::Wrong(format!("{place}: {fault}")));
        }
        let ours = read::row_at(self.connection, &key.0, &key.1, row.seq).at(self.path)?;
        match ours {
            Some(ours) if ours.hash == row.hash => {}
            Some(_) => return Err(Refused::Wrong(format!("{place} is another one in this store"))),
            None => {
                let id = row.event_id.to_string();
                if read::row_of_event(self.connection, &id).at(self.path)?.is_some() {
                    return Err(Refused::Wrong(format!("{place}: its id {id} is in use already")));
                }
                row.insert(self.connection).at(self.path)?;
                self.imported.new_events += 1;
            }
        }
        self.ends.insert(key, row);
        Ok(())
    }

    /// Erases what has been redacted, here or there, in the sessions that were taken in.
    fn finish(mut self) -> Result<Imported, StoreError> {
        let sessions: BTreeSet<SessionId> = self.ends.into_keys().map(|(session, _)| session).collect();
        for session in &sessions {
            for event in redacted(self.connection, session).at(self.path)? {
                let row = read::row_of_event(self.connection, &event.to_string()).at(self.path)?;
                if row.is_some_and(|row| row.session_id == *session && row.body.is_some()) {
                    scrub::erase(self.connection, session, event, self.path)?;
                    self.imported.erased += 1;
                }
            }
        }
        self.imported.sessions = sessions.into_iter().collect();
        Ok(self.imported)
    }
}

enum Refused {
    Wrong(String),
    Store(StoreError),
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Returns the events that a session's redactions name; a redaction that was itself redacted still counts.
fn redacted(connection: &Connection, session: &SessionId) -> rusqlite::Result<Vec<EventId>> {
    let mut events = Vec::new();
    for row in read::of_kind(connection, session, "event_redacted")? {
        let mut fact = Fact::decode(&row.kind, row.version, row.body.as_deref());
        while let Fact::EventRedacted { event, kept, .. } = fact {
            events.push(event);
            fact = *kept;
        }
    }
    Ok(events)
}

/// Reads up to the next line feed; `None` at the end.
fn next_line(lines: &mut dyn BufRead, line: usize) -> Result<Option<String>, StoreError> {
    let wrong = |what: String| StoreError::Import { line, what };
    let mut bytes = Vec::new();
    let read = lines.take(LONGEST_LINE).read_until(b'\n', &mut bytes);
    if read.map_err(|error| wrong(format!("it cannot be read: {error}")))? == 0 {
        return Ok(None);
    }
    if bytes.len() as u64 == LONGEST_LINE && !bytes.ends_with(b"\n") {
        return Err(wrong(format!("it is longer than {} MiB", LONGEST_LINE >> 20)));
    }
    String::from_utf8(bytes).map(Some).map_err(|_| wrong("it is not UTF-8".to_owned()))
}

/// Says what is wrong with a line that is neither a text nor an event.
fn why_no_line(text: &str) -> String {
    match serde_json::from_str::<serde_json::Value>(text) {
        Err(error) => format!("it is not JSON: {error}"),
        Ok(value) if value.get("document").is_some() => "it is a document without its text".to_owned(),
        Ok(_) => match serde_json::from_str::<Row>(text) {
            Err(error) => format!("it is no event: {error}"),
            Ok(_) => "it is no event".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{self, decided, note, texts};
    use super::super::{Decided, Heads};
    use super::*;
    use crate::drill::event::Event;
    use proptest::prelude::*;
    use std::convert::Infallible;
    use tempfile::TempDir;

    fn append(store: &mut Store, decided: &Decided) -> Vec<Event> {
        let mut again = |_: &[Event]| Ok::<_, Infallible>(decided.clone());
        store.append(&fixtures::session(), &Heads::default(), decided.clone(), &mut again).unwrap().events
    }

    /// A session with a procedure text and two notes.
    fn filled(home: &TempDir) -> Store {
        let mut store = fixtures::open(home);
        let text = "id = 'x'\n";
        let mut opening =
            decided([fixtures::opening(1, &chain::digest(text)), note(2, "one"), note(3, "two")]);
        opening.document = Some((chain::digest(text), text.to_owned()));
        append(&mut store, &opening);
        store
    }

    fn exported(store: &Store) -> String {
        let mut out = Vec::new();
        store.export(&fixtures::session(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn refused(store: &mut Store, lines: &str) -> String {
        store.import(&mut lines.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn an_export_begins_with_the_texts_and_comes_in_whole_and_once() {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (from, mut to) = (filled(&here), fixtures::open(&there));
        let lines = exported(&from);
        assert!(lines.starts_with(r#"{"document":"#), "{lines}");
        let imported = to.import(&mut lines.as_bytes()).unwrap();
        assert_eq!((imported.new_events, imported.new_documents), (3, 1));
        assert_eq!(imported.sessions, [fixtures::session()]);
        assert_eq!(to.load(&fixtures::session()).unwrap(), from.load(&fixtures::session()).unwrap());
        assert_eq!(exported(&to), lines);
        assert_eq!(to.verify(&fixtures::session()).unwrap(), from.verify(&fixtures::session()).unwrap());
        let again = to.import(&mut lines.as_bytes()).unwrap();
        assert_eq!((again.new_events, again.new_documents), (0, 0));
        assert_eq!(exported(&to), lines);
    }

    #[test]
    fn a_longer_export_adds_what_is_new_on_both_sides() {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (mut from, mut to) = (filled(&here), fixtures::open(&there));
        to.import(&mut exported(&from).as_bytes()).unwrap();
        append(&mut from, &decided([note(4, "three")]));
        append(&mut to, &decided([note(5, "four, elsewhere")]));
        assert_eq!(to.import(&mut exported(&from).as_bytes()).unwrap().new_events, 1);
        assert_eq!(from.import(&mut exported(&to).as_bytes()).unwrap().new_events, 1);
        let events = to.load(&fixtures::session()).unwrap();
        assert_eq!(texts(&events), ["", "one", "two", "three", "four, elsewhere"]);
        assert_eq!(events, from.load(&fixtures::session()).unwrap());
        assert_eq!(to.verify(&fixtures::session()).unwrap().heads.len(), 2);
    }

    #[test]
    fn a_bad_line_is_named_and_nothing_of_the_file_comes_in() {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (from, mut to) = (filled(&here), fixtures::open(&there));
        let lines = exported(&from);
        let without_line = |n: usize| {
            let kept = lines.lines().enumerate().filter(|(at, _)| *at != n).map(|(_, line)| line);
            kept.fold(String::new(), |all, line| all + line + "\n")
        };
        let cases = [
            (lines.replace("\"one", "\"six"), "line 3", "body was changed"),
            (lines.replace("\"actor\":\"Zoë", "\"actor\":\"Eve"), "line 2", "it was changed"),
            (lines.replace("id = 'x'", "id = 'y'"), "line 1", "text of document"),
            (without_line(2), "line 3", "event 2 is missing"),
            (lines.clone() + "nonsense", "line 5", "not JSON"),
            (lines.clone() + "{}", "line 5", "no event: missing field"),
            (lines.clone() + "{\"document\": \"x\"}", "line 5", "without its text"),
            (lines.replace("\"kind\"", "\"sort\""), "line 2", "unknown field `sort`"),
        ];
        for (changed, line, named) in cases {
            let error = refused(&mut to, &changed);
            assert!(error.contains(line) && error.contains(named), "{error}");
        }
        assert!(to.session_ids().unwrap().is_empty());
        assert!(to.import(&mut &b"\xff\n"[..]).unwrap_err().to_string().contains("UTF-8"));
    }

    #[test]
    fn a_line_without_end_is_not_read_into_memory() {
        let home = tempfile::tempdir().unwrap();
        let mut store = fixtures::open(&home);
        let mut endless = std::io::BufReader::new(std::io::repeat(b'['));
        let error = store.import(&mut endless).unwrap_err();
        assert!(error.to_string().contains("longer than 64 MiB"), "{error}");
    }

    #[test]
    fn two_logs_that_went_apart_under_one_name_are_not_mixed() {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (from, mut to) = (filled(&here), fixtures::open(&there));
        let lines = exported(&from);
        to.import(&mut lines.as_bytes()).unwrap();
        to.connection.execute_batch("update event set hash = prev_hash where seq = 2").unwrap();
        let error = refused(&mut to, &lines);
        assert!(error.contains("line 3") && error.contains("another one in this store"), "{error}");
        to.connection.execute_batch("update event set session_id = 'other'").unwrap();
        let error = refused(&mut to, &lines);
        assert!(error.contains("line 2") && error.contains("in use already"), "{error}");
    }

    #[test]
    fn what_is_redacted_in_one_store_is_erased_in_the_other() {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (mut from, mut to) = (filled(&here), fixtures::open(&there));
        let before = exported(&from);
        to.import(&mut before.as_bytes()).unwrap();
        let note = &from.load(&fixtures::session()).unwrap()[1];
        let mut redaction = decided([fixtures::draft(
            9,
            Fact::EventRedacted {
                event: note.id,
                kept: Box::new(note.fact.without_text()),
                deed: note.deed,
                late: false,
                why: "a password".to_owned(),
            },
        )]);
        redaction.erase = Some(note.id);
        append(&mut from, &redaction);
        let imported = to.import(&mut exported(&from).as_bytes()).unwrap();
        assert_eq!((imported.new_events, imported.erased), (1, 1));
        assert_eq!(exported(&to), exported(&from));
        // An export from before does not bring the text back.
        to.import(&mut before.as_bytes()).unwrap();
        assert_eq!(exported(&to), exported(&from));
        let third = tempfile::tempdir().unwrap();
        let mut late = fixtures::open(&third);
        late.import(&mut exported(&to).as_bytes()).unwrap();
        assert_eq!(late.verify(&fixtures::session()).unwrap().redacted, 1);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]
        #[test]
        fn any_text_survives_the_way_out_and_in(notes in prop::collection::vec("(?s).{0,200}", 1..8)) {
            let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
            let (mut from, mut to) = (fixtures::open(&here), fixtures::open(&there));
            let drafts = (1..).zip(&notes).map(|(n, text)| {
                let mut draft = note(n, text);
                draft.actor = text.as_str().into();
                draft
            });
            append(&mut from, &Decided { drafts: drafts.collect(), ..Decided::default() });
            let lines = exported(&from);
            to.import(&mut lines.as_bytes()).unwrap();
            let events = to.load(&fixtures::session()).unwrap();
            prop_assert_eq!(texts(&events), notes);
            prop_assert_eq!(events, from.load(&fixtures::session()).unwrap());
            prop_assert_eq!(exported(&to), lines);
        }
    }
}
