//! Writing: one decision, one transaction.

use super::error::{At, StoreError};
use super::heads::Heads;
use super::open::Store;
use super::read::Last;
use super::row::Row;
use super::summary::SummaryRow;
use super::{bell, chain, read, scrub, summary, writer};
use crate::drill::event::{Door, Event};
use crate::drill::fact::Fact;
use crate::drill::ids::{Digest, EventId, PersonName, SessionId, WriterId};
use crate::drill::time::{Moment, WallTime};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::path::Path;

/// An event as it was decided, before the store gives it its place in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its id.
    pub id: EventId,
    /// When it was written.
    pub written: Moment,
    /// When it happened.
    pub happened: WallTime,
    /// Who did it.
    pub actor: PersonName,
    /// Through what it came in.
    pub door: Door,
    /// Whether it was told late on purpose.
    pub late: bool,
    /// The first event of the same command.
    pub deed: EventId,
    /// What happened.
    pub fact: Fact,
}

/// What one decision wants written, all of it or nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decided {
    /// The events, in their order.
    pub drafts: Vec<Draft>,
    /// The session as lists show it afterwards.
    pub summary: Option<SummaryRow>,
    /// A text that the events name, to be kept under its digest.
    pub document: Option<(Digest, String)>,
    /// An event of the session whose salt and body are to be erased.
    pub erase: Option<EventId>,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// The decision's own events, as they are stored.
    pub events: Vec<Event>,
    /// The events that the decision had not seen when it was first made, without its own.
    pub news: Vec<Event>,
    /// The heads of the session afterwards.
    pub heads: Heads,
    /// What the user should hear besides: an erased text may still lie in unused parts of the file.
    pub notice: Option<String>,
}

/// Why a decision was not written.
#[derive(Debug, thiserror::Error)]
pub enum AppendError<R> {
    /// Decided again upon what had happened meanwhile, it was refused.
    #[error("refused: what had happened meanwhile speaks against it")]
    Refused(R),
    /// The store could not write it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Decides again, upon all events of the session as they are stored.
pub type DecideAgain<'a, R> = &'a mut dyn FnMut(&[Event]) -> Result<Decided, R>;

impl Store {
    /// Writes a decision that was made upon `seen`. If others were quicker, it is decided again upon everything that is
    /// stored, within the transaction. When this returns, it is on the disk.
    ///
    /// A decision whose events are stored already is not written twice: after an error that leaves open whether the
    /// commit came through, the same may simply be tried again.
    pub fn append<R>(
        &mut self,
        session: &SessionId,
        seen: &Heads,
        mut decided: Decided,
        decide_again: DecideAgain<'_, R>,
    ) -> Result<Committed, AppendError<R>> {
        self.append_or_again(session, seen, false, &mut decided, decide_again)
    }

    /// The same; with `again` it is decided again in any case. What was decided last is left in `decided`, so that trying
    /// once more finds the events that an uncertain commit may have written.
    pub(super) fn append_or_again<R>(
        &mut self,
        session: &SessionId,
        seen: &Heads,
        again: bool,
        decided: &mut Decided,
        decide_again: DecideAgain<'_, R>,
    ) -> Result<Committed, AppendError<R>> {
        let result = self.transact(session, seen, again, decided, decide_again);
        match &result {
            Err(AppendError::Store(StoreError::Full { .. })) => {
                // Room that the write-ahead log takes beyond need may be all the room there is.
                _ = self.connection.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()));
            }
            Err(AppendError::Store(StoreError::Damaged { what, .. })) => {
                self.read_only.get_or_insert_with(|| format!("it is damaged: {what}"));
            }
            _ => {}
        }
        let mut committed = match result {
            Err(AppendError::Store(error)) => self.heed(Err(error))?,
            result => result?,
        };
        bell::ring(&self.path);
        if decided.erase.is_some()
            && let Err(error) = scrub::scrub(&self.connection, &self.path)
        {
            committed.notice = Some(scrub::leftovers(&error));
        }
        Ok(committed)
    }

    fn transact<R>(
        &self,
        session: &SessionId,
        seen: &Heads,
        again: bool,
        decided: &mut Decided,
        decide_again: DecideAgain<'_, R>,
    ) -> Result<Committed, AppendError<R>> {
        let path = &self.path;
        let file = self.require_writable()?;
        let fresh = writer::random_hex(path)?;
        let transaction =
            Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate).at(path)?;
        // Whoever held the lock before may have thrown the store away.
        self.require_writable()?;
        let lasts = read::lasts(&transaction, session).at(path)?;
        let mut heads = read::heads(&lasts);
        let mut news = read::since(&transaction, session, seen, &heads).at(path)?;
        let stored = stored_already(&transaction, session, &decided.drafts, path)?;
        let events = if let Some(events) = stored {
            events
        } else {
            if again || heads != *seen {
                let all = read::events(&transaction, session).at(path)?;
                *decided = decide_again(&all).map_err(AppendError::Refused)?;
            }
            let writer = writer::writer(&transaction, file, &fresh).at(path)?;
            write(&transaction, session, &writer, &lasts, decided, path)?
        };
        transaction.commit().at(path)?;
        news.retain(|event| events.iter().all(|own| own.id != event.id));
        for event in &events {
            heads.advance(&event.writer, event.seq);
        }
        Ok(Committed { events, news, heads, notice: None })
    }
}

