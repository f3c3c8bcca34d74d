//! The checklist as lines of finished words: phases, and in them the steps.

use super::ascii;
use super::cells;
use super::format;
use super::safe::Charset;
use super::sign::{Sign, star};
use super::table::{Side, aligned};
use super::tone::{Tone, Toned};
use crate::analysis::pace::{Measure, StepPace};
use crate::analysis::splits::segment;
use crate::drill::automation::Achieved;
use crate::drill::checklist::{Progress, StepState};
use crate::drill::ids::StepId;
use crate::drill::procedure::{Number, Step};
use crate::drill::redlines::IMPROVISED;
use crate::drill::session::Session;
use crate::drill::time::{Elapsed, Moment, Span};
use std::cmp::Ordering;

/// One line of the checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// The heading of a phase.
    Phase(String),
    /// A step.
    Step(StepRow),
}

/// A step in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepRow {
    /// Which step.
    pub id: StepId,
    /// Its place in the procedure, counted from 0.
    pub at: usize,
    /// Its number on the screen.
    pub number: Number,
    /// Where it stands.
    pub sign: Sign,
    /// Whether it may start now.
    pub ready: bool,
    /// Its title, with the tone of the whole line.
    pub title: Toned,
    /// The level achieved; as long as there is none, the planned one, muted.
    pub automation: Toned,
    /// The time spent in it, live while it runs; `~` before what is estimated.
    pub took: Option<String>,
    /// The time that the baseline took.
    pub baseline: Option<String>,
    /// How it stands against that: `−1:52`, `−1:52 ★` where no earlier session was as fast, `1:06 left` while it runs and
    /// is not behind.
    pub delta: Option<Toned>,
    /// `improvised`, where it was put in while the drill went on; `corrected` or `late`, where its times were told
    /// afterwards; at last `moved`, muted, where it stands elsewhere than it did.
    pub marks: Box<[Toned]>,
    /// The last reason that was given for it.
    pub reason: Option<String>,
}

/// Puts the whole checklist into words, in the order of the procedure.
pub fn lines(session: &Session, now: &Moment, measure: &Measure, charset: Charset) -> Vec<Line> {
    let procedure = session.procedure();
    let mut lines = Vec::with_capacity(procedure.steps.len() + procedure.phases.len());
    let mut phase = None;
    for (position, step) in procedure.steps.iter().enumerate() {
        if phase.replace(step.phase) != Some(step.phase) {
            lines.push(Line::Phase(phase_title(session, step.phase, charset)));
        }
        lines.extend(row(session, position, now, measure, charset).map(Line::Step));
    }
    lines
}

/// Puts the step at one place of the procedure into words.
pub fn row(
    session: &Session,
    position: usize,
    now: &Moment,
    measure: &Measure,
    charset: Charset,
) -> Option<StepRow> {
    let (step, progress) = (session.procedure().steps.get(position)?, session.checklist().at(position)?);
    let sign = Sign::of(session, &step.id, progress.state);
    let ready = may_start(session, position);
    let pace = StepPace::of(session, position, measure, now);
    Some(StepRow {
        id: step.id.clone(),
        at: position,
        number: session.procedure().number_at(position),
        sign,
        ready,
        title: Toned::new(cells::shown(&step.title, charset), title_tone(sign, ready)),
        automation: automation(session, step, progress),
        took: segment(session, progress, now).map(took),
        baseline: pace.baseline.map(format::step),
        delta: delta(&pace, charset),
        marks: marks(session, &step.id, progress),
        reason: reason(session, &step.id, progress).map(|reason| cells::shown(reason, charset)),
    })
}

/// As wide as a title or a reason gets where the lines of a checklist are printed.
const WIDEST: usize = 60;

/// Lays the checklist out in columns: sign, number, title, automation, time, the baseline's time, how it stands against
/// that, mark and reason.
pub fn text(lines: &[Line], charset: Charset) -> Vec<String> {
    let row = |row: &StepRow| {
        vec![
            row.sign.text(charset).to_owned(),
            row.number.to_string(),
            cells::fit(&row.title.text, WIDEST),
            row.automation.text.clone(),
            row.took.clone().unwrap_or_default(),
            row.baseline.clone().unwrap_or_default(),
            row.delta.as_ref().map(|it| it.text.clone()).unwrap_or_default(),
            joined(&row.marks),
            row.reason.as_deref().map(|reason| cells::fit(reason, WIDEST)).unwrap_or_default(),
        ]
    };
    let steps = lines.iter().filter_map(|line| match line {
        Line::Step(step) => Some(row(step)),
        Line::Phase(_) => None,
    });
    let sides = [Side::Left, Side::Right, Side::Left, Side::Left, Side::Right, Side::Right, Side::Right];
    let mut steps = aligned(&steps.collect::<Vec<_>>(), &sides).into_iter();
    let printed = lines.iter().filter_map(|line| match line {
        Line::Phase(title) => Some(cells::fit(title, WIDEST)),
        Line::Step(_) => steps.next(),
    });
    printed.collect()
}

