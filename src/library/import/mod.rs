//! Takes in a runbook that a team has in Markdown: finds its steps, leaves nothing of it behind, and writes a procedure
//! as such a page again.

mod assemble;
mod blocks;
mod exported;
mod headings;
mod ids;
mod lists;
mod numbers;
mod objectives;
pub mod page;
mod paragraphs;
mod placeholders;
mod plain;
mod recognise;
mod sections;
mod shell;
mod source;
mod statements;
mod step;
mod tables;
#[cfg(test)]
mod tests;
mod times;
mod tongues;
mod topics;
mod verbs;

pub use assemble::{Blank, Draft, Kept, Taken};
pub use objectives::Proposed;
pub use page::{Imported, NotImported, export, import};
pub use step::Rule;
