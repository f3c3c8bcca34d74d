//! The PostgreSQL procedure does what it says: a real cluster loses a table and is recovered to just before.

#![expect(clippy::unwrap_used, reason = "a step that fails is a failed test")]

use crate::cli::firedrill::Firedrill;
use crate::performance::Performance;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

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
fn acknowledged(playground: &Path) -> Vec<Time> {
    let ledger = std::fs::read_to_string(playground.join("acknowledged")).unwrap();
    ledger.lines().map(|line| time(line.split_once('|').unwrap().1)).collect()
}

#[test]
#[ignore = "needs PostgreSQL's server programs"]
fn a_dropped_table_is_recovered_to_just_before_the_drop() {
    let drill = Performance::new("procedures/postgres-restore.toml");
    assert!(drill.procedure().steps.iter().all(|step| step.automatic));
    assert!(!drill.is_reachable(), "nothing is there yet");
    drill.steps_through("back-up-cluster");
    let backed_up = *acknowledged(&playground(&drill)).last().unwrap();
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
    let written = acknowledged(&playground(&drill));
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

#[expect(clippy::disallowed_methods, reason = "the drill is measured with a clock that is not its own")]
fn now() -> Time {
    Utc::now()
}

/// What a client of the test's own saw of a drill that somebody else holds.
#[derive(Debug)]
struct Sight {
    /// When it asked for the first time in vain.
    gone: Time,
    /// When it was answered again.
    back: Time,
    /// The newest row from before, as it came back.
    newest: Time,
    /// The last row from before that was acknowledged.
    acknowledged: Time,
}

/// Asks as a client does: whether somebody's row of a moment ago can be read. Returns the newest row from before a time.
fn ask(playground: &Path, before: &str) -> Option<String> {
    let row = format!(
        "SELECT to_char(max(created_at) FILTER (WHERE created_at < '{before}') AT TIME ZONE 'UTC',
            'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') FROM orders
        WHERE NOT pg_is_in_recovery() HAVING max(created_at) > clock_timestamp() - interval '2 s'"
    );
    let asked = Command::new("/bin/sh")
        .args([
            "-c",
            "PATH=$PATH$(printf ':%s' /usr/lib/postgresql/*/bin /usr/pgsql-*/bin) exec psql \"$@\"",
            "sh",
        ])
        .args(["-XqAt", "-U", "firedrill", "-d", "shop", "-c", &row, "-h"])
        .arg(playground)
        .output()
        .unwrap();
    let said = crate::performance::text(&asked.stdout);
    Some(said.trim().to_owned()).filter(|_| asked.status.success() && !said.is_empty())
}

/// Looks on from the first answer through the outage until the service is back; `None` where that was not to be seen
/// before nobody waits for it any more.
fn look_on(home: &Path, ended: &Receiver<()>) -> Option<Sight> {
    let (mut was_up, mut gone) = (false, None);
    loop {
        let names = std::fs::read_dir(home).unwrap().map(|entry| entry.unwrap().path());
        let playground = names.into_iter().find(|it| it.to_string_lossy().contains("firedrill-playground"));
        let asked = now();
        let before = gone.map_or_else(|| "infinity".to_owned(), |gone: Time| gone.to_rfc3339());
        match (playground.as_ref().and_then(|it| ask(it, &before)), gone) {
            (None, None) => gone = was_up.then_some(asked),
            (None, Some(_)) => {}
            (Some(_), None) => was_up = true,
            (Some(newest), Some(gone)) => {
                let back = now();
                let acknowledged =
                    acknowledged(&playground.unwrap()).into_iter().filter(|it| *it < gone).max();
                return Some(Sight {
                    gone,
                    back,
                    newest: time(&newest),
                    acknowledged: acknowledged.unwrap(),
                });
            }
        }
        // Often enough to know it to the tenth of a second.
        if ended.recv_timeout(Duration::from_millis(50)) != Err(RecvTimeoutError::Timeout) {
            return None;
        }
    }
}

/// Holds the drill as a night job would; returns the times between which it declared the outage, and what was seen
/// meanwhile.
fn held(drill: &Firedrill) -> ((Time, Time), Sight) {
    std::fs::set_permissions(drill.home(), std::fs::Permissions::from_mode(0o711)).unwrap();
    let said = drill.home().join("said");
    let mut run =
        drill.started_with(&["run", "postgres-restore", "--env", "test", "--headless", "--enforce"]);
    let begun = now();
    let mut child = run.stderr(File::create(&said).unwrap()).spawn().unwrap();
    let (ends, ended) = channel();
    std::thread::scope(|scope| {
        let onlooker = scope.spawn(move || look_on(drill.home(), &ended));
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let told: Vec<(Time, String)> = lines.map(|line| (now(), line.unwrap())).collect();
        drop(ends);
        let status = child.wait().unwrap();
        let said = std::fs::read_to_string(said).unwrap();
        assert!(status.success(), "{said}\n{told:#?}");
        let declared = told.iter().find(|(_, line)| line.contains(" declared")).unwrap().0;
        ((begun, declared), onlooker.join().unwrap().unwrap())
    })
}

#[test]
#[ignore = "needs PostgreSQL's server programs"]
fn what_the_drill_measured_is_what_was_seen_from_outside() {
    let drill = Firedrill::new();
    let ((begun, told), sight) = held(&drill);
    let shown = drill.show();
    let moment = |anchor: &str| time(shown["anchors"][anchor]["at"].as_str().unwrap());
    let span = |value: &Value| TimeDelta::milliseconds(value.as_i64().unwrap());
    let declared = moment("declared");
    assert!(begun <= declared && declared <= told, "{begun} {declared} {told}");
    let apart = [
        ("outage", moment("outage") - sight.gone),
        ("verified", moment("verified") - sight.back),
        ("RTA", span(&shown["rto"]["actual_ms"]) - (sight.back - declared)),
        ("RPA", span(&shown["rpo"]["actual_ms"]) - (sight.gone - sight.newest)),
    ];
    println!("{sight:?}, and the drill is apart from that by {apart:?}");
    for (figure, by) in apart {
        assert!(by.abs() <= TimeDelta::seconds(1), "{figure} is {by} apart from {sight:?}: {shown:#}");
    }
    for anchor in ["outage", "verified"] {
        assert_eq!(shown["anchors"][anchor]["source"], "probe");
    }
    assert_eq!(shown["rto"]["met"], true);
    assert_eq!(shown["rpo"]["met"], true);
    let lost = sight.acknowledged - sight.newest;
    assert!(lost > TimeDelta::zero() && lost < TimeDelta::seconds(1), "{lost} of acknowledged rows are lost");
    assert!(shown["rpo"]["source"].as_str().unwrap().contains("newest.sh"), "{:#}", shown["rpo"]);
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
