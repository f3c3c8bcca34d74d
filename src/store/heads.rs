//! How far each writer of a session has come.

use crate::drill::event::Event;
use crate::drill::ids::WriterId;
use std::collections::BTreeMap;

/// The last sequence number of each writer of one session: what somebody has seen of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Heads(BTreeMap<WriterId, u64>);

impl Heads {
    /// Returns the heads that somebody has who has seen these events.
    pub fn of(events: &[Event]) -> Self {
        let mut heads = Self::default();
        for event in events {
            heads.advance(&event.writer, event.seq);
        }
        heads
    }

    /// Moves a writer's head forward, never back.
    pub fn advance(&mut self, writer: &WriterId, seq: u64) {
        match self.0.get_mut(writer) {
            Some(last) => *last = seq.max(*last),
            None if seq > 0 => _ = self.0.insert(writer.clone(), seq),
            None => {}
        }
    }

    /// Returns the writer's last sequence number; 0 where nothing was seen of it.
    pub fn last(&self, writer: &WriterId) -> u64 {
        self.0.get(writer).copied().unwrap_or_default()
    }

    /// Whether the event was seen.
    pub fn has_seen(&self, event: &Event) -> bool {
        event.seq <= self.last(&event.writer)
    }

    /// Returns every writer with its last sequence number, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = (&WriterId, u64)> {
        self.0.iter().map(|(writer, last)| (writer, *last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_move_forward_only() {
        let mut heads = Heads::default();
        let writer = WriterId::from("w");
        assert_eq!(heads.last(&writer), 0);
        heads.advance(&writer, 3);
        heads.advance(&writer, 2);
        assert_eq!(heads.iter().collect::<Vec<_>>(), [(&writer, 3)]);
    }
}
