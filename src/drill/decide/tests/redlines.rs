//! How the procedure may be amended, and what it is then.

use crate::drill::checklist::StepState;
use crate::drill::command::Command;
use crate::drill::event::Door;
use crate::drill::fact::Fact;
use crate::drill::procedure::{Anchor, Component, Procedure, Step};
use crate::drill::redline::{Key, Place, Value};
use crate::drill::redlines::Amendment;
use crate::drill::refusal::Refusal;
use crate::drill::script::{Guard, Role};
use crate::drill::stage::{self, Drill, ask, plan, step};

/// The plan in one line, with its component.
fn chain() -> Procedure {
    let component = Component { id: "database".into(), title: "Database".to_owned(), weight: 1 };
    Procedure { components: vec![component], ..stage::chain() }
}

fn declared() -> Drill {
    Drill::of(chain()).does(Command::Declare)
}

fn place(phase: usize, below: Option<&str>) -> Place {
    Place { phase, below: below.map(Into::into) }
}

fn insert(id: &str, below: &str) -> Command {
    let (step, title, place) = (id.into(), format!("Do {id}"), place(0, Some(below)));
    Command::InsertStep { step, title, place, was: Vec::new(), start: true }
}

fn amend(id: &str, key: Key, value: Option<&str>) -> Command {
    let value = value.map(|it| Value::Text(it.to_owned()));
    Command::AmendStep { step: id.into(), changes: vec![(key, value)], why: None }
}

fn move_to(id: &str, to: Place) -> Command {
    Command::MoveStep { step: id.into(), to }
}

fn drop_step(id: &str) -> Command {
    Command::DropStep { step: id.into(), why: "not needed".to_owned() }
}

fn merge(id: &str, into: &str) -> Command {
    Command::MergeStep { step: id.into(), into: into.into() }
}

/// Number and id of every step, in order.
fn order(drill: &Drill) -> String {
    let procedure = drill.session.procedure();
    let named = |(at, step): (usize, &Step)| format!("{}{}", procedure.number_at(at), step.id);
    procedure.steps.iter().enumerate().map(named).collect::<Vec<_>>().join(" ")
}

fn after(drill: &Drill, id: &str) -> Vec<String> {
    drill.session.procedure().step(&id.into()).unwrap().after.iter().map(ToString::to_string).collect()
}

fn state(drill: &Drill, id: &str) -> StepState {
    drill.session.checklist().progress(&id.into()).unwrap().state
}

mod amend {
    use super::*;

    #[test]
    fn counts_at_once_and_remembers_what_was_there() {
        let drill = declared().does(amend("a", Key::Title, Some("Do it at once")));
        assert_eq!(drill.session.step(&"a".into()).unwrap().0.title, "Do it at once");
        let Amendment::Amended { changes, .. } = &drill.session.redlines().iter().next().unwrap().what else {
            panic!("not amended")
        };
        assert_eq!(changes[0].old, Some(Value::Text("Do a".to_owned())));
        let undone = drill.does(Command::Undo);
        assert_eq!(undone.session.redlines().written(), chain());
    }

    #[test]
    fn works_before_the_outage_and_in_the_debrief_but_not_behind_it() {
        let briefing = Drill::of(chain()).does(amend("a", Key::Text, Some("Look.")));
        let debrief =
            briefing.does(Command::Declare).does(Command::Finish).does(amend("b", Key::Expect, Some("5m")));
        let sealed = debrief.does(ask::seal());
        assert!(matches!(sealed.refusal(amend("a", Key::Text, None)), Refusal::SessionOver(_)));
    }

    #[test]
    fn an_anchor_that_moves_is_set_by_the_step_that_marks_it_now() {
        let drill = declared().does(amend("a", Key::Marks, Some("detected"))).at(9).does(ask::start("a"));
        let drill = drill.at(12).does(ask::done("a"));
        assert!(drill.session.anchor(Anchor::Detected).is_some());
        let undone = declared().does(ask::start("a")).does(ask::done("a"));
        assert!(undone.session.anchor(Anchor::Detected).is_none());
    }

