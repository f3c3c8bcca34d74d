//! What may be run, and what follows from how it ended.

use crate::drill::automation::{Achieved, Level};
use crate::drill::checklist::StepState;
use crate::drill::command::Command;
use crate::drill::event::Door;
use crate::drill::fact::{Fact, Opening};
use crate::drill::ids::EventId;
use crate::drill::procedure::{Anchor, Identity, Preview, Probe, ProbeTarget, Procedure, Step};
use crate::drill::react::{Effect, react};
use crate::drill::refusal::Refusal;
use crate::drill::script::{Guard, Outcome, Output, Role};
use crate::drill::stage::{Drill, ask, opening, plan, step, wall};
use crate::drill::time::Span;

const OK: Outcome = Outcome::Exited { code: 0 };
const BAD: Outcome = Outcome::Exited { code: 1 };

fn scripted(id: &str, after: &[&str]) -> Step {
    Step { run: Some(format!("{id}.sh")), ..step(id, after) }
}

fn checked(id: &str, after: &[&str]) -> Step {
    Step { check: Some(format!("check-{id}.sh")), ..scripted(id, after) }
}

/// `a` is scripted, `b` checked, `c` automatic, `d` destroys with all guards.
fn procedure() -> Procedure {
    let mut procedure = plan();
    procedure.environments[0].vars.insert("PROJECT".to_owned(), "acme-test".to_owned());
    let automatic = Step { automatic: true, ..checked("c", &["b"]) };
    let destructive = Step {
        destructive: true,
        identity: Some(Identity { run: "whoami.sh".to_owned(), equals: "$PROJECT".to_owned() }),
        preview: Some(Preview { run: "what-goes.sh".to_owned(), count: (3, 5) }),
        two_person: true,
        ..scripted("d", &["c"])
    };
    procedure.steps = vec![scripted("a", &[]), checked("b", &["a"]), automatic, destructive];
    procedure
}

fn declared() -> Drill {
    Drill::of(procedure()).does(Command::Declare)
}

fn protected() -> Drill {
    let opening = Opening { protected: true, ..opening() };
    Drill::empty(procedure()).writes(Fact::SessionStarted(opening.into())).does(Command::Declare)
}

fn run(step: &str) -> Command {
    script(step, Role::Run)
}

fn script(step: &str, role: Role) -> Command {
    Command::RunScript { step: step.into(), role, automatic: false, why: None }
}

fn by_itself(step: &str) -> Command {
    Command::RunScript { step: step.into(), role: Role::Run, automatic: true, why: None }
}

impl Drill {
    /// The script that runs for a step.
    fn script(&self, step: &str) -> EventId {
        self.session.scripts().running_of(&step.into()).expect("a script runs").id
    }

    fn ends(self, step: &str, outcome: Outcome, printed: &str) -> Self {
        let script = self.script(step);
        let output = Output { head: printed.to_owned(), bytes: printed.len() as u64, ..Output::default() };
        self.through(Door::Script)
            .does(Command::EndScript { script, outcome, output, files: None })
            .through(Door::Screen)
    }

    fn state(&self, step: &str) -> StepState {
        self.session.step(&step.into()).unwrap().1.state
    }

    fn level(&self, step: &str) -> Option<Achieved> {
        let (step, progress) = self.session.step(&step.into()).unwrap();
        progress.achieved(step)
    }

    fn role(&self, step: &str) -> Option<Role> {
        self.session.scripts().running_of(&step.into()).map(|it| it.asked.role)
    }
}

#[test]
fn to_run_a_script_begins_its_step() {
    let drill = declared().does(run("a"));
    assert_eq!((drill.state("a"), drill.role("a")), (StepState::Running, Some(Role::Run)));
    assert_eq!(react(&drill.session), [Effect::StartScript(drill.script("a"))]);
}

#[test]
fn a_script_alone_asks_the_owner() {
    let drill = declared().does(run("a")).ends("a", OK, "");
    assert_eq!((drill.state("a"), drill.role("a")), (StepState::Running, None));
    assert_eq!(drill.does(ask::done("a")).level("a"), Some(Achieved::Level(Level::Scripted)));
}

