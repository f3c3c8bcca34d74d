//! The practice procedure does what it says: its own commands make a ledger, lose it and bring it back.

use crate::performance::{Performance, text};

const PRACTICE: &str = "procedures/practice-restore.toml";
/// Leaves every backup with a line that was not backed up.
const SPOIL: &str = "for copy in \"$TMPDIR\"/firedrill-*/backup/*.csv; do echo x >>\"$copy\"; done";

#[test]
fn the_ledger_is_lost_and_restored_by_the_steps_alone() {
    let drill = Performance::new(PRACTICE);
    assert!(drill.procedure().steps.iter().all(|step| step.automatic));
    assert!(!drill.is_reachable(), "nothing is there yet");
    drill.steps_through("back-up-ledger");
    assert!(drill.is_reachable());
    drill.steps_through("choose-backup");
    assert!(!drill.is_reachable());
    let restored = drill.step("restore-ledger").unwrap();
    let found = drill.step("find-newest-entry").unwrap();
    let recovery_point = restored.recovery_point.unwrap();
    assert!(found.said.contains(recovery_point.lines().last().unwrap()), "{}", found.said);
    drill.steps_through("verify-ledger");
    assert!(drill.is_reachable());
    drill.steps_through("clean-up");
    assert_eq!(drill.leavings(), Vec::<String>::new());
}

#[test]
fn a_backup_spoiled_after_the_loss_fails_the_check_that_looks_for_a_sound_one() {
    let drill = Performance::new(PRACTICE);
    drill.steps_through("lose-ledger");
    assert!(drill.sh(SPOIL).status.success());
    let failed = drill.step("choose-backup").unwrap_err();
    assert!(failed.contains("has-sound-backup.sh") && failed.contains("No backup matches"), "{failed}");
    assert!(drill.step("restore-ledger").unwrap_err().contains("No backup matches"));
}

#[test]
fn a_spoiled_backup_fails_its_check_and_nothing_is_lost_without_a_sound_one() {
    let drill = Performance::new(PRACTICE);
    drill.steps_through("back-up-ledger");
    assert!(drill.sh(SPOIL).status.success());
    assert!(!drill.sh("sh scripts/practice/check-backup.sh").status.success());
    let refused = drill.step("lose-ledger").unwrap_err();
    assert!(refused.contains("No sound backup"), "{refused}");
}

#[test]
fn a_shell_that_names_no_session_means_the_only_ledger_there_is() {
    let drill = Performance::new(PRACTICE);
    drill.steps_through("start-ledger");
    let look = |session: &str| {
        let looked = drill.sh(&format!("{session} sh scripts/practice/what-goes.sh"));
        (looked.status.success(), text(&looked.stderr))
    };
    assert!(look("unset FIREDRILL_SESSION;").0);
    assert!(look("FIREDRILL_SESSION=other").1.contains("There is no ledger"));
    assert!(look("FIREDRILL_SESSION=../x").1.contains("may hold letters"));
    assert!(drill.sh("FIREDRILL_SESSION=other sh scripts/practice/start.sh").status.success());
    assert!(look("unset FIREDRILL_SESSION;").1.contains("several ledgers"));
    assert!(drill.sh("FIREDRILL_SESSION=other sh scripts/practice/clean-up.sh").status.success());
}
