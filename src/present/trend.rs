//! How the restore time of a procedure went from drill to drill, in rows: a bar for each session against the line of
//! the objective, one environment after the other.

use super::ascii;
use super::cells;
use super::environment::environment;
use super::format;
use super::page::{Line, padded};
use super::safe::Charset;
use super::sign::{arrow, star, unlike};
use super::tone::{Tone, Toned};
use crate::analysis::summary::Summary;
use crate::analysis::trend::{Point, Series, trend};
use crate::drill::ids::ProcedureId;
use crate::drill::time::Span;

/// The widest bar: a longer one says no more.
const WIDEST: usize = 60;

/// What stands beside the bars, in cells: day, owner, time, marks, automation.
const DAY: usize = 8;
const OWNER: usize = 12;
const TIME: usize = 9;
const MARK: usize = 3;
const SHARE: usize = 6;

/// As much as a list shows of the sessions of one procedure.
const LISTED: usize = 30;

/// Writes the trends of all procedures in a list below each other, each under its name; nothing where no procedure was
/// held twice to its end.
pub fn text(summaries: &[Summary], charset: Charset) -> Vec<String> {
    let mut procedures: Vec<&ProcedureId> = Vec::new();
    for it in summaries.iter().filter(|it| it.total().is_some()) {
        if !procedures.contains(&&it.procedure) {
            procedures.push(&it.procedure);
        }
    }
    let line =
        |line: Line| line.words.iter().map(|it| it.text.as_str()).collect::<String>().trim_end().to_owned();
    let held_twice = |id: &ProcedureId| {
        summaries.iter().filter(|it| it.procedure == *id && it.total().is_some()).nth(1).is_some()
    };
    let told = procedures.into_iter().filter(|id| held_twice(id)).flat_map(|id| {
        let heading = format!("restore time of {}", cells::shown(id.as_str(), charset));
        let rows = rows(summaries, id, (100, LISTED), charset).into_iter().map(line);
        [String::new(), heading].into_iter().chain(rows).collect::<Vec<_>>()
    });
    told.collect()
}

/// Lays the sessions of a procedure out in at most so many rows, the newest of each environment; none where no session
/// came to its end. Where there is no room for bars, each environment has one row: from where to where it came.
pub fn rows(
    summaries: &[Summary],
    procedure: &ProcedureId,
    (width, most): (usize, usize),
    charset: Charset,
) -> Vec<Line> {
    let series = trend(summaries.iter().filter(|it| it.procedure == *procedure));
    let points = |most: usize| series.iter().map(|it| it.points.len().min(most) + 1).sum::<usize>();
    let fitting = (1..=50).rev().find(|each| points(*each) <= most && width >= 60);
    let scale =
        series.iter().flat_map(|it| &it.points).flat_map(|it| [Some(it.total), it.rto]).flatten().max();
    match (fitting.filter(|each| *each > 1 || points(1) == points(50)), scale) {
        (_, None) => Vec::new(),
        (Some(each), Some(scale)) => {
            let mut lines: Vec<Line> =
                series.iter().flat_map(|it| long(it, each, width, scale, charset)).collect();
            lines.first_mut().into_iter().for_each(|heading| name_the_shares(heading, width));
            lines
        }
        (None, Some(_)) => series.iter().take(most).map(|it| short(it, width, charset)).collect(),
    }
}

