//! The record: what an auditor asks before anything else, and everything that was told late, put right or erased.

use super::block::{Block, Entry};
use super::subject::Subject;
use crate::analysis::scope::Known;
use crate::drill::checklist::Correction;
use crate::drill::event::Event;
use crate::drill::fact::Fact;
use crate::drill::procedure::Anchor;
use crate::drill::session::{Finding, Stage};
use crate::drill::time::Moment;
use crate::present::environment::environment;
use crate::present::finding::finding;
use crate::present::format;
use crate::present::show::Chain;
use crate::present::sign::arrow;
use crate::present::telling::telling;
use crate::present::tone::{Tone, Toned};

/// How much of a list stands on the first page; all of it stands in its own section.
const FIRST: usize = 3;

/// Tells on the first page how well the record is kept.
pub(super) fn first_page(subject: &Subject<'_>) -> Block {
    let session = subject.session;
    let id = session.log().last().map(|event| event.session.as_str()).unwrap_or_default();
    let plain = |text: String| vec![Toned::new(text, Tone::Plain)];
    let mut pairs = vec![("session".to_owned(), plain(subject.safe(id)))];
    if let Some(it) = session.opening() {
        let version = format!(
            "{}, version {}",
            subject.safe(it.procedure.as_str()),
            subject.safe(it.document.as_str())
        );
        pairs.push(("procedure".to_owned(), plain(version)));
        let place = environment(&it.environment, it.protected, subject.charset).text;
        let protected = if it.protected { ", protected" } else { "" };
        pairs.push(("environment".to_owned(), plain(format!("{place}{protected}"))));
        let sample =
            if it.sample { ("yes: made up to show the tool", Tone::Warned) } else { ("no", Tone::Plain) };
        pairs.push(("sample".to_owned(), vec![Toned::new(sample.0, sample.1)]));
    }
    pairs.push(("state".to_owned(), plain(state(subject.session.stage()).to_owned())));
    pairs.push(("outage".to_owned(), vec![outage(subject)]));
    pairs.push(("left out".to_owned(), vec![left_out(subject)]));
    pairs.extend(log(subject));
    let listed = [
        ("told late", lines(late(subject).map(|it| telling(session, it, subject.charset)))),
        ("times corrected", lines(session.checklist().corrections.iter().map(|it| correction(subject, it)))),
        ("taken back", lines(taken_back(subject).map(|it| telling(session, it, subject.charset)))),
        ("redacted", lines(redactions(subject).map(|it| telling(session, it, subject.charset)))),
        ("clocks", lines(session.findings().iter().map(|it| clock(subject, it)))),
    ];
    pairs.extend(listed.map(|(name, lines)| (name.to_owned(), lines)));
    pairs.push(("check again".to_owned(), plain(format!("firedrill verify {}", subject.safe(id)))));
    Block::Pairs(pairs)
}

/// `none`, or how many and the first of them.
fn lines(all: impl ExactSizeIterator<Item = String>) -> Vec<Toned> {
    let count = all.len();
    if count == 0 {
        return vec![Toned::new("none", Tone::Plain)];
    }
    let more =
        (count > FIRST).then(|| Toned::new(format!("… and {} more, below", count - FIRST), Tone::Muted));
    let shown = all.take(FIRST).map(|line| Toned::new(line, Tone::Plain));
    [Toned::new(count.to_string(), Tone::Warned)].into_iter().chain(shown).chain(more).collect()
}

const fn state(stage: Stage) -> &'static str {
    match stage {
        Stage::Sealed => "sealed: the debrief is over",
        Stage::Finished => "finished: the debrief is not sealed yet",
        Stage::Aborted => "aborted",
        Stage::Briefing | Stage::Running => "open",
    }
}

fn outage(subject: &Subject<'_>) -> Toned {
    let known = Known::of(subject.session.anchor(Anchor::Outage).as_ref());
    let tone = if known == Known::Real { Tone::Plain } else { Tone::Warned };
    let told = match known {
        Known::Real => "real: somebody said when it began",
        Known::Simulated => "simulated",
        Known::Assumed => "assumed: nobody said when it began",
        Known::Missing => "has no time yet",
    };
    Toned::new(told, tone)
}

fn left_out(subject: &Subject<'_>) -> Toned {
    match subject.session.excluded() {
        None => Toned::new("no", Tone::Plain),
        Some((why, stamp)) => {
            let (by, why) = (subject.safe(stamp.by.as_str()), subject.safe(why));
            Toned::new(format!("yes, by {by} {}: {why}", subject.time(&stamp.moment)), Tone::Warned)
        }
    }
}

