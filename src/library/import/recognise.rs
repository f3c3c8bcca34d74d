//! Finds every step of a page, section by section.

use super::blocks::Block;
use super::headings::Candidate;
use super::lists;
use super::numbers;
use super::paragraphs;
use super::sections::Section;
use super::source::Source;
use super::step::{Found, Rule};
use super::tables;
use super::topics::Topic;
use super::verbs;

/// The steps of a page.
#[derive(Debug, Default)]
pub(super) struct Steps {
    /// For each section the steps under its heading, in their order.
    pub inside: Vec<Vec<Found>>,
    /// For each section the step that it is itself.
    pub itself: Vec<Option<Found>>,
}

/// A page on the way to its steps.
struct Page<'a> {
    source: &'a Source,
    blocks: &'a [Block],
    sections: &'a [Section],
    /// Where the last section below each ends.
    ends: Vec<usize>,
    /// The sections below each.
    below: Vec<Vec<usize>>,
}

/// Finds the steps.
pub(super) fn recognise(source: &Source, blocks: &[Block], sections: &[Section]) -> Steps {
    let mut below = vec![Vec::new(); sections.len()];
    let mut ends: Vec<usize> = sections.iter().map(|it| it.own.end).collect();
    for index in (0..sections.len()).rev() {
        if let Some(parent) = sections[index].parent {
            ends[parent] = ends[parent].max(ends[index]);
            below[parent].push(index);
        }
    }
    let page = Page { source, blocks, sections, ends, below };
    let mut steps = Steps { inside: vec![Vec::new(); sections.len()], itself: vec![None; sections.len()] };
    let mut any = vec![false; sections.len()];
    for index in (0..sections.len()).rev() {
        let parts = page.are_parts(index, &steps);
        any[index] = !parts && page.below[index].iter().any(|child| any[*child]);
        page.section(index, any[index], parts, &mut steps);
        if parts && steps.itself[index].is_some() {
            for child in &page.below[index] {
                any[*child] = false;
                steps.itself[*child] = None;
                steps.inside[*child].clear();
            }
        }
        any[index] |= page.below[index].iter().any(|child| any[*child]);
        any[index] |= !steps.inside[index].is_empty() || steps.itself[index].is_some();
    }
    page.orders(&mut any, &mut steps);
    page.between(&mut any, &mut steps);
    // Paragraphs alone do not make a runbook of a page.
    let found = || steps.inside.iter().flatten().chain(steps.itself.iter().flatten());
    if found().all(|it| it.rule == Rule::Paragraph) {
        steps.inside.iter_mut().for_each(Vec::clear);
        any.fill(false);
    }
    if !any.contains(&true) {
        page.last_resort(&mut steps);
    }
    steps
}