    #[test]
    fn refuses_what_does_not_fit() {
        let list = |key, ids: &[&str]| {
            let value = Some(Value::List(ids.iter().map(|it| (*it).to_owned()).collect()));
            Command::AmendStep { step: "b".into(), changes: vec![(key, value)], why: None }
        };
        let flag = Command::AmendStep {
            step: "b".into(),
            changes: vec![(Key::Automatic, Some(Value::Flag(true)))],
            why: None,
        };
        for (command, why) in [
            (amend("b", Key::Title, Some("Do b")), "step b reads like that already"),
            (amend("b", Key::Expect, Some("soon")), "`expect` is no length"),
            (amend("z", Key::Title, Some("x")), "the procedure has no step z"),
            (list(Key::After, &["z"]), "`after` names z"),
            (list(Key::After, &["c"]), "`after` would let steps wait for each other in a circle"),
            (list(Key::After, &["b"]), "`after` would let the step wait for itself"),
            (list(Key::Restores, &["moon"]), "`restores` names moon"),
            (list(Key::Needs, &["moon"]), "`needs` names moon"),
            (list(Key::Was, &["../x"]), "`was` names ../x"),
            (flag, "`automatic` needs `run` and `check`"),
        ] {
            let said = declared().refusal(command).to_string();
            assert!(said.starts_with(why), "{said}");
        }
        assert!(matches!(
            declared().by("Jo").refusal(amend("a", Key::Text, Some("x"))),
            Refusal::NotTheOwner { .. }
        ));
    }

    #[test]
    fn what_runs_is_agreed_upon_once_until_it_is_amended_again() {
        let run = |role| Command::RunScript { step: "a".into(), role, automatic: false, why: None };
        let yes =
            Command::AnswerGuard { step: "a".into(), guard: Guard::Amendment, answer: "yes".to_owned() };
        let guarded = Refusal::Guarded { step: "a".into(), guard: Guard::Amendment };
        let drill =
            declared().does(amend("a", Key::Run, Some("rm -r x"))).does(amend("a", Key::Check, Some("ls")));
        assert_eq!(drill.refusal(run(Role::Run)), guarded);
        let agreed = drill.clone().does(yes.clone()).does(run(Role::Run));
        let question = &agreed.session.guards().iter().next().unwrap().0.question;
        assert!(question.ends_with("run: rm -r x · check: ls"), "{question}");
        let again = drill.does(yes.clone()).does(ask::start("a")).does(ask::fail("a")).does(run(Role::Run));
        assert!(again.session.scripts().running_of(&"a".into()).is_some(), "agreed upon once");
        let amended =
            declared().does(amend("a", Key::Run, Some("x"))).does(yes).does(amend("a", Key::Run, Some("y")));
        assert_eq!(amended.refusal(run(Role::Run)), guarded);
        let titled = declared().does(amend("a", Key::Title, Some("Do it")));
        assert!(titled.session.guards_of(titled.session.step(&"a".into()).unwrap().0, true).is_empty());
    }
}

mod insert {
    use super::*;

    #[test]
    fn runs_at_once_and_the_whiteboards_numbers_stay() {
        let drill = declared()
            .does(ask::start("a"))
            .does(insert("x", "a"))
            .does(insert("y", "a"))
            .does(insert("z", "y"));
        assert_eq!(order(&drill), "1a 1by 1cz 1ax 2b 3c 4d 5e 6f");
        assert_eq!((state(&drill, "x"), state(&drill, "a")), (StepState::Running, StepState::Running));
        assert!(drill.session.redlines().is_improvised(&"x".into()));
        assert_eq!((after(&drill, "y"), after(&drill, "b")), (vec!["a".to_owned()], vec!["x".to_owned()]));
        let folded = drill.clone().folded();
        assert_eq!(order(&folded), order(&drill));
        let undone = drill.does(Command::Undo).does(Command::Undo).does(Command::Undo);
        assert_eq!(order(&undone), "1a 2b 3c 4d 5e 6f");
        assert_eq!(state(&undone, "a"), StepState::Running);
    }

    #[test]
    fn only_waits_in_the_briefing() {
        let drill = Drill::of(chain()).does(insert("x", "a"));
        assert_eq!(state(&drill, "x"), StepState::Pending);
    }

