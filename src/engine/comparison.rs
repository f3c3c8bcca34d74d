//! Sessions that are loaded to be laid side by side.
//!
//! Loading takes what the screen shows first. Where a session stands among all of its procedure takes a look at every
//! one of them, and comes later.

use super::desk;
use super::error::EngineError;
use super::history::History;
use crate::analysis::baseline::Kind;
use crate::analysis::comparison::{Against, Comparison, Held, Place};
use crate::analysis::scope::Clock;
use crate::drill::ids::{PersonName, ProcedureId, SessionId};
use crate::drill::session::Session;
use crate::drill::time::{Moment, WallTime};
use crate::store::{Store, SummaryQuery, SummaryRow};
use serde::Deserialize;
use std::collections::HashSet;

/// Sessions of one procedure, in the order in which they were named.
#[derive(Debug)]
pub struct Sessions {
    all: Vec<Taken>,
    /// What there is to say of those that could not be read in full.
    pub notices: Vec<String>,
}

#[derive(Debug)]
struct Taken {
    id: SessionId,
    session: Session,
    place: Option<Place>,
}

/// Where each of some sessions stands among all of their procedure.
pub type Standings = Vec<(SessionId, Place)>;

/// The part of a summary that says who drove.
#[derive(Deserialize)]
struct Driven {
    owner: PersonName,
}

impl Sessions {
    /// Loads sessions; to a single one, the latest earlier session of its procedure that is like it, which comes first.
    pub fn load(store: &Store, ids: &[SessionId]) -> Result<Self, EngineError> {
        let mut seen = HashSet::new();
        if let Some(twice) = ids.iter().find(|id| !seen.insert(*id)) {
            return Err(EngineError::NamedTwice { session: twice.clone() });
        }
        let mut it = Self { all: Vec::with_capacity(ids.len() + 1), notices: Vec::new() };
        for id in ids {
            it.take(store, id)?;
        }
        if let [only] = it.all.as_slice() {
            let before = before(store, only)?;
            it.take(store, &before)?;
            it.all.reverse();
        }
        it.of_one_procedure()?;
        Ok(it)
    }

    fn take(&mut self, store: &Store, id: &SessionId) -> Result<(), EngineError> {
        let loaded = desk::load(store, id)?;
        self.notices.extend(loaded.notice);
        self.all.push(Taken { id: id.clone(), session: loaded.session, place: None });
        Ok(())
    }

    fn of_one_procedure(&self) -> Result<(), EngineError> {
        let of = |it: &Taken| it.session.procedure().id.clone();
        let Some(first) = self.all.first() else { return Ok(()) };
        match self.all.iter().find(|it| of(it) != of(first)) {
            None => Ok(()),
            Some(other) => Err(EngineError::OtherProcedure {
                one: first.id.clone(),
                of_one: of(first),
                other: other.id.clone(),
                of_other: of(other),
            }),
        }
    }

    /// Returns the sessions as an analysis wants them.
    pub fn held(&self) -> Vec<Held<'_>> {
        self.all.iter().map(|it| Held { id: &it.id, session: &it.session, place: it.place }).collect()
    }

    /// Lays them side by side.
    pub fn compared(&self, against: Against, clock: Option<Clock>, now: &Moment) -> Comparison {
        Comparison::of(&self.held(), against, clock, now)
    }

    /// Returns where a session stands among them.
    pub fn position(&self, id: &SessionId) -> Option<usize> {
        self.all.iter().position(|it| it.id == *id)
    }

    /// Returns what to ask the store about, to find out where each stands.
    pub fn inquiry(&self) -> Inquiry {
        let asked = |it: &Taken| {
            let opening = it.session.opening()?;
            let owner = it.session.people().owner().unwrap_or(&opening.owner).clone();
            Some((it.id.clone(), it.session.started()?.wall, owner, opening.sample))
        };
        Inquiry {
            procedure: self.all.first().map(|it| it.session.procedure().id.clone()),
            asked: self.all.iter().filter_map(asked).collect(),
        }
    }

    /// Takes in where each stands.
    pub fn place(&mut self, places: &Standings) {
        for it in &mut self.all {
            let found = places.iter().find(|(id, _)| *id == it.id).map(|(_, place)| *place);
            it.place = found.or(it.place);
        }
    }
}

