//! Which headings are steps.

use super::blocks::{Block, Kind};
use super::numbers;
use super::sections::Section;
use super::shell;
use super::source::Source;
use super::step::{self, Content, Found, Rule};
use super::times::Time;
use super::topics::Topic;
use super::verbs;
use std::ops::Range;

/// A heading that may be a step.
pub(super) struct Candidate<'a> {
    /// The page.
    pub source: &'a Source,
    /// Its blocks.
    pub blocks: &'a [Block],
    /// Its sections.
    pub sections: &'a [Section],
    /// Which of them.
    pub index: usize,
    /// The steps found under the heading itself.
    pub own: &'a [Found],
    /// The paragraphs with code among these.
    pub leads: &'a [Found],
    /// Whether there are steps in the sections below it.
    pub below: bool,
    /// Whether what is below it are parts of one step, with commands.
    pub parts: bool,
    /// Where the last section below it ends.
    pub end: usize,
}

impl Candidate<'_> {
    /// Decides by what stands under the heading.
    pub fn rule(&self) -> Option<Rule> {
        let section = &self.sections[self.index];
        let topic = self.sections[self.index].topic;
        if section.level == 0 || section.is_page || matches!(topic, Topic::Listing | Topic::Knowing) {
            return None;
        }
        let named = numbers::number(&section.title.text);
        let with_code = self
            .own
            .iter()
            .filter(|it| {
                it.command.is_some() && !matches!(it.rule, Rule::ParagraphWithCode | Rule::Paragraph)
            })
            .count();
        let bullets = self.own.iter().any(|it| it.rule == Rule::Bullet);
        let listed = self
            .own
            .iter()
            .any(|it| !matches!(it.rule, Rule::ParagraphWithCode | Rule::Paragraph | Rule::Bullet));
        match named {
            Some((true, _)) if !self.below && with_code < 2 => return Some(Rule::NumberedHeading),
            Some((_, rest))
                if !self.below
                    && !listed
                    && (verbs::begins_with_verb(rest) || self.has_code() || !bullets && self.has_typed()) =>
            {
                return Some(Rule::NumberedHeading);
            }
            _ => {}
        }
        // Under `Mitigation` the paragraph says better what to do.
        let bare = section.announces() && self.leads.len() == 1;
        let code = (self.parts || self.has_code() || self.orders_code()) && !bare;
        (code && !listed && self.leads.len() < 2 && !bullets).then_some(Rule::HeadingWithCode)
    }

    fn own_blocks(&self) -> impl Iterator<Item = &Block> {
        let inside = |block: &&Block| !self.source.is_aside(block.range.start);
        self.sections[self.index].blocks.iter().map(|at| &self.blocks[*at]).filter(inside)
    }

    fn has_code(&self) -> bool {
        self.own_blocks()
            .any(|it| matches!(&it.kind, Kind::Code(info, _) if shell::is_shell(info.as_deref())))
    }

    /// Whether there is anything that can be typed, also in a fence of no language or as the whole of a paragraph.
    fn has_typed(&self) -> bool {
        self.own_blocks().any(|it| match &it.kind {
            Kind::Code(info, _) => shell::may_be_shell(info.as_deref()),
            Kind::Paragraph(plain) => plain.command().is_some() || plain.is_labelled_command(),
            _ => false,
        })
    }

    /// Whether an untagged fence stands behind a paragraph that says what to do with it.
    fn orders_code(&self) -> bool {
        let own: Vec<&Block> = self.own_blocks().collect();
        own.windows(2).any(|pair| match (&pair[0].kind, &pair[1].kind) {
            (Kind::Paragraph(plain), Kind::Code(info, _)) => {
                shell::may_be_shell(info.as_deref()) && verbs::tells(plain)
            }
            _ => false,
        })
    }

    /// Makes the step.
    pub fn step(&self, rule: Rule) -> Found {
        let section = &self.sections[self.index];
        let name = section.name();
        let (_, words) = numbers::number(name).unwrap_or((false, name));
        // `Solution` alone says nothing on a list.
        let of = section.parent.map(|at| &self.sections[at]).filter(|it| Topic::is_cure(name) && !it.is_page);
        let of = of.map(|it| numbers::number(it.name()).map_or(it.name(), |it| it.1));
        let title = step::shortened(&of.map_or_else(|| words.to_owned(), |of| format!("{words}: {of}")));
        let said = title == words.replace('`', "")
            && section.title.links == 0
            && step::says(&title, &self.source.body[section.heading.clone()]);
        let end = if self.below { section.own.end } else { self.end };
        let range: Range<usize> = section.own.start..end;
        let first = self.blocks.partition_point(|it| it.range.start < range.start);
        let inside = self.blocks[first..].iter().take_while(|it| it.range.start < end);
        let heading = (!said).then(|| {
            self.source.body[section.heading.clone()].trim().trim_start_matches('#').trim().to_owned()
        });
        let content = Content { range, lead: None, heading };
        let (text, command) = content.read(self.source, &title, &step::fences(inside));
        let expect = Time::find(&section.title.text);
        Found {
            at: section.heading.start,
            rule,
            title: if title.is_empty() { "Do what the text says".to_owned() } else { title },
            text,
            command,
            expect,
            consumed: section.heading.start..end,
        }
    }
}
