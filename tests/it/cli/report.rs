//! `report`: formats, files, and what is not written over.

use super::firedrill::{Firedrill, saved_ids};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;

fn drilled() -> Firedrill {
    let drill = Firedrill::drilling();
    drill.run(&["step", "start", "1"]).ok();
    drill.run(&["note", "! <b>the</b> dump | was =old"]).ok();
    drill.run(&["step", "done", "1"]).ok();
    drill.run(&["anchor", "verified", "--why", "clients read"]).ok();
    drill.run(&["finish"]).ok();
    drill
}

#[test]
fn every_format_goes_to_standard_output_and_nothing_but_data_does() {
    let drill = drilled();
    let html = drill.run(&["report"]);
    assert_eq!(html.err, "");
    let html = html.ok();
    assert!(
        html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">") && html.ends_with("</html>\n"),
        "{html:.300}"
    );
    assert!(html.contains("&lt;b&gt;the&lt;/b&gt; dump") && !html.contains("<b>the"));
    assert_eq!(drill.run(&["report", "last", "--format", "html", "-o", "-"]).ok().len(), html.len());
    let markdown = drill.run(&["report", "last", "--format", "markdown"]).ok();
    assert!(markdown.starts_with("# ") && markdown.contains("## The record"), "{markdown}");
    let csv = drill.run(&["report", "last", "--format", "csv"]).ok();
    assert!(csv.starts_with("row,session,procedure,") && csv.ends_with("\r\n"), "{csv}");
    let json = drill.json(&["report", "last", "--format", "json"]);
    let show = drill.show();
    for (key, value) in show.as_object().unwrap() {
        assert_eq!(&json[key], value, "{key}");
    }
    assert_eq!(json["report"]["previous"], Value::Null);
}

#[test]
fn a_file_is_private_and_its_ending_says_what_it_is() {
    let drill = drilled();
    for (name, begins) in
        [("r.html", "<!DOCTYPE"), ("r.HTM", "<!DOCTYPE"), ("r.md", "# "), ("r.json", "{"), ("r.csv", "row,")]
    {
        let ran = drill.run(&["report", "last", "-o", name]);
        assert!(ran.out.is_empty() && ran.err.starts_with(&format!("wrote {name} (")), "{ran:?}");
        ran.ok();
        let file = drill.home().join(name);
        assert!(fs::read_to_string(&file).unwrap().starts_with(begins), "{name}");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    drill.sh("umask 022; \"$FIREDRILL\" report > redirected.html").ok();
    let redirected = fs::metadata(drill.home().join("redirected.html")).unwrap();
    assert_eq!(redirected.permissions().mode() & 0o777, 0o600);
    drill.run(&["report", "last", "--format", "csv", "-o", "r.txt"]).ok();
    assert!(fs::read_to_string(drill.home().join("r.txt")).unwrap().starts_with("row,"));
    assert!(drill.run(&["report", "last", "-o", "report"]).failed(2).contains("names no format"));
    assert!(drill.run(&["report", "last", "-o", "no/such/r.html"]).failed(4).contains("cannot be written"));
}

#[test]
fn what_is_there_already_is_left_as_it_is_unless_it_is_said() {
    let drill = drilled();
    let file = drill.file("r.html", "mine");
    assert!(drill.run(&["report", "last", "-o", "r.html"]).failed(4).contains("--force"));
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    drill.run(&["report", "last", "-o", "r.html", "--force"]).ok();
    assert!(fs::read_to_string(&file).unwrap().starts_with("<!DOCTYPE"));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(drill.run(&["report", "last", "--force"]).failed(2).contains("--output"));
    let links = drill.file("target.html", "mine");
    std::os::unix::fs::symlink(&links, drill.home().join("link.html")).unwrap();
    drill.run(&["report", "last", "-o", "link.html"]).failed(4);
    assert_eq!(fs::read_to_string(&links).unwrap(), "mine");
}

#[test]
fn the_session_before_is_found_and_named() {
    let drill = drilled();
    let first = drill.show()["id"].as_str().unwrap().to_owned();
    drill.run(&["run", "practice-restore", "--env", "test", "--detach"]).ok();
    drill.run(&["anchor", "verified", "--why", "clients read"]).ok();
    drill.run(&["finish"]).ok();
    let json = drill.json(&["report", "--format", "json"]);
    assert_eq!(json["report"]["previous"]["id"].as_str(), Some(first.as_str()));
    assert!(json["report"]["bridge"]["total_ms"].is_i64());
    assert!(drill.run(&["report"]).ok().contains(&format!("Against session {first}")));
    assert_eq!(drill.json(&["report", &first, "--format", "json"])["report"]["previous"], Value::Null);
}

#[test]
fn what_was_redacted_is_in_no_format() {
    let drill = Firedrill::drilling();
    let id = saved_ids(&drill.run(&["note", "hunter2"]).ok()).remove(0);
    drill.run(&["redact", &id, "--why", "a password"]).ok();
    for format in ["html", "markdown", "json", "csv"] {
        assert!(!drill.run(&["report", "last", "--format", format]).ok().contains("hunter2"), "{format}");
    }
    assert!(drill.run(&["report"]).ok().contains("redacted"));
}

#[test]
fn what_cannot_be_reported_says_so() {
    let drill = Firedrill::new();
    assert!(drill.run(&["report"]).failed(2).contains("no session last"));
    assert!(drill.run(&["report", "last", "--format", "pdf"]).failed(2).contains("html"));
    assert!(!drill.store().exists());
}
