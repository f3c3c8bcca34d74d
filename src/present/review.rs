//! The review of a session on a page: figures and steps on the left, what was written and what is known on the right.

use super::cells;
use super::checklist::{self, StepRow};
use super::clock_card;
use super::format;
use super::guard;
use super::holding::cause;
use super::jotting::place;
use super::notes;
use super::objectives::figures;
use super::page::{Line, Section, Sight, Target, hanging, padded, pairs};
use super::people;
use super::probes;
use super::redlines;
use super::safe::Charset;
use super::script;
use super::sign::{arrow, dot};
use super::tone::{Tone, Toned};
use crate::analysis::metrics::Metrics;
use crate::analysis::pace::Measure;
use crate::drill::checklist::Correction;
use crate::drill::holds::Hold;
use crate::drill::note::Tag;
use crate::drill::session::{Session, Stage};
use crate::drill::time::Moment;

/// How many sections stand on the left where there are two columns.
pub const LEFT: usize = 3;

/// Puts a session that is over on a page; `widths` are those of the left and of the right column. Parts of which there
/// is nothing to tell are left out on the right. Notes have no words before somebody [looks](look) at them.
pub fn sections(
    session: &Session,
    now: &Moment,
    (width, right): (usize, usize),
    charset: Charset,
) -> Vec<Section> {
    let metrics = Metrics::of(session, now);
    let shown = figures(session, &metrics, now, charset).into_iter().map(|it| (it.name, it.value));
    let left = [
        Section::new("figures", pairs(shown.collect(), width)),
        Section::new("where the time went", clock_card::minutes(session, now, width)),
        Section::new("steps", steps(session, now, width, charset)),
    ];
    let told = [
        Section::new("actions", tagged(session, Tag::Action, right, charset)),
        Section::new("surprises", tagged(session, Tag::Surprise, right, charset)),
        Section::new("questions", tagged(session, Tag::Question, right, charset)),
        Section::new("decisions", tagged(session, Tag::Decision, right, charset)),
        Section::new("said to the outside", tagged(session, Tag::Outside, right, charset)),
        Section::new("notes", tagged(session, Tag::Plain, right, charset)),
        Section::new("what the probes saw", watched(session, now, right, charset)),
        Section::new("looked at from the user's side", verifications(session, right, charset)),
        Section::new(redlines::heading(session), redlines::lines(session, right, charset)),
        Section::new("holds", holds(session, right, charset)),
        Section::new("asked before destructive steps", guards(session, right, charset)),
        Section::new("people", people::everybody(session, charset)),
        Section::new("anchors", clock_card::anchors(session, right, charset)),
        Section::new("corrected times", corrections(session, right, charset)),
        Section::new("what happened to the clocks", clock_card::findings(session)),
        Section::new("the record", record(session, right, charset)),
    ];
    left.into_iter().chain(told.into_iter().filter(|section| !section.lines.is_empty())).collect()
}

/// Gives the notes that are in sight their words; `width` is that of the right column.
pub fn look(sections: &mut [Section], sight: &Sight, session: &Session, width: usize, charset: Charset) {
    let told = |note| session.notebook().find(note).map(|note| notes::lines(session, note, width, charset));
    sight.look(sections, |note| told(note).unwrap_or_default());
}

/// Lists the steps, phase by phase.
pub(super) fn steps(session: &Session, now: &Moment, width: usize, charset: Charset) -> Vec<Line> {
    let lines = checklist::lines(session, now, &Measure::default(), charset);
    let columns = Columns::of(&lines, width);
    let told = |line| match line {
        checklist::Line::Phase(title) => vec![Line::new(title, Tone::Muted)],
        checklist::Line::Step(row) => {
            let mut lines = step(&row, width, &columns, charset);
            let run = ran(session, &row, now, width, charset).into_iter();
            lines.extend(run.map(|line| line.to(Target::Step(row.id.clone()))));
            lines
        }
    };
    lines.into_iter().flat_map(told).collect()
}

/// The cells of what stands behind the titles: no more than it takes, a title needs them all.
struct Columns {
    automation: usize,
    took: usize,
}

impl Columns {
    fn of(lines: &[checklist::Line], width: usize) -> Self {
        let widest = |of: fn(&StepRow) -> &str| {
            let rows = lines.iter().filter_map(|line| match line {
                checklist::Line::Step(row) => Some(cells::width(of(row))),
                checklist::Line::Phase(_) => None,
            });
            rows.max().filter(|widest| *widest > 0).map_or(0, |widest| widest + 2)
        };
        Self {
            automation: if width >= 44 { widest(|row| &row.automation.text) } else { 0 },
            took: widest(|row| row.took.as_deref().unwrap_or_default()),
        }
    }
}

