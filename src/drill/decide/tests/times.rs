//! Commands that say when and how well: corrected times, levels, anchors, the recovery point, what the clocks did.

use crate::drill::anchors::Source;
use crate::drill::automation::{Achieved, Level};
use crate::drill::checklist::{Progress, StepState};
use crate::drill::command::Command;
use crate::drill::ids::StepId;
use crate::drill::procedure::Anchor;
use crate::drill::refusal::Refusal;
use crate::drill::session::FindingKind;
use crate::drill::stage::{Drill, ask, moment, wall};
use crate::drill::time::{Moment, Span};

fn progress<'a>(drill: &'a Drill, step: &str) -> &'a Progress {
    drill.session.step(&step.into()).unwrap().1
}

fn id(step: &str) -> StepId {
    step.into()
}

/// `a` ran from 10 to 20 and it is 60.
fn after_a() -> Drill {
    Drill::declared().at(10).does(ask::start("a")).at(20).does(ask::done("a")).at(60)
}

/// `a` failed from 10 to 20, and went well from 30 to 40; it is 60.
fn tried_twice() -> Drill {
    let failed = Drill::declared().at(10).does(ask::start("a")).at(20).does(ask::fail("a"));
    failed.at(30).does(ask::start("a")).at(40).does(ask::done("a")).at(60)
}

mod correct_times {
    use super::*;

    #[test]
    fn works() {
        let drill = after_a().does(ask::times("a", 1, 12, Some(18)));
        let progress = progress(&drill, "a");
        assert_eq!(progress.attempts[0].started.moment, moment(12));
        assert_eq!(progress.attempts[0].end(), Some(&moment(18)));
        assert_eq!(progress.settled.as_ref().unwrap().moment, moment(18));
        assert!(progress.attempts[0].started.late && progress.settled.as_ref().unwrap().late);
    }

    #[test]
    fn keeps_what_was_said_first() {
        let drill = after_a().does(ask::times("a", 1, 12, Some(18)));
        let [correction] = drill.session.checklist().corrections.as_slice() else { panic!() };
        assert_eq!(correction.before, (moment(10), Some(moment(20))));
        assert_eq!(correction.after, (moment(12), Some(moment(18))));
        assert_eq!((&correction.by.moment, correction.why.as_str()), (&moment(60), "wrong"));
    }

    #[test]
    fn of_one_end_leaves_the_other_as_it_was() {
        let drill = after_a().does(ask::times("a", 1, 12, Some(20)));
        let settled = progress(&drill, "a").settled.as_ref().unwrap();
        assert_eq!((&settled.moment, settled.late), (&moment(20), false));
    }

    #[test]
    fn after_a_wall_clock_jump_does_not_bend_the_end_that_stays() {
        let jumped = Moment { wall: wall(3_660), ..moment(60) };
        let drill = after_a().now(jumped).does(ask::times("a", 1, 12, Some(20)));
        assert_eq!(progress(&drill, "a").attempts[0].end(), Some(&moment(20)));
    }

    #[test]
    fn of_a_running_attempt_moves_its_start() {
        let drill = Drill::declared().at(10).does(ask::start("a")).at(60).does(ask::times("a", 1, 5, None));
        assert_eq!(progress(&drill, "a").running().unwrap().started.moment, moment(5));
        assert_eq!(progress(&drill, "a").state, StepState::Running);
        let before = drill.at(70).dated(4);
        assert_eq!(before.refusal(ask::done("a")), Refusal::EndsBeforeStart(id("a")));
    }

    #[test]
    fn of_an_earlier_attempt_leaves_the_last_one() {
        let drill = tried_twice().does(ask::times("a", 1, 11, Some(19)));
        assert_eq!(progress(&drill, "a").attempts[0].end(), Some(&moment(19)));
        assert_eq!(progress(&drill, "a").settled.as_ref().unwrap().moment, moment(40));
    }

    #[test]
    fn does_not_move_when_a_step_was_skipped_later() {
        let drill = Drill::declared().at(10).does(ask::start("a")).at(20).does(ask::fail("a"));
        let drill = drill.at(30).does(ask::skip("a")).at(60).does(ask::times("a", 1, 10, Some(15)));
        assert_eq!(progress(&drill, "a").settled.as_ref().unwrap().moment, moment(30));
    }

