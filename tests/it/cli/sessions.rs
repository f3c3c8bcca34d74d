//! Which session is meant, and holding a whole one.

use super::firedrill::Firedrill;
use serde_json::Value;

#[test]
fn without_a_name_the_one_open_session_is_meant() {
    let drill = Firedrill::by_hand();
    assert!(drill.run(&["note", "x"]).failed(2).contains("no session is open"));
    assert!(!drill.store().exists(), "nothing is made for a command that cannot succeed");
    let start = |env| drill.run(&["run", "practice-restore", "--env", env, "--detach"]).ok();
    let (one, two) = (start("test"), start("production"));
    let said = drill.run(&["note", "x"]).failed(2);
    assert!(said.contains(one.trim()) && said.contains(two.trim()) && said.contains("--session"), "{said}");
    let names = [one.trim(), &one[..7], "last~1", "practice-restore/test"];
    for name in names {
        drill.run(&["note", name, "--session", name]).ok();
    }
    let shown = drill.json(&["show", one.trim(), "--json"]);
    assert_eq!(shown["notes"].as_array().unwrap().len(), names.len());
    assert!(drill.run(&["show", "zzzzzzzzzz"]).failed(2).contains("no session zzzzzzzzzz"));
    assert!(drill.run(&["show", "last~7"]).failed(2).contains("no session last~7"));
}

#[test]
fn run_wants_an_environment_of_the_procedure() {
    let drill = Firedrill::by_hand();
    let run = |args: &[&str]| drill.run(&[&["run", "practice-restore"], args].concat());
    assert!(run(&["--detach"]).failed(2).contains("test, production"));
    assert!(run(&["--plain"]).failed(2).contains("test, production"));
    assert!(
        run(&["--detach", "--env", "moon"])
            .failed(2)
            .contains("no environment moon; it has test, production")
    );
    assert!(run(&["--detach", "--plain", "--env", "test"]).failed(2).contains("cannot be used with"));
    assert!(
        drill
            .run(&["run", "practise-restore", "--detach"])
            .failed(2)
            .contains("Did you mean `practice-restore`?")
    );
    assert!(
        drill.run(&["run", "missing.toml", "--env", "test", "--detach"]).failed(4).contains("missing.toml")
    );
    assert!(!drill.store().exists());
}

#[test]
fn a_built_in_procedure_is_unpacked_with_its_scripts() {
    let drill = Firedrill::new();
    let ran = drill.run(&["run", "practice-restore", "--env", "test", "--detach"]);
    assert!(ran.err.contains("data/firedrill/procedures/practice-restore"), "{ran:?}");
    assert!(ran.out.trim().len() == 10 && !ran.out.contains(' '), "{ran:?}");
    ran.ok();
    let folder = drill.home().join("data/firedrill/procedures/practice-restore");
    assert!(folder.join("scripts/practice/restore.sh").is_file());
}

#[test]
fn who_takes_part_is_said_at_the_start() {
    let drill = Firedrill::by_hand();
    let args = ["--owner", "Dee", "--shadow", "Jo", "--shadow", "Li", "--simulated", "--detach"];
    drill.run(&[&["run", "practice-restore", "--env", "test"], &args[..]].concat()).ok();
    let shown = drill.show();
    assert_eq!(shown["owner"], "Dee");
    assert_eq!(shown["shadows"], serde_json::json!(["Jo", "Li"]));
    assert_eq!(shown["anchors"]["outage"]["kind"], "simulated");
}

/// Replaces what differs from run to run: times, lengths, ids and digests.
fn redact(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(redact),
        Value::Object(fields) => {
            for (key, value) in fields.iter_mut() {
                let stands_for = match key.as_str() {
                    _ if !(value.is_string() || value.is_number()) => None,
                    "id" if value.as_str().is_some_and(|it| it.len() == 36) => Some("[id]"),
                    "hash" | "writer" | "version" => Some("[digest]"),
                    "at" | "since" | "until" => Some("[time]"),
                    key if key.ends_with("_at") => Some("[time]"),
                    "objective_ms" => None,
                    key if key.ends_with("_ms") => Some("[ms]"),
                    _ => None,
                };
                match stands_for {
                    Some(stands_for) => *value = Value::from(stands_for),
                    None => redact(value),
                }
            }
        }
        _ => {}
    }
}

#[test]
fn the_practice_drill_is_held_to_its_end_in_plain_lines() {
    let drill = Firedrill::by_hand();
    let lines = "\
next
next
note ! the ledger was slow
next
note @3 it's in the second bucket
next
next
step start 4
next
next
next
next
next
next
next
next
recovery-point -1s --source 'the last row'
level 6 scripted --why 'the script did it'
finish --next-owner Jo
";
    let out =
        drill.fed(lines, &["run", "practice-restore", "--env", "test", "--plain", "--shadow", "Jo"]).ok();
    assert!(out.contains("sealed, Jo drives next · Mara"), "{out}");
    let mut shown = drill.show();
    let minutes = shown["minutes"].as_object().unwrap().values().filter_map(Value::as_i64).sum::<i64>();
    assert_eq!(Value::from(minutes), shown["clock"]["elapsed_ms"], "minutes add up to the clock");
    redact(&mut shown);
    shown["id"] = Value::from("[id]");
    insta::assert_snapshot!(serde_json::to_string_pretty(&shown).unwrap());
}

#[test]
fn a_session_is_left_out_of_statistics_and_counts_again() {
    let drill = Firedrill::by_hand();
    drill.run(&["run", "practice-restore", "--env", "test", "--detach"]).ok();
    drill.run(&["finish"]).ok();
    let saved = drill.run(&["exclude", "last", "--why", "practice for newcomers"]).ok();
    assert!(saved.starts_with("saved ") && saved.contains(" session_excluded"), "{saved}");
    let listed = drill.json(&["sessions", "--json"]);
    assert_eq!(
        (&listed[0]["excluded"], &listed[0]["excluded_why"]),
        (&Value::Bool(true), &"practice for newcomers".into())
    );
    assert!(drill.run(&["sessions"]).ok().contains("finished, left out"));
    assert_eq!(drill.json(&["show", "last", "--json"])["excluded"], Value::Bool(true));
    drill.run(&["exclude", "last", "--why", "again"]).failed(3);
    drill.run(&["include", "last", "--why", "it was a drill after all"]).ok();
    assert_eq!(drill.json(&["sessions", "--json"])[0]["excluded_why"], Value::Null);
    drill.run(&["verify", "last"]).ok();
}
