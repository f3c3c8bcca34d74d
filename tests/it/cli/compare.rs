//! `compare`: what it prints, and what it wants.

#![expect(clippy::unwrap_used, reason = "JSON of another shape is a failed test")]

use super::firedrill::Firedrill;

/// Two drills of the practice procedure that are over, the ids oldest first; the first has a note.
fn two() -> (Firedrill, [String; 2]) {
    let drill = Firedrill::by_hand();
    let hold = |lines: &str| {
        drill.fed(lines, &["run", "practice-restore", "--env", "test", "--plain"]).ok();
        drill.show()["id"].as_str().unwrap().to_owned()
    };
    // What destroys something is started on purpose.
    let steps = format!("{}step start 4\n{}finish\n", "next\n".repeat(5), "next\n".repeat(8));
    let one = hold(&format!("note @1 ! no=quota|left\n{steps}"));
    let two = hold(&steps);
    (drill, [one, two])
}

#[test]
fn two_sessions_in_each_format() {
    let (drill, [one, two]) = two();
    let text = drill.run(&["compare", &one, &two]).ok();
    assert!(text.starts_with("Drill 2 ") && text.contains(" drill 1."), "{text}");
    assert!(text.contains("1 test") && text.contains("2 test") && text.contains("recovery time"), "{text}");
    assert!(text.contains("! no=quota|left") && !text.contains('\u{1b}'), "{text}");
    let page = drill.run(&["compare", &one, &two, "--format", "markdown"]).ok();
    assert!(
        page.starts_with("# ") && page.contains("## Steps") && page.contains("no=quota&#124;left"),
        "{page}"
    );
    let values = drill.run(&["compare", &one, &two, "--format", "csv"]).ok();
    assert!(
        values.starts_with("record,kind,ids,title,phase,session,environment,state,achieved,segment_ms,"),
        "{values}"
    );
    assert!(values.contains(&format!("\r\ntotal,recovery-time,,,,{two},test,finished,")), "{values}");
    let json = drill.json(&["compare", &one, &two, "--json"]);
    assert_eq!((&json["format"], &json["baseline"]), (&1.into(), &one.as_str().into()));
    assert_eq!(json["sessions"][1]["id"], two.as_str());
    assert_eq!(json["sessions"][1]["scope"]["environment"], "test");
    assert_eq!(json["sessions"][1]["number"], 2);
    let parts = json["bridges"][0]["parts"].as_object().unwrap();
    assert_eq!(parts.values().map(|it| it.as_i64().unwrap()).sum::<i64>(), json["bridges"][0]["total_ms"]);
    assert_eq!(drill.json(&["compare", &one, &two, "--format", "json"]), json);
}

#[test]
fn columns_stand_in_the_order_given_and_the_baseline_is_chosen() {
    let (drill, [one, two]) = two();
    let json = |args: &[&str]| drill.json(&[&["compare", &two, &one, "--json"], args].concat());
    assert_eq!(json(&[])["sessions"][0]["id"], two.as_str());
    assert_eq!(json(&["--baseline", "last"])["baseline"], one.as_str());
    assert_eq!(json(&["--baseline", "median"])["baseline"], "median");
    assert_eq!(json(&["--baseline", &one[..8]])["baseline"], one.as_str());
    let said = drill.run(&["compare", &two, &one, "--baseline", "medain"]).failed(2);
    assert!(said.contains("no such baseline") && said.contains("did you mean `median`?"), "{said}");
}

#[test]
fn another_clock_can_be_asked_for() {
    let (drill, [one, two]) = two();
    let json = drill.json(&["compare", &one, &two, "--json", "--clock", "outage..restored"]);
    assert_eq!(json["clock"], serde_json::json!({ "from": "outage", "to": "restored" }));
    let text = drill.run(&["compare", &one, &two, "--clock", "declared..verified"]).ok();
    assert!(text.contains("declared → verified") && !text.contains("RTO"), "{text}");
    for wrong in ["declared", "declared..", "verified..declared", "declared..soon"] {
        let said = drill.run(&["compare", &one, &two, "--clock", wrong]).failed(2);
        assert!(said.contains("is no clock; write FROM..TO"), "{said}");
    }
}

#[test]
fn one_session_is_compared_with_the_one_before_it() {
    let (drill, [one, two]) = two();
    let json = drill.json(&["compare", "last", "--json"]);
    assert_eq!(
        (&json["sessions"][0]["id"], &json["sessions"][1]["id"]),
        (&one.as_str().into(), &two.as_str().into())
    );
    assert!(drill.run(&["compare", &one]).failed(2).contains("name two to compare"));
}

#[test]
fn what_cannot_be_compared_is_said() {
    let (drill, [one, _]) = two();
    drill.run(&["run", "data-gather", "--env", "test", "--detach"]).ok();
    let said = drill.run(&["compare", &one, "last"]).failed(2);
    assert!(
        said.contains("is of practice-restore") && said.contains("only sessions of one procedure"),
        "{said}"
    );
    assert!(drill.run(&["compare", &one, &one]).failed(2).contains("named twice"));
    assert!(drill.run(&["compare"]).failed(2).contains("SESSION"));
    assert!(drill.run(&["compare", &one, "zzzzzzzzzz"]).failed(2).contains("no session zzzzzzzzzz"));
    let other = Firedrill::by_hand();
    assert!(other.run(&["compare", "last", "last~1"]).failed(2).contains("no session last"));
    assert!(!other.store().exists());
}

#[test]
fn a_session_that_goes_on_stands_beside_one_that_is_over() {
    let (drill, [one, _]) = two();
    drill.run(&["run", "practice-restore", "--env", "production", "--detach"]).ok();
    let text = drill.run(&["compare", &one, "last", "--ascii"]).ok();
    assert!(text.starts_with("Production still goes on.\n") && text.is_ascii(), "{text}");
    let json = drill.json(&["compare", &one, "last", "--json"]);
    assert_eq!(json["sessions"][1]["total_ms"], serde_json::Value::Null);
    assert_eq!(json["unlike"][0]["reason"], "goes on");
    assert_eq!(json["bridges"], serde_json::json!([]));
}
