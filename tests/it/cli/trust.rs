//! Trust: what is shown, who may say yes, and what has to be said again.

#![expect(clippy::unwrap_used, reason = "a file that cannot be changed is a failed test")]

use super::firedrill::Firedrill;
use std::fs;

const WIKI: &str = "id = \"wiki\"\ntitle = \"Restore the wiki\"\nalso = [\"sql/*.sql\"]\n\
    [environment.test]\nvars = { HOST = \"wiki-1\" }\n[[probe]]\nid = \"web\"\nhttp = \"http://wiki.example/\"\n\
    [[phase]]\ntitle = \"P\"\n[[phase.step]]\nid = \"load\"\ntitle = \"Load the dump\"\nrun = \"sh scripts/load.sh $HOST\"\n";

/// A home with a procedure and its scripts.
fn wiki() -> Firedrill {
    let drill = Firedrill::new();
    drill.file("w/wiki.toml", WIKI);
    drill.file("w/scripts/load.sh", ". ./scripts/lib.sh\n");
    drill.file("w/scripts/lib.sh", "exit 0\n");
    drill.file("w/sql/a.sql", "select 1\n");
    drill
}

fn digest(drill: &Firedrill) -> String {
    let shown = drill.json(&["trust", "w/wiki.toml", "--json"]);
    shown["digest"].as_str().unwrap().to_owned()
}

fn trust(drill: &Firedrill) {
    let digest = digest(drill);
    drill.run(&["trust", "w/wiki.toml", "--digest", &digest]).ok();
}

/// What changed since it was trusted.
fn changes(drill: &Firedrill) -> Vec<String> {
    let shown = drill.json(&["trust", "w/wiki.toml", "--json"]);
    let changes = shown["changes"].as_array().unwrap();
    changes.iter().map(|it| it.as_str().unwrap().to_owned()).collect()
}

#[test]
fn without_a_terminal_all_is_shown_and_a_person_is_needed() {
    let drill = wiki();
    let ran = drill.run(&["trust", "w/wiki.toml"]);
    assert_eq!(ran.code, 5, "{ran:?}");
    for shown in [
        "Restore the wiki\n",
        "1 Load the dump  run  sh scripts/load.sh $HOST\n",
        "with HOST\n",
        "web  http://wiki.example/\n",
        "test  HOST  wiki-1\n",
        "scripts/lib.sh ",
        "sql/a.sql ",
    ] {
        assert!(ran.out.contains(shown), "{shown:?} is not in {}", ran.out);
    }
    let digest = digest(&drill);
    assert!(ran.out.ends_with(&format!("{digest}\n")), "{}", ran.out);
    assert!(ran.err.contains("wiki was never trusted on this machine."), "{}", ran.err);
    assert!(ran.err.contains(&format!("firedrill trust w/wiki.toml --digest {digest}")), "{}", ran.err);
    assert_eq!(drill.fed("yes\n", &["trust", "w/wiki.toml"]).code, 5, "a pipe is nobody");
    assert_eq!(drill.run(&["trust", "--list", "--json"]).ok(), "[]\n");
}

#[test]
fn a_digest_trusts_that_content_and_no_other() {
    let drill = wiki();
    let digest = digest(&drill);
    drill.file("w/scripts/lib.sh", "exit 1\n");
    let said = drill.run(&["trust", "w/wiki.toml", "--digest", &digest]).failed(1);
    assert!(said.contains("not trusted: sha256:") && said.contains(" now"), "{said}");
    assert_eq!(drill.json(&["trust", "w/wiki.toml", "--json"])["standing"], "never");
    trust(&drill);
    let ran = drill.run(&["trust", "w/wiki.toml"]);
    assert!(ran.err.contains("wiki is trusted on this machine, and nothing of it changed since."), "{ran:?}");
    assert_eq!(ran.ok(), "");
    let list = drill.json(&["trust", "--list", "--json"]);
    assert_eq!((list[0]["procedure"].as_str(), list[0]["by"].as_str()), (Some("wiki"), Some("Mara")));
    assert!(drill.run(&["trust", "--list"]).ok().contains("w/wiki.toml"));
}

