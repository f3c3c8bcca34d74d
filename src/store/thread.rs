//! The thread that owns the connection: whoever draws a screen hands jobs over and never waits for the disk.
//!
//! Appends are kept in order until each is on the disk or cannot ever be: on a full disk they wait, are tried again every
//! second, and are saved in order, once. Everything else is done as it comes.

use super::append::{AppendError, Committed, Decided};
use super::error::StoreError;
use super::heads::Heads;
use super::open::Store;
use crate::drill::event::Event;
use crate::drill::ids::SessionId;
use std::collections::VecDeque;
use std::io;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

/// How long to wait before what did not work is tried again.
const AGAIN: Duration = Duration::from_secs(1);

/// Names an append in the answers; the sender counts them up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// Decides again upon all events of the session, on the store's thread.
pub type Decider<R> = Box<dyn FnMut(&[Event]) -> Result<Decided, R> + Send>;

/// A decision to be written.
pub struct Append<R> {
    /// Its name in the answer.
    pub ticket: Ticket,
    /// The session.
    pub session: SessionId,
    /// The heads of what was known as saved when it was decided.
    pub seen: Heads,
    /// The newest append that was not answered yet when it was decided, and upon which it was decided too. If that one
    /// comes out as it was sent, this one counts as decided upon it; else it is decided again.
    pub upon: Option<Ticket>,
    /// The decision.
    pub decided: Decided,
    /// Makes it again, where others were quicker.
    pub decide_again: Decider<R>,
}

/// What the store's thread tells.
#[derive(Debug)]
pub enum StoreNews<R> {
    /// It is on the disk.
    Saved {
        /// Which append.
        ticket: Ticket,
        /// What was written, and what others had written before it.
        committed: Committed,
    },
    /// Decided again, it was refused; why stands in the events that were told as [`StoreNews::Events`] just before.
    Refused {
        /// Which append.
        ticket: Ticket,
        /// Why.
        refusal: R,
    },
    /// It cannot ever be saved here.
    Failed {
        /// The append, and why.
        unsaved: Unsaved,
    },
    /// Others have written these. Events of one's own that were on their way may be among them.
    Events {
        /// The session.
        session: SessionId,
        /// In their order.
        events: Vec<Event>,
        /// The heads now.
        heads: Heads,
    },
    /// A session could not be read.
    Unreadable {
        /// The session.
        session: SessionId,
        /// Why.
        reason: StoreError,
    },
    /// Appends wait, and are tried again every second; told once for each reason, and when their number changes.
    Stuck {
        /// Why.
        reason: StoreError,
        /// How many appends wait.
        waiting: usize,
    },
    /// Everything that waited has been saved.
    Flowing,
}

/// A decision that is not on the disk.
#[derive(Debug)]
pub struct Unsaved {
    /// Which append.
    pub ticket: Ticket,
    /// The session.
    pub session: SessionId,
    /// What it wanted written.
    pub decided: Decided,
    /// Why it could not be, in a sentence.
    pub reason: String,
}

enum Job<R> {
    Append(Box<Append<R>>),
    Refresh { session: SessionId, seen: Heads },
    Run(Box<dyn FnOnce(&mut Store) + Send>),
    Close,
}

/// The other end of the store's thread. Dropped without [`close`](Self::close), the thread still does what it was given,
/// but nobody hears what could not be saved.
pub struct StoreHandle<R> {
    jobs: Sender<Job<R>>,
    thread: JoinHandle<Vec<Unsaved>>,
}

/// Hands the store over to a thread of its own. `tell` is called on that thread and must not wait.
pub fn spawn<R: Send + 'static>(
    store: Store,
    tell: Box<dyn Fn(StoreNews<R>) + Send>,
) -> io::Result<StoreHandle<R>> {
    let (jobs, inbox) = mpsc::channel();
    // Shorter than for a command line: what fails is tried again, and readers behind it should not wait.
    _ = store.wait_at_most(AGAIN);
    let clerk = Clerk { store, tell, queue: VecDeque::new(), last: None, stuck: None };
    let thread = std::thread::Builder::new().name("store".to_owned()).spawn(move || clerk.work(&inbox))?;
    Ok(StoreHandle { jobs, thread })
}

