//! `check`: what is wrong with procedure files.

use super::firedrill::Firedrill;
use serde_json::Value;

const FINE: &str = "id = \"x\"\ntitle = \"X\"\n[environment.test]\n[[phase]]\ntitle = \"P\"\n[[phase.step]]\nid = \"a\"\ntitle = \"A\"\n";

#[test]
fn every_shipped_procedure_is_fine() {
    let drill = Firedrill::new();
    let ids = ["practice-restore", "client-reports", "data-gather", "etcd-quorum-loss", "postgres-restore"];
    let out = drill.run(&[&["check"], &ids[..]].concat()).ok();
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
    let lines: Vec<_> =
        json[0]["problems"].as_array().unwrap().iter().map(|it| it["line"].as_u64()).collect();
    assert!(json[0]["ok"] == false && lines.contains(&Some(8)) && lines.contains(&Some(9)), "{json}");
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