/// Returns the drafts as they are stored, where they are; that is so when a commit came through and its word did not.
fn stored_already(
    connection: &Connection,
    session: &SessionId,
    drafts: &[Draft],
    path: &Path,
) -> Result<Option<Vec<Event>>, StoreError> {
    let mut stored = Vec::new();
    for draft in drafts {
        let event = draft.id.to_string();
        match read::row_of_event(connection, &event).at(path)? {
            Some(row) if row.session_id != *session => return Err(StoreError::EventTaken { event }),
            Some(row) => stored.push(row.into_event()),
            None => return Ok(None),
        }
    }
    Ok((!stored.is_empty()).then_some(stored))
}

/// Writes a decision, gives its events their places, and returns them as they are stored.
fn write(
    connection: &Connection,
    session: &SessionId,
    writer: &WriterId,
    lasts: &[Last],
    decided: &Decided,
    path: &Path,
) -> Result<Vec<Event>, StoreError> {
    let own = lasts.iter().find(|last| last.writer == *writer);
    let (mut seq, mut prev_hash) = own.map_or((0, chain::genesis()), |last| (last.seq, last.hash.clone()));
    let mut hlc = lasts.iter().map(|last| last.hlc).max().unwrap_or(i64::MIN);
    let mut events = Vec::with_capacity(decided.drafts.len());
    for draft in &decided.drafts {
        seq += 1;
        hlc = draft.written.wall.micros().max(hlc.saturating_add(1));
        let event = draft.clone().placed(session.clone(), writer.clone(), seq, hlc);
        let row = Row::seal(&event, writer::random_hex(path)?, prev_hash);
        row.insert(connection).at(path)?;
        prev_hash = row.hash.clone();
        events.push(row.into_event());
    }
    if let Some((digest, text)) = &decided.document {
        read::keep_document(connection, digest, text).at(path)?;
    }
    if let Some(event) = decided.erase {
        scrub::erase(connection, session, event, path)?;
    }
    if let Some(row) = &decided.summary {
        summary::save(connection, row).at(path)?;
    }
    Ok(events)
}

