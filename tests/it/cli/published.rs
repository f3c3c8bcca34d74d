//! Two outages whose figures were published, typed in as sessions afterwards.

#![expect(clippy::unwrap_used, reason = "a session that cannot be typed in is a failed test")]

use super::firedrill::Firedrill;

const PROCEDURE: &str = r#"
id = "published"
title = "Bring the service back"
clock = ["outage", "verified"]

[environment.production]
protected = true

[[phase]]
title = "Restore"

[[phase.step]]
id = "restore"
title = "Restore the service"
"#;

/// Types in an outage; returns its recovery time, and the data that was lost, in minutes.
fn typed_in(outage: &str, back: &str, newest: Option<&str>) -> (i64, Option<i64>) {
    let drill = Firedrill::new();
    let file = drill.home().join("published.toml");
    std::fs::write(&file, PROCEDURE).unwrap();
    drill.run(&["run", file.to_str().unwrap(), "--env", "production", "--detach"]).ok();
    drill.run(&["anchor", "outage", "--at", outage, "--why", "the post-mortem"]).ok();
    drill.run(&["step", "start", "restore", "--at", outage]).ok();
    drill.run(&["step", "done", "restore", "--at", back]).ok();
    if let Some(newest) = newest {
        drill.run(&["recovery-point", newest, "--source", "the post-mortem"]).ok();
    }
    drill.run(&["anchor", "verified", "--at", back, "--why", "the post-mortem"]).ok();
    drill.run(&["finish"]).ok();
    let shown = drill.json(&["show", "last", "--json"]);
    let minutes = |ms: &serde_json::Value| ms.as_i64().map(|ms| ms / 60_000);
    assert_eq!(shown["clock"]["elapsed_ms"], shown["rto"]["actual_ms"]);
    assert_eq!(shown["anchors"]["outage"]["source"], "hand");
    (minutes(&shown["rto"]["actual_ms"]).unwrap(), minutes(&shown["rpo"]["actual_ms"]))
}

/// GitLab.com, 31 January 2017: <https://about.gitlab.com/blog/2017/02/10/postmortem-of-database-outage-of-january-31/>.
#[test]
fn a_database_that_was_lost() {
    let told = typed_in("2017-01-31T23:30:00Z", "2017-02-01T18:00:00Z", Some("2017-01-31T17:20:00Z"));
    assert_eq!(told, (18 * 60 + 30, Some(6 * 60 + 10)));
}

/// Amazon S3 in us-east-1, 28 February 2017: <https://aws.amazon.com/message/41926/>.
#[test]
fn a_storage_that_was_away() {
    let told = typed_in("2017-02-28T09:37:00-08:00", "2017-02-28T13:54:00-08:00", None);
    assert_eq!(told, (4 * 60 + 17, None));
}
