//! Strange events and requests.

use crate::drill::automation::{Achieved, Level};
use crate::drill::command::{Command, Request};
use crate::drill::event::{Door, Event};
use crate::drill::examples::facts;
use crate::drill::fact::{Fact, HoldCause, Role};
use crate::drill::ids::{BootId, EventId, PersonName, StepId};
use crate::drill::note::{Entry, Tag};
use crate::drill::procedure::Anchor;
use crate::drill::redline::{Key, Place, Value};
use crate::drill::script::{Guard, Outcome, Output, Role as ScriptRole};
use crate::drill::stage::{entry, id, wall};
use crate::drill::time::{Moment, Span, WallTime};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// How many cases each property tries, and no notes of failures beside the source.
pub fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(192) }
}

pub fn step() -> impl Strategy<Value = StepId> {
    select(vec!["a", "b", "c", "d", "e", "f", "x", "z"]).prop_map(StepId::from)
}

pub fn person() -> impl Strategy<Value = PersonName> {
    select(vec!["Mara", "Mara", "Dee", "Jo", ""]).prop_map(PersonName::from)
}

fn event_id() -> impl Strategy<Value = EventId> {
    (1..50_u64).prop_map(id)
}

fn text() -> impl Strategy<Value = String> {
    select(vec!["", " ", "why not"]).prop_map(str::to_owned)
}

/// Mostly times within the session, and now and then one from the ends of the world.
fn time() -> impl Strategy<Value = WallTime> {
    prop_oneof![
        12 => (-50..150_i64).prop_map(wall),
        1 => any::<i64>().prop_map(WallTime::from_micros),
        1 => select(vec![i64::MIN, i64::MAX]).prop_map(WallTime::from_micros),
    ]
}

pub fn moment() -> impl Strategy<Value = Moment> {
    let boottime = prop_oneof![12 => (0..200_i64).prop_map(Span::from_secs), 1 => any::<i64>().prop_map(Span::from_micros)];
    let boot = select(vec!["boot-1", "boot-1", "boot-2", "boot-3"]).prop_map(BootId::from);
    (time(), boottime, boot).prop_map(|(wall, boottime, boot)| Moment {
        wall,
        boottime,
        boot,
        utc_offset_s: 0,
    })
}

fn anchor() -> impl Strategy<Value = Anchor> {
    select(Anchor::ALL.to_vec())
}

fn cause() -> impl Strategy<Value = HoldCause> {
    let dependency = HoldCause::Dependency;
    select(vec![
        HoldCause::Approval,
        HoldCause::Deciding,
        dependency("storage".into()),
        dependency("moon".into()),
    ])
}

fn written() -> impl Strategy<Value = Entry> {
    (proptest::option::of(step()), any::<bool>(), text()).prop_map(|(step, action, text)| Entry {
        step,
        tag: if action { Tag::Action } else { Tag::Plain },
        ..entry(&text)
    })
}

/// What moves steps, more often than all the rest.
fn move_of_a_step() -> impl Strategy<Value = Fact> {
    prop_oneof![
        4 => step().prop_map(|step| Fact::StepStarted { step, why: None }),
        3 => step().prop_map(|step| Fact::StepCompleted { step }),
        1 => (step(), text()).prop_map(|(step, why)| Fact::StepFailed { step, why }),
        1 => (step(), text()).prop_map(|(step, why)| Fact::StepSkipped { step, why }),
        1 => (step(), text()).prop_map(|(step, why)| Fact::StepReopened { step, why }),
        1 => (step(), cause()).prop_map(|(step, cause)| Fact::StepHeld { step, cause, text: String::new() }),
        1 => step().prop_map(|step| Fact::StepResumed { step }),
        1 => (step(), 0..4_u32, time(), proptest::option::of(time())).prop_map(
            |(step, attempt, started_us, ended_us)| {
                let why = String::new();
                Fact::TimesCorrected { step, attempt, started_us, ended_us, why }
            }
        ),
    ]
}

/// What speaks of other events.
fn verdict() -> impl Strategy<Value = Fact> {
    let erasure = (event_id(), any_example(), event_id(), any::<bool>());
    prop_oneof![
        vec(event_id(), 0..3).prop_map(|events| Fact::Undone { events }),
        vec(event_id(), 0..3).prop_map(|events| Fact::Redone { events }),
        erasure
            .prop_map(|(event, kept, deed, late)| crate::drill::examples::erasure(event, kept, deed, late)),
    ]
}

fn any_example() -> impl Strategy<Value = Fact> {
    (select(facts()), event_id()).prop_map(|(fact, note)| match fact {
        Fact::NoteAmended { entry, .. } => Fact::NoteAmended { note, entry },
        Fact::NoteRetracted { why, .. } => Fact::NoteRetracted { note, why },
        Fact::ActionClosed { why, .. } => Fact::ActionClosed { note, why },
        fact => fact,
    })
}

fn fact() -> impl Strategy<Value = Fact> {
    prop_oneof![4 => move_of_a_step(), 1 => verdict(), 3 => any_example()]
}