impl Page<'_> {
    fn section(&self, index: usize, below: bool, parts: bool, steps: &mut Steps) {
        let section = &self.sections[index];
        let mut own = lists::find(self.source, self.blocks, self.sections, index);
        own.extend(tables::find(self.source, self.blocks, self.sections, index));
        let known = matches!(self.sections[index].topic, Topic::Listing | Topic::Knowing);
        let leads =
            if known { Vec::new() } else { paragraphs::find(self.source, self.blocks, section, &own) };
        own.extend(leads.iter().cloned());
        let candidate = Candidate {
            source: self.source,
            blocks: self.blocks,
            sections: self.sections,
            index,
            own: &own,
            leads: &leads,
            below,
            parts,
            end: self.ends[index],
        };
        if let Some(rule) = candidate.rule() {
            steps.itself[index] = Some(candidate.step(rule));
            return;
        }
        let numbered = numbers::number(&section.title.text).is_some_and(|it| verbs::begins_with_verb(it.1));
        if numbered && !own.is_empty() && own.iter().all(|it| it.rule == Rule::Bullet) {
            own.clear();
        }
        own.sort_by_key(|it| it.at);
        own.dedup_by(|b, a| b.at < a.consumed.end && b.rule != a.rule);
        steps.inside[index] = own;
    }

    /// Whether the bold lines below a heading name parts or kinds of the one thing that it says to do: `By hand`,
    /// `Old disks`; a numbered heading is also the step of a `Verify:` with a command.
    fn are_parts(&self, index: usize, steps: &Steps) -> bool {
        let title = self.sections[index].name();
        let (numbered, title) = numbers::number(title).map_or((false, title), |it| (true, it.1));
        let children = &self.below[index];
        let code = |child: &usize| {
            let only = steps.itself[*child].as_ref().is_some_and(|it| it.rule == Rule::HeadingWithCode);
            only && steps.inside[*child].is_empty()
        };
        let names = |child: &usize| {
            let name = self.sections[*child].name();
            Topic::of(name) != Topic::Doing && !verbs::begins_with_verb(name)
        };
        let holds = |child: &&usize| steps.itself[**child].is_some() || !steps.inside[**child].is_empty();
        let holding: Vec<&usize> = children.iter().filter(holds).collect();
        let bold = holding.iter().all(|it| self.sections[**it].is_bold() && self.below[**it].is_empty());
        let known = matches!(self.sections[index].topic, Topic::Listing | Topic::Knowing);
        if known || !bold || holding.is_empty() || self.sections[index].is_bold() {
            return false;
        }
        let all_code = holding.iter().all(|it| code(it));
        let all_names = holding.iter().all(|it| names(it));
        let tells = verbs::begins_with_verb(title) && title.contains(' ');
        numbered && (all_code || tells && all_names) || tells && all_code && all_names && holding.len() > 1
    }

    /// Takes headings that say what to do: several beside each other, most of them doing so.
    fn orders(&self, any: &mut [bool], steps: &mut Steps) {
        for parent in (0..self.sections.len()).rev() {
            let children = &self.below[parent];
            let orders = |child: &&usize| verbs::begins_with_verb(self.sections[**child].name());
            if matches!(self.sections[parent].topic, Topic::Listing | Topic::Knowing) {
                continue;
            }
            let told: Vec<usize> = children.iter().filter(orders).copied().collect();
            // Of headings that are numbered one after the other, all are steps where most are.
            let numbered = |child: &&usize| numbers::number(&self.sections[**child].title.text).is_some();
            let counted: Vec<usize> = children.iter().filter(numbered).copied().collect();
            let found = counted.iter().filter(|child| steps.itself[**child].is_some()).count();
            let told = match found {
                2.. if found * 3 >= counted.len() * 2 => counted,
                _ if told.len() >= 2 && told.len() * 3 >= children.len() * 2 => told,
                _ => continue,
            };
            for index in told {
                let topic = self.sections[index].topic;
                if any[index]
                    || self.sections[index].is_page
                    || matches!(topic, Topic::Listing | Topic::Knowing)
                {
                    continue;
                }
                let candidate = self.bare(index);
                let counted = numbers::number(&self.sections[index].title.text).is_some();
                let rule = if counted { Rule::NumberedHeading } else { Rule::HeadingThatOrders };
                steps.itself[index] = Some(candidate.step(rule));
                any[index] = true;
            }
        }
    }

    /// Where most of the sections beside each other hold steps, bullets that all say what to do are steps as well.
    fn between(&self, any: &mut [bool], steps: &mut Steps) {
        for children in &self.below {
            let holding = children.iter().filter(|child| any[**child]).count();
            if holding < 2 || holding * 3 < children.len() * 2 {
                continue;
            }
            for child in children {
                if !any[*child] && self.sections[*child].topic == Topic::Neutral {
                    steps.inside[*child] = lists::orders(self.source, self.blocks, self.sections, *child);
                    any[*child] = !steps.inside[*child].is_empty();
                }
            }
        }
    }

    /// A page whose only commands stand right under its title is one step.
    fn last_resort(&self, steps: &mut Steps) {
        for (index, section) in self.sections.iter().enumerate().filter(|(_, it)| it.is_page && it.level > 0)
        {
            let own = section.blocks.iter().map(|at| &self.blocks[*at]);
            let code = super::step::fences(own.filter(|it| !self.source.is_aside(it.range.start)));
            if !code.is_empty() {
                let mut step = self.bare(index).step(Rule::HeadingWithCode);
                step.consumed.start = section.own.start;
                steps.inside[index] = vec![step];
            }
        }
    }

    fn bare(&self, index: usize) -> Candidate<'_> {
        let (source, blocks, sections) = (self.source, self.blocks, self.sections);
        let below = self.sections[index].is_page;
        Candidate {
            source,
            blocks,
            sections,
            index,
            own: &[],
            leads: &[],
            below,
            parts: false,
            end: self.ends[index],
        }
    }
}