/// The number of events, the state of the chain, and its heads.
fn log(subject: &Subject<'_>) -> Vec<(String, Vec<Toned>)> {
    let chain = match subject.kept.chain {
        Some(Chain::Ok) => Toned::new("ok: every digest and hash was computed again", Tone::Done),
        Some(Chain::Broken) => {
            Toned::new("BROKEN: something was changed behind the log's back", Tone::Failed)
        }
        None => Toned::new("not checked", Tone::Warned),
    };
    let heads = subject.kept.heads.iter().map(|it| {
        let (writer, hash) = (subject.safe(it.writer.as_str()), subject.safe(it.hash.as_str()));
        Toned::new(format!("writer {writer}, event {}: {hash}", it.seq), Tone::Plain)
    });
    let heads: Vec<Toned> = heads.collect();
    let events = subject.session.log().len().to_string();
    let mut pairs = vec![
        ("events".to_owned(), vec![Toned::new(events, Tone::Plain)]),
        ("hash chain".to_owned(), vec![chain]),
    ];
    if !heads.is_empty() {
        pairs.push(("heads".to_owned(), heads));
    }
    pairs
}

/// Returns the events that were told late; corrections of times are told apart.
pub(super) fn late<'a>(subject: &Subject<'a>) -> std::vec::IntoIter<&'a Event> {
    let session = subject.session;
    let late = |event: &&Event| {
        let late = session.verdicts().effective(event).map_or(event.late, |it| it.late);
        late && !matches!(session.verdicts().fact(event), Fact::TimesCorrected { .. })
    };
    session.log().iter().filter(late).collect::<Vec<_>>().into_iter()
}

fn taken_back<'a>(subject: &Subject<'a>) -> std::vec::IntoIter<&'a Event> {
    let session = subject.session;
    session.log().iter().filter(|it| session.verdicts().is_undone(it.id)).collect::<Vec<_>>().into_iter()
}

fn redactions<'a>(subject: &Subject<'a>) -> std::vec::IntoIter<&'a Event> {
    let redaction = |event: &&Event| matches!(event.fact, Fact::EventRedacted { .. });
    subject.session.log().iter().filter(redaction).collect::<Vec<_>>().into_iter()
}

fn clock(subject: &Subject<'_>, it: &Finding) -> String {
    format!("{} {}", subject.time(&it.at), finding(it.what))
}

/// Tells a correction: which step, its times before and after, why, by whom and when.
fn correction(subject: &Subject<'_>, it: &Correction) -> String {
    let times = |(from, to): &(Moment, Option<Moment>)| match to {
        Some(to) => format!("{} to {}", subject.time(from), subject.time(to)),
        None => format!("since {}", subject.time(from)),
    };
    let step = subject.session.checklist().position(&it.step).map(|at| subject.step(at)).unwrap_or_default();
    let attempt = if it.attempt > 1 { format!(", attempt {}", it.attempt) } else { String::new() };
    let why = if it.why.is_empty() { String::new() } else { format!(": {}", subject.safe(&it.why)) };
    let arrow = arrow(subject.charset);
    format!("{step}{attempt}: {}{arrow}{}{why}", times(&it.before), times(&it.after))
}

/// Lists everything that was told late, put right, taken back, erased, or that happened to the clocks: each list as
/// long as it is, under its title.
pub(super) fn lists(subject: &Subject<'_>) -> Vec<(&'static str, &'static str, Vec<Entry>)> {
    let verdicts = subject.session.verdicts();
    let told = |event: &Event| {
        let marks =
            [(verdicts.is_undone(event.id), "taken back"), (verdicts.is_erased(event.id), "redacted")];
        let marks = marks.into_iter().filter(|(holds, _)| *holds).map(|(_, mark)| mark.to_owned());
        let id = format!("event {}", event.id);
        Entry {
            text: Toned::new(telling(subject.session, event, subject.charset), Tone::Plain),
            about: marks.chain([id]).collect(),
            ..Entry::default()
        }
    };
    let corrected = |it: &Correction| Entry {
        time: subject.time(&it.by.moment),
        text: Toned::new(correction(subject, it), Tone::Plain),
        about: vec![subject.safe(it.by.by.as_str())],
        ..Entry::default()
    };
    let noticed = |it: &Finding| Entry {
        time: format::date_time(it.at.wall, it.at.utc_offset_s),
        text: Toned::new(finding(it.what), Tone::Warned),
        ..Entry::default()
    };
    let lists = [
        ("late", "Told late", late(subject).map(told).collect()),
        (
            "corrected",
            "Times corrected",
            subject.session.checklist().corrections.iter().map(corrected).collect(),
        ),
        ("taken-back", "Taken back", taken_back(subject).map(told).collect()),
        ("redacted", "Redacted", redactions(subject).map(told).collect()),
        ("clocks", "What happened to the clocks", subject.session.findings().iter().map(noticed).collect()),
    ];
    lists.into_iter().filter(|(_, _, entries): &(_, _, Vec<Entry>)| !entries.is_empty()).collect()
}