pub fn event() -> impl Strategy<Value = Event> {
    let door = select(vec![Door::Screen, Door::Shell, Door::Script]);
    let place = (0..80_i64, select(vec!["w1", "w2"]), 1..9_u64, event_id(), event_id());
    (place, moment(), time(), person(), door, any::<bool>(), fact()).prop_map(
        |((hlc, writer, seq, id, deed), written, happened, actor, door, late, fact)| Event {
            hlc,
            writer: writer.into(),
            seq,
            id,
            session: "s".into(),
            written,
            happened,
            actor,
            door,
            late,
            deed,
            fact,
        },
    )
}

/// Any log: ids, places and contents clash, and what was erased is gone.
pub fn events() -> impl Strategy<Value = Vec<Event>> {
    vec((event(), proptest::bool::weighted(0.1)), 0..60).prop_map(|events| {
        let erase = |(event, erased): (Event, bool)| {
            if !erased {
                return event;
            }
            let (kind, version, _) = event.encode();
            event.with_body(&kind, version, None)
        };
        events.into_iter().map(erase).collect()
    })
}

/// The same events in another order, some of them again.
pub fn shuffled(events: &[Event], seeds: &[Index]) -> Vec<Event> {
    let mut shuffled = events.to_vec();
    for (at, seed) in seeds.iter().enumerate().take(events.len()) {
        shuffled.swap(at, seed.index(events.len()));
        shuffled.push(events[seed.index(events.len())].clone());
    }
    shuffled
}

fn command_for_a_step() -> impl Strategy<Value = Command> {
    prop_oneof![
        4 => (step(), proptest::option::of(text())).prop_map(|(step, why)| Command::StartStep { step, why }),
        3 => step().prop_map(|step| Command::CompleteStep { step }),
        3 => (step(), proptest::option::of(step()))
            .prop_map(|(finish, start)| Command::Advance { finish, start }),
        1 => (step(), text()).prop_map(|(step, why)| Command::FailStep { step, why }),
        1 => (step(), text()).prop_map(|(step, why)| Command::SkipStep { step, why }),
        1 => (step(), text()).prop_map(|(step, why)| Command::ReopenStep { step, why }),
        2 => (step(), cause()).prop_map(|(step, cause)| Command::HoldStep { step, cause, text: String::new() }),
        2 => step().prop_map(|step| Command::ResumeStep { step }),
        2 => (step(), 0..3_u32, time(), proptest::option::of(time())).prop_map(
            |(step, attempt, started, ended)| {
                let why = String::new();
                Command::CorrectTimes { step, attempt, started, ended, why }
            }
        ),
        1 => (step(), any::<bool>()).prop_map(|(step, broken)| {
            let level = if broken { Achieved::BROKEN } else { Achieved::Level(Level::Checked) };
            Command::SetLevel { step, level, why: String::new() }
        }),
    ]
}

/// Scripts of the plan, and of steps that have none.
fn command_for_scripts() -> impl Strategy<Value = Command> {
    let role = select(vec![ScriptRole::Run, ScriptRole::Run, ScriptRole::Check, ScriptRole::Preview]);
    let outcome = select(vec![
        Outcome::Exited { code: 0 },
        Outcome::Exited { code: 1 },
        Outcome::Cancelled {},
        Outcome::Unknown {},
    ]);
    prop_oneof![
        4 => (step(), role, any::<bool>())
            .prop_map(|(step, role, automatic)| Command::RunScript { step, role, automatic, why: None }),
        4 => (event_id(), outcome).prop_map(|(script, outcome)| Command::EndScript {
            script,
            outcome,
            output: Output::default(),
            files: None,
        }),
        1 => event_id().prop_map(|script| Command::LaunchScript { script, pid: 4711, started: 1 }),
        1 => step().prop_map(|step| Command::CancelScript { step }),
        1 => (step(), select(vec![Guard::Confirmation, Guard::Name, Guard::Second]), text())
            .prop_map(|(step, guard, answer)| Command::AnswerGuard { step, guard, answer }),
        1 => any::<bool>().prop_map(|up| Command::ReportProbe {
            probe: "clients".to_owned(),
            up,
            reading: String::new()
        }),
    ]
}

/// Amendments of the plan, of steps that it has, had, or never had.
fn command_for_redlines() -> impl Strategy<Value = Command> {
    let place =
        || (0..3_usize, proptest::option::of(step())).prop_map(|(phase, below)| Place { phase, below });
    let value = |text: &str| Some(Value::Text(text.to_owned()));
    let after = |ids: &[&str]| Some(Value::List(ids.iter().map(|it| (*it).to_owned()).collect()));
    let change = select(vec![
        (Key::Title, value("Do it")),
        (Key::Title, None),
        (Key::Run, value("b.sh")),
        (Key::Check, None),
        (Key::Marks, value("restored")),
        (Key::After, after(&["a", "c"])),
        (Key::After, after(&["f"])),
        (Key::After, None),
    ]);
    prop_oneof![
        3 => (step(), vec(change, 0..3)).prop_map(|(step, changes)| Command::AmendStep { step, changes, why: None }),
        3 => (select(vec!["x", "y", "a"]), place(), any::<bool>()).prop_map(|(step, place, start)| {
            Command::InsertStep { step: step.into(), title: "Do x".to_owned(), place, was: Vec::new(), start }
        }),
        2 => (step(), place()).prop_map(|(step, to)| Command::MoveStep { step, to }),
        2 => (step(), text()).prop_map(|(step, why)| Command::DropStep { step, why }),
        1 => (step(), step()).prop_map(|(step, into)| Command::MergeStep { step, into }),
        1 => vec(event_id(), 0..3).prop_map(|redlines| Command::ShipRedlines {
            redlines,
            from: "0".into(),
            into: "1".into()
        }),
    ]
}

