//! The briefing on a page: what happened, what counts, who is here, what the restore hangs on, what is still to do, and
//! the steps, which can still be put right.

use super::actions;
use super::cells;
use super::dependency;
use super::format;
use super::guard;
use super::header;
use super::jotting::place;
use super::page::{Line, Section, Target, hanging, pairs, paragraph};
use super::people;
use super::probes;
use super::review;
use super::safe::{self, Charset};
use super::sign::arrow;
use super::tone::{Tone, Toned};
use crate::analysis::summary::OpenAction;
use crate::analysis::version::Version;
use crate::drill::ids::SessionId;
use crate::drill::procedure::{Anchor, Dependency, Procedure};
use crate::drill::session::Session;
use crate::drill::time::Moment;

/// How many sections stand on the left where there are two columns.
pub const LEFT: usize = 3;

/// Puts the briefing of a session on a page; `left` are the actions that earlier sessions left open
/// beside the version that was counted, `widths` those of
/// the left and of the right column.
pub fn sections(
    session: &Session,
    (left, version): (&[(SessionId, OpenAction)], Option<Version>),
    now: &Moment,
    (width, right): (usize, usize),
    charset: Charset,
) -> Vec<Section> {
    let procedure = session.procedure();
    vec![
        Section::new("scenario", scenario(procedure, width, charset)),
        Section::new("what counts", objectives(session, version, width, charset)),
        Section::new("who is here", people::here(session, charset)),
        Section::new("still to do from earlier drills", still_to_do(left, now, right, charset)),
        Section::new("what the restore hangs on", dependencies(session, now, right, charset)),
        Section::new("what has to come back", components(procedure, right, charset)),
        Section::new("variables", variables(session, right, charset)),
        Section::new("steps", review::steps(session, now, right, charset)),
    ]
}

/// Wraps the scenario of a procedure.
pub fn scenario(procedure: &Procedure, width: usize, charset: Charset) -> Vec<Line> {
    if procedure.scenario.trim().is_empty() {
        return vec![Line::new("the procedure tells no scenario: the facilitator does", Tone::Muted)];
    }
    let lines = safe::lines(procedure.scenario.trim(), charset);
    lines.flat_map(|line| paragraph(&line, width, Tone::Plain)).collect()
}

fn objectives(session: &Session, version: Option<Version>, width: usize, charset: Charset) -> Vec<Line> {
    let (from, to) = session.procedure().clock;
    let rto = session.rto().map(|rto| {
        let between = format!("{}{}{}", from.word(), arrow(charset), to.word());
        ("RTO".to_owned(), Toned::new(format!("{}  from {between}", rto.text), Tone::Strong))
    });
    let rpo = session.rpo().map(|rpo| {
        let words = format!("{}  at most, from the newest datum to the outage", rpo.text);
        ("RPO".to_owned(), Toned::new(words, Tone::Strong))
    });
    let played = session.opening().is_some_and(|it| it.simulated);
    let played = played.then(|| ("outage".to_owned(), Toned::new("simulated", Tone::Warned)));
    let early = [Anchor::Outage, Anchor::Detected].into_iter().filter_map(|anchor| {
        let mark = session.anchor(anchor)?;
        let time = format::date_time(mark.moment.wall, mark.moment.utc_offset_s);
        Some((anchor.word().to_owned(), Toned::new(time, Tone::Plain)))
    });
    let procedure = session.procedure();
    let phases = format::count(procedure.phases.len(), "phase");
    let size = format!("{} in {phases}", procedure.steps.len());
    let steps = ("steps".to_owned(), Toned::new(size, Tone::Plain));
    let version = version.map(|it| header::version(it, charset)).filter(|it| !it.is_empty());
    let version = version.map(|it| ("version".to_owned(), Toned::new(it, Tone::Plain)));
    pairs(
        [rto, rpo, played].into_iter().flatten().chain(early).chain([steps]).chain(version).collect(),
        width,
    )
}

fn still_to_do(left: &[(SessionId, OpenAction)], now: &Moment, width: usize, charset: Charset) -> Vec<Line> {
    if left.is_empty() {
        return vec![Line::new("nothing is left open", Tone::Muted)];
    }
    let lines = |(session, action): &(SessionId, OpenAction)| {
        let target = Target::Left(session.clone(), action.id);
        let lines = actions::lines(action, now, width, charset);
        lines.into_iter().map(move |line| line.to(target.clone())).collect::<Vec<_>>()
    };
    left.iter().flat_map(lines).collect()
}

fn dependencies(session: &Session, now: &Moment, width: usize, charset: Charset) -> Vec<Line> {
    let procedure = session.procedure();
    if procedure.dependencies.is_empty() {
        return vec![Line::new("the procedure names nothing of others", Tone::Muted)];
    }
    procedure.dependencies.iter().flat_map(|it| dependency_lines(session, now, it, width, charset)).collect()
}

fn dependency_lines(
    session: &Session,
    now: &Moment,
    it: &Dependency,
    width: usize,
    charset: Charset,
) -> Vec<Line> {
    let procedure = session.procedure();
    let party = if it.third_party { "  third party" } else { "" };
    let title = Toned::new(dependency::title(it, charset), Tone::Strong);
    let aside = |label: &str, text: &str| {
        hanging(Toned::new(format!("  {label} "), Tone::Muted), text, Tone::Plain, width)
    };
    let health = probes::dependency(session, &it.id, now);
    let health = health.map(|health| Toned::new(format!("  {}", health.text), health.tone));
    let words = [title, Toned::new(party, Tone::Warned)].into_iter().chain(health);
    let mut lines = vec![Line::of(words.collect())];
    let needing = probes::needing(procedure, &it.id);
    let needing: Vec<String> = needing.map(|step| place(procedure, Some(&step.id), charset)).collect();
    if !needing.is_empty() {
        lines.extend(aside("needed by", &needing.join(", ")));
    }
    if let Some(instead) = &it.alternative {
        lines.extend(aside("instead", &cells::shown(instead, charset)));
    }
    lines
}

fn components(procedure: &Procedure, width: usize, charset: Charset) -> Vec<Line> {
    if procedure.components.is_empty() {
        return vec![Line::new("the procedure names no parts", Tone::Muted)];
    }
    let weights: Vec<u64> = procedure.components.iter().map(|it| u64::from(it.weight)).collect();
    let shares = format::shares(&weights);
    let row = |(it, share): (&crate::drill::procedure::Component, &String)| {
        (cells::shown(&it.title, charset), Toned::new(format!("{share} of the service"), Tone::Plain))
    };
    pairs(procedure.components.iter().zip(&shares).map(row).collect(), width)
}

fn variables(session: &Session, width: usize, charset: Charset) -> Vec<Line> {
    let environment = session.opening().and_then(|it| session.procedure().environment(&it.environment));
    let vars = environment.map(|it| &it.vars).into_iter().flatten();
    let is_secret = |name: &String| session.procedure().steps.iter().any(|it| it.secrets.contains(name));
    let rows = vars.map(|(name, value)| {
        let value = if is_secret(name) { guard::HIDDEN.to_owned() } else { cells::shown(value, charset) };
        (cells::shown(name, charset), Toned::new(value, Tone::Plain))
    });
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return vec![Line::new("the environment sets none", Tone::Muted)];
    }
    pairs(rows, width)
}
