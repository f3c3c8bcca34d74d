//! A whole session at a glance: as JSON that stays stable, and as text.
//!
//! JSON keeps foreign text as it is (`serde_json` escapes it); the text form makes it safe. Times are RFC 3339 in UTC,
//! durations whole milliseconds, unknown is `null`, and keys are never removed.

mod document;
mod history;
mod integrity;
mod notes;
mod probes;
mod scripts;
mod steps;
mod text;
mod values;

pub use document::Document;
pub use history::{CorrectionDocument, FindingDocument, HoldDocument, RoleDocument, Times};
pub use integrity::{Chain, Head, Integrity, Kept};
pub use notes::{ActionDocument, NoteDocument};
pub use probes::{ChangeDocument, ProbeDocument};
pub use scripts::{GuardDocument, OutputDocument, ScriptDocument};
pub use steps::{MinutesDocument, StepDocument};
pub use text::text;
pub use values::{InOrder, at};