/// A step: sign, number and title with its marks, how far it was automated, what it took; why below it.
fn step(row: &StepRow, width: usize, columns: &Columns, charset: Charset) -> Vec<Line> {
    let Columns { automation, took } = *columns;
    let lead = format!("{} {:>3} ", row.sign.text(charset), row.number);
    let room = width.saturating_sub(cells::width(&lead) + automation + took);
    let (title, marks) = row.titled(room.saturating_sub(1));
    let used = cells::width(&title) + marks.iter().map(|mark| cells::width(&mark.text)).sum::<usize>();
    let length = row.took.as_deref().unwrap_or_default();
    let mut words = vec![Toned::new(lead, row.sign.tone()), Toned::new(title, row.title.tone)];
    words.extend(marks);
    words.extend([
        Toned::new(" ".repeat(room.saturating_sub(used)), row.title.tone),
        Toned::new(padded(&row.automation.text, automation), row.automation.tone),
        Toned::new(format!("{length:>width$}", width = took.saturating_sub(2)), Tone::Plain),
    ]);
    let why =
        row.reason.as_deref().map(|why| hanging(Toned::new("      ", Tone::Muted), why, Tone::Muted, width));
    let lines = [Line::of(words)].into_iter().chain(why.into_iter().flatten());
    lines.map(|line| line.to(Target::Step(row.id.clone()))).collect()
}

/// What was run for a step, in one line where it fits.
fn ran(session: &Session, row: &StepRow, now: &Moment, width: usize, charset: Charset) -> Vec<Line> {
    let told = script::of_step(session, &row.id, now, charset);
    let indent = || Toned::new("      ", Tone::Muted);
    let apart = || Toned::new(dot(charset), Tone::Muted);
    let wide = |words: &Vec<Toned>| words.iter().map(|it| cells::width(&it.text)).sum::<usize>();
    let all = 6 + told.iter().map(|words| wide(words) + cells::width(dot(charset))).sum::<usize>();
    if all > width + cells::width(dot(charset)) {
        return told.into_iter().map(|words| Line::of(words).behind(indent())).collect();
    }
    let joined = told.into_iter().reduce(|line, words| [line, vec![apart()], words].concat());
    joined.map(|words| Line::of(words).behind(indent())).into_iter().collect()
}

fn watched(session: &Session, now: &Moment, width: usize, charset: Charset) -> Vec<Line> {
    probes::lines(session, now, width, charset).into_iter().map(Line::of).collect()
}

fn guards(session: &Session, width: usize, charset: Charset) -> Vec<Line> {
    let told = session.guards().iter().flat_map(|(answer, stamp)| {
        let time = format::wall_clock(stamp.moment.wall, stamp.moment.utc_offset_s);
        let said = guard::answer(answer, charset).pop().unwrap_or_default();
        let step = place(session.procedure(), Some(&answer.step), charset);
        let by = cells::shown(stamp.by.as_str(), charset);
        let text = format!("{} {}  {by}  {step}", answer.guard.word(), said.text);
        let tone = if answer.passed { Tone::Plain } else { said.tone };
        hanging(Toned::new(format!("{time} "), Tone::Muted), &text, tone, width)
    });
    told.collect()
}

fn tagged(session: &Session, tag: Tag, width: usize, charset: Charset) -> Vec<Line> {
    let notes = session.notebook().iter().filter(|note| note.entry().tag == tag);
    notes.flat_map(|note| notes::lines(session, note, width, charset)).map(Line::bare).collect()
}

fn verifications(session: &Session, width: usize, charset: Charset) -> Vec<Line> {
    let looks = session.verifications().iter().flat_map(|look| {
        let at = &look.stamp.moment;
        let time = format::wall_clock(at.wall, at.utc_offset_s);
        let (word, tone) = if look.passed { ("back", Tone::Done) } else { ("not back", Tone::Failed) };
        let text = format!(
            "{word}: {}  {}",
            cells::shown(&look.how, charset),
            cells::shown(look.by.as_str(), charset)
        );
        hanging(Toned::new(format!("{time} "), Tone::Muted), &text, tone, width)
    });
    looks.collect()
}

fn holds(session: &Session, width: usize, charset: Charset) -> Vec<Line> {
    session.holds().iter().flat_map(|hold| hold_lines(session, hold, width, charset)).collect()
}

