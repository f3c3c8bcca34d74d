//! What the driver carries out, through the real loop with a machine that a test plays.

#![expect(clippy::unwrap_used, reason = "what a test stands on that is not there is a failed test")]

use crate::stage::Stage;
use firedrill::drill::checklist::StepState;
use firedrill::drill::command::Command;
use firedrill::drill::note::{Entry, Tag};
use firedrill::drill::redline::{Key, Value};
use firedrill::drill::script::{Guard, Outcome, Role};
use firedrill::engine::machine::News;
use std::time::Duration;

const PROCEDURE: &str = r#"
id = "data-gather"
title = "Restore it"
[environment.test]
vars = { BUCKET = "acme-test", TOKEN = "hunter22" }
[[probe]]
id = "clients"
run = "see.sh"
sets = "verified"
[[phase]]
title = "Restore"
[[phase.step]]
id = "load"
title = "Load it"
run = "load.sh"
timeout = "30m"
secrets = ["TOKEN"]
[[phase.step]]
id = "count"
title = "Count it"
run = "count.sh"
check = "check.sh"
automatic = true
"#;

const OK: Outcome = Outcome::Exited { code: 0 };

fn drill() -> Stage {
    let mut stage = Stage::with(PROCEDURE);
    stage.start("test");
    pass(&mut stage, 60);
    stage.asks(Command::Declare);
    stage.open(stage.session_id(), None);
    stage
}

/// Lets time pass, and takes in what was told before.
fn pass(stage: &mut Stage, seconds: i64) {
    stage.settle();
    stage.wait(seconds);
}

fn run(step: &str) -> Command {
    Command::RunScript { step: step.into(), role: Role::Run, automatic: false, why: None }
}

fn state(stage: &Stage, step: &str) -> StepState {
    stage.session().step(&step.into()).unwrap().1.state
}

#[test]
fn a_script_is_started_once_it_is_saved_and_its_end_is_written_down() {
    let mut stage = drill();
    stage.asks(run("load"));
    let order = stage.workshop.order();
    assert_eq!((order.command.as_str(), order.timeout.unwrap().as_secs()), ("load.sh", 1_800));
    let fact = |name: &str| order.facts.iter().find(|(it, _)| it == name).map(|(_, value)| value.clone());
    assert_eq!(fact("FIREDRILL_SESSION"), Some(stage.session_id().to_string()));
    assert_eq!(fact("FIREDRILL_STEP").as_deref(), Some("load"));
    assert_eq!(fact("FIREDRILL_SECRETS").as_deref(), Some("TOKEN"));
    assert!(fact("FIREDRILL_DECLARED_AT").is_some());
    stage.workshop.tells(News::Launched { pid: 4711, started: 1 });
    stage.workshop.prints("loading\n");
    pass(&mut stage, 90);
    let script = stage.session().scripts().running().next().unwrap().clone();
    assert_eq!(script.launched.as_ref().unwrap().pid, 4711);
    assert_eq!(stage.faces.engine.live().of(script.id).unwrap().text, b"loading\n");
    stage.workshop.ends(OK, "loading\ndone\n");
    pass(&mut stage, 1);
    let script = stage.session().scripts().find(script.id).unwrap().clone();
    assert_eq!(script.ended().unwrap().output.head, "loading\ndone\n");
    assert_eq!(state(&stage, "load"), StepState::Running, "a script alone asks the owner");
    let now = stage.now();
    let minutes = firedrill::analysis::minutes::attribute(stage.session(), &now);
    assert_eq!((minutes.session.machine.secs(), minutes.session.hands.secs()), (90, 1));
}

#[test]
fn an_automatic_step_follows_by_itself_with_its_check() {
    let mut stage = drill();
    stage.asks(run("load"));
    stage.workshop.ends(OK, "");
    pass(&mut stage, 1);
    stage.asks(Command::CompleteStep { step: "load".into() });
    assert_eq!(stage.workshop.started(), ["load.sh", "count.sh"]);
    stage.workshop.ends(OK, "");
    pass(&mut stage, 1);
    stage.workshop.ends(OK, "");
    pass(&mut stage, 1);
    assert_eq!(stage.workshop.started(), ["load.sh", "count.sh", "check.sh"]);
    assert_eq!((state(&stage, "count"), stage.workshop.running()), (StepState::Done, 0));
}

#[test]
fn nothing_runs_before_it_is_trusted() {
    let mut stage = Stage::with(PROCEDURE);
    stage.workshop.distrust(Some("firedrill trust data-gather shows what it would run"));
    stage.start("test");
    stage.asks(Command::Declare);
    let request = stage.request(run("load"));
    let error = stage.faces.engine.ask(request).unwrap_err().to_string();
    assert!(error.contains("firedrill trust"), "{error}");
    stage.asks(Command::StartStep { step: "load".into(), why: None });
    stage.asks(Command::CompleteStep { step: "load".into() });
    assert_eq!((stage.workshop.started().len(), stage.workshop.probes()), (0, 0));
    assert_eq!(state(&stage, "count"), StepState::Pending);
}

#[test]
fn cancelling_reaches_the_machine_once() {
    let mut stage = drill();
    stage.asks(run("load"));
    stage.asks(Command::CancelScript { step: "load".into() });
    pass(&mut stage, 1);
    assert_eq!(stage.workshop.cancelled().len(), 1);
    stage.workshop.ends(Outcome::Cancelled {}, "");
    pass(&mut stage, 1);
    assert_eq!(stage.session().scripts().running().count(), 0);
}

