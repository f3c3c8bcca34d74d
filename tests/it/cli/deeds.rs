//! Every command that changes a session: its success, and how it is refused.

use super::firedrill::{Firedrill, saved, saved_ids};
use serde_json::Value;

fn kinds(drill: &Firedrill, args: &[&str]) -> Vec<String> {
    saved(&drill.run(args).ok())
}

#[test]
fn a_step_is_started_done_and_reopened() {
    let drill = Firedrill::drilling();
    assert_eq!(kinds(&drill, &["step", "start", "1"]), ["step_started open-shell"]);
    assert_eq!(kinds(&drill, &["step", "done", "open-shell"]), ["step_completed open-shell"]);
    assert_eq!(kinds(&drill, &["step", "reopen", "1", "--why", "wrong shell"]), ["step_reopened open-shell"]);
    assert_eq!(kinds(&drill, &["step", "start", "1"]), ["step_started open-shell"]);
    assert_eq!(kinds(&drill, &["step", "fail", "1", "--why", "no shell"]), ["step_failed open-shell"]);
    assert_eq!(kinds(&drill, &["step", "skip", "1", "--why", "not needed"]), ["step_skipped open-shell"]);
    let step = &drill.show()["steps"][0];
    assert_eq!((&step["state"], &step["attempts"]), (&Value::from("skipped"), &Value::from(2)));
}

#[test]
fn a_step_that_never_started_is_done_with_the_time_of_its_start() {
    let drill = Firedrill::drilling();
    assert!(drill.run(&["step", "done", "1"]).failed(3).contains("--at"));
    assert_eq!(
        kinds(&drill, &["step", "done", "1", "--at", "-3m"]),
        ["step_started open-shell", "step_completed open-shell"]
    );
}

#[test]
fn a_hold_has_a_cause_and_an_end() {
    let drill = Firedrill::drilling();
    drill.run(&["step", "start", "1"]).ok();
    let hold = |cause| drill.run(&["step", "hold", "1", "--for", cause]);
    assert!(hold("coffee").failed(2).contains("dependency:ID, approval or deciding"));
    assert!(hold("dependency:second-raeder").failed(3).contains("did you mean `second-reader`?"));
    assert_eq!(saved(&hold("dependency:second-reader").ok()), ["step_held open-shell"]);
    assert!(hold("approval").failed(3).contains("on hold already"));
    assert_eq!(kinds(&drill, &["step", "resume", "1"]), ["step_resumed open-shell"]);
    assert_eq!(drill.show()["holds"][0]["dependency"], "second-reader");
}

#[test]
fn an_unready_step_wants_a_reason() {
    let drill = Firedrill::drilling();
    assert!(drill.run(&["step", "start", "3"]).failed(3).contains("give a reason"));
    let why = ["step", "start", "3", "--why", "there is an old backup"];
    assert_eq!(kinds(&drill, &why), ["step_started back-up-ledger"]);
}

#[test]
fn an_unknown_step_comes_with_the_nearest_one() {
    let drill = Firedrill::drilling();
    let said = drill.run(&["step", "start", "opne-shell"]).failed(3);
    assert!(said.contains("no step opne-shell; did you mean `open-shell`?"), "{said}");
    assert!(drill.run(&["step", "start", "99"]).failed(3).contains("10 steps"));
}

