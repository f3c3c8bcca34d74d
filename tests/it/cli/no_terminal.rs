//! Without a terminal: a clear sentence and code 2, nothing written, no escape bytes.

use super::firedrill::Firedrill;

#[test]
fn a_screen_without_a_terminal_is_a_clear_sentence_and_nothing_written() {
    let drill = Firedrill::new();
    let run = ["run", "practice-restore", "--env", "test"];
    for args in [&[][..], &run, &["run", "practice-restore"], &["join"], &["resume"], &["run", "broken.toml"]]
    {
        for variables in [&[][..], &[("TERM", "dumb")], &[("TERM", "xterm-256color")], &[("CI", "true")]] {
            let said = drill.run_with(variables, args).failed(2);
            assert!(said.contains("no terminal") && said.lines().count() == 1, "{args:?}: {said}");
            assert_eq!(std::fs::read_dir(drill.home()).unwrap().count(), 0, "{args:?}");
        }
    }
    assert!(drill.run(&run).failed(2).contains("--plain"));
}

#[test]
fn a_pipe_that_ends_is_no_fault() {
    let drill = Firedrill::drilling();
    for line in
        ["man", "show", "show --json", "export last", "doctor", "completions bash", "check practice-restore"]
    {
        let ran = drill.sh(&format!("\"$FIREDRILL\" {line} 2>err | true; cat err"));
        assert_eq!(ran.ok(), "", "{line}");
    }
}

#[test]
fn a_full_disk_behind_standard_output_is_told() {
    let drill = Firedrill::drilling();
    if !std::path::Path::new("/dev/full").exists() {
        return;
    }
    for line in ["show", "export last", "paths"] {
        let ran = drill.sh(&format!("\"$FIREDRILL\" {line} > /dev/full"));
        assert_eq!(ran.code, 4, "{ran:?}");
        assert!(ran.err.contains("cannot be written") || ran.err.contains("could not be written"), "{ran:?}");
    }
}

#[test]
fn nothing_that_is_no_terminal_gets_escape_bytes() {
    let drill = Firedrill::drilling();
    let all = ["--help", "show", "sessions", "doctor", "paths", "actions", "verify", "step --help", "fly"];
    for line in all {
        let args: Vec<&str> = line.split(' ').collect();
        for term in ["dumb", "xterm-256color"] {
            let ran = drill.run_with(&[("TERM", term), ("CLICOLOR_FORCE", "1")], &args);
            assert!(!ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'), "{ran:?}");
        }
    }
}