impl<R> StoreHandle<R> {
    /// Wants a decision written; answered by `Saved`, `Refused` or `Failed`.
    pub fn append(&self, append: Append<R>) {
        self.send(Job::Append(Box::new(append)));
    }

    /// Asks what others have written since; answered by `Events` if there is something, by `Unreadable` if that cannot
    /// be told.
    pub fn refresh(&self, session: SessionId, seen: Heads) {
        self.send(Job::Refresh { session, seen });
    }

    /// Does something with the store, lists and loads among others; how it answers is its own affair.
    pub fn run(&self, job: impl FnOnce(&mut Store) + Send + 'static) {
        self.send(Job::Run(Box::new(job)));
    }

    /// Tries once more to save what waits, closes the store, and returns what is not on the disk, in order.
    pub fn close(self) -> Vec<Unsaved> {
        self.send(Job::Close);
        self.thread.join().unwrap_or_default()
    }

    /// The thread ends before its handle only by a panic, which the hook has shown.
    fn send(&self, job: Job<R>) {
        _ = self.jobs.send(job);
    }
}

/// The one that works on the thread.
struct Clerk<R> {
    store: Store,
    tell: Box<dyn Fn(StoreNews<R>) + Send>,
    queue: VecDeque<Waiting<R>>,
    /// The last append that was done with, and the heads it left behind if it came out as it was sent.
    last: Option<(Ticket, Option<Heads>)>,
    /// What was told of the queue: the reason, and how many waited.
    stuck: Option<(String, usize)>,
}

/// An append in the queue.
struct Waiting<R> {
    append: Append<R>,
    /// Whether it has been decided again, be it in a try that failed afterwards.
    again: bool,
}

impl<R> Clerk<R> {
    fn work(mut self, inbox: &Receiver<Job<R>>) -> Vec<Unsaved> {
        loop {
            let job = if self.queue.is_empty() {
                inbox.recv().map_err(|_| RecvTimeoutError::Disconnected)
            } else {
                inbox.recv_timeout(AGAIN)
            };
            match job {
                Ok(Job::Append(append)) => self.queue.push_back(Waiting { append: *append, again: false }),
                Ok(Job::Refresh { session, seen }) => self.refresh(session, &seen),
                Ok(Job::Run(job)) => job(&mut self.store),
                Err(RecvTimeoutError::Timeout) => {}
                Ok(Job::Close) | Err(RecvTimeoutError::Disconnected) => return self.end(),
            }
            match self.save_what_waits() {
                Err(reason) => self.tell_stuck(reason),
                Ok(()) if self.stuck.take().is_some() => (self.tell)(StoreNews::Flowing),
                Ok(()) => {}
            }
        }
    }

    /// Saves from the front; what cannot be saved now stays there, with all that came after it.
    fn save_what_waits(&mut self) -> Result<(), StoreError> {
        while let Some(mut waiting) = self.queue.pop_front() {
            match self.try_to_save(&mut waiting) {
                Err(AppendError::Store(reason)) if reason.is_retryable() => {
                    self.queue.push_front(waiting);
                    return Err(reason);
                }
                result => self.answer(waiting, result),
            }
        }
        Ok(())
    }

    fn try_to_save(&mut self, waiting: &mut Waiting<R>) -> Result<Committed, AppendError<R>> {
        let Append { session, seen, upon, decided, decide_again, .. } = &mut waiting.append;
        let (seen, shaken) = match (upon, &self.last) {
            (None, _) => (&*seen, false),
            (Some(upon), Some((ticket, Some(heads)))) if upon == ticket => (heads, false),
            _ => (&*seen, true),
        };
        let mut decide = |events: &[Event]| {
            waiting.again = true;
            decide_again(events)
        };
        self.store.append_or_again(session, seen, shaken, decided, &mut decide)
    }

    fn answer(&mut self, waiting: Waiting<R>, result: Result<Committed, AppendError<R>>) {
        let Waiting { append, again } = waiting;
        let ticket = append.ticket;
        self.last = Some((ticket, None));
        (self.tell)(match result {
            Ok(committed) => {
                let as_it_was_sent = !again && committed.news.is_empty();
                self.last = Some((ticket, as_it_was_sent.then(|| committed.heads.clone())));
                StoreNews::Saved { ticket, committed }
            }
            Err(AppendError::Refused(refusal)) => {
                self.refresh(append.session, &append.seen);
                StoreNews::Refused { ticket, refusal }
            }
            Err(AppendError::Store(reason)) => StoreNews::Failed { unsaved: Unsaved::of(append, &reason) },
        });
    }

