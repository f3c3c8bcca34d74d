//! One of every fact, for tests.

use super::automation::{Achieved, Level};
use super::fact::{Fact, HoldCause, Opening, Role};
use super::ids::EventId;
use super::note::{Entry, Tag};
use super::procedure::Anchor;
use super::redline::{Change, Key, Place, Value};
use super::script::{Asked, Ended, Guard, GuardAnswer, Outcome, Output, Role as ScriptRole};
use super::stage::{entry, id, opening, wall};
use super::time::Span;
use chrono::NaiveDate;

/// Returns at least one fact of every kind and shape, in the order of [`Fact`].
pub fn facts() -> Vec<Fact> {
    [
        session(),
        steps(),
        numbers(),
        words(),
        people(),
        ends(),
        redlines(),
        about_others(),
        machines(),
        strange(),
    ]
    .concat()
}

fn session() -> Vec<Fact> {
    let bare = Opening { shadows: Vec::new(), ..opening() };
    let full = Opening { protected: true, simulated: true, sample: true, ..opening() };
    vec![Fact::SessionStarted(bare.into()), Fact::SessionStarted(full.into()), Fact::OutageDeclared {}]
}

fn steps() -> Vec<Fact> {
    let step = || "a".into();
    let why = || "it \"broke\"\n".to_owned();
    let held = |cause, text: &str| Fact::StepHeld { step: "a".into(), cause, text: text.to_owned() };
    vec![
        Fact::StepStarted { step: step(), why: None },
        Fact::StepStarted { step: step(), why: Some(why()) },
        Fact::StepCompleted { step: step() },
        Fact::StepFailed { step: step(), why: why() },
        Fact::StepSkipped { step: step(), why: String::new() },
        Fact::StepReopened { step: step(), why: why() },
        held(HoldCause::Dependency("storage".into()), "slow"),
        held(HoldCause::Approval, ""),
        held(HoldCause::Deciding, ""),
        Fact::StepResumed { step: step() },
    ]
}

fn redlines() -> Vec<Fact> {
    let place = |below: Option<&str>| Place { phase: 0, below: below.map(Into::into) };
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    let table = [("run".to_owned(), "whoami".to_owned()), ("equals".to_owned(), "$HOST".to_owned())];
    let changes = vec![
        Change { key: Key::Title, old: text("Do a"), new: text("Do it") },
        Change { key: Key::Destructive, old: Some(Value::Flag(true)), new: None },
        Change { key: Key::After, old: None, new: Some(Value::List(Vec::new())) },
        Change { key: Key::Identity, old: None, new: Some(Value::Table(table.into())) },
    ];
    let amended = |changes, why: Option<&str>| Fact::StepAmended {
        step: "a".into(),
        changes,
        why: why.map(str::to_owned),
    };
    let inserted =
        |was| Fact::StepInserted { step: "x".into(), title: "Do x".to_owned(), place: place(Some("a")), was };
    let dropped = |into: Option<&str>| Fact::StepDropped {
        step: "c".into(),
        why: "not needed".to_owned(),
        into: into.map(Into::into),
    };
    vec![
        amended(changes, None),
        amended(Vec::new(), Some("it was wrong")),
        inserted(Vec::new()),
        inserted(vec!["a".into()]),
        Fact::StepMoved { step: "b".into(), from: place(Some("a")), to: place(None) },
        dropped(None),
        dropped(Some("b")),
        Fact::RedlinesShipped { redlines: vec![id(2)], from: "0".into(), into: "1".into() },
    ]
}

fn numbers() -> Vec<Fact> {
    let times = |ended_us| Fact::TimesCorrected {
        step: "a".into(),
        attempt: 2,
        started_us: wall(1),
        ended_us,
        why: "typed late".to_owned(),
    };
    let level = |level| Fact::LevelSet { step: "a".into(), level, why: "the script hung".to_owned() };
    let levels = Level::ALL.map(Achieved::Level).into_iter().chain([Achieved::BROKEN]).map(level);
    let anchor = |anchor| Fact::AnchorSet { anchor, simulated: false, why: "the page".to_owned() };
    let played = Fact::AnchorSet { anchor: Anchor::Outage, simulated: true, why: String::new() };
    let point =
        Fact::RecoveryPointSet { newest_us: wall(-60), source: "max(created)".to_owned(), step: None };
    let (by, how) = ("Vera".into(), "logged in".to_owned());
    let mut facts = vec![times(Some(wall(2))), times(None)];
    facts.extend(levels);
    facts.extend(Anchor::ALL.map(anchor));
    let read = Fact::RecoveryPointSet {
        newest_us: wall(-60),
        source: "newest.sh".to_owned(),
        step: Some("a".into()),
    };
    facts.extend([played, point, read, Fact::ServiceVerified { by, how }]);
    facts.push(Fact::VerificationFailed { by: "Vera".into(), how: String::new() });
    facts
}

fn words() -> Vec<Fact> {
    let tagged = |(tag, _)| Fact::NoteWritten(Entry { tag, ..entry("x") });
    let action = Entry {
        step: Some("a".into()),
        tag: Tag::Action,
        text: "rename the bucket\u{202e}\u{7}".to_owned(),
        who: Some("Ann".into()),
        due: NaiveDate::from_ymd_opt(2026, 11, 30),
    };
    let mut facts = vec![Fact::NoteWritten(entry("x")), Fact::NoteWritten(action)];
    facts.extend(Tag::SIGNS.map(tagged));
    facts.extend([
        Fact::NoteAmended { note: id(1), entry: entry("y").into() },
        Fact::NoteRetracted { note: id(1), why: "wrong".to_owned() },
        Fact::ActionClosed { note: id(1), why: "done".to_owned() },
    ]);
    facts
}

