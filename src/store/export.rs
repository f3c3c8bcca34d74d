//! Handing sessions out: JSON lines, texts first, then events with every column.
//!
//! A text is `{"document": <its SHA-256>, "text": <the text>}`; an event has a field for each column of the log, and
//! its body as a string, so that the digests can be recomputed as [`chain`](super::chain) says.

use super::error::{At, StoreError};
use super::open::Store;
use super::row::Row;
use super::{read, verify};
use crate::drill::ids::{Digest, SessionId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::io::Write;

/// One line of an export.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Line {
    Document { document: Digest, text: String },
    Event(Box<Row>),
}

impl Store {
    /// Writes one session out, and returns how many events it has.
    pub fn export(&self, session: &SessionId, out: &mut dyn Write) -> Result<usize, StoreError> {
        let snapshot = self.connection.unchecked_transaction().at(&self.path)?;
        let mut rows = self.heed(read::chains(&snapshot, session).at(&self.path))?;
        rows.sort_by(|a, b| (a.hlc, &a.writer_id, a.seq).cmp(&(b.hlc, &b.writer_id, b.seq)));
        let named: BTreeSet<Digest> = rows.iter().filter_map(verify::document_of).collect();
        for document in named {
            if let Some(text) = read::document(&snapshot, &document).at(&self.path)? {
                write_line(out, &Line::Document { document, text })?;
            }
        }
        let events = rows.len();
        for row in rows {
            write_line(out, &Line::Event(Box::new(row)))?;
        }
        out.flush().map_err(StoreError::Output)?;
        Ok(events)
    }
}

fn write_line(out: &mut dyn Write, line: &Line) -> Result<(), StoreError> {
    let mut bytes = serde_json::to_vec(line).map_err(|error| StoreError::Output(error.into()))?;
    bytes.push(b'\n');
    out.write_all(&bytes).map_err(StoreError::Output)
}
