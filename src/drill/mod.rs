//! Floor 0: what a drill is. Pure; everything above may import it, it imports nothing of ours.
//!
//! A [`session`] is the fold of its [`log`] of [`event`]s over a [`procedure`]; [`decide`](mod@decide) turns a
//! [`command`] into new facts, or answers with a [`refusal`].

pub mod address;
pub mod anchors;
pub mod automation;
pub mod checklist;
pub mod clock;
pub mod command;
pub mod decide;
pub mod due;
pub mod duration;
pub mod encoding;
pub mod event;
#[cfg(test)]
pub(crate) mod examples;
pub mod expand;
pub mod fact;
pub mod grammar;
pub mod guards;
pub mod holds;
pub mod ids;
pub mod log;
pub mod next;
pub mod note;
pub mod notebook;
pub mod people;
pub mod probes;
pub mod procedure;
#[cfg(test)]
mod properties;
pub mod reach;
pub mod react;
pub mod reading;
pub mod redline;
pub mod redlines;
pub mod refusal;
pub mod script;
pub mod scripts;
pub mod session;
pub mod slug;
#[cfg(test)]
pub(crate) mod stage;
pub mod taking_in;
pub mod time;
pub mod timeline;
pub mod unattended;
pub mod verdicts;
pub mod when;