/// One environment with a row for each session.
fn long(series: &Series, most: usize, width: usize, scale: Span, charset: Charset) -> Vec<Line> {
    let place = place(series, charset);
    let newest = &series.points[series.points.len().saturating_sub(most)..];
    let rto = newest.last().and_then(|it| it.rto).map(|it| format!("RTO {}", format::length(it)));
    let left_out = series.points.len() - newest.len();
    let earlier = if left_out > 0 { format!("  {left_out} earlier") } else { String::new() };
    let heading =
        Line::of(vec![place, Toned::new(format!("  {}{earlier}", rto.unwrap_or_default()), Tone::Muted)]);
    let bars = bars(width);
    let row = |it: &Point| {
        let tone = tone(it);
        let mark = match (it.best, it.like) {
            (true, _) => star(charset),
            (false, true) => "",
            (false, false) => unlike(charset),
        };
        let mark_tone = if it.best { Tone::Best } else { Tone::Warned };
        Line::of(vec![
            Toned::new(padded(&format::day(it.started, it.utc_offset_s), DAY), Tone::Muted),
            Toned::new(padded(&cells::shown(it.owner.as_str(), charset), OWNER), Tone::Plain),
            Toned::new(format!("{:>TIME$}", time(it)), tone),
            Toned::new(padded(mark, MARK), mark_tone),
            Toned::new(bar(it, bars, scale, charset), tone),
            Toned::new(format!("{:>SHARE$}", share(it)), Tone::Automated),
        ])
    };
    [heading].into_iter().chain(newest.iter().map(row)).collect()
}

/// Says above the column of shares what they are.
fn name_the_shares(heading: &mut Line, width: usize) {
    const NAME: &str = "automated";
    let end = DAY + OWNER + TIME + MARK + bars(width) + SHARE;
    let taken: usize = heading.words.iter().map(|it| cells::width(&it.text)).sum();
    if let Some(gap) = end.checked_sub(taken + NAME.len()) {
        heading.words.push(Toned::new(" ".repeat(gap) + NAME, Tone::Muted));
    }
}

/// Returns how long the bars may be.
fn bars(width: usize) -> usize {
    width.saturating_sub(DAY + OWNER + TIME + MARK + SHARE).min(WIDEST)
}

/// One environment in a row: `test  2:07:41 → 1:31:02  best 1:31:02  automated 10% → 55%`.
fn short(series: &Series, width: usize, charset: Charset) -> Line {
    let like: Vec<&Point> = series.points.iter().filter(|it| it.like).collect();
    let (Some(first), Some(last)) = (like.first(), like.last()) else {
        return Line::of(vec![place(series, charset), Toned::new("  unlike the others", Tone::Muted)]);
    };
    let way =
        |from: String, to: String| if like.len() > 1 { format!("{from}{}{to}", arrow(charset)) } else { to };
    let best = like.iter().find(|it| it.best).map(|it| format!("  best {}", time(it)));
    let times = way(time(first), time(last));
    let shares = way(share(first), share(last));
    let rest = format!("{}  automated {shares}", best.unwrap_or_default());
    let place = place(series, charset);
    let room = width.saturating_sub(cells::width(&place.text) + cells::width(&times) + 2);
    Line::of(vec![
        place,
        Toned::new(format!("  {times}"), tone(last)),
        Toned::new(cells::fit(&rest, room), Tone::Muted),
    ])
}

fn place(series: &Series, charset: Charset) -> Toned {
    environment(&series.environment, series.protected, charset)
}

/// Writes a recovery time; `~` before what is estimated, as in the lists.
fn time(it: &Point) -> String {
    format!("{}{}", if it.estimated { "~" } else { "" }, format::clock(it.total))
}

fn tone(it: &Point) -> Tone {
    match (it.like, it.met) {
        (false, _) => Tone::Muted,
        (true, Some(true)) => Tone::Ahead,
        (true, Some(false)) => Tone::Behind,
        (true, None) => Tone::Plain,
    }
}

fn share(it: &Point) -> String {
    it.automation.map_or_else(String::new, |share| format!("{:.0}%", (share * 100.0).floor()))
}

