//! The redlines of a session: what each changes, who made it and why, and what became of it.

use super::cells;
use super::format;
use super::jotting;
use super::safe::Charset;
use super::show::at;
use super::sign::{arrow, dot};
use super::tone::{Tone, Toned};
use super::unified::excerpt;
use crate::drill::ids::{EventId, PersonName, StepId};
use crate::drill::redline::{Change, Key, Place, Value};
use crate::drill::redlines::{Amendment, Redline};
use crate::drill::session::Session;
use crate::drill::taking_in::{Clash, TakenIn, Verdict};
use serde::Serialize;

/// A redline, ready to be listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number, from 1, in the order in which they were made.
    pub number: usize,
    /// The event that made it.
    pub id: EventId,
    /// What it does, to which step: `amended 7 Load the dump`.
    pub title: String,
    /// Who, when and why.
    pub aside: String,
    /// What differs.
    pub lines: Vec<Toned>,
    /// Whether it was written into the file already.
    pub written: bool,
}

/// Lists the redlines of a session, oldest first.
pub fn rows(session: &Session, charset: Charset) -> Vec<Row> {
    let redlines = session.redlines();
    let open: Vec<EventId> = redlines.open().map(|it| it.id).collect();
    let row = |(at, it): (usize, &Redline)| Row {
        number: at + 1,
        id: it.id,
        title: title(session, &it.what, charset),
        aside: aside(it, charset),
        lines: lines(session, &it.what, charset),
        written: !open.contains(&it.id),
    };
    redlines.iter().enumerate().map(row).collect()
}

impl Row {
    /// Writes it for a pipe: its head, and below that what differs.
    pub fn text(&self, charset: Charset) -> Vec<String> {
        let written = if self.written { format!("{}written", dot(charset)) } else { String::new() };
        let head = format!("{}. {}{written}", self.number, self.title);
        let below = self.lines.iter().map(|line| format!("     {}", line.text));
        [head, format!("   {}", self.aside)].into_iter().chain(below).collect()
    }
}

fn title(session: &Session, what: &Amendment, charset: Charset) -> String {
    let (did, step) = match what {
        Amendment::Amended { step, .. } => ("amended", step),
        Amendment::Inserted { step, .. } => ("inserted", step),
        Amendment::Moved { step, .. } => ("moved", step),
        Amendment::Dropped { step, into: None, .. } => ("dropped", step),
        Amendment::Dropped { step, .. } => ("merged", step),
    };
    format!("{did} {}", jotting::place(session.procedure(), Some(step), charset))
}

fn why(what: &Amendment) -> Option<&str> {
    match what {
        Amendment::Amended { why, .. } => why.as_deref(),
        Amendment::Dropped { why, .. } => Some(why.as_str()).filter(|why| !why.is_empty()),
        Amendment::Inserted { .. } | Amendment::Moved { .. } => None,
    }
}

fn aside(redline: &Redline, charset: Charset) -> String {
    let (moment, by) = (&redline.stamp.moment, &redline.stamp.by);
    let who = cells::shown(by.as_str(), charset);
    let when = format::date_time(moment.wall, moment.utc_offset_s);
    let why = why(&redline.what).map(|why| format!("{}{}", dot(charset), cells::shown(why, charset)));
    format!("{who}{}{when}{}", dot(charset), why.unwrap_or_default())
}

fn lines(session: &Session, what: &Amendment, charset: Charset) -> Vec<Toned> {
    let plain = |text: String| vec![Toned::new(text, Tone::Plain)];
    match what {
        Amendment::Amended { changes, .. } => changes.iter().flat_map(|it| change(it, charset)).collect(),
        Amendment::Inserted { title, place, .. } => {
            let title = Toned::new(format!("+ {}", cells::shown(title, charset)), Tone::Done);
            vec![title, Toned::new(stands(session, place, charset), Tone::Muted)]
        }
        Amendment::Moved { from, to, .. } => {
            let (from, to) = (stands(session, from, charset), stands(session, to, charset));
            plain(format!("{from}{}{to}", arrow(charset)))
        }
        Amendment::Dropped { into: Some(into), .. } => {
            plain(format!("into {}", jotting::place(session.procedure(), Some(into), charset)))
        }
        Amendment::Dropped { step, into: None, .. } => {
            let title = session.procedure().step(step).map_or(step.as_str(), |it| it.title.as_str());
            vec![Toned::new(format!("- {}", cells::shown(title, charset)), Tone::Failed)]
        }
    }
}

/// Says where a step stands.
fn stands(session: &Session, place: &Place, charset: Charset) -> String {
    if let Some(below) = &place.below {
        return format!("below {}", jotting::place(session.procedure(), Some(below), charset));
    }
    let title = session.procedure().phases.get(place.phase).map_or("", |phase| phase.title.as_str());
    format!("first of {}", cells::shown(title, charset))
}

