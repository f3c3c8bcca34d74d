//! `--plain`: lines in, lines out.

use super::firedrill::{Firedrill, saved};
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

#[test]
fn the_end_of_the_input_leaves_the_session_open_and_says_how_to_go_on() {
    let drill = Firedrill::by_hand();
    let ran = drill.fed("next\n", &["run", "practice-restore", "--env", "test", "--plain"]);
    let id = drill.show()["id"].as_str().unwrap().to_owned();
    assert!(ran.err.contains(&format!("`firedrill resume {id}`")), "{ran:?}");
    assert_eq!(saved(&ran.ok()), ["outage_declared"]);
    assert_eq!(drill.show()["state"], "running");
}

#[test]
fn every_event_is_told_with_time_step_and_who_then_saved() {
    let drill = Firedrill::drilling();
    let out = drill.fed("next\nnote it's  \"slow\"\nquit\nnext\n", &["resume", "--plain"]).ok();
    let lines: Vec<&str> =
        out.lines().filter(|line| line.contains("· Mara") && line.contains(" +00:00 ")).collect();
    assert!(lines[0].ends_with("1 started Open a shell beside this screen · Mara"), "{out}");
    assert!(lines[1].ends_with("note: it's  \"slow\" · Mara"), "{out}");
    assert_eq!(saved(&out), ["step_started open-shell", "note_written"], "quit leaves the rest unread");
    assert!(out.contains("    Go to the folder that holds this file"), "{out}");
    assert!(out.contains("  1  Open a shell beside this screen"), "{out}");
}

#[test]
fn what_cannot_be_done_is_said_and_the_session_goes_on() {
    let drill = Firedrill::drilling();
    let input = b"fly\nstep done 1\nstep done 99\nnote x --session last\n\xff\n\nnext\nshow 2\nhelp\n";
    let ran = drill.fed(input, &["resume", "--plain"]);
    for said in
        ["unrecognized subcommand 'fly'", "not running", "no step 99", "leave --session out", "not UTF-8"]
    {
        assert!(ran.err.contains(said), "{said}: {ran:?}");
    }
    assert!(ran.err.contains("recovery-point"), "help lists the commands: {ran:?}");
    assert!(ran.out.contains("$ sh scripts/practice/start.sh"), "{ran:?}");
    assert_eq!(saved(&ran.ok()), ["step_started open-shell"]);
}

#[test]
fn next_does_not_start_what_destroys() {
    let drill = Firedrill::drilling();
    drill.run(&["step", "skip", "1"]).ok();
    drill.run(&["step", "skip", "2"]).ok();
    let ran = drill.fed("next\nnext\nnext\n", &["resume", "--plain"]);
    assert!(ran.err.contains("`step start lose-ledger` starts it on purpose"), "{ran:?}");
    assert_eq!(saved(&ran.ok()), ["step_started back-up-ledger", "step_completed back-up-ledger"]);
}

#[test]
fn saved_lines_may_be_json() {
    let drill = Firedrill::drilling();
    let out = drill.fed("step start 1 --json\n", &["resume", "--plain"]).ok();
    assert!(
        out.lines().any(|line| line.starts_with("{\"saved\":") && line.contains("\"step_started\"")),
        "{out}"
    );
}

#[test]
fn a_session_that_is_over_ends_the_lines_with_its_answer() {
    let drill = Firedrill::drilling();
    let ran = drill.fed("abort --why 'fire alarm'\nnote x\n", &["resume", "--plain"]);
    assert!(ran.err.contains("ABORTED"), "{ran:?}");
    assert_eq!(saved(&ran.ok()), ["session_aborted"]);
}

#[test]
fn who_joins_is_in_the_log_once() {
    let drill = Firedrill::drilling();
    let join = ["join", "--as", "scribe", "--plain", "--name", "Ann"];
    assert_eq!(saved(&drill.run(&join).ok()), ["person_joined"]);
    assert_eq!(saved(&drill.run(&join).ok()), Vec::<String>::new());
    assert_eq!(drill.show()["scribe"], "Ann");
    assert!(drill.run(&["join", "--as", "owner", "--plain"]).failed(2).contains("handover"));
    assert!(drill.run(&["join", "--as", "scibe", "--plain"]).failed(2).contains("did you mean `scribe`?"));
}

#[test]
fn news_of_other_processes_are_printed_as_they_come() {
    let drill = Firedrill::drilling();
    let mut child = drill.started_with(&["join", "--plain"]).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    stdin.write_all(b"note ready\n").unwrap();
    assert!(lines.by_ref().any(|line| line.unwrap().starts_with("saved ")));
    drill.run(&["note", "from elsewhere", "--name", "Ann"]).ok();
    assert!(lines.by_ref().any(|line| line.unwrap().ends_with("note: from elsewhere · Ann")));
    drop(stdin);
    let rest: Vec<String> = lines.map(Result::unwrap).collect();
    assert_eq!(rest, Vec::<String>::new(), "only one's own are told as saved");
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_signal_ends_it_with_its_code_and_keeps_what_was_said() {
    let drill = Firedrill::drilling();
    for signal in ["INT", "TERM", "HUP"] {
        let mut child = drill.started_with(&["resume", "--plain"]).stdin(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        writeln!(stdin, "note before {signal}").unwrap();
        assert!(lines.by_ref().any(|line| line.unwrap().starts_with("saved ")));
        drill.sh(&format!("kill -s {signal} {}", child.id())).ok();
        assert_eq!(child.wait().unwrap().code(), Some(130), "{signal}");
    }
    assert_eq!(drill.show()["notes"].as_array().unwrap().len(), 3);
}
