//! One typed line, as a command.

use super::words::words;
use crate::cli::commands::deed::Deed;
use clap::{Parser, Subcommand};

const AFTER: &str = "\
STEP is an id or a number, TIME is `-3m`, `14:05` or RFC 3339. What stands behind `note` is taken as
it is; quoted, it may be followed by options. `anchor verified --why TEXT` says that the service is
back. Each command takes --help. The end of the input leaves the session open.";

/// What can be typed.
#[derive(Debug, Parser)]
#[command(name = "", no_binary_name = true, max_term_width = 110, after_help = AFTER, override_usage = "COMMAND …")]
struct Line {
    #[command(subcommand)]
    said: Said,
}

/// A command of `--plain`.
#[derive(Debug, Subcommand)]
pub enum Said {
    /// Do what comes next: declare, start, or finish the running step and start the one behind it
    Next,
    #[command(flatten)]
    Deed(Deed),
    /// Show the session so far, or what a step says
    Show {
        /// A step: an id or a number
        step: Option<String>,
    },
    /// Leave; the session goes on
    Quit,
}

/// Reads a line; `None` for an empty one. An error is what there is to say: help, or what is wrong.
pub fn parse(line: &str) -> Option<Result<Said, clap::Error>> {
    let split = match note(line) {
        Some(text) => vec!["note".to_owned(), "--".to_owned(), text.to_owned()],
        None => words(line).unwrap_or_else(|| line.split_whitespace().map(str::to_owned).collect()),
    };
    if split.is_empty() { None } else { Some(Line::try_parse_from(split).map(|line| line.said)) }
}

/// Returns the text of a note that is typed without quotes and options: exactly as it stands.
fn note(line: &str) -> Option<&str> {
    let text = line.trim_start().strip_prefix("note ")?.trim_start();
    let quoted = text.starts_with(['"', '\'']) && words(text).is_some();
    let option = text.split_whitespace().any(|word| {
        ["--step", "--tag", "--at", "--session", "--json", "--help"]
            .iter()
            .any(|it| word.split('=').next() == Some(it))
    });
    (!text.is_empty() && !quoted && !option && text != "-h").then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(line: &str) -> String {
        match parse(line) {
            Some(Ok(Said::Deed(Deed::Note(note)))) => note.text,
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn what_stands_behind_note_is_taken_as_it_is() {
        for line in
            ["it's  late", "-3m @7 ! dump", "> Ann: \"x\" by Fri", "\\! no", "-- x", "- item", "\u{1b}[2J"]
        {
            assert_eq!(text(&format!("note {line}")), line);
        }
        assert_eq!(text("note 'it is' --step 3"), "it is");
        assert_eq!(text("note \"a  b\""), "a  b");
    }

    #[test]
    fn the_commands_of_the_shell_are_read_without_its_name() {
        assert!(matches!(parse("next"), Some(Ok(Said::Next))));
        assert!(matches!(parse(" quit "), Some(Ok(Said::Quit))));
        assert!(matches!(parse("step done 7 --at -3m"), Some(Ok(Said::Deed(Deed::Step(_))))));
        assert!(matches!(parse("show 3"), Some(Ok(Said::Show { step: Some(_) }))));
        assert!(parse("  ").is_none());
    }

    #[test]
    fn a_line_that_is_no_command_is_answered() {
        for line in ["fly", "step done", "it's", "\u{1b}[2J", "help", "step --help"] {
            assert!(matches!(parse(line), Some(Err(_))), "{line}");
        }
    }
}