/// A question about sessions that takes a look at every session of their procedure.
#[derive(Debug)]
pub struct Inquiry {
    procedure: Option<ProcedureId>,
    asked: Vec<(SessionId, WallTime, PersonName, bool)>,
}

/// How many summaries are read at once while earlier drills of somebody are looked for.
const PAGE: u32 = 200;

impl Inquiry {
    /// Answers it. Samples are counted among samples, all others among themselves.
    pub fn answer(&self, store: &Store) -> Result<Standings, EngineError> {
        let Some(procedure) = &self.procedure else { return Ok(Vec::new()) };
        let experienced = self.experienced(store, procedure)?;
        let mut standings = Vec::with_capacity(self.asked.len());
        for (asked, experienced) in self.asked.iter().zip(experienced) {
            let (id, started, _, sample) = asked;
            let earlier = u64::from(store.count(&query(procedure, *sample, *started))?);
            standings.push((id.clone(), Place { earlier, first_time: !experienced }));
        }
        Ok(standings)
    }

    /// Finds out whose owner had driven before: from the newest session on back, until everybody was met or none is left.
    fn experienced(&self, store: &Store, procedure: &ProcedureId) -> Result<Vec<bool>, EngineError> {
        let mut met = vec![false; self.asked.len()];
        for kind in [false, true] {
            let of_kind = |it: &&(SessionId, WallTime, PersonName, bool)| it.3 == kind;
            let Some(newest) = self.asked.iter().filter(of_kind).map(|it| it.1).max() else { continue };
            let mut page = SummaryQuery { limit: Some(PAGE), ..query(procedure, kind, newest) };
            loop {
                let rows = store.summaries(&page)?;
                for row in &rows {
                    self.meet(row, kind, &mut met);
                }
                let all_met = self.asked.iter().zip(&met).all(|(it, met)| *met || it.3 != kind);
                if all_met || rows.len() < PAGE as usize {
                    break;
                }
                page.offset += PAGE;
            }
        }
        Ok(met)
    }

    fn meet(&self, row: &SummaryRow, kind: bool, met: &mut [bool]) {
        let Ok(Driven { owner }) = serde_json::from_str(&row.body) else { return };
        for (it, met) in self.asked.iter().zip(met) {
            *met |= it.3 == kind && row.started < it.1 && owner == it.2;
        }
    }
}

fn query(procedure: &ProcedureId, sample: bool, before: WallTime) -> SummaryQuery {
    let procedure = Some(procedure.clone());
    SummaryQuery { procedure, sample: Some(sample), before: Some(before), ..SummaryQuery::default() }
}

