//! What a debrief goes through.

use super::notes;
use super::page::{Line, Section};
use super::safe::Charset;
use super::tone::Tone;
use crate::drill::note::Tag;
use crate::drill::session::Session;

/// Lists surprises, questions and open actions, in lines of at most `width` cells; what there was none of is said.
pub fn sections(session: &Session, width: usize, charset: Charset) -> Vec<Section> {
    let tags = [(Tag::Surprise, "surprises"), (Tag::Question, "questions"), (Tag::Action, "actions")];
    let section = |(tag, title): (Tag, &str)| {
        let notes = session.notebook().iter().filter(|it| it.entry().tag == tag && it.retracted.is_none());
        let open = notes.filter(|it| it.closed.is_none());
        let mut lines: Vec<Line> = open.flat_map(|it| notes::lines(session, it, width, charset)).collect();
        if lines.is_empty() {
            lines.push(Line::new("none was written down", Tone::Muted));
        }
        Section::new(title, lines)
    };
    tags.into_iter().map(section).collect()
}
