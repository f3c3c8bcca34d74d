//! One request at a time, straight to the disk: what the command line needs.

use super::decision;
use super::error::EngineError;
use super::lists::holds_samples_alone;
use crate::drill::command::{Command, Request};
use crate::drill::event::{Door, Event};
use crate::drill::fact::{Fact, Opening};
use crate::drill::ids::{Digest, EnvironmentName, EventId, PersonName, ProcedureId, SessionId, WriterId};
use crate::drill::procedure::{Environment, Procedure};
use crate::drill::session::Session;
use crate::drill::time::Moment;
use crate::library;
use crate::platform::entropy;
use crate::store::import::Imported;
use crate::store::{Committed, Decided, Heads, Store, StoreError};
use std::io::BufRead;
use std::sync::Arc;

/// A session as it was loaded.
#[derive(Debug)]
pub struct Loaded {
    /// The session.
    pub session: Session,
    /// The last events that it was folded from.
    pub heads: Heads,
    /// Why its steps are missing, where its procedure could not be read back.
    pub notice: Option<String>,
    /// The writer that the store is; `None` where it has not written yet.
    pub writer: Option<WriterId>,
}

/// Loads a session with the procedure that it was started with.
pub fn load(store: &Store, id: &SessionId) -> Result<Loaded, EngineError> {
    let events = store.load(id)?;
    if events.is_empty() {
        return Err(EngineError::NoSuchSession { wanted: id.to_string() });
    }
    let heads = Heads::of(&events);
    let (procedure, notice) = procedure_of(&events, |digest| store.document(digest))?;
    let writer = store.writer()?;
    Ok(Loaded { session: Session::fold(Arc::new(procedure), events), heads, notice, writer })
}

/// Reads the procedure that the events name; where that cannot be done, one without steps stands in.
pub(super) fn procedure_of(
    events: &[Event],
    document: impl Fn(&Digest) -> Result<Option<String>, StoreError>,
) -> Result<(Procedure, Option<String>), StoreError> {
    let opening = events.iter().find_map(|event| match &event.fact {
        Fact::SessionStarted(opening) => Some((&event.session, opening)),
        _ => None,
    });
    let Some((session, opening)) = opening else {
        let notice = "the event that began this session is missing, so its steps cannot be shown";
        return Ok((
            stand_in("unknown".into(), "unknown procedure", "unknown".into()),
            Some(notice.to_owned()),
        ));
    };
    // Whoever began it was allowed to; what is asked now is judged anew when it is asked.
    let parsed = document(&opening.document)?.map(|text| library::parse_allowing(&text, true));
    let what = match parsed {
        Some(Ok(procedure)) => return Ok((procedure, None)),
        Some(Err(problems)) => problems.first().map_or_else(String::new, |it| it.message.clone()),
        None => "the store does not hold its text".to_owned(),
    };
    let notice =
        format!("the procedure of session {session} cannot be read, so its steps cannot be shown: {what}");
    let stand_in = stand_in(opening.procedure.clone(), &opening.title, opening.environment.clone());
    Ok((stand_in, Some(notice)))
}

fn stand_in(id: ProcedureId, title: &str, environment: EnvironmentName) -> Procedure {
    Procedure::new(id, title.to_owned(), Environment::new(environment))
}

/// Takes sessions in that another store has handed out, and puts them into the lists.
pub fn import(store: &mut Store, lines: &mut dyn BufRead, now: &Moment) -> Result<Imported, EngineError> {
    let imported = store.import(lines)?;
    store.rebuild_summaries_of(&imported.sessions, &mut |_, events, document| {
        let (procedure, _) = procedure_of(events, |digest| Ok(document(digest))).ok()?;
        decision::row(&Session::fold(Arc::new(procedure), events.iter().cloned()), now)
    })?;
    Ok(imported)
}

/// What was written, and the session afterwards.
#[derive(Debug)]
pub struct Answer {
    /// The events and heads.
    pub committed: Committed,
    /// The session with them.
    pub session: Session,
}

/// Asks something of a session and waits until it is on the disk. Several requests are one transaction: all or none.
pub fn ask(store: &mut Store, id: &SessionId, requests: &[Request]) -> Result<Answer, EngineError> {
    let loaded = load(store, id)?;
    ask_upon(store, id, loaded, requests)
}

