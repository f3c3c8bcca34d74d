//! The PostgreSQL procedure does what it says: a real cluster loses a table and is recovered to just before.

#![expect(clippy::unwrap_used, reason = "a step that fails is a failed test")]

use crate::performance::Performance;
use chrono::{DateTime, TimeDelta, Utc};
use std::path::PathBuf;

type Time = DateTime<Utc>;

fn time(text: &str) -> Time {
    text.trim().parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The playground's folder.
fn playground(drill: &Performance) -> PathBuf {
    drill.folder().join(drill.leavings().pop().unwrap())
}

/// Moves the time that the recovery is held against, and returns why the rows are not those of that time.
fn held_against(drill: &Performance, moved: TimeDelta) -> String {
    let file = playground(drill).join("target");
    let target = std::fs::read_to_string(&file).unwrap();
    let other = time(&format!("{}:00", target.trim().replace(' ', "T"))) + moved;
    std::fs::write(&file, other.format("%Y-%m-%d %H:%M:%S%.3f+00\n").to_string()).unwrap();
    let failed = drill.step("count-rows").unwrap_err();
    std::fs::write(&file, target).unwrap();
    failed
}

/// When each row was written that the server acknowledged, as the clients noted it outside of the database.
fn acknowledged(drill: &Performance) -> Vec<Time> {
    let ledger = std::fs::read_to_string(playground(drill).join("acknowledged")).unwrap();
    ledger.lines().map(|line| time(line.split_once('|').unwrap().1)).collect()
}

#[test]
#[ignore = "needs PostgreSQL's server programs"]
fn a_dropped_table_is_recovered_to_just_before_the_drop() {
    let drill = Performance::new("procedures/postgres-restore.toml");
    assert!(drill.procedure().steps.iter().all(|step| step.automatic));
    assert!(!drill.is_reachable(), "nothing is there yet");
    drill.steps_through("back-up-cluster");
    let backed_up = *acknowledged(&drill).last().unwrap();
    assert!(drill.is_reachable());
    drill.steps_through("drop-table");
    assert!(!drill.is_reachable());
    drill.steps_through("check-position");
    let late = held_against(&drill, TimeDelta::seconds(1));
    assert!(late.contains("did not come back: the one after"), "{late}");
    let early = held_against(&drill, TimeDelta::seconds(-1));
    assert!(early.contains("came back") && early.contains("A row from after"), "{early}");
    drill.steps_through("count-rows");
    assert!(!drill.is_reachable(), "a server that still recovers takes no writes");

    let recovery_point = drill.step("find-newest-row").unwrap().recovery_point.unwrap();
    let recovery_point = time(recovery_point.lines().last().unwrap());
    let written = acknowledged(&drill);
    let lost = *written.last().unwrap() - recovery_point;
    assert!(written.contains(&recovery_point), "{recovery_point} is no row that was acknowledged");
    assert!(lost > TimeDelta::zero() && lost < TimeDelta::seconds(1), "{lost} of acknowledged rows are lost");
    assert!(recovery_point > backed_up, "the WAL since the base backup was replayed");

    drill.steps_through("reopen-to-clients");
    assert!(drill.is_reachable());
    drill.steps_through("clean-up");
    assert_eq!(drill.leavings(), Vec::<String>::new());
}

#[test]
#[ignore = "needs PostgreSQL's server programs"]
fn a_base_backup_that_was_damaged_is_not_restored() {
    let drill = Performance::new("procedures/postgres-restore.toml");
    drill.steps_through("set-aside-cluster");
    let backups = std::fs::read_dir(playground(&drill).join("base")).unwrap();
    for backup in backups.map(|entry| entry.unwrap().path().join("backup_manifest")) {
        let manifest = std::fs::read_to_string(&backup).unwrap();
        std::fs::write(&backup, manifest.replacen("\"Size\": 8192", "\"Size\": 8191", 1)).unwrap();
    }
    let failed = drill.step("unpack-base-backup").unwrap_err();
    assert!(failed.contains("is-unpacked.sh") && failed.contains("is not what was backed up"), "{failed}");
}

#[test]
fn the_scripts_touch_no_real_server() {
    let drill = Performance::new("procedures/postgres-restore.toml");
    for step in &drill.procedure().steps {
        for command in step.run.iter().chain(&step.check).chain(&step.recovery_point) {
            let refused = drill.sh(&format!("unset PLAYGROUND; {command}"));
            let said = crate::performance::text(&refused.stderr);
            assert!(
                !refused.status.success() && said.contains("a playground of its own"),
                "{command}: {said}"
            );
        }
    }
    assert_eq!(drill.leavings(), Vec::<String>::new());
}
