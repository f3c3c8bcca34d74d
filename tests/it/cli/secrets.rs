//! A secret that a script prints: hidden on the screen, and in everything that is told of the drill afterwards.

#![expect(clippy::unwrap_used, reason = "what a test stands on that is not there is a failed test")]

use super::firedrill::Firedrill;
use super::terminal::{InTerminal, XTERM};
use portable_pty::PtySize;
use std::io::Write;

const SECRET: &str = "correct-horse-battery";

/// A part of it, and a part of its base64, that stand nowhere else. A terminal gets words in one piece; blanks that were
/// there are left out.
const TRACES: [&str; 2] = ["rrect-horse", "ycmVjdC1ob3JzZS"];

/// Prints it plain, as base64 and in several writes, on both outputs.
const SCRIPT: &str = "it=correct-horse-battery
    echo \"p $it\"
    printf 'b '; printf %s \"$it\" | base64
    printf 's '; for part in c orr ect-hor se-batter y; do printf %s \"$part\"; done; echo
    echo \"e $it\" >&2
    echo told-in-full
    exit 1
";

/// Everything that was told of a drill whose script prints the secret: the drill screen as a whole, all that the terminal
/// got, the reports, and `show`.
fn told(declared: bool) -> Vec<(&'static str, String)> {
    let drill = Firedrill::new();
    drill.file("own/do.sh", SCRIPT);
    let secrets = if declared { "secrets = [\"TOKEN\"]\n" } else { "" };
    let text = format!(
        "id = \"own\"\ntitle = \"Restore it\"\n[environment.test]\n[[phase]]\ntitle = \"Restore\"\n\
         [[phase.step]]\nid = \"load\"\ntitle = \"Load it\"\nrun = \"sh do.sh\"\ncheck = \"true\"\nautomatic = true\n{secrets}"
    );
    let procedure = drill.file("own/own.toml", text).to_string_lossy().into_owned();
    let listed = drill.run(&["trust", &procedure, "--json"]).ok();
    let at = listed.find("sha256:").unwrap();
    drill.run(&["trust", &procedure, "--digest", &listed[at..at + 71]]).ok();
    let run = ["run", &procedure, "--env", "test", "--declare"];
    let variables = [&XTERM[..], &[("TOKEN", SECRET)]].concat();
    let mut screen = InTerminal::start(&drill, &variables, &run);
    screen.read_to("told-in-full");
    // What can be done about a script that failed.
    screen.read_to("again");
    let streamed = std::mem::take(&mut screen.seen);
    // What changes alone is drawn; behind a resize everything is drawn anew, each line in one piece.
    screen.master.resize(PtySize { rows: 36, cols: 110, ..PtySize::default() }).unwrap();
    screen.read_to("told-in-full");
    screen.read_to("help");
    // Whoever leaves before that is asked.
    screen.read_to("saved ✓");
    let whole = screen.seen.clone();
    screen.master.take_writer().unwrap().write_all(b"q").unwrap();
    screen.end();
    let printed = |args: &[&str]| drill.run(args).ok();
    vec![
        ("the screen", whole),
        ("the terminal", streamed),
        ("the page", printed(&["report", "last", "--format", "html"])),
        ("the Markdown", printed(&["report", "last", "--format", "markdown"])),
        ("the JSON", printed(&["report", "last", "--format", "json"])),
        ("the values", printed(&["report", "last", "--format", "csv"])),
        ("show --json", printed(&["show", "last", "--json"])),
        ("show", printed(&["show", "last"])),
        ("the export", printed(&["export", "last"])),
    ]
}

#[test]
fn a_declared_secret_is_neither_on_the_screen_nor_in_what_is_told_afterwards() {
    let told = told(true);
    for (place, text) in &told {
        assert!(TRACES.iter().all(|trace| !text.contains(trace)), "{place}: {text}");
    }
    for (place, text) in
        told.iter().filter(|(place, _)| !["the terminal", "the values", "show"].contains(place))
    {
        assert!(text.contains("TOKEN]") && text.contains("told-in-full"), "{place}: {text}");
    }
}

#[test]
fn what_is_not_declared_is_shown_in_all_those_places() {
    let places = ["the screen", "the page", "the Markdown", "the JSON", "show --json", "the export"];
    for (place, text) in told(false).iter().filter(|(place, _)| places.contains(place)) {
        assert!(
            TRACES.iter().all(|trace| text.contains(trace)),
            "{place} tells nothing that could be hidden"
        );
    }
}