    #[test]
    fn at_the_head_of_a_phase() {
        let (title, was) = ("Do x".to_owned(), vec!["a".into()]);
        let at = |phase| Command::InsertStep {
            step: "x".into(),
            title: title.clone(),
            place: place(phase, None),
            was: was.clone(),
            start: false,
        };
        assert_eq!(order(&declared().does(at(0))), "0ax 1a 2b 3c 4d 5e 6f");
        assert_eq!(order(&declared().does(at(1))), "1a 2b 3c 4d 5e 5ax 6f");
        assert_eq!(declared().refusal(at(2)), Refusal::NoSuchPlace);
    }

    #[test]
    fn refuses_an_id_that_is_taken_or_cannot_be_one() {
        for id in ["a", "", "-x", "a/b", "ä"] {
            assert_eq!(declared().refusal(insert(id, "a")), Refusal::BadId(id.into()));
        }
        assert_eq!(declared().refusal(insert("x", "z")), Refusal::NoSuchStep("z".into()));
    }
}

mod move_step {
    use super::*;

    #[test]
    fn keeps_its_number_and_follows_its_new_neighbour() {
        let drill = declared().does(move_to("c", place(0, Some("a"))));
        assert_eq!(order(&drill), "1a 3c 2b 4d 5e 6f");
        assert_eq!(
            (after(&drill, "c"), after(&drill, "b"), after(&drill, "d")),
            (vec!["a".to_owned()], vec!["c".to_owned()], vec!["b".to_owned()],)
        );
        assert_eq!(order(&drill.does(Command::Undo)), "1a 2b 3c 4d 5e 6f");
    }

    #[test]
    fn one_line_at_a_time_across_phases() {
        let procedure = chain();
        let beside = |id: &str, down| procedure.place_beside(&id.into(), down);
        assert_eq!(beside("a", false), None);
        assert_eq!(beside("a", true), Some(place(0, Some("b"))));
        assert_eq!(beside("c", false), Some(place(0, Some("a"))));
        assert_eq!(beside("b", false), Some(place(0, None)));
        assert_eq!(beside("e", true), Some(place(1, None)));
        assert_eq!(beside("f", false), Some(place(0, Some("e"))));
        assert_eq!(beside("f", true), None);
    }

    #[test]
    fn refuses_a_circle_and_standing_still() {
        let still = move_to("b", place(0, Some("a")));
        assert_eq!(declared().refusal(still), Refusal::NothingToAmend("b".into()));
        let mut procedure = chain();
        procedure.steps[0].follows = false;
        procedure.steps[2] = step("c", &["b"]);
        let drill = Drill::of(procedure).does(Command::Declare);
        let said = drill.refusal(move_to("b", place(0, Some("c")))).to_string();
        assert!(said.contains("in a circle"), "{said}");
    }
}

mod drop_step {
    use super::*;

    #[test]
    fn refuses_a_circle() {
        let mut procedure = chain();
        procedure.steps[1] = step("b", &["d"]);
        procedure.steps[2] = step("c", &[]);
        let drill = Drill::of(procedure).does(Command::Declare);
        let said = drill.refusal(drop_step("c")).to_string();
        assert!(said.contains("in a circle"), "{said}");
    }

    #[test]
    fn leaves_it_in_sight_and_does_nothing_any_more() {
        let drill = declared().does(drop_step("d"));
        assert_eq!((order(&drill), state(&drill, "d")), ("1a 2b 3c 4d 5e 6f".to_owned(), StepState::Dropped));
        assert_eq!(after(&drill, "e"), ["c"]);
        let (dropped, _) = drill.session.step(&"d".into()).unwrap();
        assert!(dropped.marks.is_none() && dropped.restores.is_empty());
        assert_eq!(drill.session.redlines().dropped(&"d".into()).unwrap().why, "not needed");
        let written = drill.session.redlines().written();
        assert_eq!(written.steps.len(), 5);
        assert_eq!(drill.refusal(ask::start("d")), Refusal::Dropped("d".into()));
        let back = drill.does(ask::reopen("d"));
        assert_eq!(back.session.redlines().written(), chain());
        assert_eq!(state(&back, "d"), StepState::Pending);
    }