impl Draft {
    /// Gives the draft its place in the log.
    pub(super) fn placed(self, session: SessionId, writer: WriterId, seq: u64, hlc: i64) -> Event {
        Event {
            hlc,
            writer,
            seq,
            id: self.id,
            session,
            written: self.written,
            happened: self.happened,
            actor: self.actor,
            door: self.door,
            late: self.late,
            deed: self.deed,
            fact: self.fact,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{self, decided, note, texts};
    use super::*;
    use std::convert::Infallible;

    fn never(_: &[Event]) -> Result<Decided, Infallible> {
        unreachable!("nobody else wrote")
    }

    #[test]
    fn what_was_appended_is_there_after_opening_again() {
        let home = tempfile::tempdir().unwrap();
        let session = fixtures::session();
        let mut store = fixtures::open(&home);
        let first = store.append(&session, &Heads::default(), decided([note(1, "one")]), &mut never).unwrap();
        let second = store.append(&session, &first.heads, decided([note(2, "two")]), &mut never).unwrap();
        drop(store);
        let events = fixtures::open(&home).load(&session).unwrap();
        assert_eq!(events, [first.events, second.events].concat());
        assert_eq!(texts(&events), ["one", "two"]);
        assert_eq!(events.iter().map(|event| event.seq).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(Heads::of(&events), second.heads);
    }

    #[test]
    fn the_hybrid_clock_goes_on_where_the_wall_clock_was_set_back() {
        let home = tempfile::tempdir().unwrap();
        let session = fixtures::session();
        let mut store = fixtures::open(&home);
        let mut late = note(2, "written after the clock was set back");
        late.written.wall = WallTime::from_micros(5);
        let committed =
            store.append(&session, &Heads::default(), decided([note(1, "one"), late]), &mut never);
        let [one, two] = &committed.unwrap().events[..] else { panic!("two events") };
        assert_eq!(one.hlc, one.written.wall.micros());
        assert_eq!(two.hlc, one.hlc + 1);
    }

    #[test]
    fn a_conflict_is_decided_again_once_upon_all_that_is_stored() {
        let home = tempfile::tempdir().unwrap();
        let session = fixtures::session();
        let (mut ours, mut theirs) = (fixtures::open(&home), fixtures::open(&home));
        theirs.append(&session, &Heads::default(), decided([note(1, "theirs")]), &mut never).unwrap();
        let mut asked = Vec::new();
        let committed = ours
            .append(&session, &Heads::default(), decided([note(2, "ours")]), &mut |events| {
                asked.push(texts(events).join(","));
                Ok::<_, Infallible>(decided([note(3, "ours, again")]))
            })
            .unwrap();
        assert_eq!(asked, ["theirs"]);
        assert_eq!(texts(&committed.news), ["theirs"]);
        assert_eq!(texts(&committed.events), ["ours, again"]);
        assert_eq!(texts(&theirs.load(&session).unwrap()), ["theirs", "ours, again"]);
    }

    #[test]
    fn a_refusal_leaves_nothing_behind() {
        let home = tempfile::tempdir().unwrap();
        let session = fixtures::session();
        let mut store = fixtures::open(&home);
        store.append(&session, &Heads::default(), decided([note(1, "one")]), &mut never).unwrap();
        let refused =
            store.append(&session, &Heads::default(), decided([note(2, "two")]), &mut |_| Err("done"));
        assert!(matches!(refused, Err(AppendError::Refused("done"))));
        assert_eq!(texts(&store.load(&session).unwrap()), ["one"]);
    }

    #[test]
    fn trying_again_after_an_uncertain_commit_writes_nothing_twice() {
        let home = tempfile::tempdir().unwrap();
        let session = fixtures::session();
        let mut store = fixtures::open(&home);
        let both = || decided([note(1, "one"), note(2, "two")]);
        let first = store.append(&session, &Heads::default(), both(), &mut never).unwrap();
        store.append(&session, &first.heads, decided([note(3, "three")]), &mut never).unwrap();
        let again = store.append(&session, &Heads::default(), both(), &mut never).unwrap();
        assert_eq!(again.events, first.events);
        assert_eq!(texts(&again.news), ["three"]);
        assert_eq!(store.load(&session).unwrap().len(), 3);
    }

    #[test]
    fn an_event_id_of_another_session_is_not_taken() {
        let home = tempfile::tempdir().unwrap();
        let mut store = fixtures::open(&home);
        store.append(&fixtures::session(), &Heads::default(), decided([note(1, "one")]), &mut never).unwrap();
        let other = SessionId::from("zzzzzzzzzz");
        let taken = store.append(&other, &Heads::default(), decided([note(1, "one")]), &mut never);
        assert!(matches!(taken, Err(AppendError::Store(StoreError::EventTaken { .. }))));
    }

    #[test]
    fn two_connections_interleave_without_holes() {
        let home = tempfile::tempdir().unwrap();
        let session = fixtures::session();
        drop(fixtures::open(&home));
        let write = |from: u64| {
            let mut store = fixtures::open(&home);
            let mut seen = Heads::default();
            for n in from..from + 100 {
                let mut again = |_: &[Event]| Ok::<_, Infallible>(decided([note(n, "again")]));
                seen =
                    store.append(&session, &seen, decided([note(n, "at once")]), &mut again).unwrap().heads;
            }
        };
        std::thread::scope(|scope| {
            scope.spawn(|| write(0));
            scope.spawn(|| write(1_000));
        });
        let events = fixtures::open(&home).load(&session).unwrap();
        assert_eq!(events.iter().map(|event| event.seq).collect::<Vec<_>>(), (1..=200).collect::<Vec<_>>());
    }

    #[test]
    fn a_copy_of_the_file_is_another_writer() {
        let home = tempfile::tempdir().unwrap();
        let session = fixtures::session();
        let mut store = fixtures::open(&home);
        let one = store.append(&session, &Heads::default(), decided([note(1, "one")]), &mut never).unwrap();
        drop(store);
        let copy = home.path().join("copy");
        std::fs::copy(fixtures::path(&home), &copy).unwrap();
        let mut store = Store::open(&copy, crate::store::Access::Write).unwrap().store;
        let two = store.append(&session, &one.heads, decided([note(2, "two")]), &mut never).unwrap();
        assert_ne!(two.events[0].writer, one.events[0].writer);
        assert_eq!(two.events[0].seq, 1);
        let three = store.append(&session, &two.heads, decided([note(3, "three")]), &mut never).unwrap();
        assert_eq!(three.events[0].writer, two.events[0].writer);
    }

    #[test]
    fn a_file_that_was_moved_away_takes_nothing_that_could_be_called_saved() {
        let home = tempfile::tempdir().unwrap();
        let session = fixtures::session();
        let mut store = fixtures::open(&home);
        std::fs::rename(fixtures::path(&home), home.path().join("elsewhere")).unwrap();
        let gone = store.append(&session, &Heads::default(), decided([note(1, "one")]), &mut never);
        assert!(
            matches!(&gone, Err(AppendError::Store(error @ StoreError::Gone { .. })) if error.is_retryable())
        );
        std::fs::rename(home.path().join("elsewhere"), fixtures::path(&home)).unwrap();
        store.append(&session, &Heads::default(), decided([note(1, "one")]), &mut never).unwrap();
    }

    #[test]
    fn a_full_disk_is_named_and_leaves_nothing_behind() {
        let home = tempfile::tempdir().unwrap();
        let session = fixtures::session();
        let mut store = fixtures::open(&home);
        store.connection.execute_batch("pragma max_page_count = 1").unwrap();
        let long = "x".repeat(100_000);
        let full =
            store.append(&session, &Heads::default(), decided([note(1, "one"), note(2, &long)]), &mut never);
        assert!(
            matches!(&full, Err(AppendError::Store(error @ StoreError::Full { .. })) if error.is_retryable())
        );
        assert!(store.load(&session).unwrap().is_empty());
    }

    #[test]
    fn a_document_is_kept_once_and_a_summary_replaced() {
        let home = tempfile::tempdir().unwrap();
        let session = fixtures::session();
        let mut store = fixtures::open(&home);
        let digest = chain::digest("id = 'x'");
        for n in 1..3 {
            let mut decided = decided([note(n, "note")]);
            decided.document = Some((digest.clone(), "id = 'x'".to_owned()));
            decided.summary = Some(fixtures::summary(session.as_str(), i64::try_from(n).unwrap()));
            let seen = Heads::of(&store.load(&session).unwrap());
            store.append(&session, &seen, decided, &mut never).unwrap();
        }
        assert_eq!(store.document(&digest).unwrap().unwrap(), "id = 'x'");
        let summaries = store.summaries(&crate::store::SummaryQuery::default()).unwrap();
        assert_eq!(summaries, [fixtures::summary(session.as_str(), 2)]);
    }
}
