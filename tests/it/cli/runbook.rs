//! `import` and `export-procedure`: files, exit codes, and what is said.

use super::firedrill::Firedrill;
use std::fs;
use std::os::unix::fs::PermissionsExt;

const PAGE: &str = "\
# Restore the wiki

RTO: 2 hours

## Restore

1. Stop the writers:

   ```sh
   systemctl stop <unit>
   ```

2. Restore the dump (10 min)

## Notes

Look at the wiki.
";

#[test]
fn a_page_becomes_a_procedure_that_passes_check() {
    let drill = Firedrill::new();
    drill.file("page.md", PAGE);
    let ran = drill.run(&["import", "page.md"]);
    assert!(ran.err.starts_with("wrote restore-the-wiki.toml: 2 steps and 1 phase of page.md\n"), "{ran:?}");
    let expected = "\
restore-the-wiki · Restore the wiki
phase: Restore
  line  7: Stop the writers · ordered list
  line 13: Restore the dump (10 min) · ordered list
fill in: UNIT (<unit>), in stop-the-writers
proposed: rto = 2h, from line 3
no step: line 3: RTO: 2 hours · in the scenario
no step: line 15: Notes · in the text of the phase Restore
";
    assert_eq!(ran.ok(), expected);
    let file = drill.home().join("restore-the-wiki.toml");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o600, 0o600);
    assert!(fs::read_to_string(&file).unwrap().contains("UNIT = \"\"  # <unit> in \"Stop the writers\"\n"));
    assert!(
        drill.run(&["check", "./restore-the-wiki.toml"]).ok().contains("fine · restore-the-wiki · 2 steps")
    );
    drill.sh("umask 022; \"$FIREDRILL\" import page.md -o shared.toml").ok();
    let mode = fs::metadata(drill.home().join("shared.toml")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o644, "a procedure is there for the team");
}

#[test]
fn a_file_that_is_there_is_left_as_it_is() {
    let drill = Firedrill::new();
    drill.file("page.md", PAGE);
    drill.file("restore-the-wiki.toml", "mine");
    for args in [&["import", "page.md"][..], &["import", "page.md", "-o", "restore-the-wiki.toml", "--json"]]
    {
        let ran = drill.run(args);
        assert_eq!(ran.out, "", "nothing was done, and nothing is claimed");
        assert!(
            ran.failed(4)
                .contains("restore-the-wiki.toml is there already and was left as it is; name another")
        );
    }
    assert_eq!(fs::read_to_string(drill.home().join("restore-the-wiki.toml")).unwrap(), "mine");
    drill.run(&["import", "page.md", "-o", "other.toml"]).ok();
    let said = drill.run(&["export-procedure", "./other.toml", "-o", "page.md"]).failed(4);
    assert!(said.contains("page.md is there already"), "{said}");
}

#[test]
fn a_page_without_steps_leaves_no_file() {
    let drill = Firedrill::new();
    drill.file("page.md", "# About\n\nWe keep backups.\n");
    let said = drill.run(&["import", "page.md", "-o", "x.toml"]).failed(1);
    assert!(said.contains("There are no steps in page.md, so no file was written."), "{said}");
    assert!(!drill.home().join("x.toml").exists());
}

#[test]
fn the_same_as_json() {
    let drill = Firedrill::new();
    drill.file("page.md", PAGE);
    let json = drill.json(&["import", "page.md", "--json"]);
    assert_eq!(json["file"], "restore-the-wiki.toml");
    assert_eq!(json["steps"][0]["line"], 7);
    assert_eq!(json["steps"][0]["rule"], "ordered list");
    assert_eq!(
        (&json["steps"][0]["command"], &json["steps"][1]["expect_ms"]),
        (&true.into(), &600_000.into())
    );
    assert_eq!(json["phases"][0]["steps"], 2);
    assert_eq!(json["fill_in"][0]["written"], "<unit>");
    assert_eq!(json["objectives"][0]["value"], "2h");
    assert_eq!(
        (&json["kept"][0]["phase"], &json["kept"][1]["phase"]),
        (&serde_json::Value::Null, &"Restore".into())
    );
}

#[test]
fn what_is_no_page_is_named_with_its_place() {
    let drill = Firedrill::new();
    drill.file("latin.md", b"# X\n\n- [ ] Caf\xe9\n");
    let said = drill.run(&["import", "latin.md"]).failed(4);
    assert!(said.contains("latin.md:3:10") && said.contains("the byte 0xe9 is not UTF-8"), "{said}");
    assert!(drill.run(&["import", "missing.md"]).failed(4).contains("missing.md cannot be read"));
    drill.file("many.md", "- [ ] Stop it\n".repeat(5_001));
    let said = drill.run(&["import", "many.md"]).failed(1);
    assert!(said.contains("many.md is too much for one procedure: its 5001 steps are more than"), "{said}");
    drill.file("huge.md", "x".repeat(4 * 1024 * 1024 + 1));
    assert!(drill.run(&["import", "huge.md"]).failed(4).contains("huge.md is larger than a page may be"));
}

#[test]
fn every_procedure_comes_back_from_its_page() {
    let drill = Firedrill::new();
    let page = drill.run(&["export-procedure", "practice-restore", "--format", "markdown"]).ok();
    assert!(page.starts_with("# Practice: restore a ledger") || page.starts_with("# "), "{page:.200}");
    drill.file("page.md", &page);
    drill.run(&["import", "page.md", "-o", "back.toml"]).ok();
    assert_eq!(drill.run(&["export-procedure", "./back.toml"]).ok(), page);
    let said = drill.run(&["export-procedure", "no-such-id"]).failed(2);
    assert!(said.contains("There is no procedure"), "{said}");
}

#[test]
fn hostile_titles_do_not_reach_the_terminal() {
    let drill = Firedrill::new();
    drill.file("page.md", "# X\n\n- [ ] Stop \u{1b}[2J\u{202e} it\n");
    let out = drill.run(&["import", "page.md"]).ok();
    assert!(!out.contains(['\u{1b}', '\u{202e}']), "{out:?}");
}