/// Whether the step at a place is open and nothing that it comes after is.
pub(super) fn may_start(session: &Session, position: usize) -> bool {
    let open = session
        .checklist()
        .at(position)
        .is_some_and(|progress| matches!(progress.state, StepState::Pending | StepState::Failed));
    open && session.checklist().is_ready(position) && session.stage().is_open()
}

/// Writes the title of a phase as a heading.
pub fn phase_title(session: &Session, phase: usize, charset: Charset) -> String {
    let title = session.procedure().phases.get(phase).map_or("", |it| it.title.as_str());
    cells::shown(title, charset).to_uppercase()
}

fn title_tone(sign: Sign, ready: bool) -> Tone {
    match sign {
        Sign::Open if ready => Tone::Plain,
        Sign::Done => Tone::Plain,
        other => other.tone(),
    }
}

fn automation(session: &Session, step: &Step, progress: &Progress) -> Toned {
    if session.scripts().running_of(&step.id).is_some() {
        return Toned::new("running", Tone::Running);
    }
    match progress.achieved(step) {
        Some(achieved) if achieved.is_automated() => Toned::new(achieved.word(), Tone::Automated),
        Some(achieved) if achieved == Achieved::BROKEN => Toned::new(achieved.word(), Tone::Failed),
        Some(achieved) => Toned::new(achieved.word(), Tone::Plain),
        None => Toned::new(step.planned().word(), Tone::Muted),
    }
}

/// Writes how a step stands against the baseline.
fn delta(pace: &StepPace, charset: Charset) -> Option<Toned> {
    let baseline = pace.baseline?;
    // Full seconds are subtracted, as they stand beside it: they have to add up before the eye.
    let full = |over: Span| Span::from_secs((baseline + over).secs() - baseline.secs());
    if let Some(left) = pace.left {
        return Some(Toned::new(format!("{} left", format::step(-full(-left))), Tone::Muted));
    }
    let over = full(pace.delta?);
    let best = if pace.best { star(charset) } else { "" };
    let tone = match over.cmp(&Span::ZERO) {
        _ if pace.best => Tone::Best,
        Ordering::Less => Tone::Ahead,
        Ordering::Equal => Tone::Plain,
        Ordering::Greater => Tone::Behind,
    };
    Some(Toned::new(ascii::signs(&format::delta(over), charset).into_owned() + best, tone))
}

/// Writes how long a step took.
pub(super) fn took(elapsed: Elapsed) -> String {
    let estimated = if elapsed.estimated { "~" } else { "" };
    format!("{estimated}{}", format::step(elapsed.span))
}

/// Returns the last reason that was given for a step; that it was begun out of turn because it is improvised is said
/// by its mark.
pub(super) fn reason<'a>(session: &Session, step: &StepId, progress: &'a Progress) -> Option<&'a str> {
    let said = |why: &&str| *why == IMPROVISED && session.redlines().is_improvised(step);
    progress.reason.as_deref().filter(|why| !said(why))
}

/// Says whether the times of a step were told when they were past.
pub(super) fn told_late(session: &Session, step: &StepId, progress: &Progress) -> Option<&'static str> {
    let stamps =
        progress.attempts.iter().flat_map(|it| [Some(&it.started), it.ended.as_ref().map(|it| &it.0)]);
    let corrected = session.checklist().corrections.iter().any(|it| it.step == *step);
    let late = stamps.chain([progress.settled.as_ref()]).flatten().any(|stamp| stamp.late);
    if corrected { Some("corrected") } else { late.then_some("late") }
}

/// Returns what is to be known about a step besides its times.
fn marks(session: &Session, step: &StepId, progress: &Progress) -> Box<[Toned]> {
    let redlines = session.redlines();
    let improvised = redlines.is_improvised(step).then_some(("improvised", Tone::Warned));
    let late = told_late(session, step, progress).map(|late| (late, Tone::Warned));
    let moved = redlines.is_moved(step).then_some(("moved", Tone::Muted));
    [improvised, late, moved].into_iter().flatten().map(|(word, tone)| Toned::new(word, tone)).collect()
}

/// Writes marks with commas between them.
pub fn joined(marks: &[Toned]) -> String {
    marks.iter().map(|mark| mark.text.as_str()).collect::<Vec<_>>().join(", ")
}

/// Puts marks in brackets, each in its tone.
fn bracketed(marks: &[Toned]) -> Vec<Toned> {
    let set = |(at, mark): (usize, &Toned)| {
        let before = if at == 0 { " (" } else { ", " };
        let behind = if at + 1 == marks.len() { ")" } else { "" };
        Toned::new(format!("{before}{}{behind}", mark.text), mark.tone)
    };
    marks.iter().enumerate().map(set).collect()
}

