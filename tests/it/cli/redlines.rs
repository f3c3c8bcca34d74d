//! `redlines`: a procedure that is amended in a drill, and the file that takes it in.

#![expect(clippy::unwrap_used, reason = "JSON of another shape is a failed test")]

use super::firedrill::{Firedrill, saved};
use serde_json::Value;
use std::fs;

const WIKI: &str = include_str!("wiki.toml");

/// What the file differs in, and in nothing else.
const PATCH: &str = include_str!("wiki.patch");

/// Five steps are edited, one is put in, one dropped, two become one.
const AMENDMENTS: &str = "\
amend create title 'Create the database cluster'
amend load text 'Look at the size first.' --why 'it was the wrong one'
amend load expect 25m
amend index check 'psql -c \"select 1\"'
amend web --unset run
amend look needs status-page
insert 'Wait for the replicas' --below load
drop backup --why 'the night does it'
merge cache --into web
";

/// A home with the wiki's procedure in a repository.
fn home(text: &str) -> Firedrill {
    let drill = Firedrill::new();
    drill.file("procedures/wiki.toml", text);
    drill
        .sh("git init -q . && git add procedures && git -c user.name=M -c user.email=m@x commit -qm wiki")
        .ok();
    drill
}

/// Holds a drill to its end; returns its id.
fn held(drill: &Firedrill, amendments: &str, steps: &[&str]) -> String {
    let steps: Vec<String> =
        steps.iter().map(|it| format!("step start {it} --why now\nstep done {it}\n")).collect();
    let steps = steps.concat();
    let lines = format!("declare\n{amendments}{steps}anchor verified --why seen\nfinish\n");
    drill.fed(lines, &["run", "wiki", "--env", "test", "--plain"]).ok();
    drill.show()["id"].as_str().unwrap().to_owned()
}

fn wiki(drill: &Firedrill) -> String {
    fs::read_to_string(drill.home().join("procedures/wiki.toml")).unwrap()
}

/// The first drill by the old file, and a second one that amends it.
fn amended(text: &str) -> (Firedrill, [String; 2]) {
    let drill = home(text);
    let first = held(&drill, "", &["backup", "create", "load", "index", "cache", "web", "look"]);
    let after = ["create", "load", "wait-for-the-replicas", "index", "web", "look"];
    let second = held(&drill, AMENDMENTS, &after);
    (drill, [first, second])
}