    #[test]
    fn is_had_back_in_the_briefing_too() {
        let drill = Drill::of(chain()).does(drop_step("d"));
        assert_eq!(drill.refusal(ask::reopen("c")), Refusal::NotSettled("c".into()));
        assert_eq!(drill.does(ask::reopen("d")).session.redlines().written(), chain());
    }

    #[test]
    fn a_phase_without_steps_is_not_written() {
        let written = declared().does(drop_step("f")).session.redlines().written();
        assert_eq!(written.phases, plan().phases[..1]);
        let mut procedure = chain();
        procedure.phases.insert(0, "Prepare".into());
        procedure.steps[1..].iter_mut().for_each(|step| step.phase += 1);
        let drill = Drill::of(procedure).does(Command::Declare).does(drop_step("a"));
        let written = drill.session.redlines().written();
        assert_eq!((written.phases.len(), written.steps[0].phase, written.steps[4].phase), (2, 0, 1));
        assert!(written.steps[0].after.is_empty());
    }

    #[test]
    fn refuses_what_was_begun() {
        let drill = declared().does(ask::start("a"));
        assert_eq!(drill.refusal(drop_step("a")), Refusal::AlreadyRunning("a".into()));
        let done = drill.does(ask::done("a"));
        assert_eq!(done.refusal(drop_step("a")), Refusal::AlreadySettled("a".into(), StepState::Done));
        let failed = declared().does(ask::start("a")).does(ask::fail("a")).does(drop_step("a"));
        assert_eq!(state(&failed, "a"), StepState::Dropped);
        assert_eq!(failed.refusal(amend("a", Key::Text, Some("x"))), Refusal::Dropped("a".into()));
    }
}

mod merge {
    use super::*;

    #[test]
    fn makes_one_step_of_two() {
        let mut procedure = chain();
        procedure.steps[0].command = Some("one".to_owned());
        procedure.steps[1].command = Some("two".to_owned());
        procedure.steps[2].after = vec!["b".into()];
        procedure.steps[2].follows = false;
        let drill = Drill::of(procedure).does(Command::Declare).does(merge("b", "a"));
        let (merged, _) = drill.session.step(&"a".into()).unwrap();
        assert_eq!(merged.command.as_deref(), Some("one\ntwo"));
        assert_eq!((merged.was[0].as_str(), merged.restores[0].as_str()), ("b", "database"));
        assert_eq!((state(&drill, "b"), after(&drill, "c")), (StepState::Dropped, vec!["a".to_owned()]));
        let undone = drill.does(Command::Undo);
        assert_eq!(undone.session.redlines().iter().len(), 0);
        assert_eq!(after(&undone, "c"), ["b"]);
    }

    #[test]
    fn refuses_what_is_over() {
        assert!(matches!(declared().refusal(merge("a", "a")), Refusal::AlreadySettled(..)));
        let done = declared().does(ask::start("a")).does(ask::done("a"));
        assert_eq!(done.refusal(merge("b", "a")), Refusal::AlreadySettled("a".into(), StepState::Done));
    }
}

mod order {
    use super::*;

    fn after_these(id: &str, after: &[&str]) -> Command {
        let after = Value::List(after.iter().map(|it| (*it).to_owned()).collect());
        Command::AmendStep { step: id.into(), changes: vec![(Key::After, Some(after))], why: None }
    }

    #[test]
    fn what_others_built_a_circle_on_is_not_taken_back() {
        let freed =
            Drill::of(chain()).does(Command::Declare).through(Door::Shell).does(after_these("c", &["a"]));
        let turned = freed.by("Dee").does(after_these("b", &["c"]));
        let refused = turned.clone().by("Mara").refusal(Command::Undo);
        assert_eq!(refused, Refusal::NeverBegins { step: "b".into(), by: "Dee".into() });
        let back = turned.does(Command::Undo).by("Mara").does(Command::Undo);
        assert_eq!(back.session.redlines().written(), chain());
    }

    #[test]
    fn what_others_come_after_is_not_taken_back() {
        let put_in = declared().through(Door::Shell).does(insert("x", "a"));
        let waits =
            put_in.by("Dee").does(after_these("e", &["x"])).does(amend("a", Key::Text, Some("Look.")));
        let refused = waits.by("Mara").refusal(Command::Undo);
        assert_eq!(refused, Refusal::NeverBegins { step: "e".into(), by: "Dee".into() });
    }

