//! Hostile text is shown harmlessly everywhere, and is stored unchanged.

use super::firedrill::{Firedrill, Ran};

/// Whether a character could move the cursor, hide, or turn text around.
fn is_harmful(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fe0f}' | '\u{e0000}'..='\u{e0fff}')
}

#[track_caller]
fn is_harmless(ran: &Ran) {
    for text in [&ran.out, &ran.err] {
        let harmful = text.chars().find(|c| is_harmful(*c));
        assert_eq!(harmful, None, "{text:.2000}");
    }
}

/// Whether no character carries more marks than a script needs. JSON is data and keeps them.
#[track_caller]
fn is_readable(ran: &Ran) {
    is_harmless(ran);
    let is_mark = |c: char| ('\u{300}'..='\u{36f}').contains(&c);
    for text in [&ran.out, &ran.err] {
        let runs = text.split(|c| !is_mark(c)).map(|run| run.chars().count());
        assert!(runs.max() <= Some(4), "{text:.2000}");
    }
}

fn shapes() -> Vec<String> {
    vec![
        "a \x1b[2J\x1b]0;title\x07 b".to_owned(),
        "a \u{9b}31m \u{9d}52;c;aGk=\u{9c} b".to_owned(),
        "saved\rforged".to_owned(),
        "a \u{202e}txt.exe\u{2066} b".to_owned(),
        "pass\u{200b}word\u{feff}\u{ad}".to_owned(),
        "tag\u{e0041}\u{e007f}s".to_owned(),
        format!("a{}b", "\u{301}".repeat(500)),
        "👩\u{200d}👩\u{200d}👧 ☎\u{fe0f} 日本語".to_owned(),
        "two\nlines\tand a tab\x7f".to_owned(),
        "long ".repeat(200_000),
    ]
}

#[test]
fn notes_names_and_reasons_are_shown_harmlessly_and_stored_unchanged() {
    for shape in shapes() {
        let drill = Firedrill::new();
        drill.run(&["run", "practice-restore", "--env", "test", "--detach", "--shadow", "Jo"]).ok();
        let note = drill.fed(&shape, &["note", "-"]);
        is_readable(&note);
        note.ok();
        let short: String = shape.chars().take(2_000).collect();
        for args in [
            ["step", "skip", "1", "--why", short.as_str()],
            ["anchor", "outage", "--why", &short, "--simulated"],
            ["handover", &short, "--why", &short, "--json"],
            ["note", &short, "--name", &short, "--json"],
        ] {
            let ran = drill.run(&args);
            is_harmless(&ran);
            ran.ok();
        }
        let shown = drill.show();
        assert_eq!(shown["notes"][0]["text"].as_str(), Some(shape.as_str()));
        assert_eq!(shown["notes"][1]["author"].as_str(), Some(short.trim()));
        assert_eq!(shown["steps"][0]["reason"].as_str(), Some(short.as_str()));
        for args in [
            &["show"][..],
            &["show", "--json"],
            &["show", "--ascii"],
            &["sessions"],
            &["export", "last"],
            &["report", "--format", "html"],
            &["report", "--format", "markdown"],
            &["report", "--format", "markdown", "--ascii"],
            &["report", "--format", "json"],
        ] {
            if args.iter().any(|it| ["--json", "export", "json"].contains(it)) {
                is_harmless(&drill.run(args));
            } else {
                is_readable(&drill.run(args));
            }
        }
        let plain =
            drill.fed(format!("note {}\nhandover Mara\n", short.replace('\n', " ")), &["resume", "--plain"]);
        is_readable(&plain);
        plain.ok();
    }
}

#[test]
fn a_procedure_with_hostile_titles_is_shown_harmlessly() {
    for shape in shapes() {
        let drill = Firedrill::new();
        let title = serde_json::to_string(&shape.chars().take(500).collect::<String>())
            .unwrap()
            .replace('\u{7f}', "\\u007f");
        let text = format!(
            "id = \"x\"\ntitle = {title}\nscenario = {title}\n[environment.test]\n[[dependency]]\nid = \"d\"\ntitle = {title}\n\
             [[phase]]\ntitle = {title}\n[[phase.step]]\nid = \"a\"\ntitle = {title}\ntext = {title}\ncommand = {title}\n"
        );
        drill.file("x.toml", text);
        is_readable(&drill.run(&["check", "x.toml"]));
        let lines = "next\nnext\nstep hold 1 --for dependency:d\nshow\nshow 1\nnext\nfinish\n";
        let ran = drill.fed(lines, &["run", "x.toml", "--env", "test", "--plain"]);
        is_harmless(&ran);
        ran.ok();
        for args in [&["show"][..], &["show", "--json"], &["sessions"], &["doctor"], &["export", "last"]] {
            let ran = drill.run(args);
            is_harmless(&ran);
            ran.ok();
        }
    }
}

#[test]
fn what_is_quoted_in_an_error_is_harmless() {
    let drill = Firedrill::drilling();
    for shape in shapes() {
        let shape: &str = &shape.chars().filter(|c| *c != '\0').take(1_000).collect::<String>();
        for args in [
            &[shape][..],
            &["note", "x", "--session", shape],
            &["note", "x", "--at", shape],
            &["note", "x", "--tag", shape],
            &["step", "done", shape],
            &["step", "done", "1", "--frobnicate", shape],
            &["run", shape, "--env", "test", "--detach"],
            &["run", "practice-restore", "--env", shape, "--detach"],
            &["check", shape],
            &["import-session", shape],
            &["show", shape],
            &["redact", shape, "--why", "x"],
            &["join", "--plain", "--as", shape],
            &["sessions", "--store", shape],
        ] {
            let ran = drill.run(args);
            assert!(ran.code != 101 && ran.code != -1, "{ran:?}");
            is_harmless(&ran);
        }
        is_harmless(&drill.fed(format!("{shape}\nstep done {shape}\n"), &["resume", "--plain"]));
    }
}
