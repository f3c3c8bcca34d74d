//! Which headings, and which paragraphs with commands behind them, are steps.

use super::blocks::{Block, Kind};
use super::numbers;
use super::plain::Plain;
use super::sections::Section;
use super::shell;
use super::source::Source;
use super::statements;
use super::step::{self, Content, Found, Rule};
use super::times::Time;
use super::topics::Topic;
use super::verbs;
use std::ops::Range;

/// Finds paragraphs that say what to do and have commands right behind them, outside of what is taken already. Each
/// reaches to the next of them.
pub(super) fn leads(source: &Source, blocks: &[Block], section: &Section, taken: &[Found]) -> Vec<Found> {
    let mut taken: Vec<&Range<usize>> = taken.iter().map(|it| &it.consumed).collect();
    taken.sort_by_key(|it| it.start);
    let before = |offset: usize| taken.partition_point(|it| it.start <= offset);
    let is_taken = |offset: usize| before(offset) > 0 && taken[before(offset) - 1].contains(&offset);
    let free = |block: &&Block| !source.is_aside(block.range.start) && !is_taken(block.range.start);
    let own: Vec<&Block> = section.blocks.iter().map(|at| &blocks[*at]).filter(free).collect();
    // Where a list has the steps, the paragraphs around it are remarks.
    let alone = taken.is_empty();
    let announced = section.announces();
    let is_lead = |at: usize| {
        let Kind::Paragraph(plain) = &own[at].kind else { return None };
        let next = own.get(at + 1).map(|it| &it.kind)?;
        let list = matches!(next, Kind::List(_)) && alone;
        (leads_to(plain, next, announced) && (list || matches!(next, Kind::Code(..)))).then_some(plain)
    };
    let mut marks: Vec<_> = (0..own.len()).filter_map(|at| Some((at, is_lead(at)?))).collect();
    // A paragraph without commands is a step where it is one of several, or says that it comes next.
    let plainly = |at: &usize| {
        let Kind::Paragraph(plain) = &own[*at].kind else { return None };
        (is_lead(*at).is_none() && is_deed(plain)).then_some((*at, plain))
    };
    // Under the title of the page, what comes first says what is needed.
    let from = if section.is_page { marks.first().map_or(own.len(), |it| it.0) } else { 0 };
    let deeds: Vec<_> = (from..own.len()).filter_map(|at| plainly(&at)).collect();
    let commands = deeds.iter().filter(|it| it.1.names_a_command()).count();
    let expected = !marks.is_empty() || section.topic == Topic::Doing || commands > 1;
    let several = alone && expected && marks.len() + deeds.len() > 1;
    let any = !marks.is_empty() || !taken.is_empty();
    marks.extend(deeds.iter().filter(|it| several || any && comes_next(it.1)));
    marks.sort_by_key(|it| it.0);
    let typed = |at: usize| {
        let next = own.get(at + 1).map(|it| &it.kind);
        matches!(next, Some(Kind::Code(info, _)) if shell::may_be_shell(info.as_deref()))
    };
    let mut found = Vec::new();
    for (nth, (at, plain)) in marks.iter().enumerate() {
        let start = source.line_start(own[*at].range.start);
        let next = marks.get(nth + 1).map(|it| it.0);
        let mut end = next.map_or(section.own.end, |next| source.line_start(own[next].range.start));
        end = taken.get(before(start)).map_or(end, |it| end.min(it.start));
        let inside = own[*at..next.unwrap_or(own.len())].iter().copied().filter(|it| it.range.start < end);
        let title = step::title(plain);
        let content = Content {
            range: start..end,
            lead: Some(((*plain).clone(), own[*at].range.clone())),
            heading: None,
        };
        let (text, command) = content.read(source, &title, &step::fences(inside));
        let expect = Time::in_brackets(&plain.text);
        found.push(Found {
            at: start,
            rule: if typed(*at) { Rule::ParagraphWithCode } else { Rule::Paragraph },
            title,
            text,
            command,
            expect,
            consumed: start..end,
        });
    }
    found
}

/// Whether the paragraph says what to do with the fence or the list behind it. Where the heading has `announced` steps, it
/// need not begin with a verb.
fn leads_to(plain: &Plain, next: &Kind, announced: bool) -> bool {
    match next {
        Kind::Code(info, _) => {
            let info = info.as_deref();
            // What is no shell is for a step only where the words say what to do with it.
            let other = shell::may_be_shell(info) || shell::is_file(info) && is_deed(plain);
            let named = announced && plain.text.trim_end().ends_with(':');
            other && (verbs::tells(plain) || named && shell::may_be_shell(info))
                || shell::is_shell(info) && orders(plain)
        }
        // So is a list that has no steps of its own.
        Kind::List(_) => {
            plain.text.trim_end().ends_with(':') && !statements::describes(&plain.text) && is_deed(plain)
        }
        _ => false,
    }
}

/// Whether the paragraph says what to do in its first or in its last sentence.
fn orders(plain: &Plain) -> bool {
    let text = plain.text.trim();
    if text.starts_with("!!!") || text.starts_with("???") || text.len() > 1_500 {
        return false;
    }
    let last = text.trim_end_matches([':', '.']).rfind(". ").map_or("", |at| &text[at + 2..]);
    verbs::tells(plain) || verbs::tells(&Plain::of(last))
}

/// Whether the paragraph says what to do, and is no remark.
fn is_deed(plain: &Plain) -> bool {
    const REMARKS: [&str; 17] = [
        "see", "note", "refer", "read", "remember", "learn", "consult", "use", "keep", "consider", "contact",
        "mind", "imagine", "assume", "suppose", "think", "know",
    ];
    // `For details on this, refer to that`, `When it is down, backups are somebody else's`.
    let (case, rest) = plain.text.split_once(", ").unwrap_or(("", &plain.text));
    let in_case = verbs::begins_with_clause(case);
    let order = if in_case { rest } else { &plain.text };
    let mut words = order.split_whitespace().map(|word| verbs::bare(word).to_lowercase());
    let first = words.find(|word| !verbs::is_before(word)).unwrap_or_default();
    // Behind words in bold, an order is a part of what they head.
    let headed = !plain.bold_lead().is_empty() && !verbs::begins_with_verb(&plain.text);
    let used = first == "use" && plain.names_a_command();
    let remarks = !used && REMARKS.contains(&first.as_str()) || in_case && statements::states(order);
    verbs::tells(plain) && !headed && !plain.is_link() && !remarks
}

/// Whether the paragraph says that it is what is done next.
fn comes_next(plain: &Plain) -> bool {
    let first = plain.text.split_whitespace().next().map_or("", verbs::bare).to_lowercase();
    matches!(first.as_str(), "then" | "next" | "finally" | "lastly" | "afterwards" | "now")
}

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
