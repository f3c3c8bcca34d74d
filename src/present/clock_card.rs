//! The clock explained: what it runs between, how each anchor is known, and what its minutes went into.

use super::cells;
use super::finding::finding;
use super::forecast;
use super::format;
use super::pace;
use super::page::{Line, Section, hanging, padded, pairs, paragraph};
use super::safe::Charset;
use super::sign::arrow;
use super::tone::{Tone, Toned};
use crate::analysis::forecast::Forecast;
use crate::analysis::minutes::attribute;
use crate::analysis::pace::Measure;
use crate::drill::anchors::{Mark, Source};
use crate::drill::procedure::Anchor;
use crate::drill::session::Session;
use crate::drill::time::Moment;

/// Explains the clock of a session in sections whose lines have at most `width` cells.
pub fn sections(
    session: &Session,
    measure: &Measure,
    ahead: Option<&Forecast>,
    now: &Moment,
    (width, charset): (usize, Charset),
) -> Vec<Section> {
    let ahead = ahead.filter(|_| session.clock(now).running);
    let expected = ahead.map(|it| forecast::explained(session, it, now, charset));
    let against = measure
        .baseline
        .as_ref()
        .map(|_| format!("The drill is {}.", pace::basis(session, measure, charset)));
    let told = [expected, against].into_iter().flatten();
    let ahead = told.flat_map(|it| paragraph(&it, width, Tone::Plain)).collect();
    let sections = [
        Section::new("the recovery clock", clock(session, now, width, charset)),
        Section::new("where it leads", ahead),
        Section::new("anchors", anchors(session, width, charset)),
        Section::new("where the time went", minutes(session, now, width)),
        Section::new("what happened to the clocks", findings(session)),
    ];
    sections.into_iter().filter(|section| !section.lines.is_empty()).collect()
}

fn clock(session: &Session, now: &Moment, width: usize, charset: Charset) -> Vec<Line> {
    let face = session.clock(now);
    let (from, to) = session.procedure().clock;
    let state = match (&face.from, &face.to, face.running) {
        (None, ..) => "has not started",
        (_, Some(_), _) => "has stopped",
        (_, None, true) => "runs",
        (_, None, false) => "stopped when the drill ended",
    };
    let (time, way) = (format::clock(face.elapsed.span), arrow(charset));
    let told = Toned::new(format!("{time}  {}{way}{}, {state}", from.word(), to.word()), Tone::Strong);
    let mut lines = vec![Line::of(vec![told])];
    let holds = "It never stops for a hold: an outage goes on while a team waits.";
    lines.extend(paragraph(holds, width, Tone::Muted));
    if face.elapsed.estimated {
        let estimated =
            "Estimated: the machine was booted again on the way, so only wall clocks could be compared.";
        lines.extend(paragraph(estimated, width, Tone::Warned));
    }
    let assumed = [&face.from, &face.to].into_iter().flatten().any(|mark| mark.source == Source::Assumed);
    if assumed {
        let assumed =
            "Assumed: nobody said when, so it is read off the steps. Setting the anchor makes it sure.";
        lines.extend(paragraph(assumed, width, Tone::Warned));
    }
    lines
}

/// Tells every anchor: when it was, and how that is known.
pub fn anchors(session: &Session, width: usize, charset: Charset) -> Vec<Line> {
    let lines = |anchor: Anchor| {
        let lead = Toned::new(padded(anchor.word(), 12), Tone::Muted);
        let told = self::anchor(session, anchor, charset);
        hanging(lead, &told.text, told.tone, width)
    };
    Anchor::ALL.into_iter().flat_map(lines).collect()
}

/// Tells one anchor: `2026-05-28 13:54:55 +02:00  real, by hand: Mara`; what makes it doubtful is in its tone too.
pub fn anchor(session: &Session, anchor: Anchor, charset: Charset) -> Toned {
    let Some(mark) = session.anchor(anchor) else { return Toned::new("not set", Tone::Muted) };
    let time = format::date_time(mark.moment.wall, mark.moment.utc_offset_s);
    let source = match mark.source {
        Source::Hand => "by hand".to_owned(),
        Source::Step => format!("by step {}", cells::label(&mark.why, 40, charset)),
        Source::Probe => format!("by probe {}", cells::label(&mark.why, 40, charset)),
        Source::Assumed => "assumed".to_owned(),
    };
    let said = |mark: &Mark| mark.source == Source::Hand;
    let by = mark
        .by
        .as_ref()
        .filter(|_| said(&mark))
        .map(|by| format!(": {}", cells::label(by.as_str(), 40, charset)));
    let why = Some(&mark.why).filter(|why| said(&mark) && !why.is_empty());
    let why = why.map(|why| format!(", {}", cells::shown(why, charset)));
    let kind = if mark.simulated { "simulated" } else { "real" };
    let late = if mark.late { ", late" } else { "" };
    let told = [by, why].into_iter().flatten().collect::<String>();
    let doubtful = mark.simulated || mark.late || mark.source == Source::Assumed;
    let tone = if doubtful { Tone::Warned } else { Tone::Plain };
    Toned::new(format!("{time}  {kind}, {source}{late}{told}"), tone)
}

/// Tells what the minutes went into; all of them are there.
pub fn minutes(session: &Session, now: &Moment, width: usize) -> Vec<Line> {
    let spent = attribute(session, now);
    let kinds = [
        ("hands", spent.session.hands),
        ("machine", spent.session.machine),
        ("deciding", spent.session.deciding),
        ("waiting", spent.session.waiting),
        ("between", spent.between),
    ];
    let row = |(name, span): (&str, _)| {
        (name.to_owned(), Toned::new(format!("{:>8}", format::step(span)), Tone::Plain))
    };
    let sum = ("together".to_owned(), Toned::new(format!("{:>8}", format::step(spent.total)), Tone::Strong));
    let spent = kinds.into_iter().filter(|(_, span)| span.millis() > 0).map(row);
    pairs(spent.chain([sum]).collect(), width)
}

/// Tells what happened to the clocks.
pub fn findings(session: &Session) -> Vec<Line> {
    let line = |it: &crate::drill::session::Finding| {
        let at = format::date_time(it.at.wall, it.at.utc_offset_s);
        Line::of(vec![Toned::new(format!("{at}  "), Tone::Muted), Toned::new(finding(it.what), Tone::Warned)])
    };
    session.findings().iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure, whole_drill};

    fn page(drill: &Rehearsal, charset: Charset) -> String {
        let sections = sections(&drill.session, &Measure::default(), None, &drill.now, (70, charset));
        let text = |line: &Line| line.words.iter().map(|it| it.text.as_str()).collect::<String>();
        let section = |it: &Section| {
            let lines: Vec<_> = it.lines.iter().map(|line| format!("  {}", text(line))).collect();
            format!("{}\n{}", it.title, lines.join("\n"))
        };
        sections.iter().map(section).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_whole_drill_is_explained() {
        insta::assert_snapshot!("whole_drill", page(&whole_drill(), Charset::Unicode));
    }

    #[test]
    fn a_reboot_makes_it_an_estimate_and_says_so() {
        let page =
            page(&Rehearsal::new(procedure()).declare().at(9).reboot().at(60).start("a"), Charset::Ascii);
        assert!(page.contains("0:01:00  declared -> verified, runs"), "{page}");
        assert!(page.contains("Estimated:") && page.contains("booted again"), "{page}");
        assert!(page.is_ascii());
    }
}
