//! `check`: what is wrong with procedure files.

use super::firedrill::Firedrill;
use serde_json::Value;

const FINE: &str = "id = \"x\"\ntitle = \"X\"\n[environment.test]\n[[phase]]\ntitle = \"P\"\n[[phase.step]]\nid = \"a\"\ntitle = \"A\"\n";

#[test]
fn every_shipped_procedure_is_fine() {
    let drill = Firedrill::new();
    let ids = ["practice-restore", "client-reports", "data-gather", "etcd-quorum-loss", "postgres-restore"];
    let out = drill.run(&[&["check"], &ids[..]].concat()).ok();
    let files = ids.map(|id| format!("{}/procedures/{id}.toml", env!("CARGO_MANIFEST_DIR")));
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let of_files = drill.run(&[&["check", "--json"], &files[..]].concat()).ok();
    assert_eq!(of_files, "[]\n", "with their scripts beside them");
    assert_eq!(out.lines().count(), ids.len());
    assert!(
        out.starts_with("practice-restore: fine · practice-restore · 10 steps · test, production\n"),
        "{out}"
    );
}

#[test]
fn all_problems_of_all_files_are_named_with_their_place() {
    let drill = Firedrill::new();
    drill.file("fine.toml", FINE);
    drill.file("broken.toml", FINE.replace("title = \"A\"", "titel = \"A\"\nafter = [\"b\"]"));
    let ran = drill.run(&["check", "fine.toml", "broken.toml"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    for said in ["fine.toml: fine", "broken.toml:8:1: error", "did you mean `title`?", "broken.toml:9:"] {
        assert!(ran.out.contains(said), "{said}: {ran:?}");
    }
    let json: Value = serde_json::from_str(&drill.run(&["check", "broken.toml", "--json"]).out).unwrap();
    let found: Vec<_> = json
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            (it["line"].as_u64().unwrap(), it["severity"].as_str().unwrap(), it["code"].as_str().unwrap())
        })
        .collect();
    let expected = [(6, "missing-key"), (8, "unknown-key"), (9, "unreachable-step")];
    assert_eq!(found, expected.map(|(line, code)| (line, "error", code)), "{json}");
    assert_eq!(json[1]["file"], "broken.toml");
    assert_eq!(json[1]["column"], 1);
    assert_eq!(json[1]["hint"], "did you mean `title`?");
    assert!(json[1]["message"].as_str().unwrap().contains("unknown key `titel`"));
}

/// Everything that a whole procedure can have wrong, with a component that nobody restores, and so on.
const DOUBTFUL: &str = r#"id = "x"
title = "X"
rto = "5m"
clock = ["outage", "cleaned-up"]
also = ["lost.sql"]
[environment.test]
[environment.production]
protected = true
rto = "1h"
[[component]]
id = "queue"
[[dependency]]
id = "dns"
[[phase]]
title = "P"
[[phase.step]]
id = "a"
title = "The first thing"
run = "scripts/a.sh"
check = "scripts/missing.sh"
expect = "6m"
secrets = ["TOKEN"]
[[phase.step]]
id = "b"
title = "Remove it"
destructive = true
[[phase.step]]
id = "c"
title = "Look"
identity = { run = "hostname", equals = "$TOKEN" }
"#;

#[test]
fn what_only_a_whole_procedure_shows_is_found_at_once_errors_first() {
    let drill = Firedrill::new();
    drill.file("p/x.toml", DOUBTFUL);
    drill.file("p/scripts/a.sh", "exit 0\n");
    let ran = drill.run(&["check", "p/x.toml", "--json"]);
    assert_eq!(ran.code, 1);
    let json: Value = serde_json::from_str(&ran.out).unwrap();
    let told = |it: &Value| {
        format!("{}:{} {} {}", it["line"], it["column"], it["severity"], it["code"]).replace('"', "")
    };
    let found: Vec<String> = json.as_array().unwrap().iter().map(told).collect();
    let expected = [
        "3:7 error rto-exceeded",
        "4:9 error anchor-never-set",
        "5:9 error script-missing",
        "11:6 error component-not-restored",
        "19:7 error script-not-executable",
        "20:9 error script-missing",
        "26:15 error destructive-unguarded",
        "30:12 error secret-in-identity",
        "4:9 warning anchor-assumed",
        "13:6 warning dependency-without-alternative",
        "18:9 warning title-without-verb",
    ];
    assert_eq!(found, expected, "{json:#}");
    let text = drill.run(&["check", "p/x.toml"]).out;
    assert!(text.contains("p/x.toml:26:15: error: `b` destroys and has no guard, and production is protected\n 26 | destructive = true\n    |               ^\n hint: add `identity`"), "{text}");
    assert!(text.contains("p/x.toml:18:9: warning: the title `The first thing`"), "{text}");
    assert!(text.ends_with("\np/x.toml: 8 errors, 3 warnings\n"), "{text}");
}