#[test]
fn a_note_is_understood_and_flags_win() {
    let drill = Firedrill::drilling();
    drill.run(&["note", "-3m @2 ! dump was in the old bucket"]).ok();
    drill.run(&["note", "@2 ! dump", "--step", "3", "--tag", "question", "--at", "-1m"]).ok();
    drill.run(&["note", "> Ann: rename the bucket by 2026-06-05"]).ok();
    drill.fed("from a pipe\nwith two lines\n", &["note", "-"]).ok();
    assert!(drill.run(&["note", "@99 x"]).failed(3).contains("no step 99"));
    assert!(drill.run(&["note", " "]).failed(3).contains("text is needed"));
    let shown = drill.show();
    let notes: Vec<_> = shown["notes"].as_array().unwrap().iter().collect();
    let told =
        |at: usize| (notes[at]["step"].as_str(), notes[at]["tag"].as_str(), notes[at]["late"].as_bool());
    let text = |at: usize| {
        notes.iter().position(|it| it["text"] == ["dump was in the old bucket", "dump"][at]).unwrap()
    };
    assert_eq!(told(text(0)), (Some("start-ledger"), Some("surprise"), Some(true)));
    assert_eq!(told(text(1)), (Some("back-up-ledger"), Some("question"), Some(true)));
    assert!(notes.iter().any(|it| it["text"] == "from a pipe\nwith two lines"));
    assert_eq!(
        (&shown["actions"][0]["who"], &shown["actions"][0]["due"]),
        (&"Ann".into(), &"2026-06-05".into())
    );
}

#[test]
fn figures_are_given_by_hand() {
    let drill = Firedrill::drilling();
    assert_eq!(kinds(&drill, &["anchor", "outage", "--at", "-5m", "--simulated"]), ["anchor_set"]);
    assert_eq!(kinds(&drill, &["recovery-point", "-42m", "--source", "the ledger"]), ["recovery_point_set"]);
    assert_eq!(
        kinds(&drill, &["level", "1", "broken", "--why", "the script is gone"]),
        ["level_set open-shell"]
    );
    assert!(drill.run(&["anchor", "outrage"]).failed(2).contains("did you mean `outage`?"));
    assert!(drill.run(&["level", "1", "magic", "--why", "x"]).failed(2).contains("one of manual"));
    assert!(drill.run(&["recovery-point", "-42m"]).failed(2).contains("--source"));
    let shown = drill.show();
    assert_eq!(shown["anchors"]["outage"]["kind"], "simulated");
    assert_eq!(shown["rpo"]["source"], "the ledger");
    assert_eq!(shown["steps"][0]["achieved"], "broken");
}

#[test]
fn times_in_the_future_are_refused_and_others_are_no_times() {
    let drill = Firedrill::drilling();
    assert!(drill.run(&["anchor", "detected", "--at", "2999-01-01T00:00:00Z"]).failed(3).contains("future"));
    assert!(drill.run(&["anchor", "detected", "--at", "noon"]).failed(2).contains("is not a time"));
}

#[test]
fn ones_own_last_action_is_undone_and_redone() {
    let drill = Firedrill::drilling();
    drill.run(&["step", "start", "1"]).ok();
    assert_eq!(kinds(&drill, &["undo"]), ["undone"]);
    assert_eq!(drill.show()["steps"][0]["state"], "ready");
    assert_eq!(kinds(&drill, &["redo"]), ["redone"]);
    assert_eq!(drill.show()["steps"][0]["state"], "running");
    assert!(drill.run(&["undo", "--name", "Jo"]).failed(3).contains("nothing of yours"));
}

#[test]
fn a_drill_is_handed_over() {
    let drill = Firedrill::drilling();
    assert_eq!(kinds(&drill, &["handover", "Jo", "--why", "lunch"]), ["owner_changed"]);
    assert!(drill.run(&["handover", "Jo"]).failed(3).contains("Jo drives already"));
    assert_eq!(drill.show()["owner"], "Jo");
}

#[test]
fn finish_seals_at_once_and_reopen_opens_again() {
    let drill = Firedrill::drilling();
    let finished = ["session_finished", "session_sealed"];
    assert_eq!(kinds(&drill, &["finish", "--next-owner", "Dee"]), finished);
    assert!(drill.run(&["note", "too late"]).failed(2).contains("no session is open"));
    assert!(drill.run(&["note", "too late", "--session", "last"]).failed(3).contains("reopen it first"));
    assert!(drill.run(&["finish", "--session", "last"]).failed(3).contains("sealed"));
    assert_eq!(kinds(&drill, &["reopen", "last", "--why", "more to say"]), ["session_reopened"]);
    assert!(drill.run(&["reopen", "last", "--why", "again"]).failed(3).contains("still goes on"));
    assert_eq!(kinds(&drill, &["abort", "--why", "fire alarm"]), ["session_aborted"]);
    assert_eq!(drill.show()["state"], "aborted");
}

