//! How long sessions take to be laid side by side, and the table to be drawn. `cargo bench --bench compare`
//!
//! It leaves its stores in the target folder, for measurements of the whole program: in each, twelve long sessions are
//! the newest, among few and among many. `firedrill --store target/tmp/compare-10000.db compare last~11 … last`.
#![expect(
    clippy::expect_used,
    reason = "a bench that cannot be set up has nothing better to do than to stop"
)]

use divan::Bencher;
use firedrill::analysis::comparison::Against;
use firedrill::drill::command::{Command, Request};
use firedrill::drill::event::Door;
use firedrill::drill::ids::{PersonName, SessionId};
use firedrill::drill::note::{Entry, Tag};
use firedrill::drill::time::{Moment, Span};
use firedrill::engine::comparison::Sessions;
use firedrill::engine::desk::{self, Order};
use firedrill::library;
use firedrill::platform::clock::{Clock, SystemClock};
use firedrill::present::comparison::{Fitted, Scene, Sheet};
use firedrill::present::safe::Charset;
use firedrill::store::{Access, Store, SummaryQuery};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The sessions of each store.
const SESSIONS: [i32; 2] = [12, 10_000];

/// Those that are compared.
const COMPARED: u32 = 12;

/// The steps of each of them.
const STEPS: u32 = 200;

fn main() {
    for sessions in SESSIONS {
        make(sessions);
    }
    divan::main();
}

fn path(sessions: i32) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("compare-{sessions}.db"))
}

fn store(sessions: i32) -> Store {
    Store::open(&path(sessions), Access::Write).expect("the store").store
}

/// A procedure of so many steps, under the id of a shipped one, whose sessions it follows.
fn procedure() -> library::Loaded {
    let mut text = "id = \"practice-restore\"\ntitle = \"Restore everything\"\nrto = \"4h\"\n\n\
        [environment.test]\n\n[environment.production]\nprotected = true\n"
        .to_owned();
    for step in 0..STEPS {
        if step % 20 == 0 {
            _ = write!(text, "\n[[phase]]\ntitle = \"Part {}\"\n", step / 20 + 1);
        }
        _ = write!(
            text,
            "\n[[phase.step]]\nid = \"step-{step}\"\ntitle = \"Restore the part number {step}\"\n"
        );
    }
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compare.toml");
    std::fs::write(&file, text).expect("the procedure");
    library::read(&file).expect("a procedure")
}

/// Makes a store of so many sessions, an hour apart; the newest are the long ones.
fn make(sessions: i32) {
    for end in ["", "-wal", "-shm"] {
        _ = std::fs::remove_file(path(sessions).with_extension(format!("db{end}")));
    }
    let mut store = store(sessions);
    let now = SystemClock::new().read().moment;
    let short = library::read(Path::new("procedures/practice-restore.toml")).expect("a shipped procedure");
    let long = procedure();
    for left in (0..sessions).rev() {
        let at = now.shifted(-Span::from_secs(7_200 * i64::from(left + 1)));
        let is_long = left < i32::try_from(COMPARED).expect("a few");
        hold(&mut store, if is_long { &long } else { &short }, left, &at);
    }
}

/// Holds a drill to its end; each is a little faster than the one before.
fn hold(store: &mut Store, procedure: &library::Loaded, left: i32, at: &Moment) {
    let owner = PersonName::from(["Ana", "Ben", "Chi"][usize::try_from(left % 3).expect("not negative")]);
    let order = Order {
        procedure: procedure.clone(),
        environment: if left % 4 == 0 { "production" } else { "test" }.into(),
        owner: owner.clone(),
        shadows: Vec::new(),
        simulated: false,
        sample: false,
        declare: true,
    };
    let (id, _) = desk::start(store, &order, at, &owner, Door::Shell).expect("a session");
    let (mut requests, mut second) = (Vec::new(), 0);
    let mut ask = |second: i64, command| {
        requests.push(Request::now(command, at.shifted(Span::from_secs(second)), owner.clone(), Door::Shell));
    };
    for (number, step) in order.procedure.procedure.steps.iter().enumerate() {
        second += 1;
        ask(second, Command::StartStep { step: step.id.clone(), why: Some("bench".to_owned()) });
        if number % 10 == 0 {
            let text = format!("what was seen of it {left} drills before the last one");
            let entry = Entry { step: Some(step.id.clone()), tag: Tag::Surprise, text, who: None, due: None };
            ask(second, Command::WriteNote { entry });
        }
        second += 5 + i64::from(left % 12);
        ask(second, Command::CompleteStep { step: step.id.clone() });
    }
    ask(second + 5, Command::Finish);
    desk::ask(store, &id, &requests).expect("a drill");
}

fn ids(store: &Store) -> Vec<SessionId> {
    let newest = SummaryQuery { limit: Some(COMPARED), ..SummaryQuery::default() };
    let rows = store.summaries(&newest).expect("sessions");
    rows.into_iter().rev().map(|row| row.session).collect()
}

/// What happens before the first frame.
#[divan::bench(args = SESSIONS)]
fn load_twelve(bencher: Bencher, sessions: i32) {
    let store = store(sessions);
    let ids = ids(&store);
    bencher.bench_local(|| Sessions::load(&store, &ids));
}

/// What happens behind the first frame.
#[divan::bench(args = SESSIONS)]
fn find_their_places(bencher: Bencher, sessions: i32) {
    let store = store(sessions);
    let inquiry = Sessions::load(&store, &ids(&store)).expect("sessions").inquiry();
    bencher.bench_local(|| inquiry.answer(&store));
}

fn with_sheet(measure: impl FnOnce(&Scene, &Sheet)) {
    let store = store(SESSIONS[0]);
    let sessions = Sessions::load(&store, &ids(&store)).expect("sessions");
    let (held, now) = (sessions.held(), SystemClock::new().read().moment);
    let comparison = sessions.compared(Against::First, None, &now);
    let (against, charset) = (Against::First, Charset::Unicode);
    let scene = Scene { held: &held, comparison: &comparison, against, now: &now, charset };
    measure(&scene, &Sheet::of(&scene));
}

/// What happens with every new baseline.
#[divan::bench]
fn compare_twelve_of_200_steps(bencher: Bencher) {
    let store = store(SESSIONS[0]);
    let sessions = Sessions::load(&store, &ids(&store)).expect("sessions");
    let now = SystemClock::new().read().moment;
    bencher.bench_local(|| sessions.compared(Against::Median, None, &now));
}

/// What happens with every comparison, once.
#[divan::bench]
fn put_it_into_words(bencher: Bencher) {
    with_sheet(|scene, _| bencher.bench_local(|| Sheet::of(scene)));
}

/// What happens with every key: sixty rows of the table.
#[divan::bench]
fn lay_a_screenful_out(bencher: Bencher) {
    with_sheet(|_, sheet| {
        bencher.bench_local(|| {
            let fitted = Fitted::new(sheet, 196, false);
            let rows = sheet.rows.iter().take(60);
            rows.map(|row| {
                let label = fitted.label(row, true, Charset::Unicode).len();
                label + fitted.cells(row, true, 0..fitted.columns, Charset::Unicode).len()
            })
            .sum::<usize>()
        });
    });
}
