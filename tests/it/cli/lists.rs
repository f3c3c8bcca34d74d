//! What lists, shows and hands out.

#![expect(clippy::unwrap_used, reason = "JSON of another shape is a failed test")]

use super::firedrill::{Firedrill, saved, saved_ids};
use serde_json::Value;

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<_> = value.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

#[test]
fn sessions_are_listed_newest_first_and_filtered() {
    let drill = Firedrill::drilling();
    drill.run(&["run", "practice-restore", "--env", "production", "--detach"]).ok();
    let listed = drill.json(&["sessions", "--json"]);
    let environments: Vec<_> =
        listed.as_array().unwrap().iter().map(|it| it["environment"].as_str()).collect();
    assert_eq!(environments, [Some("production"), Some("test")]);
    let expected = [
        "automation_by_steps",
        "ended_at",
        "environment",
        "excluded",
        "excluded_why",
        "id",
        "owner",
        "procedure",
        "rpa_ms",
        "rta_ms",
        "rto_met",
        "sample",
        "started_at",
        "state",
    ];
    assert_eq!(keys(&listed[0]), expected);
    assert_eq!(drill.json(&["sessions", "--env", "test", "--json"]).as_array().unwrap().len(), 1);
    assert_eq!(drill.json(&["sessions", "--procedure", "x", "--json"]), Value::Array(vec![]));
    assert_eq!(drill.run(&["sessions"]).ok().lines().count(), 3);
}

#[test]
fn an_empty_store_lists_nothing_and_is_not_made() {
    let drill = Firedrill::new();
    assert_eq!(drill.json(&["sessions", "--json"]), Value::Array(vec![]));
    assert_eq!(drill.json(&["actions", "--json"]), Value::Array(vec![]));
    assert_eq!(drill.json(&["verify", "--json"]), Value::Array(vec![]));
    assert!(drill.run(&["show"]).failed(2).contains("no session last"));
    assert!(drill.run(&["doctor"]).ok().contains("not made yet"));
    assert!(!drill.store().exists());
}

#[test]
fn open_actions_are_listed_and_closed() {
    let drill = Firedrill::drilling();
    let id = saved_ids(&drill.run(&["note", "> Ann: rename the bucket by 2026-06-05"]).ok()).remove(0);
    drill.run(&["finish"]).ok();
    let listed = drill.json(&["actions", "--json"]);
    assert_eq!((&listed[0]["who"], &listed[0]["id"]), (&"Ann".into(), &id.as_str().into()));
    assert!(drill.run(&["actions"]).ok().contains("rename the bucket"));
    assert_eq!(saved(&drill.run(&["actions", "--close", &id, "--why", "renamed"]).ok()), ["action_closed"]);
    assert_eq!(drill.json(&["actions", "--json"]), Value::Array(vec![]));
    assert!(drill.run(&["actions", "--close", &id]).failed(3).contains("no open action"));
}

#[test]
fn a_session_is_exported_and_imported_elsewhere() {
    let drill = Firedrill::drilling();
    drill.run(&["step", "start", "1"]).ok();
    drill.run(&["note", "> x: \u{202e}y"]).ok();
    drill.run(&["finish"]).ok();
    let exported = drill.run(&["export", "last"]).ok();
    let first: Value = serde_json::from_str(exported.lines().next().unwrap()).unwrap();
    assert_eq!(keys(&first), ["document", "text"]);
    let other = Firedrill::new();
    let file = other.file("session.jsonl", &exported);
    other.run(&["import-session", file.to_str().unwrap()]).ok();
    assert_eq!(other.run(&["export", "last"]).ok(), exported);
    assert_eq!(other.show()["steps"], drill.show()["steps"]);
    assert_eq!(other.json(&["actions", "--json"]), drill.json(&["actions", "--json"]));
    let again: Value =
        serde_json::from_str(&other.fed(&exported, &["import-session", "-", "--json"]).ok()).unwrap();
    assert_eq!(again["new_events"], 0);
    let changed = exported.replace("open-shell", "open-shall");
    assert!(other.fed(changed, &["import-session", "-"]).failed(4).contains("nothing was imported"));
    assert!(other.run(&["import-session", "missing"]).failed(4).contains("missing cannot be read"));
}

#[test]
fn a_log_that_was_changed_does_not_verify() {
    let drill = Firedrill::drilling();
    drill.run(&["note", "as it was"]).ok();
    assert!(drill.run(&["verify"]).ok().ends_with("3 events · ok\n"));
    let mut bytes = std::fs::read(drill.store()).unwrap();
    let at = bytes.windows(9).rposition(|it| it == b"as it was").unwrap();
    bytes[at..at + 9].copy_from_slice(b"as it is!");
    std::fs::write(drill.store(), bytes).unwrap();
    let ran = drill.run(&["verify", "last"]);
    assert!(ran.code == 1 && ran.out.contains("BROKEN at event 3"), "{ran:?}");
    let json: Value = serde_json::from_str(&drill.run(&["verify", "--json"]).out).unwrap();
    assert_eq!(json[0]["chain"], "broken");
    let ran = drill.run(&["doctor"]);
    assert!(ran.code == 1 && ran.out.contains("its log was changed"), "{ran:?}");
    assert_eq!(drill.show()["integrity"]["chain"], "broken");
}

#[test]
fn paths_name_what_variables_and_flags_say() {
    let drill = Firedrill::new();
    let paths = drill.json(&["paths", "--json"]);
    assert_eq!(paths["store"].as_str(), drill.store().to_str());
    let named = drill.run_with(&[("FIREDRILL_STORE", "/x/y.db")], &["paths"]).ok();
    assert!(named.starts_with("store       /x/y.db\n"), "{named}");
    assert!(
        drill
            .run_with(&[("FIREDRILL_STORE", "/x/y.db")], &["paths", "--store", "z.db"])
            .ok()
            .contains(" z.db\n")
    );
}