#[test]
fn every_change_is_asked_about_again_by_name() {
    let drill = wiki();
    let home = drill.home().canonicalize().unwrap();
    trust(&drill);
    drill.file("w/scripts/lib.sh", "exit 1\n");
    drill.file("w/sql/b.sql", "");
    let ran = drill.run(&["trust", "w/wiki.toml"]);
    assert_eq!(ran.code, 5, "{ran:?}");
    assert!(
        ran.out.contains("CHANGED SINCE IT WAS TRUSTED\n  scripts/lib.sh changed\n  sql/b.sql was added\n")
    );
    assert!(ran.err.contains("2 things changed since"), "{ran:?}");
    trust(&drill);
    fs::rename(home.join("w/scripts/lib.sh"), home.join("w/scripts/real.sh")).unwrap();
    std::os::unix::fs::symlink("real.sh", home.join("w/scripts/lib.sh")).unwrap();
    let linked = ["scripts/lib.sh was a file, and is a link to real.sh now", "scripts/real.sh was added"];
    assert_eq!(changes(&drill), linked);
    trust(&drill);
    drill.file("w/wiki.toml", WIKI.replace("the dump", "the dumb"));
    assert_eq!(changes(&drill), ["the procedure itself changed"]);
    trust(&drill);
    fs::rename(home.join("w"), home.join("v")).unwrap();
    let moved = drill.run(&["trust", "v/wiki.toml"]);
    let said = format!("its folder was {0}/w, and is {0}/v now", home.display());
    assert!(moved.code == 5 && moved.out.contains(&said), "{moved:?}");
}

#[test]
fn a_link_out_of_the_folder_cannot_be_trusted() {
    let drill = wiki();
    fs::remove_file(drill.home().join("w/scripts/lib.sh")).unwrap();
    std::os::unix::fs::symlink("/bin/sh", drill.home().join("w/scripts/lib.sh")).unwrap();
    let said = drill.run(&["trust", "w/wiki.toml"]).failed(4);
    assert!(said.contains("w/scripts/lib.sh is a link that leads out of the procedure's folder"), "{said}");
}

#[test]
fn what_is_built_in_is_trusted_with_the_program() {
    let drill = Firedrill::new();
    let ran = drill.run(&["trust", "practice-restore"]);
    assert!(ran.err.contains("practice-restore comes with the program, and is trusted with it."), "{ran:?}");
    assert_eq!(ran.ok(), "");
}

#[test]
fn trust_is_taken_back() {
    let drill = wiki();
    trust(&drill);
    assert!(
        drill.run(&["trust", "--forget", "w/wiki.toml"]).err.contains("not trusted on this machine any more")
    );
    assert_eq!(drill.json(&["trust", "w/wiki.toml", "--json"])["standing"], "never");
    assert!(drill.run(&["trust", "--forget", "wiki"]).err.contains("nothing was to be forgotten"));
}

#[test]
fn a_broken_book_is_named_and_nothing_is_trusted() {
    let drill = wiki();
    let digest = digest(&drill);
    let book = drill.file("data/firedrill/trusted.json", "{");
    drill.sh("chmod 600 data/firedrill/trusted.json").ok();
    let said = drill.run(&["trust", "w/wiki.toml", "--digest", &digest]).failed(4);
    assert!(said.contains("trusted.json, which keeps what is trusted"), "{said}");
    assert_eq!(fs::read_to_string(book).unwrap(), "{");
}

#[test]
fn hostile_names_are_shown_harmlessly() {
    let drill = Firedrill::new();
    let evil = "\\u001b[2J\\u202eevil";
    let text = WIKI.replace("wiki-1", evil).replace("scripts/load.sh", evil).replace("Restore", evil);
    drill.file("w/wiki.toml", text);
    drill.file("w/sql/\u{1b}[2J\u{202e}.sql", "");
    for args in [&["trust", "w/wiki.toml"][..], &["trust", "w/wiki.toml", "--ascii"]] {
        let ran = drill.run(args);
        assert_eq!(ran.code, 5, "{ran:?}");
        assert!(ran.out.contains("evil") && !ran.out.contains(['\u{1b}', '\u{202e}']), "{ran:?}");
        assert!(!ran.err.contains(['\u{1b}', '\u{202e}']), "{ran:?}");
    }
}