#[test]
fn a_check_decides() {
    let drill = declared().does(ask::skip("a")).does(run("b")).ends("b", OK, "");
    assert_eq!((drill.state("b"), drill.role("b")), (StepState::Running, Some(Role::Check)));
    let passed = drill.clone().ends("b", OK, "");
    assert_eq!(
        (passed.state("b"), passed.level("b")),
        (StepState::Done, Some(Achieved::Level(Level::Checked)))
    );
    let failed = drill.ends("b", BAD, "");
    assert_eq!((failed.state("b"), failed.role("b")), (StepState::Running, None));
    assert_eq!(failed.refusal(ask::advance("b", "c")), Refusal::ScriptFailed("b".into()));
    assert_eq!(failed.does(ask::done("b")).level("b"), Some(Achieved::BROKEN));
}

#[test]
fn an_automatic_step_begins_when_its_turn_comes_and_only_the_first_time() {
    let drill = declared().does(ask::skip("a"));
    assert_eq!(react(&drill.session), []);
    let drill = drill.does(ask::skip("b"));
    assert_eq!(react(&drill.session), [Effect::RunStep("c".into())]);
    let drill = drill.does(by_itself("c"));
    assert_eq!(react(&drill.session), [Effect::StartScript(drill.script("c"))]);
    let done = drill.clone().ends("c", OK, "").ends("c", OK, "");
    assert_eq!(
        (done.state("c"), done.level("c")),
        (StepState::Done, Some(Achieved::Level(Level::Automatic)))
    );
    let failed = drill.ends("c", BAD, "");
    assert_eq!(react(&failed.session), []);
    let again = failed.does(ask::fail("c")).does(ask::reopen("c"));
    assert_eq!(react(&again.session), [], "it is up to people now");
    let done = again.does(run("c")).ends("c", OK, "").ends("c", OK, "");
    assert_eq!(done.level("c"), Some(Achieved::Level(Level::Checked)), "a person started it");
}

#[test]
fn what_is_started_by_hand_runs_its_script_when_it_is_automatic() {
    let drill = declared().does(ask::skip("a")).does(ask::skip("b")).does(ask::start("c"));
    assert_eq!(react(&drill.session), [Effect::RunStep("c".into())]);
}

#[test]
fn no_other_end_is_a_success() {
    let ends = [
        BAD,
        Outcome::Killed { signal: 11 },
        Outcome::CouldNotStart { why: "gone".to_owned() },
        Outcome::TimedOut { after_ms: 1 },
        Outcome::Cancelled {},
        Outcome::Unknown {},
    ];
    for outcome in ends {
        let drill = declared().does(ask::skip("a")).does(run("b")).ends("b", outcome.clone(), "");
        let (_, progress) = drill.session.step(&"b".into()).unwrap();
        assert!(progress.needs_a_word() && drill.role("b").is_none(), "{outcome:?}");
    }
}

#[test]
fn nobody_saw_is_not_broken() {
    let drill = declared().does(run("a")).ends("a", Outcome::Unknown {}, "").does(ask::done("a"));
    assert_eq!(drill.level("a"), Some(Achieved::Level(Level::Documented)));
}

#[test]
fn a_second_run_may_mend_the_first() {
    let drill = declared().does(run("a")).ends("a", BAD, "").does(run("a")).ends("a", OK, "");
    assert_eq!(drill.does(ask::done("a")).level("a"), Some(Achieved::Level(Level::Scripted)));
}

#[test]
fn a_step_is_not_over_while_its_script_is_at_work_unless_that_says_so() {
    let drill = declared().does(run("a"));
    let at_work = Refusal::ScriptRunning("a".into());
    for command in
        [ask::done("a"), ask::fail("a"), ask::skip("a"), ask::advance("a", "b"), run("a"), Command::Finish]
    {
        assert_eq!(drill.refusal(command.clone()), at_work, "{command:?}");
    }
    let drill = drill.through(Door::Script).does(ask::done("a"));
    assert_eq!(drill.clone().ends("a", OK, "").state("a"), StepState::Done);
}

#[test]
fn cancelling_is_carried_out_by_the_driver() {
    let drill = declared().does(run("a"));
    assert_eq!(
        declared().refusal(Command::CancelScript { step: "a".into() }),
        Refusal::NoScriptRunning("a".into())
    );
    let drill = drill.does(Command::CancelScript { step: "a".into() });
    assert_eq!(react(&drill.session), [Effect::StopScript(drill.script("a"))]);
    let given_up = declared().does(run("a")).does(Command::Abort { why: "fire".to_owned() });
    assert_eq!(react(&given_up.session), [Effect::StopScript(given_up.script("a"))]);
    assert_eq!(given_up.ends("a", Outcome::Cancelled {}, "").session.scripts().running().count(), 0);
}

