//! Files and folders are for their owner alone, whatever the umask; and places that cannot be had.

#![expect(clippy::unwrap_used, reason = "a file that cannot be looked at is a failed test")]

use super::firedrill::Firedrill;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

fn everything(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { [everything(&path), vec![path]].concat() } else { vec![path] })
        .collect()
}

#[test]
fn under_umask_000_everything_is_private() {
    let drill = Firedrill::new();
    let line = "umask 000; exec \"$FIREDRILL\" run practice-restore --env test --plain";
    let mut child = drill.command("sh").args(["-c", line]).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    stdin.write_all(b"next\n").unwrap();
    assert!(lines.by_ref().any(|line| line.unwrap().starts_with("saved ")));
    drill.sh("umask 000; \"$FIREDRILL\" export last > data/session.jsonl").ok();
    let found = everything(&drill.home().join("data"));
    for path in &found {
        let metadata = fs::metadata(path).unwrap();
        assert_eq!(metadata.mode() & 0o077, 0, "{} {:o}", path.display(), metadata.mode());
    }
    for suffix in ["firedrill.db", "firedrill.db-wal", "firedrill.db-shm", "session.jsonl", "restore.sh"] {
        assert!(found.iter().any(|path| path.ends_with(suffix)), "{suffix}");
    }
    drop(stdin);
    child.wait().unwrap();
}

#[test]
fn an_export_into_a_file_with_something_in_it_leaves_its_mode() {
    let drill = Firedrill::drilling();
    let line = "echo '# notes' > old; chmod 644 old; \"$FIREDRILL\" export last >> old; stat -c %a old 2>/dev/null || stat -f %Lp old";
    assert_eq!(drill.sh(line).ok(), "644\n");
}

#[test]
fn rights_of_others_are_taken_from_a_store_and_told() {
    let drill = Firedrill::drilling();
    drill.sh("chmod 666 data/firedrill/firedrill.db").ok();
    let doctor = drill.run(&["doctor"]).ok();
    assert!(doctor.contains("mode 0666, open to others"), "{doctor}");
    let noted = drill.run(&["note", "x"]);
    assert!(noted.err.contains("could be read by others (mode 666)"), "{noted:?}");
    noted.ok();
    assert_eq!(fs::metadata(drill.store()).unwrap().mode() & 0o777, 0o600);
}

#[test]
fn a_place_that_cannot_be_had_is_named_with_the_cause() {
    let drill = Firedrill::new();
    drill.file("a-file", "");
    for store in ["a-file/store.db", "/proc/firedrill/store.db"] {
        let said =
            drill.run(&["run", "practice-restore", "--env", "test", "--detach", "--store", store]).failed(4);
        let why = said.lines().last().unwrap();
        assert!(why.contains(store.rsplit_once('/').unwrap().0), "{said}");
    }
}