/// How many characters of a value stand in a line with what it was before.
const SHORT: usize = 40;

/// Says what a key says instead of what it said; long texts and those of several lines line by line.
pub fn change(change: &Change, charset: Charset) -> Vec<Toned> {
    let key = change.key.word();
    let long = |value: &Option<Value>| {
        matches!(value, Some(Value::Text(text))
            if text.trim_end().contains('\n') || text.chars().nth(SHORT).is_some())
    };
    if long(&change.old) || long(&change.new) {
        let whole = |value: &Option<Value>| match value {
            Some(Value::Text(text)) => text.clone(),
            _ => String::new(),
        };
        let lines = differing(&whole(&change.old), &whole(&change.new), charset);
        return [Toned::new(format!("{key}:"), Tone::Plain)].into_iter().chain(lines).collect();
    }
    let (old, new) = (said(change.old.as_ref(), charset), said(change.new.as_ref(), charset));
    vec![Toned::new(format!("{key}: {old}{}{new}", arrow(charset)), Tone::Plain)]
}

/// Shows what differs between two texts, line by line.
pub fn differing(old: &str, new: &str, charset: Charset) -> Vec<Toned> {
    let line = |(sign, line): (char, String)| {
        let tone = match sign {
            '-' => Tone::Failed,
            '+' => Tone::Done,
            _ => Tone::Muted,
        };
        Toned::new(format!("  {sign} {}", cells::shown(&line, charset)), tone)
    };
    excerpt(old, new).into_iter().map(line).collect()
}

/// Returns a value in a line.
fn said(value: Option<&Value>, charset: Charset) -> String {
    let text = match value {
        None => return "(nothing)".to_owned(),
        Some(Value::Flag(flag)) => flag.to_string(),
        Some(Value::Text(text)) => text.trim_end().to_owned(),
        Some(Value::List(list)) => format!("[{}]", list.join(", ")),
        Some(Value::Table(table)) => {
            let pairs: Vec<String> = table.iter().map(|(key, value)| format!("{key} = {value}")).collect();
            pairs.join(", ")
        }
    };
    cells::shown(&text, charset)
}

/// What became of redlines that were to be written into a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// How many are in the file now, and what that means.
    pub said: String,
    /// Of those that the file had already, and of those that stay out with the reason, a sentence each.
    pub each: Vec<String>,
    /// Whether one stays out, so that somebody has to look at it.
    pub clashed: bool,
}

impl Outcome {
    /// Writes it in one line, for a screen.
    pub fn line(&self) -> (String, Tone) {
        let all: Vec<&str> = [&self.said].into_iter().chain(&self.each).map(String::as_str).collect();
        (all.join(" "), if self.clashed { Tone::Warned } else { Tone::Done })
    }
}

/// Says what became of redlines; `changed` is whether somebody else wrote into the file since the drill began.
pub fn outcome(session: &Session, taken: &TakenIn, path: &str, changed: bool, charset: Charset) -> Outcome {
    let count = taken.verdicts.iter().filter(|(_, it)| *it == Verdict::TakenIn).count();
    let clashed = taken.clashes().next().is_some();
    let path = cells::shown(path, charset);
    let now = |many: &str| format!("{many} in {path} now; `firedrill trust` lets it run here again.");
    let mut said = match (count, clashed) {
        (0, false) => format!("{path} says all of it already."),
        (0, true) => format!("{path} stays as it is."),
        (1, _) => now("1 redline is"),
        (count, _) => now(&format!("{count} redlines are")),
    };
    if changed {
        said.push_str(" What was changed there since the drill began is kept.");
    }
    Outcome { said, each: each(session, taken, charset), clashed }
}

/// Says of every redline that is not written why, by its number.
pub fn each(session: &Session, taken: &TakenIn, charset: Charset) -> Vec<String> {
    let redlines: Vec<&Redline> = session.redlines().iter().collect();
    let told = |(id, verdict): &(EventId, Verdict)| {
        let at = redlines.iter().position(|it| it.id == *id)?;
        let number = at + 1;
        match verdict {
            Verdict::TakenIn => None,
            Verdict::Contained => Some(format!("{number}. is in the file already.")),
            Verdict::Clash(why) => {
                Some(format!("{number}. is left out: {}.", clash(session, redlines[at], why, charset)))
            }
        }
    };
    taken.verdicts.iter().filter_map(told).collect()
}