/// Amendments of a few steps, most of them of the order, and the ways back.
pub fn command_of_the_pen() -> impl Strategy<Value = Command> {
    let step = || select(vec!["a", "b", "c", "d", "x"]).prop_map(StepId::from);
    let after = vec(step(), 0..2).prop_map(|ids| Value::List(ids.iter().map(ToString::to_string).collect()));
    let amend = |step, after| Command::AmendStep { step, changes: vec![(Key::After, after)], why: None };
    let insert = |below| Command::InsertStep {
        step: "x".into(),
        title: "Do x".to_owned(),
        place: Place { phase: 0, below },
        was: Vec::new(),
        start: false,
    };
    let to = |below| Place { phase: 0, below };
    let some = || proptest::option::of(step());
    prop_oneof![
        4 => (step(), proptest::option::weighted(0.8, after)).prop_map(move |(step, after)| amend(step, after)),
        2 => some().prop_map(insert),
        2 => (step(), some()).prop_map(move |(step, below)| Command::MoveStep { step, to: to(below) }),
        2 => (step(), text()).prop_map(|(step, why)| Command::DropStep { step, why }),
        1 => (step(), step()).prop_map(|(step, into)| Command::MergeStep { step, into }),
        2 => (step(), text()).prop_map(|(step, why)| Command::ReopenStep { step, why }),
        4 => Just(Command::Undo),
        2 => Just(Command::Redo),
        1 => event_id().prop_map(|event| Command::Redact { event, why: String::new() }),
    ]
}

fn command_for_words() -> impl Strategy<Value = Command> {
    prop_oneof![
        2 => written().prop_map(|entry| Command::WriteNote { entry }),
        1 => (event_id(), written()).prop_map(|(note, entry)| Command::AmendNote { note, entry }),
        1 => (event_id(), text()).prop_map(|(note, why)| Command::RetractNote { note, why }),
        1 => (event_id(), text()).prop_map(|(note, why)| Command::CloseAction { note, why }),
        1 => (event_id(), text()).prop_map(|(event, why)| Command::Redact { event, why }),
        1 => (anchor(), any::<bool>(), text())
            .prop_map(|(anchor, simulated, why)| Command::SetAnchor { anchor, simulated, why }),
        1 => (time(), text()).prop_map(|(newest, source)| Command::SetRecoveryPoint { newest, source }),
        1 => (person(), text(), any::<bool>()).prop_map(|(by, how, passed)| Command::Verify { by, how, passed }),
    ]
}

fn command_for_the_session() -> impl Strategy<Value = Command> {
    let role = select(vec![Role::Owner, Role::Shadow, Role::Scribe]);
    let life = prop_oneof![
        4 => Just(Command::Declare),
        6 => Just(Command::Undo),
        4 => Just(Command::Redo),
        1 => Just(Command::Finish),
        1 => proptest::option::of(person()).prop_map(|next_owner| Command::Seal { next_owner }),
        1 => text().prop_map(|why| Command::Abort { why }),
        4 => text().prop_map(|why| Command::Reopen { why }),
        1 => text().prop_map(|why| Command::Exclude { why }),
        1 => text().prop_map(|why| Command::Include { why }),
    ];
    let others = prop_oneof![
        2 => (person(), text()).prop_map(|(to, why)| Command::HandOver { to, why }),
        1 => (person(), role).prop_map(|(name, role)| Command::Join { name, role }),
        1 => person().prop_map(|name| Command::Leave { name }),
        1 => any::<i64>().prop_map(|us| Command::ReportJump { by: Span::from_micros(us) }),
        1 => any::<i64>().prop_map(|us| Command::ReportSleep { length: Span::from_micros(us) }),
    ];
    prop_oneof![3 => life, 1 => others]
}

pub fn command() -> impl Strategy<Value = Command> {
    prop_oneof![4 => command_for_a_step(), 2 => command_for_words(), 2 => command_for_scripts(), 2 => command_for_redlines(), 2 => command_for_the_session()]
}

/// Any request: now, some seconds ago, or at any time at all.
pub fn request() -> impl Strategy<Value = Request> {
    let back = prop_oneof![6 => Just(0_i64), 2 => 0..60_i64, 1 => -5..0_i64];
    let door = select(vec![Door::Screen, Door::Shell, Door::Shell]);
    (command(), moment(), back, person(), door).prop_map(|(command, written, back, actor, door)| {
        let happened = written.wall - Span::from_secs(back);
        let request = Request::now(command, written, actor, door);
        if back == 0 { request } else { request.at(happened) }
    })
}
