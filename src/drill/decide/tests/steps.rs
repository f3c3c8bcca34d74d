//! Commands that move steps.

use crate::drill::checklist::{Progress, StepState};
use crate::drill::command::Command;
use crate::drill::event::Door;
use crate::drill::fact::{Fact, HoldCause};
use crate::drill::ids::StepId;
use crate::drill::refusal::Refusal;
use crate::drill::stage::{Drill, ask, moment, plan};

fn progress<'a>(drill: &'a Drill, step: &str) -> &'a Progress {
    drill.session.step(&step.into()).unwrap().1
}

fn state(drill: &Drill, step: &str) -> StepState {
    progress(drill, step).state
}

fn id(step: &str) -> StepId {
    step.into()
}

/// `a` is done.
fn after_a() -> Drill {
    Drill::declared().at(10).does(ask::start("a")).at(20).does(ask::done("a"))
}

mod start {
    use super::*;

    #[test]
    fn works() {
        let drill = Drill::declared().at(10).does(ask::start("a"));
        assert_eq!(state(&drill, "a"), StepState::Running);
        assert_eq!(progress(&drill, "a").running().unwrap().started.moment, moment(10));
    }

    #[test]
    fn two_branches_run_side_by_side() {
        let drill = after_a().does(ask::start("b")).does(ask::start("c"));
        assert_eq!(drill.session.checklist().running().collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn a_failed_step_is_tried_again() {
        let drill =
            Drill::declared().does(ask::start("a")).at(5).does(ask::fail("a")).at(9).does(ask::start("a"));
        assert_eq!(state(&drill, "a"), StepState::Running);
        assert_eq!(progress(&drill, "a").attempts.len(), 2);
        assert_eq!(progress(&drill, "a").reason, None);
    }

    #[test]
    fn an_unready_one_needs_a_reason_that_is_kept() {
        let drill = Drill::declared();
        let refused = Refusal::NotReady { step: id("b"), waits_for: id("a") };
        assert_eq!(drill.refusal(ask::start("b")), refused);
        assert_eq!(drill.refusal(ask::start_unready("b", "  ")), refused);
        let drill = drill.does(ask::start_unready("b", "a is there already"));
        assert_eq!(progress(&drill, "b").reason.as_deref(), Some("a is there already"));
    }

    #[test]
    fn a_ready_one_keeps_no_blank_reason() {
        let drill = Drill::declared().does(ask::start_unready("a", " "));
        assert_eq!(progress(&drill, "a").reason, None);
    }

    #[test]
    fn a_failed_predecessor_is_not_done() {
        let drill = Drill::declared().does(ask::start("a")).does(ask::fail("a"));
        let refused = Refusal::NotReady { step: id("b"), waits_for: id("a") };
        assert_eq!(drill.refusal(ask::start("b")), refused);
    }

    #[test]
    fn a_skipped_predecessor_is_enough() {
        let drill = Drill::declared().does(ask::skip("a")).does(ask::start("b"));
        assert_eq!(state(&drill, "b"), StepState::Running);
    }

    #[test]
    fn a_reopened_predecessor_comes_first_again() {
        let drill = after_a().does(ask::reopen("a"));
        let refused = Refusal::NotReady { step: id("b"), waits_for: id("a") };
        assert_eq!(drill.refusal(ask::start("b")), refused);
    }

    #[test]
    fn what_was_done_after_a_reopened_step_stays_done() {
        let drill = after_a().does(ask::start("b")).does(ask::done("b")).does(ask::reopen("a"));
        assert_eq!((state(&drill, "a"), state(&drill, "b")), (StepState::Pending, StepState::Done));
    }

    #[test]
    fn twice() {
        let drill = Drill::declared().does(ask::start("a"));
        assert_eq!(drill.refusal(ask::start("a")), Refusal::AlreadyRunning(id("a")));
    }

    #[test]
    fn settled() {
        assert_eq!(after_a().refusal(ask::start("a")), Refusal::AlreadySettled(id("a"), StepState::Done));
        let skipped = Drill::declared().does(ask::skip("a"));
        assert_eq!(skipped.refusal(ask::start("a")), Refusal::AlreadySettled(id("a"), StepState::Skipped));
    }

    #[test]
    fn no_such_step() {
        assert_eq!(Drill::declared().refusal(ask::start("z")), Refusal::NoSuchStep(id("z")));
    }

    #[test]
    fn over_its_last_attempt() {
        let drill = Drill::declared().at(10).does(ask::start("a")).at(20).does(ask::fail("a")).at(60);
        assert_eq!(drill.clone().dated(15).refusal(ask::start("a")), Refusal::AttemptsOverlap(id("a")));
        assert_eq!(state(&drill.dated(20).does(ask::start("a")), "a"), StepState::Running);
    }

    #[test]
    fn in_the_future() {
        assert_eq!(Drill::declared().dated(1).refusal(ask::start("a")), Refusal::InTheFuture);
        assert_eq!(state(&Drill::declared().dated(0).does(ask::start("a")), "a"), StepState::Running);
    }

    #[test]
    fn before_the_session_began() {
        let drill = Drill::declared().dated(-3_600).does(ask::start("a"));
        let started = &progress(&drill, "a").attempts[0].started;
        assert_eq!((&started.moment, started.late), (&moment(-3_600), true));
    }
}

mod complete {
    use super::*;

    #[test]
    fn works() {
        let drill = after_a();
        assert_eq!(state(&drill, "a"), StepState::Done);
        assert_eq!(progress(&drill, "a").settled.as_ref().unwrap().moment, moment(20));
        assert_eq!(progress(&drill, "a").attempts[0].end(), Some(&moment(20)));
    }

    #[test]
    fn ends_the_hold() {
        let drill = Drill::declared().does(ask::start("a")).at(5).does(ask::hold("a", HoldCause::Approval));
        let drill = drill.at(9).does(ask::done("a"));
        assert_eq!(drill.session.holds().iter().next().unwrap().to, Some(moment(9)));
        assert_eq!(drill.session.holds().of(&id("a")), None);
    }

    #[test]
    fn dated_back_before_its_hold_leaves_a_hold_of_no_length() {
        let drill = Drill::declared().does(ask::start("a")).at(50).does(ask::hold("a", HoldCause::Deciding));
        let drill = drill.at(60).dated(40).does(ask::done("a"));
        let hold = drill.session.holds().iter().next().unwrap();
        assert_eq!((&hold.from.moment, hold.to.as_ref()), (&moment(50), Some(&moment(50))));
        assert_eq!(progress(&drill, "a").attempts[0].end(), Some(&moment(40)));
    }

    #[test]
    fn one_that_never_started_takes_the_time_told_as_its_start() {
        let drill = Drill::declared().at(60).dated(10).does(ask::done("a"));
        let attempt = &progress(&drill, "a").attempts[0];
        let (ended, how) = attempt.ended.as_ref().unwrap();
        assert_eq!((&attempt.started.moment, attempt.started.late), (&moment(10), true));
        assert_eq!((&ended.moment, ended.late, *how), (&moment(60), false, StepState::Done));
        assert_eq!(drill.events[2].deed, drill.events[3].deed);
    }

    #[test]
    fn an_unready_one_that_never_started_keeps_a_reason() {
        let drill = Drill::declared().at(60).dated(10).does(ask::done("b"));
        assert_eq!(progress(&drill, "b").reason.as_deref(), Some("entered when it was done"));
    }

    #[test]
    fn never_started() {
        assert_eq!(Drill::declared().refusal(ask::done("a")), Refusal::NotRunning(id("a")));
    }

    #[test]
    fn settled() {
        assert_eq!(after_a().refusal(ask::done("a")), Refusal::AlreadySettled(id("a"), StepState::Done));
        let failed = Drill::declared().does(ask::start("a")).does(ask::fail("a"));
        assert_eq!(failed.refusal(ask::done("a")), Refusal::AlreadySettled(id("a"), StepState::Failed));
        let late = after_a().at(60).dated(30);
        assert_eq!(late.refusal(ask::done("a")), Refusal::AlreadySettled(id("a"), StepState::Done));
    }

    #[test]
    fn before_its_start() {
        let drill = Drill::declared().at(10).does(ask::start("a")).at(20);
        assert_eq!(drill.clone().dated(9).refusal(ask::done("a")), Refusal::EndsBeforeStart(id("a")));
        assert_eq!(state(&drill.dated(10).does(ask::done("a")), "a"), StepState::Done);
    }

    #[test]
    fn no_such_step() {
        assert_eq!(Drill::declared().refusal(ask::done("z")), Refusal::NoSuchStep(id("z")));
    }

    #[test]
    fn by_two_at_once_finishes_it_once() {
        let drill = Drill::declared().at(10).does(ask::start("a")).at(20);
        let first = drill.event(Fact::StepCompleted { step: id("a") }, drill.now.wall, false);
        let second = crate::drill::event::Event {
            writer: "writer-2".into(),
            id: crate::drill::stage::id(99),
            deed: crate::drill::stage::id(99),
            happened: crate::drill::stage::wall(15),
            actor: "Dee".into(),
            ..first.clone()
        };
        let mut drill = drill;
        drill.take(second);
        drill.take(first);
        assert_eq!(progress(&drill, "a").attempts.len(), 1);
        assert_eq!(
            progress(&drill, "a").settled.as_ref().unwrap().moment,
            moment(20),
            "writer-1 comes first"
        );
    }
}

mod advance {
    use super::*;

    #[test]
    fn works() {
        let drill = Drill::declared().does(ask::start("a")).at(9).does(ask::advance("a", "b"));
        assert_eq!((state(&drill, "a"), state(&drill, "b")), (StepState::Done, StepState::Running));
        let [.., done, started] = drill.events.as_slice() else { panic!() };
        assert_eq!((done.deed, started.deed), (done.id, done.id));
    }

    #[test]
    fn only_finishes_where_nothing_is_next() {
        let finish = Command::Advance { finish: id("a"), start: None };
        let drill = Drill::declared().does(ask::start("a")).does(finish);
        assert_eq!(state(&drill, "a"), StepState::Done);
        assert_eq!(drill.session.checklist().running().count(), 0);
    }

    #[test]
    fn only_finishes_where_somebody_took_the_next_one() {
        let drill = after_a().does(ask::start("b")).does(ask::start("c")).at(30).does(ask::advance("b", "c"));
        assert_eq!((state(&drill, "b"), state(&drill, "c")), (StepState::Done, StepState::Running));
        assert_eq!(progress(&drill, "c").attempts.len(), 1);
    }

    #[test]
    fn only_finishes_where_the_next_one_is_not_ready() {
        let drill = after_a().does(ask::start("b")).does(ask::advance("b", "d"));
        assert_eq!((state(&drill, "b"), state(&drill, "d")), (StepState::Done, StepState::Pending));
    }

    #[test]
    fn only_finishes_where_the_next_one_failed_or_destroys() {
        let drill = after_a().does(ask::start("c")).does(ask::fail("c")).does(ask::start("b"));
        assert_eq!(state(&drill.does(ask::advance("b", "c")), "c"), StepState::Failed);
        let mut procedure = plan();
        procedure.steps[1].destructive = true;
        let drill = Drill::of(procedure).does(Command::Declare).does(ask::start("a"));
        assert_eq!(state(&drill.does(ask::advance("a", "b")), "b"), StepState::Pending);
    }

    #[test]
    fn not_running() {
        assert_eq!(Drill::declared().refusal(ask::advance("a", "b")), Refusal::NotRunning(id("a")));
    }

    #[test]
    fn pressed_twice_finishes_one_step() {
        let drill = Drill::declared().does(ask::start("a")).does(ask::advance("a", "b"));
        let refused = Refusal::AlreadySettled(id("a"), StepState::Done);
        assert_eq!(drill.refusal(ask::advance("a", "b")), refused);
    }

    #[test]
    fn no_such_step() {
        let drill = Drill::declared().does(ask::start("a"));
        assert_eq!(drill.refusal(ask::advance("z", "b")), Refusal::NoSuchStep(id("z")));
        assert_eq!(drill.refusal(ask::advance("a", "z")), Refusal::NoSuchStep(id("z")));
    }

    #[test]
    fn before_its_start() {
        let drill = Drill::declared().at(10).does(ask::start("a")).at(20).dated(5);
        assert_eq!(drill.refusal(ask::advance("a", "b")), Refusal::EndsBeforeStart(id("a")));
    }
}

mod fail {
    use super::*;

    #[test]
    fn works() {
        let drill = Drill::declared().does(ask::start("a")).at(9).does(ask::fail("a"));
        assert_eq!(state(&drill, "a"), StepState::Failed);
        assert_eq!(progress(&drill, "a").reason.as_deref(), Some("it broke"));
        assert_eq!(progress(&drill, "a").attempts[0].ended.as_ref().unwrap().1, StepState::Failed);
    }

    #[test]
    fn without_a_reason_has_none() {
        let command = Command::FailStep { step: id("a"), why: String::new() };
        let drill = Drill::declared().does(ask::start("a")).does(command);
        assert_eq!((state(&drill, "a"), progress(&drill, "a").reason.clone()), (StepState::Failed, None));
    }

    #[test]
    fn ends_the_hold() {
        let drill = Drill::declared().does(ask::start("a")).does(ask::hold("a", HoldCause::Approval));
        assert_eq!(drill.at(9).does(ask::fail("a")).session.holds().of(&id("a")), None);
    }

    #[test]
    fn not_running() {
        assert_eq!(Drill::declared().refusal(ask::fail("a")), Refusal::NotRunning(id("a")));
    }

    #[test]
    fn settled() {
        assert_eq!(after_a().refusal(ask::fail("a")), Refusal::AlreadySettled(id("a"), StepState::Done));
    }

    #[test]
    fn before_its_start() {
        let drill = Drill::declared().at(10).does(ask::start("a")).at(20).dated(5);
        assert_eq!(drill.refusal(ask::fail("a")), Refusal::EndsBeforeStart(id("a")));
    }

    #[test]
    fn no_such_step() {
        assert_eq!(Drill::declared().refusal(ask::fail("z")), Refusal::NoSuchStep(id("z")));
    }
}

mod skip {
    use super::*;

    #[test]
    fn works_on_pending_running_and_failed_ones() {
        let pending = Drill::declared();
        let running = pending.clone().does(ask::start("a"));
        let failed = running.clone().does(ask::fail("a"));
        for drill in [pending, running, failed] {
            let drill = drill.at(9).does(ask::skip("a"));
            assert_eq!(state(&drill, "a"), StepState::Skipped);
            assert_eq!(progress(&drill, "a").reason.as_deref(), Some("not needed"));
            assert_eq!(progress(&drill, "a").running(), None);
        }
    }

    #[test]
    fn a_running_one_ends_its_attempt_and_hold() {
        let drill = Drill::declared().does(ask::start("a")).does(ask::hold("a", HoldCause::Approval));
        let drill = drill.at(9).does(ask::skip("a"));
        assert_eq!(progress(&drill, "a").attempts[0].ended.as_ref().unwrap().1, StepState::Skipped);
        assert_eq!(drill.session.holds().iter().next().unwrap().to, Some(moment(9)));
    }

    #[test]
    fn a_reopened_one_leaves_its_attempts_as_they_were() {
        let drill = after_a().at(30).does(ask::reopen("a")).at(40).does(ask::skip("a"));
        assert_eq!(state(&drill, "a"), StepState::Skipped);
        assert_eq!(progress(&drill, "a").attempts[0].ended.as_ref().unwrap().1, StepState::Done);
        assert_eq!(progress(&drill, "a").settled.as_ref().unwrap().moment, moment(40));
    }

    #[test]
    fn settled() {
        assert_eq!(after_a().refusal(ask::skip("a")), Refusal::AlreadySettled(id("a"), StepState::Done));
        let skipped = Drill::declared().does(ask::skip("a"));
        assert_eq!(skipped.refusal(ask::skip("a")), Refusal::AlreadySettled(id("a"), StepState::Skipped));
    }

    #[test]
    fn before_its_start() {
        let drill = Drill::declared().at(10).does(ask::start("a")).at(20).dated(5);
        assert_eq!(drill.refusal(ask::skip("a")), Refusal::EndsBeforeStart(id("a")));
    }

    #[test]
    fn no_such_step() {
        assert_eq!(Drill::declared().refusal(ask::skip("z")), Refusal::NoSuchStep(id("z")));
    }
}

mod reopen {
    use super::*;

    #[test]
    fn works_on_done_failed_and_skipped_ones() {
        let running = Drill::declared().does(ask::start("a"));
        let settled = [ask::done("a"), ask::fail("a"), ask::skip("a")].map(|it| running.clone().does(it));
        for drill in settled {
            let drill = drill.does(ask::reopen("a"));
            assert_eq!(state(&drill, "a"), StepState::Pending);
            assert_eq!(progress(&drill, "a").settled, None);
            assert_eq!(progress(&drill, "a").attempts.len(), 1);
            assert_eq!(progress(&drill, "a").reason.as_deref(), Some("once more"));
        }
    }

    #[test]
    fn running() {
        let drill = Drill::declared().does(ask::start("a"));
        assert_eq!(drill.refusal(ask::reopen("a")), Refusal::AlreadyRunning(id("a")));
    }

    #[test]
    fn pending() {
        assert_eq!(Drill::declared().refusal(ask::reopen("a")), Refusal::NotSettled(id("a")));
    }

    #[test]
    fn no_such_step() {
        assert_eq!(Drill::declared().refusal(ask::reopen("z")), Refusal::NoSuchStep(id("z")));
    }
}

mod hold {
    use super::*;

    #[test]
    fn works_for_each_cause() {
        for cause in [HoldCause::Dependency("storage".into()), HoldCause::Approval, HoldCause::Deciding] {
            let drill = Drill::declared().does(ask::start("a")).at(5).does(ask::hold("a", cause.clone()));
            let hold = drill.session.holds().of(&id("a")).unwrap();
            assert_eq!((&hold.cause, &hold.from.moment, hold.text.as_str()), (&cause, &moment(5), "waiting"));
            assert_eq!(state(&drill, "a"), StepState::Running, "a held step still runs");
        }
    }

    #[test]
    fn names_the_dependency_that_is_waited_for() {
        let drill = Drill::declared().does(ask::start("a"));
        assert_eq!(drill.session.waits_for(), None);
        let drill = drill.does(ask::hold("a", HoldCause::Dependency("storage".into())));
        assert_eq!(drill.session.waits_for(), Some(&"storage".into()));
        assert_eq!(drill.does(ask::done("a")).session.waits_for(), None);
    }

    #[test]
    fn twice() {
        let drill = Drill::declared().does(ask::start("a")).does(ask::hold("a", HoldCause::Approval));
        assert_eq!(drill.refusal(ask::hold("a", HoldCause::Deciding)), Refusal::AlreadyHeld(id("a")));
    }

    #[test]
    fn not_running() {
        let refused = Drill::declared().refusal(ask::hold("a", HoldCause::Approval));
        assert_eq!(refused, Refusal::NotRunning(id("a")));
    }

    #[test]
    fn before_its_start() {
        let drill = Drill::declared().at(10).does(ask::start("a")).at(20).dated(5);
        let refused = drill.refusal(ask::hold("a", HoldCause::Approval));
        assert_eq!(refused, Refusal::EndsBeforeStart(id("a")));
    }

    #[test]
    fn no_such_dependency() {
        let drill = Drill::declared().does(ask::start("a"));
        let refused = drill.refusal(ask::hold("a", HoldCause::Dependency("moon".into())));
        assert_eq!(refused, Refusal::NoSuchDependency("moon".to_owned()));
    }

    #[test]
    fn no_such_step() {
        let refused = Drill::declared().refusal(ask::hold("z", HoldCause::Approval));
        assert_eq!(refused, Refusal::NoSuchStep(id("z")));
    }
}

mod resume {
    use super::*;

    fn held() -> Drill {
        Drill::declared().does(ask::start("a")).at(5).does(ask::hold("a", HoldCause::Approval)).at(20)
    }

    #[test]
    fn works() {
        let drill = held().dated(9).does(ask::resume("a"));
        assert_eq!(drill.session.holds().iter().next().unwrap().to, Some(moment(9)));
        assert_eq!(drill.session.holds().of(&id("a")), None);
        assert_eq!(state(&drill, "a"), StepState::Running);
    }

    #[test]
    fn and_hold_again() {
        let drill = held().does(ask::resume("a")).does(ask::hold("a", HoldCause::Deciding));
        assert_eq!(drill.session.holds().iter().len(), 2);
        assert_eq!(drill.session.holds().of(&id("a")).unwrap().cause, HoldCause::Deciding);
    }

    #[test]
    fn not_held() {
        let drill = Drill::declared().does(ask::start("a"));
        assert_eq!(drill.refusal(ask::resume("a")), Refusal::NotHeld(id("a")));
    }

    #[test]
    fn not_running() {
        assert_eq!(Drill::declared().refusal(ask::resume("a")), Refusal::NotRunning(id("a")));
    }

    #[test]
    fn before_the_hold_began() {
        assert_eq!(held().dated(4).refusal(ask::resume("a")), Refusal::ResumesBeforeHold(id("a")));
    }

    #[test]
    fn no_such_step() {
        assert_eq!(held().refusal(ask::resume("z")), Refusal::NoSuchStep(id("z")));
    }
}

mod owner {
    use super::*;

    #[test]
    fn the_shell_may_tick_and_the_log_says_who() {
        let drill = Drill::declared().by("Jo").through(Door::Shell).does(ask::start("a"));
        assert_eq!(progress(&drill, "a").running().unwrap().started.by, "Jo".into());
    }
}