#[test]
fn a_session_in_its_briefing_is_declared_once() {
    let drill = Firedrill::new();
    drill.fed("", &["run", "practice-restore", "--env", "test", "--plain"]).ok();
    assert!(drill.run(&["step", "start", "1"]).failed(3).contains("not declared"));
    assert_eq!(kinds(&drill, &["declare"]), ["outage_declared"]);
    assert!(drill.run(&["declare"]).failed(3).contains("declared already"));
}

#[test]
fn the_saved_line_says_where_and_its_json_has_the_documented_keys() {
    let drill = Firedrill::new();
    drill.run(&["run", "practice-restore", "--env", "production", "--detach"]).ok();
    let line = drill.run(&["step", "start", "1"]).ok();
    let id = &saved_ids(&line)[0];
    assert_eq!(line, format!("saved {id} step_started open-shell · PRODUCTION practice-restore\n"));
    let json: Value = serde_json::from_str(&drill.run(&["note", "x", "--json"]).ok()).unwrap();
    let keys: Vec<_> = json.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["kind", "saved", "session", "step"]);
    let ascii = drill.run(&["note", "x", "--ascii"]).ok();
    assert!(ascii.is_ascii() && ascii.contains(" - PRODUCTION "), "{ascii}");
    assert!(drill.run_with(&[("LC_ALL", "C")], &["note", "x"]).ok().is_ascii());
}

#[test]
fn who_did_it_is_the_flag_the_variable_the_settings_or_the_login() {
    let drill = Firedrill::drilling();
    let author = |variables: &[(&str, &str)], args: &[&str]| {
        drill.run_with(variables, &[&["note", "x"], args].concat()).ok();
        drill.show()["notes"].as_array().unwrap().last().unwrap()["author"].as_str().unwrap().to_owned()
    };
    let unnamed = [("FIREDRILL_NAME", ""), ("USER", "login")];
    assert_eq!(author(&[], &["--name", "Flag"]), "Flag");
    assert_eq!(author(&[], &[]), "Mara");
    assert_eq!(author(&unnamed, &[]), "login");
    drill.file("config/firedrill/config.toml", "name = \"File\"\n");
    assert_eq!(author(&unnamed, &[]), "File");
    assert_eq!(author(&[], &[]), "Mara");
    drill.file("config/firedrill/config.toml", "name = 3\n");
    let noted = drill.run_with(&unnamed, &["note", "recorded all the same"]);
    assert!(noted.err.contains("config.toml:1:8"), "{noted:?}");
    assert_eq!(saved(&noted.ok()), ["note_written"]);
}

#[test]
fn an_event_is_redacted_in_whichever_session_it_is() {
    let drill = Firedrill::drilling();
    let id = saved_ids(&drill.run(&["note", "password is hunter2"]).ok()).remove(0);
    drill.run(&["finish"]).ok();
    assert!(drill.run(&["redact", "nonsense", "--why", "x"]).failed(2).contains("an event id looks like"));
    let unknown = "01999999-0000-7000-8000-000000000000";
    assert!(drill.run(&["redact", unknown, "--why", "x"]).failed(3).contains("no session has an event"));
    assert_eq!(kinds(&drill, &["redact", &id, "--why", "a password"]), ["event_redacted"]);
    assert!(drill.run(&["redact", &id, "--why", "x"]).failed(3).contains("redacted already"));
    assert!(drill.run(&["verify"]).ok().contains("1 redacted · ok"));
    let bytes = std::fs::read(drill.store()).unwrap();
    assert!(!bytes.windows(7).any(|it| it == b"hunter2"));
}