/// Says why a redline stays out of the file, with both sides.
pub fn clash(session: &Session, redline: &Redline, clash: &Clash, charset: Charset) -> String {
    let place = |step: &StepId| jotting::place(session.procedure(), Some(step), charset);
    let step = redline.what.step();
    match clash {
        Clash::Value { change, file } => format!(
            "`{}` says {} in the file; this redline makes {} of {}",
            change.key.word(),
            said(file.as_ref(), charset),
            said(change.new.as_ref(), charset),
            said(change.old.as_ref(), charset),
        ),
        Clash::NoStep(step) => format!("the file has no step {}", cells::shown(step.as_str(), charset)),
        Clash::Rewritten(key, file) => format!(
            "`{}` of {} says {} in the file, which would be lost with it",
            key.word(),
            place(step),
            said(file.as_ref(), charset)
        ),
        Clash::MovedElsewhere => format!("the file has put {} elsewhere as well", place(step)),
        Clash::NoPlace(Some(below)) => {
            format!("the file has no step {}, below which it stands", cells::shown(below.as_str(), charset))
        }
        Clash::NoPlace(None) => "the file has no such phase".to_owned(),
        Clash::NotMerged(into) => format!("{} has not taken it in: accept that with it", place(into)),
        Clash::Erased => "its text was erased".to_owned(),
    }
}

/// Writes a line for each redline, as a log of changes has it: `- Load the dump: check (nothing) → ls (Mara, day: why)`.
pub fn changelog(session: &Session, charset: Charset) -> Vec<String> {
    let line = |it: &Redline| {
        let step = session.procedure().step(it.what.step());
        let name = step.map_or_else(|| it.what.step().to_string(), |step| step.title.clone());
        let did = match &it.what {
            Amendment::Amended { changes, .. } => {
                let said = |it: &Change| {
                    let short = |value: Option<&Value>| cells::label(&said(value, charset), 60, charset);
                    let (old, new) = (short(it.old.as_ref()), short(it.new.as_ref()));
                    match it.key {
                        Key::Text => "text rewritten".to_owned(),
                        key => format!("{} {old}{}{new}", key.word(), arrow(charset)),
                    }
                };
                changes.iter().map(said).collect::<Vec<_>>().join("; ")
            }
            Amendment::Inserted { place, .. } => format!("new, {}", stands(session, place, charset)),
            Amendment::Moved { to, .. } => format!("moved {}", stands(session, to, charset)),
            Amendment::Dropped { into: None, .. } => "dropped".to_owned(),
            Amendment::Dropped { into: Some(into), .. } => {
                format!("merged into {}", jotting::place(session.procedure(), Some(into), charset))
            }
        };
        let moment = &it.stamp.moment;
        let day = format::date(moment.wall, moment.utc_offset_s);
        let why = why(&it.what).map(|why| format!(": {}", cells::shown(why, charset))).unwrap_or_default();
        let (name, by) = (cells::shown(&name, charset), cells::shown(it.stamp.by.as_str(), charset));
        format!("- {name}: {did} ({by}, {day}{why})")
    };
    session.redlines().iter().map(line).collect()
}

/// A redline as `redlines --json` prints it. Keys stand in this order and are never removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    /// Its number, from 1.
    pub number: usize,
    /// The event that made it.
    pub id: EventId,
    /// `amended`, `inserted`, `moved` or `dropped`.
    pub kind: &'static str,
    /// The step.
    pub step: StepId,
    /// When it was made.
    pub at: String,
    /// Who made it.
    pub by: PersonName,
    /// Why.
    pub why: Option<String>,
    /// What of the step changed, where it was amended.
    pub changes: Vec<Change>,
    /// Its title, where it was inserted.
    pub title: Option<String>,
    /// Where it stood, where it was moved.
    pub from: Option<Place>,
    /// Where it stands, where it was inserted or moved.
    pub to: Option<Place>,
    /// The step that it became a part of.
    pub into: Option<StepId>,
    /// Whether it was written into the file.
    pub written: bool,
}

/// Returns all redlines of a session.
pub fn documents(session: &Session) -> Vec<Document> {
    let open: Vec<EventId> = session.redlines().open().map(|it| it.id).collect();
    let document = |(index, it): (usize, &Redline)| {
        let mut document = Document {
            number: index + 1,
            id: it.id,
            kind: "amended",
            step: it.what.step().clone(),
            at: at(&it.stamp.moment),
            by: it.stamp.by.clone(),
            why: why(&it.what).map(str::to_owned),
            changes: Vec::new(),
            title: None,
            from: None,
            to: None,
            into: None,
            written: !open.contains(&it.id),
        };
        match it.what.clone() {
            Amendment::Amended { changes, .. } => document.changes = changes,
            Amendment::Inserted { title, place, .. } => {
                (document.kind, document.title, document.to) = ("inserted", Some(title), Some(place));
            }
            Amendment::Moved { from, to, .. } => {
                (document.kind, document.from, document.to) = ("moved", Some(from), Some(to));
            }
            Amendment::Dropped { into, .. } => (document.kind, document.into) = ("dropped", into),
        }
        document
    };
    session.redlines().iter().enumerate().map(document).collect()
}
