//! `proof`: what is proven of a procedure.

use super::firedrill::Firedrill;

const TEXT: &str = "id = \"p\"\ntitle = \"P\"\n[environment.test]\n[environment.production]\nprotected = true\n[[phase]]\ntitle = \"All\"\n\
    [[phase.step]]\nid = \"a\"\ntitle = \"Do it\"\n[[phase.step]]\nid = \"b\"\ntitle = \"Look\"\n[[phase.step]]\nid = \"c\"\ntitle = \"Rest\"\n";

/// A drill in which the first two steps are done.
fn hold(drill: &Firedrill, environment: &str, owner: &str) {
    drill
        .run(&[
            "run",
            "p.toml",
            "--env",
            environment,
            "--owner",
            owner,
            "--name",
            owner,
            "--declare",
            "--detach",
        ])
        .ok();
    for step in ["a", "b"] {
        drill.run(&["--name", owner, "step", "start", step]).ok();
        drill.run(&["--name", owner, "step", "done", step]).ok();
    }
    drill.run(&["--name", owner, "abort", "--why", "lunch"]).ok();
}

#[test]
fn a_matrix_of_steps_and_environments_says_who_did_what_and_what_stands_out() {
    let drill = Firedrill::new();
    drill.file("p.toml", TEXT);
    let nothing = drill.run(&["proof", "p.toml"]).ok();
    assert!(nothing.contains("No step was ever done in production."), "{nothing}");
    hold(&drill, "test", "Ana");
    hold(&drill, "test", "Ben");
    hold(&drill, "production", "Ana");
    drill.file("p.toml", TEXT.replace("Look", "Look twice"));
    let text = drill.run(&["proof", "p.toml"]).ok();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "what is proven of p");
    assert!(lines[1].contains("test") && lines[1].contains("PRODUCTION"), "{text}");
    assert!(
        lines[2].contains("1  Do it")
            && lines[2].contains(" Ben · manual")
            && lines[2].ends_with(" Ana · manual"),
        "{text}"
    );
    assert!(lines[3].ends_with(" Ana · manual · changed: text"), "{text}");
    assert_eq!(
        &lines[5..],
        [
            "",
            "Step 3 was never done in production.",
            "Only Ana has done steps 1, 2 in production.",
            "Step 2 has changed since it was last done in production.",
            "Step 3 was never done in test.",
            "Step 2 has changed since it was last done in test.",
        ],
        "{text}"
    );
    assert!(!drill.run(&["proof", "p.toml", "--env", "test"]).ok().contains("production"));
    assert!(drill.run(&["proof", "p.toml", "--env", "tset"]).failed(2).contains("test, production"));
}

#[test]
fn the_same_as_json() {
    let drill = Firedrill::new();
    drill.file("p.toml", TEXT);
    hold(&drill, "production", "Ana");
    let json = drill.json(&["proof", "p.toml", "--json"]);
    assert_eq!((&json["format"], &json["procedure"]), (&1.into(), &"p".into()));
    assert_eq!(json["environments"][1]["proven"], 2);
    let cell = &json["steps"][0]["environments"][1];
    assert_eq!(
        (&cell["times"], &cell["people"][0], &cell["last"]["level"]),
        (&1.into(), &"Ana".into(), &"manual".into())
    );
    assert_eq!(json["steps"][2]["environments"][1]["last"], serde_json::Value::Null);
    let only = json["findings"].as_array().unwrap().iter().find(|it| it["kind"] == "only-one").unwrap();
    assert_eq!((&only["person"], only["steps"].as_array().unwrap().len()), (&"Ana".into(), 2));
    assert_eq!(only["text"], "Only Ana has done steps 1, 2 in production.");
}
