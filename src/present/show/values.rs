//! How single values are written.

use crate::drill::time::{Moment, WallTime};
use crate::present::format;
use serde::{Serialize, Serializer};

/// A JSON object whose keys stand in a given order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InOrder<V>(pub Vec<(&'static str, V)>);

impl<V: Serialize> Serialize for InOrder<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

/// Writes a moment as all JSON of the tool does.
pub fn at(moment: &Moment) -> String {
    wall(moment.wall)
}

pub(super) fn wall(time: WallTime) -> String {
    format::rfc3339_millis(time)
}