#[test]
fn warnings_alone_are_fine() {
    let drill = Firedrill::new();
    drill.file("x.toml", FINE.replace("\"A\"", "\"The database\""));
    let text = drill.run(&["check", "x.toml"]).ok();
    assert!(text.contains("x.toml:8:9: warning: "), "{text}");
    assert!(text.ends_with("\nx.toml: fine · x · 1 steps · test · 1 warning\n"), "{text}");
    let json = drill.run(&["check", "x.toml", "--json"]).ok();
    assert!(json.contains("\"title-without-verb\""), "{json}");
    drill.file("x.toml", FINE);
    assert_eq!(drill.run(&["check", "x.toml", "--json"]).ok(), "[]\n");
}

#[test]
fn in_a_file_with_errors_the_rest_is_looked_at_all_the_same() {
    let drill = Firedrill::new();
    let step = |id: &str, more: &str| format!("[[phase.step]]\nid = \"{id}\"\ntitle = \"Do it\"\n{more}\n");
    let steps = [
        step("b", "rum = 'x'\nrun = './lost.sh'"),
        step("c", "run = './lost.sh'"),
        step("d", "after = ['e']"),
        step("e", "after = ['d']"),
        step("f", "after = ['e']"),
    ];
    drill.file("x.toml", FINE.to_owned() + &steps.concat());
    let json: Value = serde_json::from_str(&drill.run(&["check", "x.toml", "--json"]).out).unwrap();
    let found: Vec<String> =
        json.as_array().unwrap().iter().map(|it| format!("{} {}", it["line"], it["code"])).collect();
    let expected =
        ["12 unknown-key", "13 script-missing", "17 script-missing", "21 cycle", "29 unreachable-step"];
    assert_eq!(found, expected.map(|it| it.replace(' ', " \"") + "\""), "{json:#}");
}

#[test]
fn a_file_that_cannot_be_had_is_another_code() {
    let drill = Firedrill::new();
    assert!(drill.run(&["check", "missing.toml"]).failed(4).contains("missing.toml cannot be read"));
    assert!(drill.run(&["check", "no-such-id"]).failed(2).contains("There is no procedure"));
    assert!(drill.run(&["check"]).failed(2).contains("PROCEDURE"));
}

#[test]
fn malicious_files_are_answered_with_a_place() {
    let drill = Firedrill::new();
    let nested = format!("id = {}{}", "[".repeat(100_000), "]".repeat(100_000));
    let many = format!("{FINE}{}", "[[phase.step]]\nid = \"b\"\ntitle = \"B\"\n".repeat(24_000));
    let path = FINE.replace("\"a\"", "\"../../x\"");
    let huge = FINE.replace("\"X\"", "99999999999999999999999");
    let files = [
        ("nested", nested),
        ("many", many),
        ("path", path),
        ("huge", huge),
        ("invalid", FINE.replace("id", "\u{1b}[2J")),
    ];
    for (name, text) in files {
        drill.file(&format!("{name}.toml"), text);
        let ran = drill.run(&["check", &format!("{name}.toml")]);
        assert!(ran.code == 1 && ran.out.contains(&format!("{name}.toml:")), "{name} {}", ran.code);
        assert!(ran.out.len() < 2_000_000 && !ran.out.contains('\u{1b}'), "{name}");
    }
    drill.file("utf8.toml", b"id = \"\xff\"");
    assert!(drill.run(&["check", "utf8.toml"]).out.contains("utf8.toml:1:7"));
    std::fs::File::create(drill.home().join("large.toml")).unwrap().set_len(100 << 20).unwrap();
    assert!(drill.run(&["check", "large.toml"]).failed(4).contains("larger than a procedure may be"));
    drill.file("bom.toml", format!("\u{feff}{FINE}"));
    drill.run(&["check", "bom.toml"]).ok();
}