    #[test]
    fn moves_the_anchor_that_the_step_marked() {
        let drill = Drill::declared().at(10).does(ask::start_unready("d", "it was there"));
        let drill = drill.at(20).does(ask::done("d")).at(60).does(ask::times("d", 1, 10, Some(15)));
        let mark = drill.session.anchor(Anchor::Restored).unwrap();
        assert_eq!((mark.moment, mark.source, mark.late), (moment(15), Source::Step, true));
    }

    #[test]
    fn no_such_attempt() {
        for attempt in [0, 2, u32::MAX] {
            let refused = after_a().refusal(ask::times("a", attempt, 12, Some(18)));
            assert_eq!(refused, Refusal::NoSuchAttempt(id("a")));
        }
    }

    #[test]
    fn an_end_for_what_runs_or_none_for_what_is_over() {
        assert_eq!(after_a().refusal(ask::times("a", 1, 12, None)), Refusal::EndMismatch(id("a")));
        let running = Drill::declared().at(10).does(ask::start("a")).at(60);
        assert_eq!(running.refusal(ask::times("a", 1, 12, Some(18))), Refusal::EndMismatch(id("a")));
    }

    #[test]
    fn in_the_future() {
        assert_eq!(after_a().refusal(ask::times("a", 1, 61, Some(62))), Refusal::InTheFuture);
        assert_eq!(after_a().refusal(ask::times("a", 1, 12, Some(61))), Refusal::InTheFuture);
    }

    #[test]
    fn ends_before_it_starts() {
        assert_eq!(after_a().refusal(ask::times("a", 1, 18, Some(17))), Refusal::EndsBeforeStart(id("a")));
    }

    #[test]
    fn over_another_attempt() {
        let overlap = Refusal::AttemptsOverlap(id("a"));
        assert_eq!(tried_twice().refusal(ask::times("a", 1, 10, Some(31))), overlap);
        assert_eq!(tried_twice().refusal(ask::times("a", 2, 19, Some(40))), overlap);
        assert_eq!(progress(&tried_twice().does(ask::times("a", 1, 10, Some(30))), "a").attempts.len(), 2);
    }

    #[test]
    fn no_such_step() {
        assert_eq!(after_a().refusal(ask::times("z", 1, 1, Some(2))), Refusal::NoSuchStep(id("z")));
    }
}

mod set_level {
    use super::*;

    fn level(achieved: Achieved, why: &str) -> Command {
        Command::SetLevel { step: id("a"), level: achieved, why: why.to_owned() }
    }

    #[test]
    fn works_with_broken_and_counts_last() {
        let drill =
            after_a().does(level(Achieved::Level(Level::Scripted), "")).does(level(Achieved::BROKEN, "no"));
        let (step, progress) = drill.session.step(&id("a")).unwrap();
        assert_eq!(progress.achieved(step), Some(Achieved::BROKEN));
        assert_eq!(progress.reason.as_deref(), Some("no"));
    }

    #[test]
    fn without_a_reason_keeps_the_one_before() {
        let drill = Drill::declared().does(ask::start("a")).does(ask::fail("a"));
        let drill = drill.does(level(Achieved::BROKEN, ""));
        assert_eq!(progress(&drill, "a").reason.as_deref(), Some("it broke"));
    }

    #[test]
    fn a_step_done_by_hand_is_what_its_text_makes_it() {
        let drill = after_a();
        let (step, progress) = drill.session.step(&id("a")).unwrap();
        let mut documented = step.clone();
        documented.text = "Do it so.".to_owned();
        documented.run = Some("true".to_owned());
        assert_eq!(progress.achieved(step), Some(Achieved::Level(Level::Manual)));
        assert_eq!(progress.achieved(&documented), Some(Achieved::Level(Level::Documented)));
        let (step, pending) = drill.session.step(&id("b")).unwrap();
        assert_eq!(pending.achieved(step), None);
    }

    #[test]
    fn no_such_step() {
        let command = Command::SetLevel { step: id("z"), level: Achieved::BROKEN, why: String::new() };
        assert_eq!(after_a().refusal(command), Refusal::NoSuchStep(id("z")));
    }
}