/// The same for a session that is loaded already: what was decided upon it is decided again where others were quicker.
pub fn ask_upon(
    store: &mut Store,
    id: &SessionId,
    loaded: Loaded,
    requests: &[Request],
) -> Result<Answer, EngineError> {
    let Loaded { mut session, heads, .. } = loaded;
    let Some(first) = requests.first() else {
        return Ok(Answer {
            committed: Committed { heads, events: vec![], news: vec![], notice: None },
            session,
        });
    };
    let procedure = session.shared_base();
    let events: Vec<Event> = session.log().iter().cloned().collect();
    let mut random = event_ids(&first.written)?;
    let decided = decision::decide_upon(&events, &procedure, id, requests, &mut random)?;
    let mut again = |events: &[Event]| decision::decide_upon(events, &procedure, id, requests, &mut random);
    let committed = store.append(id, &heads, decided, &mut again)?;
    for event in committed.news.iter().chain(&committed.events) {
        session.add(event.clone());
    }
    Ok(Answer { committed, session })
}

/// What a new session is to be.
#[derive(Debug, Clone)]
pub struct Order {
    /// The procedure, as it was read.
    pub procedure: library::Loaded,
    /// Where.
    pub environment: EnvironmentName,
    /// Who drives.
    pub owner: PersonName,
    /// Who watches.
    pub shadows: Vec<PersonName>,
    /// Whether the outage is only played.
    pub simulated: bool,
    /// Whether it is made up to show the tool. In a store of samples every session is: they never mix with real ones.
    pub sample: bool,
    /// Whether the briefing is skipped.
    pub declare: bool,
}

/// Begins a session and waits until it is on the disk.
pub fn start(
    store: &mut Store,
    order: &Order,
    written: &Moment,
    actor: &PersonName,
    door: Door,
) -> Result<(SessionId, Committed), EngineError> {
    let procedure = &order.procedure.procedure;
    let environment =
        procedure.environment(&order.environment).ok_or_else(|| no_environment(procedure, order))?;
    let id = entropy::session_id()?;
    let opening = Opening {
        procedure: procedure.id.clone(),
        title: procedure.title.clone(),
        document: order.procedure.digest.clone(),
        environment: environment.name.clone(),
        protected: environment.protected,
        owner: order.owner.clone(),
        shadows: order.shadows.clone(),
        simulated: order.simulated,
        sample: order.sample || holds_samples_alone(store)?,
    };
    let request = Request::now(Command::Declare, written.clone(), actor.clone(), door);
    let facts =
        [Some(Fact::SessionStarted(opening.into())), order.declare.then_some(Fact::OutageDeclared {})];
    let mut random = event_ids(written)?;
    let mut session = Session::new(Arc::new(procedure.clone()));
    let mut drafts = Vec::new();
    for fact in facts.into_iter().flatten() {
        let decision = crate::drill::decide::Decision { fact, happened: written.wall, late: false };
        drafts.extend(decision::drafts(vec![decision], &request, &mut random));
    }
    for draft in &drafts {
        session.add(super::board::provisional(&session, &id, draft));
    }
    let document = Some((order.procedure.digest.clone(), order.procedure.text.clone()));
    let decided = Decided { document, ..decision::decided(&session, drafts, written) };
    let mut again = |_: &[Event]| Ok::<_, crate::drill::refusal::Refusal>(decided.clone());
    let committed = store.append(&id, &Heads::default(), decided.clone(), &mut again)?;
    Ok((id, committed))
}

fn no_environment(procedure: &Procedure, order: &Order) -> EngineError {
    let known: Vec<&str> = procedure.environments.iter().map(|it| it.name.as_str()).collect();
    EngineError::NoSuchEnvironment {
        procedure: procedure.id.to_string(),
        wanted: order.environment.to_string(),
        known: known.join(", "),
    }
}

/// Returns a source of event ids: one draw of chance, counted on, so that nothing can fail in the middle of a deed.
pub fn event_ids(written: &Moment) -> Result<impl FnMut() -> EventId + use<>, EngineError> {
    let ms = u64::try_from(written.wall.micros() / 1_000).unwrap_or_default();
    let mut random = entropy::random_bytes::<10>()?;
    Ok(move || {
        let id = EventId::from_random(ms, random);
        let mut last = [0; 8];
        last.copy_from_slice(&random[2..]);
        random[2..].copy_from_slice(&u64::from_be_bytes(last).wrapping_add(1).to_be_bytes());
        id
    })
}
