//! The sessions of the family, and how they are held.

use super::ask::{self, Deed};
use super::script::{Line, Script};
use super::versions;
use crate::drill::command::{Command, Request};
use crate::drill::event::Door;
use crate::drill::ids::{BootId, EventId, SessionId};
use crate::drill::note::Tag;
use crate::drill::notebook::Note;
use crate::drill::session::Session;
use crate::drill::time::{Moment, Span};
use crate::engine::desk::{self, Order};
use crate::engine::error::EngineError;
use crate::platform::clock::Clock;
use crate::platform::manual_clock::ManualClock;
use crate::store::{Store, SummaryQuery};

/// What is kept of a session: the name of its script, and the script.
type Drill = (&'static str, &'static str);

/// All sessions, the oldest first.
const DRILLS: [Drill; 7] = [
    ("1-test", include_str!("drills/1-test.txt")),
    ("2-test", include_str!("drills/2-test.txt")),
    ("3-test", include_str!("drills/3-test.txt")),
    ("4-staging", include_str!("drills/4-staging.txt")),
    ("5-staging", include_str!("drills/5-staging.txt")),
    ("6-staging", include_str!("drills/6-staging.txt")),
    ("7-production", include_str!("drills/7-production.txt")),
];

/// How many sessions the family has.
pub const FAMILY: usize = DRILLS.len();

/// For how long the machine has been up when a session begins.
const UP: Span = Span::from_secs(5_400);

/// What a store holds, as far as samples are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Sessions that were made up.
    pub samples: usize,
    /// Any other; those too of which nothing can be told.
    pub others: usize,
}

impl Held {
    /// Counts the sessions of a store.
    pub fn of(store: &Store) -> Result<Self, EngineError> {
        let all = store.session_ids()?.len();
        let query = SummaryQuery { sample: Some(true), ..SummaryQuery::default() };
        let samples = store.summaries(&query)?.len();
        Ok(Self { samples, others: all.saturating_sub(samples) })
    }
}

/// Holds every session of the family, each on its day.
pub fn fill(store: &mut Store) -> Result<(), EngineError> {
    DRILLS.iter().try_for_each(|drill| hold(store, *drill))
}

/// Holds one session, in few transactions.
fn hold(store: &mut Store, (name, text): Drill) -> Result<(), EngineError> {
    let wrong = |line| EngineError::Sample { name, line };
    let script = Script::read(text).map_err(wrong)?;
    let clock = clock(name, &script);
    let id = begin(store, name, &script, &clock.read().moment)?;
    let (mut owner, mut asked) = (script.owner.clone(), Vec::new());
    for line in &script.lines {
        clock.advance(line.after(clock.read().moment.wall));
        let command = match ask::read(line.asked, line.day).ok_or_else(|| wrong(line.number))? {
            Deed::Ask(command) => command,
            Deed::SetClock(by) => {
                clock.jump(by);
                Command::ReportJump { by }
            }
            Deed::Close(number, why) => {
                let session = desk::ask(store, &id, &std::mem::take(&mut asked))?.session;
                let note = action(&session, number).ok_or_else(|| wrong(line.number))?;
                Command::CloseAction { note, why }
            }
        };
        let drives = if let Command::HandOver { to, .. } = &command { Some(to.clone()) } else { None };
        let actor = line.actor.as_ref().unwrap_or(&owner).clone();
        asked.push(request(line, Request::now(command, clock.read().moment, actor, Door::Screen)));
        owner = drives.unwrap_or(owner);
    }
    desk::ask(store, &id, &asked)?;
    Ok(())
}

fn clock(name: &str, script: &Script<'_>) -> ManualClock {
    let clock = ManualClock::new(script.begin - UP);
    clock.reboot(BootId::new(format!("sample-{name}")), Span::ZERO);
    clock.travel(script.utc_offset_s);
    clock.advance(UP);
    clock
}

fn begin(
    store: &mut Store,
    name: &'static str,
    script: &Script<'_>,
    now: &Moment,
) -> Result<SessionId, EngineError> {
    let order = Order {
        procedure: versions::version(script.version).ok_or(EngineError::Sample { name, line: 1 })?,
        environment: script.environment.clone(),
        owner: script.owner.clone(),
        shadows: script.shadows.clone(),
        simulated: script.simulated,
        sample: true,
        declare: false,
    };
    Ok(desk::start(store, &order, now, &script.owner, Door::Screen)?.0)
}

fn request(line: &Line<'_>, request: Request) -> Request {
    match line.happened {
        Some(happened) => request.at(happened),
        None => request,
    }
}