fn people() -> Vec<Fact> {
    let joined = |role| Fact::PersonJoined { name: "Ann".into(), role };
    let mut facts =
        vec![Fact::OwnerChanged { to: "Dee".into(), why: "lunch".to_owned() }, joined(Role::Owner)];
    facts.extend(Role::JOINING.map(joined));
    facts.push(Fact::PersonLeft { name: "Ann".into() });
    facts
}

fn ends() -> Vec<Fact> {
    vec![
        Fact::SessionFinished {},
        Fact::SessionSealed { next_owner: None },
        Fact::SessionSealed { next_owner: Some("Dee".into()) },
        Fact::SessionAborted { why: "a real outage".to_owned() },
        Fact::SessionReopened { why: "forgot one".to_owned() },
        Fact::SessionExcluded { why: "a practice for newcomers".to_owned() },
        Fact::SessionIncluded { why: "it was one after all".to_owned() },
    ]
}

fn about_others() -> Vec<Fact> {
    let erased = |kept: Fact, late| erasure(id(1), kept, id(2), late);
    let unknown = Fact::Unknown { kind: "moon_rose".to_owned(), version: 3, body: None };
    vec![
        Fact::Undone { events: vec![id(1), id(2)] },
        Fact::Redone { events: vec![id(1)] },
        erased(Fact::NoteWritten(entry("x")).without_text(), true),
        erased(Fact::SessionAborted { why: "x".to_owned() }.without_text(), false),
        erased(unknown, false),
        Fact::ClockJumped { by_us: Span::from_millis(-1_500) },
        Fact::MachineSlept { for_us: Span::from_secs(3_600) },
    ]
}

fn machines() -> Vec<Fact> {
    let asked = |role, automatic| {
        Fact::ScriptStarted(Asked { step: "a".into(), role, command: "restore.sh".to_owned(), automatic })
    };
    let ended = |outcome| {
        let output = Output {
            head: "loading\u{1b}[1m".to_owned(),
            tail: "the end".to_owned(),
            dropped: 7,
            bytes: 30,
            sha256: Some("0".into()),
        };
        Fact::ScriptEnded(Box::new(Ended {
            script: id(1),
            step: "a".into(),
            role: ScriptRole::Run,
            outcome,
            output,
            files: None,
        }))
    };
    let bare = Ended {
        script: id(1),
        step: "a".into(),
        role: ScriptRole::Check,
        outcome: Outcome::Exited { code: 0 },
        output: Output::default(),
        files: None,
    };
    let answer = |guard| {
        Fact::GuardAnswered(Box::new(GuardAnswer {
            step: "a".into(),
            guard,
            question: "where are we".to_owned(),
            answer: "acme-test".to_owned(),
            passed: true,
        }))
    };
    let outcomes = [
        Outcome::Exited { code: 0 },
        Outcome::Exited { code: 1 },
        Outcome::Killed { signal: 11 },
        Outcome::CouldNotStart { why: "it is a directory".to_owned() },
        Outcome::TimedOut { after_ms: 90_000 },
        Outcome::Cancelled {},
        Outcome::Unknown {},
    ];
    let roles = [
        ScriptRole::Run,
        ScriptRole::Check,
        ScriptRole::RecoveryPoint,
        ScriptRole::Identity,
        ScriptRole::Preview,
    ];
    let guards = [Guard::Identity, Guard::Preview, Guard::Confirmation, Guard::Name, Guard::Second];
    let mut facts: Vec<Fact> = roles.map(|role| asked(role, false)).to_vec();
    facts.push(asked(ScriptRole::Run, true));
    facts.push(Fact::ScriptLaunched { script: id(1), step: "a".into(), pid: 4711, started: 12 });
    facts.push(Fact::ScriptCancelled { script: id(1), step: "a".into() });
    facts.extend(outcomes.map(ended));
    let checked = bare.clone();
    facts.push(Fact::ScriptEnded(Box::new(bare)));
    facts.extend(guards.map(answer));
    facts.extend([true, false].map(|up| Fact::ProbeChanged {
        probe: "clients".to_owned(),
        up,
        reading: "200 in 12 ms".to_owned(),
    }));
    let with_files = Ended { files: Some("9c".into()), ..checked };
    facts.push(Fact::ScriptEnded(Box::new(with_files)));
    facts
}

/// Makes the fact that erases an event.
pub fn erasure(event: EventId, kept: Fact, deed: EventId, late: bool) -> Fact {
    Fact::EventRedacted { event, kept: Box::new(kept), deed, late, why: "a password".to_owned() }
}

fn strange() -> Vec<Fact> {
    let unknown = |kind: &str, version, body: &str| Fact::Unknown {
        kind: kind.to_owned(),
        version,
        body: Some(body.to_owned()),
    };
    vec![
        unknown("moon_rose", 1, r#"{ "z":1.0, "a":[1e2], "deed":"no id" }"#),
        unknown("step_completed", 2, r#"{"step":"a"}"#),
        unknown("step_completed", 1, r#"{"stop":"a"}"#),
        unknown("outage_declared", 1, "not JSON"),
    ]
}
