//! `man`, `completions`, `--help`, `--version`: made from the command line itself.

use super::firedrill::Firedrill;

const COMMANDS: [&str; 27] = [
    "run",
    "join",
    "resume",
    "declare",
    "step",
    "note",
    "anchor",
    "recovery-point",
    "level",
    "handover",
    "undo",
    "redo",
    "finish",
    "abort",
    "reopen",
    "sessions",
    "show",
    "report",
    "actions",
    "check",
    "export",
    "import-session",
    "redact",
    "verify",
    "doctor",
    "paths",
    "completions",
];

#[test]
fn every_command_has_help_and_a_page() {
    let drill = Firedrill::new();
    let (help, man) = (drill.run(&["--help"]).ok(), drill.run(&["man"]).ok());
    for command in COMMANDS {
        assert!(help.contains(&format!("\n  {command} ")), "{command}");
        assert!(man.contains(&format!(".TH firedrill-{command} ")), "{command}");
        assert!(drill.run(&[command, "--help"]).ok().contains("Usage: firedrill "), "{command}");
    }
    assert!(man.contains(".TH firedrill-step-done "));
    assert!(help.contains("Exit codes: 0 fine"), "{help}");
    assert!(drill.run(&["--version"]).ok().starts_with("firedrill "));
}

#[test]
fn every_shell_has_completions() {
    let drill = Firedrill::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(drill.run(&["completions", shell]).ok().contains("recovery-point"), "{shell}");
    }
    assert!(drill.run(&["completions", "tcsh"]).failed(2).contains("bash"));
}

#[test]
fn wrong_use_is_code_2_with_a_hint() {
    let drill = Firedrill::new();
    assert!(drill.run(&["sesions"]).failed(2).contains("sessions"));
    assert!(drill.run(&["step"]).failed(2).contains("Usage"));
    assert!(drill.run(&["step", "done"]).failed(2).contains("STEP"));
    assert!(drill.run(&["abort"]).failed(2).contains("--why"));
}
