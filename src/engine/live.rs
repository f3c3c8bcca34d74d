//! What scripts print while they run: the newest of it, for the screen of the driver.

use crate::drill::ids::EventId;
use std::collections::HashMap;

/// The most that is kept of one script, in bytes.
const KEPT: usize = 64 * 1024;

/// The newest output of every script that runs here, and of those that ended while the session was open.
#[derive(Debug, Default)]
pub struct Live(HashMap<EventId, Printed>);

/// The newest output of one script.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Printed {
    /// The bytes, secrets hidden, everything else as the script wrote it.
    pub text: Vec<u8>,
    /// How many bytes before them are not shown.
    pub skipped: u64,
    /// How often something was added: whoever draws knows whether there is something new.
    pub version: u64,
}

impl Live {
    /// Returns what a script printed; `None` where it does not run here.
    pub fn of(&self, script: EventId) -> Option<&Printed> {
        self.0.get(&script)
    }

    /// Adds what a script printed, and how much of it was skipped before.
    pub fn add(&mut self, script: EventId, text: &[u8], skipped: u64) {
        let printed = self.0.entry(script).or_default();
        printed.version += 1;
        if skipped > 0 {
            printed.skipped += skipped + printed.text.len() as u64;
            printed.text.clear();
        }
        printed.text.extend_from_slice(text);
        let too_much = printed.text.len().saturating_sub(KEPT);
        // Cut at a line, so that the first one shown is whole.
        let line = printed.text[too_much..].iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let cut = if too_much == 0 { 0 } else { too_much + line };
        printed.skipped += cut as u64;
        printed.text.drain(..cut);
    }

    /// Forgets everything: another session is open.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::stage::id;

    #[test]
    fn the_newest_is_kept_from_a_whole_line_on() {
        let mut live = Live::default();
        for line in 0..20_000 {
            live.add(id(1), format!("line {line}\n").as_bytes(), 0);
        }
        let printed = live.of(id(1)).unwrap();
        assert!(printed.text.len() <= KEPT && printed.text.starts_with(b"line "));
        assert!(printed.text.ends_with(b"line 19999\n"));
        let all: usize = (0..20_000).map(|line| format!("line {line}\n").len()).sum();
        assert_eq!(printed.skipped + printed.text.len() as u64, all as u64);
    }

    #[test]
    fn what_was_skipped_leaves_no_hole_behind() {
        let mut live = Live::default();
        live.add(id(1), b"begin\n", 0);
        live.add(id(1), b"end\n", 1_000);
        let expected = Printed { text: b"end\n".to_vec(), skipped: 1_006, version: 2 };
        assert_eq!(live.of(id(1)), Some(&expected));
    }
}