#[test]
fn what_is_not_there_cannot_be_run() {
    let drill = declared();
    let none = Refusal::NoScript { step: "a".into(), role: Role::Check };
    assert_eq!(drill.clone().does(run("a")).ends("a", OK, "").refusal(script("a", Role::Check)), none);
    assert_eq!(drill.refusal(run("z")), Refusal::NoSuchStep("z".into()));
    assert_eq!(drill.refusal(script("b", Role::Check)), Refusal::NotRunning("b".into()));
    let waits = Refusal::NotReady { step: "b".into(), waits_for: "a".into() };
    assert_eq!(drill.refusal(run("b")), waits);
}

#[test]
fn the_start_of_a_script_cannot_be_taken_back() {
    let drill = declared().does(ask::start("a")).does(run("a"));
    assert_eq!(drill.refusal(Command::Undo), Refusal::ScriptRan("a".into()));
    let drill = declared().does(ask::skip("a")).does(run("b")).ends("b", OK, "").ends("b", OK, "");
    assert_eq!(drill.does(Command::Undo).state("b"), StepState::Running, "what followed from a check can");
}

#[test]
fn guards_ask_one_after_the_other_and_for_each_start() {
    let skipped =
        |drill: Drill| ["a", "b", "c"].into_iter().fold(drill, |drill, it| drill.does(ask::skip(it)));
    let guarded = |guard| Refusal::Guarded { step: "d".into(), guard };
    let answer =
        |guard, answer: &str| Command::AnswerGuard { step: "d".into(), guard, answer: answer.to_owned() };
    let drill = skipped(protected());
    assert_eq!(drill.refusal(run("d")), guarded(Guard::Identity));
    let wrong = drill.clone().does(script("d", Role::Identity)).ends("d", OK, "acme-prod\n");
    assert_eq!(wrong.refusal(run("d")), guarded(Guard::Identity));
    let (asked, _) = wrong.session.guards().iter().next().unwrap();
    assert_eq!(
        (asked.question.as_str(), asked.answer.as_str()),
        ("`whoami.sh` must print acme-test", "acme-prod")
    );
    let drill = wrong.does(script("d", Role::Identity)).ends("d", OK, "acme-test\n");
    assert_eq!(drill.refusal(run("d")), guarded(Guard::Preview));
    for out in ["2", "6", "many", "", "a\nb\n"] {
        let drill = drill.clone().does(script("d", Role::Preview)).ends("d", OK, out);
        assert_eq!(drill.refusal(run("d")), guarded(Guard::Preview), "{out}");
    }
    let drill = drill.does(script("d", Role::Preview)).ends("d", OK, " 4\n");
    assert_eq!(drill.refusal(answer(Guard::Name, "test")), guarded(Guard::Confirmation));
    let drill = drill.does(answer(Guard::Confirmation, "yes")).does(answer(Guard::Name, "tset"));
    assert_eq!(drill.refusal(run("d")), guarded(Guard::Name));
    let drill = drill.does(answer(Guard::Name, "test")).does(answer(Guard::Second, "mara"));
    assert_eq!(drill.refusal(run("d")), guarded(Guard::Second), "one is not two");
    let drill = drill.does(answer(Guard::Second, "Jo")).does(run("d"));
    assert_eq!(drill.role("d"), Some(Role::Run));
    assert_eq!(
        drill.ends("d", BAD, "").refusal(run("d")),
        guarded(Guard::Identity),
        "each start is asked for"
    );
}

#[test]
fn a_guard_asks_for_a_secret_by_its_name() {
    let mut procedure = procedure();
    procedure.steps[3].secrets = vec!["PROJECT".to_owned()];
    let drill = Drill::of(procedure).does(Command::Declare).does(script("d", Role::Identity));
    let drill = drill.ends("d", OK, "acme-prod");
    let (asked, _) = drill.session.guards().iter().next().unwrap();
    assert_eq!(asked.question, "`whoami.sh` must print $PROJECT");
}

