//! How long the report of a long drill takes to be put into words and written. `cargo bench --bench report`

use divan::Bencher;
use firedrill::analysis::past::Past;
use firedrill::drill::event::{Door, Event};
use firedrill::drill::fact::{Fact, Opening};
use firedrill::drill::ids::{BootId, EventId, SessionId, StepId, WriterId};
use firedrill::drill::note::{Entry, Tag};
use firedrill::drill::procedure::{Component, Environment, Procedure, Step};
use firedrill::drill::session::Session;
use firedrill::drill::time::{Moment, Span, WallTime};
use firedrill::present::report::document::Document;
use firedrill::present::report::{Predecessor, Report, Subject};
use firedrill::present::safe::Charset;
use firedrill::present::show::Kept;
use firedrill::report::session;
use std::sync::Arc;

const STEPS: u32 = 200;
const NOTES: u32 = 500;

fn main() {
    divan::main();
}

fn plan() -> Procedure {
    let step = |at: u32| Step {
        phase: at as usize / 20,
        restores: vec![format!("part-{}", at % 8).as_str().into()],
        ..Step::new(id(at), format!("Do the thing number {at}, and look at what came of it"))
    };
    let part = |at: u32| Component {
        id: format!("part-{at}").as_str().into(),
        title: format!("Part {at}"),
        weight: at + 1,
    };
    Procedure {
        phases: (0..10).map(|at| format!("Phase {at}").as_str().into()).collect(),
        components: (0..8).map(part).collect(),
        steps: (0..STEPS).map(step).collect(),
        ..Procedure::new("big".into(), "Restore everything".into(), Environment::new("test".into()))
    }
}

fn id(at: u32) -> StepId {
    StepId::from(format!("step-{at}").as_str())
}

/// A drill of that many steps, each of which took so many seconds, and notes on them.
fn held(seconds: i64) -> (Session, Moment) {
    let mut now = Moment {
        wall: WallTime::from_micros(1_779_969_295_000_000),
        boottime: Span::from_secs(5_000),
        boot: BootId::from("boot"),
        utc_offset_s: 7_200,
    };
    let opening = Opening {
        procedure: "big".into(),
        title: "Restore everything".into(),
        document: "0f1e2d".into(),
        environment: "test".into(),
        protected: false,
        owner: "Mara".into(),
        shadows: Vec::new(),
        simulated: false,
        sample: false,
    };
    let mut facts = vec![Fact::SessionStarted(Box::new(opening)), Fact::OutageDeclared {}];
    for at in 0..STEPS {
        facts.extend([Fact::StepStarted { step: id(at), why: None }, Fact::StepCompleted { step: id(at) }]);
    }
    facts.extend((0..NOTES).map(|at| {
        let text = format!("note {at}: the dump of the evening is in the old bucket");
        Fact::NoteWritten(Entry {
            step: Some(id(at % STEPS)),
            tag: Tag::Surprise,
            text,
            who: None,
            due: None,
        })
    }));
    facts.push(Fact::SessionFinished {});
    let mut events = Vec::new();
    for (at, fact) in (1_u32..).zip(facts) {
        now = now.shifted(Span::from_secs(seconds));
        let mut random = [0; 10];
        random[..4].copy_from_slice(&at.to_be_bytes());
        let id = EventId::from_random(1_779_969_295_000, random);
        events.push(Event {
            hlc: now.wall.micros(),
            writer: WriterId::from("w1"),
            seq: at.into(),
            id,
            session: SessionId::from("01z0zajkmt"),
            written: now.clone(),
            happened: now.wall,
            actor: "Mara".into(),
            door: Door::Screen,
            late: false,
            deed: id,
            fact,
        });
    }
    (Session::fold(Arc::new(plan()), events), now)
}

fn write(bencher: Bencher, write: impl Fn(&Subject<'_>) -> String) {
    let ((before, _), (here, now)) = (held(40), held(25));
    let kept = Kept::default();
    let id = SessionId::from("00before00");
    let previous = Predecessor { id: &id, session: &before };
    bencher.bench_local(|| {
        write(&Subject::of(&here, &Past::default(), Some(previous), &kept, &now, Charset::Unicode))
    });
}

#[divan::bench(sample_count = 20)]
fn html_of_200_steps_and_500_notes(bencher: Bencher) {
    write(bencher, |subject| session::html(&Report::of(subject)));
}

#[divan::bench(sample_count = 20)]
fn markdown_of_200_steps_and_500_notes(bencher: Bencher) {
    write(bencher, |subject| session::markdown(&Report::of(subject)));
}

#[divan::bench(sample_count = 20)]
fn csv_of_200_steps_and_500_notes(bencher: Bencher) {
    write(bencher, |subject| session::csv(&Document::of(subject)));
}