/// Draws a time as a bar, and where its objective lies: `━━━━━━━┊`, `━━━┿━━━` where it was missed.
fn bar(it: &Point, cells: usize, scale: Span, charset: Charset) -> String {
    let at = |span: Span| {
        let cell = i128::from(span.micros().max(0)) * cells as i128 / i128::from(scale.micros().max(1));
        usize::try_from(cell).unwrap_or(0).min(cells)
    };
    let (filled, rto) = (at(it.total).max(1), it.rto.map(|it| at(it).min(cells.saturating_sub(1))));
    let sign = |cell: usize| match (cell < filled, rto == Some(cell), it.like) {
        (true, true, _) => '┿',
        (false, true, _) => '┊',
        (true, false, true) => '━',
        (true, false, false) => '╌',
        (false, false, _) => ' ',
    };
    let drawn: String = (0..cells).map(sign).collect();
    ascii::signs(&drawn, charset).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};
    use crate::drill::automation::{Achieved, Level};
    use crate::drill::command::Command;

    fn held(days: i64, environment: &str, seconds: i64, scripted: bool) -> Summary {
        let drill = Rehearsal::in_environment(procedure(), environment, |_| {}).declare().start("a");
        let drill = drill.at(seconds).done("a").skip("b").skip("c");
        let level =
            Command::SetLevel { step: "a".into(), level: Achieved::Level(Level::Scripted), why: "x".into() };
        let drill = if scripted { drill.does(level) } else { drill };
        let drill = drill.verify().finish();
        let mut summary = Summary::of(&drill.session, &drill.now).unwrap();
        summary.started_us = summary.started_us - Span::from_secs(days * 86_400);
        summary
    }

    fn four() -> Vec<Summary> {
        let mut unlike = held(5, "test", 2_000, false);
        if let Some(scope) = &mut unlike.scope {
            scope.components.insert("database".into(), 3);
        }
        vec![
            held(1, "production", 1_200, true),
            held(3, "test", 1_800, true),
            unlike,
            held(9, "test", 4_000, false),
        ]
    }

    fn drawn(size: (usize, usize), charset: Charset) -> Vec<String> {
        let lines = rows(&four(), &"data-gather".into(), size, charset);
        let text = |line: &Line| line.words.iter().map(|it| it.text.as_str()).collect::<String>();
        lines.iter().map(|line| text(line).trim_end().to_owned()).collect()
    }

    #[test]
    fn a_bar_for_each_session_with_the_line_of_its_objective() {
        insta::assert_snapshot!("trend", drawn((80, 10), Charset::Unicode).join("\n"));
        insta::assert_snapshot!("trend_ascii", drawn((80, 10), Charset::Ascii).join("\n"));
    }

    #[test]
    fn where_there_is_little_room_the_newest_stay_and_then_one_row_each() {
        assert!(drawn((80, 5), Charset::Unicode)[0].starts_with("test  RTO 1h  1 earlier  "));
        let short = [
            "test  1:06:40 → 0:30:00  best 0:30:00  automated 0% → 100%",
            "PRODUCTION  0:20:00  best 0:20:00  automated 100%",
        ];
        assert_eq!(drawn((80, 3), Charset::Unicode), short);
        assert_eq!(drawn((50, 10), Charset::Unicode)[1], short[1]);
        assert_eq!(drawn((80, 0), Charset::Unicode), [""; 0]);
    }

    #[test]
    fn an_estimated_time_is_marked_as_it_is_in_the_lists() {
        let estimated = Summary { estimated: true, ..held(1, "test", 1_200, false) };
        let drawn = |width| {
            let lines =
                rows(std::slice::from_ref(&estimated), &"data-gather".into(), (width, 9), Charset::Unicode);
            let words: Vec<String> = lines.into_iter().flat_map(|it| it.words).map(|it| it.text).collect();
            words.concat()
        };
        assert!(drawn(80).contains(" ~0:20:00 ★"), "{}", drawn(80));
        assert_eq!(drawn(50), "test  ~0:20:00  best ~0:20:00  automated 0%");
    }

    #[test]
    fn a_list_has_the_trend_of_what_was_held_twice() {
        let mut listed = four();
        assert_eq!(text(&listed, Charset::Unicode)[..2], ["", "restore time of data-gather"]);
        assert_eq!(text(&listed, Charset::Unicode).len(), 8);
        listed.truncate(1);
        assert_eq!(text(&listed, Charset::Unicode), [""; 0]);
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        assert_eq!(rows(&four(), &"client-reports".into(), (80, 10), Charset::Unicode), []);
    }

    #[test]
    fn a_drill_of_no_time_at_all_is_drawn() {
        let none = held(1, "test", 0, false);
        assert!(!rows(&[none], &"data-gather".into(), (80, 10), Charset::Unicode).is_empty());
    }
}