/// Finds the latest earlier session to compare with: like it, else any that came to its end; of the same environment, else
/// of any.
fn before(store: &Store, of: &Taken) -> Result<SessionId, EngineError> {
    let nothing = || EngineError::NothingEarlier { session: of.id.clone() };
    let Some(opening) = of.session.opening() else { return Err(nothing()) };
    let past = History::read(store, &of.session, &Kind::Last)?.measure.past;
    let like = past.whole(&opening.environment);
    let unlike = || past.nearest(&opening.environment, |it| it.summary.total().is_some()).0;
    let found = like.last().copied().or_else(|| unlike().last().copied());
    found.map(|it| it.summary.session.clone()).ok_or_else(nothing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::command::{Command, Request};
    use crate::drill::event::Door;
    use crate::drill::ids::BootId;
    use crate::drill::time::Span;
    use crate::engine::desk::Order;
    use crate::library;
    use crate::store::Access;
    use std::path::Path;
    use tempfile::TempDir;

    const DAY: i64 = 24 * 3_600;

    /// A store that is filled a drill a day.
    struct Year {
        _home: TempDir,
        store: Store,
        now: Moment,
    }

    impl Year {
        fn new() -> Self {
            let home = tempfile::tempdir().unwrap();
            let store = Store::open(&home.path().join("firedrill.db"), Access::Write).unwrap().store;
            let (wall, boot) = (WallTime::from_micros(1_779_969_295_000_000), BootId::from("boot"));
            let now = Moment { wall, boottime: Span::from_secs(5_000), boot, utc_offset_s: 0 };
            Self { _home: home, store, now }
        }

        /// Holds a drill that is verified after a minute, or given up; it is over, and a day has passed.
        fn hold(&mut self, procedure: &str, environment: &str, owner: &str, end: Command) -> SessionId {
            let file = format!("procedures/{procedure}.toml");
            let order = Order {
                procedure: library::read(Path::new(&file)).unwrap(),
                environment: environment.into(),
                owner: owner.into(),
                shadows: Vec::new(),
                simulated: false,
                sample: false,
                declare: true,
            };
            let owner = PersonName::from(owner);
            let (id, _) = desk::start(&mut self.store, &order, &self.now, &owner, Door::Shell).unwrap();
            let later = self.now.shifted(Span::from_secs(60));
            let request = |command| Request::now(command, later.clone(), owner.clone(), Door::Shell);
            let requests: Vec<Request> = match end {
                Command::Abort { .. } => vec![request(end)],
                verify => vec![request(verify), request(Command::Finish)],
            };
            desk::ask(&mut self.store, &id, &requests).unwrap();
            self.now = self.now.shifted(Span::from_secs(DAY));
            id
        }

        fn verified(&mut self, environment: &str, owner: &str) -> SessionId {
            let verify = Command::Verify { by: "Vic".into(), how: "looked".into(), passed: true };
            self.hold("data-gather", environment, owner, verify)
        }

        fn load(&self, ids: &[&SessionId]) -> Result<Sessions, EngineError> {
            Sessions::load(&self.store, &ids.iter().map(|id| (*id).clone()).collect::<Vec<_>>())
        }
    }

    fn ids(sessions: &Sessions) -> Vec<&SessionId> {
        sessions.held().iter().map(|it| it.id).collect()
    }

    fn abort() -> Command {
        Command::Abort { why: "fire".into() }
    }

    #[test]
    fn a_single_session_is_laid_beside_the_latest_earlier_one_that_is_like_it() {
        let mut year = Year::new();
        let first = year.verified("test", "Ana");
        let staging = year.verified("staging", "Ana");
        year.hold("data-gather", "test", "Ana", abort());
        let last = year.verified("test", "Ana");
        year.verified("test", "Ana");
        assert_eq!(ids(&year.load(&[&last]).unwrap()), [&first, &last], "the same environment comes first");
        assert_eq!(ids(&year.load(&[&staging]).unwrap()), [&first, &staging], "else any");
        assert!(matches!(year.load(&[&first]), Err(EngineError::NothingEarlier { .. })));
    }

    #[test]
    fn a_session_is_named_once_and_of_one_procedure() {
        let mut year = Year::new();
        let one = year.verified("test", "Ana");
        let other = year.hold("practice-restore", "test", "Ana", abort());
        assert!(matches!(year.load(&[&one, &one]), Err(EngineError::NamedTwice { .. })));
        let said = year.load(&[&one, &other]).unwrap_err().to_string();
        assert!(said.contains("is of data-gather") && said.contains("is of practice-restore"), "{said}");
    }

    #[test]
    fn each_is_found_its_place_among_all_of_its_procedure() {
        let mut year = Year::new();
        let first = year.verified("test", "Ana");
        year.hold("practice-restore", "test", "Ben", abort());
        let given_up = year.hold("data-gather", "test", "Ben", abort());
        let last = year.verified("production", "Ben");
        let mut sessions = year.load(&[&last, &first]).unwrap();
        assert!(sessions.held().iter().all(|it| it.place.is_none()));
        let standings = sessions.inquiry().answer(&year.store).unwrap();
        sessions.place(&standings);
        let places: Vec<_> = sessions.held().iter().map(|it| it.place.unwrap()).collect();
        let place = |earlier, first_time| Place { earlier, first_time };
        assert_eq!(places, [place(2, false), place(0, true)], "whoever gave one up has driven one");
        assert_eq!((sessions.position(&first), sessions.position(&given_up)), (Some(1), None));
    }
}
