//! Several processes on one store, and processes that are killed.

#![expect(clippy::unwrap_used, reason = "a process that cannot be started is a failed test")]

use super::firedrill::{Firedrill, saved_ids};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::thread;

/// How often each of the writers is killed; enough for CI, where each push adds as many again.
const ROUNDS: u32 = 10;

/// Writes notes as fast as it can, and is killed after it has said `saved` so many times. Returns what was said.
fn write_until_killed(drill: &Firedrill, name: &str, after: usize) -> Vec<String> {
    let mut child =
        drill.started_with(&["resume", "--plain", "--name", name]).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut acked = String::new();
    thread::scope(|scope| {
        // Ends when nobody reads any more.
        scope
            .spawn(move || while stdin.write_all(b"note as fast as it can\nstep start 1\nundo\n").is_ok() {});
        let mut saved = 0;
        for line in lines {
            let line = line.unwrap();
            if line.starts_with("saved ") {
                acked.push_str(&line);
                acked.push('\n');
                saved += 1;
                if saved == after {
                    child.kill().unwrap();
                }
            }
        }
        child.wait().unwrap();
    });
    // The last line may be cut off by the kill: its id then is not whole.
    saved_ids(&acked).into_iter().filter(|id| id.len() == 36).collect()
}

#[test]
fn what_was_said_to_be_saved_survives_kill_9() {
    let drill = Firedrill::drilling();
    let mut acked: BTreeSet<String> = BTreeSet::new();
    for round in 0..ROUNDS {
        let drill = &drill;
        let told: Vec<Vec<String>> = thread::scope(|scope| {
            let writers = (0..2_u32).map(|n| {
                let after = 1 + (round * 7 + n * 3) % 11;
                scope.spawn(move || write_until_killed(drill, &format!("W{n}"), after as usize))
            });
            let writers: Vec<_> = writers.collect();
            let noted: Vec<String> =
                (0..3).flat_map(|_| saved_ids(&drill.run(&["note", "a process of its own"]).ok())).collect();
            writers.into_iter().map(|writer| writer.join().unwrap()).chain([noted]).collect()
        });
        acked.extend(told.into_iter().flatten());
        drill.run(&["verify"]).ok();
    }
    let exported = drill.run(&["export", "last"]).ok();
    let lost: Vec<_> = acked.iter().filter(|id| !exported.contains(id.as_str())).collect();
    assert_eq!(lost, Vec::<&String>::new());
    assert!(acked.len() > ROUNDS as usize * 4, "{} acked", acked.len());
    let shown = drill.show();
    assert_eq!(shown["state"], "running");
    assert_eq!(
        shown["anchors"]["declared"]["at"], shown["started_at"],
        "the clock goes on from where it began"
    );
    drill.fed("note afterwards\n", &["resume", "--plain"]).ok();
}

#[test]
fn two_processes_write_two_hundred_notes_each_while_a_third_reads() {
    let drill = Firedrill::drilling();
    let notes = "note at once\n".repeat(200);
    thread::scope(|scope| {
        let writers = ["Ann", "Ben"].map(|name| {
            let (drill, notes) = (&drill, &notes);
            scope.spawn(move || drill.fed(notes, &["join", "--plain", "--name", name]))
        });
        for _ in 0..10 {
            let exported = drill.run(&["export", "last"]).ok();
            assert!(exported.ends_with("}\n"));
        }
        for writer in writers {
            let ran = writer.join().unwrap();
            assert!(!ran.err.contains("locked") && !ran.err.contains("busy"), "{}", ran.err);
            // Who drives says also what the clocks of the machine did meanwhile.
            assert_eq!(ran.ok().matches(" note_written ").count(), 200);
        }
    });
    let shown = drill.show();
    assert_eq!(shown["notes"].as_array().unwrap().len(), 400);
    assert_eq!(shown["integrity"]["heads"][0]["seq"], shown["integrity"]["events"], "no holes");
    drill.run(&["verify"]).ok();
}

#[test]
fn of_two_who_finish_a_step_at_once_one_does() {
    let drill = Firedrill::drilling();
    drill.run(&["step", "start", "1"]).ok();
    let codes = thread::scope(|scope| {
        let both = [(); 2].map(|()| scope.spawn(|| drill.run(&["step", "done", "1"]).code));
        both.map(|it| it.join().unwrap())
    });
    assert_eq!(codes.iter().sum::<i32>(), 3, "one 0, one 3: {codes:?}");
}
