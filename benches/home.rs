//! How long home and the briefing take to read what they show, after few drills and after many.
//! `cargo bench --bench home`
//!
//! It leaves its stores in the target folder, for measurements of the whole program:
//! `firedrill --store target/tmp/home-10000.db`, and `… resume` for the one session that is open there.
#![expect(
    clippy::expect_used,
    reason = "a bench that cannot be set up has nothing better to do than to stop"
)]

use divan::Bencher;
use firedrill::analysis::baseline::Kind;
use firedrill::drill::command::{Command, Request};
use firedrill::drill::event::Door;
use firedrill::drill::ids::PersonName;
use firedrill::drill::note::{Entry, Tag};
use firedrill::drill::session::Session;
use firedrill::drill::time::{Moment, Span};
use firedrill::engine::desk::{self, Order};
use firedrill::engine::history::{self, History};
use firedrill::engine::lists::Lists;
use firedrill::engine::which;
use firedrill::library::{self, Places};
use firedrill::platform::clock::{Clock, SystemClock};
use firedrill::store::{Access, Store};
use std::path::{Path, PathBuf};

const SESSIONS: [i32; 2] = [10, 10_000];

/// One session in so many leaves an action open.
const OWING: i32 = 100;

fn main() {
    for sessions in SESSIONS {
        make(sessions);
    }
    divan::main();
}

fn path(sessions: i32) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("home-{sessions}.db"))
}

fn store(sessions: i32) -> Store {
    Store::open(&path(sessions), Access::Write).expect("the store").store
}

/// Makes a store of so many sessions, an hour apart; the last one goes on.
fn make(sessions: i32) {
    for end in ["", "-wal", "-shm"] {
        _ = std::fs::remove_file(path(sessions).with_extension(format!("db{end}")));
    }
    let mut store = store(sessions);
    let now = SystemClock::new().read().moment;
    for left in (0..sessions).rev() {
        hold(&mut store, left, &now.shifted(-Span::from_secs(3600 * i64::from(left))));
    }
}

/// Holds a drill of a shipped procedure, all steps of it; `left` more are to come.
fn hold(store: &mut Store, left: i32, at: &Moment) {
    let mara = PersonName::from("Mara");
    let order = Order {
        procedure: library::read(Path::new("procedures/practice-restore.toml")).expect("a shipped procedure"),
        environment: "test".into(),
        owner: mara.clone(),
        shadows: Vec::new(),
        simulated: false,
        sample: false,
        declare: true,
    };
    let (id, _) = desk::start(store, &order, at, &mara, Door::Shell).expect("a session");
    let mut commands = Vec::new();
    for step in &order.procedure.procedure.steps {
        commands.push(Command::StartStep { step: step.id.clone(), why: Some("bench".to_owned()) });
        if left > 0 {
            commands.push(Command::CompleteStep { step: step.id.clone() });
        }
    }
    if left % OWING == 1 {
        let text = "write down where the backups are".to_owned();
        let entry = Entry { step: None, tag: Tag::Action, text, who: Some(mara.clone()), due: None };
        commands.push(Command::WriteNote { entry });
    }
    if left > 0 {
        commands.push(Command::Finish);
    }
    let request = |(second, command)| {
        let second = i64::try_from(second).expect("a few commands");
        Request::now(command, at.shifted(Span::from_secs(second)), mara.clone(), Door::Shell)
    };
    let requests: Vec<Request> = commands.into_iter().enumerate().map(request).collect();
    desk::ask(store, &id, &requests).expect("a drill");
}

/// What happens before the first frame of every screen.
#[divan::bench(args = SESSIONS)]
fn open_the_store(bencher: Bencher, sessions: i32) {
    bencher.bench_local(|| store(sessions));
}

/// What happens before home shows anything.
#[divan::bench(args = SESSIONS)]
fn read_the_lists(bencher: Bencher, sessions: i32) {
    let store = store(sessions);
    let places = Places { project: "procedures".into(), user: "none".into(), link_local: false };
    bencher.bench_local(|| Lists::read(&store, &places));
}

/// What happens before a session shows anything, beside loading it: this should take as long after many as after few.
#[divan::bench(args = SESSIONS)]
fn read_the_history(bencher: Bencher, sessions: i32) {
    let store = store(sessions);
    let session = last(&store);
    bencher.bench_local(|| History::read(&store, &session, &Kind::Last));
}

/// What happens behind the first frame of a briefing.
#[divan::bench(args = SESSIONS)]
fn read_what_is_owed(bencher: Bencher, sessions: i32) {
    let store = store(sessions);
    let before = history::before(&last(&store)).expect("a session that began");
    bencher.bench_local(|| History::read_owed(&store, &before));
}

/// The one session that goes on.
fn last(store: &Store) -> Session {
    let id = which::named(store, "last").expect("a session");
    desk::load(store, &id).expect("its log").session
}