fn hold_lines(session: &Session, hold: &Hold, width: usize, charset: Charset) -> Vec<Line> {
    let from = &hold.from.moment;
    let end = hold.to.as_ref().or(session.ended()).unwrap_or(from);
    let length = format::step(session.timeline().between(from, end).span);
    let step = place(session.procedure(), Some(&hold.step), charset);
    let words =
        if hold.text.is_empty() { String::new() } else { format!(": {}", cells::shown(&hold.text, charset)) };
    let text = format!("{length} {}{words}  {step}", cause(session, &hold.cause, charset));
    let time = format::wall_clock(from.wall, from.utc_offset_s);
    hanging(Toned::new(format!("{time} "), Tone::Muted), &text, Tone::Held, width)
}

fn corrections(session: &Session, width: usize, charset: Charset) -> Vec<Line> {
    let told = session.checklist().corrections.iter().flat_map(|it| correction(session, it, width, charset));
    told.collect()
}

fn correction(session: &Session, it: &Correction, width: usize, charset: Charset) -> Vec<Line> {
    let clock = |moment: &Moment| format::wall_clock(moment.wall, moment.utc_offset_s);
    let times = |(from, to): &(Moment, Option<Moment>)| match to {
        Some(to) => format!("{} to {}", clock(from), clock(to)),
        None => format!("since {}", clock(from)),
    };
    let step = place(session.procedure(), Some(&it.step), charset);
    let why = if it.why.is_empty() { String::new() } else { format!(": {}", cells::shown(&it.why, charset)) };
    let by = cells::shown(it.by.by.as_str(), charset);
    let text = format!("{step}, {}{}{}{why}  {by}", times(&it.before), arrow(charset), times(&it.after));
    hanging(Toned::new(format!("{} ", clock(&it.by.moment)), Tone::Muted), &text, Tone::Plain, width)
}

/// What an auditor asks first: which session, how many events, what was erased, and how it ended.
fn record(session: &Session, width: usize, charset: Charset) -> Vec<Line> {
    let id = session.log().last().map(|event| event.session.as_str()).unwrap_or_default();
    let time = |moment: &Moment| format::date_time(moment.wall, moment.utc_offset_s);
    let erased = session.verdicts().erased();
    let erased = if erased == 0 { String::new() } else { format!("{}{erased} redacted", dot(charset)) };
    let plain = |text: String| Toned::new(text, Tone::Plain);
    let ended = session.ended().map(|it| ("ended".to_owned(), plain(time(it))));
    let next =
        session.next_owner().map(|it| ("next owner".to_owned(), plain(cells::shown(it.as_str(), charset))));
    let out = session.excluded().map(|(why, stamp)| {
        let by = cells::shown(stamp.by.as_str(), charset);
        ("left out".to_owned(), Toned::new(format!("by {by}: {}", cells::shown(why, charset)), Tone::Warned))
    });
    let stage = match session.stage() {
        Stage::Sealed => "sealed: the debrief is over",
        Stage::Finished => "finished: the debrief is not sealed yet",
        Stage::Aborted => "aborted",
        Stage::Briefing | Stage::Running => "open",
    };
    let version = session.opening().map(|it| {
        let version: String = it.document.as_str().chars().take(12).collect();
        (
            "procedure".to_owned(),
            plain(format!("{} version {version}", cells::shown(it.procedure.as_str(), charset))),
        )
    });
    let rows = [
        Some(("session".to_owned(), plain(cells::shown(id, charset)))),
        version,
        session.started().map(|it| ("began".to_owned(), plain(time(it)))),
        ended,
        Some(("state".to_owned(), plain(stage.to_owned()))),
        out,
        next,
        Some(("log".to_owned(), plain(format!("{} events{erased}", session.log().len())))),
        Some(("check".to_owned(), plain(format!("firedrill verify {}", cells::shown(id, charset))))),
    ];
    pairs(rows.into_iter().flatten().collect(), width)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::whole_drill;
    use crate::drill::command::Command;

    #[test]
    fn a_session_that_is_left_out_says_who_did_that_and_why() {
        let told = |drill: &crate::analysis::rehearsal::Rehearsal| {
            let lines = record(&drill.session, 60, Charset::Unicode);
            let words: Vec<String> = lines.into_iter().flat_map(|it| it.words).map(|it| it.text).collect();
            words.concat()
        };
        let drill = whole_drill();
        assert!(!told(&drill).contains("left out"));
        let out = drill.does(Command::Exclude { why: "the network was down".into() });
        assert!(told(&out).contains("by Mara: the network was down"), "{}", told(&out));
    }
}