#[test]
fn what_destroys_begins_by_itself_only_where_no_guard_asks_a_person() {
    let mut free = procedure();
    (free.steps[3].two_person, free.steps[3].automatic, free.steps[3].check) =
        (false, true, Some("c.sh".to_owned()));
    let skipped =
        |drill: Drill| ["a", "b", "c"].into_iter().fold(drill, |drill, it| drill.does(ask::skip(it)));
    let drill = skipped(Drill::of(free.clone()).does(Command::Declare));
    assert_eq!(react(&drill.session), [Effect::RunStep("d".into())]);
    let drill = drill.does(by_itself("d"));
    assert_eq!((drill.role("d"), drill.state("d")), (Some(Role::Identity), StepState::Pending));
    let refused = drill.clone().ends("d", OK, "acme-prod");
    assert_eq!(react(&refused.session), [], "a guard that refused is not asked again by itself");
    let drill = drill.ends("d", OK, "acme-test").does(by_itself("d")).ends("d", OK, "3").does(by_itself("d"));
    assert_eq!((drill.role("d"), drill.state("d")), (Some(Role::Run), StepState::Running));
    let opening = Opening { protected: true, ..opening() };
    let drill = Drill::empty(free).writes(Fact::SessionStarted(opening.into())).does(Command::Declare);
    assert_eq!(react(&skipped(drill).session), [], "its environment's name is typed by a person");
}

#[test]
fn the_recovery_point_is_read_from_what_was_restored() {
    let mut procedure = procedure();
    procedure.steps[1].recovery_point = Some("newest.sh".to_owned());
    let drill = Drill::of(procedure).does(Command::Declare).does(ask::skip("a")).at(600).does(run("b"));
    let drill = drill.ends("b", OK, "").ends("b", OK, "");
    assert_eq!((drill.role("b"), drill.state("b")), (Some(Role::RecoveryPoint), StepState::Running));
    let newest = "reading …\n2023-11-14T22:12:20Z\n";
    let read = drill.clone().ends("b", OK, newest);
    let point = read.session.recovery_points().last().unwrap();
    assert_eq!(
        (point.newest, point.source.as_str(), point.step.clone()),
        (wall(-60), "newest.sh", Some("b".into()))
    );
    assert_eq!(read.state("b"), StepState::Done);
    for (outcome, printed) in [(BAD, newest), (OK, "no time"), (OK, "2033-11-14T22:12:20Z")] {
        let drill = drill.clone().ends("b", outcome, printed);
        assert!(drill.session.recovery_points().is_empty(), "{printed}");
    }
}

fn watched() -> Procedure {
    let probe = Probe {
        id: "clients".to_owned(),
        target: ProbeTarget::Tcp("db:5432".to_owned()),
        every: Span::from_secs(10),
        timeout: None,
        title: None,
        expected: None,
        secrets: Vec::new(),
        sets: vec![Anchor::Outage, Anchor::Verified],
        dependency: None,
    };
    Procedure { probes: vec![probe], ..plan() }
}

fn sees(up: bool) -> Command {
    Command::ReportProbe { probe: "clients".to_owned(), up, reading: String::new() }
}

#[test]
fn only_changes_of_a_probe_are_events() {
    let drill = Drill::of(watched()).does(sees(true)).does(sees(true)).at(5).does(sees(false));
    assert_eq!(drill.events.len(), 3);
    let unknown = Command::ReportProbe { probe: "moon".to_owned(), up: true, reading: String::new() };
    assert_eq!(drill.refusal(unknown), Refusal::NoSuchProbe("moon".to_owned()));
}

#[test]
fn the_clock_starts_and_stops_on_what_a_probe_saw() {
    let at = |drill: &Drill, anchor| {
        drill.session.anchor(anchor).map(|mark| (mark.moment.wall, mark.source.word()))
    };
    // Before there is anything to lose it is not there, and then it is: that is no recovery.
    let drill = Drill::of(watched()).does(sees(false)).does(Command::Declare).at(2).does(sees(true));
    assert_eq!(at(&drill, Anchor::Verified), None);
    let drill = drill.at(10).does(sees(false)).at(40).does(sees(true));
    assert_eq!(at(&drill, Anchor::Outage), Some((wall(10), "probe")));
    assert_eq!(at(&drill, Anchor::Verified), Some((wall(40), "probe")));
    let drill = drill.at(41).does(sees(false));
    assert_eq!(at(&drill, Anchor::Verified), None, "it was not back");
    let drill = drill.at(50).does(sees(true));
    assert_eq!(at(&drill, Anchor::Verified), Some((wall(50), "probe")));
    let drill = drill.at(60).does(ask::start_unready("f", "the ledger goes")).does(sees(false));
    assert_eq!(at(&drill, Anchor::Verified), Some((wall(50), "probe")), "the clean-up takes it away");
    let anchor = Command::SetAnchor { anchor: Anchor::Outage, simulated: false, why: "the log".to_owned() };
    assert_eq!(at(&drill.dated(8).does(anchor), Anchor::Outage), Some((wall(8), "hand")));
}
