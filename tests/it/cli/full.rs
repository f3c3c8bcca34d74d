//! A disk that takes no more. A limit on the size of files stands in for it: the system refuses the write either way.

use super::firedrill::{Firedrill, Ran, saved_ids};

/// Runs a line of `sh` in which no file may grow beyond so many blocks of 512 bytes.
fn limited(drill: &Firedrill, blocks: u32, line: &str) -> Ran {
    drill.sh(&format!("trap '' XFSZ; ulimit -f {blocks}; {line}"))
}

#[test]
fn before_the_start_it_is_one_line_that_names_the_store() {
    let drill = Firedrill::by_hand();
    let line = "exec \"$FIREDRILL\" run practice-restore --env test --detach";
    let said = limited(&drill, 32, line).failed(4);
    let last = said.lines().last().unwrap();
    assert!(last.starts_with("firedrill: the store ") && last.contains("firedrill.db"), "{said}");
    assert!(!drill.store().exists(), "half a store is none");
    drill.run(&["run", "practice-restore", "--env", "test", "--detach"]).ok();
}

#[test]
fn in_the_middle_what_is_not_saved_is_told_and_what_is_saved_stays() {
    let drill = Firedrill::drilling();
    let text = "long ".repeat(400);
    drill.file("lines", format!("note {text}\n").repeat(100));
    let blocks = u32::try_from(std::fs::metadata(drill.store()).unwrap().len() / 512).unwrap() + 100;
    let ran = limited(&drill, blocks, "\"$FIREDRILL\" resume --plain < lines");
    assert_eq!(ran.code, 4, "{}", ran.err);
    assert!(ran.err.contains("NOT SAVED, 1 waiting: ") && ran.err.contains("NOT SAVED: "), "{}", ran.err);
    let saved = saved_ids(&ran.out);
    let unsaved = ran.err.lines().filter(|line| line.starts_with("NOT SAVED: ")).count();
    assert!(!saved.is_empty() && saved.len() + unsaved == 100, "{} saved, {unsaved} not", saved.len());
    let exported = drill.run(&["export", "last"]).ok();
    assert!(saved.iter().all(|id| exported.contains(id)));
    drill.run(&["verify"]).ok();
    drill.run(&["note", "there is room again"]).ok();
    assert_eq!(drill.show()["notes"].as_array().unwrap().len(), saved.len() + 1);
}
