//! What a debrief goes through.

use super::notes;
use super::page::{Line, Section, paragraph};
use super::redlines;
use super::safe::Charset;
use super::tone::Tone;
use crate::drill::ids::SessionId;
use crate::drill::note::Tag;
use crate::drill::session::Session;

/// Lists surprises, questions, open actions and redlines, in lines of at most `width` cells; what there was none of is
/// said. The redlines come with how they are shipped, for the session of this id.
pub fn sections(session: &Session, id: &SessionId, width: usize, charset: Charset) -> Vec<Section> {
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
    tags.into_iter().map(section).chain([amended(session, id, width, charset)]).collect()
}

fn amended(session: &Session, id: &SessionId, width: usize, charset: Charset) -> Section {
    let mut lines = redlines::lines(session, width, charset);
    let hint = if lines.is_empty() {
        "none: the procedure is as it was".to_owned()
    } else {
        format!("`firedrill redlines {id}` writes them into the file")
    };
    lines.extend(paragraph(&hint, width, Tone::Muted));
    Section::new(redlines::heading(session), lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rehearsal::{Rehearsal, procedure};

    fn told(drill: &Rehearsal) -> Vec<String> {
        let sections = sections(&drill.session, &"01z0zajkmt".into(), 70, Charset::Unicode);
        let last = sections.into_iter().last().unwrap();
        let text = |line: Line| line.words.into_iter().map(|it| it.text).collect::<String>();
        [last.title].into_iter().chain(last.lines.into_iter().map(text)).collect()
    }

    #[test]
    fn redlines_are_listed_with_how_to_ship_them() {
        let drill = Rehearsal::new(procedure()).declare();
        assert_eq!(told(&drill), ["redlines", "none: the procedure is as it was"]);
        let expected = [
            "redlines: 1",
            "2 Restore the database: dropped (not there any more)",
            "`firedrill redlines 01z0zajkmt` writes them into the file",
        ];
        assert_eq!(told(&drill.drops("b")), expected);
    }
}
