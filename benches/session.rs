//! How long a long session takes to load, to fold and to sum up. `cargo bench --bench session`
#![expect(
    clippy::expect_used,
    reason = "a bench that cannot be set up has nothing better to do than to stop"
)]

use divan::Bencher;
use firedrill::drill::command::{Command, Request};
use firedrill::drill::event::{Door, Event};
use firedrill::drill::fact::Fact;
use firedrill::drill::ids::{EventId, PersonName, SessionId, StepId};
use firedrill::drill::note::{Entry, Tag};
use firedrill::drill::session::Session;
use firedrill::drill::time::{Moment, Span};
use firedrill::engine::desk::{self, Order};
use firedrill::library;
use firedrill::platform::clock::{Clock, SystemClock};
use firedrill::store::{Access, Decided, Draft, Heads, Store};
use std::path::Path;
use tempfile::TempDir;

const EVENTS: u32 = 10_000;

fn main() {
    divan::main();
}

/// A store with one session of so many events: all steps of a procedure, and notes.
struct Stored {
    _folder: TempDir,
    store: Store,
    id: SessionId,
    now: Moment,
}

fn stored() -> Stored {
    let folder = TempDir::new().expect("a temporary folder");
    let mut store = Store::open(&folder.path().join("store.db"), Access::Write).expect("a new store").store;
    let mut now = SystemClock::new().read().moment;
    let mara = PersonName::from("Mara");
    let order = Order {
        procedure: library::read(Path::new("procedures/data-gather.toml")).expect("a shipped procedure"),
        environment: "test".into(),
        owner: mara.clone(),
        shadows: Vec::new(),
        simulated: false,
        sample: false,
        declare: true,
    };
    let (id, _) = desk::start(&mut store, &order, &now, &mara, Door::Shell).expect("a session");
    let steps: Vec<StepId> = order.procedure.procedure.steps.iter().map(|step| step.id.clone()).collect();
    for step in &steps {
        let start = Command::StartStep { step: step.clone(), why: Some("bench".to_owned()) };
        for command in [start, Command::CompleteStep { step: step.clone() }] {
            now = now.shifted(Span::from_secs(1));
            let request = Request::now(command, now.clone(), mara.clone(), Door::Shell);
            desk::ask(&mut store, &id, &[request]).expect("a step");
        }
    }
    let written = store.load(&id).expect("events");
    let left = EVENTS - u32::try_from(written.len()).expect("a few events");
    let notes = (0..left).map(|at| note(at, &steps, &now, &mara));
    let decided = Decided { drafts: notes.collect(), ..Decided::default() };
    let mut never = |_: &[Event]| Err::<Decided, ()>(());
    store.append(&id, &Heads::of(&written), decided, &mut never).expect("many notes");
    Stored { _folder: folder, store, id, now }
}

fn note(at: u32, steps: &[StepId], now: &Moment, author: &PersonName) -> Draft {
    let id = EventId::from_random(u64::from(at), [7; 10]);
    let written = now.shifted(Span::from_millis(i64::from(at)));
    let entry = Entry {
        step: Some(steps[at as usize % steps.len()].clone()),
        tag: Tag::Plain,
        text: format!("note {at}: the dump of the evening is in the old bucket"),
        who: None,
        due: None,
    };
    Draft {
        id,
        happened: written.wall,
        written,
        actor: author.clone(),
        door: Door::Shell,
        late: false,
        deed: id,
        fact: Fact::NoteWritten(entry),
    }
}

fn session(it: &Stored) -> Session {
    desk::load(&it.store, &it.id).expect("a session").session
}

/// What happens before the first frame of `join`.
#[divan::bench(sample_count = 20)]
fn load_10_000_events(bencher: Bencher) {
    let it = stored();
    bencher.bench_local(|| session(&it));
}

/// What happens when another process's events fall between one's own.
#[divan::bench(sample_count = 20)]
fn fold_10_000_events(bencher: Bencher) {
    let it = session(&stored());
    let events: Vec<Event> = it.log().iter().cloned().collect();
    bencher
        .with_inputs(|| events.clone())
        .bench_local_values(|events| Session::fold(it.shared_base(), events));
}

/// What happens with every key that writes.
#[divan::bench(sample_count = 20)]
fn clone_a_session_of_10_000_events(bencher: Bencher) {
    let it = session(&stored());
    bencher.bench_local(|| it.clone());
}

/// What happens with every commit.
#[divan::bench(sample_count = 20)]
fn sum_up_10_000_events(bencher: Bencher) {
    let it = stored();
    let session = session(&it);
    bencher.bench_local(|| firedrill::analysis::summary::Summary::of(&session, &it.now));
}