    fn refresh(&self, session: SessionId, seen: &Heads) {
        match self.store.news(&session, seen) {
            Ok((events, _)) if events.is_empty() => {}
            Ok((events, heads)) => (self.tell)(StoreNews::Events { session, events, heads }),
            Err(reason) => (self.tell)(StoreNews::Unreadable { session, reason }),
        }
    }

    fn tell_stuck(&mut self, reason: StoreError) {
        let waiting = self.queue.len();
        let stuck = Some((reason.to_string(), waiting));
        if self.stuck != stuck {
            self.stuck = stuck;
            (self.tell)(StoreNews::Stuck { reason, waiting });
        }
    }

    fn end(mut self) -> Vec<Unsaved> {
        match self.save_what_waits() {
            Ok(()) => Vec::new(),
            Err(reason) => {
                self.queue.into_iter().map(|waiting| Unsaved::of(waiting.append, &reason)).collect()
            }
        }
    }
}

impl Unsaved {
    fn of<R>(append: Append<R>, reason: &StoreError) -> Self {
        let Append { ticket, session, decided, .. } = append;
        Self { ticket, session, decided, reason: reason.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{self, decided, note, texts};
    use super::*;
    use tempfile::TempDir;

    type News = StoreNews<&'static str>;

    fn start(home: &TempDir) -> (StoreHandle<&'static str>, Receiver<News>) {
        let (sender, news) = mpsc::channel();
        let tell = Box::new(move |told| sender.send(told).unwrap());
        (spawn(fixtures::open(home), tell).unwrap(), news)
    }

    fn append(n: u64, upon: Option<u64>) -> Append<&'static str> {
        Append {
            ticket: Ticket(n),
            session: fixtures::session(),
            seen: Heads::default(),
            upon: upon.map(Ticket),
            decided: decided([note(n, &format!("{n}"))]),
            decide_again: Box::new(move |events| {
                Ok(decided([note(n, &format!("{n} after {}", texts(events).join("+")))]))
            }),
        }
    }

    fn stored(home: &TempDir) -> String {
        let events = fixtures::open(home).load(&fixtures::session()).unwrap();
        texts(&events).join(", ")
    }

    fn saved(news: &Receiver<News>) -> (u64, String) {
        match news.recv().unwrap() {
            StoreNews::Saved { ticket, committed } => (ticket.0, texts(&committed.events).join(", ")),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_was_decided_upon_one_anothers_pending_events_is_saved_as_it_was_sent() {
        let home = tempfile::tempdir().unwrap();
        let (handle, news) = start(&home);
        for n in 1..=3 {
            handle.append(append(n, n.checked_sub(1).filter(|upon| *upon > 0)));
        }
        for n in 1..=3 {
            assert_eq!(saved(&news), (n, n.to_string()));
        }
        assert!(handle.close().is_empty());
        assert_eq!(stored(&home), "1, 2, 3");
    }

    #[test]
    fn what_came_between_shakes_all_that_was_decided_upon() {
        let home = tempfile::tempdir().unwrap();
        let mut other = fixtures::open(&home);
        let mut never = |_: &[Event]| Err("nobody else wrote");
        other
            .append(&fixtures::session(), &Heads::default(), decided([note(9, "theirs")]), &mut never)
            .unwrap();
        let (handle, news) = start(&home);
        handle.append(append(1, None));
        handle.append(append(2, Some(1)));
        assert_eq!(saved(&news), (1, "1 after theirs".to_owned()));
        assert_eq!(saved(&news), (2, "2 after theirs+1 after theirs".to_owned()));
        assert!(handle.close().is_empty());
    }

    #[test]
    fn a_refusal_comes_after_the_events_that_explain_it_and_shakes_what_rested_on_it() {
        let home = tempfile::tempdir().unwrap();
        let (handle, news) = start(&home);
        let mut refused = append(1, None);
        refused.upon = Some(Ticket(77));
        refused.decide_again = Box::new(|_| Err("done already"));
        handle.append(refused);
        handle.append(append(2, Some(1)));
        handle.append(append(3, Some(2)));
        assert!(matches!(news.recv().unwrap(), StoreNews::Refused { refusal: "done already", .. }));
        assert_eq!(saved(&news), (2, "2 after ".to_owned()));
        assert_eq!(saved(&news), (3, "3 after 2 after ".to_owned()));
        let mut refused = append(4, None);
        refused.decide_again = Box::new(|_| Err("done already"));
        handle.append(refused);
        assert!(matches!(news.recv().unwrap(), StoreNews::Events { events, .. } if events.len() == 2));
        assert!(matches!(news.recv().unwrap(), StoreNews::Refused { ticket: Ticket(4), .. }));
        assert!(handle.close().is_empty());
    }

    #[test]
    fn a_full_disk_holds_the_queue_and_room_saves_it_in_order_once() {
        let home = tempfile::tempdir().unwrap();
        let (handle, news) = start(&home);
        handle.run(|store| store.connection.execute_batch("pragma max_page_count = 1").unwrap());
        let mut big = append(1, None);
        big.decided = decided([note(1, &"x".repeat(100_000))]);
        handle.append(big);
        handle.append(append(2, Some(1)));
        assert!(matches!(
            news.recv().unwrap(),
            StoreNews::Stuck { reason: StoreError::Full { .. }, waiting: 1 }
        ));
        assert!(matches!(
            news.recv().unwrap(),
            StoreNews::Stuck { reason: StoreError::Full { .. }, waiting: 2 }
        ));
        handle.run(|store| store.connection.execute_batch("pragma max_page_count = 100000").unwrap());
        assert_eq!(saved(&news).0, 1);
        assert_eq!(saved(&news), (2, "2".to_owned()));
        assert!(matches!(news.recv().unwrap(), StoreNews::Flowing));
        assert!(handle.close().is_empty());
        assert_eq!(fixtures::open(&home).load(&fixtures::session()).unwrap().len(), 2);
    }

    #[test]
    fn closing_says_what_could_not_be_saved() {
        let home = tempfile::tempdir().unwrap();
        let (handle, news) = start(&home);
        handle.run(|store| store.connection.execute_batch("pragma max_page_count = 1").unwrap());
        let mut big = append(1, None);
        big.decided = decided([note(1, &"x".repeat(100_000))]);
        let sent = big.decided.clone();
        handle.append(big);
        assert!(matches!(news.recv().unwrap(), StoreNews::Stuck { .. }));
        let unsaved = handle.close();
        assert_eq!(unsaved.len(), 1);
        assert_eq!((unsaved[0].ticket, &unsaved[0].decided), (Ticket(1), &sent));
        assert!(unsaved[0].reason.contains("full"), "{}", unsaved[0].reason);
    }

    #[test]
    fn what_can_never_be_saved_is_given_back_and_holds_nothing_up() {
        let home = tempfile::tempdir().unwrap();
        let (handle, news) = start(&home);
        let mut stray = append(1, None);
        stray.decided.erase = Some(note(50, "").id);
        handle.append(stray);
        handle.append(append(2, None));
        assert!(matches!(news.recv().unwrap(), StoreNews::Failed { unsaved } if unsaved.ticket == Ticket(1)));
        assert_eq!(saved(&news), (2, "2".to_owned()));
        assert!(handle.close().is_empty());
    }

    #[test]
    fn news_of_others_comes_when_asked_for() {
        let home = tempfile::tempdir().unwrap();
        let (handle, news) = start(&home);
        let mut other = fixtures::open(&home);
        let mut never = |_: &[Event]| Err("nobody else wrote");
        other
            .append(&fixtures::session(), &Heads::default(), decided([note(9, "theirs")]), &mut never)
            .unwrap();
        handle.refresh(fixtures::session(), Heads::default());
        let StoreNews::Events { events, heads, .. } = news.recv().unwrap() else { panic!("no events") };
        assert_eq!(texts(&events), ["theirs"]);
        handle.refresh(fixtures::session(), heads);
        assert!(handle.close().is_empty());
        assert!(news.recv().is_err(), "there was nothing to tell the second time");
    }
}