    #[test]
    fn what_is_done_again_makes_no_circle() {
        let undone =
            declared().through(Door::Shell).does(after_these("b", &[])).does(after_these("a", &["b"]));
        let undone = undone.does(Command::Undo);
        let turned = undone.by("Dee").does(after_these("b", &["a"]));
        let refused = turned.by("Mara").refusal(Command::Redo);
        assert_eq!(refused, Refusal::NeverBegins { step: "b".into(), by: "Dee".into() });
    }

    #[test]
    fn what_the_procedure_names_is_no_text_that_could_be_erased() {
        let drill = declared().does(after_these("c", &["a"]));
        assert_eq!(drill.refusal(ask::redact(drill.last())), Refusal::NothingToRedact(drill.last()));
        let Command::AmendStep { step, changes, .. } = after_these("c", &["a"]) else { panic!() };
        let told = declared().does(Command::AmendStep { step, changes, why: Some("hunter22".to_owned()) });
        let amended = told.last();
        let erased = told.does(ask::redact(amended));
        assert_eq!(after(&erased, "c"), ["a"]);
    }

    #[test]
    fn what_was_dropped_comes_back_into_no_circle() {
        let mut procedure = chain();
        procedure.steps[1].follows = false;
        let drill = Drill::of(procedure).does(Command::Declare).does(drop_step("a"));
        let moved = drill.does(move_to("b", place(0, None)));
        assert_eq!(
            moved.refusal(ask::reopen("a")),
            Refusal::NeverBegins { step: "b".into(), by: "Mara".into() }
        );
        let back = moved.does(Command::Undo).does(ask::reopen("a"));
        assert_eq!(state(&back, "a"), StepState::Pending);
    }
}

#[test]
fn what_was_shipped_is_no_longer_open() {
    let drill = declared().does(drop_step("d")).does(amend("a", Key::Text, Some("Look.")));
    let first = drill.session.redlines().iter().next().unwrap().id;
    let ship = |id| Command::ShipRedlines { redlines: vec![id], from: "0".into(), into: "1".into() };
    let shipped = drill.clone().does(Command::Finish).does(ask::seal()).does(ship(first));
    assert_eq!(shipped.session.redlines().open().count(), 1);
    assert_eq!(shipped.session.redlines().shipped()[0].into.as_str(), "1");
    let stranger = drill.events[0].id;
    assert_eq!(drill.refusal(ship(stranger)), Refusal::NoSuchEvent(stranger));
}

#[test]
fn what_was_erased_is_gone_from_the_procedure_too() {
    let drill = declared().does(amend("a", Key::Text, Some("the password is hunter22")));
    let id = drill.last();
    let erased = drill.does(ask::redact(id));
    assert_eq!(erased.session.step(&"a".into()).unwrap().0.text, "[redacted]");
    assert!(!format!("{:?}", erased.session.redlines()).contains("hunter22"));
    let timed = declared().does(amend("a", Key::Expect, Some("5m")));
    let id = timed.last();
    assert_eq!(timed.does(ask::redact(id)).session.step(&"a".into()).unwrap().0.expect, None);
}

#[test]
fn an_event_that_makes_no_sense_changes_nothing() {
    let strange = declared()
        .writes(Fact::StepMoved { step: "a".into(), from: place(0, None), to: place(9, None) })
        .writes(Fact::StepInserted {
            step: "a".into(),
            title: "x".to_owned(),
            place: place(0, None),
            was: Vec::new(),
        })
        .writes(Fact::StepDropped { step: "z".into(), why: String::new(), into: None });
    assert_eq!(strange.session.redlines().iter().len(), 0);
    assert_eq!(strange.session.redlines().written(), chain());
}

#[test]
fn what_was_dropped_while_it_ran_elsewhere_is_dropped() {
    let drill = declared().does(ask::start_unready("c", "now")).writes(Fact::StepDropped {
        step: "c".into(),
        why: String::new(),
        into: None,
    });
    assert_eq!(drill.refusal(amend("c", Key::Text, Some("x"))), Refusal::Dropped("c".into()));
}
