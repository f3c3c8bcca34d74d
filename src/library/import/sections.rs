//! The page as sections: what stands under each heading, also under a line that is only bold.

use super::blocks::{Block, Kind};
use super::numbers;
use super::plain::Plain;
use super::source::Source;
use super::topics::Topic;
use super::verbs;
use std::ops::Range;

/// The level of a line that is only bold, below all headings.
const BOLD: u8 = 7;
/// The longest such line that is still a heading, in bytes.
const LONGEST_BOLD: usize = 80;

/// A heading and what stands under it, up to the next heading of any level.
#[derive(Debug)]
pub(super) struct Section {
    /// What the heading says; nothing for what stands in front of the first.
    pub title: Plain,
    /// 1 to 6, 7 for a bold line, 0 for what stands in front of the first heading.
    pub level: u8,
    /// The heading's place; empty where there is none.
    pub heading: Range<usize>,
    /// Where its own text stands.
    pub own: Range<usize>,
    /// The section that it is in.
    pub parent: Option<usize>,
    /// Its own blocks, by index.
    pub blocks: Vec<usize>,
    /// Whether it is the page itself: its first heading, or what has none.
    pub is_page: bool,
    /// What the headings around it announce, see [`around`].
    pub topic: Topic,
    /// What its heading announces, and whether it names an action.
    own_topic: (Topic, bool),
}

/// Cuts the page at its headings.
pub(super) fn sections(source: &Source, blocks: &[Block]) -> Vec<Section> {
    let mut sections = vec![Section {
        title: Plain::default(),
        level: 0,
        heading: 0..0,
        own: 0..source.body.len(),
        parent: None,
        blocks: Vec::new(),
        is_page: true,
        topic: Topic::Neutral,
        own_topic: (Topic::Neutral, false),
    }];
    for (index, block) in blocks.iter().enumerate() {
        let Some((level, title)) = heading(source, block) else {
            if let Some(last) = sections.last_mut() {
                last.blocks.push(index);
            }
            continue;
        };
        let heading = source.line_start(block.range.start)..source.lines_end(&block.range);
        let first = sections.len() == 1;
        if let Some(last) = sections.last_mut() {
            last.own.end = heading.start;
        }
        let mut parent = sections.len().checked_sub(1);
        while let Some(at) = parent.filter(|at| sections[*at].level >= level) {
            parent = sections[at].parent;
        }
        let own = heading.end..source.body.len();
        let orders = verbs::begins_with_verb(title.text.trim());
        let is_page = first && level <= 2 && (is_alone(blocks, index, level) || (level == 1 && !orders));
        let name = name(&title);
        let own_topic = (Topic::of(name), Topic::is_action(name));
        let (blocks, topic) = (Vec::new(), Topic::Neutral);
        sections.push(Section { title, level, heading, own, parent, blocks, is_page, topic, own_topic });
    }
    for index in 0..sections.len() {
        sections[index].topic = around(&sections, index);
    }
    if sections.iter().any(|it| it.is_page && Topic::is_report(it.name())) {
        // What is still to be done after an outage is no way to restore anything.
        for section in sections.iter_mut().filter(|it| !Topic::is_plain_steps(it.name())) {
            section.topic = section.topic.max(Topic::Knowing);
        }
    }
    sections
}

fn name(title: &Plain) -> &str {
    title.text.trim().trim_end_matches(':').trim()
}

/// Whether no other heading is as high as this one.
fn is_alone(blocks: &[Block], index: usize, level: u8) -> bool {
    let as_high = |block: &Block| matches!(block.kind, Kind::Heading(other, _) if other <= level);
    !blocks[index + 1..].iter().any(as_high)
}

fn heading(source: &Source, block: &Block) -> Option<(u8, Plain)> {
    if source.is_aside(block.range.start) {
        return None;
    }
    match &block.kind {
        Kind::Heading(level, title) => Some((*level, title.clone())),
        Kind::Paragraph(plain) if is_bold_heading(plain) => Some((BOLD, plain.clone())),
        _ => None,
    }
}

/// Whether a paragraph is a heading in all but its markup; a bold sentence is none.
fn is_bold_heading(plain: &Plain) -> bool {
    let text = plain.text.trim();
    let few = text.len() <= LONGEST_BOLD && text.split_whitespace().count() <= 9;
    plain.is_bold() && few && !text.ends_with(['.', '!', ','])
}

impl Section {
    /// Whether the heading is a line that is only bold.
    pub fn is_bold(&self) -> bool {
        self.level == BOLD
    }

    /// Whether the heading announces steps in a word or two without naming one: `Mitigation`.
    pub fn announces(&self) -> bool {
        self.own_topic == (Topic::Doing, false) && self.name().split_whitespace().count() <= 2
    }

    /// Returns the heading without what only ends it.
    pub fn name(&self) -> &str {
        name(&self.title)
    }
}

/// What the headings around a section announce: the nearest that says something decides, but nothing below
/// a heading of aims, names or links is a step.
fn around(sections: &[Section], index: usize) -> Topic {
    let mut at = Some(index);
    let (mut acts, mut nearest) = (false, None);
    while let Some(section) = at.map(|at| &sections[at]) {
        let own = at == Some(index);
        if !section.is_page || own {
            match section.own_topic.0 {
                _ if own && Topic::is_cure(section.name()) => nearest = Some(Topic::Doing),
                Topic::Neutral => acts |= section.own_topic.1,
                topic if own && Topic::is_plain_steps(section.name()) => return topic,
                Topic::Listing => return Topic::Listing,
                topic => nearest = nearest.or(Some(topic)),
            }
        }
        at = section.parent;
    }
    let title = sections[index].name();
    let title = numbers::number(title).map_or(title, |it| it.1);
    match nearest {
        // Among causes and symptoms, `Check the name` and `If it is full` are still things to do.
        Some(Topic::Knowing)
            if sections[index].own_topic.0 != Topic::Knowing
                && (verbs::begins_with_verb(title) || verbs::begins_with_clause(title)) =>
        {
            Topic::Neutral
        }
        Some(topic) => topic,
        None if acts => Topic::Doing,
        None => Topic::Neutral,
    }
}

#[cfg(test)]
mod tests {
    use super::super::blocks::blocks;
    use super::*;

    #[test]
    fn a_page_is_cut_at_its_headings() {
        let source = Source::new(
            "before\n# Page\nx\n## Recovery\n\n**Stop it:**\n\n- a\n\n**A whole sentence.**\n\n## Notes\n",
        );
        let sections = sections(&source, &blocks(&source.body));
        let told: Vec<_> =
            sections.iter().map(|it| (it.name(), it.level, it.parent, it.blocks.len())).collect();
        let expected = [
            ("", 0, None, 1),
            ("Page", 1, Some(0), 1),
            ("Recovery", 2, Some(1), 0),
            ("Stop it", 7, Some(2), 2),
            ("Notes", 2, Some(1), 0),
        ];
        assert_eq!(told, expected);
        assert_eq!(sections[3].topic, Topic::Doing);
        assert_eq!(sections[4].topic, Topic::Knowing);
    }
}
