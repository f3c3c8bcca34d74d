//! Single parts of the report; whole reports are tested with their formats.

use super::block::{Axis, Block, Curve, Gantt, Place, Row, Stroke};
use super::document::Document;
use super::{Predecessor, Report, Subject, drawing, record, steps};
use crate::analysis::past::Past;
use crate::analysis::rehearsal::{Rehearsal, component, procedure, step};
use crate::drill::command::Command;
use crate::drill::ids::SessionId;
use crate::drill::procedure::{Anchor, Procedure, Step};
use crate::present::safe::Charset;
use crate::present::show::{Chain, Kept};

fn kept(chain: Chain) -> Kept {
    Kept { chain: Some(chain), ..Kept::default() }
}

fn read<T>(drill: &Rehearsal, read: impl FnOnce(&Subject<'_>) -> T) -> T {
    let kept = kept(Chain::Ok);
    read(&Subject::of(&drill.session, &Past::default(), None, &kept, &drill.now, Charset::Unicode))
}

fn against<T>(drill: &Rehearsal, before: &Rehearsal, read: impl FnOnce(&Subject<'_>) -> T) -> T {
    let (id, kept) = (SessionId::from("00before00"), kept(Chain::Ok));
    let previous = Predecessor { id: &id, session: &before.session };
    read(&Subject::of(&drill.session, &Past::default(), Some(previous), &kept, &drill.now, Charset::Unicode))
}

fn notices(drill: &Rehearsal) -> String {
    read(drill, Report::of).notices.iter().map(|it| it.text.as_str()).collect::<Vec<_>>().join("\n")
}

fn gantt(drill: &Rehearsal) -> Gantt {
    match read(drill, drawing::gantt) {
        Some(Block::Gantt(it)) => it,
        other => panic!("{other:?}"),
    }
}

fn curve(drill: &Rehearsal) -> Curve {
    match read(drill, drawing::curve) {
        Some(Block::Curve(it)) => it,
        other => panic!("{other:?}"),
    }
}

fn ticks(axis: &Axis) -> Vec<(&str, u32)> {
    axis.ticks.iter().map(|it| (it.text.as_str(), it.at.0)).collect()
}

#[test]
fn steps_in_parallel_lie_beside_each_other_on_the_clock() {
    let drill = Rehearsal::new(procedure()).declare().start("a").at(100).start("b").at(200).done("a").at(400);
    let it = gantt(&drill.fail("b").skip("c"));
    let lanes = &it.phases[0].1;
    let drawn = |at: usize| {
        lanes[at].strokes.iter().map(|(stroke, it)| (*stroke, it.from.0, it.to.0)).collect::<Vec<_>>()
    };
    assert_eq!(drawn(0), [(Stroke::Done, 0, 5_000)]);
    assert_eq!(drawn(1), [(Stroke::Failed, 2_500, 10_000)]);
    assert_eq!((drawn(2), lanes[2].left_out), (vec![], Some(Place(10_000))));
    assert_eq!(it.legend, [Stroke::Done, Stroke::Failed]);
    assert_eq!(ticks(&it.axis), [("0:00:00", 0), ("0:02:00", 3_000), ("0:04:00", 6_000), ("0:06:00", 9_000)]);
    assert_eq!(lanes[0].words, "1 Create the cluster: 0:00:00 to 0:03:20 done");
}

#[test]
fn letters_that_are_close_stand_on_rows_of_their_own() {
    let outage = Command::SetAnchor { anchor: Anchor::Outage, simulated: true, why: "alert".into() };
    let drill =
        Rehearsal::new(procedure()).at(10).declare().tells_of(0, outage).start("a").at(1_010).done("a");
    let axis = gantt(&drill.verify()).axis;
    let stakes: Vec<_> = axis.stakes.iter().map(|it| (it.letter, it.at.0, it.row)).collect();
    assert_eq!(stakes, [('A', 0, 0), ('B', 99, 1), ('C', 10_000, 0)]);
    assert!(axis.stakes[0].words.starts_with("outage −0:00:10 · "), "{}", axis.stakes[0].words);
    assert!(
        axis.stakes[0].words.ends_with(", simulated, by hand: Mara, alert, told late"),
        "{}",
        axis.stakes[0].words
    );
    assert_eq!(axis.ticks[0].text, "0:00:00", "the clock starts where it starts, not where the axis does");
}

#[test]
fn the_curve_rises_with_what_is_back_and_falls_with_what_is_opened_again() {
    let mut plan = procedure();
    plan.components = vec![component("database", 3), component("reports", 1)];
    plan.steps[0].restores = vec!["database".into()];
    plan.steps[1].restores = vec!["reports".into()];
    let again = Command::ReopenStep { step: "a".into(), why: "wrong bucket".into() };
    let drill = Rehearsal::new(plan).declare().start("a").at(100).done("a").at(300).does(again).at(400);
    let it = curve(&drill);
    let levels: Vec<_> =
        it.levels.iter().map(|it| (it.stretch.from.0, it.stretch.to.0, it.height.0)).collect();
    assert_eq!(levels, [(0, 2_500, 0), (2_500, 7_500, 7_500), (7_500, 10_000, 0)]);
    assert_eq!(
        it.words,
        "Share of the service that was back: 0% from 0:00:00, 75% from 0:01:40, 0% from 0:05:00"
    );
    let Row::Cells(cells) = &it.table.rows[1] else { panic!() };
    assert_eq!(cells[1].text, "DATABASE (weight 3) lost again");
}

#[test]
fn without_components_or_work_there_is_nothing_to_draw() {
    let drill = Rehearsal::new(procedure()).declare();
    assert_eq!(read(&drill, |it| (drawing::gantt(it), drawing::curve(it))), (None, None));
    let report = read(&drill, Report::of);
    assert!(report.sections.iter().all(|it| !["curve", "timeline", "previous", "notes"].contains(&it.id)));
}

#[test]
fn what_has_to_be_known_first_is_said_first() {
    let drill = || Rehearsal::new(procedure()).declare();
    assert_eq!(notices(&drill().verify().finish()), "");
    assert!(
        notices(&drill()).contains("The drill goes on: figures are those of 2026-05-28 13:54:55 +02:00.")
    );
    assert!(notices(&drill().does(Command::Abort { why: "fire".into() })).contains("given up"));
    let settle = |it: Rehearsal| it.start("a").done("a").skip("b").skip("c");
    assert!(notices(&settle(drill()).finish()).contains("Assumed: "));
    assert!(notices(&drill().reboot().at(60).verify()).contains("Estimated: "));
    let excluded =
        notices(&drill().verify().finish().does(Command::Exclude { why: "practice\u{202e}".into() }));
    assert_eq!(excluded, "Left out of baselines, statistics and trends by Mara, 13:54:55: practice⟨U+202E⟩");
    let sample =
        Rehearsal::in_environment(procedure(), "test", |it| (it.sample, it.simulated) = (true, true));
    let told = notices(&sample.declare().verify().finish());
    assert!(told.contains("A sample, made up") && told.contains("The outage was simulated"), "{told}");
}

#[test]
fn a_broken_chain_is_told_at_the_top() {
    let (drill, kept) = (Rehearsal::new(procedure()), kept(Chain::Broken));
    let report =
        Report::of(&Subject::of(&drill.session, &Past::default(), None, &kept, &drill.now, Charset::Unicode));
    assert!(report.notices[0].text.starts_with("The hash chain is broken"));
}

#[test]
fn a_long_list_is_cut_on_the_first_page_and_whole_in_its_section() {
    let mut drill = Rehearsal::new(procedure()).declare().at(100);
    for at in 0..5 {
        let entry = crate::drill::note::Entry {
            step: None,
            tag: crate::drill::note::Tag::Plain,
            text: format!("note {at}"),
            who: None,
            due: None,
        };
        drill = drill.tells_of(at * 10, Command::WriteNote { entry });
    }
    let Block::Pairs(pairs) = read(&drill, record::first_page) else { panic!() };
    let late: Vec<_> =
        pairs.iter().find(|(name, _)| name == "told late").unwrap().1.iter().map(|it| &it.text).collect();
    assert_eq!((late.len(), late[0].as_str(), late[4].as_str()), (5, "5", "… and 2 more, below"));
    assert!(
        late[1].starts_with("13:54:55 +02:00 note: note 0 · Mara (late, written 13:56:35)"),
        "{}",
        late[1]
    );
    let lists = read(&drill, record::lists);
    assert_eq!((lists.len(), lists[0].0, lists[0].2.len()), (1, "late", 5));
}

#[test]
fn work_that_was_split_is_compared_at_its_first_step() {
    let mut plan = procedure();
    plan.steps = vec![step("a", "Create the cluster", &[]), step("b", "Restore", &[])];
    let before =
        Rehearsal::new(plan).declare().start("a").at(60).done("a").start("b").at(660).done("b").verify();
    let was_b = |id: &str, title: &str| Step { was: vec!["b".into()], ..step(id, title, &[]) };
    let steps =
        vec![was_b("b1", "Restore one half"), was_b("b2", "Restore the other"), step("c", "Count", &[])];
    let drill = Rehearsal::new(Procedure { steps, ..procedure() }).declare().start("b1").at(200).done("b1");
    let drill = drill.start("b2").at(300).done("b2").start("c").at(310).done("c").verify().finish();
    let blocks = against(&drill, &before, steps::steps);
    let Block::Table(table) = &blocks[0] else { panic!() };
    let told: Vec<Vec<&str>> = table
        .rows
        .iter()
        .filter_map(|row| match row {
            Row::Cells(cells) => Some(cells.iter().skip(5).map(|it| it.text.as_str()).collect()),
            Row::Heading(_) => None,
        })
        .collect();
    assert_eq!(
        told,
        [
            vec!["3:20", "10:00", "−5:00", "figures together with 2"],
            vec!["1:40", "", "", "compared together with 1"],
            vec!["0:10", "", "", "new"]
        ]
    );
    let Block::Remark(gone) = &blocks[1] else { panic!() };
    assert_eq!(gone.text, "No longer there: Create the cluster (1:00).");
    let json = against(&drill, &before, Document::of).report;
    assert_eq!((json.deltas[0].previous_ms, json.deltas[0].delta_ms), (Some(600_000), Some(-300_000)));
    let bridge = json.bridge.unwrap();
    assert_eq!(bridge.total_ms, bridge.parts.0.iter().map(|(_, ms)| ms).sum::<i64>());
    assert_eq!(bridge.total_ms, -350_000);
}

#[test]
fn without_two_totals_there_is_no_bridge_and_the_report_says_why() {
    let before = Rehearsal::new(procedure()).declare().start("a").at(60).done("a").verify().finish();
    let excluded = Rehearsal::new(procedure()).declare().verify().does(Command::Exclude { why: "x".into() });
    for (drill, why) in [
        (excluded, "left out of comparisons"),
        (Rehearsal::new(procedure()).declare().start("a").at(9).done("a"), "no recovery time"),
    ] {
        let report = against(&drill, &before, Report::of);
        let section = report.sections.iter().find(|it| it.id == "previous").unwrap();
        assert!(matches!(&section.blocks[1], Block::Remark(it) if it.text.contains(why)), "{section:?}");
        assert_eq!(against(&drill, &before, Document::of).report.bridge, None);
    }
}

#[test]
fn times_carry_their_date_where_the_drill_goes_on_past_midnight() {
    let drill = Rehearsal::new(procedure()).declare().at(90_000).verify().finish();
    let report = read(&drill, Report::of);
    let looks = report.sections.iter().find(|it| it.id == "looks").unwrap();
    assert!(
        matches!(&looks.blocks[0], Block::Entries(it) if it[0].time == "2026-05-29 14:54:55 +02:00"),
        "{looks:?}"
    );
    assert_eq!(report.byline.iter().filter(|it| it.starts_with("Times of day")).count(), 0);
}

#[test]
fn a_session_without_its_events_is_reported_all_the_same() {
    let drill = Rehearsal::new(procedure());
    let empty = crate::drill::session::Session::new(drill.session.shared_base());
    let kept = kept(Chain::Ok);
    let past = Past::default();
    let subject = Subject::of(&empty, &past, None, &kept, &drill.now, Charset::Unicode);
    assert_eq!(Report::of(&subject).title, "Restore the data gather system");
    assert_eq!(Document::of(&subject).report.timeline.zero_at, None);
}
