//! `sample`: a store of its own, and never among real sessions.

#![expect(clippy::unwrap_used, reason = "JSON of another shape is a failed test")]

use super::firedrill::Firedrill;
use serde_json::Value;
use std::path::PathBuf;

fn store(drill: &Firedrill) -> PathBuf {
    drill.store().with_file_name("sample.db")
}

fn ids(drill: &Firedrill, store: &str) -> Vec<String> {
    let listed = drill.json(&["--store", store, "sessions", "--json"]);
    listed.as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn it_fills_a_store_of_its_own_once_and_says_how_to_look_at_it() {
    let drill = Firedrill::new();
    let store = store(&drill);
    let store = store.to_str().unwrap();
    assert_eq!(drill.json(&["paths", "--json"])["sample"].as_str(), Some(store));
    let ran = drill.run(&["sample"]);
    assert!(ran.code == 0 && ran.out.is_empty(), "{ran:?}");
    assert!(ran.err.contains(&format!("\n  firedrill --store {store} show last\n")), "{}", ran.err);
    assert!(!drill.store().exists(), "the usual store is not touched");
    let made = ids(&drill, store);
    assert_eq!(made.len(), 7);
    let last = drill.json(&["--store", store, "show", "last", "--json"]);
    assert_eq!((&last["environment"], &last["sample"]), (&"production".into(), &Value::Bool(true)));
    assert_eq!(drill.json(&["--store", store, "actions", "--json"]).as_array().unwrap().len(), 4);
    assert_eq!(drill.run(&["--store", store, "verify"]).ok().matches("· ok").count(), 7);

    let again = drill.run(&["sample"]);
    assert!(
        again.code == 0 && again.err.contains("already") && again.err.contains(" show last\n"),
        "{again:?}"
    );
    assert_eq!(ids(&drill, store), made);
    drill.run(&["sample", "--again"]).ok();
    let anew = ids(&drill, store);
    assert!(anew.len() == 7 && anew.iter().all(|id| !made.contains(id)), "{anew:?}");
}

#[test]
fn what_it_says_to_type_works() {
    let drill = Firedrill::new();
    let named = drill.home().join("a folder/samples");
    let said = drill.run(&["sample", "--store", named.to_str().unwrap()]).err;
    let commands: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("  firedrill ")).collect();
    assert!(commands.len() >= 5, "{said}");
    // The first is home, which wants a terminal.
    for command in &commands[1..] {
        drill.sh(&format!("\"$FIREDRILL\" {command}")).ok();
    }
    assert!(!store(&drill).exists());
}

#[test]
fn samples_never_go_among_real_sessions() {
    let drill = Firedrill::drilling();
    let real = drill.store();
    let before = drill.run(&["export", "last"]).ok();
    for args in [&["sample", "--store"][..], &["sample", "--again", "--store"]] {
        let said = drill.run(&[args, &[real.to_str().unwrap()]].concat()).failed(3);
        assert!(said.contains("no samples"), "{said}");
    }
    drill.run(&["sample"]).ok();
    assert_eq!(drill.run(&["export", "last"]).ok(), before);
    assert_eq!(ids(&drill, real.to_str().unwrap()).len(), 1);
}

#[test]
fn what_is_tried_among_samples_is_one() {
    let drill = Firedrill::new();
    drill.run(&["sample"]).ok();
    let store = store(&drill);
    let store = store.to_str().unwrap();
    drill.run(&["--store", store, "run", "data-gather", "--env", "test", "--detach"]).ok();
    let shown = drill.json(&["--store", store, "show", "last", "--json"]);
    assert_eq!((&shown["owner"], &shown["sample"]), (&"Mara".into(), &true.into()));
    drill.run(&["sample", "--again"]).ok();
    assert_eq!(ids(&drill, store).len(), 7);
}

#[test]
fn what_was_really_held_among_samples_is_not_thrown_away() {
    let drill = Firedrill::drilling();
    let real = drill.run(&["export", "last"]).ok();
    drill.run(&["sample"]).ok();
    let store = store(&drill);
    let store = store.to_str().unwrap();
    drill.fed(real, &["--store", store, "import-session", "-"]).ok();
    assert!(drill.run(&["sample", "--again"]).failed(3).contains("not thrown away"));
    assert_eq!(drill.json(&["--store", store, "show", "last", "--json"])["sample"], false);
    assert_eq!(ids(&drill, store).len(), 8);
    drill.run(&["sample"]).ok();
}

#[test]
fn a_store_that_was_not_filled_to_the_end_is_told_and_made_anew() {
    let drill = Firedrill::new();
    drill.run(&["sample"]).ok();
    let (whole, partly) = (store(&drill), drill.home().join("partly"));
    let (whole, partly) = (whole.to_str().unwrap(), partly.to_str().unwrap());
    let one = drill.run(&["--store", whole, "export", "last"]).ok();
    drill.fed(one, &["--store", partly, "import-session", "-"]).ok();
    assert!(drill.run(&["--store", partly, "sample"]).failed(3).contains("1 of 7 samples"));
    drill.run(&["--store", partly, "sample", "--again"]).ok();
    assert_eq!(ids(&drill, partly).len(), 7);
}

#[test]
fn the_best_is_none_that_was_left_out() {
    let drill = Firedrill::new();
    let store = store(&drill);
    let store = store.to_str().unwrap();
    drill.run(&["sample"]).ok();
    let best = || drill.json(&["--store", store, "show", "data-gather/staging@best", "--json"])["id"].clone();
    let before = best();
    drill.run(&["--store", store, "exclude", before.as_str().unwrap(), "--why", "the network was down"]).ok();
    assert_ne!(best(), before);
}

#[test]
fn a_report_in_ascii_has_no_other_character_of_our_own() {
    let drill = Firedrill::new();
    let store = store(&drill);
    let store = store.to_str().unwrap();
    drill.run(&["sample"]).ok();
    let report = drill.run(&["--store", store, "--ascii", "report", "last", "--format", "markdown"]).ok();
    let others: Vec<&str> = report.lines().filter(|line| !line.is_ascii()).collect();
    assert!(others.is_empty() && report.contains("-8:26"), "{others:?}");
}
