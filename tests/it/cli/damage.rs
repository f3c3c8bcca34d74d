//! A damaged store is never modified; what is wrong is said, with code 4; and another drill can start.

#![expect(clippy::unwrap_used, reason = "a store that cannot be read is a failed test")]

use super::firedrill::Firedrill;
use std::fs;

const READING: [&[&str]; 5] = [&["sessions"], &["show"], &["export", "last"], &["verify"], &["actions"]];
const WRITING: [&[&str]; 5] = [
    &["note", "x"],
    &["run", "practice-restore", "--env", "test", "--detach"],
    &["run", "practice-restore", "--env", "test", "--plain"],
    &["resume", "--plain"],
    &["import-session", "-"],
];

/// Damages a store of a session with some events, calls everything, and looks whether it stayed as it was.
fn survives(damage: impl Fn(Vec<u8>) -> Vec<u8>) {
    let drill = Firedrill::drilling();
    let notes = "note long ".to_owned() + &"text ".repeat(200) + "\n";
    drill.fed(notes.repeat(40), &["resume", "--plain"]).ok();
    let bytes = damage(fs::read(drill.store()).unwrap());
    fs::write(drill.store(), &bytes).unwrap();
    for args in WRITING {
        let ran = drill.run(args);
        assert_eq!(ran.code, 4, "{args:?} {ran:?}");
        assert!(ran.err.contains("damaged") && ran.err.contains("firedrill doctor"), "{args:?} {ran:?}");
    }
    for args in READING {
        let ran = drill.run(args);
        assert!([0, 1, 4].contains(&ran.code), "{args:?} {ran:?}");
        assert!(!ran.err.contains("panicked"), "{args:?} {ran:?}");
    }
    let ran = drill.run(&["doctor"]);
    assert!(ran.code == 4 && ran.out.contains("DAMAGED; what can still be read: "), "{ran:?}");
    assert_eq!(fs::read(drill.store()).unwrap(), bytes, "it was modified");
    drill.run(&["run", "practice-restore", "--env", "test", "--detach", "--store", "other.db"]).ok();
    drill.run(&["verify", "--store", "other.db"]).ok();
}

#[test]
fn four_kilobytes_in_the_middle_are_overwritten() {
    survives(|mut bytes| {
        let middle = bytes.len() / 8_192 * 4_096;
        bytes[middle..middle + 4_096].fill(0xA5);
        bytes
    });
}

#[test]
fn half_of_it_is_gone() {
    survives(|bytes| bytes[..bytes.len() / 2].to_vec());
}

#[test]
fn nothing_is_left() {
    survives(|_| Vec::new());
}

#[test]
fn it_is_noise() {
    survives(|_| (0..1_u32 << 20).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect());
}

#[test]
fn doctor_counts_what_can_be_salvaged() {
    let drill = Firedrill::drilling();
    drill.fed("note some text\n".repeat(60), &["resume", "--plain"]).ok();
    let mut bytes = fs::read(drill.store()).unwrap();
    let length = bytes.len();
    bytes.truncate(length - 4_096);
    fs::write(drill.store(), &bytes).unwrap();
    let ran = drill.run(&["doctor", "--json"]);
    let found: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((ran.code, found["damage"].as_array().unwrap().len()), (4, 1));
    assert_eq!(fs::read(drill.store()).unwrap(), bytes);
}

#[test]
fn a_write_ahead_log_that_was_cut_loses_no_more_than_its_end() {
    let drill = Firedrill::drilling();
    let mut child =
        drill.started_with(&["resume", "--plain"]).stdin(std::process::Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().unwrap()));
    std::io::Write::write_all(&mut stdin, &b"note x\n".repeat(10)).unwrap();
    assert_eq!(
        lines.by_ref().map(Result::unwrap).filter(|line| line.starts_with("saved ")).take(10).count(),
        10
    );
    child.kill().unwrap();
    child.wait().unwrap();
    let wal = drill.store().with_file_name("firedrill.db-wal");
    let bytes = fs::read(&wal).unwrap();
    fs::write(&wal, &bytes[..bytes.len() - 2_000]).unwrap();
    drill.run(&["note", "afterwards"]).ok();
    drill.run(&["verify"]).ok();
    let notes = drill.show()["notes"].as_array().unwrap().len();
    assert!((9..=11).contains(&notes), "{notes}");
}
