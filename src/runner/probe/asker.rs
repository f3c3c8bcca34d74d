//! Asks one question after the other, of whatever kind.

use super::answer::Answer;
#[cfg(feature = "http-probes")]
use super::http::Http;
use super::names::Names;
use super::question::{Ask, Question, Target};
use super::tcp;
use std::time::Duration;

/// Whoever can answer questions; several threads ask the same one.
pub(super) struct Asker {
    ask: Ask,
    names: Names,
    #[cfg(feature = "http-probes")]
    http: Http,
}

impl Asker {
    pub fn new(ask: Ask, names: Names) -> Self {
        Self {
            ask,
            names,
            #[cfg(feature = "http-probes")]
            http: Http::default(),
        }
    }

    /// Asks, and waits for the answer.
    pub fn ask(&self, question: &Question) -> Answer {
        let (guarded, patience) = (question.allow_link_local, question.timeout);
        match &question.target {
            Target::Command(command) => {
                let (up, text) = (self.ask)(command, patience);
                if up { Answer::up(&text) } else { Answer::down(&text) }
            }
            Target::Http { url, expected } => self.http(url, *expected, guarded, patience),
            Target::Tcp { address } => tcp::ask(&self.names, address, guarded, patience),
        }
    }

    #[cfg(feature = "http-probes")]
    fn http(&self, url: &str, expected: (u16, u16), guarded: bool, patience: Duration) -> Answer {
        self.http.ask(&self.names, url, expected, guarded, patience)
    }

    #[cfg(not(feature = "http-probes"))]
    #[expect(clippy::unused_self, reason = "with HTTP in the build it is used")]
    fn http(&self, _: &str, _: (u16, u16), _: bool, _: Duration) -> Answer {
        Answer::fault("this build has no HTTP probes")
    }
}
