//! What came back, in a few words that are safe to show and to store.

use crate::present::safe::is_hidden;
use std::io;
use std::time::Duration;

/// The most characters of a text.
const LONGEST: usize = 120;

/// The answer to one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub state: State,
    pub text: String,
}

/// What an answer says of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Up,
    Down,
    /// Nothing: it could not be asked.
    Fault,
}

impl Answer {
    pub fn up(text: &str) -> Self {
        Self { state: State::Up, text: line(text) }
    }

    pub fn down(text: &str) -> Self {
        Self { state: State::Down, text: line(text) }
    }

    pub fn fault(text: &str) -> Self {
        Self { state: State::Fault, text: line(text) }
    }

    pub fn timed_out(after: Duration) -> Self {
        Self::down(&format!("timed out after {}", length(after)))
    }

    /// Tells what went wrong on the way; `patience` is what the question had.
    pub fn failed(error: &io::Error, patience: Duration) -> Self {
        let text = match error.kind() {
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => return Self::timed_out(patience),
            io::ErrorKind::ConnectionRefused => "connection refused",
            io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe => {
                "connection reset"
            }
            io::ErrorKind::HostUnreachable => "host unreachable",
            io::ErrorKind::NetworkUnreachable => "network unreachable",
            io::ErrorKind::UnexpectedEof => "closed without an answer",
            _ => return Self::down(&error.to_string()),
        };
        Self::down(text)
    }
}

/// Returns a short length of time: `12 ms`, `5s`, `1.5s`.
fn length(span: Duration) -> String {
    match span.as_millis() {
        ms if ms < 1_000 => format!("{ms} ms"),
        ms if ms % 1_000 == 0 => format!("{}s", ms / 1_000),
        ms => format!("{}.{}s", ms / 1_000, ms % 1_000 / 100),
    }
}

/// Makes the text one line of at most 120 characters, without what hides and without the secrets of URLs.
fn line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || is_hidden(c)).filter(|word| !word.is_empty());
    let mut line = words.map(without_userinfo).collect::<Vec<_>>().join(" ");
    if let Some((cut, _)) = line.char_indices().nth(LONGEST - 1).filter(|_| line.chars().count() > LONGEST) {
        line.truncate(cut);
        line.truncate(line.trim_end().len());
        line.push('…');
    }
    line
}

/// Takes out everything between `://` and the last `@`: what follows a slash in a careless password is part of it.
fn without_userinfo(word: &str) -> String {
    match word.split_once("://") {
        Some((scheme, rest)) => format!("{scheme}://{}", rest.rsplit('@').next().unwrap_or_default()),
        None => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_are_short_and_harmless() {
        assert_eq!(line("a\r\n\tb\x1b[31m\u{202e}c "), "a b [31m c");
        assert_eq!(line("GET http://me:s3/cr@t@wiki/x: no"), "GET http://wiki/x: no");
        assert_eq!(line("x".repeat(121).as_str()), format!("{}…", "x".repeat(119)));
        assert_eq!(line(&"é".repeat(120)), "é".repeat(120));
        assert_eq!(
            line(&format!("{} b", "a".repeat(120))),
            format!("{}…", "a".repeat(120)).replacen('a', "", 1)
        );
    }

    #[test]
    fn lengths_are_short() {
        let said = |ms| length(Duration::from_millis(ms));
        assert_eq!([said(0), said(12), said(5_000), said(1_550)], ["0 ms", "12 ms", "5s", "1.5s"]);
    }

    proptest! {
        #[test]
        fn any_text_fits(text in "[a-c:/@ \\PC\u{0}-\u{20}]{0,300}") {
            let line = line(&text);
            prop_assert!(line.chars().count() <= LONGEST, "{line:?}");
            prop_assert!(!line.contains(is_hidden), "{line:?}");
        }
    }
}