impl StepRow {
    /// Returns the title with the marks behind it as they fit a line: a title gives way to marks by up to half of its
    /// room, but not to muted ones.
    pub fn titled(&self, room: usize) -> (String, Vec<Toned>) {
        let width = |marks: &[Toned]| marks.iter().map(|mark| cells::width(&mark.text)).sum::<usize>();
        let fits = |marks: &[Toned]| cells::width(&self.title.text) + width(marks) <= room;
        let muted = self.marks.iter().position(|mark| mark.tone == Tone::Muted);
        let mut marks = bracketed(&self.marks);
        if !fits(&marks) {
            marks = bracketed(&self.marks[..muted.unwrap_or(self.marks.len())]);
            if !fits(&marks) && width(&marks) > room / 2 {
                marks.clear();
            }
        }
        (cells::fit(&self.title.text, room - width(&marks)), marks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::baseline::{Baseline, Current, Kind};
    use crate::analysis::past::{Past, Present};
    use crate::analysis::rehearsal::{Rehearsal, procedure};
    use crate::analysis::scope::Scope;
    use crate::analysis::summary::Summary;
    use crate::drill::automation::Level;
    use crate::drill::command::Command;
    use crate::drill::fact::HoldCause;
    use crate::drill::procedure::Procedure;
    use crate::drill::redline::Place;

    fn drawn(rehearsal: &Rehearsal, last: &Measure) -> Vec<String> {
        let charset = Charset::Unicode;
        text(&lines(&rehearsal.session, &rehearsal.now, last, charset), charset)
    }

    /// Measures the drill against an earlier one.
    fn measured(drill: &Rehearsal, mut before: Summary) -> Measure {
        let scope = Scope::of(&drill.session).unwrap();
        let started = drill.session.started().unwrap().wall;
        before.started_us = started - Span::from_secs(86_400);
        let procedure = drill.session.procedure();
        let past = Past::of(Present { procedure, scope: &scope, started }, [before]);
        let current = Current { procedure, environment: &scope.environment, rto: None };
        Measure { baseline: Baseline::of(&Kind::Last, &past, current), past }
    }

    fn plan() -> Procedure {
        let mut plan = procedure();
        plan.phases.push("Check".into());
        plan.steps[2].phase = 1;
        plan.steps[2].run = Some("scripts/count-rows.sh".into());
        plan
    }

    #[test]
    fn a_running_session_in_words() {
        let before = Rehearsal::new(plan()).declare().start("b").at(790).done("b");
        let before = Summary::of(&before.session, &before.now).unwrap();
        let level = Achieved::Level(Level::Checked);
        let drill = Rehearsal::new(plan())
            .at(5)
            .declare()
            .start("a")
            .at(255)
            .done("a")
            .does(Command::SetLevel { step: "a".into(), level, why: "script".into() })
            .start("b")
            .at(300)
            .hold("b", HoldCause::Approval)
            .at(979);
        let last = measured(&drill, before);
        let expected = [
            "RESTORE",
            "✓  1  Create the cluster    checked      4:10                    script",
            "‖  2  Restore the database  documented  12:04  13:10  1:06 left",
            "CHECK",
            "·  3  Count the rows        scripted",
        ];
        assert_eq!(drawn(&drill, &last), expected);
    }

    #[test]
    fn a_step_against_its_baseline() {
        let before = Rehearsal::new(plan()).declare().start("a").at_ms(60_900).done("a");
        let before = Summary::of(&before.session, &before.now).unwrap();
        let drill = Rehearsal::new(plan()).declare().start("a");
        let at = |ms: i64| {
            let drill = Rehearsal::new(plan()).declare().start("a").at_ms(ms);
            let measure = measured(&drill, before.clone());
            let row = |drill: &Rehearsal| {
                let row = row(&drill.session, 0, &drill.now, &measure, Charset::Unicode).unwrap();
                row.delta.map(|it| (it.text, it.tone))
            };
            (row(&drill), row(&drill.done("a")))
        };
        assert!(
            row(&drill.session, 0, &drill.now, &Measure::default(), Charset::Ascii).unwrap().delta.is_none()
        );
        let told = |text: &str, tone| Some((text.to_owned(), tone));
        assert_eq!(at(20_100), (told("0:40 left", Tone::Muted), told("−0:40 ★", Tone::Best)));
        assert_eq!(at(60_900), (told("0:00 left", Tone::Muted), told("0:00", Tone::Plain)));
        assert_eq!(at(86_000), (told("+0:26", Tone::Behind), told("+0:26", Tone::Behind)));
    }

    #[test]
    fn what_was_told_afterwards_or_estimated_is_marked() {
        let begin = Command::StartStep { step: "a".into(), why: None };
        let drill =
            Rehearsal::new(plan()).declare().at(60).tells_of(30, begin).at(70).reboot().at(90).done("a");
        let times = (drill.session.started().unwrap().wall, drill.now.wall);
        let told = &drawn(&drill, &Measure::default())[1];
        assert_eq!(told, "✓  1  Create the cluster    documented  ~1:00  late");
        let correct = Command::CorrectTimes {
            step: "a".into(),
            attempt: 1,
            started: times.0,
            ended: Some(times.1),
            why: "clock read wrong".into(),
        };
        let corrected = &drawn(&drill.does(correct), &Measure::default())[1];
        assert!(corrected.ends_with("  corrected"), "{corrected}");
    }

    #[test]
    fn what_was_improvised_and_dropped_says_so() {
        let drill = Rehearsal::new(plan()).declare().improvises("x", "Order a key", "a").drops("b");
        let expected = [
            "RESTORE",
            "·   1  Create the cluster    documented",
            "▶  1a  Order a key           manual      0:00  improvised",
            "⌫   2  Restore the database  documented                    not there any more",
        ];
        assert_eq!(drawn(&drill, &Measure::default())[..4], expected);
    }

    #[test]
    fn what_was_moved_says_so_until_it_is_back() {
        let to = |below: Option<&str>| Place { phase: 0, below: below.map(Into::into) };
        let moved = |drill: Rehearsal, step: &str, below| {
            drill.does(Command::MoveStep { step: step.into(), to: to(below) })
        };
        let drill = moved(Rehearsal::new(plan()).declare(), "b", None);
        let expected = [
            "RESTORE",
            "·  2  Restore the database  documented  moved",
            "·  1  Create the cluster    documented",
        ];
        assert_eq!(drawn(&drill, &Measure::default())[..3], expected);
        let begun = drill.clone().improvises("x", "Order a key", "a");
        let told = &drawn(&moved(begun, "x", None), &Measure::default())[1];
        assert!(told.ends_with("improvised, moved"), "{told}");
        let back = drawn(&moved(drill, "b", Some("a")), &Measure::default());
        assert!(back.iter().all(|line| !line.contains("moved")), "{back:?}");
    }

    #[test]
    fn a_title_gives_way_to_marks_by_half_and_to_muted_ones_not_at_all() {
        let begun = Rehearsal::new(plan()).declare().improvises("x", "Order a second key", "a");
        let to = Place { phase: 0, below: None };
        let drill = begun.does(Command::MoveStep { step: "x".into(), to });
        let row = row(&drill.session, 0, &drill.now, &Measure::default(), Charset::Unicode).unwrap();
        let titled = |room| {
            let (title, marks) = row.titled(room);
            title + &marks.iter().map(|mark| mark.text.as_str()).collect::<String>()
        };
        assert_eq!(titled(38), "Order a second key (improvised, moved)");
        assert_eq!(titled(37), "Order a second key (improvised)");
        assert_eq!(titled(26), "Order a seco… (improvised)");
        assert_eq!(titled(25), "Order a second key");
        assert_eq!((titled(5), titled(0)), ("Orde…".to_owned(), String::new()));
        let tones: Vec<Tone> = row.titled(60).1.iter().map(|mark| mark.tone).collect();
        assert_eq!(tones, [Tone::Warned, Tone::Muted]);
    }

    #[test]
    fn tones_tell_what_is_ready_automated_broken_or_only_planned() {
        let mut plan = plan();
        plan.steps[1].after = vec!["a".into()];
        let broken = Command::SetLevel { step: "c".into(), level: Achieved::BROKEN, why: "exit 1".into() };
        let drill = Rehearsal::new(plan).declare().start("c").fail("c").does(broken);
        let row = |at| row(&drill.session, at, &drill.now, &Measure::default(), Charset::Ascii).unwrap();
        assert_eq!(
            (row(0).ready, row(0).title.tone, row(0).automation.tone),
            (true, Tone::Plain, Tone::Muted)
        );
        assert_eq!((row(1).ready, row(1).title.tone), (false, Tone::Muted));
        assert_eq!((row(2).automation.text.as_str(), row(2).automation.tone), ("broken", Tone::Failed));
        assert_eq!((row(2).sign.text(Charset::Ascii), row(2).title.tone), ("x", Tone::Failed));
    }

    #[test]
    fn hostile_titles_are_safe_and_bounded() {
        let mut plan = plan();
        plan.steps[0].title = "\x1b]0;x\x07".to_owned() + &"a".repeat(1 << 20);
        let drill = Rehearsal::new(plan);
        let row = row(&drill.session, 0, &drill.now, &Measure::default(), Charset::Unicode).unwrap();
        assert!(row.title.text.starts_with("␛]0;x␇aaa"));
        assert!(row.title.text.len() < 20_000);
    }
}