#[test]
fn the_file_differs_in_exactly_what_was_amended() {
    let (drill, [first, second]) = amended(WIKI);
    let listed = drill.run(&["redlines", &second]).ok();
    assert!(listed.contains("1. amended 2 Create the database cluster\n   Mara · "), "{listed}");
    assert!(listed.contains("     expect: 20m → 25m\n") && !listed.contains("written"), "{listed}");
    assert!(listed.contains("inserted 3a Wait for the replicas"), "{listed}");
    let patch = drill.run(&["redlines", &second, "--patch"]).ok();
    assert_eq!(patch, PATCH);
    let log = drill.run(&["redlines", "--changelog"]).ok();
    assert_eq!(log.lines().count(), 10, "{log}");
    assert!(
        log.contains("- Take a backup: dropped (Mara, ") && log.contains(": the night does it)\n"),
        "{log}"
    );

    let shipped = drill.run(&["redlines", &second, "--accept", "all"]);
    assert!(shipped.err.starts_with("10 redlines are in procedures/wiki.toml now;"), "{shipped:?}");
    assert_eq!(saved(&shipped.ok()), ["redlines_shipped"]);
    let by_accept = wiki(&drill);
    drill.file("x.patch", &patch);
    drill.sh("git checkout -q procedures && git apply x.patch").ok();
    assert_eq!(wiki(&drill), by_accept);
    let rows = drill.json(&["redlines", &second, "--json"]);
    assert!(rows.as_array().unwrap().iter().all(|row| row["written"] == true), "{rows}");
    let none = drill.run(&["redlines", &second, "--accept", "all"]);
    assert!(none.err.contains("no redlines that are not written yet"), "{none:?}");

    let third = held(&drill, "", &["create", "load", "wait-for-the-replicas", "index", "web", "look"]);
    let compared = drill.json(&["compare", &first, &third, "--json"]);
    let kinds: Vec<(&str, &str)> = compared["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["kind"].as_str().unwrap(), row["ids"][0].as_str().unwrap()))
        .collect();
    let expected = [
        ("dropped", "backup"),
        ("matched", "create"),
        ("matched", "load"),
        ("new", "wait-for-the-replicas"),
        ("matched", "index"),
        ("merged", "web"),
        ("matched", "look"),
    ];
    assert_eq!(kinds, expected);
    let versions = [&second, &third].map(|id| drill.json(&["show", id, "--json"])["procedure"].clone());
    assert_eq!(versions[0]["effective_version"], versions[1]["version"]);
    assert_eq!(versions[1]["effective_version"], Value::Null);
}

#[test]
fn every_kind_of_line_end_can_be_patched() {
    for text in [WIKI.replace('\n', "\r\n"), WIKI.trim_end().to_owned()] {
        let (drill, [_, second]) = amended(&text);
        let patch = drill.run(&["redlines", &second, "--patch"]).ok();
        drill.file("x.patch", &patch);
        drill.sh("git -c core.autocrlf=false apply x.patch").ok();
        let by_patch = wiki(&drill);
        drill.file("procedures/wiki.toml", &text);
        drill.run(&["redlines", &second, "--accept", "all"]).ok();
        assert_eq!(wiki(&drill), by_patch);
        assert_eq!(text.ends_with('\n'), by_patch.ends_with('\n'));
    }
}

#[test]
fn what_somebody_else_wrote_meanwhile_is_kept() {
    let (drill, [_, second]) = amended(WIKI);
    let now =
        WIKI.replace("Create the cluster", "Make the cluster").replace("# The wiki.", "# The old wiki.");
    drill.file("procedures/wiki.toml", &now);
    let shipped = drill.run(&["redlines", &second, "--accept", "all"]);
    assert_eq!(shipped.code, 1, "{shipped:?}");
    let seen = "procedures/wiki.toml was changed since the drill began. What is written into it:\n";
    assert!(shipped.err.starts_with(seen) && shipped.err.contains("\n  + expect = \"25m\"\n"), "{shipped:?}");
    assert!(shipped.err.contains("9 redlines are in procedures/wiki.toml now;"), "{shipped:?}");
    assert!(shipped.err.contains("What was changed there since the drill began is kept."), "{shipped:?}");
    assert!(
        shipped.err.contains(
            "1. is left out: `title` says Make the cluster in the file; this redline makes Create the database cluster of Create the cluster"
        ),
        "{shipped:?}"
    );
    let file = wiki(&drill);
    assert!(file.starts_with("# The old wiki.") && file.contains("\"Make the cluster\""), "{file}");
    assert!(file.contains("Wait for the replicas"), "{file}");
    let listed = drill.run(&["redlines", &second]).ok();
    assert_eq!(listed.matches(" · written\n").count(), 9, "{listed}");
}

#[test]
fn some_are_picked_and_what_is_there_is_told() {
    let (drill, [_, second]) = amended(WIKI);
    drill.run(&["redlines", &second, "--accept", "3,7"]).ok();
    let file = wiki(&drill);
    assert!(file.contains("expect = \"25m\"") && file.contains("wait-for-the-replicas"), "{file}");
    assert!(file.contains("id = \"backup\""), "{file}");
    let again = drill.run(&["redlines", &second, "--accept", "3"]);
    assert!(again.err.contains("3. is in the file already") && again.code == 0, "{again:?}");
    assert!(drill.run(&["redlines", &second, "--accept", "99"]).failed(2).contains("numbered 1 to 10"));
    let other = drill.file("other.toml", file.replace("id = \"wiki\"", "id = \"moon\""));
    let into = other.to_string_lossy().into_owned();
    assert!(
        drill
            .run(&["redlines", &second, "--accept", "all", "--into", &into])
            .failed(2)
            .contains("is the procedure moon")
    );
}

#[test]
fn what_comes_with_the_program_is_to_be_copied_first() {
    let drill = Firedrill::new();
    drill.fed("amend 1 title Begin\n", &["run", "practice-restore", "--env", "test", "--plain"]).ok();
    let why = drill.run(&["redlines", "--accept", "all"]).failed(3);
    assert!(
        why.contains("copy ") && why.contains("practice-restore") && why.contains("into procedures"),
        "{why}"
    );
    let patch = drill.run(&["redlines", "--patch"]).ok();
    assert!(patch.starts_with("--- a/procedures/practice-restore.toml\n"), "{patch}");
}

#[test]
fn a_step_with_a_new_id_is_told_of_where_nobody_can_be_asked() {
    let drill = home(WIKI);
    held(&drill, "", &["backup"]);
    drill.file("procedures/wiki.toml", WIKI.replace("id = \"load\"", "id = \"load-dump\""));
    let ran = drill.run(&["run", "wiki", "--env", "test", "--detach"]);
    assert!(ran.err.contains("load-dump may be load (renamed)"), "{ran:?}");
    let again = drill.run(&["run", "wiki", "--env", "test", "--detach"]);
    assert!(!again.err.contains("may be"), "{again:?}");
}

#[test]
fn a_session_says_which_version_it_has_and_what_it_took_in() {
    let (drill, [_, second]) = amended(WIKI);
    drill.run(&["redlines", &second, "--accept", "all"]).ok();
    held(&drill, "", &["create"]);
    let page = drill.run(&["report", "--format", "markdown"]).ok();
    assert!(page.contains("procedure v2 · 10 redlines taken in"), "{page}");
    let earlier = drill.run(&["report", &second, "--format", "markdown"]).ok();
    assert!(!earlier.contains("taken in") && !earlier.contains("procedure v"), "{earlier}");
}

#[test]
fn redlines_find_back_into_the_file_that_the_session_began_with() {
    let drill = home(WIKI);
    let file = drill.file("elsewhere/wiki.toml", WIKI);
    let path = file.to_string_lossy().into_owned();
    drill.fed("amend create title 'Create it'\n", &["run", &path, "--env", "test", "--plain"]).ok();
    let shipped = drill.run(&["redlines", "--accept", "all"]);
    assert!(shipped.err.contains("elsewhere/wiki.toml now"), "{shipped:?}");
    assert!(fs::read_to_string(file).unwrap().contains("title = \"Create it\""));
    assert_eq!(wiki(&drill), WIKI, "another file with the same id");
}

#[test]
fn a_file_elsewhere_is_found_where_it_was_trusted() {
    let drill = Firedrill::new();
    let file = drill.file("elsewhere/wiki.toml", WIKI);
    let path = file.to_string_lossy().into_owned();
    let state = drill.json(&["paths", "--json"])["state"].as_str().unwrap().to_owned();
    let hold = |drill: &Firedrill| {
        drill.fed("amend create title 'Create it'\n", &["run", &path, "--env", "test", "--plain"]).ok();
        // As if the session came from another machine.
        fs::remove_file(format!("{state}/begun")).unwrap();
        drill.run(&["redlines", "--accept", "all"])
    };
    assert!(hold(&drill).failed(2).contains("--into"), "nobody knows where the file is");
    let listed: Value = serde_json::from_str(&drill.run(&["trust", &path, "--json"]).ok()).unwrap();
    drill.run(&["trust", &path, "--digest", listed["digest"].as_str().unwrap()]).ok();
    hold(&drill).ok();
    assert!(fs::read_to_string(file).unwrap().contains("title = \"Create it\""));
}
