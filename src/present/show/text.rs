//! The text of `show`: a session on one page.

use crate::analysis::metrics::Metrics;
use crate::analysis::pace::Measure;
use crate::drill::procedure::Anchor;
use crate::drill::session::{Finding, Session};
use crate::drill::time::Moment;
use crate::present::cells;
use crate::present::checklist;
use crate::present::deeds::number;
use crate::present::environment::environment;
use crate::present::finding::finding;
use crate::present::format;
use crate::present::guard;
use crate::present::headline::headline;
use crate::present::notes;
use crate::present::objectives::figures;
use crate::present::people::people;
use crate::present::probes;
use crate::present::safe::Charset;
use crate::present::script;
use crate::present::sign::dot;
use crate::present::table::{Side, aligned};
use crate::present::tone::Toned;

/// Tells a whole session: who and where, the answer, the figures, the steps, what was run and seen, what was written, and what happened to
/// the clocks. Parts of which there is nothing to tell are left out.
pub fn text(session: &Session, now: &Moment, charset: Charset) -> String {
    let parts = [
        header(session, charset),
        vec![headline(session, now, charset).text],
        objectives(session, now, charset),
        anchors(session, charset),
        steps(session, now, charset),
        scripts(session, now, charset),
        guards(session, charset),
        watched(session, now, charset),
        written(session, charset),
        findings(session),
    ];
    let told = parts.into_iter().filter(|part| !part.is_empty()).map(|part| part.join("\n"));
    told.collect::<Vec<_>>().join("\n\n") + "\n"
}

fn header(session: &Session, charset: Charset) -> Vec<String> {
    let title = cells::shown(&session.procedure().title, charset);
    let Some(opening) = session.opening() else { return vec![title] };
    let place = environment(&opening.environment, opening.protected, charset).text;
    let id = session.log().last().map(|event| event.session.as_str()).unwrap_or_default();
    let sort = [opening.simulated.then_some("simulated outage"), opening.sample.then_some("sample")];
    let time = |moment: &Moment| format::date_time(moment.wall, moment.utc_offset_s);
    let life = [format!("session {}", cells::shown(id, charset)), session.stage().word().to_owned()]
        .into_iter()
        .chain(session.started().map(|it| format!("began {}", time(it))))
        .chain(session.ended().map(|it| format!("ended {}", time(it))))
        .chain(sort.into_iter().flatten().map(str::to_owned))
        .chain(session.excluded().map(|(why, _)| format!("left out: {}", cells::shown(why, charset))));
    vec![format!("{place}  {title}"), life.collect::<Vec<_>>().join(dot(charset)), people(session, charset)]
}

fn objectives(session: &Session, now: &Moment, charset: Charset) -> Vec<String> {
    let metrics = Metrics::of(session, now);
    let rows = figures(session, &metrics, now, charset).into_iter().map(|it| vec![it.name, it.value.text]);
    aligned(&rows.collect::<Vec<_>>(), &[])
}

fn anchors(session: &Session, charset: Charset) -> Vec<String> {
    let row = |anchor: Anchor| {
        let mark = session.anchor(anchor)?;
        let by = mark.by.map(|by| format!(" by {}", cells::shown(by.as_str(), charset)));
        let played = if mark.simulated { ", simulated" } else { "" };
        let how = format!("{}{}{played}", mark.source.word(), by.unwrap_or_default());
        let time = format::date_time(mark.moment.wall, mark.moment.utc_offset_s);
        Some(vec![anchor.word().to_owned(), time, how])
    };
    aligned(&Anchor::ALL.into_iter().filter_map(row).collect::<Vec<_>>(), &[])
}

fn steps(session: &Session, now: &Moment, charset: Charset) -> Vec<String> {
    checklist::text(&checklist::lines(session, now, &Measure::default(), charset), charset)
}

/// As wide as a command, a question or an answer gets.
const WIDEST: usize = 60;

/// What was run, in the order in which it was asked for: the number of the step, the command, and how it ended.
fn scripts(session: &Session, now: &Moment, charset: Charset) -> Vec<String> {
    let rows = session.scripts().iter().map(|it| {
        let command = cells::fit(&script::named(it, charset), WIDEST);
        vec![number(session, &it.asked.step), command, script::state(session, it, now, charset).text]
    });
    aligned(&rows.collect::<Vec<_>>(), &[Side::Right])
}

fn guards(session: &Session, charset: Charset) -> Vec<String> {
    let rows = session.guards().iter().map(|(answer, stamp)| {
        let told = guard::answer(answer, charset).into_iter().map(|it| cells::fit(&it.text, WIDEST));
        let mut row = vec![number(session, &answer.step), answer.guard.word().to_owned()];
        row.extend(told.chain([cells::shown(stamp.by.as_str(), charset)]));
        row
    });
    aligned(&rows.collect::<Vec<_>>(), &[Side::Right])
}

fn watched(session: &Session, now: &Moment, charset: Charset) -> Vec<String> {
    let line = |words: Vec<Toned>| words.into_iter().map(|it| it.text).collect();
    probes::lines(session, now, 80, charset).into_iter().map(line).collect()
}

fn written(session: &Session, charset: Charset) -> Vec<String> {
    let rows = session.notebook().iter().map(|note| notes::row(session, note, charset));
    let line = |row: notes::NoteRow| {
        let step = row.step.map(|number| format!("{}on {number}", dot(charset))).unwrap_or_default();
        let marks = if row.marks.is_empty() { String::new() } else { format!(" ({})", row.marks.join(", ")) };
        format!("{} {} {}{step}{}{}{marks}", row.time, row.sign, row.text, dot(charset), row.author)
    };
    rows.map(line).collect()
}

fn findings(session: &Session) -> Vec<String> {
    let line =
        |it: &Finding| format!("{} {}", format::date_time(it.at.wall, it.at.utc_offset_s), finding(it.what));
    session.findings().iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure, scripted_drill, whole_drill};
    use crate::drill::command::Command;

    #[test]
    fn a_whole_drill_on_one_page() {
        let drill = whole_drill();
        insta::assert_snapshot!("page", text(&drill.session, &drill.now, Charset::Unicode));
    }

    #[test]
    fn a_drill_that_scripts_held_says_what_was_run_asked_and_seen() {
        let drill = scripted_drill();
        insta::assert_snapshot!("scripted_page", text(&drill.session, &drill.now, Charset::Unicode));
        assert!(text(&drill.session, &drill.now, Charset::Ascii).is_ascii());
    }

    #[test]
    fn a_drill_that_is_left_out_says_why() {
        let drill = whole_drill().does(Command::Exclude { why: "the network was down".into() });
        let page = text(&drill.session, &drill.now, Charset::Unicode);
        assert!(
            page.lines().nth(1).is_some_and(|it| it.ends_with(" · left out: the network was down")),
            "{page}"
        );
    }

    #[test]
    fn a_running_drill_in_ascii() {
        let drill = Rehearsal::new(procedure()).declare().start("b").at(75);
        let page = text(&drill.session, &drill.now, Charset::Ascii);
        assert!(page.is_ascii(), "{page}");
        insta::assert_snapshot!("ascii_page", page);
    }
}
