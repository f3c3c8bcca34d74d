//! Sessions side by side: the answer first, then what makes them unlike, then every figure in its column.
//!
//! A [`Sheet`] is made once from a comparison, whatever the width; a face picks rows and columns from it. Times in it are
//! full seconds that add up before the eye; [`Document`] has the exact ones.

mod answer;
mod bridge;
mod differed;
mod document;
mod fitted;
mod notes;
mod scene;
mod sheet;
mod steps;
#[cfg(test)]
pub(crate) mod team;
mod text;
mod totals;
mod unlike;

pub use document::{BridgeDocument, CellDocument, Document, RowDocument, UnlikeDocument};
pub use fitted::Fitted;
pub use notes::{Aside, asides};
pub use scene::Scene;
pub use sheet::{Cell, Figures, Head, Kind, Row, Sheet};
pub use text::text;
pub use unlike::Unlike;