#[test]
fn what_a_driver_left_is_unknown_and_not_started_again() {
    let mut stage = drill();
    stage.asks(run("load"));
    stage.workshop.tells(News::Launched { pid: 4711, started: 1 });
    pass(&mut stage, 1);
    // As after a kill: whoever comes next finds a script that nobody keeps.
    let (mut next, session) = (stage.beside("Mara"), stage.session_id());
    drop(stage);
    next.workshop.lives(4711);
    next.open(session, None);
    pass(&mut next, 1);
    let script = next.session().scripts().iter().next().unwrap();
    assert_eq!(script.ended().unwrap().outcome, Outcome::Unknown {});
    assert_eq!((state(&next, "load"), next.workshop.started().len()), (StepState::Running, 0));
    let said = next.frame((120, 40));
    assert!(said.contains("outcome unknown"), "{said}");
}

#[test]
fn leaving_ends_what_runs_and_writes_that_down() {
    let mut stage = drill();
    stage.asks(run("load"));
    let session = stage.session_id();
    stage.faces.engine.leave_session();
    stage.settle();
    assert_eq!(stage.workshop.cancelled().len(), 1);
    stage.open(session, None);
    let script = stage.session().scripts().iter().next().unwrap();
    assert_eq!(script.ended().unwrap().outcome, Outcome::Cancelled {});
}

#[test]
fn only_changes_of_a_probe_are_written_down() {
    let mut stage = drill();
    assert_eq!(stage.workshop.probes(), 1);
    for (up, text) in [(true, "200"), (true, "200"), (false, "refused"), (false, "timed out")] {
        stage.workshop.sees("clients", up, text);
        pass(&mut stage, 1);
    }
    let seen: Vec<&str> =
        stage.session().probes().of("clients").iter().map(|it| it.reading.as_str()).collect();
    assert_eq!(seen, ["200", "refused"]);
}

#[test]
fn what_a_probe_still_saw_when_the_session_ended_is_no_trouble() {
    let mut stage = drill();
    stage.workshop.sees("clients", false, "refused");
    for command in [Command::Finish, Command::Seal { next_owner: None }] {
        let request = stage.request(command);
        stage.faces.engine.ask(request).unwrap();
    }
    stage.settle();
    assert!(!stage.shows("reopen it first"), "{}", stage.frame((120, 40)));
    assert_eq!(stage.session().probes().of("clients").len(), 0);
}

#[test]
fn what_keeps_a_probe_waiting_is_gone_since_it_was_asked_and_back_when_it_answers() {
    let mut stage = drill();
    let waited = Duration::from_secs(10);
    let mut seen = Vec::new();
    for up in [true, false, true] {
        pass(&mut stage, 60);
        stage.workshop.sees_after(waited, "clients", up, "");
        pass(&mut stage, 0);
        let sighting = stage.session().probes().last("clients").unwrap();
        seen.push((sighting.up, (stage.now().wall - sighting.moment.wall).secs()));
    }
    assert_eq!(seen, [(true, 0), (false, 10), (true, 0)]);
}

#[test]
fn what_a_person_writes_keeps_no_secret() {
    let mut stage = drill();
    let entry =
        Entry { step: None, tag: Tag::Plain, text: "the token is hunter22".to_owned(), who: None, due: None };
    stage.asks(Command::WriteNote { entry });
    assert_eq!(stage.session().notebook().iter().next().unwrap().entry().text, "the token is [hidden]");
}

#[test]
fn what_begins_by_itself_waits_for_trust() {
    let mut stage = Stage::with(PROCEDURE);
    stage.workshop.distrust(Some("firedrill trust data-gather shows what it would run"));
    stage.start("test");
    stage.asks(Command::Declare);
    stage.asks(Command::StartStep { step: "load".into(), why: None });
    stage.asks(Command::CompleteStep { step: "load".into() });
    let look = |stage: &mut Stage| {
        for _ in 0..6 {
            pass(stage, 2);
            stage.faces.engine.look_around();
        }
        pass(stage, 1);
    };
    look(&mut stage);
    assert_eq!(stage.workshop.started().len(), 0);
    stage.workshop.distrust(None);
    look(&mut stage);
    assert_eq!(stage.workshop.started(), ["count.sh"]);
}

#[test]
fn what_was_amended_is_agreed_to_where_it_runs() {
    let mut stage = drill();
    let id = stage.session_id();
    let amend = |command: &str| {
        let run = Value::Text(command.to_owned());
        Command::AmendStep { step: "load".into(), changes: vec![(Key::Run, Some(run))], why: None }
    };
    let yes =
        || Command::AnswerGuard { step: "load".into(), guard: Guard::Amendment, answer: "yes".to_owned() };
    let refused = |stage: &mut Stage| {
        let request = stage.request(run("load"));
        stage.faces.engine.ask(request).unwrap_err().to_string()
    };
    stage.asks(amend("load.sh --all"));
    assert!(refused(&mut stage).contains("amendment"));
    stage.asks(yes());
    let mut stage = stage.elsewhere();
    stage.open(id, None);
    assert!(refused(&mut stage).contains("another machine"));
    stage.asks(amend("load.sh --most"));
    stage.asks(yes());
    stage.asks(run("load"));
    assert_eq!(stage.workshop.order().command, "load.sh --most");
}