mod set_anchor {
    use super::*;

    fn anchor(anchor: Anchor) -> Command {
        Command::SetAnchor { anchor, simulated: true, why: "the page went off".to_owned() }
    }

    #[test]
    fn works_dated_back() {
        let drill = Drill::declared().at(60).dated(-30).does(anchor(Anchor::Outage));
        let mark = drill.session.anchor(Anchor::Outage).unwrap();
        assert_eq!((mark.moment, mark.source), (moment(-30), Source::Hand));
        assert_eq!((mark.simulated, mark.late, mark.why.as_str()), (true, true, "the page went off"));
    }

    #[test]
    fn the_last_hand_counts() {
        let drill = Drill::declared().at(60).dated(-30).does(anchor(Anchor::Outage));
        let drill = drill.dated(-20).does(anchor(Anchor::Outage));
        assert_eq!(drill.session.anchor(Anchor::Outage).unwrap().moment, moment(-20));
    }

    #[test]
    fn the_outage_before_it_is_declared() {
        let drill = Drill::of(crate::drill::stage::plan()).at(5);
        let early = drill.clone().does(anchor(Anchor::Outage)).does(anchor(Anchor::Detected));
        assert_eq!(early.session.anchor(Anchor::Detected).unwrap().moment, moment(5));
        for other in [Anchor::Declared, Anchor::Restored, Anchor::Verified, Anchor::CleanedUp] {
            assert_eq!(drill.refusal(anchor(other)), Refusal::AnchorTooEarly(other));
        }
    }
}

mod set_recovery_point {
    use super::*;

    fn point(s: i64, source: &str) -> Command {
        Command::SetRecoveryPoint { newest: wall(s), source: source.to_owned() }
    }

    #[test]
    fn works_and_the_last_counts() {
        let drill = after_a().does(point(-100, "select max")).does(point(-90, "the log"));
        let points = drill.session.recovery_points();
        assert_eq!(points.len(), 2);
        assert_eq!((points[1].newest, points[1].source.as_str()), (wall(-90), "the log"));
        assert_eq!(points[1].stamp.moment, moment(60));
    }

    #[test]
    fn in_the_future() {
        assert_eq!(after_a().refusal(point(61, "the log")), Refusal::InTheFuture);
    }

    #[test]
    fn without_a_source() {
        assert!(matches!(after_a().refusal(point(1, " ")), Refusal::Missing(_)));
    }
}

mod report {
    use super::*;

    #[test]
    fn a_jump_and_a_sleep_are_found() {
        let drill = after_a().does(Command::ReportJump { by: Span::from_secs(-3) });
        let drill = drill.does(Command::ReportSleep { length: Span::from_secs(3_600) });
        let found: Vec<FindingKind> = drill.session.findings().iter().map(|it| it.what).collect();
        let jumped = FindingKind::ClockJumped(Span::from_secs(-3));
        assert_eq!(found, [jumped, FindingKind::MachineSlept(Span::from_secs(3_600))]);
    }

    #[test]
    fn another_boot_is_found_once() {
        let second = |s| Moment { boot: "boot-2".into(), boottime: Span::from_secs(s), ..moment(s) };
        let drill = after_a().now(second(70)).does(ask::start("b")).now(second(80)).does(ask::start("c"));
        let drill = drill.at(90).does(ask::done("b"));
        let found: Vec<_> = drill.session.findings().iter().map(|it| (it.what, it.at.clone())).collect();
        assert_eq!(found, [(FindingKind::Rebooted, second(70))]);
    }

    #[test]
    fn a_boot_after_the_end_bends_no_time_unless_the_drill_goes_on() {
        let second = |s| Moment { boot: "boot-2".into(), boottime: Span::from_secs(s), ..moment(s) };
        let found = |drill: &Drill| drill.session.findings().iter().map(|it| it.what).collect::<Vec<_>>();
        let over = after_a().does(Command::Finish).now(second(9_000));
        let over = over.does(Command::Exclude { why: "network".into() });
        assert_eq!(found(&over), []);
        let again = over.now(second(9_100)).does(Command::Reopen { why: "not done".into() });
        assert_eq!(found(&again), [FindingKind::Rebooted]);
    }
}