/// Returns the event that wrote an action, counted from 1.
fn action(session: &Session, number: usize) -> Option<EventId> {
    let mut actions = session.notebook().iter().filter(|note| note.entry().tag == Tag::Action);
    actions.nth(number.checked_sub(1)?).map(Note::id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::baseline::Kind;
    use crate::analysis::summary::Summary;
    use crate::drill::automation::Achieved;
    use crate::drill::fact::Fact;
    use crate::drill::session::Stage;
    use crate::drill::time::WallTime;
    use crate::engine::history::{self, History};
    use crate::engine::lists::summaries;
    use crate::engine::which;
    use crate::store::Access;
    use std::collections::BTreeSet;

    struct Home {
        _folder: tempfile::TempDir,
        store: Store,
    }

    fn filled() -> Home {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(&folder.path().join("sample.db"), Access::Write).unwrap().store;
        fill(&mut store).unwrap();
        Home { _folder: folder, store }
    }

    /// The oldest first.
    fn family(store: &Store) -> Vec<Summary> {
        let mut all = summaries(store, &SummaryQuery::default()).unwrap();
        all.reverse();
        all
    }

    fn sessions(store: &Store) -> Vec<Session> {
        family(store).iter().map(|it| desk::load(store, &it.session).unwrap().session).collect()
    }

    /// Tries a drill in the store, long after the family.
    fn tried(home: &mut Home) -> SessionId {
        let order = Order {
            procedure: versions::version(4).unwrap(),
            environment: "test".into(),
            owner: "Mara".into(),
            shadows: Vec::new(),
            simulated: false,
            sample: false,
            declare: true,
        };
        let clock = ManualClock::new(WallTime::from_micros(1_800_000_000_000_000));
        desk::start(&mut home.store, &order, &clock.read().moment, &"Mara".into(), Door::Shell).unwrap().0
    }

    #[test]
    fn the_family_goes_from_two_hours_in_test_to_forty_minutes_in_production() {
        let home = filled();
        let told = family(&home.store).into_iter().map(|it| {
            let minutes = it.rpa_ms.map(|ms| ms / 60_000);
            let (env, owner) = (it.environment.to_string(), it.owner.to_string());
            (
                env,
                owner,
                it.rta_ms.map(|ms| ms / 1_000),
                it.rto_met,
                minutes,
                [it.counts.automated, it.counts.done],
            )
        });
        let row = |env: &str, owner: &str, rta, met, rpa, automated| {
            (env.to_owned(), owner.to_owned(), rta, met, rpa, automated)
        };
        let expected = [
            row("test", "Ana", Some(7_661), Some(false), Some(370), [2, 19]),
            row("test", "Ben", Some(5_462), Some(true), Some(355), [6, 19]),
            row("test", "Chi", None, None, None, [3, 8]),
            row("staging", "Chi", Some(3_493), Some(true), Some(42), [11, 20]),
            row("staging", "Ana", Some(4_010), Some(true), Some(55), [11, 21]),
            row("staging", "Dee", Some(2_790), Some(true), Some(31), [14, 21]),
            row("production", "Dee", Some(2_412), Some(true), Some(42), [15, 20]),
        ];
        assert_eq!(told.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn all_are_samples_that_came_to_their_end_and_verify() {
        let home = filled();
        let all = family(&home.store);
        assert_eq!(Held::of(&home.store).unwrap(), Held { samples: FAMILY, others: 0 });
        let aborted: Vec<_> = all.iter().filter(|it| it.stage == Stage::Aborted).collect();
        assert_eq!(
            (aborted.len(), all.iter().filter(|it| it.stage == Stage::Sealed).count()),
            (1, FAMILY - 1)
        );
        assert_eq!(all.iter().filter(|it| it.simulated).count(), 1);
        assert!(all.iter().all(|it| it.sample));
        for session in &all {
            assert_eq!(home.store.verify(&session.session).unwrap().broken, None);
        }
        let open: usize = all.iter().map(|it| it.actions.len()).sum();
        assert_eq!(open, 4, "some actions are closed, and some are left");
        let next: Vec<_> =
            all.iter().filter_map(|it| it.next_owner.as_ref()).map(ToString::to_string).collect();
        assert_eq!(next, ["Ben", "Chi", "Ana", "Ben", "Dee", "Ana"]);
    }

    #[test]
    fn it_shows_what_a_session_can_have() {
        let home = filled();
        let sessions = sessions(&home.store);
        let kinds: BTreeSet<String> =
            sessions.iter().flat_map(|it| it.log().iter().map(|event| event.fact.kind())).collect();
        for kind in [
            "action_closed",
            "anchor_set",
            "clock_jumped",
            "level_set",
            "owner_changed",
            "recovery_point_set",
            "service_verified",
            "step_failed",
            "step_held",
            "step_skipped",
            "times_corrected",
            "undone",
            "verification_failed",
        ] {
            assert!(kinds.contains(kind), "{kind}");
        }
        let facts = || sessions.iter().flat_map(|it| it.log().iter());
        let broken = |fact: &Fact| matches!(fact, Fact::LevelSet { level, .. } if *level == Achieved::BROKEN);
        assert_eq!(facts().filter(|event| broken(&event.fact)).count(), 2);
        assert!(facts().any(|event| event.late));
        let tags: BTreeSet<Tag> =
            sessions.iter().flat_map(|it| it.notebook().iter().map(|note| note.entry().tag)).collect();
        assert_eq!(tags.len(), Tag::SIGNS.len() + 1);
        let documents: BTreeSet<_> = sessions.iter().filter_map(|it| Some(&it.opening()?.document)).collect();
        assert_eq!(documents.len(), 4);
    }

    #[test]
    fn a_drill_that_is_tried_among_samples_is_one_and_measured_by_them() {
        let mut home = filled();
        let production = family(&home.store).pop().unwrap().session;
        assert_eq!(which::named(&home.store, "last").unwrap(), production);
        let tried = tried(&mut home);
        assert_eq!(which::open(&home.store, WallTime::from_micros(1_800_000_000_000_000)).unwrap(), tried);
        let loaded = desk::load(&home.store, &tried).unwrap();
        assert!(loaded.session.opening().unwrap().sample);
        let history = History::read(&home.store, &loaded.session, &Kind::Last).unwrap();
        let restore = loaded.session.checklist().position(&"restore-database".into()).unwrap();
        assert_eq!(
            history.measure.past.last_time(&"production".into(), &[restore]),
            Some(Span::from_secs(724))
        );
        let baseline = history.measure.baseline.unwrap();
        assert_eq!(baseline.basis.environment, Some("test".into()));
        let owed = History::read_owed(&home.store, &history::before(&loaded.session).unwrap()).unwrap();
        assert_eq!((history.earlier, owed.len()), (7, 4));
        assert_eq!(Held::of(&home.store).unwrap(), Held { samples: FAMILY + 1, others: 0 });
    }
}
